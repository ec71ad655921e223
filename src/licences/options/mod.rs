//! Licence options side by side: what each costs and unlocks, how the score moves, and what is owned and not used.
//!
//! Goes in: a tenant, prices, and for every option a scenario that buys it. Comes out: an [`OptionResult`] for each.
//! **Invariants:** every option is simulated with the same teams and rules; the effect of a licence is separate from that
//! of deploying it; points split exactly into those gained at once and those that take work; the status of a control comes
//! from a fixed vocabulary.

mod control_status;
mod option_cost;
mod resolve;
mod transition;
mod unlocked;
mod unused;

pub use control_status::{ControlStatus, control_statuses};
pub use option_cost::{BreakEvenPair, OptionCost, ToolSaving, break_even_pairs};
pub use resolve::{OptionContext, ResolvedOption, resolve};
pub use transition::ScoreTransition;
pub use unlocked::{ControlsMoved, OptionStates, TenantFigures, UnlockedPoints, option_states};
pub use unused::{UnusedPlans, unused_plans};

use std::collections::BTreeMap;

use jiff::civil::Date;

use self::option_cost::{RedundantSplit, given_up, redundant_seats, tool_savings, without};
use super::{RedundantSeats, cost, labour};
use crate::diag::{Code, Finding, Findings};
use crate::model::{
    Assumptions, Catalogue, Id, Licence, LicenceChange, NO_DEMAND, Prices, Scenario, Spreads, Tenant,
    Visibility,
};
use crate::project::{ProjectionInput, ScorePoint, project_all};
use crate::state::unlock;

/// What all options share.
#[derive(Debug, Clone, Copy)]
pub struct OptionsInput<'a> {
    pub catalogue: &'a Catalogue,
    pub tenant: &'a Tenant,
    pub prices: &'a Prices,
    /// The first day; the snapshot's or later.
    pub start: Date,
}

/// An option: a scenario that buys licences, or none.
#[derive(Debug, Clone, PartialEq)]
pub struct LicenceOption {
    pub name: String,
    /// The scenario with the changes of licences.
    pub scenario: Scenario,
    /// The day on which it begins: day 0.
    pub from: Date,
    /// The assumptions, the scenario's own included.
    pub assumptions: Assumptions,
    /// Add-ons of the tenant that the option makes redundant and drops.
    pub dropped: Vec<RedundantSeats>,
    /// Redundant seats that stay.
    pub redundant: Vec<RedundantSeats>,
}

impl LicenceOption {
    /// The owned licences, with the same teams and rules.
    pub fn as_it_is(scenario: &Scenario, from: Date, assumptions: Assumptions) -> Self {
        let name = "as it is".to_owned();
        // A tool is retired only for a licence that replaces it.
        let retire_tools = Vec::new();
        let scenario =
            Scenario { name: name.clone(), licences: Vec::new(), retire_tools, ..scenario.clone() };
        Self { name, scenario, from, assumptions, dropped: Vec::new(), redundant: Vec::new() }
    }

    /// A resolved option with the teams and rules of a shared scenario.
    pub fn over(
        scenario: &Scenario,
        name: &str,
        from: Date,
        assumptions: Assumptions,
        resolved: ResolvedOption,
    ) -> Self {
        let licences: Vec<(Date, LicenceChange)> =
            resolved.changes.into_iter().map(|change| (from, change)).collect();
        let scenario = Scenario { name: name.to_owned(), licences, ..scenario.clone() };
        let ResolvedOption { dropped, redundant, .. } = resolved;
        Self { name: name.to_owned(), scenario, from, assumptions, dropped, redundant }
    }

    /// A scenario that buys licences itself.
    pub fn played(scenario: &Scenario, from: Date, assumptions: Assumptions) -> Self {
        let name = scenario.name.clone();
        let scenario = scenario.clone();
        Self { name, scenario, from, assumptions, dropped: Vec::new(), redundant: Vec::new() }
    }

    /// The same option under another assumption about visibility.
    #[must_use]
    pub fn reading(&self, visibility: Visibility) -> Self {
        Self { assumptions: Assumptions { visibility, ..self.assumptions }, ..self.clone() }
    }

    /// Whether two options differ only in licences, contracts, statuses, facts and retired tools.
    pub fn shares_rules_with(&self, other: &Self) -> bool {
        let rules = |option: &Self| Scenario {
            name: String::new(),
            licences: Vec::new(),
            facts: Vec::new(),
            statuses: Vec::new(),
            retire_tools: Vec::new(),
            term: None,
            renewal: None,
            labour_rate: None,
            assumptions: Vec::new(),
            ..option.scenario.clone()
        };
        // Options have no trials.
        let assumed = |option: &Self| Assumptions { spreads: Spreads::default(), ..option.assumptions };
        assumed(self) == assumed(other) && rules(self) == rules(other)
    }
}

