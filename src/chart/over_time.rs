//! The score over time: a line for each scenario, its spread, its goal, and what happens when nobody does anything.

use jiff::civil::Date;

use super::axis::{self, Plot};
use super::ends::{self, End, LEADING, SIZE, Taken, halo, series_line, stroke};
use super::label::{Wish, apart, width};
use super::scale::{self, Scale, day_marks, days, marks};
use super::svg::{Svg, Words, element, line, px, text_at};
use super::{Frame, path, theme};
use crate::model::units::hundredths;

/// A percentage from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub date: Date,
    /// Hundredths of a percent.
    pub percent: i64,
}

/// What the trials say from a day on, in hundredths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    pub date: Date,
    /// A tenth of the trials is at most here.
    pub p10: i64,
    pub p50: i64,
    /// Nine tenths of them.
    pub p90: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goal {
    /// Hundredths of a percent.
    pub percent: i64,
    /// The last day on which it counts.
    pub by: Date,
    /// The first day on which it is reached, also after the last.
    pub reached: Option<Date>,
}

impl Goal {
    /// Each goal of some lines once, highest first.
    pub(super) fn distinct(lines: &[Line]) -> Vec<Self> {
        let mut goals: Vec<Self> = lines.iter().filter_map(|line| line.goal).collect();
        goals.sort_by_key(|goal| (std::cmp::Reverse(goal.percent), goal.by));
        goals.dedup_by_key(|goal| (goal.percent, goal.by));
        goals
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    pub name: String,
    /// The score on the days on which it changes, in their order.
    pub score: Vec<Mark>,
    /// The spread of its trials, in the order of days; empty without trials.
    pub spread: Vec<Spread>,
    /// The score when nobody does anything.
    pub idle: Vec<Mark>,
    pub goal: Option<Goal>,
    /// The lowest day of its deepest fall.
    pub dip: Option<Mark>,
}

fn words(lines: &[Line], drawn: usize) -> Words {
    let mut figures: Vec<String> = lines.iter().map(told).collect();
    if drawn < lines.len() {
        figures.push(format!("The first {drawn} of {} scenarios are drawn.", lines.len()));
    }
    Words { title: "Score over time".to_owned(), figures }
}

fn told(line: &Line) -> String {
    let (Some(start), Some(end)) = (line.score.first(), line.score.last()) else {
        return format!("{}: no score.", line.name);
    };
    let percent = hundredths;
    let mut parts = vec![format!(
        "{} % on {}, {} % on {}",
        percent(start.percent),
        start.date,
        percent(end.percent),
        end.date
    )];
    if let Some(dip) = line.dip {
        parts.push(format!("after its deepest fall {} % on {}", percent(dip.percent), dip.date));
    }
    if let Some(last) = line.spread.last() {
        parts.push(format!(
            "in the trials {} to {} % (P10 to P90), half of them at least {} %",
            percent(last.p10),
            percent(last.p90),
            percent(last.p50)
        ));
    }
    if let Some(goal) = line.goal {
        let reached = match goal.reached {
            Some(day) if day <= goal.by => format!("reached on {day}"),
            Some(day) => format!("reached late, on {day}"),
            None => "not reached".to_owned(),
        };
        parts.push(format!("goal {} % by {} {reached}", percent(goal.percent), goal.by));
    }
    if let Some(idle) = line.idle.last() {
        parts.push(format!("{} % when nobody does anything", percent(idle.percent)));
    }
    format!("{}: {}.", line.name, parts.join("; "))
}

const NOBODY: &str = "nobody does anything";

struct Layout<'a> {
    lines: &'a [Line],
    first: Date,
    plot: Plot,
    x: Scale,
    y: Scale,
    roomy: bool,
}

/// The score over time of scenarios; the first five are drawn, all are told.
pub fn over_time(lines: &[Line], frame: &Frame<'_>) -> String {
    let drawn = &lines[..lines.len().min(theme::SERIES)];
    let words = words(lines, drawn.len());
    let across = frame.across();
    let mut svg = Svg::default();
    let Some((first, last)) = span(drawn) else {
        return ends::nothing(frame, &words, "There is no score to draw.");
    };
    let labels = drawn.iter().map(|line| 1 + usize::from(!line.idle.is_empty())).sum();
    let (beside, top, height) = (ends::beside(across), frame.top() + px(12), ends::height(across, labels));
    let plot = Plot { left: px(48), right: across - beside, top, bottom: top + height };
    let shown = percents(drawn);
    let low = shown.iter().copied().min().unwrap_or(0);
    let high = shown.iter().copied().max().unwrap_or(10_000);
    let levels = marks(low, high, 1, 6);
    let layout = Layout {
        lines: drawn,
        first,
        plot,
        x: Scale::new((0, days(first, last)), (plot.left, plot.right)),
        y: Scale::new(scale::ends(&levels), (plot.bottom, plot.top)),
        roomy: ends::roomy(across),
    };
    axis::of_percent(&mut svg, plot, layout.y, &levels);
    let most = (plot.right - plot.left) / px(64);
    axis::of_days(&mut svg, plot, layout.x, first, &day_marks(first, last, most));
    layout.spreads(&mut svg);
    layout.goals(&mut svg);
    let ends = layout.courses(&mut svg);
    let goals = layout.goal_labels();
    layout.dips(&mut svg, &goals);
    goals.iter().for_each(|label| label.put(&mut svg));
    ends::labels(&mut svg, plot, across, &ends);
    let mut bottom = ends::legend(&mut svg, &ends, across, plot.bottom + px(44));
    if drawn.len() < lines.len() {
        let left = lines.len() - drawn.len();
        bottom = ends::note(&mut svg, plot.left, bottom, &format!("{left} more scenarios are not drawn"));
    }
    frame.finish(&words, across, bottom, &svg)
}

