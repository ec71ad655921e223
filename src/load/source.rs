//! Bytes to text, of files and of standard input.

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

use csv::StringRecord;
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use super::encoding::{Decoded, decode};
pub use super::files::Unreadable;
use super::files::{Content, Files};
use super::yaml::prepared::Prepared;
use crate::diag::{Code, Finding, Findings, Place};

/// Files larger than this are refused: the largest real exports are a few megabytes.
const LARGEST: usize = 512 * 1024 * 1024;

/// A text with the name people know it by.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as the user wrote it, `-` for standard input.
    pub name: String,
    /// The text, without byte order mark.
    pub text: String,
    /// SHA-256 of the bytes, in hexadecimal: computed when it is first asked for, where the text is all of them.
    hash: OnceLock<String>,
    /// The day (UTC) on which the file was last changed, as the system says; `None` for other texts.
    pub modified: Option<Date>,
    /// Found in a folder that was given, and not given itself: it may be no export.
    pub in_folder: bool,
    /// Where each line begins: found when the first problem asks for its place.
    lines: OnceLock<Vec<usize>>,
    /// What the parser says of the text, where the build has asked it.
    pub(super) prepared: Option<Prepared>,
}

impl Source {
    /// A text that is already in memory, such as an embedded sample.
    pub fn from_text(name: &str, text: &str) -> Self {
        Self::new(name, text.to_owned(), OnceLock::new())
    }

    fn new(name: &str, text: String, hash: OnceLock<String>) -> Self {
        Self {
            name: name.to_owned(),
            text,
            hash,
            modified: None,
            in_folder: false,
            lines: OnceLock::new(),
            prepared: None,
        }
    }

    /// The same file with another text.
    pub(super) fn with_text(&self, text: String) -> Self {
        let source = Self::new(&self.name, text, OnceLock::new());
        Self { modified: self.modified, in_folder: self.in_folder, ..source }
    }

    /// The same text, which the build has parsed.
    pub(super) fn parsed(self, prepared: Prepared) -> Self {
        Self { prepared: Some(prepared), ..self }
    }

    /// SHA-256 of the bytes, in hexadecimal.
    pub fn hash(&self) -> &str {
        self.hash.get_or_init(|| hash(self.text.as_bytes()))
    }

    /// A line of the text, from 1.
    pub fn place(&self, line: usize) -> Place {
        let lines = self.lines();
        let nth = line.max(1);
        let start = lines.get(nth - 1).filter(|start| **start < self.text.len());
        // To look for the end would take as long as the line is, and a whole export may be one.
        let end = lines.get(nth).map_or(self.text.len(), |next| next - 1);
        let text = start.and_then(|start| self.text.get(*start..end));
        Place::line(&self.name, line, text.map(|text| text.strip_suffix('\r').unwrap_or(text)))
    }

    /// Some characters of a line, from 0.
    pub fn place_at(&self, line: usize, column: usize, length: usize) -> Place {
        self.place(line).columns(column, length)
    }

    /// Where `"name"` stands for the n-th time, from 0; the whole file where it does not. The text is searched: problems of
    /// one kind ask once.
    pub fn place_of_quoted(&self, name: &str, n: usize) -> Place {
        match self.text.match_indices(&format!("\"{name}\"")).nth(n) {
            Some((start, _)) => self.place_of_byte(start, name.chars().count() + 2),
            None => Place::file(&self.name),
        }
    }

    /// Some characters of the line in which a byte stands, from it on.
    pub fn place_of_byte(&self, byte: usize, length: usize) -> Place {
        let line = self.lines().partition_point(|begin| *begin <= byte);
        let begin = line.checked_sub(1).map_or(0, |before| self.lines()[before]);
        // Only the beginning of a line is shown: a far column needs no exact number.
        let column = self.text[begin..byte].chars().take(1_000).count();
        self.place_at(line, column, length)
    }

    fn lines(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let ends = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect()
        })
    }
}

