//! A tenant on one day, as far as its exports and its people tell.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;

use super::Id;
use super::about::Level;
use super::catalogue::Impact;
use super::reference;
use super::text::words;
use super::units::{BasisPoints, Points, Share};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    Exported,
    /// Concluded from other values.
    Inferred,
    /// Written by a person.
    Stated,
    Profile,
    Catalogue,
    /// Score and percentage of the row.
    Percentage,
    /// Nobody knows; every figure that depends on it is an estimate.
    Default,
}

words!(Origin: "exported" => Exported, "inferred" => Inferred, "stated" => Stated, "profile" => Profile,
    "catalogue" => Catalogue, "percentage" => Percentage, "default" => Default);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sourced<T> {
    pub value: T,
    pub origin: Origin,
}

/// Microsoft's words for the state of a recommended action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Not finished.
    ToAddress,
    /// Somebody means to do it.
    Planned,
    /// Nobody will do it.
    RiskAccepted,
    /// Another vendor's tool does it: full points, unverified.
    ThirdParty,
    /// Something else does it: full points, unverified.
    AlternateMitigation,
    /// The system found it done.
    Completed,
}

words!(Status: "To address" => ToAddress, "Planned" => Planned, "Risk accepted" => RiskAccepted,
    "Resolved through third party" => ThirdParty,
    "Resolved through alternate mitigation" => AlternateMitigation, "Completed" => Completed);

impl Status {
    /// The system gives it by the points alone.
    pub fn follows_points(self) -> bool {
        matches!(self, Self::ToAddress | Self::Completed)
    }

    /// Points given for the word of a person, not measured by Microsoft.
    pub fn is_asserted(self) -> bool {
        matches!(self, Self::ThirdParty | Self::AlternateMitigation)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Licence {
    pub sku: Id,
    /// Seats in good standing.
    pub enabled: i64,
    /// Seats in their grace period: they still work.
    pub warning: i64,
    /// Seats that no longer work.
    pub suspended: i64,
    /// Seats assigned.
    pub consumed: Option<i64>,
    /// The group of users it is meant for.
    pub group: Option<Id>,
    /// The plans the export listed; the catalogue's contents when absent.
    pub plans: Option<BTreeSet<Id>>,
}

impl Licence {
    /// Seats that work: enabled and in grace.
    pub fn seats(&self) -> i64 {
        self.enabled + self.warning
    }
}

/// How far an action is done, as a person stated it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    Done,
    None,
    Partly(Share),
}

impl Done {
    pub fn share(self) -> Share {
        match self {
            Self::Done => Share::ALL,
            Self::None => Share::NONE,
            Self::Partly(share) => share,
        }
    }
}

/// The observed state of one control.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlState {
    /// Microsoft's id.
    pub id: Id,
    /// Title where the catalogue has none.
    pub title: Option<String>,
    pub category: Option<String>,
    /// Graph's `service`, where the catalogue does not know the control.
    pub service: Option<String>,
    /// Microsoft's cost of the control, where the catalogue does not know it.
    pub cost: Option<Level>,
    /// Microsoft's user impact, where the catalogue does not know the control.
    pub impact: Option<Impact>,
    /// The points Microsoft gives: authoritative, never recomputed.
    pub score: Points,
    /// The maximum, with its origin; `None` when it is unknown.
    pub max: Option<Sourced<Points>>,
    /// What was counted: compliant or exposed units, whichever reproduces the score.
    pub count: Option<i64>,
    /// Of how many.
    pub total: Option<i64>,
    /// Microsoft's status; `None` when the control came without its profile.
    pub status: Option<Sourced<Status>>,
    /// "Have license?" as the portal says it, for the tenant as a whole.
    pub licensed: Option<bool>,
    /// The portal says that points were lost since.
    pub regressed: bool,
    /// Who is on it.
    pub assigned_to: Option<String>,
    /// What they wrote.
    pub comment: Option<String>,
    /// When the data was read.
    pub last_synced: Option<Date>,
}

/// A profile of the tenant that has no score: not measured, never zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Microsoft's id.
    pub id: Id,
    pub max: Points,
}

