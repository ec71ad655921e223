//! What happens to a tenant by a scenario, day by day, by the methods (`src/docs/methods.md`, section "When points show").

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::dates::later;
use super::violation::Violation;
use crate::model::units::div_half_up;
use crate::model::{
    Growth, Heads, Id, LicenceChange, Minutes, NewControl, OnLapse, Points, SavedDays, SavedPlan, SavedStep,
    Scenario, Share, Status, StatusChange, Team, Tenant, ToolEnd,
};
use crate::state::{Change, State, lapses};

/// Within a day the order is that of this list; licences and facts of one day keep the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    Contents,
    TrialEnd,
    Licence,
    Lapse,
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

/// The place of a change within its day. Every change has an arm, so that a new one does not compile until the judge
/// has met it.
fn cause(change: &Change) -> Cause {
    match change {
        Change::Day(_) => Cause::Contents,
        Change::TrialEnds(_) => Cause::TrialEnd,
        Change::Licence(_) => Cause::Licence,
        Change::Lapse(_) => Cause::Lapse,
        Change::Facts(_) => Cause::Fact,
        Change::Heads(..) => Cause::Growth,
        Change::Retire(_) => Cause::Retired,
        Change::Arrive(_) => Cause::Arrived,
        Change::Unnamed(_) => Cause::Unnamed,
        Change::Drift(..) => Cause::Drift,
        Change::ClearStatus(_, Some(_)) => Cause::Expiry,
        Change::ClearStatus(_, None) | Change::SetStatus(..) => Cause::Status,
        Change::ActionDone(..) => Cause::Action,
        Change::ControlDone(..) => Cause::Control,
    }
}

#[derive(Debug, Clone)]
pub(super) struct DatedChange {
    pub(super) day: Date,
    id: Id,
    /// What tells those of one day, cause and id apart.
    at: usize,
    pub(super) change: Change,
    /// The step that brings it.
    pub(super) step: Option<usize>,
}

