//! A ranked backlog.

use serde_json::{Value, json};

use super::json::{density_hundredths, object};
use super::score::assumption_line;
use super::table::{numbers, words};
use super::{Block, Format, Report, Table, excluded, json as values};
use crate::diag::Findings;
use crate::model::units::hundredths;
use crate::model::{Gates, Minutes, Percent, Points};
use crate::plan::rank::Bundle;
use crate::plan::{Order, RankedStep, Ranking, WorkKind};
use crate::state::State;

/// The order by which steps are ranked, in words.
fn formula(order: Order) -> &'static str {
    match order {
        Order::Bundles => {
            "points per hour of a bundle = sum of points / sum of hours over the bundle, where bundles are the \
             prerequisite-closed sets of highest density, one after the other; shared actions are paid once"
        }
        Order::Ratio => {
            "points per hour of each control alone = points / hours; what it needs comes just before it and is \
             not counted in its ratio"
        }
    }
}

/// A ranking and what it is shown with.
#[derive(Debug, Clone, Copy)]
pub struct Ranked<'a> {
    /// The ranking.
    pub ranking: &'a Ranking,
    /// The other order of the same backlog, for comparison.
    pub other: &'a Ranking,
    /// The tenant; `None` for a list.
    pub state: Option<&'a State<'a>>,
    /// The steps that people see; programs always read all.
    pub top: Option<usize>,
}

/// The report of a ranking; it holds nothing that the format does not show.
pub fn report(ranked: Ranked<'_>, format: Format, findings: &Findings) -> Report {
    Report::of(format, || blocks(ranked), || json(ranked.ranking, ranked.state, findings))
}

fn blocks(ranked: Ranked<'_>) -> Vec<Block> {
    let Ranked { ranking, other, state, top } = ranked;
    let mut blocks = Vec::new();
    let total = ranking.total_effort();
    let gained = ranking.steps.last().map_or(Points::ZERO, |step| step.cumulative_points);
    let mut lines = vec![format!(
        "{} steps in {} bundles: {gained} points for {total} hours",
        ranking.steps.len(),
        ranking.bundles.len()
    )];
    if let Some(state) = state {
        let end = ranking.steps.last().and_then(|step| step.percent_after);
        let now = state.totals().percent();
        lines.push(format!("From {now} % to {} %", end.unwrap_or(now)));
        if state.assumptions.gates == Gates::Advisory {
            lines.push("WARNING: safety prerequisites are waived (gates: advisory)".to_owned());
        }
    }
    blocks.push(Block::Lines(lines));
    blocks.push(Block::Table(steps(ranking, state.is_some(), top)));
    blocks.extend(excluded::table("Left out", ranking.excluded()).map(Block::Table));
    let mut lines = vec![format!("Order: {}", formula(ranking.order))];
    lines.extend(comparison(ranking, other));
    lines.extend(state.map(assumption_line));
    blocks.push(Block::Lines(lines));
    blocks
}

fn steps(ranking: &Ranking, with_percent: bool, top: Option<usize>) -> Table {
    let mut columns = vec![
        numbers("#"),
        words("id").least(34),
        words("title").leaves(5).least(30),
        numbers("points"),
        numbers("hours"),
        numbers("bundle").leaves(2),
        numbers("per hour").leaves(4),
        numbers("total points").leaves(3),
        numbers("total h").leaves(1),
    ];
    if with_percent {
        columns.push(numbers("% after"));
    }
    let shown = top.unwrap_or(usize::MAX);
    let more = ranking.steps.len().saturating_sub(shown);
    let title = if more > 0 {
        format!("Backlog, the first {shown} of {} steps", ranking.steps.len())
    } else {
        "Backlog".to_owned()
    };
    let mut table = Table::new(title, columns);
    for step in ranking.steps.iter().take(shown) {
        let node = &ranking.backlog.items[step.node];
        let bundle = &ranking.bundles[step.bundle - 1];
        let density = density_hundredths(bundle.points, bundle.minutes);
        let id = match &node.way {
            Some(way) => format!("{} ({way})", node.id),
            None => node.id.to_string(),
        };
        let mut row = vec![
            step.rank.to_string(),
            id,
            node.title.clone(),
            node.points.to_string(),
            node.effort.to_string(),
            step.bundle.to_string(),
            density.map_or_else(|| "-".to_owned(), hundredths),
            step.cumulative_points.to_string(),
            step.cumulative_effort.to_string(),
        ];
        if with_percent {
            row.push(
                step.percent_after.map_or_else(|| "-".to_owned(), |percent: Percent| percent.to_string()),
            );
        }
        table.rows.push(row);
    }
    table
}

