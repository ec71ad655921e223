//! A report as files: every table as CSV, every chart as an SVG of its own.

use super::chart::{self, Frame, Home};
use super::html::Audience;
use super::sheets::{Cell, Sheet, sheets};
use super::table::defused;
use super::view::View;
use super::{drawings, plain};
use crate::model::units::hundredths;

/// The width of the charts, in pixels.
const WIDTH: i64 = 960;

/// Names and contents of the files, in the order of the sheets and then of the charts.
pub fn files(view: &View, audience: Audience) -> Vec<(String, String)> {
    let tables =
        sheets(view, audience).into_iter().map(|sheet| (format!("{}.csv", file(sheet.name)), csv(&sheet)));
    tables.chain(charts(view, audience)).collect()
}

fn file(name: &str) -> String {
    name.to_ascii_lowercase().replace(' ', "-")
}

/// A table for a spreadsheet. Texts that a spreadsheet would run as a formula get an apostrophe.
fn csv(sheet: &Sheet) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory can not fail.
    let _ = writer.write_record(sheet.columns.iter().map(|column| defused(&plain(&column.name))));
    for row in &sheet.rows {
        let _ = writer.write_record(row.iter().map(cell));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => defused(&plain(text)),
        Cell::Count(number) => number.to_string(),
        Cell::Hundredths(value) | Cell::Percent(value) => hundredths(*value),
        Cell::Day(day) => day.to_string(),
    }
}

fn charts(view: &View, audience: Audience) -> Vec<(String, String)> {
    let frame = |id| Frame { id, width: WIDTH, home: Home::File };
    let mut charts = vec![
        ("score-over-time".to_owned(), chart::over_time(&drawings::lines(view), &frame("over-time"))),
        ("licence-options".to_owned(), chart::dip(&drawings::licensed(view), &frame("options"))),
    ];
    if audience != Audience::Executive {
        let rest = [
            ("frontier", chart::frontier(&drawings::frontier(view), &frame("frontier"))),
            ("calendar", chart::calendar(&drawings::calendar(view), &frame("calendar"))),
            ("dependencies", chart::dependencies(&drawings::dependencies(view), &frame("dependencies"))),
        ];
        charts.extend(rest.map(|(name, svg)| (name.to_owned(), svg)));
    }
    // Files are named by the place of a scenario: its name may be anything.
    for (at, course) in view.scenarios.iter().enumerate() {
        if let Some(waterfall) = drawings::waterfall(course) {
            let name = format!("causes-{}", at + 1);
            charts.push((name, chart::waterfall(&waterfall, &frame("causes"))));
        }
    }
    charts.into_iter().map(|(name, svg)| (format!("{name}.svg"), svg)).collect()
}
