//! Walks the agenda and records the score.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::agenda::{ASSUMED_WEEK_HOURS, Entry, agenda, work};
use super::event::{Event, Trigger, TriggerKind};
use super::{GoalOutcome, Input, Point, Projection};
use crate::diag::{Code, Finding, Findings};
use crate::model::{Gates, Id, Percent, Points, Remediation, Scenario};
use crate::state::{Change, Row, State};

/// Projects one scenario from its start to its horizon.
pub(super) fn walk(input: &Input<'_>) -> Projection {
    let end = input.start.checked_add(input.scenario.horizon_days.days()).unwrap_or(Date::MAX);
    let (entries, schedule) = agenda(input, end);
    let state = State::at_snapshot(input.catalogue, input.tenant, input.assumptions).on(input.start);
    let mut walk = Walk {
        series: vec![point(&state, input.start)],
        state,
        events: Vec::new(),
        waiting: BTreeMap::new(),
        effective: BTreeSet::new(),
    };
    for entry in &entries {
        walk.apply(entry);
    }
    walk.record(end, true);
    let mut findings = Findings::new();
    remarks(input, &walk, &entries, &schedule, &mut findings);
    let goal = goal(input.scenario, &walk.series, end);
    Projection {
        name: input.scenario.name.clone(),
        series: walk.series,
        events: walk.events,
        goal,
        work: schedule.bookings.values().map(|booking| work(input, booking)).collect(),
        assumptions: input.assumptions,
        findings: findings.sorted(),
    }
}

struct Walk<'a> {
    state: State<'a>,
    series: Vec<Point>,
    events: Vec<Event>,
    /// Work and statuses that were there before their row came into the score.
    waiting: BTreeMap<(TriggerKind, Id), (Change, Trigger)>,
    /// Triggers that moved something.
    effective: BTreeSet<(TriggerKind, Id)>,
}

