//! What happens by itself, as it is tried: rows that drift more or less than expected, and controls that come.
//!
//! A row that drifts is followed by its points and not by differences: what gets lost is never more than is there, and
//! work on the row reaches what the work reaches, whatever was lost before.

use std::collections::BTreeMap;

use super::distribution::{CELLS, Quantiles};
use super::model::{ArrivingControls, DriftingChange, DriftingRow, FlatModel, PointsAfter, ScoreChange};
use super::philox::Rng;
use crate::model::Id;

/// What a row of the score does, shift after shift.
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
    /// Rows with the points of the first day.
    pub(super) fn starting(points: impl IntoIterator<Item = (Id, i64)>) -> Self {
        let row = |(id, points)| (id, RowHistory { start: points, now: points, ..RowHistory::default() });
        Self(points.into_iter().map(row).collect())
    }

    /// A shift of a row; `drift` is whose luck it is when the row drifts.
    pub(super) fn moved(&mut self, id: &Id, shift: u32, points: i64, drift: Option<Option<u32>>) {
        let row = self.0.entry(id.clone()).or_default();
        row.now += points;
        row.drifts |= drift.is_some();
        let points = match drift {
            Some(luck) => PointsAfter::Lost { expected: u64::try_from(-points).unwrap_or(0), luck },
            None => PointsAfter::To(row.now),
        };
        row.moves.push(DriftingChange { shift, points });
    }

    /// The rows that drift; their points are taken out of the shifts.
    pub(super) fn drifting(self, shifts: &mut [ScoreChange]) -> Vec<DriftingRow> {
        let drifting = self.0.into_values().filter(|row| row.drifts);
        let drifting: Vec<DriftingRow> =
            drifting.map(|row| DriftingRow { start: row.start, moves: row.moves }).collect();
        for moved in drifting.iter().flat_map(|row| &row.moves) {
            if let Some(shift) = shifts.get_mut(moved.shift as usize) {
                shift.points = 0;
            }
        }
        drifting
    }
}

/// What a trial needs for it while it runs.
#[derive(Debug)]
pub(super) struct BackgroundDraws {
    /// From nothing to twice the expected drift, in units of 2^-32 of the latter.
    shape: Quantiles,
    factors: Vec<u64>,
    order: Vec<(u32, usize)>,
}

impl BackgroundDraws {
    pub(super) fn of(model: &FlatModel) -> Self {
        Self {
            shape: Quantiles::new(super::distribution::Distribution::Triangular, 0, 1, 2),
            factors: vec![0; model.drifts.len()],
            order: Vec::new(),
        }
    }

    /// Enters what drifts and what comes in one trial on its day. `moved` holds the days of all shifts.
    pub(super) fn enter(
        &mut self,
        model: &FlatModel,
        luck: &Rng,
        trial: u32,
        moved: &[u32],
        gained: &mut [(i64, i64)],
    ) {
        for (factor, key) in self.factors.iter_mut().zip(&model.drifts) {
            *factor = 2 * u64::from(self.shape.at(luck.draw(trial, *key).size()));
        }
        for row in &model.drifting {
            self.order.clear();
            let days = row.moves.iter().map(|one| moved[one.shift as usize]);
            self.order.extend(days.zip(0..));
            // Work may show before or after a drift; what shows on one day keeps its order.
            self.order.sort_unstable();
            let mut now = row.start;
            for &(day, at) in &self.order {
                let after = match row.moves[at].points {
                    PointsAfter::To(points) => points,
                    PointsAfter::Lost { expected, luck } => (now - self.lost(expected, luck)).max(0),
                };
                if let Some(gained) = gained.get_mut(day as usize) {
                    gained.0 += after - now;
                }
                now = after;
            }
        }
        for ArrivingControls { day, key, maxima } in &model.arrivals {
            if let Some(gained) = gained.get_mut(*day as usize) {
                gained.1 += maxima[luck.draw(trial, *key).size() as usize % CELLS];
            }
        }
    }

    fn lost(&self, expected: u64, luck: Option<u32>) -> i64 {
        let factor = luck.map_or(1 << 32, |luck| self.factors[luck as usize]);
        i64::try_from((expected * factor + (1 << 31)) >> 32).unwrap_or(i64::MAX)
    }
}
