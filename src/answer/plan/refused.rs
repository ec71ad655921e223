//! Why what must be done can not be by a day, and what would have to give.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::best::Goal;
use super::by::{ByQuestion, DatedStep, asked};
use crate::answer::{Answer, Finding, Shown, Words};
use crate::diag::Findings;
use crate::model::{Id, Minutes};
use crate::project::{BookingObstacle, Infeasibility, Relaxation};
use crate::table::Block;

/// No plan: what must be done by a day can not be, why, and what would have to give.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlanRefused {
    pub schema: &'static str,
    pub tenant: String,
    pub date: Date,
    pub catalogue_version: String,
    pub assumptions: Words,
    pub goal: Goal,
    /// Null where nobody named one.
    pub scenario: Option<String>,
    pub must: Vec<Id>,
    pub never: Vec<Id>,
    /// Always `infeasible`: this is the answer where there is no plan.
    pub status: &'static str,
    /// Always empty, so that readers of plans find the key.
    pub steps: Vec<DatedStep>,
    pub conflict: Vec<Blocked>,
    /// Any one of these is enough.
    pub ways_out: Vec<WayOut>,
    pub findings: Vec<Finding>,
    #[serde(skip)]
    reading: String,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Blocked {
    /// `unavailable`, `no-team`, `no-time` or `budget`.
    pub fact: &'static str,
    pub id: Id,
    pub team: Option<Id>,
    pub text: String,
}

/// One thing that would have to be otherwise.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WayOut {
    #[serde(flatten)]
    pub relaxed: Relaxed,
    pub text: String,
}

/// What gives, and by how much.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Relaxed {
    Freeze { from: Date, to: Date },
    Earliest { id: Id, day: Date },
    Team { team: Id, more_hours_per_week: Minutes },
    Budget { hours: Minutes },
    Day { day: Date },
}

impl PlanRefused {
    pub fn of(question: &ByQuestion<'_>, refused: &Infeasibility, findings: &Findings) -> Self {
        let ByQuestion { state, scenario, by, demand, .. } = *question;
        Self {
            schema: "scoreplan/plan/1",
            tenant: state.tenant.name.clone(),
            date: state.day,
            catalogue_version: state.catalogue.version.clone(),
            assumptions: Words::of_days(&state.assumptions),
            reading: question.reading(),
            goal: question.goal(),
            scenario: scenario.map(str::to_owned),
            must: demand.must.clone(),
            never: demand.never.clone(),
            status: "infeasible",
            steps: Vec::new(),
            conflict: refused.missing.iter().map(|(id, why)| Blocked::of(id, why, by)).collect(),
            ways_out: refused.ways_out.iter().map(WayOut::of).collect(),
            findings: Finding::all(findings.iter()),
        }
    }
}

impl Answer for PlanRefused {
    fn blocks(&self, _shown: Shown) -> Vec<Block> {
        let Goal::By { date: by, .. } = self.goal else { return Vec::new() };
        let mut lines = vec![format!("By {by}: no, what must be done can not be")];
        lines.extend(asked(&self.must, &self.never, &self.goal));
        lines.extend(self.conflict.iter().map(|one| format!("  {}: {}", one.id, one.text)));
        match self.ways_out.as_slice() {
            [] => {}
            [one] => lines.push(format!("It would do {}", one.text)),
            several => {
                lines.push("Any one of these would do:".to_owned());
                lines.extend(several.iter().map(|way| format!("  {}", way.text)));
            }
        }
        lines.push(self.reading.clone());
        vec![Block::Lines(lines)]
    }
}

impl Blocked {
    fn of(id: &Id, why: &BookingObstacle, by: Date) -> Self {
        let (fact, text) = match why {
            BookingObstacle::Excluded(None, _) => ("unavailable", "it can not be planned".to_owned()),
            BookingObstacle::Excluded(Some(reason), lever) if lever.is_empty() => {
                ("unavailable", reason.word().to_owned())
            }
            BookingObstacle::Excluded(Some(reason), lever) => {
                ("unavailable", format!("{}: {lever}", reason.word()))
            }
            BookingObstacle::NoTeam(product) => ("no-team", format!("no team covers {product}")),
            BookingObstacle::NoTime(team) => {
                ("no-time", format!("{team} is not finished by {by}, even if it does nothing else"))
            }
            BookingObstacle::OverBudget => {
                ("budget", "what must be done takes more hours than the budget".to_owned())
            }
        };
        let team = match why {
            BookingObstacle::NoTime(team) => Some(team.clone()),
            _ => None,
        };
        Self { fact, id: id.clone(), team, text }
    }
}

impl WayOut {
    fn of(way: &Relaxation) -> Self {
        let (relaxed, text) = match way {
            Relaxation::Freeze(freeze) => {
                let reason = freeze.reason.as_ref().map_or_else(String::new, |reason| format!(" ({reason})"));
                let text = format!("without the freeze from {} to {}{reason}", freeze.from, freeze.to);
                (Relaxed::Freeze { from: freeze.from, to: freeze.to }, text)
            }
            Relaxation::Earliest(id, day) => {
                let text = format!("if {id} may begin before {day}");
                (Relaxed::Earliest { id: id.clone(), day: *day }, text)
            }
            Relaxation::Hours(team, more) => {
                let text = format!("with {more} more hours a week of {team}");
                (Relaxed::Team { team: team.clone(), more_hours_per_week: *more }, text)
            }
            Relaxation::Budget(budget) => {
                (Relaxed::Budget { hours: *budget }, format!("with a budget of {budget} hours"))
            }
            Relaxation::Day(day) => (Relaxed::Day { day: *day }, format!("by {day}")),
        };
        Self { relaxed, text }
    }
}
