//! Replays an order on a tenant, step by step, and corrects the points and the effort of the steps.
//!
//! A backlog gives each work item figures of its own. Where they depend on what else is done, only the order
//! decides what a step is worth.

use super::{Bundle, Ranking};
use crate::model::{Id, Minutes, Percent, Points};
use crate::plan::backlog::{Backlog, WorkKind, effort_at};
use crate::state::State;

/// What a step does at its place in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct StepEffect {
    points: Points,
    max: Points,
    effort: Minutes,
    percent: Percent,
    /// Earlier steps have done it already, or have removed its row.
    is_needless: bool,
}

impl Ranking {
    /// The same order with the figures that its steps have at their places, without steps that have nothing to do
    /// there. Prerequisites still come first: what made a step needless stands before what needed it.
    pub(super) fn replayed(mut self, state: &State<'_>) -> Self {
        loop {
            let effects = self.effects(state);
            let kept: Vec<bool> = effects.iter().map(|effect| !effect.is_needless).collect();
            if kept.iter().all(|kept| *kept) {
                self.correct(&effects);
                return self;
            }
            self = self.only(&kept);
        }
    }

    fn effects(&self, state: &State<'_>) -> Vec<StepEffect> {
        let sequence: Vec<usize> = self.steps.iter().map(|step| step.node).collect();
        replay(&self.backlog, &sequence, state)
    }

    /// Drops the steps that are not kept.
    fn only(self, kept: &[bool]) -> Self {
        let has_figures = |at: usize| {
            let node = &self.backlog.items[self.steps[at].node];
            (node.points, node.max, node.effort) != (Points::ZERO, Points::ZERO, Minutes::ZERO)
        };
        let is_corrected = self.is_corrected || (0..kept.len()).any(|at| !kept[at] && has_figures(at));
        let steps = self.steps.into_iter().zip(kept).filter(|(_, kept)| **kept).map(|(step, _)| step);
        let mut steps: Vec<_> = steps.collect();
        let mut nodes: Vec<usize> = steps.iter().map(|step| step.node).collect();
        nodes.sort_unstable();
        let backlog = self.backlog.only(&nodes);
        let mut bundles = Vec::new();
        let mut bundle_now = Vec::new();
        for bundle in &self.bundles {
            let left: Vec<usize> =
                bundle.nodes.iter().filter_map(|node| nodes.binary_search(node).ok()).collect();
            if !left.is_empty() {
                bundles.push(Bundle::of(&backlog.graph, left));
            }
            bundle_now.push(bundles.len());
        }
        for (at, step) in steps.iter_mut().enumerate() {
            step.rank = at + 1;
            step.node = nodes.partition_point(|node| *node < step.node);
            step.bundle = bundle_now[step.bundle - 1];
        }
        Self { backlog, order: self.order, steps, bundles, is_corrected }
    }

    /// Sets the figures of every step to those at its place.
    fn correct(&mut self, effects: &[StepEffect]) {
        let (mut points, mut effort) = (Points::ZERO, Minutes::ZERO);
        for (step, effect) in self.steps.iter_mut().zip(effects) {
            let node = &mut self.backlog.items[step.node];
            self.is_corrected |=
                (node.points, node.max, node.effort) != (effect.points, effect.max, effect.effort);
            (node.points, node.max, node.effort) = (effect.points, effect.max, effect.effort);
            points += effect.points;
            effort += effect.effort;
            step.cumulative_points = points;
            step.cumulative_effort = effort;
            step.percent_after = Some(effect.percent);
        }
    }
}

/// Applies a sequence of work items to a state.
fn replay(backlog: &Backlog, sequence: &[usize], start: &State<'_>) -> Vec<StepEffect> {
    let mut state = start.clone();
    let mut was = state.totals();
    let mut effects = Vec::with_capacity(sequence.len());
    for &index in sequence {
        let node = &backlog.items[index];
        let effort = effort_at(start, &state, &node.id, node.way.as_ref()).unwrap_or(node.effort);
        let needless = match node.kind {
            WorkKind::Action => state.is_done_without(start, &node.id),
            WorkKind::Control => !state.rows.contains_key(&node.id),
        };
        let before = points_of(&state, &node.id);
        if !needless {
            state.apply(&super::completion(&node.id, node.kind, node.way.as_ref()));
        }
        let stays = before.is_some() && before == points_of(&state, &node.id);
        let is_needless = needless || (node.kind == WorkKind::Control && stays);
        let is = state.totals();
        effects.push(StepEffect {
            points: is.points - was.points,
            max: is.max - was.max,
            effort,
            percent: is.percent(),
            is_needless,
        });
        was = is;
    }
    effects
}

/// The points of a row whose maximum is known.
fn points_of(state: &State<'_>, id: &Id) -> Option<Points> {
    state.rows.get(id).filter(|row| row.max.is_some()).map(|row| row.points())
}