/// Reads one file.
///
/// Content that is no text is a finding and gives `Ok(None)`.
///
/// # Errors
/// When the file is missing or can not be read.
pub fn read(files: &dyn Files, path: &Path, findings: &mut Findings) -> Result<Option<Source>, Unreadable> {
    let name = path.display().to_string();
    Ok(decoded(&name, files.read(path, LARGEST)?, findings))
}

/// Reads standard input to its end.
///
/// # Errors
/// When it can not be read.
pub fn read_standard_input(files: &dyn Files, findings: &mut Findings) -> Result<Option<Source>, Unreadable> {
    Ok(decoded("-", files.standard_input(LARGEST)?, findings))
}

fn decoded(name: &str, content: Option<Content>, findings: &mut Findings) -> Option<Source> {
    let Some(content) = content else {
        findings.push(
            Finding::new(Code::TooLarge, "the file is larger than 512 MB")
                .at(Place::file(name))
                .help("export one snapshot instead of a whole history, or split the file"),
        );
        return None;
    };
    let source = text(name, &content.bytes, findings)?;
    Some(Source { modified: content.modified, ..source })
}

/// The file that a file names, in its own folder or below; `None` for a name that leads out of it.
pub fn beside(path: &Path, name: &str) -> Option<PathBuf> {
    let relative = Path::new(name);
    let inside = relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    (inside && !name.is_empty()).then(|| folder(path).join(relative))
}

/// Whether a link leads from the file that a file names out of its folder.
pub fn leads_outside(files: &dyn Files, path: &Path, named: &Path) -> bool {
    files.leads_outside(named, folder(path))
}

fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or_else(|| Path::new(""))
}

/// The files that some paths mean, and whether each comes from a folder, which gives the files directly in it, sorted by
/// name; and every path that is missing or can not be listed. `-` means itself.
pub fn expand(files: &dyn Files, paths: &[PathBuf]) -> (Vec<(PathBuf, bool)>, Vec<Unreadable>) {
    let mut found = Vec::new();
    let mut failures = Vec::new();
    for path in paths {
        let listed = if path.as_os_str() == "-" { Ok(None) } else { files.folder(path) };
        match listed {
            Ok(Some(inside)) if inside.is_empty() => failures.push(Unreadable {
                path: path.display().to_string(),
                why: "the folder holds no file".to_owned(),
            }),
            Ok(Some(inside)) => found.extend(inside.into_iter().map(|file| (file, true))),
            Ok(None) => found.push((path.clone(), false)),
            Err(failure) => failures.push(failure),
        }
    }
    (found, failures)
}

/// Decodes a text; what is none is a finding that names it.
pub fn text(name: &str, bytes: &[u8], findings: &mut Findings) -> Option<Source> {
    let decoded = match decode(bytes) {
        Decoded::Text(text) => text,
        Decoded::Windows1252(text) => {
            let message = "the file is no UTF-8, and was read as Windows-1252, the Western code page";
            let help = "if letters look wrong, save it as UTF-8: Excel's `CSV UTF-8`, or `-Encoding utf8` of PowerShell";
            findings.push(Finding::new(Code::ReadOtherwise, message).at(Place::file(name)).help(help));
            text
        }
        Decoded::Not(other) => {
            let message = format!("the file is {}", other.what);
            findings.push(Finding::new(Code::NotText, message).at(Place::file(name)).help(other.help));
            return None;
        }
    };
    if decoded.trim().is_empty() {
        findings.push(
            Finding::new(Code::EmptyFile, "the file is empty")
                .at(Place::file(name))
                .help("export it again; an export that failed often leaves an empty file"),
        );
        return None;
    }
    // A mark or another encoding is not in the text any more.
    let known = if decoded.as_bytes() == bytes { OnceLock::new() } else { hash(bytes).into() };
    Some(Source::new(name, decoded, known))
}

fn hash(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string can not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The line, from 1, on which a record of a CSV text begins.
///
/// The reader's own count stands before the line feed of the record above and before empty lines.
pub fn csv_line(record: &StringRecord, text: &str) -> usize {
    let Some(position) = record.position() else { return 1 };
    let counted = usize::try_from(position.line()).unwrap_or(1);
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    let skipped = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    counted + skipped.filter(|byte| **byte == b'\n').count()
}
