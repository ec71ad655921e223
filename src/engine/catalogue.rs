//! `catalogue`: what is known of controls, actions, products and licences; and the schemas of the files of people.

use std::collections::BTreeSet;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Engine;
use super::outcome::{Outcome, Refusal, Verdict};
use crate::answer::{
    CatalogueDiffAnswer, CatalogueExportAnswer, CatalogueLintAnswer, CatalogueListAnswer, CatalogueShowAnswer,
};
use crate::diag::{Code, Finding, Findings, Severity, did_you_mean};
use crate::load::catalogue::{Written, lint};
use crate::load::named::{Asked, Taken, ambiguous};
use crate::load::schemas::{self, Kind};
use crate::model::{FoundBy, Id, NameKind, Named};

/// Which controls and actions are there, with effort at a reference tenant?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CatalogueListQuestion {
    /// Catalogue overlays
    pub catalogue: Vec<PathBuf>,
    /// Only this product, by its id or a name
    pub product: Option<String>,
    /// Only controls with this tag, and the actions that they need themselves
    pub tag: Option<String>,
}

/// What is known about a name: a control, action, product, SKU or service plan?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CatalogueShowQuestion {
    /// An id, a title, or a short or former name, like SPE_E5, E5, MDE or `Azure AD Premium P2`; else words of a title
    pub name: String,
    /// Catalogue overlays
    #[serde(default)]
    pub catalogue: Vec<PathBuf>,
}

/// What do two versions of the catalogue say differently, key by key?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CatalogueDiffQuestion {
    /// `built-in`, or a catalogue file that lies over it
    pub old: String,
    /// `built-in`, or a catalogue file that lies over it
    pub new: String,
}

/// What does the whole catalogue with its overlays say, as one file?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CatalogueExportQuestion {
    /// Catalogue overlays
    pub catalogue: Vec<PathBuf>,
    /// The file that is to be written, which must be none of the overlays
    pub output: Option<PathBuf>,
}

/// Does the catalogue make sense: licences, prerequisites, ratings, bases?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CatalogueLintQuestion {
    /// Catalogue overlays
    pub catalogue: Vec<PathBuf>,
}

/// The catalogue without any file over it. A file of that name is `./built-in`.
const BUILT_IN: &str = "built-in";

impl Engine {
    /// The controls and actions.
    ///
    /// # Errors
    /// What is wrong with the overlays, and names that the catalogue does not know.
    pub fn catalogue_list(
        &self,
        question: &CatalogueListQuestion,
    ) -> Result<Outcome<CatalogueListAnswer>, Refusal> {
        let mut findings = Findings::new();
        let catalogue = self.catalogue(&question.catalogue, &mut findings)?;
        let mut taken = Taken::default();
        let product = question.product.as_deref().and_then(|name| {
            let asked = Asked {
                name,
                what: "product",
                unknown: Code::UnknownProduct,
                place: None,
                otherwise: "`scoreplan catalogue list` shows what is known",
            };
            let finder = catalogue.finder(&[NameKind::Product]);
            taken.choose(&finder, &asked, &mut findings).map(|hit| Id::new(hit.id))
        });
        taken.report(None, &mut findings);
        let tags: BTreeSet<&str> =
            catalogue.controls.values().flat_map(|control| &control.tags).map(String::as_str).collect();
        if let Some(tag) = question.tag.as_deref().filter(|tag| !tags.contains(tag)) {
            findings.push(unknown("tag", tag, Code::UnknownReference, tags.iter().copied()));
        }
        if findings.has_errors() {
            return Err(findings.into());
        }
        let tag = question.tag.as_deref();
        Ok(Outcome::new(CatalogueListAnswer::of(&catalogue, product.as_ref(), tag, &findings), findings))
    }

