//! What stands beside the figures: where they come from, ratings, disputes, and names that no score holds.

use std::collections::BTreeMap;

use super::format::{ActionEntry, ControlEntry, DisputeEntry, RatingEntry, UnscoredEntry};
use super::lower::{Lowering, ids};
use crate::diag::Code;
use crate::model::{About, Dispute, Id, Impact, Level, Rating, Unscored, UnscoredKind};

/// The words that say what a figure rests on.
const BASES: [&str; 6] = ["documented", "observed", "inferred", "estimate", "stated", "unknown"];
/// What sources contradict each other about.
const DISPUTED: [&str; 6] = ["licence", "visibility", "max", "title", "scoring", "category"];

impl Lowering<'_> {
    pub(super) fn about_control(&mut self, entry: &ControlEntry) -> About {
        let mut basis = entry.basis.clone().unwrap_or_default();
        if let Some(of_title) = &entry.title_basis {
            basis.insert("title".to_owned(), of_title.clone());
        }
        self.bases(&basis);
        About {
            basis,
            rating: entry.rating.as_ref().and_then(|rating| self.rating(rating)),
            portal: entry.portal.clone(),
            note: entry.note.clone(),
            disputed: self.disputes(entry.disputed.as_ref()),
            from_export: false,
            changed: entry.changed.clone(),
        }
    }

    pub(super) fn about_action(&mut self, entry: &ActionEntry) -> About {
        let basis: BTreeMap<String, String> =
            entry.basis.iter().map(|basis| ("effort".to_owned(), basis.clone())).collect();
        self.bases(&basis);
        About {
            basis,
            rating: entry.rating.as_ref().and_then(|rating| self.rating(rating)),
            portal: entry.portal.clone(),
            note: entry.note.clone(),
            disputed: Vec::new(),
            from_export: false,
            changed: entry.changed.clone(),
        }
    }

    fn bases(&mut self, basis: &BTreeMap<String, String>) {
        for (what, basis) in basis {
            if !BASES.contains(&basis.as_str()) {
                let help = format!("write one of: {}", BASES.join(", "));
                self.report(Code::WrongValue, format!("unknown basis `{basis}` of `{what}`"), &help);
            }
        }
    }

    fn rating(&mut self, entry: &RatingEntry) -> Option<Rating> {
        let effort = match entry.effort.as_str() {
            "low" => Some(Level::Low),
            "medium" => Some(Level::Medium),
            "high" => Some(Level::High),
            other => {
                let message = format!("unknown level `{other}`");
                self.report(Code::WrongValue, message, "write low, medium or high");
                None
            }
        };
        let impact = self.impact(&entry.impact);
        Some(Rating { effort: effort?, impact: impact?, why: entry.why.clone() })
    }

    pub(super) fn impact(&mut self, word: &str) -> Option<Impact> {
        match word {
            "low" => Some(Impact::Low),
            "medium" => Some(Impact::Medium),
            "high" => Some(Impact::High),
            other => {
                let message = format!("unknown impact `{other}`");
                self.report(Code::WrongValue, message, "write low, medium or high");
                None
            }
        }
    }

    pub(super) fn disputes(&mut self, entries: Option<&Vec<DisputeEntry>>) -> Vec<Dispute> {
        let mut disputes = Vec::new();
        for entry in entries.into_iter().flatten() {
            if !DISPUTED.contains(&entry.what.as_str()) {
                let help = format!("write one of: {}", DISPUTED.join(", "));
                self.report(
                    Code::WrongValue,
                    format!("unknown subject `{}` of a dispute", entry.what),
                    &help,
                );
            }
            disputes.push(Dispute {
                what: entry.what.clone(),
                claim: entry.claim.clone(),
                we_say: entry.we_say.clone(),
                why: entry.why.clone(),
            });
        }
        disputes
    }

    pub(super) fn unscored(&mut self, entry: &UnscoredEntry, kind: UnscoredKind, product: &Id) -> Unscored {
        Unscored {
            id: Id::new(&entry.id),
            title: entry.title.clone(),
            product: product.clone(),
            kind,
            why: entry.why.clone(),
            instead: ids(Some(&entry.instead)),
            needs: ids(Some(&entry.needs)),
            changed: entry.changed.clone(),
        }
    }
}