/// Everything dated up to a last day, in order, and after it what the steps still bring. Lapses are not among it: they
/// follow from what the changes of licences do, so [`replay`] finds them on its way.
pub(super) fn agenda(
    plan: &SavedPlan,
    start: &State<'_>,
    scenario: &Scenario,
    last: Date,
    violations: &mut Vec<Violation>,
) -> Vec<DatedChange> {
    // Every field is named, so that a new one does not compile until the judge has met it.
    let Scenario {
        // A title moves nothing.
        name: _,
        // The plan says its own last day, and `shown` judges the percentage that it says it reaches.
        horizon_days: _,
        goal: _,
        // Which work was chosen, in which order, is the planner's; the plan lists it with its days.
        remediation: _,
        // Money moves no points.
        term: _,
        renewal: _,
        labour_rate: _,
        // The days of the work are judged in `dates`, upkeep in `upkeep`.
        teams: _,
        freezes: _,
        holidays: _,
        dates: _,
        ramps: _,
        // What hygiene holds does not drift: `held`.
        hygiene: _,
        // The state has those of the plan over them.
        assumptions: _,
        licences,
        facts,
        statuses,
        retire_tools,
        growth,
        new_controls,
        retire,
        drift,
    } = scenario;
    let mut all = Vec::new();
    let mut add = |day: Date, id: &Id, change: Change| {
        let at = all.len();
        all.push(DatedChange { day, id: id.clone(), at, change, step: None });
    };
    let none = Id::new("");
    let dated = start.catalogue.skus.values().flat_map(|sku| &sku.dated);
    let days: BTreeSet<Date> = dated.flat_map(|plan| [plan.from, plan.until]).flatten().collect();
    for day in days.into_iter().filter(|day| *day > start.day) {
        add(day, &none, Change::Day(day));
    }
    for (day, change) in licences {
        // Which seats change, and whose, is the state's, by which every plan is judged.
        let LicenceChange { deal: _, group: _, until } = change;
        add(*day, &none, Change::Licence(change.clone()));
        if let Some(until) = until {
            add(*until, &none, Change::TrialEnds(change.clone()));
        }
    }
    for (day, facts) in facts {
        add(*day, &none, Change::Facts(facts.clone()));
    }
    for Growth { from, population, heads } in growth {
        let heads: Heads = *heads;
        add(*from, population, Change::Heads(population.clone(), heads));
    }
    for (day, id) in retire {
        add(*day, id, Change::Retire(id.clone()));
    }
    for new in new_controls {
        // What it is and brings is the state's, which knows what the catalogue says of it.
        let NewControl { id, on, max: _, title: _, product: _ } = new;
        add(*on, id, Change::Arrive(new.clone()));
    }
    let held = held(scenario);
    let a_month = i128::from(start.assumptions.new_controls_per_month);
    let unnamed = Points(div_half_up(i128::from(start.average_max().0) * a_month, 100));
    let mut month = start.day.first_of_month();
    while let Ok(next) = month.checked_add(1.month()) {
        month = next;
        if month > last {
            break;
        }
        if unnamed > Points::ZERO {
            add(month, &none, Change::Unnamed(unnamed));
        }
        for (product, rate) in drift.iter().filter(|(product, _)| !held.contains(*product)) {
            add(month, product, Change::Drift(product.clone(), *rate));
        }
    }
    let shows = |status: &StatusChange| {
        let shows = later(status.from.unwrap_or(start.day), 1);
        // What ends before it shows never shows.
        end_of(status, retire_tools).is_none_or(|ends| shows < ends).then_some(shows)
    };
    // The last of the same settings of a control that show before a day.
    let last_set = |control: &Id, word: Status, day: Date| {
        let same = statuses.iter().enumerate().filter(|(_, one)| one.control == *control && one.set == word);
        same.filter_map(|(at, one)| Some((shows(one).filter(|shown| *shown < day)?, at))).max()
    };
    for (at, status) in statuses.iter().enumerate() {
        // When it ends, by its expiry or its tool, is judged in `tools`; who answers for it is for people.
        let StatusChange { control, set: word, from: _, expires: _, owner: _, reason: _, tool: _ } = status;
        let Some(shown) = shows(status) else { continue };
        let change = match word {
            Status::ToAddress => Change::ClearStatus(control.clone(), None),
            set => Change::SetStatus(control.clone(), *set),
        };
        add(shown, control, change);
        // Set again before it ends, it ends when the later one does.
        if let Some(ends) = end_of(status, retire_tools)
            && last_set(control, *word, ends).is_none_or(|(_, last)| last == at)
        {
            add(ends, control, Change::ClearStatus(control.clone(), Some(*word)));
        }
    }
    for (day, control, status) in exported_ends(start.tenant, retire_tools) {
        // Set again by then with a tool or a reason, it rests on these and no longer on what the tenant file says.
        let again = last_set(control, status, day).and_then(|(_, at)| statuses.get(at));
        if again.is_none_or(|again| again.tool.is_none() && again.reason.is_none()) {
            add(day, control, Change::ClearStatus(control.clone(), Some(status)));
        }
    }
    all.retain(|one| one.day <= last);
    for (at, step) in plan.steps.iter().enumerate() {
        if let Some(days) = &step.days {
            all.extend(of_step(at, step, days, start, violations));
        }
    }
    all.sort_by(|a, b| {
        let key = |one: &DatedChange| (one.day, cause(&one.change));
        key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id)).then(a.step.cmp(&b.step)).then(a.at.cmp(&b.at))
    });
    all
}

/// The controls that lapse up to a last day, each with its day.
pub(super) fn lapsed(
    plan: &SavedPlan,
    start: &State<'_>,
    scenario: &Scenario,
    last: Date,
) -> Vec<(Date, Id)> {
    // What is wrong with the days is said where the score is judged.
    let happens = agenda(plan, start, scenario, last, &mut Vec::new());
    replay(start, &happens, last, |_, _| {})
}

/// Applies everything in its order and shows the state after each change; returns what lapsed. Where the changes of
/// licences of one day take what could be earned, it lapses after the days that are assumed, unless it is kept.
pub(super) fn replay<'a>(
    start: &State<'a>,
    happens: &[DatedChange],
    last: Date,
    mut after: impl FnMut(&DatedChange, &State<'a>),
) -> Vec<(Date, Id)> {
    let mut state = start.clone();
    let mut lapsed = Vec::new();
    // By the day on which it lapses: as many days lie between for all, so they come in their order.
    let mut due: BTreeMap<Date, DatedChange> = BTreeMap::new();
    // What could be earned before the licences of the day that is replayed.
    let mut before = None;
    let may_lapse = start.assumptions.on_lapse == OnLapse::Lost;
    for (at, one) in happens.iter().enumerate() {
        // Steps after the last day count as if nothing else happened there.
        while let Some(entry) = due.first_entry()
            && (entry.get().day, Cause::Lapse) < (one.day, cause(&one.change))
            && entry.get().day <= last
        {
            let lapse = entry.remove();
            lapsed.extend(fallen(&mut state, &lapse));
            after(&lapse, &state);
        }
        let of_licence = |one: &DatedChange| cause(&one.change) < Cause::Lapse;
        if may_lapse && of_licence(one) && before.is_none() {
            before = Some(state.allowed());
        }
        state.apply(&one.change);
        after(one, &state);
        let goes_on = happens.get(at + 1).is_some_and(|next| next.day == one.day && of_licence(next));
        if !goes_on && let Some(before) = before.take() {
            let lost = lapses(&before, &state.allowed());
            let day = later(one.day, start.assumptions.lapse_after_days);
            if !lost.is_empty() {
                let change = Change::Lapse(lost);
                due.insert(day, DatedChange { day, id: Id::new(""), at, change, step: None });
            }
        }
    }
    for (day, lapse) in due {
        if day <= last {
            lapsed.extend(fallen(&mut state, &lapse));
            after(&lapse, &state);
        }
    }
    lapsed
}

