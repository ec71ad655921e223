//! The steps of a plan, with the reason of each.

use super::Answered;
use crate::model::Points;
use crate::plan::Step;
use crate::table::{Table, figures, words};

/// How many names stand in a sentence.
const NAMED: usize = 3;

pub(super) fn table(answered: &Answered<'_>, top: Option<usize>) -> Table {
    let mut columns = vec![
        figures("#"),
        words("id").least(34),
        words("why").leaves(5).least(30),
        figures("points"),
        figures("hours"),
        figures("bundle").leaves(2),
        figures("total points").leaves(3),
        figures("total h").leaves(1),
    ];
    if answered.state.is_some() {
        columns.push(figures("% after"));
    }
    let steps = &answered.ranking.steps;
    let shown = top.unwrap_or(usize::MAX);
    let title = if steps.len() > shown {
        format!("Plan, the first {shown} of {} steps", steps.len())
    } else {
        "Plan".to_owned()
    };
    let mut table = Table::new(title, columns);
    for step in steps.iter().take(shown) {
        let node = &answered.ranking.backlog.nodes[step.node];
        let id = match &node.way {
            Some(way) => format!("{} ({way})", node.id),
            None => node.id.to_string(),
        };
        let mut row = vec![
            step.rank.to_string(),
            id,
            why(answered, step),
            node.points.to_string(),
            node.effort.to_string(),
            step.bundle.to_string(),
            step.cumulative_points.to_string(),
            step.cumulative_effort.to_string(),
        ];
        if answered.state.is_some() {
            row.push(step.percent_after.map_or_else(|| "-".to_owned(), |percent| percent.to_string()));
        }
        table.push(row);
    }
    table
}

/// Why a step is there: who asked, what it opens, what it earns.
pub(super) fn why(answered: &Answered<'_>, step: &Step) -> String {
    let node = &answered.ranking.backlog.nodes[step.node];
    let why = &answered.why[step.node];
    let mut parts = Vec::new();
    if why.asked {
        let own = answered.ask.must.contains(&node.id);
        parts.push(if own { "asked for" } else { "needed by what was asked for" }.to_owned());
    }
    if !why.opens.is_empty() {
        let mut names = why.opens.iter().take(NAMED).map(ToString::to_string).collect::<Vec<_>>().join(", ");
        if why.opens.len() > NAMED {
            names.push_str(&format!(" and {} more", why.opens.len() - NAMED));
        }
        let worth = if why.opened_points > Points::ZERO {
            format!(" ({} points)", why.opened_points)
        } else {
            String::new()
        };
        parts.push(format!("opens {names}{worth}"));
    }
    if node.points > Points::ZERO {
        parts.push(format!("earns {} for {} hours", node.points, node.effort));
    } else if node.points < Points::ZERO {
        parts.push(format!("loses {} that are earned anew", Points(-node.points.0)));
    }
    if node.max > Points::ZERO {
        parts.push(format!("brings {} of maximum into the score", node.max));
    }
    parts.join("; ")
}
