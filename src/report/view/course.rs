//! One scenario over time.

use jiff::civil::Date;

use super::Played;
use super::offer::Offers;
use crate::answer::{self, Movement, movements};
use crate::model::Minutes;
use crate::project::trials::{CONFIDENCES, Trials};
use crate::project::{Dip, GoalOutcome, Projection, ScorePoint, WaterfallStep};

/// One scenario over time.
#[derive(Debug, Clone)]
pub struct Course {
    /// Its name.
    pub name: String,
    /// Its file; `None` for the plain scenario of a report that names none.
    pub file: Option<String>,
    /// The score on every day on which it changes, the first and the last day included.
    pub series: Vec<ScorePoint>,
    /// The same when nobody does anything.
    pub do_nothing: Vec<ScorePoint>,
    /// The goal, and whether it is reached.
    pub goal: Option<GoalOutcome>,
    /// The lowest day.
    pub low: Option<ScorePoint>,
    /// The deepest fall, and when it is made good.
    pub dip: Option<Dip>,
    /// What moves the score.
    pub movements: Vec<Movement>,
    /// What each cause adds between the first and the last day.
    pub waterfall: Vec<WaterfallStep>,
    /// What came of the trials.
    pub chance: Option<Chance>,
    /// The work that is dated: how many steps.
    pub steps: usize,
    /// The hours of that work.
    pub effort: Minutes,
    /// What its licences cost in a year, where it changes them; by its place in [`Offers::all`].
    pub offer: Option<usize>,
    /// The answer in sentences.
    pub sentences: Vec<String>,
    /// Assumptions that differ between scenarios are said with each, as name and word.
    pub assumptions: Vec<(String, String)>,
}

impl Course {
    /// The first day.
    pub fn start(&self) -> Option<&ScorePoint> {
        self.series.first()
    }

    /// The last day.
    pub fn end(&self) -> Option<&ScorePoint> {
        self.series.last()
    }
}

/// What came of the trials of a scenario.
#[derive(Debug, Clone)]
pub struct Chance {
    /// How many there were.
    pub trials: u32,
    /// Their luck.
    pub seed: u64,
    /// The days on which the spread changes, and the last.
    pub days: Vec<Spread>,
    /// In how many trials the goal is reached by its date.
    pub in_time: Option<u32>,
    /// In how many the score is there on that day.
    pub held: Option<u32>,
    /// Confidence in percent, and the day by which the goal is reached in so many trials.
    pub reached_by: Vec<(u32, Option<Date>)>,
    /// What drives the spread, the strongest first.
    pub drivers: Vec<Driver>,
    /// What was uncertain, as name and words.
    pub spreads: Vec<(&'static str, String)>,
}

/// A day over all trials; percentages in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// The day.
    pub date: Date,
    /// What one in ten trials does not exceed.
    pub p10: i64,
    /// What half of the trials do not exceed.
    pub p50: i64,
    /// What nine in ten trials do not exceed.
    pub p90: i64,
}

/// A quantity that drives the outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver {
    /// `effort` or `capacity`.
    pub what: &'static str,
    /// Of which step or team.
    pub of: String,
    /// The share of the spread that goes with it, from 0 to 1.
    pub share: f64,
}

/// The view of one scenario. Its licences are found among the options by its name.
pub(super) fn course(played: &Played<'_>, offers: &Offers) -> Course {
    let projection = played.projection;
    let listed = projection.assumptions.listed();
    let listed = listed.iter().map(|(key, word)| ((*key).to_owned(), (*word).to_owned()));
    let buys = !played.scenario.licences.is_empty();
    Course {
        name: projection.name.clone(),
        file: played.file.map(str::to_owned),
        series: projection.series.clone(),
        do_nothing: projection.do_nothing.clone(),
        goal: projection.goal.clone(),
        low: projection.low().copied(),
        dip: projection.dip(),
        movements: movements(projection),
        waterfall: projection.waterfall.clone(),
        chance: projection.trials.as_ref().map(chance),
        steps: projection.work.len(),
        effort: effort(projection),
        offer: offers.all.iter().position(|offer| buys && offer.name == projection.name),
        sentences: answer::sentences(projection),
        assumptions: listed.chain(projection.by_itself.iter().cloned()).collect(),
    }
}

fn effort(projection: &Projection) -> Minutes {
    projection.work.iter().map(|work| work.booking.effort).sum()
}

fn chance(tried: &Trials) -> Chance {
    let summary = &tried.summary;
    let days = answer::changes(&summary.days);
    let has_goal = summary.in_time.is_some();
    let by = CONFIDENCES.iter().zip(summary.by_confidence).filter(|_| has_goal);
    let drivers = summary.drivers.iter().map(|driver| {
        let (what, of) = answer::driver_name(tried, driver);
        Driver { what, of, share: driver.share }
    });
    Chance {
        trials: summary.trials,
        seed: tried.settings.seed,
        days: days
            .map(|day| Spread { date: tried.date(day.day), p10: day.p10, p50: day.p50, p90: day.p90 })
            .collect(),
        in_time: summary.in_time,
        held: summary.held,
        reached_by: by.map(|(confidence, day)| (*confidence, day.map(|day| tried.date(day)))).collect(),
        drivers: drivers.collect(),
        spreads: tried.settings.spreads.listed().into_iter().collect(),
    }
}
