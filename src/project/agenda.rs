//! The dated changes of a scenario, before they are applied.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::booking::book;
use super::event::{Trigger, TriggerKind};
use super::{Input, Work, churn, lapse, tool};
use crate::model::{Id, Latency, Minutes, Remediation, Remedy, Scenario, Share, Status, Team};
use crate::plan::WorkKind;
use crate::plan::schedule::{BookedStage, Booking, Schedule};
use crate::state::Change;

/// A change with its day and its reason.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The day on which it shows.
    pub(super) date: Date,
    /// The day from which people plan with it; a status is known a day before it shows.
    pub(super) known: Date,
    pub(super) trigger: Trigger,
    pub(super) change: Change,
    /// The work that brings it, by its place among all that was entered into the calendars.
    pub(super) work: Option<usize>,
}

impl Entry {
    /// What a person wrote for a day, known to everybody on that day.
    pub(super) fn stated(date: Date, trigger: Trigger, change: Change) -> Self {
        Self { date, known: date, trigger, change, work: None }
    }
}

/// A team that is assumed when a scenario names none: one person's week.
pub(super) const ASSUMED_WEEK_HOURS: i64 = 40;

/// Everything dated: what the scenario says, and the work as it can be done by the end; of this what shows up to a day.
pub(super) fn agenda(input: &Input<'_>, end: Date, shown: Date) -> (Vec<Entry>, Schedule) {
    let mut entries = stated(input, end);
    let scenario = input.scenario;
    let days = (input.start, end);
    let mut teams = teams_of(scenario);
    let held = churn::hygiene(scenario, &mut teams);
    entries.extend(churn::churn(input, &held, end));
    entries.extend(lapse::lapsing(input, &entries));
    let mut schedule = Schedule::new(teams, &scenario.freezes, &scenario.holidays, &scenario.dates, days)
        .with_ramps(&scenario.ramps)
        .with_demand(&scenario.demand);
    match &scenario.remediation {
        Remediation::None => {}
        Remediation::Listed(list) => entries.extend(list.iter().filter_map(|remedy| listed(input, remedy))),
        Remediation::Ranked { from, aim } => {
            let from = from.unwrap_or(input.start).max(input.start);
            book(input, &entries, from, *aim, &mut schedule);
            entries.extend(schedule.entered.iter().enumerate().filter_map(|(place, entered)| {
                let booking = schedule.bookings.get(&(entered.id.clone(), entered.round))?;
                Some(Entry { work: Some(place), ..booked(input, booking, entered)? })
            }));
        }
    }
    // Within a day: licences and facts in the order of the file, then statuses, then work, these by id.
    entries.sort_by(|a, b| {
        let by_kind = a.date.cmp(&b.date).then(a.trigger.kind.cmp(&b.trigger.kind));
        let in_file_order = a.trigger.kind <= TriggerKind::Fact;
        let by_id = || a.trigger.id.cmp(&b.trigger.id).then(a.work.cmp(&b.work));
        by_kind.then_with(|| if in_file_order { Ordering::Equal } else { by_id() })
    });
    entries.retain(|entry| entry.date <= shown);
    (entries, schedule)
}

/// The teams of a scenario; one of 40 hours a week when it names none.
pub fn teams_of(scenario: &Scenario) -> Vec<Team> {
    if scenario.teams.is_empty() {
        return vec![Team::steady(Id::new("everyone"), Minutes::hours(ASSUMED_WEEK_HOURS))];
    }
    scenario.teams.clone()
}

