//! The portal's table written anew: the columns that are in a figure, in Microsoft's English, and nothing else.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::number::Decimal;
use super::table::{self, Header, Row};
use super::words::Column;
use crate::diag::Findings;
use crate::load::anonymise::{Mask, What};
use crate::load::source::Source;

/// The columns that stay where the table has them, in this order.
const KEPT: [Column; 9] = [
    Column::Title,
    Column::Impact,
    Column::Points,
    Column::Status,
    Column::Regressed,
    Column::Licence,
    Column::Category,
    Column::Product,
    Column::LastSynced,
];

/// The table with masked names; `None` when it can not be read.
pub(in crate::load::export) fn rewrite(source: &Source, mask: &mut Mask<'_>) -> Option<String> {
    let mut unheard = Findings::new();
    let header = table::header(&source.text)?;
    let records = table::records(&header, source, &mut unheard)?;
    let rows = table::rows(&header, &records, source, &mut unheard);
    mask.count(What::Unknown, header.unknown.len().saturating_mul(records.len()));
    let columns: Vec<Column> = KEPT.into_iter().filter(|column| header.has(*column)).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns.iter().map(|column| column.name())).ok()?;
    let by_line: BTreeMap<usize, &StringRecord> =
        records.iter().map(|(line, record)| (*line, record)).collect();
    // Sums and what has no points yet are in no figure.
    mask.count(What::NotNeeded, records.len().saturating_sub(rows.len()));
    for row in &rows {
        let Some(record) = by_line.get(&row.line) else { continue };
        count_dropped(&header, record, row, mask);
        writer.write_record(columns.iter().map(|column| cell(*column, row, mask))).ok()?;
    }
    String::from_utf8(writer.into_inner().ok()?).ok()
}

fn count_dropped(header: &Header, record: &StringRecord, row: &Row, mask: &mut Mask<'_>) {
    let filled = |column: Column| usize::from(header.cell(record, column).is_some());
    mask.count(What::Text, filled(Column::Notes));
    mask.count(What::NotNeeded, filled(Column::Rank) + filled(Column::MicrosoftUpdate));
    let unread = |column: Column, read: bool| if read { 0 } else { filled(column) };
    mask.count(
        What::Word,
        unread(Column::Status, row.status.is_some())
            + unread(Column::Licence, row.licensed.is_some())
            + unread(Column::Impact, row.impact.is_some())
            + unread(Column::LastSynced, row.last_synced.is_some()),
    );
}

fn cell(column: Column, row: &Row, mask: &mut Mask<'_>) -> String {
    let truth = |yes: bool| if yes { "Yes" } else { "No" }.to_owned();
    match column {
        Column::Title => mask.title(&row.title),
        Column::Points => format!("{}/{}", row.points, row.max),
        Column::Impact => row.impact.map(impact).unwrap_or_default(),
        Column::Status => row.status.map(|status| status.word().to_owned()).unwrap_or_default(),
        Column::Regressed => truth(row.regressed),
        Column::Licence => row.licensed.map(truth).unwrap_or_default(),
        Column::Category => row.category.as_deref().map(|word| mask.category(word)).unwrap_or_default(),
        Column::Product => row.product.as_deref().map(|name| mask.product(name)).unwrap_or_default(),
        Column::LastSynced => row.last_synced.map(|day| day.to_string()).unwrap_or_default(),
        Column::Notes | Column::Rank | Column::MicrosoftUpdate => String::new(),
    }
}

/// With as many decimals as it was rounded to, by which it is judged.
fn impact(impact: Decimal) -> String {
    let decimals = usize::try_from(impact.decimals).unwrap_or_default();
    let digits = format!("{:0width$}", impact.value, width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    let point = if decimals == 0 { "" } else { "." };
    format!("+{whole}{point}{fraction} %")
}
