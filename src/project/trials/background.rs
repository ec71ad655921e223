//! Drift and new controls within a trial.
//!
//! A row that drifts is tracked by its points and not by differences: drift never takes more points than there are, and
//! work on the row reaches the same points whatever was lost before.

use std::collections::BTreeMap;

use super::distribution::{CELLS, Distribution, Quantiles};
use super::model::{ArrivingControls, DriftingChange, DriftingRow, FlatModel, PointsAfter, ScoreChange};
use super::philox::Rng;
use crate::model::Id;

/// The changes of each row of the score.
#[derive(Debug, Default)]
pub(super) struct RowHistories(BTreeMap<Id, RowHistory>);

#[derive(Debug, Default)]
struct RowHistory {
    start: i64,
    now: i64,
    moves: Vec<DriftingChange>,
    drifts: bool,
}

impl RowHistories {
    /// The points of each row on the first day.
    pub(super) fn starting(points: impl IntoIterator<Item = (Id, i64)>) -> Self {
        let row = |(id, points)| (id, RowHistory { start: points, now: points, ..RowHistory::default() });
        Self(points.into_iter().map(row).collect())
    }

    /// Adds a change of a row. `drift` is `Some` where the row drifts, with the index of the stream that draws how much.
    pub(super) fn moved(&mut self, id: &Id, change: u32, points: i64, drift: Option<Option<u32>>) {
        let row = self.0.entry(id.clone()).or_default();
        row.now += points;
        row.drifts |= drift.is_some();
        let points = match drift {
            Some(stream) => PointsAfter::Lost { expected: u64::try_from(-points).unwrap_or(0), stream },
            None => PointsAfter::To(row.now),
        };
        row.moves.push(DriftingChange { change, points });
    }

    /// The rows that drift; their points are removed from the score changes.
    pub(super) fn drifting(self, score_changes: &mut [ScoreChange]) -> Vec<DriftingRow> {
        let drifting = self.0.into_values().filter(|row| row.drifts);
        let drifting: Vec<DriftingRow> =
            drifting.map(|row| DriftingRow { start: row.start, moves: row.moves }).collect();
        for moved in drifting.iter().flat_map(|row| &row.moves) {
            if let Some(change) = score_changes.get_mut(moved.change as usize) {
                change.points = 0;
            }
        }
        drifting
    }
}

/// The draws of drift and new controls in a trial.
#[derive(Debug)]
pub(super) struct BackgroundDraws {
    /// The drift of a month, from 0 to twice the expectation, in units of 2^-32 of twice the expectation.
    shape: Quantiles,
    factors: Vec<u64>,
    order: Vec<(u32, usize)>,
}

impl BackgroundDraws {
    pub(super) fn of(model: &FlatModel) -> Self {
        Self {
            shape: Quantiles::new(Distribution::Triangular, 0, 1, 2),
            factors: vec![0; model.drifts.len()],
            order: Vec::new(),
        }
    }

    /// Enters drift and new controls of one trial on their days. `moved` holds the days of all score changes.
    pub(super) fn enter(
        &mut self,
        model: &FlatModel,
        rng: &Rng,
        trial: u32,
        moved: &[u32],
        gained: &mut [(i64, i64)],
    ) {
        for (factor, key) in self.factors.iter_mut().zip(&model.drifts) {
            *factor = 2 * u64::from(self.shape.at(rng.draw(trial, *key).size()));
        }
        for row in &model.drifting {
            self.order.clear();
            let days = row.moves.iter().map(|one| moved[one.change as usize]);
            self.order.extend(days.zip(0..));
            // Work may show before or after a drift; changes of one day keep their order.
            self.order.sort_unstable();
            let mut now = row.start;
            for &(day, at) in &self.order {
                let after = match row.moves[at].points {
                    PointsAfter::To(points) => points,
                    PointsAfter::Lost { expected, stream } => (now - self.lost(expected, stream)).max(0),
                };
                if let Some(gained) = gained.get_mut(day as usize) {
                    gained.0 += after - now;
                }
                now = after;
            }
        }
        for ArrivingControls { day, key, maxima } in &model.arrivals {
            if let Some(gained) = gained.get_mut(*day as usize) {
                gained.1 += maxima[rng.draw(trial, *key).size() as usize % CELLS];
            }
        }
    }

    /// What is lost of an expectation; the expectation itself where nothing is drawn.
    fn lost(&self, expected: u64, stream: Option<u32>) -> i64 {
        let factor = stream.map_or(1 << 32, |stream| self.factors[stream as usize]);
        i64::try_from((expected * factor + (1 << 31)) >> 32).unwrap_or(i64::MAX)
    }
}
