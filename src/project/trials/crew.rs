//! Several teams, work that waits, and a score whose maximum moves: one trial after the other, on real calendars.
//!
//! Every step takes the free minutes of its team's days in turn, exactly as the schedule of the plan was made; so a trial
//! without any spread repeats the projection.

use super::itself::Fate;
use super::model::{Failure, Measure, Model, NEVER, Step, Team, When};
use super::random::{Draw, Luck, of_trial};
use super::table::{ONE, pace};
use super::tally::{OUTCOMES, Tally};
use crate::model::{BasisPoints, Percent, Points};

/// Steps that draw side by side.
const LANES: usize = 8;

/// One trial after the other.
#[derive(Debug)]
pub(super) struct Crew<'m> {
    model: &'m Model,
    measure: Measure,
    /// The minutes of all teams, day after day, in units of 2^-20.
    calendar: Vec<u64>,
    /// The day whose level is kept.
    keep: Option<u32>,
}

/// What a trial needs while it runs; nothing is allocated in between.
#[derive(Debug)]
pub(super) struct Desk {
    /// Minutes still free, team after team, in units of 2^-20.
    free: Vec<u64>,
    /// The first day of each team on which anything may be free.
    first_free: Vec<usize>,
    paces: Vec<u64>,
    minutes: Vec<u64>,
    finish: Vec<u32>,
    shown: Vec<u32>,
    /// The day of each shift.
    moved: Vec<u32>,
    gained: Vec<(i64, i64)>,
    fate: Fate,
}

