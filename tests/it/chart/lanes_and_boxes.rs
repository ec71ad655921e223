//! Bars in lanes do not overlap, and what a plan needs is drawn in layers that cross little.

use scoreplan::chart::calendar::lanes::{MOST as MOST_LANES, SIZE, packed};
use scoreplan::chart::dependencies::layers::{layers, ordered};
use scoreplan::chart::dependencies::reduce::{Boxed, MOST, reduced};
use scoreplan::chart::dependencies::{Dependencies, Step};
use scoreplan::chart::label::width;

#[test]
fn bars_and_names_do_not_overlap() {
    let bars: Vec<(i64, i64)> = (0..40).map(|n| (n * 150, n * 150 + 120)).collect();
    let names = vec!["a name"; 40];
    let lanes = packed(&bars, &names, (0, 7_000));
    assert!(lanes.count <= MOST_LANES);
    let mut taken: Vec<(usize, i64, i64)> = Vec::new();
    for placed in lanes.placed.iter().filter(|placed| placed.name.is_some()) {
        let (x, name) = placed.name.as_ref().unwrap();
        let (start, end) = (placed.left.min(*x), placed.right.max(x + width(name, SIZE)));
        for &(lane, from, to) in &taken {
            assert!(lane != placed.lane || end <= from || to <= start);
        }
        taken.push((placed.lane, start, end));
    }
    assert_eq!(taken.len(), 40);
}

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

fn plan(count: usize, needs: Vec<(usize, usize)>) -> Dependencies {
    let step = |n: usize| Step { name: format!("s{n}"), points: 100, minutes: 60, action: n == 0 };
    Dependencies { steps: (0..count).map(step).collect(), needs }
}

#[test]
fn leaves_with_the_same_needs_share_a_box() {
    // 1 to 4 need 0; 5 needs 4; 6 is free.
    let reduced = reduced(&plan(7, vec![(1, 0), (2, 0), (3, 0), (4, 0), (5, 4), (9, 0)]));
    let steps: Vec<Vec<usize>> = reduced.boxes.iter().map(|boxed| boxed.steps.clone()).collect();
    assert_eq!(steps, [vec![0], vec![1, 2, 3], vec![4], vec![5]]);
    let needs: Vec<Vec<usize>> =
        reduced.boxes.iter().map(|boxed| boxed.needs.iter().copied().collect()).collect();
    assert_eq!(needs, [vec![], vec![0], vec![0], vec![2]]);
    assert_eq!((reduced.free, reduced.left_out), (1, 0));
}

#[test]
fn a_large_graph_is_cut_and_counted() {
    let chain = (1..200).map(|n| (n, n - 1)).collect();
    let reduced = reduced(&plan(200, chain));
    assert_eq!((reduced.boxes.len(), reduced.left_out), (MOST, 140));
}
