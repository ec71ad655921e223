//! Where a record of a CSV stands.

use csv::StringRecord;

/// The line, from 1, on which a record of a text begins.
///
/// The reader's own count stands before the line feed of the record above and before empty lines.
pub(super) fn line(record: &StringRecord, text: &str) -> usize {
    let Some(position) = record.position() else { return 1 };
    let counted = usize::try_from(position.line()).unwrap_or(1);
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    let skipped = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    counted + skipped.filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        reader.records().map(|record| line(&record.unwrap(), text)).collect()
    }

    #[test]
    fn lines_are_counted_as_people_do() {
        assert_eq!(lines("h\na\nb\n"), [2, 3]);
        assert_eq!(lines("h\r\na\r\nb\r\n"), [2, 3]);
        assert_eq!(lines("\n\nh\n\na\r\n\r\n\r\nb"), [5, 8]);
        assert_eq!(lines("h,i\n\"a\nb\",c\r\nd,e\n"), [2, 4]);
    }
}
