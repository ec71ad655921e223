//! Bars and their names in as few lanes as they need, without overlap.

use super::super::label::{fitted, width};
use super::super::svg::px;

/// A team has no more lanes than this.
const MOST: usize = 14;

/// The longest name beside a bar.
const NAME: i64 = px(210);

/// The size of names, in pixels.
const SIZE: i64 = 11;

/// The room between what stands in one lane.
const GAP: i64 = px(6);

/// A bar in its lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) lane: usize,
    pub(super) left: i64,
    pub(super) right: i64,
    /// Where its name begins, and the name.
    pub(super) name: Option<(i64, String)>,
}

/// The bars of a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lanes {
    /// How many lanes there are.
    pub(super) count: usize,
    /// Each bar in the order given; none that has no room.
    pub(super) placed: Vec<Option<Placed>>,
}

/// Each bar, from left to right, goes to the first lane in which it has room with its name, else to a new lane; when there
/// are enough, to the first in which it has room without.
pub(super) fn packed(bars: &[(i64, i64)], names: &[&str], (left, right): (i64, i64)) -> Lanes {
    let mut order: Vec<usize> = (0..bars.len()).collect();
    order.sort_by_key(|&at| (bars[at], at));
    // What is taken in each lane, as pieces from one place to another.
    let mut lanes: Vec<Vec<(i64, i64)>> = Vec::new();
    let mut placed: Vec<Option<Placed>> = vec![None; bars.len()];
    for at in order {
        // The shortest piece of work is still a mark.
        let bar =
            (bars[at].0.min(right - px(3)), bars[at].1.max(bars[at].0.saturating_add(px(3))).min(right));
        let (whole, name) = named(bar, names.get(at).copied().unwrap_or(""), (left, right));
        let room = |lanes: &[Vec<(i64, i64)>], wanted: (i64, i64)| {
            lanes.iter().position(|lane| {
                lane.iter().all(|&(from, to)| wanted.1 + GAP <= from || to + GAP <= wanted.0)
            })
        };
        let (lane, taken, name) = match room(&lanes, whole) {
            Some(lane) => (lane, whole, Some(name)),
            None if lanes.len() < MOST => {
                lanes.push(Vec::new());
                (lanes.len() - 1, whole, Some(name))
            }
            None => match room(&lanes, bar) {
                Some(lane) => (lane, bar, None),
                None => continue,
            },
        };
        lanes[lane].push(taken);
        placed[at] = Some(Placed { lane, left: bar.0, right: bar.1, name });
    }
    Lanes { count: lanes.len(), placed }
}

/// What a bar takes with its name, to the right of it or, where that ends, to the left; and where the name begins.
fn named(bar: (i64, i64), name: &str, (left, right): (i64, i64)) -> ((i64, i64), (i64, String)) {
    let name = fitted(name, NAME, SIZE);
    let wide = width(&name, SIZE);
    let space = px(5);
    if bar.1 + space + wide <= right {
        ((bar.0, bar.1 + space + wide), (bar.1 + space, name))
    } else if bar.0 - space - wide >= left {
        ((bar.0 - space - wide, bar.1), (bar.0 - space - wide, name))
    } else {
        // A bar from edge to edge has its name on it.
        let name = fitted(&name, (bar.1 - bar.0).max(px(60)), SIZE);
        ((bar.0, bar.1), (bar.0 + space, name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_and_names_do_not_overlap() {
        let bars: Vec<(i64, i64)> = (0..40).map(|n| (n * 150, n * 150 + 120)).collect();
        let names = vec!["a name"; 40];
        let lanes = packed(&bars, &names, (0, 7_000));
        assert!(lanes.count <= MOST);
        let mut taken: Vec<(usize, i64, i64)> = Vec::new();
        for placed in lanes.placed.iter().flatten() {
            let end = placed
                .name
                .as_ref()
                .map_or(placed.right, |(x, name)| placed.right.max(x + width(name, SIZE)));
            let start = placed.name.as_ref().map_or(placed.left, |(x, _)| placed.left.min(*x));
            for &(lane, from, to) in &taken {
                assert!(lane != placed.lane || end <= from || to <= start);
            }
            taken.push((placed.lane, start, end));
        }
        assert_eq!(taken.len(), 40);
    }
}
