//! Whether the days of a plan can be kept: teams, days off, prerequisites, waits, lead times, earliest and latest days.
//!
//! The days are judged, never made: whichever minutes a planner took, the work whose first and last day lie within some
//! days must fit into the hours of its team on those days, and where that holds for all of them, such minutes exist.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::violation::{Figure, Kind, Violation};
use crate::model::{BasisPoints, Freeze, Id, Minutes, Pilot, Ramp, SavedStep, Team, Window};

/// A piece of work with the days that a plan gives it.
#[derive(Debug, Clone)]
pub struct Dated<'a> {
    pub id: &'a Id,
    pub product: Option<&'a Id>,
    pub usual: Option<&'a Id>,
    /// The team that is to do it.
    pub team: &'a Id,
    pub start: Date,
    pub finish: Date,
    /// Stages before the last: how much is covered, and the last day of each.
    pub stages: Vec<(BasisPoints, Date)>,
    pub effort: Minutes,
    /// What must be done before; what is not in the plan counts as done here.
    pub needs: Vec<&'a Id>,
    /// Whole days that pass after it before what needs it may begin.
    pub wait_days: i64,
}

/// By what days are judged.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    pub teams: &'a [Team],
    pub freezes: &'a [Freeze],
    pub holidays: &'a [Date],
    pub dates: &'a [Window],
    /// Work that is rolled out in stages.
    pub ramps: &'a [Ramp],
    pub from: Date,
    pub by: Date,
}

/// Everything that is wrong with the days of some work, in its order. `late` is what the plan itself calls late.
pub fn judge(work: &[Dated<'_>], late: &[Id], rules: &Rules<'_>) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut rounds: BTreeMap<&Id, Vec<&Dated<'_>>> = BTreeMap::new();
    for one in work {
        rounds.entry(one.id).or_default().push(one);
    }
    // Of what is done more than once the last time counts that has begun.
    let round = |need: &Id, day: Date| {
        let all = rounds.get(need)?;
        let begun = all.iter().filter(|one| one.start <= day).max_by_key(|one| one.start);
        begun.or(all.first()).copied()
    };
    for (at, one) in work.iter().enumerate() {
        let Some(team) = rules.teams.iter().find(|team| team.id == *one.team) else {
            violations.push(Violation::of_step(Kind::Team, at, one.id).with(one.team));
            continue;
        };
        // Every field is named, so that a new one does not compile until the judge has met it.
        let Team {
            id: team_id,
            lead_days,
            holidays,
            // Its hours are counted in `minutes`.
            per_week: _,
            changes: _,
            // What it may take is judged in `covers`.
            products: _,
            controls: _,
            // Keeping what is finished is judged in `upkeep`.
            upkeep: _,
        } = team;
        if !covers(rules, team, one) {
            violations.push(Violation::of_step(Kind::Team, at, one.id).with(one.team));
        }
        let mut said = |kind: Kind, is: Date, should: Date| {
            let figures = (Some(day(is)), Some(day(should)));
            violations.push(Violation::of_step(kind, at, one.id).figures(figures.0, figures.1));
        };
        if one.finish < one.start || one.finish > rules.by {
            said(Kind::AfterEnd, one.finish, rules.by);
        }
        let (stated_earliest, stated_latest) = window(rules, one.id);
        let earliest = later(rules.from, *lead_days).max(stated_earliest.unwrap_or(rules.from));
        if one.start < earliest {
            said(Kind::TooEarly, one.start, earliest);
        }
        for end in [one.start, one.finish] {
            // What takes no time needs no time of the team, only a day on which it makes changes.
            let free = if one.effort == Minutes::ZERO {
                is_open(rules, end) && !holidays.contains(&end)
            } else {
                minutes(rules, team, end) > 0
            };
            if !free {
                said(Kind::DayOff, end, end);
            }
        }
        if let Some(latest) = stated_latest
            && one.finish > latest
            && !late.contains(one.id)
        {
            said(Kind::TooLate, one.finish, latest);
        }
        let pilots = pilots(rules, one.id);
        let stated = pilots.iter().map(|Pilot { coverage, wait_days: _ }| *coverage);
        let stated: Vec<BasisPoints> = stated.collect();
        let planned: Vec<BasisPoints> = one.stages.iter().map(|(coverage, _)| *coverage).collect();
        // Between its stages it waits, and no stage ends before the one before it.
        let (mut earliest, mut short) = (one.start, None);
        let ends = one.stages.iter().map(|(_, finish)| *finish).chain([one.finish]);
        let waits = pilots.iter().map(|Pilot { coverage: _, wait_days }| 1 + wait_days).chain([0]);
        for (end, wait) in ends.zip(waits) {
            short = short.or((end < earliest).then_some((end, earliest)));
            earliest = later(end, wait);
        }
        match short {
            Some((end, earliest)) if !pilots.is_empty() => said(Kind::Ramp, end, earliest),
            _ if stated != planned => said(Kind::Ramp, one.finish, one.finish),
            _ => {}
        }
        for need in &one.needs {
            let Some(need) = round(need, one.start).filter(|need| need.id != one.id) else { continue };
            let ready = match (need.team == team_id, need.wait_days) {
                (true, 0) => need.finish,
                (true, wait) => later(need.finish, 1 + wait),
                (false, wait) => later(need.finish, 1 + wait + lead_days),
            };
            if one.start < ready {
                let breach = Violation::of_step(Kind::NeedNotReady, at, one.id).with(need.id);
                violations.push(breach.figures(Some(day(one.start)), Some(day(ready))));
            }
        }
    }
    for team in rules.teams {
        violations.extend(overbooked(work, rules, team));
    }
    violations
}

