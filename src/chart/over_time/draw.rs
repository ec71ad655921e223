//! The drawing.

use jiff::civil::Date;

use super::goals::Label;
use super::words::words;
use super::{Line, Mark};
use crate::chart::axis::{self, Plot};
use crate::chart::ends::{self, End, SIZE, Taken, halo, series_line, stroke};
use crate::chart::label::width;
use crate::chart::scale::{self, Scale, day_marks, days, marks};
use crate::chart::svg::{Svg, element, px, text_at};
use crate::chart::{Frame, path, theme};
use crate::model::units::hundredths;

const NOBODY: &str = "nobody does anything";

/// Where everything stands.
pub(super) struct Layout<'a> {
    pub(super) lines: &'a [Line],
    first: Date,
    pub(super) plot: Plot,
    x: Scale,
    pub(super) y: Scale,
    pub(super) roomy: bool,
}

pub(super) fn chart(lines: &[Line], frame: &Frame<'_>) -> String {
    let drawn = &lines[..lines.len().min(theme::SERIES)];
    let words = words(lines, drawn.len());
    let across = frame.across();
    let mut svg = Svg::default();
    let Some((first, last)) = span(drawn) else {
        ends::nothing(&mut svg, across, frame.top(), "There is no score to draw.");
        return frame.finish(&words, across, frame.top() + px(80), &svg);
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

/// The first and the last day of anything that is drawn.
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
    pub(super) fn day(&self, date: Date) -> i64 {
        self.x.at(days(self.first, date))
    }

    pub(super) fn places(&self, marks: &[Mark]) -> Vec<(i64, i64)> {
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
