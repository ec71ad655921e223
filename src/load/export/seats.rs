//! The seats of a SKU: what columns and keys call them, and which of them count.

use crate::load::MOST_COUNT;

/// Seats that are there.
pub(super) const SEATS: [&str; 23] = [
    "prepaidunitsenabled",
    "enabledunits",
    "activeunits",
    "totallicenses",
    "totallicences",
    "totalunits",
    "totalseats",
    "total",
    "enabled",
    "valid",
    "validlicenses",
    "validlicences",
    "purchased",
    "purchasedlicenses",
    "purchasedlicences",
    "quantity",
    "seats",
    "totalquantity",
    "licensestotal",
    "prepaidunits",
    "alllicenses",
    "alllicences",
    "totalcount",
];
/// Seats that are assigned.
pub(super) const CONSUMED: [&str; 13] = [
    "consumedunits",
    "consumed",
    "assignedlicenses",
    "assignedlicences",
    "assigned",
    "assignedunits",
    "usedlicenses",
    "usedlicences",
    "used",
    "inuse",
    "licensesassigned",
    "countused",
    "consumedlicenses",
];
pub(super) const WARNING: [&str; 3] = ["prepaidunitswarning", "warningunits", "warning"];
pub(super) const SUSPENDED: [&str; 3] = ["prepaidunitssuspended", "suspendedunits", "suspended"];
pub(super) const EXPIRED: [&str; 4] = ["expiredlicenses", "expiredlicences", "expiredunits", "expired"];

/// A name in small letters without spaces and signs.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether seats of this name are all that were bought, those too that have expired.
pub(super) fn is_total(name: &str) -> bool {
    !name.contains("enabled") && !name.contains("active") && !name.contains("valid")
}

/// Seats of a SKU, each `None` where the export does not say it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Seats {
    pub(super) enabled: Option<i64>,
    pub(super) warning: Option<i64>,
    pub(super) suspended: Option<i64>,
    pub(super) consumed: Option<i64>,
    /// Seats that the admin centre calls expired, which are among those in their grace period.
    pub(super) expired: i64,
}

impl Seats {
    /// The seats of a subscription with this status: of one that is dead none works.
    pub(super) fn under(mut self, status: Option<&str>) -> Self {
        let is_dead = status.is_some_and(|status| {
            matches!(status.trim().to_lowercase().as_str(), "suspended" | "deleted" | "lockedout")
        });
        if is_dead {
            let gone = sum(Some(self.known()), self.warning);
            self.suspended = sum(self.suspended, gone);
            (self.enabled, self.warning) = (Some(0), Some(0));
        }
        self
    }

    /// Takes expired seats out of those that were bought. For 30 days their users work as before: Graph counts them as
    /// `warning` (Microsoft: "What happens to my data and access when my subscription ends?").
    pub(super) fn with_expired(mut self, expired: i64) -> Self {
        if let Some(enabled) = self.enabled.filter(|_| expired > 0) {
            self.expired = expired.min(enabled);
            self.enabled = Some(enabled - self.expired);
            self.warning = sum(self.warning, Some(self.expired));
        }
        self
    }

    /// The seats in good standing; those that are assigned are there at least.
    pub(super) fn known(&self) -> i64 {
        self.enabled.or(self.consumed).unwrap_or_default()
    }

    /// Adds those of another subscription.
    pub(super) fn add(&mut self, other: &Self) {
        let both = |one: Option<i64>, other: Option<i64>| one.zip(other).map(|(one, other)| plus(one, other));
        self.enabled = both(self.enabled, other.enabled);
        self.warning = sum(self.warning, other.warning);
        self.suspended = sum(self.suspended, other.suspended);
        self.consumed = both(self.consumed, other.consumed);
        self.expired = plus(self.expired, other.expired);
    }

    /// Whether another export says nothing else, as far as both say something. What is assigned changes from day to day.
    pub(super) fn agrees(&self, other: &Self, also_consumed: bool) -> bool {
        let same = |one: Option<i64>, other: Option<i64>| one.is_none() || other.is_none() || one == other;
        same(self.enabled, other.enabled)
            && same(self.warning, other.warning)
            && same(self.suspended, other.suspended)
            && (!also_consumed || same(self.consumed, other.consumed))
    }

    /// Takes over what only another export says.
    pub(super) fn complete(&mut self, other: &Self) {
        self.enabled = self.enabled.or(other.enabled);
        self.warning = self.warning.or(other.warning);
        self.suspended = self.suspended.or(other.suspended);
        self.consumed = self.consumed.or(other.consumed);
        self.expired = self.expired.max(other.expired);
    }

    /// The figures in words.
    pub(super) fn said(&self) -> String {
        let parts = [
            (self.enabled, "seats"),
            (self.warning.filter(|seats| *seats > 0), "in grace"),
            (self.suspended.filter(|seats| *seats > 0), "suspended"),
            (self.consumed, "assigned"),
        ];
        let said: Vec<String> =
            parts.iter().filter_map(|(seats, word)| Some(format!("{} {word}", (*seats)?))).collect();
        if said.is_empty() { "no figures".to_owned() } else { said.join(", ") }
    }
}

fn sum(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(plus(one, other)),
        _ => one.or(other),
    }
}

/// A sum that a tenant file can hold.
fn plus(one: i64, other: i64) -> i64 {
    one.saturating_add(other).min(MOST_COUNT)
}
