//! Controls that only the tenant's export knows: catalogue entries made from the export, marked as estimates.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::units::div_half_up;
use crate::model::{
    About, Action, Catalogue, Control, ControlState, Effort, Estimate, Expr, Id, Impact, Level, Minutes,
    NewHeads, Product, Scoring, Share, Tenant, Way,
};

/// The catalogue with an entry for each control of a tenant that it does not know, so that the control can be planned.
/// It is copied only where there is one.
///
/// The effort follows from Microsoft's cost and impact where the export states them, else it is the median of the product's
/// controls with their parts of shared work, else of all controls (`src/docs/methods.md`, section "Controls that only the
/// export knows").
pub fn with_own_controls<'a>(catalogue: &'a Catalogue, tenant: &Tenant) -> Cow<'a, Catalogue> {
    let mut whole = Cow::Borrowed(catalogue);
    let mut typical = Typical { catalogue, tenant, efforts: None };
    for seen in tenant.controls.values().filter(|seen| catalogue.control(&seen.id).is_none()) {
        let product = seen.service.as_deref().and_then(|service| catalogue.product_of_service(service));
        let control = entry(seen, product, &mut typical);
        whole.to_mut().controls.insert(control.id.clone(), control);
    }
    whole
}

fn entry(seen: &ControlState, product: Option<&Product>, typical: &mut Typical<'_>) -> Control {
    let effort = seen
        .cost
        .map_or_else(|| typical.of(product.map(|product| &product.id)), |cost| by_rating(cost, seen.impact));
    // Only the portal tells whether it is licensed.
    let licence = if seen.licensed.is_some() { "observed" } else { "unknown" };
    let basis = [("effort", "inferred"), ("licence", licence), ("max", "observed")];
    let about = About {
        basis: basis.map(|(figure, word)| (figure.to_owned(), word.to_owned())).into(),
        from_export: true,
        ..About::default()
    };
    Control {
        id: seen.id.clone(),
        title: seen.title.clone().unwrap_or_else(|| seen.id.to_string()),
        product: product.map_or_else(|| Id::new("unknown"), |product| product.id.clone()),
        category: seen.category.clone().unwrap_or_else(|| "Unknown".to_owned()),
        max: seen.max.map(|max| max.value),
        max_overlaid: false,
        scoring: Scoring::Binary,
        new_heads: NewHeads::default(),
        visible_when: product.map_or(Expr::Always, |product| product.present_when.clone()),
        ways: vec![Way {
            id: Id::new(""),
            entitled_when: Expr::Always,
            needs: Vec::new(),
            gates: Vec::new(),
            after: Vec::new(),
            coverage: Share::ALL,
            effort: Effort { fixed: effort, ..Effort::default() },
            holds_while: None,
        }],
        default_credit: None,
        ceiling: Share::ALL,
        wait: None,
        user_impact: seen.impact,
        latency: None,
        retired: None,
        seen_as: Vec::new(),
        replaced_by: None,
        tags: Vec::new(),
        about,
    }
}

/// Effort by Microsoft's cost rating: two hours, a day or a week; half as much again where the user impact is high.
fn by_rating(cost: Level, impact: Option<Impact>) -> Estimate {
    let minutes = match cost {
        Level::Low => 2 * 60,
        Level::Medium => 8 * 60,
        Level::High => 40 * 60,
    };
    let minutes = if impact == Some(Impact::High) { minutes * 3 / 2 } else { minutes };
    Estimate { low: Minutes(minutes / 2), likely: Minutes(minutes), high: Minutes(minutes * 2) }
}

/// The efforts of the controls in a tenant, computed on first use: few tenants have unknown controls.
struct Typical<'a> {
    catalogue: &'a Catalogue,
    tenant: &'a Tenant,
    /// Of every current control.
    efforts: Option<Vec<(Estimate, &'a Control)>>,
}

impl<'a> Typical<'a> {
    /// The median effort of a product's controls by likely effort and then id; of all controls without a product.
    fn of(&mut self, product: Option<&Id>) -> Estimate {
        let efforts = self.efforts.get_or_insert_with(|| efforts(self.catalogue, self.tenant));
        let middle = |product: Option<&Id>| {
            let here = |control: &Control| product.is_none_or(|product| control.product == *product);
            let all: Vec<Estimate> =
                efforts.iter().filter(|(_, control)| here(control)).map(|(effort, _)| *effort).collect();
            all.get(all.len() / 2).copied()
        };
        middle(product).or_else(|| middle(None)).unwrap_or_default()
    }
}

/// The effort of every current control with its part of the actions that it needs, the least first: an action is shared
/// equally by all current controls that need it.
fn efforts<'a>(catalogue: &'a Catalogue, tenant: &Tenant) -> Vec<(Estimate, &'a Control)> {
    let current = || catalogue.controls.values().filter(|control| control.is_current());
    let ways = current().filter_map(|control| Some((control, control.ways.first()?)));
    let rests: Vec<(&Control, &Way, Vec<&Action>)> =
        ways.map(|(control, way)| (control, way, rests_on(way, catalogue))).collect();
    let mut sharing: BTreeMap<&Id, i64> = BTreeMap::new();
    for action in rests.iter().flat_map(|(.., actions)| actions) {
        *sharing.entry(&action.id).or_default() += 1;
    }
    let with_parts = |(control, way, actions): &(&'a Control, &Way, Vec<&Action>)| {
        let own = whole(&way.effort, control.scoring.population(), tenant);
        let parts =
            actions.iter().map(|action| part(whole(&action.effort, None, tenant), sharing[&action.id]));
        (parts.fold(own, plus), *control)
    };
    let mut efforts: Vec<(Estimate, &Control)> = rests.iter().map(with_parts).collect();
    efforts.sort_by_key(|(effort, control)| (effort.likely, &control.id));
    efforts
}

/// The actions that a way needs, directly or indirectly. Of a needed control the first way counts.
fn rests_on<'a>(way: &'a Way, catalogue: &'a Catalogue) -> Vec<&'a Action> {
    let mut open: Vec<&Id> = way.needs.iter().chain(&way.gates).collect();
    let mut seen: BTreeSet<&Id> = BTreeSet::new();
    let mut actions = Vec::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        if let Some(action) = catalogue.actions.get(id) {
            actions.push(action);
            open.extend(action.needs.iter().chain(&action.gates));
        } else if let Some(way) = catalogue.controls.get(id).and_then(|control| control.ways.first()) {
            open.extend(way.needs.iter().chain(&way.gates));
        }
    }
    actions
}

/// An equal part of an effort, rounded half up to the minute.
fn part(of: Estimate, sharing: i64) -> Estimate {
    let part = |minutes: Minutes| Minutes(div_half_up(i128::from(minutes.0), sharing));
    Estimate { low: part(of.low), likely: part(of.likely), high: part(of.high) }
}

fn plus(one: Estimate, other: Estimate) -> Estimate {
    Estimate { low: one.low + other.low, likely: one.likely + other.likely, high: one.high + other.high }
}

/// The effort for all units of the tenant.
fn whole(effort: &Effort, own: Option<&Id>, tenant: &Tenant) -> Estimate {
    let counted = effort.population.as_ref().or(own);
    let units = counted.and_then(|name| tenant.populations.get(name)).map_or(0, |size| size.value);
    let sum = |fixed: Minutes, per_100: Minutes| Minutes(fixed.0 + per_100.0.saturating_mul(units) / 100);
    let Effort { fixed, per_100, .. } = effort;
    Estimate {
        low: sum(fixed.low, per_100.low),
        likely: sum(fixed.likely, per_100.likely),
        high: sum(fixed.high, per_100.high),
    }
}
