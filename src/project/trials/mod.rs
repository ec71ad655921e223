//! Monte Carlo trials of a projection: efforts, failures, capacities and delays are drawn.
//!
//! Goes in: a [`FlatModel`], the projection as flat lists with its uncertain quantities. Comes out: [`TrialCounts`] of
//! what happened, and their [`TrialSummary`]. **Invariants:** after the draw everything is a whole number; a draw depends
//! only on seed, trial and owner ([`philox`]), so neither threads nor other work change it; without any spread every trial
//! equals the projection; a run of some trials is the beginning of a run of more.

mod background;
mod build_model;
mod counts;
pub mod distribution;
mod histogram;
pub mod model;
mod multi_team;
pub mod philox;
mod run;
mod score_changes;
mod single_team;
mod stability;
mod summary;

pub use build_model::{TrialModel, build_model};
pub use counts::{CorrelationSums, TrialCounts};
pub use histogram::{DayHistogram, Histograms};
pub use model::FlatModel;
pub use run::{
    Monitor, PairedComparison, RunRequest, TrialSettings, Trials, common_day, paired_comparisons, run_model,
    run_trials,
};
pub use stability::{FIRST_STEPS, RankingStability, StepStability, ranking_stability};
pub use summary::{CONFIDENCES, DaySummary, OutcomeDriver, TrialSummary, summarise};
