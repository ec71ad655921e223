//! A report as files: every table as CSV, every chart as an SVG of its own.

use super::drawings;
use super::html::Audience;
use super::sheets::{Cell, Sheet, sheets};
use super::view::View;
use crate::chart::over_time::Line;
use crate::chart::{self, Frame, Home};
use crate::model::text::plain;
use crate::model::units::hundredths;
use crate::table::defused;

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
    let lines: Vec<Line> = view.scenarios.iter().map(drawings::line).collect();
    let mut charts = vec![
        ("score-over-time".to_owned(), chart::over_time(&lines, &frame("over-time"))),
        ("licence-options".to_owned(), chart::dip(&drawings::dip(&view.offers.all), &frame("options"))),
    ];
    if audience != Audience::Executive {
        let corners = drawings::frontier(&view.frontier, view.today.totals.percent().hundredths());
        let plan = view.plan.as_ref();
        let calendar = plan.map(drawings::calendar).unwrap_or_default();
        let needs = plan.map(drawings::dependencies).unwrap_or_default();
        let rest = [
            ("frontier", chart::frontier(&corners, &frame("frontier"))),
            ("calendar", chart::calendar(&calendar, &frame("calendar"))),
            ("dependencies", chart::dependencies(&needs, &frame("dependencies"))),
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
