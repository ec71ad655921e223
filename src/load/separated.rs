//! Tables as text: what separates their cells, what stands before the header, and rows that do not fit it.

use std::fmt::Write as _;

use csv::StringRecord;

use super::source::{Source, csv_line};
use crate::diag::{Code, Finding, Findings};

/// Excel writes the separator of its country. The last wins where several give as many columns.
const SEPARATORS: [u8; 4] = [b'|', b'\t', b';', b','];

/// So many rows of a table are read: a tenant has some hundreds.
pub(super) const MOST_ROWS: usize = 100_000;

/// How the first line begins that Windows PowerShell writes above the header.
pub(super) const TYPE: &str = "#TYPE ";

/// How a table is written.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Layout {
    separator: u8,
    /// The bytes and lines before the header: Excel's `sep=;`, and the `#TYPE` of Windows PowerShell.
    skipped: (usize, usize),
}

impl Layout {
    /// What each separator makes of the first record.
    pub(super) fn each(text: &str) -> impl Iterator<Item = (Self, StringRecord)> {
        // Lines without anything stand above the header where a title was taken out.
        let begin = text.len() - text.trim_start_matches(['\n', '\r']).len();
        let blank = text[..begin].matches('\n').count();
        let first = text[begin..].lines().next().unwrap_or_default();
        // Byte order marks stand inside a text that tools have put together, and Excel quotes what has a separator in it.
        let said = first.trim_matches(['\u{feff}', ' ', '"', '\r']);
        let begins =
            |with: &str| said.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
        let named = begins("sep=") || begins(TYPE);
        let skipped = match named {
            true => (text[begin..].find('\n').map_or(text.len(), |end| begin + end + 1), blank + 1),
            false => (0, 0),
        };
        // A table of Markdown begins every line with a bar: it is none of cells between bars.
        let is_markdown = said.starts_with('|');
        let separators = SEPARATORS.into_iter().filter(move |separator| !(is_markdown && *separator == b'|'));
        separators.filter_map(move |separator| {
            let layout = Self { separator, skipped };
            Some((layout, layout.reader(text).records().next()?.ok()?))
        })
    }

    /// The record below the first one: some tools write a heading above their header.
    pub(super) fn second(self, text: &str) -> Option<StringRecord> {
        self.reader(text).records().nth(1)?.ok()
    }

    /// The first records below the header, as far as they can be read.
    pub(super) fn sample(self, text: &str, most: usize) -> Vec<StringRecord> {
        self.reader(text).records().skip(1).take(most).filter_map(Result::ok).collect()
    }

    /// The same table without its first record, which is a line of its own.
    pub(super) fn below_heading(self, text: &str) -> Self {
        let rest = text.get(self.skipped.0..).unwrap_or_default();
        let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
        Self { skipped: (self.skipped.0 + end, self.skipped.1 + 1), ..self }
    }

    /// The line of the header.
    pub(super) fn line(self) -> usize {
        self.skipped.1 + 1
    }

    /// Whether a text in quotes is never ended: the file was cut off, or a quote is missing further up.
    fn ends_in_quotes(self, body: &str) -> bool {
        #[derive(PartialEq)]
        enum At {
            Begin,
            Plain,
            Quoted,
            /// Behind a quote that ends a text, or is the first of two that stand for one.
            Quote,
        }
        let ends = |byte: u8| byte == self.separator || matches!(byte, b'\r' | b'\n');
        let mut at = At::Begin;
        for byte in body.bytes() {
            at = match (at, byte) {
                (At::Begin | At::Quote, b'"') => At::Quoted,
                (At::Quoted, b'"') => At::Quote,
                (At::Quoted, _) => At::Quoted,
                (_, byte) if ends(byte) => At::Begin,
                _ => At::Plain,
            };
        }
        at == At::Quoted
    }

    fn body(self, text: &str) -> &str {
        text.get(self.skipped.0..).unwrap_or_default().trim_start_matches('\u{feff}')
    }

    fn reader(self, text: &str) -> csv::Reader<&[u8]> {
        csv::ReaderBuilder::new()
            .delimiter(self.separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(self.body(text).as_bytes())
    }

    /// The rows below the header with their lines, those without any text left out. A row that has more or fewer cells
    /// than the header is wrong: what stands in its cells would be read as something else. So is a row beyond `most`.
    /// All wrong rows are one finding, at the first of them. Rows that `is_remark` knows are no rows.
    pub(super) fn rows(
        self,
        (cells, most): (usize, usize),
        source: &Source,
        help: &str,
        is_remark: impl Fn(&StringRecord) -> bool,
        findings: &mut Findings,
    ) -> Vec<(usize, StringRecord)> {
        let body = self.body(&source.text);
        let mut rows = Vec::new();
        let mut wrong: Option<(usize, String)> = None;
        let mut more = 0_usize;
        let mut last = self.line();
        for record in self.reader(&source.text).records().skip(1) {
            let bad = match record {
                Ok(record) if record.iter().all(|cell| cell.trim().is_empty()) => continue,
                Ok(record) => {
                    let line = csv_line(&record, body) + self.skipped.1;
                    last = line;
                    if record.len() == cells && rows.len() == most {
                        let message = format!("the table has more than {most} rows");
                        let finding = Finding::new(Code::TooLarge, message).at(source.place(line));
                        findings.push(finding.help("split the file and give one part at a time"));
                        break;
                    }
                    if record.len() == cells {
                        rows.push((line, record));
                        continue;
                    }
                    if is_remark(&record) {
                        continue;
                    }
                    (line, format!("the row has {} cells and the header has {cells}", record.len()))
                }
                Err(error) => {
                    let line = error.position().map_or(1, csv::Position::line);
                    let line = usize::try_from(line).unwrap_or(1) + self.skipped.1;
                    (line, format!("the CSV can not be read: {error}"))
                }
            };
            more += usize::from(wrong.is_some());
            wrong.get_or_insert(bad);
        }
        if wrong.is_none() && self.ends_in_quotes(body) {
            let message =
                "the file ends inside of a text in quotes: it was cut off, or lacks a quote further up";
            wrong = Some((last, message.to_owned()));
        }
        if let Some((line, mut message)) = wrong {
            if more > 0 {
                let _ = write!(message, "; {more} more rows do not fit either");
            }
            findings.push(Finding::new(Code::BadCsv, message).at(source.place(line)).help(help));
        }
        rows
    }
}
