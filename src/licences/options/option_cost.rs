//! What an option costs: seats in a year, licences that it makes redundant or gives up before their contract ends, retired
//! tools, and the number of people from which one option is cheaper than another.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{LicenceOption, OptionResult, OptionsInput, UnlockedPoints};
use crate::licences::{
    BreakEven, CostLine, CostPerPoint, LicenceCost, LicencesFrom, RedundantSeats, SeatCost, SunkCost,
    break_even, redundant, sunk_costs,
};
use crate::model::{Catalogue, Id, Licence, Money, Points, Prices, Term, Unpriced};
use crate::project::{Projection, ProjectionInput, RetiredTool, TriggerKind, retired_tools};
use crate::state::{Change, State};

/// What an option costs, in the currency of its prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionCost {
    /// The yearly cost of the seats, after the contracts of seats that are given up have ended.
    pub cost: LicenceCost,
    /// The yearly cost above that of what is owned; `None` where a price is not known.
    pub difference: Option<Money>,
    /// The additional yearly cost for each additional licensed point ([`UnlockedPoints::licensed`]); `None` where the option
    /// costs or brings no more.
    pub per_point: Option<CostPerPoint>,
    pub term: Term,
    /// The first renewal of the contract after day 0, where one is stated.
    pub renewal: Option<Date>,
    /// Seats that are given up before their contract ends.
    pub unexpired: Vec<SunkCost>,
    /// The price of an hour of work, where there is one.
    pub labour_rate: Option<Money>,
    /// The one-time cost of its additional work, where an hour has a price; negative where it saves work.
    pub labour: Option<Money>,
    /// The tools of other vendors that the option retires.
    pub tools: Vec<ToolSaving>,
}

impl OptionCost {
    /// The cost of an option compared with that of what is owned; `owned` is `None` for what is owned itself.
    pub(super) fn of(cost: LicenceCost, owned: Option<&LicenceCost>, unlocked: &UnlockedPoints) -> Self {
        let difference = owned.unwrap_or(&cost).yearly().zip(cost.yearly()).map(|(owned, cost)| cost - owned);
        let dearer = difference.filter(|difference| *difference > Money::ZERO);
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

    /// The cost of seats that are given up, until the contract is renewed; `None` where a price is not known.
    pub fn until_renewal(&self) -> Option<Money> {
        self.unexpired.iter().map(SunkCost::cost).sum()
    }

    /// The yearly cost of the retired tools; `None` where that of one is not known.
    pub fn saved(&self) -> Option<Money> {
        self.tools.iter().map(|tool| tool.yearly.as_ref().ok().copied()).sum()
    }

    /// [`OptionCost::difference`] less [`OptionCost::saved`].
    pub fn net(&self) -> Option<Money> {
        Some(self.difference? - self.saved()?)
    }
}

/// The number of people from which one option costs no more than another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakEvenPair {
    pub first: usize,
    pub second: usize,
    /// By the number of people that hold a base suite.
    pub even: BreakEven,
    /// The smallest meaningful number: the people in the groups and smaller suites of one of the options.
    pub least: i64,
}

/// The largest number of people that is considered.
const MOST_PEOPLE: i64 = 10_000_000;

