//! From names on the command line to values: catalogue, tenant, today, assumptions.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::args::{AsOf, Common};
use super::exit::Failure;
use crate::diag::{Code, Finding, Findings, nearest};
use crate::load::assumptions::stated;
use crate::load::catalogue::Written;
use crate::load::files::Disk;
use crate::load::samples::{SAMPLES, sample};
use crate::load::scenario::TenantRef;
use crate::load::source::{Source, Unreadable};
use crate::load::{self, Kind, kind, source};
use crate::model::{Assumptions, Catalogue, Setting, Tenant};
use crate::state::State;

/// The built-in catalogue with the overlays.
pub(super) fn catalogue(overlays: &[PathBuf], findings: &mut Findings) -> Result<Catalogue, Failure> {
    let (sources, unreadable) = sources(overlays, findings);
    let catalogue = load::catalogue::load(&sources, findings);
    all_read(catalogue, unreadable, findings)
}

/// The same catalogue as it is written.
pub(super) fn written_catalogue(overlays: &[PathBuf], findings: &mut Findings) -> Result<Written, Failure> {
    let (sources, unreadable) = sources(overlays, findings);
    let written = load::catalogue::load_written(&sources, findings);
    all_read(written, unreadable, findings)
}

fn sources(overlays: &[PathBuf], findings: &mut Findings) -> (Vec<Source>, Vec<Unreadable>) {
    let mut sources = Vec::new();
    let mut unreadable = Vec::new();
    for path in overlays {
        match source::read(&Disk, path, findings) {
            Ok(read) => sources.extend(read),
            Err(missing) => unreadable.push(missing),
        }
    }
    (sources, unreadable)
}

fn all_read<T>(read: T, unreadable: Vec<Unreadable>, findings: &Findings) -> Result<T, Failure> {
    if unreadable.is_empty() { Ok(read) } else { Err(Failure { findings: findings.clone(), unreadable }) }
}

/// The tenant that a name means: a built-in sample or a file.
pub(super) fn tenant_named(
    name: &str,
    catalogue: &Catalogue,
    findings: &mut Findings,
) -> Result<Option<Tenant>, Failure> {
    let source = source_named(name, findings)?;
    Ok(source.and_then(|source| load::tenant::read(&source, catalogue, findings)))
}

/// The catalogue with entries for the controls that only this tenant knows.
pub(super) fn catalogue_for(catalogue: &Catalogue, tenant: &Tenant) -> Catalogue {
    crate::state::with_own_controls(catalogue, tenant)
}

/// The snapshot that a name means: a tenant as above, or an export, a file or a folder of them, as `import` takes it.
pub(super) fn snapshot_named(
    name: &str,
    catalogue: &Catalogue,
    findings: &mut Findings,
) -> Result<Option<Tenant>, Failure> {
    let exports = if sample(name).is_none() && Path::new(name).is_dir() {
        let (sources, unreadable) = exports(&[PathBuf::from(name)], findings);
        if !unreadable.is_empty() {
            return Err(Failure { findings: std::mem::take(findings), unreadable });
        }
        sources
    } else {
        let Some(source) = source_named(name, findings)? else { return Ok(None) };
        if kind(&source) != Some(Kind::Export) {
            return Ok(load::tenant::read(&source, catalogue, findings));
        }
        vec![source]
    };
    let imported = load::export::import(&exports, catalogue, None, findings);
    // People know it by what they typed, not by the files it was joined from.
    Ok(imported.map(|tenant| Tenant { name: name.to_owned(), ..tenant }))
}

