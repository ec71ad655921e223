//! The best plan, with what is proved of it, why each step is in it, and what is left out.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::since::{Baseline, Earlier};
use super::words::{lever, piece, reason_code};
use crate::answer::rank::RankedStep;
use crate::answer::{Excluded, Finding, Words};
use crate::diag::Findings;
use crate::model::{Hundredths, Id, Minutes, Percent, Points};
use crate::plan::best::{BestPlan, BestQuestion, LeftOut, PlanObjective, PlanVerdict, StepReason};
use crate::plan::optimise::PlanBound;
use crate::plan::{self, Ranking};
use crate::state::State;

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlanAnswer {
    pub schema: &'static str,
    /// Null for a list, with all that needs a tenant.
    pub tenant: Option<String>,
    pub date: Option<Date>,
    pub catalogue_version: Option<String>,
    pub assumptions: Option<Words>,
    /// The licences that were stated in place of those of the tenant.
    pub owned: Option<String>,
    pub goal: Goal,
    /// What a plan within a budget gains most of: `points` or `percent`.
    pub objective: &'static str,
    pub must: Vec<Id>,
    pub never: Vec<Id>,
    /// `optimal`, `feasible` or `infeasible`.
    pub status: &'static str,
    /// Null without a plan, as are its hours.
    pub points: Option<Points>,
    #[serde(rename = "effort_hours")]
    pub effort: Option<Minutes>,
    pub effort_minutes: Option<i64>,
    /// No plan gains more.
    pub bound_points: Option<Points>,
    /// No plan takes less.
    #[serde(rename = "bound_hours")]
    pub bound_effort: Option<Minutes>,
    /// No plan reaches more, rounded down.
    pub bound_percent: Option<Hundredths>,
    /// How far the bound lies beyond the plan, in percent of the plan.
    pub gap: Option<Hundredths>,
    pub percent_before: Option<Percent>,
    pub percent_after: Option<Percent>,
    pub points_after: Option<Points>,
    pub max_after: Option<Points>,
    /// What ended the search before its end: `nodes`, `time` or `interrupted`.
    pub stopped: Option<&'static str>,
    /// How much the search has looked at.
    pub nodes: u64,
    pub steps: Vec<PlanStep>,
    pub excluded: Vec<LeftOutOrExcluded>,
    /// Demands of which no plan meets all, and without any one of which there is a plan.
    pub conflict: Vec<Conflict>,
    pub way_out: Option<WayOut>,
    /// Empty unless somebody asked for it.
    pub frontier: Vec<FrontierPlan>,
    /// Whether none is missing; null unless somebody asked for it.
    pub frontier_complete: Option<bool>,
    /// What is finished by a day when the plan is worked on evenly for 90 days.
    pub cuts: Vec<Cut>,
    pub teams: Vec<TeamLoad>,
    pub findings: Vec<Finding>,
    pub baseline: Option<Baseline>,
    #[serde(skip)]
    pub(super) of: Basis,
}

/// What only people read.
#[derive(Debug, Clone)]
pub(super) struct Basis {
    pub(super) verdict: Vec<String>,
    pub(super) total: Minutes,
    /// Whether the plans between the corners of the frontier were asked for.
    pub(super) is_whole_frontier: bool,
    /// The load of work without a team, which programs do not read.
    pub(super) no_team: Option<TeamLoad>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Goal {
    /// The most within a budget.
    Budget { hours: Minutes, minutes: i64 },
    /// The most, whatever it takes.
    All,
    /// The fewest hours to so many points.
    Points { points: Points },
    /// The fewest hours to a percentage.
    Target { percent: Hundredths },
    /// The most by a day, whatever else is asked.
    By { date: Date, budget_minutes: Option<i64>, target_percent: Option<Hundredths> },
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlanStep {
    #[serde(flatten)]
    pub step: RankedStep,
    pub why: String,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct LeftOutOrExcluded {
    #[serde(flatten)]
    pub excluded: Excluded,
    /// Whether it could be planned and is not, and by what it missed the plan where that is known.
    #[serde(skip)]
    pub(super) missed: Option<Option<(Minutes, Points)>>,
}

/// A demand that can not be met together with others.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Conflict {
    /// `must`, `never`, `budget`, `target` or `unavailable`.
    pub fact: &'static str,
    pub id: Option<Id>,
    pub text: String,
}

/// A question to which there is a plan.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum WayOut {
    Budget { hours: Minutes, text: String },
    Points { points: Points, text: String },
    Target { percent: Hundredths, text: String },
}

/// A plan on the efficient frontier: no plan of so many hours gains more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FrontierPlan {
    #[serde(rename = "effort_hours")]
    pub effort: Minutes,
    pub points: Points,
    /// Null for a list.
    pub percent: Option<Percent>,
    /// Whether it is a corner of the hull.
    pub corner: bool,
}

