//! `plan`: the best plan, with what is proved of it, why each step is in it, and what is left out.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::parts::{assumption_line, first_of, with_way};
use super::plan_since::{Baseline, Earlier};
use super::rank::RankedStep;
use super::{Answer, Excluded, Finding, Shown, Words, excluded_table};
use crate::diag::Findings;
use crate::model::{BasisPoints, Gates, Hundredths, Id, Minutes, Percent, Points};
use crate::plan::best::{
    BestPlan, BestQuestion, Budget, LeftOut, LeftReason, MissingWork, Obstacle, PlanObjective, PlanVerdict,
    StepReason,
};
use crate::plan::optimise::{self, PlanBound};
use crate::plan::{self, Ranking};
use crate::state::State;
use crate::table::{Block, Format, Table, cells, figures, words};

/// The best plan for a goal.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlanAnswer {
    pub schema: &'static str,
    /// Null for a list, with all that needs a tenant.
    pub tenant: Option<String>,
    pub date: Option<Date>,
    pub catalogue_version: Option<String>,
    pub assumptions: Option<Words>,
    pub goal: Goal,
    /// `points` or `percent`.
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
    pub frontier: Vec<Corner>,
    /// What is finished by a day when the plan is worked on evenly for 90 days.
    pub cuts: Vec<Cut>,
    pub teams: Vec<TeamLoad>,
    pub findings: Vec<Finding>,
    /// What differs from an earlier plan.
    pub baseline: Option<Baseline>,
    #[serde(skip)]
    of: Basis,
}

/// What only people read.
#[derive(Debug, Clone)]
struct Basis {
    verdict: Vec<String>,
    /// The hours of all steps.
    total: Minutes,
    has_frontier: bool,
    /// Whether the points of the backlog are sums, so that the frontier is exact.
    is_exact: bool,
    /// The load of work without a team, which programs do not read.
    no_team: Option<TeamLoad>,
}

/// What was asked for.
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

/// A step with its reason.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlanStep {
    #[serde(flatten)]
    pub step: RankedStep,
    pub why: String,
}

/// What is not in the plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct LeftOutOrExcluded {
    #[serde(flatten)]
    pub excluded: Excluded,
    /// Whether it could be planned and is not, and by what it missed the plan where that is known.
    #[serde(skip)]
    missed: Option<Option<(Minutes, Points)>>,
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

/// A corner of the efficient frontier: no plan of so many hours gains more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Corner {
    #[serde(rename = "effort_hours")]
    pub effort: Minutes,
    pub points: Points,
    /// Null for a list.
    pub percent: Option<Percent>,
}

/// What is finished by a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cut {
    pub day: i64,
    pub steps: usize,
    #[serde(rename = "effort_hours")]
    pub effort: Minutes,
    pub points: Points,
    pub percent: Option<Percent>,
}

/// What one team does.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct TeamLoad {
    pub team: String,
    pub steps: usize,
    #[serde(rename = "effort_hours")]
    pub effort: Minutes,
    pub points: Points,
}

/// A question with everything that was found out.
#[derive(Debug, Clone, Copy)]
pub struct FoundPlan<'a> {
    pub ask: &'a BestQuestion,
    pub best: &'a BestPlan,
    /// The steps of the plan in order.
    pub ranking: &'a Ranking,
    /// Why each step is there, by the index of the ranking's backlog.
    pub why: &'a [StepReason],
    /// What the plan leaves out of the backlog.
    pub left: &'a [LeftOut],
    /// The frontier, where somebody asked for it.
    pub frontier: Option<&'a [Corner]>,
    /// An earlier plan to compare with.
    pub earlier: Option<&'a Earlier>,
    /// The tenant; `None` for a list.
    pub state: Option<&'a State<'a>>,
    /// What ended the search before its end, in one word.
    pub stopped: Option<&'static str>,
}

