//! Exact plans against brute force on small random graphs.

use proptest::prelude::*;
use scoreplan::model::{BasisPoints, Graph, Minutes, Percent, Points, Weight};
use scoreplan::plan::optimise::{
    Conflict, Constraint, FeasibleLimit, FrontierCorner, Limits, Objective, PlanBound, Problem, Rule,
    Selection, Solution, SolveStatus, bound, frontier, solve,
};

/// A small question whose nodes need only nodes of smaller index.
#[derive(Debug, Clone)]
struct Small {
    weights: Vec<Weight>,
    needs: Vec<Vec<usize>>,
    maxima: Vec<Points>,
    start: Percent,
    must: Vec<usize>,
    never: Vec<usize>,
    rules: Vec<Rule>,
}

fn small(most: usize) -> impl Strategy<Value = Small> {
    let node = (
        prop_oneof![3 => 0_i64..=9, 1 => -4_i64..=0, 1 => Just(0)],
        prop_oneof![4 => 0_i64..=9, 1 => Just(0)],
        prop_oneof![3 => Just(0), 1 => -2_i64..=6],
        proptest::collection::vec(any::<prop::sample::Index>(), 0..=3),
    );
    let lists = proptest::collection::vec(any::<prop::sample::Index>(), 0..=2);
    let start = (0_i64..30, 0_i64..30);
    (proptest::collection::vec(node, 1..=most), lists.clone(), lists, start, any::<[bool; 2]>()).prop_map(
        |(nodes, must, never, (points, more), keep)| {
            let n = nodes.len();
            let mut small = Small {
                weights: Vec::new(),
                needs: Vec::new(),
                maxima: Vec::new(),
                // Above zero whatever leaves.
                start: Percent::new(Points(points), Points(points + more + 29)),
                must: must.iter().filter(|_| keep[0]).map(|index| index.index(n)).collect(),
                never: never.iter().filter(|_| keep[1]).map(|index| index.index(n)).collect(),
                rules: Vec::new(),
            };
            for (at, (points, minutes, maximum, needs)) in nodes.into_iter().enumerate() {
                small.weights.push(Weight { points: Points(points), minutes: Minutes(minutes) });
                small.maxima.push(Points(maximum));
                small.needs.push(if at == 0 {
                    Vec::new()
                } else {
                    needs.iter().map(|n| n.index(at)).collect()
                });
            }
            small
        },
    )
}

/// A small question with alternatives, exclusions, and nodes that bring others.
fn ruled(most: usize) -> impl Strategy<Value = Small> {
    let rule = (0..3, proptest::collection::vec(any::<prop::sample::Index>(), 2..=4));
    (small(most), proptest::collection::vec(rule, 1..=5)).prop_map(|(mut small, rules)| {
        let n = small.weights.len();
        for (kind, nodes) in rules {
            let nodes: Vec<usize> = nodes.iter().map(|index| index.index(n)).collect();
            let (first, rest) = (nodes[0], nodes[1..].iter().copied().filter(|node| *node != nodes[0]));
            let rest: std::collections::BTreeSet<usize> = rest.collect();
            small.rules.push(match kind {
                0 => Rule::at_most_one(rest.into_iter().chain([first])),
                1 => Rule::any_of(first, rest),
                _ if rest.is_empty() => continue,
                _ => Rule::all_bring(rest, first),
            });
        }
        small
    })
}

impl Small {
    fn graph(&self) -> Graph {
        Graph::new(self.weights.clone(), self.needs.clone()).unwrap()
    }

    fn problem<'g>(&'g self, graph: &'g Graph) -> Problem<'g> {
        Problem {
            graph,
            maxima: &self.maxima,
            start: Some(self.start),
            must: &self.must,
            never: &self.never,
            rules: &self.rules,
        }
    }

    /// Every selection that holds all it needs, what must and nothing that must not be done.
    fn plans(&self) -> Vec<Selection> {
        let bits = |list: &[usize]| list.iter().fold(0_u32, |bits, &node| bits | 1 << node);
        let needs: Vec<u32> = self.needs.iter().map(|list| bits(list)).collect();
        let (must, never) = (bits(&self.must), bits(&self.never));
        let n = self.weights.len();
        (0_u32..1 << n)
            .filter(|set| set & must == must && set & never == 0)
            .filter(|set| (0..n).all(|node| set & (1 << node) == 0 || set & needs[node] == needs[node]))
            .filter(|set| self.rules.iter().all(|rule| rule.holds(|node| set & (1 << node) != 0)))
            .map(|set| {
                let mut plan = Selection::default();
                for node in (0..n).filter(|node| set & (1 << node) != 0) {
                    plan.chosen.push(node);
                    plan.points += self.weights[node].points;
                    plan.minutes += self.weights[node].minutes;
                    plan.maximum += self.maxima[node];
                }
                plan
            })
            .collect()
    }

