//! The dated changes of a scenario in the order in which they take effect: what it states, what happens without
//! anybody's work, points that lapse with their licence, and the work that the teams can book.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::event::{Trigger, TriggerKind};
use super::phases::book_by_phase;
use super::teams::{take_hygiene, teams_of};
use super::{BookedWork, ProjectionInput, background, retired_tools};
use crate::model::{Id, Latency, OnLapse, Remediation, Remedy, Share, Status, StatusChange};
use crate::plan::WorkKind;
use crate::plan::schedule::{BookedStage, Booking, Schedule};
use crate::state::{Change, lapses};

/// A change of the tenant with its day and its trigger.
#[derive(Debug, Clone)]
pub(super) struct DatedChange {
    /// The day on which it shows in the score.
    pub(super) date: Date,
    /// The day from which work is planned with it; a status is known a day before it shows.
    pub(super) known: Date,
    pub(super) trigger: Trigger,
    pub(super) change: Change,
    /// The work that causes it, as an index into [`Schedule::entered`].
    pub(super) work: Option<usize>,
}

impl DatedChange {
    /// A change that is known on the day on which it shows.
    pub(super) fn stated(date: Date, trigger: Trigger, change: Change) -> Self {
        Self { date, known: date, trigger, change, work: None }
    }
}

/// All changes that show up to the day `shown`, and the schedule of the work up to `end`.
pub(super) fn dated_changes(
    input: &ProjectionInput<'_>,
    end: Date,
    shown: Date,
) -> (Vec<DatedChange>, Schedule) {
    let mut changes = stated(input, end);
    let scenario = input.scenario;
    let days = (input.start, end);
    let mut teams = teams_of(scenario);
    let held = take_hygiene(scenario, &mut teams);
    changes.extend(background::background_changes(input, &held, end));
    changes.extend(lapse_changes(input, &changes));
    let mut schedule = Schedule::new(teams, &scenario.freezes, &scenario.holidays, &scenario.dates, days)
        .with_ramps(&scenario.ramps)
        .with_demand(input.demand);
    match &scenario.remediation {
        Remediation::None => {}
        Remediation::Listed(list) => changes.extend(list.iter().filter_map(|remedy| listed(input, remedy))),
        Remediation::Ranked { from, aim } => {
            let from = from.unwrap_or(input.start).max(input.start);
            book_by_phase(input, &changes, from, *aim, &mut schedule);
            changes.extend(schedule.entered.iter().enumerate().filter_map(|(place, entered)| {
                let booking = schedule.bookings.get(&(entered.id.clone(), entered.round))?;
                Some(DatedChange { work: Some(place), ..booked(input, booking, entered)? })
            }));
        }
    }
    // Within a day: licences and facts in the order of the file, then statuses, then work, these by id.
    changes.sort_by(|a, b| {
        let by_kind = a.date.cmp(&b.date).then(a.trigger.kind.cmp(&b.trigger.kind));
        let in_file_order = a.trigger.kind <= TriggerKind::Fact;
        let by_id = || a.trigger.id.cmp(&b.trigger.id).then(a.work.cmp(&b.work));
        by_kind.then_with(|| if in_file_order { Ordering::Equal } else { by_id() })
    });
    changes.retain(|change| change.date <= shown);
    (changes, schedule)
}

