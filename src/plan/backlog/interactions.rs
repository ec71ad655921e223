//! Detects controls whose points depend on more than one action, where additive proofs do not hold.
//!
//! A backlog gives every work item its own points and maximum. Their sums are exact for every plan only as long as
//! nothing that a step moves depends on two actions of which neither requires the other. With such an interaction
//! the backlog still yields good plans, but proves none.

use std::collections::{BTreeMap, BTreeSet};

use super::candidates::{Candidates, reachable};
use super::effort::Hypothetical;
use super::include::Included;
use crate::model::expr::pattern_means;
use crate::model::{Action, Control, DoneWhen, Expr, Id, Points};

/// Of more actions than this not all combinations are tried: each of them counts as relevant.
const MOST_TRIED: usize = 6;

/// Actions that may affect each other, or a control.
#[derive(Debug, Clone)]
pub(super) enum Interaction {
    /// They move the same row: additive only if each requires the one before.
    Row(BTreeSet<Id>),
    /// The points of a way depend on them, and the way does not require them.
    Way { control: Id, way: usize, actions: BTreeSet<Id> },
    /// They may make an action done, or not applicable, without work.
    Free { action: Id, others: BTreeSet<Id> },
    /// Work on the control shows that the action is done, which changes facts.
    Shown { control: Id, action: Id },
    /// A row that loses its points to the action could keep them by work that gains nothing by itself.
    Kept(Id),
}

/// The open actions that change facts, with all facts that they change, also through other actions that they make
/// done.
struct FactReach<'a> {
    actions: Vec<(&'a Action, BTreeSet<Id>)>,
}

impl<'a> FactReach<'a> {
    fn new(candidates: &Candidates<'_, 'a>) -> Self {
        let catalogue = candidates.state.catalogue;
        let others: Vec<(&Action, BTreeSet<Id>)> = catalogue
            .actions
            .values()
            .filter(|action| !action.sets.is_empty())
            .map(|action| (action, reads_of_action(candidates, action)))
            .collect();
        let of = |action: &Action| {
            let mut facts: BTreeSet<Id> = action.sets.keys().cloned().collect();
            loop {
                let more = others.iter().filter(|(_, reads)| !reads.is_disjoint(&facts));
                let more: Vec<&Id> = more.flat_map(|(other, _)| other.sets.keys()).collect();
                let before = facts.len();
                facts.extend(more.into_iter().cloned());
                if facts.len() == before {
                    return facts;
                }
            }
        };
        let open = candidates.actions.keys().filter_map(|id| catalogue.actions.get(id));
        let changing = open.filter(|action| !action.sets.is_empty());
        Self { actions: changing.map(|action| (action, of(action))).collect() }
    }

    /// The actions on which the truth of some conditions depends.
    fn matter(&self, candidates: &Candidates<'_, 'a>, conditions: &[&Expr]) -> BTreeSet<Id> {
        let reads: BTreeSet<Id> = conditions.iter().flat_map(|expr| expr.facts()).collect();
        if reads.is_empty() {
            return BTreeSet::new();
        }
        let touching = || self.actions.iter().filter(|(_, facts)| !facts.is_disjoint(&reads));
        let all: Vec<&Action> = touching().map(|(action, _)| *action).collect();
        // Indirect changes are not tried out.
        let direct = touching()
            .all(|(action, facts)| facts.intersection(&reads).all(|fact| action.sets.contains_key(fact)));
        let ids = || all.iter().map(|action| action.id.clone());
        if !direct || all.len() > MOST_TRIED {
            return ids().collect();
        }
        let truths: Vec<Vec<bool>> = (0..1_usize << all.len())
            .map(|chosen| {
                let done: Vec<&Action> =
                    (0..all.len()).filter(|at| chosen >> at & 1 == 1).map(|at| all[at]).collect();
                let hypothetical = Hypothetical::new(candidates.state, &done);
                conditions.iter().map(|expr| expr.holds(&hypothetical)).collect()
            })
            .collect();
        let matters = |at: &usize| {
            (0..truths.len())
                .any(|chosen| chosen >> at & 1 == 0 && truths[chosen] != truths[chosen | 1 << at])
        };
        (0..all.len()).filter(matters).map(|at| all[at].id.clone()).collect()
    }
}

/// The facts that decide whether an action is done or applies, also by way of the rows that show it.
fn reads_of_action(candidates: &Candidates<'_, '_>, action: &Action) -> BTreeSet<Id> {
    let mut reads: BTreeSet<Id> = action.applies_when.facts().into_iter().collect();
    let Some(done_when) = &action.done_when else { return reads };
    reads.extend(done_when.facts());
    let counts_points = !done_when.accepts_rows_without_points();
    for pattern in done_when.row_patterns() {
        let rows = candidates.state.catalogue.controls.values();
        for control in rows.filter(|control| pattern_means(pattern, &control.id)) {
            let credit = control.default_credit.as_ref();
            // A row that enters without points shows nothing where points count; lost points undo no work.
            if credit.is_some() || !counts_points {
                reads.extend(control.visible_when.facts());
                reads.extend(credit.map(|credit| credit.when.facts()).unwrap_or_default());
            }
        }
    }
    reads
}

/// The rows that show whether an action is done, as patterns.
fn row_patterns(action: &Action) -> Vec<&str> {
    action.done_when.as_ref().map(DoneWhen::row_patterns).unwrap_or_default()
}

