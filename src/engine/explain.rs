//! `explain`: one control or action, traced.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::outcome::{Outcome, Refusal};
use super::{Engine, Subject};
use crate::answer::ExplainAnswer;
use crate::diag::{Code, Finding, Findings, did_you_mean};
use crate::model::catalogue::{Action, Control};
use crate::model::{Catalogue, Id, Named, Unscored};
use crate::plan::{Order, backlog, rank};
use crate::state;

/// Where do the points of a control come from, and why is it where it is, or is not there?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainQuestion {
    /// Id or title of a control, or of an action
    pub name: String,
    #[serde(flatten)]
    pub subject: Subject,
}

impl Engine {
    /// Everything about one control: where its points come from, what it needs, and where it is in the backlog.
    ///
    /// # Errors
    /// What is wrong with the input; a name that is nothing, or several things.
    pub fn explain(&self, question: &ExplainQuestion) -> Result<Outcome<ExplainAnswer>, Refusal> {
        self.about(&question.subject, |basis, mut findings| {
            let meant = meant(&question.name, &basis.catalogue, &mut findings);
            let (Some(state), Some(meant), false) = (basis.state(), meant, findings.has_errors()) else {
                return Err(findings.into());
            };
            let findings = state::estimate_findings(&state, state.day);
            let ranking = rank(backlog::build(&state), Order::Bundles, Some(&state));
            let answer = match meant {
                Meant::Control(id, control) => {
                    ExplainAnswer::control(&state, &ranking, &id, control, &findings)
                }
                Meant::Action(action) => ExplainAnswer::action(&state, &ranking, action, &findings),
                Meant::Unscored(entry) => ExplainAnswer::unscored(&state, entry),
            };
            Ok(Outcome::new(answer, findings))
        })
    }
}

enum Meant<'c> {
    /// A control, by the id of its instance where one was named.
    Control(Id, &'c Control),
    Action(&'c Action),
    Unscored(&'c Unscored),
}

fn meant<'c>(name: &str, catalogue: &'c Catalogue, findings: &mut Findings) -> Option<Meant<'c>> {
    let found: Vec<Meant<'c>> = catalogue
        .named(name)
        .into_iter()
        .filter_map(|named| match named {
            Named::Control(control) => {
                let typed = Id::new(name.trim());
                let instance = typed.without_instance() == control.id.as_str();
                Some(Meant::Control(if instance { typed } else { control.id.clone() }, control))
            }
            Named::Action(action) => Some(Meant::Action(action)),
            Named::Unscored(entry) => Some(Meant::Unscored(entry)),
            Named::Product(_) | Named::Sku(_) | Named::Plan(_) => None,
        })
        .collect();
    let ids: Vec<String> = found.iter().map(Meant::id).collect();
    match <[Meant<'c>; 1]>::try_from(found) {
        Ok([one]) => Some(one),
        Err(_) if ids.is_empty() => {
            let message = format!("`{name}` is no control, no action and no title of one");
            let help = did_you_mean(name.trim(), catalogue.names(), || {
                "`scoreplan catalogue list` names them all".to_owned()
            });
            findings.push(Finding::new(Code::UnknownControl, message).help(help));
            None
        }
        Err(_) => {
            let message = format!("several controls are called `{name}`: {}", ids.join(", "));
            findings.push(Finding::new(Code::UnknownControl, message).help("name one by its id"));
            None
        }
    }
}

impl Meant<'_> {
    fn id(&self) -> String {
        match self {
            Self::Control(id, _) => id.to_string(),
            Self::Action(action) => action.id.to_string(),
            Self::Unscored(entry) => entry.id.to_string(),
        }
    }
}
