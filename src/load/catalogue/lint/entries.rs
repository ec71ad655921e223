//! Entries one by one: titles that nobody can tell apart, successors that have gone themselves, figures without a basis,
//! facts that people need, populations that nobody counts, levels that contradict each other, actions that lead nowhere,
//! efforts that were never thought about, and points without a way out.

use std::collections::{BTreeMap, BTreeSet};

use super::truth::possible;
use super::{Entry, Lint};
use crate::diag::{Code, did_you_mean};
use crate::model::{
    About, Action, Comparison, Control, Estimate, Expr, FactValue, Id, Impact, Level, Minutes, Rating, USERS,
    reference,
};

pub(super) fn names(lint: &mut Lint<'_>) {
    let mut controls: BTreeMap<(&Id, String), Entry<'_>> = BTreeMap::new();
    for control in lint.current() {
        let entry = Entry::from(control);
        match controls.get(&(&control.product, normal(&control.title))) {
            Some(first) => same(lint, entry, *first, &control.title),
            None => drop(controls.insert((&control.product, normal(&control.title)), entry)),
        }
    }
    let mut actions: BTreeMap<String, Entry<'_>> = BTreeMap::new();
    for action in lint.catalogue.actions.values() {
        match actions.get(&normal(&action.title)) {
            Some(first) => same(lint, action.into(), *first, &action.title),
            None => drop(actions.insert(normal(&action.title), action.into())),
        }
    }
    for control in lint.catalogue.controls.values() {
        successors(lint, control.into(), "replaced-by", control.replaced_by.as_slice());
    }
    for unscored in lint.catalogue.unscored.values() {
        successors(lint, unscored.into(), "instead", &unscored.instead);
    }
}

