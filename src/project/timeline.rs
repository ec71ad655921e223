//! Walks the agenda and records the score.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::agenda::{ASSUMED_WEEK_HOURS, Entry, agenda, work};
use super::event::{Event, Trigger, TriggerKind};
use super::{GoalOutcome, Input, Point, Projection};
use crate::diag::{Code, Finding, Findings};
use crate::model::{Gates, Id, Percent, Points, Remediation, Scenario};
use crate::plan::schedule::{Schedule, Unbooked};
use crate::state::{Change, Entitlement, Row, ShiftKind, State, first_names};

/// Projects one scenario from its start to its horizon.
pub(super) fn walk(input: &Input<'_>) -> Projection {
    let end = input.start.checked_add(input.scenario.horizon_days.days()).unwrap_or(Date::MAX);
    let (entries, schedule) = agenda(input, end);
    let state = State::at_snapshot(input.catalogue, input.tenant, input.assumptions).on(input.start);
    let mut walk = Walk {
        series: vec![point(&state, input.start)],
        start: state.clone(),
        state,
        events: Vec::new(),
        effective: BTreeSet::new(),
        unknown_max: BTreeSet::new(),
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
    /// The first day.
    start: State<'a>,
    state: State<'a>,
    series: Vec<Point>,
    events: Vec<Event>,
    /// Triggers that moved something.
    effective: BTreeSet<(TriggerKind, Id)>,
    /// Rows that entered without a known maximum.
    unknown_max: BTreeSet<Id>,
}

impl Walk<'_> {
    fn apply(&mut self, entry: &Entry) {
        self.change(entry.date, &entry.change, &entry.trigger);
        self.record(entry.date, false);
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
    let date = series.iter().find(|p| p.percent().reaches(goal.percent_hundredths)).map(|p| p.date);
    let on_last_day = series
        .iter()
        .rfind(|point| point.date <= by)
        .map_or_else(|| Percent::new(Points::ZERO, Points::ZERO), Point::percent);
    let reached = date.is_some_and(|date| date <= by);
    Some(GoalOutcome {
        percent_hundredths: goal.percent_hundredths,
        by,
        date,
        reached,
        held: reached && on_last_day.reaches(goal.percent_hundredths),
        on_last_day,
    })
}

fn remarks(
    input: &Input<'_>,
    walk: &Walk<'_>,
    entries: &[Entry],
    schedule: &Schedule,
    findings: &mut Findings,
) {
    let scenario = input.scenario;
    let named = |text: String| format!("`{}`: {text}", scenario.name);
    if matches!(scenario.remediation, Remediation::Ranked { .. }) && scenario.teams.is_empty() {
        let message =
            named(format!("no team is named: one team with {ASSUMED_WEEK_HOURS} hours a week is assumed"));
        findings.push(Finding::new(Code::NoTeams, message).help("name `teams` with `hours-per-week`"));
    }
    unbooked(scenario, schedule, findings);
    if !walk.unknown_max.is_empty() {
        let ids: Vec<&Id> = walk.unknown_max.iter().collect();
        let message = named(format!(
            "{} controls enter without a known maximum and are not scored: {}",
            ids.len(),
            first_names(&ids)
        ));
        let help = "state `max` in a catalogue overlay, or import the profiles of the tenant";
        findings.push(Finding::new(Code::UnknownMax, message).help(help));
    }
    for status in &scenario.statuses {
        let from = status.from.unwrap_or(input.start);
        if status.expires.is_some_and(|end| from.tomorrow().is_ok_and(|shown| end <= shown)) {
            let message = named(format!("status `{}` ({}) ends before it shows", status.set, status.control));
            let help = "a status shows a day after it is set: let it expire later";
            findings.push(Finding::new(Code::NoEffect, message).help(help));
        }
    }
    if input.assumptions.gates == Gates::Advisory {
        let message = named("safety prerequisites are waived: `gates: advisory`".to_owned());
        findings.push(Finding::new(Code::GateWaived, message).help("nobody should run such a plan unread"));
    }
    let gone: Vec<&Id> = walk
        .state
        .rows
        .values()
        .filter(|row| row.points() > Points::ZERO && !row.is_asserted())
        .filter(|row| lost_licence(input, walk, &row.id))
        .map(|row| &row.id)
        .collect();
    if !gone.is_empty() {
        let points: Points = gone.iter().filter_map(|id| walk.state.rows.get(*id)).map(Row::points).sum();
        let message =
            named(format!("{points} points are kept whose licence has gone: {}", first_names(&gone)));
        let help = "how fast they lapse is not modelled: read the end as too high by them";
        findings.push(Finding::new(Code::LicenceGone, message).help(help));
    }
    let end = input.start.checked_add(scenario.horizon_days.days()).unwrap_or(Date::MAX);
    let listed = match &scenario.remediation {
        Remediation::Listed(list) => list.as_slice(),
        Remediation::None | Remediation::Ranked { .. } => &[],
    };
    let late = listed.iter().map(|remedy| (remedy.done, remedy.id.to_string()));
    let late = late.chain(scenario.licences.iter().map(|(day, _)| (*day, "a change of licences".to_owned())));
    for (day, what) in
        late.chain(scenario.facts.iter().map(|(day, _)| (*day, "a change of facts".to_owned())))
    {
        if day > end {
            let message = named(format!("{what} on {day} lies after the horizon of {end}"));
            findings.push(Finding::new(Code::NoEffect, message).help("make the `horizon` longer"));
        }
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

/// Whether a control was licensed before, or is known to have been earned here, and is no more.
fn lost_licence(input: &Input<'_>, walk: &Walk<'_>, id: &Id) -> bool {
    let Some(control) = walk.state.control(id) else { return false };
    let was = State::entitlement(&walk.start, control) != Entitlement::No
        || walk.events.iter().any(|event| event.id == *id && event.points > Points::ZERO);
    was && !input.scenario.licences.is_empty() && walk.state.entitlement(control) == Entitlement::No
}

/// Ranked work that has no dates, and why.
fn unbooked(scenario: &Scenario, schedule: &Schedule, findings: &mut Findings) {
    let products: BTreeSet<&str> = schedule
        .unbooked
        .values()
        .filter_map(|why| match why {
            Unbooked::NoTeam(product) => Some(product.as_str()),
            Unbooked::NoTime => None,
        })
        .collect();
    if !products.is_empty() {
        let products: Vec<&str> = products.into_iter().collect();
        let message =
            format!("`{}`: no team covers {}: that work is left out", scenario.name, products.join(", "));
        findings.push(Finding::new(Code::NoTeams, message).help("add the products to a team"));
    }
    let late: Vec<&Id> =
        schedule.unbooked.iter().filter(|(_, why)| **why == Unbooked::NoTime).map(|(id, _)| id).collect();
    if !late.is_empty() {
        let message = format!(
            "`{}`: {} pieces of work are not finished by the horizon, or wait for work that is not: {}",
            scenario.name,
            late.len(),
            first_names(&late)
        );
        let help = "give the teams more hours, or the scenario a longer `horizon`";
        findings.push(Finding::new(Code::NotFinished, message).help(help));
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
