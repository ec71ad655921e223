//! The score over time, a column for each line of the chart.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Cell, Column, Sheet, maybe};
use crate::project::{GoalOutcome, ScorePoint};
use crate::report::view::{Course, Spread, View};

/// What a column shows.
enum Line<'a> {
    Score(&'a [ScorePoint]),
    Spread(&'a [Spread], fn(&Spread) -> i64),
    Goal(&'a GoalOutcome),
}

impl Line<'_> {
    fn on(&self, day: Date) -> Cell {
        match self {
            Self::Score(points) => on(points, day),
            Self::Spread(days, of) => {
                let spread = days.iter().rfind(|spread| spread.date <= day);
                maybe(spread, |spread| Cell::Percent(of(spread)))
            }
            Self::Goal(goal) => {
                maybe(Some(*goal).filter(|goal| day <= goal.by), |goal| Cell::Percent(goal.percent.0))
            }
        }
    }
}

/// The lines of a scenario with their names.
fn lines(course: &Course) -> Vec<(String, Line<'_>)> {
    let name = &course.name;
    let mut lines = vec![(format!("{name} %"), Line::Score(&course.series))];
    if let Some(chance) = &course.chance {
        lines.push((format!("{name}: P10 %"), Line::Spread(&chance.days, |day| day.p10)));
        lines.push((format!("{name}: P50 %"), Line::Spread(&chance.days, |day| day.p50)));
        lines.push((format!("{name}: P90 %"), Line::Spread(&chance.days, |day| day.p90)));
    }
    lines.push((format!("{name}: idle %"), Line::Score(&course.do_nothing)));
    lines.extend(course.goal.as_ref().map(|goal| (format!("{name}: goal %"), Line::Goal(goal))));
    lines
}

/// The days on which any line changes and those before them, so that a chart of the rows shows steps.
pub(super) fn sheet(view: &View) -> Sheet {
    let (names, lines): (Vec<String>, Vec<Line<'_>>) = view.scenarios.iter().flat_map(lines).unzip();
    let mut columns = vec![Column { name: "day".to_owned(), width: 12 }];
    columns.extend(names.into_iter().map(|name| Column { name, width: 16 }));
    let row = |day| std::iter::once(Cell::Day(day)).chain(lines.iter().map(|line| line.on(day))).collect();
    Sheet { name: "Projection", columns, rows: days(view).into_iter().map(row).collect() }
}

/// The score on a day; nothing before the first and after the last.
fn on(points: &[ScorePoint], day: Date) -> Cell {
    let point = points.iter().rfind(|point| point.date <= day);
    let last = points.last().filter(|last| day <= last.date);
    point.zip(last).map_or(Cell::Empty, |(point, _)| Cell::Percent(point.percent().hundredths()))
}

fn days(view: &View) -> BTreeSet<Date> {
    let of = |course: &Course| -> Vec<Date> {
        let points = course.series.iter().chain(&course.do_nothing).map(|point| point.date);
        let spread = course.chance.iter().flat_map(|chance| &chance.days).map(|day| day.date);
        points.chain(spread).chain(course.goal.iter().map(|goal| goal.by)).collect()
    };
    let changes: BTreeSet<Date> = view.scenarios.iter().flat_map(of).collect();
    let first = changes.first().copied();
    let before = changes.iter().filter_map(|day| day.yesterday().ok()).filter(|day| Some(*day) > first);
    before.chain(changes.iter().copied()).collect()
}
