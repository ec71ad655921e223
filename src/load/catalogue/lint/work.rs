//! Work: actions that lead nowhere, efforts that were never thought about one by one, points without a way out.

use std::collections::{BTreeMap, BTreeSet};

use super::truth::possible;
use super::{Entry, Lint};
use crate::diag::Code;
use crate::model::{Action, Comparison, Control, Estimate, Expr, FactValue, Id};

pub(super) fn lint(lint: &mut Lint<'_>) {
    dead_ends(lint);
    alike(lint);
    ways_out(lint);
}

fn dead_ends(lint: &mut Lint<'_>) {
    let catalogue = lint.catalogue;
    let by_actions = catalogue.actions.values().flat_map(|action| action.needs.iter().chain(&action.gates));
    let by_ways = lint.current().flat_map(|control| &control.ways);
    let by_ways = by_ways.flat_map(|way| way.needs.iter().chain(&way.gates));
    let by_unscored = catalogue.unscored.values().flat_map(|unscored| &unscored.needs);
    let needed: BTreeSet<&Id> = by_actions.chain(by_ways).chain(by_unscored).collect();
    for action in catalogue.actions.values() {
        if action.sets.is_empty() && !needed.contains(&action.id) {
            let message = format!("nothing needs `{}`, and it sets no fact", action.id);
            let help = "let the controls that rest on it name it in `needs` or `gates`, or take it out";
            lint.report(Code::LintDeadEnd, &[action.into()], message, help);
        }
    }
}

/// The numbers of a control's ways.
type Numbers = Vec<[i64; 6]>;

fn numbers(control: &Control) -> Numbers {
    let three = |estimate: &Estimate| [estimate.low.0, estimate.likely.0, estimate.high.0];
    let six = |fixed: [i64; 3], per_100: [i64; 3]| {
        [fixed[0], fixed[1], fixed[2], per_100[0], per_100[1], per_100[2]]
    };
    control.ways.iter().map(|way| six(three(&way.effort.fixed), three(&way.effort.per_100))).collect()
}

/// Reports products of which more than a quarter has one and the same effort. Rows that share a needed action are
/// one piece of work and count once.
fn alike(lint: &mut Lint<'_>) {
    const FEWEST_ROWS: usize = 4;
    let mut products: BTreeMap<&Id, Vec<&Control>> = BTreeMap::new();
    for control in lint.current() {
        products.entry(&control.product).or_default().push(control);
    }
    for (product, rows) in products.into_iter().filter(|(_, rows)| rows.len() >= FEWEST_ROWS) {
        let mut groups: BTreeMap<Numbers, Vec<&Control>> = BTreeMap::new();
        for row in &rows {
            groups.entry(numbers(row)).or_default().push(row);
        }
        for group in groups.into_values() {
            let counted = group.len() - most_sharing(&group).saturating_sub(1);
            if counted > 1 && counted * 4 > rows.len() {
                let ids: Vec<String> = group.iter().map(|row| format!("`{}`", row.id)).collect();
                let message = format!(
                    "{} of {} current controls of `{product}` have the same effort: {}",
                    group.len(),
                    rows.len(),
                    ids.join(", ")
                );
                let entries: Vec<Entry<'_>> = group.iter().map(|row| Entry::from(*row)).collect();
                let help = "estimate them one by one, or let them need the action that they share";
                lint.report(Code::LintAlike, &entries, message, help);
            }
        }
    }
}

/// How many of some controls need the action that most of them need.
fn most_sharing(group: &[&Control]) -> usize {
    let mut sharing: BTreeMap<&Id, usize> = BTreeMap::new();
    for control in group {
        let needs: BTreeSet<&Id> = control.ways.iter().flat_map(|way| &way.needs).collect();
        for id in needs {
            *sharing.entry(id).or_default() += 1;
        }
    }
    sharing.into_values().max().unwrap_or(0)
}

/// Reports points that hold for a while only, that an action ends, and that no other way keeps.
fn ways_out(lint: &mut Lint<'_>) {
    for control in lint.current().filter(|control| control.ways.iter().all(|way| way.holds_while.is_some())) {
        for action in lint.catalogue.actions.values() {
            let ended =
                |condition: &Option<Expr>| condition.as_ref().is_some_and(|holds| ends(lint, action, holds));
            if control.ways.iter().all(|way| ended(&way.holds_while)) {
                let message =
                    format!("`{}` ends every way of `{}`: its points have no way out", action.id, control.id);
                let help = "add a way that stays, or correct `holds-while`";
                lint.report(Code::LintNoWayOut, &[control.into(), action.into()], message, help);
            }
        }
    }
}

/// Whether a condition that can hold no longer can once an action has set its facts.
fn ends(lint: &Lint<'_>, action: &Action, holds: &Expr) -> bool {
    let facts = holds.facts();
    let set: Vec<Expr> = action
        .sets
        .iter()
        .filter(|(fact, _)| facts.contains(fact))
        .filter_map(|(fact, value)| match value {
            FactValue::Number(number) => Some(Expr::Fact(fact.clone(), Comparison::Equal, *number)),
            FactValue::Population(_) => None,
        })
        .collect();
    let after = Expr::All(std::iter::once(holds.clone()).chain(set.clone()).collect());
    !set.is_empty()
        && possible(lint.catalogue, holds) == Some(true)
        && possible(lint.catalogue, &after) == Some(false)
}
