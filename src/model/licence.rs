//! Service plans and the SKUs that carry them, dated.

use jiff::civil::Date;

use super::Id;

/// A service plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanInfo {
    /// Microsoft's name of the plan, such as `AAD_PREMIUM`.
    pub id: Id,
    /// What it is.
    pub name: String,
    /// Plans whose capabilities it includes.
    pub implies: Vec<Id>,
    /// A stub unlocks nothing (`EXCHANGE_S_FOUNDATION` is no mailbox).
    pub stub: bool,
}

/// A plan that joins or leaves a SKU on a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedPlan {
    /// The plan.
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
    /// Its name.
    pub name: String,
    /// A base suite, as opposed to an add-on.
    pub base: bool,
    /// Base suites of which an add-on needs one; none for everything that stands alone.
    pub needs_base: Vec<Id>,
    /// The largest number of seats it may be bought for.
    pub max_seats: Option<i64>,
    /// The plans it has always carried.
    pub plans: Vec<Id>,
    /// The plans that join or leave.
    pub dated: Vec<DatedPlan>,
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
