//! From names to what they mean: catalogues, tenants, exports, prices.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

use super::outcome::Refusal;
use super::{Engine, Subject};
use crate::diag::{Code, Finding, Findings, Place, nearest};
use crate::load::catalogue::Written;
use crate::load::files::Unreadable;
use crate::load::samples::{SAMPLES, sample};
use crate::load::scenario::TenantRef;
use crate::load::source::Source;
use crate::load::{self, Kind, kind, source};
use crate::model::{BacklogItem, Catalogue, Id, Prices, Tenant};

/// The name of the tenant that is taken when nobody names one.
pub fn default_sample() -> &'static str {
    SAMPLES.first().map_or("", |(name, _)| name)
}

/// The catalogue with entries for the controls that only this tenant knows.
pub(super) fn catalogue_for(catalogue: &Arc<Catalogue>, tenant: &Tenant) -> Arc<Catalogue> {
    match crate::state::with_own_controls(catalogue, tenant) {
        Cow::Borrowed(_) => Arc::clone(catalogue),
        Cow::Owned(whole) => Arc::new(whole),
    }
}

pub(super) fn known(catalogue: &Catalogue) -> Vec<&str> {
    catalogue.controls.keys().chain(catalogue.actions.keys()).map(Id::as_str).collect()
}

pub(super) fn tenant_name(reference: &TenantRef) -> String {
    match reference {
        TenantRef::Sample(name) => (*name).to_owned(),
        TenantRef::File(path) => path.display().to_string(),
    }
}

impl Engine {
    pub(super) fn read(&self, path: &Path, findings: &mut Findings) -> Result<Option<Source>, Unreadable> {
        source::read(&*self.files, path, findings)
    }

    pub(super) fn catalogue(
        &self,
        overlays: &[PathBuf],
        findings: &mut Findings,
    ) -> Result<Arc<Catalogue>, Refusal> {
        self.catalogue_with(overlays, Vec::new(), findings)
    }

    /// The catalogue with some overlays, and over them with others that are read already: a pipe gives its text once.
    pub(super) fn catalogue_with(
        &self,
        overlays: &[PathBuf],
        read: Vec<Source>,
        findings: &mut Findings,
    ) -> Result<Arc<Catalogue>, Refusal> {
        let (mut sources, unreadable) = self.overlays(overlays, findings);
        sources.extend(read);
        let catalogue = match sources.is_empty() {
            true => self.built_in_catalogue(findings),
            false => Arc::new(load::catalogue::load(&sources, findings)),
        };
        all_read(catalogue, unreadable, findings)
    }

    /// The same catalogue as it is written.
    pub(super) fn written_catalogue(
        &self,
        overlays: &[PathBuf],
        findings: &mut Findings,
    ) -> Result<Written, Refusal> {
        let sources = self.overlays(overlays, findings);
        let written = load::catalogue::load_written(&sources.0, findings);
        all_read(written, sources.1, findings)
    }

    fn overlays(&self, overlays: &[PathBuf], findings: &mut Findings) -> (Vec<Source>, Vec<Unreadable>) {
        let mut sources = Vec::new();
        let mut unreadable = Vec::new();
        for path in overlays {
            match self.read(path, findings) {
                Ok(read) => sources.extend(read),
                Err(missing) => unreadable.push(missing),
            }
        }
        (sources, unreadable)
    }

    /// The tenant that a name means, with what the subject states over it: a built-in sample, a tenant file, or exports, a
    /// file or a folder of them, which are imported as they are read.
    pub(super) fn tenant_named(
        &self,
        name: &str,
        subject: &Subject,
        catalogue: &Catalogue,
        findings: &mut Findings,
    ) -> Result<Option<Tenant>, Refusal> {
        let tenant = match self.exports_named(name, findings)? {
            Read::Nothing => None,
            Read::Exports(exports) => self.imported(name, &exports, subject.as_of, catalogue, findings),
            Read::Other(source) => match other_than_tenant(&source) {
                Some(finding) => {
                    findings.push(finding);
                    None
                }
                None => load::tenant::read(&source, catalogue, findings),
            },
        };
        Ok(tenant.map(|tenant| subject.as_stated(tenant, catalogue, findings)))
    }