/// The first days on which a team has more work than time; `None` when its work fits.
fn overbooked(work: &[Dated<'_>], rules: &Rules<'_>, team: &Team) -> Option<Violation> {
    let mut own: Vec<(usize, &Dated<'_>)> =
        work.iter().enumerate().filter(|(_, one)| *one.team == team.id && one.finish >= one.start).collect();
    own.sort_by_key(|(at, one)| (one.finish, *at));
    let mut starts: Vec<Date> = own.iter().map(|(_, one)| one.start).collect();
    starts.sort_unstable();
    starts.dedup();
    for start in starts {
        let (mut time, mut counted, mut sum) = (0, start, 0);
        for (at, one) in own.iter().filter(|(_, one)| one.start >= start) {
            while counted <= one.finish && counted <= rules.by {
                time += minutes(rules, team, counted);
                counted = later(counted, 1);
            }
            sum += one.effort.0;
            if sum > time {
                let figures = (Some(Figure::Minutes(Minutes(sum))), Some(Figure::Minutes(Minutes(time))));
                let breach = Violation::of_step(Kind::Overbooked, *at, one.id).with(&team.id);
                return Some(breach.figures(figures.0, figures.1));
            }
        }
    }
    None
}

/// Whether a team may take some work: by id before by product before by name before whatever nobody covers.
fn covers(rules: &Rules<'_>, team: &Team, one: &Dated<'_>) -> bool {
    let by_product = |team: &Team| one.product.is_some_and(|product| team.products.contains(product));
    let rest = |team: &Team| team.products.is_empty() && team.controls.is_empty();
    if rules.teams.iter().any(|team| team.controls.contains(one.id)) {
        return team.controls.contains(one.id);
    }
    if rules.teams.iter().any(by_product) {
        return by_product(team);
    }
    let by_name = |team: &Team| rest(team) && Some(&team.id) == one.usual;
    if rules.teams.iter().any(by_name) { by_name(team) } else { rest(team) }
}

/// The earliest and the latest day that are stated for some work; the last statement counts.
fn window(rules: &Rules<'_>, work: &Id) -> (Option<Date>, Option<Date>) {
    let stated = rules.dates.iter().rev();
    let mut days =
        stated.filter_map(|Window { id, earliest, latest }| (id == work).then_some((*earliest, *latest)));
    days.next().unwrap_or_default()
}

/// The stages before the last in which some work is rolled out; the last statement counts.
fn pilots<'a>(rules: &Rules<'a>, work: &Id) -> &'a [Pilot] {
    let stated = rules.ramps.iter().rev();
    let mut of_work =
        stated.filter_map(|Ramp { control, pilots }| (control == work).then_some(pilots.as_slice()));
    of_work.next().unwrap_or_default()
}

fn is_open(rules: &Rules<'_>, day: Date) -> bool {
    // Why nothing changes is for people.
    let frozen = rules.freezes.iter().any(|Freeze { from, to, reason: _ }| (*from..=*to).contains(&day));
    !frozen && !rules.holidays.contains(&day) && !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// A fifth of the hours of that week; the minutes that five days do not share evenly go to the first days.
pub(super) fn minutes(rules: &Rules<'_>, team: &Team, day: Date) -> i64 {
    if !is_open(rules, day) || team.holidays.contains(&day) {
        return 0;
    }
    let mut week = team.per_week.0;
    for (from, hours) in &team.changes {
        if *from <= day {
            week = hours.0;
        }
    }
    let before = i64::from(day.weekday().to_monday_zero_offset());
    (week - before + 4).div_euclid(5)
}

/// The day on which the work of a step is said to show, and is not.
pub(super) fn expected(at: usize, step: &SavedStep, claimed: Option<Date>, derived: Date) -> Violation {
    Violation::of_step(Kind::Expected, at, &step.id).figures(claimed.map(day), Some(day(derived)))
}

pub(super) fn later(day: Date, days: i64) -> Date {
    day.checked_add(days.clamp(0, 100_000).days()).unwrap_or(Date::MAX)
}

fn day(day: Date) -> Figure {
    Figure::Word(day.to_string())
}
