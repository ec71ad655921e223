//! The ranking: bundles in the order that gains points fastest, and the order inside each bundle.

mod bundles;
mod order;
mod replay;

pub use bundles::{Bundle, bundles};

use super::backlog::{Backlog, Excluded, WorkKind};
use crate::model::{Id, Minutes, Percent, Points, Share};
use crate::state::{Change, State};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By bundles of falling density, which gains points fastest.
    #[default]
    Bundles,
    /// Each control by its own points per minute, as if no action were shared.
    Ratio,
}

/// A step of a ranking: a work item at its place in the order.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedStep {
    /// Its place, from 1.
    pub rank: usize,
    /// The work item, by index in the backlog.
    pub node: usize,
    /// Its bundle, from 1.
    pub bundle: usize,
    pub cumulative_points: Points,
    pub cumulative_effort: Minutes,
    /// The score after the step; `None` for a list without a tenant.
    pub percent_after: Option<Percent>,
}

#[derive(Debug, Clone)]
pub struct Ranking {
    pub backlog: Backlog,
    pub order: Order,
    pub steps: Vec<RankedStep>,
    /// The bundles, in their order.
    pub bundles: Vec<Bundle>,
    /// Whether replaying the order changed the points or the effort of some step.
    pub is_corrected: bool,
}

/// Ranks a backlog. With a state the order is replayed: every step gets the points and the effort that it has at
/// its place, and the score after it; steps for which earlier ones leave nothing to do are dropped.
pub fn rank(backlog: Backlog, order: Order, state: Option<&State<'_>>) -> Ranking {
    let ranking = in_order(backlog, order);
    match state {
        Some(state) => ranking.replayed(state),
        None => ranking,
    }
}

/// The same in an order that is given, as indices of the backlog.
pub fn rank_as_given(backlog: Backlog, sequence: &[usize], state: &State<'_>) -> Ranking {
    let (bundles, bundle_of) = bundled(&backlog);
    let steps = steps(&backlog, sequence, &bundle_of);
    Ranking { backlog, order: Order::Bundles, steps, bundles, is_corrected: false }.replayed(state)
}

/// The bundles of a backlog, and that of each work item, from 1.
fn bundled(backlog: &Backlog) -> (Vec<Bundle>, Vec<usize>) {
    let bundles = bundles(&backlog.graph);
    let mut bundle_of = vec![0; backlog.items.len()];
    for (at, bundle) in bundles.iter().enumerate() {
        for &node in &bundle.nodes {
            bundle_of[node] = at + 1;
        }
    }
    (bundles, bundle_of)
}

fn in_order(backlog: Backlog, order: Order) -> Ranking {
    let (bundles, bundle_of) = bundled(&backlog);
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

/// The change that finishing a work item makes, on the way that was chosen.
pub fn completion(id: &Id, kind: WorkKind, way: Option<&Id>) -> Change {
    match kind {
        WorkKind::Action => Change::ActionDone(id.clone(), Share::ALL),
        WorkKind::Control => Change::ControlDone(id.clone(), Share::ALL, way.cloned()),
    }
}

impl Ranking {
    /// The points gained within an effort, whole steps only.
    pub fn points_within(&self, effort: Minutes) -> Points {
        self.steps
            .iter()
            .take_while(|step| step.cumulative_effort <= effort)
            .last()
            .map_or(Points::ZERO, |step| step.cumulative_points)
    }

    pub fn total_effort(&self) -> Minutes {
        self.steps.last().map_or(Minutes::ZERO, |step| step.cumulative_effort)
    }

    pub fn excluded(&self) -> &[Excluded] {
        &self.backlog.excluded
    }
}
