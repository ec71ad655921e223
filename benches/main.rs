//! Benchmarks: `cargo bench` measures, `cargo bench -- --test` runs each once. Every one asserts its answer.

use criterion::{BenchmarkId, Criterion, Throughput};
use scoreplan::diag::Findings;
use scoreplan::load::{catalogue, samples, scenario, tenant};
use scoreplan::model::{Assumptions, BacklogItem, Catalogue, Graph, Id, Minutes, Points, Tenant, Weight};
use scoreplan::plan::rank::blocks;
use scoreplan::plan::{Order, backlog, rank};
use scoreplan::project::{Input, project_all};
use scoreplan::state::State;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    load(&mut criterion);
    ranking(&mut criterion);
    projection(&mut criterion);
    criterion.final_summary();
}

fn world() -> Catalogue {
    let mut findings = Findings::new();
    let catalogue = catalogue::load(&[], &mut findings);
    assert!(findings.is_empty());
    catalogue
}

fn sample(name: &str, catalogue: &Catalogue) -> Tenant {
    let source = samples::sample(name).expect("a built-in sample");
    tenant::read(&source, catalogue, &mut Findings::new()).expect("a sample without errors")
}

fn load(criterion: &mut Criterion) {
    let catalogue = world();
    criterion.bench_function("load/catalogue", |bench| {
        bench.iter(|| assert!(world().controls.len() > 200));
    });
    criterion.bench_function("load/tenant/sample-e5", |bench| {
        bench.iter(|| assert_eq!(sample("sample-e5", &catalogue).controls.len(), 307));
    });
}

fn ranking(criterion: &mut Criterion) {
    let catalogue = world();
    let mut group = criterion.benchmark_group("rank");
    for name in ["sample-e3", "sample-e5"] {
        let tenant = sample(name, &catalogue);
        let state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
        let all: Points = backlog::build(&state).nodes.iter().map(|node| node.points).sum();
        group.bench_function(BenchmarkId::new("tenant", name), |bench| {
            bench.iter(|| {
                let ranking = rank(backlog::build(&state), Order::Bundles, Some(&state));
                assert_eq!(ranking.steps.last().map(|step| step.cumulative_points), Some(all));
            });
        });
    }
    for n in [100_usize, 1_000, 10_000] {
        let items = synthetic(n, 1);
        let total: i64 = items.iter().map(|item| item.points.0).sum();
        let weights: Vec<Weight> =
            items.iter().map(|item| Weight { points: item.points.0, minutes: item.effort.0 }).collect();
        let needs = items.iter().map(|item| item.needs.clone()).collect();
        let graph = Graph::new(weights, needs).expect("needs point backwards");
        group.throughput(Throughput::Elements(n as u64));
        group.sample_size(10);
        group.bench_function(BenchmarkId::new("blocks", n), |bench| {
            bench.iter(|| {
                let blocks = blocks(&graph);
                assert_eq!(blocks.iter().map(|block| block.points).sum::<i64>(), total);
                assert!(blocks.is_sorted_by(|a, b| a.compare_density(b).is_ge()));
            });
        });
    }
    group.finish();
}

fn projection(criterion: &mut Criterion) {
    let catalogue = world();
    let tenants = [sample("sample-e3", &catalogue), sample("sample-e5", &catalogue)];
    let load = |name: &str| {
        let path = format!("{}/scenarios/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
        let loaded = scenario::load(path.as_ref(), &mut Findings::new()).expect("a shipped scenario");
        loaded.expect("a scenario without errors").scenario
    };
    let cases = [("do-nothing", 0), ("remediate-owned", 0), ("e5-in-january", 0), ("e5-three-teams", 1)];
    let scenarios: Vec<_> = cases.iter().map(|(name, tenant)| (load(name), &tenants[*tenant])).collect();
    let inputs: Vec<Input<'_>> = scenarios
        .iter()
        .map(|(scenario, tenant)| Input {
            catalogue: &catalogue,
            tenant,
            scenario,
            assumptions: Assumptions::default(),
            start: tenant.snapshot_date,
        })
        .collect();
    criterion.bench_function("project/shipped", |bench| {
        bench.iter(|| {
            let projections = project_all(&inputs);
            let reached: Vec<bool> =
                projections.iter().filter_map(|p| p.goal.as_ref()).map(|goal| goal.reached).collect();
            assert_eq!(reached, [false, true, true, true]);
        });
    });
}

/// A backlog of random dependencies: points 1 to 10, effort in quarter hours from 2 to 320 spread over octaves,
/// up to three prerequisites, half of them near. Seeded `SplitMix64`, integers only.
fn synthetic(n: usize, seed: u64) -> Vec<BacklogItem> {
    let mut state = seed.wrapping_mul(1_000_003);
    let mut next = move |below: u64| {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % below
    };
    let mut small = move |below: usize| usize::try_from(next(below as u64)).unwrap_or(0);
    let mut items: Vec<BacklogItem> = Vec::with_capacity(n);
    for at in 0..n {
        let points = 1 + small(10);
        let level = small(8);
        let base = 2_usize << level;
        let quarters = base + small(if level == 7 { 65 } else { base });
        let mut needs: Vec<usize> = Vec::new();
        for _ in 0..[0, 0, 1, 1, 1, 2, 2, 2, 3, 3][small(10)] {
            if at > 0 {
                needs.push(if small(2) == 0 { at - 1 - small(at.min(50)) } else { small(at) });
            }
        }
        items.push(BacklogItem {
            id: Id::new(&format!("n{at:06}")),
            title: String::new(),
            points: Points::whole(i64::try_from(points).unwrap_or(0)),
            effort: Minutes(i64::try_from(quarters * 15).unwrap_or(0)),
            needs,
        });
    }
    items
}
