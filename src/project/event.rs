//! Events: changes of rows of the score, each with its trigger.

use std::fmt;

use jiff::civil::Date;

use crate::model::text::words;
use crate::model::{Deal, Id, LicenceChange, Points};
use crate::state::RowChangeKind;

/// The kind of a trigger. The order is that in which the changes of a day take effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TriggerKind {
    /// The contents of a SKU changed.
    Contents,
    Licence,
    /// Points lapsed after their licence.
    Lapse,
    Fact,
    Growth,
    Retired,
    /// Microsoft added a control that the scenario names.
    Arrived,
    /// Microsoft added controls that are not known yet, in an expected number.
    NewControls,
    Drift,
    Expiry,
    Status,
    Action,
    Control,
}

words!(TriggerKind: "contents" => Contents, "licence" => Licence, "lapse" => Lapse, "fact" => Fact,
    "growth" => Growth, "retired" => Retired, "new-control" => Arrived, "new-controls" => NewControls,
    "drift" => Drift, "expiry" => Expiry, "status" => Status, "action" => Action, "work" => Control);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    pub kind: TriggerKind,
    /// The SKU, fact, action or control.
    pub id: Id,
    /// The trigger as a phrase.
    pub text: String,
}

impl Trigger {
    pub(super) fn new(kind: TriggerKind, id: &Id, text: impl Into<String>) -> Self {
        Self { kind, id: id.clone(), text: text.into() }
    }

    pub(super) fn licence(change: &LicenceChange) -> Self {
        let number =
            |seats: &Option<i64>| seats.map_or_else(|| "all seats".to_owned(), |n| format!("{n} seats"));
        let (sku, text) = match &change.deal {
            Deal::Replace { replace, with, seats } => {
                (with, format!("{} of {replace} become {with}", number(seats)))
            }
            Deal::Add { sku, seats: None } => (sku, format!("seats of {sku} are added")),
            Deal::Add { sku, seats } => (sku, format!("{} of {sku} are added", number(seats))),
            Deal::Remove { sku, seats } => (sku, format!("{} of {sku} go", number(seats))),
            Deal::Reduce { sku, to } => (sku, format!("{sku} goes down to {to} seats")),
        };
        let group = change.group.as_ref().map(|group| format!(" for {group}")).unwrap_or_default();
        let until = change.until.map(|day| format!(", a trial until {day}")).unwrap_or_default();
        Self::new(TriggerKind::Licence, sku, format!("{text}{group}{until}"))
    }

    pub(super) fn trial_ends(change: &LicenceChange) -> Self {
        let begun = Self::licence(&LicenceChange { until: None, ..change.clone() });
        Self { text: format!("the trial ends in which {}", begun.text), ..begun }
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A change of one row of the score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The day on which it shows.
    pub date: Date,
    pub kind: RowChangeKind,
    pub id: Id,
    /// The change of the sum of points.
    pub points: Points,
    pub max: Points,
    pub trigger: Trigger,
}

impl Event {
    /// The kind in output.
    pub fn kind_word(&self) -> &'static str {
        match self.kind {
            RowChangeKind::Entered => "enters",
            RowChangeKind::Left => "leaves",
            RowChangeKind::Credited => "credited",
            RowChangeKind::Points if self.points < Points::ZERO => "falls",
            RowChangeKind::Points => "gains",
        }
    }
}
