//! Walks the agenda and records the score.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::agenda::{Entry, agenda, all_work};
use super::churn::assumed;
use super::event::{Event, Trigger, TriggerKind};
use super::idle::idle;
use super::remarks::remarks;
use super::waterfall::waterfall;
use super::{GoalOutcome, Input, Point, Projection, lapse};
use crate::diag::Findings;
use crate::model::{Id, Percent, Points, Scenario};
use crate::plan::schedule::Schedule;
use crate::state::{Change, ShiftKind, State};

/// What some work does to the score where it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effect {
    /// The points that its stages add.
    pub points: Points,
    /// The score after the last of them.
    pub after: Point,
}

/// By id and round what work does to the score.
pub(super) type Effects = BTreeMap<(Id, u32), Effect>;

/// Projects one scenario from its start to its horizon, and says what the teams do.
pub(super) fn walk(input: &Input<'_>) -> (Projection, Schedule) {
    let (projection, schedule, _) = walk_on(input);
    (projection, schedule)
}

/// The same with the effect of all work, also of what shows after the horizon: there nothing else happens.
pub(super) fn walk_on(input: &Input<'_>) -> (Projection, Schedule, Effects) {
    let end = input.start.checked_add(input.scenario.horizon_days.days()).unwrap_or(Date::MAX);
    let (entries, schedule) = agenda(input, end, Date::MAX);
    let (entries, later): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(|entry| entry.date <= end);
    let state = State::at_snapshot(input.catalogue, input.tenant, input.assumptions).on(input.start);
    let mut walk = Walk::from(state.clone(), input.start);
    walk.all(&entries, end);
    let effects = effects(&mut walk, &schedule, &later);
    let mut findings = Findings::new();
    remarks(input, &walk, &entries, &schedule, &mut findings);
    let goal = goal(input.scenario, &walk.series, end);
    let ends = walk.series.first().zip(walk.series.last());
    let projection = Projection {
        name: input.scenario.name.clone(),
        waterfall: ends.map_or_else(Vec::new, |(start, end)| waterfall(start, end, &walk.events)),
        do_nothing: do_nothing(input, state, end),
        series: walk.series,
        events: walk.events,
        goal,
        work: all_work(input, &schedule).into_values().collect(),
        assumptions: input.assumptions,
        by_itself: assumed(input).into_iter().chain(lapse::assumed(input, &entries)).collect(),
        trials: None,
        findings: findings.sorted(),
    };
    (projection, schedule, effects)
}

/// The effects by work. The walk itself stays at the horizon.
fn effects(walk: &mut Walk<'_>, schedule: &Schedule, later: &[Entry]) -> Effects {
    let at_end = walk.state.clone();
    for entry in later.iter().filter(|entry| entry.work.is_some()) {
        let was = walk.state.totals().points;
        walk.state.apply(&entry.change);
        walk.note(entry, was);
    }
    walk.state = at_end;
    let mut effects: Effects = BTreeMap::new();
    for (place, effect) in &walk.effects {
        let Some(entered) = schedule.entered.get(*place) else { continue };
        let key = (entered.id.clone(), entered.round);
        // The stages of some work stand in their order.
        effects
            .entry(key)
            .and_modify(|sum| *sum = Effect { points: sum.points + effect.points, after: effect.after })
            .or_insert(*effect);
    }
    effects
}

/// The score of the same days when nobody does anything.
fn do_nothing(input: &Input<'_>, state: State<'_>, end: Date) -> Vec<Point> {
    let scenario = idle(input.scenario, input.tenant);
    let (entries, _) = agenda(&Input { scenario: &scenario, ..*input }, end, end);
    let mut walk = Walk::from(state, input.start);
    walk.all(&entries, end);
    walk.series
}

