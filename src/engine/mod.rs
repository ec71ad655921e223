//! The application: a question goes in as data, an answer comes out as data.
//!
//! Everything that decides what a question *is* lives here, once: which tenant is meant, whose assumption comes first,
//! what licence options share, by what a saved plan is judged. Every edge (the command line, a browser, another
//! language) only translates. **Invariants:** silent, without a clock, and no file but through [`Files`].

mod anonymise;
mod best_licences;
mod case;
mod catalogue;
mod check;
mod compare;
mod document;
mod document_form;
mod explain;
mod import;
mod inputs;
mod judge;
mod licences;
mod outcome;
mod owned;
mod plan;
mod plan_by;
mod project;
mod question;
mod rank;
mod score;
mod subject;
pub mod values;

use std::fmt;
use std::sync::{Arc, OnceLock};

pub use anonymise::AnonymiseQuestion;
pub use best_licences::{BestLicencesQuestion, LicenceFrontierQuestion, MixLimits};
pub use catalogue::{
    CatalogueDiffQuestion, CatalogueExportQuestion, CatalogueLintQuestion, CatalogueListQuestion,
    CatalogueShowQuestion,
};
pub use check::{CheckQuestion, Checked, CheckedBy};
pub use compare::CompareQuestion;
pub use document::{Audience, ReportQuestion, WrittenFile};
pub use document_form::DocumentForm;
pub use explain::ExplainQuestion;
pub use import::{ImportQuestion, ImportedUnder};
pub use inputs::default_sample;
pub use licences::LicencesQuestion;
pub use outcome::{Outcome, Refusal, Verdict};
pub use plan::{AnyPlan, Frontier, Objective, PlanQuestion};
pub use project::ProjectQuestion;
pub use question::{Answer, Question};
pub use rank::{Order, RankQuestion};
pub use score::ScoreQuestion;
pub use subject::Subject;

pub use crate::answer::{AnonymousFile, Shown};

use crate::diag::Findings;
use crate::load;
pub use crate::load::assumptions::usage as assumptions_usage;
pub use crate::load::files::{Disk, DiskOfOneRun, Files, Memory, Unreadable, open_at_once};
pub use crate::load::schemas::Kind as FileKind;
use crate::model::Catalogue;

/// Why a search or trials end before they are finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    Time,
    Interrupted,
}

/// The asker of a long question, who may stop it and is told how far it is. Both are called from several threads.
pub trait Control: Send + Sync {
    /// Asked again and again; what was found until then is the answer.
    fn stop(&self) -> Option<Stop> {
        None
    }

    /// So many more of all trials are done.
    fn trials_done(&self, more: u32, all: u64) {
        let _ = (more, all);
    }
}

struct Unattended;

impl Control for Unattended {}

/// Answers questions. Cheap to clone: all clones share one catalogue.
#[derive(Clone)]
pub struct Engine {
    files: Arc<dyn Files>,
    control: Arc<dyn Control>,
    /// The built-in catalogue with what there is to say of it, read when it is first asked.
    built_in: Arc<OnceLock<(Arc<Catalogue>, Findings)>>,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("files", &self.files).finish_non_exhaustive()
    }
}

impl Engine {
    /// An engine with the built-in catalogue, prices and sample tenants, and no files.
    pub fn built_in() -> Self {
        Self {
            files: Arc::new(Memory::default()),
            control: Arc::new(Unattended),
            built_in: Arc::new(OnceLock::new()),
        }
    }

    /// The same engine, reading these files.
    #[must_use]
    pub fn files(self, files: impl Files + 'static) -> Self {
        Self { files: Arc::new(files), ..self }
    }

    /// The same engine with somebody who may stop it.
    #[must_use]
    pub fn control(self, control: Arc<dyn Control>) -> Self {
        Self { control, ..self }
    }

    /// The same engine over another catalogue in place of the built-in one, for who has one at hand: nothing is read for a
    /// question that names no overlay. What was there to say of it was said when it was loaded.
    #[must_use]
    pub fn over(self, catalogue: Catalogue) -> Self {
        Self { built_in: Arc::new(OnceLock::from((Arc::new(catalogue), Findings::new()))), ..self }
    }

    fn built_in_catalogue(&self, findings: &mut Findings) -> Arc<Catalogue> {
        let (catalogue, own) = self.built_in.get_or_init(|| {
            let mut own = Findings::new();
            (Arc::new(load::catalogue::load(&[], &mut own)), own)
        });
        findings.extend(own.clone());
        Arc::clone(catalogue)
    }
}