    /// The plans that meet a goal.
    fn meeting(&self, goal: Objective) -> Vec<Selection> {
        let mut plans = self.plans();
        plans.retain(|plan| match goal {
            Objective::Points { budget } | Objective::Percent { budget } => plan.minutes <= budget,
            Objective::Target { percent } => self.over(plan, percent) >= 0,
            Objective::PointsTarget { points } => plan.points >= points,
        });
        plans
    }

    /// Points and maximum after a plan, in hundredths.
    fn after(&self, plan: &Selection) -> (i64, i64) {
        ((self.start.points + plan.points).0, (self.start.max + plan.maximum).0)
    }

    /// By how much a plan exceeds a target.
    fn over(&self, plan: &Selection, BasisPoints(percent): BasisPoints) -> i64 {
        let (points, maximum) = self.after(plan);
        10_000 * points - percent * maximum
    }

    /// Whether the first plan is better than the second, as (better, as good).
    fn compare(&self, goal: Objective, a: &Selection, b: &Selection) -> std::cmp::Ordering {
        let fewer = b.minutes.cmp(&a.minutes);
        match goal {
            Objective::Points { .. } => a.points.cmp(&b.points).then(fewer),
            Objective::Percent { .. } => {
                let (a, b) = (self.after(a), self.after(b));
                (a.0 * b.1).cmp(&(b.0 * a.1)).then(fewer)
            }
            Objective::Target { percent } => fewer.then(self.over(a, percent).cmp(&self.over(b, percent))),
            Objective::PointsTarget { .. } => fewer.then(a.points.cmp(&b.points)),
        }
    }

    fn best(&self, goal: Objective) -> Option<Selection> {
        self.meeting(goal).into_iter().max_by(|a, b| self.compare(goal, a, b))
    }

    fn is_plan(&self, plan: &Selection) -> bool {
        self.plans().contains(plan)
    }

    fn solve(&self, goal: Objective) -> Solution {
        let graph = self.graph();
        solve(self.problem(&graph), goal, Limits::default()).unwrap()
    }
}

fn goal() -> impl Strategy<Value = Objective> {
    prop_oneof![
        (-1_i64..60).prop_map(|budget| Objective::Points { budget: Minutes(budget) }),
        (-1_i64..60).prop_map(|budget| Objective::Percent { budget: Minutes(budget) }),
        (-100_i64..16_000).prop_map(|percent| Objective::Target { percent: BasisPoints(percent) }),
        (-5_i64..60).prop_map(|points| Objective::PointsTarget { points: Points(points) }),
    ]
}

