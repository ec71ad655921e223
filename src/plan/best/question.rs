//! What is asked of a plan, and what is answered.

use crate::model::{Id, Minutes, Points};
use crate::plan::Backlog;
use crate::plan::backlog::Reason;
use crate::plan::optimise::{FeasibleLimit, PlanBound, Selection, Stopped};

/// How much work a plan may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Budget {
    /// As much as there is.
    All,
    /// So many minutes.
    Minutes(Minutes),
    /// So many hundredths of a percent of all minutes of the backlog that `rank` shows, rounded down.
    Percent(i64),
}

impl Budget {
    /// The minutes that it is of all minutes of a backlog; `None` where nothing limits them.
    pub fn minutes(self, total: Minutes) -> Option<Minutes> {
        match self {
            Self::All => None,
            Self::Minutes(minutes) => Some(minutes),
            Self::Percent(percent) => {
                let share = i128::from(total.0) * i128::from(percent) / 10_000;
                Some(Minutes(i64::try_from(share).unwrap_or(i64::MAX)))
            }
        }
    }
}

/// What makes one plan better than another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanObjective {
    /// The most points within a budget.
    Points(Budget),
    /// The highest percentage within a budget.
    Percent(Budget),
    /// The least work for a score of so many hundredths of a percent; for a list, of the sum of its points.
    Target(i64),
}

/// A question.
#[derive(Debug, Clone)]
pub struct BestQuestion {
    /// What is best.
    pub objective: PlanObjective,
    /// Work that is part of the plan, with all it needs.
    pub must: Vec<Id>,
    /// Work that is not, nor anything that needs it.
    pub never: Vec<Id>,
}

/// One of the facts that can not hold together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// This must be part of the plan.
    Must(Id),
    /// This must not.
    Never(Id),
    /// The budget.
    Budget,
    /// The target.
    Target,
    /// This must be part of the plan, and can not be planned at all.
    Unavailable {
        /// What was asked for.
        id: Id,
        /// Why it is left out.
        reason: Option<Reason>,
        /// What would bring it in.
        lever: String,
    },
}

/// What is known about the best plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanVerdict {
    /// No plan is better: proved.
    Optimal,
    /// The best that was found before the search was stopped.
    Feasible,
    /// No plan answers the question; without any one of the facts the others can be met.
    Infeasible(Vec<Obstacle>),
}

/// The answer.
#[derive(Debug, Clone)]
pub struct BestPlan {
    /// What is known.
    pub verdict: PlanVerdict,
    /// The backlog that the plan was chosen from.
    pub backlog: Backlog,
    /// The plan, by the indices of the backlog.
    pub plan: Option<Selection>,
    /// What no plan exceeds.
    pub bound: Option<PlanBound>,
    /// What would have to give, where nothing answers the question.
    pub feasible_limit: Option<FeasibleLimit>,
    /// The budget in minutes, where there is one.
    pub budget: Option<Minutes>,
    /// The points that a target asks of a list.
    pub target_points: Option<Points>,
    /// Why the search ended early.
    pub stopped: Option<Stopped>,
    /// How much was looked at, in the unit of [`crate::plan::optimise::Limits`].
    pub work: u64,
}