fn span(lines: &[Line]) -> Option<(Date, Date)> {
    let dates = |line: &Line| -> Vec<Date> {
        let marks = line.score.iter().chain(&line.idle).map(|mark| mark.date);
        let spread = line.spread.iter().map(|spread| spread.date);
        let goal = line.goal.iter().map(|goal| goal.by);
        marks.chain(spread).chain(goal).collect()
    };
    let scored = lines.iter().any(|line| !line.score.is_empty());
    let all: Vec<Date> = lines.iter().flat_map(dates).collect();
    all.iter().min().copied().zip(all.iter().max().copied()).filter(|_| scored)
}

/// Every percentage that must find its place.
fn percents(lines: &[Line]) -> Vec<i64> {
    let of = |line: &Line| -> Vec<i64> {
        let marks = line.score.iter().chain(&line.idle).map(|mark| mark.percent);
        let spread = line.spread.iter().flat_map(|spread| [spread.p10, spread.p50, spread.p90]);
        let goal = line.goal.iter().map(|goal| goal.percent);
        marks.chain(spread).chain(goal).collect()
    };
    lines.iter().flat_map(of).collect()
}

impl Layout<'_> {
    fn day(&self, date: Date) -> i64 {
        self.x.at(days(self.first, date))
    }

    fn places(&self, marks: &[Mark]) -> Vec<(i64, i64)> {
        marks.iter().map(|mark| (self.day(mark.date), self.y.at(mark.percent))).collect()
    }

    /// The bands from P10 to P90 and the lines of P50.
    fn spreads(&self, svg: &mut Svg) {
        for (series, line) in self.lines.iter().enumerate().filter(|(_, line)| !line.spread.is_empty()) {
            let places: Vec<_> = line.spread.iter().map(|day| (self.day(day.date), day)).collect();
            let band: Vec<_> =
                places.iter().map(|(x, day)| (*x, self.y.at(day.p10), self.y.at(day.p90))).collect();
            let middle: Vec<_> = places.iter().map(|(x, day)| (*x, self.y.at(day.p50))).collect();
            let area = element("path").class(theme::fill(series)).with("fill-opacity", "0.14");
            svg.titled(&area.with("d", path::band(&band)), &format!("{}: P10 to P90", line.name));
            let median = stroke(1).class(theme::stroke(series)).with("stroke-dasharray", "1 3");
            svg.titled(&median.with("d", path::steps(&middle)), &format!("{}: P50", line.name));
        }
    }

    /// The lines themselves, each line of nobody doing anything once.
    fn courses(&self, svg: &mut Svg) -> Vec<End> {
        let mut ends = Vec::new();
        let mut idle: Vec<&Line> = Vec::new();
        for line in self.lines.iter().filter(|line| !line.idle.is_empty()) {
            if idle.iter().all(|other| other.idle != line.idle) {
                idle.push(line);
            }
        }
        let several = idle.len() > 1;
        for line in idle {
            let name = if several { format!("idle: {}", line.name) } else { NOBODY.to_owned() };
            let marks = &line.idle;
            let course = element("path").class("idle").with("fill", "none").with("stroke", "currentColor");
            let course = course.with("stroke-width", 2).with("stroke-dasharray", "0 5");
            let course = course.with("stroke-linecap", "round").with("d", path::steps(&self.places(marks)));
            svg.titled(&course, &name);
            ends.extend(self.end(&name, marks, None));
        }
        for (series, line) in self.lines.iter().enumerate() {
            let course = series_line(series, path::steps(&self.places(&line.score)));
            svg.titled(&course, &line.name);
            ends.extend(self.end(&line.name, &line.score, Some(series)));
        }
        ends
    }

    fn end(&self, name: &str, marks: &[Mark], series: Option<usize>) -> Option<End> {
        let last = marks.last()?;
        let (x, y) = (self.day(last.date), self.y.at(last.percent));
        Some(End { name: name.to_owned(), percent: last.percent, x, y, series })
    }

    /// The lowest day of the deepest fall of each line; its figure where no other text stands.
    fn dips(&self, svg: &mut Svg, goals: &[Label]) {
        let mut taken = Taken::default();
        goals.iter().for_each(|goal| taken.take(goal.middle(), goal.wide()));
        for (series, line) in self.lines.iter().enumerate() {
            let Some(dip) = line.dip else { continue };
            let (x, y) = (self.day(dip.date), self.y.at(dip.percent));
            let ring = element("circle").at([("cx", x), ("cy", y), ("r", px(4))]);
            let ring = ring.class(theme::stroke(series)).with("fill", "none");
            let label = format!("{} %", hundredths(dip.percent));
            let ring = ring.with("stroke", "currentColor").with("stroke-width", 2);
            svg.titled(&ring, &format!("{}: {label} on {}", line.name, dip.date));
            // The last figure stands beside the end of the line.
            if line.score.last().is_some_and(|last| last.date == dip.date) {
                continue;
            }
            let wished = [(x, y + px(14)), (x, y - px(14))];
            if let Some((x, y)) = taken.first_free(self.plot, width(&label, SIZE), &wished) {
                let text = text_at(x, y + px(4), SIZE).class(format!("{} halo", theme::fill(series)));
                svg.text(&halo(text).with("text-anchor", "middle"), &label);
            }
        }
    }
}

