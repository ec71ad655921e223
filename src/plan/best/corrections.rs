//! What is learnt of the steps of a plan that came to less than the problem promised: not that these very steps come to less,
//! but the few of them that decide it.

use std::collections::{BTreeMap, BTreeSet};

use super::order::{can_follow, each_order};
use super::walk::{PlanStep, Walk, Worth};
use crate::model::{DoneWhen, Expr, Gates, Graph, Id, Minutes, Points, Weight};
use crate::plan::formulation::{Formulation, Meaning};
use crate::plan::optimise::{Problem, Rule, Selection};
use crate::state::State;

/// So many beginnings of orders of the steps that decide what a row comes to are tried.
const MOST_ORDERS: usize = 500;

/// The problem of a tenant with what has been learnt of it.
pub(super) struct Corrected<'f, 's, 'a> {
    formulation: &'f Formulation<'s, 'a>,
    graph: Graph,
    maxima: Vec<Points>,
    pub(super) rules: Vec<Rule>,
    /// What has been learnt of rows.
    learnt: BTreeMap<Id, Vec<Correction>>,
    /// How much was looked at and has not been told yet, in the unit of [`crate::plan::optimise::Limits`].
    work: u64,
}

/// By how much a row falls short of what its nodes promise, where a plan holds some nodes and not others.
struct Correction {
    terms: Vec<(usize, i64)>,
    short: Worth,
    /// The node that says so.
    node: usize,
    rule: usize,
}

/// How much of what steps rest on is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cone {
    /// The facts that their conditions compare, and what sets these. Needs are taken to be met.
    Facts,
    /// What they need too.
    Needs,
}

impl<'f, 's, 'a> Corrected<'f, 's, 'a> {
    pub(super) fn new(formulation: &'f Formulation<'s, 'a>) -> Self {
        Self {
            formulation,
            graph: formulation.graph.clone(),
            maxima: formulation.maxima.clone(),
            rules: formulation.rules.clone(),
            learnt: BTreeMap::new(),
            work: 0,
        }
    }