/// Applies a change; returns the controls whose points fall with it.
fn fallen(state: &mut State<'_>, one: &DatedChange) -> Vec<(Date, Id)> {
    let shifts = state.apply(&one.change);
    shifts.into_iter().filter(|shift| shift.points < Points::ZERO).map(|shift| (one.day, shift.id)).collect()
}

/// A step on the days on which its stages show.
fn of_step(
    at: usize,
    step: &SavedStep,
    days: &SavedDays,
    start: &State<'_>,
    violations: &mut Vec<Violation>,
) -> Vec<DatedChange> {
    let is_action = start.catalogue.actions.contains_key(&step.id);
    let shows = shows_after(start, &step.id);
    if days.expected_by != Some(later(days.finish, shows)) {
        violations.push(super::dates::expected(at, step, days.expected_by, later(days.finish, shows)));
    }
    let stages = days.stages.iter().map(|(coverage, finish)| (coverage.share(), *finish));
    let stages = stages.chain([(Share::ALL, days.finish)]).enumerate();
    stages
        .map(|(stage, (share, finish))| {
            let change = match is_action {
                true => Change::ActionDone(step.id.clone(), share),
                false => Change::ControlDone(step.id.clone(), share, step.way.clone()),
            };
            let (day, id) = (later(finish, shows), step.id.clone());
            DatedChange { day, id, at: stage, change, step: Some(at) }
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

/// The first day on which a status of the scenario no longer holds: that of its own expiry, or that of a tool on which it
/// rests, whichever comes first.
fn end_of(status: &StatusChange, tools: &[ToolEnd]) -> Option<Date> {
    // The day from which it holds is judged in `replay`; who answers for it is for people.
    let StatusChange { control, set, from: _, expires, owner: _, reason, tool } = status;
    let rests_on = |end: &&ToolEnd| {
        let ToolEnd { tool: name, from: _, controls } = *end;
        let listed = set.is_asserted() && controls.contains(control);
        // A status that says on which tool it rests says it of no other.
        let named = match tool {
            Some(tool) => tool.to_lowercase() == name.to_lowercase(),
            None => *set == Status::ThirdParty && says(reason.as_deref(), name),
        };
        listed || named
    };
    tools.iter().filter(rests_on).map(|end| end.from).chain(*expires).min()
}

/// The statuses of the tenant file that end with a tool: those that assert something and are listed, and those whose
/// comment names it.
fn exported_ends<'a>(
    tenant: &'a Tenant,
    tools: &'a [ToolEnd],
) -> impl Iterator<Item = (Date, &'a Id, Status)> {
    tools.iter().flat_map(|ToolEnd { tool, from, controls }| {
        tenant.controls.values().filter_map(move |seen| {
            let status = seen.status.as_ref()?.value;
            let named = status == Status::ThirdParty && says(seen.comment.as_deref(), tool);
            let listed = status.is_asserted() && controls.contains(&seen.id);
            (named || listed).then_some((*from, &seen.id, status))
        })
    })
}

/// Whether a text holds a name as a word of its own, in large or small letters.
fn says(text: Option<&str>, name: &str) -> bool {
    let text = text.unwrap_or_default().to_lowercase();
    let name = name.to_lowercase();
    let mut from = 0;
    while let Some(found) = text.get(from..).and_then(|rest| rest.find(&name)).filter(|_| !name.is_empty()) {
        let (begin, end) = (from + found, from + found + name.len());
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let joined = letter(text[..begin].chars().next_back()) || letter(text[end..].chars().next());
        if !joined {
            return true;
        }
        from = begin + text[begin..].chars().next().map_or(1, char::len_utf8);
    }
    false
}
