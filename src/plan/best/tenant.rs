//! The best plan of a tenant: the problem that bounds all plans is solved, what it finds is done step by step, and what does
//! not come to what the problem promised is ruled out, until nothing better is left.

use std::collections::BTreeSet;

use super::asked::{Asked, after, height, selection, worth_of};
use super::corrections::{Corrected, work_of};
use super::order::{Ordered, best_order};
use super::question::{BestQuestion, Obstacle, PlanObjective};
use super::walk::{PlanStep, Walk, Worth};
use crate::model::{BasisPoints, Id, Points};
use crate::plan::formulation::{Formulation, Known, Meaning};
use crate::plan::optimise::{
    self, FeasibleLimit, InvalidProblem, Limits, Objective, PlanBound, Rule, Selection, Solution,
    SolveStatus, Stopped,
};

/// A plan in an order in which it can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TenantPlan {
    pub(super) steps: Vec<PlanStep>,
    pub(super) worth: Worth,
}

/// What a search has found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) plan: Option<TenantPlan>,
    /// Whether no plan is better.
    pub(super) is_proved: bool,
    /// What no plan exceeds.
    pub(super) bound: PlanBound,
    pub(super) stopped: Option<Stopped>,
    pub(super) work: u64,
    pub(super) branches: u64,
}

/// What is asked of the plans of a tenant, by the nodes of its problem.
pub(super) struct TenantSearch<'f, 's, 'a> {
    formulation: &'f Formulation<'s, 'a>,
    must: Vec<usize>,
    never: Vec<usize>,
    /// The names of what must be in the plan.
    names: Vec<Id>,
}

impl<'f, 's, 'a> TenantSearch<'f, 's, 'a> {
    /// # Errors
    /// The names in `must` that no plan can hold.
    pub(super) fn new(
        formulation: &'f Formulation<'s, 'a>,
        must: &[Id],
        never: &[Id],
    ) -> Result<Self, Vec<Id>> {
        let mut nodes = BTreeSet::new();
        let mut missing = Vec::new();
        for name in must {
            let done = formulation.done.get(name).copied();
            let reached = formulation.reached.iter().filter(|(id, _)| id.is_named(name.as_str()));
            let known: Vec<Known> = done.into_iter().chain(reached.map(|(_, known)| *known)).collect();
            if known.is_empty() || known.contains(&Known::No) {
                missing.push(name.clone());
            }
            nodes.extend(formulation.used.get(name));
            nodes.extend(
                known
                    .iter()
                    .filter_map(|known| if let Known::Node(node) = known { Some(*node) } else { None }),
            );
        }
        if !missing.is_empty() {
            return Err(missing);
        }
        let never = never.iter().flat_map(|name| formulation.named(name));
        let never: BTreeSet<usize> = never.chain(formulation.out.iter().copied()).collect();
        Ok(Self {
            formulation,
            must: nodes.into_iter().collect(),
            never: never.into_iter().collect(),
            names: must.to_vec(),
        })
    }

    /// Searches for the best plan.
    ///
    /// # Errors
    /// [`InvalidProblem`]: figures out of range, or a percentage without a maximum.
    pub(super) fn run(&self, objective: Objective, limits: Limits<'_>) -> Result<Found, InvalidProblem> {
        self.search(Asked::Goal(objective), limits)
    }

    /// What no plan exceeds, by a search without a look at what its plans come to.
    ///
    /// # Errors
    /// As [`TenantSearch::run`].
    pub(super) fn bound(
        &self,
        objective: Objective,
        limits: Limits<'_>,
    ) -> Result<PlanBound, InvalidProblem> {
        let corrected = Corrected::new(self.formulation);
        Ok(optimise::solve(corrected.problem(&self.must, &self.never), objective, limits)?.bound)
    }

