//! Trials of the model of one team on a backlog, for a comparison with NumPy: `benches/trials.py` calls it.
//!
//! `cargo bench --bench trials -- FILE TRIALS SEED THREADS` prints one line: nanoseconds from the backlog in memory to
//! the figures, then mean, P10 and P90 of day 180 in hundredths of a percent, and trials that reach the goal.

use std::path::Path;
use std::time::Instant;

use scoreplan::diag::Findings;
use scoreplan::load::files::Disk;
use scoreplan::load::{backlog, source};
use scoreplan::project::trials::{Monitor, RunRequest, run_model, summarise};

mod one_team;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let [file, count, seed, threads] = &arguments[..] else {
        // As `cargo bench` and `cargo test --benches` call it: nothing to compare.
        return;
    };
    let number = |word: &String| word.parse::<u32>().expect("a whole number");
    let ask = RunRequest { count: number(count), seed: number(seed).into(), drivers: false, keep: None };
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(number(threads) as usize).build().expect("threads");
    let mut findings = Findings::new();
    let source = source::read(&Disk, Path::new(file), &mut findings).expect("a readable file");
    let items =
        source.and_then(|source| backlog::read(&source, &mut findings)).expect("a backlog without errors");
    pool.install(|| {
        let (nanoseconds, (summary, reached)) = timed(|| {
            let model = one_team::model(&items);
            let tally = run_model(&model, ask, &Monitor::NONE);
            let summary = summarise(&model, &tally);
            let reached = summary.in_time.unwrap_or_default();
            (summary, reached)
        });
        let day = summary.days[180];
        print(&format!("{nanoseconds} {} {} {} {reached}", day.mean, day.p10, day.p90));
    });
}

#[expect(clippy::print_stdout, reason = "the figures of a benchmark")]
fn print(line: &str) {
    println!("{line}");
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn timed<T>(work: impl FnOnce() -> T) -> (u128, T) {
    let start = Instant::now();
    let answer = work();
    (start.elapsed().as_nanos(), answer)
}
