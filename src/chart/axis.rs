//! Axes: thin lines with their figures.

use super::label::GAP;
use super::scale::{DayMark, Scale, days};
use super::svg::{Svg, line, px, text_at};
use crate::model::units::hundredths;
use jiff::civil::Date;

const SIZE: i64 = 11;

/// The rectangle in which data is drawn, in tenths of a pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plot {
    pub(super) left: i64,
    pub(super) right: i64,
    pub(super) top: i64,
    pub(super) bottom: i64,
}

/// A figure in hundredths without the noughts at its end.
pub(super) fn short(value: i64) -> String {
    let text = hundredths(value);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Percentages, from the bottom to the top.
pub(super) fn of_percent(svg: &mut Svg, plot: Plot, scale: Scale, marks: &[i64]) {
    for &mark in marks {
        let y = scale.at(mark);
        svg.put(&line((plot.left, y), (plot.right, y)).class("rule").with("stroke", "currentColor"));
        let place = text_at(plot.left - GAP, y + px(4), SIZE).class("muted").with("text-anchor", "end");
        svg.text(&place, &format!("{} %", short(mark)));
    }
}

/// Figures from the left to the right, with the lines above them.
pub(super) fn of_figures(
    svg: &mut Svg,
    plot: Plot,
    scale: Scale,
    marks: &[i64],
    label: impl Fn(i64) -> String,
) {
    for &mark in marks {
        let x = scale.at(mark);
        svg.put(&line((x, plot.top), (x, plot.bottom)).class("rule").with("stroke", "currentColor"));
        let place = text_at(x, plot.bottom + px(16), SIZE).class("muted").with("text-anchor", "middle");
        svg.text(&place, &label(mark));
    }
}

/// Days from the left to the right, below the data.
pub(super) fn of_days(svg: &mut Svg, plot: Plot, scale: Scale, first: Date, marks: &[DayMark]) {
    let floor = line((plot.left, plot.bottom), (plot.right, plot.bottom));
    svg.put(&floor.class("axis").with("stroke", "currentColor"));
    for mark in marks {
        let x = scale.at(days(first, mark.date));
        let tick = line((x, plot.bottom), (x, plot.bottom + px(5)));
        svg.put(&tick.class("axis").with("stroke", "currentColor"));
        let place = |y| text_at(x, plot.bottom + y, SIZE).class("muted").with("text-anchor", "middle");
        if !mark.label.is_empty() {
            svg.text(&place(px(18)), &mark.label);
        }
        if let Some(year) = &mark.year {
            svg.text(&place(if mark.label.is_empty() { px(18) } else { px(32) }), year);
        }
    }
}
