//! The plan in other cuts: by 30, 60 and 90 days, by team, and the frontier.

use std::collections::BTreeMap;

use super::{Answered, Corner};
use crate::model::{Minutes, Percent, Points};
use crate::plan::Step;
use crate::table::{Table, figures, words};

/// What is finished by a day when the plan is worked on evenly for 90 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) day: i64,
    pub(super) steps: usize,
    pub(super) effort: Minutes,
    pub(super) points: Points,
    pub(super) percent: Option<Percent>,
}

/// The days on which consultants and boards look.
const DAYS: [i64; 3] = [30, 60, 90];

pub(super) fn cuts(answered: &Answered<'_>) -> Vec<Cut> {
    let steps = &answered.ranking.steps;
    let total = answered.ranking.total_effort();
    let start = answered.state.map(|state| state.totals().percent());
    DAYS.into_iter()
        .map(|day| {
            // Exact: a step is in when its end times 90 days is no later than the day's share of all minutes.
            let within = |step: &&Step| {
                i128::from(step.cumulative_effort.0) * 90 <= i128::from(total.0) * i128::from(day)
            };
            let done: Vec<&Step> = steps.iter().take_while(within).collect();
            let last = done.last();
            Cut {
                day,
                steps: done.len(),
                effort: last.map_or(Minutes::ZERO, |step| step.cumulative_effort),
                points: last.map_or(Points::ZERO, |step| step.cumulative_points),
                percent: last.map_or(start, |step| step.percent_after),
            }
        })
        .collect()
}

pub(super) fn days(answered: &Answered<'_>) -> Option<Table> {
    if answered.ranking.steps.is_empty() {
        return None;
    }
    // 90 days are 90/7 weeks.
    let weekly = Minutes((answered.ranking.total_effort().0 * 7 + 45) / 90);
    let mut columns = vec![figures("day"), figures("steps"), figures("hours"), figures("points")];
    if answered.state.is_some() {
        columns.push(figures("%"));
    }
    let mut table = Table::new(format!("Done in 90 days at {weekly} hours a week"), columns);
    for cut in cuts(answered) {
        let mut row =
            vec![cut.day.to_string(), cut.steps.to_string(), cut.effort.to_string(), cut.points.to_string()];
        if answered.state.is_some() {
            row.push(cut.percent.map_or_else(|| "-".to_owned(), |percent| percent.to_string()));
        }
        table.push(row);
    }
    Some(table)
}

/// The load of a team: steps, minutes and points.
pub(super) type Load = (usize, Minutes, Points);

/// The load by team; work without a team stands under an empty name.
pub(super) fn loads(answered: &Answered<'_>) -> BTreeMap<String, Load> {
    let mut loads: BTreeMap<String, Load> = BTreeMap::new();
    for node in &answered.ranking.backlog.nodes {
        let name = node.team.as_ref().map_or_else(String::new, ToString::to_string);
        let load = loads.entry(name).or_default();
        load.0 += 1;
        load.1 += node.effort;
        load.2 += node.points;
    }
    loads
}

pub(super) fn teams(answered: &Answered<'_>) -> Option<Table> {
    answered.state?;
    let columns = vec![words("team"), figures("steps"), figures("hours"), figures("points")];
    let mut table = Table::new("Load by team", columns);
    for (team, (steps, effort, points)) in loads(answered) {
        table.push(vec![team, steps.to_string(), effort.to_string(), points.to_string()]);
    }
    (!table.rows.is_empty()).then_some(table)
}

pub(super) fn frontier(corners: &[Corner]) -> Table {
    let mut columns = vec![figures("hours"), figures("points")];
    let with_percent = corners.iter().any(|corner| corner.percent.is_some());
    if with_percent {
        columns.push(figures("%"));
    }
    let mut table = Table::new("Frontier: the most points for the hours", columns);
    for corner in corners {
        let mut row = vec![corner.effort.to_string(), corner.points.to_string()];
        if with_percent {
            row.push(corner.percent.map_or_else(|| "-".to_owned(), |percent| percent.to_string()));
        }
        table.push(row);
    }
    table
}