    /// A tenant as `import` would make it of exports, known by what people typed and not by the files it was joined from.
    pub(super) fn imported(
        &self,
        name: &str,
        exports: &[Source],
        as_of: Option<Date>,
        catalogue: &Catalogue,
        findings: &mut Findings,
    ) -> Option<Tenant> {
        let mut own = Findings::new();
        let imported = load::export::import(exports, catalogue, as_of, &mut own);
        // Here the day is also today, and never without use.
        findings.extend_if(own, |finding| as_of.is_none() || finding.code != Code::DayTaken);
        imported.map(|tenant| Tenant { name: name.to_owned(), ..tenant })
    }

    /// What a name stands for, before anybody has looked into it.
    fn exports_named(&self, name: &str, findings: &mut Findings) -> Result<Read, Refusal> {
        let folder = sample(name).is_none() && matches!(self.files.folder(Path::new(name)), Ok(Some(_)));
        if folder || name == "-" {
            let (sources, unreadable) = self.exports_to_import(&[PathBuf::from(name)], findings);
            if !unreadable.is_empty() {
                return Err(Refusal::new(std::mem::take(findings), unreadable));
            }
            return Ok(match <[Source; 1]>::try_from(sources) {
                Ok([one]) => Read::of(one),
                Err(sources) if sources.is_empty() => Read::Nothing,
                Err(sources) => Read::Exports(sources),
            });
        }
        Ok(self.source_named(name, findings)?.map_or(Read::Nothing, Read::of))
    }

    pub(super) fn tenant_or_sample(
        &self,
        name: Option<&str>,
        subject: &Subject,
        catalogue: &Catalogue,
        findings: &mut Findings,
    ) -> Result<Option<Tenant>, Refusal> {
        self.tenant_named(name.unwrap_or_else(|| default_sample()), subject, catalogue, findings)
    }

    /// The tenant of a question about a scenario: the one that the question names, else the scenario's, else the
    /// sample; and whether it is the sample because neither names one.
    pub(super) fn tenant_of(
        &self,
        subject: &Subject,
        reference: Option<&TenantRef>,
        catalogue: &Catalogue,
        findings: &mut Findings,
    ) -> (bool, Result<Option<Tenant>, Refusal>) {
        let name = subject.tenant.clone().or_else(|| reference.map(tenant_name));
        (name.is_none(), self.tenant_or_sample(name.as_deref(), subject, catalogue, findings))
    }

    fn source_named(&self, name: &str, findings: &mut Findings) -> Result<Option<Source>, Refusal> {
        if let Some(source) = sample(name) {
            return Ok(Some(source));
        }
        match self.read(Path::new(name), findings) {
            Ok(source) => Ok(source),
            Err(missing) => {
                // A name without an ending that is like a sample's is a slip, not a file.
                let known = SAMPLES.iter().map(|(name, _)| *name);
                let Some(like) = nearest(name, known).filter(|_| !name.contains(['.', '/', '\\'])) else {
                    return Err(missing.into());
                };
                let message = format!("there is no file and no built-in sample `{name}`");
                let help = format!("did you mean `{like}`?");
                findings.push(Finding::new(Code::UnknownReference, message).help(help));
                Ok(None)
            }
        }
    }

    /// Every export of some paths that can be read, and every one that can not. `-` is standard input.
    pub(super) fn exports(
        &self,
        paths: &[PathBuf],
        findings: &mut Findings,
    ) -> (Vec<Source>, Vec<Unreadable>) {
        let (files, mut unreadable) = source::expand(&*self.files, paths);
        let mut sources = Vec::new();
        for (file, in_folder) in files {
            let read = if file.as_os_str() == "-" {
                source::read_standard_input(&*self.files, findings)
            } else {
                self.read(&file, findings)
            };
            match read {
                Ok(source) => sources.extend(source.map(|mut source| {
                    source.in_folder = in_folder;
                    source
                })),
                Err(missing) => unreadable.push(missing),
            }
        }
        (sources, unreadable)
    }