/// A walk through an agenda: the state and what was recorded on the way.
pub(super) struct Walk<'a> {
    /// The first day.
    pub(super) start: State<'a>,
    pub(super) state: State<'a>,
    pub(super) series: Vec<Point>,
    pub(super) events: Vec<Event>,
    /// What work does to the score, by its place among all that was entered into the calendars.
    effects: BTreeMap<usize, Effect>,
    /// Triggers that moved something.
    pub(super) effective: BTreeSet<(TriggerKind, Id)>,
    /// Rows that entered without a known maximum.
    pub(super) unknown_max: BTreeSet<Id>,
}

impl<'a> Walk<'a> {
    fn from(state: State<'a>, start: Date) -> Self {
        Self {
            series: vec![point(&state, start)],
            start: state.clone(),
            state,
            events: Vec::new(),
            effects: BTreeMap::new(),
            effective: BTreeSet::new(),
            unknown_max: BTreeSet::new(),
        }
    }

    fn all(&mut self, entries: &[Entry], end: Date) {
        for entry in entries {
            self.apply(entry);
        }
        self.record(end, true);
    }

    fn apply(&mut self, entry: &Entry) {
        let was = self.state.totals().points;
        self.change(entry.date, &entry.change, &entry.trigger);
        self.note(entry, was);
        self.record(entry.date, false);
    }

    /// Notes what work has done to the score.
    fn note(&mut self, entry: &Entry, was: Points) {
        let Some(place) = entry.work else { return };
        let after = point(&self.state, entry.date);
        self.effects.insert(place, Effect { points: after.points - was, after });
    }

    fn change(&mut self, date: Date, change: &Change, trigger: &Trigger) {
        // A status that changes no points may still change what is planned.
        let status_of =
            |state: &State<'_>| state.rows.get(&trigger.id).map(|row| (row.current_status(), row.measured));
        let before = status_of(&self.state);
        for shift in self.state.apply(change) {
            self.effective.insert((trigger.kind, trigger.id.clone()));
            if shift.kind == ShiftKind::Entered {
                // What waited for the row takes effect with it.
                self.effective.insert((TriggerKind::Status, shift.id.clone()));
                self.effective.insert((TriggerKind::Control, shift.id.clone()));
                if self.state.rows.get(&shift.id).is_some_and(|row| row.max.is_none()) {
                    self.unknown_max.insert(shift.id.clone());
                }
            }
            self.events.push(Event {
                date,
                kind: shift.kind,
                id: shift.id,
                points: shift.points,
                max: shift.max,
                trigger: trigger.clone(),
            });
        }
        if status_of(&self.state) != before {
            self.effective.insert((trigger.kind, trigger.id.clone()));
        }
    }

    /// Records the score of a day; a later record of the same day replaces the earlier one.
    fn record(&mut self, date: Date, always: bool) {
        let now = point(&self.state, date);
        let last = self.series.last().copied();
        if last.is_some_and(|last| last.date == date) {
            self.series.pop();
        }
        let before = self.series.last().copied();
        let same =
            before.is_some_and(|b| (b.points, b.observed, b.max) == (now.points, now.observed, now.max));
        if always || !same {
            self.series.push(now);
        }
    }
}

fn point(state: &State<'_>, date: Date) -> Point {
    let totals = state.totals();
    Point { date, points: totals.points, observed: totals.observed(), max: totals.max }
}

/// Whether the reported score reaches the goal at a snapshot, and when.
fn goal(scenario: &Scenario, series: &[Point], end: Date) -> Option<GoalOutcome> {
    let goal = scenario.goal?;
    let by = goal.by.unwrap_or(end).min(end);
    let date = series.iter().find(|p| p.percent().reaches(goal.percent)).map(|p| p.date);
    let on_last_day = series
        .iter()
        .rfind(|point| point.date <= by)
        .map_or_else(|| Percent::new(Points::ZERO, Points::ZERO), Point::percent);
    let reached = date.is_some_and(|date| date <= by);
    Some(GoalOutcome {
        percent: goal.percent,
        by,
        date,
        reached,
        held: reached && on_last_day.reaches(goal.percent),
        on_last_day,
    })
}
