//! The optimiser's question and answer, and the checks before a search.
//!
//! Behind [`CheckedProblem`] the searches work on bare integers, which they multiply and compare by the million: values are
//! hundredths of points times a factor, costs are minutes.

use super::presolve::{self, ItemState, Items};
use super::rules::{Rule, Rules};
use crate::model::{BasisPoints, Graph, Minutes, Percent, Points};
use crate::plan::closure::Number;

/// Work as a graph, the constraints on a plan, and the score to start from.
#[derive(Debug, Clone, Copy)]
pub struct Problem<'g> {
    /// Points, minutes and prerequisites of each node.
    pub graph: &'g Graph,
    /// By how much each node moves the maximum of the score, by index; empty where none does.
    pub maxima: &'g [Points],
    /// Today's score; `None` for a list.
    pub start: Option<Percent>,
    /// Nodes that every plan holds, together with their prerequisites.
    pub must: &'g [usize],
    /// Nodes that no plan holds, and so nothing that depends on them either.
    pub never: &'g [usize],
    /// What plans keep beside prerequisites. The plan of no nodes keeps all of them.
    pub rules: &'g [Rule],
}

/// What makes a plan the best, with its tie-break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objective {
    /// The most points within the budget; of these, the fewest minutes.
    Points { budget: Minutes },
    /// The highest exact percentage `(points today + gained) / (maximum today + moved)` within the budget; of these,
    /// the fewest minutes.
    Percent { budget: Minutes },
    /// The fewest minutes with `points today + gained >= percent (maximum today + moved)`, exactly; of these, the plan
    /// that exceeds the target by most (the most points, where the maximum does not move).
    Target { percent: BasisPoints },
    /// The fewest minutes that gain at least `points`; of these, the most points.
    PointsTarget { points: Points },
}

/// When a search stops, and which plans are too poor to be of interest.
#[derive(Clone, Copy)]
pub struct Limits<'a> {
    /// How many edges of the graph, and items, may be visited: a unit of work that is the same on every machine. A processor
    /// of 2024 visits about 100 million in a second.
    pub max_work: u64,
    /// Polled between steps; `true` stops the search. The engine has no clock of its own.
    pub stop: &'a (dyn Fn() -> bool + Sync),
    /// Only plans better than this one, by the objective and its tie-break, are of interest. It may belong to
    /// another graph with the same start: only its sums count.
    pub better_than: Option<&'a Selection>,
}

impl std::fmt::Debug for Limits<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limits").field("max_work", &self.max_work).finish_non_exhaustive()
    }
}

impl Default for Limits<'_> {
    /// About 15 seconds.
    fn default() -> Self {
        Self { max_work: 1_500_000_000, stop: &|| false, better_than: None }
    }
}

/// A plan: nodes that are closed under their prerequisites.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// The nodes, sorted.
    pub chosen: Vec<usize>,
    pub points: Points,
    pub minutes: Minutes,
    /// By how much the maximum moves.
    pub maximum: Points,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SolveStatus {
    /// The plan is optimal; proved in exact integers.
    Optimal,
    /// The search was stopped; the bound says how good a plan may be. The solution may hold no plan.
    Feasible,
    /// Proved: no plan is better than [`Limits::better_than`].
    NoBetter,
    /// No plan satisfies the constraints.
    Infeasible(Conflict),
}

/// A constraint of the problem that takes part in a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Constraint {
    /// The node must be in the plan.
    Must(usize),
    /// The node must not be in the plan.
    Never(usize),
    Budget,
    Target,
}

/// Why there is no plan: an irreducible set of constraints. Without any one of them the others can be satisfied.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conflict {
    /// The constraints, musts first.
    pub constraints: Vec<Constraint>,
    /// The smallest change of the limit that would admit a plan, all other constraints unchanged.
    pub feasible_limit: Option<FeasibleLimit>,
}

/// The nearest budget or target that admits a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeasibleLimit {
    /// The smallest budget for what must be done.
    Budget(Minutes),
    /// The highest percentage that any plan reaches.
    Percent(Percent),
    /// The most points that any plan gains.
    Points(Points),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanBound {
    /// No plan within the budget gains more points.
    Points(Points),
    /// No plan within the budget reaches more (rounded down).
    Percent(BasisPoints),
    /// No plan that reaches the target takes fewer minutes.
    Minutes(Minutes),
    /// No plan satisfies the constraints.
    Nothing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// [`Limits::max_work`] was used up.
    Work,
    /// [`Limits::stop`] returned `true`.
    Asked,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    pub status: SolveStatus,
    pub plan: Option<Selection>,
    /// The bound on every plan; the plan's own figure when it is optimal.
    pub bound: PlanBound,
    /// Whether it is also proved that no plan which is equal by the objective wins the tie-break.
    pub tie_proved: bool,
    pub stopped: Option<Stopped>,
    /// How many edges were visited.
    pub work: u64,
    /// How many times the search branched.
    pub branches: u64,
}

