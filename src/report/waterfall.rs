//! What each cause adds to a projection.

use serde_json::{Value, json};

use super::project::signed;
use super::table::{numbers, words};
use super::{Table, json as values};
use crate::model::Points;
use crate::model::units::hundredths;
use crate::project::{Projection, ScorePoint, WaterfallStep};

/// How many causes people see when they do not say.
const SHOWN: usize = 10;

/// From the first to the last day: the largest causes, the others in one line, and the ends.
pub(super) fn table(projection: &Projection, limit: Option<usize>) -> Option<Table> {
    let (start, end) = (projection.start()?, projection.end()?);
    if projection.waterfall.is_empty() {
        return None;
    }
    let columns = vec![
        words("step").least(34),
        words("first on"),
        numbers("points"),
        numbers("max"),
        numbers("%"),
        words("because").leaves(1).least(40),
    ];
    let mut table = Table::new(format!("{}: what each step adds", projection.name), columns);
    table.rows.push(end_row("start", start));
    let steps = &projection.waterfall;
    let mut shown: Vec<usize> = (0..steps.len()).collect();
    shown.sort_by_key(|&at| (std::cmp::Reverse(steps[at].percent.0.abs()), at));
    let others = shown.split_off(limit.unwrap_or(SHOWN).min(shown.len()));
    shown.sort_unstable();
    for step in shown.into_iter().filter_map(|at| steps.get(at)) {
        table.rows.push(vec![
            step.id.to_string(),
            step.date.to_string(),
            signed(step.points),
            signed(step.max),
            signed(Points(step.percent.0)),
            step.text.clone(),
        ]);
    }
    if !others.is_empty() {
        let rest = || others.iter().filter_map(|&at| steps.get(at));
        table.rows.push(vec![
            format!("{} other steps", others.len()),
            String::new(),
            signed(rest().map(|step| step.points).sum()),
            signed(rest().map(|step| step.max).sum()),
            signed(Points(rest().map(|step| step.percent.0).sum())),
            String::new(),
        ]);
    }
    table.rows.push(end_row("end", end));
    Some(table)
}

/// The first or the last line.
fn end_row(name: &str, point: &ScorePoint) -> Vec<String> {
    vec![
        name.to_owned(),
        point.date.to_string(),
        point.points.to_string(),
        point.max.to_string(),
        point.percent().to_string(),
        String::new(),
    ]
}

/// The steps as programs read them.
pub(super) fn json(projection: &Projection) -> Value {
    let step = |step: &WaterfallStep| {
        json!({
            "date": step.date.to_string(),
            "kind": step.kind.word(),
            "id": step.id.as_str(),
            "text": step.text,
            "points": values::points(step.points),
            "max": values::points(step.max),
            "percent": values::two_decimals(step.percent.0),
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
