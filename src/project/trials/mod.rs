//! Thousands of futures: the projection with drawn efforts, failures, capacities and delays.
//!
//! Goes in: a [`FlatModel`], the projection as flat lists with its uncertain quantities. Comes out: a [`TrialCounts`] of what
//! happened, and its [`TrialSummary`]. **Invariants:** whole numbers after the draw; a draw depends on nothing but its
//! address ([`random`]), so neither threads nor other work change it; without any spread every trial is the
//! projection; a run of some trials is the beginning of a run of more.

mod background;
mod build_model;
mod counts;
pub mod distribution;
mod histogram;
pub mod model;
mod multi_team;
mod paired;
pub mod philox;
mod pieces;
mod run;
mod score_changes;
mod single_team;
mod stability;
mod summary;

pub use build_model::{TrialModel, build_model};
pub use counts::{CorrelationSums, TrialCounts};
pub use histogram::{DayHistogram, Histograms};
pub use model::FlatModel;
pub use paired::{PairedComparison, TrialSettings, Trials, common_day, paired_comparisons, run_trials};
pub use run::{Monitor, RunRequest, run_model};
pub use stability::{FIRST_STEPS, RankingStability, StepStability, ranking_stability};
pub use summary::{CONFIDENCES, DaySummary, OutcomeDriver, TrialSummary, summarise};
