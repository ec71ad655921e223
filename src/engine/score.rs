//! `score`: today.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::outcome::{Outcome, Refusal};
use super::{Engine, Subject};
use crate::answer::ScoreAnswer;
use crate::state;

/// What does a tenant score today?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ScoreQuestion {
    #[serde(flatten)]
    pub subject: Subject,
}

impl Engine {
    /// The score of today: points, views, by category and product.
    ///
    /// # Errors
    /// What is wrong with the input.
    pub fn score(&self, question: &ScoreQuestion) -> Result<Outcome<ScoreAnswer>, Refusal> {
        self.about(&question.subject, |basis, mut findings| {
            let Some(state) = basis.state().filter(|_| !findings.has_errors()) else {
                return Err(findings.into());
            };
            findings.extend_unless_said(state::findings(&state, state.day));
            let findings = findings.sorted();
            Ok(Outcome::new(ScoreAnswer::of(&state, findings.iter()), findings))
        })
    }
}
