//! What the steps of an order do to a tenant, one after the other.
//!
//! A backlog gives each piece of work its own figures. Where they hang on what else is done, the order decides, and what
//! a step is worth is only known once it has been walked.

use super::{Bundle, Ranking};
use crate::model::{Id, Minutes, Percent, Points};
use crate::plan::backlog::{Backlog, WorkKind, effort_at};
use crate::state::State;

/// What one step does where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct StepEffect {
    points: Points,
    max: Points,
    effort: Minutes,
    /// The score after it.
    percent: Percent,
    /// Steps before it have done it, or have taken away what it would work on.
    is_idle: bool,
}

impl Ranking {
    /// The same order with what its steps are worth at their places, less those that have nothing to do there. The order
    /// stays: what made a step needless stands before what needed it.
    pub(super) fn walked(mut self, state: &State<'_>) -> Self {
        loop {
            let effects = self.effects(state);
            let kept: Vec<bool> = effects.iter().map(|effect| !effect.is_idle).collect();
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

    /// The steps that are kept, by their places.
    fn only(self, kept: &[bool]) -> Self {
        let worth = |at: usize| {
            let node = &self.backlog.items[self.steps[at].node];
            (node.points, node.max, node.effort) != (Points::ZERO, Points::ZERO, Minutes::ZERO)
        };
        let is_corrected = self.is_corrected || (0..kept.len()).any(|at| !kept[at] && worth(at));
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

    /// Gives every step the figures that it has at its place.
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

/// Walks a sequence of nodes.
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
        let is_idle = needless || (node.kind == WorkKind::Control && stays);
        let is = state.totals();
        effects.push(StepEffect {
            points: is.points - was.points,
            max: is.max - was.max,
            effort,
            percent: is.percent(),
            is_idle,
        });
        was = is;
    }
    effects
}

/// The points of a row whose maximum is known.
fn points_of(state: &State<'_>, id: &Id) -> Option<Points> {
    state.rows.get(id).filter(|row| row.max.is_some()).map(|row| row.points())
}
