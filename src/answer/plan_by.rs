//! `plan --by`: what the teams reach by a day, which of them binds, or why what must be done can not be.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::parts::{assumption_line, first_names, first_of, with_way};
use super::plan::Goal;
use super::{Answer, Excluded, Finding, Shown, Words, excluded_table};
use crate::diag::Findings;
use crate::model::{BasisPoints, Demand, Hundredths, Id, Minutes, Percent, Points};
use crate::plan::WorkKind;
use crate::plan::schedule::{self, Booking};
use crate::project::{self, BookedWork, BookingObstacle, Infeasibility, PlanByDate, WorkEffect};
use crate::state::State;
use crate::table::{Block, Format, Table, cells, figures, words};

/// The plan up to a day.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlanByAnswer {
    pub schema: &'static str,
    pub tenant: String,
    pub date: Date,
    pub catalogue_version: String,
    pub assumptions: Words,
    pub goal: Goal,
    pub must: Vec<Id>,
    pub never: Vec<Id>,
    /// Null where nobody named one.
    pub scenario: Option<String>,
    /// `optimal` or `feasible`.
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
    verdict: Vec<String>,
    #[serde(skip)]
    reading: String,
}

/// A percentage that is to be reached.
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
    /// Points times days.
    pub area: Points,
    /// Along the ranking.
    pub ranked_area: Points,
    pub bound_area: Option<Points>,
    /// Whether every order was looked at.
    pub every_order: bool,
}

/// A step with its days.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DatedStep {
    /// From 1.
    pub rank: usize,
    pub id: Id,
    /// `control` or `action`.
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

/// A stage of some work before its last.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Stage {
    pub coverage: Percent,
    pub finish: Date,
}

/// What one team does by the day.
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

/// Work that is not finished by the day.
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

/// Work that misses its latest day.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Late {
    pub id: Id,
    pub latest: Date,
}

/// A team with one more hour a week.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OneMoreHour {
    pub team: Id,
    #[serde(rename = "unfinished_hours")]
    pub unfinished: Minutes,
    pub points: Points,
    /// Points times days.
    pub area: Points,
}

/// A plan up to a day with its question.
#[derive(Debug, Clone, Copy)]
pub struct Dated<'a> {
    /// The tenant on the first day.
    pub state: &'a State<'a>,
    /// The name of the scenario; `None` where nobody named one.
    pub scenario: Option<&'a str>,
    /// The last day.
    pub by: Date,
    /// What was asked of the work.
    pub demand: &'a Demand,
    pub plan: &'a PlanByDate,
}

