//! Rankings and best plans, from a hundred to a hundred thousand items, and on the built-in catalogue.
//!
//! Answers of up to 10 000 items were proved by HiGHS and CP-SAT too (`benches/peers.py`).

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use scoreplan::model::{Assumptions, BasisPoints, Graph, Minutes, Points};
use scoreplan::plan::best::{
    BestQuestion, Budget, Choices, FrontierPart, PlanObjective, PlanVerdict, best, frontier as frontier_of,
};
use scoreplan::plan::optimise::{Limits, Objective, PlanBound, Problem, SolveStatus, bound, frontier, solve};
use scoreplan::plan::rank::bundles;
use scoreplan::plan::{Order, backlog, rank};
use scoreplan::state::State;

use crate::synthetic::{Family, synthetic};
use crate::{built_in, sample};

/// Items, family, and the hundredths of points that 30 % of all hours gain at the most.
const BUDGETS: [(usize, Family, Option<i64>); 8] = [
    (100, Family::Random, Some(39_100)),
    (400, Family::Random, Some(132_300)),
    (400, Family::Layers, Some(141_500)),
    (400, Family::Tracking, Some(51_800)),
    (400, Family::Hundredths, Some(139_675)),
    (10_000, Family::Random, Some(3_043_900)),
    (10_000, Family::Hundredths, Some(3_310_703)),
    (100_000, Family::Random, None),
];

fn problem(graph: &Graph) -> Problem<'_> {
    Problem { graph, maxima: &[], start: None, must: &[], never: &[], rules: &[] }
}

fn all(graph: &Graph) -> (Points, Minutes) {
    let weights = (0..graph.len()).map(|node| graph.weight(node));
    let none = (Points::ZERO, Minutes::ZERO);
    weights.fold(none, |(points, minutes), weight| (points + weight.points, minutes + weight.minutes))
}

fn name(n: usize, family: Family) -> BenchmarkId {
    BenchmarkId::new(format!("{family:?}").to_lowercase(), n)
}

pub(crate) fn ranking(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("rank");
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    for family in [Family::Random, Family::Forest] {
        for n in [100, 400, 1_000, 10_000, 100_000] {
            let graph = synthetic(n, 1, family);
            let (points, minutes) = all(&graph);
            group.throughput(Throughput::Elements(n as u64));
            group.bench_function(name(n, family), |bench| {
                bench.iter(|| {
                    let blocks = bundles(&graph);
                    let none = (Points::ZERO, Minutes::ZERO);
                    let sums = blocks.iter().fold(none, |sum, b| (sum.0 + b.points, sum.1 + b.minutes));
                    assert_eq!(sums, (points, minutes));
                    assert!(blocks.is_sorted_by(|a, b| a.compare_density(b).is_ge()));
                });
            });
        }
    }
    group.finish();
}

pub(crate) fn budgets(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("budget");
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    for (n, family, optimum) in BUDGETS {
        let graph = synthetic(n, 1, family);
        let budget = Minutes(all(&graph).1.0 * 30 / 100);
        group.bench_function(name(n, family), |bench| {
            bench.iter(|| {
                let answer = solve(problem(&graph), Objective::Points { budget }, Limits::default())
                    .expect("a question in range");
                let plan = answer.plan.expect("a plan");
                assert_eq!(answer.status, SolveStatus::Optimal);
                assert!(plan.minutes <= budget && optimum.is_none_or(|most| plan.points == Points(most)));
            });
        });
    }
    for n in [10_000, 100_000] {
        let graph = synthetic(n, 1, Family::Random);
        let budget = Minutes(all(&graph).1.0 * 30 / 100);
        group.bench_function(BenchmarkId::new("bound", n), |bench| {
            bench.iter(|| {
                let most = bound(problem(&graph), Objective::Points { budget }).expect("a question in range");
                // No less than half of all points, no more than all: the densest third of the work comes first.
                let points = all(&graph).0;
                assert!(
                    matches!(most, PlanBound::Points(most) if (Points(points.0 / 2)..points).contains(&most))
                );
            });
        });
    }
    group.finish();
}

pub(crate) fn targets(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("target");
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    for (n, family) in [(400, Family::Random), (400, Family::Hundredths), (10_000, Family::Random)] {
        let graph = synthetic(n, 1, family);
        let points = Points((all(&graph).0.0 + 1) / 2);
        group.bench_function(name(n, family), |bench| {
            bench.iter(|| {
                let answer = solve(problem(&graph), Objective::PointsTarget { points }, Limits::default())
                    .expect("a question in range");
                assert_eq!(answer.status, SolveStatus::Optimal);
                assert!(answer.plan.is_some_and(|plan| plan.points >= points));
            });
        });
    }
    group.finish();
}

pub(crate) fn frontiers(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("frontier");
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    for n in [400, 10_000] {
        let graph = synthetic(n, 1, Family::Random);
        group.bench_function(BenchmarkId::from_parameter(n), |bench| {
            bench.iter(|| {
                let corners = frontier(problem(&graph)).expect("a question in range");
                let last = corners.last().expect("all of it");
                assert_eq!((last.points, last.minutes), all(&graph));
            });
        });
    }
    group.finish();
}

/// The questions of an architect on the built-in samples, with every way, gate and exclusion.
pub(crate) fn samples(criterion: &mut Criterion) {
    let catalogue = built_in();
    let mut group = criterion.benchmark_group("sample");
    group.sample_size(10);
    for tenant_name in ["sample-e3", "sample-e5"] {
        let tenant = sample(tenant_name, &catalogue);
        let state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
        let all: Points = backlog::build(&state).items.iter().map(|node| node.points).sum();
        group.bench_function(BenchmarkId::new("rank", tenant_name), |bench| {
            bench.iter(|| {
                let ranking = rank(backlog::build(&state), Order::Bundles, Some(&state));
                assert_eq!(ranking.steps.last().map(|step| step.cumulative_points), Some(all));
            });
        });
        let questions = [
            ("budget", PlanObjective::Points(Budget::Minutes(Minutes::hours(120)))),
            ("percent", PlanObjective::Percent(Budget::Minutes(Minutes::hours(120)))),
            ("target", PlanObjective::Target(BasisPoints::percent(80))),
        ];
        for (question, want) in questions {
            let ask = BestQuestion { objective: want, must: Vec::new(), never: Vec::new() };
            group.bench_function(BenchmarkId::new(question, tenant_name), |bench| {
                bench.iter(|| {
                    let mut choices = Choices::of_state(&state, &[]);
                    let answer = best(&mut choices, &ask, Limits::default()).expect("a question in range");
                    assert_eq!(answer.verdict, PlanVerdict::Optimal);
                });
            });
        }
        // The larger sample has some thousand plans on it, and they take longer than the default lets them.
        let parts = [("frontier", FrontierPart::Corners), ("frontier of all plans", FrontierPart::All)];
        for (name, part) in parts.into_iter().take(if tenant_name == "sample-e3" { 2 } else { 1 }) {
            group.bench_function(BenchmarkId::new(name, tenant_name), |bench| {
                bench.iter(|| {
                    let mut choices = Choices::of_state(&state, &[]);
                    let found = frontier_of(&mut choices, &[], &[], part, Limits::default());
                    let found = found.expect("a question in range");
                    let rises = found.plans.is_sorted_by_key(|plan| (plan.minutes, plan.points));
                    assert!(found.is_complete && found.plans.len() > 5 && rises);
                });
            });
        }
    }
    group.finish();
}
