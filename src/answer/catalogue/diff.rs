//! `catalogue diff`: what two versions of the catalogue say differently.

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::{Answer, Finding, Shown};
use crate::diag::Findings;
use crate::model::{self, Id};
use crate::table::{Block, Field, Table, words};

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CatalogueDiffAnswer {
    pub schema: &'static str,
    pub old: String,
    pub new: String,
    pub differences: Vec<Difference>,
    pub findings: Vec<Finding>,
}

/// A key that changed, or an entry that came or went.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Difference {
    pub id: Id,
    pub kind: &'static str,
    /// Null when the whole entry came or went.
    pub key: Option<String>,
    /// Of a whole entry its title.
    pub old: Option<String>,
    pub new: Option<String>,
}

impl CatalogueDiffAnswer {
    pub fn of(old: &str, new: &str, differences: &[model::Difference], findings: &Findings) -> Self {
        let row = |of: &model::Difference| Difference {
            id: of.id.clone(),
            kind: of.kind.word(),
            key: of.key.clone(),
            old: of.old.clone(),
            new: of.new.clone(),
        };
        Self {
            schema: "scoreplan/catalogue-diff/1",
            old: old.to_owned(),
            new: new.to_owned(),
            differences: differences.iter().map(row).collect(),
            findings: Finding::all(findings.iter()),
        }
    }

    fn summary(&self) -> String {
        let Self { old, new, differences, .. } = self;
        if differences.is_empty() {
            return format!("{old} and {new} say the same");
        }
        let mut entries: Vec<_> = differences.iter().map(|of| (of.kind, &of.id)).collect();
        entries.dedup();
        let whole = || differences.iter().filter(|of| of.key.is_none());
        let (added, removed) =
            (whole().filter(|of| of.old.is_none()).count(), whole().filter(|of| of.new.is_none()).count());
        let changed = entries.len() - added - removed;
        format!("From {old} to {new}: {added} added, {changed} changed, {removed} removed")
    }
}

impl Answer for CatalogueDiffAnswer {
    fn blocks(&self, _shown: Shown) -> Vec<Block> {
        let fields: Vec<Field<&Difference>> = vec![
            words("kind").least(7).of(|of| of.kind.into()),
            words("id").least(20).of(|of| (&of.id).into()),
            words("key").least(14).of(|of| match (&of.key, &of.old) {
                (Some(key), _) => key.into(),
                (None, None) => "(added)".into(),
                (None, Some(_)) => "(removed)".into(),
            }),
            words("old").least(12).of(|of| of.old.as_ref().into()),
            words("new").least(12).of(|of| of.new.as_ref().into()),
        ];
        let table = Table::of("Differences", &self.differences, fields);
        std::iter::once(Block::Lines(vec![self.summary()])).chain(table.block()).collect()
    }
}
