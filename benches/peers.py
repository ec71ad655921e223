#!/usr/bin/env python3
"""Compares scoreplan with general solvers on backlogs, side by side in one run.

    python3 -m venv target/peers && target/peers/bin/pip install highspy ortools networkx pseudoflow
    cargo build --release && cargo bench --bench peers --no-run
    target/peers/bin/python benches/peers.py budget --percent 30 --rounds 7 FILE.csv...
    target/peers/bin/python benches/peers.py target --percent 50 FILE.csv...
    target/peers/bin/python benches/peers.py rank FILE.csv...
    target/peers/bin/python benches/peers.py process --percent 30 FILE.csv...

Without files it makes backlogs of its own: `--nodes 400 --seeds 1,2,3 --families 0,1,3,4`.

Every round runs each contender once, in an order that rotates from round to round. What counts are the ratios
within a round; printed are their median, their tenth percentile and their minimum. Only solving is timed, except
with `process`, which sets scoreplan's whole process, from file to printed plan, against the solving of HiGHS alone.
Each solver runs in a process of its own. The peer of a round is the fastest of HiGHS, CP-SAT with one worker and the
strongest linear relaxation, and CP-SAT with eight workers; of networkx and parametric pseudoflow for a ranking.
A peer that does not finish within the limit counts with the limit, so its ratio is at least what is printed.
An optimum on which two disagree ends the run with an error.
"""

