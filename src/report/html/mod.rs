//! The view as one page for a browser: nothing but itself, complete without its script, printable.
//!
//! Goes in: a [`View`] and a [`Dress`]. Comes out: the text of one HTML file. **Invariants:** it asks nothing of any
//! network and says so in a content security policy that allows its own two inline blocks by their hashes; every text
//! from outside is escaped and free of controls and of marks that turn the direction of reading; no element carries a
//! style.

mod acceptances;
mod assumptions;
mod backlog;
mod calendar;
mod charts;
mod dependencies;
mod figures;
mod frame;
mod frontier;
mod options;
mod peers;
mod rederive;
mod summary;
mod table;
mod time;

use maud::{Markup, html};

use super::view::View;
use crate::model::Brand;

/// Who reads a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The first page, the score over time, licence options, and what they rest on.
    Executive,
    /// Everything.
    Architect,
    /// Everything but owners, comments and what only matters inside.
    Customer,
}

/// How a page is made up.
#[derive(Debug, Clone, Copy)]
pub struct Dress<'a> {
    /// Who reads it.
    pub audience: Audience,
    /// Who hands it over.
    pub brand: Option<&'a Brand>,
}

/// A part of the page: its id, its name among the links, its heading, and how it is written; nothing is written where
/// there is nothing to show.
struct Section {
    id: &'static str,
    name: &'static str,
    heading: &'static str,
    write: fn(&View, Audience) -> Option<Markup>,
    /// Whether the short page for executives has it too.
    is_short: bool,
}

const SECTIONS: [Section; 11] = [
    Section { id: "summary", name: "Summary", heading: "Summary", write: summary::section, is_short: true },
    Section {
        id: "time",
        name: "Over time",
        heading: "The score over time",
        write: time::section,
        is_short: true,
    },
    Section {
        id: "options",
        name: "Licences",
        heading: "Licence options",
        write: options::section,
        is_short: true,
    },
    Section {
        id: "frontier",
        name: "Frontier",
        heading: "What more work brings",
        write: frontier::section,
        is_short: false,
    },
    Section {
        id: "backlog",
        name: "Backlog",
        heading: "The backlog",
        write: backlog::section,
        is_short: false,
    },
    Section {
        id: "dependencies",
        name: "Needs",
        heading: "What needs what",
        write: dependencies::section,
        is_short: false,
    },
    Section {
        id: "calendar",
        name: "Calendar",
        heading: "The calendar",
        write: calendar::section,
        is_short: false,
    },
    Section {
        id: "acceptances",
        name: "Accepted risks",
        heading: "Accepted risks and other statuses",
        write: acceptances::section,
        is_short: false,
    },
    Section {
        id: "peers",
        name: "Peers",
        heading: "Similar organisations",
        write: peers::section,
        is_short: false,
    },
    Section {
        id: "assumptions",
        name: "Assumptions",
        heading: "What it rests on",
        write: assumptions::section,
        is_short: true,
    },
    Section {
        id: "rederive",
        name: "Check",
        heading: "Check the figures",
        write: rederive::section,
        is_short: false,
    },
];

/// The text of the page.
pub fn page(view: &View, dress: &Dress<'_>) -> String {
    let shown = SECTIONS.iter().filter(|section| dress.audience != Audience::Executive || section.is_short);
    let written: Vec<(&Section, Markup)> =
        shown.filter_map(|section| Some((section, (section.write)(view, dress.audience)?))).collect();
    let links: Vec<(&str, &str)> = written.iter().map(|(section, _)| (section.id, section.name)).collect();
    let body = html! {
        @for (section, markup) in &written {
            section id=(section.id) aria-labelledby={ (section.id) "-heading" } {
                h2 id={ (section.id) "-heading" } { (section.heading) }
                (markup)
            }
        }
    };
    harmless(&frame::whole(view, dress, &links, &body))
}

/// A page without controls and without marks that turn the direction of what is read: titles come from outside.
fn harmless(page: &str) -> String {
    let harms = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    page.chars().map(|c| if harms(c) { '\u{fffd}' } else { c }).collect()
}
