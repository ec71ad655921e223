//! Service plans and the SKUs that carry them, dated.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::Id;
use super::text::words;
use super::units::Money;

/// What a seat of a service plan is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Binding {
    /// One user: points that count users, administrators or mailboxes reach no further than its holders.
    #[default]
    User,
    /// The devices of one user: points that count devices reach no further than theirs.
    Device,
    /// Everybody, as soon as one seat is there.
    Tenant,
}

words!(Binding: "user" => User, "device" => Device, "tenant" => Tenant);

/// What a seat of a service plan is for, and how one can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatBinding {
    pub per: Binding,
    /// How many devices of its holder one seat licenses; 0 where it is not for devices.
    pub devices: i64,
    /// `documented`, `inferred` or `estimate`.
    pub basis: String,
}

impl Default for SeatBinding {
    /// What a plan is taken for whose entry does not say: the careful reading.
    fn default() -> Self {
        Self { per: Binding::User, devices: 0, basis: "estimate".to_owned() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanInfo {
    /// Microsoft's name of the plan, such as `AAD_PREMIUM`.
    pub id: Id,
    pub name: String,
    /// Short and former names.
    pub also_called: Vec<String>,
    /// Plans whose capabilities it includes.
    pub implies: Vec<Id>,
    /// A stub unlocks nothing (`EXCHANGE_S_FOUNDATION` is no mailbox).
    pub stub: bool,
    /// The tokens of Graph's `enabledServices` that show it.
    pub shown_by: Vec<String>,
    /// What one of its seats is for.
    pub seats: SeatBinding,
}

/// A plan that joins or leaves a SKU on a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DatedPlan {
    pub plan: Id,
    /// First day on which the SKU carries it.
    pub from: Option<Date>,
    /// First day on which it no longer does.
    pub until: Option<Date>,
}

/// A product that Microsoft sells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sku {
    /// Its part number, such as `SPE_E3`.
    pub sku: Id,
    pub name: String,
    /// Other names that people use for it, or that its part number suggests.
    pub also_called: Vec<String>,
    /// A base suite, as opposed to an add-on.
    pub base: bool,
    /// Base suites of which an add-on needs one; none for everything that stands alone.
    pub needs_base: Vec<Id>,
    /// The largest number of seats it may be bought for.
    pub max_seats: Option<i64>,
    /// It licenses software agents and no people: its plans entitle nobody here.
    pub agents: bool,
    /// Only Microsoft's list of products and service plans knows it.
    pub listed: bool,
    /// The plans it has always carried.
    pub plans: Vec<Id>,
    /// The plans that join or leave.
    pub dated: Vec<DatedPlan>,
    /// List prices in the order of their days; empty when none is known. Unknown is never zero.
    pub prices: Vec<Price>,
    pub note: Option<String>,
}

/// A list price: a default that people replace by their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Price {
    pub amount: Money,
    /// The currency, as ISO 4217 writes it.
    pub currency: String,
    /// What is paid for: `user-month`.
    pub per: String,
    /// The first day on which it holds; `None` when nobody knows since when.
    pub from: Option<Date>,
    /// The day on which it was seen.
    pub as_of: Option<Date>,
    /// `documented`, `inferred` or `estimate`.
    pub basis: Option<String>,
    pub note: Option<String>,
}

/// Whether a service plan is made for software agents: a SKU that carries one entitles no person.
pub fn is_for_agents(plan: &Id) -> bool {
    plan.as_str() == "AGENT_365" || plan.as_str().ends_with("_FOR_AGENTS")
}

impl Sku {
    /// The plans that the SKU carries on a day.
    pub fn plans_on(&self, day: Date) -> impl Iterator<Item = &Id> {
        let dated = self.dated.iter().filter(move |plan| {
            plan.from.is_none_or(|from| from <= day) && plan.until.is_none_or(|until| day < until)
        });
        self.plans.iter().chain(dated.map(|plan| &plan.plan))
    }
}
