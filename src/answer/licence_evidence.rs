//! What the licences of a tenant are known by, as `score` and `import` say it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::text::{counted, first_few};
use crate::model::{Id, Points};
use crate::state::{LicenceBasis, State};

/// What is known of the licences.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LicenceEvidence {
    /// `stated`, `skus`, `enabled-services`, `portal`, `rows` or `not-shown`: the most trusted of what shows them.
    pub basis: &'static str,
    /// The service plans that are known to be owned.
    pub plans: Vec<Id>,
    /// Controls of the score that take a licence which nothing shows, and have points left.
    pub not_shown: NotShown,
    #[serde(skip)]
    line: String,
}

/// What is planned though nothing shows its licence.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NotShown {
    pub controls: Vec<Id>,
    /// What is left to gain on them.
    pub points: Points,
}

impl LicenceEvidence {
    pub fn of(state: &State<'_>) -> Self {
        let open = state.licence_not_shown();
        let not_shown = NotShown {
            controls: open.iter().map(|(id, _)| (*id).clone()).collect(),
            points: open.iter().map(|(_, points)| *points).sum(),
        };
        Self {
            basis: state.licence_basis().word(),
            plans: state.known_plans().into_iter().cloned().collect(),
            line: line(state, &not_shown),
            not_shown,
        }
    }

    /// One line for people.
    pub fn line(&self) -> &str {
        &self.line
    }
}

fn line(state: &State<'_>, not_shown: &NotShown) -> String {
    let words = state.licence_bases().into_iter().map(|basis| match basis {
        LicenceBasis::Stated => "what was stated",
        LicenceBasis::Skus => "subscribedSkus",
        LicenceBasis::EnabledServices => "its enabledServices",
        LicenceBasis::Portal => "the portal's \"Have license?\"",
        LicenceBasis::Rows => "points earned",
        LicenceBasis::NotShown => "nothing",
    });
    let words: Vec<&str> = words.collect();
    let mut line = match &state.licences {
        Some(licences) => {
            let owned = licences.iter().filter(|licence| licence.seats() > 0);
            let names: Vec<String> = owned.map(|licence| sku_name(state, &licence.sku)).collect();
            let names = if names.is_empty() { "none".to_owned() } else { first_names(&names) };
            let by = match state.licence_basis() {
                LicenceBasis::Stated => "as stated",
                _ => "by subscribedSkus",
            };
            format!("Licences {by}: {names}")
        }
        None => {
            let names = plan_names(state);
            match (words.is_empty(), names.is_empty()) {
                (true, _) => "Licences: not in the export, and nothing in it shows any".to_owned(),
                (false, true) => format!(
                    "Licences: not in the export; {} show some, each of which several products bring",
                    words.join(" and ")
                ),
                (false, false) => {
                    format!(
                        "Licences: not in the export; {} show {}",
                        words.join(" and "),
                        first_names(&names)
                    )
                }
            }
        }
    };
    if !not_shown.controls.is_empty() {
        let controls = counted(not_shown.controls.len(), "control", "controls");
        let points = not_shown.points;
        line.push_str(&format!("; nothing shows what {controls} with {points} points left need"));
    }
    line
}

/// The first few names, and how many more.
fn first_names(names: &[String]) -> String {
    first_few(names.iter().map(|name| short(name)), 3)
}

/// Everything here is Microsoft's; Microsoft 365 is a name of its own.
fn short(name: &str) -> &str {
    name.strip_prefix("Microsoft ").filter(|rest| !rest.starts_with("365")).unwrap_or(name)
}

fn sku_name(state: &State<'_>, sku: &Id) -> String {
    state.catalogue.skus.get(sku).map_or_else(|| sku.to_string(), |known| known.name.clone())
}

/// The names of the plans that no other known plan includes.
fn plan_names(state: &State<'_>) -> Vec<String> {
    let plans = state.known_plans();
    let included = |plan: &Id| {
        let others = plans.iter().filter(|other| **other != plan);
        state.catalogue.implied(others.copied()).contains(plan)
    };
    let names = plans.iter().filter(|plan| !included(plan)).map(|plan| {
        state.catalogue.plans.get(*plan).map_or_else(|| plan.to_string(), |known| known.name.clone())
    });
    names.collect()
}
