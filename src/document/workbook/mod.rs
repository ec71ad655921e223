//! A report as a workbook: texts are texts and never formulas, figures are numbers, and days are dates. The same report
//! gives the same bytes, since its day stands for the moment at which it was made.

mod charts;

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::{Audience, Document, sections};
use crate::model::Money;
use crate::model::text::plain;
use crate::model::units::div_half_up;
use crate::table::{Cell, Column, Table};

/// A cell of a workbook holds no longer text, in UTF-16 units.
const LONGEST: usize = 32_000;

/// The workbook: a sheet for each table, with filters, fixed headers and charts.
///
/// # Errors
///
/// When there are more rows than a workbook can hold.
pub fn workbook(document: &Document<'_>, audience: Audience) -> Result<Vec<u8>, XlsxError> {
    let formats = Formats::new();
    let sheets = sections::sheets(document, audience);
    let mut workbook = Workbook::new();
    let mut properties = DocProperties::new().set_title(safe(&document.title));
    if let Some(day) = excel(document.inputs.state.day) {
        properties = properties.set_creation_datetime(&day);
    }
    workbook.set_properties(&properties);
    for sheet in &sheets {
        let worksheet = workbook.add_worksheet();
        write(worksheet, sheet, &formats)?;
        charts::insert(worksheet, sheet, &sheets)?;
    }
    workbook.save_to_buffer()
}

fn write(worksheet: &mut Worksheet, sheet: &Table, formats: &Formats) -> Result<(), XlsxError> {
    worksheet.set_name(&sheet.title)?;
    for (at, column) in (0..).zip(&sheet.columns) {
        worksheet.set_column_width(at, column.width)?;
        worksheet.write_string_with_format(0, at, safe(&column.name), &formats.header)?;
    }
    worksheet.set_row_height(0, LINE * header_lines(sheet))?;
    for (row, cells) in (1..).zip(&sheet.rows) {
        for (column, cell) in (0..).zip(cells) {
            put(worksheet, (row, column), cell, formats)?;
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

fn header_lines(sheet: &Table) -> u16 {
    let lines = |column: &Column| {
        let length = u16::try_from(column.name.chars().count()).unwrap_or(u16::MAX);
        // Words break early, and the sign of the filter takes room as well.
        length.saturating_add(4).div_ceil(column.width.saturating_sub(2).max(1))
    };
    sheet.columns.iter().map(lines).max().unwrap_or(1).clamp(1, 6)
}

fn rows(sheet: &Table) -> Option<u32> {
    u32::try_from(sheet.rows.len()).ok().filter(|rows| *rows > 0)
}

fn columns(sheet: &Table) -> Option<u16> {
    u16::try_from(sheet.columns.len()).ok()?.checked_sub(1)
}

fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let (number, format) = match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(_) | Cell::Id(_) | Cell::YesNo(_) => {
            sheet.write_string_with_format(row, column, safe(&cell.text()), &formats.text)?;
            return Ok(());
        }
        Cell::Date(day) => {
            match excel(*day) {
                Some(date) => sheet.write_datetime_with_format(row, column, &date, &formats.day)?,
                None => sheet.write_string(row, column, day.to_string())?,
            };
            return Ok(());
        }
        Cell::Count(number) => (float(*number), &formats.count),
        Cell::Percent(value) => (float(*value) / 10_000.0, &formats.percent),
        Cell::Hours(effort) => {
            (float(div_half_up(i128::from(effort.0) * 100, 60)) / 100.0, &formats.hundredths)
        }
        Cell::Points(points) | Cell::SignedPoints(points) => (float(points.0) / 100.0, &formats.hundredths),
        Cell::SignedPercent(value) | Cell::Money(Money(value)) | Cell::Decimal(value) => {
            (float(*value) / 100.0, &formats.hundredths)
        }
    };
    sheet.write_number_with_format(row, column, number, format)?;
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

struct Formats {
    header: Format,
    count: Format,
    hundredths: Format,
    percent: Format,
    day: Format,
    text: Format,
}

impl Formats {
    fn new() -> Self {
        let header = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
        Self {
            header: header
                .set_background_color(Color::RGB(0xE9_ED_F2))
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(Color::RGB(0x8B_95_A3)),
            count: Format::new().set_num_format("0"),
            hundredths: Format::new().set_num_format("#,##0.00"),
            percent: Format::new().set_num_format("0.00%"),
            // Beside a column of words neither dates nor words may touch.
            day: Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
            text: Format::new().set_indent(1),
        }
    }
}
