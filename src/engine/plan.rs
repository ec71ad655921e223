//! `plan`: the best plan, with the proof.

use std::path::PathBuf;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::outcome::{Outcome, Refusal, Verdict};
use super::values::{self, Percentage};
use super::{Engine, Stop, Subject};
use crate::answer::{
    Answer, Earlier, FoundFrontier, FoundPlan, FrontierPlan, PlanAnswer, PlanByAnswer, PlanRefused, Shown,
};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::named::{Asked, Taken};
use crate::load::plan_file::PlanFile;
use crate::model::{BacklogItem, Finder, Id, NameKind, Percent, Points, SavedPlan};
use crate::plan::best::{
    self, BestQuestion, Budget, Choices, EvaluatedPlan, FrontierPart, PlanObjective, PlanVerdict, evaluate,
    left_out, step_reasons,
};
use crate::plan::optimise::{InvalidProblem, Limits, Stopped};
use crate::plan::plan_diff::diff;
use crate::plan::{Backlog, backlog};
use crate::state::{State, first_names};
use crate::table::Block;

const LONG: usize = 1_000;

/// What is the best plan within a budget, to a target, or by a day?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PlanQuestion {
    #[serde(flatten)]
    pub subject: Subject,
    /// Plan the items of a CSV file (id,title,points,hours,needs) instead of a tenant's controls
    pub backlog: Option<PathBuf>,
    /// The most work, with `by` of all teams together: hours like 120h, or a percentage of all hours of the backlog like 30%
    #[serde(with = "values::text")]
    #[schemars(with = "values::TextOf<Budget>")]
    pub budget: Option<Budget>,
    /// Reach this percentage with the least work; for a list, of all its points; with `by`, whether and when it is reached
    #[serde(with = "values::text")]
    #[schemars(with = "values::TextOf<Percentage>")]
    pub target: Option<Percentage>,
    /// What the teams reach by this day
    #[serde(with = "values::text")]
    #[schemars(with = "values::TextOf<Date>")]
    pub by: Option<Date>,
    /// With `by`: teams, calendars, licences and statuses of a scenario; one team of 40 hours a week when absent
    pub scenario: Option<PathBuf>,
    /// Work that the plan must hold, with all it needs, by ids or titles; with `by` it is finished by then
    pub must: Vec<String>,
    /// Work that the plan must not hold, nor what needs it
    pub never: Vec<String>,
    /// What is best within a budget; points when absent
    pub objective: Option<Objective>,
    /// Say what has changed since an earlier plan, the JSON of its answer
    pub baseline: Option<PathBuf>,
    /// Answer the efficient frontier too, the most points for the hours: its corners, or all plans on it
    pub frontier: Option<Frontier>,
    /// Stop after so much search, the same on every machine; the default ends within about 15 seconds
    pub max_nodes: Option<u64>,
}

/// What makes one plan better than another within a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Objective {
    Points,
    Percent,
}

/// Which plans of the efficient frontier are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Frontier {
    /// The corners of its hull
    Corners,
    /// All plans than which no other gains as much in less time, or more in as much
    All,
}

impl Frontier {
    fn part(self) -> FrontierPart {
        match self {
            Self::Corners => FrontierPart::Corners,
            Self::All => FrontierPart::All,
        }
    }
}

/// What `plan` answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum AnyPlan {
    /// The best plan within a budget or to a target
    Best(Box<PlanAnswer>),
    /// What the teams reach by a day
    ByDate(Box<PlanByAnswer>),
    /// Why what must be done can not be done by a day
    Refused(Box<PlanRefused>),
}

impl Answer for AnyPlan {
    fn blocks(&self, shown: Shown) -> Vec<Block> {
        match self {
            Self::Best(plan) => plan.blocks(shown),
            Self::ByDate(plan) => plan.blocks(shown),
            Self::Refused(refused) => refused.blocks(shown),
        }
    }
}

