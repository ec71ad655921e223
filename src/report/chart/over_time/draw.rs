//! The drawing.

use jiff::civil::Date;

use super::goals::Label;
use super::words::words;
use super::{Line, Mark};
use crate::model::units::hundredths;
use crate::report::chart::axis::{self, Plot};
use crate::report::chart::label::{GAP, Wish, apart, fitted, width, wrapped};
use crate::report::chart::scale::{Scale, day_marks, days, ends, marks};
use crate::report::chart::svg::{Element, Svg, element, line, px, text_at};
use crate::report::chart::{Frame, path, theme};

/// Narrower charts have their names below and not at the ends of lines.
const ROOMY: i64 = px(560);

/// The size of names and figures at the ends of lines, in pixels.
pub(super) const SIZE: i64 = 12;

/// The height of a line of text.
const LEADING: i64 = px(15);

const NOBODY: &str = "nobody does anything";

/// What has a label at its end.
struct End {
    name: String,
    percent: i64,
    x: i64,
    y: i64,
    series: Option<usize>,
}

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
        let place =
            text_at(across / 2, frame.top() + px(40), SIZE).class("muted").with("text-anchor", "middle");
        svg.text(&place, "There is no score to draw.");
        return frame.finish(&words, across, frame.top() + px(80), svg);
    };
    let roomy = across >= ROOMY;
    let beside = if roomy { (across / 4).min(px(210)) } else { px(80) };
    let top = frame.top() + px(12);
    // As high as the labels at the ends of the lines need, the lines of nobody doing anything included.
    let labels =
        i64::try_from(drawn.iter().map(|line| 1 + usize::from(!line.idle.is_empty())).sum::<usize>());
    let height = if roomy { px(280).max(px(34) * labels.unwrap_or(0) - px(40)) } else { px(220) };
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
        y: Scale::new(ends(&levels), (plot.bottom, plot.top)),
        roomy,
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
    layout.labels(&mut svg, &ends, across);
    let mut bottom = plot.bottom + px(44);
    if !roomy {
        bottom = legend(&mut svg, &ends, across, bottom);
    }
    if drawn.len() < lines.len() {
        let note = format!("{} more scenarios are not drawn", lines.len() - drawn.len());
        svg.text(&text_at(plot.left, bottom + px(10), SIZE).class("muted"), &note);
        bottom += px(22);
    }
    frame.finish(&words, across, bottom, svg)
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
        for (series, line) in self.lines.iter().enumerate().rev() {
            let course = stroke(2).class(theme::stroke(series));
            let course = course.with("stroke-dasharray", theme::dashes(series));
            svg.titled(&course.with("d", path::steps(&self.places(&line.score))), &line.name);
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
        let mut taken: Vec<(i64, i64)> = Vec::new();
        for (series, line) in self.lines.iter().enumerate() {
            let Some(dip) = line.dip else { continue };
            let (x, y) = (self.day(dip.date), self.y.at(dip.percent));
            let ring =
                element("circle").at([("cx", x), ("cy", y), ("r", px(4))]).class(theme::stroke(series));
            let ring = ring.with("fill", "none").with("stroke", "currentColor").with("stroke-width", 2);
            let label = format!("{} %", hundredths(dip.percent));
            svg.titled(&ring, &format!("{}: {label} on {}", line.name, dip.date));
            // The last figure stands beside the end of the line.
            if line.score.last().is_some_and(|last| last.date == dip.date) {
                continue;
            }
            let half = width(&label, SIZE) / 2;
            let middle = x.clamp(self.plot.left + half, (self.plot.right - half).max(self.plot.left + half));
            let free = |place: &i64| {
                let apart = |&(at, high): &(i64, i64)| {
                    (at - middle).abs() > 2 * half || (high - place).abs() > LEADING
                };
                let clear = !goals.iter().any(|goal| goal.touches((middle - half, middle + half), *place));
                taken.iter().all(apart) && clear && *place < self.plot.bottom - px(4)
            };
            if let Some(place) = [y + px(14), y - px(12)].into_iter().find(free) {
                let text =
                    text_at(middle, place + px(4), SIZE).class(format!("{} halo", theme::fill(series)));
                svg.text(&halo(text).with("text-anchor", "middle"), &label);
                taken.push((middle, place));
            }
        }
    }

    /// Names and last figures beside the ends of the lines, with leaders to those that had to move.
    fn labels(&self, svg: &mut Svg, ends: &[End], across: i64) {
        let left = self.plot.right + px(22);
        let room = across - left - px(4);
        let full = |lines: usize| -> Vec<Vec<String>> {
            let name =
                |end: &End| if self.roomy { wrapped(&end.name, room, SIZE, lines) } else { Vec::new() };
            let percent = |end: &End| vec![format!("{} %", hundredths(end.percent))];
            ends.iter().map(|end| [percent(end), name(end)].concat()).collect()
        };
        let tall = |texts: &[Vec<String>]| -> Vec<Wish> {
            let height = |lines: usize| i64::try_from(lines).unwrap_or(1) * LEADING + px(4);
            let wish =
                |(end, lines): (&End, &Vec<String>)| Wish { middle: end.y, height: height(lines.len()) };
            ends.iter().zip(texts).map(wish).collect()
        };
        let (top, bottom) = (self.plot.top - px(10), self.plot.bottom + px(36));
        let mut texts = full(2);
        if tall(&texts).iter().map(|wish| wish.height).sum::<i64>() > bottom - top {
            texts = full(1);
        }
        let wishes = tall(&texts);
        for (((end, wish), lines), middle) in
            ends.iter().zip(&wishes).zip(&texts).zip(apart(&wishes, top, bottom))
        {
            let class = end.series.map_or_else(|| "muted".to_owned(), theme::fill);
            let leader = end.series.map_or_else(|| "idle".to_owned(), theme::stroke);
            let bend = end.x.max(self.plot.right + px(4));
            let places = [(end.x, end.y), (bend, end.y), (left - px(4), middle)];
            let thin = element("path").class(leader).with("fill", "none").with("stroke", "currentColor");
            svg.put(&thin.with("stroke-opacity", "0.6").with("d", path::straight(&places)));
            let dot = element("circle").at([("cx", end.x), ("cy", end.y), ("r", px(3))]);
            svg.put(&dot.class(&class));
            let mut y = middle - wish.height / 2 + px(14);
            for (at, text) in lines.iter().enumerate() {
                let place = text_at(left, y, SIZE).class(&class);
                svg.text(&if at == 0 { place.with("font-weight", 600) } else { place }, text);
                y += LEADING;
            }
        }
    }
}

