//! What a reader of a projection should know of its licences: points without one, seats that are assumed, products
//! that leave, tools on which nothing rests.

use std::collections::BTreeSet;

use super::Input;
use super::agenda::Entry;
use super::event::TriggerKind;
use super::timeline::Walk;
use super::tool;
use crate::diag::{Code, Finding, Findings};
use crate::model::{Id, OnLapse, Percent, Points};
use crate::state::{self, Entitlement, ScoreRow, State, first_names};

pub(super) fn remarks(input: &Input<'_>, walk: &Walk<'_>, entries: &[Entry], findings: &mut Findings) {
    lapsed(input, walk, findings);
    falls(input, walk, entries, findings);
    // What is assumed of the tenant as it is, is said with its score; here what the scenario makes of it.
    if !input.scenario.licences.is_empty() {
        findings.extend(state::seat_findings(&walk.state));
    }
    for end in tool::idle(input) {
        let known = tool::known(input).into_iter().collect::<Vec<_>>().join(", ");
        let message = format!("`{}`: no status rests on the tool `{}`", input.scenario.name, end.tool);
        let help = if known.is_empty() {
            "list its `controls`, or name it as the `tool` of a status".to_owned()
        } else {
            format!("statuses name: {known}; else list its `controls`")
        };
        findings.push(Finding::new(Code::NoEffect, message).help(help));
    }
}

/// Points that are still there at the end although what entitled to them has gone.
fn lapsed(input: &Input<'_>, walk: &Walk<'_>, findings: &mut Findings) {
    let gone: Vec<&Id> = walk
        .state
        .rows
        .values()
        .filter(|row| row.points() > Points::ZERO && !row.is_asserted())
        .filter(|row| lost_licence(input, walk, &row.id))
        .map(|row| &row.id)
        .collect();
    if gone.is_empty() {
        return;
    }
    let points: Points = gone.iter().filter_map(|id| walk.state.rows.get(*id)).map(ScoreRow::points).sum();
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

/// Whether a control was licensed before, or is known to have been earned here, and is no more.
fn lost_licence(input: &Input<'_>, walk: &Walk<'_>, id: &Id) -> bool {
    let Some(control) = walk.state.control(id) else { return false };
    let was = State::entitlement(&walk.start, control) != Entitlement::No
        || walk.events.iter().any(|event| event.id == *id && event.points > Points::ZERO);
    was && !input.scenario.licences.is_empty() && walk.state.entitlement(control) == Entitlement::No
}

/// A change of licences that lifts the percentage by taking controls out of the score.
fn falls(input: &Input<'_>, walk: &Walk<'_>, entries: &[Entry], findings: &mut Findings) {
    let of_licence = entries.iter().filter(|entry| entry.trigger.kind == TriggerKind::Licence);
    let mut said: BTreeSet<_> = BTreeSet::new();
    for entry in of_licence.filter(|entry| said.insert((entry.date, entry.trigger.text.clone()))) {
        let moved =
            walk.events.iter().filter(|event| event.date == entry.date && event.trigger == entry.trigger);
        let (points, max) = moved.fold((Points::ZERO, Points::ZERO), |(points, max), event| {
            (points + event.points, max + event.max)
        });
        let Some(before) = walk.series.iter().rfind(|point| point.date < entry.date) else { continue };
        let after = Percent::new(before.points + points, before.max + max);
        if points < Points::ZERO && after.compare(before.percent()).is_gt() {
            let message = format!(
                "`{}`: percentage up, protection down on {}: {}; {} to {after} %, points {} to {}",
                input.scenario.name,
                entry.date,
                entry.trigger.text,
                before.percent(),
                before.points,
                before.points + points
            );
            let help = "the percentage rises because controls leave the score with their product, not because more is protected";
            findings.push(Finding::new(Code::PercentageUp, message).help(help));
        }
    }
}
