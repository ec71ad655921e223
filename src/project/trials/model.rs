//! The model that trials run: work, teams and score changes as flat lists, with days counted from 0.

use super::distribution::{CELLS, Delay, Quantiles, UncertainQuantity};
use super::philox::Stream;
use crate::model::units::{div_half_up, gcd};
use crate::model::{BasisPoints, Percent, Points};

/// A day that never comes.
pub const NEVER: u32 = u32::MAX;

/// A projection with its uncertain quantities.
#[derive(Debug, Clone, Default)]
pub struct FlatModel {
    /// The last day; the first is 0.
    pub last_day: u32,
    /// For each team and day whether the team makes changes, with or without hours, team after team.
    pub open: Vec<bool>,
    pub teams: Vec<TrialTeam>,
    /// The work, in the order in which it is booked.
    pub steps: Vec<TrialStep>,
    /// The needs of the steps, step after step.
    pub needs: Vec<TrialNeed>,
    /// The changes of the score, in the order of the projection.
    pub score_changes: Vec<ScoreChange>,
    /// Rows that drift; `score_changes` holds none of their points.
    pub drifting: Vec<DriftingRow>,
    /// The streams that draw how much drifts, by product and month.
    pub drifts: Vec<Stream>,
    /// New controls in a number that is drawn.
    pub arrivals: Vec<ArrivingControls>,
    /// The quantile tables of efforts.
    pub shapes: Vec<Quantiles>,
    /// The delays until points show.
    pub delays: Vec<Delay>,
    /// Points and maximum before the first change, in hundredths.
    pub start: (i64, i64),
    pub goal: Option<TrialGoal>,
    pub failure: OnFailure,
}

#[derive(Debug, Clone)]
pub struct TrialTeam {
    /// Draws the capacity.
    pub key: Stream,
    /// Minutes of work on each day.
    pub capacity: Vec<u32>,
    /// How long work takes at each quantile of the capacity, in units of 2^-20 of its effort.
    pub paces: Box<[u32; CELLS]>,
}

#[derive(Debug, Clone)]
pub struct TrialStep {
    /// Draws effort, success and delay.
    pub key: Stream,
    pub team: u32,
    /// The first day on which it may begin.
    pub release: u32,
    /// Its effort in minutes.
    pub effort: UncertainQuantity,
    /// The bound below which one of 65 536 draws succeeds.
    pub success: u32,
    /// The index of its delay.
    pub delay: u32,
    /// The end of its needs in [`FlatModel::needs`]; they begin where those of the step before end.
    pub needs_end: u32,
}

/// An earlier step that a step needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrialNeed {
    pub step: u32,
    /// Days from its finish to the first day on which the dependent step may begin.
    pub gap: u32,
}

/// One change of one row of the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScoreChange {
    pub when: ChangeTime,
    /// The index of an earlier change that never shows later than this one, such as the last one of the same row.
    pub behind: Option<u32>,
    /// The change of the points, in hundredths.
    pub points: i64,
    /// The change of the maximum, in hundredths.
    pub max: i64,
}

/// When a change shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeTime {
    /// On a stated day.
    Day(u32),
    /// When the points of a step show.
    Step(u32),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DriftingRow {
    /// Its points before its first change, in hundredths.
    pub start: i64,
    /// Its changes, in the order of the projection.
    pub moves: Vec<DriftingChange>,
}

/// A change of a row that drifts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DriftingChange {
    /// The index of the score change that says when.
    pub change: u32,
    pub points: PointsAfter,
}

/// The effect of a change on the points of a row that drifts, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointsAfter {
    /// The row has so many points.
    To(i64),
    /// The row loses points by drift.
    Lost {
        expected: u64,
        /// The index of the stream in [`FlatModel::drifts`]; without one the loss is as expected.
        stream: Option<u32>,
    },
}

/// New controls of a day.
#[derive(Debug, Clone)]
pub struct ArrivingControls {
    pub day: u32,
    /// Draws how many there are.
    pub key: Stream,
    /// What they add to the maximum at each quantile, in hundredths.
    pub maxima: Box<[i64; CELLS]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrialGoal {
    pub percent: BasisPoints,
    /// The day by which it is to be reached.
    pub by: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnFailure {
    /// It is done once more, with an effort drawn anew, and shows after that.
    #[default]
    Redo,
    /// It never shows.
    Lose,
}

/// The unit in which the score of a day is counted as a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreUnit {
    /// Points in units of so many hundredths; the maximum never changes.
    Points {
        /// Hundredths in a unit.
        unit: i64,
        /// The maximum, in hundredths.
        max: i64,
    },
    /// Hundredths of a percent, rounded half up.
    Percent,
}

impl FlatModel {
    /// Points in their greatest common divisor where the maximum is fixed, otherwise percentages.
    pub fn measure(&self) -> ScoreUnit {
        let drawn = !self.drifting.is_empty() || !self.arrivals.is_empty();
        if drawn || self.start.1 <= 0 || self.score_changes.iter().any(|change| change.max != 0) {
            return ScoreUnit::Percent;
        }
        let parts = self.score_changes.iter().map(|change| change.points).chain([self.start.0]);
        let unit = parts.fold(0, |unit, points| gcd(unit, points.into())).max(1);
        let unit = i64::try_from(unit).unwrap_or(1);
        ScoreUnit::Points { unit, max: self.start.1 }
    }

    pub(super) fn needs_of(&self, step: usize) -> &[TrialNeed] {
        let from = if step == 0 { 0 } else { self.steps[step - 1].needs_end as usize };
        &self.needs[from..self.steps[step].needs_end as usize]
    }
}

impl ScoreUnit {
    pub fn level(self, points: i64, max: i64) -> u32 {
        let level = match self {
            Self::Points { unit, .. } => points / unit,
            Self::Percent => Percent::new(Points(points), Points(max)).hundredths(),
        };
        u32::try_from(level.max(0)).unwrap_or(u32::MAX)
    }

    pub fn percent(self, level: u32) -> BasisPoints {
        match self {
            Self::Points { unit, max } => {
                Percent::new(Points(i64::from(level) * unit), Points(max)).rounded()
            }
            Self::Percent => BasisPoints(level.into()),
        }
    }

    /// The mean percentage of trials whose levels have a sum, rounded half up.
    pub fn mean(self, sum: i128, trials: i64) -> BasisPoints {
        match self {
            Self::Points { unit, max } => {
                let whole = i128::from(max) * i128::from(trials);
                let part = sum * i128::from(unit) * i128::from(BasisPoints::ALL.0);
                BasisPoints(i64::try_from((2 * part + whole) / (2 * whole).max(1)).unwrap_or(i64::MAX))
            }
            Self::Percent => BasisPoints(div_half_up(sum, trials)),
        }
    }
}
