//! One answer for each verb: everything that is said, as data.
//!
//! Goes in: results of the engine rooms. Comes out: for each verb one type that serialises to its JSON, field by field,
//! and gives the [`Block`]s that people read. **Invariants:** an answer owns what it holds; its figures are computed when
//! it is made and only written afterwards; JSON fields keep their names, their order and their meaning.

mod compare;
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
pub use movement::{Movement, movement_table, movements};
pub use parts::{Excluded, Finding, Words, assumption_line, excluded_table};
pub use plan::{Corner, PlanAnswer, PlanQuestion};
pub use plan_by::{Dated, PlanByAnswer, PlanRefused, Refusal, Stage, stages};
pub use plan_since::Earlier;
pub use project::{Cause, Others, ProjectAnswer, ScenarioOverTime, gap, reached_on, sentences};
pub use rank::RankAnswer;
pub use score::ScoreAnswer;
pub use trials::{TrialsAnswer, changes, driver_name};

use serde::Serialize;

use crate::table::{self, Block, Colour, Format};

/// How much of an answer people see; programs always read all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shown {
    /// The format that it is for.
    pub format: Format,
    /// The first steps of a plan or a ranking.
    pub top: Option<usize>,
    /// How much of what a plan leaves out.
    pub missed: Option<usize>,
    /// The movements of each scenario.
    pub movements: Option<usize>,
}

/// What a verb answers: JSON by serialising it, text by its blocks.
pub trait Answer: Serialize {
    /// What people read.
    fn blocks(&self, shown: Shown) -> Vec<Block>;
}

/// The text of an answer, at most `width` characters wide where it is for a terminal, which alone may carry colour.
pub fn render(answer: &impl Answer, shown: Shown, width: usize, colour: Colour) -> String {
    match shown.format {
        Format::Json => table::json(answer),
        format => table::text(&answer.blocks(shown), format, width, colour),
    }
}
