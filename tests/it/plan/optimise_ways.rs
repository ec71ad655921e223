//! Best plans where controls have two ways each, against every choice of ways solved without rules.

use proptest::prelude::*;
use scoreplan::model::{Graph, Minutes, Points, Weight};
use scoreplan::plan::optimise::{Limits, Objective, Problem, Rule, Selection, solve};

/// So many of the controls have two ways.
const TWO_WAYS: usize = 6;

/// Shared work, then controls; the first controls are two nodes each, of which a plan holds one.
fn graph(shared: &[i64], controls: &[(i64, i64, usize, usize)]) -> (Graph, Vec<Rule>) {
    let mut weights: Vec<Weight> =
        shared.iter().map(|&minutes| Weight { points: Points::ZERO, minutes: Minutes(minutes) }).collect();
    let mut needs = vec![Vec::new(); shared.len()];
    let mut rules = Vec::new();
    for (at, &(points, minutes, first, second)) in controls.iter().enumerate() {
        let ways = if at < TWO_WAYS { 2 } else { 1 };
        if ways == 2 {
            rules.push(Rule::at_most_one([weights.len(), weights.len() + 1]));
        }
        for way in 0..ways {
            let (points, minutes) =
                if way == 0 { (points, minutes) } else { (points * 4 / 5, minutes * 2 / 3) };
            weights.push(Weight { points: Points(points), minutes: Minutes(minutes) });
            needs.push(vec![if way == 0 { first } else { second } % shared.len()]);
        }
    }
    (Graph::new(weights, needs).unwrap(), rules)
}

fn best(graph: &Graph, objective: Objective, never: &[usize], rules: &[Rule]) -> Option<Selection> {
    let problem = Problem { graph, maxima: &[], start: None, must: &[], never, rules };
    solve(problem, objective, Limits::default()).unwrap().plan
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn no_choice_of_ways_is_better(
        shared in proptest::collection::vec(60_i64..2_000, 4..8),
        controls in proptest::collection::vec((100_i64..1_000, 30_i64..900, any::<usize>(), any::<usize>()), 10..24),
        budget in 600_i64..6_000,
    ) {
        let (graph, rules) = graph(&shared, &controls);
        for objective in [
            Objective::Points { budget: Minutes(budget) },
            Objective::Points { budget: Minutes(1 << 30) },
            Objective::PointsTarget { points: Points(budget) },
        ] {
            let value = |plan: Option<Selection>| {
                let plan = plan?;
                let (points, minutes) = (plan.points.0, -plan.minutes.0);
                let by_minutes = matches!(objective, Objective::PointsTarget { .. });
                Some(if by_minutes { (minutes, points) } else { (points, minutes) })
            };
            let every = (0..1_usize << rules.len()).map(|choice| {
                let left = rules.iter().enumerate().map(|(at, rule)| rule.terms[choice >> at & 1].0);
                value(best(&graph, objective, &left.collect::<Vec<_>>(), &[]))
            });
            prop_assert_eq!(value(best(&graph, objective, &[], &rules)), every.max().flatten());
        }
    }
}
