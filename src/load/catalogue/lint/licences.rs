//! Controls and ways that no licence opens.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Lint;
use super::truth::{closure, possible_with};
use crate::diag::Code;
use crate::model::{Catalogue, Expr, Id, Sku, is_for_agents};

pub(super) fn lint(lint: &mut Lint<'_>) {
    let all = holdings(lint.catalogue);
    // Many controls ask for the same plans: each condition is decided once.
    let mut decided: Vec<(&Expr, bool)> = Vec::new();
    for control in lint.current() {
        let mut open = false;
        for condition in control.ways.iter().map(|way| &way.entitled_when) {
            let known = decided.iter().find(|(other, _)| *other == condition).map(|(_, opens)| *opens);
            let opens = known.unwrap_or_else(|| opens(&all, condition));
            if known.is_none() {
                decided.push((condition, opens));
            }
            open |= opens;
        }
        if !open {
            let message = format!("`{}` can be earned with no licence that is known", control.id);
            let help = "add the SKU that carries its plans, or correct `entitled-when`";
            lint.report(Code::LintNoSku, &[control.into()], message, help);
        }
    }
}

fn opens(all: &BTreeSet<BTreeSet<Id>>, condition: &Expr) -> bool {
    let named = condition.plans();
    let relevant: BTreeSet<BTreeSet<Id>> =
        all.iter().map(|plans| plans.iter().filter(|plan| named.contains(plan)).cloned().collect()).collect();
    // What names too much to decide is not accused.
    relevant.iter().any(|owned| possible_with(owned, condition).unwrap_or(true))
}

/// The plans that people can hold: of no SKU, of one, or of one with an add-on, on every day on which a SKU changes.
fn holdings(catalogue: &Catalogue) -> BTreeSet<BTreeSet<Id>> {
    let for_people = |sku: &&Sku| !sku.agents && !sku.plans.iter().any(is_for_agents);
    let skus: Vec<&Sku> = catalogue.skus.values().filter(for_people).collect();
    let mut days: Vec<Date> = skus
        .iter()
        .flat_map(|sku| &sku.dated)
        .flat_map(|dated| [dated.from, dated.until])
        .flatten()
        .collect();
    days.push(Date::MIN);
    days.sort_unstable();
    days.dedup();
    let mut all = BTreeSet::from([BTreeSet::new()]);
    for day in days {
        let plans: Vec<BTreeSet<Id>> = skus.iter().map(|sku| closure(catalogue, sku.plans_on(day))).collect();
        for (sku, base) in skus.iter().zip(&plans).filter(|(sku, _)| sku.needs_base.is_empty()) {
            all.insert(base.clone());
            for (add_on, more) in skus.iter().zip(&plans).filter(|(add_on, _)| !add_on.base) {
                if add_on.needs_base.is_empty() || add_on.needs_base.contains(&sku.sku) {
                    all.insert(base.union(more).cloned().collect());
                }
            }
        }
    }
    all
}
