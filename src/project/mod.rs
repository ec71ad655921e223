//! The score over time that a scenario leads to.
//!
//! Goes in: a catalogue, a tenant, a scenario. Comes out: a [`Projection`]: a piecewise constant score with the
//! events that moved it. Several scenarios are walked in parallel, each alone, and collected in their order.
//! **Invariants:** pure; the series of a scenario depends on nothing but its own inputs; every event names the
//! control it moved and what triggered it.

mod agenda;
mod asked;
mod booking;
mod by;
mod churn;
mod event;
mod idle;
mod lapse;
mod licence_remarks;
mod remarks;
mod timeline;
mod tool;
pub mod trials;
mod waterfall;

use jiff::civil::Date;
use rayon::prelude::*;

pub use agenda::teams_of;
pub use asked::{Missing, Refused, WayOut};
pub use by::{Answer, ByDate, OneMore, Target, Unfinished, Upkeep, by};
pub use event::{Event, Trigger, TriggerKind};
pub use timeline::Effect;
pub use tool::{ToolFall, tool_falls};
pub use waterfall::{Step, waterfall};

use crate::diag::Findings;
use crate::model::{Assumptions, BasisPoints, Catalogue, Id, Percent, Points, Scenario, Tenant};
use crate::plan::schedule::Booking;

/// What is projected.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
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
pub struct Point {
    /// The day, 00:00 UTC.
    pub date: Date,
    /// Points.
    pub points: Points,
    /// Of these measured by Microsoft.
    pub observed: Points,
    /// Maximum.
    pub max: Points,
}

impl Point {
    /// The exact ratio.
    pub fn percent(&self) -> Percent {
        Percent::new(self.points, self.max)
    }
}

/// Booked work, and when its points should show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
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
    pub from: Point,
    /// The lowest day.
    pub to: Point,
    /// The first day after it on which the score is back at the peak.
    pub recovered: Option<Date>,
}

/// Whether and when a goal is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalOutcome {
    /// The goal in hundredths of a percent.
    pub percent: BasisPoints,
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
    pub series: Vec<Point>,
    /// What moved it, by day.
    pub events: Vec<Event>,
    /// What each cause adds between the first and the last day.
    pub waterfall: Vec<Step>,
    /// The score when nobody does anything.
    pub do_nothing: Vec<Point>,
    /// The goal, if there is one.
    pub goal: Option<GoalOutcome>,
    /// The work that the ranking chose, by id.
    pub work: Vec<Work>,
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
    pub fn start(&self) -> Option<&Point> {
        self.series.first()
    }

    /// The score at the end of a day; `None` before the first.
    pub fn on(&self, day: Date) -> Option<&Point> {
        self.series.iter().rfind(|point| point.date <= day)
    }

    /// The last point.
    pub fn end(&self) -> Option<&Point> {
        self.series.last()
    }

    /// The deepest fall in hundredths of a percent; the first of equals, `None` when the score never falls.
    pub fn dip(&self) -> Option<Dip> {
        let mut peak = *self.series.first()?;
        let mut deepest: Option<(i64, Point, Point)> = None;
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
        let back = |point: &&Point| point.date > to.date && point.percent().compare(from.percent()).is_ge();
        Some(Dip { from, to, recovered: self.series.iter().find(back).map(|point| point.date) })
    }

    /// The lowest percentage, on its first day.
    pub fn low(&self) -> Option<&Point> {
        // `min_by` returns the first of equal minima.
        self.series.iter().min_by(|a, b| a.percent().compare(b.percent()))
    }
}

/// Projects one scenario.
pub fn project(input: &Input<'_>) -> Projection {
    timeline::walk(input).0
}

/// Projects several scenarios in parallel, in their order.
pub fn project_all(inputs: &[Input<'_>]) -> Vec<Projection> {
    inputs.par_iter().map(project).collect()
}