impl<'m> Crew<'m> {
    pub(super) fn of(model: &'m Model, keep: Option<u32>) -> Self {
        let days = model.last_day as usize + 1;
        let padded = |team: &'m Team| {
            let minutes = team.capacity.iter().map(|&minutes| u64::from(minutes) * ONE);
            minutes.chain(std::iter::repeat(0)).take(days)
        };
        let calendar = model.teams.iter().flat_map(padded).collect();
        Self { model, measure: model.measure(), calendar, keep }
    }

    pub(super) fn desk(&self) -> Desk {
        let (steps, days) = (self.model.steps.len(), self.model.last_day as usize + 1);
        Desk {
            free: self.calendar.clone(),
            first_free: vec![0; self.model.teams.len()],
            paces: vec![ONE; self.model.teams.len()],
            minutes: vec![0; steps],
            finish: vec![NEVER; steps],
            shown: vec![NEVER; steps],
            moved: vec![NEVER; self.model.shifts.len()],
            gained: vec![(0, 0); days],
            fate: Fate::of(self.model),
        }
    }

    /// Tries `count` trials from `first` on, and asks what drives them where they are `driven`.
    pub(super) fn run(
        &self,
        luck: &Luck,
        first: u32,
        count: u32,
        driven: bool,
        desk: &mut Desk,
        tally: &mut Tally,
    ) {
        for trial in first..first + count {
            self.work(luck, trial, desk);
            self.score(desk);
            desk.fate.enter(self.model, luck, trial, &desk.moved, &mut desk.gained);
            self.count(desk, driven, tally);
        }
        tally.trials += count;
        tally.driven += if driven { count } else { 0 };
    }

    /// When everything is finished and shows.
    fn work(&self, luck: &Luck, trial: u32, desk: &mut Desk) {
        let model = self.model;
        desk.free.copy_from_slice(&self.calendar);
        desk.first_free.fill(0);
        for (own, team) in desk.paces.iter_mut().zip(&model.teams) {
            *own = u64::from(pace(&team.paces, luck.draw(trial, team.key).size()));
        }
        let mut drawn = [[0; LANES]; 4];
        for from in (0..model.steps.len()).step_by(LANES) {
            let own = |lane: usize| model.steps[(from + lane).min(model.steps.len() - 1)].key;
            luck.owners(trial, std::array::from_fn(own), &mut drawn);
            for lane in 0..LANES.min(model.steps.len() - from) {
                self.step(from + lane, of_trial(trial, &drawn, lane), desk);
            }
        }
    }

    fn step(&self, at: usize, draw: Draw, desk: &mut Desk) {
        let (model, step) = (self.model, &self.model.steps[at]);
        let shape = &model.shapes[step.effort.shape as usize];
        let mut minutes = step.effort.value(shape.at(draw.size()));
        let done = draw.succeeds(step.success);
        if !done && model.failure == Failure::Redo {
            minutes += step.effort.value(shape.at(draw.again(step.success)));
        }
        desk.minutes[at] = minutes;
        let mut earliest = step.release;
        for need in model.needs_of(at) {
            earliest = earliest.max(desk.finish[need.step as usize].saturating_add(need.gap));
        }
        let finish = self.book(step, minutes, earliest, desk);
        desk.finish[at] = finish;
        let shows = finish != NEVER && (done || model.failure == Failure::Redo);
        desk.shown[at] = if shows {
            finish + u32::from(model.delays[step.delay as usize][draw.delay() as usize])
        } else {
            NEVER
        };
    }

    /// Takes free minutes from a day on; the day on which the work is finished.
    fn book(&self, step: &Step, minutes: u64, earliest: u32, desk: &mut Desk) -> u32 {
        let (days, team) = (self.model.last_day as usize + 1, step.team as usize);
        let Some(from) = Some(earliest as usize).filter(|day| *day < days) else { return NEVER };
        if minutes == 0 {
            let open = self.model.open[team * days + from..(team + 1) * days].iter().position(|open| *open);
            return open.and_then(|after| u32::try_from(from + after).ok()).unwrap_or(NEVER);
        }
        let mut left = minutes * desk.paces[team];
        let free = &mut desk.free[team * days..(team + 1) * days];
        let start = from.max(desk.first_free[team]);
        let mut day = start;
        while day < days {
            let taken = free[day].min(left);
            free[day] -= taken;
            left -= taken;
            if left == 0 {
                break;
            }
            day += 1;
        }
        if start == desk.first_free[team] {
            desk.first_free[team] = day;
        }
        if left == 0 { u32::try_from(day).unwrap_or(NEVER) } else { NEVER }
    }

    /// Enters what moves the score on the day on which it shows.
    fn score(&self, desk: &mut Desk) {
        for (at, shift) in self.model.shifts.iter().enumerate() {
            let mut day = match shift.when {
                When::Day(day) => day,
                When::Step(step) => desk.shown[step as usize],
            };
            if let Some(before) = shift.behind {
                day = day.max(desk.moved[before as usize]);
            }
            desk.moved[at] = day;
            if let Some(gained) = desk.gained.get_mut(day as usize) {
                gained.0 += shift.points;
                gained.1 += shift.max;
            }
        }
    }

    /// Counts the days and what came of the goal.
    fn count(&self, desk: &mut Desk, driven: bool, tally: &mut Tally) {
        let (mut points, mut max) = self.model.start;
        let mut level = self.measure.level(points, max);
        let (mut reached, mut area, mut kept) = (None, 0_u64, level);
        let due = self.model.goal.map(|goal| goal.by as usize);
        let goal = self.model.goal.map(|goal| BasisPoints(goal.percent_hundredths));
        let reaches = |points: i64, max: i64| {
            goal.is_some_and(|goal| Percent::new(Points(points), Points(max)).reaches(goal))
        };
        let mut there = reaches(points, max);
        for (day, gained) in desk.gained.iter_mut().enumerate() {
            if *gained != (0, 0) {
                points += gained.0;
                max += gained.1;
                *gained = (0, 0);
                level = self.measure.level(points, max);
                there = reaches(points, max);
            }
            if there && reached.is_none() {
                reached = Some(day);
            }
            tally.held += u32::from(there && due == Some(day));
            tally.days.add(day, &[level]);
            area += u64::from(level);
            if self.keep.is_some_and(|keep| keep as usize == day) {
                kept = level;
            }
        }
        if self.keep.is_some() {
            tally.keep([kept]);
        }
        let first = reached.unwrap_or(tally.days.len());
        if goal.is_some() {
            tally.reached[first] += 1;
        }
        if driven {
            self.drive(desk, tally, reached, [first as u64, area]);
        }
    }

    /// Counts which step decided, and how every quantity goes with the outcomes.
    fn drive(&self, desk: &Desk, tally: &mut Tally, reached: Option<usize>, outcomes: [u64; OUTCOMES]) {
        if let Some(day) = reached.and_then(|day| u32::try_from(day).ok()) {
            // The last to show before the goal; of those of one day the last in the order of the plan.
            let shown = |at: &usize| desk.shown[*at] <= day;
            let last = (0..desk.shown.len()).filter(shown).max_by_key(|&at| (desk.shown[at], at));
            if let Some(last) = last {
                tally.decided[last] += 1;
            }
        }
        let quantities = desk.minutes.iter().chain(&desk.paces);
        for (sums, &quantity) in tally.drivers.iter_mut().zip(quantities) {
            sums.add(quantity, outcomes);
        }
        for (sums, outcome) in tally.outcomes.iter_mut().zip(outcomes.map(i128::from)) {
            sums.0 += outcome;
            sums.1 += outcome * outcome;
        }
    }
}
