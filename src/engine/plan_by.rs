//! `plan` by a day: what the teams reach until then.

use jiff::civil::Date;

use super::outcome::{Outcome, Refusal, Sampled as _, Verdict};
use super::plan::{AnyPlan, PlanQuestion};
use super::subject::assumed;
use super::values::Percentage;
use super::{Engine, inputs};
use crate::answer::{ByQuestion, PlanByAnswer, PlanRefused};
use crate::diag::{Code, Finding, Findings};
use crate::load::scenario::{self, Loaded};
use crate::model::{Aim, Demand, LONGEST_HORIZON, NameKind, Remediation, Scenario};
use crate::plan::backlog;
use crate::plan::best::{BestQuestion, Budget};
use crate::project::{DeadlineOutcome, ProjectionInput, plan_by_date};
use crate::state::{self, State};

impl Engine {
    pub(super) fn plan_by(&self, question: &PlanQuestion, day: Date) -> Result<Outcome<AnyPlan>, Refusal> {
        let subject = &question.subject;
        let mut findings = Findings::new();
        let catalogue = self.catalogue(&subject.catalogue, &mut findings)?;
        let mut loaded = match &question.scenario {
            Some(path) => match self.scenario(path, &mut findings)? {
                Some(loaded) => Some(loaded),
                None => return Err(findings.into()),
            },
            None => None,
        };
        let reference = loaded.as_ref().and_then(|loaded| loaded.tenant.as_ref());
        let (uses_sample, tenant) = self.tenant_of(subject, reference, &catalogue, &mut findings);
        let asked = tenant.and_then(|tenant| {
            let Some(tenant) = tenant else { return Err(findings.into()) };
            let catalogue = inputs::catalogue_for(&catalogue, &tenant);
            let start = subject.day(&tenant, &mut findings);
            if let Some(loaded) = &mut loaded {
                scenario::check(loaded, &catalogue, &tenant, start, &mut findings);
            }
            let scenario = scenario_by(loaded.as_ref(), start, day, &mut findings);
            let assumptions = assumed(&scenario.assumptions, &subject.assume, &mut findings);
            let ask = question.ask(&catalogue.finder(&NameKind::WORK), &mut findings);
            if findings.has_errors() {
                return Err(findings.into());
            }
            let state = State::at_snapshot(&catalogue, &tenant, assumptions).on(start);
            let demand = demand(question.budget, ask, &state, day);
            let name = loaded.as_ref().map(|loaded| loaded.scenario.name.as_str());
            let input = ProjectionInput {
                catalogue: &catalogue,
                tenant: &tenant,
                scenario: &scenario,
                demand: &demand,
                assumptions,
                start,
            };
            Ok(answer(question, &input, &state, name, day, findings))
        });
        asked.sampled(uses_sample)
    }
}

fn answer(
    question: &PlanQuestion,
    input: &ProjectionInput<'_>,
    state: &State<'_>,
    scenario: Option<&str>,
    day: Date,
    mut findings: Findings,
) -> Outcome<AnyPlan> {
    let target = question.target.map(|Percentage(percent)| percent);
    let answer = plan_by_date(input, target);
    if let DeadlineOutcome::Plan(plan) = &answer {
        findings.extend(plan.projection.findings.clone());
    }
    findings.extend(state::estimate_findings(state, input.start));
    let asked = ByQuestion {
        state,
        owned: question.subject.owned.as_deref(),
        scenario,
        by: day,
        demand: input.demand,
        target,
    };
    let (plan, holds) = match &answer {
        DeadlineOutcome::Plan(plan) => {
            let late = plan.target.is_some_and(|target| !target.in_time);
            (AnyPlan::ByDate(Box::new(PlanByAnswer::of(&asked, plan, &findings))), !late)
        }
        DeadlineOutcome::No(refused) => {
            (AnyPlan::Refused(Box::new(PlanRefused::of(&asked, refused, &findings))), false)
        }
    };
    let verdict = if holds { Verdict::Answered } else { Verdict::No };
    Outcome::new(plan, findings).with(verdict, Vec::new())
}

/// What is asked of the work. A percentage is one of all hours that `rank` shows on the first day.
fn demand(budget: Option<Budget>, ask: BestQuestion, state: &State<'_>, day: Date) -> Demand {
    let budget = match budget {
        None | Some(Budget::All) => None,
        Some(Budget::Minutes(minutes)) => Some(minutes),
        Some(share) => share.minutes(backlog::build(state).items.iter().map(|node| node.effort).sum()),
    };
    Demand { must: ask.must, due: Some(day), never: ask.never, budget, ..Demand::default() }
}

/// The scenario up to the day, its work in the order that brings the most points by then unless it says which.
fn scenario_by(loaded: Option<&Loaded>, start: Date, day: Date, findings: &mut Findings) -> Scenario {
    let mut scenario = loaded.map(|loaded| loaded.scenario.clone()).unwrap_or_default();
    if loaded.is_none() {
        "plan".clone_into(&mut scenario.name);
    }
    scenario.horizon_days = start.until(day).map_or(0, |span| i64::from(span.get_days()));
    if scenario.horizon_days < 1 {
        let message = format!("--by {day} leaves no day: the plan starts on {start}");
        findings
            .push(Finding::new(Code::BeforeStart, message).help("give a later day, or an earlier --as-of"));
    }
    if scenario.horizon_days > LONGEST_HORIZON {
        let message = format!("--by {day} lies more than {LONGEST_HORIZON} days after {start}");
        findings.push(Finding::new(Code::WrongValue, message).help("give an earlier day"));
    }
    scenario.remediation = match scenario.remediation {
        Remediation::Ranked { from, aim: Aim::Rank } => Remediation::Ranked { from, aim: Aim::Score },
        Remediation::None => Remediation::Ranked { from: None, aim: Aim::Score },
        kept => kept,
    };
    if matches!(scenario.remediation, Remediation::Listed(_)) {
        let message = format!("`{}` lists its work with dates: there is nothing to plan", scenario.name);
        findings.push(
            Finding::new(Code::WrongValue, message)
                .help("write `remediate: { order: rank }`, or ask `project` for its score"),
        );
    }
    scenario
}
