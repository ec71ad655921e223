//! One licence option: what it opens, lets earn and costs.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::words::{beside, sentence};
use crate::answer::parts::Named;
use crate::licences::RedundantSeats;
use crate::licences::options::{
    ControlStatus, ControlsMoved, OptionCost, OptionResult, ToolSaving, UnlockedPoints, UnusedPlans,
};
use crate::model::{Hundredths, Id, Licence, Money, Percent, Points};
use crate::project::DatedPercent;
use crate::state::first_names;
use crate::table::Cell;

/// One option. Amounts of money are those of a year unless they say otherwise; null where a price is not known.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OptionAnswer {
    pub name: String,
    /// The day on which the option begins.
    pub from: Date,
    pub trial_ends: Option<Date>,
    /// The licences as an option is written; null when they are not known.
    pub skus: Option<Vec<String>>,
    pub yearly_cost: Option<Hundredths>,
    /// More than what is owned.
    pub yearly_difference: Option<Hundredths>,
    pub currency: Option<String>,
    pub cost_per_point: Option<Hundredths>,
    pub unpriced: Option<Vec<Id>>,
    pub contract: Option<Contract>,
    /// What the hours more cost, once.
    pub labour_difference: Option<Hundredths>,
    pub retired_tools: Vec<RetiredTool>,
    pub yearly_saved_by_tools: Option<Hundredths>,
    pub yearly_difference_less_tools: Option<Hundredths>,
    /// Seats that go because the rest has all of them.
    pub dropped: Vec<NeedlessSeats>,
    /// Seats that stay and bring nothing beside the rest.
    pub redundant: Vec<NeedlessSeats>,
    pub visible_controls: usize,
    pub entitled_controls: usize,
    pub points: Points,
    pub max: Points,
    pub newly: ControlsMoved,
    pub points_unlocked: UnlockedPoints,
    pub day_before_percent: Percent,
    pub day0_percent: Percent,
    pub low: DatedPercent,
    pub falls: bool,
    pub recovered_on: Option<Date>,
    pub day90_percent: Option<Percent>,
    pub end: DatedPercent,
    pub achievable_percent: Percent,
    pub achievable_whatever_the_seats_percent: Percent,
    pub current_license_percent: Percent,
    /// When everything is deployed that it entitles to deploy.
    pub deployed: Deployed,
    pub owned_unused: Vec<Unused>,
    pub statuses: Named<usize>,
    pub sentence: String,
    #[serde(skip)]
    pub(super) beside: Vec<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Contract {
    pub term: &'static str,
    pub renewal: Option<Date>,
    pub given_up: Vec<GivenUp>,
    /// What is paid for it until the renewal.
    pub given_up_cost: Option<Hundredths>,
}

/// Seats that go before their contract ends.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GivenUp {
    pub sku: Id,
    pub group: Option<Id>,
    pub seats: i64,
    pub from: Date,
    pub until: Date,
    pub cost: Option<Hundredths>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RetiredTool {
    pub tool: String,
    pub from: Date,
    pub yearly_cost: Option<Hundredths>,
    /// The controls whose status ends with it.
    pub controls: Vec<Id>,
    pub points: Points,
}

/// Seats that bring nothing beside others.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NeedlessSeats {
    pub sku: Id,
    pub group: Option<Id>,
    pub seats: i64,
    pub yearly_cost: Option<Hundredths>,
    /// The SKUs that hold all of it.
    pub within: Vec<Id>,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Deployed {
    pub visible_controls: usize,
    pub entitled_controls: usize,
    pub max: Points,
    pub achievable_percent: Percent,
}

/// Service plans that are owned and of which nothing is in use.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Unused {
    pub plans: Vec<Id>,
    pub skus: Vec<Id>,
    pub controls: usize,
    pub max: Points,
    pub not_deployed: Vec<Id>,
    pub owned_before: bool,
    #[serde(skip)]
    pub(super) because: String,
}

