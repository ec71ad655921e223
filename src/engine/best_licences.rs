//! `licences --best` and `licences --frontier`: which licences are the best to have.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::licences::report_unpriced;
use super::outcome::{Outcome, Refusal, Verdict};
use super::plan::Objective;
use super::subject::Basis;
use super::values::{self, Amount, Percentage};
use super::{Engine, Subject};
use crate::answer::{BestLicencesAnswer, LicenceFrontierAnswer, LicenceLine, MixQuestion};
use crate::diag::{Code, Finding, Findings, did_you_mean};
use crate::licences::best::{Mix, MixError, MixObjective, MixProblem, MixVerdict, cheapest, frontier, most};
use crate::licences::{LicenceCost, cost};
use crate::model::{Id, Minutes, Money, Prices, Tenant, Term};
use crate::plan::best::Budget;
use crate::plan::optimise::Limits;
use crate::state::{self, State};

/// What are the cheapest licences that reach a percentage, or the most points for some money?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BestLicencesQuestion {
    #[serde(flatten)]
    pub subject: Subject,
    /// The percentage to reach
    #[serde(with = "values::text")]
    #[schemars(with = "values::TextOf<Percentage>")]
    pub target: Option<Percentage>,
    #[serde(flatten)]
    pub limits: MixLimits,
}

/// What does more money bring: every mix of licences that reaches more than all cheaper ones?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LicenceFrontierQuestion {
    #[serde(flatten)]
    pub subject: Subject,
    #[serde(flatten)]
    pub limits: MixLimits,
}

/// What a mix of licences must keep to, and what is best within it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MixLimits {
    /// The most money a year, in the currency of the prices
    #[serde(with = "values::text")]
    #[schemars(with = "values::TextOf<Amount>")]
    pub budget_money: Option<Amount>,
    /// The most work: hours like 120h; without a target also a percentage of all hours of the backlog like 30%
    #[serde(with = "values::text")]
    #[schemars(with = "values::TextOf<Budget>")]
    pub budget: Option<Budget>,
    /// What is best within a budget; points when absent, for the frontier the percentage
    pub objective: Option<Objective>,
    /// Groups of users for which alone add-ons may be bought
    pub groups: Vec<String>,
    /// What seats cost, over the built-in list prices
    pub prices: Option<PathBuf>,
    /// The term that seats are bought for; annual when absent
    #[serde(with = "values::text")]
    #[schemars(with = "values::TextOf<Term>")]
    pub term: Option<Term>,
    /// What an hour of work costs, in the currency of the prices
    #[serde(with = "values::text")]
    #[schemars(with = "values::TextOf<Amount>")]
    pub labour_rate: Option<Amount>,
}

/// Everything that both questions read before they look for anything.
struct Market<'b> {
    state: State<'b>,
    prices: Prices,
    groups: Vec<Id>,
    today: LicenceCost,
}

impl Market<'_> {
    fn ground(&self) -> MixProblem<'_, '_> {
        MixProblem { state: &self.state, prices: &self.prices, groups: self.groups.clone() }
    }

    fn bought(&self, mix: &Mix) -> Vec<LicenceLine> {
        let catalogue = self.state.catalogue;
        let mixed = cost(&mix.licences, &self.prices, catalogue, self.state.day);
        LicenceLine::all(&self.today, &mixed, catalogue)
    }

    fn question<'q>(
        &'q self,
        limits: &MixLimits,
        target: Option<Percentage>,
        usual: MixObjective,
    ) -> MixQuestion<'q> {
        MixQuestion {
            state: &self.state,
            today: &self.today,
            target: target.map(|Percentage(percent)| percent),
            objective: limits.objective.map_or(usual, |objective| match objective {
                Objective::Points => MixObjective::Points,
                Objective::Percent => MixObjective::Percent,
            }),
            money: limits.budget_money.map(|Amount(money)| money),
            hours: limits.budget.unwrap_or(Budget::All),
            labour_rate: limits.labour_rate.map(|Amount(rate)| rate),
        }
    }
}

impl Engine {
    /// The cheapest licences that reach a percentage, or the most points for some money.
    ///
    /// # Errors
    /// What is wrong with the input; a tenant for which nothing can be bought.
    pub fn best_licences(
        &self,
        question: &BestLicencesQuestion,
    ) -> Result<Outcome<BestLicencesAnswer>, Refusal> {
        let limits = &question.limits;
        self.about(&question.subject, |basis, mut findings| {
            if question.target.is_none() && limits.budget_money.is_none() {
                let message = "neither `target` nor `budget_money` says what is best";
                findings.push(Finding::new(Code::MissingKey, message).help("give one of the two"));
            }
            if question.target.is_some() {
                let objective = ("objective", limits.objective.is_some());
                values::exclude("target", [objective], &mut findings);
            }
            let hours = hours(limits.budget, question.target, &mut findings);
            let (market, findings) = self.market(limits, basis, findings)?;
            let asked = market.question(limits, question.target, MixObjective::Points);
            let (ground, search) = (market.ground(), Limits::default());
            let best = match (asked.target, asked.money) {
                (Some(target), money) => cheapest(&ground, target, hours, money, search),
                (None, money) => {
                    most(&ground, asked.objective, money.unwrap_or(Money::MAX), asked.hours, search)
                }
            };
            let best = best.map_err(|why| refused(&why, &findings))?;
            let bought = best.best.as_ref().map(|judged| market.bought(&judged.mix));
            let none = best.verdict == MixVerdict::Infeasible;
            let verdict = if none { Verdict::No } else { Verdict::Answered };
            let answer = BestLicencesAnswer::of(&asked, &best, bought, &findings);
            Ok(Outcome::new(answer, findings).with(verdict, Vec::new()))
        })
    }

