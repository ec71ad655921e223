//! Benchmarks: `cargo bench` measures, `cargo bench -- --test` runs each once. Every one asserts its answer.

mod plans;
mod synthetic;

use criterion::Criterion;
use scoreplan::diag::Findings;
use scoreplan::load::{catalogue, samples, scenario, tenant};
use scoreplan::model::{Assumptions, Catalogue, Tenant};
use scoreplan::project::{Input, project_all};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    load(&mut criterion);
    plans::ranking(&mut criterion);
    plans::budgets(&mut criterion);
    plans::targets(&mut criterion);
    plans::frontiers(&mut criterion);
    plans::samples(&mut criterion);
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
