//! No plan: what must be done by a day can not be, why, and what would have to give.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::asked;
use super::json::{goal, ids};
use crate::diag::Findings;
use crate::model::{Demand, Id};
use crate::project::{BookingObstacle, Infeasibility, Relaxation};
use crate::report::{Block, Format, Report, json as values};
use crate::state::State;

/// Everything that is known about a refusal.
#[derive(Debug)]
pub struct Refusal<'a> {
    /// The tenant on the first day.
    pub state: &'a State<'a>,
    /// The name of the scenario; `None` where nobody named one.
    pub scenario: Option<&'a str>,
    /// The last day.
    pub by: Date,
    /// What was asked of the work.
    pub demand: &'a Demand,
    /// The percentage that was asked for, in hundredths.
    pub target: Option<i64>,
    /// Why it can not be done.
    pub refused: &'a Infeasibility,
}

/// The report of a refusal.
pub fn refusal(of: &Refusal<'_>, format: Format, findings: &Findings) -> Report {
    Report::of(format, || vec![Block::Lines(lines(of))], || json(of, findings))
}

fn lines(of: &Refusal<'_>) -> Vec<String> {
    let mut lines = vec![format!("By {}: no, what must be done can not be", of.by)];
    lines.extend(asked(of.demand));
    lines.extend(of.refused.missing.iter().map(|(id, why)| format!("  {id}: {}", missing(why, of.by))));
    match of.refused.ways_out.as_slice() {
        [] => {}
        [one] => lines.push(format!("It would do {}", way_out(one))),
        several => {
            lines.push("Any one of these would do:".to_owned());
            lines.extend(several.iter().map(|way| format!("  {}", way_out(way))));
        }
    }
    lines.push(super::super::assumption_line(of.state));
    lines
}

fn missing(why: &BookingObstacle, by: Date) -> String {
    match why {
        BookingObstacle::Excluded(None, _) => "it can not be planned".to_owned(),
        BookingObstacle::Excluded(Some(reason), lever) if lever.is_empty() => reason.code().to_owned(),
        BookingObstacle::Excluded(Some(reason), lever) => format!("{}: {lever}", reason.code()),
        BookingObstacle::NoTeam(product) => format!("no team covers {product}"),
        BookingObstacle::NoTime(team) => {
            format!("{team} is not finished by {by}, even if it does nothing else")
        }
        BookingObstacle::OverBudget => "what must be done takes more hours than the budget".to_owned(),
    }
}

fn way_out(way: &Relaxation) -> String {
    match way {
        Relaxation::Freeze(freeze) => {
            let reason = freeze.reason.as_ref().map_or_else(String::new, |reason| format!(" ({reason})"));
            format!("without the freeze from {} to {}{reason}", freeze.from, freeze.to)
        }
        Relaxation::Earliest(id, day) => format!("if {id} may begin before {day}"),
        Relaxation::Hours(team, more) => format!("with {more} more hours a week of {team}"),
        Relaxation::Budget(budget) => format!("with a budget of {budget} hours"),
        Relaxation::Day(day) => format!("by {day}"),
    }
}

fn way_out_json(way: &Relaxation) -> Value {
    let mut value = match way {
        Relaxation::Freeze(freeze) => {
            json!({ "kind": "freeze", "from": freeze.from.to_string(), "to": freeze.to.to_string() })
        }
        Relaxation::Earliest(id, day) => {
            json!({ "kind": "earliest", "id": id.as_str(), "day": day.to_string() })
        }
        Relaxation::Hours(team, more) => {
            json!({ "kind": "team", "team": team.as_str(), "more_hours_per_week": values::hours(*more) })
        }
        Relaxation::Budget(budget) => json!({ "kind": "budget", "hours": values::hours(*budget) }),
        Relaxation::Day(day) => json!({ "kind": "day", "day": day.to_string() }),
    };
    value["text"] = way_out(way).into();
    value
}

fn json(of: &Refusal<'_>, findings: &Findings) -> Value {
    let fact = |why: &BookingObstacle| match why {
        BookingObstacle::Excluded(..) => "unavailable",
        BookingObstacle::NoTeam(_) => "no-team",
        BookingObstacle::NoTime(_) => "no-time",
        BookingObstacle::OverBudget => "budget",
    };
    let team = |why: &BookingObstacle| match why {
        BookingObstacle::NoTime(team) => Some(team.to_string()),
        _ => None,
    };
    let conflict = |(id, why): &(Id, BookingObstacle)| json!({ "fact": fact(why), "id": id.as_str(), "team": team(why), "text": missing(why, of.by) });
    json!({
        "schema": "scoreplan/plan/1",
        "tenant": of.state.tenant.name,
        "date": of.state.day.to_string(),
        "catalogue_version": of.state.catalogue.version,
        "assumptions": values::assumptions_of_days(&of.state.assumptions),
        "goal": goal(of.by, of.demand, of.target),
        "scenario": of.scenario,
        "must": ids(&of.demand.must),
        "never": ids(&of.demand.never),
        "status": "infeasible",
        "steps": [],
        "conflict": of.refused.missing.iter().map(conflict).collect::<Vec<_>>(),
        "ways_out": of.refused.ways_out.iter().map(way_out_json).collect::<Vec<_>>(),
        "findings": values::findings(findings.iter()),
    })
}
