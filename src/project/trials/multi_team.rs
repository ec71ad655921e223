//! The general way of trials: several teams, work that waits, and a maximum that changes; one trial after the other.
//!
//! Every step takes the free minutes of its team's days in the order of the plan, as serial schedule generation does; so a
//! trial without any spread repeats the projection.

use super::background::BackgroundDraws;
use super::counts::{OUTCOMES, TrialCounts};
use super::distribution::{ONE, pace};
use super::model::{ChangeTime, FlatModel, NEVER, OnFailure, ScoreUnit, TrialStep, TrialTeam};
use super::philox::{Draw, Rng, of_trial};
use crate::model::{Percent, Points};

/// Steps whose numbers are drawn at once.
const LANES: usize = 8;

#[derive(Debug)]
pub(super) struct MultiTeam<'m> {
    model: &'m FlatModel,
    measure: ScoreUnit,
    /// The capacity of each team on each day, in units of 2^-20 minutes.
    calendar: Vec<u64>,
    /// The day whose level is kept.
    keep: Option<u32>,
}

/// Buffers of a trial; nothing is allocated while it runs.
#[derive(Debug)]
pub(super) struct MultiTeamWorkspace {
    /// The free capacity, team after team, in units of 2^-20 minutes.
    free: Vec<u64>,
    /// The first day of each team that may have free capacity.
    first_free: Vec<usize>,
    paces: Vec<u64>,
    minutes: Vec<u64>,
    finish: Vec<u32>,
    shown: Vec<u32>,
    moved: Vec<u32>,
    gained: Vec<(i64, i64)>,
    background: BackgroundDraws,
}

