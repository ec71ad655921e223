//! A plan as it was saved: what it claims, for somebody else to judge.

use jiff::civil::Date;

use super::Id;
use super::assumptions::Setting;
use super::text::words;
use super::units::{BasisPoints, Minutes, Points};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SavedGoal {
    All,
    Budget(Minutes),
    Target(BasisPoints),
    /// So many points of a list.
    Points(Points),
    /// As much as the teams can by a day.
    By {
        date: Date,
        /// The most work of all teams together, where that is limited.
        budget: Option<Minutes>,
        /// A percentage, and what the plan says of it.
        target: Option<SavedTarget>,
    },
}

/// Whether a percentage is reached by a day, as a plan says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SavedTarget {
    pub percent: BasisPoints,
    /// The first day on which it is reached, also after the last.
    pub on: Option<Date>,
    pub in_time: bool,
    /// Whether the score is there on the last day.
    pub held: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SavedStatus {
    /// No plan is better.
    Optimal,
    /// The best that was found.
    Feasible,
    Infeasible,
}

words!(SavedStatus: "optimal" => Optimal, "feasible" => Feasible, "infeasible" => Infeasible);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SavedKind {
    /// A control, or an item of a list that brings points.
    Control,
    /// An action, or an item of a list that brings none.
    Action,
}

words!(SavedKind: "control" => Control, "action" => Action);

/// One step, with what it is said to bring and to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedStep {
    pub id: Id,
    pub kind: SavedKind,
    /// The way, where its control has several.
    pub way: Option<Id>,
    pub points: Points,
    /// How far it moves the maximum.
    pub max: Points,
    /// What is left to do.
    pub effort: Minutes,
    /// The percentage after it; `None` for a list.
    pub percent_after: Option<BasisPoints>,
    /// Who does it and when, where the plan says so.
    pub days: Option<SavedDays>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedDays {
    pub team: Id,
    pub start: Date,
    pub finish: Date,
    /// Stages before the last: how much is covered, and the last day of each.
    pub stages: Vec<(BasisPoints, Date)>,
    /// The snapshot that is said to show it.
    pub expected_by: Option<Date>,
    /// The points of the tenant after it.
    pub points_after: Option<Points>,
}

/// What keeping finished work takes of a team, as a plan says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedTeam {
    pub team: Id,
    /// Up to the last day.
    pub upkeep: Minutes,
    /// What of it finds no time, because work was booked before.
    pub unmet: Minutes,
}

/// The sums that a plan claims; `None` where it claims none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SavedTotals {
    pub points: Option<Points>,
    pub effort: Option<Minutes>,
    pub percent_before: Option<BasisPoints>,
    pub percent_after: Option<BasisPoints>,
    pub points_after: Option<Points>,
    pub max_after: Option<Points>,
}

/// What no plan exceeds, or undercuts; two decimals each, as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SavedBound {
    pub points: Option<Points>,
    /// At least so many hundredths of hours.
    pub hours: Option<i64>,
    pub percent: Option<BasisPoints>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedBasis {
    /// The tenant, by its file or the name of a sample.
    pub tenant: String,
    pub date: Date,
    pub catalogue_version: Option<String>,
    /// What it says that it assumes. Older plans say less.
    pub assumptions: Vec<Setting>,
    /// The licences that were stated for it, as they were written; `None` where those of the tenant counted.
    pub owned: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedPlan {
    /// What it rests on; `None` for a list.
    pub basis: Option<SavedBasis>,
    pub goal: SavedGoal,
    pub must: Vec<Id>,
    pub never: Vec<Id>,
    pub status: SavedStatus,
    pub totals: SavedTotals,
    pub bound: SavedBound,
    /// Points above those of the first day times days, where it has dates.
    pub area: Option<Points>,
    /// The upkeep of its teams, where it has dates.
    pub teams: Vec<SavedTeam>,
    /// Work that it says misses its latest day.
    pub late: Vec<Id>,
    /// Its steps in their order.
    pub steps: Vec<SavedStep>,
}
