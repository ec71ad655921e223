//! One team that works off a line without waiting: sums instead of a calendar.
//!
//! Where nobody waits for anybody, a step is finished when the work up to it is done, so its day follows from a sum.
//! Several trials run side by side, and each part of the work in a loop of its own over them, so that the compiler makes
//! vectors of what can be one, and what is entered into memory does not wait for what is still being looked up. The
//! figures are those of the general way (`crew`), bit for bit.

use pulp::{Arch, Simd, WithSimd};

use super::counts::{CHUNK, TrialCounts};
use super::distribution::{CELLS, DELAYS, Quantiles, pace};
use super::model::{ChangeTime, FlatModel, OnFailure, ScoreUnit, TrialStep};
use super::philox::{BLOCKS, Draw, OWNERS, Rng, SIDE, Stream, lane_of, low, of_owner};
use super::pieces::{PIECES, Piece, pieces};

/// So many counts are kept at most: 32 megabytes.
const MOST: u64 = 1 << 24;

/// A step as the inner loop wants it.
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
    /// The work at a quantile.
    #[inline(always)]
    fn minutes(&self, quantile: u32) -> u32 {
        low((self.low + u64::from(self.span) * u64::from(quantile)) >> 32)
    }

    /// The work of trials, in their order side by side.
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

/// A line ready to be tried.
#[derive(Debug)]
pub(super) struct SingleTeam<'m> {
    model: &'m FlatModel,
    pieces: Box<[Piece; PIECES]>,
    /// Work by 2^this is its piece.
    bits: u32,
    steps: Vec<LaneStep>,
    start: u16,
    /// The level at which the goal is reached; the largest of all where no trial reaches it.
    goal: u16,
    /// The day whose level is kept.
    keep: Option<u32>,
}

/// What a line needs while it runs; nothing is allocated in between.
#[derive(Debug)]
pub(super) struct SingleTeamWorkspace {
    /// Points by day and trial, also of days that come too late.
    gained: Vec<Side<u16>>,
    /// Sums of a chunk by day and trial.
    levels: Vec<[u16; CHUNK as usize]>,
}

