//! The dated changes of a scenario, before they are applied.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::event::{Trigger, TriggerKind};
use super::{Input, Work};
use crate::model::{Id, Latency, Remediation, Remedy, Scenario, Share, Status, Team};
use crate::plan::schedule::{Booking, Schedule};
use crate::plan::{NodeKind, Order, backlog, rank};
use crate::state::{Change, State};

/// A change with its day and its reason.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) date: Date,
    pub(super) trigger: Trigger,
    pub(super) change: Change,
}

/// A team that is assumed when a scenario names none: one person's week.
pub(super) const ASSUMED_WEEK_HOURS: i64 = 40;

/// Everything dated: what the scenario says, and the work as it can be done.
pub(super) fn agenda(input: &Input<'_>, end: Date) -> (Vec<Entry>, Schedule) {
    let mut entries = stated(input, end);
    let scenario = input.scenario;
    let mut schedule = Schedule::new(teams(scenario), scenario.freezes.clone(), end);
    match &scenario.remediation {
        Remediation::None => {}
        Remediation::Listed(list) => entries.extend(list.iter().filter_map(|remedy| listed(input, remedy))),
        Remediation::Ranked { from } => {
            let from = from.unwrap_or(input.start).max(input.start);
            book(input, &entries, from, &mut schedule);
            entries.extend(schedule.bookings.values().filter_map(|booking| booked(input, booking)));
        }
    }
    // Within a day: licences and facts in the order of the file, then statuses, then work, these by id.
    entries.sort_by(|a, b| {
        let by_kind = a.date.cmp(&b.date).then(a.trigger.kind.cmp(&b.trigger.kind));
        let in_file_order = a.trigger.kind <= TriggerKind::Fact;
        by_kind.then_with(|| if in_file_order { Ordering::Equal } else { a.trigger.id.cmp(&b.trigger.id) })
    });
    entries.retain(|entry| entry.date <= end);
    (entries, schedule)
}

fn teams(scenario: &Scenario) -> Vec<Team> {
    if scenario.teams.is_empty() {
        let everyone = Team {
            id: Id::new("everyone"),
            per_week: crate::model::Minutes::hours(ASSUMED_WEEK_HOURS),
            products: Vec::new(),
        };
        return vec![everyone];
    }
    scenario.teams.clone()
}

/// Licences, facts and statuses. Entries of one day and kind keep the order of the file: the sort is stable
/// and equal ids only come from one file order.
fn stated(input: &Input<'_>, end: Date) -> Vec<Entry> {
    let scenario = input.scenario;
    let mut entries = Vec::new();
    let mut add =
        |date: Date, trigger: Trigger, change: Change| entries.push(Entry { date, trigger, change });
    for day in content_days(input, end) {
        let trigger =
            Trigger::new(TriggerKind::Contents, &Id::new("contents"), "Microsoft changes what SKUs contain");
        add(day, trigger, Change::Day(day));
    }
    for (day, change) in &scenario.licences {
        add(*day, Trigger::licence(change), Change::Licence(change.clone()));
    }
    for (day, facts) in &scenario.facts {
        let named: Vec<String> = facts.iter().map(|(fact, value)| format!("{fact} = {value}")).collect();
        let first = facts.keys().next().cloned().unwrap_or_else(|| Id::new("facts"));
        let trigger = Trigger::new(TriggerKind::Fact, &first, format!("facts change: {}", named.join(", ")));
        add(*day, trigger, Change::Facts(facts.clone()));
    }
    for status in &scenario.statuses {
        // A status shows a day after it is set; it ends with the day of its expiry.
        let from = status.from.unwrap_or(input.start);
        let why = status.reason.as_deref().map_or(String::new(), |reason| format!(": {reason}"));
        let trigger =
            Trigger::new(TriggerKind::Status, &status.control, format!("status `{}`{why}", status.set));
        let change = match status.set {
            Status::ToAddress => Change::ClearStatus(status.control.clone()),
            set => Change::SetStatus(status.control.clone(), set),
        };
        if let Ok(shown) = from.checked_add(1.day()) {
            add(shown, trigger, change);
        }
        if let Some(expires) = status.expires {
            let trigger = Trigger::new(
                TriggerKind::Expiry,
                &status.control,
                format!("status `{}` expires", status.set),
            );
            add(expires, trigger, Change::ClearStatus(status.control.clone()));
        }
    }
    entries
}

/// The days on which the contents of a SKU change.
fn content_days(input: &Input<'_>, end: Date) -> BTreeSet<Date> {
    let dated = input.catalogue.skus.values().flat_map(|sku| &sku.dated);
    dated
        .flat_map(|plan| [plan.from, plan.until])
        .flatten()
        .filter(|day| *day > input.start && *day <= end)
        .collect()
}

