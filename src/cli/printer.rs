//! Data to stdout, talk to stderr.

use std::collections::BTreeMap;
use std::io::{BufWriter, ErrorKind, Write};
use std::mem::ManuallyDrop;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use anstream::{AutoStream, ColorChoice};

use super::exit::Exit;
use super::selection::{Selection, select};
use crate::answer::{Answer, Shown};
use crate::diag::{Code, Finding, Findings, Severity};
use crate::engine::{Outcome, Refusal, Unreadable, Verdict, default_sample};
use crate::table::{self, Block, Colour, Format, plain};

/// A terminal of unknown width is taken to be this wide.
const USUAL_WIDTH: usize = 80;
/// Narrower than this, tables overflow rather than break every word.
pub(super) const NARROWEST: usize = 40;

/// So many findings of a code are printed unless all are asked for: a file of nothing but mistakes fills no screen.
const SHOWN: usize = 20;

static WIDTH: OnceLock<usize> = OnceLock::new();
static ALL_FINDINGS: AtomicBool = AtomicBool::new(false);

/// Sets what holds for the whole run: whether there is colour, how wide tables are, and whether all findings are printed.
pub(super) fn set(colour: clap::ColorChoice, width: Option<usize>, all_findings: bool) {
    ALL_FINDINGS.store(all_findings, Ordering::Relaxed);
    let colour = match colour {
        clap::ColorChoice::Auto => ColorChoice::Auto,
        clap::ColorChoice::Always => ColorChoice::Always,
        clap::ColorChoice::Never => ColorChoice::Never,
    };
    colour.write_global();
    if let Some(width) = width {
        // Only the first call counts, and there is only one.
        let _ = WIDTH.set(width);
    }
}

/// Whether all findings are printed.
pub(super) fn all_findings() -> bool {
    ALL_FINDINGS.load(Ordering::Relaxed)
}

pub(super) fn report(answer: &impl Answer, shown: Shown) -> Result<(), Refusal> {
    let colour = colour(AutoStream::choice(&std::io::stdout()));
    let text = match shown.format {
        Format::Json => return sent(json(answer, std::io::stdout().lock())),
        // The program ends with the answer: to take a long one apart would cost as much as to find it.
        format => table::text(&ManuallyDrop::new(answer.blocks(shown)), format, width(), colour),
    };
    match colour {
        Colour::Never => print(&text),
        Colour::Always => to(&mut anstream::stdout(), &text),
    }
}

pub(super) fn print(text: &str) -> Result<(), Refusal> {
    to(&mut std::io::stdout().lock(), text)
}

/// Writes an answer piece by piece: its text is several times as large as a long answer.
fn json(answer: &impl Answer, out: impl Write) -> std::io::Result<()> {
    let mut pieces = Pieces(BufWriter::with_capacity(1 << 16, out));
    serde_json::to_writer_pretty(&mut pieces, answer)?;
    pieces.0.write_all(b"\n")?;
    pieces.0.flush()
}

/// Writes pieces of JSON, each of which is a whole text, without what steers a terminal.
struct Pieces<W: Write>(BufWriter<W>);

impl<W: Write> Write for Pieces<W> {
    fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
        match std::str::from_utf8(piece) {
            Ok(text) => self.0.write_all(table::harmless(text).as_bytes())?,
            Err(_) => self.0.write_all(piece)?,
        }
        Ok(piece.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

fn colour(choice: ColorChoice) -> Colour {
    match choice {
        ColorChoice::Never => Colour::Never,
        ColorChoice::Auto | ColorChoice::Always | ColorChoice::AlwaysAnsi => Colour::Always,
    }
}

fn to(out: &mut impl Write, text: &str) -> Result<(), Refusal> {
    sent(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// A reader that went away is no failure.
fn sent(written: std::io::Result<()>) -> Result<(), Refusal> {
    match written {
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

pub(super) fn talk(text: &str) {
    // When stderr is gone, nobody listens.
    let _ = writeln!(anstream::stderr(), "{}", plain(text));
}

pub(super) fn beside(blocks: &[Block]) {
    let colour = colour(AutoStream::choice(&std::io::stderr()));
    let text = table::text(blocks, Format::Table, width(), colour);
    // When stderr is gone, nobody listens.
    let _ = write!(anstream::stderr(), "{text}");
}

pub(super) fn findings(findings: &Findings) {
    let renderer = Renderer::styled().term_width(width());
    let most = if ALL_FINDINGS.load(Ordering::Relaxed) { usize::MAX } else { SHOWN };
    let findings = findings.clone().sorted();
    let mut times: BTreeMap<Code, usize> = BTreeMap::new();
    for finding in findings.iter() {
        let times = times.entry(finding.code).or_default();
        *times += 1;
        if *times <= most {
            let _ = writeln!(anstream::stderr(), "{}", renderer.render(&[group(finding)]));
        }
    }
    for (code, times) in times.into_iter().filter(|(_, times)| *times > most) {
        let more = times - most;
        let message = format!("{more} more of this code, {}: `--all-findings` prints them all", code.title());
        let rest = Group::with_title(level(code.severity()).primary_title(message).id(code.code()));
        let _ = writeln!(anstream::stderr(), "{}", renderer.render(&[rest]));
    }
}

/// Prints what is most serious of what is said beside an answer, and all of it if that is asked for.
fn most_serious(all: &Findings) {
    if all_findings() {
        return findings(all);
    }
    let Selection { shown, rest } = select(all.clone().sorted());
    findings(&shown);
    if let Some(rest) = rest {
        let group = Group::with_title(level(rest.severity).primary_title(plain(&rest.message)));
        let renderer = Renderer::styled().term_width(width());
        let _ = writeln!(anstream::stderr(), "{}", renderer.render(&[group]));
    }
}

/// Prints what stands beside an answer or a refusal, unless the answer holds it itself.
pub(super) fn heard<T>(asked: Result<Outcome<T>, Refusal>, format: Format) -> Result<Outcome<T>, Refusal> {
    let (uses_sample, beside) = match &asked {
        Ok(outcome) => (outcome.uses_sample, &outcome.findings),
        Err(refusal) => (refusal.uses_sample, &refusal.beside),
    };
    if uses_sample {
        talk(&format!("no tenant given: using the built-in {}", default_sample()));
    }
    if format != Format::Json {
        most_serious(beside);
    }
    asked
}

/// Prints an answer as [`report`] does, with all that belongs beside it, and gives the code to end with.
pub(super) fn answer<T: Answer>(asked: Result<Outcome<T>, Refusal>, shown: Shown) -> Result<Exit, Refusal> {
    let outcome = ManuallyDrop::new(heard(asked, shown.format)?);
    report(&outcome.answer, shown)?;
    Ok(verdict(outcome.verdict, &outcome.reasons))
}

/// Says why the answer is no or not whole, and gives the code to end with.
pub(super) fn verdict(verdict: Verdict, reasons: &[String]) -> Exit {
    let word = if verdict == Verdict::Interrupted { "interrupted" } else { "no" };
    for reason in reasons {
        talk(&format!("{word}: {reason}"));
    }
    verdict.into()
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

fn group(finding: &Finding) -> Group<'static> {
    let title = level(finding.severity()).primary_title(plain(&finding.message)).id(finding.code.code());
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
pub(super) fn refusal(refusal: &Refusal) -> Exit {
    most_serious(&refusal.findings);
    for unreadable in &refusal.unreadable {
        talk(&format!("error: `{}` can not be used: {}", unreadable.path, unreadable.why));
    }
    refusal.into()
}
