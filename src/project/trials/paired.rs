//! Scenarios tried, alone and against each other.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::super::ProjectionInput;
use super::build_model::{TrialModel, build_model};
use super::run::{Monitor, RunRequest, run_model};
use super::stability::{RankingStability, ranking_stability};
use super::summary::{TrialSummary, summarise};
use crate::model::Spreads;

/// What is tried of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrialSettings {
    /// How many trials.
    pub count: u32,
    /// Whose luck.
    pub seed: u64,
    /// What is uncertain.
    pub spreads: Spreads,
    /// The day on which the trials of several scenarios are compared.
    pub on: Option<Date>,
}

/// The trials of a scenario.
#[derive(Debug, Clone)]
pub struct Trials {
    /// What was wished.
    pub settings: TrialSettings,
    /// The names of what was tried.
    pub model: TrialModel,
    /// What came of it.
    pub summary: TrialSummary,
    /// How stable today's ranking is.
    pub stability: RankingStability,
    /// Hundredths of a percent on the day of comparison, trial after trial.
    pub kept: Vec<i64>,
}

/// Two scenarios on the same luck, trial by trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairedComparison {
    /// The places of the two scenarios.
    pub scenarios: (usize, usize),
    /// In how many trials the first is ahead.
    pub ahead: u32,
    /// In how many both are equal.
    pub equal: u32,
    /// In how many the second is ahead.
    pub behind: u32,
}

/// Tries a scenario.
pub fn run_trials(input: &ProjectionInput<'_>, settings: TrialSettings, watch: &Monitor<'_>) -> Trials {
    let booked = build_model(input, &settings.spreads);
    let day = |date: Date| input.start.until(date).ok().and_then(|span| u32::try_from(span.get_days()).ok());
    let keep = settings.on.and_then(day).filter(|day| *day <= booked.flat.last_day);
    let tally = run_model(
        &booked.flat,
        RunRequest { count: settings.count, seed: settings.seed, drivers: true, keep },
        watch,
    );
    let measure = booked.flat.measure();
    Trials {
        settings,
        summary: summarise(&booked.flat, &tally),
        stability: ranking_stability(input, &booked, settings.seed, tally.trials),
        kept: tally.kept().into_iter().map(|level| measure.percent_hundredths(level)).collect(),
        model: booked,
    }
}

impl Trials {
    /// The date of a day.
    pub fn date(&self, day: u32) -> Date {
        self.model.start.checked_add(i64::from(day).days()).unwrap_or(Date::MAX)
    }
}

/// The day on which scenarios are compared: the earliest on which a goal is due or a projection ends.
pub fn common_day(inputs: &[ProjectionInput<'_>]) -> Option<Date> {
    let due = |input: &ProjectionInput<'_>| {
        let end = input.start.checked_add(input.scenario.horizon_days.days()).unwrap_or(Date::MAX);
        input.scenario.goal.and_then(|goal| goal.by).map_or(end, |by| by.min(end))
    };
    inputs.iter().map(due).min()
}

/// Compares every two of some scenarios on the trials that both have.
pub fn paired_comparisons(trials: &[&Trials]) -> Vec<PairedComparison> {
    let mut duels = Vec::new();
    for (a, first) in trials.iter().enumerate() {
        for (b, second) in trials.iter().enumerate().skip(a + 1) {
            let mut duel = PairedComparison { scenarios: (a, b), ahead: 0, equal: 0, behind: 0 };
            for (x, y) in first.kept.iter().zip(&second.kept) {
                match x.cmp(y) {
                    std::cmp::Ordering::Greater => duel.ahead += 1,
                    std::cmp::Ordering::Equal => duel.equal += 1,
                    std::cmp::Ordering::Less => duel.behind += 1,
                }
            }
            duels.push(duel);
        }
    }
    duels
}
