//! The decomposition into bundles against brute force on small random graphs.

use proptest::prelude::*;
use scoreplan::model::{BacklogItem, Graph, Id, Minutes, Points, Weight};
use scoreplan::plan::rank::{Bundle, bundles};
use scoreplan::plan::{Order, backlog, rank};

/// A graph whose nodes need only nodes of smaller index.
#[derive(Debug, Clone)]
struct Small {
    weights: Vec<Weight>,
    needs: Vec<Vec<usize>>,
}

fn small() -> impl Strategy<Value = Small> {
    let node = (0_i64..=5, 0_i64..=6, proptest::collection::vec(any::<prop::sample::Index>(), 0..=3));
    // Every third is a forest without idle work: its bundles are found in a way of their own.
    let is_forest = prop::sample::select(vec![false, false, true]);
    (proptest::collection::vec(node, 1..=12), is_forest).prop_map(|(nodes, is_forest)| {
        let mut small = Small { weights: Vec::new(), needs: Vec::new() };
        for (at, (points, minutes, mut needs)) in nodes.into_iter().enumerate() {
            if is_forest {
                needs.truncate(1);
            }
            let minutes = Minutes(if is_forest { minutes + 1 } else { minutes });
            small.weights.push(Weight { points: Points(points), minutes });
            let needs = if at == 0 { Vec::new() } else { needs.iter().map(|need| need.index(at)).collect() };
            small.needs.push(needs);
        }
        small
    })
}

/// Every prerequisite-closed set of a graph, as bits.
fn closed_sets(small: &Small) -> Vec<u32> {
    let closed =
        |set: &u32| {
            small.needs.iter().enumerate().all(|(node, needs)| {
                set & (1 << node) == 0 || needs.iter().all(|need| set & (1 << need) != 0)
            })
        };
    (0..1_u32 << small.weights.len()).filter(closed).collect()
}

fn sums(small: &Small, set: u32) -> (i64, i64) {
    small
        .weights
        .iter()
        .enumerate()
        .filter(|(node, _)| set & (1 << node) != 0)
        .fold((0, 0), |(points, minutes), (_, weight)| (points + weight.points.0, minutes + weight.minutes.0))
}

/// Whether `a` has more points per minute than `b`; no minutes at all beats everything.
fn denser(a: (i64, i64), b: (i64, i64)) -> bool {
    match (a.1, b.1) {
        (0, 0) => false,
        (0, _) => a.0 > 0,
        (_, 0) => false,
        _ => a.0 * b.1 > b.0 * a.1,
    }
}

fn bits(block: &Bundle) -> u32 {
    block.nodes.iter().map(|node| 1 << node).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// The blocks partition the graph, need nothing that comes later, fall in density, and no closed set of
    /// what is left is denser than the next block.
    #[test]
    fn each_block_is_a_closure_of_greatest_density(small in small()) {
        let graph = Graph::new(small.weights.clone(), small.needs.clone()).unwrap();
        let all = bundles(&graph);
        let closed = closed_sets(&small);
        let mut taken = 0_u32;
        for (at, block) in all.iter().enumerate() {
            let set = bits(block);
            prop_assert_eq!(set & taken, 0);
            prop_assert!(closed.contains(&(taken | set)));
            if at > 0 {
                prop_assert!(all[at - 1].compare_density(block).is_ge());
            }
            let own = sums(&small, set);
            for &other in closed.iter().filter(|other| *other & taken == taken && **other != taken) {
                let rest = sums(&small, other & !taken);
                prop_assert!(!denser(rest, own), "{:?} beats {:?}", rest, own);
            }
            taken |= set;
        }
        prop_assert_eq!(taken.count_ones() as usize, small.weights.len());
    }

    /// A block is not two closures of one density glued together: no closed set cuts it at its own density.
    #[test]
    fn no_block_falls_apart_at_its_own_density(small in small()) {
        let graph = Graph::new(small.weights.clone(), small.needs.clone()).unwrap();
        let closed = closed_sets(&small);
        let mut taken = 0_u32;
        for block in bundles(&graph) {
            let set = bits(&block);
            let (points, minutes) = sums(&small, set);
            if minutes > 0 {
                for &other in closed.iter().filter(|other| *other & taken == taken) {
                    let part = other & set;
                    if closed.contains(&(taken | part)) && part != 0 && part != set {
                        let (p, m) = sums(&small, part);
                        prop_assert!(p * minutes != points * m, "{part:b} of {set:b}");
                    }
                }
            }
            taken |= set;
        }
    }

    /// Every order respects the needs, lists everything once, and its sums add up.
    #[test]
    fn steps_are_a_valid_order(small in small()) {
        let items: Vec<BacklogItem> = small.weights.iter().zip(&small.needs).enumerate().map(|(at, (weight, needs))| BacklogItem {
            id: Id::new(&format!("n{at:02}")),
            title: String::new(),
            points: weight.points,
            effort: weight.minutes,
            needs: needs.clone(),
        }).collect();
        for order in [Order::Bundles, Order::Ratio] {
            let ranking = rank(backlog::from_items(items.clone()).unwrap(), order, None);
            let mut seen = vec![false; items.len()];
            for step in &ranking.steps {
                prop_assert!(small.needs[step.node].iter().all(|need| seen[*need]));
                prop_assert!(!std::mem::replace(&mut seen[step.node], true));
            }
            prop_assert!(seen.iter().all(|seen| *seen));
            let last = ranking.steps.last().unwrap();
            prop_assert_eq!((last.cumulative_points.0, last.cumulative_effort.0), sums(&small, u32::MAX));
        }
    }

    /// Breakpoints of the decomposition bound every closed set of no more minutes.
    #[test]
    fn breakpoints_are_an_upper_bound(small in small()) {
        let graph = Graph::new(small.weights.clone(), small.needs.clone()).unwrap();
        let all = bundles(&graph);
        for set in closed_sets(&small) {
            let (points, minutes) = sums(&small, set);
            // The bound by hand: whole blocks while they fit, then a part of the next.
            let (mut bound_times, mut left, mut scale) = (0_i64, minutes, 1_i64);
            for block in &all {
                let (points, minutes) = (block.points.0, block.minutes.0);
                if minutes <= left {
                    bound_times += points;
                    left -= minutes;
                } else {
                    scale = minutes;
                    bound_times = bound_times * scale + points * left;
                    break;
                }
            }
            prop_assert!(points * scale <= bound_times);
        }
    }
}
