//! What is tried: work, teams and movements of the score as flat lists, days counted from 0.

use super::distribution::{CELLS, DELAYS, Quantiles, UncertainQuantity};
use super::philox::Stream;
use crate::model::units::div_half_up;
use crate::model::{Percent, Points};

/// A day that never comes.
pub const NEVER: u32 = u32::MAX;

/// A projection with its uncertain quantities.
#[derive(Debug, Clone, Default)]
pub struct FlatModel {
    /// The last day; the first is 0.
    pub last_day: u32,
    /// On which of the days each team makes changes, with or without hours, team after team.
    pub open: Vec<bool>,
    /// Who works.
    pub teams: Vec<TrialTeam>,
    /// The work, in the order in which it is entered into the calendars.
    pub steps: Vec<TrialStep>,
    /// What the steps build on, step after step.
    pub needs: Vec<TrialNeed>,
    /// What moves the score, in the order of the projection.
    pub shifts: Vec<ScoreChange>,
    /// Rows that drift; the shifts hold none of their points.
    pub drifting: Vec<DriftingRow>,
    /// Whose luck it is how much drifts, by product and month.
    pub drifts: Vec<Stream>,
    /// Controls that come in a number that is drawn.
    pub arrivals: Vec<ArrivingControls>,
    /// The shapes of efforts.
    pub shapes: Vec<Quantiles>,
    /// Tables of delays until points show, in days.
    pub delays: Vec<[u16; DELAYS]>,
    /// Points and maximum before the first shift, in hundredths.
    pub start: (i64, i64),
    /// What is to be reached.
    pub goal: Option<TrialGoal>,
    /// What a step does that fails.
    pub failure: OnFailure,
}

/// A team.
#[derive(Debug, Clone)]
pub struct TrialTeam {
    /// Whose luck it is.
    pub key: Stream,
    /// Minutes of work on each day.
    pub capacity: Vec<u32>,
    /// How long work takes, in units of 2^-20, at each quantile of the capacity.
    pub paces: Box<[u32; CELLS]>,
}

/// A piece of work.
#[derive(Debug, Clone)]
pub struct TrialStep {
    /// Whose luck it is.
    pub key: Stream,
    /// The team, by index.
    pub team: u32,
    /// The first day on which it may begin.
    pub release: u32,
    /// Its effort in minutes.
    pub effort: UncertainQuantity,
    /// The bound below which one of 65 536 draws succeeds.
    pub success: u32,
    /// The table of its delays, by index.
    pub delay: u32,
    /// Where its needs end among all; they begin where those of the step before end.
    pub needs_end: u32,
}

/// What a step builds on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrialNeed {
    /// An earlier step.
    pub step: u32,
    /// Days from its finish to the first on which the dependent may begin.
    pub gap: u32,
}

/// One movement of one row of the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScoreChange {
    /// When it shows.
    pub when: ChangeTime,
    /// The shift before this one that it never overtakes: that of the same row, or of something else it needs.
    pub behind: Option<u32>,
    /// The change of the points, in hundredths.
    pub points: i64,
    /// The change of the maximum, in hundredths.
    pub max: i64,
}

/// When a movement shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeTime {
    /// On a stated day.
    Day(u32),
    /// When the points of a step show.
    Step(u32),
}

/// A row that drifts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DriftingRow {
    /// Its points before its first movement, in hundredths.
    pub start: i64,
    /// Its movements, in the order of the projection.
    pub moves: Vec<DriftingChange>,
}

/// A movement of a row that drifts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DriftingChange {
    /// The shift that says when.
    pub shift: u32,
    /// What becomes of the points.
    pub points: PointsAfter,
}

/// What becomes of the points of a row that drifts, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointsAfter {
    /// They are so many.
    To(i64),
    /// Some get lost.
    Lost {
        /// The expected number.
        expected: u64,
        /// Whose luck it is, by index; the expected number when absent.
        luck: Option<u32>,
    },
}

/// Controls that come on a day.
#[derive(Debug, Clone)]
pub struct ArrivingControls {
    /// The day.
    pub day: u32,
    /// Whose luck it is.
    pub key: Stream,
    /// What they add to the maximum at each quantile, in hundredths.
    pub maxima: Box<[i64; CELLS]>,
}

/// What is to be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrialGoal {
    /// Hundredths of a percent.
    pub percent_hundredths: i64,
    /// The last day on which it counts.
    pub by: u32,
}

/// What a step does that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnFailure {
    /// It is done once more with an effort of its own, and shows after that.
    #[default]
    Redo,
    /// It never shows.
    Lose,
}

/// How the score of a day is counted into a number.
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
    /// Points where the maximum is fixed, else percentages.
    pub fn measure(&self) -> ScoreUnit {
        let drawn = !self.drifting.is_empty() || !self.arrivals.is_empty();
        if drawn || self.start.1 <= 0 || self.shifts.iter().any(|shift| shift.max != 0) {
            return ScoreUnit::Percent;
        }
        let parts = self.shifts.iter().map(|shift| shift.points).chain([self.start.0]);
        let unit = parts.fold(0, |unit, points| greatest_common(unit, points.abs())).max(1);
        ScoreUnit::Points { unit, max: self.start.1 }
    }

    /// The needs of a step.
    pub(super) fn needs_of(&self, step: usize) -> &[TrialNeed] {
        let from = if step == 0 { 0 } else { self.steps[step - 1].needs_end as usize };
        &self.needs[from..self.steps[step].needs_end as usize]
    }
}

impl ScoreUnit {
    /// The number of a score.
    pub fn level(self, points: i64, max: i64) -> u32 {
        let level = match self {
            Self::Points { unit, .. } => points / unit,
            Self::Percent => Percent::new(Points(points), Points(max)).hundredths(),
        };
        u32::try_from(level.max(0)).unwrap_or(u32::MAX)
    }

    /// The percentage in hundredths that a number stands for.
    pub fn percent_hundredths(self, level: u32) -> i64 {
        match self {
            Self::Points { unit, max } => {
                Percent::new(Points(i64::from(level) * unit), Points(max)).hundredths()
            }
            Self::Percent => i64::from(level),
        }
    }

    /// The percentage in hundredths of a sum of numbers over some trials, rounded half up.
    pub fn mean_hundredths(self, sum: i128, trials: i64) -> i64 {
        match self {
            Self::Points { unit, max } => {
                let whole = i128::from(max) * i128::from(trials);
                let part = sum * i128::from(unit) * 10_000;
                i64::try_from((2 * part + whole) / (2 * whole).max(1)).unwrap_or(i64::MAX)
            }
            Self::Percent => div_half_up(sum, trials),
        }
    }
}

fn greatest_common(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
