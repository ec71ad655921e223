//! The report as one page for a browser: nothing but itself, complete without its script, printable.
//!
//! Goes in: a [`Document`] and a [`Style`]. Comes out: the text of one HTML file. **Invariants:** it asks nothing of any
//! network and says so in a content security policy that allows its own two inline blocks by their hashes; every text
//! from outside is escaped and free of controls and of marks that turn the direction of reading; no element carries a
//! style.

mod basis;
pub mod figures;
mod frame;
mod options;
mod summary;
mod table;
mod time;
mod work;

use maud::{Markup, html};

pub(super) use self::basis::{acceptances, assumptions, formulas, peers};
pub(super) use self::options::options;
pub(super) use self::summary::summary;
pub(super) use self::time::over_time;
pub(super) use self::work::{backlog, calendar, dependencies, frontier};
use super::sections::{Section, sections};
use super::{Document, Style};

pub fn page(document: &Document<'_>, style: &Style<'_>) -> String {
    let written: Vec<(&Section, Markup)> = sections(style.audience)
        .filter_map(|section| Some((section, (section.page)(document, style.audience)?)))
        .collect();
    let links: Vec<(&str, &str)> = written.iter().map(|(section, _)| (section.id, section.name)).collect();
    let body = html! {
        @for (section, markup) in &written {
            section id=(section.id) aria-labelledby={ (section.id) "-heading" } {
                h2 id={ (section.id) "-heading" } { (section.heading) }
                (markup)
            }
        }
    };
    harmless(&frame::whole(document, style, &links, &body))
}

/// A page without controls and without marks that turn the direction of what is read: titles come from outside.
fn harmless(page: &str) -> String {
    let harms = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    page.chars().map(|c| if harms(c) { '\u{fffd}' } else { c }).collect()
}
