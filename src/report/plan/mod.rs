//! The best plan: what to do in which order, why, what is left out, and what is proved.

mod baseline;
pub mod by;
mod cuts;
mod json;
mod left;
mod lines;
mod steps;

pub use baseline::Earlier;

use super::excluded;
use super::score::assumption_line;
use crate::diag::Findings;
use crate::model::{Minutes, Percent, Points};
use crate::plan::Ranking;
use crate::plan::best::{Ask, Best, LeftOut, Why};
use crate::state::State;
use crate::table::{Block, Format, Output};

/// A corner of the efficient frontier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Corner {
    /// The work.
    pub effort: Minutes,
    /// The most points that so much work gains.
    pub points: Points,
    /// The score then; `None` for a list.
    pub percent: Option<Percent>,
}

/// Everything that is known about an answer.
#[derive(Debug)]
pub struct Answered<'a> {
    /// The question.
    pub ask: &'a Ask,
    /// The answer.
    pub best: &'a Best,
    /// Its steps in order.
    pub ranking: &'a Ranking,
    /// Why each step is there, by the index of the ranking's backlog.
    pub why: &'a [Why],
    /// What the plan leaves.
    pub left: &'a [LeftOut],
    /// The frontier, where somebody asked for it.
    pub frontier: Option<&'a [Corner]>,
    /// An earlier plan that it is held against.
    pub earlier: Option<&'a Earlier>,
    /// The tenant; `None` for a list.
    pub state: Option<&'a State<'a>>,
    /// Whether the clock or a person stopped the search, in one word.
    pub stopped: Option<&'static str>,
}

/// How much of an answer is shown, and in which format.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shown {
    /// The format: the report holds nothing that it does not show.
    pub format: Format,
    /// The steps that people see; programs always read all.
    pub top: Option<usize>,
    /// How much of what the plan leaves people see.
    pub missed: Option<usize>,
}

/// The report of an answer.
pub fn report(answered: &Answered<'_>, shown: Shown, findings: &Findings) -> Output {
    Output::of(shown.format, || blocks(answered, shown), || json::json(answered, findings))
}

fn blocks(answered: &Answered<'_>, shown: Shown) -> Vec<Block> {
    let mut blocks = vec![Block::Lines(lines::verdict(answered))];
    if answered.best.plan.is_some() {
        blocks.push(Block::Table(steps::table(answered, shown.top)));
        blocks.extend(cuts::days(answered).map(Block::Table));
        blocks.extend(cuts::teams(answered).map(Block::Table));
    }
    if let Some(earlier) = answered.earlier {
        blocks.push(Block::Lines(baseline::lines(answered, earlier)));
        blocks.extend(baseline::table(earlier, shown.top).map(Block::Table));
    }
    blocks.extend(answered.frontier.map(|corners| Block::Table(cuts::frontier(corners))));
    blocks.extend(left::missed(answered, shown.missed).map(Block::Table));
    let unplanned = excluded::table("Can not be planned", &answered.best.backlog.excluded);
    blocks.extend(unplanned.map(Block::Table));
    let mut last = lines::reading(answered);
    last.extend(answered.state.map(assumption_line));
    if !last.is_empty() {
        blocks.push(Block::Lines(last));
    }
    blocks
}