impl PlanByAnswer {
    /// What the teams reach.
    pub fn of(dated: &Dated<'_>, findings: &Findings) -> Self {
        let Dated { state, scenario, by, demand, plan } = *dated;
        let single = single(plan);
        let proved = single.is_some_and(|(phase, bound)| phase.improved.points >= bound.points);
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
            reading: assumption_line(&(&state.assumptions).into(), &state.catalogue.version),
            goal: goal(by, demand, plan.target.map(|target| target.percent)),
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
            bound_points: single.map(|(_, bound)| Points(bound.points)),
            area: Points(plan.area),
            target: plan.target.as_ref().map(Target::of),
            phases: plan.phases.iter().map(Phase::of).collect(),
            steps: steps.map(|(at, (work, effect))| DatedStep::of(at + 1, work, *effect)).collect(),
            teams: plan.upkeep.iter().map(|upkeep| Team::of(plan, upkeep)).collect(),
            unfinished: plan.unfinished.iter().map(Unfinished::of).collect(),
            late: plan.late.iter().map(|(id, latest)| Late { id: id.clone(), latest: *latest }).collect(),
            binding_team: plan.more.first().map(|one| one.team.clone()),
            one_more_hour: plan.more.iter().map(OneMoreHour::of).collect(),
            excluded: plan.excluded.iter().map(Excluded::from).collect(),
            findings: Finding::all(findings.iter()),
            verdict: verdict(dated),
        }
    }

    /// The steps: for a terminal the work, then its days; everything in one table for spreadsheets and documents.
    fn step_tables(&self, shown: Shown) -> Vec<Table> {
        let of = self.steps.len();
        let top = of.min(shown.top.unwrap_or(usize::MAX));
        let titled = |title: &str| first_of(title, top, of, "steps");
        if shown.format == Format::Table {
            let when = "When the points show, and when to worry";
            vec![
                self.step_table(titled("Plan"), top, true, false),
                self.step_table(titled(when), top, false, true),
            ]
        } else {
            vec![self.step_table(titled("Plan"), top, true, true)]
        }
    }

    fn step_table(&self, title: String, top: usize, work: bool, days: bool) -> Table {
        let Goal::By { date: by, .. } = self.goal else { return Table::new(title, Vec::new()) };
        let mut columns = vec![figures("#"), words("id").least(24)];
        if work {
            columns.extend([
                words("team"),
                words("start"),
                words("finish"),
                figures("points"),
                figures("hours"),
            ]);
        }
        if days {
            columns.extend([words("points expected by"), words("worry after")]);
        }
        let mut table = Table::new(title, columns);
        for step in self.steps.iter().take(top) {
            let mut row = cells![step.rank, with_way(&step.id, step.way.as_ref())];
            if work {
                row.extend(cells![&step.team, step.start, step.finish, step.points, step.effort]);
            }
            if days {
                let expected = step
                    .expected_by
                    .map(|day| if day > by { format!("{day} (after)") } else { day.to_string() });
                row.extend(cells![expected, step.worry_after]);
            }
            table.push(row);
        }
        table
    }

    /// What is not finished, by team.
    fn unfinished_table(&self) -> Option<Table> {
        let Goal::By { date: by, .. } = self.goal else { return None };
        let mut groups: BTreeMap<(&str, bool), (Vec<&str>, Minutes)> = BTreeMap::new();
        for one in &self.unfinished {
            let team = one.team.as_ref().map_or("nobody", Id::as_str);
            let group = groups.entry((team, one.over_budget)).or_default();
            group.0.push(one.id.as_str());
            group.1 += one.effort;
        }
        let columns = vec![
            words("team"),
            figures("pieces"),
            figures("hours"),
            words("which").least(40),
            figures("points for 1 h a week").empty("-"),
        ];
        let mut table = Table::new(format!("Not finished by {by}"), columns);
        for ((team, over_budget), (ids, hours)) in groups {
            let more = self.one_more_hour.iter().find(|one| one.team.as_str() == team && !over_budget);
            let who = if over_budget { format!("{team}, beyond the budget") } else { team.to_owned() };
            table.push(cells![who, ids.len(), hours, first_names(&ids), more.map(|one| one.points)]);
        }
        Some(table)
    }
}

