//! What the licences of a tenant are known by, as `score` and `import` say it.

use schemars::JsonSchema;
use serde::Serialize;

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
        LicenceBasis::Stated => "as stated",
        LicenceBasis::Skus => "by subscribedSkus",
        LicenceBasis::EnabledServices => "by enabledServices",
        LicenceBasis::Portal => "by the portal",
        LicenceBasis::Rows => "by points earned",
        LicenceBasis::NotShown => "not shown",
    });
    let words: Vec<&str> = words.collect();
    let names = match &state.licences {
        Some(licences) => {
            let owned = licences.iter().filter(|licence| licence.seats() > 0);
            owned.map(|licence| sku_name(state, &licence.sku)).collect()
        }
        None => plan_names(state),
    };
    let mut line = match (words.is_empty(), names.is_empty()) {
        (true, _) => "Licences: nothing shows any".to_owned(),
        (false, true) if state.licences.is_some() => format!("Licences {}: none", words.join(" and ")),
        (false, true) => format!("Licences {}: one of several plans each", words.join(" and ")),
        (false, false) => format!("Licences {}: {}", words.join(" and "), first_of(&names)),
    };
    if !not_shown.controls.is_empty() {
        let controls = not_shown.controls.len();
        let points = not_shown.points;
        line.push_str(&format!("; not shown for {controls} controls with {points} points left"));
    }
    line
}

/// The first few names, and how many more.
fn first_of(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<&str> = names.iter().take(SHOWN).map(|name| short(name)).collect();
    match names.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
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