/// A title without what the eye passes over: case, blanks and punctuation.
fn normal(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

fn same(lint: &mut Lint<'_>, entry: Entry<'_>, first: Entry<'_>, title: &str) {
    let message = format!("`{}` and `{}` have the same title: {title}", first.id, entry.id);
    let help = "say in the title what tells them apart, or keep one of the two";
    lint.report(Code::LintTitle, &[entry, first], message, help);
}

fn successors(lint: &mut Lint<'_>, entry: Entry<'_>, key: &str, ids: &[Id]) {
    for id in ids {
        let Some(control) = lint.catalogue.controls.get(id).filter(|control| !control.is_current()) else {
            continue;
        };
        let message = format!("`{}` names `{id}` in `{key}`, which Microsoft has withdrawn", entry.id);
        let help = match &control.replaced_by {
            Some(next) => format!("name `{next}`, which took its place"),
            None => "name what is scored today, or take it out".to_owned(),
        };
        lint.report(Code::LintSuccessor, &[entry, control.into()], message, &help);
    }
}

/// The populations that a tenant file states besides the groups below.
const POPULATIONS: [&str; 7] =
    [USERS, "admins", "guests", "mailboxes", "domain-controllers", "domains", "app-instances"];
/// Populations that are split by kind.
const GROUPS: [&str; 2] = ["devices.", "servers."];

pub(super) fn gaps(lint: &mut Lint<'_>) {
    let sets = lint.catalogue.actions.values().flat_map(|action| &action.sets);
    let counted: BTreeSet<&Id> = sets
        .flat_map(|(fact, value)| match value {
            FactValue::Population(population) => [Some(fact), Some(population)],
            FactValue::Number(_) => [Some(fact), None],
        })
        .flatten()
        .collect();
    for control in lint.current() {
        let entry = Entry::from(control);
        basis(lint, entry, &control.about, &["effort", "max", "licence"]);
        if control.user_impact.is_none() {
            let message = format!("nobody says how much `{}` troubles people", control.id);
            lint.report(Code::LintUntold, &[entry], message, "add `user-impact: low`, `medium` or `high`");
        }
        let of_product = lint.catalogue.products.get(&control.product).map(|product| &product.portal);
        if control.about.portal.is_none() && of_product.is_none_or(String::is_empty) {
            let message = format!("nobody says where `{}` is configured", control.id);
            lint.report(Code::LintUntold, &[entry], message, "add `portal` to it or to its product");
        }
        let of_ways = control.ways.iter().filter_map(|way| way.effort.population.as_ref());
        let used: BTreeSet<&Id> = control.scoring.population().into_iter().chain(of_ways).collect();
        for population in used {
            is_counted(lint, entry, population, &counted);
        }
    }
    for action in lint.catalogue.actions.values() {
        basis(lint, action.into(), &action.about, &["effort"]);
        if action.effort.fixed.likely + action.effort.per_100.likely == Minutes::ZERO {
            let message = format!("`{}` takes no effort", action.id);
            let help = "estimate the hours; what takes none needs no action";
            lint.report(Code::LintNoEffort, &[action.into()], message, help);
        }
        if let Some(population) = &action.effort.population {
            is_counted(lint, action.into(), population, &counted);
        }
    }
}

fn basis(lint: &mut Lint<'_>, entry: Entry<'_>, about: &About, figures: &[&str]) {
    let missing: Vec<&str> =
        figures.iter().copied().filter(|figure| !about.basis.contains_key(*figure)).collect();
    if !missing.is_empty() {
        let message = format!("nothing says what `{}` rests on: {}", entry.id, missing.join(", "));
        lint.report(Code::LintBasis, &[entry], message, "add it under `basis`; `unknown` is an answer too");
    }
}

/// A name that no tenant counts makes every effort and share of it nothing.
fn is_counted(lint: &mut Lint<'_>, entry: Entry<'_>, population: &Id, counted: &BTreeSet<&Id>) {
    let name = population.as_str();
    let of_group = GROUPS.iter().any(|group| name.len() > group.len() && name.starts_with(group));
    if of_group || POPULATIONS.contains(&name) || counted.contains(population) {
        return;
    }
    let known = POPULATIONS.iter().copied().chain(counted.iter().map(|id| id.as_str()));
    let help = did_you_mean(name, known, || "name a population, or a fact that an action sets".to_owned());
    let message = format!("`{}` counts `{population}`, which no tenant states and no action sets", entry.id);
    lint.report(Code::LintPopulation, &[entry], message, &help);
}

/// Tags that promise little work.
const QUICK: [&str; 4] = ["quick-win", "quick-wins", "low-effort", "easy"];

pub(super) fn ratings(lint: &mut Lint<'_>) {
    for control in lint.current() {
        if let Some(rating) = &control.about.rating {
            effort(lint, control.into(), rating, reference::level_of_control(control, rating.effort));
            if let Some(own) = control.user_impact {
                impact(lint, control.into(), rating, own);
            }
        }
        let quick = control.tags.iter().find(|tag| QUICK.contains(&tag.as_str()));
        let least = reference::level_of_control(control, Level::Low);
        if let Some(tag) = quick.filter(|_| least == Level::High) {
            let message = format!("`{}` is tagged `{tag}`, and its effort is high", control.id);
            lint.report(Code::LintTag, &[control.into()], message, "take the tag out, or correct the effort");
        }
    }
    for action in lint.catalogue.actions.values() {
        if let Some(rating) = &action.about.rating {
            effort(lint, action.into(), rating, reference::level_of_action(action));
        }
    }
}

const ARGUE: &str = "say why under `rating: why`, or correct one of the two";

fn effort(lint: &mut Lint<'_>, entry: Entry<'_>, rating: &Rating, own: Level) {
    if own.steps(rating.effort) > 1 && rating.why.is_none() {
        let (own, rated) = (own.word(), rating.effort.word());
        let message = format!("the effort of `{}` is {own} here and rated {rated}", entry.id);
        lint.report(Code::LintRating, &[entry], message, ARGUE);
    }
}

fn impact(lint: &mut Lint<'_>, entry: Entry<'_>, rating: &Rating, own: Impact) {
    let words = match (own, rating.impact) {
        (Impact::Low, Impact::High) => ("low", "high"),
        (Impact::High, Impact::Low) => ("high", "low"),
        _ => return,
    };
    if rating.why.is_none() {
        let message = format!("the user impact of `{}` is {} here and rated {}", entry.id, words.0, words.1);
        lint.report(Code::LintRating, &[entry], message, ARGUE);
    }
}

pub(super) fn work(lint: &mut Lint<'_>) {
    dead_ends(lint);
    alike(lint);
    ways_out(lint);
}

fn dead_ends(lint: &mut Lint<'_>) {
    let catalogue = lint.catalogue;
    let by_actions = catalogue.actions.values().flat_map(|action| action.needs.iter().chain(&action.gates));
    let by_ways = lint.current().flat_map(|control| &control.ways);
    let by_ways = by_ways.flat_map(|way| way.needs.iter().chain(&way.gates));
    let by_unscored = catalogue.unscored.values().flat_map(|unscored| &unscored.needs);
    let needed: BTreeSet<&Id> = by_actions.chain(by_ways).chain(by_unscored).collect();
    for action in catalogue.actions.values() {
        if action.sets.is_empty() && !needed.contains(&action.id) {
            let message = format!("nothing needs `{}`, and it sets no fact", action.id);
            let help = "let the controls that rest on it name it in `needs` or `gates`, or take it out";
            lint.report(Code::LintDeadEnd, &[action.into()], message, help);
        }
    }
}

/// The numbers of a control's ways.
type Numbers = Vec<[i64; 6]>;

fn numbers(control: &Control) -> Numbers {
    let three = |estimate: &Estimate| [estimate.low.0, estimate.likely.0, estimate.high.0];
    let six = |fixed: [i64; 3], per_100: [i64; 3]| {
        [fixed[0], fixed[1], fixed[2], per_100[0], per_100[1], per_100[2]]
    };
    control.ways.iter().map(|way| six(three(&way.effort.fixed), three(&way.effort.per_100))).collect()
}

/// Reports products of which more than a quarter has one and the same effort. Rows that share a needed action are
/// one piece of work and count once.
fn alike(lint: &mut Lint<'_>) {
    const FEWEST_ROWS: usize = 4;
    let mut products: BTreeMap<&Id, Vec<&Control>> = BTreeMap::new();
    for control in lint.current() {
        products.entry(&control.product).or_default().push(control);
    }
    for (product, rows) in products.into_iter().filter(|(_, rows)| rows.len() >= FEWEST_ROWS) {
        let mut groups: BTreeMap<Numbers, Vec<&Control>> = BTreeMap::new();
        for row in &rows {
            groups.entry(numbers(row)).or_default().push(row);
        }
        for group in groups.into_values() {
            let counted = group.len() - most_sharing(&group).saturating_sub(1);
            if counted > 1 && counted * 4 > rows.len() {
                let ids: Vec<String> = group.iter().map(|row| format!("`{}`", row.id)).collect();
                let message = format!(
                    "{} of {} current controls of `{product}` have the same effort: {}",
                    group.len(),
                    rows.len(),
                    ids.join(", ")
                );
                let entries: Vec<Entry<'_>> = group.iter().map(|row| Entry::from(*row)).collect();
                let help = "estimate them one by one, or let them need the action that they share";
                lint.report(Code::LintAlike, &entries, message, help);
            }
        }
    }
}

/// How many of some controls need the action that most of them need.
fn most_sharing(group: &[&Control]) -> usize {
    let mut sharing: BTreeMap<&Id, usize> = BTreeMap::new();
    for control in group {
        let needs: BTreeSet<&Id> = control.ways.iter().flat_map(|way| &way.needs).collect();
        for id in needs {
            *sharing.entry(id).or_default() += 1;
        }
    }
    sharing.into_values().max().unwrap_or(0)
}

/// Reports points that hold for a while only, that an action ends, and that no other way keeps.
fn ways_out(lint: &mut Lint<'_>) {
    for control in lint.current().filter(|control| control.ways.iter().all(|way| way.holds_while.is_some())) {
        for action in lint.catalogue.actions.values() {
            let ended =
                |condition: &Option<Expr>| condition.as_ref().is_some_and(|holds| ends(lint, action, holds));
            if control.ways.iter().all(|way| ended(&way.holds_while)) {
                let message =
                    format!("`{}` ends every way of `{}`: its points have no way out", action.id, control.id);
                let help = "add a way that stays, or correct `holds-while`";
                lint.report(Code::LintNoWayOut, &[control.into(), action.into()], message, help);
            }
        }
    }
}

/// Whether a condition that can hold no longer can once an action has set its facts.
fn ends(lint: &Lint<'_>, action: &Action, holds: &Expr) -> bool {
    let facts = holds.facts();
    let set: Vec<Expr> = action
        .sets
        .iter()
        .filter(|(fact, _)| facts.contains(fact))
        .filter_map(|(fact, value)| match value {
            FactValue::Number(number) => Some(Expr::Fact(fact.clone(), Comparison::Equal, *number)),
            FactValue::Population(_) => None,
        })
        .collect();
    let after = Expr::All(std::iter::once(holds.clone()).chain(set.clone()).collect());
    !set.is_empty()
        && possible(lint.catalogue, holds) == Some(true)
        && possible(lint.catalogue, &after) == Some(false)
}
