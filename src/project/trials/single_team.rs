//! The fast path of trials: one team, no waiting, a fixed maximum.
//!
//! Without waiting, the day on which a step is finished follows from the sum of the work up to it, and a table gives the
//! day of a sum. Several trials run side by side in vector registers, with a loop for each part of the computation, so that
//! the compiler vectorises it and stores do not wait for table look-ups. The results equal those of `multi_team`, bit for
//! bit.

use pulp::{Arch, Simd, WithSimd};

use super::counts::{CHUNK, TrialCounts};
use super::distribution::{CELLS, Delay, ONE, Quantiles, pace};
use super::model::{ChangeTime, FlatModel, OnFailure, ScoreUnit, TrialStep};
use super::philox::{BLOCKS, Draw, OWNERS, Rng, SIDE, Stream, lane_of, low, of_owner};
use crate::model::BasisPoints;

/// The most counts that are kept: 32 megabytes.
const MOST: u64 = 1 << 24;

/// A step, laid out for the inner loop.
#[derive(Debug, Clone, Copy)]
struct LaneStep {
    key: Stream,
    shape: u32,
    delay: u32,
    /// The low end of the effort and a half, in units of 2^-32.
    low: u64,
    /// From the low to the high end.
    span: u32,
    /// The bound below which a draw succeeds.
    success: u32,
    /// In units of the measure.
    points: u16,
}

impl LaneStep {
    /// The work at a quantile, in minutes.
    #[inline(always)]
    fn minutes(&self, quantile: u32) -> u32 {
        low((self.low + u64::from(self.span) * u64::from(quantile)) >> 32)
    }

    /// The work of the trials side by side.
    #[inline(always)]
    fn minutes_of<const REDO: bool>(&self, shape: &Quantiles, words: &Side<u32>) -> Side<u32> {
        let quantiles = shape.quantiles();
        let drawn: Side<u32> = std::array::from_fn(|lane| quantiles[(words[lane] >> 22) as usize % CELLS]);
        let mut minutes = drawn.map(|quantile| self.minutes(quantile));
        if REDO {
            for (minutes, &word) in minutes.iter_mut().zip(words) {
                let draw = Draw::new(word.into());
                if !draw.succeeds(self.success) {
                    *minutes += self.minutes(shape.at(draw.again(self.success)));
                }
            }
        }
        minutes
    }
}

/// One value for each of the trials side by side.
type Side<T> = [T; SIDE];

/// A model on the fast path.
#[derive(Debug)]
pub(super) struct SingleTeam<'m> {
    model: &'m FlatModel,
    pieces: Box<[Piece; PIECES]>,
    /// The index of a piece is the work shifted right by this.
    bits: u32,
    steps: Vec<LaneStep>,
    start: u16,
    /// The level at which the goal is reached; `u16::MAX` where no trial can reach it.
    goal: u16,
    /// The day whose level is kept.
    keep: Option<u32>,
}

/// Buffers of a run; nothing is allocated while it runs.
#[derive(Debug)]
pub(super) struct SingleTeamWorkspace {
    /// Points by day and trial, with days after the last one.
    gained: Vec<Side<u16>>,
    /// Sums of a chunk by day and trial.
    levels: Vec<[u16; CHUNK as usize]>,
}

impl<'m> SingleTeam<'m> {
    /// `None` where the model needs the general way.
    pub(super) fn of(model: &'m FlatModel, keep: Option<u32>) -> Option<Self> {
        let ScoreUnit::Points { unit, max } = model.measure() else { return None };
        let [team] = model.teams.as_slice() else { return None };
        let release = model.steps.first()?.release;
        let alike = |step: &TrialStep| step.release == release && step.effort.low > 0 && step.success > 0;
        if !model.steps.iter().all(alike) || model.needs.iter().any(|need| need.gap > 0) {
            return None;
        }
        let level = |points: i64| u16::try_from(points / unit).ok();
        let mut points = vec![None; model.steps.len()];
        for change in &model.score_changes {
            let ChangeTime::Step(step) = change.when else { return None };
            let free = points.get_mut(step as usize).filter(|points| points.is_none())?;
            if change.behind.is_some() {
                return None;
            }
            *free = Some(level(change.points)?);
        }
        let own = |(step, points): (&TrialStep, Option<u16>)| LaneStep {
            key: step.key,
            shape: step.effort.shape,
            delay: step.delay,
            low: (u64::from(step.effort.low) << 32) + (1 << 31),
            span: step.effort.span,
            success: step.success,
            points: points.unwrap_or_default(),
        };
        let steps: Vec<LaneStep> = model.steps.iter().zip(points).map(own).collect();
        let all: u64 = steps.iter().map(|step| u64::from(step.points)).sum();
        let start = level(model.start.0)?;
        // The largest level stays free for a goal that no trial reaches.
        let most = all + u64::from(start);
        if most >= u64::from(u16::MAX) || (most + 1) * u64::from(model.last_day + 1) > MOST {
            return None;
        }
        let goal = model.goal.map_or(u16::MAX, |goal| {
            let wanted = i128::from(goal.percent.0) * i128::from(max);
            let unit = i128::from(BasisPoints::ALL.0) * i128::from(unit);
            u16::try_from((wanted + unit - 1).div_euclid(unit).max(0)).unwrap_or(u16::MAX)
        });
        let slowest = team.paces.iter().max().copied().unwrap_or_default();
        let efforts = model.steps.iter().map(|step| u64::from(step.effort.low) + u64::from(step.effort.span));
        // Twice an effort stays within 32 bits.
        if efforts.clone().any(|most| most > u64::from(u32::MAX / 2)) {
            return None;
        }
        let longest = u64::from(slowest).checked_mul(
            efforts.sum::<u64>().checked_mul(if model.failure == OnFailure::Redo { 2 } else { 1 })?,
        )?;
        let (pieces, bits) = pieces(&team.capacity, release, model.last_day, longest)?;
        Some(Self { model, pieces, bits, steps, start, goal, keep })
    }

