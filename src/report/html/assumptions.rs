//! What the figures rest on: assumptions, what a reader should know, and the files they were made from.

use maud::{Markup, html};

use super::Audience;
use super::table::{Row, Table, text, words};
use crate::report::view::{Course, View};

pub(super) fn section(view: &View, audience: Audience) -> Option<Markup> {
    let basis = &view.basis;
    let columns = [words("Assumption"), words("As")];
    let mut rows: Vec<Row> =
        basis.assumptions.iter().map(|(name, word)| Row::of([text(name), text(word)])).collect();
    let of_scenarios: Vec<Vec<(String, String)>> = view.scenarios.iter().map(assumed).collect();
    let shared = |one: &&(String, String)| of_scenarios.iter().all(|of| of.contains(one));
    let common = of_scenarios.first().into_iter().flatten().filter(shared);
    // What is said of today holds for every scenario that says nothing else.
    let new = common.filter(|one| !basis.assumptions.contains(one));
    rows.extend(new.map(|(name, word)| Row::of([text(name), text(word)])));
    for (course, of) in view.scenarios.iter().zip(&of_scenarios) {
        let own = of.iter().filter(|one| !shared(one) && !basis.assumptions.contains(one));
        rows.extend(own.map(|(name, word)| Row::of([text(format!("{}: {name}", course.name)), text(word)])));
    }
    rows.push(Row::of([text("catalogue"), text(&view.catalogue)]));
    Some(html! {
        (Table::new("assumed", "Assumptions", &columns, rows).markup())
        @if audience != Audience::Executive && !basis.notes.is_empty() { (notes(view)) }
        (sources(view))
    })
}

/// What a scenario and its trials assume, as name and word.
fn assumed(course: &Course) -> Vec<(String, String)> {
    let spreads = course.chance.iter().flat_map(|chance| &chance.spreads);
    let spreads = spreads.map(|(name, word)| ((*name).to_owned(), word.clone()));
    course.assumptions.iter().cloned().chain(spreads).collect()
}

fn notes(view: &View) -> Markup {
    html! {
        h3 { "To know beside the figures" }
        ul class="notes" {
            @for note in &view.basis.notes {
                li {
                    (note.message)
                    @if let Some(help) = &note.help { span class="help" { (help) } }
                    span class="id" { (note.code.code()) }
                }
            }
        }
    }
}

fn sources(view: &View) -> Markup {
    let columns = [words("File"), words("SHA-256")];
    let hash = |hash: &String| html! { code class="hash" { (hash) } };
    let read = view.basis.sources.iter().map(|(name, sum)| Row::of([text(name), hash(sum)]));
    let exports =
        view.basis.exports.iter().map(|(name, sum)| Row::of([text(format!("{name} (export)")), hash(sum)]));
    let rows = read.chain(exports).collect();
    Table::new("sources", "The files that the figures were made from", &columns, rows).markup()
}