    pub(super) fn problem<'p>(&'p self, must: &'p [usize], never: &'p [usize]) -> Problem<'p> {
        let start = Some(self.formulation.state.totals().percent());
        Problem { graph: &self.graph, maxima: &self.maxima, start, must, never, rules: &self.rules }
    }

    /// The work since it was last asked for.
    pub(super) fn take_work(&mut self) -> u64 {
        std::mem::take(&mut self.work)
    }

    /// Learns why some steps came to less than was promised; whether anything was learnt. `order` is the best order of them,
    /// of which not all may have been done.
    pub(super) fn learn(
        &mut self,
        selection: &Selection,
        steps: &[PlanStep],
        order: &[PlanStep],
        stop: &(dyn Fn() -> bool + Sync),
    ) -> bool {
        let formulation = self.formulation;
        let mut walk = Walk::new(formulation.state, &[]);
        for step in order {
            walk.step(step);
        }
        let undone: BTreeSet<&Id> =
            steps.iter().map(|step| &step.id).filter(|id| !walk.has_done(id)).collect();
        let mut has_learnt = false;
        let rows: BTreeSet<&Id> = formulation.worth.keys().chain(undone.iter().copied()).collect();
        for row in rows {
            let promised = self.promised(row, selection);
            let corrections = self.learnt.get(row).into_iter().flatten();
            let chosen = corrections.filter(|one| selection.chosen.binary_search(&one.node).is_ok());
            let said = chosen.fold(promised, |said, one| Worth {
                points: said.points + one.short.points,
                maximum: said.maximum + one.short.maximum,
                minutes: said.minutes + one.short.minutes,
            });
            let is_kept = falls_short(walk.worth_of(row), said).is_none();
            if (is_kept && !undone.contains(row)) || stop() {
                continue;
            }
            has_learnt |= [Cone::Facts, Cone::Needs]
                .into_iter()
                .any(|cone| self.learn_of(row, promised, cone, selection, steps, stop));
        }
        has_learnt
    }

    /// What the nodes of a row promise.
    fn promised(&self, row: &Id, selection: &Selection) -> Worth {
        let mut promised = Worth::default();
        for (node, points, maximum) in self.formulation.worth.get(row).into_iter().flatten() {
            if selection.chosen.binary_search(node).is_ok() {
                promised.points += *points;
                promised.maximum += *maximum;
                if matches!(self.formulation.meanings[*node], Meaning::Step(..)) {
                    promised.minutes += self.graph.weight(*node).minutes;
                }
            }
        }
        promised
    }

    /// Goes through the orders of those steps that decide what a row comes to. Where none keeps the promise, every plan with
    /// these of them, and without the others, falls short of it by as much as the best.
    ///
    /// Where there is no order, there is no such plan.
    fn learn_of(
        &mut self,
        row: &Id,
        promised: Worth,
        cone: Cone,
        selection: &Selection,
        steps: &[PlanStep],
        stop: &(dyn Fn() -> bool + Sync),
    ) -> bool {
        let formulation = self.formulation;
        let decides = decisive(formulation.state, row, cone);
        let own: Vec<PlanStep> = steps.iter().filter(|step| decides.contains(&step.id)).cloned().collect();
        let walk = Walk::new(formulation.state, &[]);
        let walk = if cone == Cone::Facts { walk.free() } else { walk };
        let mut best: Option<Worth> = None;
        let orders = (MOST_ORDERS, stop);
        let (is_complete, tried) = each_order(formulation, &own, walk.clone(), orders, |_, walk| {
            let worth = walk.worth_of(row);
            let most = best.map_or(worth, |best| Worth {
                points: best.points.max(worth.points),
                maximum: best.maximum.min(worth.maximum),
                minutes: best.minutes.min(worth.minutes),
            });
            best = Some(most);
            falls_short(most, promised).is_none()
        });
        self.work += work_of(formulation.state, tried);
        if !is_complete {
            return false;
        }
        let is_chosen = |node: &usize| selection.chosen.binary_search(node).is_ok();
        let nodes: BTreeSet<usize> = decides.iter().flat_map(|id| formulation.nodes_of(id)).collect();
        let mut terms: Vec<(usize, i64)> =
            nodes.iter().map(|node| (*node, if is_chosen(node) { 1 } else { -1 })).collect();
        let Some(best) = best else {
            let rule = self.follows(row, &decides, &own, &walk, stop);
            self.rules.push(rule.unwrap_or_else(|| Rule::not_just(terms)));
            return true;
        };
        let Some(short) = falls_short(best, promised) else { return false };
        for (node, points, maximum) in formulation.worth.get(row).into_iter().flatten() {
            let raises = *points > Points::ZERO || *maximum < Points::ZERO;
            let lowers = *points < Points::ZERO || *maximum > Points::ZERO;
            match is_chosen(node) {
                _ if nodes.contains(node) => {}
                true if raises => terms.push((*node, 1)),
                false if lowers => terms.push((*node, -1)),
                _ => {}
            }
        }
        terms.sort_unstable();
        self.correct(row, terms, short)
    }

    /// What the step on a row needs where it can not be done after any of what decides it, or not after any of those of it that
    /// are planned, in any order: that it is not in the plan, or that something beside these is.
    fn follows(
        &mut self,
        row: &Id,
        decides: &BTreeSet<Id>,
        own: &[PlanStep],
        start: &Walk<'s, 'a>,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<Rule> {
        let formulation = self.formulation;
        let steps_of = |id: &Id| {
            let step = |node: usize| Some((node, PlanStep::of(&formulation.meanings[node])?));
            formulation.nodes_of(id).filter_map(step).collect::<Vec<(usize, PlanStep)>>()
        };
        let (node, step) = steps_of(row).into_iter().find(|(_, step)| own.contains(step))?;
        let before: Vec<(usize, PlanStep)> =
            decides.iter().filter(|id| *id != row).flat_map(steps_of).collect();
        for is_any in [true, false] {
            let is_in = |step: &PlanStep| is_any || own.contains(step);
            let pool: Vec<PlanStep> =
                before.iter().map(|(_, step)| step.clone()).filter(|step| is_in(step)).collect();
            let limits = (MOST_ORDERS, stop);
            let (can, tried) = can_follow(formulation.state, &pool, &step, start.clone(), limits);
            self.work += work_of(formulation.state, tried);
            if can == Some(false) {
                let beside = before.iter().filter(|(_, step)| !is_in(step)).map(|(node, _)| *node);
                return Some(Rule::any_of(node, beside));
            }
        }
        None
    }

    /// Writes down a correction, unless it is known. Of several of one row that apply to the same plan the largest counts, and
    /// not their sum; where none of two is larger, only the first is kept.
    fn correct(&mut self, row: &Id, terms: Vec<(usize, i64)>, short: Worth) -> bool {
        let known = self.learnt.entry(row.clone()).or_default();
        let is_new = !known.iter().any(|one| one.terms == terms && one.short == short);
        let compare = known.iter().all(|one| at_least(one.short, short) || at_least(short, one.short));
        if !is_new || !compare {
            return false;
        }
        let node = self.graph.len();
        let larger = known.iter().filter(|one| at_least(one.short, short)).map(|one| (one.node, -1));
        let mut with_larger: Vec<(usize, i64)> = terms.iter().copied().chain(larger).collect();
        with_larger.push((node, -1));
        for smaller in known.iter().filter(|one| at_least(short, one.short) && one.short != short) {
            self.rules[smaller.rule].terms.push((node, -1));
        }
        known.push(Correction { terms, short, node, rule: self.rules.len() });
        self.rules.push(Rule::not_just(with_larger));
        let nodes = 0..node;
        let mut weights: Vec<Weight> = nodes.clone().map(|node| self.graph.weight(node)).collect();
        let mut needs: Vec<Vec<usize>> = nodes.map(|node| self.graph.needs(node).to_vec()).collect();
        weights.push(Weight { points: short.points, minutes: short.minutes });
        needs.push(Vec::new());
        self.maxima.push(short.maximum);
        // What needs nothing closes no circle.
        self.graph = Graph::new(weights, needs).unwrap_or_default();
        true
    }
}

