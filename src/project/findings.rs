//! The findings of a projection: what is assumed, left out or without effect, and points that are kept without a
//! licence.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::changes::DatedChange;
use super::event::TriggerKind;
use super::simulate::Simulation;
use super::teams::ASSUMED_WEEK_HOURS;
use super::{ProjectionInput, retired_tools};
use crate::diag::{Code, Finding, Findings};
use crate::model::text::counted;
use crate::model::{Gates, Id, OnLapse, Percent, Points, Remediation, Scenario};
use crate::plan::schedule::{Schedule, Unbooked};
use crate::state::{self, Entitlement, ScoreRow, State, first_names};

pub(super) fn findings_of(
    input: &ProjectionInput<'_>,
    simulation: &Simulation<'_>,
    changes: &[DatedChange],
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
    hygiene(scenario, changes, findings);
    if !simulation.unknown_max.is_empty() {
        let ids: Vec<&Id> = simulation.unknown_max.iter().collect();
        let message = named(format!(
            "{} not scored: {}",
            counted(
                ids.len(),
                "control enters without a known maximum and is",
                "controls enter without a known maximum and are"
            ),
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
    of_licences(input, simulation, changes, findings);
    after_horizon(input, findings);
    without_effect(scenario, simulation, changes, findings);
    unordered(input, findings);
    if let (Some(first), Some(last)) = (simulation.series.first(), simulation.series.last())
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

/// Hygiene without effect: nothing drifts, or no team has the hours.
fn hygiene(scenario: &Scenario, changes: &[DatedChange], findings: &mut Findings) {
    let drifts = |product: &Id| {
        let of_product = |change: &&DatedChange| {
            change.trigger.kind == TriggerKind::Drift && change.trigger.id == *product
        };
        changes.iter().any(|change| of_product(&change))
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

/// Stated changes after the last day, in one finding.
fn after_horizon(input: &ProjectionInput<'_>, findings: &mut Findings) {
    /// So many are named.
    const MOST: usize = 5;
    let scenario = input.scenario;
    let end = input.last_day();
    let mut late: Vec<(Date, String)> = Vec::new();
    match &scenario.remediation {
        Remediation::Listed(list) => {
            late.extend(list.iter().map(|remedy| (remedy.done, remedy.id.to_string())));
        }
        Remediation::Ranked { from, .. } => late.extend(from.map(|from| (from, "the first work".to_owned()))),
        Remediation::None => {}
    }
    late.extend(scenario.licences.iter().map(|(day, _)| (*day, "a change of licences".to_owned())));
    late.extend(scenario.retire_tools.iter().map(|end| (end.from, format!("the end of `{}`", end.tool))));
    late.extend(scenario.growth.iter().map(|growth| (growth.from, "a growth".to_owned())));
    late.extend(scenario.retire.iter().map(|(day, id)| (*day, format!("the end of {id}"))));
    late.extend(scenario.new_controls.iter().map(|new| (new.on, new.id.to_string())));
    late.extend(scenario.facts.iter().map(|(day, _)| (*day, "a change of facts".to_owned())));
    let statuses = scenario.statuses.iter();
    late.extend(statuses.filter_map(|of| Some((of.from?, format!("the status of {}", of.control)))));
    let windows = scenario.dates.iter();
    late.extend(windows.filter_map(|of| Some((of.earliest?, format!("the earliest day of {}", of.id)))));
    // A plan by a day looks no further than that day, whenever the goal of its scenario is due.
    let goal = scenario.goal.filter(|_| input.demand.due.is_none());
    late.extend(goal.and_then(|goal| Some((goal.by?, "the goal".to_owned()))));
    late.retain(|(day, _)| *day > end);
    let named: Vec<String> = late.iter().take(MOST).map(|(day, what)| format!("{what} on {day}")).collect();
    let text = match (late.len(), named.as_slice()) {
        (0, _) => return,
        (1, [one]) => format!("{one} lies after the horizon of {end}"),
        (all, _) => {
            let more = if all > MOST { format!(" and {} more", all - MOST) } else { String::new() };
            format!("{all} dates lie after the horizon of {end}: {}{more}", named.join(", "))
        }
    };
    let message = format!("`{}`: {text}", scenario.name);
    let help = if input.demand.due.is_some() { "ask for a later day" } else { "make the `horizon` longer" };
    findings.push(Finding::new(Code::NoEffect, message).help(help));
}

/// Stated changes that change neither score nor status.
fn without_effect(
    scenario: &Scenario,
    simulation: &Simulation<'_>,
    changes: &[DatedChange],
    findings: &mut Findings,
) {
    let named = |text: String| format!("`{}`: {text}", scenario.name);
    let mut texts: BTreeSet<String> = BTreeSet::new();
    for change in changes {
        let moved = |kind| simulation.effective.contains(&(kind, change.trigger.id.clone()));
        let expires = change.trigger.kind == TriggerKind::Status && moved(TriggerKind::Expiry);
        let by_hand =
            matches!(change.trigger.kind, TriggerKind::Status | TriggerKind::Control | TriggerKind::Fact)
                || matches!(change.trigger.kind, TriggerKind::Retired | TriggerKind::Arrived);
        let ranked = matches!(scenario.remediation, Remediation::Ranked { .. });
        // Work that the ranking chose is nothing that the scenario states.
        let chosen = ranked && change.trigger.kind == TriggerKind::Control;
        let has_no_effect = !moved(change.trigger.kind) && !expires;
        if by_hand && has_no_effect && !chosen {
            texts.insert(format!("{} ({})", change.trigger.text, change.trigger.id));
        }
    }
    for text in texts {
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

/// Work that is dated before what it needs.
fn unordered(input: &ProjectionInput<'_>, findings: &mut Findings) {
    let Remediation::Listed(list) = &input.scenario.remediation else { return };
    let done_on: BTreeMap<&Id, Date> = list.iter().map(|remedy| (&remedy.id, remedy.done)).collect();
    let state = input.start_state();
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
        // The way with the fewest missing needs is most likely the one that is meant.
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

/// Points that are kept without a licence, seats that are assumed, products that leave, retired tools without effect.
fn of_licences(
    input: &ProjectionInput<'_>,
    simulation: &Simulation<'_>,
    changes: &[DatedChange],
    findings: &mut Findings,
) {
    lapsed(input, simulation, findings);
    falls(input, simulation, changes, findings);
    // The findings of the score name what is assumed of the tenant today; these name it for the last day.
    if !input.scenario.licences.is_empty() {
        findings.extend(state::seat_findings(&simulation.state));
    }
    for end in retired_tools::without_effect(input) {
        let known = retired_tools::named_by_statuses(input).into_iter().collect::<Vec<_>>().join(", ");
        let message = format!("`{}`: no status rests on the tool `{}`", input.scenario.name, end.tool);
        let help = if known.is_empty() {
            "list its `controls`, or name it as the `tool` of a status".to_owned()
        } else {
            format!("statuses name: {known}; else list its `controls`")
        };
        findings.push(Finding::new(Code::NoEffect, message).help(help));
    }
}

/// Points that are kept on the last day although their licence has gone.
fn lapsed(input: &ProjectionInput<'_>, simulation: &Simulation<'_>, findings: &mut Findings) {
    let gone: Vec<&Id> = simulation
        .state
        .rows
        .values()
        .filter(|row| row.points() > Points::ZERO && !row.is_asserted())
        .filter(|row| lost_licence(input, simulation, &row.id))
        .map(|row| &row.id)
        .collect();
    if gone.is_empty() {
        return;
    }
    let points: Points =
        gone.iter().filter_map(|id| simulation.state.rows.get(*id)).map(ScoreRow::points).sum();
    let message = format!(
        "`{}`: {points} points are kept whose licence has gone: {}",
        input.scenario.name,
        first_names(&gone)
    );
    let help = match input.assumptions.on_lapse {
        OnLapse::Kept => {
            "they stay because of `on-lapse: kept`: read the end as too high by them if they do not"
        }
        OnLapse::Lost => "they lapse after the horizon: read what follows as lower by them",
    };
    findings.push(Finding::new(Code::LicenceGone, message).help(help));
}

/// Whether a control was licensed at the start or has gained points since, and is not licensed now.
fn lost_licence(input: &ProjectionInput<'_>, simulation: &Simulation<'_>, id: &Id) -> bool {
    let Some(control) = simulation.state.control(id) else { return false };
    let was = State::entitlement(&simulation.start, control) != Entitlement::No
        || simulation.events.iter().any(|event| event.id == *id && event.points > Points::ZERO);
    let is_gone =
        simulation.state.entitlement(control) == Entitlement::No || simulation.state.is_in_grace(id);
    was && !input.scenario.licences.is_empty() && is_gone
}

/// Changes of licences that raise the percentage because controls leave the score.
fn falls(
    input: &ProjectionInput<'_>,
    simulation: &Simulation<'_>,
    changes: &[DatedChange],
    findings: &mut Findings,
) {
    let of_licence = changes.iter().filter(|change| change.trigger.kind == TriggerKind::Licence);
    let mut said: BTreeSet<_> = BTreeSet::new();
    for change in of_licence.filter(|change| said.insert((change.date, change.trigger.text.clone()))) {
        let moved = simulation
            .events
            .iter()
            .filter(|event| event.date == change.date && event.trigger == change.trigger);
        let (points, max) = moved.fold((Points::ZERO, Points::ZERO), |(points, max), event| {
            (points + event.points, max + event.max)
        });
        let Some(before) = simulation.series.iter().rfind(|point| point.date < change.date) else { continue };
        let after = Percent::new(before.points + points, before.max + max);
        if points < Points::ZERO && after.compare(before.percent()).is_gt() {
            let message = format!(
                "`{}`: percentage up, protection down on {}: {}; {} to {after} %, points {} to {}",
                input.scenario.name,
                change.date,
                change.trigger.text,
                before.percent(),
                before.points,
                before.points + points
            );
            let help = "the percentage rises because controls leave the score with their product, not because more is protected";
            findings.push(Finding::new(Code::PercentageUp, message).help(help));
        }
    }
}
