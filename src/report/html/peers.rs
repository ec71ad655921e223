//! How similar organisations score, as Microsoft says.

use maud::{Markup, html};

use super::Audience;
use super::figures::{bar, percent, thousands};
use super::table::{Row, Table, numbers, text, words};
use crate::model::units::hundredths;
use crate::model::{Benchmark, Percent, Points};
use crate::report::view::View;

pub(super) fn section(view: &View, _audience: Audience) -> Option<Markup> {
    if view.today.peers.is_empty() {
        return None;
    }
    let own = view.today.totals.percent();
    let columns =
        [words("Who"), numbers("Average"), numbers("This tenant is ahead by"), words("Bar").extra()];
    let mut rows = vec![Row::of([text("This tenant"), text(percent(own)), text("\u{2013}"), bar(own)])];
    rows.extend(view.today.peers.iter().map(|peer| {
        let average = Percent::new(Points(peer.percent.0), Points(10_000));
        let ahead = own.hundredths() - peer.percent.0;
        let sign = if ahead > 0 { "+" } else { "" };
        Row::of([
            text(who(peer)),
            text(percent(average)),
            text(format!("{sign}{}", hundredths(ahead))),
            bar(average),
        ])
    }));
    Some(html! {
        p { "Averages that came with the export; differences are in percentage points. Other tenants have other licences and other controls in their score." }
        (Table::new("peer-table", "Averages of similar organisations", &columns, rows).markup())
    })
}

/// Microsoft's words for whom an average is of.
fn who(peer: &Benchmark) -> String {
    let basis = match peer.basis.as_str() {
        "AllTenants" => "All organisations",
        "TotalSeats" => "Organisations of similar size",
        "IndustryTypes" => "Organisations of the same industry",
        other => other,
    };
    match peer.seats {
        Some((low, high)) => format!("{basis} ({} to {} seats)", thousands(low), thousands(high)),
        None => basis.to_owned(),
    }
}
