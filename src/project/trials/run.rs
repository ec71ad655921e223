//! Runs trials in parallel, and compares scenarios trial by trial.

use std::sync::atomic::{AtomicU32, Ordering};

use jiff::ToSpan as _;
use jiff::civil::Date;
use rayon::prelude::*;

use super::super::ProjectionInput;
use super::build_model::{TrialModel, build_model};
use super::counts::{CHUNK, TrialCounts};
use super::model::FlatModel;
use super::multi_team::MultiTeam;
use super::philox::Rng;
use super::single_team::SingleTeam;
use super::stability::{RankingStability, ranking_stability};
use super::summary::{TrialSummary, summarise};
use crate::model::{BasisPoints, Spreads};

/// Drivers are measured over the first so many trials: more would hardly change a correlation.
pub(super) const DRIVEN: u32 = 80 * CHUNK;

/// How a model is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunRequest {
    pub count: u32,
    pub seed: u64,
    /// Whether to measure what drives the outcome, over the first 10 240 trials.
    pub drivers: bool,
    /// The day whose score is kept for every trial, to compare two runs trial by trial.
    pub keep: Option<u32>,
}

/// Called between chunks of trials.
pub struct Monitor<'w> {
    /// Returns whether to stop.
    pub stop: &'w (dyn Fn() -> bool + Sync),
    /// Receives the number of trials of the chunk that is done.
    pub done: &'w (dyn Fn(u32) + Sync),
}

impl std::fmt::Debug for Monitor<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Monitor")
    }
}

impl Monitor<'_> {
    /// Never stops and reports to nobody.
    pub const NONE: Monitor<'static> = Monitor { stop: &|| false, done: &|_| () };
}

/// Runs the trials of a model. When it is stopped, the counts are those of the trials from the first to some later one.
///
/// Workers take chunks in turn and finish what they have taken, so the finished trials are always the first ones. Sums of
/// whole numbers do not depend on the order, so the number of workers changes no figure.
pub fn run_model(model: &FlatModel, request: RunRequest, monitor: &Monitor<'_>) -> TrialCounts {
    let rng = Rng::new(request.seed);
    let single_team = SingleTeam::of(model, request.keep);
    let multi_team = MultiTeam::of(model, request.keep);
    let next = AtomicU32::new(0);
    let chunks = request.count.div_ceil(CHUNK);
    let worker = |_| {
        let mut counts = TrialCounts::new(model, request.drivers);
        let mut of_single_team = single_team.as_ref().map(SingleTeam::workspace);
        let mut of_multi_team = None;
        while !(monitor.stop)() {
            let chunk = next.fetch_add(1, Ordering::Relaxed);
            if chunk >= chunks {
                break;
            }
            let first = chunk * CHUNK;
            let count = CHUNK.min(request.count - first);
            if request.keep.is_some() {
                counts.kept.push((chunk, Vec::with_capacity(count as usize)));
            }
            let driven = request.drivers && first < DRIVEN;
            match (&single_team, &mut of_single_team) {
                (Some(single_team), Some(workspace)) if !driven => {
                    single_team.run(&rng, first, count, workspace, &mut counts);
                }
                _ => {
                    let workspace = of_multi_team.get_or_insert_with(|| multi_team.workspace());
                    multi_team.run(&rng, first, count, driven, workspace, &mut counts);
                }
            }
            (monitor.done)(count);
        }
        counts
    };
    let workers = rayon::current_num_threads().min(chunks.max(1) as usize);
    let all_counts = (0..workers).into_par_iter().map(worker);
    all_counts.reduce_with(TrialCounts::merge).unwrap_or_else(|| TrialCounts::new(model, request.drivers))
}

/// How the trials of a scenario are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrialSettings {
    pub count: u32,
    pub seed: u64,
    pub spreads: Spreads,
    /// The day on which several scenarios are compared trial by trial.
    pub on: Option<Date>,
}

#[derive(Debug, Clone)]
pub struct Trials {
    pub settings: TrialSettings,
    pub model: TrialModel,
    pub summary: TrialSummary,
    /// How stable the ranking of the first day is.
    pub stability: RankingStability,
    /// The score of each trial on the day of comparison, in hundredths of a percent.
    pub kept: Vec<BasisPoints>,
}

/// Two scenarios compared trial by trial on common random numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairedComparison {
    pub scenarios: (usize, usize),
    /// The trials in which the first is ahead.
    pub ahead: u32,
    /// The trials in which both are equal.
    pub equal: u32,
    /// The trials in which the second is ahead.
    pub behind: u32,
}

pub fn run_trials(input: &ProjectionInput<'_>, settings: TrialSettings, monitor: &Monitor<'_>) -> Trials {
    let model = build_model(input, &settings.spreads);
    let day = |date: Date| input.start.until(date).ok().and_then(|span| u32::try_from(span.get_days()).ok());
    let keep = settings.on.and_then(day).filter(|day| *day <= model.flat.last_day);
    let counts = run_model(
        &model.flat,
        RunRequest { count: settings.count, seed: settings.seed, drivers: true, keep },
        monitor,
    );
    let measure = model.flat.measure();
    Trials {
        settings,
        summary: summarise(&model.flat, &counts),
        stability: ranking_stability(input, &model, settings.seed, counts.trials),
        kept: counts.kept().into_iter().map(|level| measure.percent(level)).collect(),
        model,
    }
}

impl Trials {
    /// The date of a day of the model.
    pub fn date(&self, day: u32) -> Date {
        self.model.start.checked_add(i64::from(day).days()).unwrap_or(Date::MAX)
    }
}

/// The day on which scenarios are compared: the earliest on which a goal is due or a projection ends.
pub fn common_day(inputs: &[ProjectionInput<'_>]) -> Option<Date> {
    let due = |input: &ProjectionInput<'_>| {
        let end = input.last_day();
        input.scenario.goal.and_then(|goal| goal.by).map_or(end, |by| by.min(end))
    };
    inputs.iter().map(due).min()
}

/// Compares every pair of scenarios over the trials that both have.
pub fn paired_comparisons(trials: &[&Trials]) -> Vec<PairedComparison> {
    let mut comparisons = Vec::new();
    for (a, first) in trials.iter().enumerate() {
        for (b, second) in trials.iter().enumerate().skip(a + 1) {
            let mut pair = PairedComparison { scenarios: (a, b), ahead: 0, equal: 0, behind: 0 };
            for (x, y) in first.kept.iter().zip(&second.kept) {
                match x.cmp(y) {
                    std::cmp::Ordering::Greater => pair.ahead += 1,
                    std::cmp::Ordering::Equal => pair.equal += 1,
                    std::cmp::Ordering::Less => pair.behind += 1,
                }
            }
            comparisons.push(pair);
        }
    }
    comparisons
}
