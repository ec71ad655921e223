//! Licence options around day 0: what the percentage does when it is bought, and whether it comes back.

use super::axis::{self, Plot};
use super::ends::{self, End, SIZE, Taken, halo, series_line};
use super::label::width;
use super::over_time::Mark;
use super::scale::{self, Scale, marks};
use super::svg::{Svg, Words, element, line, px, text_at};
use super::{Frame, path, theme};
use crate::model::units::hundredths;

/// One option, its figures in hundredths of a percent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Licensed {
    pub name: String,
    pub before: i64,
    pub day_0: i64,
    /// The lowest from day 0 on.
    pub low: Mark,
    /// After 90 days; none when the projection ends earlier.
    pub day_90: Option<i64>,
    pub end: Mark,
}

const STATIONS: [&str; 5] = ["day before", "day 0", "lowest", "day 90", "end"];

impl Licensed {
    fn figures(&self) -> [Option<i64>; 5] {
        [Some(self.before), Some(self.day_0), Some(self.low.percent), self.day_90, Some(self.end.percent)]
    }

    fn words(&self) -> String {
        let later = self
            .day_90
            .map_or_else(String::new, |percent| format!(" {} % after 90 days,", hundredths(percent)));
        format!(
            "{}: {} % the day before, {} % on day 0, lowest {} % on {},{later} {} % on {}.",
            self.name,
            hundredths(self.before),
            hundredths(self.day_0),
            hundredths(self.low.percent),
            self.low.date,
            hundredths(self.end.percent),
            self.end.date
        )
    }
}

/// Licence options from the day before to the end; the first five are drawn, all are told.
pub fn dip(options: &[Licensed], frame: &Frame<'_>) -> String {
    let drawn = &options[..options.len().min(theme::SERIES)];
    let words = Words {
        title: "Licence options around day 0".to_owned(),
        figures: options.iter().map(Licensed::words).collect(),
    };
    let (mut svg, across) = (Svg::default(), frame.across());
    let figures: Vec<i64> = drawn.iter().flat_map(Licensed::figures).flatten().collect();
    let (Some(low), Some(high)) = (figures.iter().min(), figures.iter().max()) else {
        return ends::nothing(frame, &words, "There is no option to draw.");
    };
    let top = frame.top() + px(12);
    let height = ends::height(across, drawn.len());
    let plot = Plot { left: px(48), right: across - ends::beside(across), top, bottom: top + height };
    let levels = marks(*low, *high, 1, 6);
    let y = Scale::new(scale::ends(&levels), (plot.bottom, plot.top));
    axis::of_percent(&mut svg, plot, y, &levels);
    let inset = px(if ends::roomy(across) { 32 } else { 22 });
    let stations = Scale::new((0, 4), (plot.left + inset, plot.right));
    let station = |at: usize| stations.at(i64::try_from(at).unwrap_or(0));
    for (at, name) in STATIONS.iter().enumerate() {
        let x = station(at);
        svg.put(&line((x, plot.top), (x, plot.bottom)).class("rule").with("stroke", "currentColor"));
        // Stations stand close on a narrow chart: every other name is a line lower.
        let lower = if at % 2 == 1 && !ends::roomy(across) { px(14) } else { 0 };
        let place = text_at(x, plot.bottom + px(18) + lower, 11).class("muted").with("text-anchor", "middle");
        svg.text(&place, name);
    }
    let places = |option: &Licensed| -> Vec<(usize, i64, i64)> {
        let of = |(at, figure): (usize, Option<i64>)| Some((at, station(at), y.at(figure?)));
        option.figures().into_iter().enumerate().filter_map(of).collect()
    };
    let mut ends_of = Vec::new();
    for (series, option) in drawn.iter().enumerate() {
        let places = places(option);
        let course: Vec<_> = places.iter().map(|&(_, x, y)| (x, y)).collect();
        svg.titled(&series_line(series, path::straight(&course)), &option.name);
        for &(x, y) in &course {
            svg.put(&element("circle").at([("cx", x), ("cy", y), ("r", px(3))]).class(theme::fill(series)));
        }
        let (name, percent) = (option.name.clone(), option.end.percent);
        ends_of.push(End { name, percent, x: station(4), y: y.at(percent), series: Some(series) });
    }
    label_points(&mut svg, plot, drawn, &places);
    ends::labels(&mut svg, plot, across, &ends_of);
    let mut bottom = ends::legend(&mut svg, &ends_of, across, plot.bottom + px(44));
    if drawn.len() < options.len() {
        let left = options.len() - drawn.len();
        bottom = ends::note(&mut svg, plot.left, bottom, &format!("{left} more options are not drawn"));
    }
    frame.finish(&words, across, bottom, &svg)
}

/// The figures at the points, the lowest of all options first, each where no other stands.
fn label_points(
    svg: &mut Svg,
    plot: Plot,
    drawn: &[Licensed],
    places: &impl Fn(&Licensed) -> Vec<(usize, i64, i64)>,
) {
    let mut taken = Taken::default();
    let mut told: Vec<(usize, i64)> = Vec::new();
    for wanted in [2, 1, 0, 3] {
        for (series, option) in drawn.iter().enumerate() {
            let Some((_, x, y)) = places(option).into_iter().find(|(at, _, _)| *at == wanted) else {
                continue;
            };
            let Some(figure) = option.figures().get(wanted).copied().flatten() else { continue };
            // What starts from the same figure says it once.
            if told.contains(&(wanted, figure)) {
                continue;
            }
            told.push((wanted, figure));
            let label = format!("{} %", hundredths(figure));
            let wished = [(x, y + px(13)), (x, y - px(13))];
            if let Some((x, y)) = taken.first_free(plot, width(&label, SIZE), &wished) {
                let text = text_at(x, y + px(4), SIZE).class(format!("{} halo", theme::fill(series)));
                svg.text(&halo(text).with("text-anchor", "middle"), &label);
            }
        }
    }
}
