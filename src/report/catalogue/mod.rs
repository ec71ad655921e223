//! What the catalogue holds, what it knows about a name, and what two versions say differently.

pub mod diff;
mod entry;
mod facts;
mod flat;
mod licence;
pub mod list;
pub mod show;

use crate::model::units::{Minutes, div_half_up, hundredths};
use crate::model::{Catalogue, Control, Estimate, Id, Impact, Latency, Points, reference};

/// What a figure is that nobody knows.
const UNKNOWN: &str = "-";

/// The effort of a control on its first way at the reference tenant.
fn control_effort(control: &Control) -> Option<Estimate> {
    control.ways.first().and_then(|way| reference::effort(&way.effort, control.scoring.population()))
}

/// How late the points of a control usually arrive.
fn latency(catalogue: &Catalogue, control: &Control) -> Option<Latency> {
    control.latency.or_else(|| catalogue.products.get(&control.product).map(|product| product.latency))
}

fn points(points: Option<Points>) -> String {
    points.map_or_else(|| UNKNOWN.to_owned(), |points| points.to_string())
}

fn hours(effort: Option<Minutes>) -> String {
    effort.map_or_else(|| UNKNOWN.to_owned(), |effort| effort.to_string())
}

/// Three numbers as people write them: `1.00, 2.00 or 4.00 hours`.
fn three(effort: Option<Estimate>) -> String {
    effort.map_or_else(
        || "unknown: its population has no size at the reference tenant".to_owned(),
        |effort| format!("{}, {} or {} hours", effort.low, effort.likely, effort.high),
    )
}

fn percent(share: crate::model::Share) -> String {
    format!("{} %", hundredths(div_half_up(i128::from(share.part) * 10_000, share.whole)))
}

fn impact(impact: Impact) -> &'static str {
    match impact {
        Impact::Low => "low",
        Impact::Medium => "medium",
        Impact::High => "high",
    }
}

fn joined<'a>(ids: impl IntoIterator<Item = &'a Id>) -> String {
    ids.into_iter().map(Id::as_str).collect::<Vec<_>>().join(", ")
}
