//! The stability of the ranking: the backlog of the first day is ranked again with drawn efforts.

use rayon::prelude::*;

use super::super::ProjectionInput;
use super::build_model::TrialModel;
use super::model::FlatModel;
use super::philox::Rng;
use crate::model::{Graph, Id, Minutes, Weight};
use crate::plan::{Backlog, Order, backlog, rank};

/// The number of first steps that are compared.
pub const FIRST_STEPS: usize = 20;
/// The most trials that are ranked; each costs as much as a whole ranking.
const RANKED: u32 = 200;

/// One of the first steps of the ranking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepStability {
    pub id: Id,
    /// Its rank with likely efforts, from 1.
    pub rank: usize,
    /// The ranked trials in which it is among the first steps.
    pub among_first: u32,
}

/// The first steps of the ranking, and how often they stay among the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankingStability {
    pub trials: u32,
    /// By rank.
    pub steps: Vec<StepStability>,
}

/// Ranks the backlog of the first day with the efforts of the first trials.
pub fn ranking_stability(
    input: &ProjectionInput<'_>,
    model: &TrialModel,
    seed: u64,
    trials: u32,
) -> RankingStability {
    let state = input.start_state();
    let backlog = backlog::build(&state);
    let place = |id: &Id| model.steps.iter().position(|step| step == id);
    let places: Vec<Option<usize>> = backlog.items.iter().map(|node| place(&node.id)).collect();
    let rng = Rng::new(seed);
    let first = |backlog: Backlog| -> Vec<usize> {
        rank(backlog, Order::Bundles, None).steps.iter().take(FIRST_STEPS).map(|step| step.node).collect()
    };
    let trials = trials.min(RANKED);
    let drawn: Vec<Vec<usize>> = (0..trials)
        .into_par_iter()
        .map(|trial| first(with_drawn_efforts(&backlog, &places, &model.flat, &rng, trial)))
        .collect();
    let steps = first(backlog.clone()).into_iter().enumerate().map(|(at, node)| StepStability {
        id: backlog.items[node].id.clone(),
        rank: at + 1,
        among_first: drawn.iter().filter(|nodes| nodes.contains(&node)).map(|_| 1).sum(),
    });
    RankingStability { trials, steps: steps.collect() }
}

/// The backlog with the efforts of one trial; work that was not booked keeps its own.
fn with_drawn_efforts(
    backlog: &Backlog,
    places: &[Option<usize>],
    model: &FlatModel,
    rng: &Rng,
    trial: u32,
) -> Backlog {
    let mut backlog = backlog.clone();
    for (node, place) in backlog.items.iter_mut().zip(places) {
        if let Some(step) = place.and_then(|place| model.steps.get(place)) {
            let draw = rng.draw(trial, step.key).size();
            let shape = &model.shapes[step.effort.shape as usize];
            node.effort = Minutes(i64::try_from(step.effort.value(shape.at(draw))).unwrap_or(i64::MAX));
        }
    }
    let weights = backlog.items.iter().map(|n| Weight { points: n.points, minutes: n.effort }).collect();
    let needs = backlog.items.iter().map(|node| node.needs.clone()).collect();
    // Efforts do not change the needs, so there is still no cycle.
    backlog.graph = Graph::new(weights, needs).unwrap_or_default();
    backlog
}
