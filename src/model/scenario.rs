//! Dated changes to a tenant, with teams, freezes and a goal.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Id;
use super::tenant::Status;
use super::units::{BasisPoints, Minutes, Money, Share};
use super::{Growth, LicenceChange, NewControl, Setting, Term};

/// A status that a person sets, with its expiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusChange {
    pub control: Id,
    pub set: Status,
    /// From this day; from the start when absent.
    pub from: Option<Date>,
    /// First day on which it no longer holds.
    pub expires: Option<Date>,
    /// Who answers for it.
    pub owner: Option<String>,
    pub reason: Option<String>,
    /// The tool of another vendor that it rests on.
    pub tool: Option<String>,
}

/// A tool of another vendor goes, and with it what rests on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolEnd {
    /// Its name, as statuses and comments give it.
    pub tool: String,
    /// First day without it.
    pub from: Date,
    /// Controls that rest on it, whatever statuses and comments say.
    pub controls: Vec<Id>,
}

/// One piece of work with the day it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    pub id: Id,
    pub done: Date,
    /// For an action or a proportional control, the share that is done.
    pub coverage: Share,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Remediation {
    #[default]
    None,
    /// The backlog along its ranking, as fast as the teams can.
    Ranked {
        /// The first working day; the start when absent.
        from: Option<Date>,
        aim: Aim,
    },
    Listed(Vec<Remedy>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Aim {
    /// The ranking, step after step.
    #[default]
    Rank,
    /// The most points over all days: the ranking, improved for the calendars of the teams.
    Area,
    /// The most points on the last day, and of equals the most over all days.
    Score,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    pub id: Id,
    /// Working time in a week, before the first of the changes.
    pub per_week: Minutes,
    /// Working time in a week from a day on, by day.
    pub changes: Vec<(Date, Minutes)>,
    /// The products it covers; all that no other team covers when this and `controls` are empty.
    pub products: Vec<Id>,
    /// Controls and actions that it covers whatever their product.
    pub controls: Vec<Id>,
    /// Calendar days from being asked to its first day of work.
    pub lead_days: i64,
    /// The part of its finished work that keeping it takes in 30 days.
    pub upkeep: BasisPoints,
    /// Days on which it does not work.
    pub holidays: Vec<Date>,
}

impl Team {
    /// A team that always has the same hours and covers everything.
    pub fn steady(id: Id, per_week: Minutes) -> Self {
        Self {
            id,
            per_week,
            changes: Vec::new(),
            products: Vec::new(),
            controls: Vec::new(),
            lead_days: 0,
            upkeep: BasisPoints::ZERO,
            holidays: Vec::new(),
        }
    }

    /// Its working time in the week of a day.
    pub fn week_on(&self, day: Date) -> Minutes {
        self.changes.iter().rfind(|(from, _)| *from <= day).map_or(self.per_week, |(_, hours)| *hours)
    }

    /// The same team with more time in every week in which it works.
    #[must_use]
    pub fn with_more(&self, more: Minutes) -> Self {
        let longer = |hours: Minutes| if hours > Minutes::ZERO { hours + more } else { hours };
        let changes = self.changes.iter().map(|(day, hours)| (*day, longer(*hours)));
        Self { per_week: longer(self.per_week), changes: changes.collect(), ..self.clone() }
    }

    /// Whether it covers whatever nobody else does.
    pub fn covers_the_rest(&self) -> bool {
        self.products.is_empty() && self.controls.is_empty()
    }
}

/// A control that is rolled out in stages: a pilot, then more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ramp {
    pub control: Id,
    /// The stages before the last, which covers all.
    pub pilots: Vec<Pilot>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pilot {
    /// How much is covered with it; rises from stage to stage.
    pub coverage: BasisPoints,
    /// Whole days without hours before the next stage begins.
    pub wait_days: i64,
}

/// Days between which a piece of work lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    pub id: Id,
    /// The first day on which it may be worked on.
    pub earliest: Option<Date>,
    /// The last day on which it is finished in time.
    pub latest: Option<Date>,
}

/// Days without changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freeze {
    pub from: Date,
    pub to: Date,
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goal {
    pub percent: BasisPoints,
    /// The last day on which it counts; the horizon when absent.
    pub by: Option<Date>,
}

/// What a question asks of the work of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Demand {
    /// Work that has to be finished, with all it needs.
    pub must: Vec<Id>,
    /// The last day on which that counts; the horizon when absent.
    pub due: Option<Date>,
    /// Work that is not done, nor anything that needs it.
    pub never: Vec<Id>,
    /// The most hours of all teams together; upkeep is none of them.
    pub budget: Option<Minutes>,
    /// How what must be done stands to the rest.
    pub precedence: Precedence,
}

/// Nothing is asked beyond what the scenario says.
pub static NO_DEMAND: Demand =
    Demand { must: Vec::new(), due: None, never: Vec::new(), budget: None, precedence: Precedence::Together };

/// How what must be done stands to the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precedence {
    /// All work is ordered together.
    #[default]
    Together,
    /// Nothing else is begun up to a day, and on it everything else comes after.
    First(Date),
    Only,
}

/// The longest horizon of a scenario, in days: ten years.
pub const LONGEST_HORIZON: i64 = 3_660;

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scenario {
    pub name: String,
    pub horizon_days: i64,
    /// Licence changes by day, in the order of the file within a day.
    pub licences: Vec<(Date, LicenceChange)>,
    /// The term that seats are bought for.
    pub term: Option<Term>,
    /// A day on which the contract on the licences is renewed.
    pub renewal: Option<Date>,
    /// What an hour of work costs, in the currency of the prices.
    pub labour_rate: Option<Money>,
    pub facts: Vec<(Date, BTreeMap<Id, i64>)>,
    pub remediation: Remediation,
    pub teams: Vec<Team>,
    pub freezes: Vec<Freeze>,
    pub holidays: Vec<Date>,
    /// Earliest and latest days of single pieces of work.
    pub dates: Vec<Window>,
    /// Controls that are rolled out in stages.
    pub ramps: Vec<Ramp>,
    pub statuses: Vec<StatusChange>,
    /// Tools of other vendors that go.
    pub retire_tools: Vec<ToolEnd>,
    /// Populations that change their size, in the order of the file within a day.
    pub growth: Vec<Growth>,
    pub new_controls: Vec<NewControl>,
    /// Controls that Microsoft takes out of the score, with the day.
    pub retire: Vec<(Date, Id)>,
    /// By product, how much of its measured points gets lost in a month.
    pub drift: BTreeMap<Id, BasisPoints>,
    /// By product, the working time a month that holds it.
    pub hygiene: BTreeMap<Id, Minutes>,
    pub goal: Option<Goal>,
    /// What it assumes; the rest is open.
    pub assumptions: Vec<Setting>,
}
