//! `project`: scenarios over time, side by side.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case::{Case, is_both};
use super::outcome::{Outcome, Refusal, Sampled as _, Verdict};
use super::{Engine, Stop, Subject};
use crate::answer::{self, ProjectAnswer};
use crate::diag::{Code, Finding, Findings};
use crate::load::files::Unreadable;
use crate::model::Visibility;
use crate::project::trials::{Monitor, TrialSettings, common_day, run_trials};
use crate::project::{Projection, ProjectionInput, project_all};
use crate::state::{self, State};

const MOST_TRIALS: u32 = 10_000_000;

/// Which score do scenarios lead to?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectQuestion {
    /// Scenario files
    #[schemars(length(min = 1))]
    pub scenarios: Vec<PathBuf>,
    #[serde(flatten)]
    pub subject: Subject,
    /// The answer is no when a scenario misses its goal
    #[serde(default)]
    pub require_goal: bool,
    /// Try each scenario so many times with drawn efforts, failures, capacities and delays
    #[serde(default)]
    #[schemars(range(min = 1, max = 10_000_000))]
    pub trials: Option<u32>,
    /// The luck of the trials: the same number gives the same trials; 1 when absent
    #[serde(default)]
    pub seed: Option<u64>,
}

impl Engine {
    /// The score over time of each scenario.
    ///
    /// # Errors
    /// What is wrong with the input.
    pub fn project(&self, question: &ProjectQuestion) -> Result<Outcome<ProjectAnswer>, Refusal> {
        let mut findings = Findings::new();
        let catalogue = self.catalogue(&question.subject.catalogue, &mut findings)?;
        tried_at_all(question.trials, question.seed, &mut findings);
        if question.scenarios.is_empty() {
            findings
                .push(Finding::new(Code::MissingKey, "`scenarios` names no file").help("name one at least"));
        }
        let mut unreadable: Vec<Unreadable> = Vec::new();
        let mut cases = Vec::new();
        let mut uses_sample = false;
        // Every problem of every scenario is shown before anybody gives up.
        for path in &question.scenarios {
            match self.case(path, &question.subject, &catalogue, &mut uses_sample, &mut findings) {
                Ok(case) => cases.extend(case.into_iter().flat_map(|case| readings(case, &question.subject))),
                Err(refusal) => refusal.keep(&mut findings, &mut unreadable),
            }
        }
        let asked = if findings.has_errors() || !unreadable.is_empty() {
            Err(Refusal::new(findings, unreadable))
        } else {
            Ok(self.projected(question, &cases, findings))
        };
        asked.sampled(uses_sample)
    }

    fn projected(
        &self,
        question: &ProjectQuestion,
        cases: &[Case],
        mut findings: Findings,
    ) -> Outcome<ProjectAnswer> {
        let inputs: Vec<ProjectionInput<'_>> = cases.iter().map(Case::input).collect();
        let mut projections = project_all(&inputs);
        for (projection, case) in projections.iter_mut().zip(cases) {
            // What makes the figures an estimate is said with every result.
            let state = State::at_snapshot(&case.catalogue, &case.tenant, case.assumptions);
            projection.findings.extend(state::estimate_findings(&state, case.start));
            findings.extend(projection.findings.clone());
        }
        if let Some(count) = question.trials {
            self.try_all(cases, count, question.seed, &mut projections);
        }
        let answer = ProjectAnswer::of(&projections);
        let (verdict, reasons) = if question.trials.is_some() && self.interrupted() {
            (Verdict::Interrupted, vec![UNFINISHED_TRIALS.to_owned()])
        } else if question.require_goal {
            required(&projections)
        } else {
            (Verdict::Answered, Vec::new())
        };
        Outcome::new(answer, findings).with(verdict, reasons)
    }

    pub(super) fn interrupted(&self) -> bool {
        self.control.stop() == Some(Stop::Interrupted)
    }

    /// Tries every scenario with the same luck, one after the other, each on all threads.
    pub(super) fn try_all(
        &self,
        cases: &[Case],
        count: u32,
        seed: Option<u64>,
        projections: &mut [Projection],
    ) {
        let inputs: Vec<ProjectionInput<'_>> = cases.iter().map(Case::input).collect();
        let seed = seed.unwrap_or(1);
        let on = if inputs.len() > 1 { common_day(&inputs) } else { None };
        let all = u64::from(count) * inputs.len() as u64;
        let stop = || self.control.stop().is_some();
        let watch = Monitor { stop: &stop, done: &|more| self.control.trials_done(more, all) };
        for (projection, input) in projections.iter_mut().zip(&inputs) {
            let settings = TrialSettings { count, seed, spreads: input.assumptions.spreads, on };
            projection.trials = Some(run_trials(input, settings, &watch));
        }
    }
}

pub(super) const UNFINISHED_TRIALS: &str = "these are the trials that were finished";

/// Reports a number of trials that can not be, and a seed without trials.
pub(super) fn tried_at_all(trials: Option<u32>, seed: Option<u64>, findings: &mut Findings) {
    if trials.is_some_and(|count| !(1..=MOST_TRIALS).contains(&count)) {
        let message = format!("`trials` is a number from 1 to {MOST_TRIALS}");
        findings.push(Finding::new(Code::WrongValue, message).help("leave it out for none"));
    }
    if seed.is_some() && trials.is_none() {
        let message = "`seed` is only asked with `trials`";
        findings.push(Finding::new(Code::MissingKey, message).help("say how many trials, or leave it out"));
    }
}

/// A case as it is, or under both readings of visibility, each named.
fn readings(case: Case, subject: &Subject) -> Vec<Case> {
    if !subject.assume.iter().any(is_both) {
        return vec![case];
    }
    let under = |(word, visibility): (&str, Visibility)| {
        let mut case = case.clone();
        case.assumptions.visibility = visibility;
        case.loaded.scenario.name = format!("{} (visibility: {word})", case.loaded.scenario.name);
        case
    };
    [("product", Visibility::Product), ("plan", Visibility::Plan)].map(under).into()
}

/// Why goals are missed, where some are.
pub(super) fn required<'p>(projections: impl IntoIterator<Item = &'p Projection>) -> (Verdict, Vec<String>) {
    let mut reasons = Vec::new();
    for projection in projections {
        let Some(goal) = &projection.goal else {
            reasons.push(format!("`{}` has no goal", projection.name));
            continue;
        };
        if goal.held {
            continue;
        }
        let late = goal.date.map_or_else(
            || answer::gap(projection, goal.percent),
            |date| {
                if goal.reached {
                    format!("it was reached on {date} and lost")
                } else {
                    format!("it is reached on {date}")
                }
            },
        );
        reasons.push(format!(
            "`{}` misses {} % by {} with {} %; {late}",
            projection.name, goal.percent, goal.by, goal.on_last_day
        ));
    }
    (if reasons.is_empty() { Verdict::Answered } else { Verdict::No }, reasons)
}