/// Licences, facts and statuses. Entries of one day and kind keep the order of the file: the sort is stable
/// and equal ids only come from one file order.
fn stated(input: &Input<'_>, end: Date) -> Vec<Entry> {
    let scenario = input.scenario;
    let mut entries = Vec::new();
    let mut add = |date: Date, known: Date, trigger: Trigger, change: Change| {
        entries.push(Entry { date, known, trigger, change, work: None });
    };
    for day in content_days(input, end) {
        let trigger =
            Trigger::new(TriggerKind::Contents, &Id::new("contents"), "Microsoft changes what SKUs contain");
        add(day, day, trigger, Change::Day(day));
    }
    // A trial ends before anything else happens on its last day.
    for (_, change) in &scenario.licences {
        if let Some(until) = change.until {
            add(until, until, Trigger::trial_ends(change), Change::TrialEnds(change.clone()));
        }
    }
    for (day, change) in &scenario.licences {
        add(*day, *day, Trigger::licence(change), Change::Licence(change.clone()));
    }
    for (day, facts) in &scenario.facts {
        let named: Vec<String> = facts.iter().map(|(fact, value)| format!("{fact} = {value}")).collect();
        let trigger = Trigger::new(
            TriggerKind::Fact,
            &Id::new(&named.join(", ")),
            format!("facts change: {}", named.join(", ")),
        );
        add(*day, *day, trigger, Change::Facts(facts.clone()));
    }
    for status in &scenario.statuses {
        // A status shows a day after it is set; it ends with the day of its expiry.
        let from = status.from.unwrap_or(input.start);
        let why = status.reason.as_deref().map_or(String::new(), |reason| format!(": {reason}"));
        let trigger =
            Trigger::new(TriggerKind::Status, &status.control, format!("status `{}`{why}", status.set));
        let change = match status.set {
            Status::ToAddress => Change::ClearStatus(status.control.clone(), None),
            set => Change::SetStatus(status.control.clone(), set),
        };
        // A status that ends before it shows never shows.
        let ends = tool::ends(input, status);
        let Some(shown) =
            from.checked_add(1.day()).ok().filter(|shown| ends.as_ref().is_none_or(|(end, _)| shown < end))
        else {
            continue;
        };
        add(shown, from, trigger, change);
        if let Some((day, tool)) = ends {
            let text = match tool {
                Some(tool) => format!("`{tool}` is retired: status `{}` ends", status.set),
                None => format!("status `{}` expires", status.set),
            };
            let trigger = Trigger::new(TriggerKind::Expiry, &status.control, text);
            add(day, day, trigger, Change::ClearStatus(status.control.clone(), Some(status.set)));
        }
    }
    entries.extend(tool::fallen(input));
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
        if input.catalogue.actions.contains_key(&remedy.id) { WorkKind::Action } else { WorkKind::Control };
    entry(input, &remedy.id, kind, None, remedy.done, remedy.coverage)
}

fn booked(input: &Input<'_>, booking: &Booking, entered: &BookedStage) -> Option<Entry> {
    entry(input, &booking.id, booking.kind, booking.way.as_ref(), entered.finish, entered.share)
}

/// The first snapshot after some hours, counted from the end of a day.
fn shown(finish: Date, hours: i64) -> Option<Date> {
    finish.checked_add(days_to_show(hours).days()).ok()
}

pub(super) fn days_to_show(hours: i64) -> i64 {
    1 + (hours + 23) / 24
}

/// Booked work with the days on which its points are expected and on which to worry about them.
fn work(input: &Input<'_>, booking: &Booking, needs: Vec<Id>) -> Work {
    /// Microsoft's advice is to look into an action that has not counted after three days.
    const WORRY_HOURS: i64 = 72;
    let latency = latency(input, &booking.id);
    Work {
        booking: booking.clone(),
        expected_by: shown(booking.finish, latency.expected_hours),
        worry_after: shown(booking.finish, latency.slowest_hours.max(WORRY_HOURS)),
        needs,
    }
}

/// All booked work by id and round, with its days.
pub(super) fn all_work(input: &Input<'_>, schedule: &Schedule) -> BTreeMap<(Id, u32), Work> {
    let mut needs: BTreeMap<(&Id, u32), Vec<Id>> = BTreeMap::new();
    for entered in &schedule.entered {
        // Its stages come one after the other, and the first says what all build on.
        needs.entry((&entered.id, entered.round)).or_insert_with(|| schedule.built_on(entered));
    }
    let of = |(id, round): &(Id, u32)| needs.get(&(id, *round)).cloned().unwrap_or_default();
    let booked = schedule.bookings.iter();
    booked.map(|(key, booking)| (key.clone(), work(input, booking, of(key)))).collect()
}

/// Finished work shows at the first snapshot after the product's usual latency.
fn entry(
    input: &Input<'_>,
    id: &Id,
    kind: WorkKind,
    way: Option<&Id>,
    finish: Date,
    share: Share,
) -> Option<Entry> {
    let date = shown(finish, latency(input, id).expected_hours)?;
    let (kind, change, text) = match kind {
        WorkKind::Action => (TriggerKind::Action, Change::ActionDone(id.clone(), share), "action"),
        WorkKind::Control => {
            (TriggerKind::Control, Change::ControlDone(id.clone(), share, way.cloned()), "work")
        }
    };
    let trigger = Trigger::new(kind, id, format!("{text} `{id}` finished on {finish}"));
    Some(Entry { date, known: finish, trigger, change, work: None })
}

/// How late points of a control, or rows of an action, show.
pub(super) fn latency(input: &Input<'_>, id: &Id) -> Latency {
    /// Microsoft says 24 to 48 hours in general.
    const GENERAL: Latency = Latency { expected_hours: 48, slowest_hours: 72 };
    let control = input.catalogue.control(id);
    let product = control.map(|control| &control.product);
    let product = product.or_else(|| input.catalogue.actions.get(id).map(|action| &action.product));
    let of_product = product.and_then(|product| input.catalogue.products.get(product)).map(|p| p.latency);
    control.and_then(|control| control.latency).or(of_product).unwrap_or(GENERAL)
}