/// What was found of the efficient frontier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFrontier {
    pub plans: Vec<FrontierPlan>,
    /// Whether the plans between the corners were asked for too.
    pub is_all: bool,
    /// Whether the search came to its end.
    pub is_complete: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cut {
    pub day: i64,
    pub steps: usize,
    #[serde(rename = "effort_hours")]
    pub effort: Minutes,
    pub points: Points,
    pub percent: Option<Percent>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct TeamLoad {
    pub team: String,
    pub steps: usize,
    #[serde(rename = "effort_hours")]
    pub effort: Minutes,
    pub points: Points,
}

#[derive(Debug, Clone, Copy)]
pub struct FoundPlan<'a> {
    pub ask: &'a BestQuestion,
    pub best: &'a BestPlan,
    pub ranking: &'a Ranking,
    /// Why each step is there, by the index of the ranking's backlog.
    pub why: &'a [StepReason],
    pub left: &'a [LeftOut],
    pub frontier: Option<&'a FoundFrontier>,
    pub earlier: Option<&'a Earlier>,
    /// The tenant; `None` for a list.
    pub state: Option<&'a State<'a>>,
    /// The licences that were stated in place of the tenant's.
    pub owned: Option<&'a str>,
    /// What ended the search before its end, in one word.
    pub stopped: Option<&'static str>,
}

impl PlanAnswer {
    pub fn of(planned: &FoundPlan<'_>, findings: &Findings) -> Self {
        let FoundPlan { ask, best, ranking, state, .. } = *planned;
        let plan = best.plan.as_ref();
        let totals = state.map(|state| state.totals());
        let after = totals
            .as_ref()
            .zip(plan)
            .map(|(totals, plan)| (totals.points + plan.points, totals.max + plan.maximum));
        let start = totals.as_ref().map(|totals| totals.percent());
        let bound = best.proved_bound(ask.objective, start);
        let gap = bound.and_then(|bound| best.gap(bound));
        let facts = match &best.verdict {
            PlanVerdict::Infeasible(facts) => facts.as_slice(),
            _ => &[],
        };
        let steps = ranking.steps.iter();
        let mut teams = loads(ranking);
        let no_team = teams.remove("").filter(|_| state.is_some());
        Self {
            schema: "scoreplan/plan/1",
            tenant: state.map(|state| state.tenant.name.clone()),
            date: state.map(|state| state.day),
            catalogue_version: state.map(|state| state.catalogue.version.clone()),
            assumptions: state.map(|state| (&state.assumptions).into()),
            owned: planned.owned.map(str::to_owned),
            goal: planned.goal(),
            objective: if matches!(ask.objective, PlanObjective::Percent(_)) { "percent" } else { "points" },
            must: ask.must.clone(),
            never: ask.never.clone(),
            status: match best.verdict {
                PlanVerdict::Optimal => "optimal",
                PlanVerdict::Feasible => "feasible",
                PlanVerdict::Infeasible(_) => "infeasible",
            },
            points: plan.map(|plan| plan.points),
            effort: plan.map(|plan| plan.minutes),
            effort_minutes: plan.map(|plan| plan.minutes.0),
            bound_points: match bound {
                Some(PlanBound::Points(points)) => Some(points),
                _ => None,
            },
            bound_effort: match bound {
                Some(PlanBound::Minutes(minutes)) => Some(minutes),
                _ => None,
            },
            bound_percent: match bound {
                Some(PlanBound::Percent(percent)) => Some(percent.into()),
                _ => None,
            },
            gap: gap.map(Hundredths::from),
            percent_before: totals.as_ref().map(|totals| totals.percent()),
            percent_after: after.map(|(points, max)| Percent::new(points, max)),
            points_after: after.map(|(points, _)| points),
            max_after: after.map(|(_, max)| max),
            stopped: planned.stopped,
            nodes: best.work,
            steps: steps
                .map(|step| PlanStep { step: RankedStep::of(ranking, state, step), why: planned.why(step) })
                .collect(),
            excluded: planned.excluded(),
            conflict: facts.iter().map(|fact| planned.conflict(fact)).collect(),
            way_out: best.feasible_limit.map(|way| planned.way_out(way)),
            frontier: planned.frontier.map(|found| found.plans.clone()).unwrap_or_default(),
            frontier_complete: planned.frontier.map(|found| found.is_complete),
            cuts: planned.cuts(),
            teams: teams.into_values().collect(),
            findings: Finding::all(findings.iter()),
            baseline: planned.earlier.map(|earlier| Baseline::of(planned, earlier)),
            of: Basis {
                verdict: planned.verdict(bound, gap),
                total: ranking.total_effort(),
                is_whole_frontier: planned.frontier.is_some_and(|found| found.is_all),
                no_team,
            },
        }
    }
}

