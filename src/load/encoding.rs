//! Bytes to characters, and what bytes are that are no text.

/// What some bytes are.
pub(super) enum Decoded {
    Text(String),
    /// Text in the Western code page of Windows, as Excel writes it for `CSV`.
    Windows1252(String),
    Not(NoText),
}

/// What is no text: what it is, and what to do.
pub(super) struct NoText {
    pub(super) what: &'static str,
    pub(super) help: &'static str,
}

const UNPACK: &str = "unpack it, and give the files that are in it";
const NO_PICTURE: &str =
    "nothing is read from pictures and documents: give the export itself, as JSON or CSV";
const AS_CSV: &str = "save the sheet as `CSV UTF-8` and give that; or give the CSV as the portal exported it";

/// How files of other kinds begin.
const MAGIC: &[(&[u8], NoText)] = &[
    (
        &[0x1F, 0x8B],
        NoText { what: "an archive of gzip", help: "unpack it with `gzip -d`, and give what is in it" },
    ),
    (b"BZh", NoText { what: "an archive of bzip2", help: UNPACK }),
    (&[0xFD, b'7', b'z', b'X', b'Z', 0], NoText { what: "an archive of xz", help: UNPACK }),
    (&[b'7', b'z', 0xBC, 0xAF, 0x27, 0x1C], NoText { what: "an archive of 7-Zip", help: UNPACK }),
    (&[0x28, 0xB5, 0x2F, 0xFD], NoText { what: "an archive of Zstandard", help: UNPACK }),
    (b"Rar!", NoText { what: "a RAR archive", help: UNPACK }),
    (
        &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
        NoText {
            what: "an Office file of the old kind (.xls), or one under a password or a sensitivity label",
            help: "open it, save the sheet as `CSV UTF-8`, and give that",
        },
    ),
    (b"%PDF", NoText { what: "a PDF", help: NO_PICTURE }),
    (&[0x89, b'P', b'N', b'G'], NoText { what: "a picture (PNG)", help: NO_PICTURE }),
    (&[0xFF, 0xD8, 0xFF], NoText { what: "a picture (JPEG)", help: NO_PICTURE }),
    (b"GIF8", NoText { what: "a picture (GIF)", help: NO_PICTURE }),
    (b"SQLite format 3", NoText { what: "a database of SQLite", help: NO_PICTURE }),
    (b"PAR1", NoText { what: "a Parquet file", help: "export it as JSON or CSV" }),
];

/// What the entries of a ZIP archive begin with that is a document.
const ZIPPED: &[(&str, NoText)] = &[
    ("xl/", NoText { what: "an Excel workbook", help: AS_CSV }),
    (
        "application/vnd.oasis.opendocument.spreadsheet",
        NoText { what: "an OpenDocument spreadsheet", help: AS_CSV },
    ),
    ("word/", NoText { what: "a Word document", help: NO_PICTURE }),
    ("ppt/", NoText { what: "a PowerPoint presentation", help: NO_PICTURE }),
    ("application/vnd.oasis.opendocument", NoText { what: "an OpenDocument file", help: NO_PICTURE }),
];

/// Decodes UTF-8, UTF-16 and UTF-32 of either order, with or without byte order mark, and Windows-1252.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    if let Some(other) = of_magic(bytes) {
        return Decoded::Not(other);
    }
    let decoded = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        [0xFF, 0xFE, 0, 0, rest @ ..] => utf32(rest, u32::from_le_bytes),
        [0, 0, 0xFE, 0xFF, rest @ ..] => utf32(rest, u32::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        // Without a mark, JSON, YAML and tables begin with an ASCII character: the other bytes of it are zero.
        [first, 0, 0, 0, ..] if *first != 0 => utf32(bytes, u32::from_le_bytes),
        [0, 0, 0, fourth, ..] if *fourth != 0 => utf32(bytes, u32::from_be_bytes),
        [first, 0, ..] if *first != 0 => utf16(bytes, u16::from_le_bytes),
        [0, second, ..] if *second != 0 => utf16(bytes, u16::from_be_bytes),
        _ => std::str::from_utf8(bytes).ok().map(str::to_owned),
    };
    match decoded.filter(|text| !text.contains('\0')) {
        Some(text) => Decoded::Text(text),
        None => western(bytes),
    }
}

fn of_magic(bytes: &[u8]) -> Option<NoText> {
    let same = |known: &NoText| NoText { what: known.what, help: known.help };
    if bytes.starts_with(b"PK\x03\x04") {
        // Names of entries stand between the packed bytes, as they are.
        const LOOKED_AT: usize = 64 * 1024;
        let begin = String::from_utf8_lossy(&bytes[..bytes.len().min(LOOKED_AT)]);
        let document = ZIPPED.iter().find(|(sign, _)| begin.contains(sign));
        let archive = NoText { what: "a ZIP archive", help: UNPACK };
        return Some(document.map_or(archive, |(_, known)| same(known)));
    }
    MAGIC.iter().find(|(begin, _)| bytes.starts_with(begin)).map(|(_, known)| same(known))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<_, _>>().ok()
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> Option<String> {
    let (fours, rest) = bytes.as_chunks::<4>();
    if !rest.is_empty() {
        return None;
    }
    fours.iter().map(|four| char::from_u32(unit(*four))).collect()
}

/// Windows-1252 from 0x80 to 0x9F; the other characters have the numbers of Unicode. Zero for what means nothing.
const WESTERN: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“',
    '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// Text of mostly ASCII whose other bytes are letters of Windows-1252 and not those of broken UTF-8.
fn western(bytes: &[u8]) -> Decoded {
    let other = |help| Decoded::Not(NoText { what: "neither UTF-8 nor UTF-16 text", help });
    let control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C);
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    if bytes.iter().any(control) || high * 3 > bytes.len() {
        return other(
            "give the JSON, YAML or CSV itself, not a picture, a spreadsheet or an archive; Excel's own CSV is `CSV UTF-8`",
        );
    }
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    let letter = |byte: &u8| match byte {
        0x80..=0x9F => Some(WESTERN[usize::from(*byte - 0x80)]).filter(|c| *c != '\0'),
        byte => Some(char::from(*byte)),
    };
    match bytes.iter().map(letter).collect() {
        Some(text) if whole < broken => Decoded::Windows1252(text),
        _ => other("some of its characters are broken: export it again, and save it as UTF-8"),
    }
}
