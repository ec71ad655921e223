//! Licence options side by side: what each unlocks, what the dip is like, what is owned and not used.
//!
//! Goes in: a tenant, prices, and for every option a scenario that buys it. Comes out: a [`OptionResult`] for each.
//! **Invariants:** every option is walked with the same teams and rules as the others; what a licence brings is told
//! apart from what deploying it brings; points split exactly into what comes at once and what takes work; a status per
//! control comes from a fixed vocabulary.

mod check;
mod commitments;
mod deploy;
mod findings;
mod for_sale;
mod money;
mod resolve;
mod states;
mod status;
mod tools;
mod transition;
mod unlocked;
mod unused;

pub use findings::option_findings;
pub use money::{BreakEvenPair, OptionCost, break_even_pairs};
pub use resolve::{OptionContext, ResolvedOption, resolve};
pub use states::{OptionStates, option_states};
pub use status::{ControlStatus, control_statuses};
pub use tools::ToolSaving;
pub use transition::{DatedPercent, ScoreTransition};
pub use unlocked::{ControlsMoved, TenantFigures, UnlockedPoints};
pub use unused::{UnusedPlans, unused_plans};

use std::collections::BTreeMap;

use jiff::civil::Date;

use self::commitments::{RedundantSplit, given_up, needless, without};
use crate::diag::Findings;
use crate::licences::{RedundantSeats, cost, labour};
use crate::model::{
    Assumptions, Catalogue, Id, Licence, LicenceChange, Prices, Scenario, Spreads, Tenant, Visibility,
};
use crate::project::{ProjectionInput, ScorePoint, project_all};
use crate::state::{State, unlock};

/// What all options share.
#[derive(Debug, Clone, Copy)]
pub struct OptionsInput<'a> {
    /// The world.
    pub catalogue: &'a Catalogue,
    /// The tenant.
    pub tenant: &'a Tenant,
    /// What seats cost.
    pub prices: &'a Prices,
    /// The first day; the snapshot's or later.
    pub start: Date,
}

/// One option: a scenario that buys it, or that buys nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct LicenceOption {
    /// Its name.
    pub name: String,
    /// The scenario, its licences included.
    pub scenario: Scenario,
    /// The day on which it begins: day 0.
    pub from: Date,
    /// The assumptions, the scenario's own included.
    pub assumptions: Assumptions,
    /// Add-ons of the tenant that it makes redundant and that go with it.
    pub dropped: Vec<RedundantSeats>,
    /// What brings nothing and stays all the same.
    pub redundant: Vec<RedundantSeats>,
}

impl LicenceOption {
    /// The licences that are owned, kept with the same teams and rules.
    pub fn as_it_is(scenario: &Scenario, from: Date, assumptions: Assumptions) -> Self {
        let name = "as it is".to_owned();
        // A tool is given up for what is bought in its place.
        let retire_tools = Vec::new();
        let scenario =
            Scenario { name: name.clone(), licences: Vec::new(), retire_tools, ..scenario.clone() };
        Self { name, scenario, from, assumptions, dropped: Vec::new(), redundant: Vec::new() }
    }

    /// An option over a scenario that all of them share.
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

    /// A scenario as it is written.
    pub fn played(scenario: &Scenario, from: Date, assumptions: Assumptions) -> Self {
        let name = scenario.name.clone();
        let scenario = scenario.clone();
        Self { name, scenario, from, assumptions, dropped: Vec::new(), redundant: Vec::new() }
    }

    /// The same under another reading of what is visible.
    #[must_use]
    pub fn reading(&self, visibility: Visibility) -> Self {
        Self { assumptions: Assumptions { visibility, ..self.assumptions }, ..self.clone() }
    }

    /// Whether it differs from another in nothing but what is bought, how it is paid, and the statuses, facts and tools
    /// that go with it.
    pub fn shares_rules_with(&self, other: &Self) -> bool {
        let rules = |candidate: &Self| Scenario {
            name: String::new(),
            licences: Vec::new(),
            facts: Vec::new(),
            statuses: Vec::new(),
            retire_tools: Vec::new(),
            term: None,
            renewal: None,
            labour_rate: None,
            assumptions: Vec::new(),
            ..candidate.scenario.clone()
        };
        // No option is tried.
        let assumed = |candidate: &Self| Assumptions { spreads: Spreads::default(), ..candidate.assumptions };
        assumed(self) == assumed(other) && rules(self) == rules(other)
    }
}

