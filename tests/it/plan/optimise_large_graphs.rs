//! Exact plans on graphs too large for brute force: forests against dynamic programming, and the effort of a proof.

use proptest::prelude::*;
use scoreplan::model::{Graph, Minutes, Points, Weight};
use scoreplan::plan::optimise::{Limits, Objective, Problem, Selection, SolveStatus, solve};

fn weight(points: i64, minutes: i64) -> Weight {
    Weight { points: Points(points), minutes: Minutes(minutes) }
}

fn asked(graph: &Graph, goal: Objective) -> (Selection, u64) {
    let problem = Problem { graph, maxima: &[], start: None, must: &[], never: &[], rules: &[] };
    let answer = solve(problem, goal, Limits::default()).unwrap();
    assert_eq!((answer.status, answer.tie_proved), (SolveStatus::Optimal, true));
    (answer.plan.unwrap(), answer.work)
}

/// The most points of a forest for every number of minutes up to `most`: a knapsack over the nodes in preorder, where
/// leaving a node out skips all below it.
fn table(weights: &[Weight], parents: &[Option<usize>], most: usize) -> Vec<Points> {
    let n = weights.len();
    let mut below = vec![Vec::new(); n];
    let mut open: Vec<usize> = Vec::new();
    for node in (0..n).rev() {
        match parents[node] {
            Some(parent) => below[parent].push(node),
            None => open.push(node),
        }
    }
    let mut preorder = Vec::new();
    while let Some(node) = open.pop() {
        preorder.push(node);
        open.extend(&below[node]);
    }
    let mut size = vec![1; n];
    for &node in preorder.iter().rev() {
        size[node] += below[node].iter().map(|&child| size[child]).sum::<usize>();
    }
    // best[at][minutes]: from position `at` on.
    let mut best = vec![vec![Points::ZERO; most + 1]; n + 1];
    for at in (0..n).rev() {
        let node = preorder[at];
        let minutes = usize::try_from(weights[node].minutes.0).unwrap();
        for budget in 0..=most {
            let out = best[at + size[node]][budget];
            let within = (minutes <= budget).then(|| weights[node].points + best[at + 1][budget - minutes]);
            best[at][budget] = within.map_or(out, |within| within.max(out));
        }
    }
    best.swap_remove(0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_forest_is_planned_as_by_the_table(
        nodes in proptest::collection::vec((-20_i64..400, 0_i64..40, any::<prop::sample::Index>(), 0..10), 20..90),
        share in 0_usize..100,
    ) {
        let weights: Vec<Weight> =
            nodes.iter().map(|&(points, minutes, ..)| weight(points, minutes)).collect();
        let parents: Vec<Option<usize>> = nodes
            .iter()
            .enumerate()
            .map(|(at, (_, _, parent, root))| (at > 0 && *root > 0).then(|| parent.index(at)))
            .collect();
        let needs = parents.iter().map(|parent| parent.iter().copied().collect()).collect();
        let graph = Graph::new(weights.clone(), needs).unwrap();
        let all: usize = weights.iter().map(|weight| usize::try_from(weight.minutes.0).unwrap()).sum();
        let table = table(&weights, &parents, all);
        let budget = all * share / 100;
        let (plan, _) = asked(&graph, Objective::Points { budget: Minutes(i64::try_from(budget).unwrap()) });
        prop_assert_eq!(plan.points, table[budget]);
        // Of equal plans the one with the least work.
        let least = table.iter().position(|&points| points >= plan.points).unwrap();
        prop_assert_eq!(usize::try_from(plan.minutes.0).unwrap(), least);
        let (plan, _) = asked(&graph, Objective::PointsTarget { points: table[budget] });
        prop_assert_eq!(usize::try_from(plan.minutes.0).unwrap(), least);
    }
}

/// Points in hundredths leave many plans close to the best one, and the bound still has to decide most items at once.
/// How much is looked at does not depend on the machine.
#[test]
fn a_proof_does_not_look_at_everything() {
    let mut state = 7_u64;
    let mut below = move |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((state >> 33) % limit).unwrap()
    };
    let n = 2_000;
    let (mut weights, mut needs) = (Vec::new(), Vec::new());
    for at in 0..n {
        let (points, level) = (100 + below(1_000), below(8));
        let quarters = (2 << level) + below(2 << level);
        let [points, minutes] = [points, quarters * 15].map(|x| i64::try_from(x).unwrap());
        weights.push(weight(points, minutes));
        let count = below(4).min(at);
        needs.push((0..count).map(|_| below(at as u64)).collect());
    }
    let graph = Graph::new(weights.clone(), needs).unwrap();
    let minutes: i64 = weights.iter().map(|weight| weight.minutes.0).sum();
    for percent in [10, 30, 60] {
        let budget = Minutes(minutes * percent / 100);
        let (plan, work) = asked(&graph, Objective::Points { budget });
        // A search that decides nothing ahead takes some hundred millions.
        assert!(work < 20_000_000, "{percent} %: {work}");
        assert!(plan.minutes <= budget);
    }
}
