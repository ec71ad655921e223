#!/usr/bin/env python3
"""Compares the trials of scoreplan with NumPy programs for the same model, side by side in one run.

    python3 -m venv target/peers && target/peers/bin/pip install numpy
    cargo bench --bench trials --no-run
    target/peers/bin/python benches/trials.py [--trials 10000] [--rounds 7] [--nodes 400] [--seeds 1,2,3] [FILE.csv...]

The model is that of `benches/one_team.rs`. Contenders: scoreplan on one thread and on all; `plain`, whole arrays of
float64; and `tuned`, single precision, a fast generator, blocks of draws and a sort of small integers. Without files it
makes backlogs of its own. Every round runs each contender once, in an order that rotates from round to round, each in a
process of its own that times the work from backlog in memory to figures. What counts are the ratios within a round;
printed are their median and their tenth percentile. The percentage on day 180 must agree between all contenders within
the error of sampling, else the run ends with an error.
"""

import argparse
import csv
import glob
import os
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TARGET = os.environ.get("CARGO_TARGET_DIR", f"{ROOT}/target")
DAYS = 365


def read(path):
    import numpy as np

    with open(path, newline="") as file:
        # The reader of scoreplan sorts by id.
        rows = sorted(csv.DictReader(file), key=lambda row: row["id"])
    return np.array([float(row["points"]) for row in rows]), np.array([float(row["hours"]) for row in rows])


def chances(count):
    import numpy as np

    return 0.70 + 0.30 * (np.arange(count) * 37 % 101) / 100


def plain(points, hours, trials, seed):
    """As one would write it."""
    import numpy as np

    random = np.random.default_rng(seed)
    shape = (trials, len(points))
    base = 4 / 3 * hours.sum() / (0.8 * DAYS)
    effort = random.triangular(0.5, 1.0, 2.5, shape) * hours
    earned = np.where(random.random(shape) < chances(len(points)), points, 0.0)
    late = random.integers(0, 4, shape)
    capacity = base * random.triangular(0.6, 1.0, 1.2, (trials, 1))
    day = (np.cumsum(effort, axis=1) / capacity).astype(np.int64) + late
    day = np.minimum(day, DAYS)
    cell = np.arange(trials)[:, None] * (DAYS + 1) + day
    gained = np.bincount(cell.ravel(), earned.ravel(), trials * (DAYS + 1)).reshape(trials, DAYS + 1)
    curve = np.cumsum(gained[:, :DAYS], axis=1)
    return curve.mean(axis=0), np.percentile(curve, [10, 50, 90], axis=0), (curve >= 0.8 * points.sum()).mean(axis=0)


def tuned(points, hours, trials, seed):
    """The fastest way known to us: half the bytes, and arrays that stay in the cache."""
    import numpy as np

    single, block, count = np.float32, 500, len(points)
    random = np.random.Generator(np.random.SFC64(seed))
    base = 4 / 3 * hours.sum() / (0.8 * DAYS)
    hours_ = hours.astype(single)
    chance = chances(count).astype(single)
    # The inverse of the triangle over 0.5, 1.0 and 2.5: it turns at a quarter.
    rise, fall = single(1.0), single(3.0**0.5)
    whole = bool((points == np.floor(points)).all())
    curve = np.empty((DAYS, trials), np.int16 if whole else single)
    rows = np.arange(block, dtype=np.int32)[:, None] * np.int32(DAYS + 1)
    for first in range(0, trials, block):
        size = min(block, trials - first)
        u = random.random((size, count), dtype=single)
        effort = np.where(u < single(0.25), single(0.5) + rise * np.sqrt(u), single(2.5) - fall * np.sqrt(1 - u))
        effort *= hours_
        np.cumsum(effort, axis=1, out=effort)
        effort /= (base * random.triangular(0.6, 1.0, 1.2, (size, 1))).astype(single)
        day = effort.astype(np.int32)
        day += random.integers(0, 4, (size, count), dtype=np.uint8)
        np.minimum(day, DAYS, out=day)
        day += rows[:size]
        earned = np.where(random.random((size, count), dtype=single) < chance, points, 0.0)
        gained = np.bincount(day.ravel(), earned.ravel(), size * (DAYS + 1)).reshape(size, DAYS + 1)
        curve[:, first : first + size] = np.cumsum(gained[:, :DAYS], axis=1).T
    curve.sort(axis=1, kind="stable")
    at = [round(share * (trials - 1)) for share in (0.1, 0.5, 0.9)]
    return curve.mean(axis=1), curve[:, at].T, (curve >= 0.8 * points.sum()).mean(axis=1)


def child(name, path, trials, seed):
    points, hours = read(path)
    start = time.perf_counter_ns()
    mean, quantiles, chance = {"plain": plain, "tuned": tuned}[name](points, hours, trials, seed)
    spent = time.perf_counter_ns() - start
    share = 10_000 / points.sum()
    print(spent, mean[180] * share, quantiles[0][180] * share, quantiles[2][180] * share, chance[-1] * trials)