    /// Every mix of licences that reaches more than all cheaper ones.
    ///
    /// # Errors
    /// What is wrong with the input; a tenant for which nothing can be bought.
    pub fn licence_frontier(
        &self,
        question: &LicenceFrontierQuestion,
    ) -> Result<Outcome<LicenceFrontierAnswer>, Refusal> {
        let limits = &question.limits;
        self.about(&question.subject, |basis, findings| {
            let (market, findings) = self.market(limits, basis, findings)?;
            // The frontier is one of percentages unless somebody asks for points.
            let asked = market.question(limits, None, MixObjective::Percent);
            let found =
                frontier(&market.ground(), asked.objective, asked.money, asked.hours, Limits::default());
            let found = found.map_err(|why| refused(&why, &findings))?;
            let corners: Vec<Vec<LicenceLine>> =
                found.corners.iter().map(|of| market.bought(&of.mix)).collect();
            let answer = LicenceFrontierAnswer::of(&asked, &found, corners, &findings);
            Ok(Outcome::new(answer, findings))
        })
    }

    fn market<'b>(
        &self,
        limits: &MixLimits,
        basis: &'b Basis,
        mut findings: Findings,
    ) -> Result<(Market<'b>, Findings), Refusal> {
        let tenant = basis.tenant.as_ref().map(|(tenant, _)| tenant);
        let mut prices = self.prices(limits.prices.as_deref(), &basis.catalogue, tenant, &mut findings)?;
        prices.term = limits.term.unwrap_or_default();
        let groups = tenant.map(|tenant| groups(&limits.groups, tenant, &mut findings)).unwrap_or_default();
        let Some(state) = basis.state().filter(|_| !findings.has_errors()) else {
            return Err(findings.into());
        };
        findings.extend(state::estimate_findings(&state, state.day));
        let owned = state.licences.as_deref().unwrap_or_default();
        let today = cost(owned, &prices, state.catalogue, state.day);
        let unknown = today.unpriced().into_iter().map(|(sku, why)| (sku.as_str(), why));
        report_unpriced(unknown.collect(), &mut findings);
        Ok((Market { state, prices, groups, today }, findings))
    }
}

fn hours(budget: Option<Budget>, target: Option<Percentage>, findings: &mut Findings) -> Option<Minutes> {
    match budget {
        Some(Budget::Minutes(minutes)) => Some(minutes),
        Some(Budget::Percent(_)) if target.is_some() => {
            let message = "--budget with --target is a number of hours: each mix has hours of its own";
            findings.push(Finding::new(Code::WrongValue, message).help("write hours like 120h"));
            None
        }
        _ => None,
    }
}

fn groups(names: &[String], tenant: &Tenant, findings: &mut Findings) -> Vec<Id> {
    let mut groups: Vec<Id> = names.iter().map(|name| Id::new(name.trim())).collect();
    groups.sort_unstable();
    groups.dedup();
    for group in &groups {
        if !tenant.groups.contains_key(group) && !tenant.populations.contains_key(group) {
            let help = did_you_mean(group.as_str(), tenant.groups.keys().map(Id::as_str), || {
                "state its members under `groups` of the tenant file".to_owned()
            });
            let message = format!("--group names `{group}`, of which the tenant has no number of members");
            findings.push(Finding::new(Code::UnknownReference, message).help(help));
        }
    }
    groups
}

fn refused(why: &MixError, beside: &Findings) -> Refusal {
    let (code, message, help) = match why {
        MixError::NoLicences => (
            Code::NothingToBuyFor,
            "the licences of the tenant are not known: nobody can say what to buy beside them".to_owned(),
            "import its subscribedSkus, or write `licences` into the tenant file",
        ),
        MixError::NoUsers => (
            Code::NothingToBuyFor,
            "nobody knows how many users there are, so no seats can be counted".to_owned(),
            "state `users` under `populations` of the tenant file",
        ),
        MixError::NoGroup(group) => (
            Code::NothingToBuyFor,
            format!("nobody knows how many members `{group}` has"),
            "state them under `groups` of the tenant file",
        ),
        MixError::Invalid(cause) => (
            Code::WrongValue,
            cause.clone(),
            "points and hours together must stay below some ten thousand millions",
        ),
    };
    Refusal { beside: beside.clone(), ..Finding::new(code, message).help(help).into() }
}