#[derive(Debug, Clone)]
pub struct OptionResult {
    pub name: String,
    /// The day on which the option begins.
    pub from: Date,
    pub assumptions: Assumptions,
    /// The last day on which one of its trials ends; the other figures are those of keeping the licences.
    pub trial_ends: Option<Date>,
    /// The licences with it; `None` when they are unknown.
    pub licences: Option<Vec<Licence>>,
    /// `None` when the licences are unknown.
    pub money: Option<OptionCost>,
    /// Add-ons of the tenant that the option makes redundant and drops.
    pub dropped: Vec<RedundantSeats>,
    /// Redundant seats that stay.
    pub redundant: Vec<RedundantSeats>,
    /// The tenant without the option on day 0, if nobody works until then.
    pub before: TenantFigures,
    /// The same with it.
    pub after: TenantFigures,
    /// The same with it, when everything owned is deployed.
    pub deployed: TenantFigures,
    pub newly: ControlsMoved,
    pub unlocked: UnlockedPoints,
    pub course: ScoreTransition,
    pub series: Vec<ScorePoint>,
    pub unused: Vec<UnusedPlans>,
    pub statuses: BTreeMap<Id, ControlStatus>,
    pub findings: Findings,
}

/// Evaluates options in their order, each for itself. The others are compared with the first.
pub fn evaluate(input: &OptionsInput<'_>, options: &[LicenceOption]) -> Vec<OptionResult> {
    let inputs: Vec<ProjectionInput<'_>> = options
        .iter()
        .map(|option| ProjectionInput {
            catalogue: input.catalogue,
            tenant: input.tenant,
            scenario: &option.scenario,
            demand: &NO_DEMAND,
            assumptions: option.assumptions,
            start: input.start,
        })
        .collect();
    let mut results: Vec<OptionResult> = Vec::with_capacity(options.len());
    for ((option, projected), projection) in options.iter().zip(&inputs).zip(project_all(&inputs)) {
        let untouched = projected.start_state().totals().percent();
        let states = option_states(input, option);
        let OptionStates { before, after, deployed, .. } = &states;
        let unlock = unlock(before, after);
        let unlocked = unlocked::unlocked(&states, &unlock);
        let prices = input.prices.for_term(option.scenario.term.unwrap_or(input.prices.term));
        let RedundantSplit { dropped, kept } = redundant_seats(input, option, &prices, before, after);
        let licences = after.licences.as_ref().map(|licences| without(licences, &dropped));
        let owned = results.first().and_then(|owned| Some(&owned.money.as_ref()?.cost));
        let money = licences.as_ref().map(|licences| OptionCost {
            term: prices.term,
            renewal: option.scenario.renewal.map(|day| prices.term.renewal_from(day, option.from)),
            unexpired: given_up(input, option, &prices, &dropped),
            labour_rate: option.scenario.labour_rate,
            labour: option.scenario.labour_rate.map(|rate| labour(unlocked.work, rate)),
            tools: tool_savings(projected, &projection, &prices),
            ..OptionCost::of(cost(licences, &prices, input.catalogue, option.from), owned, &unlocked)
        });
        results.push(OptionResult {
            name: option.name.clone(),
            from: option.from,
            assumptions: option.assumptions,
            trial_ends: option.scenario.licences.iter().filter_map(|(_, change)| change.until).max(),
            money,
            licences,
            dropped,
            redundant: kept,
            before: TenantFigures::of(before),
            after: TenantFigures::of(after),
            deployed: TenantFigures::of(deployed),
            newly: unlocked::newly(&states, &unlock),
            unlocked,
            course: transition::transition(&projection, untouched, option.from),
            series: projection.series,
            unused: unused_plans(before, after),
            statuses: control_statuses(after),
            findings: projection.findings,
        });
    }
    results
}

/// The findings of all options. A finding that several options share is given once, with the name of the first option and
/// the number of the others.
pub fn option_findings<'w>(options: impl IntoIterator<Item = &'w OptionResult>) -> Findings {
    let mut alike: BTreeMap<(Code, String), (Finding, Vec<&'w str>)> = BTreeMap::new();
    let mut findings = Findings::new();
    for option in options {
        let mine = format!("`{}`: ", option.name);
        for finding in option.findings.iter() {
            let Some(text) = finding.message.strip_prefix(&mine) else {
                findings.push(finding.clone());
                continue;
            };
            let (_, names) =
                alike.entry((finding.code, text.to_owned())).or_insert_with(|| (finding.clone(), Vec::new()));
            if !names.contains(&option.name.as_str()) {
                names.push(&option.name);
            }
        }
    }
    for ((_, text), (finding, names)) in alike {
        let who = match names.as_slice() {
            [] | [_] => finding.message.clone(),
            [first, others @ ..] => format!("`{first}` and {} more: {text}", others.len()),
        };
        findings.push(Finding { message: who, ..finding });
    }
    findings
}