/// What an option is worth.
#[derive(Debug, Clone)]
pub struct OptionResult {
    /// Its name.
    pub name: String,
    /// Day 0.
    pub from: Date,
    /// The assumptions it rests on.
    pub assumptions: Assumptions,
    /// The last day on which one of its trials ends; its figures are those of keeping what came.
    pub trial_ends: Option<Date>,
    /// The licences with it; `None` when they are unknown.
    pub licences: Option<Vec<Licence>>,
    /// What they cost; `None` when they are unknown.
    pub money: Option<OptionCost>,
    /// Add-ons of the tenant that it makes redundant and that go with it.
    pub dropped: Vec<RedundantSeats>,
    /// What brings nothing and stays all the same.
    pub redundant: Vec<RedundantSeats>,
    /// The tenant without it, as it stands on that day if nobody works.
    pub before: TenantFigures,
    /// The same with it.
    pub after: TenantFigures,
    /// The same when everything is deployed that it entitles to deploy.
    pub deployed: TenantFigures,
    /// What it brings and takes.
    pub newly: ControlsMoved,
    /// The points it unlocks.
    pub unlocked: UnlockedPoints,
    /// The score over time.
    pub course: ScoreTransition,
    /// The same, point by point.
    pub series: Vec<ScorePoint>,
    /// Service plans of which nothing is in use.
    pub unused: Vec<UnusedPlans>,
    /// Where every control stands.
    pub statuses: BTreeMap<Id, ControlStatus>,
    /// What a reader should know.
    pub findings: Findings,
}

/// Weighs options, in their order, each as if it were the only one. The first is what the others are compared with.
pub fn evaluate(world: &OptionsInput<'_>, candidates: &[LicenceOption]) -> Vec<OptionResult> {
    let inputs: Vec<ProjectionInput<'_>> = candidates
        .iter()
        .map(|candidate| ProjectionInput {
            catalogue: world.catalogue,
            tenant: world.tenant,
            scenario: &candidate.scenario,
            assumptions: candidate.assumptions,
            start: world.start,
        })
        .collect();
    let mut weighed: Vec<OptionResult> = Vec::with_capacity(candidates.len());
    for ((candidate, input), projection) in candidates.iter().zip(&inputs).zip(project_all(&inputs)) {
        let first = State::at_snapshot(world.catalogue, world.tenant, candidate.assumptions).on(world.start);
        let untouched = first.totals().percent();
        let both = option_states(world, candidate);
        let OptionStates { before, after, deployed, .. } = &both;
        let unlock = unlock(before, after);
        let unlocked = unlocked::unlocked(&both, &unlock);
        let prices = world.prices.for_term(candidate.scenario.term.unwrap_or(world.prices.term));
        let RedundantSplit { dropped, kept } = needless(world, candidate, &prices, before, after);
        let licences = after.licences.as_ref().map(|licences| without(licences, &dropped));
        let owned = weighed.first().and_then(|owned| Some(&owned.money.as_ref()?.cost));
        let money = licences.as_ref().map(|licences| OptionCost {
            term: prices.term,
            renewal: candidate.scenario.renewal.map(|day| prices.term.renewal_from(day, candidate.from)),
            unexpired: given_up(world, candidate, &prices, &dropped),
            labour_rate: candidate.scenario.labour_rate,
            labour: candidate.scenario.labour_rate.map(|rate| labour(unlocked.work, rate)),
            tools: tools::tools(input, &projection, &prices),
            ..OptionCost::of(cost(licences, &prices, world.catalogue, candidate.from), owned, &unlocked)
        });
        weighed.push(OptionResult {
            name: candidate.name.clone(),
            from: candidate.from,
            assumptions: candidate.assumptions,
            trial_ends: candidate.scenario.licences.iter().filter_map(|(_, change)| change.until).max(),
            money,
            licences,
            dropped,
            redundant: kept,
            before: TenantFigures::of(before),
            after: TenantFigures::of(after),
            deployed: TenantFigures::of(deployed),
            newly: unlocked::newly(&both, &unlock),
            unlocked,
            course: transition::course(&projection, untouched, candidate.from),
            series: projection.series,
            unused: unused_plans(before, after),
            statuses: control_statuses(after),
            findings: projection.findings,
        });
    }
    weighed
}