impl Engine {
    /// The best plan within a budget, to a target, or by a day, with the proof.
    ///
    /// # Errors
    /// What is wrong with the input.
    pub fn plan(&self, question: &PlanQuestion) -> Result<Outcome<AnyPlan>, Refusal> {
        let mut findings = Findings::new();
        question.excludes(&mut findings);
        if findings.has_errors() {
            return Err(findings.into());
        }
        match (&question.backlog, question.by) {
            (_, Some(day)) => self.plan_by(question, day),
            (Some(file), None) => {
                let items = self.list(file, &mut findings)?;
                let Some(items) = items.filter(|_| !findings.has_errors()) else {
                    return Err(findings.into());
                };
                let ask = question.ask(&of_list(&items), &mut findings);
                let earlier = self.baseline(question, &mut findings)?;
                if findings.has_errors() {
                    return Err(findings.into());
                }
                // The reader has reported every circle, so there is none left.
                let backlog = backlog::from_items(items).unwrap_or_default();
                self.planned(question, &ask, &mut Choices::of_list(backlog), None, earlier, findings)
            }
            (None, None) => self.about(&question.subject, |basis, mut findings| {
                let ask = question.ask(&basis.catalogue.finder(&NameKind::WORK), &mut findings);
                let earlier = self.baseline(question, &mut findings)?;
                let Some(state) = basis.state().filter(|_| !findings.has_errors()) else {
                    return Err(findings.into());
                };
                findings.extend(crate::state::estimate_findings(&state, state.day));
                let mut choices = Choices::of_state(&state, &ask.must);
                self.planned(question, &ask, &mut choices, Some(&state), earlier, findings)
            }),
        }
    }

    /// The earlier plan with its file. That of a list says nothing about a tenant, nor the other way round.
    fn baseline(
        &self,
        question: &PlanQuestion,
        findings: &mut Findings,
    ) -> Result<Option<(String, SavedPlan)>, Refusal> {
        let Some(file) = &question.baseline else { return Ok(None) };
        let Some(source) = self.read(file, findings)? else { return Ok(None) };
        let Some(file) = PlanFile::read(&source, findings) else { return Ok(None) };
        if file.plan.basis.is_none() != question.backlog.is_some() {
            let (made, asked) = match question.backlog {
                Some(_) => ("a tenant", "a list"),
                None => ("a list", "a tenant"),
            };
            let message = format!("the earlier plan was made for {made}, and this one is for {asked}");
            let help = "name a plan that was saved by the same question";
            findings
                .push(Finding::new(Code::NothingToJudgeBy, message).at(Place::file(&source.name)).help(help));
            return Ok(None);
        }
        Ok(Some((source.name, file.plan)))
    }

    fn planned(
        &self,
        question: &PlanQuestion,
        ask: &BestQuestion,
        choices: &mut Choices<'_, '_>,
        state: Option<&State<'_>>,
        earlier: Option<(String, SavedPlan)>,
        mut findings: Findings,
    ) -> Result<Outcome<AnyPlan>, Refusal> {
        let stop = || self.control.stop().is_some();
        let usual = Limits::default();
        let limits = Limits { max_work: question.max_nodes.unwrap_or(usual.max_work), stop: &stop, ..usual };
        let too_large =
            |invalid, findings: &Findings| Refusal { beside: findings.clone(), ..out_of_range(&invalid) };
        let found = evaluate(choices, ask, limits).map_err(|invalid| too_large(invalid, &findings))?;
        let EvaluatedPlan { best, ranking } = &found;
        if !matches!(best.verdict, PlanVerdict::Infeasible(_)) {
            nothing_left(ask, &best.backlog, &mut findings);
        }
        let frontier = question.frontier.map(|asked| {
            // Plan and frontier share what may be searched.
            let limits = Limits { max_work: limits.max_work.saturating_sub(best.work), ..limits };
            frontier(choices, ask, asked.part(), state, limits)
        });
        let frontier = frontier.transpose().map_err(|invalid| too_large(invalid, &findings))?;
        let interrupted = self.control.stop() == Some(Stop::Interrupted);
        let stopped = match best.stopped {
            None => None,
            Some(Stopped::Work) => Some("nodes"),
            Some(Stopped::Asked) if interrupted => Some("interrupted"),
            Some(Stopped::Asked) => Some("time"),
        };
        let earlier = earlier.map(|(file, plan)| Earlier {
            differences: diff(&plan, ranking, &best.backlog, state),
            file,
            plan,
        });
        let reasons = step_reasons(&ranking.backlog, &ask.must);
        let left = left_out(best, ask);
        let answered = FoundPlan {
            ask,
            best,
            ranking,
            why: &reasons,
            left: &left,
            frontier: frontier.as_ref(),
            earlier: earlier.as_ref(),
            state,
            owned: question.subject.owned.as_deref(),
            stopped,
        };
        let answer = AnyPlan::Best(Box::new(PlanAnswer::of(&answered, &findings)));
        let verdict = match best.verdict {
            PlanVerdict::Infeasible(_) => Verdict::No,
            _ if interrupted => Verdict::Interrupted,
            _ => Verdict::Answered,
        };
        discard(found);
        Ok(Outcome::new(answer, findings).with(verdict, Vec::new()))
    }
}

/// To take a long plan apart costs as much as to find it: nobody waits for that.
fn discard(plan: EvaluatedPlan) {
    if plan.ranking.steps.len() > LONG {
        rayon::spawn(move || drop(plan));
    }
}

