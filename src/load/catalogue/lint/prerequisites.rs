//! What an entry asks of a tenant and no tenant can give: prerequisites of a higher licence or that never show, and
//! conditions that no licence opens.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::truth::{implies, possible, possible_with};
use super::{Entry, Lint};
use crate::diag::Code;
use crate::model::{Action, Catalogue, Control, Expr, Id, Sku, Way, is_for_agents};

/// Longer chains of conditions are not followed: no sensible catalogue has them, and a hostile one could double
/// the work at every step.
const MOST_CONDITIONS: usize = 8;

pub(super) fn prerequisites(lint: &mut Lint<'_>) {
    let mut edges = BTreeSet::new();
    for control in lint.current() {
        for way in &control.ways {
            licences(lint, control, way, &mut edges);
            for id in way.needs.iter().chain(&way.gates) {
                reachable(lint, control.into(), id);
            }
        }
    }
    for action in lint.catalogue.actions.values() {
        for id in action.needs.iter().chain(&action.gates) {
            reachable(lint, action.into(), id);
        }
    }
}

/// Follows what a way needs, through actions, with the condition under which each step is taken.
fn licences<'a>(lint: &mut Lint<'a>, control: &'a Control, way: &'a Way, edges: &mut BTreeSet<(Id, Id)>) {
    let start = vec![&control.visible_when, &way.entitled_when];
    let requires = |needs: &'a [Id], gates: &'a [Id]| needs.iter().chain(gates);
    let mut seen: Vec<(&Id, Vec<&Expr>)> = Vec::new();
    let mut open: Vec<(&Id, &Id, Vec<&Expr>)> =
        requires(&way.needs, &way.gates).map(|id| (&control.id, id, start.clone())).collect();
    while let Some((from, id, conditions)) = open.pop() {
        let Some(can) = can_be_met(lint, id) else { continue };
        let taken = Expr::All(conditions.iter().map(|&condition| condition.clone()).collect());
        let fails = implies(lint.catalogue, &taken, &can) == Some(false);
        // One wrong edge is one finding, however many controls lead over it.
        if fails && edges.insert((from.clone(), id.clone())) {
            too_high(lint, control, from, id);
        }
        let Some(action) = lint.catalogue.actions.get(id) else { continue };
        let mut then = conditions;
        for condition in [&action.applies_when, &action.entitled_when] {
            if *condition != Expr::Always && !then.contains(&condition) {
                then.push(condition);
            }
        }
        if then.len() <= MOST_CONDITIONS && !seen.contains(&(id, then.clone())) {
            seen.push((id, then.clone()));
            open.extend(requires(&action.needs, &action.gates).map(|next| (&action.id, next, then.clone())));
        }
    }
}

/// When a prerequisite can be met: what makes no sense in a tenant, or does not show there, counts as done.
fn can_be_met(lint: &Lint<'_>, id: &Id) -> Option<Expr> {
    let unless = |condition: &Expr| Expr::Not(Box::new(condition.clone()));
    if let Some(Action { applies_when, entitled_when, .. }) = lint.catalogue.actions.get(id) {
        return Some(Expr::Any(vec![unless(applies_when), entitled_when.clone()]));
    }
    let control = lint.catalogue.controls.get(id).filter(|control| control.is_current())?;
    let ways = control.ways.iter().map(|way| way.entitled_when.clone());
    Some(Expr::Any(std::iter::once(unless(&control.visible_when)).chain(ways).collect()))
}

fn too_high(lint: &mut Lint<'_>, control: &Control, from: &Id, id: &Id) {
    let through = if *from == control.id { String::new() } else { format!(" through `{from}`") };
    let message = format!(
        "`{}` may be earned where the licence of `{id}` is missing, which it needs{through}",
        control.id
    );
    let entries: Vec<Entry<'_>> =
        [lint.entry(from), lint.entry(id), Some(control.into())].into_iter().flatten().collect();
    let help = "let `entitled-when` of the dependent ask for that licence too, or make it `after`";
    lint.report(Code::LintLicence, &entries, message, help);
}

/// Reports a hard prerequisite on what is in no tenant's score.
fn reachable(lint: &mut Lint<'_>, entry: Entry<'_>, id: &Id) {
    let control = lint.catalogue.controls.get(id);
    let why = match control {
        _ if lint.catalogue.unscored.contains_key(id) => "no score holds",
        Some(control) if !control.is_current() => "Microsoft has withdrawn",
        Some(control) if possible(lint.catalogue, &control.visible_when) == Some(false) => "never shows",
        _ => return,
    };
    let message = match why {
        "never shows" => format!("`{}` needs `{id}`, which never shows", entry.id),
        _ => format!("`{}` needs `{id}`, which {why}", entry.id),
    };
    let entries: Vec<Entry<'_>> = std::iter::once(entry).chain(control.map(Entry::from)).collect();
    lint.report(Code::LintUnreachable, &entries, message, "name what took its place, or take it out");
}

pub(super) fn without_licence(lint: &mut Lint<'_>) {
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
        let opened = |sku: &&Sku| catalogue.opened_by(sku.plans_on(day)).into_iter().cloned().collect();
        let plans: Vec<BTreeSet<Id>> = skus.iter().map(opened).collect();
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
