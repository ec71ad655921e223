//! The hours that finished work takes, by the methods (`src/docs/methods.md`, section "Schedule").

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::dates::{Dated, Rules, minutes};
use super::violation::{Figure, Kind, Violation};
use crate::model::{BasisPoints, Minutes, SavedTeam, Team};

/// Minutes of upkeep on a day of a team's work: of what was finished before it, the nearest minute.
fn on(work: &[Dated<'_>], team: &Team, day: Date) -> i64 {
    let finished: i128 = work
        .iter()
        .filter(|one| *one.team == team.id && one.finish < day)
        .map(|one| i128::from(one.effort.0))
        .sum();
    // Thirty days have 150 / 7 working days; upkeep is in hundredths of a percent.
    let (part, whole) = (finished * i128::from(team.upkeep.0) * 7, 1_500_000_i128);
    i64::try_from((2 * part + whole).div_euclid(2 * whole)).unwrap_or(i64::MAX)
}

/// By working day of a team, from the first to the last day of a plan: the minutes of upkeep.
fn by_day(work: &[Dated<'_>], rules: &Rules<'_>, team: &Team) -> Vec<(Date, i64)> {
    let mut days = Vec::new();
    let mut day = rules.from;
    while day <= rules.by {
        if minutes(rules, team, day) > 0 {
            days.push((day, on(work, team, day)));
        }
        let Ok(next) = day.checked_add(1.day()) else { break };
        day = next;
    }
    days
}

/// What a plan says of the upkeep of its teams, and whether work and upkeep have the time together. Upkeep gives way to
/// work that was booked before, so a plan also says how much of it found no time.
pub(super) fn judge(work: &[Dated<'_>], said: &[SavedTeam], rules: &Rules<'_>) -> Vec<Violation> {
    let mut violations = Vec::new();
    for team in rules.teams {
        let days = by_day(work, rules, team);
        let derived: i64 = days.iter().map(|(_, minutes)| minutes).sum();
        let own = said.iter().find(|own| own.team == team.id);
        let claimed = own.map(|own| own.upkeep);
        if claimed.unwrap_or_default() != Minutes(derived) {
            let breach = Violation::of_plan(Kind::Upkeep).about(&team.id);
            violations
                .push(breach.figures(claimed.map(Figure::Minutes), Some(Figure::Minutes(Minutes(derived)))));
        }
        let unmet = own.map_or(0, |own| own.unmet.0);
        if unmet > derived {
            let figures = (Figure::Minutes(Minutes(unmet)), Figure::Minutes(Minutes(derived)));
            let breach = Violation::of_plan(Kind::Upkeep).about(&team.id);
            violations.push(breach.figures(Some(figures.0), Some(figures.1)));
        }
        violations.extend(crowded(work, rules, team, &days, unmet));
    }
    violations
}

/// The first days on which work and upkeep together have no time, but for the upkeep that is said to find none.
fn crowded(
    work: &[Dated<'_>],
    rules: &Rules<'_>,
    team: &Team,
    days: &[(Date, i64)],
    unmet: i64,
) -> Option<Violation> {
    if team.upkeep == BasisPoints::ZERO {
        return None;
    }
    let own: Vec<(usize, &Dated<'_>)> =
        work.iter().enumerate().filter(|(_, one)| *one.team == team.id && one.start <= one.finish).collect();
    let mut starts: Vec<Date> = own.iter().map(|(_, one)| one.start).collect();
    starts.sort_unstable();
    starts.dedup();
    for start in starts {
        let mut inside: Vec<&(usize, &Dated<'_>)> =
            own.iter().filter(|(_, one)| one.start >= start).collect();
        inside.sort_by_key(|(at, one)| (one.finish, *at));
        let mut days = days.iter().skip_while(|(day, _)| *day < start).peekable();
        let (mut sum, mut time) = (0, unmet);
        for (at, one) in inside {
            sum += one.effort.0;
            while let Some((day, upkeep)) = days.next_if(|(day, _)| *day <= one.finish) {
                // A day has no more upkeep than it has minutes; the rest finds no time.
                time += minutes(rules, team, *day) - upkeep;
            }
            if sum > time {
                let figures = (Figure::Minutes(Minutes(sum)), Figure::Minutes(Minutes(time)));
                let breach = Violation::of_step(Kind::Overbooked, *at, one.id).with(&team.id);
                return Some(breach.figures(Some(figures.0), Some(figures.1)));
            }
        }
    }
    None
}
