//! Evaluates a mix with the exact planner.

use rayon::prelude::*;

use super::Mix;
use super::choices::{MixError, MixProblem};
use crate::model::{Minutes, Percent};
use crate::plan::Ranking;
use crate::plan::best;
use crate::plan::best::{BestPlan, BestQuestion, Budget, Choices, PlanObjective, PlanVerdict, evaluate};
use crate::plan::optimise::{FeasibleLimit, Limits, PlanBound};
use crate::state::State;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MixObjective {
    #[default]
    Points,
    Percent,
}

#[derive(Debug)]
pub struct EvaluatedMix {
    pub mix: Mix,
    /// The score with the licences, before any work.
    pub before: Percent,
    pub after: Percent,
    pub hours: Minutes,
    /// The plan in its order.
    pub ranking: Ranking,
    /// Whether the plan is proved to be the best for the mix.
    pub is_proved: bool,
}

impl EvaluatedMix {
    pub(super) fn is_more_than(&self, other: &Self, objective: MixObjective) -> bool {
        match objective {
            MixObjective::Points => self.after.points > other.after.points,
            MixObjective::Percent => self.after.compare(other.after).is_gt(),
        }
    }

    pub(super) fn is_as_much_as(&self, other: &Self, objective: MixObjective) -> bool {
        match objective {
            MixObjective::Points => self.after.points == other.after.points,
            MixObjective::Percent => self.after.compare(other.after).is_eq(),
        }
    }
}

pub(super) enum Evaluation {
    Plan(Box<EvaluatedMix>),
    /// No plan is feasible; the highest percentage, where it is known.
    No(Option<Percent>),
    /// The planner was stopped before it found a plan.
    Unknown,
}

impl<'a> MixProblem<'_, 'a> {
    pub(super) fn with(&self, mix: &Mix) -> State<'a> {
        self.state.clone().licensed(&mix.licences)
    }
}

fn ask(want: PlanObjective) -> BestQuestion {
    BestQuestion { objective: want, must: Vec::new(), never: Vec::new() }
}

/// The best plan of a mix.
pub(super) fn judge(
    problem: &MixProblem<'_, '_>,
    mix: &Mix,
    want: PlanObjective,
    limits: Limits<'_>,
) -> Result<Evaluation, MixError> {
    let state = problem.with(mix);
    plan(mix, &state, &mut Choices::of_state(&state, &[]), want, limits)
}

/// The best plans of several mixes, in parallel. A mix whose bound, in the unit of [`bounds`], is not enough gets no plan:
/// `None`.
pub(super) fn judge_each(
    problem: &MixProblem<'_, '_>,
    mixes: &[Mix],
    (objective, hours): (MixObjective, Budget),
    limits: Limits<'_>,
    is_enough: impl Fn(i64) -> bool + Sync,
) -> Result<Vec<Option<Evaluation>>, MixError> {
    let each = mixes.par_iter().map(|mix| {
        let state = problem.with(mix);
        let mut choices = Choices::of_state(&state, &[]);
        if bound(&state, &mut choices, objective, hours)?.is_some_and(|bound| !is_enough(bound)) {
            return Ok(None);
        }
        plan(mix, &state, &mut choices, want(objective, hours), limits).map(Some)
    });
    let each: Vec<Result<_, MixError>> = each.collect();
    each.into_iter().collect()
}

fn plan(
    mix: &Mix,
    state: &State<'_>,
    choices: &mut Choices<'_, '_>,
    want: PlanObjective,
    limits: Limits<'_>,
) -> Result<Evaluation, MixError> {
    let planned = evaluate(choices, &ask(want), limits).map_err(invalid)?;
    let totals = state.totals();
    let BestPlan { verdict, plan, feasible_limit: way_out, .. } = planned.best;
    Ok(match (verdict, plan) {
        (PlanVerdict::Infeasible(_), _) => Evaluation::No(way_out.and_then(|way| match way {
            FeasibleLimit::Percent(percent) => Some(percent),
            FeasibleLimit::Budget(_) | FeasibleLimit::Points(_) => None,
        })),
        (verdict, Some(plan)) => Evaluation::Plan(Box::new(EvaluatedMix {
            mix: mix.clone(),
            before: totals.percent(),
            after: Percent::new(totals.points + plan.points, totals.max + plan.maximum),
            hours: plan.minutes,
            ranking: planned.ranking,
            is_proved: verdict == PlanVerdict::Optimal,
        })),
        (_, None) => Evaluation::Unknown,
    })
}

/// An upper bound for each of several mixes: hundredths of points in all, or hundredths of a percent rounded down. `None`
/// when it is not known without a plan.
pub(super) fn bounds(
    problem: &MixProblem<'_, '_>,
    mixes: &[Mix],
    objective: MixObjective,
    hours: Budget,
) -> Result<Vec<Option<i64>>, MixError> {
    let each = mixes.par_iter().map(|mix| {
        let state = problem.with(mix);
        bound(&state, &mut Choices::of_state(&state, &[]), objective, hours)
    });
    let each: Vec<Result<_, MixError>> = each.collect();
    each.into_iter().collect()
}

fn bound(
    state: &State<'_>,
    choices: &mut Choices<'_, '_>,
    objective: MixObjective,
    hours: Budget,
) -> Result<Option<i64>, MixError> {
    let bound = best::bound(choices, &ask(want(objective, hours))).map_err(invalid)?;
    let today = state.totals().points.0;
    Ok(bound.and_then(|bound| match bound {
        PlanBound::Points(points) => points.0.checked_add(today),
        PlanBound::Percent(percent) => Some(percent.0),
        PlanBound::Minutes(_) | PlanBound::Nothing => None,
    }))
}

pub(super) fn want(objective: MixObjective, hours: Budget) -> PlanObjective {
    match objective {
        MixObjective::Points => PlanObjective::Points(hours),
        MixObjective::Percent => PlanObjective::Percent(hours),
    }
}

/// The score of a mix, in the unit of [`bounds`].
pub(super) fn reached(judged: &EvaluatedMix, objective: MixObjective) -> i64 {
    match objective {
        MixObjective::Points => judged.after.points.0,
        MixObjective::Percent => judged.after.rounded_down().0,
    }
}

fn invalid(invalid: crate::plan::optimise::InvalidProblem) -> MixError {
    MixError::Invalid(invalid.to_string())
}
