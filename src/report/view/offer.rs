//! Licence options side by side.

use jiff::civil::Date;

use super::Given;
use crate::answer::{option_sentence, option_text};
use crate::licences::CostPerPoint;
use crate::licences::options::{ScoreTransition, TenantFigures, UnlockedPoints, UnusedPlans};
use crate::model::{Id, Licence, Points, Term};
use crate::project::ScorePoint;

/// Licence options side by side.
#[derive(Debug, Clone, Default)]
pub struct Offers {
    /// What is owned, then the options; empty where there are none.
    pub all: Vec<Offer>,
    /// The currency of all costs, as ISO 4217 writes it.
    pub currency: String,
    /// The file of prices; `None` for list prices.
    pub price_list: Option<String>,
    /// The term that seats are bought for.
    pub term: Term,
    /// Service plans that are owned today and of which nothing is in use.
    pub unused: Vec<UnusedPlans>,
}

/// One option.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Its name.
    pub name: String,
    /// Day 0.
    pub from: Date,
    /// The licences with it; `None` when they are unknown.
    pub licences: Option<Vec<Licence>>,
    /// The tenant with it on day 0.
    pub after: TenantFigures,
    /// The same when everything is deployed that it entitles to deploy.
    pub deployed: TenantFigures,
    /// Controls that enter with the licence, and with what it lets deploy.
    pub entering: (usize, usize),
    /// Controls that may be earned now and could not before.
    pub newly_entitled: usize,
    /// The points that it unlocks.
    pub unlocked: UnlockedPoints,
    /// The score around day 0: before, day 0, lowest, after 90 days, end, recovered.
    pub course: ScoreTransition,
    /// The score over time, point by point.
    pub series: Vec<ScorePoint>,
    /// What it costs in a year, in hundredths; `None` where a price is not known.
    pub yearly: Option<i64>,
    /// What it costs more than what is owned, in hundredths.
    pub more: Option<i64>,
    /// What it costs more for each point more.
    pub per_point: Option<CostPerPoint>,
    /// SKUs whose price nobody knows.
    pub unpriced: Vec<Id>,
    /// What it means in a sentence.
    pub sentence: String,
}

impl Offer {
    /// The points that it lets the tenant achieve when everything is deployed, beyond those without it.
    pub fn points(&self) -> Points {
        self.unlocked.all()
    }

    /// Its licences as people write an option.
    pub fn licences(&self) -> String {
        option_text(self.licences.as_deref())
    }
}

pub(super) fn offers(given: &Given<'_>) -> Offers {
    let Some((owned, _)) = given.options.split_first() else { return Offers::default() };
    let offer = |(at, option): (usize, &crate::licences::options::OptionResult)| {
        let money = option.money.as_ref();
        Offer {
            name: option.name.clone(),
            from: option.from,
            licences: option.licences.clone(),
            after: option.after,
            deployed: option.deployed,
            entering: (option.newly.by_licence.len(), option.newly.by_deployment.len()),
            newly_entitled: option.newly.entitled.len(),
            unlocked: option.unlocked,
            course: option.course,
            series: option.series.clone(),
            yearly: money.and_then(|money| money.cost.yearly()),
            more: money.and_then(|money| money.difference),
            per_point: money.and_then(|money| money.per_point),
            unpriced: money
                .map(|money| money.cost.unpriced().into_keys().cloned().collect())
                .unwrap_or_default(),
            sentence: option_sentence(option, (at > 0).then_some(owned)),
        }
    };
    Offers {
        all: given.options.iter().enumerate().map(offer).collect(),
        currency: given.prices.currency().to_owned(),
        price_list: given.prices.list.as_ref().map(|list| list.name.clone()),
        term: given.prices.term,
        unused: owned.unused.clone(),
    }
}
