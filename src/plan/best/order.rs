//! The order of some steps in which they can be done and come to most.

use std::collections::BTreeMap;

use super::tenant::TenantPlan;
use super::walk::{PlanStep, Walk, Worth};
use crate::model::Id;
use crate::plan::WorkKind;
use crate::plan::formulation::Formulation;
use crate::state::State;

/// So many beginnings of orders of one set of steps are tried.
const MOST_ORDERS: usize = 3_000;

/// So many rows of tenants part of the way are kept, to know what other orders have led to: some hundred megabytes.
const MOST_ROWS: usize = 500_000;

/// What came of a search for the best order of some steps.
pub(super) struct Ordered {
    pub(super) best: Option<TenantPlan>,
    /// Whether no other order comes to more.
    pub(super) is_complete: bool,
    /// The steps that no order does, where any order is as good as another.
    pub(super) stuck: Vec<PlanStep>,
    /// How many beginnings of orders were tried.
    pub(super) tried: usize,
}

/// The best order of some steps among those that keep all rules.
///
/// Steps that are never worse for being done early are done as soon as they can be. Where some are not, their orders among
/// each other are gone through, up to a limit.
pub(super) fn best_order<'s, 'a>(
    formulation: &Formulation<'s, 'a>,
    must: &[Id],
    steps: &[PlanStep],
    promised: Worth,
    stop: &(dyn Fn() -> bool + Sync),
    stands: impl Fn(&Walk<'_, '_>) -> bool,
    is_better: impl Fn(Worth, Worth) -> bool,
) -> Ordered {
    let state: &'s State<'a> = formulation.state;
    let mut best: Option<TenantPlan> = None;
    let mut offer = |order: &[usize], walk: &Walk<'_, '_>| {
        if stands(walk) && best.as_ref().is_none_or(|best| is_better(walk.worth(), best.worth)) {
            best = Some(TenantPlan {
                steps: order.iter().map(|&at| steps[at].clone()).collect(),
                worth: walk.worth(),
            });
        }
        walk.worth() == promised && stands(walk)
    };
    let is_action = |at: &usize| steps[*at].kind == WorkKind::Action;
    let is_fickle = |at: &usize| formulation.fickle.contains(&steps[*at].id);
    let (first, second): (Vec<usize>, Vec<usize>) = (0..steps.len()).partition(is_action);
    let any_order = !(0..steps.len()).any(|at| is_fickle(&at));
    let start = (Vec::new(), Walk::new(state, must));
    // Actions first, as soon as each may be done; then controls first.
    for (one, other) in [(&first, &second), (&second, &first)] {
        let preferred: Vec<usize> = one.iter().chain(other).copied().collect();
        let (order, walk, stuck) = in_order(start.clone(), steps, preferred);
        // Without what is stuck it is a plan too.
        let is_whole = offer(&order, &walk) && stuck.is_empty();
        if is_whole || any_order {
            let stuck = stuck.into_iter().map(|at| steps[at].clone()).collect();
            return Ordered { best, is_complete: true, stuck, tried: 2 };
        }
    }
    let (is_complete, tried) = each_order(formulation, steps, start.1, (MOST_ORDERS, stop), offer);
    Ordered { best, is_complete, stuck: Vec::new(), tried: tried + 2 }
}

