//! Tables as text: what separates their cells, what stands before the header, and rows that do not fit it.

use csv::StringRecord;

use super::source::{Source, csv_line};
use crate::diag::{Code, Finding, Findings};

/// Excel writes the separator of its country. The last wins where several give as many columns.
const SEPARATORS: [u8; 3] = [b'\t', b';', b','];

/// How a table is written.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Layout {
    separator: u8,
    /// The bytes and lines before the header: Excel's `sep=;`.
    skipped: (usize, usize),
}

impl Layout {
    /// What each separator makes of the first record.
    pub(super) fn each(text: &str) -> impl Iterator<Item = (Self, StringRecord)> {
        let first = text.lines().next().unwrap_or_default();
        let skipped = match first.trim().strip_prefix("sep=") {
            Some(_) => (text.find('\n').map_or(text.len(), |end| end + 1), 1),
            None => (0, 0),
        };
        SEPARATORS.into_iter().filter_map(move |separator| {
            let layout = Self { separator, skipped };
            Some((layout, layout.reader(text).records().next()?.ok()?))
        })
    }

    /// The line of the header.
    pub(super) fn line(self) -> usize {
        self.skipped.1 + 1
    }

    fn body(self, text: &str) -> &str {
        text.get(self.skipped.0..).unwrap_or_default()
    }

    fn reader(self, text: &str) -> csv::Reader<&[u8]> {
        csv::ReaderBuilder::new()
            .delimiter(self.separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(self.body(text).as_bytes())
    }

    /// The rows below the header with their lines, those without any text left out. A row that has more or fewer cells
    /// than the header is a finding: what stands in its cells would be read as something else. So is a row beyond `most`.
    pub(super) fn rows(
        self,
        (cells, most): (usize, usize),
        source: &Source,
        help: &str,
        findings: &mut Findings,
    ) -> Vec<(usize, StringRecord)> {
        let body = self.body(&source.text);
        let mut rows = Vec::new();
        for record in self.reader(&source.text).records().skip(1) {
            let bad = match record {
                Ok(record) if record.iter().all(|cell| cell.trim().is_empty()) => continue,
                Ok(record) => {
                    let line = csv_line(&record, body) + self.skipped.1;
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
                    let message = format!("the row has {} cells and the header has {cells}", record.len());
                    Finding::new(Code::BadCsv, message).at(source.place(line))
                }
                Err(error) => {
                    let line = error.position().map_or(1, csv::Position::line);
                    let line = usize::try_from(line).unwrap_or(1) + self.skipped.1;
                    Finding::new(Code::BadCsv, format!("the CSV can not be read: {error}"))
                        .at(source.place(line))
                }
            };
            findings.push(bad.help(help));
        }
        rows
    }
}
