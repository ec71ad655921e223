//! `rank`: the backlog in order.

use schemars::JsonSchema;
use serde::Serialize;

use super::parts::{assumption_line, first_of, with_way};
use super::{Answer, Excluded, Finding, Shown, Words, excluded_table};
use crate::diag::Findings;
use crate::model::{Gates, Hundredths, Id, Minutes, Percent, Points};
use crate::plan::{self, Order, Ranking, WorkKind};
use crate::state::{LicenceBasis, State};
use crate::table::{Block, Field, Table, figures, words};

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RankAnswer {
    pub schema: &'static str,
    /// `bundles` or `ratio`.
    pub order: &'static str,
    pub steps: Vec<RankedStep>,
    pub excluded: Vec<Excluded>,
    pub formula: &'static str,
    /// Null for a list without a tenant.
    pub assumptions: Option<Words>,
    pub findings: Vec<Finding>,
    #[serde(skip)]
    of: Basis,
}

#[derive(Debug, Clone, Default)]
struct Basis {
    bundles: usize,
    total: Minutes,
    /// What both orders have gained after some hours: those, this order and the other.
    comparison: Vec<(Minutes, Points, Points)>,
    /// The score before the first step, of a tenant.
    now: Option<Percent>,
    waives_gates: bool,
    catalogue_version: String,
}

/// A step of a ranking or a plan.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RankedStep {
    /// The place in the order, from 1.
    pub rank: usize,
    pub id: Id,
    /// A `control` earns points, an `action` makes some possible.
    pub kind: &'static str,
    pub title: String,
    pub product: Option<String>,
    pub team: Option<Id>,
    /// The way that was chosen, where there are several.
    pub way: Option<Id>,
    pub points: Points,
    /// What it brings into the maximum.
    pub max: Points,
    #[serde(rename = "effort_hours")]
    pub effort: Minutes,
    pub effort_minutes: i64,
    /// Null without effort.
    pub points_per_hour: Option<Hundredths>,
    /// Steps of one number are worth doing only together, from 1.
    pub bundle: usize,
    pub bundle_points_per_hour: Option<Hundredths>,
    pub cumulative_points: Points,
    #[serde(rename = "cumulative_hours")]
    pub cumulative_effort: Minutes,
    /// Null for a list without a tenant.
    pub percent_after: Option<Percent>,
    /// What must be finished before it, by id.
    pub needs: Vec<Id>,
    /// `not-shown` where nothing shows the licence that it takes; null otherwise.
    pub licence: Option<&'static str>,
}

fn formula(order: Order) -> &'static str {
    match order {
        Order::Bundles => {
            "points per hour of a bundle = sum of points / sum of hours over the bundle, where bundles are the \
             prerequisite-closed sets of highest density, one after the other; shared actions are paid once"
        }
        Order::Ratio => {
            "points per hour of each control alone = points / hours; what it needs comes just before it and is \
             not counted in its ratio"
        }
    }
}

/// The hours after which two orders are compared: a quarter and a half of all.
const PARTS: [i64; 2] = [4, 2];

impl RankAnswer {
    /// A ranking, with the steps of the other order of the same backlog for comparison; without a state it is that of a list.
    pub fn of(ranking: &Ranking, other: &Ranking, state: Option<&State<'_>>, findings: &Findings) -> Self {
        let total = ranking.total_effort();
        let points = PARTS.into_iter().map(|part| Minutes(total.0 / part)).filter(|effort| effort.0 > 0);
        let comparison =
            points.map(|effort| (effort, ranking.points_within(effort), other.points_within(effort)));
        Self {
            schema: "scoreplan/rank/1",
            order: if ranking.order == Order::Bundles { "bundles" } else { "ratio" },
            steps: ranking.steps.iter().map(|step| RankedStep::of(ranking, state, step)).collect(),
            excluded: ranking.excluded().iter().map(Excluded::from).collect(),
            formula: formula(ranking.order),
            assumptions: state.map(|state| (&state.assumptions).into()),
            findings: Finding::all(findings.iter()),
            of: Basis {
                bundles: ranking.bundles.len(),
                total,
                comparison: comparison.collect(),
                now: state.map(|state| state.totals().percent()),
                waives_gates: state.is_some_and(|state| state.assumptions.gates == Gates::Advisory),
                catalogue_version: state.map(|state| state.catalogue.version.clone()).unwrap_or_default(),
            },
        }
    }

