//! From a backlog that changes with the scenario to the calendars of the teams.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Input;
use super::agenda::{Entry, days_to_show, latency};
use super::event::TriggerKind;
use crate::model::{Aim, Id, Points, Precedence, Share};
use crate::plan::schedule::{Booking, Purpose, Schedule};
use crate::plan::{Backlog, Order, Ranking, WorkItem, WorkKind, backlog, rank};
use crate::state::{Change, State};

/// Ranks and books phase by phase: a change of licences, facts or statuses opens or closes work.
pub(super) fn book(input: &Input<'_>, stated: &[Entry], from: Date, aim: Aim, schedule: &mut Schedule) {
    // What drifts is for hygiene; nobody plans for controls that nobody knows.
    let planned =
        |entry: &&Entry| !matches!(entry.trigger.kind, TriggerKind::Drift | TriggerKind::NewControls);
    let mut due: Vec<&Entry> = stated.iter().filter(planned).collect();
    due.sort_by_key(|entry| (entry.known, entry.trigger.kind));
    let phases: BTreeSet<Date> =
        due.iter().map(|entry| entry.known).filter(|day| *day > from).chain([from]).collect();
    let phases: Vec<Date> = phases.into_iter().collect();
    let mut state = State::at_snapshot(input.catalogue, input.tenant, input.assumptions).on(input.start);
    let mut entries = due.into_iter().peekable();
    let mut applied: BTreeSet<(Id, u32)> = BTreeSet::new();
    for (at, &phase) in phases.iter().enumerate() {
        // Finished work counts with the licences of its day, so the two are walked together.
        let mut finished = unapplied(schedule, &applied, Some(phase)).into_iter().peekable();
        loop {
            let stated = entries.peek().map(|entry| entry.known).filter(|known| *known <= phase);
            let done = finished.peek().map(|(_, booking)| booking.finish);
            match (stated, done) {
                (None, None) => break,
                (Some(known), done) if done.is_none_or(|done| known <= done) => {
                    if let Some(entry) = entries.next() {
                        state.apply(&entry.change);
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
        let demand = &input.scenario.demand;
        let asked_only = |backlog: Backlog| asked(&backlog, &demand.must);
        let mut extend = |only: bool| {
            // Work under way is as good as done: nobody books it twice.
            let mut supposed = state.clone();
            for (_, booking) in unapplied(schedule, &applied, None) {
                supposed.apply(&rank::completion(&booking.id, booking.kind, booking.way.as_ref()));
            }
            let open = backlog::build_for(&supposed, &demand.must, &demand.never);
            let open = if only { asked_only(open) } else { open };
            let ranking: Ranking = rank(open, Order::Bundles, None);
            let shows = |id: &Id| days_to_show(latency(input, id).expected_hours);
            let grows = |node: &WorkItem, share: Share| grows(&supposed, node, share);
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

/// What must be done of a backlog, with all it needs.
fn asked(backlog: &Backlog, must: &[Id]) -> Backlog {
    let mut open: Vec<usize> = must.iter().flat_map(|name| backlog.named(name)).collect();
    let mut kept = BTreeSet::new();
    while let Some(node) = open.pop() {
        if kept.insert(node) {
            open.extend(backlog.graph.needs(node));
        }
    }
    backlog.only(&kept.into_iter().collect::<Vec<usize>>())
}

/// The points that a share of some work brings where it stands.
fn grows(state: &State<'_>, node: &WorkItem, share: Share) -> Points {
    let change = match node.kind {
        WorkKind::Action => Change::ActionDone(node.id.clone(), share),
        WorkKind::Control => Change::ControlDone(node.id.clone(), share, node.way.clone()),
    };
    let mut supposed = state.clone();
    supposed.apply(&change);
    supposed.totals().points - state.totals().points
}

/// Bookings that a state does not hold yet and that finish before a day, by their finish and id.
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
    // Within a day actions come first: they bring the rows on which others work.
    let kind = |booking: &Booking| booking.kind == WorkKind::Control;
    open.sort_by(|(a, x), (b, y)| x.finish.cmp(&y.finish).then(kind(x).cmp(&kind(y))).then_with(|| a.cmp(b)));
    open
}