/// The conditions that move the row of a control without work on it. `earned` names the controls that hold points.
fn conditions<'c>(control: &'c Control, earned: &BTreeSet<&str>) -> Vec<&'c Expr> {
    let holds = control.ways.iter().filter_map(|way| way.holds_while.as_ref());
    let mut all = vec![&control.visible_when];
    all.extend(control.default_credit.as_ref().map(|credit| &credit.when));
    all.extend(holds.filter(|_| earned.contains(control.id.without_instance())));
    all
}

impl Candidates<'_, '_> {
    pub(super) fn find_interactions(&mut self) {
        let reach = FactReach::new(self);
        let catalogue = self.state.catalogue;
        let earned = self.state.rows.values().filter(|row| row.measured > Points::ZERO);
        let earned: BTreeSet<&str> = earned.map(|row| row.id.without_instance()).collect();
        let mut interactions = Vec::new();
        for control in catalogue.controls.values().filter(|control| control.retired.is_none()) {
            let actions = reach.matter(self, &conditions(control, &earned));
            if actions.len() > 1 {
                interactions.push(Interaction::Row(actions));
            }
        }
        for open in self.controls.values() {
            for (at, way) in open.ways.iter().enumerate() {
                let credit = open.control.default_credit.as_ref().map(|credit| &credit.when);
                let own: Vec<&Expr> = credit.into_iter().chain(&way.way.holds_while).collect();
                let mut actions = reach.matter(self, &own);
                actions.extend(self.at_risk.get(&open.id).cloned());
                let resting = self.actions_under(&way.requires);
                actions.retain(|id| !resting.contains(id));
                if !actions.is_empty() {
                    interactions.push(Interaction::Way { control: open.id.clone(), way: at, actions });
                }
            }
        }
        for id in self.actions.keys() {
            let Some(action) = catalogue.actions.get(id) else { continue };
            // An action that only rows show is worked on all the same; it matters where facts follow from it.
            let patterns = row_patterns(action);
            let is_idle = action.sets.is_empty() && !patterns.is_empty();
            let applies = || action.applies_when.facts().into_iter().collect();
            let reads = if is_idle { applies() } else { reads_of_action(self, action) };
            let touches =
                |(other, facts): &&(&Action, BTreeSet<Id>)| other.id != *id && !facts.is_disjoint(&reads);
            let others: BTreeSet<Id> =
                reach.actions.iter().filter(touches).map(|(other, _)| other.id.clone()).collect();
            if !others.is_empty() {
                interactions.push(Interaction::Free { action: id.clone(), others });
            }
            if !action.sets.is_empty() {
                let shows = |control: &&Id| patterns.iter().any(|pattern| pattern_means(pattern, control));
                let shown = self.controls.keys().filter(shows);
                interactions.extend(
                    shown.map(|control| Interaction::Shown { control: control.clone(), action: id.clone() }),
                );
            }
        }
        interactions.extend(self.keepable().into_iter().map(Interaction::Kept));
        self.interactions = interactions;
    }

    /// Actions that lose points which other work could keep.
    fn keepable(&self) -> BTreeSet<Id> {
        let mut actions = BTreeSet::new();
        for (id, ends) in &self.at_risk {
            let Some(control) = self.state.control(id) else { continue };
            let Some(action) = self.state.catalogue.actions.get(ends) else { continue };
            let after = Hypothetical::new(self.state, &[action]);
            let keeps = super::effort::open_ways(self.state, control).into_iter().any(|way| {
                let lasts = way.holds_while.as_ref().is_none_or(|expr| expr.holds(&after));
                let requires = self.requires(&way.needs, &way.gates, &[]);
                lasts && !self.actions_under(&requires).contains(ends)
            });
            if keeps {
                actions.insert(ends.clone());
            }
        }
        actions
    }

    /// The open actions among some requirements and what these require.
    pub(super) fn actions_under<'c>(&'c self, requires: &'c [Id]) -> BTreeSet<&'c Id> {
        let is_open = |id: &&Id| self.actions.contains_key(*id);
        reachable(requires.iter().filter(is_open), |id| self.actions[id].requires.iter().filter(is_open))
    }

    /// Whether the sums over any part of what is included are exact. `rests_on` holds what every action that
    /// changes facts requires.
    pub(super) fn is_exact(&self, included: &Included, rests_on: &BTreeMap<&Id, BTreeSet<&Id>>) -> bool {
        let holds = |id: &Id| included.actions.contains(id);
        let none = BTreeSet::new();
        let chained = |one: &Id, other: &Id| {
            rests_on.get(one).unwrap_or(&none).contains(other)
                || rests_on.get(other).unwrap_or(&none).contains(one)
                || self.state.catalogue.are_exclusive(one, other)
        };
        self.interactions.iter().all(|interaction| match interaction {
            Interaction::Row(actions) => {
                let here: Vec<&Id> = actions.iter().filter(|id| holds(id)).collect();
                here.iter()
                    .enumerate()
                    .all(|(at, one)| here[at + 1..].iter().all(|other| chained(one, other)))
            }
            Interaction::Way { control, way, actions } => {
                // An open way may be any.
                let taken = included.ways.get(control).is_some_and(|taken| {
                    taken == way || self.controls.get(control).is_none_or(|open| *taken >= open.ways.len())
                });
                !taken || !actions.iter().any(holds)
            }
            Interaction::Free { action, others } => {
                let before = |other: &Id| !rests_on.get(other).unwrap_or(&none).contains(action);
                !holds(action) || !others.iter().any(|other| holds(other) && before(other))
            }
            Interaction::Shown { control, action } => !included.ways.contains_key(control) || holds(action),
            Interaction::Kept(action) => !holds(action),
        })
    }
}
