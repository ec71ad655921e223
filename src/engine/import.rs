//! `import`: exports to one tenant file.

use std::path::PathBuf;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::inputs::catalogue_for;
use super::outcome::{Outcome, Refusal};
use super::{Engine, Subject, values};
use crate::answer::ImportAnswer;
use crate::diag::{Code, Findings};
use crate::load::{export, tenant};
use crate::model::Assumptions;
use crate::state::{State, contradictions};

/// Which tenant do exports tell of?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportQuestion {
    /// Files or folders with exports of Graph and of the portal and Microsoft's list of service plans in any mix, or
    /// `-` for standard input
    pub paths: Vec<PathBuf>,
    #[serde(flatten)]
    pub under: ImportedUnder,
}

/// Under what exports are read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ImportedUnder {
    /// The day of exports that carry none; for the portal's CSV the day on which the file was last changed when absent
    #[serde(with = "values::text")]
    #[schemars(with = "values::TextOf<Date>")]
    pub as_of: Option<Date>,
    /// Catalogue overlays
    pub catalogue: Vec<PathBuf>,
    /// What the tenant owns, in place of what its export says of licences, written like an option of `licences`
    pub owned: Option<String>,
    /// The tenant file that is to be written, which must be none of those that are read
    pub output: Option<PathBuf>,
}

impl Engine {
    /// Joins exports to one tenant file.
    ///
    /// # Errors
    /// What is wrong with the exports.
    pub fn import(&self, question: &ImportQuestion) -> Result<Outcome<ImportAnswer>, Refusal> {
        let under = &question.under;
        let mut findings = Findings::new();
        let catalogue = self.catalogue(&under.catalogue, &mut findings)?;
        let (sources, unreadable) = self.exports_to_import(&question.paths, &mut findings);
        let what = ("an export that is read", "write the tenant into a file of its own");
        self.over_input(under.output.as_deref(), &self.expanded(&question.paths), what, &mut findings);
        let complete = unreadable.is_empty() && !findings.has_errors();
        let mut joined = Findings::new();
        let imported = export::import_with_differences(&sources, &catalogue, under.as_of, &mut joined);
        let subject = Subject { owned: under.owned.clone(), as_of: under.as_of, ..Subject::default() };
        let imported = imported.map(|export::Imported { tenant, differences }| export::Imported {
            tenant: subject.as_stated(tenant, &catalogue, &mut joined),
            differences,
        });
        // A file that can not be had may hold the scores that none of the others do.
        findings.extend_if(joined, |finding| complete || finding.code != Code::NoScores);
        let Some(imported) = imported.filter(|_| !findings.has_errors() && unreadable.is_empty()) else {
            return Err(Refusal::new(findings.sorted(), unreadable));
        };
        let tenant = &imported.tenant;
        let whole = catalogue_for(&catalogue, tenant);
        let state = State::at_snapshot(&whole, tenant, Assumptions::default());
        findings.extend(contradictions(&state));
        let findings = findings.sorted();
        if findings.has_errors() {
            return Err(findings.into());
        }
        let file = under.output.as_ref().map(|file| file.display().to_string());
        let text = tenant::write(tenant, &catalogue);
        let answer = ImportAnswer::of(&state, &imported.differences, text, file, &findings);
        Ok(Outcome::new(answer, findings))
    }
}
