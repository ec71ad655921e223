//! Books ranked work phase by phase: the backlog changes when licences, facts or statuses change.

use std::cell::RefCell;
use std::collections::BTreeSet;

use jiff::civil::Date;

use super::ProjectionInput;
use super::changes::{DatedChange, days_to_show, latency};
use super::event::TriggerKind;
use crate::model::{Aim, Id, Points, Precedence, Share};
use crate::plan::schedule::{Booking, Purpose, Schedule};
use crate::plan::{Backlog, Order, Ranking, WorkItem, WorkKind, backlog, rank};
use crate::state::{Change, State};

/// Ranks and books the work from a day on. Every day on which a stated change becomes known begins a phase with a new
/// backlog.
pub(super) fn book_by_phase(
    input: &ProjectionInput<'_>,
    stated: &[DatedChange],
    from: Date,
    aim: Aim,
    schedule: &mut Schedule,
) {
    // Drift is the task of hygiene, and controls that are not known yet can not be planned.
    let planned =
        |dated: &&DatedChange| !matches!(dated.trigger.kind, TriggerKind::Drift | TriggerKind::NewControls);
    let mut due: Vec<&DatedChange> = stated.iter().filter(planned).collect();
    due.sort_by_key(|dated| (dated.known, dated.trigger.kind));
    let phases: BTreeSet<Date> =
        due.iter().map(|dated| dated.known).filter(|day| *day > from).chain([from]).collect();
    let phases: Vec<Date> = phases.into_iter().collect();
    let mut state = input.start_state();
    let mut pending = due.into_iter().peekable();
    let mut applied: BTreeSet<(Id, u32)> = BTreeSet::new();
    for (at, &phase) in phases.iter().enumerate() {
        // Finished work counts with the licences of its day, so both are applied in the order of their days.
        let mut finished = unapplied(schedule, &applied, Some(phase)).into_iter().peekable();
        loop {
            let stated = pending.peek().map(|dated| dated.known).filter(|known| *known <= phase);
            let done = finished.peek().map(|(_, booking)| booking.finish);
            match (stated, done) {
                (None, None) => break,
                (Some(known), done) if done.is_none_or(|done| known <= done) => {
                    if let Some(dated) = pending.next() {
                        state.apply(&dated.change);
                    }
                }
                _ => {
                    if let Some((key, booking)) = finished.next() {
                        state.apply(&rank::completion(&booking.id, booking.kind, booking.way.as_ref()));
                        applied.insert(key);
                    }
                }
            }
        }
        let until = phases.get(at + 1).copied();
        let demand = input.demand;
        let required_only = |backlog: Backlog| required(&backlog, &demand.must);
        let mut extend = |only: bool| {
            // Work under way counts as done, so that it is not booked twice.
            let mut supposed = state.clone();
            for (_, booking) in unapplied(schedule, &applied, None) {
                supposed.apply(&rank::completion(&booking.id, booking.kind, booking.way.as_ref()));
            }
            let open = backlog::build_for(&supposed, &demand.must, &demand.never);
            let open = if only { required_only(open) } else { open };
            let ranking: Ranking = rank(open, Order::Bundles, None);
            let shows = |id: &Id| days_to_show(latency(input, id).expected_hours);
            let supposed = RefCell::new(supposed);
            let grows = |node: &WorkItem, share: Share| grows(&mut supposed.borrow_mut(), node, share);
            let purpose = Purpose { aim, shows: &shows, grows: &grows };
            schedule.extend(&ranking, phase, until, purpose);
        };
        match demand.precedence {
            Precedence::Together => extend(false),
            Precedence::Only => extend(true),
            Precedence::First(last) => {
                if phase <= last {
                    extend(true);
                }
                if until.is_none_or(|until| until > last) {
                    extend(false);
                }
            }
        }
    }
}

/// The required work of a backlog, with all it needs.
fn required(backlog: &Backlog, must: &[Id]) -> Backlog {
    let mut open: Vec<usize> = must.iter().flat_map(|name| backlog.named(name)).collect();
    let mut kept = BTreeSet::new();
    while let Some(node) = open.pop() {
        if kept.insert(node) {
            open.extend(backlog.graph.needs(node));
        }
    }
    backlog.only(&kept.into_iter().collect::<Vec<usize>>())
}

/// The points that a share of a work item adds in a state.
fn grows(state: &mut State<'_>, node: &WorkItem, share: Share) -> Points {
    let change = match node.kind {
        WorkKind::Action => Change::ActionDone(node.id.clone(), share),
        WorkKind::Control => Change::ControlDone(node.id.clone(), share, node.way.clone()),
    };
    state.effect(&[], &change).0
}

/// Bookings that are not applied yet and finish before a day, by their finish and id.
fn unapplied(
    schedule: &Schedule,
    applied: &BTreeSet<(Id, u32)>,
    before: Option<Date>,
) -> Vec<((Id, u32), Booking)> {
    let mut open: Vec<((Id, u32), Booking)> = schedule
        .bookings
        .iter()
        .filter(|(key, booking)| !applied.contains(*key) && before.is_none_or(|day| booking.finish < day))
        .map(|(key, booking)| (key.clone(), booking.clone()))
        .collect();
    // Within a day actions come first: controls may need the rows that they bring.
    let kind = |booking: &Booking| booking.kind == WorkKind::Control;
    open.sort_by(|(a, x), (b, y)| x.finish.cmp(&y.finish).then(kind(x).cmp(&kind(y))).then_with(|| a.cmp(b)));
    open
}
