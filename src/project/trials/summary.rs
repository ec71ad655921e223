//! What the counts say.

use super::model::{Goal, Measure, Model};
use super::tally::{Sums, Tally};

/// The confidences with which a date is stated, in percent.
pub const CONFIDENCES: [u32; 3] = [50, 80, 95];

/// A day over all trials; percentages in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The day, from 0.
    pub day: u32,
    /// What one in ten trials does not exceed.
    pub p10: i64,
    /// What half of the trials do not exceed.
    pub p50: i64,
    /// What nine in ten trials do not exceed.
    pub p90: i64,
    /// The mean.
    pub mean: i64,
}

/// A quantity that drives the outcome: a step or a team by its place in the model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Driver {
    /// Steps first, then teams.
    pub place: usize,
    /// The correlation of the quantity with the outcome.
    pub correlation: f64,
    /// Its square: the share of the spread that goes with the quantity.
    pub share: f64,
}

/// What the counts of a run say.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// How many trials.
    pub trials: u32,
    /// How many of them were asked what drives the outcome.
    pub driven: u32,
    /// Every day.
    pub days: Vec<Day>,
    /// In how many trials the goal is reached by its date.
    pub in_time: Option<u32>,
    /// In how many trials the score is at the goal on its date.
    pub held: Option<u32>,
    /// For each of [`CONFIDENCES`] the day by which the goal is reached in so many trials; `None` where it is not.
    pub by_confidence: [Option<u32>; 3],
    /// Whether quantities are held against the day of the goal, or against the sum of all days' scores.
    pub by_date: bool,
    /// What drives the outcome, the strongest first.
    pub drivers: Vec<Driver>,
    /// Steps that were the last to show before the goal, with how often in the driven trials, the most frequent first.
    pub decided: Vec<(usize, u32)>,
}

/// Sums up.
pub fn summary(model: &Model, tally: &Tally) -> Summary {
    let measure = model.measure();
    // A date that most trials never see says little.
    let ever: u32 = tally.reached.iter().take(tally.days.len()).sum();
    let by_date = model.goal.is_some() && u64::from(ever) * 2 >= u64::from(tally.trials);
    let mut decided: Vec<(usize, u32)> =
        tally.decided.iter().copied().enumerate().filter(|(_, times)| *times > 0).collect();
    decided.sort_by_key(|&(step, times)| (std::cmp::Reverse(times), step));
    Summary {
        trials: tally.trials,
        driven: tally.driven,
        days: days(measure, tally),
        in_time: model.goal.map(|goal| in_time(tally, goal)),
        by_confidence: CONFIDENCES.map(|percent| model.goal.and_then(|_| reached_by(tally, percent))),
        held: model.goal.map(|_| tally.held),
        by_date,
        drivers: drivers(tally, usize::from(!by_date)),
        decided,
    }
}

fn days(measure: Measure, tally: &Tally) -> Vec<Day> {
    let trials = tally.trials;
    (0..)
        .zip(tally.days.days())
        .filter(|_| trials > 0)
        .map(|(day, levels)| {
            let (quantiles, sum) = levels.quantiles(trials, [10, 50, 90]);
            let [p10, p50, p90] = quantiles.map(|level| measure.percent_hundredths(level));
            Day { day, p10, p50, p90, mean: measure.mean_hundredths(sum, i64::from(trials)) }
        })
        .collect()
}

fn in_time(tally: &Tally, goal: Goal) -> u32 {
    tally.reached.iter().take(tally.days.len().min(goal.by as usize + 1)).sum()
}

/// The first day by which a share of the trials has reached the goal: nearest rank.
fn reached_by(tally: &Tally, percent: u32) -> Option<u32> {
    let rank = (u64::from(tally.trials) * u64::from(percent)).div_ceil(100).max(1);
    let mut seen = 0;
    let known = tally.reached.iter().take(tally.days.len());
    (0..).zip(known).find_map(|(day, &times)| {
        seen += u64::from(times);
        (seen >= rank).then_some(day)
    })
}

fn drivers(tally: &Tally, outcome: usize) -> Vec<Driver> {
    let mut drivers: Vec<Driver> = tally
        .drivers
        .iter()
        .enumerate()
        .filter_map(|(place, sums)| {
            let correlation = correlation(tally, sums, outcome)?;
            Some(Driver { place, correlation, share: correlation * correlation })
        })
        .collect();
    drivers.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.place.cmp(&b.place)));
    drivers
}

/// Pearson's correlation from exact sums; `None` where one of both never varies.
fn correlation(tally: &Tally, sums: &Sums, outcome: usize) -> Option<f64> {
    let n = i128::from(tally.driven);
    let (y, yy) = tally.outcomes[outcome];
    let with = n * sums.xy[outcome] - sums.x * y;
    let of_x = n * sums.xx - sums.x * sums.x;
    let of_y = n * yy - y * y;
    (of_x > 0 && of_y > 0).then(|| float(with) / (float(of_x).sqrt() * float(of_y).sqrt()))
}

#[expect(clippy::cast_precision_loss, reason = "a conversion rounds alike everywhere")]
fn float(number: i128) -> f64 {
    number as f64
}