/// Every pair of options whose prices are known and whose cost is linear in the number of people.
pub fn break_even_pairs(options: &[OptionResult], catalogue: &Catalogue) -> Vec<BreakEvenPair> {
    let rates: Vec<Option<(CostLine, i64)>> = options
        .iter()
        .map(|option| option.money.as_ref().and_then(|money| cost_line(&money.cost, catalogue)))
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

/// The cost as a linear function of the number of people that hold a base suite, and the number of those that do not hold
/// the largest suite. People in no group and in no smaller suite hold the largest one; add-ons that everybody has grow with
/// the people, all other seats are fixed. `None` where there is no base suite or a price is not known.
fn cost_line(cost: &LicenceCost, catalogue: &Catalogue) -> Option<(CostLine, i64)> {
    let yearly = cost.yearly()?;
    let is_base = |line: &&SeatCost| catalogue.is_base_suite(&line.sku);
    let bases = || cost.lines.iter().filter(is_base);
    let people: i64 = bases().map(|line| line.seats).sum();
    let of_all = bases().filter(|line| line.group.is_none());
    let largest = of_all.min_by_key(|line| (Reverse(line.seats), &line.sku))?;
    let grows = |line: &&SeatCost| {
        std::ptr::eq(*line, largest) || (!is_base(line) && line.group.is_none() && line.seats == people)
    };
    let price = |line: &SeatCost| line.price.as_ref().ok().map(|price| price.yearly);
    let per_seat: Money = cost.lines.iter().filter(grows).map(price).sum::<Option<Money>>()?;
    let fixed = Money(yearly.0.checked_sub(per_seat.0.checked_mul(people)?)?);
    Some((CostLine { fixed, per_seat }, people - largest.seats))
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct RedundantSplit {
    pub(super) dropped: Vec<RedundantSeats>,
    pub(super) kept: Vec<RedundantSeats>,
}

/// The seats that an option makes redundant. An option of the command line has found them already. Seats that a scenario
/// makes redundant are dropped at the renewal that it states; they stay without a renewal or for a trial. A base suite is
/// never dropped.
pub(super) fn redundant_seats(
    input: &OptionsInput<'_>,
    option: &LicenceOption,
    prices: &Prices,
    before: &State<'_>,
    after: &State<'_>,
) -> RedundantSplit {
    let (mut dropped, mut kept) = (option.dropped.clone(), option.redundant.clone());
    let of = |state: &State<'_>| {
        let licences = state.licences.as_deref().unwrap_or_default();
        redundant(licences, prices, input.catalogue, input.tenant, state.day)
    };
    let key = |one: &RedundantSeats| (one.line.sku.clone(), one.line.group.clone());
    let already: BTreeSet<_> = of(before).iter().map(key).collect();
    let known: BTreeSet<_> = kept.iter().map(key).collect();
    let goes = option.scenario.renewal.is_some()
        && option.scenario.licences.iter().all(|(_, change)| change.until.is_none());
    let is_base = |sku: &Id| input.catalogue.is_base_suite(sku);
    for one in of(after).into_iter().filter(|one| !known.contains(&key(one))) {
        if goes && !already.contains(&key(&one)) && !is_base(&one.line.sku) {
            dropped.push(one);
        } else {
            kept.push(one);
        }
    }
    RedundantSplit { dropped, kept }
}

/// The licences of an option without the dropped seats.
pub(super) fn without(licences: &[Licence], dropped: &[RedundantSeats]) -> Vec<Licence> {
    let goes = |licence: &Licence| {
        dropped.iter().any(|one| one.line.sku == licence.sku && one.line.group == licence.group)
    };
    licences.iter().filter(|licence| !goes(licence)).cloned().collect()
}

/// The seats that an option gives up before their contract ends; none where it states no renewal or the licences are
/// unknown. Dropped seats are given up with its last change.
pub(super) fn given_up(
    input: &OptionsInput<'_>,
    option: &LicenceOption,
    prices: &Prices,
    dropped: &[RedundantSeats],
) -> Vec<SunkCost> {
    let (Some(renewal), Some(began)) = (option.scenario.renewal, &input.tenant.licences) else {
        return Vec::new();
    };
    let steps = steps(input, option, dropped);
    sunk_costs(began, &steps, renewal, prices, input.catalogue)
}

/// The licences from every day on which they change.
fn steps(input: &OptionsInput<'_>, option: &LicenceOption, dropped: &[RedundantSeats]) -> Vec<LicencesFrom> {
    let changes = &option.scenario.licences;
    // The end of a trial is the first change of its day.
    let mut days: Vec<(Date, bool, usize)> = Vec::new();
    for (at, (from, change)) in changes.iter().enumerate() {
        days.push((*from, true, at));
        days.extend(change.until.map(|until| (until, false, at)));
    }
    days.sort_unstable();
    let mut state = State::at_snapshot(input.catalogue, input.tenant, option.assumptions);
    let mut steps: Vec<LicencesFrom> = Vec::new();
    for (day, begins, at) in days {
        let Some((_, change)) = changes.get(at) else { continue };
        state.apply(&if begins {
            Change::Licence(change.clone())
        } else {
            Change::TrialEnds(change.clone())
        });
        let licences = state.licences.clone().unwrap_or_default();
        steps.push(LicencesFrom { day, licences, ends_trial: !begins });
    }
    // The changes of a day are one change: one may give back what another takes.
    steps.dedup_by(|later, earlier| {
        let is_one = later.day == earlier.day && later.ends_trial == earlier.ends_trial;
        if is_one {
            earlier.licences.clone_from(&later.licences);
        }
        is_one
    });
    if let Some(last) = steps.last_mut() {
        last.licences = without(&last.licences, dropped);
    }
    steps
}

/// A tool of another vendor that an option retires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolSaving {
    pub name: String,
    /// The first day without it.
    pub from: Date,
    /// Its yearly cost, or why it is not known.
    pub yearly: Result<Money, Unpriced>,
    /// The controls whose asserted status ends that day, by id.
    pub controls: Vec<Id>,
    /// The points that are lost with these statuses: 0 where the tool is retired after the last day of the projection.
    pub points: Points,
}

/// The tools that a scenario retires, in the order of its file.
pub(super) fn tool_savings(
    input: &ProjectionInput<'_>,
    projection: &Projection,
    prices: &Prices,
) -> Vec<ToolSaving> {
    let tool = |fall: RetiredTool| {
        let of_fall = projection.events.iter().filter(|event| {
            let trigger = &event.trigger;
            event.date == fall.from
                && trigger.kind == TriggerKind::Expiry
                && fall.controls.contains(&trigger.id)
        });
        let moved: Points = of_fall.map(|event| event.points).sum();
        ToolSaving {
            yearly: prices.tool(&fall.tool),
            name: fall.tool,
            from: fall.from,
            controls: fall.controls,
            points: Points(-moved.0),
        }
    };
    retired_tools(input).into_iter().map(tool).collect()
}
