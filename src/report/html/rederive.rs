//! How to come to the figures by hand.

use maud::{Markup, html};

use super::Audience;
use super::table::{Row, Table, text, words};
use crate::report::view::View;

pub(super) fn section(view: &View, _audience: Audience) -> Option<Markup> {
    let columns = [words("Figure"), words("Calculation"), words("What prints its parts")];
    let rows = view.formulas.iter().map(|formula| {
        Row::of([text(&formula.figure), text(&formula.calculation), html! { code { (formula.command) } }])
    });
    Some(html! {
        p { "Every figure follows from a table: points are hundredths, effort is minutes, and a percentage is rounded once, where it is shown." }
        (Table::new("formulas", "One figure of each kind, worked out", &columns, rows.collect()).markup())
    })
}