impl<'m> SingleTeam<'m> {
    /// The line of a model; `None` where the general way is needed.
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
        for shift in &model.shifts {
            let ChangeTime::Step(step) = shift.when else { return None };
            let free = points.get_mut(step as usize).filter(|points| points.is_none())?;
            if shift.behind.is_some() {
                return None;
            }
            *free = Some(level(shift.points)?);
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
        // One is left for what nobody reaches.
        let most = all + u64::from(start);
        if most >= u64::from(u16::MAX) || (most + 1) * u64::from(model.last_day + 1) > MOST {
            return None;
        }
        let goal = model.goal.map_or(u16::MAX, |goal| {
            let wanted = i128::from(goal.percent_hundredths) * i128::from(max);
            let unit = 10_000 * i128::from(unit);
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

    pub(super) fn desk(&self) -> SingleTeamWorkspace {
        let days = self.model.last_day as usize + 1;
        let slowest = self.model.delays.iter().flatten().max().copied().unwrap_or_default();
        SingleTeamWorkspace {
            gained: vec![[0; SIDE]; days + 1 + usize::from(slowest)],
            levels: vec![[0; CHUNK as usize]; days],
        }
    }

    /// Tries `count` trials from `first` on, a chunk at most, with the widest vectors that the processor has.
    pub(super) fn run(
        &self,
        luck: &Rng,
        first: u32,
        count: u32,
        desk: &mut SingleTeamWorkspace,
        tally: &mut TrialCounts,
    ) {
        Arch::new().dispatch(Chunk {
            line: self,
            luck,
            first,
            count: count as usize,
            desk: &mut *desk,
            tally,
        });
        tally.trials += count;
    }

    /// Enters the points of [`SIDE`] trials on the days on which they show.
    #[inline(always)]
    fn gain<const REDO: bool>(&self, luck: &Rng, first: u32, desk: &mut SingleTeamWorkspace) {
        let team = &self.model.teams[0];
        let mut drawn = [[0; BLOCKS]; 4];
        luck.side_by_side(first, [team.key; OWNERS], &mut drawn);
        let paces = of_owner(&drawn, 0).map(|word| pace(&team.paces, Draw::new(word.into()).size()));
        // Work less the smallest part of it: what ends a day belongs to that day.
        let mut work = [u64::MAX; SIDE];
        let mut entries = [([0; SIDE], [0; SIDE]); OWNERS];
        for steps in self.steps.chunks(OWNERS) {
            luck.side_by_side(
                first,
                std::array::from_fn(|at| steps[at.min(steps.len() - 1)].key),
                &mut drawn,
            );
            for (owner, (step, (shown, points))) in steps.iter().zip(&mut entries).enumerate() {
                let words = of_owner(&drawn, owner);
                let minutes = step.minutes_of::<REDO>(&self.model.shapes[step.shape as usize], &words);
                for lane in 0..SIDE {
                    work[lane] = work[lane].wrapping_add(u64::from(minutes[lane]) * u64::from(paces[lane]));
                }
                *shown = self.shown(&self.model.delays[step.delay as usize], &words, &work);
                // Points of nothing, because a branch on luck is guessed wrong.
                let done = |word: u32| REDO || Draw::new(word.into()).succeeds(step.success);
                *points = words.map(|word| if done(word) { step.points } else { 0 });
            }
            for (shown, points) in entries.iter().take(steps.len()) {
                for lane in 0..SIDE {
                    desk.gained[usize::from(shown[lane])][lane] += points[lane];
                }
            }
        }
    }

    /// The days on which a step shows that ends the work so far.
    #[inline(always)]
    fn shown(&self, delays: &[u16; DELAYS], words: &Side<u32>, work: &Side<u64>) -> Side<u16> {
        let pieces = work.map(|work| low(work >> self.bits));
        std::array::from_fn(|lane| {
            let piece = &self.pieces[pieces[lane] as usize % PIECES];
            let finished = if work[lane] < piece.bound { piece.first } else { piece.next };
            finished.saturating_add(delays[Draw::new(words[lane].into()).delay() as usize % DELAYS])
        })
    }

    /// Sums the days of [`SIDE`] trials up, the `at`-th of the chunk and those after it.
    #[inline(always)]
    fn sum(&self, at: usize, desk: &mut SingleTeamWorkspace) {
        let mut level = [self.start; SIDE];
        let days = self.model.last_day as usize + 1;
        for (gained, levels) in desk.gained[..days].iter_mut().zip(&mut desk.levels) {
            for lane in 0..SIDE {
                level[lane] += gained[lane];
            }
            *gained = [0; SIDE];
            levels[at..at + SIDE].copy_from_slice(&level);
        }
        desk.gained[days..].fill([0; SIDE]);
    }

    /// Counts the trials of a chunk.
    #[inline(always)]
    fn count(&self, count: usize, desk: &mut SingleTeamWorkspace, tally: &mut TrialCounts) {
        let mut below = [0_u16; CHUNK as usize];
        let whole = count / SIDE * SIDE;
        if tally.days.is_new() {
            // The first chunk tells how wide all will be: ten thousand draws of a bell curve span half as much again as
            // a hundred do. So room is made once.
            let span = |levels: &[u16; CHUNK as usize]| {
                let counted = || levels[..whole].iter();
                counted().max().zip(counted().min()).map(|(most, least)| usize::from(most - least))
            };
            let span = desk.levels.iter().filter_map(span).max().unwrap_or_default();
            tally.days.make_room(span + span / 2);
        }
        for (day, levels) in desk.levels.iter().enumerate() {
            tally.days.add(day, &levels[..whole]);
            for trial in whole..count {
                tally.days.add(day, &[levels[lane_of(trial)]]);
            }
            for (below, &level) in below.iter_mut().zip(levels) {
                *below += u16::from(level < self.goal);
            }
        }
        if let Some(goal) = self.model.goal {
            for day in (0..count).map(|trial| below[lane_of(trial)]) {
                tally.reached[usize::from(day)] += 1;
                // Points of a line never fall: what is reached is held.
                tally.held += u32::from(u32::from(day) <= goal.by);
            }
        }
        if let Some(levels) = self.keep.and_then(|keep| desk.levels.get(keep as usize)) {
            tally.keep((0..count).map(|trial| levels[lane_of(trial)].into()));
        }
    }
}

/// The trials of a chunk, to be run with vectors of any width.
struct Chunk<'a, 'm> {
    line: &'a SingleTeam<'m>,
    luck: &'a Rng,
    first: u32,
    count: usize,
    desk: &'a mut SingleTeamWorkspace,
    tally: &'a mut TrialCounts,
}

impl WithSimd for Chunk<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { line, luck, first, count, desk, tally } = self;
        for at in (0..count).step_by(SIDE) {
            // A chunk is counted in 32 bits.
            let next = first + u32::try_from(at).unwrap_or_default();
            match line.model.failure {
                OnFailure::Redo => line.gain::<true>(luck, next, desk),
                OnFailure::Lose => line.gain::<false>(luck, next, desk),
            }
            line.sum(at, desk);
        }
        line.count(count, desk, tally);
    }
}