/// Why a problem can not be solved at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvalidProblem {
    /// `must`, `never` or `maxima` names a node that is not in the graph.
    NoSuchNode(usize),
    /// The sum of points, maxima or minutes is out of range (2^40).
    TooLarge,
    NegativeMinutes(usize),
    /// An objective in percent, and some plan may leave no maximum above zero.
    NoMaximum,
}

impl std::fmt::Display for InvalidProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoSuchNode(node) => write!(f, "there is no node {node}"),
            Self::TooLarge => f.write_str("the sums of points, maxima or minutes are out of range"),
            Self::NegativeMinutes(node) => write!(f, "node {node} takes negative minutes"),
            Self::NoMaximum => f.write_str("a percentage needs a maximum above zero"),
        }
    }
}

impl std::error::Error for InvalidProblem {}

/// The greatest sum of points, maxima or minutes: products of three such sums fit into 128 bits.
const MOST: i64 = 1 << 40;

/// A problem whose figures are in range, with the nodes that its constraints decide.
#[derive(Debug, Clone)]
pub(super) struct CheckedProblem<'g> {
    pub(super) problem: Problem<'g>,
    /// `In` wins where `must` and `never` conflict.
    pub(super) states: Vec<ItemState>,
}

impl<'g> CheckedProblem<'g> {
    pub(super) fn new(problem: Problem<'g>, objective: Option<Objective>) -> Result<Self, InvalidProblem> {
        let n = problem.graph.len();
        if let Some(&node) = problem.must.iter().chain(problem.never).find(|&&node| node >= n) {
            return Err(InvalidProblem::NoSuchNode(node));
        }
        let in_rules = problem.rules.iter().flat_map(|rule| &rule.terms);
        if let Some((node, _)) = in_rules.clone().find(|(node, _)| *node >= n) {
            return Err(InvalidProblem::NoSuchNode(*node));
        }
        if !problem.maxima.is_empty() && problem.maxima.len() != n {
            return Err(InvalidProblem::NoSuchNode(problem.maxima.len().min(n)));
        }
        let mut sums = [0_i64; 3];
        for node in 0..n {
            let weight = problem.graph.weight(node);
            if weight.minutes < Minutes::ZERO {
                return Err(InvalidProblem::NegativeMinutes(node));
            }
            let maximum = problem.maxima.get(node).copied().unwrap_or_default();
            for (sum, part) in sums.iter_mut().zip([weight.points.0, maximum.0, weight.minutes.0]) {
                *sum = sum.saturating_add(part.saturating_abs());
            }
        }
        let start = problem
            .start
            .map_or(0, |start| start.points.0.saturating_abs().max(start.max.0.saturating_abs()));
        if sums.iter().any(|&sum| sum.saturating_add(start) > MOST) {
            return Err(InvalidProblem::TooLarge);
        }
        let states = states(problem, problem.must, problem.never);
        let checked = Self { problem, states };
        match objective {
            Some(Objective::Target { percent }) if percent.0.saturating_abs() > MOST => {
                return Err(InvalidProblem::TooLarge);
            }
            Some(Objective::Target { .. } | Objective::Percent { .. }) => {
                checked.score()?;
            }
            _ => {}
        }
        Ok(checked)
    }

    /// The minutes of all nodes.
    pub(super) fn minutes(&self) -> i64 {
        (0..self.problem.graph.len()).map(|node| self.problem.graph.weight(node).minutes.0).sum()
    }

    /// Today's points and maximum, where every plan keeps the maximum above zero.
    pub(super) fn score(&self) -> Result<(i64, i64), InvalidProblem> {
        let start = self.problem.start.ok_or(InvalidProblem::NoMaximum)?;
        let (points, maximum) = (start.points.0, start.max.0);
        if self.least_maximum(maximum) > 0 { Ok((points, maximum)) } else { Err(InvalidProblem::NoMaximum) }
    }

    /// A lower bound on the maximum after any plan.
    pub(super) fn least_maximum(&self, maximum: i64) -> i64 {
        maximum + self.problem.maxima.iter().map(|moved| moved.0.min(0)).sum::<i64>()
    }

    pub(super) fn maximum(&self, node: usize) -> Points {
        self.problem.maxima.get(node).copied().unwrap_or_default()
    }

    /// The linear value of every node: `points x its points - maxima x its maximum`.
    pub(super) fn values(&self, points: i64, maxima: i64) -> Vec<i128> {
        (0..self.problem.graph.len())
            .map(|node| {
                i128::from(points) * i128::from(self.problem.graph.weight(node).points.0)
                    - i128::from(maxima) * i128::from(self.maximum(node).0)
            })
            .collect()
    }

