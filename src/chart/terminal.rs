//! The score over time in characters.

use jiff::civil::Date;

use super::over_time::{Goal, Line, Mark};
use super::scale::{self, Scale, day_marks, days, marks};
use super::theme::SERIES;
use crate::model::text::plain;
use crate::model::units::hundredths;

const GUTTER: usize = 7;

const ROWS: i64 = 12;

/// The line of nobody doing anything, of a goal, its last day, and the spread of trials.
const IDLE: char = '·';
const GOAL: char = '-';
const FLAG: char = '◆';
const SPREAD: char = '░';

/// The score over time of the first five scenarios, at most `width` characters wide, with a key below. The spread of the
/// trials is drawn where there is one scenario only. Empty when there is no score over time.
pub fn terminal(lines: &[Line], width: usize) -> String {
    let drawn = &lines[..lines.len().min(SERIES)];
    let columns = width.max(GUTTER + 20) - GUTTER - 1;
    let Some(place) = Place::of(drawn, columns) else { return String::new() };
    let mut grid = Grid::new(columns, place.rows);
    if let [line] = drawn {
        for (column, day) in line_days(&place, columns) {
            if let Some(spread) = line.spread.iter().rfind(|spread| spread.date <= day) {
                grid.column(column, place.row(spread.p90), place.row(spread.p10), SPREAD);
            }
        }
    }
    for line in drawn {
        let rows = place.course(&line.idle, columns);
        grid.dots(&rows, IDLE);
    }
    for goal in Goal::distinct(drawn) {
        let (row, last) = (place.row(goal.percent), place.column(goal.by));
        grid.level(row, last, GOAL);
    }
    for (series, line) in drawn.iter().enumerate().rev() {
        grid.steps(&place.course(&line.score, columns), series);
    }
    for goal in Goal::distinct(drawn) {
        grid.put(place.column(goal.by), place.row(goal.percent), FLAG);
    }
    let mut text = String::from("Score over time, %\n");
    for (row, cells) in grid.lines().into_iter().enumerate() {
        text.push_str(&format!("{:>5} |{cells}\n", place.label(row)));
    }
    text.push_str(&format!("      +{}\n", "-".repeat(columns)));
    text.push_str(&below(&place, columns));
    text + &key(lines, drawn, width)
}

struct Place {
    first: Date,
    last: Date,
    x: Scale,
    y: Scale,
    rows: usize,
    levels: Vec<i64>,
}

impl Place {
    fn of(lines: &[Line], columns: usize) -> Option<Self> {
        let all = || lines.iter().flat_map(|line| line.score.iter().chain(&line.idle));
        let goals = || lines.iter().filter_map(|line| line.goal);
        let first = all().map(|mark| mark.date).min()?;
        let last = all().map(|mark| mark.date).chain(goals().map(|goal| goal.by)).max()?;
        if last <= first {
            return None;
        }
        let spread = lines.iter().take(if lines.len() == 1 { 1 } else { 0 }).flat_map(|line| &line.spread);
        let ends = spread.flat_map(|spread| [spread.p10, spread.p90]);
        let percents: Vec<i64> =
            all().map(|mark| mark.percent).chain(goals().map(|goal| goal.percent)).chain(ends).collect();
        let levels = marks(*percents.iter().min()?, *percents.iter().max()?, 1, ROWS / 2);
        let steps = i64::try_from(levels.len()).unwrap_or(2) - 1;
        // Every mark stands on a row of its own, as many rows from the next as there is room for.
        let rows = steps * (ROWS / steps.max(1)).max(1);
        let across = i64::try_from(columns).unwrap_or(80) - 1;
        Some(Self {
            first,
            last,
            x: Scale::new((0, days(first, last)), (0, across)),
            y: Scale::new(scale::ends(&levels), (rows, 0)),
            rows: usize::try_from(rows).unwrap_or(0) + 1,
            levels,
        })
    }

    fn column(&self, date: Date) -> usize {
        usize::try_from(self.x.at(days(self.first, date))).unwrap_or(0)
    }

    fn row(&self, percent: i64) -> usize {
        usize::try_from(self.y.at(percent)).unwrap_or(0)
    }

    fn label(&self, row: usize) -> String {
        let mark = self.levels.iter().find(|mark| self.row(**mark) == row);
        mark.map_or_else(String::new, |mark| super::axis::short(*mark))
    }

    /// The row of a line in each column; none before it begins and after it ends.
    fn course(&self, score: &[Mark], columns: usize) -> Vec<Option<usize>> {
        let mut rows = vec![None; columns];
        for mark in score {
            // What comes later in a column stands.
            for row in rows.iter_mut().skip(self.column(mark.date)) {
                *row = Some(self.row(mark.percent));
            }
        }
        if let Some(end) = score.last() {
            rows.iter_mut().skip(self.column(end.date) + 1).for_each(|row| *row = None);
        }
        rows
    }
}

