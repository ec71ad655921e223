//! Statuses that rest on a tool of another vendor, and end when the scenario retires it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::ProjectionInput;
use super::changes::{DatedChange, set_before};
use super::event::{Trigger, TriggerKind};
use crate::model::{Id, Status, StatusChange, ToolEnd};
use crate::state::Change;

/// Whether a text names a tool as a whole word, in upper or lower case.
fn names(text: &str, tool: &str) -> bool {
    let (text, tool) = (text.to_lowercase(), tool.to_lowercase());
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !tool.is_empty()
        && text.match_indices(&tool).any(|(at, found)| {
            !is_part(text[..at].chars().next_back()) && !is_part(text[at + found.len()..].chars().next())
        })
}

/// Whether a status of the scenario rests on a tool.
fn rests(status: &StatusChange, end: &ToolEnd) -> bool {
    let in_reason = || status.reason.as_ref().is_some_and(|reason| names(reason, &end.tool));
    let named = match &status.tool {
        Some(tool) => tool.to_lowercase() == end.tool.to_lowercase(),
        None => status.set == Status::ThirdParty && in_reason(),
    };
    named || (status.set.is_asserted() && end.controls.contains(&status.control))
}

/// The day on which a status of the scenario ends: its own expiry, or the first retirement of a tool that it rests on.
pub(super) fn ends(input: &ProjectionInput<'_>, status: &StatusChange) -> Option<(Date, Option<String>)> {
    let tools = input.scenario.retire_tools.iter().filter(|end| rests(status, end));
    let tool = tools.min_by(|a, b| a.from.cmp(&b.from).then_with(|| a.tool.cmp(&b.tool)));
    match (status.expires, tool) {
        (Some(expires), Some(tool)) if expires <= tool.from => Some((expires, None)),
        (_, Some(tool)) => Some((tool.from, Some(tool.tool.clone()))),
        (expires, None) => expires.map(|day| (day, None)),
    }
}

/// The controls whose exported status rests on a tool: those whose comment names it, and those that are listed. Where the
/// scenario has set the same status anew by then, with a tool or reason of its own, it rests on these.
fn exported(input: &ProjectionInput<'_>, end: &ToolEnd) -> BTreeMap<Id, Status> {
    let mut found = BTreeMap::new();
    for seen in input.tenant.controls.values() {
        let Some(status) = seen.status.map(|status| status.value).filter(|status| status.is_asserted())
        else {
            continue;
        };
        let in_comment = || seen.comment.as_ref().is_some_and(|comment| names(comment, &end.tool));
        let anew = set_before(input, &seen.id, status, end.from).max();
        let anew = anew.and_then(|(_, at)| input.scenario.statuses.get(at));
        if anew.is_some_and(|set| set.tool.is_some() || set.reason.is_some()) {
            continue;
        }
        if end.controls.contains(&seen.id) || (status == Status::ThirdParty && in_comment()) {
            found.insert(seen.id.clone(), status);
        }
    }
    found
}

/// The ends of statuses that came with the export.
pub(super) fn exported_statuses_that_end(input: &ProjectionInput<'_>) -> Vec<DatedChange> {
    let mut changes = Vec::new();
    for end in &input.scenario.retire_tools {
        for (id, status) in exported(input, end) {
            let text = format!("`{}` is retired: status `{status}` ends", end.tool);
            let trigger = Trigger::new(TriggerKind::Expiry, &id, text);
            changes.push(DatedChange::stated(
                end.from,
                trigger,
                Change::ClearStatus(id.clone(), Some(status)),
            ));
        }
    }
    changes
}

/// A tool of another vendor that is retired, with the controls whose asserted status ends that day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetiredTool {
    pub tool: String,
    /// The first day without the tool.
    pub from: Date,
    pub controls: Vec<Id>,
}

/// The tools that a scenario retires, in the order of the file.
pub fn retired_tools(input: &ProjectionInput<'_>) -> Vec<RetiredTool> {
    let fall = |end: &ToolEnd| {
        let here = Some((end.from, Some(end.tool.clone())));
        let stated = input.scenario.statuses.iter().filter(|status| ends(input, status) == here);
        let stated = stated.map(|status| status.control.clone());
        let controls: BTreeSet<Id> = exported(input, end).into_keys().chain(stated).collect();
        RetiredTool { tool: end.tool.clone(), from: end.from, controls: controls.into_iter().collect() }
    };
    input.scenario.retire_tools.iter().map(fall).collect()
}

/// Retired tools on which no status rests.
pub(super) fn without_effect<'a>(input: &ProjectionInput<'a>) -> Vec<&'a ToolEnd> {
    let scenario = input.scenario;
    let nothing = |end: &&ToolEnd| {
        exported(input, end).is_empty() && !scenario.statuses.iter().any(|status| rests(status, end))
    };
    scenario.retire_tools.iter().filter(nothing).collect()
}

/// The tools that the statuses of a scenario name.
pub(super) fn named_by_statuses<'a>(input: &ProjectionInput<'a>) -> BTreeSet<&'a str> {
    input.scenario.statuses.iter().filter_map(|status| status.tool.as_deref()).collect()
}