/// Shows every order of all steps that can be done, with the tenant after it, until one is taken. Steps that are never worse for
/// being done early are done as soon as they can be.
///
/// Says whether no limit on the beginnings of orders left some out, and how many were tried.
pub(super) fn each_order<'s, 'a>(
    formulation: &Formulation<'s, 'a>,
    steps: &[PlanStep],
    start: Walk<'s, 'a>,
    (most, stop): (usize, &(dyn Fn() -> bool + Sync)),
    mut takes: impl FnMut(&[usize], &Walk<'_, '_>) -> bool,
) -> (bool, usize) {
    let is_fickle = |at: &usize| formulation.fickle.contains(&steps[*at].id);
    let (ordered, early): (Vec<usize>, Vec<usize>) = (0..steps.len()).partition(is_fickle);
    let soon = |(order, walk): (Vec<usize>, Walk<'s, 'a>)| {
        let left = early.iter().copied().filter(|at| !order.contains(at)).collect();
        let (order, walk, _) = in_order((order, walk), steps, left);
        (order, walk)
    };
    let mut open = vec![soon((Vec::new(), start))];
    let mut tried = 0;
    let mut known = Known::new(formulation.state);
    while let Some((order, walk)) = open.pop() {
        if order.len() == steps.len() {
            if takes(&order, &walk) {
                return (true, tried);
            }
            continue;
        }
        if !known.is_new(&order, &walk) {
            continue;
        }
        for at in ordered.iter().rev().copied().filter(|at| !order.contains(at)) {
            let mut next = walk.clone();
            if next.step(&steps[at]) {
                let mut order: Vec<usize> = order.clone();
                order.push(at);
                open.push(soon((order, next)));
            }
        }
        tried += 1;
        if tried == most || stop() {
            return (false, tried);
        }
    }
    (true, tried)
}

/// Does steps in an order of preference, each as soon as it may be done. The last are those that never may.
fn in_order<'s, 'a>(
    (mut order, mut walk): (Vec<usize>, Walk<'s, 'a>),
    steps: &[PlanStep],
    preferred: Vec<usize>,
) -> (Vec<usize>, Walk<'s, 'a>, Vec<usize>) {
    let mut open = preferred;
    loop {
        let before = open.len();
        let mut later = Vec::new();
        for at in open {
            if walk.step(&steps[at]) {
                order.push(at);
            } else {
                later.push(at);
            }
        }
        open = later;
        if open.len() == before || open.is_empty() {
            return (order, walk, open);
        }
    }
}

/// Whether a step can be done after some of the steps of a pool, in some order; `None` where the limit on the beginnings left
/// some out. Says how many were tried.
pub(super) fn can_follow<'s, 'a>(
    state: &'s State<'a>,
    pool: &[PlanStep],
    step: &PlanStep,
    start: Walk<'s, 'a>,
    (most, stop): (usize, &(dyn Fn() -> bool + Sync)),
) -> (Option<bool>, usize) {
    let mut known = Known::new(state);
    let mut open = vec![(Vec::new(), start)];
    let mut tried = 0;
    while let Some((done, walk)) = open.pop() {
        if walk.clone().step(step) {
            return (Some(true), tried);
        }
        for (at, next) in pool.iter().enumerate().filter(|(at, _)| !done.contains(at)) {
            let mut walk = walk.clone();
            if walk.step(next) {
                let mut done: Vec<usize> = done.clone();
                done.push(at);
                if known.is_new(&done, &walk) {
                    open.push((done, walk));
                }
            }
        }
        tried += 1;
        if tried == most || stop() {
            return (None, tried);
        }
    }
    (Some(false), tried)
}

/// What beginnings of the same steps have led to: from the same everything comes to the same.
struct Known<'s, 'a> {
    walks: BTreeMap<Vec<usize>, Vec<Walk<'s, 'a>>>,
    /// So many more are kept.
    left: usize,
}

impl<'s, 'a> Known<'s, 'a> {
    fn new(state: &State<'_>) -> Self {
        Self { walks: BTreeMap::new(), left: MOST_ROWS / state.rows.len().max(1) }
    }

    /// Whether no other order of the same steps is known to have led to the same.
    fn is_new(&mut self, order: &[usize], walk: &Walk<'s, 'a>) -> bool {
        let mut steps = order.to_vec();
        steps.sort_unstable();
        let alike = self.walks.entry(steps).or_default();
        let is_new = !alike.iter().any(|other| other.is_same(walk));
        if is_new && self.left > 0 {
            self.left -= 1;
            alike.push(walk.clone());
        }
        is_new
    }
}