    pub(super) fn workspace(&self) -> SingleTeamWorkspace {
        let days = self.model.last_day as usize + 1;
        let slowest = self.model.delays.iter().map(Delay::slowest).max().unwrap_or_default();
        SingleTeamWorkspace {
            gained: vec![[0; SIDE]; days + 1 + usize::from(slowest)],
            levels: vec![[0; CHUNK as usize]; days],
        }
    }

    /// Runs `count` trials from `first` on, at most a chunk, with the widest vectors of the processor.
    pub(super) fn run(
        &self,
        rng: &Rng,
        first: u32,
        count: u32,
        workspace: &mut SingleTeamWorkspace,
        counts: &mut TrialCounts,
    ) {
        Arch::new().dispatch(Chunk {
            single_team: self,
            rng,
            first,
            count: count as usize,
            workspace: &mut *workspace,
            counts,
        });
        counts.trials += count;
    }

    /// Enters the points of [`SIDE`] trials on the days on which they show.
    #[inline(always)]
    fn gain<const REDO: bool>(&self, rng: &Rng, first: u32, workspace: &mut SingleTeamWorkspace) {
        let team = &self.model.teams[0];
        let mut drawn = [[0; BLOCKS]; 4];
        rng.side_by_side(first, [team.key; OWNERS], &mut drawn);
        let paces = of_owner(&drawn, 0).map(|word| pace(&team.paces, Draw::new(word.into()).size()));
        // Less one unit: work that exactly fills a day is finished on that day.
        let mut work = [u64::MAX; SIDE];
        let mut entries = [([0; SIDE], [0; SIDE]); OWNERS];
        for steps in self.steps.chunks(OWNERS) {
            rng.side_by_side(first, std::array::from_fn(|at| steps[at.min(steps.len() - 1)].key), &mut drawn);
            for (owner, (step, (shown, points))) in steps.iter().zip(&mut entries).enumerate() {
                let words = of_owner(&drawn, owner);
                let minutes = step.minutes_of::<REDO>(&self.model.shapes[step.shape as usize], &words);
                for lane in 0..SIDE {
                    work[lane] = work[lane].wrapping_add(u64::from(minutes[lane]) * u64::from(paces[lane]));
                }
                *shown = self.shown(&self.model.delays[step.delay as usize], &words, &work);
                // Zero points instead of a branch, which would be mispredicted on random draws.
                let done = |word: u32| REDO || Draw::new(word.into()).succeeds(step.success);
                *points = words.map(|word| if done(word) { step.points } else { 0 });
            }
            for (shown, points) in entries.iter().take(steps.len()) {
                for lane in 0..SIDE {
                    workspace.gained[usize::from(shown[lane])][lane] += points[lane];
                }
            }
        }
    }

    /// The days on which a step shows that ends at a sum of work.
    #[inline(always)]
    fn shown(&self, delay: &Delay, words: &Side<u32>, work: &Side<u64>) -> Side<u16> {
        let pieces = work.map(|work| low(work >> self.bits));
        let mut draws = [0; SIDE];
        for lane in 0..SIDE {
            draws[lane] = Draw::new(words[lane].into()).delay();
        }
        let delays = delay.of_each(&draws);
        std::array::from_fn(|lane| {
            let piece = &self.pieces[pieces[lane] as usize % PIECES];
            let finished = if work[lane] < piece.bound { piece.first } else { piece.next };
            finished.saturating_add(delays[lane])
        })
    }

