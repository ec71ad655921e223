//! One answer for each verb: everything that is said, as data.
//!
//! Goes in: results of the engine rooms. Comes out: for each verb one type that serialises to its JSON, field by field,
//! and gives the [`Block`]s that people read. **Invariants:** an answer owns what it holds; its figures are computed when
//! it is made and only written afterwards; JSON fields keep their names, their order and their meaning.

mod about;
mod compare;
mod explain;
mod licence_best;
mod licence_options;
mod licence_words;
mod movement;
mod parts;
mod plan;
mod plan_by;
mod plan_since;
mod project;
mod rank;
mod score;
mod trials;

pub use compare::CompareAnswer;
pub use explain::ExplainAnswer;
pub use licence_best::{BestLicencesAnswer, LicenceFrontierAnswer, LicenceLine, MixQuestion};
pub use licence_options::{LicenceOptionsAnswer, OptionReading, OptionRules, OptionsQuestion, option_text};
pub use licence_words::sentence as option_sentence;
pub use movement::{Movement, movements};
pub use parts::{Excluded, Finding, Words, assumption_line, excluded_table};
pub use plan::{Corner, FoundPlan, PlanAnswer};
pub use plan_by::{Dated, PlanByAnswer, PlanRefused, RefusedPlan, Stage, stages};
pub use plan_since::Earlier;
pub use project::{Cause, Others, ProjectAnswer, ScenarioOverTime, gap, reached_on, sentences};
pub use rank::RankAnswer;
pub use score::ScoreAnswer;
pub use trials::{TrialsAnswer, changes, driver_name};

use serde::Serialize;

use crate::table::{Block, Format, Output};

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

    /// What a format shows of it.
    fn output(&self, shown: Shown) -> Output {
        Output::of(shown.format, || self.blocks(shown), || self)
    }
}
