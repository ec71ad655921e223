//! Gaps: figures without a basis, facts that people need, populations that nobody counts.

use std::collections::BTreeSet;

use super::{Entry, Lint};
use crate::diag::{Code, nearest};
use crate::model::{About, FactValue, Id, Minutes};

/// The populations that a tenant file states besides the groups below.
const POPULATIONS: [&str; 7] =
    ["users", "admins", "guests", "mailboxes", "domain-controllers", "domains", "app-instances"];
/// Populations that are split by kind.
const GROUPS: [&str; 2] = ["devices.", "servers."];

pub(super) fn lint(lint: &mut Lint<'_>) {
    let sets = lint.catalogue.actions.values().flat_map(|action| &action.sets);
    let counted: BTreeSet<&Id> = sets
        .flat_map(|(fact, value)| match value {
            FactValue::Population(population) => [Some(fact), Some(population)],
            FactValue::Number(_) => [Some(fact), None],
        })
        .flatten()
        .collect();
    for control in lint.current() {
        let entry = Entry::from(control);
        basis(lint, entry, &control.about, &["effort", "max", "licence"]);
        if control.user_impact.is_none() {
            let message = format!("nobody says how much `{}` troubles people", control.id);
            lint.report(Code::LintUntold, &[entry], message, "add `user-impact: low`, `medium` or `high`");
        }
        let of_product = lint.catalogue.products.get(&control.product).map(|product| &product.portal);
        if control.about.portal.is_none() && of_product.is_none_or(String::is_empty) {
            let message = format!("nobody says where `{}` is configured", control.id);
            lint.report(Code::LintUntold, &[entry], message, "add `portal` to it or to its product");
        }
        let of_ways = control.ways.iter().filter_map(|way| way.effort.population.as_ref());
        let used: BTreeSet<&Id> = control.scoring.population().into_iter().chain(of_ways).collect();
        for population in used {
            is_counted(lint, entry, population, &counted);
        }
    }
    for action in lint.catalogue.actions.values() {
        basis(lint, action.into(), &action.about, &["effort"]);
        if action.effort.fixed.likely + action.effort.per_100.likely == Minutes::ZERO {
            let message = format!("`{}` takes no effort", action.id);
            let help = "estimate the hours; what takes none needs no action";
            lint.report(Code::LintNoEffort, &[action.into()], message, help);
        }
        if let Some(population) = &action.effort.population {
            is_counted(lint, action.into(), population, &counted);
        }
    }
}

fn basis(lint: &mut Lint<'_>, entry: Entry<'_>, about: &About, figures: &[&str]) {
    let missing: Vec<&str> =
        figures.iter().copied().filter(|figure| !about.basis.contains_key(*figure)).collect();
    if !missing.is_empty() {
        let message = format!("nothing says what `{}` rests on: {}", entry.id, missing.join(", "));
        lint.report(Code::LintBasis, &[entry], message, "add it under `basis`; `unknown` is an answer too");
    }
}

/// A name that no tenant counts makes every effort and share of it nothing.
fn is_counted(lint: &mut Lint<'_>, entry: Entry<'_>, population: &Id, counted: &BTreeSet<&Id>) {
    let name = population.as_str();
    let of_group = GROUPS.iter().any(|group| name.len() > group.len() && name.starts_with(group));
    if of_group || POPULATIONS.contains(&name) || counted.contains(population) {
        return;
    }
    let known = POPULATIONS.iter().copied().chain(counted.iter().map(|id| id.as_str()));
    let help = nearest(name, known).map_or_else(
        || "name a population, or a fact that an action sets".to_owned(),
        |known| format!("did you mean `{known}`?"),
    );
    let message = format!("`{}` counts `{population}`, which no tenant states and no action sets", entry.id);
    lint.report(Code::LintPopulation, &[entry], message, &help);
}