/// The load by team; work without a team stands under an empty name.
fn loads(ranking: &Ranking) -> BTreeMap<String, TeamLoad> {
    let mut loads: BTreeMap<String, TeamLoad> = BTreeMap::new();
    for node in &ranking.backlog.items {
        let name = node.team.as_ref().map_or("", Id::as_str);
        if !loads.contains_key(name) {
            loads.insert(name.to_owned(), TeamLoad { team: name.to_owned(), ..TeamLoad::default() });
        }
        if let Some(load) = loads.get_mut(name) {
            load.steps += 1;
            load.effort += node.effort;
            load.points += node.points;
        }
    }
    loads
}

impl FoundPlan<'_> {
    fn goal(&self) -> Goal {
        match (self.ask.objective, self.best.budget) {
            (PlanObjective::Points(_) | PlanObjective::Percent(_), Some(budget)) => {
                Goal::Budget { hours: budget, minutes: budget.0 }
            }
            (PlanObjective::Points(_) | PlanObjective::Percent(_), None) => Goal::All,
            (PlanObjective::Target(percent), _) => match self.best.target_points {
                Some(points) => Goal::Points { points },
                None => Goal::Target { percent: Hundredths(percent.0) },
            },
        }
    }

    /// What the plan leaves out of the backlog and what never came into it, by id.
    fn excluded(&self) -> Vec<LeftOutOrExcluded> {
        let left = self.left.iter().map(|left| LeftOutOrExcluded {
            excluded: Excluded {
                id: left.id.to_string(),
                reason: reason_code(&left.reason),
                lever: lever(&left.reason),
            },
            missed: Some(piece(&left.reason).map(|piece| (piece.effort, piece.points))),
        });
        let excluded = self.best.backlog.excluded.iter();
        let excluded = excluded.map(|excluded| LeftOutOrExcluded { excluded: excluded.into(), missed: None });
        let mut all: Vec<_> = left.chain(excluded).collect();
        all.sort();
        all
    }

    /// The days on which consultants and boards look.
    fn cuts(&self) -> Vec<Cut> {
        let steps = &self.ranking.steps;
        let total = self.ranking.total_effort();
        let start = self.state.map(|state| state.totals().percent());
        let cut = |day: i64| {
            // Exact: a step is in when its end times 90 days is no later than the day's share of all minutes.
            let within = |step: &&plan::RankedStep| {
                i128::from(step.cumulative_effort.0) * 90 <= i128::from(total.0) * i128::from(day)
            };
            let done = steps.iter().take_while(within).count();
            let last = done.checked_sub(1).and_then(|at| steps.get(at));
            Cut {
                day,
                steps: done,
                effort: last.map_or(Minutes::ZERO, |step| step.cumulative_effort),
                points: last.map_or(Points::ZERO, |step| step.cumulative_points),
                percent: last.map_or(start, |step| step.percent_after),
            }
        };
        [30, 60, 90].into_iter().map(cut).collect()
    }
}