    fn search(&self, asked: Asked, limits: Limits<'_>) -> Result<Found, InvalidProblem> {
        let state = self.formulation.state;
        let mut corrected = Corrected::new(self.formulation);
        let mut found = Found {
            plan: None,
            is_proved: true,
            bound: PlanBound::Nothing,
            stopped: None,
            work: 0,
            branches: 0,
        };
        // What was promised of the first set of steps that was ruled out without a look at all of its orders.
        let mut first_left: Option<(PlanBound, Worth)> = None;
        loop {
            let known = found.plan.as_ref().map(|plan| selection(plan.worth));
            let limits = Limits {
                max_work: limits.max_work.saturating_sub(found.work),
                better_than: known.as_ref().or(limits.better_than),
                ..limits
            };
            let problem = corrected.problem(&self.must, &self.never);
            let Solution { status, plan, bound, stopped, work, branches, .. } = match asked {
                Asked::Goal(objective) => optimise::solve(problem, objective, limits)?,
                Asked::Slope(rise, run) => optimise::solve_slope(problem, (rise, run), limits)?,
            };
            found.work += work;
            found.branches += branches;
            found.bound = match first_left.map_or(bound, |(bound, _)| bound) {
                // No score is higher than its maximum.
                PlanBound::Percent(percent) => PlanBound::Percent(percent.min(BasisPoints::ALL)),
                bound => bound,
            };
            found.stopped = stopped;
            let Some(selection) = plan else {
                if stopped.is_some() && found.plan.is_none() {
                    found.plan = self.nothing(asked);
                }
                found.is_proved = match first_left {
                    None => !matches!(status, SolveStatus::Feasible),
                    // A plan that comes to as much is the best, whatever the orders that were not tried.
                    Some((_, promised)) => {
                        found.plan.as_ref().is_some_and(|plan| asked.equals(plan.worth, promised, state))
                    }
                };
                return Ok(found);
            };
            let is_bound = status == SolveStatus::Optimal;
            let steps = self.steps(&selection);
            let promised = worth_of(&selection);
            let Ordered { best, is_complete, stuck, tried } = best_order(
                self.formulation,
                &self.names,
                &steps,
                promised,
                limits.stop,
                |walk| walk.may_stand() && walk.holds(&self.names) && asked.allows(walk.worth(), state),
                |one, other| asked.prefers(one, other, state),
            );
            found.work += work_of(state, tried);
            let keeps = best.as_ref().is_some_and(|plan| plan.worth == promised);
            let order = best.as_ref().map_or_else(|| steps.clone(), |plan| plan.steps.clone());
            if let Some(plan) = best
                && found.plan.as_ref().is_none_or(|known| asked.prefers(plan.worth, known.worth, state))
            {
                found.plan = Some(plan);
            }
            if keeps || stopped.is_some() {
                // It is the best where it comes to as much as was promised first, ties aside.
                let most = first_left.map_or(promised, |(_, first)| first);
                found.is_proved =
                    is_bound && found.plan.as_ref().is_some_and(|plan| asked.equals(plan.worth, most, state));
                return Ok(found);
            }
            if !is_complete && first_left.is_none() {
                first_left = Some((bound, promised));
            }
            if !stuck.is_empty() {
                corrected.rules.extend(self.freed(&selection, &stuck));
            }
            if !corrected.learn(&selection, &steps, &order, limits.stop) && stuck.is_empty() {
                corrected.rules.push(self.without(&selection));
            }
            found.work += corrected.take_work();
        }
    }

    /// The plan without steps, where it is one.
    fn nothing(&self, asked: Asked) -> Option<TenantPlan> {
        let state = self.formulation.state;
        let walk = Walk::new(state, &self.names);
        let worth = walk.worth();
        let is_plan = walk.holds(&self.names) && asked.allows(worth, state);
        is_plan.then_some(TenantPlan { steps: Vec::new(), worth })
    }

    fn steps(&self, selection: &Selection) -> Vec<PlanStep> {
        selection
            .chosen
            .iter()
            .filter_map(|&node| PlanStep::of(self.formulation.meanings.get(node)?))
            .collect()
    }

    /// Whether a node is a step, and not what has been learnt or follows.
    fn is_step(&self, node: usize) -> bool {
        self.formulation.meanings.get(node).is_some_and(|meaning| *meaning != Meaning::Effect)
    }

    /// What no order of some steps does needs a step beside them.
    fn freed(&self, selection: &Selection, stuck: &[PlanStep]) -> Vec<Rule> {
        let is_step = |node: &usize| self.is_step(*node);
        let all = (0..self.formulation.meanings.len()).filter(is_step);
        let beside = all.filter(|node| {
            selection.chosen.binary_search(node).is_err() && self.never.binary_search(node).is_err()
        });
        let beside: Vec<usize> = beside.collect();
        let chosen = selection.chosen.iter().copied().filter(is_step);
        let is_stuck = |node: &usize| match &self.formulation.meanings[*node] {
            Meaning::Work(id) => stuck.iter().any(|step| step.id == *id),
            Meaning::Step(id, way) => stuck.iter().any(|step| step.id == *id && step.way == *way),
            Meaning::Effect => false,
        };
        chosen.filter(is_stuck).map(|node| Rule::any_of(node, beside.iter().copied())).collect()
    }

    /// Rules out the steps of a selection: every other plan has one less or one more.
    fn without(&self, selection: &Selection) -> Rule {
        let is_step = |node: &usize| self.is_step(*node);
        let chosen: BTreeSet<usize> = selection.chosen.iter().copied().filter(is_step).collect();
        let all = (0..self.formulation.meanings.len()).filter(is_step);
        let terms = all.filter(|node| self.never.binary_search(node).is_err());
        Rule::not_just(terms.map(|node| (node, if chosen.contains(&node) { 1 } else { -1 })).collect())
    }
}

/// The objective of the optimiser for a question.
pub(super) fn objective(question: &BestQuestion, budget: Option<crate::model::Minutes>) -> Objective {
    let budget = budget.unwrap_or(super::search::ENOUGH);
    match question.objective {
        PlanObjective::Points(_) => Objective::Points { budget },
        PlanObjective::Percent(_) => Objective::Percent { budget },
        PlanObjective::Target(percent) => Objective::Target { percent },
    }
}

