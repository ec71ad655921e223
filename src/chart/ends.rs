//! Labels at the ends of lines; on a narrow chart names below it.

use super::axis::Plot;
use super::label::{GAP, Wish, apart, fitted, wrapped};
use super::svg::{Element, Svg, Words, element, line, px, text_at};
use super::{Frame, path, theme};
use crate::model::units::hundredths;

/// Narrower charts have their names below and not at the ends of lines.
const ROOMY: i64 = px(560);

pub(super) const SIZE: i64 = 12;

pub(super) const LEADING: i64 = px(15);

/// What has a label at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct End {
    pub(super) name: String,
    /// Its last figure, in hundredths of a percent.
    pub(super) percent: i64,
    pub(super) x: i64,
    pub(super) y: i64,
    /// Its series, counted from 0; none of the line of nobody doing anything.
    pub(super) series: Option<usize>,
}

/// Whether names have room beside a chart so wide.
pub(super) fn roomy(across: i64) -> bool {
    across >= ROOMY
}

pub(super) fn beside(across: i64) -> i64 {
    if roomy(across) { (across / 4).min(px(210)) } else { px(80) }
}

/// How high a plot is whose lines have so many labels.
pub(super) fn height(across: i64, labels: usize) -> i64 {
    let labels = i64::try_from(labels).unwrap_or(0);
    if roomy(across) { px(280).max(px(34) * labels - px(40)) } else { px(220) }
}

/// A line that is drawn and not filled.
pub(super) fn stroke(width: i64) -> Element {
    let path = element("path").with("fill", "none").with("stroke", "currentColor");
    path.with("stroke-width", width).with("stroke-linejoin", "round")
}

pub(super) fn series_line(series: usize, path: String) -> Element {
    let line = stroke(2).class(theme::stroke(series)).with("stroke-dasharray", theme::dashes(series));
    line.with("d", path)
}

/// A text that stays readable on lines.
pub(super) fn halo(place: Element) -> Element {
    place.with("paint-order", "stroke").with("stroke-width", 3).with("stroke-linejoin", "round")
}

/// Figures and names beside the ends, with leaders to those that had to move.
pub(super) fn labels(svg: &mut Svg, plot: Plot, across: i64, ends: &[End]) {
    let left = plot.right + px(22);
    let room = across - left - px(4);
    let named = roomy(across);
    let full = |lines: usize| -> Vec<Vec<String>> {
        let name = |end: &End| if named { wrapped(&end.name, room, SIZE, lines) } else { Vec::new() };
        let percent = |end: &End| vec![format!("{} %", hundredths(end.percent))];
        ends.iter().map(|end| [percent(end), name(end)].concat()).collect()
    };
    let tall = |texts: &[Vec<String>]| -> Vec<Wish> {
        let height = |lines: usize| i64::try_from(lines).unwrap_or(1) * LEADING + px(4);
        let wish = |(end, lines): (&End, &Vec<String>)| Wish { middle: end.y, height: height(lines.len()) };
        ends.iter().zip(texts).map(wish).collect()
    };
    let (top, bottom) = (plot.top - px(10), plot.bottom + px(36));
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
        let bend = end.x.max(plot.right + px(4));
        let places = [(end.x, end.y), (bend, end.y), (left - px(4), middle)];
        let thin = stroke(1).class(leader).with("stroke-opacity", "0.6");
        svg.put(&thin.with("d", path::straight(&places)));
        svg.put(&element("circle").at([("cx", end.x), ("cy", end.y), ("r", px(3))]).class(&class));
        let mut y = middle - wish.height / 2 + px(14);
        for (at, text) in lines.iter().enumerate() {
            let place = text_at(left, y, SIZE).class(&class);
            svg.text(&if at == 0 { place.with("font-weight", 600) } else { place }, text);
            y += LEADING;
        }
    }
}

/// Names with a piece of their line, below a narrow chart; gives where it ends.
pub(super) fn legend(svg: &mut Svg, ends: &[End], across: i64, top: i64) -> i64 {
    if roomy(across) {
        return top;
    }
    let mut y = top + px(8);
    let mut named: Vec<&End> = ends.iter().collect();
    named.sort_by_key(|end| end.series.unwrap_or(usize::MAX));
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

/// Says what is not drawn; gives where it ends.
pub(super) fn note(svg: &mut Svg, left: i64, top: i64, text: &str) -> i64 {
    svg.text(&text_at(left, top + px(10), SIZE).class("muted"), text);
    top + px(22)
}

/// A chart that says why nothing is drawn.
pub(super) fn nothing(frame: &Frame<'_>, words: &Words, text: &str) -> String {
    let (mut svg, across, top) = (Svg::default(), frame.across(), frame.top());
    let place = text_at(across / 2, top + px(40), SIZE).class("muted").with("text-anchor", "middle");
    svg.text(&place, text);
    frame.finish(words, across, top + px(80), &svg)
}

/// Small texts in a drawing, each where no other stands.
#[derive(Debug, Default)]
pub(super) struct Taken {
    places: Vec<(i64, i64, i64, i64)>,
}

impl Taken {
    /// Takes the room of a text so wide around a place.
    pub(super) fn take(&mut self, middle: (i64, i64), wide: i64) {
        let half = (wide / 2, LEADING / 2);
        self.places.push((middle.0 - half.0, middle.0 + half.0, middle.1 - half.1, middle.1 + half.1));
    }

    /// The first of some places where a text so wide has room inside a plot, taken.
    pub(super) fn first_free(&mut self, plot: Plot, wide: i64, wished: &[(i64, i64)]) -> Option<(i64, i64)> {
        let half = (wide / 2, LEADING / 2);
        let (least, most) = (plot.left + half.0, (plot.right - half.0).max(plot.left + half.0));
        let inside = wished.iter().map(|&(x, y)| (x.clamp(least, most), y));
        let free = |&(x, y): &(i64, i64)| {
            let (left, right, top, bottom) = (x - half.0, x + half.0, y - half.1, y + half.1);
            bottom <= plot.bottom + px(2)
                && self
                    .places
                    .iter()
                    .all(|place| right <= place.0 || place.1 <= left || bottom <= place.2 || place.3 <= top)
        };
        let place = inside.into_iter().find(free)?;
        self.take(place, wide);
        Some(place)
    }
}
