//! The score over time that a scenario leads to.
//!
//! Goes in: a catalogue, a tenant, a scenario. Comes out: a [`Projection`]: a piecewise constant score with the
//! events that moved it. Several scenarios are walked in parallel, each alone, and collected in their order.
//! **Invariants:** pure; the series of a scenario depends on nothing but its own inputs; every event names the
//! control it moved and what triggered it.

mod background;
mod changes;
mod deadline;
mod do_nothing;
mod event;
mod feasibility;
mod findings;
mod lapse;
mod licence_findings;
mod phases;
mod retired_tools;
mod simulate;
pub mod trials;
mod waterfall;

use jiff::civil::Date;
use rayon::prelude::*;

pub use changes::teams_of;
pub use deadline::{
    DatedPlan, DeadlineGoal, DeadlineOutcome, ExtraHour, TeamUpkeep, UnfinishedWork, plan_by_date,
};
pub use event::{Event, Trigger, TriggerKind};
pub use feasibility::{Infeasibility, Obstacle, Relaxation};
pub use retired_tools::{RetiredTool, retired_tools};
pub use simulate::WorkEffect;
pub use waterfall::{WaterfallStep, waterfall};

use crate::diag::Findings;
use crate::model::{Assumptions, Catalogue, Id, Percent, Points, Scenario, Tenant};
use crate::plan::schedule::Booking;

/// What is projected.
#[derive(Debug, Clone, Copy)]
pub struct ProjectionInput<'a> {
    /// The world.
    pub catalogue: &'a Catalogue,
    /// The tenant.
    pub tenant: &'a Tenant,
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The assumptions, the scenario's own included.
    pub assumptions: Assumptions,
    /// The first day; the snapshot's or later.
    pub start: Date,
}

/// The score on a day and until the next entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScorePoint {
    /// The day, 00:00 UTC.
    pub date: Date,
    /// Points.
    pub points: Points,
    /// Of these measured by Microsoft.
    pub observed: Points,
    /// Maximum.
    pub max: Points,
}

impl ScorePoint {
    /// The exact ratio.
    pub fn percent(&self) -> Percent {
        Percent::new(self.points, self.max)
    }
}

/// Booked work, and when its points should show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookedWork {
    /// The work with its dates.
    pub booking: Booking,
    /// The snapshot that usually shows it.
    pub expected_by: Option<Date>,
    /// The snapshot by which even the slowest refresh shows it, three days at least.
    pub worry_after: Option<Date>,
    /// The booked work that it builds on, by id.
    pub needs: Vec<Id>,
}

/// The deepest fall of a projection: from a peak to the lowest day after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dip {
    /// The last day of the peak's level.
    pub from: ScorePoint,
    /// The lowest day.
    pub to: ScorePoint,
    /// The first day after it on which the score is back at the peak.
    pub recovered: Option<Date>,
}

/// Whether and when a goal is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalOutcome {
    /// The goal in hundredths of a percent.
    pub percent_hundredths: i64,
    /// The last day on which it counts.
    pub by: Date,
    /// The first day on which the score reaches it, also after the last.
    pub date: Option<Date>,
    /// Whether that is in time.
    pub reached: bool,
    /// Whether the score is also there on the last day that counts.
    pub held: bool,
    /// The score on the last day that counts.
    pub on_last_day: Percent,
}

/// The score over time of one scenario.
#[derive(Debug, Clone)]
pub struct Projection {
    /// The scenario's name.
    pub name: String,
    /// The score on every day on which it changes, the first and the last day included.
    pub series: Vec<ScorePoint>,
    /// What moved it, by day.
    pub events: Vec<Event>,
    /// What each cause adds between the first and the last day.
    pub waterfall: Vec<WaterfallStep>,
    /// The score when nobody does anything.
    pub do_nothing: Vec<ScorePoint>,
    /// The goal, if there is one.
    pub goal: Option<GoalOutcome>,
    /// The work that the ranking chose, by id.
    pub work: Vec<BookedWork>,
    /// The assumptions it rests on.
    pub assumptions: Assumptions,
    /// What is assumed to happen by itself, as name and words.
    pub by_itself: Vec<(String, String)>,
    /// Its trials, where they were asked for.
    pub trials: Option<trials::Trials>,
    /// What a reader should know.
    pub findings: Findings,
}

impl Projection {
    /// The first point.
    pub fn start(&self) -> Option<&ScorePoint> {
        self.series.first()
    }

    /// The score at the end of a day; `None` before the first.
    pub fn on(&self, day: Date) -> Option<&ScorePoint> {
        self.series.iter().rfind(|point| point.date <= day)
    }

    /// The last point.
    pub fn end(&self) -> Option<&ScorePoint> {
        self.series.last()
    }

    /// The deepest fall in hundredths of a percent; the first of equals, `None` when the score never falls.
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
        Some(Dip { from, to, recovered: self.series.iter().find(back).map(|point| point.date) })
    }

    /// The lowest percentage, on its first day.
    pub fn low(&self) -> Option<&ScorePoint> {
        // `min_by` returns the first of equal minima.
        self.series.iter().min_by(|a, b| a.percent().compare(b.percent()))
    }
}

/// Projects one scenario.
pub fn project(input: &ProjectionInput<'_>) -> Projection {
    simulate::simulate(input).0
}

/// Projects several scenarios in parallel, in their order.
pub fn project_all(inputs: &[ProjectionInput<'_>]) -> Vec<Projection> {
    inputs.par_iter().map(project).collect()
}
