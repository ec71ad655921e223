//! The ranking: bundles in the order that gains points fastest, and the order inside each.

mod bundles;
mod forest;
mod order;
mod replay;

pub use bundles::{Bundle, bundles};

use super::backlog::{Backlog, Excluded, WorkKind};
use crate::model::{Id, Minutes, Percent, Points, Share};
use crate::state::{Change, State};

/// How steps are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By bundles of falling density.
    #[default]
    Bundles,
    /// Each control by its own ratio, as if nothing were shared.
    Ratio,
}

/// One entry of a ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedStep {
    /// From 1.
    pub rank: usize,
    /// The index in the backlog.
    pub node: usize,
    /// The bundle, from 1.
    pub bundle: usize,
    /// Points so far.
    pub cumulative_points: Points,
    /// Effort so far.
    pub cumulative_effort: Minutes,
    /// The score after the step; `None` for a backlog without a tenant.
    pub percent_after: Option<Percent>,
}

/// A ranked backlog.
#[derive(Debug, Clone)]
pub struct Ranking {
    /// What was ranked.
    pub backlog: Backlog,
    /// The order.
    pub order: Order,
    /// The steps.
    pub steps: Vec<RankedStep>,
    /// The bundles, in their order.
    pub bundles: Vec<Bundle>,
    /// Whether some step is worth or takes something else than its backlog said: its figures are those of this order.
    pub is_corrected: bool,
}

/// Ranks a backlog. With a state, every step says what the score is after it, has the points and the effort that it has
/// at its place, and is left out where the steps before it leave nothing to do.
pub fn rank(backlog: Backlog, order: Order, state: Option<&State<'_>>) -> Ranking {
    let ranking = in_order(backlog, order);
    match state {
        Some(state) => ranking.walked(state),
        None => ranking,
    }
}

fn in_order(backlog: Backlog, order: Order) -> Ranking {
    let bundles = bundles(&backlog.graph);
    let mut bundle_of = vec![0; backlog.items.len()];
    for (at, bundle) in bundles.iter().enumerate() {
        for &node in &bundle.nodes {
            bundle_of[node] = at + 1;
        }
    }
    let mut orderer = order::Orderer::new(&backlog.graph);
    let after = |node: usize| backlog.items[node].after.as_slice();
    let sequence: Vec<usize> = match order {
        Order::Bundles => bundles.iter().flat_map(|b| orderer.early_points(&b.nodes, after)).collect(),
        Order::Ratio => orderer.by_ratio(),
    };
    let steps = steps(&backlog, &sequence, &bundle_of);
    Ranking { backlog, order, steps, bundles, is_corrected: false }
}

fn steps(backlog: &Backlog, sequence: &[usize], bundle_of: &[usize]) -> Vec<RankedStep> {
    let mut points = Points::ZERO;
    let mut effort = Minutes::ZERO;
    let mut steps = Vec::with_capacity(sequence.len());
    for (at, &index) in sequence.iter().enumerate() {
        let node = &backlog.items[index];
        points += node.points;
        effort += node.effort;
        steps.push(RankedStep {
            rank: at + 1,
            node: index,
            bundle: bundle_of[index],
            cumulative_points: points,
            cumulative_effort: effort,
            percent_after: None,
        });
    }
    steps
}

/// The change that finishing a piece of work makes, on the way that was chosen.
pub fn completion(id: &Id, kind: WorkKind, way: Option<&Id>) -> Change {
    match kind {
        WorkKind::Action => Change::ActionDone(id.clone(), Share::ALL),
        WorkKind::Control => Change::ControlDone(id.clone(), Share::ALL, way.cloned()),
    }
}

impl Ranking {
    /// The points that the order has gained after some effort, whole steps only.
    pub fn points_within(&self, effort: Minutes) -> Points {
        self.steps
            .iter()
            .take_while(|step| step.cumulative_effort <= effort)
            .last()
            .map_or(Points::ZERO, |step| step.cumulative_points)
    }

    /// The effort of everything.
    pub fn total_effort(&self) -> Minutes {
        self.steps.last().map_or(Minutes::ZERO, |step| step.cumulative_effort)
    }

    /// What is left out.
    pub fn excluded(&self) -> &[Excluded] {
        &self.backlog.excluded
    }
}
