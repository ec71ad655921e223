//! What each cause adds between the first and the last day, as bars from one total to the next.

use super::axis::{self, Plot};
use super::ends::{self, SIZE, halo, stroke};
use super::label::{GAP, fitted, width};
use super::over_time::Mark;
use super::scale::{self, Scale, marks};
use super::svg::{Svg, Words, line, px, rect, text_at};
use super::{Frame, path};
use crate::model::units::{hundredths, signed};

/// A cause and what it adds, in hundredths of a percentage point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    pub name: String,
    pub percent: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waterfall {
    pub start: Mark,
    pub causes: Vec<Cause>,
    /// The last day: the first and all causes.
    pub end: Mark,
}

/// How many causes have a bar of their own where there are many.
const SHOWN: usize = 10;

/// So many causes all have one.
const ALL: usize = 16;

/// A bar from one total to the next; without a change it shows a total.
struct Bar {
    name: String,
    from: i64,
    to: i64,
    change: Option<i64>,
}

/// The places of the largest of a list, at most `most`, in the order of the list; of equals the first.
pub fn largest<T>(all: &[T], most: usize, size: impl Fn(&T) -> u64) -> Vec<usize> {
    let mut places: Vec<usize> = (0..all.len()).collect();
    places.sort_by_key(|&at| (std::cmp::Reverse(size(&all[at])), at));
    places.truncate(most);
    places.sort_unstable();
    places
}

/// The largest causes in their order, and those between them together, so that every total is one that there was.
fn shown(causes: &[Cause]) -> Vec<Cause> {
    if causes.len() <= ALL {
        return causes.to_vec();
    }
    let own_bar = largest(causes, SHOWN, |cause| cause.percent.unsigned_abs());
    let mut shown = Vec::new();
    let mut from = 0;
    for at in own_bar.into_iter().chain([causes.len()]) {
        match &causes[from..at] {
            [] => {}
            [one] => shown.push(one.clone()),
            many => {
                let percent = many.iter().fold(0_i64, |sum, cause| sum.saturating_add(cause.percent));
                shown.push(Cause { name: format!("{} other causes", many.len()), percent });
            }
        }
        shown.extend(causes.get(at).cloned());
        from = at + 1;
    }
    shown
}

fn bars(waterfall: &Waterfall) -> Vec<Bar> {
    let total = |name: String, percent| Bar { name, from: percent, to: percent, change: None };
    let mut bars = vec![total(format!("{}", waterfall.start.date), waterfall.start.percent)];
    let mut at = waterfall.start.percent;
    for cause in shown(&waterfall.causes) {
        let to = at.saturating_add(cause.percent);
        bars.push(Bar { name: cause.name, from: at, to, change: Some(cause.percent) });
        at = to;
    }
    bars.push(total(format!("{}", waterfall.end.date), waterfall.end.percent));
    bars
}

fn words(waterfall: &Waterfall) -> Words {
    let (start, end) = (waterfall.start, waterfall.end);
    let mut figures = vec![format!(
        "From {} % on {} to {} % on {}.",
        hundredths(start.percent),
        start.date,
        hundredths(end.percent),
        end.date
    )];
    let told = |cause: &Cause| format!("{} {}", cause.name, signed(cause.percent));
    let causes: Vec<String> = shown(&waterfall.causes).iter().map(told).collect();
    if !causes.is_empty() {
        figures.push(format!("{}.", causes.join("; ")));
    }
    Words { title: "What each cause adds".to_owned(), figures }
}

/// The waterfall, a row for each of the largest causes.
pub fn waterfall(waterfall: &Waterfall, frame: &Frame<'_>) -> String {
    let words = words(waterfall);
    let (mut svg, across) = (Svg::default(), frame.across());
    let bars = bars(waterfall);
    // Names stand beside their bars, or above them where there is no room.
    let roomy = ends::roomy(across);
    let row = if roomy { px(26) } else { px(40) };
    let widest = bars.iter().map(|bar| width(&bar.name, SIZE)).max().unwrap_or(0);
    let left = if roomy { widest.min(across * 2 / 5) + px(20) } else { px(22) };
    let top = frame.top() + px(4);
    let height = i64::try_from(bars.len()).unwrap_or(0) * row;
    let plot = Plot { left, right: across - px(64), top, bottom: top + height };
    let totals = || bars.iter().flat_map(|bar| [bar.from, bar.to]);
    let levels =
        marks(totals().min().unwrap_or(0), totals().max().unwrap_or(1), 1, if roomy { 6 } else { 4 });
    let x = Scale::new(scale::ends(&levels), (plot.left, plot.right));
    axis::of_figures(&mut svg, plot, x, &levels, |percent| format!("{} %", axis::short(percent)));
    for (at, bar) in bars.iter().enumerate() {
        let top = plot.top + i64::try_from(at).unwrap_or(0) * row;
        let (bar_top, bar_height) = if roomy { (top + px(5), px(16)) } else { (top + px(20), px(14)) };
        draw_bar(&mut svg, plot, x, bar, (bar_top, bar_height));
        // From each total a line leads to the bar that goes on from it.
        if at + 1 < bars.len() {
            let end = x.at(bar.to);
            let next = bar_top + row;
            svg.put(
                &line((end, bar_top + bar_height), (end, next)).class("axis").with("stroke", "currentColor"),
            );
        }
        let middle = bar_top + bar_height / 2 + px(4);
        if roomy {
            let name = fitted(&bar.name, left - px(20), SIZE);
            svg.text(&text_at(left - GAP, middle, SIZE).class("ink").with("text-anchor", "end"), &name);
        } else {
            let name = fitted(&bar.name, across - left - px(8), SIZE);
            svg.text(&halo(text_at(left, top + px(15), SIZE).class("ink halo")), &name);
        }
    }
    frame.finish(&words, across, plot.bottom + px(28), &svg)
}

fn draw_bar(svg: &mut Svg, plot: Plot, x: Scale, bar: &Bar, (top, height): (i64, i64)) {
    let (from, to) = (x.at(bar.from), x.at(bar.to));
    let (left, right, class) = match bar.change {
        None => (x.at(0).min(to), to, "level"),
        Some(change) if change < 0 => (to, from, "loss"),
        Some(_) => (from, to, "gain"),
    };
    // A change too small for the scale is still a mark.
    let wide = (right - left).max(px(1));
    svg.titled(&rect(left, top, wide, height).class(class).with("rx", 2), &bar.name);
    let cut = plot.left + px(14);
    // What lies outside of a scale stands at its edge.
    if bar.change.is_none() && x.at(-1) == x.at(0) && x.at(0) == x.at(1) && right > cut + px(8) {
        // The axis does not begin at nought, and neither does this bar.
        for at in [cut, cut + px(5)] {
            let slash = path::straight(&[(at - px(3), top + height + px(2)), (at + px(3), top - px(2))]);
            svg.put(&stroke(2).class("halo").with("d", slash));
        }
    }
    let figure = bar.change.map_or_else(|| format!("{} %", hundredths(bar.to)), signed);
    let place = text_at(right.max(left + wide) + px(6), top + height / 2 + px(4), SIZE);
    let weight = if bar.change.is_none() { 600 } else { 400 };
    svg.text(&place.class("ink").with("font-weight", weight), &figure);
}