import argparse
import csv
import glob
import os
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def read(path):
    """Hundredths of points, minutes, and prerequisites by index."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    place = {row["id"]: at for at, row in enumerate(rows)}
    points = [round(float(row["points"]) * 100) for row in rows]
    minutes = [round(float(row["hours"]) * 60) for row in rows]
    needs = [[place[need] for need in row["needs"].split(";") if need] for row in rows]
    return points, minutes, needs


def limit(question, percent, points, minutes):
    """The budget in minutes, or the points to reach in hundredths."""
    if question == "budget":
        return sum(minutes) * percent // 100
    return (sum(points) * percent + 99) // 100


# The contenders: each returns the seconds of solving, whether the answer is proved, and its value.


def solve_highs(question, percent, path, seconds):
    import highspy
    import numpy

    points, minutes, needs = read(path)
    n = len(points)
    edges = [(item, need) for item, list_ in enumerate(needs) for need in list_]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = n, len(edges) + 1
    budget = question == "budget"
    gain, cost, bound = (points, minutes, limit(question, percent, points, minutes))
    model.col_cost_ = numpy.array([-p for p in gain] if budget else cost, dtype=numpy.double)
    model.col_lower_, model.col_upper_ = numpy.zeros(n), numpy.ones(n)
    model.integrality_ = [highspy.HighsVarType.kInteger] * n
    # x(item) <= x(need) for every edge, then the limit.
    lower = [-highspy.kHighsInf] * len(edges) + [-highspy.kHighsInf if budget else bound]
    upper = [0.0] * len(edges) + [bound if budget else highspy.kHighsInf]
    model.row_lower_, model.row_upper_ = numpy.array(lower), numpy.array(upper)
    starts, index, value = [0], [], []
    for item, need in edges:
        index += [item, need]
        value += [1.0, -1.0]
        starts.append(len(index))
    index += range(n)
    value += [float(x) for x in (cost if budget else gain)]
    starts.append(len(index))
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = numpy.array(starts, dtype=numpy.int32)
    model.a_matrix_.index_ = numpy.array(index, dtype=numpy.int32)
    model.a_matrix_.value_ = numpy.array(value, dtype=numpy.double)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("time_limit", seconds)
    solver.passModel(model)
    start = time.perf_counter()
    solver.run()
    spent = time.perf_counter() - start
    proved = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return spent, proved, abs(round(solver.getInfo().objective_function_value))


def solve_cp_sat(question, percent, path, seconds, workers):
    from ortools.sat.python import cp_model

    points, minutes, needs = read(path)
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in points]
    for item, list_ in enumerate(needs):
        for need in list_:
            model.add_implication(chosen[item], chosen[need])
    gain = cp_model.LinearExpr.weighted_sum(chosen, points)
    cost = cp_model.LinearExpr.weighted_sum(chosen, minutes)
    bound = limit(question, percent, points, minutes)
    if question == "budget":
        model.add(cost <= bound)
        model.maximize(gain)
    else:
        model.add(gain >= bound)
        model.minimize(cost)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.max_time_in_seconds = seconds
    if workers == 1:
        solver.parameters.linearization_level = 2
    start = time.perf_counter()
    status = solver.solve(model)
    spent = time.perf_counter() - start
    return spent, status == cp_model.OPTIMAL, round(solver.objective_value)


def rank_networkx(path):
    """Bundles by divide and conquer, each split by one minimum cut."""
    import networkx

    points, minutes, needs = read(path)
    start = time.perf_counter()
    open_, bundles = [list(range(len(points)))], 0
    while open_:
        part = open_.pop()
        inside = set(part)
        p, e = sum(points[i] for i in part), sum(minutes[i] for i in part)
        graph = networkx.DiGraph()
        graph.add_nodes_from(["s", "t"])
        for i in part:
            weight = points[i] * e - minutes[i] * p
            if weight > 0:
                graph.add_edge("s", i, capacity=weight)
            elif weight < 0:
                graph.add_edge(i, "t", capacity=-weight)
            for need in needs[i]:
                if need in inside:
                    graph.add_edge(i, need)
        gains = sum(max(points[i] * e - minutes[i] * p, 0) for i in part)
        value, (side, _) = networkx.minimum_cut(graph, "s", "t")
        if value == gains:
            bundles += 1
            continue
        open_.append([i for i in part if i not in side])
        open_.append([i for i in part if i in side])
    return time.perf_counter() - start, True, bundles


def rank_pseudoflow(path):
    """All breakpoints of the parametric minimum cut, over minus the density."""
    import networkx
    import pseudoflow

    points, minutes, needs = read(path)
    n = len(points)
    graph = networkx.DiGraph()
    for i in range(n):
        graph.add_edge(n, i, const=points[i], mult=minutes[i])
        graph.add_edge(i, n + 1, const=-points[i], mult=-minutes[i])
        for need in needs[i]:
            graph.add_edge(i, need, const=1 << 40, mult=0)
    densest = max(p / e for p, e in zip(points, minutes) if e)
    start = time.perf_counter()
    breakpoints, _, _ = pseudoflow.hpf(
        graph, n, n + 1, const_cap="const", mult_cap="mult", lambdaRange=[-densest - 1, 0.0], roundNegativeCapacity=True
    )
    return time.perf_counter() - start, True, len(breakpoints)


def peer(name, question, percent, path, seconds):
    """Runs one contender in this process."""
    if name == "networkx":
        return rank_networkx(path)
    if name == "pseudoflow":
        return rank_pseudoflow(path)
    if name == "highs":
        return solve_highs(question, percent, path, seconds)
    return solve_cp_sat(question, percent, path, seconds, int(name.removeprefix("cp-sat-")))


def timed_in_child(name, question, percent, path, seconds):
    words = [sys.executable, __file__, "child", name, question, str(percent), path, str(seconds)]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{name} failed on {path}:\n{done.stderr}")
    spent, proved, value = done.stdout.split()[-3:]  # a solver may talk first
    return float(spent), proved == "True", int(value)


def timed_ours(question, percent, path, _seconds):
    binary = max(
        (f for f in glob.glob(f"{ROOT}/target/release/deps/peers-*") if os.access(f, os.X_OK) and "." not in os.path.basename(f)),
        key=os.path.getmtime,
    )
    done = subprocess.run([binary, question, str(percent), "1", path], capture_output=True, text=True, check=True)
    words = done.stdout.split()
    value = {"budget": 4, "target": 5, "rank": 3}[question]
    return int(words[2]) / 1e9, words[3] != "feasible", int(words[value])


def timed_process(_question, percent, path, _seconds):
    words = [f"{ROOT}/target/release/scoreplan", "plan", "--backlog", path, "--budget", f"{percent}%", "--format", "json"]
    start = time.perf_counter()
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    spent = time.perf_counter() - start
    import json

    plan = json.loads(done.stdout)
    return spent, plan["status"] == "optimal", round(plan["points"] * 100)


def made(nodes, seeds, families, folder):
    """Synthetic backlogs: SplitMix64, integers only, so every language makes the same ones."""
    mask = (1 << 64) - 1

    def draws(state):
        while True:
            state = (state + 0x9E3779B97F4A7C15) & mask
            z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & mask
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
            yield z ^ (z >> 31)

    layers = [nodes * share // 100 for share in (0, 20, 45, 70, 90, 100)]
    for family in families:
        for seed in seeds:
            draw = draws(seed * 1_000_003 + family)
            figures = []
            for _ in range(nodes):
                points, level = 1 + next(draw) % 10, next(draw) % 8
                quarters = (2 << level) + next(draw) % (65 if level == 7 else 2 << level)
                if family == 4:
                    points = (points * 100 + next(draw) % 100) / 100
                if family == 3:
                    points = min(1 + quarters // 36 + (points & 1), 10)
                figures.append((points, quarters / 4))
            path = f"{folder}/n{nodes}-s{seed}-f{family}.csv"
            with open(path, "w", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(["id", "title", "points", "hours", "needs"])
                for i, (points, hours) in enumerate(figures):
                    needs = set()
                    if family in (0, 3, 4):
                        for _ in range((0, 0, 1, 1, 1, 2, 2, 2, 3, 3)[next(draw) % 10]):
                            near, x = next(draw) % 2 == 0, next(draw)
                            if i:
                                needs.add(i - 1 - x % min(i, 50) if near else x % i)
                    elif family == 1:
                        layer = sum(1 for at in layers[1:5] if i >= at)
                        if layer:
                            low, high = layers[layer - 1], layers[layer]
                            for _ in range((1, 1, 1, 2, 2, 2, 3, 3)[next(draw) % 8]):
                                needs.add(low + next(draw) % (high - low))
                    else:
                        k, x = next(draw) % 10, next(draw)
                        if i and k < 9:
                            needs.add(x % i)
                    listed = ";".join(f"k{need}" for need in sorted(needs))
                    writer.writerow([f"k{i}", f"item {i}", f"{points:.2f}", f"{hours:.2f}", listed])
            yield path


def main():
    if sys.argv[1:2] == ["child"]:
        name, question, percent, path, seconds = sys.argv[2:]
        print(*peer(name, question, int(percent), path, float(seconds)))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("question", choices=["budget", "target", "rank", "process"])
    parser.add_argument("files", nargs="*")
    parser.add_argument("--percent", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=120, help="the limit of every peer")
    parser.add_argument("--peers", default="", help="contenders, separated by commas; the default fits the question")
    parser.add_argument("--nodes", type=int, default=400)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--families", default="0,1,3,4")
    given = parser.parse_intermixed_args()
    usual = {"rank": "networkx", "process": "highs"}.get(given.question, "highs,cp-sat-1,cp-sat-8")
    peers = [name for name in (given.peers or usual).split(",")]
    idle = os.getloadavg()[0]
    if idle > 0.5:
        print(f"The machine is not idle (load {idle:.2f}): expect noise.", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        seeds = [int(seed) for seed in given.seeds.split(",")]
        families = [int(family) for family in given.families.split(",")]
        files = given.files or list(made(given.nodes, seeds, families, folder))
        compare(given, peers, files)


def compare(given, peers, files):
    ours = timed_process if given.question == "process" else timed_ours
    question = "budget" if given.question == "process" else given.question
    ratios = []
    print(f"{'backlog':<28}{'scoreplan ms':>13}{'best peer ms':>14}  {'peer':<10}{'median':>8}{'p10':>8}")
    for path in files:
        rounds, spent_ours, spent_peers, values = [], [], {name: [] for name in peers}, {}
        contenders = ["scoreplan", *peers]
        for round_ in range(given.rounds):
            turn = round_ % len(contenders)
            times = {}
            for name in contenders[turn:] + contenders[:turn]:
                if name == "scoreplan":
                    spent, proved, value = ours(question, given.percent, path, given.seconds)
                    spent_ours.append(spent)
                else:
                    spent, proved, value = timed_in_child(name, question, given.percent, path, given.seconds)
                    spent_peers[name].append(spent)
                times[name] = spent
                if proved and question != "rank":
                    values[name] = value
            if len(set(values.values())) > 1:
                sys.exit(f"{path}: the proved optima differ: {values}")
            rounds.append(min(times[name] for name in peers) / times["scoreplan"])
        ratios.extend(rounds)
        best = min(peers, key=lambda name: statistics.median(spent_peers[name]))
        unproved = "" if "scoreplan" in values or question == "rank" else "  not proved by scoreplan"
        print(
            f"{os.path.basename(path):<28}{statistics.median(spent_ours) * 1e3:>13.2f}"
            f"{statistics.median(spent_peers[best]) * 1e3:>14.1f}  {best:<10}"
            f"{statistics.median(rounds):>8.1f}{tenth(rounds):>8.1f}{unproved}",
            flush=True,
        )
    print(f"all: median {statistics.median(ratios):.1f}, tenth percentile {tenth(ratios):.1f}, worst {min(ratios):.1f}")


def tenth(values):
    return sorted(values)[len(values) // 10]


if __name__ == "__main__":
    main()