impl PlanAnswer {
    /// The answer to a question.
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
            frontier: planned.frontier.unwrap_or_default().to_vec(),
            cuts: planned.cuts(),
            teams: teams.into_values().collect(),
            findings: Finding::all(findings.iter()),
            baseline: planned.earlier.map(|earlier| Baseline::of(planned, earlier)),
            of: Basis {
                verdict: planned.verdict(bound, gap),
                total: ranking.total_effort(),
                has_frontier: planned.frontier.is_some(),
                is_exact: best.backlog.exact,
                no_team,
            },
        }
    }

    fn has_plan(&self) -> bool {
        self.points.is_some()
    }

    fn step_table(&self, top: Option<usize>) -> Table {
        let mut columns = vec![
            figures("#"),
            words("id").least(34),
            words("why").leaves(5).least(30),
            figures("points"),
            figures("hours"),
            figures("bundle").leaves(2),
            figures("total points").leaves(3),
            figures("total h").leaves(1),
        ];
        if self.tenant.is_some() {
            columns.push(figures("% after").empty("-"));
        }
        let shown = top.unwrap_or(usize::MAX);
        let mut table = Table::new(first_of("Plan", shown, self.steps.len(), "steps"), columns);
        for PlanStep { step, why } in self.steps.iter().take(shown) {
            let mut row = cells![
                step.rank,
                with_way(&step.id, step.way.as_ref()),
                why,
                step.points,
                step.effort,
                step.bundle,
                step.cumulative_points,
                step.cumulative_effort,
            ];
            if self.tenant.is_some() {
                row.push(step.percent_after.into());
            }
            table.push(row);
        }
        table
    }

    fn cut_table(&self) -> Table {
        // 90 days are 90/7 weeks.
        let weekly = Minutes((self.of.total.0 * 7 + 45) / 90);
        let mut columns = vec![figures("day"), figures("steps"), figures("hours"), figures("points")];
        if self.tenant.is_some() {
            columns.push(figures("%").empty("-"));
        }
        let mut table = Table::new(format!("Done in 90 days at {weekly} hours a week"), columns);
        for cut in &self.cuts {
            let mut row = cells![cut.day, cut.steps, cut.effort, cut.points];
            if self.tenant.is_some() {
                row.push(cut.percent.into());
            }
            table.push(row);
        }
        table
    }

    fn team_table(&self) -> Table {
        let columns = vec![words("team"), figures("steps"), figures("hours"), figures("points")];
        let mut table = Table::new("Load by team", columns);
        if self.tenant.is_some() {
            for load in self.of.no_team.iter().chain(&self.teams) {
                table.push(cells![&load.team, load.steps, load.effort, load.points]);
            }
        }
        table
    }

    fn frontier_table(&self) -> Table {
        let mut columns = vec![figures("hours"), figures("points")];
        let with_percent = self.frontier.iter().any(|corner| corner.percent.is_some());
        if with_percent {
            columns.push(figures("%").empty("-"));
        }
        let mut table = Table::new("Frontier: the most points for the hours", columns);
        for corner in &self.frontier {
            let mut row = cells![corner.effort, corner.points];
            if with_percent {
                row.push(corner.percent.into());
            }
            table.push(row);
        }
        table
    }

    /// What the plan leaves out of its backlog, the nearest first; at most `shown` of it.
    fn missed_table(&self, shown: Option<usize>) -> Table {
        let mut missed: Vec<_> =
            self.excluded.iter().filter_map(|left| Some((left.missed?, &left.excluded))).collect();
        // What has no figure comes last.
        missed.sort_by(|(a, left), (b, right)| {
            let effort = |by: &Option<(Minutes, Points)>| (by.is_none(), by.map(|(effort, _)| effort));
            (effort(a), &left.id).cmp(&(effort(b), &right.id))
        });
        let all = missed.len();
        let title = match shown {
            Some(shown) if all > shown => format!("Missed the plan, the nearest {shown} of {all}"),
            _ => "Missed the plan, the nearest first".to_owned(),
        };
        let columns = vec![
            words("id").least(34),
            words("reason").leaves(2),
            figures("more h").empty("-"),
            figures("points").empty("-"),
            words("what would bring it in").leaves(1).least(40),
        ];
        let mut table = Table::new(title, columns);
        for (by, left) in missed.into_iter().take(shown.unwrap_or(usize::MAX)) {
            let (effort, points) = by.unzip();
            table.push(cells![&left.id, left.reason, effort, points, &left.lever]);
        }
        table
    }

    /// How the tables are read.
    fn reading(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.has_plan() {
            lines
                .push("Order: bundles of falling points per hour, each step after what it needs.".to_owned());
        }
        if self.of.has_frontier {
            lines.push(if self.of.is_exact {
                "Frontier: at the hours of a corner no plan gains more points.".to_owned()
            } else {
                "Frontier: an estimate, because some points hang on several steps at once.".to_owned()
            });
        }
        let assumptions = self.assumptions.as_ref().zip(self.catalogue_version.as_ref());
        lines.extend(assumptions.map(|(assumptions, version)| assumption_line(assumptions, version)));
        lines
    }
}