/// What the other order has gained after a quarter and a half of the hours.
fn comparison(ranking: &Ranking, other: &Ranking) -> Vec<String> {
    let total = ranking.total_effort();
    let name = |order: Order| match order {
        Order::Bundles => "bundles",
        Order::Ratio => "each control alone",
    };
    [4, 2]
        .into_iter()
        .map(|part| Minutes(total.0 / part))
        .filter(|effort| *effort > Minutes::ZERO)
        .map(|effort| {
            format!(
                "After {effort} hours: {} points by {}, {} points by {}",
                ranking.points_within(effort),
                name(ranking.order),
                other.points_within(effort),
                name(other.order)
            )
        })
        .collect()
}

/// A step as programs read it.
fn step(ranking: &Ranking, state: Option<&State<'_>>, step: &RankedStep) -> Value {
    object(fields(ranking, state, step))
}

/// What `rank` and `plan` say of a step.
pub(super) fn fields(
    ranking: &Ranking,
    state: Option<&State<'_>>,
    step: &RankedStep,
) -> [(&'static str, Value); 18] {
    let node = &ranking.backlog.items[step.node];
    let bundle: &Bundle = &ranking.bundles[step.bundle - 1];
    let needs: Vec<&str> = node.needs.iter().map(|&need| ranking.backlog.items[need].id.as_str()).collect();
    let product = state
        .zip(node.product.as_ref())
        .and_then(|(state, id)| state.catalogue.products.get(id))
        .map(|product| product.name.clone());
    let kind = if node.kind == WorkKind::Control { "control" } else { "action" };
    [
        ("rank", step.rank.into()),
        ("id", node.id.as_str().into()),
        ("kind", kind.into()),
        ("title", node.title.as_str().into()),
        ("product", product.into()),
        ("team", node.team.as_ref().map(|team| team.as_str()).into()),
        ("way", node.way.as_ref().map(|way| way.as_str()).into()),
        ("points", values::points(node.points)),
        ("max", values::points(node.max)),
        ("effort_hours", values::hours(node.effort)),
        ("effort_minutes", node.effort.0.into()),
        ("points_per_hour", values::density(node.points, node.effort)),
        ("bundle", step.bundle.into()),
        ("bundle_points_per_hour", values::density(bundle.points, bundle.minutes)),
        ("cumulative_points", values::points(step.cumulative_points)),
        ("cumulative_hours", values::hours(step.cumulative_effort)),
        ("percent_after", step.percent_after.map_or(Value::Null, values::percent)),
        ("needs", needs.into()),
    ]
}

fn json(ranking: &Ranking, state: Option<&State<'_>>, findings: &Findings) -> Value {
    let mut value = json!({
        "schema": "scoreplan/rank/1",
        "order": if ranking.order == Order::Bundles { "bundles" } else { "ratio" },
        "steps": null,
        "excluded": null,
        "formula": formula(ranking.order),
        "assumptions": state.map(|state| values::assumptions(&state.assumptions)),
        "findings": values::findings(findings.iter()),
    });
    value["steps"] = ranking.steps.iter().map(|one| step(ranking, state, one)).collect();
    let excluded = ranking.excluded().iter();
    value["excluded"] = excluded
        .map(|one| excluded::json(one.id.to_string(), one.reason.code(), one.lever.clone()))
        .collect();
    value
}