struct Label {
    text: String,
    left: i64,
    right: i64,
    middle: i64,
}

impl Label {
    fn put(&self, svg: &mut Svg) {
        let place = text_at(self.left, self.middle + px(4), SIZE).class("ink halo").with("font-weight", 600);
        svg.text(&halo(place), &self.text);
    }

    fn middle(&self) -> (i64, i64) {
        (self.left.midpoint(self.right), self.middle)
    }

    fn wide(&self) -> i64 {
        self.right - self.left
    }
}

impl Layout<'_> {
    /// A level until the last day, and a flag there.
    fn goals(&self, svg: &mut Svg) {
        for goal in Goal::distinct(self.lines) {
            let (x, y) = (self.day(goal.by), self.y.at(goal.percent));
            let level = line((self.plot.left, y), (x, y)).class("goal").with("stroke", "currentColor");
            svg.put(&level.with("stroke-dasharray", "5 3"));
            let r = px(5);
            let flag = path::straight(&[(x, y - r), (x + r, y), (x, y + r), (x - r, y)]) + "Z";
            svg.put(&element("path").class("ink").with("d", flag));
        }
    }

    /// Where the labels stand: above or below their levels, where the fewest lines run.
    fn goal_labels(&self) -> Vec<Label> {
        let mut labels: Vec<Label> = Vec::new();
        for goal in Goal::distinct(self.lines) {
            let (end, y) = (self.day(goal.by), self.y.at(goal.percent));
            let percent = axis::short(goal.percent);
            let text = if self.roomy {
                format!("goal {percent} % by {}", goal.by)
            } else {
                format!("goal {percent} %")
            };
            // A tenth more for its weight.
            let wide = width(&text, SIZE) * 11 / 10;
            let first = self.plot.left + px(6);
            let last = (end - px(10) - wide).max(first);
            let places = (0..=4).flat_map(|part| {
                let left = first + (last - first) * part / 4;
                [(left, y - px(10)), (left, y + px(10))]
            });
            let inside = places.filter(|(_, middle)| *middle < self.plot.bottom - LEADING / 2);
            let crossed = |&(left, middle): &(i64, i64)| {
                self.crossings((left, left + wide), (middle - LEADING / 2, middle + LEADING / 2))
            };
            let (left, middle) = inside.min_by_key(crossed).unwrap_or((first, y - px(10)));
            labels.push(Label { text, left, right: left + wide, middle });
        }
        let wish = |label: &Label| Wish { middle: label.middle, height: LEADING };
        let wishes: Vec<Wish> = labels.iter().map(wish).collect();
        for (label, middle) in labels.iter_mut().zip(apart(&wishes, self.plot.top - px(18), self.plot.bottom))
        {
            label.middle = middle;
        }
        labels
    }

    /// How many pieces of the lines run through a rectangle.
    fn crossings(&self, across: (i64, i64), down: (i64, i64)) -> usize {
        let touches = |a: (i64, i64), b: (i64, i64)| a.0 < b.1 && b.0 < a.1;
        let of = |marks: &[Mark]| {
            let places = self.places(marks);
            let run = |pair: &[(i64, i64)]| {
                let ((x, y), (next, then)) = (pair[0], pair[1]);
                let level = touches(across, (x, next)) && touches(down, (y, y + 1));
                let step = touches(across, (next, next + 1)) && touches(down, (y.min(then), y.max(then)));
                usize::from(level) + usize::from(step)
            };
            places.windows(2).map(run).sum::<usize>()
        };
        self.lines.iter().map(|line| of(&line.score) + of(&line.idle)).sum()
    }
}
