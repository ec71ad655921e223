//! Compares a plan with an earlier one.
//!
//! Steps are compared by id. What has become of a step that is not in the plan any more follows from today's state
//! and backlog.

use std::collections::BTreeMap;

use super::{Backlog, Ranking};
use crate::model::text::words;
use crate::model::{Id, Minutes, Points, SavedPlan};
use crate::state::State;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepChange {
    Done,
    New,
    /// It could still be planned, and is not.
    Dropped,
    /// It can not be planned any more.
    Gone,
    /// Its points, hours or way differ.
    Changed,
    /// Its place among the steps of both plans differs.
    Moved,
}

words!(StepChange: "done" => Done, "new" => New, "dropped" => Dropped, "gone" => Gone, "changed" => Changed,
    "moved" => Moved);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedStep {
    /// Its place, from 1.
    pub rank: usize,
    pub points: Points,
    pub effort: Minutes,
    /// The way, where there are several.
    pub way: Option<Id>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepDifference {
    pub id: Id,
    pub change: StepChange,
    pub before: Option<PlacedStep>,
    pub now: Option<PlacedStep>,
    /// Why it can not be planned any more, where the backlog says so.
    pub reason: Option<&'static str>,
}

/// All differences, by change, then by the place in this or the earlier plan, then by id.
pub fn diff(
    earlier: &SavedPlan,
    ranking: &Ranking,
    backlog: &Backlog,
    state: Option<&State<'_>>,
) -> Vec<StepDifference> {
    let before: BTreeMap<&Id, PlacedStep> = earlier
        .steps
        .iter()
        .zip(1..)
        .map(|(step, rank)| {
            let (points, effort, way) = (step.points, step.effort, step.way.clone());
            (&step.id, PlacedStep { rank, points, effort, way })
        })
        .collect();
    let now: BTreeMap<&Id, PlacedStep> = ranking
        .steps
        .iter()
        .filter_map(|step| {
            let node = ranking.backlog.items.get(step.node)?;
            let (points, effort, way) = (node.points, node.effort, node.way.clone());
            Some((&node.id, PlacedStep { rank: step.rank, points, effort, way }))
        })
        .collect();
    let moved = moved(&before, &now);
    let mut differences = Vec::new();
    for (id, stood) in &before {
        let (change, reason) = match now.get(id) {
            Some(stands)
                if (stood.points, stood.effort, &stood.way)
                    != (stands.points, stands.effort, &stands.way) =>
            {
                (StepChange::Changed, None)
            }
            Some(_) if moved.contains(id) => (StepChange::Moved, None),
            Some(_) => continue,
            None => change_of_missing(id, backlog, state),
        };
        let now = now.get(id).cloned();
        differences.push(StepDifference {
            id: (*id).clone(),
            change,
            before: Some(stood.clone()),
            now,
            reason,
        });
    }
    for (id, stands) in now.iter().filter(|(id, _)| !before.contains_key(*id)) {
        let now = Some(stands.clone());
        differences.push(StepDifference {
            id: (*id).clone(),
            change: StepChange::New,
            before: None,
            now,
            reason: None,
        });
    }
    let rank = |one: &StepDifference| one.now.as_ref().or(one.before.as_ref()).map(|stand| stand.rank);
    differences.sort_by(|a, b| {
        a.change.cmp(&b.change).then_with(|| rank(a).cmp(&rank(b))).then_with(|| a.id.cmp(&b.id))
    });
    differences
}

/// What has become of a step that is not in the plan any more.
fn change_of_missing(
    id: &Id,
    backlog: &Backlog,
    state: Option<&State<'_>>,
) -> (StepChange, Option<&'static str>) {
    if backlog.index(id).is_some() {
        return (StepChange::Dropped, None);
    }
    let is_done = state.is_some_and(|state| {
        let action = state.done.get(id).is_some_and(|done| done.share.is_all());
        action || state.rows.get(id).is_some_and(|row| row.max.is_some() && row.left() == Points::ZERO)
    });
    if is_done {
        return (StepChange::Done, None);
    }
    let excluded = backlog.excluded.iter().find(|excluded| excluded.id == *id);
    (StepChange::Gone, excluded.map(|excluded| excluded.reason.word()))
}

/// The fewest steps that must have moved so that all others kept their order: all but a longest increasing
/// subsequence.
fn moved<'a>(before: &BTreeMap<&'a Id, PlacedStep>, now: &BTreeMap<&'a Id, PlacedStep>) -> Vec<&'a Id> {
    let mut common: Vec<(usize, usize, &Id)> =
        now.iter().filter_map(|(id, stand)| Some((stand.rank, before.get(id)?.rank, *id))).collect();
    common.sort_unstable();
    // For each length the increasing subsequence with the smallest last rank, by its last place, and each place's
    // predecessor.
    let mut ends: Vec<usize> = Vec::new();
    let mut behind: Vec<Option<usize>> = Vec::with_capacity(common.len());
    for (at, (_, rank, _)) in common.iter().enumerate() {
        let length = ends.partition_point(|&end| common[end].1 < *rank);
        behind.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut kept = vec![false; common.len()];
    let mut next = ends.last().copied();
    while let Some(at) = next {
        kept[at] = true;
        next = behind[at];
    }
    let mut moved: Vec<&Id> =
        common.iter().zip(kept).filter(|(_, kept)| !kept).map(|((.., id), _)| *id).collect();
    moved.sort_unstable();
    moved
}
