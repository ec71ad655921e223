//! The score over time under a scenario.
//!
//! Goes in: a catalogue, a tenant, a scenario. Comes out: a [`Projection`]: a piecewise constant score with the
//! events that moved it. Several scenarios are simulated in parallel, independently, and returned in their order.
//! **Invariants:** pure; the series of a scenario depends only on its own inputs; every event names the control it
//! moved and what triggered it.

mod background;
mod changes;
mod deadline;
mod do_nothing;
mod event;
mod feasibility;
mod findings;
mod phases;
mod retired_tools;
mod simulate;
mod teams;
pub mod trials;
mod waterfall;

use jiff::ToSpan as _;
use jiff::civil::Date;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

pub use deadline::{
    DeadlineGoal, DeadlineOutcome, ExtraHour, PlanByDate, TeamUpkeep, UnfinishedWork, plan_by_date,
};
pub use event::{Event, Trigger, TriggerKind};
pub use feasibility::{BookingObstacle, Infeasibility, Relaxation};
pub use retired_tools::{RetiredTool, retired_tools};
pub use simulate::WorkEffect;
pub use teams::{ASSUMED_WEEK_HOURS, plain_scenario, teams_of};
pub use waterfall::{WaterfallStep, waterfall};

use crate::diag::Findings;
use crate::model::{Assumptions, BasisPoints, Catalogue, Demand, Id, Percent, Points, Scenario, Tenant};
use crate::plan::schedule::Booking;
use crate::state::State;

#[derive(Debug, Clone, Copy)]
pub struct ProjectionInput<'a> {
    pub catalogue: &'a Catalogue,
    pub tenant: &'a Tenant,
    pub scenario: &'a Scenario,
    /// What is asked of its work.
    pub demand: &'a Demand,
    /// The assumptions, the scenario's own included.
    pub assumptions: Assumptions,
    /// The first day; the snapshot's or later.
    pub start: Date,
}

impl<'a> ProjectionInput<'a> {
    /// The last day of the scenario's horizon.
    pub fn last_day(&self) -> Date {
        self.start.checked_add(self.scenario.horizon_days.days()).unwrap_or(Date::MAX)
    }

    /// The tenant on the first day, before the scenario changes anything.
    pub(crate) fn start_state(&self) -> State<'a> {
        State::at_snapshot(self.catalogue, self.tenant, self.assumptions).on(self.start)
    }
}

/// The score on a day; it holds until the day of the next point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScorePoint {
    /// The day, 00:00 UTC.
    pub date: Date,
    pub points: Points,
    /// The part of the points that Microsoft measured.
    pub observed: Points,
    pub max: Points,
}

impl ScorePoint {
    pub fn percent(&self) -> Percent {
        Percent::new(self.points, self.max)
    }
}

/// The percentage of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DatedPercent {
    pub date: Date,
    pub percent: Percent,
}

impl From<&ScorePoint> for DatedPercent {
    fn from(point: &ScorePoint) -> Self {
        Self { date: point.date, percent: point.percent() }
    }
}

/// A booking, and when its points should show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookedWork {
    pub booking: Booking,
    /// The day of the snapshot that usually shows it.
    pub expected_by: Option<Date>,
    /// The day of the snapshot by which even the slowest refresh shows it, at least three days after its end.
    pub worry_after: Option<Date>,
    /// The booked work that it depends on, by id.
    pub needs: Vec<Id>,
}

/// The largest fall of a projection: from a peak to the lowest day after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Dip {
    /// The last day at the level of the peak.
    pub from: DatedPercent,
    pub to: DatedPercent,
    /// The first day after it on which the score is back at the peak.
    pub recovered_on: Option<Date>,
}

/// Whether and when a goal is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GoalOutcome {
    /// The goal in hundredths of a percent.
    pub percent: BasisPoints,
    /// The day by which the goal is to be reached.
    pub by: Date,
    /// The first day on which the score reaches the goal, also after `by`.
    pub date: Option<Date>,
    /// Whether `date` is not after `by`.
    pub reached: bool,
    /// Whether the goal is reached in time and the score is still there on `by`.
    pub held: bool,
    /// The score on `by`.
    #[serde(rename = "percent_on_last_day")]
    pub on_last_day: Percent,
}

/// The score over time of one scenario.
#[derive(Debug, Clone)]
pub struct Projection {
    pub name: String,
    /// The score on every day on which it changes, the first and the last day included.
    pub series: Vec<ScorePoint>,
    /// Every change of a row, by day.
    pub events: Vec<Event>,
    /// What each cause adds to the score between the first and the last day.
    pub waterfall: Vec<WaterfallStep>,
    /// The score when nobody does anything.
    pub do_nothing: Vec<ScorePoint>,
    pub goal: Option<GoalOutcome>,
    /// The work that was booked, by id.
    pub work: Vec<BookedWork>,
    pub assumptions: Assumptions,
    /// What is assumed to happen without anybody's work, as name and text.
    pub by_itself: Vec<(String, String)>,
    pub trials: Option<trials::Trials>,
    pub findings: Findings,
}

impl Projection {
    pub fn start(&self) -> Option<&ScorePoint> {
        self.series.first()
    }

    /// The score at the end of a day; `None` before the first.
    pub fn on(&self, day: Date) -> Option<&ScorePoint> {
        self.series.iter().rfind(|point| point.date <= day)
    }

    pub fn end(&self) -> Option<&ScorePoint> {
        self.series.last()
    }

    /// The largest fall in hundredths of a percent; the first of equals, `None` when the score never falls.
    pub fn dip(&self) -> Option<Dip> {
        let mut peak = *self.series.first()?;
        let mut deepest: Option<(i64, ScorePoint, ScorePoint)> = None;
        for point in &self.series {
            if point.percent().compare(peak.percent()).is_ge() {
                peak = *point;
            }
            let fall = peak.percent().hundredths() - point.percent().hundredths();
            if fall > deepest.map_or(0, |(fall, ..)| fall) {
                deepest = Some((fall, peak, *point));
            }
        }
        let (_, from, to) = deepest?;
        let back =
            |point: &&ScorePoint| point.date > to.date && point.percent().compare(from.percent()).is_ge();
        Some(Dip {
            from: (&from).into(),
            to: (&to).into(),
            recovered_on: self.series.iter().find(back).map(|point| point.date),
        })
    }

    /// The lowest percentage, on its first day.
    pub fn low(&self) -> Option<&ScorePoint> {
        // `min_by` returns the first of equal minima.
        self.series.iter().min_by(|a, b| a.percent().compare(b.percent()))
    }
}

pub fn project(input: &ProjectionInput<'_>) -> Projection {
    simulate::simulate(input).0
}

/// Projects several scenarios in parallel, in their order.
pub fn project_all(inputs: &[ProjectionInput<'_>]) -> Vec<Projection> {
    inputs.par_iter().map(project).collect()
}
