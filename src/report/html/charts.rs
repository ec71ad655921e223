//! Charts on the page: each laid out for a wide and for a narrow screen, of which the style shows one.

use maud::{Markup, PreEscaped, html};

use crate::chart::{Frame, Home};

/// The widths in pixels for which charts are laid out.
const WIDE: i64 = 1_020;
const NARROW: i64 = 330;

/// A chart with a caption, and what stands behind it as a table.
pub(super) fn figure(id: &str, caption: &str, draw: impl Fn(&Frame<'_>) -> String, table: &Markup) -> Markup {
    html! {
        (drawn(id, caption, draw))
        (behind("The same as a table", table))
    }
}

/// A chart with a caption, beside a table that says the same.
pub(super) fn drawn(id: &str, caption: &str, draw: impl Fn(&Frame<'_>) -> String) -> Markup {
    let wide = draw(&Frame { id: &format!("{id}-wide"), width: WIDE, home: Home::Page });
    let narrow = draw(&Frame { id: &format!("{id}-narrow"), width: NARROW, home: Home::Page });
    html! {
        figure id=(id) {
            div class="wide" { (PreEscaped(wide)) }
            div class="narrow" { (PreEscaped(narrow)) }
            figcaption { (caption) }
        }
    }
}

/// Something that is there for who opens it.
pub(super) fn behind(name: &str, what: &Markup) -> Markup {
    html! {
        details { summary { (name) } (what) }
    }
}
