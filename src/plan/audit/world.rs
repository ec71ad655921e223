//! What happens to a tenant by a scenario, day by day, by the methods (`src/docs/methods.md`, section "When points show").

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::breach::Breach;
use crate::model::units::div_half_up;
use crate::model::{
    Heads, Id, Minutes, Points, SavedDays, SavedPlan, SavedStep, Scenario, Share, Status, Team,
};
use crate::state::{Change, State};

/// Within a day the order is that of this list; licences and facts of one day keep the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    Contents,
    Licence,
    Fact,
    Growth,
    Retired,
    Arrived,
    Unnamed,
    Drift,
    Expiry,
    Status,
    Action,
    Control,
}

/// A change on its day.
#[derive(Debug, Clone)]
pub(super) struct Happens {
    pub(super) day: Date,
    cause: Cause,
    id: Id,
    /// What tells those of one day, cause and id apart.
    at: usize,
    pub(super) change: Change,
    /// The step that brings it.
    pub(super) step: Option<usize>,
}

/// Everything up to a last day, in order; and after it what the steps still bring.
pub(super) fn agenda(
    plan: &SavedPlan,
    start: &State<'_>,
    scenario: &Scenario,
    last: Date,
    breaches: &mut Vec<Breach>,
) -> Vec<Happens> {
    let mut all = Vec::new();
    let mut add = |day: Date, cause: Cause, id: &Id, change: Change| {
        let at = all.len();
        all.push(Happens { day, cause, id: id.clone(), at, change, step: None });
    };
    let none = Id::new("");
    let dated = start.catalogue.skus.values().flat_map(|sku| &sku.dated);
    let days: BTreeSet<Date> = dated.flat_map(|plan| [plan.from, plan.until]).flatten().collect();
    for day in days.into_iter().filter(|day| *day > start.day) {
        add(day, Cause::Contents, &none, Change::Day(day));
    }
    for (day, change) in &scenario.licences {
        add(*day, Cause::Licence, &none, Change::Licence(change.clone()));
    }
    for (day, facts) in &scenario.facts {
        add(*day, Cause::Fact, &none, Change::Facts(facts.clone()));
    }
    for growth in &scenario.growth {
        let heads: Heads = growth.heads;
        add(growth.from, Cause::Growth, &growth.population, Change::Heads(growth.population.clone(), heads));
    }
    for (day, id) in &scenario.retire {
        add(*day, Cause::Retired, id, Change::Retire(id.clone()));
    }
    for new in &scenario.new_controls {
        add(new.on, Cause::Arrived, &new.id, Change::Arrive(new.clone()));
    }
    let held = held(scenario);
    let a_month = i128::from(scenario.new_controls_per_month());
    let unnamed = Points(div_half_up(i128::from(start.average_max().0) * a_month, 100));
    let mut month = start.day.first_of_month();
    while let Ok(next) = month.checked_add(1.month()) {
        month = next;
        if month > last {
            break;
        }
        if unnamed > Points::ZERO {
            add(month, Cause::Unnamed, &none, Change::Unnamed(unnamed));
        }
        for (product, rate) in scenario.drift.iter().filter(|(product, _)| !held.contains(*product)) {
            add(month, Cause::Drift, product, Change::Drift(product.clone(), *rate));
        }
    }
    for status in &scenario.statuses {
        let control = &status.control;
        let set = later(status.from.unwrap_or(start.day), 1);
        // What ends before it shows never shows.
        if status.expires.is_some_and(|expires| expires <= set) {
            continue;
        }
        let change = match status.set {
            Status::ToAddress => Change::ClearStatus(control.clone(), None),
            set => Change::SetStatus(control.clone(), set),
        };
        add(set, Cause::Status, control, change);
        if let Some(expires) = status.expires {
            add(expires, Cause::Expiry, control, Change::ClearStatus(control.clone(), Some(status.set)));
        }
    }
    all.retain(|one| one.day <= last);
    for (at, step) in plan.steps.iter().enumerate() {
        if let Some(days) = &step.days {
            all.extend(of_step(at, step, days, start, breaches));
        }
    }
    all.sort_by(|a, b| {
        let key = |one: &Happens| (one.day, one.cause);
        key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id)).then(a.step.cmp(&b.step)).then(a.at.cmp(&b.at))
    });
    all
}

