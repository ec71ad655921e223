//! Charts of the workbook itself, drawn from its cells.

use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLine, ChartLineDashType, ChartType, Color, Worksheet, XlsxError,
};

use super::super::sheets::Sheet;
use super::{columns, rows};

/// The colours of series, as in the charts of the other faces.
const COLOURS: [u32; 5] = [0x0B_5C_AD, 0xB3_45_0B, 0x0B_7A_4B, 0x8A_2A_86, 0x6B_5B_00];

/// Series are told apart by their dashes as well.
const DASHES: [ChartLineDashType; 5] = [
    ChartLineDashType::Solid,
    ChartLineDashType::Dash,
    ChartLineDashType::RoundDot,
    ChartLineDashType::DashDot,
    ChartLineDashType::LongDashDotDot,
];

/// The size of a chart in pixels.
const SIZE: (u32, u32) = (900, 420);

/// The percentages of an option around day 0, by their columns.
const AROUND_DAY_0: (u16, u16) = (7, 11);

/// Puts the charts of a sheet beside or below its cells.
pub(super) fn insert(worksheet: &mut Worksheet, sheet: &Sheet, all: &[Sheet]) -> Result<(), XlsxError> {
    let Some(last) = rows(sheet) else { return Ok(()) };
    let beside = columns(sheet).unwrap_or(0) + 2;
    match sheet.name {
        "Summary" => {
            if let Some(projection) = all.iter().find(|sheet| sheet.name == "Projection")
                && let Some(last) = rows(projection)
            {
                worksheet.insert_chart(1, beside, &over_time(projection, last))?;
            }
        }
        "Projection" => {
            worksheet.insert_chart(1, beside, &over_time(sheet, last))?;
        }
        "Licence options" => {
            worksheet.insert_chart(last + 2, 0, &around_day_0(sheet, last))?;
        }
        "Frontier" => {
            worksheet.insert_chart(1, beside, &frontier(sheet, last))?;
        }
        _ => {}
    }
    Ok(())
}

fn chart(kind: ChartType, title: &str) -> Chart {
    let mut chart = Chart::new(kind);
    chart.title().set_name(title);
    chart.set_width(SIZE.0).set_height(SIZE.1);
    chart.y_axis().set_num_format("0%");
    chart
}

/// A line for each column of the projection.
fn over_time(sheet: &Sheet, last: u32) -> Chart {
    let mut chart = chart(ChartType::ScatterStraight, "Score over time");
    chart.x_axis().set_num_format("mmm yyyy");
    let mut scenario = 0;
    for (at, column) in (0..).zip(&sheet.columns).skip(1) {
        let name = column.name.as_str();
        let part = [": P10 %", ": P50 %", ": P90 %", ": idle %", ": goal %"]
            .into_iter()
            .find(|part| name.ends_with(part));
        // A scenario begins with its own column.
        scenario += usize::from(part.is_none() && at > 1);
        let colour = COLOURS[scenario % COLOURS.len()];
        let dash = DASHES[scenario % DASHES.len()];
        let (colour, width, dash) = match part {
            None => (colour, 2.25, dash),
            Some(": idle %") => (0x6B_76_85, 1.5, ChartLineDashType::RoundDot),
            Some(": goal %") => (0x1C_24_30, 1.25, ChartLineDashType::SquareDot),
            Some(_) => (colour, 0.75, ChartLineDashType::RoundDot),
        };
        let series = chart.add_series();
        series.set_name((sheet.name, 0, at)).set_categories((sheet.name, 1, 0, last, 0));
        series.set_values((sheet.name, 1, at, last, at)).set_format(&mut line(colour, width, dash));
    }
    chart.legend().set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
    chart
}

/// A line for each option, from the day before to the end.
fn around_day_0(sheet: &Sheet, last: u32) -> Chart {
    let mut chart = chart(ChartType::Line, "Licence options around day 0");
    let (first, end) = AROUND_DAY_0;
    for (at, row) in (0..).zip(1..=last) {
        let series = chart.add_series();
        series.set_name((sheet.name, row, 0)).set_categories((sheet.name, 0, first, 0, end));
        let place: usize = at;
        let mut format = line(COLOURS[place % COLOURS.len()], 2.25, DASHES[place % DASHES.len()]);
        series.set_values((sheet.name, row, first, row, end)).set_format(&mut format);
    }
    chart.legend().set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
    chart
}

/// Hours against percentage.
fn frontier(sheet: &Sheet, last: u32) -> Chart {
    let mut chart = chart(ChartType::ScatterStraight, "Hours against percentage");
    let series = chart.add_series();
    series.set_name("frontier").set_categories((sheet.name, 1, 0, last, 0));
    let mut format = line(COLOURS[0], 2.25, ChartLineDashType::Solid);
    series.set_values((sheet.name, 1, 2, last, 2)).set_format(&mut format);
    chart.x_axis().set_name("hours").set_num_format("0");
    chart.legend().set_hidden();
    chart
}

fn line(colour: u32, width: f64, dash: ChartLineDashType) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_line(ChartLine::new().set_color(Color::RGB(colour)).set_width(width).set_dash_type(dash));
    format
}
