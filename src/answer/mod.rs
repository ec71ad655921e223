//! The answers: everything that is said, as data.
//!
//! Goes in: results of the engine rooms. Comes out: for each question one type that serialises to its JSON, field by field,
//! and gives the [`Block`]s that people read. **Invariants:** an answer owns what it holds; its figures are computed when
//! it is made and only written afterwards; JSON fields keep their names, their order and their meaning.

mod about;
mod anonymise;
mod catalogue;
mod check;
mod compare;
mod explain;
mod explain_entries;
mod explain_trace;
mod import;
mod licence_evidence;
mod licences;
mod movement;
mod parts;
mod plan;
mod project;
mod rank;
mod report;
mod score;
mod score_averages;
mod score_regressed;
mod trials;

pub use anonymise::{AnonymiseAnswer, AnonymousFile, Removed};
pub use catalogue::{
    CatalogueDiffAnswer, CatalogueExportAnswer, CatalogueLintAnswer, CatalogueListAnswer, CatalogueShowAnswer,
};
pub use check::{AuditedPlan, CheckAnswer, audit_line};
pub use compare::CompareAnswer;
pub use explain::ExplainAnswer;
pub use import::ImportAnswer;
pub use licences::{
    BestLicencesAnswer, LicenceFrontierAnswer, LicenceLine, LicenceOptionsAnswer, MixQuestion, OptionReading,
    OptionRules, OptionsQuestion, option_sentence, option_text,
};
pub use movement::{Movement, movement_table, movements};
pub use parts::{Excluded, Finding, Words, assumption_line, excluded_table};
pub use plan::{
    ByQuestion, Earlier, FoundFrontier, FoundPlan, FrontierPlan, PlanAnswer, PlanByAnswer, PlanRefused,
    Stage, stages,
};
pub use project::{Others, ProjectAnswer, ScenarioOverTime, gap, largest_causes, reached_on, sentences};
pub use rank::RankAnswer;
pub use report::{Audience, ReportAnswer};
pub use score::ScoreAnswer;
pub use trials::{TrialsAnswer, changes, driver_name};

use serde::Serialize;

use crate::table::{Block, Format};

/// How much of an answer people are shown. Programs always read all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The format that it is for: nothing else is made.
    pub format: Format,
    /// The first so many of what is long.
    pub top: Option<usize>,
    /// What is usually left out.
    pub all: bool,
}

impl Default for Shown {
    fn default() -> Self {
        Self { format: Format::Json, top: None, all: false }
    }
}

/// What a verb answers: JSON by serialising it, text by its blocks.
pub trait Answer: Serialize + Sized {
    /// What people read.
    fn blocks(&self, shown: Shown) -> Vec<Block>;
}
