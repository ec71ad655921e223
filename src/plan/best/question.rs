//! The question for the best plan, and its answer.

use crate::model::{BasisPoints, Id, Minutes, Percent, Points};
use crate::plan::Backlog;
use crate::plan::backlog::Reason;
use crate::plan::optimise::{FeasibleLimit, PlanBound, Selection, Stopped};

/// How much work a plan may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Budget {
    All,
    Minutes(Minutes),
    /// This much of all minutes of the backlog that `rank` shows, rounded down.
    Percent(BasisPoints),
}

impl Budget {
    /// The budget in minutes, for a backlog of `total` minutes; `None` where there is no limit.
    pub fn minutes(self, total: Minutes) -> Option<Minutes> {
        match self {
            Self::All => None,
            Self::Minutes(minutes) => Some(minutes),
            Self::Percent(percent) => Some(Minutes(percent.of_down(total.0))),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanObjective {
    /// The most points within a budget.
    Points(Budget),
    /// The highest percentage within a budget.
    Percent(Budget),
    /// The least work for a score of this percentage; for a list, of the sum of its points.
    Target(BasisPoints),
}

#[derive(Debug, Clone)]
pub struct BestQuestion {
    pub objective: PlanObjective,
    /// Work that the plan holds, with its prerequisites.
    pub must: Vec<Id>,
    /// Work that the plan does not hold, nor anything that depends on it.
    pub never: Vec<Id>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    Must(Id),
    Never(Id),
    Budget,
    Target,
    /// Work that must be in the plan and can not be planned at all.
    Unavailable {
        id: Id,
        /// Why it is left out.
        reason: Option<Reason>,
        /// What would make it possible.
        lever: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanVerdict {
    /// No plan is better.
    Optimal,
    /// The best plan that was found; better ones are not excluded.
    Feasible,
    /// There is no plan; without any one of these constraints the others can be satisfied.
    Infeasible(Vec<Obstacle>),
}

#[derive(Debug, Clone)]
pub struct BestPlan {
    pub verdict: PlanVerdict,
    /// The backlog that the plan was chosen from.
    pub backlog: Backlog,
    /// The plan, by the indices of the backlog.
    pub plan: Option<Selection>,
    /// What no plan exceeds, where the search was stopped.
    pub bound: Option<PlanBound>,
    /// The nearest budget or target that admits a plan, where there is none.
    pub feasible_limit: Option<FeasibleLimit>,
    pub budget: Option<Minutes>,
    /// The points that reach the target, for a list.
    pub target_points: Option<Points>,
    pub stopped: Option<Stopped>,
    /// The work of the search, in the unit of [`crate::plan::optimise::Limits`].
    pub work: u64,
}

impl BestPlan {
    /// The bound on every plan, never worse than the plan itself: the plan's own figure when it is optimal, `None` where
    /// nothing is known or there is no plan. `start` is today's score.
    pub fn proved_bound(&self, objective: PlanObjective, start: Option<Percent>) -> Option<PlanBound> {
        let own = self.plan.as_ref().map(|plan| match objective {
            PlanObjective::Points(_) => PlanBound::Points(plan.points),
            PlanObjective::Target(_) => PlanBound::Minutes(plan.minutes),
            PlanObjective::Percent(_) => {
                let start = start.unwrap_or(Percent::new(Points::ZERO, Points::ZERO));
                let after = Percent::new(start.points + plan.points, start.max + plan.maximum);
                PlanBound::Percent(after.rounded_down())
            }
        });
        match (&self.verdict, self.bound, own) {
            (PlanVerdict::Infeasible(_), ..) => None,
            (PlanVerdict::Optimal, _, own) => own,
            (PlanVerdict::Feasible, Some(PlanBound::Points(bound)), Some(PlanBound::Points(own))) => {
                Some(PlanBound::Points(bound.max(own)))
            }
            (PlanVerdict::Feasible, Some(PlanBound::Minutes(bound)), Some(PlanBound::Minutes(own))) => {
                Some(PlanBound::Minutes(bound.min(own)))
            }
            (PlanVerdict::Feasible, Some(PlanBound::Percent(bound)), Some(PlanBound::Percent(own))) => {
                Some(PlanBound::Percent(bound.max(own)))
            }
            (PlanVerdict::Feasible, bound, _) => bound,
        }
    }

    /// By how much a bound lies beyond the plan, as a part of the plan's own figure; `None` where the two do not compare.
    pub fn gap(&self, bound: PlanBound) -> Option<BasisPoints> {
        let plan = self.plan.as_ref()?;
        let (own, beyond) = match bound {
            PlanBound::Points(bound) => (plan.points.0, (bound - plan.points).0),
            PlanBound::Minutes(bound) => (plan.minutes.0, (plan.minutes - bound).0),
            PlanBound::Percent(_) if self.verdict == PlanVerdict::Optimal => (1, 0),
            PlanBound::Percent(_) | PlanBound::Nothing => return None,
        };
        if beyond == 0 {
            return Some(BasisPoints::ZERO);
        }
        (own > 0).then(|| BasisPoints::ratio(beyond, own))
    }
}
