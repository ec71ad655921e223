//! Charts of the workbook itself, drawn from its cells.

use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType, ChartType, Color, Worksheet,
    XlsxError,
};

use super::{columns, excel, float, rows};
use crate::table::{Cell, Table};

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
const SIZE: (u32, u32) = (960, 480);

/// The percentages of an option around day 0, by their columns.
const AROUND_DAY_0: (u16, u16) = (7, 11);

/// What the spread of trials is called in the projection.
const SPREAD: [&str; 3] = [": P10 %", ": P50 %", ": P90 %"];

pub(super) fn insert(worksheet: &mut Worksheet, sheet: &Table, all: &[Table]) -> Result<(), XlsxError> {
    let Some(last) = rows(sheet) else { return Ok(()) };
    let beside = columns(sheet).unwrap_or(0) + 2;
    match sheet.title.as_str() {
        "Summary" => {
            if let Some(projection) = all.iter().find(|sheet| sheet.title == "Projection")
                && let Some(last) = rows(projection)
            {
                worksheet.insert_chart(1, beside, &over_time(projection, last, false))?;
            }
        }
        "Projection" => {
            worksheet.insert_chart(1, beside, &over_time(sheet, last, true))?;
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

/// A chart of percentages, its axis from the ten below the lowest that a sheet holds.
fn chart(kind: ChartType, title: &str, sheet: &Table) -> Chart {
    let mut chart = Chart::new(kind);
    chart.title().set_name(title);
    chart.set_width(SIZE.0).set_height(SIZE.1);
    let faint = ChartLine::new().set_color(Color::RGB(0xDD_E2_E9)).set_width(0.75).clone();
    let percents = sheet.rows.iter().flatten().filter_map(|cell| match cell {
        Cell::Percent(percent) => Some(*percent),
        _ => None,
    });
    let lowest = percents.min().unwrap_or(0).div_euclid(1_000) * 1_000;
    chart.y_axis().set_num_format("0%").set_min(float(lowest) / 10_000.0).set_major_gridlines_line(&faint);
    chart.legend().set_position(ChartLegendPosition::Bottom);
    chart
}

/// A line for each column of the projection, with the spread of trials or without.
fn over_time(sheet: &Table, last: u32, has_spread: bool) -> Chart {
    let mut chart = chart(ChartType::ScatterStraight, "Score over time", sheet);
    let days: Vec<_> = sheet.rows.iter().filter_map(|row| row.first()).collect();
    if let (Some(Cell::Date(first)), Some(Cell::Date(last))) = (days.first(), days.last())
        && let (Some(first), Some(last)) = (excel(*first), excel(*last))
    {
        chart.x_axis().set_min_date(first).set_max_date(last);
    }
    chart.x_axis().set_num_format("mmm yyyy");
    let mut scenario = 0;
    let mut hidden = Vec::new();
    let mut shown = 0;
    for (at, column) in (0..).zip(&sheet.columns).skip(1) {
        let ends = |part: &str| column.name.ends_with(part);
        let is_spread = SPREAD.into_iter().any(ends);
        let (is_idle, is_goal) = (ends(": idle %"), ends(": goal %"));
        // A scenario begins with its own column.
        scenario += usize::from(at > 1 && !is_spread && !is_idle && !is_goal);
        if is_spread && !has_spread {
            continue;
        }
        let colour = COLOURS[scenario % COLOURS.len()];
        let mut format = if is_idle {
            line(0x6B_76_85, 1.5, ChartLineDashType::RoundDot)
        } else if is_goal {
            line(0x1C_24_30, 1.25, ChartLineDashType::SquareDot)
        } else if is_spread {
            line(colour, 0.75, ChartLineDashType::RoundDot)
        } else {
            line(colour, 2.25, DASHES[scenario % DASHES.len()])
        };
        if is_spread {
            hidden.push(shown);
        }
        shown += 1;
        let series = chart.add_series();
        series.set_name((sheet.title.as_str(), 0, at)).set_categories((sheet.title.as_str(), 1, 0, last, 0));
        series.set_values((sheet.title.as_str(), 1, at, last, at)).set_format(&mut format);
    }
    // The thin lines around a scenario's are its spread; the legend names the scenarios.
    chart.legend().delete_entries(&hidden);
    chart
}

fn around_day_0(sheet: &Table, last: u32) -> Chart {
    let mut chart = chart(ChartType::Line, "Licence options around day 0", sheet);
    let (first, end) = AROUND_DAY_0;
    for (at, row) in (1..=last).enumerate() {
        let mut format = line(COLOURS[at % COLOURS.len()], 2.25, DASHES[at % DASHES.len()]);
        let series = chart.add_series();
        series.set_name((sheet.title.as_str(), row, 0)).set_categories((
            sheet.title.as_str(),
            0,
            first,
            0,
            end,
        ));
        series.set_values((sheet.title.as_str(), row, first, row, end)).set_format(&mut format);
    }
    chart
}

fn frontier(sheet: &Table, last: u32) -> Chart {
    let mut chart = chart(ChartType::ScatterStraight, "Hours against percentage", sheet);
    let mut format = line(COLOURS[0], 2.25, ChartLineDashType::Solid);
    let series = chart.add_series();
    series.set_name("frontier").set_categories((sheet.title.as_str(), 1, 0, last, 0));
    series.set_values((sheet.title.as_str(), 1, 2, last, 2)).set_format(&mut format);
    chart.x_axis().set_name("hours").set_num_format("0");
    chart.legend().set_hidden();
    chart
}

fn line(colour: u32, width: f64, dash: ChartLineDashType) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_line(ChartLine::new().set_color(Color::RGB(colour)).set_width(width).set_dash_type(dash));
    format
}
