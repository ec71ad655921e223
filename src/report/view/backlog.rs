//! What has points left today: in order, in bundles, and what is left out.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Given;
use super::plan::{self, Plan, PlannedStep};
use crate::model::{Id, Impact, Minutes, Percent, Points, Status};
use crate::plan::{RankedStep, Ranking, WorkKind};
use crate::state::State;

/// The backlog of today.
#[derive(Debug, Clone, Default)]
pub struct Backlog {
    /// The work in order.
    pub items: Vec<Item>,
    /// The bundles in order.
    pub bundles: Vec<Bundle>,
    /// What has points left and can not be planned, by id.
    pub left_out: Vec<LeftOut>,
}

/// One piece of work.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its place in the ranking, from 1.
    pub rank: usize,
    /// The control or action.
    pub id: Id,
    /// Which of the two.
    pub kind: WorkKind,
    /// What to do.
    pub title: String,
    /// The name of the product it belongs to.
    pub product: Option<String>,
    /// The way that was chosen, where there are several.
    pub way: Option<Id>,
    /// What it brings at its place.
    pub points: Points,
    /// How far it moves the maximum.
    pub max: Points,
    /// What it takes at its place.
    pub effort: Minutes,
    /// The bundle, from 1.
    pub bundle: usize,
    /// Points so far.
    pub cumulative_points: Points,
    /// Effort so far.
    pub cumulative_effort: Minutes,
    /// The score after it.
    pub percent_after: Option<Percent>,
    /// What must be done before, by id.
    pub needs: Vec<Id>,
    /// How much it troubles people; `None` when nobody knows.
    pub impact: Option<Impact>,
    /// Whether it is part of the chosen plan; always without one.
    pub is_chosen: bool,
    /// Who does it: as dated, else who usually does.
    pub team: Option<Id>,
    /// First and last day of work, where it is dated.
    pub days: Option<(Date, Date)>,
    /// The snapshot that usually shows it, where it is dated.
    pub expected_by: Option<Date>,
    /// The snapshot by which even the slowest refresh shows it, where it is dated.
    pub worry_after: Option<Date>,
    /// Microsoft's status.
    pub status: Option<Status>,
    /// Who is on it, as the tenant says.
    pub owner: Option<String>,
    /// What they wrote.
    pub comment: Option<String>,
}

/// A set of work that is only worth doing together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// From 1.
    pub number: usize,
    /// What it brings.
    pub points: Points,
    /// What it takes.
    pub effort: Minutes,
    /// Its work, by id.
    pub ids: Vec<Id>,
}

/// A control that can not be planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The control.
    pub id: Id,
    /// Its title.
    pub title: String,
    /// The name of the product it belongs to.
    pub product: Option<String>,
    /// Why, as a code.
    pub reason: &'static str,
    /// What would bring it in.
    pub lever: String,
    /// Who is on it, as the tenant says.
    pub owner: Option<String>,
}

pub(super) fn backlog(given: &Given<'_>, dated: Option<&Plan>) -> Backlog {
    let (ranking, state) = (given.ranking, given.state);
    // Of work in several rounds the first: what opened later is a later day's backlog.
    let mut steps: BTreeMap<&Id, &PlannedStep> = BTreeMap::new();
    for step in dated.iter().flat_map(|plan| &plan.steps) {
        steps.entry(&step.id).or_insert(step);
    }
    let chosen = given.best.map(|(_, planned)| &planned.ranking.backlog);
    let items = ranking.steps.iter().map(|step| {
        let id = &ranking.backlog.items[step.node].id;
        let mut item = item(ranking, step, state, steps.get(id).copied());
        item.is_chosen = chosen.is_none_or(|plan| plan.index(id).is_some());
        item
    });
    let items: Vec<Item> = items.collect();
    Backlog { bundles: bundles(ranking), items, left_out: left_out(ranking, state) }
}

fn item(ranking: &Ranking, step: &RankedStep, state: &State<'_>, dated: Option<&PlannedStep>) -> Item {
    let node = &ranking.backlog.items[step.node];
    let seen = state.tenant.controls.get(&node.id);
    Item {
        rank: step.rank,
        id: node.id.clone(),
        kind: node.kind,
        title: node.title.clone(),
        product: plan::product(state, &node.id),
        way: node.way.clone(),
        points: node.points,
        max: node.max,
        effort: node.effort,
        bundle: step.bundle,
        cumulative_points: step.cumulative_points,
        cumulative_effort: step.cumulative_effort,
        percent_after: step.percent_after,
        needs: node.needs.iter().map(|&need| ranking.backlog.items[need].id.clone()).collect(),
        impact: state.control(&node.id).and_then(|control| control.user_impact),
        is_chosen: true,
        team: dated.map(|step| step.team.clone()).or_else(|| node.team.clone()),
        days: dated.map(|step| (step.start, step.finish)),
        expected_by: dated.and_then(|step| step.expected_by),
        worry_after: dated.and_then(|step| step.worry_after),
        status: state.rows.get(&node.id).and_then(|row| row.current_status()),
        owner: plan::owner(state, &node.id),
        comment: seen.and_then(|seen| seen.comment.clone()),
    }
}

fn bundles(ranking: &Ranking) -> Vec<Bundle> {
    let bundle = |(at, block): (usize, &crate::plan::rank::Bundle)| Bundle {
        number: at + 1,
        points: block.points,
        effort: block.minutes,
        ids: block.nodes.iter().map(|&node| ranking.backlog.items[node].id.clone()).collect(),
    };
    ranking.bundles.iter().enumerate().map(bundle).collect()
}

fn left_out(ranking: &Ranking, state: &State<'_>) -> Vec<LeftOut> {
    let left_out = |excluded: &crate::plan::Excluded| LeftOut {
        id: excluded.id.clone(),
        title: state.title(&excluded.id),
        product: plan::product(state, &excluded.id),
        reason: excluded.reason.code(),
        lever: excluded.lever.clone(),
        owner: plan::owner(state, &excluded.id),
    };
    ranking.excluded().iter().map(left_out).collect()
}
