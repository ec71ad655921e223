//! What is counted over trials. Everything is a sum of whole numbers, so neither the order of the trials nor the thread
//! that ran them can change a figure.

use super::histogram::Histograms;
use super::model::FlatModel;

/// Chunks of trials, of as many at a time.
pub(super) const CHUNK: u32 = 128;

/// What quantities are held against: the day of the goal, and the sum of all days' levels.
pub(super) const OUTCOMES: usize = 2;

/// Counts over some trials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialCounts {
    /// How many trials were counted.
    pub trials: u32,
    /// How many of them were asked what drives them.
    pub driven: u32,
    /// The levels of each day.
    pub days: Histograms,
    /// Trials by the first day on which the goal is reached; the last entry is never.
    pub reached: Vec<u32>,
    /// How often a step was the last to show before the goal, in the driven trials.
    pub decided: Vec<u32>,
    /// In how many trials the score is at the goal on the last day on which it counts.
    pub held: u32,
    /// How the drawn quantities go with the outcomes: steps, then teams. Empty when not asked for.
    pub drivers: Vec<CorrelationSums>,
    /// Of both outcomes, the day of the goal and the sum of all days, sum and sum of squares.
    pub outcomes: [(i128, i128); OUTCOMES],
    /// The level on the day that was to be kept, by chunk.
    pub(super) kept: Vec<(u32, Vec<u32>)>,
}

/// Sums that a correlation is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CorrelationSums {
    /// Of the quantity.
    pub x: i128,
    /// Of its square.
    pub xx: i128,
    /// Of its product with each outcome.
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
    /// No trial yet.
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

    /// Both together.
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

    /// Keeps the levels of trials of the chunk at hand.
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
}

impl TrialCounts {
    /// The same counts, whatever room was left beside them: for comparing two runs.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        let kept = self.kept();
        self.kept = vec![(0, kept)];
        self
    }
}
