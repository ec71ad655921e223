//! One question asked of some backlogs in this process, for a comparison with other solvers: `benches/peers.py`
//! calls it. Only the engine is timed, neither reading nor printing.
//!
//! `cargo bench --bench peers -- rank|budget|target PERCENT RUNS FILE...` prints one line a file:
//! `file question nanoseconds status points minutes`, where the time is the fastest of the runs.

use std::path::Path;
use std::time::Instant;

use scoreplan::diag::Findings;
use scoreplan::load::files::Disk;
use scoreplan::load::{backlog, source};
use scoreplan::model::{BacklogItem, Graph, Minutes, Points, Weight};
use scoreplan::plan::optimise::{Limits, Objective, Problem, SolveStatus, solve};
use scoreplan::plan::rank::bundles;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let [question, percent, runs, files @ ..] = &arguments[..] else {
        // As `cargo bench` and `cargo test --benches` call it: nothing to compare.
        return;
    };
    let percent: i64 = percent.parse().expect("a whole percentage");
    let runs: usize = runs.parse().expect("a number of runs");
    for file in files {
        let graph = read(file);
        let (nanoseconds, answer) = (0..runs.max(1))
            .map(|_| timed(|| ask(&graph, question, percent)))
            .min()
            .expect("at least one run");
        print(&format!("{file} {question} {nanoseconds} {answer}"));
    }
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

fn read(file: &str) -> Graph {
    let mut findings = Findings::new();
    let source = source::read(&Disk, Path::new(file), &mut findings).expect("a readable file");
    let items: Vec<BacklogItem> =
        source.and_then(|source| backlog::read(&source, &mut findings)).expect("a backlog without errors");
    let weights = items.iter().map(|item| Weight { points: item.points, minutes: item.effort }).collect();
    Graph::new(weights, items.iter().map(|item| item.needs.clone()).collect()).expect("no cycle")
}

/// Status, points in hundredths and minutes; for a ranking the number of bundles, their points and minutes.
fn ask(graph: &Graph, question: &str, percent: i64) -> String {
    let all = |part: fn(Weight) -> i64| (0..graph.len()).map(|node| part(graph.weight(node))).sum::<i64>();
    let goal = match question {
        "budget" => Objective::Points { budget: Minutes(all(|weight| weight.minutes.0) * percent / 100) },
        "target" => {
            let gains = all(|weight| weight.points.0.max(0));
            Objective::PointsTarget { points: Points((gains * percent + 99) / 100) }
        }
        "frontier" => {
            let problem = Problem { graph, maxima: &[], start: None, must: &[], never: &[], rules: &[] };
            let corners = scoreplan::plan::optimise::frontier(problem).expect("a question in range");
            return format!("{}", corners.len());
        }
        _ => {
            let blocks = bundles(graph);
            let sum = |part: fn(&scoreplan::plan::rank::Bundle) -> i64| blocks.iter().map(part).sum::<i64>();
            return format!("{} {} {}", blocks.len(), sum(|b| b.points.0), sum(|b| b.minutes.0));
        }
    };
    let problem = Problem { graph, maxima: &[], start: None, must: &[], never: &[], rules: &[] };
    let answer = solve(problem, goal, Limits::default()).expect("a question in range");
    let status = if answer.status == SolveStatus::Optimal { "optimal" } else { "feasible" };
    let plan = answer.plan.expect("a plan");
    format!(
        "{status} {} {} {:?} {} {}",
        plan.points.0, plan.minutes.0, answer.bound, answer.branches, answer.work
    )
}
