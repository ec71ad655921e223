//! A report as a workbook.
//!
//! Goes in: a [`View`]. Comes out: the bytes of an `.xlsx`. **Invariants:** texts are written as texts and never as
//! formulas; figures are numbers and days are dates; the same view gives the same bytes, since the day of the report
//! stands for the moment at which it was made.

mod charts;
mod style;

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use self::style::Style;
use super::html::Audience;
use super::sheets::{Cell, Sheet, sheets};
use super::view::View;
use crate::model::text::plain;

/// A cell of a workbook holds no longer text, in UTF-16 units.
const LONGEST: usize = 32_000;

/// The workbook: a sheet for each table, with filters, fixed headers and charts.
///
/// # Errors
///
/// When there are more rows than a workbook can hold.
pub fn workbook(view: &View, audience: Audience) -> Result<Vec<u8>, XlsxError> {
    let style = Style::new();
    let sheets = sheets(view, audience);
    let mut workbook = Workbook::new();
    let mut properties = DocProperties::new().set_title(safe(&view.title));
    if let Some(day) = excel(view.as_of) {
        properties = properties.set_creation_datetime(&day);
    }
    workbook.set_properties(&properties);
    for sheet in &sheets {
        let worksheet = workbook.add_worksheet();
        write(worksheet, sheet, &style)?;
        charts::insert(worksheet, sheet, &sheets)?;
    }
    workbook.save_to_buffer()
}

fn write(worksheet: &mut Worksheet, sheet: &Sheet, style: &Style) -> Result<(), XlsxError> {
    worksheet.set_name(sheet.name)?;
    for (at, column) in (0..).zip(&sheet.columns) {
        worksheet.set_column_width(at, column.width)?;
        worksheet.write_string_with_format(0, at, safe(&column.name), &style.header)?;
    }
    worksheet.set_row_height(0, LINE * header_lines(sheet))?;
    for (row, cells) in (1..).zip(&sheet.rows) {
        for (column, cell) in (0..).zip(cells) {
            put(worksheet, (row, column), cell, style)?;
        }
    }
    worksheet.set_freeze_panes(1, 0)?;
    // On paper a sheet is as wide as a page, with its headers on each.
    worksheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    if let (Some(last), Some(columns)) = (rows(sheet), columns(sheet)) {
        worksheet.autofilter(0, 0, last, columns)?;
    }
    Ok(())
}

/// The height of a line, in points.
const LINE: u16 = 16;

/// The lines that the longest header needs in its column.
fn header_lines(sheet: &Sheet) -> u16 {
    let lines = |column: &super::sheets::Column| {
        let length = u16::try_from(column.name.chars().count()).unwrap_or(u16::MAX);
        // Words break early, and the sign of the filter takes room as well.
        length.saturating_add(4).div_ceil(column.width.saturating_sub(2).max(1))
    };
    sheet.columns.iter().map(lines).max().unwrap_or(1).clamp(1, 6)
}

/// The last row that holds data.
fn rows(sheet: &Sheet) -> Option<u32> {
    u32::try_from(sheet.rows.len()).ok().filter(|rows| *rows > 0)
}

/// The last column.
fn columns(sheet: &Sheet) -> Option<u16> {
    u16::try_from(sheet.columns.len()).ok()?.checked_sub(1)
}

fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    style: &Style,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            sheet.write_string_with_format(row, column, safe(text), &style.text)?;
        }
        Cell::Count(number) => {
            sheet.write_number_with_format(row, column, float(*number), &style.count)?;
        }
        Cell::Hundredths(value) => {
            sheet.write_number_with_format(row, column, float(*value) / 100.0, &style.hundredths)?;
        }
        Cell::Percent(value) => {
            sheet.write_number_with_format(row, column, float(*value) / 10_000.0, &style.percent)?;
        }
        Cell::Day(day) => {
            match excel(*day) {
                Some(date) => sheet.write_datetime_with_format(row, column, &date, &style.day)?,
                None => sheet.write_string(row, column, day.to_string())?,
            };
        }
    }
    Ok(())
}

/// A workbook knows floating point only.
#[expect(clippy::cast_precision_loss, reason = "figures in hundredths stay far below 2^53")]
fn float(number: i64) -> f64 {
    number as f64
}

/// A day as a workbook knows it; `None` before 1900.
fn excel(day: Date) -> Option<ExcelDateTime> {
    let part = |number: i8| u8::try_from(number).ok();
    let year = u16::try_from(day.year()).ok().filter(|year| *year >= 1900)?;
    ExcelDateTime::from_ymd(year, part(day.month())?, part(day.day())?).ok()
}

/// A text without controls, no longer than a cell holds.
fn safe(text: &str) -> String {
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= LONGEST
    };
    let allowed = |c: char| if matches!(c, '\u{fffe}' | '\u{ffff}') { '\u{fffd}' } else { c };
    plain(text).chars().take_while(fits).map(allowed).collect()
}
