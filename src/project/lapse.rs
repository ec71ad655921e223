//! When points lapse whose licence has gone.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::ProjectionInput;
use super::changes::DatedChange;
use super::event::{Trigger, TriggerKind};
use crate::model::{Id, OnLapse};
use crate::state::{Change, State, lapses};

/// The lapses that follow changes of licences and of what SKUs contain, each some days after them.
pub(super) fn lapse_changes(input: &ProjectionInput<'_>, stated: &[DatedChange]) -> Vec<DatedChange> {
    let of_licence =
        |entry: &&DatedChange| matches!(entry.trigger.kind, TriggerKind::Licence | TriggerKind::Contents);
    let mut found = Vec::new();
    if input.assumptions.on_lapse == OnLapse::Kept || !stated.iter().any(|entry| of_licence(&entry)) {
        return found;
    }
    let mut order: Vec<&DatedChange> = stated.iter().collect();
    order.sort_by_key(|entry| (entry.date, entry.trigger.kind));
    let mut state = State::at_snapshot(input.catalogue, input.tenant, input.assumptions).on(input.start);
    let mut order = order.into_iter().peekable();
    while let Some(entry) = order.peek().copied() {
        if !of_licence(&entry) {
            state.apply(&entry.change);
            order.next();
            continue;
        }
        // All of a day together: what one change takes another may give.
        let before = state.reaches();
        let day = entry.date;
        while let Some(entry) = order.next_if(|entry| entry.date == day && of_licence(entry)) {
            state.apply(&entry.change);
        }
        let lapses = lapses(&before, &state.reaches());
        let due: Option<Date> = day.checked_add(input.assumptions.lapse_after_days.days()).ok();
        if let Some(due) = due.filter(|_| !lapses.is_empty()) {
            let text = format!("points lapse whose licence went on {day}");
            let trigger = Trigger::new(TriggerKind::Lapse, &Id::new("lapse"), text);
            found.push(DatedChange::stated(due, trigger, Change::Lapse(lapses)));
        }
    }
    found
}

/// What ends by itself in a scenario's licences, and what is assumed about points that lapse: as name and words.
pub(super) fn assumed(input: &ProjectionInput<'_>, entries: &[DatedChange]) -> Vec<(String, String)> {
    let has = |kind| entries.iter().any(|entry| entry.trigger.kind == kind);
    let mut words = Vec::new();
    for (_, change) in &input.scenario.licences {
        if let (Some(until), Some(sku)) = (change.until, change.skus().last()) {
            let group = change.group.as_ref().map(|group| format!(" for {group}")).unwrap_or_default();
            words.push((format!("trial of {sku}{group}"), format!("ends on {until}")));
        }
    }
    let lapse = match input.assumptions.on_lapse {
        OnLapse::Lost => has(TriggerKind::Lapse)
            .then(|| format!("lost {} days after the licence has gone", input.assumptions.lapse_after_days)),
        OnLapse::Kept => has(TriggerKind::Licence).then(|| "kept, whatever licence has gone".to_owned()),
    };
    words.extend(lapse.map(|lapse| ("on-lapse".to_owned(), lapse)));
    words
}
