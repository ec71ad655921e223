//! Accepted risks, similar organisations, what the figures rest on, and how to come to them by hand.

use maud::{Markup, html};

use super::figures::{bar, thousands};
use super::table::{PageTable, text};
use crate::document::{Audience, Document, ScenarioSection, formulas as formulas_of, tables};
use crate::model::{Benchmark, Percent, Points};
use crate::table::{Cell, Table, cells, figures, words};

/// Risks that somebody accepted and points for the word of somebody, with the day on which they end.
pub(in crate::document) fn acceptances(document: &Document<'_>, audience: Audience) -> Option<Markup> {
    let all = document.acceptances();
    if all.is_empty() {
        return None;
    }
    let open = all.iter().filter(|one| one.expires.is_none()).count();
    let table = tables::acceptances(document);
    let set_by = |at: usize| document.scenarios.get(all.get(at)?.scenario?).map(ScenarioSection::name);
    let caption = "Accepted risks with the points they give up, and asserted points that nobody measures";
    let mut page = PageTable::of(&table, "acceptance-table", caption)
        .made("Control", |row| row.named())
        .column("status", "Status")
        .column("points", "Points")
        .or("unknown")
        .made("Set by", |row| text(set_by(row.at).unwrap_or("the tenant, today")))
        .column("expires", "Ends")
        .or("no end");
    if audience == Audience::Architect {
        page = page.column("owner", "Owner").column("why", "Reason").extra();
    }
    Some(html! {
        @if open > 0 {
            p { (open) " of " (all.len()) " have no end: a risk that nobody looks at again is forgotten, not accepted." }
        }
        (page.sortable(0).markup())
    })
}

pub(in crate::document) fn peers(document: &Document<'_>, _audience: Audience) -> Option<Markup> {
    let peers = &document.inputs.state.tenant.benchmarks;
    if peers.is_empty() {
        return None;
    }
    let own = document.today.percent();
    let columns =
        vec![words("Who"), figures("Average"), figures("This tenant is ahead by").empty("\u{2013}")];
    let mut table = Table::new("Averages of similar organisations", columns);
    table.rows.push(cells!["This tenant", own, Cell::Empty]);
    for peer in peers {
        let ahead = Cell::SignedPercent(own.hundredths() - peer.percent.0);
        table.rows.push(cells![who(peer), Cell::Percent(peer.percent.0), ahead]);
    }
    let average = |at: usize| match at.checked_sub(1).and_then(|at| peers.get(at)) {
        Some(peer) => Percent::new(Points(peer.percent.0), Points(10_000)),
        None => own,
    };
    let page =
        PageTable::whole(&table, "peer-table", &table.title).made("Bar", |row| bar(average(row.at))).extra();
    Some(html! {
        p { "Averages that came with the export; differences are in percentage points. Other tenants have other licences and other controls in their score." }
        (page.markup())
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

/// What the figures rest on: assumptions, what a reader should know, and the files they were made from.
pub(in crate::document) fn assumptions(document: &Document<'_>, audience: Audience) -> Option<Markup> {
    let notes = document.notes();
    Some(html! {
        (assumed(document))
        @if audience != Audience::Executive && !notes.is_empty() {
            h3 { "To know beside the figures" }
            ul class="notes" {
                @for note in &notes {
                    li {
                        (note.message)
                        @if let Some(help) = &note.help { span class="help" { (help) } }
                        span class="id" { (note.code.code()) }
                    }
                }
            }
        }
        (sources(document))
    })
}

fn assumed(document: &Document<'_>) -> Markup {
    let today = document.assumptions();
    let of_scenarios: Vec<Vec<(String, String)>> = document.scenarios.iter().map(of_scenario).collect();
    let shared = |one: &&(String, String)| of_scenarios.iter().all(|of| of.contains(one));
    let mut table = Table::new("Assumptions", vec![words("Assumption"), words("As")]);
    table.rows.extend(today.iter().map(|(name, word)| cells![name, word]));
    let common = of_scenarios.first().into_iter().flatten().filter(shared);
    // What is said of today holds for every scenario that says nothing else.
    let new = common.filter(|one| !today.contains(one));
    table.rows.extend(new.map(|(name, word)| cells![name, word]));
    for (scenario, of) in document.scenarios.iter().zip(&of_scenarios) {
        let own = of.iter().filter(|one| !shared(one) && !today.contains(one));
        table.rows.extend(own.map(|(name, word)| cells![format!("{}: {name}", scenario.name()), word]));
    }
    table.rows.push(cells!["catalogue", &document.inputs.state.catalogue.version]);
    PageTable::whole(&table, "assumed", &table.title).markup()
}

/// What a scenario and its trials assume, as name and word.
fn of_scenario(scenario: &ScenarioSection<'_>) -> Vec<(String, String)> {
    let trials = scenario.projection.trials.iter();
    let spreads = trials.flat_map(|trials| trials.settings.spreads.listed());
    let spreads = spreads.map(|(name, word)| (name.to_owned(), word));
    scenario.assumptions.iter().cloned().chain(spreads).collect()
}

fn sources(document: &Document<'_>) -> Markup {
    let mut table =
        Table::new("The files that the figures were made from", vec![words("File"), words("SHA-256")]);
    table.rows.extend(document.inputs.sources.iter().map(|(name, hash)| cells![name, hash]));
    let exports = &document.inputs.state.tenant.source_hashes;
    table.rows.extend(exports.iter().map(|(name, hash)| cells![format!("{name} (export)"), hash]));
    PageTable::whole(&table, "sources", &table.title)
        .formatted(|hash| html! { code class="hash" { (hash.text()) } })
        .markup()
}

pub(in crate::document) fn formulas(document: &Document<'_>, _audience: Audience) -> Option<Markup> {
    let columns = vec![words("Figure"), words("Calculation"), words("What prints its parts")];
    let mut table = Table::new("One figure of each kind, worked out", columns);
    for formula in formulas_of::formulas(document) {
        table.rows.push(cells![formula.figure, formula.calculation, formula.command]);
    }
    let page = PageTable::whole(&table, "formulas", &table.title)
        .formatted(|command| html! { code { (command.text()) } });
    Some(html! {
        p { "Every figure follows from a table: points are hundredths, effort is minutes, and a percentage is rounded once, where it is shown." }
        (page.markup())
    })
}
