//! `anonymise`: files that tell nobody whose they are, and what was taken out of them.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::model::Points;
use crate::table::{Block, Table, cells, figures, words};

/// Files without what tells whose they are, proven.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AnonymiseAnswer {
    pub schema: &'static str,
    pub files: Vec<AnonymousFile>,
    pub removed: Vec<Removed>,
    /// The files that are everybody's.
    pub left_aside: Vec<String>,
    /// The points and maxima that are the same before and after.
    #[serde(skip)]
    pub scores: Vec<(Points, Points)>,
    /// Whether a folder was read, so that several files may have come of it.
    #[serde(skip)]
    pub of_folder: bool,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AnonymousFile {
    /// Its name within a folder: numbered, as the order of names would tell whose they are.
    pub name: String,
    pub text: String,
    /// The day on which a portal's table was last changed: it has no day of its own, and the new file has a new one.
    pub day: Option<Date>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Removed {
    pub what: String,
    pub number: usize,
}

impl AnonymiseAnswer {
    /// What people read, with a line for each file that was written.
    pub fn blocks(&self, written: Vec<String>) -> Vec<Block> {
        let mut table = Table::new("Left out or numbered", vec![words("what"), figures("number")]);
        for Removed { what, number } in &self.removed {
            table.push(cells![what, *number]);
        }
        if self.removed.is_empty() {
            table.push(cells!["nothing", 0_usize]);
        }
        let mut lines = written;
        lines.push("Proven: a second pass changes nothing and finds nothing".to_owned());
        lines.extend(self.scores.iter().map(|(points, max)| {
            format!("Proven: the score is {points} of {max} points, as before, and so is every row")
        }));
        if self.scores.is_empty() {
            lines.push(
                "No secure score alone: give a folder to compare the score with that of its files".to_owned(),
            );
        }
        lines.push(
            "Days, counts, seats and points stay: whoever knows them can tell whose they are. Numbers in place of names \
             are the same within one run only"
                .to_owned(),
        );
        vec![Block::Table(table), Block::Lines(lines)]
    }
}
