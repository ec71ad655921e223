//! Rows that say which share of its maximum a control has: their points are known once the maximum is.

use std::collections::BTreeMap;

use super::recognise::Parts;
use super::snapshot::Score;
use crate::diag::{Code, Finding, Findings, Place};
use crate::model::{Catalogue, Id, Points};

/// Gives such rows their points. Those without a maximum are left out, which a finding says.
pub(super) fn resolve(parts: &mut Parts, catalogue: &Catalogue, findings: &mut Findings) {
    let mut maxima: BTreeMap<&Id, Points> = BTreeMap::new();
    for profile in parts.pages.iter().flat_map(|page| &page.profiles) {
        if let Some(max) = profile.max {
            maxima.entry(&profile.id).or_insert(max);
        }
    }
    let of_catalogue = |id: &Id| catalogue.control(id).and_then(|control| control.max);
    let points = |score: &Score| {
        let max = maxima.get(&score.id).copied().or(score.max).or_else(|| of_catalogue(&score.id))?;
        Points::from_f64(max.to_f64() * score.percentage? / 100.0).filter(|points| points.0 >= 0)
    };
    let mut without: Option<(Id, String, usize)> = None;
    for found in &mut parts.snapshots {
        found.snapshot.scores.retain_mut(|score| {
            if !score.is_share {
                return true;
            }
            let Some(points) = points(score) else {
                without.get_or_insert_with(|| (score.id.clone(), found.file.clone(), 0)).2 += 1;
                return false;
            };
            (score.score, score.is_share) = (points, false);
            true
        });
    }
    if let Some((id, file, times)) = without {
        let more = if times == 1 { String::new() } else { format!("; {} more like it", times - 1) };
        let message = format!(
            "`{id}` has a percentage, and neither points nor a maximum that is known: left out{more}"
        );
        let help = "import /security/secureScoreControlProfiles too: it holds the maxima";
        findings.push(Finding::new(Code::NotMeasured, message).at(Place::file(&file)).help(help));
    }
}
