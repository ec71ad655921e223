//! What options cost, against each other and by what they bring.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::{OptionResult, ToolSaving, UnlockedPoints};
use crate::licences::{BreakEven, CostLine, CostPerPoint, LicenceCost, SeatCost, SunkCost, break_even};
use crate::model::{Catalogue, Term};

/// What an option costs, in hundredths of its currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionCost {
    /// Seat by seat in a year, once nothing is paid any more that is given up.
    pub cost: LicenceCost,
    /// What it costs in a year more than what is owned; `None` where a price is not known.
    pub difference: Option<i64>,
    /// What it costs in a year more for each licensed point more ([`UnlockedPoints::licensed`]); `None` where it costs or brings
    /// no more.
    pub per_point: Option<CostPerPoint>,
    /// The term that its seats are bought for.
    pub term: Term,
    /// The renewal of the contract that follows day 0, where one is stated.
    pub renewal: Option<Date>,
    /// What is given up before its contract ends.
    pub unexpired: Vec<SunkCost>,
    /// What an hour of work costs, where it has a price.
    pub labour_rate: Option<i64>,
    /// What its work costs more, once, where an hour has a price; less where it saves work.
    pub labour: Option<i64>,
    /// The tools of other vendors that it retires.
    pub tools: Vec<ToolSaving>,
}

impl OptionCost {
    /// The cost of an option against that of what is owned; of that itself there is none to compare with.
    pub(super) fn of(cost: LicenceCost, owned: Option<&LicenceCost>, unlocked: &UnlockedPoints) -> Self {
        // What is owned costs no more than itself.
        let difference = owned.unwrap_or(&cost).yearly().zip(cost.yearly()).map(|(owned, cost)| cost - owned);
        let dearer = difference.filter(|difference| *difference > 0);
        let per_point = dearer.and_then(|more| CostPerPoint::new(more, unlocked.licensed));
        let (unexpired, tools) = (Vec::new(), Vec::new());
        let term = Term::default();
        Self {
            cost,
            difference,
            per_point,
            term,
            renewal: None,
            unexpired,
            labour_rate: None,
            labour: None,
            tools,
        }
    }

    /// What is paid for nothing until the contract is renewed; `None` where a price is not known.
    pub fn until_renewal(&self) -> Option<i64> {
        self.unexpired.iter().try_fold(0_i64, |sum, one| Some(sum.saturating_add(one.cost()?)))
    }

    /// What the retired tools save in a year; `None` where the cost of one is not known.
    pub fn saved(&self) -> Option<i64> {
        self.tools.iter().try_fold(0_i64, |sum, tool| Some(sum.saturating_add(*tool.yearly.as_ref().ok()?)))
    }

    /// What it costs in a year more than what is owned, less what the retired tools save.
    pub fn net(&self) -> Option<i64> {
        Some(self.difference?.saturating_sub(self.saved()?))
    }
}

/// From how many people on one option is no dearer than another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakEvenPair {
    /// The first option, by its place.
    pub first: usize,
    /// The second.
    pub second: usize,
    /// Which is cheaper, by the number of people that hold a base suite.
    pub even: BreakEven,
    /// Fewer people make no sense: so many are in the groups and smaller suites of one of the two.
    pub least: i64,
}

/// More people than any tenant has.
const MOST_PEOPLE: i64 = 10_000_000;

/// Every pair of options whose prices are known and whose cost is a line over the number of people.
pub fn break_even_pairs(options: &[OptionResult], catalogue: &Catalogue) -> Vec<BreakEvenPair> {
    let rates: Vec<Option<(CostLine, i64)>> = options
        .iter()
        .map(|option| option.money.as_ref().and_then(|money| rate(&money.cost, catalogue)))
        .collect();
    let mut duels = Vec::new();
    for (first, one) in rates.iter().enumerate() {
        for (second, other) in rates.iter().enumerate().skip(first + 1) {
            if let (Some((one, few)), Some((other, fewer))) = (one, other) {
                let even = break_even(*one, *other, MOST_PEOPLE);
                duels.push(BreakEvenPair { first, second, even, least: *few.max(fewer) });
            }
        }
    }
    duels
}

/// The cost as a line over the number of people that hold a base suite. Whoever is in no group and in no smaller suite
/// holds the largest one; add-ons that everybody has grow with the people, all other seats stay. `None` where there is
/// no base suite or a price is not known. With it goes how many do not hold the largest.
fn rate(cost: &LicenceCost, catalogue: &Catalogue) -> Option<(CostLine, i64)> {
    let yearly = cost.yearly()?;
    let is_base = |line: &&SeatCost| catalogue.skus.get(&line.sku).is_some_and(|sku| sku.base);
    let bases = || cost.lines.iter().filter(is_base);
    let people: i64 = bases().map(|line| line.seats).sum();
    let of_all = bases().filter(|line| line.group.is_none());
    let largest = of_all.min_by_key(|line| (Reverse(line.seats), &line.sku))?;
    let grows = |line: &&SeatCost| {
        std::ptr::eq(*line, largest) || (!is_base(line) && line.group.is_none() && line.seats == people)
    };
    let price = |line: &SeatCost| line.price.as_ref().ok().map(|price| price.yearly);
    let each: Option<Vec<i64>> = cost.lines.iter().filter(grows).map(price).collect();
    let per_seat = each?.into_iter().fold(0, i64::saturating_add);
    let fixed = yearly.checked_sub(per_seat.checked_mul(people)?)?;
    Some((CostLine { fixed, per_seat }, people - largest.seats))
}
