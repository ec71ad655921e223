//! What is asked, and what is answered.

use crate::model::Graph;

/// A graph, what a plan on it must and must not hold, and where the score stands.
#[derive(Debug, Clone, Copy)]
pub struct Problem<'g> {
    /// The work: points in hundredths, minutes, needs.
    pub graph: &'g Graph,
    /// Hundredths by which each node moves the maximum of the score, by index; empty where none does.
    pub maxima: &'g [i64],
    /// Today's points and maximum in hundredths; `None` for a list without a score.
    pub start: Option<(i64, i64)>,
    /// Nodes that every plan holds, with all they need.
    pub must: &'g [usize],
    /// Nodes that no plan holds, nor anything that needs them.
    pub never: &'g [usize],
}

/// What the best plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objective {
    /// The most points in no more than `budget` minutes; of these, the fewest minutes.
    Points {
        /// Minutes.
        budget: i64,
    },
    /// The highest exact percentage `(points today + gained) / (maximum today + moved)` in no more than `budget`
    /// minutes; of these, the fewest minutes.
    Percent {
        /// Minutes.
        budget: i64,
    },
    /// The fewest minutes with `10000 (points today + gained) >= percent (maximum today + moved)`; of these, the
    /// most left over on the left side (the most points, where the maximum does not move).
    Target {
        /// Hundredths of a percent.
        percent: i64,
    },
    /// The fewest minutes for gaining at least so many points; of these, the most points.
    PointsTarget {
        /// Hundredths of points.
        points: i64,
    },
}

/// When to stop, and what is not worth finding.
#[derive(Clone, Copy)]
pub struct Limits<'a> {
    /// How many edges of the graph may be looked at: a unit of work that is the same on every machine. One second
    /// of a processor of 2024 is about 100 million.
    pub max_work: u64,
    /// Asked between steps; `true` stops the search. The engine has no clock of its own.
    pub stop: &'a (dyn Fn() -> bool + Sync),
    /// Only a plan that is better than this one is of interest, by the goal and its tie-break. It may be a plan of
    /// another graph with the same start: its sums count, not its nodes.
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

/// A selection that holds all it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// Its nodes, sorted.
    pub chosen: Vec<usize>,
    /// Hundredths of points gained.
    pub points: i64,
    /// Minutes.
    pub minutes: i64,
    /// Hundredths by which the maximum moves.
    pub maximum: i64,
}

/// What is known about the best plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SolveStatus {
    /// The plan is best: proved in exact integers.
    Optimal,
    /// The search was stopped; see the bound. There may be no plan in the answer.
    Feasible,
    /// Proved: no plan is better than [`Limits::better_than`].
    NoBetter,
    /// No plan fulfils the goal.
    Infeasible(Conflict),
}

/// A fact of the question that takes part in a clash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Constraint {
    /// This node must be done.
    Must(usize),
    /// This node must not be done.
    Never(usize),
    /// The budget.
    Budget,
    /// The target.
    Target,
}

/// Why there is no plan: without any one of these facts the others can be met together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The facts, musts first.
    pub constraints: Vec<Constraint>,
    /// What would have to give, with all other facts as they stand.
    pub feasible_limit: Option<FeasibleLimit>,
}

/// The smallest change of the limit that admits a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeasibleLimit {
    /// The smallest budget that holds what must be done, in minutes.
    Budget(i64),
    /// The highest percentage that any plan reaches, as hundredths of points and of the maximum.
    Percent {
        /// Points in all.
        points: i64,
        /// Maximum in all.
        maximum: i64,
    },
    /// The most hundredths of points that any plan gains.
    Points(i64),
}

/// What no plan exceeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanBound {
    /// No plan of the budget gains more hundredths of points.
    Points(i64),
    /// No plan of the budget reaches more hundredths of a percent (rounded down).
    Percent(i64),
    /// No plan that reaches the target takes fewer minutes.
    Minutes(i64),
    /// No plan fulfils the goal.
    Nothing,
}

/// Why a search ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// [`Limits::max_work`] was used up.
    Work,
    /// [`Limits::stop`] said so.
    Asked,
}

/// The answer to a [`Objective`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// What is known.
    pub status: SolveStatus,
    /// The best plan found.
    pub plan: Option<Selection>,
    /// What no plan exceeds; the plan's own figure when it is optimal.
    pub bound: PlanBound,
    /// Whether it is proved as well that no plan that is as good by the goal is better by its tie-break.
    pub tie_proved: bool,
    /// Why the search ended early, if it did.
    pub stopped: Option<Stopped>,
    /// How many edges were looked at.
    pub work: u64,
    /// How many times the search branched.
    pub branches: u64,
}

/// A question that can not be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvalidProblem {
    /// A `must`, `never` or list of maxima names a node that is not in the graph.
    NoSuchNode(usize),
    /// The sum of points, maxima or minutes is out of range (2^40).
    TooLarge,
    /// A node takes negative minutes.
    NegativeMinutes(usize),
    /// A percentage is asked for, and there is no maximum above zero for every plan.
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
