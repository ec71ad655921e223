//! Goals: their levels, flags and labels.

use super::draw::Layout;
use super::{Goal, Mark};
use crate::chart::axis;
use crate::chart::ends::{LEADING, SIZE, halo};
use crate::chart::label::{Wish, apart, width};
use crate::chart::path;
use crate::chart::svg::{Svg, element, line, px, text_at};

/// The label of a goal, in its place.
pub(super) struct Label {
    text: String,
    left: i64,
    right: i64,
    middle: i64,
}

impl Label {
    /// Writes it.
    pub(super) fn put(&self, svg: &mut Svg) {
        let place = text_at(self.left, self.middle + px(4), SIZE).class("ink halo").with("font-weight", 600);
        svg.text(&halo(place), &self.text);
    }

    /// Its middle.
    pub(super) fn middle(&self) -> (i64, i64) {
        (self.left.midpoint(self.right), self.middle)
    }

    /// Its width.
    pub(super) fn wide(&self) -> i64 {
        self.right - self.left
    }
}

impl Layout<'_> {
    /// Each goal once, highest first.
    fn distinct(&self) -> Vec<Goal> {
        let mut goals: Vec<Goal> = self.lines.iter().filter_map(|line| line.goal).collect();
        goals.sort_by_key(|goal| (std::cmp::Reverse(goal.percent), goal.by));
        goals.dedup_by_key(|goal| (goal.percent, goal.by));
        goals
    }

    /// A level until the last day, and a flag there.
    pub(super) fn goals(&self, svg: &mut Svg) {
        for goal in self.distinct() {
            let (x, y) = (self.day(goal.by), self.y.at(goal.percent));
            let level = line((self.plot.left, y), (x, y)).class("goal").with("stroke", "currentColor");
            svg.put(&level.with("stroke-dasharray", "5 3"));
            let r = px(5);
            let flag = path::straight(&[(x, y - r), (x + r, y), (x, y + r), (x - r, y)]) + "Z";
            svg.put(&element("path").class("ink").with("d", flag));
        }
    }

    /// Where the labels stand: above or below their levels, where the fewest lines run.
    pub(super) fn goal_labels(&self) -> Vec<Label> {
        let mut labels: Vec<Label> = Vec::new();
        for goal in self.distinct() {
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