    fn lines(&self) -> Vec<String> {
        let gained = self.steps.last().map_or(Points::ZERO, |step| step.cumulative_points);
        let (steps, bundles, total) = (self.steps.len(), self.of.bundles, self.of.total);
        let mut lines =
            vec![format!("{steps} steps in {bundles} bundles: {gained} points for {total} hours")];
        if let Some(now) = self.of.now {
            let end = self.steps.last().and_then(|step| step.percent_after);
            lines.push(format!("From {now} % to {} %", end.unwrap_or(now)));
        }
        if self.of.waives_gates {
            lines.push("WARNING: safety prerequisites are waived (gates: advisory)".to_owned());
        }
        lines
    }

    fn table(&self, top: Option<usize>) -> Table {
        let mut fields: Vec<Field<&RankedStep>> = vec![
            figures("#").of(|step| step.rank.into()),
            words("id").least(34).of(|step| step.marked_id().into()),
            words("title").leaves(5).least(30).of(|step| (&step.title).into()),
            figures("points").of(|step| step.points.into()),
            figures("hours").of(|step| step.effort.into()),
            figures("bundle").leaves(2).of(|step| step.bundle.into()),
            figures("per hour").leaves(4).empty("-").of(|step| step.bundle_points_per_hour.into()),
            figures("total points").leaves(3).of(|step| step.cumulative_points.into()),
            figures("total h").leaves(1).of(|step| step.cumulative_effort.into()),
        ];
        if self.of.now.is_some() {
            fields.push(figures("% after").empty("-").of(|step| step.percent_after.into()));
        }
        let shown = top.unwrap_or(usize::MAX);
        let title = first_of("Backlog", shown, self.steps.len(), "steps");
        Table::of(title, self.steps.iter().take(shown), fields)
    }

    /// How the steps are ordered, and what the other order would have gained.
    fn reading(&self) -> Vec<String> {
        let (own, other) = match self.order {
            "bundles" => ("bundles", "each control alone"),
            _ => ("each control alone", "bundles"),
        };
        let mut lines: Vec<String> = not_shown_line(self.steps.iter()).into_iter().collect();
        lines.push(format!("Order: {}", self.formula));
        lines.extend(self.of.comparison.iter().map(|(effort, points, points_of_other)| {
            format!("After {effort} hours: {points} points by {own}, {points_of_other} points by {other}")
        }));
        let assumptions = self.assumptions.as_ref();
        lines.extend(assumptions.map(|words| assumption_line(words, &self.of.catalogue_version)));
        lines
    }
}

impl RankedStep {
    pub(super) fn of(ranking: &Ranking, state: Option<&State<'_>>, step: &plan::RankedStep) -> Self {
        let node = &ranking.backlog.items[step.node];
        let bundle = &ranking.bundles[step.bundle - 1];
        let product = state
            .zip(node.product.as_ref())
            .and_then(|(state, id)| state.catalogue.products.get(id))
            .map(|product| product.name.clone());
        Self {
            rank: step.rank,
            id: node.id.clone(),
            kind: if node.kind == WorkKind::Control { "control" } else { "action" },
            title: node.title.clone(),
            product,
            team: node.team.clone(),
            way: node.way.clone(),
            points: node.points,
            max: node.max,
            effort: node.effort,
            effort_minutes: node.effort.0,
            points_per_hour: Hundredths::per_hour(node.points, node.effort),
            bundle: step.bundle,
            bundle_points_per_hour: Hundredths::per_hour(bundle.points, bundle.minutes),
            cumulative_points: step.cumulative_points,
            cumulative_effort: step.cumulative_effort,
            percent_after: step.percent_after,
            needs: node.needs.iter().map(|&need| ranking.backlog.items[need].id.clone()).collect(),
            licence: state
                .filter(|state| node.kind == WorkKind::Control && state.is_licence_not_shown(&node.id))
                .map(|_| LicenceBasis::NotShown.word()),
        }
    }

    /// The id as tables show it, with a mark where nothing shows the licence.
    pub(super) fn marked_id(&self) -> String {
        let id = with_way(&self.id, self.way.as_ref());
        if self.licence.is_some() { format!("{id} *") } else { id }
    }
}

/// What the mark of steps means, with the points that hang on it; nothing where no step has it.
pub(super) fn not_shown_line<'s>(steps: impl Iterator<Item = &'s RankedStep>) -> Option<String> {
    let marked: Vec<Points> = steps.filter(|step| step.licence.is_some()).map(|step| step.points).collect();
    let points: Points = marked.iter().copied().sum();
    (!marked.is_empty()).then(|| {
        format!(
            "* nothing shows the licence of {} steps with {points} points: state with `--owned` what is owned",
            marked.len()
        )
    })
}

impl Answer for RankAnswer {
    fn blocks(&self, shown: Shown) -> Vec<Block> {
        let mut blocks = vec![Block::Lines(self.lines()), Block::Table(self.table(shown.top))];
        blocks.extend(excluded_table("Left out", &self.excluded).block());
        blocks.push(Block::Lines(self.reading()));
        blocks
    }
}