/// Work on a day that a person chose.
fn listed(input: &Input<'_>, remedy: &Remedy) -> Option<Entry> {
    let kind =
        if input.catalogue.actions.contains_key(&remedy.id) { NodeKind::Action } else { NodeKind::Control };
    entry(input, &remedy.id, kind, remedy.done, remedy.coverage)
}

fn booked(input: &Input<'_>, booking: &Booking) -> Option<Entry> {
    entry(input, &booking.id, booking.kind, booking.finish, Share::ALL)
}

/// The first snapshot after some hours, counted from the end of a day.
fn shown(finish: Date, hours: i64) -> Option<Date> {
    let days = 1 + (hours + 23) / 24;
    finish.checked_add(days.days()).ok()
}

/// Booked work with the days on which its points are expected and on which to worry about them.
pub(super) fn work(input: &Input<'_>, booking: &Booking) -> Work {
    /// Microsoft's advice is to look into an action that has not counted after three days.
    const WORRY_HOURS: i64 = 72;
    let latency = latency(input, &booking.id);
    Work {
        booking: booking.clone(),
        expected_by: shown(booking.finish, latency.expected_hours),
        worry_after: shown(booking.finish, latency.slowest_hours.max(WORRY_HOURS)),
    }
}

/// Finished work shows at the first snapshot after the product's usual latency.
fn entry(input: &Input<'_>, id: &Id, kind: NodeKind, finish: Date, share: Share) -> Option<Entry> {
    let date = shown(finish, latency(input, id).expected_hours)?;
    let (kind, change, text) = match kind {
        NodeKind::Action => (TriggerKind::Action, Change::ActionDone(id.clone(), share), "action"),
        NodeKind::Control => (TriggerKind::Control, Change::ControlDone(id.clone(), share), "work"),
    };
    let trigger = Trigger::new(kind, id, format!("{text} `{id}` finished on {finish}"));
    Some(Entry { date, trigger, change })
}

/// How late points of a control, or rows of an action, show.
fn latency(input: &Input<'_>, id: &Id) -> Latency {
    /// Microsoft says 24 to 48 hours in general.
    const GENERAL: Latency = Latency { expected_hours: 48, slowest_hours: 72 };
    let control = input.catalogue.control(id);
    let product = control.map(|control| &control.product);
    let product = product.or_else(|| input.catalogue.actions.get(id).map(|action| &action.product));
    let of_product = product.and_then(|product| input.catalogue.products.get(product)).map(|p| p.latency);
    control.and_then(|control| control.latency).or(of_product).unwrap_or(GENERAL)
}

/// Ranks and books phase by phase: a change of licences or facts opens new work.
fn book(input: &Input<'_>, stated: &[Entry], from: Date, schedule: &mut Schedule) {
    let opens = |entry: &&Entry| {
        matches!(
            entry.change,
            Change::Licence(_) | Change::Facts(_) | Change::Day(_) | Change::ClearStatus(_)
        )
    };
    let mut phases: BTreeSet<Date> = stated.iter().filter(opens).map(|entry| entry.date.max(from)).collect();
    phases.insert(from);
    let phases: Vec<Date> = phases.into_iter().collect();
    for (at, &phase) in phases.iter().enumerate() {
        let until = phases.get(at + 1).copied();
        let state = supposed(input, stated, schedule, phase);
        let ranking = rank(backlog::build(&state), Order::Bundles, Some(&state));
        schedule.extend(&ranking, phase, until);
    }
}

/// The state on which a phase is planned: everything stated until then, everything booked counted as done.
fn supposed<'a>(input: &Input<'a>, stated: &[Entry], schedule: &Schedule, day: Date) -> State<'a> {
    let mut state = State::at_snapshot(input.catalogue, input.tenant, input.assumptions).on(input.start);
    let mut due: Vec<&Entry> = stated.iter().filter(|entry| entry.date <= day).collect();
    due.sort_by_key(|entry| (entry.date, entry.trigger.kind));
    for entry in due {
        state.apply(&entry.change);
    }
    // Actions first: they bring the rows whose work is counted as done.
    let by_kind: BTreeMap<NodeKind, Vec<&Booking>> =
        schedule.bookings.values().fold(BTreeMap::new(), |mut kinds: BTreeMap<_, Vec<_>>, booking| {
            kinds.entry(booking.kind).or_default().push(booking);
            kinds
        });
    for kind in [NodeKind::Action, NodeKind::Control] {
        for booking in by_kind.get(&kind).into_iter().flatten() {
            state.apply(&rank::completion(&booking.id, booking.kind));
        }
    }
    state
}