/// The work of so many beginnings of orders: each copies the rows of a tenant.
pub(super) fn work_of(state: &State<'_>, tried: usize) -> u64 {
    /// About so many visits of an edge take as long as a copy of a row.
    const EDGES: usize = 10;
    u64::try_from(tried.saturating_mul(state.rows.len() + 10).saturating_mul(EDGES)).unwrap_or(u64::MAX)
}

/// Whether one falls short by at least as much as another in everything.
fn at_least(one: Worth, other: Worth) -> bool {
    one.points <= other.points && one.maximum >= other.maximum && one.minutes >= other.minutes
}

/// By how much less something is worth than was promised, in points, minutes and maximum; `None` where it is not.
fn falls_short(worth: Worth, promised: Worth) -> Option<Worth> {
    let short = Worth {
        points: (worth.points - promised.points).min(Points::ZERO),
        maximum: (worth.maximum - promised.maximum).max(Points::ZERO),
        minutes: (worth.minutes - promised.minutes).max(Minutes::ZERO),
    };
    (short != Worth::default()).then_some(short)
}

/// Rows and actions whose steps decide what a row comes to, by the conditions and needs of the catalogue.
fn decisive(state: &State<'_>, row: &Id, cone: Cone) -> BTreeSet<Id> {
    let catalogue = state.catalogue;
    let mut all = BTreeSet::from([row.clone()]);
    let mut open = vec![row.clone()];
    while let Some(id) = open.pop() {
        let mut facts: Vec<Id> = Vec::new();
        let mut names: Vec<Id> = Vec::new();
        if let Some(action) = catalogue.actions.get(&id) {
            facts.extend(action.entitled_when.facts());
            facts.extend(action.applies_when.facts());
            facts.extend(action.done_when.iter().flat_map(DoneWhen::facts));
            names.extend(action.needs.iter().chain(&action.gates).cloned());
        } else if let Some(control) = state.control(&id) {
            facts.extend(control.visible_when.facts());
            facts.extend(control.default_credit.iter().flat_map(|credit| credit.when.facts()));
            for way in &control.ways {
                facts.extend(way.entitled_when.facts());
                facts.extend(way.holds_while.iter().flat_map(Expr::facts));
                names.extend(way.needs.iter().cloned());
                if state.assumptions.gates == Gates::Hard {
                    names.extend(way.gates.iter().cloned());
                }
            }
        }
        let setters = catalogue
            .actions
            .values()
            .filter(|action| facts.iter().any(|fact| action.sets.contains_key(fact)));
        let mut next: Vec<Id> = setters.map(|action| action.id.clone()).collect();
        if cone == Cone::Needs {
            for name in &names {
                next.extend(state.rows_named(name).cloned());
                next.push(name.clone());
            }
        }
        open.extend(next.into_iter().filter(|id| all.insert(id.clone())));
    }
    all
}