def ours(path, trials, seed, threads):
    binaries = glob.glob(f"{TARGET}/release/deps/trials-*")
    binary = max((f for f in binaries if os.access(f, os.X_OK) and "." not in os.path.basename(f)), key=os.path.getmtime)
    return [binary, path, str(trials), str(seed), str(threads)]


def made(nodes, seeds, folder):
    """Synthetic backlogs: SplitMix64, integers only. Points 1 to 10, effort spread over octaves of quarter hours."""
    mask = (1 << 64) - 1
    for seed in seeds:
        state = seed * 1_000_003

        def draw(below):
            nonlocal state
            state = (state + 0x9E3779B97F4A7C15) & mask
            z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & mask
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
            return (z ^ (z >> 31)) % below

        path = f"{folder}/n{nodes}-s{seed}.csv"
        with open(path, "w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["id", "title", "points", "hours", "needs"])
            for item in range(nodes):
                points, level = 1 + draw(10), draw(8)
                quarters = (2 << level) + draw(65 if level == 7 else 2 << level)
                writer.writerow([f"k{item}", f"item {item}", points, f"{quarters / 4:.2f}", ""])
        yield path


def compare(given, path, contenders):
    spent = {name: [] for name in contenders}
    ratios = {}
    figures = {}
    names = list(contenders)
    for round_ in range(given.rounds):
        turn = round_ % len(names)
        times = {}
        for name in names[turn:] + names[:turn]:
            done = subprocess.run(contenders[name](path, round_), capture_output=True, text=True)
            if done.returncode:
                sys.exit(f"{name} failed on {path}:\n{done.stderr}")
            words = [float(word) for word in done.stdout.split()]
            times[name] = words[0]
            spent[name].append(words[0])
            figures.setdefault(name, []).append(words[1:])
        for label, (slow, fast) in PAIRS.items():
            ratios.setdefault(label, []).append(times[slow] / times[fast])
    print(os.path.basename(path), "".join(f"  {name} {median(spent[name]) / 1e6:.2f} ms" for name in names))
    for label, values in ratios.items():
        print(f"  {label:<32} median {median(values):6.2f}  tenth percentile {tenth(values):6.2f}")
    agree(given, path, figures)
    return ratios


PAIRS = {
    "plain against all threads": ("plain", "threads"),
    "tuned against all threads": ("tuned", "threads"),
    "one thread against all threads": ("one", "threads"),
}


def agree(given, path, figures):
    """Mean, P10 and P90 of day 180, and the chance of the goal, averaged over rounds, within five standard errors."""
    sample = given.trials * given.rounds
    average = {name: [sum(column) / len(column) for column in zip(*rows)] for name, rows in figures.items()}
    mean, low, high, reached = average["plain"]
    # Between P10 and P90 of a bell lie 2.56 deviations; a tail quantile is known 1.7 times worse than the mean.
    error = (high - low) / 2.56 / sample**0.5 * 5 * 2**0.5
    chance = reached / given.trials
    error_chance = 5 * (2 * (chance * (1 - chance) + 1e-4) / sample) ** 0.5 * given.trials
    # Points are whole: a quantile of few samples moves by one point.
    step = 10_000 / sum(read(path)[0])
    apart = []
    for name, (m, l, h, r) in average.items():
        far = [abs(m - mean) > error, abs(l - low) > 1.7 * error + step, abs(h - high) > 1.7 * error + step, abs(r - reached) > error_chance]
        apart += [name] * any(far)
        print(f"  day 180, {name:<8} mean {m / 100:.2f} %  P10 {l / 100:.2f} %  P90 {h / 100:.2f} %  goal {r / given.trials:.4f}")
    if apart:
        sys.exit(f"{path}: {', '.join(apart)} and plain disagree")


def median(values):
    return sorted(values)[len(values) // 2]


def tenth(values):
    return sorted(values)[len(values) // 10]


def main():
    if sys.argv[1:2] == ["child"]:
        name, path, trials, seed = sys.argv[2:]
        child(name, path, int(trials), int(seed))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*")
    parser.add_argument("--trials", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--nodes", type=int, default=400)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    given = parser.parse_args()
    idle = os.getloadavg()[0]
    if idle > 0.5:
        print(f"The machine is not idle (load {idle:.2f}): expect noise.", file=sys.stderr)
    python = lambda name: lambda path, round_: [sys.executable, __file__, "child", name, path, str(given.trials), str(round_)]
    contenders = {
        "threads": lambda path, round_: ours(path, given.trials, round_, given.threads),
        "one": lambda path, round_: ours(path, given.trials, round_, 1),
        "plain": python("plain"),
        "tuned": python("tuned"),
    }
    all_ratios = {}
    with tempfile.TemporaryDirectory() as folder:
        files = given.files or list(made(given.nodes, [int(seed) for seed in given.seeds.split(",")], folder))
        for path in files:
            for label, values in compare(given, path, contenders).items():
                all_ratios.setdefault(label, []).extend(values)
    print("all")
    for label, values in all_ratios.items():
        print(f"  {label:<32} median {median(values):6.2f}  tenth percentile {tenth(values):6.2f}  worst {min(values):6.2f}")


if __name__ == "__main__":
    main()
