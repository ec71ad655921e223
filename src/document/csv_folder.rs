//! A report as files: every table as CSV, every chart as an SVG of its own.

use super::{Audience, Document, sections};
use crate::chart::{Frame, Home};

/// The width of the charts, in pixels.
const WIDTH: i64 = 960;

pub fn files(document: &Document<'_>, audience: Audience) -> Vec<(String, String)> {
    let name = |title: &str| format!("{}.csv", title.to_ascii_lowercase().replace(' ', "-"));
    let tables = sections::sheets(document, audience);
    let tables = tables.iter().map(|table| (name(&table.title), table.csv()));
    let charts = sections::sections(audience).flat_map(|section| (section.charts)(document)).map(|chart| {
        let (name, id) = &chart.file;
        (format!("{name}.svg"), (chart.draw)(&Frame { id, width: WIDTH, home: Home::File }))
    });
    tables.chain(charts).collect()
}
