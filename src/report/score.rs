//! The score of today.

use serde_json::{Value, json};

use super::table::{numbers, words};
use super::view::Today;
use super::{Block, Report, Table, json as values};
use crate::diag::Finding;
use crate::model::Points;
use crate::state::{ScoreGroup, State};

/// Points, views, groups, residual and benchmarks.
pub fn report(state: &State<'_>, findings: &[Finding]) -> Report {
    let today = Today::of(state);
    let Today { totals, views, headline, residual, .. } = today;
    let mut lines = vec![format!(
        "{} on {}: {} of {} points, {} %",
        state.tenant.name,
        state.day,
        totals.points,
        totals.max,
        totals.percent()
    )];
    lines.push(format!(
        "{} controls, {} visible by their conditions; {} points observed, {} asserted",
        totals.rows,
        today.visible_by_conditions,
        totals.observed(),
        totals.asserted
    ));
    if let (Some((points, max)), Some((residual, residual_max))) = (headline, residual) {
        lines.push(format!(
            "Microsoft printed {points} of {max}; difference {residual} points, {residual_max} maximum"
        ));
    }
    let mut table = Table::new("Views", vec![words("view"), numbers("%")]);
    let mut view = |name: &str, percent: String| table.rows.push(vec![name.to_owned(), percent]);
    view("today", totals.percent().to_string());
    view("planned score", views.planned.map_or_else(|| "unknown".to_owned(), |planned| planned.to_string()));
    let range = if views.achievable == views.achievable_at_most {
        views.achievable.to_string()
    } else {
        format!("{} to {}", views.achievable, views.achievable_at_most)
    };
    view("achievable score", range);
    view("achievable score, as far as seats reach", views.achievable_seat_covered.to_string());
    view("current license score", views.current_license.to_string());
    let mut blocks = vec![
        Block::Lines(lines),
        Block::Table(table),
        Block::Table(groups("By category", &today.categories)),
        Block::Table(groups("By product", &today.products)),
    ];
    if !today.peers.is_empty() {
        let mut table =
            Table::new("Similar organisations", vec![words("basis"), words("seats"), numbers("average %")]);
        for benchmark in &today.peers {
            let seats = benchmark.seats.map_or_else(String::new, |(low, high)| format!("{low} to {high}"));
            table.rows.push(vec![benchmark.basis.clone(), seats, benchmark.percent.to_string()]);
        }
        blocks.push(Block::Table(table));
    }
    blocks.push(Block::Lines(vec![assumption_line(state)]));
    Report { blocks, json: json(state, &today, findings) }
}

/// The assumptions that a result rests on, in one line.
pub(super) fn assumption_line(state: &State<'_>) -> String {
    let words: Vec<String> =
        state.assumptions.listed().iter().map(|(key, word)| format!("{key}: {word}")).collect();
    format!("Assumptions: {}; catalogue {}", words.join(", "), state.catalogue.version)
}

fn groups(title: &str, groups: &[ScoreGroup]) -> Table {
    let columns =
        vec![words("name"), numbers("points"), numbers("max"), numbers("%"), numbers("controls").leaves(1)];
    let mut table = Table::new(title, columns);
    for group in groups {
        let totals = &group.totals;
        table.rows.push(vec![
            group.name.clone(),
            totals.points.to_string(),
            totals.max.to_string(),
            totals.percent().to_string(),
            totals.rows.to_string(),
        ]);
    }
    table
}

fn json(state: &State<'_>, today: &Today, findings: &[Finding]) -> Value {
    let Today { totals, views, .. } = today;
    let pair = |(points, max): (Points, Points)| json!({"points": values::points(points), "max": values::points(max)});
    let groups = |groups: &[ScoreGroup]| -> Vec<Value> {
        let object = |group: &ScoreGroup| {
            json!({
                "name": group.name,
                "points": values::points(group.totals.points),
                "max": values::points(group.totals.max),
                "percent": values::percent(group.totals.percent()),
            })
        };
        groups.iter().map(object).collect()
    };
    let planned_reason = "the export does not carry the status `Planned`: set it in the tenant file, or import the portal's CSV";
    json!({
        "schema": "scoreplan/score/1",
        "tenant": state.tenant.name,
        "date": state.day.to_string(),
        "points": values::points(totals.points),
        "max": values::points(totals.max),
        "percent": values::percent(totals.percent()),
        "observed_points": values::points(totals.observed()),
        "asserted_points": values::points(totals.asserted),
        "views": {
            "planned": views.planned.map(values::percent),
            "planned_reason": views.planned.is_none().then_some(planned_reason),
            "current_license": values::percent(views.current_license),
            "achievable": values::percent(views.achievable),
            "achievable_at_most": values::percent(views.achievable_at_most),
            "achievable_seat_covered": values::percent(views.achievable_seat_covered),
        },
        "categories": groups(&today.categories),
        "products": groups(&today.products),
        "controls": {
            "scored": totals.rows,
            "visible_by_conditions": today.visible_by_conditions,
            "unmatched_scores": state.tenant.profiles.missing,
            "unscored_profiles": state.tenant.profiles.without_score,
        },
        "headline": today.headline.map(pair),
        "residual": today.residual.map(pair),
        "benchmarks": today.peers.iter().map(|benchmark| json!({
            "basis": benchmark.basis,
            "percent": values::two_decimals(benchmark.percent.0),
            "seats": benchmark.seats.map(|(low, high)| vec![low, high]),
        })).collect::<Vec<_>>(),
        "assumptions": values::assumptions(&state.assumptions),
        "findings": values::findings(findings),
    })
}
