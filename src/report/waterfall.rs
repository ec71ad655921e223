//! What each cause adds to a projection.

use serde_json::{Value, json};

use super::json as values;
use crate::model::units::hundredths;
use crate::project::{Point, Projection, Step, largest};
use crate::table::{Cell, Table, cells, figures, words};

/// How many causes people see when they do not say.
const SHOWN: usize = 10;

/// From the first to the last day: the largest causes, the others in one line, and the ends.
pub(crate) fn table(projection: &Projection, limit: Option<usize>) -> Option<Table> {
    let (start, end) = (projection.start()?, projection.end()?);
    if projection.waterfall.is_empty() {
        return None;
    }
    let columns = vec![
        words("step").least(34),
        words("first on"),
        figures("points"),
        figures("max"),
        figures("%"),
        words("because").leaves(1).least(40),
    ];
    let mut table = Table::new(format!("{}: what each step adds", projection.name), columns);
    table.rows.push(end_row("start", start));
    let steps = &projection.waterfall;
    let shown = largest(steps, limit.unwrap_or(SHOWN), |step| step.percent_hundredths.unsigned_abs());
    for step in shown.iter().filter_map(|&at| steps.get(at)) {
        table.rows.push(cells![
            &step.id,
            step.date,
            Cell::SignedPoints(step.points),
            Cell::SignedPoints(step.max),
            Cell::SignedPercent(step.percent_hundredths),
            &step.text,
        ]);
    }
    let others = steps.len() - shown.len();
    if others > 0 {
        let rest = || steps.iter().enumerate().filter(|(at, _)| !shown.contains(at)).map(|(_, step)| step);
        table.rows.push(cells![
            format!("{others} other steps"),
            Cell::Empty,
            Cell::SignedPoints(rest().map(|step| step.points).sum()),
            Cell::SignedPoints(rest().map(|step| step.max).sum()),
            Cell::SignedPercent(rest().map(|step| step.percent_hundredths).sum()),
            Cell::Empty,
        ]);
    }
    table.rows.push(end_row("end", end));
    Some(table)
}

/// The first or the last line.
fn end_row(name: &str, point: &Point) -> Vec<Cell> {
    cells![name, point.date, point.points, point.max, point.percent(), Cell::Empty]
}

/// The steps as programs read them.
pub(super) fn json(projection: &Projection) -> Value {
    let step = |step: &Step| {
        json!({
            "date": step.date.to_string(),
            "kind": step.kind.word(),
            "id": step.id.as_str(),
            "text": step.text,
            "points": values::points(step.points),
            "max": values::points(step.max),
            "percent": values::two_decimals(step.percent_hundredths),
        })
    };
    projection.waterfall.iter().map(step).collect()
}

/// What the end is worth against the line on which nobody does anything.
pub(super) fn against_nothing(projection: &Projection) -> Option<String> {
    let (end, idle) = (projection.end()?, projection.do_nothing.last()?);
    let ahead = end.percent().hundredths() - idle.percent().hundredths();
    Some(format!(
        "Nobody does anything: {} of {} points, {} % at the end of {}; the scenario ends {} ahead",
        idle.points,
        idle.max,
        idle.percent(),
        idle.date,
        hundredths(ahead)
    ))
}