impl OptionAnswer {
    pub(super) fn of(option: &OptionResult, owned: Option<&OptionResult>) -> Self {
        let views = &option.after.views;
        let course = &option.course;
        let money = option.money.as_ref();
        let amount = |of: fn(&OptionCost) -> Option<Money>| money.and_then(of).map(Hundredths::from);
        let counts = ControlStatus::WORDS.iter().map(|(word, status)| {
            (*word, *status, option.statuses.values().filter(|of| *of == status).count())
        });
        let mut counts: Vec<(&'static str, ControlStatus, usize)> = counts.collect();
        counts.sort_by_key(|(_, status, _)| *status);
        Self {
            name: option.name.clone(),
            from: option.from,
            trial_ends: option.trial_ends,
            skus: option.licences.as_deref().map(parts),
            yearly_cost: amount(|money| money.cost.yearly()),
            yearly_difference: amount(|money| money.difference),
            currency: money.map(|money| money.cost.currency.clone()),
            cost_per_point: amount(|money| money.per_point.map(|cost| cost.rounded())),
            unpriced: money.map(|money| money.cost.unpriced().into_keys().cloned().collect()),
            contract: money.map(Contract::of),
            labour_difference: amount(|money| money.labour),
            retired_tools: money.into_iter().flat_map(|money| &money.tools).map(RetiredTool::of).collect(),
            yearly_saved_by_tools: amount(OptionCost::saved),
            yearly_difference_less_tools: amount(OptionCost::net),
            dropped: option.dropped.iter().map(NeedlessSeats::of).collect(),
            redundant: option.redundant.iter().map(NeedlessSeats::of).collect(),
            visible_controls: option.after.visible,
            entitled_controls: option.after.entitled,
            points: option.after.points,
            max: option.after.max,
            newly: option.newly.clone(),
            points_unlocked: option.unlocked,
            day_before_percent: course.before,
            day0_percent: course.day_0,
            low: course.low,
            falls: course.falls,
            recovered_on: course.recovered,
            day90_percent: course.day_90,
            end: course.end,
            achievable_percent: views.achievable_seat_covered,
            achievable_whatever_the_seats_percent: views.achievable,
            current_license_percent: views.current_license,
            deployed: Deployed {
                visible_controls: option.deployed.visible,
                entitled_controls: option.deployed.entitled,
                max: option.deployed.max,
                achievable_percent: option.deployed.views.achievable_seat_covered,
            },
            owned_unused: option.unused.iter().map(Unused::of).collect(),
            statuses: counts.into_iter().map(|(word, _, count)| (word, count)).collect(),
            sentence: sentence(option, owned),
            beside: beside(option),
        }
    }

    pub(super) fn licences(&self) -> String {
        joined(self.skus.as_deref())
    }

    /// When the score is back where it was.
    pub(super) fn recovered(&self) -> Cell {
        match (self.falls, self.recovered_on) {
            (false, _) => "no dip".into(),
            (true, Some(date)) => date.into(),
            (true, None) => "not yet".into(),
        }
    }
}

pub fn option_text(licences: Option<&[Licence]>) -> String {
    joined(licences.map(parts).as_deref())
}

fn joined(parts: Option<&[String]>) -> String {
    match parts {
        None => "not known".to_owned(),
        Some([]) => "none".to_owned(),
        Some(parts) => parts.join(" + "),
    }
}

fn parts(licences: &[Licence]) -> Vec<String> {
    let part = |licence: &Licence| {
        let group = licence.group.as_ref().map(|group| format!("@{group}")).unwrap_or_default();
        format!("{}:{}{group}", licence.sku, licence.seats())
    };
    let mut parts: Vec<String> = licences.iter().filter(|licence| licence.seats() > 0).map(part).collect();
    parts.sort();
    parts
}

impl Contract {
    fn of(money: &OptionCost) -> Self {
        let given_up = money.unexpired.iter().map(|one| GivenUp {
            sku: one.line.sku.clone(),
            group: one.line.group.clone(),
            seats: one.line.seats,
            from: one.from,
            until: one.until,
            cost: one.cost().map(Hundredths::from),
        });
        Self {
            term: money.term.word(),
            renewal: money.renewal,
            given_up: given_up.collect(),
            given_up_cost: money.until_renewal().map(Hundredths::from),
        }
    }
}

impl RetiredTool {
    fn of(tool: &ToolSaving) -> Self {
        Self {
            tool: tool.name.clone(),
            from: tool.from,
            yearly_cost: tool.yearly.as_ref().ok().copied().map(Hundredths::from),
            controls: tool.controls.clone(),
            points: tool.points,
        }
    }
}

impl NeedlessSeats {
    fn of(one: &RedundantSeats) -> Self {
        Self {
            sku: one.line.sku.clone(),
            group: one.line.group.clone(),
            seats: one.line.seats,
            yearly_cost: one.line.yearly().map(Hundredths::from),
            within: one.within.clone(),
        }
    }
}

impl Unused {
    fn of(unused: &UnusedPlans) -> Self {
        let names = |ids: &[Id]| first_names(&ids.iter().collect::<Vec<_>>());
        Self {
            plans: unused.plans.clone(),
            skus: unused.skus.clone(),
            controls: unused.controls.len(),
            max: unused.max,
            not_deployed: unused.not_deployed.clone(),
            owned_before: unused.owned_before,
            because: if unused.not_deployed.is_empty() {
                format!("nothing done: {}", names(&unused.controls))
            } else {
                format!("not deployed: {}", names(&unused.not_deployed))
            },
        }
    }
}