/// Licences, facts and statuses. Changes of one day and kind keep the order of the file: the sort is stable.
fn stated(input: &ProjectionInput<'_>, end: Date) -> Vec<DatedChange> {
    let scenario = input.scenario;
    let mut changes = Vec::new();
    let mut add = |date: Date, known: Date, trigger: Trigger, change: Change| {
        changes.push(DatedChange { date, known, trigger, change, work: None });
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
    for (at, status) in scenario.statuses.iter().enumerate() {
        let from = status.from.unwrap_or(input.start);
        let why = status.reason.as_deref().map_or(String::new(), |reason| format!(": {reason}"));
        let trigger =
            Trigger::new(TriggerKind::Status, &status.control, format!("status `{}`{why}", status.set));
        let change = match status.set {
            Status::ToAddress => Change::ClearStatus(status.control.clone(), None),
            set => Change::SetStatus(status.control.clone(), set),
        };
        let Some(shown) = status_shows(input, status) else { continue };
        add(shown, from, trigger, change);
        // Where the same status is set anew before it ends, the later one says when it ends.
        let renewed =
            |day: Date| set_before(input, &status.control, status.set, day).any(|later| later > (shown, at));
        if let Some((day, tool)) = retired_tools::ends(input, status).filter(|(day, _)| !renewed(*day)) {
            let text = match tool {
                Some(tool) => format!("`{tool}` is retired: status `{}` ends", status.set),
                None => format!("status `{}` expires", status.set),
            };
            let trigger = Trigger::new(TriggerKind::Expiry, &status.control, text);
            add(day, day, trigger, Change::ClearStatus(status.control.clone(), Some(status.set)));
        }
    }
    changes.extend(retired_tools::exported_statuses_that_end(input));
    changes
}

/// The day on which a status of the scenario shows, one after it is set; none where it ends before.
fn status_shows(input: &ProjectionInput<'_>, status: &StatusChange) -> Option<Date> {
    let shown = status.from.unwrap_or(input.start).checked_add(1.day()).ok()?;
    retired_tools::ends(input, status).is_none_or(|(end, _)| shown < end).then_some(shown)
}

/// The settings of a status of a control that show before a day, each with its day and its place in the file.
pub(super) fn set_before<'i>(
    input: &'i ProjectionInput<'_>,
    control: &'i Id,
    set: Status,
    day: Date,
) -> impl Iterator<Item = (Date, usize)> + 'i {
    let same = input.scenario.statuses.iter().enumerate();
    same.filter(move |(_, status)| status.control == *control && status.set == set)
        .filter_map(move |(at, status)| Some((status_shows(input, status).filter(|shown| *shown < day)?, at)))
}

/// The lapses that follow changes of licences and of the contents of SKUs, each
/// [`Assumptions::lapse_after_days`](crate::model::Assumptions::lapse_after_days) days later.
fn lapse_changes(input: &ProjectionInput<'_>, stated: &[DatedChange]) -> Vec<DatedChange> {
    let of_licence =
        |dated: &&DatedChange| matches!(dated.trigger.kind, TriggerKind::Licence | TriggerKind::Contents);
    let mut found = Vec::new();
    if input.assumptions.on_lapse == OnLapse::Kept || !stated.iter().any(|dated| of_licence(&dated)) {
        return found;
    }
    let mut order: Vec<&DatedChange> = stated.iter().collect();
    order.sort_by_key(|dated| (dated.date, dated.trigger.kind));
    let mut state = input.start_state();
    let mut order = order.into_iter().peekable();
    while let Some(dated) = order.peek().copied() {
        if !of_licence(&dated) {
            state.apply(&dated.change);
            order.next();
            continue;
        }
        // All changes of a day together: one may give back what another takes.
        let before = state.allowed();
        let day = dated.date;
        while let Some(dated) = order.next_if(|dated| dated.date == day && of_licence(dated)) {
            state.apply(&dated.change);
        }
        let lapses = lapses(&before, &state.allowed());
        let due: Option<Date> = day.checked_add(input.assumptions.lapse_after_days.days()).ok();
        if let Some(due) = due.filter(|_| !lapses.is_empty()) {
            let text = format!("points lapse whose licence went on {day}");
            let trigger = Trigger::new(TriggerKind::Lapse, &Id::new("lapse"), text);
            found.push(DatedChange::stated(due, trigger, Change::Lapse(lapses)));
        }
    }
    found
}

