//! Best-first search over the choices of ways and conflicts, each bounded by the optimiser.

use std::cmp::Ordering;
use std::sync::Arc;

use super::choices::Choices;
use super::question::{BestPlan, BestQuestion, Obstacle, PlanObjective, PlanVerdict};
use crate::model::{BasisPoints, Id, Minutes, Percent, Points};
use crate::plan::optimise::{
    self, Conflict, Constraint, FeasibleLimit, InvalidProblem, Limits, Objective, PlanBound, Problem,
    Selection, Solution, SolveStatus, Stopped,
};
use crate::plan::{Backlog, Excluded, Reason};

/// The backlog of some answers, and what no plan on it exceeds.
struct OpenBranch {
    answers: Vec<Option<usize>>,
    backlog: Arc<Backlog>,
    bound: PlanBound,
}

#[derive(Default)]
struct SearchResult {
    best: Option<(Arc<Backlog>, Selection)>,
    /// The bounds of backlogs that were not searched to the end.
    loose: Vec<PlanBound>,
    /// The first backlog without a plan, and why it has none.
    refused: Option<(Arc<Backlog>, Vec<Obstacle>, Option<FeasibleLimit>)>,
    stopped: Option<Stopped>,
    work: u64,
    /// Whether some backlog is not additive: then the best plan on it proves nothing.
    inexact: bool,
}

/// The best plan over all choices of ways.
///
/// # Errors
/// [`InvalidProblem`] when the figures are out of range or a percentage is asked of a tenant without a maximum.
pub fn best(
    choices: &mut Choices<'_, '_>,
    question: &BestQuestion,
    limits: Limits<'_>,
) -> Result<BestPlan, InvalidProblem> {
    let start = choices.start();
    let budget = match question.objective {
        PlanObjective::Points(budget) | PlanObjective::Percent(budget) => budget.minutes(choices.total()),
        PlanObjective::Target(_) => None,
    };
    let within = budget.unwrap_or(ENOUGH);
    let gains = choices.gains();
    let target_points = match question.objective {
        // Rounded up: a plan that falls short by a hundredth has not reached it.
        PlanObjective::Target(percent) => gains.map(|all| percent.least_points(all)),
        _ => None,
    };
    let objective = match (question.objective, target_points) {
        (PlanObjective::Points(_), _) => Objective::Points { budget: within },
        (PlanObjective::Percent(_), _) => Objective::Percent { budget: within },
        (PlanObjective::Target(_), Some(points)) => Objective::PointsTarget { points },
        (PlanObjective::Target(percent), None) => Objective::Target { percent },
    };
    let mut search = BestSearch { question, objective, start, limits, found: SearchResult::default() };
    search.run(choices)?;
    let mut best = search.answer();
    best.budget = budget;
    best.target_points = target_points;
    Ok(best)
}

/// No budget: more minutes than any backlog may hold.
pub(super) const ENOUGH: Minutes = Minutes(1 << 40);

struct BestSearch<'q> {
    question: &'q BestQuestion,
    objective: Objective,
    start: Option<Percent>,
    limits: Limits<'q>,
    found: SearchResult,
}

/// Required and excluded work by index in a backlog, and by how much each item moves the maximum.
pub(super) struct Indices {
    must: Vec<usize>,
    never: Vec<usize>,
    maxima: Vec<Points>,
}

impl Indices {
    pub(super) fn problem<'b>(&'b self, backlog: &'b Backlog, start: Option<Percent>) -> Problem<'b> {
        Problem {
            graph: &backlog.graph,
            maxima: &self.maxima,
            start,
            must: &self.must,
            never: &self.never,
            rules: &[],
        }
    }
}

