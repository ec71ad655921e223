//! The gain and effort left on a control or action, and the actions that would make a control visible.

use std::collections::BTreeMap;

use crate::model::catalogue::FactValue;
use crate::model::{Action, Control, Environment, Id, Minutes, Points, Share, Way};
use crate::state::{Entitlement, ScoreRow, State};

/// A state as if some actions were done.
pub(super) struct Hypothetical<'s, 'a> {
    state: &'s State<'a>,
    facts: BTreeMap<Id, i64>,
}

impl<'s, 'a> Hypothetical<'s, 'a> {
    pub(super) fn new(state: &'s State<'a>, actions: &[&Action]) -> Self {
        let mut facts = BTreeMap::new();
        for action in actions {
            for (fact, value) in &action.sets {
                let value = match value {
                    FactValue::Number(number) => *number,
                    FactValue::Population(name) => state.population(name),
                };
                facts.insert(fact.clone(), value);
            }
        }
        Self { state, facts }
    }
}

impl Environment for Hypothetical<'_, '_> {
    fn owns(&self, plan: &Id) -> Option<bool> {
        self.state.owns(plan)
    }

    fn owns_one_of(&self, plans: &[&Id]) -> bool {
        self.state.owns_one_of(plans)
    }

    fn is_unknown(&self, name: &Id) -> bool {
        !self.facts.contains_key(name) && self.state.is_unknown(name)
    }

    fn fact(&self, name: &Id) -> i64 {
        self.facts.get(name).copied().unwrap_or_else(|| self.state.fact(name))
    }

    fn scored(&self, pattern: &str) -> bool {
        self.state.scored(pattern)
    }

    fn row(&self, id: &Id) -> Option<(i64, i64)> {
        self.state.row(id)
    }
}

/// The licensed actions that change facts and are not done.
pub(super) fn unlocking<'a>(state: &State<'a>) -> Vec<&'a Action> {
    let open = |action: &&Action| {
        !action.sets.is_empty()
            && !state.done.get(&action.id).is_some_and(|done| done.share.is_all())
            && state.may_do(action)
    };
    state.catalogue.actions.values().filter(open).collect()
}

/// The actions that apply here and would change a fact on which the visibility of a control depends, by id.
pub(super) fn showing<'a>(state: &State<'a>, control: &Control) -> Vec<&'a Action> {
    let facts = control.visible_when.facts();
    let actions = state.catalogue.actions.values().filter(|action| action.applies_when.may_hold(state));
    actions.filter(|action| action.sets.keys().any(|fact| facts.contains(fact))).collect()
}

/// A minimal set of the actions, by id, that makes a control visible; `None` when all together do not.
pub(super) fn unlocks<'a>(
    state: &State<'a>,
    control: &Control,
    actions: &[&'a Action],
) -> Option<Vec<&'a Action>> {
    let shows = |chosen: &[&Action]| control.visible_when.holds(&Hypothetical::new(state, chosen));
    let facts = control.visible_when.facts();
    let mut chosen: Vec<&Action> = actions
        .iter()
        .copied()
        .filter(|action| action.sets.keys().any(|fact| facts.contains(fact)))
        .collect();
    if !shows(&chosen) {
        return None;
    }
    for at in (0..chosen.len()).rev() {
        let mut fewer = chosen.clone();
        fewer.remove(at);
        if shows(&fewer) {
            chosen = fewer;
        }
    }
    Some(chosen)
}

/// The points that a way gains on a control beyond what is earned or credited; never negative.
pub(super) fn gain(
    state: &State<'_>,
    control: &Control,
    way: &Way,
    row: Option<&ScoreRow>,
    max: Points,
    credit: Points,
) -> Points {
    let now = row.map_or(Points::ZERO, ScoreRow::points).max(credit);
    Points((state.reach(control, way, max) - now).0.max(0))
}

/// The effort left on a control, up to the share that the way reaches.
pub(in crate::plan) fn control_effort(
    state: &State<'_>,
    control: &Control,
    way: &Way,
    row: Option<&ScoreRow>,
) -> Minutes {
    // Without counted units the points tell which share is done.
    let by_points = row.and_then(|row| Some(Share::new(row.measured.0, row.max?.0))).unwrap_or(Share::NONE);
    let counted = way.effort.population.as_ref().or(control.scoring.population());
    let units = row.and_then(|row| row.covered);
    let (compliant, total) = units.unwrap_or_else(|| {
        let total = counted.map_or(0, |population| state.population(population));
        (by_points.of_count(total), total)
    });
    let reach = control.ceiling.min(way.coverage).min(state.seat_cover(control, way));
    way.effort.left(by_points, reach.of_count(total) - compliant)
}

/// A row that has lost points, down to what is left.
pub(in crate::plan) fn fallen(row: &ScoreRow, left: Points) -> ScoreRow {
    let mut fallen = row.clone();
    fallen.measured = left;
    let done = row.max.map_or(Share::NONE, |max| Share::new(left.0, max.0));
    fallen.covered = row.covered.map(|(_, total)| (done.of_count(total), total));
    fallen
}

/// The effort of a control at its place in a plan: earlier steps may have lost points that must be earned again.
/// `None` for what is no control.
pub(in crate::plan) fn effort_at(
    start: &State<'_>,
    now: &State<'_>,
    id: &Id,
    way: Option<&Id>,
) -> Option<Minutes> {
    let control = start.control(id).filter(|_| !start.catalogue.actions.contains_key(id))?;
    let way = match way {
        Some(way) => control.ways.iter().find(|other| other.id == *way)?,
        None => control.ways.first()?,
    };
    let row = start.rows.get(id);
    let left = row.and_then(|row| Some(now.rows.get(id)?.measured.min(row.measured)));
    let fallen =
        row.zip(left).filter(|(row, left)| *left < row.measured).map(|(row, left)| fallen(row, left));
    if row.is_none() && now.rows.get(id).is_some_and(|row| row.max.is_some_and(|max| row.measured >= max)) {
        return Some(Minutes::ZERO);
    }
    Some(control_effort(start, control, way, fallen.as_ref().or(row)))
}

pub(in crate::plan) fn action_effort(state: &State<'_>, action: &Action) -> Minutes {
    let done = state.done.get(&action.id).map_or(Share::NONE, |done| done.share);
    let total = action.effort.population.as_ref().map_or(0, |population| state.population(population));
    action.effort.left(done, total - done.of_count(total))
}

/// Whether an action is done, or does not apply here.
pub(super) fn is_done(state: &State<'_>, id: &Id) -> bool {
    state.done.get(id).is_some_and(|done| done.share.is_all())
}

/// The ways that the licences allow.
pub(super) fn open_ways<'c>(state: &State<'_>, control: &'c Control) -> Vec<&'c Way> {
    control.ways.iter().filter(|way| state.may_take(control, way) != Entitlement::No).collect()
}
