//! Bytes to text: the only place that reads files.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};

use crate::diag::{Code, Finding, Findings, Place};

/// Files larger than this are refused: the largest real exports are a few megabytes.
const LARGEST: u64 = 512 * 1024 * 1024;

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

/// A file that can not be had: the world failed, not its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The path as the user wrote it.
    pub path: String,
    /// Why, in the words of the system.
    pub why: String,
}

/// Reads one file.
///
/// Content that is no text is a finding and gives `Ok(None)`.
///
/// # Errors
/// When the file is missing or can not be read.
pub fn read(path: &Path, findings: &mut Findings) -> Result<Option<Source>, Unreadable> {
    let name = path.display().to_string();
    let failed = |error: std::io::Error| Unreadable { path: name.clone(), why: error.to_string() };
    let facts = std::fs::metadata(path).map_err(failed)?;
    if facts.is_dir() {
        return Err(Unreadable { path: name, why: "it is a folder".to_owned() });
    }
    if facts.len() > LARGEST {
        findings.push(too_large(&name));
        return Ok(None);
    }
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads files")]
    let bytes = std::fs::read(path).map_err(failed)?;
    let modified = facts.modified().ok().and_then(|time| jiff::Timestamp::try_from(time).ok());
    let modified = modified.map(|time| time.to_zoned(TimeZone::UTC).date());
    Ok(text(&name, &bytes, findings).map(|source| Source { modified, ..source }))
}

/// Reads standard input to its end.
///
/// # Errors
/// When it can not be read.
pub fn read_standard_input(findings: &mut Findings) -> Result<Option<Source>, Unreadable> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Unreadable { path: "-".to_owned(), why: error.to_string() })?;
    if u64::try_from(bytes.len()).is_ok_and(|size| size > LARGEST) {
        findings.push(too_large("-"));
        return Ok(None);
    }
    Ok(text("-", &bytes, findings))
}

/// The bytes of a file that is no text; `None` where they are more than so many.
///
/// # Errors
/// When the file is missing or can not be read.
pub fn bytes(path: &Path, most: usize) -> Result<Option<Vec<u8>>, Unreadable> {
    let failed =
        |error: std::io::Error| Unreadable { path: path.display().to_string(), why: error.to_string() };
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok((bytes.len() <= most).then_some(bytes))
}

/// The file that a file names, in its own folder or below; `None` for a name that leads out of it.
pub fn beside(path: &Path, name: &str) -> Option<PathBuf> {
    let relative = Path::new(name);
    let inside = relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    (inside && !name.is_empty()).then(|| path.parent().unwrap_or_else(|| Path::new("")).join(relative))
}

/// The files that some paths mean, folders giving the files directly in them, sorted by name; and every path
/// that is missing or can not be listed.
pub fn expand(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<Unreadable>) {
    let mut files = Vec::new();
    let mut failures = Vec::new();
    for path in paths {
        let failed = |why: String| Unreadable { path: path.display().to_string(), why };
        match list(path) {
            Ok(found) if found.is_empty() => failures.push(failed("the folder holds no file".to_owned())),
            Ok(found) => files.extend(found),
            Err(error) => failures.push(failed(error.to_string())),
        }
    }
    (files, failures)
}

fn list(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    if path.as_os_str() == "-" {
        return Ok(vec![path.to_owned()]);
    }
    if !std::fs::metadata(path)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !hidden && std::fs::metadata(entry.path())?.is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

fn too_large(name: &str) -> Finding {
    Finding::new(Code::TooLarge, "the file is larger than 512 MB")
        .at(Place::file(name))
        .help("export one snapshot instead of a whole history, or split the file")
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
