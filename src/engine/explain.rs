//! `explain`: one control or action, traced, or what an entry of the catalogue is to a tenant.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::outcome::{Outcome, Refusal};
use super::{Engine, Subject};
use crate::answer::ExplainAnswer;
use crate::diag::{Code, Finding, did_you_mean};
use crate::model::{NameKind, Named};
use crate::plan::{Order, backlog, rank};
use crate::state;

/// Where do the points of a control come from, and why is it where it is, or is not there?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainQuestion {
    /// A control, an action, a product, a SKU or a service plan: an id, a title, a short or former name, or words of a title
    pub name: String,
    #[serde(flatten)]
    pub subject: Subject,
}

impl Engine {
    /// Everything about one control: where its points come from, what it needs, and where it is in the backlog; of a
    /// product, a SKU or a service plan what it brings to the tenant. A name that fits several is answered with these.
    ///
    /// # Errors
    /// What is wrong with the input; a name that is nothing.
    pub fn explain(&self, question: &ExplainQuestion) -> Result<Outcome<ExplainAnswer>, Refusal> {
        self.about(&question.subject, |basis, mut findings| {
            let finder = basis.catalogue.finder(&NameKind::ALL);
            let found = finder.find(&question.name);
            if found.hits.is_empty() {
                let name = question.name.trim();
                let known = finder.ids().chain(finder.titles());
                let help =
                    did_you_mean(name, known, || "`scoreplan catalogue list` names them all".to_owned());
                let message = format!("`{name}` is no control, action, product, SKU or service plan");
                findings.push(Finding::new(Code::UnknownControl, message).help(help));
            }
            let (Some(state), false) = (basis.state(), findings.has_errors()) else {
                return Err(findings.into());
            };
            findings.extend(state::estimate_findings(&state, state.day));
            let ranking = || rank(backlog::build(&state), Order::Bundles, Some(&state));
            let answer = match found.hits.as_slice() {
                [one] => match one.what {
                    Named::Control(control) => {
                        let id = one.id_of(&question.name);
                        ExplainAnswer::control(&state, &ranking(), &id, control, &findings)
                    }
                    Named::Action(action) => ExplainAnswer::action(&state, &ranking(), action, &findings),
                    Named::Unscored(entry) => ExplainAnswer::unscored(&state, entry),
                    Named::Product(_) | Named::Sku(_) | Named::Plan(_) => {
                        ExplainAnswer::entries(&state, &[one.what], &findings)
                    }
                },
                // Some SKUs are called like their plan.
                [first, others @ ..] if others.iter().all(|other| other.id == first.id) => {
                    let entries: Vec<Named<'_>> = found.hits.iter().map(|hit| hit.what).collect();
                    ExplainAnswer::entries(&state, &entries, &findings)
                }
                several => ExplainAnswer::candidates(&question.name, several, &findings),
            };
            Ok(Outcome::new(answer, findings))
        })
    }
}
