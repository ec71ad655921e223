//! One team that works off a line without waiting: sums instead of a calendar.
//!
//! Where nobody waits for anybody, a step is finished when the work up to it is done, so its day follows from a sum.
//! Several trials run side by side. The figures are those of the general way (`crew`), bit for bit.

use super::model::{Failure, Measure, Model, Step, When};
use super::random::{BLOCKS, Draw, Key, Luck, SIDE, low};
use super::table::{CELLS, ONE, pace};
use super::tally::{CHUNK, Tally};

/// The pieces of a calendar; only those that are used come into a cache.
const PIECES: usize = 4096;

/// Work that ends within one piece of the calendar is finished on one day or the next.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// The most work that is finished on the first of both, in units of 2^-20.
    bound: u64,
    first: u16,
    next: u16,
}

/// A step as the inner loop wants it.
#[derive(Debug, Clone, Copy)]
struct Own {
    key: Key,
    shape: u32,
    delay: u32,
    /// The low end of the effort and a half, in units of 2^-32.
    low: u64,
    /// From the low to the high end.
    span: u64,
    /// The largest draw that succeeds.
    success: u32,
    /// In units of the measure.
    points: u32,
}

/// A line ready to be tried.
#[derive(Debug)]
pub(super) struct Line<'m> {
    model: &'m Model,
    pieces: Box<[Piece; PIECES]>,
    /// Work by 2^this is its piece.
    bits: u32,
    steps: Vec<Own>,
    start: u32,
    /// The level at which the goal is reached.
    goal: Option<u32>,
    /// The day whose level is kept.
    keep: Option<u32>,
}

/// What a line needs while it runs; nothing is allocated in between.
#[derive(Debug)]
pub(super) struct Desk {
    /// Points by day and trial, also of days that come too late.
    gained: Vec<[u32; SIDE]>,
    /// Sums of a chunk by day and trial.
    levels: Vec<[u32; CHUNK as usize]>,
}

impl<'m> Line<'m> {
    /// The line of a model; `None` where the general way is needed.
    pub(super) fn of(model: &'m Model, keep: Option<u32>) -> Option<Self> {
        let Measure::Points { unit, max } = model.measure() else { return None };
        let [team] = model.teams.as_slice() else { return None };
        let release = model.steps.first()?.release;
        let alike = |step: &Step| step.release == release && step.effort.low > 0 && step.success > 0;
        if !model.steps.iter().all(alike) || model.needs.iter().any(|need| need.gap > 0) {
            return None;
        }
        let level = |points: i64| u32::try_from(points / unit).ok();
        let mut points = vec![None; model.steps.len()];
        for shift in &model.shifts {
            let When::Step(step) = shift.when else { return None };
            let free = points.get_mut(step as usize).filter(|points| points.is_none())?;
            if shift.behind.is_some() {
                return None;
            }
            *free = Some(level(shift.points)?);
        }
        let own = |(step, points): (&Step, Option<u32>)| Own {
            key: step.key,
            shape: step.effort.shape,
            delay: step.delay,
            low: (u64::from(step.effort.low) << 32) + (1 << 31),
            span: u64::from(step.effort.span),
            success: low(step.success - 1),
            points: points.unwrap_or_default(),
        };
        let steps: Vec<Own> = model.steps.iter().zip(points).map(own).collect();
        let all: u64 = steps.iter().map(|step| u64::from(step.points)).sum();
        let start = level(model.start.0)?;
        u32::try_from(all + u64::from(start)).ok()?;
        let goal = model.goal.map(|goal| {
            let wanted = i128::from(goal.percent_hundredths) * i128::from(max);
            let unit = 10_000 * i128::from(unit);
            u32::try_from((wanted + unit - 1).div_euclid(unit).max(0)).unwrap_or(u32::MAX)
        });
        let slowest = team.paces.iter().max().copied().unwrap_or_default();
        let efforts = model.steps.iter().map(|step| u64::from(step.effort.low) + u64::from(step.effort.span));
        let longest = u64::from(slowest).checked_mul(
            efforts.sum::<u64>().checked_mul(if model.failure == Failure::Redo { 2 } else { 1 })?,
        )?;
        let (pieces, bits) = pieces(&team.capacity, release, model.last_day, longest)?;
        Some(Self { model, pieces, bits, steps, start, goal, keep })
    }

    pub(super) fn desk(&self) -> Desk {
        let days = self.model.last_day as usize + 1;
        let slowest = self.model.delays.iter().flatten().max().copied().unwrap_or_default();
        Desk {
            gained: vec![[0; SIDE]; days + 1 + usize::from(slowest)],
            levels: vec![[0; CHUNK as usize]; days],
        }
    }

    /// Tries `count` trials from `first` on, a chunk at most.
    pub(super) fn run(&self, luck: &Luck, first: u32, count: u32, desk: &mut Desk, tally: &mut Tally) {
        for at in (0..count).step_by(SIDE) {
            match self.model.failure {
                Failure::Redo => self.gain::<true>(luck, first + at, desk),
                Failure::Lose => self.gain::<false>(luck, first + at, desk),
            }
            self.sum(at as usize, desk);
        }
        self.count(count as usize, desk, tally);
        tally.trials += count;
    }

