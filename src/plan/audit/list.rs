//! Walks the steps of a plan for a list that somebody wrote.

use std::collections::{BTreeMap, BTreeSet};

use super::Derived;
use super::steps::claim;
use super::violation::{Figure, Kind, Violation};
use crate::model::{BacklogItem, Id, Minutes, Points, SavedKind, SavedPlan};

pub(super) fn walk(plan: &SavedPlan, items: &[BacklogItem], violations: &mut Vec<Violation>) -> Derived {
    let by_id: BTreeMap<&Id, &BacklogItem> = items.iter().map(|item| (&item.id, item)).collect();
    let places: BTreeMap<&Id, usize> =
        plan.steps.iter().enumerate().map(|(at, step)| (&step.id, at)).collect();
    let mut before: BTreeSet<&Id> = BTreeSet::new();
    let (mut points, mut effort) = (Points::ZERO, Minutes::ZERO);
    for (at, step) in plan.steps.iter().enumerate() {
        if !before.insert(&step.id) {
            violations.push(Violation::of_step(Kind::Twice, at, &step.id));
            continue;
        }
        let Some(item) = by_id.get(&step.id) else {
            violations.push(Violation::of_step(Kind::Unknown, at, &step.id));
            continue;
        };
        let kind = if item.points > Points::ZERO { SavedKind::Control } else { SavedKind::Action };
        let word = |kind: SavedKind| Figure::Word(kind.word().to_owned());
        claim(at, step, Kind::KindDiffers, word(step.kind), word(kind), violations);
        if let Some(way) = &step.way {
            let claimed = Some(Figure::Word(way.to_string()));
            violations.push(Violation::of_step(Kind::Way, at, &step.id).figures(claimed, None));
        }
        for need in item.needs.iter().filter_map(|need| items.get(*need)) {
            if !before.contains(&need.id) {
                let later = places.contains_key(&need.id);
                let kind = if later { Kind::NeedLater } else { Kind::NeedMissing };
                violations.push(Violation::of_step(kind, at, &step.id).with(&need.id));
            }
        }
        let (gain, nothing) = (Figure::Points(item.points), Figure::Points(Points::ZERO));
        claim(at, step, Kind::StepPoints, Figure::Points(step.points), gain, violations);
        claim(at, step, Kind::StepMax, Figure::Points(step.max), nothing, violations);
        let takes = Figure::Minutes(item.effort);
        claim(at, step, Kind::StepEffort, Figure::Minutes(step.effort), takes, violations);
        if let Some(percent) = step.percent_after {
            let claimed = Some(Figure::Percent(percent));
            violations.push(Violation::of_step(Kind::StepPercent, at, &step.id).figures(claimed, None));
        }
        points += item.points;
        effort += item.effort;
    }
    Derived { points, effort, totals: None }
}
