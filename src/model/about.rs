//! Where the figures of an entry come from, who changed them, and what people should know.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::Id;
use super::catalogue::Impact;
use super::text::words;
use super::units::Minutes;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// What each figure rests on: `documented`, `observed`, `inferred`, `estimate` or `unknown`, by figure (`max`,
    /// `effort`, `licence`, `title` ...).
    pub basis: BTreeMap<String, String>,
    /// How somebody else rates the same work.
    pub rating: Option<Rating>,
    /// Where it is configured; the product's portal when absent.
    pub portal: Option<String>,
    pub note: Option<String>,
    /// Where sources contradict each other.
    pub disputed: Vec<Dispute>,
    /// Made from a tenant's export: nobody has written this entry.
    pub from_export: bool,
    /// What the user's files changed, in the order of the files.
    pub changed: Vec<Overlaid>,
}

/// How much work something is, in three steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A targeted change.
    Low,
    /// A project.
    Medium,
    /// A programme.
    High,
}

words!(Level: "low" => Low, "medium" => Medium, "high" => High);

impl Level {
    /// The level of some hours: up to two working days are low, up to two working weeks medium.
    pub fn of(effort: Minutes) -> Self {
        if effort <= Minutes::hours(16) {
            Self::Low
        } else if effort <= Minutes::hours(80) {
            Self::Medium
        } else {
            Self::High
        }
    }

    /// How many steps lie between two levels.
    pub fn steps(self, other: Self) -> u8 {
        (self as u8).abs_diff(other as u8)
    }
}

/// A published rating of the same work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    pub effort: Level,
    /// How much it troubles people.
    pub impact: Impact,
    /// Why our own level is further off than one step, where it is.
    pub why: Option<String>,
}

/// A claim of one source that another contradicts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Dispute {
    /// What it is about: `licence`, `visibility`, `max`, `title`, `scoring` or `category`.
    pub what: String,
    /// The claim that was not followed.
    pub claim: String,
    pub we_say: String,
    pub why: String,
}

/// Keys that a user's file changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Overlaid {
    pub file: String,
    /// The line at which the entry begins, from 1.
    #[serde(skip)]
    pub line: Option<usize>,
    /// Who says so, where the file tells.
    pub source: Option<String>,
    pub keys: Vec<String>,
}

/// Why a name that people look for is in no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnscoredKind {
    /// Microsoft recommends it and has never scored it.
    NeverScored,
    /// An id of an older score.
    Legacy,
}

words!(UnscoredKind: "never-scored" => NeverScored, "legacy" => Legacy);

/// A name that is no control of the score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unscored {
    pub id: Id,
    pub title: String,
    pub product: Id,
    pub kind: UnscoredKind,
    /// Why the score does not hold it.
    pub why: String,
    /// Controls that took its place, or that come nearest.
    pub instead: Vec<Id>,
    pub needs: Vec<Id>,
    /// The user's file that adds it, if one does.
    pub changed: Vec<Overlaid>,
}
