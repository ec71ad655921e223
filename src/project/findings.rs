//! What a reader of a projection should know: what is assumed, left out, kept, or moves nothing.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::ProjectionInput;
use super::changes::{ASSUMED_WEEK_HOURS, DatedChange};
use super::event::TriggerKind;
use super::licence_findings as licences;
use super::simulate::Simulation;
use crate::diag::{Code, Finding, Findings};
use crate::model::{Gates, Id, Points, Remediation, Scenario};
use crate::plan::schedule::{Schedule, Unbooked};
use crate::state::{State, first_names};

/// Everything a reader of a projection should know.
pub(super) fn findings_of(
    input: &ProjectionInput<'_>,
    walk: &Simulation<'_>,
    entries: &[DatedChange],
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
    hygiene(scenario, entries, findings);
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
    licences::findings_of(input, walk, entries, findings);
    after_horizon(input, findings);
    vain(scenario, walk, entries, findings);
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

/// Hygiene that holds nothing: without drift, or without a team that has the hours.
fn hygiene(scenario: &Scenario, entries: &[DatedChange], findings: &mut Findings) {
    let drifts = |product: &Id| {
        let of_product =
            |entry: &&DatedChange| entry.trigger.kind == TriggerKind::Drift && entry.trigger.id == *product;
        entries.iter().any(|entry| of_product(&entry))
    };
    for product in scenario.hygiene.keys() {
        let (why, help) = if !scenario.drift.contains_key(product) {
            ("nothing drifts there", "state `drift` for the product, or leave the hygiene out")
        } else if drifts(product) {
            ("no team has these hours", "let a team cover the product, with more hours a week")
        } else {
            continue;
        };
        let message = format!("`{}`: hygiene of {product} holds nothing: {why}", scenario.name);
        findings.push(Finding::new(Code::NoEffect, message).help(help));
    }
}

/// What a person dated after the last day.
fn after_horizon(input: &ProjectionInput<'_>, findings: &mut Findings) {
    let scenario = input.scenario;
    let named = |text: String| format!("`{}`: {text}", scenario.name);
    let end = input.start.checked_add(scenario.horizon_days.days()).unwrap_or(Date::MAX);
    let listed = match &scenario.remediation {
        Remediation::Listed(list) => list.as_slice(),
        Remediation::None | Remediation::Ranked { .. } => &[],
    };
    let late = listed.iter().map(|remedy| (remedy.done, remedy.id.to_string()));
    let late = late.chain(scenario.licences.iter().map(|(day, _)| (*day, "a change of licences".to_owned())));
    let tools = scenario.retire_tools.iter().map(|end| (end.from, format!("the end of `{}`", end.tool)));
    let late = late.chain(tools);
    let late = late.chain(scenario.growth.iter().map(|growth| (growth.from, "a growth".to_owned())));
    let late = late.chain(scenario.retire.iter().map(|(day, id)| (*day, format!("the end of {id}"))));
    let late = late.chain(scenario.new_controls.iter().map(|new| (new.on, new.id.to_string())));
    for (day, what) in
        late.chain(scenario.facts.iter().map(|(day, _)| (*day, "a change of facts".to_owned())))
    {
        if day > end {
            let message = named(format!("{what} on {day} lies after the horizon of {end}"));
            findings.push(Finding::new(Code::NoEffect, message).help("make the `horizon` longer"));
        }
    }
}

/// What a person wrote that moves nothing.
fn vain(scenario: &Scenario, walk: &Simulation<'_>, entries: &[DatedChange], findings: &mut Findings) {
    let named = |text: String| format!("`{}`: {text}", scenario.name);
    let mut idle: BTreeSet<String> = BTreeSet::new();
    for entry in entries {
        let moved = |kind| walk.effective.contains(&(kind, entry.trigger.id.clone()));
        let expires = entry.trigger.kind == TriggerKind::Status && moved(TriggerKind::Expiry);
        let by_hand =
            matches!(entry.trigger.kind, TriggerKind::Status | TriggerKind::Control | TriggerKind::Fact)
                || matches!(entry.trigger.kind, TriggerKind::Retired | TriggerKind::Arrived);
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
}

/// Ranked work that has no dates, and why.
fn unbooked(scenario: &Scenario, schedule: &Schedule, findings: &mut Findings) {
    let products: BTreeSet<&str> = schedule
        .unbooked
        .values()
        .filter_map(|why| match why {
            Unbooked::NoTeam(product) => Some(product.as_str()),
            Unbooked::NoTime { .. } | Unbooked::OverBudget { .. } => None,
        })
        .collect();
    if !products.is_empty() {
        let products: Vec<&str> = products.into_iter().collect();
        let message =
            format!("`{}`: no team covers {}: that work is left out", scenario.name, products.join(", "));
        findings.push(Finding::new(Code::NoTeams, message).help("add the products to a team"));
    }
    let no_time = |(_, why): &(&Id, &Unbooked)| matches!(why, Unbooked::NoTime { .. });
    let late: Vec<&Id> = schedule.unbooked.iter().filter(no_time).map(|(id, _)| id).collect();
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
    for (id, latest) in schedule.late() {
        let when = schedule.bookings.get(&(id.clone(), 0)).map_or_else(
            || "is not finished at all".to_owned(),
            |booking| format!("is finished on {}", booking.finish),
        );
        let message = format!("`{}`: `{id}` {when}, its latest day is {latest}", scenario.name);
        let help = "give its team more hours before that day, or a later `latest`";
        findings.push(Finding::new(Code::TooLate, message).help(help));
    }
}

/// Work that a person dated before what it needs.
fn unordered(input: &ProjectionInput<'_>, findings: &mut Findings) {
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
