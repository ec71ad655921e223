//! `anonymise`: exports and tenant files without what tells whose they are.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Engine;
use super::outcome::{Outcome, Refusal};
use crate::answer::{AnonymiseAnswer, AnonymousFile, Removed};
use crate::diag::Findings;
use crate::load::anonymise::{Form, anonymise};

/// What stays of exports and tenant files without what tells whose they are?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnonymiseQuestion {
    /// An export that `import` reads, a tenant file, a folder of them, or `-` for standard input
    pub path: PathBuf,
    /// The file or folder that is to be written, which must not replace what is read
    #[serde(default)]
    pub output: Option<PathBuf>,
}

impl Engine {
    /// Takes out of files what tells whose they are, and proves it.
    ///
    /// # Errors
    /// What can not be read, or not be proven.
    pub fn anonymise(&self, question: &AnonymiseQuestion) -> Result<Outcome<AnonymiseAnswer>, Refusal> {
        let mut findings = Findings::new();
        // Overlays are the tenant's own: only what is built in is everybody's.
        let catalogue = self.catalogue(&[], &mut findings)?;
        let paths = std::slice::from_ref(&question.path);
        let (sources, unreadable) = self.exports(paths, &mut findings);
        let mut read = self.expanded(paths);
        read.extend_from_slice(paths);
        let what = ("what is read", "write into a file or a folder of its own");
        self.over_input(question.output.as_deref(), &read, what, &mut findings);
        let made = anonymise(&sources, &catalogue, &mut findings);
        let failed = findings.has_errors() || !unreadable.is_empty();
        let Some(made) = made.filter(|_| !failed) else { return Err(Refusal::new(findings, unreadable)) };
        let width = made.files.len().to_string().len().max(2);
        let files = (1..).zip(made.files).map(|(number, file)| {
            let (word, ending) = file.form.name();
            AnonymousFile {
                name: format!("{number:0width$}-{word}.{ending}"),
                text: file.text,
                day: file.modified.filter(|_| matches!(file.form, Form::Portal | Form::Scores)),
            }
        });
        let removed =
            made.removed.iter().map(|(what, number)| Removed { what: what.word().to_owned(), number });
        let answer = AnonymiseAnswer {
            schema: "scoreplan/anonymise/1",
            files: files.collect(),
            removed: removed.collect(),
            left_aside: made.left_aside,
            scores: made.scores,
            of_folder: matches!(self.files.folder(&question.path), Ok(Some(_))),
        };
        Ok(Outcome::new(answer, findings))
    }
}