impl BestSearch<'_> {
    fn run(&mut self, choices: &mut Choices<'_, '_>) -> Result<(), InvalidProblem> {
        let sizes = choices.answers();
        let mut open = Vec::new();
        self.queue(choices, vec![None; sizes.len()], &mut open)?;
        while let Some(next) = take_first(&mut open) {
            if self.is_beaten(next.bound) {
                break;
            }
            if self.found.stopped.is_some() {
                self.found.loose.push(next.bound);
                continue;
            }
            match next.answers.iter().position(Option::is_none) {
                Some(question) => {
                    for answer in 0..sizes[question] {
                        let mut answers = next.answers.clone();
                        answers[question] = Some(answer);
                        self.queue(choices, answers, &mut open)?;
                    }
                }
                None => self.solve(choices, next)?,
            }
        }
        Ok(())
    }

    /// Bounds the backlog of some answers, and queues it if it may hold a plan.
    fn queue(
        &mut self,
        choices: &mut Choices<'_, '_>,
        answers: Vec<Option<usize>>,
        open: &mut Vec<OpenBranch>,
    ) -> Result<(), InvalidProblem> {
        let Some(backlog) = choices.backlog(&answers) else { return Ok(()) };
        let indices = match indices(choices, &backlog, &self.question.must, &self.question.never) {
            Ok(indices) => indices,
            Err(obstacles) => {
                self.refuse(backlog, obstacles, None);
                return Ok(());
            }
        };
        // The only backlog is solved next anyway, which finds its bound.
        let bound = if answers.is_empty() || !backlog.exact {
            self.trivial_bound()
        } else {
            optimise::bound(indices.problem(&backlog, self.start), self.objective)?
        };
        let next = OpenBranch { answers, backlog, bound };
        if bound == PlanBound::Nothing {
            // The loosest backlog has no plan: the solver says why.
            return self.solve(choices, next);
        }
        open.push(next);
        Ok(())
    }

    fn solve(&mut self, choices: &Choices<'_, '_>, open: OpenBranch) -> Result<(), InvalidProblem> {
        let backlog = open.backlog;
        let indices = match indices(choices, &backlog, &self.question.must, &self.question.never) {
            Ok(indices) => indices,
            Err(obstacles) => {
                self.refuse(backlog, obstacles, None);
                return Ok(());
            }
        };
        let limits = Limits {
            max_work: self.limits.max_work.saturating_sub(self.found.work),
            better_than: self.found.best.as_ref().map(|(_, plan)| plan),
            ..self.limits
        };
        let Solution { status, plan, bound, stopped, work, .. } =
            optimise::solve(indices.problem(&backlog, self.start), self.objective, limits)?;
        self.found.work += work;
        self.found.inexact |= !backlog.exact;
        self.found.stopped = self.found.stopped.or(stopped);
        match status {
            SolveStatus::Infeasible(conflict) => {
                let obstacles = obstacles(&conflict, &backlog);
                self.refuse(backlog, obstacles, conflict.feasible_limit);
                return Ok(());
            }
            SolveStatus::Feasible => self.found.loose.push(bound),
            SolveStatus::Optimal | SolveStatus::NoBetter => {}
        }
        if let Some(plan) = plan {
            self.found.best = Some((backlog, plan));
        } else if self.found.refused.is_none() && self.found.best.is_none() {
            // Kept for its list of excluded controls.
            self.found.refused = Some((backlog, Vec::new(), None));
        }
        Ok(())
    }

    fn refuse(
        &mut self,
        backlog: Arc<Backlog>,
        obstacles: Vec<Obstacle>,
        feasible_limit: Option<FeasibleLimit>,
    ) {
        let said = self.found.refused.as_ref().is_some_and(|(_, obstacles, _)| !obstacles.is_empty());
        if !said {
            self.found.refused = Some((backlog, obstacles, feasible_limit));
        }
    }

    /// The bound of a backlog that has not been bounded.
    fn trivial_bound(&self) -> PlanBound {
        match self.objective {
            Objective::Points { .. } => PlanBound::Points(Points(i64::MAX)),
            Objective::Percent { .. } => PlanBound::Percent(BasisPoints(i64::MAX)),
            Objective::Target { .. } | Objective::PointsTarget { .. } => PlanBound::Minutes(Minutes::ZERO),
        }
    }

    /// Whether no plan within a bound is better than the best one found. Equal figures may still win the tie.
    fn is_beaten(&self, bound: PlanBound) -> bool {
        let Some((_, plan)) = &self.found.best else { return bound == PlanBound::Nothing };
        match bound {
            PlanBound::Points(points) => points < plan.points,
            PlanBound::Minutes(minutes) => minutes > plan.minutes,
            PlanBound::Percent(percent) => {
                let start = self.start.unwrap_or(Percent::new(Points::ZERO, Points::ZERO));
                let (points, max) = (start.points + plan.points, start.max + plan.maximum);
                // Rounded down, like the bound.
                (percent + BasisPoints(1)).shortfall(points, max) < 0
            }
            PlanBound::Nothing => true,
        }
    }

    fn answer(self) -> BestPlan {
        let SearchResult { best, loose, refused, stopped, work, inexact } = self.found;
        let bound = loose.into_iter().min_by(|a, b| compare(*a, *b));
        let is_proved = bound.is_none() && stopped.is_none() && !inexact;
        let (verdict, backlog, plan, feasible_limit) = match (best, refused) {
            (Some((backlog, plan)), _) => {
                let verdict = if is_proved { PlanVerdict::Optimal } else { PlanVerdict::Feasible };
                (verdict, backlog, Some(plan), None)
            }
            (None, Some((backlog, obstacles, feasible_limit))) if stopped.is_none() => {
                (PlanVerdict::Infeasible(obstacles), backlog, None, feasible_limit)
            }
            (None, refused) => {
                let backlog = refused.map(|(backlog, ..)| backlog).unwrap_or_default();
                (PlanVerdict::Feasible, backlog, None, None)
            }
        };
        let backlog = Arc::unwrap_or_clone(backlog);
        BestPlan {
            verdict,
            backlog,
            plan,
            bound,
            feasible_limit,
            budget: None,
            target_points: None,
            stopped,
            work,
        }
    }
}