/// How many controls that missed the plan people see.
const MISSED: usize = 10;

impl Answer for PlanAnswer {
    fn blocks(&self, shown: Shown) -> Vec<Block> {
        let mut blocks = vec![Block::Lines(self.of.verdict.clone())];
        if self.has_plan() {
            blocks.push(Block::Table(self.step_table(shown.top)));
            if !self.steps.is_empty() {
                blocks.push(Block::Table(self.cut_table()));
            }
            blocks.extend(self.team_table().block());
        }
        if let Some(baseline) = &self.baseline {
            blocks.push(Block::Lines(baseline.lines()));
            blocks.extend(baseline.table(shown.top).block());
        }
        if self.of.has_frontier {
            blocks.push(Block::Table(self.frontier_table()));
        }
        // A spreadsheet wants all of it.
        let missed = (shown.format != Format::Csv).then_some(MISSED);
        blocks.extend(self.missed_table(missed).block());
        let unplanned = self.excluded.iter().filter(|one| one.missed.is_none()).map(|one| &one.excluded);
        blocks.extend(excluded_table("Can not be planned", unplanned).block());
        let reading = self.reading();
        if !reading.is_empty() {
            blocks.push(Block::Lines(reading));
        }
        blocks
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

    /// The question in words.
    fn question(&self) -> String {
        let budget = |budget: Budget| match (budget, self.best.budget) {
            (Budget::Percent(percent), Some(minutes)) => {
                format!(" within {minutes} hours, {percent} % of the backlog")
            }
            (_, Some(minutes)) => format!(" within {minutes} hours"),
            (_, None) => String::new(),
        };
        match self.ask.objective {
            PlanObjective::Points(within) => format!("Most points{}", budget(within)),
            PlanObjective::Percent(within) => format!("Highest percentage{}", budget(within)),
            PlanObjective::Target(percent) => match self.best.target_points {
                Some(points) => {
                    format!("Fewest hours to {percent} % of all points, {points}")
                }
                None => format!("Fewest hours to {percent} %"),
            },
        }
    }

    /// What was asked, what came of it, and what is proved, in sentences.
    fn verdict(&self, bound: Option<PlanBound>, gap: Option<BasisPoints>) -> Vec<String> {
        let best = self.best;
        let question = self.question();
        let mut lines = Vec::new();
        match (&best.verdict, &best.plan) {
            (PlanVerdict::Infeasible(obstacles), _) => {
                lines.push(format!("{question}: there is no such plan"));
                lines.extend(obstacles.iter().map(|fact| format!("  {}", self.obstacle(fact))));
                if obstacles.len() > 1 {
                    lines.push("Without any one of these there is a plan.".to_owned());
                }
                lines.extend(best.feasible_limit.map(|way| self.way_out_line(way)));
            }
            (_, None) => lines.push(format!("{question}: the search was stopped before it found a plan")),
            (verdict, Some(plan)) => {
                lines.push(format!(
                    "{question}: {} points for {} hours in {} steps",
                    plan.points,
                    plan.minutes,
                    plan.chosen.len()
                ));
                lines.extend(self.state.map(|state| {
                    let totals = state.totals();
                    let points = totals.points + plan.points;
                    let max = totals.max + plan.maximum;
                    let (before, after) = (totals.percent(), Percent::new(points, max));
                    format!("From {before} % to {after} %: {points} of {max} points")
                }));
                lines.push(if *verdict == PlanVerdict::Optimal {
                    "Optimal: proved, no plan is better".to_owned()
                } else {
                    self.feasible(bound, gap)
                });
            }
        }
        if self.state.is_some_and(|state| state.assumptions.gates == Gates::Advisory) {
            lines.push("WARNING: safety prerequisites are waived (gates: advisory)".to_owned());
        }
        lines
    }

    fn feasible(&self, bound: Option<PlanBound>, gap: Option<BasisPoints>) -> String {
        let stopped = match self.stopped {
            Some("nodes") => "stopped by --max-nodes",
            Some("time") => "stopped by --time-limit",
            Some(_) => "interrupted",
            None => "what hangs on several steps at once keeps it from being proved",
        };
        let gap = gap.map(|gap| format!(", {gap} % away")).unwrap_or_default();
        match bound {
            Some(PlanBound::Points(points)) => {
                format!("Feasible ({stopped}): no plan gains more than {points} points{gap}")
            }
            Some(PlanBound::Minutes(minutes)) => {
                format!("Feasible ({stopped}): no plan takes less than {minutes} hours{gap}")
            }
            Some(PlanBound::Percent(percent)) => {
                format!("Feasible ({stopped}): no plan reaches more than {percent} %")
            }
            Some(PlanBound::Nothing) | None => format!("Feasible ({stopped})"),
        }
    }

    fn obstacle(&self, obstacle: &Obstacle) -> String {
        match obstacle {
            Obstacle::Must(id) => format!("--must {id}"),
            Obstacle::Never(id) => format!("--never {id}"),
            Obstacle::Budget => format!("the budget of {} hours", self.best.budget.unwrap_or_default()),
            Obstacle::Target => match (self.ask.objective, self.best.target_points) {
                (_, Some(points)) => format!("the target of {points} points"),
                (PlanObjective::Target(percent), None) => format!("the target of {percent} %"),
                _ => "the target".to_owned(),
            },
            Obstacle::Unavailable { id, reason, lever } => {
                let reason =
                    reason.map_or_else(|| "can not be planned".to_owned(), |reason| reason.code().to_owned());
                let lever = if lever.is_empty() { String::new() } else { format!(": {lever}") };
                format!("--must {id}: {reason}{lever}")
            }
        }
    }

    fn conflict(&self, fact: &Obstacle) -> Conflict {
        let (kind, id) = match fact {
            Obstacle::Must(id) => ("must", Some(id)),
            Obstacle::Never(id) => ("never", Some(id)),
            Obstacle::Budget => ("budget", None),
            Obstacle::Target => ("target", None),
            Obstacle::Unavailable { id, .. } => ("unavailable", Some(id)),
        };
        Conflict { fact: kind, id: id.cloned(), text: self.obstacle(fact) }
    }

    fn way_out_line(&self, way: optimise::FeasibleLimit) -> String {
        match way {
            optimise::FeasibleLimit::Budget(minutes) => {
                format!("Way out: a budget of {minutes} hours")
            }
            optimise::FeasibleLimit::Points(points) => {
                format!("Way out: a target of at most {points} points")
            }
            optimise::FeasibleLimit::Percent(percent) => {
                // Rounded down: half up would name a target that is still out of reach.
                let reached = percent.rounded_down();
                let why = if self.state.is_some() {
                    ": the rest needs a licence, a withdrawn risk acceptance or time, see what is left out"
                } else {
                    ""
                };
                format!("Way out: a target of at most {reached} %{why}")
            }
        }
    }

    fn way_out(&self, way: optimise::FeasibleLimit) -> WayOut {
        let text = self.way_out_line(way);
        match way {
            optimise::FeasibleLimit::Budget(minutes) => WayOut::Budget { hours: minutes, text },
            optimise::FeasibleLimit::Points(points) => WayOut::Points { points, text },
            optimise::FeasibleLimit::Percent(percent) => {
                WayOut::Target { percent: percent.rounded_down().into(), text }
            }
        }
    }

    /// Why a step is there: who asked, what it opens, what it earns.
    fn why(&self, step: &plan::RankedStep) -> String {
        const NAMED: usize = 3;
        let node = &self.ranking.backlog.items[step.node];
        let why = &self.why[step.node];
        let mut parts = Vec::new();
        if why.asked {
            let own = self.ask.must.contains(&node.id);
            parts.push(if own { "asked for" } else { "needed by what was asked for" }.to_owned());
        }
        if !why.opens.is_empty() {
            let mut names = why.opens.iter().take(NAMED).map(Id::as_str).collect::<Vec<_>>().join(", ");
            if why.opens.len() > NAMED {
                names.push_str(&format!(" and {} more", why.opens.len() - NAMED));
            }
            let worth = if why.opened_points > Points::ZERO {
                format!(" ({} points)", why.opened_points)
            } else {
                String::new()
            };
            parts.push(format!("opens {names}{worth}"));
        }
        if node.points > Points::ZERO {
            parts.push(format!("earns {} for {} hours", node.points, node.effort));
        } else if node.points < Points::ZERO {
            parts.push(format!("loses {} that are earned anew", -node.points));
        }
        if node.max > Points::ZERO {
            parts.push(format!("brings {} of maximum into the score", node.max));
        }
        parts.join("; ")
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

fn reason_code(reason: &LeftReason) -> &'static str {
    match reason {
        LeftReason::Never(_) => "never",
        LeftReason::OverBudget(_) | LeftReason::Untold => "over-budget",
        LeftReason::NotNeeded(_) => "not-needed",
        LeftReason::LowersScore(_) => "lowers-score",
    }
}

/// What the plan lacks for it, where that is known.
fn piece(reason: &LeftReason) -> Option<&MissingWork> {
    match reason {
        LeftReason::OverBudget(piece) | LeftReason::NotNeeded(piece) | LeftReason::LowersScore(piece) => {
            Some(piece)
        }
        LeftReason::Never(_) | LeftReason::Untold => None,
    }
}

/// What would bring it in.
fn lever(reason: &LeftReason) -> String {
    let with = |piece: &MissingWork| match piece.with.as_slice() {
        [] => String::new(),
        [one] => format!(", with {one}"),
        [first, rest @ ..] => format!(", with {first} and {} more", rest.len()),
    };
    match reason {
        LeftReason::Never(id) => format!("allow `{id}` again"),
        LeftReason::OverBudget(piece) => {
            format!("+{} h and it is in: {} points{}", piece.effort, piece.points, with(piece))
        }
        LeftReason::Untold => "a larger budget: too much hangs together to say by how much".to_owned(),
        LeftReason::NotNeeded(piece) => format!(
            "the target is reached without it: {} points for {} h more{}",
            piece.points,
            piece.effort,
            with(piece)
        ),
        LeftReason::LowersScore(piece) => format!(
            "--must: it moves points by {} and the maximum by {}{}",
            piece.points,
            piece.max,
            with(piece)
        ),
    }
}