/// A line that is drawn and not filled.
fn stroke(width: i64) -> Element {
    let path = element("path").with("fill", "none").with("stroke", "currentColor");
    path.with("stroke-width", width).with("stroke-linejoin", "round")
}

/// A text that stays readable on lines.
pub(super) fn halo(place: Element) -> Element {
    place.with("paint-order", "stroke").with("stroke-width", 3).with("stroke-linejoin", "round")
}

/// Names with a piece of their line, below a narrow chart; gives where it ends.
fn legend(svg: &mut Svg, ends: &[End], across: i64, top: i64) -> i64 {
    let mut y = top + px(8);
    let mut named: Vec<&End> = ends.iter().collect();
    named.sort_by_key(|end| end.series.unwrap_or(usize::MAX));
    named.dedup_by_key(|end| (end.series, end.name.as_str()));
    for end in named {
        let sample = line((px(12), y - px(4)), (px(48), y - px(4))).with("stroke", "currentColor");
        let sample = sample.with("stroke-width", 2);
        svg.put(&match end.series {
            Some(series) => {
                sample.class(theme::stroke(series)).with("stroke-dasharray", theme::dashes(series))
            }
            None => sample.class("idle").with("stroke-dasharray", "0 5").with("stroke-linecap", "round"),
        });
        let name = fitted(&end.name, across - px(56) - GAP, SIZE);
        svg.text(&text_at(px(56), y, SIZE).class("ink"), &name);
        y += px(20);
    }
    y
}
