//! Hours against percentage: what more work buys, and where the chosen plan stands.

use super::axis::{self, Plot};
use super::ends::{self, SIZE, Taken, halo, series_line};
use super::label::width;
use super::scale::{self, Scale, marks};
use super::svg::{Svg, Words, element, line, px, text_at};
use super::{Frame, path};
use crate::model::Minutes;
use crate::model::units::hundredths;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Corner {
    /// Effort in minutes.
    pub minutes: i64,
    /// Hundredths of a percent.
    pub percent: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    /// The corners by rising effort, that without any work first.
    pub corners: Vec<Corner>,
    pub chosen: Option<Corner>,
    /// A percentage to be reached, in hundredths.
    pub target: Option<i64>,
}

/// More corners than this have no dots.
const DOTS: usize = 60;

fn told(corner: Corner) -> String {
    format!("{} h for {} %", Minutes(corner.minutes), hundredths(corner.percent))
}

fn words(frontier: &Frontier) -> Words {
    let mut figures = Vec::new();
    if let (Some(first), Some(last)) = (frontier.corners.first(), frontier.corners.last()) {
        let count = frontier.corners.len();
        figures.push(format!("{count} corners, from {} to {}.", told(*first), told(*last)));
        // What half of the work buys says most about the shape.
        let half = frontier.corners.iter().rfind(|corner| corner.minutes <= last.minutes / 2);
        figures.extend(half.map(|corner| format!("Within half of the hours: {}.", told(*corner))));
    }
    figures.extend(frontier.chosen.map(|chosen| format!("The plan: {}.", told(chosen))));
    figures.extend(frontier.target.map(|target| format!("Wanted: {} %.", hundredths(target))));
    Words { title: "Hours against percentage".to_owned(), figures }
}

/// The frontier as the line that is reached for certain: level until the next corner is paid for.
pub fn frontier(frontier: &Frontier, frame: &Frame<'_>) -> String {
    let words = words(frontier);
    let (mut svg, across) = (Svg::default(), frame.across());
    let corners: Vec<Corner> = frontier.corners.iter().chain(&frontier.chosen).copied().collect();
    let percents = corners.iter().map(|corner| corner.percent).chain(frontier.target);
    let (Some(low), Some(high)) = (percents.clone().min(), percents.max().filter(|_| !corners.is_empty()))
    else {
        return ends::nothing(frame, &words, "There is no plan to draw.");
    };
    let top = frame.top() + px(12);
    let height = if ends::roomy(across) { px(280) } else { px(220) };
    let plot = Plot { left: px(48), right: across - px(24), top, bottom: top + height };
    let levels = marks(low, high, 1, 6);
    let y = Scale::new(scale::ends(&levels), (plot.bottom, plot.top));
    let longest = corners.iter().map(|corner| corner.minutes).max().unwrap_or(0);
    let hours = marks(0, longest.max(60), 60, (plot.right - plot.left) / px(64));
    let x = Scale::new(scale::ends(&hours), (plot.left, plot.right));
    axis::of_figures(&mut svg, plot, x, &hours, |minutes| format!("{} h", minutes / 60));
    axis::of_percent(&mut svg, plot, y, &levels);
    let mut taken = Taken::default();
    if let Some(target) = frontier.target {
        let level = line((plot.left, y.at(target)), (plot.right, y.at(target))).class("goal");
        svg.put(&level.with("stroke", "currentColor").with("stroke-dasharray", "5 3"));
    }
    let places: Vec<_> =
        frontier.corners.iter().map(|corner| (x.at(corner.minutes), y.at(corner.percent))).collect();
    if let Some(first) = places.first() {
        let under = format!(
            "{}V{}H{}Z",
            path::steps(&places),
            super::svg::pixels(plot.bottom),
            super::svg::pixels(first.0)
        );
        svg.put(&element("path").class("fill-1").with("fill-opacity", "0.1").with("d", under));
        svg.put(&series_line(0, path::steps(&places)));
        if places.len() <= DOTS {
            for (place, corner) in places.iter().zip(&frontier.corners) {
                let dot = element("circle").at([("cx", place.0), ("cy", place.1), ("r", 25)]).class("fill-1");
                svg.titled(&dot, &told(*corner));
            }
        }
    }
    chosen(&mut svg, frontier, plot, (x, y), &mut taken);
    if let Some(target) = frontier.target {
        let label = format!("goal {} %", axis::short(target));
        let (wide, level) = (width(&label, SIZE) * 11 / 10, y.at(target));
        let (first, last) = (plot.left + wide / 2 + px(6), plot.right - wide / 2);
        let wished = [(last, level + px(10)), (last, level - px(10)), (first, level - px(10))];
        if let Some((x, y)) = taken.first_free(plot, wide, &wished) {
            let text = text_at(x, y + px(4), SIZE).class("ink halo").with("font-weight", 600);
            svg.text(&halo(text).with("text-anchor", "middle"), &label);
        }
    }
    frame.finish(&words, across, plot.bottom + px(30), &svg)
}

/// The plan that was chosen: a ring, lines to both axes, its figures.
fn chosen(svg: &mut Svg, frontier: &Frontier, plot: Plot, (x, y): (Scale, Scale), taken: &mut Taken) {
    let Some(chosen) = frontier.chosen else { return };
    let (at, level) = (x.at(chosen.minutes), y.at(chosen.percent));
    for end in [(at, plot.bottom), (plot.left, level)] {
        let thin = line((at, level), end).class("series-2").with("stroke", "currentColor");
        svg.put(&thin.with("stroke-dasharray", "2 3"));
    }
    let ring = element("circle").at([("cx", at), ("cy", level), ("r", px(6))]).class("series-2 paper");
    svg.put(&ring.with("fill", "none").with("stroke", "currentColor").with("stroke-width", 3));
    taken.take((at, level), px(18));
    let label = format!("this plan: {}", told(chosen));
    let wide = width(&label, SIZE) * 11 / 10;
    let beside = wide / 2 + px(12);
    let wished = [
        (at + beside, level + px(16)),
        (at - beside, level - px(14)),
        (at, level - px(18)),
        (at, level + px(20)),
    ];
    if let Some((x, y)) = taken.first_free(plot, wide, &wished) {
        let text = text_at(x, y + px(4), SIZE).class("fill-2 halo").with("font-weight", 600);
        svg.text(&halo(text).with("text-anchor", "middle"), &label);
    }
}