impl Answer for PlanByAnswer {
    fn blocks(&self, shown: Shown) -> Vec<Block> {
        let mut blocks = vec![Block::Lines(self.verdict.clone())];
        blocks.extend(self.step_tables(shown).into_iter().map(Block::Table));
        blocks.extend(self.unfinished_table().and_then(Table::block));
        blocks.extend(excluded_table("Can not be planned", &self.excluded).block());
        blocks.push(Block::Lines(vec![
            "Points are expected at the first snapshot after the usual refresh of the product; look into what has not counted by the day to worry.".to_owned(),
            self.reading.clone(),
        ]));
        blocks
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

    fn line(&self, by: Date) -> String {
        let percent = self.percent;
        match (self.reached_on, self.in_time) {
            (Some(on), true) if self.held => format!("{percent} % is reached on {on}"),
            (Some(on), true) => format!("{percent} % is reached on {on}, and no longer on {by}"),
            (Some(on), false) => {
                format!("NO: {percent} % is not reached by {by}: along the ranking first on {on}")
            }
            (None, _) => format!(
                "NO: {percent} % is not reached by {by}, nor up to {}: the most is {} %",
                self.looked_until, self.highest_percent
            ),
        }
    }
}

impl Phase {
    fn of(phase: &schedule::PhaseResult) -> Self {
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

/// The stages of some work before its last.
pub fn stages(booking: &Booking) -> Vec<Stage> {
    let stages = booking.pilots.iter().map(|(share, finish)| Stage {
        coverage: Percent::new(Points(share.part), Points(share.whole)),
        finish: *finish,
    });
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

    fn line(&self) -> String {
        let Self { team, unfinished, points, area } = self;
        let left = match *unfinished {
            Minutes::ZERO => String::new(),
            left => format!(" ({left} hours of its work are not finished)"),
        };
        if *points > Points::ZERO {
            format!("{team} binds: one more hour a week would bring {points} points by then{left}")
        } else if *area > Points::ZERO {
            format!(
                "{team} binds: one more hour a week would bring no more points by then, only earlier ones: {area} points times days"
            )
        } else {
            format!("{team} is as full as any{left}, but one more hour a week would bring nothing by then")
        }
    }
}

/// What was asked for, as the audit reads it.
fn goal(by: Date, demand: &Demand, target: Option<BasisPoints>) -> Goal {
    Goal::By {
        date: by,
        budget_minutes: demand.budget.map(|budget| budget.0),
        target_percent: target.map(|percent| Hundredths(percent.0)),
    }
}

/// What is proved of the points: only where the work lies in one phase.
fn single(plan: &PlanByDate) -> Option<(schedule::PhaseResult, schedule::bound::ScheduleBound)> {
    match plan.phases.as_slice() {
        [one] => Some((*one, one.bound?)),
        _ => None,
    }
}

/// What came of it and what is proved, in sentences.
fn verdict(dated: &Dated<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let (plan, by) = (dated.plan, dated.by);
    if let (Some(start), Some(end)) = (plan.projection.start(), plan.projection.end()) {
        lines.push(format!(
            "By {by}: {} points in {} steps, from {} % to {} %",
            end.points - start.points,
            plan.steps.len(),
            start.percent(),
            end.percent()
        ));
    }
    lines.extend(asked(dated.demand));
    lines.extend(plan.target.as_ref().map(|target| Target::of(target).line(by)));
    match single(plan) {
        Some((phase, bound)) if phase.improved.points >= bound.points => {
            lines.push(
                "Optimal on the last day: proved, no order of the work shows more points by then".to_owned(),
            );
        }
        Some((phase, bound)) => lines.push(format!(
            "Feasible: the work shows {} points on the last day, no order more than {}",
            Points(phase.improved.points),
            Points(bound.points)
        )),
        None if plan.phases.len() == 1 => {
            lines.push(
                "Feasible: work that hangs on several pieces of work keeps it from being proved".to_owned(),
            );
        }
        None if plan.phases.windows(2).any(|pair| pair[0].from == pair[1].from) => {
            lines.push("Feasible: what must be done goes first, so no bound holds for the whole".to_owned());
        }
        None => lines.push(format!(
            "The backlog changes on {} days in between, so no bound holds for the whole",
            plan.phases.len().saturating_sub(1)
        )),
    }
    if let Some((phase, bound)) = single(plan) {
        lines.push(format!(
            "Points times days: {}, along the ranking {}, at most {}{}",
            Points(phase.improved.area),
            Points(phase.ranked.area),
            Points(bound.area),
            if phase.every_order { " (every order was looked at)" } else { "" }
        ));
    }
    for (id, day) in &plan.late {
        lines.push(format!("LATE: {id} misses its latest day {day}"));
    }
    for one in plan.upkeep.iter().filter(|one| one.all > Minutes::ZERO) {
        let unmet = match one.unmet {
            Minutes::ZERO => String::new(),
            unmet => format!(", {unmet} of which find no time"),
        };
        lines.push(format!("{} keeps what it has finished in {} hours by then{unmet}", one.team, one.all));
    }
    lines.extend(plan.more.first().map(|one| OneMoreHour::of(one).line()));
    lines
}

/// What was asked for beyond the day, in one line.
fn asked(demand: &Demand) -> Option<String> {
    let names = |ids: &[Id]| ids.iter().map(Id::as_str).collect::<Vec<_>>().join(", ");
    let mut parts = Vec::new();
    if !demand.must.is_empty() {
        parts.push(format!("with {}", names(&demand.must)));
    }
    if !demand.never.is_empty() {
        parts.push(format!("without {}", names(&demand.never)));
    }
    parts.extend(demand.budget.map(|budget| format!("within {budget} hours of all teams")));
    (!parts.is_empty()).then(|| format!("Asked for: {}", parts.join(", ")))
}

/// No plan: what must be done by a day can not be, why, and what would have to give.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlanRefused {
    pub schema: &'static str,
    pub tenant: String,
    pub date: Date,
    pub catalogue_version: String,
    pub assumptions: Words,
    pub goal: Goal,
    /// Null where nobody named one.
    pub scenario: Option<String>,
    pub must: Vec<Id>,
    pub never: Vec<Id>,
    /// `infeasible`.
    pub status: &'static str,
    /// Empty.
    pub steps: Vec<DatedStep>,
    pub conflict: Vec<Blocked>,
    /// Any one of these is enough.
    pub ways_out: Vec<WayOut>,
    pub findings: Vec<Finding>,
    #[serde(skip)]
    asked: Option<String>,
    #[serde(skip)]
    reading: String,
}

/// Why something that must be done can not be.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Blocked {
    /// `unavailable`, `no-team`, `no-time` or `budget`.
    pub fact: &'static str,
    pub id: Id,
    pub team: Option<Id>,
    pub text: String,
}

/// One thing that would have to be otherwise.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum WayOut {
    Freeze { from: Date, to: Date, text: String },
    Earliest { id: Id, day: Date, text: String },
    Team { team: Id, more_hours_per_week: Minutes, text: String },
    Budget { hours: Minutes, text: String },
    Day { day: Date, text: String },
}

