//! `rank`: the backlog in order.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::outcome::{Outcome, Refusal};
use super::{Engine, Subject};
use crate::answer::RankAnswer;
use crate::diag::Findings;
use crate::plan::{self, Backlog, backlog, rank};
use crate::state::{self, State};

/// What gains points fastest?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RankQuestion {
    #[serde(flatten)]
    pub subject: Subject,
    /// Rank the items of a CSV file (id,title,points,hours,needs) instead of a tenant's controls
    pub backlog: Option<PathBuf>,
    pub order: Order,
}

/// By what a backlog is ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// By the density of what belongs together
    #[default]
    Bundles,
    /// Each control alone
    Ratio,
}

impl Engine {
    /// The backlog in the order that gains points fastest.
    ///
    /// # Errors
    /// What is wrong with the input.
    pub fn rank(&self, question: &RankQuestion) -> Result<Outcome<RankAnswer>, Refusal> {
        let Some(file) = &question.backlog else {
            return self.about(&question.subject, |basis, mut findings| {
                let Some(state) = basis.state().filter(|_| !findings.has_errors()) else {
                    return Err(findings.into());
                };
                findings.extend(state::estimate_findings(&state, state.day));
                Ok(ranked(question, backlog::build(&state), Some(&state), findings))
            });
        };
        let mut findings = Findings::new();
        question.subject.is_absent("backlog", &mut findings);
        let items = self.list(file, &mut findings)?;
        let Some(items) = items.filter(|_| !findings.has_errors()) else { return Err(findings.into()) };
        // The reader has reported every circle, so there is none left.
        Ok(ranked(question, backlog::from_items(items).unwrap_or_default(), None, findings))
    }
}

fn ranked(
    question: &RankQuestion,
    backlog: Backlog,
    state: Option<&State<'_>>,
    findings: Findings,
) -> Outcome<RankAnswer> {
    let (order, other) = match question.order {
        Order::Bundles => (plan::Order::Bundles, plan::Order::Ratio),
        Order::Ratio => (plan::Order::Ratio, plan::Order::Bundles),
    };
    // The other order is only compared by what it gains: both rank one backlog.
    let mut other = rank(backlog, other, None);
    let ranking = rank(std::mem::take(&mut other.backlog), order, state);
    Outcome::new(RankAnswer::of(&ranking, &other, state, &findings), findings)
}
