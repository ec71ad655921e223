//! What a step needs, whether that is done, and what can not hold together.

use std::collections::{BTreeMap, BTreeSet};

use super::violation::{Kind, Violation};
use crate::model::{Action, Catalogue, Gates, Id, SavedPlan, Way};
use crate::state::{Evidence, State};

/// What a step needs by the catalogue: its hard prerequisites, and the safety ones where they bind.
pub(super) fn of<'c>(state: &State<'_>, needs: &'c [Id], gates: &'c [Id]) -> Vec<&'c Id> {
    let binding = state.assumptions.gates == Gates::Hard;
    needs.iter().chain(gates.iter().filter(|_| binding)).collect()
}

/// Whether anything in the catalogue needs a control.
pub(super) fn is_needed(state: &State<'_>, id: &Id) -> bool {
    let names =
        |needs: &[Id], gates: &[Id]| of(state, needs, gates).iter().any(|need| id.is_named(need.as_str()));
    let ways = state.catalogue.controls.values().flat_map(|control| &control.ways);
    ways.map(|way| names(&way.needs, &way.gates))
        .chain(state.catalogue.actions.values().map(|action| names(&action.needs, &action.gates)))
        .any(|needed| needed)
}

/// Whether work that must be in a plan is a step of it or done in the end; of an app every instance.
pub(super) fn is_kept(plan: &SavedPlan, (start, end): (&State<'_>, &State<'_>), id: &Id) -> bool {
    let is_step = |id: &Id| plan.steps.iter().any(|step| step.id == *id);
    if let Some(action) = start.catalogue.actions.get(id) {
        return is_step(id) || is_action_done(start, end, action);
    }
    let mut rows = start.rows_named(id).chain(end.rows_named(id)).peekable();
    match rows.peek() {
        Some(_) => rows.all(|row| is_step(row) || (end.rows.contains_key(row) && is_reached(end, row))),
        None => is_step(id),
    }
}

/// Whether an action is done by now: it was at the start, or facts say so since.
pub(super) fn is_action_done(start: &State<'_>, now: &State<'_>, action: &Action) -> bool {
    let is_all = |state: &State<'_>| state.done.get(&action.id).is_some_and(|done| done.share.is_all());
    is_all(start) || is_all(now)
}

/// Whether a need binds no more: it is done, or names a control that the score holds neither at the start nor by now.
pub(super) fn is_met(start: &State<'_>, now: &State<'_>, id: &Id) -> bool {
    match start.catalogue.actions.get(id) {
        Some(action) => is_action_done(start, now, action),
        None => start.rows_named(id).chain(now.rows_named(id)).all(|row| is_reached(now, row)),
    }
}

/// Whether nothing is left on any way that the tenant may take.
fn is_reached(state: &State<'_>, id: &Id) -> bool {
    let Some(row) = state.row_or_left(id) else { return false };
    let (Some(max), Some(control)) = (row.max, state.control(id)) else { return false };
    let lasts = |way: &&Way| way.holds_while.as_ref().is_none_or(|expr| expr.holds(state));
    let reaches = control.ways.iter().filter(|way| way.entitled_when.may_hold(state)).filter(lasts);
    let most = reaches.map(|way| state.reach(control, way, max)).max();
    row.points() >= most.unwrap_or(max)
}

/// Reports what a step needs and does not have at its place. `before` are the steps that stand before it.
pub(super) fn judge_order(
    plan: &SavedPlan,
    at: usize,
    needs: &[&Id],
    (start, state): (&State<'_>, &State<'_>),
    before: &BTreeSet<&Id>,
    violations: &mut Vec<Violation>,
) {
    let id = &plan.steps[at].id;
    for need in needs {
        let stands = |step: &Id| step.is_named(need.as_str());
        if before.contains(*need) || is_met(start, state, need) {
            continue;
        }
        // Of several instances of an app only those that are not done have to stand before.
        let rows = || start.rows_named(need).chain(state.rows_named(need));
        let open = || rows().filter(|row| !is_reached(state, row));
        if open().next().is_some() && open().all(|row| before.contains(row)) {
            continue;
        }
        let later = plan.steps.iter().skip(at + 1).any(|step| stands(&step.id));
        let kind = if later { Kind::NeedLater } else { Kind::NeedMissing };
        violations.push(Violation::of_step(kind, at, id).with(need));
    }
}

/// Whether an action makes sense in the tenant.
fn exists(state: &State<'_>, id: &Id) -> bool {
    let done = state.done.get(id);
    state.catalogue.actions.contains_key(id)
        && done.is_none_or(|done| done.evidence != Evidence::NotApplicable)
}

/// Actions that the plan rests on, each with the first step that does or needs it: what is done in the tenant counts
/// too when a step needs it.
#[derive(Debug, Default)]
pub(super) struct RestsOn<'p>(BTreeMap<&'p Id, usize>);

impl<'p> RestsOn<'p> {
    /// Notes what a step does and needs.
    pub(super) fn note(&mut self, at: usize, id: &'p Id, needs: &[&'p Id], state: &State<'_>) {
        for id in std::iter::once(id).chain(needs.iter().copied()).filter(|id| exists(state, id)) {
            self.0.entry(id).or_insert(at);
        }
    }

    /// Notes what somebody asks for, step or not.
    pub(super) fn demand(&mut self, id: &'p Id, state: &State<'_>) {
        if exists(state, id) {
            self.0.insert(id, 0);
        }
    }

    /// Reports every pair that excludes each other, at the later of the two.
    pub(super) fn judge(&self, plan: &SavedPlan, catalogue: &Catalogue, violations: &mut Vec<Violation>) {
        let mut pairs: BTreeSet<(&Id, &Id)> = BTreeSet::new();
        for &one in self.0.keys() {
            let conflicts = catalogue.actions.get(one).map(|action| &action.conflicts);
            let others = conflicts.into_iter().flatten().filter(|other| *other != one);
            pairs.extend(others.map(|other| (one.min(other), one.max(other))));
        }
        for (one, other) in pairs {
            let (Some(first), Some(second)) = (self.0.get(one), self.0.get(other)) else { continue };
            let with = if first > second { other } else { one };
            let at = *first.max(second);
            if let Some(step) = plan.steps.get(at) {
                violations.push(Violation::of_step(Kind::Conflict, at, &step.id).with(with));
            }
        }
    }
}
