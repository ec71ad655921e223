//! Which box stands in which layer, and in which order there.

use super::reduce::Boxed;

/// How often the order is improved from left to right and back.
const SWEEPS: usize = 8;

/// The layer of each box: one more than the highest that it needs. Boxes on a cycle, which no plan has, stand first.
pub(super) fn layers(boxes: &[Boxed]) -> Vec<usize> {
    let mut layer = vec![0; boxes.len()];
    let mut open: Vec<usize> = boxes.iter().map(|boxed| boxed.needs.len()).collect();
    let mut ready: Vec<usize> = (0..boxes.len()).filter(|&at| open[at] == 0).collect();
    while let Some(done) = ready.pop() {
        for (at, boxed) in boxes.iter().enumerate().filter(|(_, boxed)| boxed.needs.contains(&done)) {
            debug_assert!(!boxed.needs.is_empty());
            layer[at] = layer[at].max(layer[done] + 1);
            open[at] -= 1;
            if open[at] == 0 {
                ready.push(at);
            }
        }
    }
    for (at, open) in open.into_iter().enumerate() {
        if open > 0 {
            layer[at] = 0;
        }
    }
    layer
}

/// The boxes layer by layer, ordered so that ties cross little: each as near as can be to the mean of its neighbours in
/// the layers before, then after, and so on.
pub(super) fn ordered(boxes: &[Boxed], layer: &[usize]) -> Vec<Vec<usize>> {
    let count = layer.iter().max().map_or(0, |last| last + 1);
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (at, &layer) in layer.iter().enumerate() {
        rows[layer].push(at);
    }
    for sweep in 0..SWEEPS {
        let forwards = sweep % 2 == 0;
        let place = places(&rows, boxes.len());
        for row in &mut rows {
            row.sort_by_key(|&at| (mean(boxes, forwards, at, &place), at));
        }
    }
    rows
}

/// The mean place of the boxes that a box needs, or that need it; its own where there are none.
pub(super) fn mean(boxes: &[Boxed], needed: bool, at: usize, place: &[i64]) -> i64 {
    let neighbours: Vec<i64> = if needed {
        boxes[at].needs.iter().map(|&need| place[need]).collect()
    } else {
        let needs = |other: &usize| boxes[*other].needs.contains(&at);
        (0..boxes.len()).filter(needs).map(|other| place[other]).collect()
    };
    let count = i64::try_from(neighbours.len()).unwrap_or(1);
    if count == 0 { place[at] } else { neighbours.iter().sum::<i64>() / count }
}

/// The place of each box within its layer, in thousandths of the layer.
fn places(rows: &[Vec<usize>], count: usize) -> Vec<i64> {
    let mut place = vec![0; count];
    for row in rows {
        let of = i64::try_from(row.len()).unwrap_or(1).max(1);
        for (at, &member) in row.iter().enumerate() {
            place[member] = (2 * i64::try_from(at).unwrap_or(0) + 1) * 500 / of;
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(needs: &[usize]) -> Boxed {
        Boxed { steps: Vec::new(), needs: needs.iter().copied().collect() }
    }

    #[test]
    fn a_box_stands_behind_the_longest_way_to_it() {
        let boxes = [boxed(&[]), boxed(&[0]), boxed(&[0, 1]), boxed(&[]), boxed(&[3])];
        assert_eq!(layers(&boxes), [0, 1, 2, 0, 1]);
        assert_eq!(layers(&[boxed(&[1]), boxed(&[0])]), [0, 0]);
    }

    #[test]
    fn ties_that_cross_are_untangled() {
        // 2 needs 1 and 3 needs 0: one of the layers turns round.
        let boxes = [boxed(&[]), boxed(&[]), boxed(&[1]), boxed(&[0])];
        let rows = ordered(&boxes, &layers(&boxes));
        let at = |row: usize, member| rows[row].iter().position(|other| *other == member);
        assert_eq!(at(0, 1) < at(0, 0), at(1, 2) < at(1, 3));
    }
}
