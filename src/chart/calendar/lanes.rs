//! Bars and their names in as few lanes as they need, without overlap.

use super::super::label::{fitted, width};
use super::super::svg::px;

/// A team has no more lanes than this.
pub const MOST: usize = 14;

const NAME: i64 = px(210);

pub const SIZE: i64 = 11;

/// The room between what stands in one lane.
const GAP: i64 = px(6);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub lane: usize,
    pub left: i64,
    pub right: i64,
    /// Where its name begins, and the name; bars without a name share the last lane.
    pub name: Option<(i64, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lanes {
    pub count: usize,
    pub placed: Vec<Placed>,
}

/// What a bar takes with its name.
struct Wanted {
    bar: (i64, i64),
    whole: (i64, i64),
    name: (i64, String),
}

/// The first lane in which a piece is free.
fn room(lanes: &[Vec<(i64, i64)>], wanted: (i64, i64)) -> Option<usize> {
    let free = |&(from, to): &(i64, i64)| wanted.1 + GAP <= from || to + GAP <= wanted.0;
    lanes.iter().position(|lane| lane.iter().all(free))
}

/// The longest bars get names as far as there are lanes for them; then each bar, from left to right, goes to the first
/// lane in which it has room. Pieces of a line need no more lanes in that order than in any other.
pub fn packed(bars: &[(i64, i64)], names: &[&str], edges: (i64, i64)) -> Lanes {
    let wanted: Vec<Wanted> = bars.iter().zip(names).map(|(bar, name)| wanted(*bar, name, edges)).collect();
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(wanted[at].bar.1 - wanted[at].bar.0), at));
    let mut tried: Vec<Vec<(i64, i64)>> = vec![Vec::new(); MOST];
    let mut named: Vec<usize> = Vec::new();
    for at in order {
        if let Some(lane) = room(&tried, wanted[at].whole) {
            tried[lane].push(wanted[at].whole);
            named.push(at);
        }
    }
    named.sort_by_key(|&at| (wanted[at].whole, at));
    let mut lanes: Vec<Vec<(i64, i64)>> = Vec::new();
    let mut lane_of: Vec<Option<usize>> = vec![None; wanted.len()];
    for at in named {
        let lane = room(&lanes, wanted[at].whole).unwrap_or(lanes.len());
        if lane == lanes.len() {
            lanes.push(Vec::new());
        }
        lanes[lane].push(wanted[at].whole);
        lane_of[at] = Some(lane);
    }
    let count = lanes.len() + usize::from(lane_of.contains(&None));
    let placed = wanted.into_iter().zip(lane_of).map(|(wanted, lane)| Placed {
        lane: lane.unwrap_or(lanes.len()),
        left: wanted.bar.0,
        right: wanted.bar.1,
        name: lane.map(|_| wanted.name),
    });
    Lanes { count, placed: placed.collect() }
}

/// A bar with its name to the right of it or, where that ends, to the left.
fn wanted(bar: (i64, i64), name: &str, (left, right): (i64, i64)) -> Wanted {
    // The shortest piece of work is still a mark.
    let start = bar.0.clamp(left, right - px(3));
    let bar = (start, bar.1.clamp(start + px(3), right));
    let space = px(5);
    let (before, after) = (bar.0 - space - left, right - bar.1 - space);
    let name = fitted(name, NAME.min((right - left) * 2 / 5), SIZE);
    let wide = width(&name, SIZE);
    if wide <= after {
        return Wanted { bar, whole: (bar.0, bar.1 + space + wide), name: (bar.1 + space, name) };
    }
    if wide <= before {
        let start = bar.0 - space - wide;
        return Wanted { bar, whole: (start, bar.1), name: (start, name) };
    }
    // A bar from edge to edge has its name on it.
    let name = fitted(&name, bar.1 - bar.0 - 2 * space, SIZE);
    Wanted { bar, whole: bar, name: (bar.0 + space, name) }
}
