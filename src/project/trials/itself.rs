//! What happens by itself, as it is tried: rows that drift more or less than expected, and controls that come.
//!
//! A row that drifts is followed by its points and not by differences: what gets lost is never more than is there, and
//! work on the row reaches what the work reaches, whatever was lost before.

use std::collections::BTreeMap;

use super::model::{Arrivals, Drifting, Model, Move, Moved, Shift};
use super::random::Luck;
use super::table::{CELLS, Shape};
use crate::model::Id;

/// What a row of the score does, shift after shift.
#[derive(Debug, Default)]
pub(super) struct Rows(BTreeMap<Id, Row>);

#[derive(Debug, Default)]
struct Row {
    start: i64,
    now: i64,
    moves: Vec<Move>,
    drifts: bool,
}

impl Rows {
    /// Rows with the points of the first day.
    pub(super) fn starting(points: impl IntoIterator<Item = (Id, i64)>) -> Self {
        let row = |(id, points)| (id, Row { start: points, now: points, ..Row::default() });
        Self(points.into_iter().map(row).collect())
    }

    /// A shift of a row; `drift` is whose luck it is when the row drifts.
    pub(super) fn moved(&mut self, id: &Id, shift: u32, points: i64, drift: Option<Option<u32>>) {
        let row = self.0.entry(id.clone()).or_default();
        row.now += points;
        row.drifts |= drift.is_some();
        let points = match drift {
            Some(luck) => Moved::Lost { expected: u64::try_from(-points).unwrap_or(0), luck },
            None => Moved::To(row.now),
        };
        row.moves.push(Move { shift, points });
    }

    /// The rows that drift; their points are taken out of the shifts.
    pub(super) fn drifting(self, shifts: &mut [Shift]) -> Vec<Drifting> {
        let drifting = self.0.into_values().filter(|row| row.drifts);
        let drifting: Vec<Drifting> =
            drifting.map(|row| Drifting { start: row.start, moves: row.moves }).collect();
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
pub(super) struct Fate {
    /// From nothing to twice the expected drift, in units of 2^-32 of the latter.
    shape: Shape,
    factors: Vec<u64>,
    order: Vec<(u32, usize)>,
}

impl Fate {
    pub(super) fn of(model: &Model) -> Self {
        Self {
            shape: Shape::new(super::table::Law::Triangular, 0, 1, 2),
            factors: vec![0; model.drifts.len()],
            order: Vec::new(),
        }
    }

    /// Enters what drifts and what comes in one trial on its day. `moved` holds the days of all shifts.
    pub(super) fn enter(
        &mut self,
        model: &Model,
        luck: &Luck,
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
                    Moved::To(points) => points,
                    Moved::Lost { expected, luck } => (now - self.lost(expected, luck)).max(0),
                };
                if let Some(gained) = gained.get_mut(day as usize) {
                    gained.0 += after - now;
                }
                now = after;
            }
        }
        for Arrivals { day, key, maxima } in &model.arrivals {
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
