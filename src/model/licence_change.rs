//! What a scenario does to licences: seats come, go, or become others, for everybody or for a group.

use jiff::civil::Date;

use super::Id;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deal {
    /// Seats of one SKU become seats of another.
    Replace {
        replace: Id,
        with: Id,
        /// How many; when absent all, of a group as many as it has.
        seats: Option<i64>,
    },
    Add {
        sku: Id,
        /// How many; when absent as many as the group has members.
        seats: Option<i64>,
    },
    Remove {
        sku: Id,
        /// How many; when absent all, of a group as many as it has.
        seats: Option<i64>,
    },
    /// Seats are given up down to a number.
    Reduce { sku: Id, to: i64 },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenceChange {
    pub deal: Deal,
    /// The group of users whose seats they are; everybody's when absent.
    pub group: Option<Id>,
    /// First day on which it no longer holds: a trial. What was there before is there again.
    pub until: Option<Date>,
}

impl From<Deal> for LicenceChange {
    fn from(deal: Deal) -> Self {
        Self { deal, group: None, until: None }
    }
}

impl LicenceChange {
    /// Seats of one SKU become seats of another; all of them without a number.
    pub fn replace(replace: Id, with: Id, seats: Option<i64>) -> Self {
        Deal::Replace { replace, with, seats }.into()
    }

    pub fn add(sku: Id, seats: i64) -> Self {
        Deal::Add { sku, seats: Some(seats) }.into()
    }

    /// Seats are given up; all of them without a number.
    pub fn remove(sku: Id, seats: Option<i64>) -> Self {
        Deal::Remove { sku, seats }.into()
    }

    /// Seats are given up down to a number.
    pub fn reduce(sku: Id, to: i64) -> Self {
        Deal::Reduce { sku, to }.into()
    }

    /// The same for a group of users.
    #[must_use]
    pub fn for_group(self, group: Id) -> Self {
        Self { group: Some(group), ..self }
    }

    /// The same as a trial that ends.
    #[must_use]
    pub fn until(self, day: Date) -> Self {
        Self { until: Some(day), ..self }
    }

    /// The SKUs that it names, the one that goes first.
    pub fn skus(&self) -> Vec<&Id> {
        match &self.deal {
            Deal::Replace { replace, with, .. } => vec![replace, with],
            Deal::Add { sku, .. } | Deal::Remove { sku, .. } | Deal::Reduce { sku, .. } => vec![sku],
        }
    }
}
