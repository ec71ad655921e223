//! Quantiles, chances and drivers from the counts of trials.

use super::counts::{CorrelationSums, TrialCounts};
use super::model::{FlatModel, ScoreUnit, TrialGoal};
use crate::model::BasisPoints;

/// The confidence levels of dates, in percent.
pub const CONFIDENCES: [u32; 3] = [50, 80, 95];

/// The score of a day over all trials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaySummary {
    pub day: u32,
    pub p10: BasisPoints,
    pub p50: BasisPoints,
    pub p90: BasisPoints,
    pub mean: BasisPoints,
}

/// The correlation of a drawn quantity with the outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutcomeDriver {
    /// The index of the step in the model, or the number of steps plus the index of the team.
    pub place: usize,
    /// Pearson's correlation of the quantity with the outcome.
    pub correlation: f64,
    /// Its square: the share of the variance that the quantity explains.
    pub share: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TrialSummary {
    pub trials: u32,
    /// The trials over which drivers were measured.
    pub driven: u32,
    pub days: Vec<DaySummary>,
    /// The trials that reach the goal by its date.
    pub in_time: Option<u32>,
    /// The trials whose score is at the goal on its date.
    pub held: Option<u32>,
    /// For each of [`CONFIDENCES`] the day by which so many percent of the trials reach the goal; `None` where they do not.
    pub by_confidence: [Option<u32>; 3],
    /// Whether the outcome of the drivers is the day of the goal; otherwise it is the sum of all days' scores.
    pub by_date: bool,
    /// The strongest first.
    pub drivers: Vec<OutcomeDriver>,
    /// The steps that were the last to show before the goal, with the number of driven trials, the most frequent first.
    pub decided: Vec<(usize, u32)>,
}

/// Computes the results of a run from its counts.
pub fn summarise(model: &FlatModel, counts: &TrialCounts) -> TrialSummary {
    let measure = model.measure();
    // A date that most trials never reach explains little.
    let ever: u32 = counts.reached.iter().take(counts.days.len()).sum();
    let by_date = model.goal.is_some() && u64::from(ever) * 2 >= u64::from(counts.trials);
    let mut decided: Vec<(usize, u32)> =
        counts.decided.iter().copied().enumerate().filter(|(_, times)| *times > 0).collect();
    decided.sort_by_key(|&(step, times)| (std::cmp::Reverse(times), step));
    TrialSummary {
        trials: counts.trials,
        driven: counts.driven,
        days: days(measure, counts),
        in_time: model.goal.map(|goal| in_time(counts, goal)),
        by_confidence: CONFIDENCES.map(|percent| model.goal.and_then(|_| reached_by(counts, percent))),
        held: model.goal.map(|_| counts.held),
        by_date,
        drivers: drivers(counts, usize::from(!by_date)),
        decided,
    }
}

fn days(measure: ScoreUnit, counts: &TrialCounts) -> Vec<DaySummary> {
    let trials = counts.trials;
    (0..)
        .zip(counts.days.days())
        .filter(|_| trials > 0)
        .map(|(day, levels)| {
            let (quantiles, sum) = levels.quantiles(trials, [10, 50, 90]);
            let [p10, p50, p90] = quantiles.map(|level| measure.percent(level));
            DaySummary { day, p10, p50, p90, mean: measure.mean(sum, i64::from(trials)) }
        })
        .collect()
}

fn in_time(counts: &TrialCounts, goal: TrialGoal) -> u32 {
    counts.reached.iter().take(counts.days.len().min(goal.by as usize + 1)).sum()
}

/// The first day by which a share of the trials has reached the goal (nearest rank).
fn reached_by(counts: &TrialCounts, percent: u32) -> Option<u32> {
    let rank = (u64::from(counts.trials) * u64::from(percent)).div_ceil(100).max(1);
    let mut seen = 0;
    let known = counts.reached.iter().take(counts.days.len());
    (0..).zip(known).find_map(|(day, &times)| {
        seen += u64::from(times);
        (seen >= rank).then_some(day)
    })
}

fn drivers(counts: &TrialCounts, outcome: usize) -> Vec<OutcomeDriver> {
    let mut drivers: Vec<OutcomeDriver> = counts
        .drivers
        .iter()
        .enumerate()
        .filter_map(|(place, sums)| {
            let correlation = correlation(counts, sums, outcome)?;
            Some(OutcomeDriver { place, correlation, share: correlation * correlation })
        })
        .collect();
    drivers.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.place.cmp(&b.place)));
    drivers
}

/// Pearson's correlation from exact sums; `None` where one of the two is constant.
fn correlation(counts: &TrialCounts, sums: &CorrelationSums, outcome: usize) -> Option<f64> {
    let n = i128::from(counts.driven);
    let (y, yy) = counts.outcomes[outcome];
    let with = n * sums.xy[outcome] - sums.x * y;
    let of_x = n * sums.xx - sums.x * sums.x;
    let of_y = n * yy - y * y;
    (of_x > 0 && of_y > 0).then(|| float(with) / (float(of_x).sqrt() * float(of_y).sqrt()))
}

#[expect(clippy::cast_precision_loss, reason = "a conversion rounds alike everywhere")]
fn float(number: i128) -> f64 {
    number as f64
}
