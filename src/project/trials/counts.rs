//! The counts of trials. All are sums of whole numbers, so neither the order of the trials nor the threads change a figure.

use super::histogram::Histograms;
use super::model::FlatModel;

pub(super) const CHUNK: u32 = 128;

/// The outcomes that quantities are correlated with: the day of the goal, and the sum of all days' levels.
pub(super) const OUTCOMES: usize = 2;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialCounts {
    pub trials: u32,
    /// The trials over which drivers were measured.
    pub driven: u32,
    pub days: Histograms,
    /// Trials by the first day on which the goal is reached; the last entry counts those that never reach it.
    pub reached: Vec<u32>,
    /// By step, the driven trials in which it was the last to show before the goal.
    pub decided: Vec<u32>,
    /// The trials whose score is at the goal on its date.
    pub held: u32,
    /// The sums of the drawn quantities: steps, then teams. Empty where they were not requested.
    pub drivers: Vec<CorrelationSums>,
    /// The sum and the sum of squares of each outcome.
    pub outcomes: [(i128, i128); OUTCOMES],
    /// The levels of the day that is kept, by chunk.
    pub(super) kept: Vec<(u32, Vec<u32>)>,
}

/// The sums of one quantity for its correlations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CorrelationSums {
    pub x: i128,
    /// The sum of squares.
    pub xx: i128,
    /// The sums of products with each outcome.
    pub xy: [i128; OUTCOMES],
}

impl CorrelationSums {
    pub(super) fn add(&mut self, x: u64, outcomes: [u64; OUTCOMES]) {
        let x = i128::from(x);
        self.x += x;
        self.xx += x * x;
        for (sum, outcome) in self.xy.iter_mut().zip(outcomes) {
            *sum += x * i128::from(outcome);
        }
    }
}

impl TrialCounts {
    pub(super) fn new(model: &FlatModel, drivers: bool) -> Self {
        let days = model.last_day as usize + 1;
        Self {
            trials: 0,
            driven: 0,
            days: Histograms::of(days),
            reached: vec![0; days + 1],
            decided: vec![0; model.steps.len()],
            drivers: vec![
                CorrelationSums::default();
                if drivers { model.steps.len() + model.teams.len() } else { 0 }
            ],
            held: 0,
            outcomes: [(0, 0); OUTCOMES],
            kept: Vec::new(),
        }
    }

    pub(super) fn merge(mut self, other: Self) -> Self {
        self.trials += other.trials;
        self.driven += other.driven;
        self.days.absorb(other.days);
        for (mine, more) in self.reached.iter_mut().zip(&other.reached) {
            *mine += more;
        }
        for (mine, more) in self.decided.iter_mut().zip(&other.decided) {
            *mine += more;
        }
        for (mine, more) in self.drivers.iter_mut().zip(&other.drivers) {
            mine.x += more.x;
            mine.xx += more.xx;
            for (mine, more) in mine.xy.iter_mut().zip(more.xy) {
                *mine += more;
            }
        }
        for (mine, more) in self.outcomes.iter_mut().zip(other.outcomes) {
            mine.0 += more.0;
            mine.1 += more.1;
        }
        self.held += other.held;
        self.kept.extend(other.kept);
        self
    }

    /// Keeps levels of the current chunk.
    pub(super) fn keep(&mut self, levels: impl IntoIterator<Item = u32>) {
        if let Some((_, kept)) = self.kept.last_mut() {
            kept.extend(levels);
        }
    }

    /// The kept levels, trial after trial.
    pub fn kept(&self) -> Vec<u32> {
        let mut chunks: Vec<&(u32, Vec<u32>)> = self.kept.iter().collect();
        chunks.sort_by_key(|(chunk, _)| *chunk);
        chunks.into_iter().flat_map(|(_, levels)| levels.iter().copied()).collect()
    }

    /// The same counts in a form that compares equal whatever the chunks were.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        let kept = self.kept();
        self.kept = vec![(0, kept)];
        self
    }
}