    /// Sums the days of [`SIDE`] trials up, the `at`-th of the chunk and those after it.
    #[inline(always)]
    fn sum(&self, at: usize, workspace: &mut SingleTeamWorkspace) {
        let mut level = [self.start; SIDE];
        let days = self.model.last_day as usize + 1;
        for (gained, levels) in workspace.gained[..days].iter_mut().zip(&mut workspace.levels) {
            for lane in 0..SIDE {
                level[lane] += gained[lane];
            }
            *gained = [0; SIDE];
            levels[at..at + SIDE].copy_from_slice(&level);
        }
        workspace.gained[days..].fill([0; SIDE]);
    }

    /// Counts the trials of a chunk.
    #[inline(always)]
    fn count(&self, count: usize, workspace: &mut SingleTeamWorkspace, counts: &mut TrialCounts) {
        let mut below = [0_u16; CHUNK as usize];
        let whole = count / SIDE * SIDE;
        if counts.days.is_new() {
            // The first chunk predicts the width: ten thousand draws of a bell curve span half as much again as a hundred
            // do. So room is made once.
            let span = |levels: &[u16; CHUNK as usize]| {
                let counted = || levels[..whole].iter();
                counted().max().zip(counted().min()).map(|(most, least)| usize::from(most - least))
            };
            let span = workspace.levels.iter().filter_map(span).max().unwrap_or_default();
            counts.days.make_room(span + span / 2);
        }
        for (day, levels) in workspace.levels.iter().enumerate() {
            counts.days.add(day, &levels[..whole]);
            for trial in whole..count {
                counts.days.add(day, &[levels[lane_of(trial)]]);
            }
            for (below, &level) in below.iter_mut().zip(levels) {
                *below += u16::from(level < self.goal);
            }
        }
        if let Some(goal) = self.model.goal {
            for day in (0..count).map(|trial| below[lane_of(trial)]) {
                counts.reached[usize::from(day)] += 1;
                // Points never fall here: a goal that is reached is held.
                counts.held += u32::from(u32::from(day) <= goal.by);
            }
        }
        if let Some(levels) = self.keep.and_then(|keep| workspace.levels.get(keep as usize)) {
            counts.keep((0..count).map(|trial| levels[lane_of(trial)].into()));
        }
    }
}

/// The trials of a chunk, for vectors of any width.
struct Chunk<'a, 'm> {
    single_team: &'a SingleTeam<'m>,
    rng: &'a Rng,
    first: u32,
    count: usize,
    workspace: &'a mut SingleTeamWorkspace,
    counts: &'a mut TrialCounts,
}

impl WithSimd for Chunk<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { single_team, rng, first, count, workspace, counts } = self;
        for at in (0..count).step_by(SIDE) {
            let next = first + u32::try_from(at).unwrap_or_default();
            match single_team.model.failure {
                OnFailure::Redo => single_team.gain::<true>(rng, next, workspace),
                OnFailure::Lose => single_team.gain::<false>(rng, next, workspace),
            }
            single_team.sum(at, workspace);
        }
        single_team.count(count, workspace, counts);
    }
}

/// The number of pieces of a calendar; only those that are used occupy a cache.
const PIECES: usize = 4096;

/// A piece of a calendar: work that ends within it is finished on one of two working days.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// The most work that is finished on the first of both days, in units of 2^-20 minutes.
    bound: u64,
    first: u16,
    next: u16,
}

/// Cuts the calendar of a team into pieces of work no larger than its shortest day; `None` where the longest work
/// needs more of them.
fn pieces(
    capacity: &[u32],
    release: u32,
    last_day: u32,
    longest: u64,
) -> Option<(Box<[Piece; PIECES]>, u32)> {
    let mut days: Vec<(u64, u16)> = Vec::new();
    let mut sum = 0;
    for (day, &minutes) in (0..=last_day).zip(capacity).skip(release as usize) {
        if minutes > 0 {
            sum += u64::from(minutes) * ONE;
            days.push((sum, u16::try_from(day).ok()?));
        }
    }
    // Everything later counts as after the last day.
    days.push((u64::MAX, u16::try_from(last_day + 1).ok()?));
    let shortest = capacity.iter().skip(release as usize).copied().filter(|minutes| *minutes > 0).min()?;
    let bits = shortest.ilog2() + ONE.ilog2();
    if longest >> bits >= PIECES as u64 {
        return None;
    }
    let mut at = 0;
    let pieces = std::array::from_fn(|piece| {
        let least = ((piece as u64) << bits) + 1;
        while at + 1 < days.len() && days[at].0 < least {
            at += 1;
        }
        Piece { bound: days[at].0, first: days[at].1, next: days[(at + 1).min(days.len() - 1)].1 }
    });
    Some((Box::new(pieces), bits))
}