    /// The undecided nodes with these values, after presolve.
    pub(super) fn items(&self, values: &[i128]) -> Items {
        presolve::items(self.problem.graph, values, &self.states, &vec![false; self.states.len()])
    }

    /// The undecided nodes with these values, and the rules that decide anything on them; `None` where these leave no plan.
    pub(super) fn ruled_items(&self, values: &[i128]) -> Option<(Items, Rules)> {
        let graph = self.problem.graph;
        let mut states = self.states.clone();
        if !propagate(self.problem, &mut states) {
            return None;
        }
        let rules: Vec<Rule> =
            self.problem.rules.iter().filter(|rule| rule.range(&states).1 > rule.most).cloned().collect();
        let mut bound = vec![false; graph.len()];
        for (node, _) in rules.iter().flat_map(|rule| &rule.terms) {
            bound[*node] = true;
        }
        let items = presolve::items(graph, values, &states, &bound);
        let rules = Rules::new(&rules, &items, |node| states[node] == ItemState::In);
        Some((items, rules))
    }

    /// A plan of these nodes, without nodes that add no value and that nothing in the plan needs.
    pub(super) fn plan(&self, nodes: &[usize], values: &[i128]) -> Selection {
        let graph = self.problem.graph;
        let mut chosen = vec![false; graph.len()];
        for &node in nodes {
            chosen[node] = true;
        }
        let mut rules_of: Vec<Vec<&Rule>> = vec![Vec::new(); graph.len()];
        for rule in self.problem.rules {
            for (node, _) in &rule.terms {
                rules_of[*node].push(rule);
            }
        }
        let is_idle = |node: usize, chosen: &[bool]| {
            chosen[node]
                && values[node] <= 0
                && self.states[node] == ItemState::Free
                && graph.needed_by(node).iter().all(|&user| !chosen[user])
                && rules_of[node].iter().all(|rule| rule.holds(|other| other != node && chosen[other]))
        };
        let mut open: Vec<usize> = nodes.to_vec();
        while let Some(node) = open.pop() {
            if is_idle(node, &chosen) {
                chosen[node] = false;
                open.extend_from_slice(graph.needs(node));
                open.extend(
                    rules_of[node].iter().flat_map(|rule| rule.terms.iter().map(|(other, _)| *other)),
                );
            }
        }
        let mut plan = Selection::default();
        for node in (0..graph.len()).filter(|&node| chosen[node]) {
            plan.chosen.push(node);
            plan.points += graph.weight(node).points;
            plan.minutes += graph.weight(node).minutes;
            plan.maximum += self.maximum(node);
        }
        plan
    }

    /// The required nodes with their prerequisites.
    pub(super) fn must(&self) -> Vec<usize> {
        (0..self.states.len()).filter(|&node| self.states[node] == ItemState::In).collect()
    }
}

/// Decides `must` with all prerequisites, then `never` with all dependents.
pub(super) fn states(problem: Problem<'_>, must: &[usize], never: &[usize]) -> Vec<ItemState> {
    let graph = problem.graph;
    let mut states = vec![ItemState::Free; graph.len()];
    for (list, state) in [(must, ItemState::In), (never, ItemState::Out)] {
        let mut open = list.to_vec();
        while let Some(node) = open.pop() {
            if states[node] == ItemState::Free {
                states[node] = state;
                open.extend_from_slice(if state == ItemState::In {
                    graph.needs(node)
                } else {
                    graph.needed_by(node)
                });
            }
        }
    }
    states
}

/// Whether every weight that a search on these items forms fits into 64 bits.
pub(super) fn fits_64_bits(items: &Items) -> bool {
    let value: i128 = items.value.iter().map(|value| value.abs()).sum();
    let cost: i128 = items.cost.iter().map(|&cost| i128::from(cost)).sum();
    i64::holds(2, (value + 1) * (cost + 1))
}

/// Decides what the rules leave no choice about, by nodes; `false` where they leave no plan.
fn propagate(problem: Problem<'_>, states: &mut [ItemState]) -> bool {
    let graph = problem.graph;
    loop {
        let mut changed = false;
        for rule in problem.rules {
            let (least, _) = rule.range(states);
            if least > rule.most {
                return false;
            }
            let decided = rule.terms.iter().find(|(node, coefficient)| {
                states[*node] == ItemState::Free && least + coefficient.abs() > rule.most
            });
            let Some((node, coefficient)) = decided else { continue };
            let state = if *coefficient > 0 { ItemState::Out } else { ItemState::In };
            let mut open = vec![*node];
            while let Some(node) = open.pop() {
                if states[node] == ItemState::Free {
                    states[node] = state;
                    open.extend_from_slice(if state == ItemState::In {
                        graph.needs(node)
                    } else {
                        graph.needed_by(node)
                    });
                } else if states[node] != state {
                    return false;
                }
            }
            changed = true;
        }
        if !changed {
            return true;
        }
    }
}
