//! What is said where no file holds a secure score: what they hold in its place.

use super::recognise::Parts;
use crate::diag::{Code, Finding, Place};
use crate::load::source::Source;
use crate::model::text::{counted, first_few};

/// How much of everything else some files hold.
#[derive(Debug, Default)]
struct Beside {
    profiles: usize,
    skus: usize,
    lists: usize,
    empty_pages: Vec<(String, Option<String>)>,
}

pub(super) fn finding(parts: &Parts, sources: &[Source]) -> Finding {
    Beside::of(parts).finding(sources)
}

impl Beside {
    fn of(parts: &Parts) -> Self {
        Self {
            profiles: parts.pages.iter().map(|page| page.profiles.len()).sum(),
            skus: parts.skus.iter().map(Vec::len).sum::<usize>() + parts.licence_tables.len(),
            lists: parts.lists.len(),
            empty_pages: parts.empty_pages.clone(),
        }
    }

    fn finding(&self, sources: &[Source]) -> Finding {
        let mut held = Vec::new();
        if self.profiles > 0 {
            held.push(counted(self.profiles, "control profile", "control profiles"));
        }
        if self.skus > 0 {
            held.push("the licences (SKUs)".to_owned());
        }
        if self.lists > 0 {
            held.push("Microsoft's list of service plans".to_owned());
        }
        let who = match sources {
            [] => "there is no export, and so".to_owned(),
            [one] => format!("`{}` holds", one.name),
            several => format!("the {} files hold", several.len()),
        };
        let empty = self.empty_pages.iter().map(|(file, lists)| match lists {
            Some(lists) => format!("`{file}` is an empty page of `{lists}`"),
            None => format!("`{file}` is an empty page"),
        });
        let empty = first_few(empty, 3);
        let only_empty = held.is_empty() && !self.empty_pages.is_empty();
        let message = match (held.is_empty(), empty.is_empty()) {
            _ if only_empty => format!("there is no secure score: {empty}"),
            (true, _) => format!("{who} no secure score"),
            (false, true) => format!("{who} {} and no secure score", held.join(" and ")),
            (false, false) => format!("{who} {} and no secure score; {empty}", held.join(" and ")),
        };
        let help = if only_empty {
            "export /security/secureScores again with SecurityEvents.Read.All: a tenant has a score some days after its first licence"
        } else {
            "give /security/secureScores in the same command: profiles say what exists and SKUs what is owned, not what is scored"
        };
        let finding = Finding::new(Code::NoScores, message).help(help);
        match sources {
            [one] => finding.at(Place::file(&one.name)),
            _ => finding,
        }
    }
}
