//! What two versions of the catalogue say differently.

use super::Id;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    Product,
    Action,
    Control,
    /// A name that no score has ever held.
    NeverScored,
    /// A name of an older score.
    Legacy,
    Plan,
    Sku,
}

impl EntryKind {
    /// Every kind, in the order of a catalogue file.
    pub const ALL: [Self; 7] =
        [Self::Product, Self::Action, Self::Control, Self::NeverScored, Self::Legacy, Self::Plan, Self::Sku];

    pub fn word(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Action => "action",
            Self::Control => "control",
            Self::NeverScored => "never-scored",
            Self::Legacy => "legacy",
            Self::Plan => "plan",
            Self::Sku => "sku",
        }
    }
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub kind: EntryKind,
    pub id: Id,
    /// The key, such as `effort.fixed`; `None` when the whole entry came or went.
    pub key: Option<String>,
    /// What the older version says, as it is written; of a whole entry its title.
    pub old: Option<String>,
    pub new: Option<String>,
}
