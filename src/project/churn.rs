//! What happens by itself: heads come, controls come and go, settings drift, unless hygiene holds them.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::Input;
use super::agenda::Entry;
use super::event::{Trigger, TriggerKind};
use crate::model::units::{div_half_up, hundredths};
use crate::model::{Assumptions, Heads, Id, Minutes, Points, Scenario, Setting, Team};
use crate::state::{Change, State};

/// The day on which controls are counted that nobody knows yet, and on which settings drift.
pub(super) fn month_starts(start: Date, end: Date) -> impl Iterator<Item = Date> {
    let first = start.first_of_month();
    (1..)
        .map_while(move |month: i32| first.checked_add(month.months()).ok())
        .take_while(move |day| *day <= end)
}

/// Everything that happens by itself up to a day, products that hygiene holds excepted.
pub(super) fn churn(input: &Input<'_>, held: &BTreeSet<Id>, end: Date) -> Vec<Entry> {
    let scenario = input.scenario;
    let mut entries = Vec::new();
    for growth in &scenario.growth {
        let text = match growth.heads {
            Heads::More(more) => format!("{} grows by {} %", growth.population, more),
            Heads::To(heads) => format!("{} become {heads}", growth.population),
        };
        let trigger = Trigger::new(TriggerKind::Growth, &growth.population, text);
        let change = Change::Heads(growth.population.clone(), growth.heads);
        entries.push(Entry::stated(growth.from, trigger, change));
    }
    for (day, id) in &scenario.retire {
        let trigger = Trigger::new(TriggerKind::Retired, id, "Microsoft retires the control");
        entries.push(Entry::stated(*day, trigger, Change::Retire(id.clone())));
    }
    for new in &scenario.new_controls {
        let trigger = Trigger::new(TriggerKind::Arrived, &new.id, "Microsoft adds the control");
        entries.push(Entry::stated(new.on, trigger, Change::Arrive(new.clone())));
    }
    let average = average(input);
    let unnamed = expected(&input.assumptions, average);
    for day in month_starts(input.start, end) {
        if unnamed > Points::ZERO {
            let per_month = hundredths(input.assumptions.new_controls_per_month);
            let text = format!("{per_month} new controls a month of {average} points on average");
            let trigger = Trigger::new(TriggerKind::NewControls, &Id::new("new-controls"), text);
            entries.push(Entry::stated(day, trigger, Change::Unnamed(unnamed)));
        }
        for (product, rate) in scenario.drift.iter().filter(|(product, _)| !held.contains(*product)) {
            let text = format!("{product} drifts by {} % a month", rate);
            let trigger = Trigger::new(TriggerKind::Drift, product, text);
            entries.push(Entry::stated(day, trigger, Change::Drift(product.clone(), *rate)));
        }
    }
    entries
}

/// What a control of the tenant is worth on average on the first day.
pub(super) fn average(input: &Input<'_>) -> Points {
    if input.assumptions.new_controls_per_month == 0 {
        return Points::ZERO;
    }
    State::at_snapshot(input.catalogue, input.tenant, input.assumptions).on(input.start).average_max()
}

/// What is assumed to happen by itself, as name and words.
pub(super) fn assumed(input: &Input<'_>) -> Vec<(String, String)> {
    let scenario = input.scenario;
    let mut teams = super::agenda::teams_of(scenario);
    let held = hygiene(scenario, &mut teams);
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

/// What the controls of a month are expected to add to the maximum.
fn expected(assumptions: &Assumptions, average: Points) -> Points {
    Points(div_half_up(i128::from(average.0) * i128::from(assumptions.new_controls_per_month), 100))
}

/// Takes the hours of hygiene out of the teams' weeks, and says which products they hold: those whose team has them.
///
/// A month is a twelfth of 52 weeks. Where several teams cover a product by name the first of them does it, else the
/// first that covers all. A team has them when every week in which it works at all is long enough.
pub(super) fn hygiene(scenario: &Scenario, teams: &mut [Team]) -> BTreeSet<Id> {
    let mut held = BTreeSet::new();
    for (product, hours) in &scenario.hygiene {
        let by_name = teams.iter().position(|team| team.products.contains(product));
        let team = by_name.or_else(|| teams.iter().position(Team::covers_the_rest));
        let weekly = Minutes(div_half_up(i128::from(hours.0) * 12, 52));
        let Some(team) = team.and_then(|team| teams.get_mut(team)) else { continue };
        let mut weeks: Vec<&mut Minutes> = std::iter::once(&mut team.per_week)
            .chain(team.changes.iter_mut().map(|(_, hours)| hours))
            .filter(|hours| **hours > Minutes::ZERO)
            .collect();
        if !weeks.is_empty() && weeks.iter().all(|hours| **hours >= weekly) {
            weeks.iter_mut().for_each(|hours| **hours -= weekly);
            held.insert(product.clone());
        }
    }
    held
}
