//! Changes without anybody's work: populations grow, controls are added and retired, settings drift unless hygiene
//! holds them.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::ProjectionInput;
use super::changes::DatedChange;
use super::event::{Trigger, TriggerKind};
use super::teams::{take_hygiene, teams_of};
use crate::model::units::{div_half_up, hundredths};
use crate::model::{Assumptions, Heads, Id, Points, Setting};
use crate::state::Change;

/// The first day of every month after the first: expected new controls and drift take effect on it.
pub(super) fn month_starts(start: Date, end: Date) -> impl Iterator<Item = Date> {
    let first = start.first_of_month();
    (1..)
        .map_while(move |month: i32| first.checked_add(month.months()).ok())
        .take_while(move |day| *day <= end)
}

/// All background changes up to a day. `held` are the products that do not drift.
pub(super) fn background_changes(
    input: &ProjectionInput<'_>,
    held: &BTreeSet<Id>,
    end: Date,
) -> Vec<DatedChange> {
    let scenario = input.scenario;
    let mut changes = Vec::new();
    for growth in &scenario.growth {
        let text = match growth.heads {
            Heads::More(more) => format!("{} grows by {} %", growth.population, more),
            Heads::To(heads) => format!("{} become {heads}", growth.population),
        };
        let trigger = Trigger::new(TriggerKind::Growth, &growth.population, text);
        let change = Change::Heads(growth.population.clone(), growth.heads);
        changes.push(DatedChange::stated(growth.from, trigger, change));
    }
    for (day, id) in &scenario.retire {
        let trigger = Trigger::new(TriggerKind::Retired, id, "Microsoft retires the control");
        changes.push(DatedChange::stated(*day, trigger, Change::Retire(id.clone())));
    }
    for new in &scenario.new_controls {
        let trigger = Trigger::new(TriggerKind::Arrived, &new.id, "Microsoft adds the control");
        changes.push(DatedChange::stated(new.on, trigger, Change::Arrive(new.clone())));
    }
    let average = average(input);
    let unnamed = expected(&input.assumptions, average);
    for day in month_starts(input.start, end) {
        if unnamed > Points::ZERO {
            let per_month = hundredths(input.assumptions.new_controls_per_month);
            let text = format!("{per_month} new controls a month of {average} points on average");
            let trigger = Trigger::new(TriggerKind::NewControls, &Id::new("new-controls"), text);
            changes.push(DatedChange::stated(day, trigger, Change::Unnamed(unnamed)));
        }
        for (product, rate) in scenario.drift.iter().filter(|(product, _)| !held.contains(*product)) {
            let text = format!("{product} drifts by {} % a month", rate);
            let trigger = Trigger::new(TriggerKind::Drift, product, text);
            changes.push(DatedChange::stated(day, trigger, Change::Drift(product.clone(), *rate)));
        }
    }
    changes
}

/// The average maximum of the tenant's controls on the first day.
pub(super) fn average(input: &ProjectionInput<'_>) -> Points {
    if input.assumptions.new_controls_per_month == 0 {
        return Points::ZERO;
    }
    input.start_state().average_max()
}

/// What is assumed to happen without anybody's work, as name and text.
pub(super) fn assumed(input: &ProjectionInput<'_>) -> Vec<(String, String)> {
    let scenario = input.scenario;
    let held = take_hygiene(scenario, &mut teams_of(scenario));
    let number = input.assumptions.new_controls_per_month;
    let mut words = Vec::new();
    if number > 0 {
        let average = average(input);
        let text = format!("{} of {average} points on average, none of them earned", hundredths(number));
        words.push((Setting::NewControlsPerMonth(number).key().to_owned(), text));
    }
    for (product, rate) in &scenario.drift {
        let held = if held.contains(product) { ", held by hygiene" } else { "" };
        words.push((format!("drift of {product}"), format!("{} % a month{held}", rate)));
    }
    for (product, time) in scenario.hygiene.iter().filter(|(product, _)| held.contains(*product)) {
        let hours = hundredths(div_half_up(i128::from(time.0) * 100, 60));
        words.push((format!("hygiene of {product}"), format!("{hours} hours a month")));
    }
    for growth in &scenario.growth {
        let heads = match growth.heads {
            Heads::More(more) => format!("{} % more from {}", more, growth.from),
            Heads::To(heads) => format!("{heads} from {}", growth.from),
        };
        words.push((format!("growth of {}", growth.population), heads));
    }
    words
}

/// What the new controls of a month are expected to add to the maximum.
fn expected(assumptions: &Assumptions, average: Points) -> Points {
    Points(div_half_up(i128::from(average.0) * i128::from(assumptions.new_controls_per_month), 100))
}