/// Whether a bound is true of the best plan.
fn holds(small: &Small, bound: PlanBound, best: &Selection) -> bool {
    match bound {
        PlanBound::Points(points) => best.points <= points,
        PlanBound::Minutes(minutes) => best.minutes >= minutes,
        // Rounded down: the next hundredth is out of reach.
        PlanBound::Percent(percent) => small.over(best, percent + BasisPoints(1)) < 0,
        PlanBound::Nothing => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    #[test]
    fn the_answer_is_the_best_of_all_plans(small in small(14), goal in goal()) {
        let answer = small.solve(goal);
        match small.best(goal) {
            Some(best) => {
                let plan = answer.plan.unwrap();
                prop_assert_eq!(answer.status, SolveStatus::Optimal);
                prop_assert!(answer.tie_proved);
                prop_assert!(small.is_plan(&plan), "{:?}", plan);
                prop_assert!(small.compare(goal, &plan, &best).is_eq(), "{:?} is no {:?}", plan, best);
                prop_assert!(holds(&small, answer.bound, &best), "{:?}", answer.bound);
                let graph = small.graph();
                let bound = bound(small.problem(&graph), goal).unwrap();
                prop_assert!(holds(&small, bound, &best), "{:?}", bound);
            }
            None => {
                prop_assert!(answer.plan.is_none());
                let SolveStatus::Infeasible(conflict) = answer.status else { panic!("{answer:?}") };
                check_conflict(&small, goal, &conflict);
            }
        }
    }

    #[test]
    fn only_a_better_plan_is_returned(small in small(10), goal in goal(), pick in any::<prop::sample::Index>()) {
        let meeting = small.meeting(goal);
        let Some(best) = small.best(goal) else { return Ok(()) };
        let known = &meeting[pick.index(meeting.len())];
        let graph = small.graph();
        let limits = Limits { better_than: Some(known), ..Limits::default() };
        let answer = solve(small.problem(&graph), goal, limits).unwrap();
        if small.compare(goal, &best, known).is_gt() {
            prop_assert_eq!(answer.status, SolveStatus::Optimal);
            prop_assert!(small.compare(goal, &answer.plan.unwrap(), &best).is_eq());
        } else {
            prop_assert_eq!(answer.status, SolveStatus::NoBetter);
            prop_assert!(answer.plan.is_none());
        }
    }

    #[test]
    fn a_stopped_search_reports_a_valid_bound(small in small(14), goal in goal(), max_work in 0_u64..400) {
        let Some(best) = small.best(goal) else { return Ok(()) };
        let graph = small.graph();
        let answer = solve(small.problem(&graph), goal, Limits { max_work, ..Limits::default() }).unwrap();
        prop_assert!(holds(&small, answer.bound, &best), "{:?}", answer);
        if let Some(plan) = answer.plan {
            prop_assert!(small.is_plan(&plan));
            prop_assert!(small.compare(goal, &plan, &best).is_le());
        }
        prop_assert!(answer.status == SolveStatus::Optimal || answer.stopped.is_some());
    }

    #[test]
    fn under_rules_the_answer_is_the_best_of_all_plans(small in ruled(13), goal in goal()) {
        let answer = small.solve(goal);
        match small.best(goal) {
            Some(best) => {
                prop_assert_eq!(&answer.status, &SolveStatus::Optimal, "{:?} {:?}", answer, best);
                prop_assert!(answer.tie_proved);
                let plan = answer.plan.unwrap();
                prop_assert!(small.is_plan(&plan), "{:?}", plan);
                prop_assert!(small.compare(goal, &plan, &best).is_eq(), "{:?} is no {:?}", plan, best);
                prop_assert!(holds(&small, answer.bound, &best), "{:?}", answer.bound);
            }
            None => {
                prop_assert!(answer.plan.is_none());
                prop_assert!(matches!(answer.status, SolveStatus::Infeasible(_)), "{:?}", answer);
            }
        }
    }

    #[test]
    fn under_rules_a_stopped_search_reports_a_valid_bound(small in ruled(13), goal in goal(), max_work in 0_u64..400) {
        let Some(best) = small.best(goal) else { return Ok(()) };
        let graph = small.graph();
        let answer = solve(small.problem(&graph), goal, Limits { max_work, ..Limits::default() }).unwrap();
        prop_assert!(holds(&small, answer.bound, &best), "{:?} {:?}", answer, best);
        if let Some(plan) = answer.plan {
            prop_assert!(small.is_plan(&plan));
            prop_assert!(small.compare(goal, &plan, &best).is_le());
        }
        prop_assert!(answer.status == SolveStatus::Optimal || answer.stopped.is_some());
    }

    #[test]
    fn under_rules_only_a_better_plan_is_returned(small in ruled(10), goal in goal(), pick in any::<prop::sample::Index>()) {
        let meeting = small.meeting(goal);
        let Some(best) = small.best(goal) else { return Ok(()) };
        let known = &meeting[pick.index(meeting.len())];
        let graph = small.graph();
        let limits = Limits { better_than: Some(known), ..Limits::default() };
        let answer = solve(small.problem(&graph), goal, limits).unwrap();
        if small.compare(goal, &best, known).is_gt() {
            prop_assert_eq!(answer.status, SolveStatus::Optimal);
            prop_assert!(small.compare(goal, &answer.plan.unwrap(), &best).is_eq());
        } else {
            prop_assert_eq!(answer.status, SolveStatus::NoBetter);
            prop_assert!(answer.plan.is_none());
        }
    }

    #[test]
    fn corners_are_best_for_their_minutes(small in small(12)) {
        let graph = small.graph();
        let plans = small.plans();
        if plans.is_empty() {
            return Ok(());
        }
        let corners = frontier(small.problem(&graph)).unwrap();
        let most = plans.iter().map(|plan| plan.points).max().unwrap();
        prop_assert_eq!(corners.last().unwrap().points, most);
        let least = plans.iter().map(|plan| plan.minutes).min().unwrap();
        prop_assert_eq!(corners[0].minutes, least);
        for corner in &corners {
            let sums = |plan: &&Selection| (plan.points, plan.minutes, plan.maximum);
            let is_corner = |plan: &&Selection| sums(plan) == (corner.points, corner.minutes, corner.maximum);
            prop_assert!(plans.iter().any(|plan| is_corner(&plan)), "{:?}", corner);
            let best = small.best(Objective::Points { budget: corner.minutes }).unwrap();
            prop_assert_eq!((corner.points, corner.minutes), (best.points, best.minutes));
        }
        for pair in corners.windows(2) {
            prop_assert!(pair[0].minutes < pair[1].minutes && pair[0].points < pair[1].points);
        }
        // Each step is less dense than the one before.
        let rise = |a: &FrontierCorner, b: &FrontierCorner| ((b.points - a.points).0, (b.minutes - a.minutes).0);
        for three in corners.windows(3) {
            let (first, second) = (rise(&three[0], &three[1]), rise(&three[1], &three[2]));
            prop_assert!(first.0 * second.1 >= second.0 * first.1);
        }
    }

    #[test]
    fn more_budget_never_gives_fewer_points(small in small(14), budget in 0_i64..40, more in 0_i64..20) {
        let points = |budget| {
            small.solve(Objective::Points { budget: Minutes(budget) }).plan.map(|plan| plan.points)
        };
        if let Some(less) = points(budget) {
            prop_assert!(points(budget + more).unwrap() >= less);
        }
    }

    #[test]
    fn one_more_control_never_hurts(small in small(13), budget in 0_i64..60, points in 0_i64..10, minutes in 0_i64..10, needs in any::<prop::sample::Index>()) {
        let mut more = small.clone();
        more.weights.push(Weight { points: Points(points), minutes: Minutes(minutes) });
        more.maxima.push(Points::ZERO);
        more.needs.push(vec![needs.index(small.weights.len())]);
        for goal in [Objective::Points { budget: Minutes(budget) }, Objective::PointsTarget { points: Points(budget) }] {
            let (before, after) = (small.solve(goal).plan, more.solve(goal).plan);
            if let Some(before) = before {
                let after = after.unwrap();
                prop_assert!(small.compare(goal, &after, &before).is_ge(), "{:?} after {:?}", after, before);
            }
        }
    }

    #[test]
    fn names_change_nothing(small in small(14), goal in goal(), keys in any::<[u32; 14]>()) {
        let n = small.weights.len();
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by_key(|&node| keys[node]);
        let mut place = vec![0; n];
        for (at, &node) in order.iter().enumerate() {
            place[node] = at;
        }
        let renamed = Small {
            weights: order.iter().map(|&node| small.weights[node]).collect(),
            maxima: order.iter().map(|&node| small.maxima[node]).collect(),
            needs: order.iter().map(|&node| small.needs[node].iter().map(|&need| place[need]).collect()).collect(),
            must: small.must.iter().map(|&node| place[node]).collect(),
            never: small.never.iter().map(|&node| place[node]).collect(),
            start: small.start,
            rules: Vec::new(),
        };
        let (one, two) = (small.solve(goal), renamed.solve(goal));
        prop_assert_eq!(one.plan.is_some(), two.plan.is_some());
        if let (Some(a), Some(b)) = (one.plan, two.plan) {
            prop_assert!(small.compare(goal, &a, &b).is_eq());
            prop_assert_eq!(one.status, two.status);
        }
    }
}

/// The facts conflict, each of them is needed for it, and the way out is the smallest.
fn check_conflict(small: &Small, goal: Objective, conflict: &Conflict) {
    assert!(none_with(small, goal, &conflict.constraints), "{conflict:?}");
    for at in 0..conflict.constraints.len() {
        let mut fewer = conflict.constraints.clone();
        fewer.remove(at);
        assert!(!none_with(small, goal, &fewer), "{conflict:?} without {at}");
    }
    match conflict.feasible_limit {
        None => assert!(small.plans().is_empty()),
        Some(FeasibleLimit::Budget(minutes)) => {
            assert_eq!(Some(minutes), small.plans().iter().map(|plan| plan.minutes).min());
        }
        Some(FeasibleLimit::Points(points)) => {
            assert_eq!(Some(points), small.plans().iter().map(|plan| plan.points).max());
        }
        Some(FeasibleLimit::Percent(percent)) => {
            let best = small.best(Objective::Percent { budget: Minutes(i64::MAX) }).unwrap();
            let (points, maximum) = small.after(&best);
            assert_eq!(percent.points.0 * maximum, points * percent.max.0, "{conflict:?}");
        }
    }
}

/// Whether no plan meets these facts.
fn none_with(small: &Small, goal: Objective, facts: &[Constraint]) -> bool {
    let mut fewer = Small { must: Vec::new(), never: Vec::new(), ..small.clone() };
    let mut limited = false;
    for fact in facts {
        match fact {
            Constraint::Must(node) => fewer.must.push(*node),
            Constraint::Never(node) => fewer.never.push(*node),
            Constraint::Budget | Constraint::Target => limited = true,
        }
    }
    if limited { fewer.meeting(goal).is_empty() } else { fewer.plans().is_empty() }
}
