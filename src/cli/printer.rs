//! Data to stdout, talk to stderr.

use std::io::{ErrorKind, Write};
use std::sync::OnceLock;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use anstream::{AutoStream, ColorChoice};

use super::args::FormatArg;
use super::exit::{Exit, Failure};
use crate::answer::{self, Answer, Shown};
use crate::diag::{Finding, Findings, Severity};
use crate::load::source::Unreadable;
use crate::model::text::plain;
use crate::table::{Colour, Output, render};

/// A terminal of unknown width is taken to be this wide.
const USUAL_WIDTH: usize = 80;
/// Narrower than this, tables overflow rather than break every word.
pub(super) const NARROWEST: usize = 40;

/// What somebody said about the width, if anything.
static WIDTH: OnceLock<usize> = OnceLock::new();

/// Sets what holds for the whole run: whether there is colour, and how wide tables are.
pub(super) fn set(colour: ColorChoice, width: Option<usize>) {
    colour.write_global();
    if let Some(width) = width {
        // Only the first call counts, and there is only one.
        let _ = WIDTH.set(width);
    }
}

/// Prints a report.
pub(super) fn report(report: &Output, format: FormatArg) -> Result<(), Failure> {
    let out = std::io::stdout();
    match colour(AutoStream::choice(&out)) {
        Colour::Never => print(&render(report, format.into(), width(), Colour::Never)),
        colour => to(&mut anstream::stdout(), &render(report, format.into(), width(), colour)),
    }
}

/// Prints an answer.
pub(super) fn answer(answer: &impl Answer, shown: Shown) -> Result<(), Failure> {
    let out = std::io::stdout();
    match colour(AutoStream::choice(&out)) {
        Colour::Never => print(&answer::render(answer, shown, width(), Colour::Never)),
        colour => to(&mut anstream::stdout(), &answer::render(answer, shown, width(), colour)),
    }
}

/// Prints text; a reader that went away is no failure.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    to(&mut std::io::stdout().lock(), text)
}

fn colour(choice: ColorChoice) -> Colour {
    match choice {
        ColorChoice::Never => Colour::Never,
        ColorChoice::Auto | ColorChoice::Always | ColorChoice::AlwaysAnsi => Colour::Always,
    }
}

fn to(out: &mut impl Write, text: &str) -> Result<(), Failure> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Unreadable { path: "standard output".to_owned(), why: error.to_string() }.into())
        }
        _ => Ok(()),
    }
}

fn width() -> usize {
    let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0).max(NARROWEST));
    WIDTH.get().copied().or_else(terminal).unwrap_or(USUAL_WIDTH)
}

/// Says something beside the result.
pub(super) fn talk(text: &str) {
    // When stderr is gone, nobody listens.
    let _ = writeln!(anstream::stderr(), "{}", plain(text));
}

/// Prints a report beside the result.
pub(super) fn beside(report: &Output) {
    let colour = colour(AutoStream::choice(&std::io::stderr()));
    let text = render(report, FormatArg::Table.into(), width(), colour);
    // When stderr is gone, nobody listens.
    let _ = write!(anstream::stderr(), "{text}");
}

/// Prints findings with the lines they are about.
pub(super) fn findings(findings: &Findings) {
    let renderer = Renderer::styled().term_width(width());
    for finding in findings.clone().sorted().iter() {
        let _ = writeln!(anstream::stderr(), "{}", renderer.render(&[group(finding)]));
    }
}

/// Prints findings unless the result holds them itself.
pub(super) fn findings_beside(findings: &Findings, format: FormatArg) {
    if format != FormatArg::Json {
        self::findings(findings);
    }
}

fn group(finding: &Finding) -> Group<'static> {
    let level = match finding.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(plain(&finding.message)).id(finding.code.code());
    let mut group = Group::with_title(title);
    if let Some(place) = &finding.place {
        let file = plain(&place.file);
        group = match (place.line, &place.text) {
            (Some(line), Some(text)) => {
                let text = plain(text);
                let span = span(&text, place.columns);
                group.element(
                    Snippet::source(text)
                        .line_start(line)
                        .path(file)
                        .annotation(AnnotationKind::Primary.span(span)),
                )
            }
            (Some(line), None) => group.element(Origin::path(file).line(line)),
            (None, _) => group.element(Origin::path(file)),
        };
    }
    match &finding.help {
        Some(help) => group.element(Level::HELP.message(plain(help))),
        None => group,
    }
}

/// Columns in characters as a range of bytes; the whole text without its indentation when there are none.
fn span(text: &str, columns: Option<(usize, usize)>) -> std::ops::Range<usize> {
    let (start, length) = columns.unwrap_or_else(|| {
        let start = text.chars().take_while(|c| c.is_whitespace()).count();
        (start, text.trim().chars().count())
    });
    let at = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(at, _)| at);
    at(start)..at(start + length)
}

/// Prints why there is no answer, and gives the code to end with.
pub(super) fn failure(failure: &Failure) -> Exit {
    findings(&failure.findings);
    for unreadable in &failure.unreadable {
        talk(&format!("error: `{}` can not be used: {}", unreadable.path, unreadable.why));
    }
    failure.exit()
}
