//! How stable the ranking is: the backlog of the first day ranked again with drawn efforts.

use rayon::prelude::*;

use super::super::Input;
use super::book::Booked;
use super::model::Model;
use super::random::Luck;
use crate::model::{Graph, Id, Minutes, Weight};
use crate::plan::{Backlog, Order, backlog, rank};
use crate::state::State;

/// How many steps count as the first.
pub const FIRST: usize = 20;
/// Trials that are ranked; each costs as much as a whole ranking.
const RANKED: u32 = 200;

/// One of today's first steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stable {
    /// The control or action.
    pub id: Id,
    /// Its rank today, from 1.
    pub rank: usize,
    /// In how many of the ranked trials it is among the first.
    pub among_first: u32,
}

/// Today's first steps, by rank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stability {
    /// How many trials were ranked.
    pub trials: u32,
    /// The steps.
    pub steps: Vec<Stable>,
}

/// Ranks the backlog of the first day anew with the efforts of the first trials.
pub fn stability(input: &Input<'_>, booked: &Booked, seed: u64, trials: u32) -> Stability {
    let state = State::at_snapshot(input.catalogue, input.tenant, input.assumptions).on(input.start);
    let backlog = backlog::build(&state);
    let place = |id: &Id| booked.steps.iter().position(|step| step == id);
    let places: Vec<Option<usize>> = backlog.items.iter().map(|node| place(&node.id)).collect();
    let luck = Luck::new(seed);
    let first = |backlog: Backlog| -> Vec<usize> {
        rank(backlog, Order::Bundles, None).steps.iter().take(FIRST).map(|step| step.node).collect()
    };
    let trials = trials.min(RANKED);
    let drawn: Vec<Vec<usize>> = (0..trials)
        .into_par_iter()
        .map(|trial| first(again(&backlog, &places, &booked.model, &luck, trial)))
        .collect();
    let steps = first(backlog.clone()).into_iter().enumerate().map(|(at, node)| Stable {
        id: backlog.items[node].id.clone(),
        rank: at + 1,
        among_first: drawn.iter().filter(|nodes| nodes.contains(&node)).map(|_| 1).sum(),
    });
    Stability { trials, steps: steps.collect() }
}

/// The backlog with the efforts of one trial; what was not booked keeps its own.
fn again(backlog: &Backlog, places: &[Option<usize>], model: &Model, luck: &Luck, trial: u32) -> Backlog {
    let mut backlog = backlog.clone();
    for (node, place) in backlog.items.iter_mut().zip(places) {
        if let Some(step) = place.and_then(|place| model.steps.get(place)) {
            let draw = luck.draw(trial, step.key).size();
            let shape = &model.shapes[step.effort.shape as usize];
            node.effort = Minutes(i64::try_from(step.effort.value(shape.at(draw))).unwrap_or(i64::MAX));
        }
    }
    let weights = backlog.items.iter().map(|n| Weight { points: n.points.0, minutes: n.effort.0 }).collect();
    let needs = backlog.items.iter().map(|node| node.needs.clone()).collect();
    // Other efforts close no circle.
    backlog.graph = Graph::new(weights, needs).unwrap_or_default();
    backlog
}