/// How similar organisations score, in percent.
#[derive(Debug, Clone, PartialEq)]
pub struct Benchmark {
    /// `AllTenants`, `TotalSeats` or `IndustryTypes`.
    pub basis: String,
    pub percent: BasisPoints,
    /// The seat range, where given.
    pub seats: Option<(i64, i64)>,
    /// Their average points and maxima by category, where given.
    pub categories: Vec<CategoryAverage>,
}

/// What tenants have in a category on average. Both figures are points: their quotient is no average of percentages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryAverage {
    /// Microsoft's word, as of a control.
    pub category: String,
    pub points: Points,
    pub max: Points,
}

/// How the profiles of the export covered the scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ProfileCoverage {
    /// Profiles read.
    pub given: i64,
    /// Of these without a score.
    pub without_score: i64,
    /// Scores without a profile.
    pub missing: i64,
    /// Pages that the export announced but that were not given, at least.
    pub pages_missing: i64,
}

/// How the rows of the portal's export joined to controls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PortalCoverage {
    /// Rows read.
    pub rows: i64,
    /// Of these joined to a control by their title.
    pub joined: i64,
}

/// The population of all users; as a group of users it is everybody.
pub const USERS: &str = "users";

#[derive(Debug, Clone, PartialEq)]
pub struct Tenant {
    /// The file or sample it was read from.
    pub name: String,
    /// The day of the snapshot, 00:00 UTC.
    pub snapshot_date: Date,
    /// Name and SHA-256 of the files it was made from.
    pub source_hashes: BTreeMap<String, String>,
    /// The version of the catalogue it was made with.
    pub catalogue_version: Option<String>,
    /// How the profiles covered the scores.
    pub profiles: ProfileCoverage,
    /// How the rows of the portal's export joined; `None` without one.
    pub portal: Option<PortalCoverage>,
    /// Its licences; `None` when no SKUs were exported.
    pub licences: Option<Vec<Licence>>,
    /// Whether a person stated the licences, so that no export stands behind them.
    pub licences_stated: bool,
    /// Graph's `enabledServices`, as exported: tokens that show service plans, never seats.
    pub enabled_services: BTreeSet<String>,
    /// Sizes of users, devices and so on.
    pub populations: BTreeMap<Id, Sourced<i64>>,
    pub groups: BTreeMap<Id, i64>,
    /// What is true of it that is no licence.
    pub facts: BTreeMap<Id, i64>,
    /// How far actions are done, as a person stated it.
    pub actions: BTreeMap<Id, Done>,
    pub controls: BTreeMap<Id, ControlState>,
    /// Maxima of profiles without a score, where the catalogue does not say the same.
    pub unscored: BTreeMap<Id, Profile>,
    /// The points and maximum that Microsoft printed.
    pub headline: Option<(Points, Points)>,
    pub benchmarks: Vec<Benchmark>,
}

impl Tenant {
    /// How many members a group of users has: as stated, else the population of that name.
    pub fn group_size(&self, group: &Id) -> Option<i64> {
        self.groups.get(group).copied().or_else(|| self.populations.get(group).map(|size| size.value))
    }

    /// Whether nobody knows the size of one of the catalogue's populations: it is neither stated nor exported, and a default of 0 says nothing.
    pub fn is_unknown_population(&self, name: &Id) -> bool {
        reference::size(name).is_some()
            && self.populations.get(name).is_none_or(|size| size.origin == Origin::Default && size.value == 0)
    }

    /// Whether "Planned" would be seen if a row had it: only the portal says so, and every row must have come
    /// from it with a status that is known.
    pub fn carries_planned(&self) -> bool {
        let own = self.controls.keys().filter(|id| id.is_of_portal()).count();
        let rows = self.portal.map_or(0, |portal| portal.joined) + i64::try_from(own).unwrap_or(i64::MAX);
        self.portal.is_some()
            && i64::try_from(self.controls.len()) == Ok(rows)
            && self.controls.values().all(|control| control.status.is_some())
    }
}
