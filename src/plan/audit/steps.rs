//! Walks the steps of a plan, one after the other: for a tenant it applies each, for a list that somebody wrote it looks each
//! up. What comes out is what they come to, and the tenant after them.

use std::collections::{BTreeMap, BTreeSet};

use super::needs::{self, RestsOn};
use super::violation::{Figure, Kind, Violation};
use super::{Derived, effort};
use crate::model::{
    BacklogItem, Control, Id, Minutes, Points, SavedKind, SavedPlan, SavedStep, Share, Status, Way,
};
use crate::state::{Change, Entitlement, State};

pub(super) fn walk<'a>(
    plan: &SavedPlan,
    start: &State<'a>,
    violations: &mut Vec<Violation>,
) -> (Derived, State<'a>) {
    let mut state = start.clone();
    let mut before = BTreeSet::new();
    let mut rests_on = RestsOn::default();
    let mut sum = Minutes::ZERO;
    plan.must.iter().for_each(|id| rests_on.demand(id, start));
    for (at, step) in plan.steps.iter().enumerate() {
        if before.contains(&step.id) {
            violations.push(Violation::of_step(Kind::Twice, at, &step.id));
            continue;
        }
        let was = state.totals();
        if let Some((change, minutes, needs)) = judge(at, step, start, &state, violations) {
            needs::judge_order(plan, at, &needs, (start, &state), &before, violations);
            rests_on.note(at, &step.id, &needs, start);
            sum += minutes;
            claim(
                at,
                step,
                Kind::StepEffort,
                Figure::Minutes(step.effort),
                Figure::Minutes(minutes),
                violations,
            );
            state.apply(&change);
        }
        before.insert(&step.id);
        let is = state.totals();
        let (points, max) = (Figure::Points(is.points - was.points), Figure::Points(is.max - was.max));
        claim(at, step, Kind::StepPoints, Figure::Points(step.points), points, violations);
        claim(at, step, Kind::StepMax, Figure::Points(step.max), max, violations);
        let percent = Figure::Percent(is.percent().rounded());
        match step.percent_after {
            Some(claimed) => {
                claim(at, step, Kind::StepPercent, Figure::Percent(claimed), percent, violations);
            }
            None => {
                violations
                    .push(Violation::of_step(Kind::StepPercent, at, &step.id).figures(None, Some(percent)));
            }
        }
    }
    rests_on.judge(plan, start.catalogue, violations);
    // Work on a row whose maximum nobody knows gains nothing; it is there for what may need it.
    for (at, step) in plan.steps.iter().enumerate() {
        let is_unknown = state.rows.get(&step.id).is_some_and(|row| row.max.is_none());
        if is_unknown && !needs::is_needed(start, &step.id) {
            violations.push(Violation::of_step(Kind::UnknownMax, at, &step.id));
        }
    }
    let (was, is) = (start.totals(), state.totals());
    (Derived { points: is.points - was.points, effort: sum, totals: Some((was, is)) }, state)
}

/// Reports a figure of a step that is not as claimed.
pub(super) fn claim(
    at: usize,
    step: &SavedStep,
    kind: Kind,
    claimed: Figure,
    derived: Figure,
    violations: &mut Vec<Violation>,
) {
    if claimed != derived {
        violations.push(Violation::of_step(kind, at, &step.id).figures(Some(claimed), Some(derived)));
    }
}

/// Judges one step where it stands: the change that it makes, what it takes, and what it needs. `None` when it means
/// nothing that can be done.
fn judge<'a>(
    at: usize,
    step: &SavedStep,
    start: &State<'a>,
    state: &State<'a>,
    violations: &mut Vec<Violation>,
) -> Option<(Change, Minutes, Vec<&'a Id>)> {
    let id = &step.id;
    let is = |kind: SavedKind, violations: &mut Vec<Violation>| {
        let word = |kind: SavedKind| Figure::Word(kind.word().to_owned());
        claim(at, step, Kind::KindDiffers, word(step.kind), word(kind), violations);
    };
    if let Some(action) = start.catalogue.actions.get(id) {
        is(SavedKind::Action, violations);
        if let Some(way) = &step.way {
            let claimed = Some(Figure::Word(way.to_string()));
            violations.push(Violation::of_step(Kind::Way, at, id).figures(claimed, None));
        }
        if needs::is_action_done(start, state, action) {
            violations.push(Violation::of_step(Kind::NothingLeft, at, id));
        }
        if !state.may_do(action) {
            violations.push(Violation::of_step(Kind::NotLicensed, at, id));
        }
        let needs = needs::of(state, &action.needs, &action.gates);
        return Some((Change::ActionDone(id.clone(), Share::ALL), effort::of_action(start, action), needs));
    }
    let Some(control) = start.control(id) else {
        violations.push(Violation::of_step(Kind::Unknown, at, id));
        return None;
    };
    is(SavedKind::Control, violations);
    let way = way(at, step, control, violations)?;
    row(at, id, control, way, state, violations);
    let needs = needs::of(state, &way.needs, &way.gates);
    let change = Change::ControlDone(id.clone(), Share::ALL, Some(way.id.clone()));
    Some((change, effort::of_control(start, state, id, control, way), needs))
}

