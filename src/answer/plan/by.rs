//! What the teams reach by a day, and which of them binds.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::best::Goal;
use crate::answer::parts::{assumption_line, joined, share_percent};
use crate::answer::{Excluded, Finding, Words};
use crate::diag::Findings;
use crate::model::{BasisPoints, Demand, Hundredths, Id, Minutes, Percent, Points};
use crate::plan::WorkKind;
use crate::plan::schedule::{Booking, PhaseResult};
use crate::project::{self, BookedWork, PlanByDate, WorkEffect};
use crate::state::State;

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlanByAnswer {
    pub schema: &'static str,
    pub tenant: String,
    pub date: Date,
    pub catalogue_version: String,
    pub assumptions: Words,
    /// The licences that were stated in place of those of the tenant.
    pub owned: Option<String>,
    pub goal: Goal,
    pub must: Vec<Id>,
    pub never: Vec<Id>,
    /// Null where nobody named one.
    pub scenario: Option<String>,
    /// `optimal` where the bound proves it, else `feasible`.
    pub status: &'static str,
    pub points: Option<Points>,
    #[serde(rename = "effort_hours")]
    pub effort: Minutes,
    pub effort_minutes: i64,
    pub percent_before: Option<Percent>,
    pub percent_after: Option<Percent>,
    pub points_after: Option<Points>,
    pub max_after: Option<Points>,
    /// No order of the work shows more points on the last day.
    pub bound_points: Option<Points>,
    /// Points times days up to the day, above those of the first day.
    pub area: Points,
    pub target: Option<Target>,
    pub phases: Vec<Phase>,
    pub steps: Vec<DatedStep>,
    pub teams: Vec<Team>,
    pub unfinished: Vec<Unfinished>,
    pub late: Vec<Late>,
    pub binding_team: Option<Id>,
    /// What each team would do with one more hour a week, the most useful first.
    pub one_more_hour: Vec<OneMoreHour>,
    pub excluded: Vec<Excluded>,
    pub findings: Vec<Finding>,
    #[serde(skip)]
    pub(super) reading: String,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Target {
    pub percent: Hundredths,
    /// The first day on which it is reached, also after the last.
    pub reached_on: Option<Date>,
    pub in_time: bool,
    /// Whether the score is also there on the last day.
    pub held: bool,
    pub looked_until: Date,
    pub highest_percent: Hundredths,
}

/// Some days between two changes of the backlog.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Phase {
    pub from: Date,
    /// On the last day.
    pub points: Points,
    pub bound_points: Option<Points>,
    /// The sum over days of the points gained in the order of the plan.
    pub area: Points,
    /// The same in the order of the ranking.
    pub ranked_area: Points,
    pub bound_area: Option<Points>,
    pub every_order: bool,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DatedStep {
    /// The place in the order of the plan, from 1.
    pub rank: usize,
    pub id: Id,
    /// A `control` earns points, an `action` makes some possible.
    pub kind: &'static str,
    pub way: Option<Id>,
    pub team: Id,
    pub points: Points,
    pub points_after: Option<Points>,
    pub percent_after: Option<Percent>,
    #[serde(rename = "effort_hours")]
    pub effort: Minutes,
    pub effort_minutes: i64,
    pub start: Date,
    pub finish: Date,
    /// The stages before the last.
    pub stages: Vec<Stage>,
    /// The first snapshot after the usual refresh of the product.
    pub expected_by: Option<Date>,
    /// The snapshot by which even the slowest refresh shows it.
    pub worry_after: Option<Date>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Stage {
    pub coverage: Percent,
    pub finish: Date,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Team {
    pub team: Id,
    pub steps: usize,
    #[serde(rename = "effort_hours")]
    pub effort: Minutes,
    /// What keeping finished work takes.
    pub upkeep_minutes: i64,
    /// What of it finds no time.
    pub upkeep_unmet_minutes: i64,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Unfinished {
    pub id: Id,
    /// Null where nobody covers it.
    pub team: Option<Id>,
    #[serde(rename = "effort_hours")]
    pub effort: Minutes,
    /// Whether the budget is why, and not the day.
    pub over_budget: bool,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Late {
    pub id: Id,
    pub latest: Date,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OneMoreHour {
    pub team: Id,
    #[serde(rename = "unfinished_hours")]
    pub unfinished: Minutes,
    pub points: Points,
    /// How much the sum over days of the points gained rises.
    pub area: Points,
}

#[derive(Debug, Clone, Copy)]
pub struct ByQuestion<'a> {
    /// The tenant on the first day.
    pub state: &'a State<'a>,
    /// The licences that were stated in place of the tenant's.
    pub owned: Option<&'a str>,
    /// The name of the scenario; `None` where nobody named one.
    pub scenario: Option<&'a str>,
    pub by: Date,
    pub demand: &'a Demand,
    pub target: Option<BasisPoints>,
}

impl ByQuestion<'_> {
    /// As the audit reads it.
    pub(super) fn goal(&self) -> Goal {
        Goal::By {
            date: self.by,
            budget_minutes: self.demand.budget.map(|budget| budget.0),
            target_percent: self.target.map(|percent| Hundredths(percent.0)),
        }
    }

    pub(super) fn reading(&self) -> String {
        assumption_line(&(&self.state.assumptions).into(), &self.state.catalogue.version)
    }
}

pub(super) fn asked(must: &[Id], never: &[Id], goal: &Goal) -> Option<String> {
    let mut parts = Vec::new();
    if !must.is_empty() {
        parts.push(format!("with {}", joined(must)));
    }
    if !never.is_empty() {
        parts.push(format!("without {}", joined(never)));
    }
    if let Goal::By { budget_minutes: Some(budget), .. } = goal {
        parts.push(format!("within {} hours of all teams", Minutes(*budget)));
    }
    (!parts.is_empty()).then(|| format!("Asked for: {}", parts.join(", ")))
}

impl PlanByAnswer {
    pub fn of(question: &ByQuestion<'_>, plan: &PlanByDate, findings: &Findings) -> Self {
        let ByQuestion { state, scenario, demand, .. } = *question;
        let phases: Vec<Phase> = plan.phases.iter().map(Phase::of).collect();
        let bound = single(&phases).map(|(_, points, _)| points);
        let proved = single(&phases).is_some_and(|(phase, points, _)| phase.points >= points);
        let end = plan.projection.end();
        let totals = plan.projection.start().zip(end);
        let effort: Minutes = plan.steps.iter().map(|step| step.booking.effort).sum();
        let steps = plan.steps.iter().zip(&plan.effects).enumerate();
        Self {
            schema: "scoreplan/plan/1",
            tenant: state.tenant.name.clone(),
            date: state.day,
            catalogue_version: state.catalogue.version.clone(),
            assumptions: Words::of_days(&state.assumptions),
            owned: question.owned.map(str::to_owned),
            reading: question.reading(),
            goal: question.goal(),
            must: demand.must.clone(),
            never: demand.never.clone(),
            scenario: scenario.map(str::to_owned),
            status: if proved { "optimal" } else { "feasible" },
            points: totals.map(|(start, end)| end.points - start.points),
            effort,
            effort_minutes: effort.0,
            percent_before: totals.map(|(start, _)| start.percent()),
            percent_after: totals.map(|(_, end)| end.percent()),
            points_after: end.map(|end| end.points),
            max_after: end.map(|end| end.max),
            bound_points: bound,
            area: Points(plan.area),
            target: plan.target.as_ref().map(Target::of),
            phases,
            steps: steps.map(|(at, (work, effect))| DatedStep::of(at + 1, work, *effect)).collect(),
            teams: plan.upkeep.iter().map(|upkeep| Team::of(plan, upkeep)).collect(),
            unfinished: plan.unfinished.iter().map(Unfinished::of).collect(),
            late: plan.late.iter().map(|(id, latest)| Late { id: id.clone(), latest: *latest }).collect(),
            binding_team: plan.more.first().map(|one| one.team.clone()),
            one_more_hour: plan.more.iter().map(OneMoreHour::of).collect(),
            excluded: plan.excluded.iter().map(Excluded::from).collect(),
            findings: Finding::all(findings.iter()),
        }
    }
}

impl Target {
    fn of(target: &project::DeadlineGoal) -> Self {
        Self {
            percent: Hundredths(target.percent.0),
            reached_on: target.on,
            in_time: target.in_time,
            held: target.held,
            looked_until: target.looked_until,
            highest_percent: Hundredths(target.highest.0),
        }
    }
}

impl Phase {
    fn of(phase: &PhaseResult) -> Self {
        Self {
            from: phase.from,
            points: Points(phase.improved.points),
            bound_points: phase.bound.map(|bound| Points(bound.points)),
            area: Points(phase.improved.area),
            ranked_area: Points(phase.ranked.area),
            bound_area: phase.bound.map(|bound| Points(bound.area)),
            every_order: phase.every_order,
        }
    }
}

impl DatedStep {
    fn of(rank: usize, work: &BookedWork, effect: Option<WorkEffect>) -> Self {
        let booking = &work.booking;
        Self {
            rank,
            id: booking.id.clone(),
            kind: if booking.kind == WorkKind::Action { "action" } else { "control" },
            way: booking.way.clone(),
            team: booking.team.clone(),
            points: effect.map_or(Points::ZERO, |effect| effect.points),
            points_after: effect.map(|effect| effect.after.points),
            percent_after: effect.map(|effect| effect.after.percent()),
            effort: booking.effort,
            effort_minutes: booking.effort.0,
            start: booking.start,
            finish: booking.finish,
            stages: stages(booking),
            expected_by: work.expected_by,
            worry_after: work.worry_after,
        }
    }
}

pub fn stages(booking: &Booking) -> Vec<Stage> {
    let stages = booking
        .pilots
        .iter()
        .map(|(share, finish)| Stage { coverage: share_percent(*share), finish: *finish });
    stages.collect()
}

impl Team {
    fn of(plan: &PlanByDate, upkeep: &project::TeamUpkeep) -> Self {
        let own = || plan.steps.iter().filter(|step| step.booking.team == upkeep.team);
        Self {
            team: upkeep.team.clone(),
            steps: own().count(),
            effort: own().map(|step| step.booking.effort).sum(),
            upkeep_minutes: upkeep.all.0,
            upkeep_unmet_minutes: upkeep.unmet.0,
        }
    }
}

impl Unfinished {
    fn of(one: &project::UnfinishedWork) -> Self {
        Self { id: one.id.clone(), team: one.team.clone(), effort: one.effort, over_budget: one.over_budget }
    }
}

impl OneMoreHour {
    fn of(one: &project::ExtraHour) -> Self {
        Self {
            team: one.team.clone(),
            unfinished: one.unfinished,
            points: one.points,
            area: Points(one.area),
        }
    }
}

/// What bounds the points and the points times days: only where the work lies in one phase.
pub(super) fn single(phases: &[Phase]) -> Option<(&Phase, Points, Points)> {
    match phases {
        [one] => Some((one, one.bound_points?, one.bound_area?)),
        _ => None,
    }
}