/// A refusal with its question.
#[derive(Debug, Clone, Copy)]
pub struct RefusedPlan<'a> {
    /// The tenant on the first day.
    pub state: &'a State<'a>,
    /// The name of the scenario; `None` where nobody named one.
    pub scenario: Option<&'a str>,
    /// The last day.
    pub by: Date,
    /// What was asked of the work.
    pub demand: &'a Demand,
    /// The percentage that was asked for, in hundredths.
    pub target: Option<BasisPoints>,
    /// Why it can not be done.
    pub refused: &'a Infeasibility,
}

impl PlanRefused {
    /// Why there is no plan.
    pub fn of(refusal: &RefusedPlan<'_>, findings: &Findings) -> Self {
        let RefusedPlan { state, scenario, by, demand, target, refused } = *refusal;
        Self {
            schema: "scoreplan/plan/1",
            tenant: state.tenant.name.clone(),
            date: state.day,
            catalogue_version: state.catalogue.version.clone(),
            assumptions: Words::of_days(&state.assumptions),
            reading: assumption_line(&(&state.assumptions).into(), &state.catalogue.version),
            goal: goal(by, demand, target),
            scenario: scenario.map(str::to_owned),
            must: demand.must.clone(),
            never: demand.never.clone(),
            status: "infeasible",
            steps: Vec::new(),
            conflict: refused.missing.iter().map(|(id, why)| Blocked::of(id, why, by)).collect(),
            ways_out: refused.ways_out.iter().map(WayOut::of).collect(),
            findings: Finding::all(findings.iter()),
            asked: asked(demand),
        }
    }
}

impl Answer for PlanRefused {
    fn blocks(&self, _shown: Shown) -> Vec<Block> {
        let Goal::By { date: by, .. } = self.goal else { return Vec::new() };
        let mut lines = vec![format!("By {by}: no, what must be done can not be")];
        lines.extend(self.asked.clone());
        lines.extend(self.conflict.iter().map(|one| format!("  {}: {}", one.id, one.text)));
        match self.ways_out.as_slice() {
            [] => {}
            [one] => lines.push(format!("It would do {}", one.text())),
            several => {
                lines.push("Any one of these would do:".to_owned());
                lines.extend(several.iter().map(|way| format!("  {}", way.text())));
            }
        }
        lines.push(self.reading.clone());
        vec![Block::Lines(lines)]
    }
}

impl Blocked {
    fn of(id: &Id, why: &BookingObstacle, by: Date) -> Self {
        let (fact, text) = match why {
            BookingObstacle::Excluded(None, _) => ("unavailable", "it can not be planned".to_owned()),
            BookingObstacle::Excluded(Some(reason), lever) if lever.is_empty() => {
                ("unavailable", reason.code().to_owned())
            }
            BookingObstacle::Excluded(Some(reason), lever) => {
                ("unavailable", format!("{}: {lever}", reason.code()))
            }
            BookingObstacle::NoTeam(product) => ("no-team", format!("no team covers {product}")),
            BookingObstacle::NoTime(team) => {
                ("no-time", format!("{team} is not finished by {by}, even if it does nothing else"))
            }
            BookingObstacle::OverBudget => {
                ("budget", "what must be done takes more hours than the budget".to_owned())
            }
        };
        let team = match why {
            BookingObstacle::NoTime(team) => Some(team.clone()),
            _ => None,
        };
        Self { fact, id: id.clone(), team, text }
    }
}

impl WayOut {
    fn of(way: &project::Relaxation) -> Self {
        match way {
            project::Relaxation::Freeze(freeze) => {
                let reason = freeze.reason.as_ref().map_or_else(String::new, |reason| format!(" ({reason})"));
                let text = format!("without the freeze from {} to {}{reason}", freeze.from, freeze.to);
                Self::Freeze { from: freeze.from, to: freeze.to, text }
            }
            project::Relaxation::Earliest(id, day) => {
                Self::Earliest { id: id.clone(), day: *day, text: format!("if {id} may begin before {day}") }
            }
            project::Relaxation::Hours(team, more) => Self::Team {
                team: team.clone(),
                more_hours_per_week: *more,
                text: format!("with {more} more hours a week of {team}"),
            },
            project::Relaxation::Budget(budget) => {
                Self::Budget { hours: *budget, text: format!("with a budget of {budget} hours") }
            }
            project::Relaxation::Day(day) => Self::Day { day: *day, text: format!("by {day}") },
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Freeze { text, .. }
            | Self::Earliest { text, .. }
            | Self::Team { text, .. }
            | Self::Budget { text, .. }
            | Self::Day { text, .. } => text,
        }
    }
}