/// The text that the name of a tenant means.
fn source_named(name: &str, findings: &mut Findings) -> Result<Option<Source>, Failure> {
    if let Some(source) = sample(name) {
        return Ok(Some(source));
    }
    match source::read(&Disk, Path::new(name), findings) {
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
pub(super) fn exports(paths: &[PathBuf], findings: &mut Findings) -> (Vec<Source>, Vec<Unreadable>) {
    let (files, mut unreadable) = source::expand(&Disk, paths);
    let mut sources = Vec::new();
    for file in files {
        let read = if file.as_os_str() == "-" {
            source::read_standard_input(&Disk, findings)
        } else {
            source::read(&Disk, &file, findings)
        };
        match read {
            Ok(source) => sources.extend(source),
            Err(missing) => unreadable.push(missing),
        }
    }
    (sources, unreadable)
}

/// The tenant of a scenario's `tenant:` key.
pub(super) fn tenant_of(
    reference: &TenantRef,
    catalogue: &Catalogue,
    findings: &mut Findings,
) -> Result<Option<Tenant>, Failure> {
    match reference {
        TenantRef::Sample(name) => tenant_named(name, catalogue, findings),
        TenantRef::File(path) => tenant_named(&path.display().to_string(), catalogue, findings),
    }
}

/// The name of the tenant that is used when none is named.
pub(super) fn default_sample() -> &'static str {
    SAMPLES.first().map_or("", |(name, _)| name)
}

/// The tenant of the common arguments; says on stderr when it is the sample.
pub(super) fn tenant(
    common: &Common,
    catalogue: &Catalogue,
    findings: &mut Findings,
) -> Result<Option<Tenant>, Failure> {
    match &common.tenant {
        Some(name) => tenant_named(name, catalogue, findings),
        None => {
            say_sample();
            tenant_named(default_sample(), catalogue, findings)
        }
    }
}

/// What a question about one tenant stands on.
#[derive(Debug)]
pub(super) struct Subject {
    /// The catalogue, with entries for the controls that only this tenant knows.
    pub catalogue: Catalogue,
    /// The assumptions.
    pub assumptions: Assumptions,
    /// The tenant and the day that counts as today; `None` when it can not be read.
    pub tenant: Option<(Tenant, Date)>,
}

/// Reads what the common arguments name. What is wrong with it is in the findings.
pub(super) fn subject(common: &Common, findings: &mut Findings) -> Result<Subject, Failure> {
    let catalogue = catalogue(&common.catalogue, findings)?;
    let assumptions = assumptions(&[], &common.assume, findings);
    let tenant = tenant(common, &catalogue, findings)?;
    let catalogue = match &tenant {
        Some(tenant) => catalogue_for(&catalogue, tenant),
        None => catalogue,
    };
    let dated = |tenant| {
        let day = as_of(common, &tenant, findings);
        (tenant, day)
    };
    Ok(Subject { catalogue, assumptions, tenant: tenant.map(dated) })
}

impl Subject {
    /// The tenant on its day; `None` when it can not be read.
    pub(super) fn state(&self) -> Option<State<'_>> {
        let (tenant, day) = self.tenant.as_ref()?;
        Some(State::at_snapshot(&self.catalogue, tenant, self.assumptions).on(*day))
    }
}

/// Says that nobody named a tenant.
pub(super) fn say_sample() {
    super::printer::talk(&format!("no tenant given: using the built-in {}", default_sample()));
}

/// The day that somebody names; the clock's only when asked for.
pub(super) fn day(as_of: AsOf) -> Date {
    match as_of {
        AsOf::Day(day) => day,
        AsOf::Today => {
            #[expect(clippy::disallowed_methods, reason = "the edge reads the clock, and only when asked to")]
            let now = jiff::Timestamp::now();
            now.to_zoned(jiff::tz::TimeZone::UTC).date()
        }
    }
}

/// Today: the given day, the clock's only when asked for, else the snapshot's.
pub(super) fn as_of(common: &Common, tenant: &Tenant, findings: &mut Findings) -> Date {
    day_of(common.as_of, tenant, findings)
}

/// The same of an argument alone.
pub(super) fn day_of(as_of: Option<AsOf>, tenant: &Tenant, findings: &mut Findings) -> Date {
    let day = as_of.map_or(tenant.snapshot_date, day);
    if day < tenant.snapshot_date {
        let message = format!("--as-of {day} lies before the snapshot of {}", tenant.snapshot_date);
        findings.push(
            Finding::new(Code::BeforeStart, message).help("give a later day, or import an older export"),
        );
    }
    day
}

/// What a scenario assumes, with what the command line states over it.
pub(super) fn assumptions(
    scenario: &[Setting],
    given: &[(String, String)],
    findings: &mut Findings,
) -> Assumptions {
    Assumptions::default().with(scenario).with(&stated(given, false, findings))
}
