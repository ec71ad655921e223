//! What two versions of the catalogue say differently.

use super::Id;
use super::text::words;

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

words!(EntryKind: "product" => Product, "action" => Action, "control" => Control, "never-scored" => NeverScored,
    "legacy" => Legacy, "plan" => Plan, "sku" => Sku);

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