/// The way that a step takes: the claimed one, or the only one.
fn way<'c>(
    at: usize,
    step: &SavedStep,
    control: &'c Control,
    violations: &mut Vec<Violation>,
) -> Option<&'c Way> {
    let found = match (&step.way, control.ways.as_slice()) {
        (None, [only]) => Some(only),
        // Where there is one way alone, none is named.
        (Some(_), [_]) | (None, _) => None,
        (Some(claimed), ways) => ways.iter().find(|way| way.id == *claimed),
    };
    if found.is_none() {
        let ways = control.ways.iter().map(|way| way.id.as_str()).filter(|id| !id.is_empty());
        let ways = ways.collect::<Vec<_>>().join(" or ");
        let claimed = step.way.as_ref().map(|way| Figure::Word(way.to_string()));
        let derived = (control.ways.len() > 1).then_some(Figure::Word(ways));
        violations.push(Violation::of_step(Kind::Way, at, &step.id).figures(claimed, derived));
    }
    found
}

/// Whether a control may be planned where it stands.
fn row(at: usize, id: &Id, control: &Control, way: &Way, state: &State<'_>, violations: &mut Vec<Violation>) {
    let mut report = |kind: Kind| violations.push(Violation::of_step(kind, at, id));
    if !control.is_current() {
        report(Kind::Retired);
    }
    if state.may_take(control, way) == Entitlement::No {
        report(Kind::NotLicensed);
    }
    if way.holds_while.as_ref().is_some_and(|holds| !holds.holds(state)) {
        report(Kind::NotHeld);
    }
    let Some(row) = state.rows.get(id) else { return report(Kind::NotInScore) };
    match row.current_status() {
        Some(Status::RiskAccepted) => report(Kind::RiskAccepted),
        Some(status) if status.is_asserted() => {
            let derived = Some(Figure::Word(status.word().to_owned()));
            violations.push(Violation::of_step(Kind::Asserted, at, id).figures(None, derived));
        }
        _ => match row.max {
            None => {}
            Some(max) if state.reach(control, way, max) <= row.points() => report(Kind::NothingLeft),
            Some(_) => {}
        },
    }
}

pub(super) fn walk_list(plan: &SavedPlan, items: &[BacklogItem], violations: &mut Vec<Violation>) -> Derived {
    let by_id: BTreeMap<&Id, &BacklogItem> = items.iter().map(|item| (&item.id, item)).collect();
    let places: BTreeMap<&Id, usize> =
        plan.steps.iter().enumerate().map(|(at, step)| (&step.id, at)).collect();
    let mut before: BTreeSet<&Id> = BTreeSet::new();
    let (mut points, mut effort) = (Points::ZERO, Minutes::ZERO);
    for (at, step) in plan.steps.iter().enumerate() {
        if !before.insert(&step.id) {
            violations.push(Violation::of_step(Kind::Twice, at, &step.id));
            continue;
        }
        let Some(item) = by_id.get(&step.id) else {
            violations.push(Violation::of_step(Kind::Unknown, at, &step.id));
            continue;
        };
        let kind = if item.points > Points::ZERO { SavedKind::Control } else { SavedKind::Action };
        let word = |kind: SavedKind| Figure::Word(kind.word().to_owned());
        claim(at, step, Kind::KindDiffers, word(step.kind), word(kind), violations);
        if let Some(way) = &step.way {
            let claimed = Some(Figure::Word(way.to_string()));
            violations.push(Violation::of_step(Kind::Way, at, &step.id).figures(claimed, None));
        }
        for need in item.needs.iter().filter_map(|need| items.get(*need)) {
            if !before.contains(&need.id) {
                let later = places.contains_key(&need.id);
                let kind = if later { Kind::NeedLater } else { Kind::NeedMissing };
                violations.push(Violation::of_step(kind, at, &step.id).with(&need.id));
            }
        }
        let (gain, nothing) = (Figure::Points(item.points), Figure::Points(Points::ZERO));
        claim(at, step, Kind::StepPoints, Figure::Points(step.points), gain, violations);
        claim(at, step, Kind::StepMax, Figure::Points(step.max), nothing, violations);
        let takes = Figure::Minutes(item.effort);
        claim(at, step, Kind::StepEffort, Figure::Minutes(step.effort), takes, violations);
        if let Some(percent) = step.percent_after {
            let claimed = Some(Figure::Percent(percent));
            violations.push(Violation::of_step(Kind::StepPercent, at, &step.id).figures(claimed, None));
        }
        points += item.points;
        effort += item.effort;
    }
    Derived { points, effort, totals: None }
}