    /// Enters the points of [`SIDE`] trials on the days on which they show.
    fn gain<const REDO: bool>(&self, luck: &Luck, first: u32, desk: &mut Desk) {
        let team = &self.model.teams[0];
        let mut drawn = [[0; BLOCKS]; 4];
        luck.four(first, [team.key; 4], &mut drawn);
        let paces = std::array::from_fn(|lane| u64::from(pace(&team.paces, draw::<0>(&drawn, lane).size())));
        // Work less the smallest part of it: what ends a day belongs to that day.
        let mut work = [u64::MAX; SIDE];
        for steps in self.steps.chunks(4) {
            luck.four(first, std::array::from_fn(|at| steps[at.min(steps.len() - 1)].key), &mut drawn);
            self.enter::<REDO, 0>(steps, &drawn, &paces, &mut work, desk);
            self.enter::<REDO, 1>(steps, &drawn, &paces, &mut work, desk);
            self.enter::<REDO, 2>(steps, &drawn, &paces, &mut work, desk);
            self.enter::<REDO, 3>(steps, &drawn, &paces, &mut work, desk);
        }
    }

    /// Enters the points of one of four steps.
    #[inline(always)]
    fn enter<const REDO: bool, const AT: usize>(
        &self,
        steps: &[Own],
        drawn: &[[u64; BLOCKS]; 4],
        paces: &[u64; SIDE],
        work: &mut [u64; SIDE],
        desk: &mut Desk,
    ) {
        let Some(step) = steps.get(AT) else { return };
        let shape = self.model.shapes[step.shape as usize].quantiles();
        let effort = |cell: u32| (step.low + step.span * u64::from(shape[cell as usize % CELLS])) >> 32;
        let delays = &self.model.delays[step.delay as usize];
        for lane in 0..SIDE {
            let draw = draw::<AT>(drawn, lane);
            let done = draw.success <= step.success;
            let mut minutes = effort(draw.size());
            if REDO && !done {
                minutes += effort(draw.again());
            }
            work[lane] = work[lane].wrapping_add(minutes * paces[lane]);
            let piece = &self.pieces[low(work[lane] >> self.bits) as usize % PIECES];
            let finished = if work[lane] < piece.bound { piece.first } else { piece.next };
            let shown = usize::from(finished) + usize::from(delays[draw.delay() as usize]);
            // A product, because a branch on luck is guessed wrong.
            desk.gained[shown][lane] += step.points * u32::from(REDO || done);
        }
    }

    /// Sums the days of [`SIDE`] trials up, the `at`-th of the chunk and those after it.
    fn sum(&self, at: usize, desk: &mut Desk) {
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
    fn count(&self, count: usize, desk: &Desk, tally: &mut Tally) {
        let mut below = [0_u32; CHUNK as usize];
        let goal = self.goal.unwrap_or(u32::MAX);
        let whole = count / SIDE * SIDE;
        for (levels, counted) in desk.levels.iter().zip(&mut tally.days) {
            for &level in &levels[..whole] {
                counted.add(level);
            }
            for trial in whole..count {
                counted.add(levels[lane_of(trial)]);
            }
            for (below, &level) in below.iter_mut().zip(levels) {
                *below += u32::from(level < goal);
            }
        }
        if let Some(goal) = self.model.goal {
            for day in (0..count).map(|trial| below[lane_of(trial)]) {
                tally.reached[day as usize] += 1;
                // Points of a line never fall: what is reached is held.
                tally.held += u32::from(day <= goal.by);
            }
        }
        if let Some(levels) = self.keep.and_then(|keep| desk.levels.get(keep as usize)) {
            tally.keep((0..count).map(|trial| levels[lane_of(trial)]));
        }
    }
}

/// The draw of the `OWNER`-th of four owners in a lane: the even trials first, then the odd ones.
#[inline(always)]
fn draw<const OWNER: usize>(drawn: &[[u64; BLOCKS]; 4], lane: usize) -> Draw {
    const EACH: usize = SIDE / 2;
    let (half, block) = (2 * (lane / EACH), OWNER * EACH + lane % EACH);
    Draw::new(drawn[half][block], drawn[half + 1][block])
}

/// Where a trial of a chunk runs: of every [`SIDE`] trials the even ones before the odd ones.
fn lane_of(trial: usize) -> usize {
    trial / SIDE * SIDE + trial % SIDE / 2 + trial % 2 * (SIDE / 2)
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
    // What is finished later is finished too late.
    days.push((u64::MAX, u16::try_from(last_day + 1).ok()?));
    let shortest = capacity.iter().skip(release as usize).copied().filter(|minutes| *minutes > 0).min()?;
    let bits = shortest.ilog2() + ONE.ilog2();
    if longest >> bits >= PIECES as u64 {
        return None;
    }
    let pieces = std::array::from_fn(|piece| {
        let least = ((piece as u64) << bits) + 1;
        let at = days.partition_point(|(sum, _)| *sum < least).min(days.len() - 1);
        Piece { bound: days[at].0, first: days[at].1, next: days[(at + 1).min(days.len() - 1)].1 }
    });
    Some((Box::new(pieces), bits))
}