    /// Everything that is known about a name.
    ///
    /// # Errors
    /// What is wrong with the overlays, and a name that the catalogue does not know.
    pub fn catalogue_show(
        &self,
        question: &CatalogueShowQuestion,
    ) -> Result<Outcome<CatalogueShowAnswer>, Refusal> {
        let mut findings = Findings::new();
        let catalogue = self.catalogue(&question.catalogue, &mut findings)?;
        let finder = catalogue.finder(&NameKind::ALL);
        let found = finder.find(&question.name);
        match found.hits.as_slice() {
            [] => {
                let known = finder.ids().chain(finder.titles());
                findings.push(unknown("entry", question.name.trim(), Code::UnknownReference, known));
            }
            // Words that stand in many titles name none of them.
            several @ [_, _, ..] if found.by == FoundBy::Words => {
                findings.push(ambiguous(&question.name, several));
            }
            _ => {}
        }
        if findings.has_errors() {
            return Err(findings.into());
        }
        let entries: Vec<Named<'_>> = found.hits.iter().map(|hit| hit.what).collect();
        let answer = CatalogueShowAnswer::of(&catalogue, &question.name, &entries, &findings);
        Ok(Outcome::new(answer, findings))
    }

    /// What two versions of the catalogue say differently.
    ///
    /// # Errors
    /// What is wrong with either.
    pub fn catalogue_diff(
        &self,
        question: &CatalogueDiffQuestion,
    ) -> Result<Outcome<CatalogueDiffAnswer>, Refusal> {
        let mut findings = Findings::new();
        let mut version = |name: &str| -> Result<Written, Refusal> {
            let overlay = (name != BUILT_IN).then(|| PathBuf::from(name));
            self.written_catalogue(overlay.as_slice(), &mut findings)
        };
        let (old, new) = (version(&question.old)?, version(&question.new)?);
        if findings.has_errors() {
            return Err(findings.into());
        }
        let findings = findings.sorted();
        let differences = old.differences(&new);
        let answer = CatalogueDiffAnswer::of(&question.old, &question.new, &differences, &findings);
        Ok(Outcome::new(answer, findings))
    }

    /// The whole catalogue with its overlays, as YAML.
    ///
    /// # Errors
    /// What is wrong with the overlays, and an output that would replace one.
    pub fn catalogue_export(
        &self,
        question: &CatalogueExportQuestion,
    ) -> Result<Outcome<CatalogueExportAnswer>, Refusal> {
        let mut findings = Findings::new();
        let written = self.written_catalogue(&question.catalogue, &mut findings)?;
        let what = ("an overlay that is read", "write the catalogue into a file of its own");
        self.over_input(question.output.as_deref(), &question.catalogue, what, &mut findings);
        if findings.has_errors() {
            return Err(findings.into());
        }
        Ok(Outcome::new(CatalogueExportAnswer::of(written.text()), findings))
    }

    /// Whether the catalogue makes sense. The verdict is no where a finding is more than a note.
    ///
    /// # Errors
    /// What is wrong with the overlays.
    pub fn catalogue_lint(
        &self,
        question: &CatalogueLintQuestion,
    ) -> Result<Outcome<CatalogueLintAnswer>, Refusal> {
        let mut findings = Findings::new();
        let catalogue = self.catalogue(&question.catalogue, &mut findings)?;
        if findings.has_errors() {
            return Err(findings.into());
        }
        let found = lint(&catalogue);
        // Notes are worth knowing and no reason to refuse a catalogue.
        let clean = found.iter().all(|finding| finding.severity() == Severity::Note);
        let verdict = if clean { Verdict::Answered } else { Verdict::No };
        Ok(Outcome::new(CatalogueLintAnswer::of(&catalogue, found.iter()), findings)
            .with(verdict, Vec::new()))
    }

    /// The JSON Schemas of the files that people write, with the names that the catalogue knows.
    ///
    /// # Errors
    /// What is wrong with the overlays.
    pub fn file_schemas(
        &self,
        kinds: &[Kind],
        overlays: &[PathBuf],
    ) -> Result<Outcome<Vec<String>>, Refusal> {
        let mut findings = Findings::new();
        let catalogue = self.catalogue(overlays, &mut findings)?;
        if findings.has_errors() {
            return Err(findings.into());
        }
        Ok(Outcome::new(kinds.iter().map(|kind| schemas::text(*kind, &catalogue)).collect(), findings))
    }
}

fn unknown<'a>(what: &str, name: &str, code: Code, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let help = did_you_mean(name, known, || "`scoreplan catalogue list` shows what is known".to_owned());
    Finding::new(code, format!("the catalogue knows no {what} `{name}`")).help(help)
}
