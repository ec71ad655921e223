//! Where the work stands: settings of devices travel in profiles that many rows share, and no product was given one
//! effort for all.

use std::collections::{BTreeMap, BTreeSet};

use scoreplan::load::samples::SAMPLES;
use scoreplan::model::{Assumptions, Catalogue, Effort, Id, Tenant};
use scoreplan::plan::{Order, WorkItem, WorkKind, backlog, rank};
use scoreplan::state::State;

use crate::support::{tenant_from, with_overlay};

/// Products whose settings reach devices by a profile.
const ON_DEVICES: [&str; 2] = ["defender-for-endpoint", "intune"];

/// The actions and rows on devices that the larger sample still has before it.
fn on_devices(catalogue: &Catalogue) -> Vec<WorkItem> {
    let tenant = larger_sample(catalogue);
    let state = State::at_snapshot(catalogue, &tenant, Assumptions::default());
    let ranking = rank(backlog::build(&state), Order::Bundles, Some(&state));
    let nodes = ranking.backlog.items.into_iter();
    let here =
        |node: &WorkItem| node.product.as_ref().is_some_and(|product| ON_DEVICES.contains(&product.as_str()));
    nodes.filter(here).collect()
}

fn larger_sample(catalogue: &Catalogue) -> Tenant {
    tenant_from(SAMPLES[1].1, catalogue)
}

/// What several rows need directly: one profile, deployed once.
fn shared(catalogue: &Catalogue, rows: &[&Id]) -> BTreeSet<Id> {
    let mut needed: BTreeMap<&Id, usize> = BTreeMap::new();
    for row in rows {
        let needs: BTreeSet<&Id> = catalogue.controls[*row].ways.iter().flat_map(|way| &way.needs).collect();
        for need in needs.into_iter().filter(|need| catalogue.actions.contains_key(*need)) {
            *needed.entry(need).or_default() += 1;
        }
    }
    needed.into_iter().filter(|(_, rows)| *rows > 1).map(|(id, _)| id.clone()).collect()
}

#[test]
fn device_rows_rest_on_profiles_that_carry_most_of_their_effort() {
    let catalogue = with_overlay("");
    let nodes = on_devices(&catalogue);
    let rows: Vec<&Id> =
        nodes.iter().filter(|node| node.kind == WorkKind::Control).map(|node| &node.id).collect();
    assert!(rows.len() >= 100, "{}", rows.len());
    let shared = shared(&catalogue, &rows);
    // What is left in the sample, with the profiles that it has deployed already taken off.
    let minutes = |counts: &dyn Fn(&WorkItem) -> bool| -> i64 {
        nodes.iter().filter(|node| counts(node)).map(|node| node.effort.0).sum()
    };
    let [carried, all] = [minutes(&|node| shared.contains(&node.id)), minutes(&|_| true)];
    assert!(carried * 10 >= all * 8, "{carried} of {all} minutes are left on shared actions");
    // And all that there is on devices, as if nothing had been done: fixed parts and units by the sample's sizes.
    let tenant = larger_sample(&catalogue);
    let whole = |effort: &Effort, own: Option<&Id>| {
        let size = |name: &Id| tenant.populations.get(name).map_or(0, |size| size.value);
        let units = effort.population.as_ref().or(own).map_or(0, size);
        effort.fixed.likely.0 + effort.per_100.likely.0 * units / 100
    };
    let here = |product: &Id| ON_DEVICES.contains(&product.as_str());
    let rows = catalogue.controls.values().filter(|row| row.is_current() && here(&row.product));
    let rows: Vec<_> = rows.collect();
    let actions = catalogue.actions.values().filter(|action| here(&action.product));
    let carried: i64 = actions.map(|action| whole(&action.effort, None)).sum();
    let own: i64 = rows.iter().map(|row| whole(&row.ways[0].effort, row.scoring.population())).sum();
    assert!(carried * 10 >= (carried + own) * 8, "{carried} minutes stand on actions, {own} on the rows");
}

/// No row of a device stands for itself: each rests on a piece of work that is deployed.
#[test]
fn every_device_row_rests_on_an_action() {
    let catalogue = with_overlay("");
    for node in on_devices(&catalogue).iter().filter(|node| node.kind == WorkKind::Control) {
        let mut ways = catalogue.controls[&node.id].ways.iter();
        let on_action = |id: &Id| catalogue.actions.contains_key(id);
        assert!(ways.all(|way| way.needs.iter().chain(&way.gates).any(on_action)), "{}", node.id);
    }
}

/// Three numbers that many rows have in common were copied, unless the rows are one piece of work.
#[test]
fn no_product_has_one_effort_for_a_quarter_of_its_rows() {
    const A_HANDFUL: usize = 8;
    let catalogue = with_overlay("");
    let mut judged = 0;
    for product in catalogue.products.keys() {
        let rows = catalogue.controls.values().filter(|c| c.is_current() && c.product == *product);
        let rows: Vec<_> = rows.collect();
        if rows.len() <= A_HANDFUL {
            continue;
        }
        judged += 1;
        let mut alike: BTreeMap<[i64; 6], Vec<BTreeSet<&Id>>> = BTreeMap::new();
        for row in &rows {
            let Effort { fixed, per_100, .. } = &row.ways[0].effort;
            let numbers = [fixed, per_100].map(|three| [three.low.0, three.likely.0, three.high.0]);
            let needs = row.ways.iter().flat_map(|way| &way.needs);
            let actions = needs.filter(|id| catalogue.actions.contains_key(*id)).collect();
            alike.entry(numbers.concat().try_into().unwrap()).or_default().push(actions);
        }
        for (numbers, group) in alike {
            let common = group.iter().skip(1).fold(group[0].clone(), |common, actions| &common & actions);
            let is_one = group.len() > 1 && !common.is_empty();
            assert!(
                is_one || group.len() * 4 <= rows.len(),
                "{} of {} rows of {product} take {numbers:?} minutes",
                group.len(),
                rows.len()
            );
        }
    }
    assert!(judged >= 8, "{judged}");
}
