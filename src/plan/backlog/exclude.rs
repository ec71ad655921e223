//! Why a control is excluded from the backlog, and what would include it.

use std::collections::BTreeSet;

use crate::model::text::words;
use crate::model::{Catalogue, Expr, Id, Origin};
use crate::state::State;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// No way to earn it is licensed.
    NeedsLicence,
    /// The tenant does not show it: a licence is missing.
    NotVisible,
    /// The tenant does not show it, and nothing shows whether the licence is owned that would bring it.
    LicenceNotShown,
    /// Nobody knows whether the tenant has what it is about.
    PopulationUnknown,
    /// The tenant does not show it: a fact is missing that no action sets.
    NotPresent,
    /// It should be visible, but the snapshot does not hold it.
    ExpectedNotScored,
    RiskAccepted,
    /// Its practical ceiling is reached.
    AtCeiling,
    /// The seats cover no more people.
    NoSeats,
    Blocked,
    /// It conflicts with a better choice.
    Conflict,
    /// Another way to earn it was chosen.
    WayNotTaken,
    /// Its maximum is not published.
    UnknownMax,
    NotInCatalogue,
    /// Microsoft has withdrawn it.
    Retired,
    /// Somebody asked for a plan without it.
    RuledOut,
}

words!(Reason: "needs-licence" => NeedsLicence, "not-visible" => NotVisible, "licence-not-shown" => LicenceNotShown,
    "population-unknown" => PopulationUnknown, "not-present" => NotPresent,
    "expected-not-scored" => ExpectedNotScored, "risk-accepted" => RiskAccepted, "at-ceiling" => AtCeiling,
    "no-seats" => NoSeats, "blocked" => Blocked, "conflict" => Conflict, "way-not-taken" => WayNotTaken,
    "unknown-max" => UnknownMax, "not-in-catalogue" => NotInCatalogue, "retired" => Retired,
    "never" => RuledOut);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excluded {
    pub id: Id,
    pub reason: Reason,
    /// What would include it, as a sentence fragment.
    pub lever: String,
}

/// The licence that a condition lacks: "a licence with PLAN (name) for 1200 users, sold in SKU, SKU". The number of
/// people is given where points depend on a population.
pub(super) fn licence_lever(expr: &Expr, population: Option<&Id>, state: &State<'_>) -> String {
    let catalogue = state.catalogue;
    let plans: Vec<Id> = expr.plans().into_iter().filter(|plan| !owns(state, plan)).collect();
    let named: Vec<String> = plans
        .iter()
        .map(|plan| match catalogue.plans.get(plan) {
            Some(info) => format!("{plan} ({})", info.name),
            None => plan.to_string(),
        })
        .collect();
    let skus = smallest_skus(&plans, catalogue, state);
    let sold = if skus.is_empty() { String::new() } else { format!(", sold in {}", skus.join(", ")) };
    let people = population.map(|population| (state.population(population), population));
    let people = people.filter(|(size, _)| *size > 0);
    let people = people.map_or_else(String::new, |(size, population)| format!(" for {size} {population}"));
    format!("a licence with {}{people}{sold}", named.join(" or "))
}

/// What a person does about a licence that nothing shows.
pub(super) fn not_shown_lever(expr: &Expr, state: &State<'_>) -> String {
    format!("nothing shows {}: state with `--owned` what is owned", licence_lever(expr, None, state))
}

/// What is missing where nothing in the tenant makes a control visible: said to be so, or only not shown.
pub(super) fn absent_lever(facts: &[Id], state: &State<'_>) -> String {
    let is_stated = |fact: &Id| {
        let size = state.tenant.populations.get(fact);
        state.tenant.facts.contains_key(fact) || size.is_some_and(|size| size.origin == Origin::Stated)
    };
    let names: Vec<&str> = facts.iter().map(|fact| fact.as_str()).collect();
    if facts.iter().all(is_stated) {
        format!("the tenant has none of it: {}", names.join(", "))
    } else {
        format!("nothing shows that the tenant has it: {}", names.join(", "))
    }
}

/// What a person does about populations whose size nobody knows.
pub(super) fn unknown_lever(names: &[Id]) -> String {
    let named: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!(
        "nobody knows how many there are: write {} under `populations` of the tenant file",
        named.join(", ")
    )
}

fn owns(state: &State<'_>, plan: &Id) -> bool {
    state.plans.as_ref().is_some_and(|plans| plans.get(plan).is_some_and(|seats| *seats > 0))
}

/// Up to two add-ons and two suites that carry one of the plans, those with the fewest plans first: the smallest
/// purchases. SKUs that need a suite which the tenant lacks, or are not sold for so many users, do not count.
fn smallest_skus(plans: &[Id], catalogue: &Catalogue, state: &State<'_>) -> Vec<String> {
    const SHOWN: usize = 2;
    let owned = |sku: &Id| {
        let licences = state.licences.as_deref().unwrap_or_default();
        licences.iter().any(|licence| licence.sku == *sku && licence.seats() > 0)
    };
    let users = state.users();
    let offered = catalogue.skus.values().filter(|sku| {
        let stands = sku.needs_base.is_empty() || sku.needs_base.iter().any(owned);
        // Suites without a list price are variants for schools, developers or regions: they do not count either.
        let sold = !sku.base || !sku.prices.is_empty();
        stands && sold && sku.max_seats.is_none_or(|most| users <= most)
    });
    let mut skus: Vec<(bool, usize, &Id)> = offered
        .filter_map(|sku| {
            let carried: BTreeSet<&Id> = sku.plans_on(state.day).collect();
            plans.iter().any(|plan| carried.contains(plan)).then_some((sku.base, carried.len(), &sku.sku))
        })
        .collect();
    skus.sort_unstable();
    let of = |base: bool| skus.iter().filter(move |(is, ..)| *is == base).take(SHOWN);
    of(false).chain(of(true)).map(|(.., sku)| sku.to_string()).collect()
}
