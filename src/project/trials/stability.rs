//! How stable the ranking is: the backlog of the first day ranked again with drawn efforts.

use rayon::prelude::*;

use super::super::ProjectionInput;
use super::build_model::TrialModel;
use super::model::FlatModel;
use super::philox::Rng;
use crate::model::{Graph, Id, Minutes, Weight};
use crate::plan::{Backlog, Order, backlog, rank};
use crate::state::State;

/// How many steps count as the first.
pub const FIRST_STEPS: usize = 20;
/// Trials that are ranked; each costs as much as a whole ranking.
const RANKED: u32 = 200;

/// One of today's first steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepStability {
    /// The control or action.
    pub id: Id,
    /// Its rank today, from 1.
    pub rank: usize,
    /// In how many of the ranked trials it is among the first.
    pub among_first: u32,
}

/// Today's first steps, by rank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankingStability {
    /// How many trials were ranked.
    pub trials: u32,
    /// The steps.
    pub steps: Vec<StepStability>,
}

/// Ranks the backlog of the first day anew with the efforts of the first trials.
pub fn ranking_stability(
    input: &ProjectionInput<'_>,
    booked: &TrialModel,
    seed: u64,
    trials: u32,
) -> RankingStability {
    let state = State::at_snapshot(input.catalogue, input.tenant, input.assumptions).on(input.start);
    let backlog = backlog::build(&state);
    let place = |id: &Id| booked.steps.iter().position(|step| step == id);
    let places: Vec<Option<usize>> = backlog.items.iter().map(|node| place(&node.id)).collect();
    let luck = Rng::new(seed);
    let first = |backlog: Backlog| -> Vec<usize> {
        rank(backlog, Order::Bundles, None).steps.iter().take(FIRST_STEPS).map(|step| step.node).collect()
    };
    let trials = trials.min(RANKED);
    let drawn: Vec<Vec<usize>> = (0..trials)
        .into_par_iter()
        .map(|trial| first(again(&backlog, &places, &booked.flat, &luck, trial)))
        .collect();
    let steps = first(backlog.clone()).into_iter().enumerate().map(|(at, node)| StepStability {
        id: backlog.items[node].id.clone(),
        rank: at + 1,
        among_first: drawn.iter().filter(|nodes| nodes.contains(&node)).map(|_| 1).sum(),
    });
    RankingStability { trials, steps: steps.collect() }
}

/// The backlog with the efforts of one trial; what was not booked keeps its own.
fn again(backlog: &Backlog, places: &[Option<usize>], model: &FlatModel, luck: &Rng, trial: u32) -> Backlog {
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
