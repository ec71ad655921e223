//! Two tenants or snapshots, side by side.

mod json;
mod only;

use std::cmp::Ordering;

use super::score::assumption_line;
use super::table::{numbers, words};
use super::{Block, Report, Table};
use crate::compare::{CommonControl, ProductSides, ScoreSums, TenantComparison};
use crate::diag::Finding;
use crate::model::{Id, Points};
use crate::state::{State, first_names};

/// The comparison of two states. `top` limits what people see: the largest differences, and what only one scores
/// summed up by reason; without it every control is listed.
pub fn report(
    compared: &TenantComparison,
    states: [&State<'_>; 2],
    top: Option<usize>,
    findings: &[Finding],
) -> Report {
    let [a, b] = states;
    let mut blocks = vec![
        Block::Lines(vec![side_line("A", a), side_line("B", b)]),
        Block::Table(parts(compared)),
        Block::Lines(verdict(compared)),
        Block::Table(products(&compared.products)),
    ];
    blocks.extend(differing(compared, top).map(Block::Table));
    let sides = [("A", &compared.only_a, a, b), ("B", &compared.only_b, b, a)];
    for (side, only, here, there) in sides {
        if !only.is_empty() {
            let other = if side == "A" { "B" } else { "A" };
            let title = format!("Only in {side}: {}", controls(only.len()));
            blocks.push(Block::Table(if top.is_some() {
                only::by_reason(title, other, only, here, there)
            } else {
                only::in_full(title, other, only, here, there)
            }));
        }
    }
    blocks.push(Block::Lines(vec![assumption_line(a)]));
    Report { blocks, json: json::json(compared, states, findings) }
}

fn side_line(side: &str, state: &State<'_>) -> String {
    let totals = state.totals();
    format!(
        "{side}: {} on {}: {} of {} points, {} %",
        state.tenant.name,
        state.day,
        totals.points,
        totals.max,
        totals.percent()
    )
}

fn controls(count: usize) -> String {
    if count == 1 { "1 control".to_owned() } else { format!("{count} controls") }
}

/// A percentage; a dash where there is nothing to achieve.
fn percent(sums: ScoreSums) -> String {
    if sums.max > Points::ZERO { sums.percent().to_string() } else { "-".to_owned() }
}

fn parts(compared: &TenantComparison) -> Table {
    let columns = vec![
        words("part"),
        numbers("A controls").leaves(1),
        numbers("A points"),
        numbers("A max"),
        numbers("A %"),
        numbers("B controls").leaves(1),
        numbers("B points"),
        numbers("B max"),
        numbers("B %"),
    ];
    let mut table = Table::new("", columns);
    let (a, b) = (compared.a, compared.b);
    for (part, of_a, of_b) in [
        ("what both score", a.common, b.common),
        ("what only one scores", a.only, b.only),
        ("all", a.whole(), b.whole()),
    ] {
        let mut cells = vec![part.to_owned()];
        for sums in [of_a, of_b] {
            let figures = [sums.points.to_string(), sums.max.to_string(), percent(sums)];
            cells.push(sums.controls.to_string());
            cells.extend(figures);
        }
        table.rows.push(cells);
    }
    table
}

/// The answer in a sentence or two.
fn verdict(compared: &TenantComparison) -> Vec<String> {
    let common = compared.common.len();
    if common == 0 {
        return vec!["No control is scored by both: there is nothing to compare".to_owned()];
    }
    let who = match compared.on_common() {
        Ordering::Equal => "A and B have the same percentage",
        Ordering::Greater => "A is ahead",
        Ordering::Less => "B is ahead",
    };
    let mut lines = vec![format!(
        "On what both score ({}) {who}: A {} %, B {} %",
        controls(common),
        compared.a.common.percent(),
        compared.b.common.percent()
    )];
    let other_max: Vec<&Id> =
        compared.common.iter().filter(|pair| pair.a.max != pair.b.max).map(|pair| &pair.id).collect();
    if !other_max.is_empty() {
        let count = controls(other_max.len());
        lines.push(format!("The maximum differs on {count} of these: {}", first_names(&other_max)));
    }
    if !compared.common.iter().any(CommonControl::differs) {
        lines.push("No control that both score differs".to_owned());
    }
    lines
}

fn products(products: &[ProductSides]) -> Table {
    let columns = vec![
        words("product").least(35),
        numbers("both"),
        numbers("A %"),
        numbers("B %"),
        numbers("only A"),
        numbers("only B"),
        numbers("A % of all").leaves(1),
        numbers("B % of all").leaves(1),
    ];
    let mut table = Table::new("By product: percentages of what both score", columns);
    for product in products {
        let (a, b) = (product.a, product.b);
        table.rows.push(vec![
            product.name.clone(),
            product.pairs.to_string(),
            percent(a.common),
            percent(b.common),
            a.only.controls.to_string(),
            b.only.controls.to_string(),
            percent(a.whole()),
            percent(b.whole()),
        ]);
    }
    table
}

fn signed(points: Points) -> String {
    if points > Points::ZERO { format!("+{points}") } else { points.to_string() }
}

fn differing(compared: &TenantComparison, top: Option<usize>) -> Option<Table> {
    let all = compared.differing();
    if all.is_empty() {
        return None;
    }
    let shown = top.unwrap_or(all.len()).min(all.len());
    let title = if shown < all.len() {
        format!("Different: the {shown} largest of {} controls that both score", all.len())
    } else {
        format!("Different: {} that both score", controls(all.len()))
    };
    let columns = vec![
        words("id").least(34),
        words("title").leaves(2).least(30),
        words("product").leaves(1),
        numbers("A"),
        numbers("B"),
        numbers("B less A"),
        numbers("A max"),
        numbers("B max"),
    ];
    let mut table = Table::new(title, columns);
    for pair in &all[..shown] {
        table.rows.push(vec![
            pair.id.to_string(),
            pair.title.clone(),
            product_id(pair.product.as_ref()),
            pair.a.points.to_string(),
            pair.b.points.to_string(),
            signed(pair.difference()),
            pair.a.max.to_string(),
            pair.b.max.to_string(),
        ]);
    }
    Some(table)
}

fn product_id(product: Option<&Id>) -> String {
    product.map_or_else(|| "unknown".to_owned(), Id::to_string)
}