/// Looks up required and excluded work in a backlog; required work that it lacks is why there is no plan.
pub(super) fn indices(
    choices: &Choices<'_, '_>,
    backlog: &Backlog,
    must: &[Id],
    never: &[Id],
) -> Result<Indices, Vec<Obstacle>> {
    let mut required = Vec::new();
    for id in must {
        let named = backlog.named(id);
        // Work that makes no sense in the tenant counts as done for its dependents, but not for a person who
        // requires it.
        if named.is_empty() && (!choices.is_met(id) || is_out_of_reach(id, backlog)) {
            return Err(vec![unavailable(id, backlog)]);
        }
        required.extend(named);
    }
    let sorted = |mut nodes: Vec<usize>| {
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    };
    let (required, never) =
        (sorted(required), sorted(never.iter().flat_map(|id| backlog.named(id)).collect()));
    let maxima = backlog.items.iter().map(|node| node.max).collect();
    Ok(Indices { must: required, never, maxima })
}

/// Whether a control is excluded although work on it is left.
fn is_out_of_reach(id: &Id, backlog: &Backlog) -> bool {
    let reason = left_out(id, backlog).map(|excluded| excluded.reason);
    reason.is_some_and(|reason| !matches!(reason, Reason::AtCeiling | Reason::WayNotTaken))
}

/// The first excluded control that a name means; of an app, its first instance.
fn left_out<'b>(id: &Id, backlog: &'b Backlog) -> Option<&'b Excluded> {
    backlog.excluded.iter().find(|excluded| excluded.id.is_named(id.as_str()))
}

pub(super) fn unavailable(id: &Id, backlog: &Backlog) -> Obstacle {
    let left_out = left_out(id, backlog);
    Obstacle::Unavailable {
        id: id.clone(),
        reason: left_out.map(|excluded| excluded.reason),
        lever: left_out.map(|excluded| excluded.lever.clone()).unwrap_or_default(),
    }
}

fn obstacles(conflict: &Conflict, backlog: &Backlog) -> Vec<Obstacle> {
    let id = |node: usize| backlog.items[node].id.clone();
    let obstacle = |constraint: &Constraint| match constraint {
        Constraint::Must(node) => Obstacle::Must(id(*node)),
        Constraint::Never(node) => Obstacle::Never(id(*node)),
        Constraint::Budget => Obstacle::Budget,
        Constraint::Target => Obstacle::Target,
    };
    conflict.constraints.iter().map(obstacle).collect()
}

/// The best bound first, then the most answers (a complete backlog may beat all the rest), then in order.
fn take_first(open: &mut Vec<OpenBranch>) -> Option<OpenBranch> {
    let decided = |open: &OpenBranch| open.answers.iter().flatten().count();
    let at = (0..open.len()).min_by(|&a, &b| {
        compare(open[a].bound, open[b].bound)
            .then(decided(&open[b]).cmp(&decided(&open[a])))
            .then(open[a].answers.cmp(&open[b].answers))
    })?;
    Some(open.swap_remove(at))
}

/// The bound that allows the better plan first; bounds that allow none last.
fn compare(a: PlanBound, b: PlanBound) -> Ordering {
    match (a, b) {
        (PlanBound::Nothing, PlanBound::Nothing) => Ordering::Equal,
        (PlanBound::Nothing, _) => Ordering::Greater,
        (_, PlanBound::Nothing) => Ordering::Less,
        (PlanBound::Points(a), PlanBound::Points(b)) => b.cmp(&a),
        (PlanBound::Percent(a), PlanBound::Percent(b)) => b.cmp(&a),
        (PlanBound::Minutes(a), PlanBound::Minutes(b)) => a.cmp(&b),
        // The bounds of one question are of one kind.
        _ => Ordering::Equal,
    }
}

/// What no plan exceeds, without a search: the bound of the backlog in which no choice has been made, which is
/// looser than all others. `None` for a backlog that is not additive and for a target.
///
/// # Errors
/// As [`best`].
pub fn bound(
    choices: &mut Choices<'_, '_>,
    question: &BestQuestion,
) -> Result<Option<PlanBound>, InvalidProblem> {
    let (budget, in_percent) = match question.objective {
        PlanObjective::Points(budget) => (budget, false),
        PlanObjective::Percent(budget) => (budget, true),
        PlanObjective::Target(_) => return Ok(None),
    };
    let budget = budget.minutes(choices.total()).unwrap_or(ENOUGH);
    let objective = if in_percent { Objective::Percent { budget } } else { Objective::Points { budget } };
    let open = vec![None; choices.answers().len()];
    let start = choices.start();
    let Some(backlog) = choices.backlog(&open).filter(|backlog| backlog.exact) else { return Ok(None) };
    let Ok(indices) = indices(choices, &backlog, &question.must, &question.never) else { return Ok(None) };
    optimise::bound(indices.problem(&backlog, start), objective).map(Some)
}