impl PlanQuestion {
    fn excludes(&self, findings: &mut Findings) {
        if self.backlog.is_some() {
            self.subject.is_absent("backlog", findings);
        }
        if self.target.is_some() {
            let objective = ("objective", self.objective.is_some());
            values::exclude("target", [("budget", self.budget.is_some()), objective], findings);
        }
        if self.by.is_some() {
            let others = [
                ("backlog", self.backlog.is_some()),
                ("objective", self.objective.is_some()),
                ("frontier", self.frontier.is_some()),
                ("baseline", self.baseline.is_some()),
                ("max_nodes", self.max_nodes.is_some()),
            ];
            values::exclude("by", others, findings);
        } else if self.scenario.is_some() {
            let help = "say the day, or leave the scenario out";
            findings.push(Finding::new(Code::MissingKey, "`scenario` is only asked with `by`").help(help));
        }
    }

    /// What is asked of the optimiser; ids that nobody knows are findings.
    pub(super) fn ask<T: Copy>(&self, finder: &Finder<'_, T>, findings: &mut Findings) -> BestQuestion {
        let mut ids = |option: &str, given: &[String]| -> Vec<Id> {
            let mut taken = Taken::default();
            let mut ids: Vec<Id> = Vec::new();
            for name in given {
                let name = name.trim();
                let asked = Asked {
                    name,
                    what: "control or action",
                    unknown: Code::UnknownReference,
                    place: Some(Place::argument(option, name, 0, name.chars().count())),
                    otherwise: "`rank` lists what can be planned",
                };
                let Some(hit) = taken.choose(finder, &asked, findings) else { continue };
                ids.push(hit.id_of(name));
            }
            taken.report(None, findings);
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let must = ids("--must", &self.must);
        let never = ids("--never", &self.never);
        let budget = self.budget.unwrap_or(Budget::All);
        let want = match (self.target, self.objective) {
            (Some(Percentage(percent)), _) => PlanObjective::Target(percent),
            (None, None | Some(Objective::Points)) => PlanObjective::Points(budget),
            (None, Some(Objective::Percent)) => PlanObjective::Percent(budget),
        };
        if want == PlanObjective::Percent(budget) && self.backlog.is_some() {
            let message = "--objective percent needs a tenant: a list has no maximum";
            findings.push(Finding::new(Code::UnknownAssumption, message).help("leave it out"));
        }
        BestQuestion { objective: want, must, never }
    }
}

/// Says which work that is asked for or ruled out is not there to plan.
fn nothing_left(ask: &BestQuestion, backlog: &Backlog, findings: &mut Findings) {
    for (key, ids, why) in
        [("must", &ask.must, "is done already"), ("never", &ask.never, "is no work that could be planned")]
    {
        let gone: Vec<&Id> = ids.iter().filter(|id| backlog.named(id).is_empty()).collect();
        if !gone.is_empty() {
            let message = format!("`{key}` moves nothing for {}: it {why}", first_names(&gone));
            let help = "leave it out; `explain` says where it stands";
            findings.push(Finding::new(Code::NoEffect, message).help(help));
        }
    }
}

/// The items of a list by their ids and titles.
fn of_list(items: &[BacklogItem]) -> Finder<'_, ()> {
    let mut finder = Finder::default();
    for item in items {
        finder.add((), item.id.as_str(), &item.title, &[], 0);
    }
    finder
}

pub(super) fn frontier(
    choices: &mut Choices<'_, '_>,
    ask: &BestQuestion,
    part: FrontierPart,
    state: Option<&State<'_>>,
    limits: Limits<'_>,
) -> Result<FoundFrontier, InvalidProblem> {
    let totals = state.map(State::totals);
    let percent = |points: Points, max: Points| {
        totals.as_ref().map(|totals| Percent::new(totals.points + points, totals.max + max))
    };
    let found = best::frontier(choices, &ask.must, &ask.never, part, limits)?;
    let plan = |plan: best::FrontierPlan| FrontierPlan {
        effort: plan.minutes,
        points: plan.points,
        percent: percent(plan.points, plan.maximum),
        corner: plan.is_corner,
    };
    Ok(FoundFrontier {
        plans: found.plans.into_iter().map(plan).collect(),
        is_all: part == FrontierPart::All,
        is_complete: found.is_complete,
    })
}

pub(super) fn out_of_range(invalid: &InvalidProblem) -> Refusal {
    Finding::new(Code::WrongValue, invalid.to_string())
        .help("points and hours of all items together must stay below some ten thousand millions")
        .into()
}
