//! What is counted over trials. Everything is a sum of whole numbers, so neither the order of the trials nor the thread
//! that ran them can change a figure.

use super::model::Model;

/// Chunks of trials, of as many at a time.
pub(super) const CHUNK: u32 = 512;

/// What quantities are held against: the day of the goal, and the sum of all days' levels.
pub(super) const OUTCOMES: usize = 2;

/// Counts over some trials.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many trials were counted.
    pub trials: u32,
    /// How many of them were asked what drives them.
    pub driven: u32,
    /// The levels of each day.
    pub days: Vec<Levels>,
    /// Trials by the first day on which the goal is reached; the last entry is never.
    pub reached: Vec<u32>,
    /// How often a step was the last to show before the goal, in the driven trials.
    pub decided: Vec<u32>,
    /// In how many trials the score is at the goal on the last day on which it counts.
    pub held: u32,
    /// How the drawn quantities go with the outcomes: steps, then teams. Empty when not asked for.
    pub drivers: Vec<Sums>,
    /// Of both outcomes, the day of the goal and the sum of all days, sum and sum of squares.
    pub outcomes: [(i128, i128); OUTCOMES],
    /// The level on the day that was to be kept, by chunk.
    pub(super) kept: Vec<(u32, Vec<u32>)>,
}

/// How often each level occurred, over the range in which any did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Levels {
    base: u32,
    counts: Vec<u32>,
}

/// Sums that a correlation is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// Of the quantity.
    pub x: i128,
    /// Of its square.
    pub xx: i128,
    /// Of its product with each outcome.
    pub xy: [i128; OUTCOMES],
}

impl Sums {
    pub(super) fn add(&mut self, x: u64, outcomes: [u64; OUTCOMES]) {
        let x = i128::from(x);
        self.x += x;
        self.xx += x * x;
        for (sum, outcome) in self.xy.iter_mut().zip(outcomes) {
            *sum += x * i128::from(outcome);
        }
    }
}

impl Levels {
    /// Counts from a level on.
    pub(super) fn of(base: u32, counts: Vec<u32>) -> Self {
        Self { base, counts }
    }

    /// Counts a level.
    #[inline(always)]
    pub(super) fn add(&mut self, level: u32) {
        match self.counts.get_mut(level.wrapping_sub(self.base) as usize) {
            Some(count) => *count += 1,
            None => self.add_beyond(level, 1),
        }
    }

    /// Makes room for a level outside the range.
    #[cold]
    fn add_beyond(&mut self, level: u32, times: u32) {
        widen(&mut self.base, &mut self.counts, level, level);
        self.counts[(level - self.base) as usize] += times;
    }

    /// The levels that occurred, rising, with how often.
    pub fn counted(&self) -> impl Iterator<Item = (u32, u32)> {
        (self.base..).zip(self.counts.iter().copied()).filter(|(_, count)| *count > 0)
    }

    pub(super) fn merge(&mut self, other: &Self) {
        if self.counts.is_empty() {
            self.clone_from(other);
            return;
        }
        let inside = other.base >= self.base
            && other.base as usize + other.counts.len() <= self.base as usize + self.counts.len();
        if inside {
            let from = (other.base - self.base) as usize;
            for (mine, more) in self.counts[from..].iter_mut().zip(&other.counts) {
                *mine += more;
            }
        } else {
            for (level, count) in other.counted() {
                match self.counts.get_mut(level.wrapping_sub(self.base) as usize) {
                    Some(mine) => *mine += count,
                    None => self.add_beyond(level, count),
                }
            }
        }
    }

    /// The smallest levels that rising shares of the trials do not exceed (nearest rank), and the sum of all levels.
    pub fn quantiles<const N: usize>(&self, trials: u32, percents: [u32; N]) -> ([u32; N], i128) {
        let ranks = percents.map(|percent| (u64::from(trials) * u64::from(percent)).div_ceil(100).max(1));
        let mut quantiles = [0; N];
        let (mut found, mut seen, mut sum) = (0, 0, 0);
        for (level, count) in self.counted() {
            seen += u64::from(count);
            sum += i128::from(u64::from(level) * u64::from(count));
            while ranks.get(found).is_some_and(|rank| seen >= *rank) {
                quantiles[found] = level;
                found += 1;
            }
        }
        (quantiles, sum)
    }
}

/// Makes room for levels outside the range of some counts, which begin with that of the level `base`.
pub(super) fn widen<C: Clone + Default>(base: &mut u32, counts: &mut Vec<C>, least: u32, most: u32) {
    /// Room beside new levels, as others will fall near them.
    const ROOM: u32 = 32;
    let (least, most) = (least.saturating_sub(ROOM), most.saturating_add(ROOM));
    if counts.is_empty() {
        *base = least;
    } else if least < *base {
        counts.splice(0..0, std::iter::repeat_n(C::default(), (*base - least) as usize));
        *base = least;
    }
    let wanted = (most - *base) as usize + 1;
    if counts.len() < wanted {
        counts.resize(wanted, C::default());
    }
}

impl Tally {
    /// No trial yet.
    pub(super) fn new(model: &Model, drivers: bool) -> Self {
        let days = model.last_day as usize + 1;
        Self {
            trials: 0,
            driven: 0,
            days: vec![Levels::default(); days],
            reached: vec![0; days + 1],
            decided: vec![0; model.steps.len()],
            drivers: vec![Sums::default(); if drivers { model.steps.len() + model.teams.len() } else { 0 }],
            held: 0,
            outcomes: [(0, 0); OUTCOMES],
            kept: Vec::new(),
        }
    }

    /// Both together.
    pub(super) fn merge(mut self, other: Self) -> Self {
        self.trials += other.trials;
        self.driven += other.driven;
        for (mine, more) in self.days.iter_mut().zip(&other.days) {
            mine.merge(more);
        }
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

impl Tally {
    /// The same counts, whatever room was left beside them: for comparing two runs.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        for day in &mut self.days {
            let counted: Vec<(u32, u32)> = day.counted().collect();
            let base = counted.first().map_or(0, |(level, _)| *level);
            let end = counted.last().map_or(0, |(level, _)| *level + 1);
            let mut counts = vec![0; (end - base) as usize];
            for (level, count) in counted {
                counts[(level - base) as usize] = count;
            }
            *day = Levels { base, counts };
        }
        let kept = self.kept();
        self.kept = vec![(0, kept)];
        self
    }
}