/// The trials that end in a scenario, and the assumption about points that lapse, as name and text.
pub(super) fn assumed_of_licences(
    input: &ProjectionInput<'_>,
    changes: &[DatedChange],
) -> Vec<(String, String)> {
    let has = |kind| changes.iter().any(|dated| dated.trigger.kind == kind);
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

/// The days on which the contents of a SKU change.
fn content_days(input: &ProjectionInput<'_>, end: Date) -> BTreeSet<Date> {
    let dated = input.catalogue.skus.values().flat_map(|sku| &sku.dated);
    dated
        .flat_map(|plan| [plan.from, plan.until])
        .flatten()
        .filter(|day| *day > input.start && *day <= end)
        .collect()
}

/// Work with a date that the scenario states.
fn listed(input: &ProjectionInput<'_>, remedy: &Remedy) -> Option<DatedChange> {
    let kind =
        if input.catalogue.actions.contains_key(&remedy.id) { WorkKind::Action } else { WorkKind::Control };
    work_change(input, &remedy.id, kind, None, remedy.done, remedy.coverage)
}

fn booked(input: &ProjectionInput<'_>, booking: &Booking, entered: &BookedStage) -> Option<DatedChange> {
    work_change(input, &booking.id, booking.kind, booking.way.as_ref(), entered.finish, entered.share)
}

/// The day of the first daily snapshot after some hours from the end of a day.
fn shown(finish: Date, hours: i64) -> Option<Date> {
    finish.checked_add(days_to_show(hours).days()).ok()
}

pub(super) fn days_to_show(hours: i64) -> i64 {
    1 + (hours + 23) / 24
}

fn work(input: &ProjectionInput<'_>, booking: &Booking, needs: Vec<Id>) -> BookedWork {
    /// Microsoft's advice: look into an action that has not counted after three days.
    const WORRY_HOURS: i64 = 72;
    let latency = latency(input, &booking.id);
    BookedWork {
        booking: booking.clone(),
        expected_by: shown(booking.finish, latency.expected_hours),
        worry_after: shown(booking.finish, latency.slowest_hours.max(WORRY_HOURS)),
        needs,
    }
}

/// All booked work by id and round.
pub(super) fn all_work(input: &ProjectionInput<'_>, schedule: &Schedule) -> BTreeMap<(Id, u32), BookedWork> {
    let mut needs: BTreeMap<(&Id, u32), Vec<Id>> = BTreeMap::new();
    for entered in &schedule.entered {
        // The stages of a ramp follow one another: the first has the needs of all.
        needs.entry((&entered.id, entered.round)).or_insert_with(|| schedule.built_on(entered));
    }
    let of = |(id, round): &(Id, u32)| needs.get(&(id, *round)).cloned().unwrap_or_default();
    let booked = schedule.bookings.iter();
    booked.map(|(key, booking)| (key.clone(), work(input, booking, of(key)))).collect()
}

/// Finished work shows at the first snapshot after the product's usual latency.
fn work_change(
    input: &ProjectionInput<'_>,
    id: &Id,
    kind: WorkKind,
    way: Option<&Id>,
    finish: Date,
    share: Share,
) -> Option<DatedChange> {
    let date = shown(finish, latency(input, id).expected_hours)?;
    let (kind, change, text) = match kind {
        WorkKind::Action => (TriggerKind::Action, Change::ActionDone(id.clone(), share), "action"),
        WorkKind::Control => {
            (TriggerKind::Control, Change::ControlDone(id.clone(), share, way.cloned()), "work")
        }
    };
    let trigger = Trigger::new(kind, id, format!("{text} `{id}` finished on {finish}"));
    Some(DatedChange { date, known: finish, trigger, change, work: None })
}

/// How long after the work the points of a control, or the rows of an action, show.
pub(super) fn latency(input: &ProjectionInput<'_>, id: &Id) -> Latency {
    /// What Microsoft documents in general: 24 to 48 hours.
    const GENERAL: Latency = Latency { expected_hours: 48, slowest_hours: 72 };
    let control = input.catalogue.control(id);
    let product = control.map(|control| &control.product);
    let product = product.or_else(|| input.catalogue.actions.get(id).map(|action| &action.product));
    let of_product = product.and_then(|product| input.catalogue.products.get(product)).map(|p| p.latency);
    control.and_then(|control| control.latency).or(of_product).unwrap_or(GENERAL)
}
