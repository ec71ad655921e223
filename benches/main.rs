//! Benchmarks: `cargo bench` measures, `cargo bench -- --test` runs each once. Every one asserts its answer.

mod one_team;
mod plans;
mod synthetic;

use criterion::{BenchmarkId, Criterion, Throughput};
use scoreplan::diag::Findings;
use scoreplan::load::files::Disk;
use scoreplan::load::{catalogue, samples, scenario, tenant};
use scoreplan::model::{Assumptions, BacklogItem, Catalogue, Id, NO_DEMAND, Spreads, Tenant};
use scoreplan::project::trials::{Monitor, RunRequest, build_model, run_model};
use scoreplan::project::{ProjectionInput, project_all};

use crate::synthetic::{Family, synthetic};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    load(&mut criterion);
    plans::ranking(&mut criterion);
    plans::budgets(&mut criterion);
    plans::targets(&mut criterion);
    plans::frontiers(&mut criterion);
    plans::samples(&mut criterion);
    projection(&mut criterion);
    trials(&mut criterion);
    criterion.final_summary();
}

fn built_in() -> Catalogue {
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
    let catalogue = built_in();
    criterion.bench_function("load/catalogue", |bench| {
        bench.iter(|| assert!(built_in().controls.len() > 200));
    });
    criterion.bench_function("load/tenant/sample-e5", |bench| {
        bench.iter(|| assert_eq!(sample("sample-e5", &catalogue).controls.len(), 307));
    });
}

fn projection(criterion: &mut Criterion) {
    let catalogue = built_in();
    let tenants = [sample("sample-e3", &catalogue), sample("sample-e5", &catalogue)];
    let load = |name: &str| {
        let path = format!("{}/scenarios/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
        let loaded = scenario::load(&Disk, path.as_ref(), &mut Findings::new()).expect("a shipped scenario");
        loaded.expect("a scenario without errors").scenario
    };
    let cases = [("do-nothing", 0), ("remediate-owned", 0), ("e5-in-january", 0), ("e5-three-teams", 1)];
    let scenarios: Vec<_> = cases.iter().map(|(name, tenant)| (load(name), &tenants[*tenant])).collect();
    let inputs: Vec<ProjectionInput<'_>> = scenarios
        .iter()
        .map(|(scenario, tenant)| ProjectionInput {
            catalogue: &catalogue,
            tenant,
            scenario,
            demand: &NO_DEMAND,
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

/// Trials by size and by threads: of one team that works a backlog in order, and of a shipped scenario with three teams.
fn trials(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("trials");
    group.sample_size(10);
    let ask = |count, drivers| RunRequest { count, seed: 1, drivers, keep: None };
    let counts = |tally: scoreplan::project::trials::TrialCounts| (tally.trials, tally.reached);
    let mut measure = |name: String, model: &scoreplan::project::trials::FlatModel, ask: RunRequest| {
        let expected = counts(run_model(model, ask, &Monitor::NONE));
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            group.throughput(Throughput::Elements(ask.count.into()));
            group.bench_function(BenchmarkId::new(&name, format!("{threads} threads")), |bench| {
                bench.iter(|| {
                    pool.install(|| assert_eq!(counts(run_model(model, ask, &Monitor::NONE)), expected));
                });
            });
        }
    };
    for n in [100, 400, 1_600] {
        let graph = synthetic(n, 1, Family::Random);
        let item = |node: usize| BacklogItem {
            id: Id::new(&format!("n{node:06}")),
            title: String::new(),
            points: graph.weight(node).points,
            effort: graph.weight(node).minutes,
            needs: Vec::new(),
        };
        let items: Vec<BacklogItem> = (0..n).map(item).collect();
        measure(format!("one team, {n} steps"), &one_team::model(&items), ask(10_000, false));
    }
    let catalogue = built_in();
    let tenant = sample("sample-e5", &catalogue);
    let path = format!("{}/scenarios/e5-three-teams.yaml", env!("CARGO_MANIFEST_DIR"));
    let loaded = scenario::load(&Disk, path.as_ref(), &mut Findings::new()).expect("a shipped scenario");
    let scenario = loaded.expect("a scenario without errors").scenario;
    let start = tenant.snapshot_date;
    let input = ProjectionInput {
        catalogue: &catalogue,
        tenant: &tenant,
        scenario: &scenario,
        demand: &NO_DEMAND,
        assumptions: Assumptions::default(),
        start,
    };
    measure("three teams".to_owned(), &build_model(&input, &Spreads::default()).flat, ask(10_000, true));
    group.finish();
}
