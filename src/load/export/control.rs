//! One score with its profile becomes one control.

use super::profile::{Profile, State};
use super::snapshot::Score;
use crate::model::{Catalogue, ControlState, Origin, Points, Sourced, Status};

/// The control that a score and its profile describe.
pub(super) fn control(score: &Score, profile: Option<&Profile>, catalogue: &Catalogue) -> ControlState {
    let known = catalogue.control(&score.id);
    let sourced = |value: Option<Points>, origin| value.map(|value| Sourced { value, origin });
    let max = sourced(profile.and_then(|profile| profile.max), Origin::Profile)
        .or_else(|| sourced(score.max, Origin::Exported))
        .or_else(|| sourced(known.and_then(|control| control.max), Origin::Catalogue))
        .or_else(|| sourced(from_percentage(score), Origin::Percentage));
    let status = match profile.map(|profile| profile.state) {
        None | Some(State::Unknown) => None,
        Some(State::Set(status)) => Some(Sourced { value: status, origin: Origin::Exported }),
        Some(State::Default) => {
            let done = max.is_some_and(|max| score.score >= max.value);
            let value = if done { Status::Completed } else { Status::ToAddress };
            Some(Sourced { value, origin: Origin::Exported })
        }
    };
    let unknown = known.is_none();
    ControlState {
        id: score.id.clone(),
        title: profile.filter(|_| unknown).and_then(|profile| profile.title.clone()),
        category: score.category.clone().or_else(|| profile.and_then(|profile| profile.category.clone())),
        service: profile.filter(|_| unknown).and_then(|profile| profile.service.clone()),
        cost: profile.filter(|_| unknown).and_then(|profile| profile.cost),
        impact: profile.filter(|_| unknown).and_then(|profile| profile.impact),
        score: score.score,
        max,
        count: score.count,
        total: score.total,
        status,
        licensed: None,
        regressed: false,
        assigned_to: profile.and_then(|profile| profile.assigned_to.clone()),
        comment: profile.and_then(|profile| profile.comment.clone()),
        last_synced: score.last_synced,
    }
}

/// `score x 100 / percentage`, where that is a whole number of points from 1 to 10.
fn from_percentage(score: &Score) -> Option<Points> {
    let percentage = score.percentage.filter(|percentage| *percentage > 0.0)?;
    let max = Points::from_f64(score.score.to_f64() * 100.0 / percentage)?;
    // Score and percentage are both rounded to two decimals: a hundredth of slack, no more.
    let whole = Points::whole((max.0 + 50) / 100);
    let near = (whole - max).0.abs() <= 1;
    (near && (1..=10).contains(&(whole.0 / 100))).then_some(whole)
}