impl Walk<'_> {
    fn apply(&mut self, entry: &Entry) {
        if let Change::ControlDone(id, _) | Change::SetStatus(id, _) | Change::ClearStatus(id) = &entry.change
            && !self.state.rows.contains_key(id)
        {
            if matches!(entry.change, Change::ClearStatus(_)) {
                self.waiting.retain(|(_, waiting), _| waiting != id);
            } else {
                let key = (entry.trigger.kind, id.clone());
                self.waiting.insert(key, (entry.change.clone(), entry.trigger.clone()));
            }
            return;
        }
        self.change(entry.date, &entry.change, &entry.trigger);
        let shown = |(_, id): &&(TriggerKind, Id)| self.state.rows.contains_key(id);
        let due: Vec<(TriggerKind, Id)> = self.waiting.keys().filter(shown).cloned().collect();
        for key in due {
            if let Some((change, trigger)) = self.waiting.remove(&key) {
                self.change(entry.date, &change, &trigger);
            }
        }
        self.record(entry.date, false);
    }

    fn change(&mut self, date: Date, change: &Change, trigger: &Trigger) {
        // A status that changes no points may still change what is planned.
        let status_of = |state: &State<'_>| state.rows.get(&trigger.id).map(Row::current_status);
        let before = status_of(&self.state);
        for shift in self.state.apply(change) {
            self.effective.insert((trigger.kind, trigger.id.clone()));
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
    let date = series.iter().find(|p| p.percent().reaches(goal.percent_hundredths)).map(|p| p.date);
    let on_last_day = series
        .iter()
        .rfind(|point| point.date <= by)
        .map_or_else(|| Percent::new(Points::ZERO, Points::ZERO), Point::percent);
    Some(GoalOutcome {
        percent_hundredths: goal.percent_hundredths,
        by,
        date,
        reached: date.is_some_and(|date| date <= by),
        on_last_day,
    })
}

fn remarks(
    input: &Input<'_>,
    walk: &Walk<'_>,
    entries: &[Entry],
    schedule: &crate::plan::schedule::Schedule,
    findings: &mut Findings,
) {
    let scenario = input.scenario;
    let named = |text: String| format!("`{}`: {text}", scenario.name);
    if matches!(scenario.remediation, Remediation::Ranked { .. }) && scenario.teams.is_empty() {
        let message =
            named(format!("no team is named: one team with {ASSUMED_WEEK_HOURS} hours a week is assumed"));
        findings.push(Finding::new(Code::NoTeams, message).help("name `teams` with `hours-per-week`"));
    }
    if !schedule.uncovered.is_empty() {
        let products: BTreeSet<&str> = schedule.uncovered.values().map(Id::as_str).collect();
        let products: Vec<&str> = products.into_iter().collect();
        let number = schedule.uncovered.len();
        let message =
            named(format!("no team covers {} ({number} pieces of work are left out)", products.join(", ")));
        findings.push(Finding::new(Code::NoTeams, message).help("add the products to a team"));
    }
    if input.assumptions.gates == Gates::Advisory {
        let message = named("safety prerequisites are waived: `gates: advisory`".to_owned());
        findings.push(Finding::new(Code::GateWaived, message).help("nobody should run such a plan unread"));
    }
    let mut idle: BTreeSet<String> = BTreeSet::new();
    for entry in entries {
        let moved = |kind| walk.effective.contains(&(kind, entry.trigger.id.clone()));
        let expires = entry.trigger.kind == TriggerKind::Status && moved(TriggerKind::Expiry);
        let by_hand =
            matches!(entry.trigger.kind, TriggerKind::Status | TriggerKind::Control | TriggerKind::Fact);
        let ranked = matches!(scenario.remediation, Remediation::Ranked { .. });
        // Work that the ranking chose says nothing about what a person wrote.
        let chosen = ranked && entry.trigger.kind == TriggerKind::Control;
        let vain = !moved(entry.trigger.kind) && !expires;
        if by_hand && vain && !chosen {
            idle.insert(format!("{} ({})", entry.trigger.text, entry.trigger.id));
        }
    }
    for text in idle {
        let message = named(format!("{text} moves nothing"));
        let help = "the control is not in the score, not licensed, or already there";
        findings.push(Finding::new(Code::NoEffect, message).help(help));
    }
    unordered(input, findings);
    if let (Some(first), Some(last)) = (walk.series.first(), walk.series.last())
        && last.percent().compare(first.percent()).is_gt()
        && last.observed < first.observed
    {
        let message = named(format!(
            "percentage up, protection down: {} to {} %, observed points {} to {}",
            first.percent(),
            last.percent(),
            first.observed,
            last.observed
        ));
        let help = "the percentage rises because something left the score or was asserted, not because more is protected";
        findings.push(Finding::new(Code::PercentageUp, message).help(help));
    }
}

/// Work that a person dated before what it needs.
fn unordered(input: &Input<'_>, findings: &mut Findings) {
    let Remediation::Listed(list) = &input.scenario.remediation else { return };
    let done_on: BTreeMap<&Id, Date> = list.iter().map(|remedy| (&remedy.id, remedy.done)).collect();
    let state = State::at_snapshot(input.catalogue, input.tenant, input.assumptions).on(input.start);
    let met = |need: &Id, by: Date| {
        let action = state.done.get(need).is_some_and(|done| done.share.is_all());
        let row = state.rows.get(need).is_some_and(|row| row.left() == Points::ZERO);
        let elsewhere = !input.catalogue.actions.contains_key(need) && !state.rows.contains_key(need);
        action || row || elsewhere || done_on.get(need).is_some_and(|done| *done <= by)
    };
    for remedy in list {
        let of_action =
            input.catalogue.actions.get(&remedy.id).map(|action| vec![(&action.needs, &action.gates)]);
        let of_control = input
            .catalogue
            .control(&remedy.id)
            .map(|control| control.ways.iter().map(|way| (&way.needs, &way.gates)).collect::<Vec<_>>());
        let ways = of_action.or(of_control).unwrap_or_default();
        let missing = |(needs, gates): &(&Vec<Id>, &Vec<Id>)| -> Vec<String> {
            let gates = if input.assumptions.gates == Gates::Hard { gates.as_slice() } else { &[] };
            needs.iter().chain(gates).filter(|need| !met(need, remedy.done)).map(Id::to_string).collect()
        };
        // The way with the fewest missing needs is what the person most likely means.
        let fewest = ways.iter().map(missing).min_by_key(Vec::len).unwrap_or_default();
        if !fewest.is_empty() {
            let message = format!(
                "`{}`: `{}` is done on {} before what it needs: {}",
                input.scenario.name,
                remedy.id,
                remedy.done,
                fewest.join(", ")
            );
            let help = "list what it needs with an earlier day, or mark it done in the tenant file";
            findings.push(Finding::new(Code::Unordered, message).help(help));
        }
    }
}