/// A step on the days on which its stages show.
fn of_step(
    at: usize,
    step: &SavedStep,
    days: &SavedDays,
    start: &State<'_>,
    breaches: &mut Vec<Breach>,
) -> Vec<Happens> {
    let is_action = start.catalogue.actions.contains_key(&step.id);
    let shows = shows_after(start, &step.id);
    if days.expected_by != Some(later(days.finish, shows)) {
        breaches.push(super::dates::expected(at, step, days.expected_by, later(days.finish, shows)));
    }
    let stages = days.stages.iter().map(|(coverage, finish)| (Share::new(*coverage, 10_000), *finish));
    let stages = stages.chain([(Share::ALL, days.finish)]).enumerate();
    stages
        .map(|(stage, (share, finish))| {
            let (cause, change) = match is_action {
                true => (Cause::Action, Change::ActionDone(step.id.clone(), share)),
                false => (Cause::Control, Change::ControlDone(step.id.clone(), share, step.way.clone())),
            };
            let (day, id) = (later(finish, shows), step.id.clone());
            Happens { day, cause, id, at: stage, change, step: Some(at) }
        })
        .collect()
}

/// Days from the end of some work to the snapshot that shows it.
fn shows_after(start: &State<'_>, id: &Id) -> i64 {
    const USUAL_HOURS: i64 = 48;
    let catalogue = start.catalogue;
    let own = catalogue.control(id).and_then(|control| control.latency);
    let product = match catalogue.control(id) {
        Some(control) => Some(&control.product),
        None => catalogue.actions.get(id).map(|action| &action.product),
    };
    let of_product =
        product.and_then(|product| catalogue.products.get(product)).map(|product| product.latency);
    let hours = own.or(of_product).map_or(USUAL_HOURS, |latency| latency.expected_hours);
    1 + hours.max(0).div_euclid(24) + i64::from(hours.max(0) % 24 > 0)
}

/// The products whose drift hygiene holds: a twelfth of 52 weeks of its hours fit into every week of their team.
fn held(scenario: &Scenario) -> BTreeSet<Id> {
    let mut held = BTreeSet::new();
    let mut teams = teams(scenario);
    for (product, hours) in &scenario.hygiene {
        if take(&mut teams, product, *hours) {
            held.insert(product.clone());
        }
    }
    held
}

/// The teams of a scenario with the hours that hygiene leaves them.
pub(super) fn teams_after_hygiene(scenario: &Scenario) -> Vec<Team> {
    let mut teams = teams(scenario);
    for (product, hours) in &scenario.hygiene {
        take(&mut teams, product, *hours);
    }
    teams
}

/// Without teams one of 40 hours a week does everything.
fn teams(scenario: &Scenario) -> Vec<Team> {
    match scenario.teams.as_slice() {
        [] => vec![Team::steady(Id::new("everyone"), Minutes::hours(40))],
        teams => teams.to_vec(),
    }
}

/// Takes the hours of a month out of the weeks of the team that holds a product; whether it has them.
fn take(teams: &mut [Team], product: &Id, a_month: Minutes) -> bool {
    let named = teams.iter().position(|team| team.products.contains(product));
    let rest = teams.iter().position(|team| team.products.is_empty() && team.controls.is_empty());
    let Some(team) = named.or(rest).and_then(|at| teams.get_mut(at)) else { return false };
    let a_week = div_half_up(i128::from(a_month.0) * 12, 52);
    let works = |hours: &Minutes| hours.0 > 0;
    let weeks = || std::iter::once(team.per_week).chain(team.changes.iter().map(|(_, hours)| *hours));
    let fits = weeks().filter(works).all(|hours| hours.0 >= a_week) && weeks().any(|hours| works(&hours));
    if fits {
        for hours in
            std::iter::once(&mut team.per_week).chain(team.changes.iter_mut().map(|(_, hours)| hours))
        {
            hours.0 -= if hours.0 > 0 { a_week } else { 0 };
        }
    }
    fits
}

fn later(day: Date, days: i64) -> Date {
    day.checked_add(days.clamp(0, 100_000).days()).unwrap_or(Date::MAX)
}
