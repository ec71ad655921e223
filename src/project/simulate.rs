//! Discrete-event simulation: applies the dated changes of a scenario and records the score.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::changes::{DatedChange, all_work, assumed_of_licences, dated_changes};
use super::do_nothing::do_nothing;
use super::event::{Event, Trigger, TriggerKind};
use super::findings::findings_of;
use super::waterfall::waterfall;
use super::{GoalOutcome, Projection, ProjectionInput, ScorePoint, background};
use crate::diag::Findings;
use crate::model::{Id, Percent, Points, Scenario};
use crate::plan::schedule::Schedule;
use crate::state::{Change, RowChangeKind, State};

/// What booked work adds to the score when it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkEffect {
    /// The points that all its stages add.
    pub points: Points,
    /// The score after the last stage.
    pub after: ScorePoint,
}

/// The effect of work by id and round.
pub(super) type WorkEffects = BTreeMap<(Id, u32), WorkEffect>;

/// Projects one scenario from its first day to its horizon; also returns the schedule of the teams.
pub(super) fn simulate(input: &ProjectionInput<'_>) -> (Projection, Schedule) {
    let (projection, schedule, _) = simulate_with_effects(input);
    (projection, schedule)
}

/// [`simulate`], with the effect of all work. Work that shows after the horizon is applied there without any other
/// change.
pub(super) fn simulate_with_effects(input: &ProjectionInput<'_>) -> (Projection, Schedule, WorkEffects) {
    let end = input.last_day();
    let (changes, schedule) = dated_changes(input, end, Date::MAX);
    let (changes, later): (Vec<DatedChange>, Vec<DatedChange>) =
        changes.into_iter().partition(|change| change.date <= end);
    let start = input.start_state();
    let mut simulation = Simulation::from(start.clone(), input.start);
    simulation.apply_all(&changes, end);
    let effects = effects(&mut simulation, &schedule, &later);
    let mut findings = Findings::new();
    findings_of(input, &simulation, &changes, &schedule, &mut findings);
    let goal = goal(input.scenario, &simulation.series, end);
    let ends = simulation.series.first().zip(simulation.series.last());
    let projection = Projection {
        name: input.scenario.name.clone(),
        waterfall: ends.map_or_else(Vec::new, |(start, end)| waterfall(start, end, &simulation.events)),
        do_nothing: do_nothing(input, start, end),
        series: simulation.series,
        events: simulation.events,
        goal,
        work: all_work(input, &schedule).into_values().collect(),
        assumptions: input.assumptions,
        by_itself: background::assumed(input)
            .into_iter()
            .chain(assumed_of_licences(input, &changes))
            .collect(),
        trials: None,
        findings: findings.sorted(),
    };
    (projection, schedule, effects)
}

/// The effects by work. The state of the simulation stays that of the horizon.
fn effects(simulation: &mut Simulation<'_>, schedule: &Schedule, later: &[DatedChange]) -> WorkEffects {
    let at_end = simulation.state.clone();
    for change in later.iter().filter(|change| change.work.is_some()) {
        let was = simulation.state.totals().points;
        simulation.state.apply(&change.change);
        simulation.record_effect(change, was);
    }
    simulation.state = at_end;
    let mut effects: WorkEffects = BTreeMap::new();
    for (place, effect) in &simulation.effects {
        let Some(entered) = schedule.entered.get(*place) else { continue };
        let key = (entered.id.clone(), entered.round);
        // The stages of some work stand in their order.
        effects
            .entry(key)
            .and_modify(|sum| *sum = WorkEffect { points: sum.points + effect.points, after: effect.after })
            .or_insert(*effect);
    }
    effects
}

/// The state of a simulation and what was recorded so far.
pub(super) struct Simulation<'a> {
    pub(super) start: State<'a>,
    pub(super) state: State<'a>,
    pub(super) series: Vec<ScorePoint>,
    pub(super) events: Vec<Event>,
    /// The effect of work, by its index in [`Schedule::entered`].
    effects: BTreeMap<usize, WorkEffect>,
    /// The triggers that changed the score or a status.
    pub(super) effective: BTreeSet<(TriggerKind, Id)>,
    /// Rows that entered without a known maximum.
    pub(super) unknown_max: BTreeSet<Id>,
}

impl<'a> Simulation<'a> {
    pub(super) fn from(state: State<'a>, start: Date) -> Self {
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

    /// Applies changes in their order and records the last day.
    pub(super) fn apply_all(&mut self, changes: &[DatedChange], end: Date) {
        for change in changes {
            self.apply(change);
        }
        self.record(end, true);
    }

    fn apply(&mut self, dated: &DatedChange) {
        let was = self.state.totals().points;
        self.change(dated.date, &dated.change, &dated.trigger);
        self.record_effect(dated, was);
        self.record(dated.date, false);
    }

    fn record_effect(&mut self, dated: &DatedChange, was: Points) {
        let Some(place) = dated.work else { return };
        let after = point(&self.state, dated.date);
        self.effects.insert(place, WorkEffect { points: after.points - was, after });
    }

    fn change(&mut self, date: Date, change: &Change, trigger: &Trigger) {
        // A status that changes no points may still change what is planned.
        let status_of =
            |state: &State<'_>| state.rows.get(&trigger.id).map(|row| (row.current_status(), row.measured));
        let before = status_of(&self.state);
        for row in self.state.apply(change) {
            self.effective.insert((trigger.kind, trigger.id.clone()));
            if row.kind == RowChangeKind::Entered {
                // What waited for the row takes effect with it.
                self.effective.insert((TriggerKind::Status, row.id.clone()));
                self.effective.insert((TriggerKind::Control, row.id.clone()));
                if self.state.rows.get(&row.id).is_some_and(|row| row.max.is_none()) {
                    self.unknown_max.insert(row.id.clone());
                }
            }
            self.events.push(Event {
                date,
                kind: row.kind,
                id: row.id,
                points: row.points,
                max: row.max,
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

fn point(state: &State<'_>, date: Date) -> ScorePoint {
    let totals = state.totals();
    ScorePoint { date, points: totals.points, observed: totals.observed(), max: totals.max }
}

/// Whether and when the score reaches the goal.
fn goal(scenario: &Scenario, series: &[ScorePoint], end: Date) -> Option<GoalOutcome> {
    let goal = scenario.goal?;
    let by = goal.by.unwrap_or(end).min(end);
    let date = series.iter().find(|p| p.percent().reaches(goal.percent)).map(|p| p.date);
    let on_last_day = series
        .iter()
        .rfind(|point| point.date <= by)
        .map_or_else(|| Percent::new(Points::ZERO, Points::ZERO), ScorePoint::percent);
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