    /// The same to import them: what is no text and was found in a folder is left aside.
    pub(super) fn exports_to_import(
        &self,
        paths: &[PathBuf],
        findings: &mut Findings,
    ) -> (Vec<Source>, Vec<Unreadable>) {
        let mut own = Findings::new();
        let read = self.exports(paths, &mut own);
        let named = |finding: &Finding| {
            let file = finding.place.as_ref().map(|place| Path::new(&place.file));
            file.is_some_and(|file| paths.iter().any(|path| path == file))
        };
        let (aside, kept): (Vec<Finding>, Vec<Finding>) =
            own.into_iter().partition(|finding| finding.code == Code::NotText && !named(finding));
        for finding in kept {
            findings.push(finding);
        }
        if let Some(finding) = load::export::left_aside(&aside) {
            findings.push(finding);
        }
        read
    }

    /// The files that some paths mean, folders giving the files in them.
    pub(super) fn expanded(&self, paths: &[PathBuf]) -> Vec<PathBuf> {
        source::expand(&*self.files, paths).0.into_iter().map(|(file, _)| file).collect()
    }

    /// Reports an output that would replace one of some files: nothing is lost. `what` says what it would replace, and
    /// what to do.
    pub(super) fn over_input(
        &self,
        output: Option<&Path>,
        read: &[PathBuf],
        (what, help): (&str, &str),
        findings: &mut Findings,
    ) {
        let Some(output) = output else { return };
        if read.iter().any(|input| self.files.same(input, output)) {
            let name = output.display().to_string();
            let message = format!("the output would replace {what}");
            findings.push(Finding::new(Code::OverInput, message).at(Place::file(&name)).help(help));
        }
    }

    /// The items of a list; `None` when it can not be read as one.
    pub(super) fn list(
        &self,
        file: &Path,
        findings: &mut Findings,
    ) -> Result<Option<Vec<BacklogItem>>, Unreadable> {
        let source = self.read(file, findings)?;
        Ok(source.and_then(|source| load::backlog::read(&source, findings)))
    }

    /// The built-in list prices, with those of a file over them.
    pub(super) fn prices(
        &self,
        file: Option<&Path>,
        catalogue: &Catalogue,
        tenant: Option<&Tenant>,
        findings: &mut Findings,
    ) -> Result<Prices, Refusal> {
        let Some(file) = file else { return Ok(Prices::default()) };
        let source = self.read(file, findings)?;
        let list = source.and_then(|source| load::prices::read(&source, catalogue, tenant, findings));
        Ok(list.map_or_else(Prices::default, Prices::of))
    }
}

/// What was found under the name of a tenant.
enum Read {
    /// What could not be read is in the findings.
    Nothing,
    Exports(Vec<Source>),
    Other(Source),
}

impl Read {
    fn of(source: Source) -> Self {
        match kind(&source) {
            // A table that nobody knows is refused by who reads tables.
            Some(Kind::Export | Kind::Backlog | Kind::PlanList) => Self::Exports(vec![source]),
            _ => Self::Other(source),
        }
    }
}

/// Says that a file is another kind of file, where its content leaves no doubt.
fn other_than_tenant(source: &Source) -> Option<Finding> {
    let (what, help) = match kind(source)? {
        Kind::Scenario => ("a scenario", "name it as a scenario: `project FILE`, or `--scenario FILE`"),
        Kind::Prices => ("a price file", "name it with --prices"),
        Kind::Brand => ("a brand", "name it with --brand of `report`"),
        Kind::Plan => ("an answer of this program", "name the tenant that it was made for"),
        Kind::Catalogue | Kind::Tenant | Kind::PlanList | Kind::Backlog | Kind::Export => return None,
    };
    let message = format!("the file is {what}, and a tenant is asked for");
    Some(Finding::new(Code::UnknownFileKind, message).at(Place::file(&source.name)).help(help))
}

fn all_read<T>(read: T, unreadable: Vec<Unreadable>, findings: &Findings) -> Result<T, Refusal> {
    if unreadable.is_empty() { Ok(read) } else { Err(Refusal::new(findings.clone(), unreadable)) }
}