/// The plan that does nothing but what must be done, in the fewest minutes.
pub(super) const LEAST_WORK: Objective = Objective::PointsTarget { points: Points(i64::MIN >> 24) };

/// Why there is no plan: constraints without any one of which there is one, and the nearest limit within which there is.
/// Where the limits end the search, one of the constraints may be too many.
///
/// # Errors
/// As [`TenantSearch::run`].
pub(super) fn why_not(
    formulation: &Formulation<'_, '_>,
    question: &BestQuestion,
    objective: Objective,
    limits: Limits<'_>,
) -> Result<(Vec<Obstacle>, Option<FeasibleLimit>), InvalidProblem> {
    let limit = if matches!(question.objective, PlanObjective::Target(_)) {
        Obstacle::Target
    } else {
        Obstacle::Budget
    };
    let mut obstacles: Vec<Obstacle> = question.must.iter().cloned().map(Obstacle::Must).collect();
    obstacles.extend(question.never.iter().cloned().map(Obstacle::Never));
    let mut spent = 0;
    let mut search =
        |obstacles: &[Obstacle], objective: Objective| -> Result<Option<Found>, InvalidProblem> {
            let musts: Vec<Id> = obstacles
                .iter()
                .filter_map(|one| if let Obstacle::Must(id) = one { Some(id.clone()) } else { None })
                .collect();
            let nevers: Vec<Id> = obstacles
                .iter()
                .filter_map(|one| if let Obstacle::Never(id) = one { Some(id.clone()) } else { None })
                .collect();
            let Ok(search) = TenantSearch::new(formulation, &musts, &nevers) else { return Ok(None) };
            let found = search
                .run(objective, Limits { max_work: limits.max_work.saturating_sub(spent), ..limits })?;
            spent += found.work;
            Ok(Some(found))
        };
    let without_limit = search(&obstacles, LEAST_WORK)?;
    let mut way_out = None;
    if let Some(Found { plan: Some(least), .. }) = &without_limit {
        way_out = match objective {
            Objective::Points { .. } | Objective::Percent { .. } => {
                Some(FeasibleLimit::Budget(least.worth.minutes))
            }
            Objective::Target { .. } => {
                let most = Objective::Percent { budget: super::search::ENOUGH };
                search(&obstacles, most)?
                    .and_then(|found| found.plan)
                    .map(|plan| FeasibleLimit::Percent(after(plan.worth, formulation.state)))
            }
            Objective::PointsTarget { .. } => None,
        };
    }
    if without_limit.as_ref().is_some_and(may_exist) {
        obstacles.push(limit.clone());
    }
    for at in (0..obstacles.len()).rev() {
        let one = obstacles.remove(at);
        let objective = if obstacles.contains(&limit) { objective } else { LEAST_WORK };
        if search(&obstacles, objective)?.as_ref().is_some_and(may_exist) {
            obstacles.insert(at, one);
        }
    }
    Ok((obstacles, way_out))
}

/// Whether there is a plan for all that is known.
fn may_exist(found: &Found) -> bool {
    found.plan.is_some() || !found.is_proved
}

/// The corners of the hull of all plans, by rising minutes, whether all were found, and the work of the search.
///
/// # Errors
/// As [`TenantSearch::run`].
pub(super) fn hull(
    search: &TenantSearch<'_, '_, '_>,
    limits: Limits<'_>,
) -> Result<(Vec<Worth>, bool, u64), InvalidProblem> {
    let mut spent = 0;
    let mut is_complete = true;
    let mut worth_of = |asked: Asked, better_than: Option<Worth>| {
        let known = better_than.map(selection);
        let max_work = limits.max_work.saturating_sub(spent);
        let found = search.search(asked, Limits { max_work, better_than: known.as_ref(), ..limits })?;
        spent += found.work;
        is_complete &= found.is_proved;
        Ok(found.plan.map(|plan| plan.worth))
    };
    let Some(first) = worth_of(Asked::Goal(LEAST_WORK), None)? else {
        return Ok((Vec::new(), is_complete, spent));
    };
    let most = Objective::Points { budget: super::search::ENOUGH };
    let Some(last) = worth_of(Asked::Goal(most), None)? else {
        return Ok((vec![first], is_complete, spent));
    };
    // Only a search that was stopped finds less work beside more points.
    if last.minutes < first.minutes {
        return Ok((vec![last], is_complete, spent));
    }
    let mut corners = vec![first];
    let mut open = if last.points > first.points { vec![(first, last)] } else { Vec::new() };
    while let Some((low, high)) = open.pop() {
        let (rise, run) = ((high.points - low.points).0, (high.minutes - low.minutes).0);
        let above = worth_of(Asked::Slope(rise, run), Some(low))?;
        let is_between = |worth: &Worth| low.minutes < worth.minutes && worth.minutes < high.minutes;
        let is_above = |worth: &Worth| height(*worth, (rise, run)) > height(low, (rise, run));
        match above.filter(|worth| is_between(worth) && is_above(worth)) {
            Some(middle) => open.extend([(middle, high), (low, middle)]),
            None => corners.push(high),
        }
    }
    Ok((corners, is_complete, spent))
}
