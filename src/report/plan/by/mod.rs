//! The plan up to a day: dates step by step, what is left on the table, and which team binds.

mod json;
mod refusal;
mod tables;

use jiff::civil::Date;

pub(in crate::report) use json::stages;
pub use refusal::{Refusal, refusal};

use crate::diag::Findings;
use crate::model::{Demand, Id, Minutes, Percent, Points};
use crate::plan::schedule::PhaseResult;
use crate::plan::schedule::bound::ScheduleBound;
use crate::project::{DeadlineGoal, ExtraHour, PlanByDate, TeamUpkeep};
use crate::report::{Block, Format, Report, excluded};
use crate::state::State;

/// Everything that is known about a plan up to a day.
#[derive(Debug)]
pub struct Dated<'a> {
    /// The tenant on the first day.
    pub state: &'a State<'a>,
    /// The name of the scenario; `None` where nobody named one.
    pub scenario: Option<&'a str>,
    /// The last day.
    pub by: Date,
    /// What was asked of the work.
    pub demand: &'a Demand,
    /// The plan.
    pub plan: &'a PlanByDate,
}

/// The report of a plan up to a day. `top` limits the steps that people see.
pub fn report(dated: &Dated<'_>, format: Format, top: Option<usize>, findings: &Findings) -> Report {
    Report::of(format, || blocks(dated, format, top), || json::json(dated, findings))
}

fn blocks(dated: &Dated<'_>, format: Format, top: Option<usize>) -> Vec<Block> {
    let mut blocks = vec![Block::Lines(verdict(dated))];
    blocks.extend(tables::steps(dated, format, top).into_iter().map(Block::Table));
    blocks.extend(tables::unfinished(dated).map(Block::Table));
    blocks.extend(excluded::table("Can not be planned", &dated.plan.excluded).map(Block::Table));
    blocks.push(Block::Lines(vec![
        "Points are expected at the first snapshot after the usual refresh of the product; look into what has not counted by the day to worry.".to_owned(),
        super::assumption_line(dated.state),
    ]));
    blocks
}

fn totals(dated: &Dated<'_>) -> Option<(Points, Percent, Percent)> {
    let (start, end) = (dated.plan.projection.start()?, dated.plan.projection.end()?);
    Some((end.points - start.points, start.percent(), end.percent()))
}

/// What is proved of the points: only where the work lies in one phase.
fn single(dated: &Dated<'_>) -> Option<(PhaseResult, ScheduleBound)> {
    match dated.plan.phases.as_slice() {
        [one] => Some((*one, one.bound?)),
        _ => None,
    }
}

fn verdict(dated: &Dated<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let plan = dated.plan;
    if let Some((gain, before, after)) = totals(dated) {
        lines.push(format!(
            "By {}: {gain} points in {} steps, from {before} % to {after} %",
            dated.by,
            plan.steps.len()
        ));
    }
    lines.extend(asked(dated.demand));
    lines.extend(plan.target.map(|target| reached(&target, dated.by)));
    match single(dated) {
        Some((phase, bound)) if phase.improved.points >= bound.points => {
            lines.push(
                "Optimal on the last day: proved, no order of the work shows more points by then".to_owned(),
            );
        }
        Some((phase, bound)) => lines.push(format!(
            "Feasible: the work shows {} points on the last day, no order more than {}",
            Points(phase.improved.points),
            Points(bound.points)
        )),
        None if plan.phases.len() == 1 => {
            lines.push(
                "Feasible: work that hangs on several pieces of work keeps it from being proved".to_owned(),
            );
        }
        None if plan.phases.windows(2).any(|pair| pair[0].from == pair[1].from) => {
            lines.push("Feasible: what must be done goes first, so no bound holds for the whole".to_owned());
        }
        None => lines.push(format!(
            "The backlog changes on {} days in between, so no bound holds for the whole",
            plan.phases.len().saturating_sub(1)
        )),
    }
    if let Some((phase, bound)) = single(dated) {
        lines.push(format!(
            "Points times days: {}, along the ranking {}, at most {}{}",
            Points(phase.improved.area),
            Points(phase.ranked.area),
            Points(bound.area),
            if phase.every_order { " (every order was looked at)" } else { "" }
        ));
    }
    for (id, day) in &plan.late {
        lines.push(format!("LATE: {id} misses its latest day {day}"));
    }
    lines.extend(plan.upkeep.iter().filter(|one| one.all > Minutes::ZERO).map(upkeep));
    lines.extend(plan.more.first().map(binding));
    lines
}

/// What was asked for beyond the day, in one line.
fn asked(demand: &Demand) -> Option<String> {
    let names = |ids: &[Id]| ids.iter().map(Id::as_str).collect::<Vec<_>>().join(", ");
    let mut parts = Vec::new();
    if !demand.must.is_empty() {
        parts.push(format!("with {}", names(&demand.must)));
    }
    if !demand.never.is_empty() {
        parts.push(format!("without {}", names(&demand.never)));
    }
    parts.extend(demand.budget.map(|budget| format!("within {budget} hours of all teams")));
    (!parts.is_empty()).then(|| format!("Asked for: {}", parts.join(", ")))
}

fn reached(target: &DeadlineGoal, by: Date) -> String {
    let percent = target.percent.to_string();
    match (target.on, target.in_time) {
        (Some(on), true) if target.held => format!("{percent} % is reached on {on}"),
        (Some(on), true) => format!("{percent} % is reached on {on}, and no longer on {by}"),
        (Some(on), false) => {
            format!("NO: {percent} % is not reached by {by}: along the ranking first on {on}")
        }
        (None, _) => format!(
            "NO: {percent} % is not reached by {by}, nor up to {}: the most is {} %",
            target.looked_until, target.highest
        ),
    }
}

fn upkeep(of: &TeamUpkeep) -> String {
    let unmet = match of.unmet {
        Minutes::ZERO => String::new(),
        unmet => format!(", {unmet} of which find no time"),
    };
    format!("{} keeps what it has finished in {} hours by then{unmet}", of.team, of.all)
}

fn binding(more: &ExtraHour) -> String {
    let team = &more.team;
    let left = match more.unfinished {
        Minutes::ZERO => String::new(),
        left => format!(" ({left} hours of its work are not finished)"),
    };
    if more.points > Points::ZERO {
        let points = more.points;
        format!("{team} binds: one more hour a week would bring {points} points by then{left}")
    } else if more.area > 0 {
        let area = Points(more.area);
        format!(
            "{team} binds: one more hour a week would bring no more points by then, only earlier ones: {area} points times days"
        )
    } else {
        format!("{team} is as full as any{left}, but one more hour a week would bring nothing by then")
    }
}
