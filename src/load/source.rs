//! Bytes to text, of files and of standard input.

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

pub use super::files::Unreadable;
use super::files::{Content, Files};
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
    /// SHA-256 of the bytes, in hexadecimal.
    pub hash: String,
    /// The day (UTC) on which the file was last changed, as the system says; `None` for other texts.
    pub modified: Option<Date>,
}

impl Source {
    /// A text that is already in memory, such as an embedded sample.
    pub fn from_text(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), text: text.to_owned(), hash: hash(text.as_bytes()), modified: None }
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
    (inside && !name.is_empty()).then(|| path.parent().unwrap_or_else(|| Path::new("")).join(relative))
}

/// The files that some paths mean, folders giving the files directly in them, sorted by name; and every path
/// that is missing or can not be listed. `-` means itself.
pub fn expand(files: &dyn Files, paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<Unreadable>) {
    let mut found = Vec::new();
    let mut failures = Vec::new();
    for path in paths {
        let listed = if path.as_os_str() == "-" { Ok(None) } else { files.folder(path) };
        match listed {
            Ok(Some(inside)) if inside.is_empty() => failures.push(Unreadable {
                path: path.display().to_string(),
                why: "the folder holds no file".to_owned(),
            }),
            Ok(Some(inside)) => found.extend(inside),
            Ok(None) => found.push(path.clone()),
            Err(failure) => failures.push(failure),
        }
    }
    (found, failures)
}

/// Decodes UTF-8 and UTF-16 of either order, with or without byte order mark.
pub fn text(name: &str, bytes: &[u8], findings: &mut Findings) -> Option<Source> {
    let decoded = decode(bytes);
    let Some(decoded) = decoded.filter(|text| !text.contains('\0')) else {
        findings.push(
            Finding::new(Code::NotText, "the file is neither UTF-8 nor UTF-16 text")
                .at(Place::file(name))
                .help("give the JSON, YAML or CSV itself, not a picture, a spreadsheet or an archive; Excel's own CSV is `CSV UTF-8`"),
        );
        return None;
    };
    if decoded.trim().is_empty() {
        findings.push(
            Finding::new(Code::EmptyFile, "the file is empty")
                .at(Place::file(name))
                .help("export it again; an export that failed often leaves an empty file"),
        );
        return None;
    }
    Some(Source { name: name.to_owned(), text: decoded, hash: hash(bytes), modified: None })
}

fn decode(bytes: &[u8]) -> Option<String> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        // Without a mark, JSON, YAML and tables begin with an ASCII character: every second byte is zero.
        [first, 0, ..] if *first != 0 => utf16(bytes, u16::from_le_bytes),
        [0, second, ..] if *second != 0 => utf16(bytes, u16::from_be_bytes),
        _ => String::from_utf8(bytes.to_vec()).ok(),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<_, _>>().ok()
}

fn hash(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string can not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> Result<String, Code> {
        let mut findings = Findings::new();
        text("f", bytes, &mut findings)
            .map(|source| source.text)
            .ok_or_else(|| findings.iter().next().unwrap().code)
    }

    #[test]
    fn every_encoding_that_powershell_writes_is_read() {
        let little: Vec<u8> = "{\"ä\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "{\"ä\":1}".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let expected = Ok("{\"ä\":1}".to_owned());
        assert_eq!(decoded("{\"ä\":1}".as_bytes()), expected);
        assert_eq!(decoded(&[&[0xEF, 0xBB, 0xBF], "{\"ä\":1}".as_bytes()].concat()), expected);
        assert_eq!(decoded(&little), expected);
        assert_eq!(decoded(&[&[0xFF, 0xFE], little.as_slice()].concat()), expected);
        assert_eq!(decoded(&big), expected);
        assert_eq!(decoded(&[&[0xFE, 0xFF], big.as_slice()].concat()), expected);
    }

    #[test]
    fn pictures_and_empty_files_are_findings() {
        assert_eq!(decoded(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Err(Code::NotText));
        assert_eq!(decoded(b""), Err(Code::EmptyFile));
        assert_eq!(decoded(b" \n"), Err(Code::EmptyFile));
        assert_eq!(decoded(b"a\0b"), Err(Code::NotText));
    }
}