/// The columns with the last day that each stands for.
fn line_days(place: &Place, columns: usize) -> Vec<(usize, Date)> {
    let mut all = vec![None; columns];
    let mut day = Some(place.first);
    while let Some(date) = day.filter(|date| *date <= place.last) {
        if let Some(slot) = all.get_mut(place.column(date)) {
            *slot = Some(date);
        }
        day = date.tomorrow().ok();
    }
    let mut known = place.first;
    all.into_iter()
        .enumerate()
        .map(|(column, date)| {
            known = date.unwrap_or(known);
            (column, known)
        })
        .collect()
}

/// The months below the drawing, each where the one before leaves room.
fn below(place: &Place, columns: usize) -> String {
    let most = i64::try_from(columns / 10).unwrap_or(2);
    let mut text = " ".repeat(GUTTER);
    for mark in day_marks(place.first, place.last, most) {
        let label = match (&mark.year, mark.label.as_str()) {
            (Some(year), "") => year.clone(),
            (Some(year), label) => format!("{label} {year}"),
            (None, label) => label.to_owned(),
        };
        let at = GUTTER + place.column(mark.date);
        let used = text.chars().count();
        if (at > used || used == GUTTER) && at + label.chars().count() <= GUTTER + columns {
            text.push_str(&" ".repeat(at.saturating_sub(used)));
            text.push_str(&label);
        }
    }
    text.push('\n');
    text
}

fn key(lines: &[Line], drawn: &[Line], width: usize) -> String {
    let mut text = String::new();
    let mut say = |sign: String, words: &str| {
        text.push_str(&crate::model::text::wrapped(&format!("{sign} {}", plain(words)), width));
    };
    for (series, line) in drawn.iter().enumerate() {
        if let (Some(start), Some(end)) = (line.score.first(), line.score.last()) {
            let (start, end) = (hundredths(start.percent), hundredths(end.percent));
            say(sample(series), &format!("{}: {start} to {end}", line.name));
        }
    }
    for goal in Goal::distinct(drawn) {
        say(format!("{GOAL}{FLAG}"), &format!("goal {} by {}", hundredths(goal.percent), goal.by));
    }
    if drawn.iter().any(|line| !line.idle.is_empty()) {
        say(format!("{IDLE}{IDLE}"), "nobody does anything");
    }
    if drawn.len() == 1 && drawn.iter().any(|line| !line.spread.is_empty()) {
        say(format!("{SPREAD}{SPREAD}"), "P10 to P90 of the trials");
    }
    if drawn.len() < lines.len() {
        say(String::new(), &format!(" {} more scenarios are not drawn", lines.len() - drawn.len()));
    }
    text
}

/// Level, upright, and the corners from below to the right, from the left to below, from above to the right, from the
/// left to above: one family for each series.
const FAMILIES: [[char; 6]; 5] = [
    ['─', '│', '╭', '╮', '╰', '╯'],
    ['━', '┃', '┏', '┓', '┗', '┛'],
    ['═', '║', '╔', '╗', '╚', '╝'],
    ['╌', '╎', '┌', '┐', '└', '┘'],
    ['╍', '╏', '┏', '┓', '┗', '┛'],
];

fn family(series: usize) -> [char; 6] {
    FAMILIES[series % FAMILIES.len()]
}

fn sample(series: usize) -> String {
    let [level, ..] = family(series);
    [level, level].iter().collect()
}

struct Grid {
    rows: Vec<Vec<char>>,
}

impl Grid {
    fn new(columns: usize, rows: usize) -> Self {
        Self { rows: vec![vec![' '; columns]; rows] }
    }

    /// One character; outside there is nothing.
    fn put(&mut self, column: usize, row: usize, sign: char) {
        if let Some(cell) = self.rows.get_mut(row).and_then(|cells| cells.get_mut(column)) {
            *cell = sign;
        }
    }

    fn column(&mut self, column: usize, from: usize, to: usize, sign: char) {
        (from..=to).for_each(|row| self.put(column, row, sign));
    }

    /// Every other character of a row, up to a column.
    fn level(&mut self, row: usize, last: usize, sign: char) {
        (0..=last).step_by(2).for_each(|column| self.put(column, row, sign));
    }

    fn dots(&mut self, rows: &[Option<usize>], sign: char) {
        for (column, row) in rows.iter().enumerate().step_by(2) {
            row.iter().for_each(|row| self.put(column, *row, sign));
        }
    }

    fn steps(&mut self, rows: &[Option<usize>], series: usize) {
        let [level, upright, rising_end, falling, falling_end, rising] = family(series);
        let mut before = None;
        for (column, row) in rows.iter().enumerate() {
            match (before, *row) {
                (_, None) => {}
                (Some(from), Some(to)) if from > to => {
                    self.column(column, to, from, upright);
                    self.put(column, from, rising);
                    self.put(column, to, rising_end);
                }
                (Some(from), Some(to)) if from < to => {
                    self.column(column, from, to, upright);
                    self.put(column, from, falling);
                    self.put(column, to, falling_end);
                }
                (_, Some(at)) => self.put(column, at, level),
            }
            before = *row;
        }
    }

    fn lines(&self) -> Vec<String> {
        let text = |cells: &Vec<char>| cells.iter().collect::<String>().trim_end().to_owned();
        self.rows.iter().map(text).collect()
    }
}