impl<'m> MultiTeam<'m> {
    pub(super) fn of(model: &'m FlatModel, keep: Option<u32>) -> Self {
        let days = model.last_day as usize + 1;
        let padded = |team: &'m TrialTeam| {
            let minutes = team.capacity.iter().map(|&minutes| u64::from(minutes) * ONE);
            minutes.chain(std::iter::repeat(0)).take(days)
        };
        let calendar = model.teams.iter().flat_map(padded).collect();
        Self { model, measure: model.measure(), calendar, keep }
    }

    pub(super) fn workspace(&self) -> MultiTeamWorkspace {
        let (steps, days) = (self.model.steps.len(), self.model.last_day as usize + 1);
        MultiTeamWorkspace {
            free: self.calendar.clone(),
            first_free: vec![0; self.model.teams.len()],
            paces: vec![ONE; self.model.teams.len()],
            minutes: vec![0; steps],
            finish: vec![NEVER; steps],
            shown: vec![NEVER; steps],
            moved: vec![NEVER; self.model.score_changes.len()],
            gained: vec![(0, 0); days],
            background: BackgroundDraws::of(self.model),
        }
    }

    /// Runs `count` trials from `first` on, and measures what drives the outcome where they are `driven`.
    pub(super) fn run(
        &self,
        rng: &Rng,
        first: u32,
        count: u32,
        driven: bool,
        workspace: &mut MultiTeamWorkspace,
        counts: &mut TrialCounts,
    ) {
        for trial in first..first + count {
            self.work(rng, trial, workspace);
            self.score(workspace);
            workspace.background.enter(self.model, rng, trial, &workspace.moved, &mut workspace.gained);
            self.count(workspace, driven, counts);
        }
        counts.trials += count;
        counts.driven += if driven { count } else { 0 };
    }

    /// Schedules all steps of a trial.
    fn work(&self, rng: &Rng, trial: u32, workspace: &mut MultiTeamWorkspace) {
        let model = self.model;
        workspace.free.copy_from_slice(&self.calendar);
        workspace.first_free.fill(0);
        for (own, team) in workspace.paces.iter_mut().zip(&model.teams) {
            *own = u64::from(pace(&team.paces, rng.draw(trial, team.key).size()));
        }
        let mut drawn = [[0; LANES]; 4];
        for from in (0..model.steps.len()).step_by(LANES) {
            let own = |lane: usize| model.steps[(from + lane).min(model.steps.len() - 1)].key;
            rng.owners(trial, std::array::from_fn(own), &mut drawn);
            for lane in 0..LANES.min(model.steps.len() - from) {
                self.step(from + lane, of_trial(trial, &drawn, lane), workspace);
            }
        }
    }

    fn step(&self, at: usize, draw: Draw, workspace: &mut MultiTeamWorkspace) {
        let (model, step) = (self.model, &self.model.steps[at]);
        let shape = &model.shapes[step.effort.shape as usize];
        let mut minutes = step.effort.value(shape.at(draw.size()));
        let done = draw.succeeds(step.success);
        if !done && model.failure == OnFailure::Redo {
            minutes += step.effort.value(shape.at(draw.again(step.success)));
        }
        workspace.minutes[at] = minutes;
        let mut earliest = step.release;
        for need in model.needs_of(at) {
            earliest = earliest.max(workspace.finish[need.step as usize].saturating_add(need.gap));
        }
        let finish = self.book(step, minutes, earliest, workspace);
        workspace.finish[at] = finish;
        let shows = finish != NEVER && (done || model.failure == OnFailure::Redo);
        workspace.shown[at] = if shows {
            finish + u32::from(model.delays[step.delay as usize].of(draw.delay()))
        } else {
            NEVER
        };
    }

    /// Takes free capacity from a day on; returns the day on which the work is finished.
    fn book(&self, step: &TrialStep, minutes: u64, earliest: u32, workspace: &mut MultiTeamWorkspace) -> u32 {
        let (days, team) = (self.model.last_day as usize + 1, step.team as usize);
        let Some(from) = Some(earliest as usize).filter(|day| *day < days) else { return NEVER };
        if minutes == 0 {
            let open = self.model.open[team * days + from..(team + 1) * days].iter().position(|open| *open);
            return open.and_then(|after| u32::try_from(from + after).ok()).unwrap_or(NEVER);
        }
        let mut left = minutes * workspace.paces[team];
        let free = &mut workspace.free[team * days..(team + 1) * days];
        let start = from.max(workspace.first_free[team]);
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
        if start == workspace.first_free[team] {
            workspace.first_free[team] = day;
        }
        if left == 0 { u32::try_from(day).unwrap_or(NEVER) } else { NEVER }
    }

    /// Enters the score changes on the days on which they show.
    fn score(&self, workspace: &mut MultiTeamWorkspace) {
        for (at, change) in self.model.score_changes.iter().enumerate() {
            let mut day = match change.when {
                ChangeTime::Day(day) => day,
                ChangeTime::Step(step) => workspace.shown[step as usize],
            };
            if let Some(before) = change.behind {
                day = day.max(workspace.moved[before as usize]);
            }
            workspace.moved[at] = day;
            if let Some(gained) = workspace.gained.get_mut(day as usize) {
                gained.0 += change.points;
                gained.1 += change.max;
            }
        }
    }

    /// Counts the score of every day and whether the goal is reached.
    fn count(&self, workspace: &mut MultiTeamWorkspace, driven: bool, counts: &mut TrialCounts) {
        let (mut points, mut max) = self.model.start;
        let mut level = self.measure.level(points, max);
        let (mut reached, mut area, mut kept) = (None, 0_u64, level);
        let due = self.model.goal.map(|goal| goal.by as usize);
        let goal = self.model.goal.map(|goal| goal.percent);
        let reaches = |points: i64, max: i64| {
            goal.is_some_and(|goal| Percent::new(Points(points), Points(max)).reaches(goal))
        };
        let mut there = reaches(points, max);
        for (day, gained) in workspace.gained.iter_mut().enumerate() {
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
            counts.held += u32::from(there && due == Some(day));
            counts.days.add(day, &[level]);
            area += u64::from(level);
            if self.keep.is_some_and(|keep| keep as usize == day) {
                kept = level;
            }
        }
        if self.keep.is_some() {
            counts.keep([kept]);
        }
        let first = reached.unwrap_or(counts.days.len());
        if goal.is_some() {
            counts.reached[first] += 1;
        }
        if driven {
            self.drive(workspace, counts, reached, [first as u64, area]);
        }
    }

    /// Counts the deciding step, and sums every drawn quantity with the outcomes.
    fn drive(
        &self,
        workspace: &MultiTeamWorkspace,
        counts: &mut TrialCounts,
        reached: Option<usize>,
        outcomes: [u64; OUTCOMES],
    ) {
        if let Some(day) = reached.and_then(|day| u32::try_from(day).ok()) {
            // The last step to show before the goal; of several on one day the last in the order of the plan.
            let shown = |at: &usize| workspace.shown[*at] <= day;
            let last = (0..workspace.shown.len()).filter(shown).max_by_key(|&at| (workspace.shown[at], at));
            if let Some(last) = last {
                counts.decided[last] += 1;
            }
        }
        let quantities = workspace.minutes.iter().chain(&workspace.paces);
        for (sums, &quantity) in counts.drivers.iter_mut().zip(quantities) {
            sums.add(quantity, outcomes);
        }
        for (sums, outcome) in counts.outcomes.iter_mut().zip(outcomes.map(i128::from)) {
            sums.0 += outcome;
            sums.1 += outcome * outcome;
        }
    }
}
