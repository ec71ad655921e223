//! Risks that somebody accepted and points for the word of somebody, with the day on which they end.

use maud::{Markup, html};

use super::Audience;
use super::figures::day;
use super::table::{Row, Table, numbers, text, words};
use crate::report::view::{Acceptance, View};

pub(super) fn section(view: &View, audience: Audience) -> Option<Markup> {
    if view.acceptances.is_empty() {
        return None;
    }
    let inside = audience == Audience::Architect;
    let mut columns =
        vec![words("Control"), words("Status"), numbers("Points"), words("Set by"), words("Ends")];
    columns.extend([words("Owner"), words("Reason").extra()].into_iter().filter(|_| inside));
    let open = view.acceptances.iter().filter(|one| one.expires.is_none()).count();
    let rows = view.acceptances.iter().map(|one| row(view, one, inside)).collect();
    let caption = "Accepted risks with the points they give up, and asserted points that nobody measures";
    Some(html! {
        @if open > 0 {
            p { (open) " of " (view.acceptances.len()) " have no end: a risk that nobody looks at again is forgotten, not accepted." }
        }
        (Table::new("acceptance-table", caption, &columns, rows).sortable(0).markup())
    })
}

fn row(view: &View, one: &Acceptance, inside: bool) -> Row {
    let set_by = one.scenario.and_then(|at| view.scenarios.get(at));
    let cells = [
        html! { (one.title) span class="id" { (one.id) } },
        text(one.status.words()),
        text(one.points.map_or_else(|| "unknown".to_owned(), |points| points.to_string())),
        text(set_by.map_or("the tenant, today", |course| course.name.as_str())),
        one.expires.map_or_else(|| text("no end"), day),
    ];
    let notes = [&one.owner, &one.reason].map(|note| text(note.as_deref().unwrap_or_default()));
    Row::of(cells.into_iter().chain(notes.into_iter().filter(|_| inside)))
}
