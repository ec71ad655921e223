//! Exports and tenant files without what tells whose they are.
//!
//! Goes in: files that `import` or `--tenant` reads. Comes out: files of the same format that give the same figures.
//! **Invariant:** what stays is known (a name of the built-in catalogue, a word of a closed list, a number, a day), and
//! everything else is left out or numbered; a second pass over the result changes nothing and finds nothing.

mod known;
mod mask;
pub mod proof;
mod tenant;

pub use known::{Removed, What};

pub(in crate::load) use mask::{Mask, OTHER, OTHER_PLAN};

use jiff::civil::Date;

use super::export::{ReadableTable, is_portal_table, is_readable, readable_table, rewrite};
use super::kind::{Kind, kind, report_unknown_kind};
use super::source::Source;
use super::tenant as tenant_file;
use crate::diag::{Code, Finding, Findings, Place, Severity};
use crate::model::{Catalogue, Points, Tenant};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// JSON of Graph or of PowerShell.
    Export,
    Portal,
    /// A table of licences.
    Licences,
    /// A table of control scores.
    Scores,
    Tenant,
}

impl Form {
    /// The name of a file of this form, and how it ends.
    pub fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Export => ("export", "json"),
            Self::Portal => ("portal", "csv"),
            Self::Licences => ("licences", "csv"),
            Self::Scores => ("scores", "csv"),
            Self::Tenant => ("tenant", "yaml"),
        }
    }
}

/// A file without what tells whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anonymous {
    pub form: Form,
    pub text: String,
    /// The day on which the file was last changed that it was made from: a portal's table carries no other.
    pub modified: Option<Date>,
}

/// Some files, and what was shown of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anonymised {
    /// One for each file that was given, in their order.
    pub files: Vec<Anonymous>,
    pub removed: Removed,
    /// Points and maximum of each tenant that they make, the same as before; none where they make none.
    pub scores: Vec<(Points, Points)>,
    /// Files that are left aside because they are everybody's.
    pub left_aside: Vec<String>,
}

/// A file that can be read.
struct Input<'s> {
    source: &'s Source,
    form: Form,
    tenant: Option<Tenant>,
}

/// Makes files anonymous together: a name that several of them hold has one number. `None` when a finding is an
/// error; nothing is given that is not proven.
///
/// The catalogue says what everybody knows, so it must be the built-in one.
pub fn anonymise(sources: &[Source], catalogue: &Catalogue, findings: &mut Findings) -> Option<Anonymised> {
    let mut own = Findings::new();
    let mut inputs = Vec::new();
    let mut left_aside = Vec::new();
    let listed = |source: &Source| kind(source) == Some(Kind::PlanList);
    let others = sources.iter().any(|source| !listed(source));
    for source in sources {
        if others && listed(source) {
            left_aside.push(source.name.clone());
        } else {
            inputs.extend(input(source, catalogue, &mut own));
        }
    }
    let failed = own.has_errors() || inputs.is_empty();
    findings.extend_if(own, |finding| finding.severity() == Severity::Error);
    if failed {
        return None;
    }
    let (texts, removed) = pass(&inputs, catalogue);
    match proven(&inputs, &texts, catalogue) {
        Ok(scores) => {
            let files = inputs.iter().zip(texts).map(|(input, text)| Anonymous {
                form: input.form,
                text,
                modified: input.source.modified,
            });
            Some(Anonymised { files: files.collect(), removed, scores, left_aside })
        }
        Err((at, why)) => {
            let name = inputs.get(at).map_or("", |input| input.source.name.as_str());
            let message = format!("what was made of the file is not proven to be anonymous: {why}");
            findings.push(
                Finding::new(Code::NotProven, message)
                    .at(Place::file(name))
                    .help("nothing was written; give one file at a time to see which one it is"),
            );
            None
        }
    }
}

/// What a file is, with its errors as findings.
fn input<'s>(source: &'s Source, catalogue: &Catalogue, findings: &mut Findings) -> Option<Input<'s>> {
    let refused = |help: &str| {
        let message = "the file is neither an export nor a tenant file, and can not be made anonymous";
        Finding::new(Code::NotAnonymised, message).at(source.place(1)).help(help)
    };
    match kind(source) {
        Some(Kind::Export) => {
            let form = match readable_table(&source.text) {
                Some(ReadableTable::Licences) => Form::Licences,
                Some(ReadableTable::Scores) => Form::Scores,
                None if is_portal_table(&source.text) => Form::Portal,
                None => Form::Export,
            };
            is_readable(source, findings).then_some(Input { source, form, tenant: None })
        }
        Some(Kind::Tenant) => {
            let tenant = tenant_file::read(source, catalogue, findings)?;
            Some(Input { source, form: Form::Tenant, tenant: Some(tenant) })
        }
        Some(Kind::PlanList) => {
            findings.push(refused("Microsoft's list of products is everybody's: give it as it is"));
            None
        }
        Some(Kind::Plan) => {
            findings.push(refused("make what it was made from anonymous, and run its command again"));
            None
        }
        Some(_) => {
            findings.push(refused("give exports that `import` reads, or a tenant file"));
            None
        }
        None => {
            report_unknown_kind(source, findings);
            None
        }
    }
}

/// The text of each file, and what was taken out.
fn pass(inputs: &[Input<'_>], catalogue: &Catalogue) -> (Vec<String>, Removed) {
    let mut mask = Mask::new(catalogue);
    // Names are numbered once all have been seen.
    inputs.iter().for_each(|input| drop(written(input, &mut mask)));
    mask.settle();
    let texts = inputs.iter().map(|input| written(input, &mut mask)).collect();
    (texts, mask.removed())
}

fn written(input: &Input<'_>, mask: &mut Mask<'_>) -> String {
    match &input.tenant {
        Some(tenant) => {
            mask.count(What::Text, tenant::comments(input.source, mask.catalogue));
            let masked = tenant::tenant(tenant, mask);
            tenant_file::write(&masked, mask.catalogue)
        }
        // What can be read holds something; else the second pass finds an empty file.
        None => rewrite(input.source, mask).unwrap_or_default(),
    }
}

/// The scores of what was made; else which file is not proven, and why.
fn proven(
    inputs: &[Input<'_>],
    texts: &[String],
    catalogue: &Catalogue,
) -> Result<Vec<(Points, Points)>, (usize, String)> {
    for (at, text) in texts.iter().enumerate() {
        if let Some(what) = proof::tell_tale(text) {
            return Err((at, format!("{what} stands in it")));
        }
    }
    let sources: Vec<Source> = texts.iter().map(|text| Source::from_text("anonymous", text)).collect();
    let mut again = Vec::new();
    for (at, source) in sources.iter().enumerate() {
        let read = input(source, catalogue, &mut Findings::new());
        again.push(read.ok_or_else(|| (at, "it can not be read".to_owned()))?);
    }
    let (second, more) = pass(&again, catalogue);
    if let Some(at) = texts.iter().zip(&second).position(|(first, second)| first != second) {
        return Err((at, "a second pass changes it".to_owned()));
    }
    if let Some((what, number)) = more.iter().next() {
        return Err((0, format!("a second pass finds {number} {}", what.word())));
    }
    proof::same_figures(inputs, &again, catalogue).map_err(|()| (0, "it gives other figures".to_owned()))
}
