//! The best plan as people read it.

use super::best::{Cut, FrontierPlan, PlanAnswer, PlanStep, TeamLoad};
use crate::answer::parts::{assumption_line, first_of};
use crate::answer::rank::not_shown_line;
use crate::answer::{Answer, Excluded, Shown, excluded_table};
use crate::model::{Minutes, Points};
use crate::table::{Block, Field, Format, Table, figures, words};

impl PlanAnswer {
    fn has_plan(&self) -> bool {
        self.points.is_some()
    }

    fn step_table(&self, top: Option<usize>) -> Table {
        let mut fields: Vec<Field<&PlanStep>> = vec![
            figures("#").of(|one| one.step.rank.into()),
            words("id").least(34).of(|one| one.step.marked_id().into()),
            words("why").leaves(5).least(30).of(|one| (&one.why).into()),
            figures("points").of(|one| one.step.points.into()),
            figures("hours").of(|one| one.step.effort.into()),
            figures("bundle").leaves(2).of(|one| one.step.bundle.into()),
            figures("total points").leaves(3).of(|one| one.step.cumulative_points.into()),
            figures("total h").leaves(1).of(|one| one.step.cumulative_effort.into()),
        ];
        if self.tenant.is_some() {
            fields.push(figures("% after").empty("-").of(|one| one.step.percent_after.into()));
        }
        let shown = top.unwrap_or(usize::MAX);
        let title = first_of("Plan", shown, self.steps.len(), "steps");
        Table::of(title, self.steps.iter().take(shown), fields)
    }

    fn cut_table(&self) -> Table {
        // 90 days are 90/7 weeks.
        let weekly = Minutes((self.of.total.0 * 7 + 45) / 90);
        let mut fields: Vec<Field<&Cut>> = vec![
            figures("day").of(|cut| cut.day.into()),
            figures("steps").of(|cut| cut.steps.into()),
            figures("hours").of(|cut| cut.effort.into()),
            figures("points").of(|cut| cut.points.into()),
        ];
        if self.tenant.is_some() {
            fields.push(figures("%").empty("-").of(|cut| cut.percent.into()));
        }
        Table::of(format!("Done in 90 days at {weekly} hours a week"), &self.cuts, fields)
    }

    fn team_table(&self) -> Table {
        let fields: Vec<Field<&TeamLoad>> = vec![
            words("team").of(|load| (&load.team).into()),
            figures("steps").of(|load| load.steps.into()),
            figures("hours").of(|load| load.effort.into()),
            figures("points").of(|load| load.points.into()),
        ];
        let loads = self.of.no_team.iter().chain(&self.teams).filter(|_| self.tenant.is_some());
        Table::of("Load by team", loads, fields)
    }

    fn frontier_table(&self) -> Table {
        let mut fields: Vec<Field<&FrontierPlan>> = vec![
            figures("hours").of(|plan| plan.effort.into()),
            figures("points").of(|plan| plan.points.into()),
        ];
        if self.frontier.iter().any(|plan| plan.percent.is_some()) {
            fields.push(figures("%").empty("-").of(|plan| plan.percent.into()));
        }
        if self.of.is_whole_frontier {
            fields.push(words("corner").of(|plan| if plan.corner { "yes" } else { "" }.into()));
        }
        Table::of("Frontier: the most points for the hours", &self.frontier, fields)
    }

    /// What the plan leaves out of its backlog, the nearest first; at most `shown` of it.
    fn missed_table(&self, shown: Option<usize>) -> Table {
        let mut missed: Vec<Missed<'_>> =
            self.excluded.iter().filter_map(|left| Some((left.missed?, &left.excluded))).collect();
        // What has no figure comes last.
        missed.sort_by(|(a, left), (b, right)| {
            let effort = |by: &Option<(Minutes, Points)>| (by.is_none(), by.map(|(effort, _)| effort));
            (effort(a), &left.id).cmp(&(effort(b), &right.id))
        });
        let all = missed.len();
        let title = match shown {
            Some(shown) if all > shown => format!("Missed the plan, the nearest {shown} of {all}"),
            _ => "Missed the plan, the nearest first".to_owned(),
        };
        let fields: Vec<Field<Missed<'_>>> = vec![
            words("id").least(34).of(|(_, left)| (&left.id).into()),
            words("reason").leaves(2).of(|(_, left)| left.reason.into()),
            figures("more h").empty("-").of(|(by, _)| by.map(|(effort, _)| effort).into()),
            figures("points").empty("-").of(|(by, _)| by.map(|(_, points)| points).into()),
            words("what would bring it in").leaves(1).least(40).of(|(_, left)| (&left.lever).into()),
        ];
        Table::of(title, missed.into_iter().take(shown.unwrap_or(usize::MAX)), fields)
    }

    fn reading(&self) -> Vec<String> {
        let mut lines: Vec<String> =
            not_shown_line(self.steps.iter().map(|one| &one.step)).into_iter().collect();
        if self.has_plan() {
            lines
                .push("Order: bundles of falling points per hour, each step after what it needs.".to_owned());
        }
        if let Some(is_complete) = self.frontier_complete {
            let line = match (is_complete, self.of.is_whole_frontier) {
                (true, false) => "Frontier: at the hours of a corner no plan gains more points.",
                (true, true) => {
                    "Frontier: every plan than which no other gains as much in less time, or more in as much."
                }
                (false, false) => "Frontier: the search was stopped, so corners may be missing.",
                (false, true) => "Frontier: the search was stopped, so plans may be missing.",
            };
            lines.push(line.to_owned());
        }
        let assumptions = self.assumptions.as_ref().zip(self.catalogue_version.as_ref());
        lines.extend(assumptions.map(|(assumptions, version)| assumption_line(assumptions, version)));
        lines
    }
}

/// What missed the plan, and by what where that is known.
type Missed<'a> = (Option<(Minutes, Points)>, &'a Excluded);

const MISSED: usize = 10;

impl Answer for PlanAnswer {
    fn blocks(&self, shown: Shown) -> Vec<Block> {
        let mut blocks = vec![Block::Lines(self.of.verdict.clone())];
        if self.has_plan() {
            blocks.push(Block::Table(self.step_table(shown.top)));
            if !self.steps.is_empty() {
                blocks.push(Block::Table(self.cut_table()));
            }
            blocks.extend(self.team_table().block());
        }
        if let Some(baseline) = &self.baseline {
            blocks.push(Block::Lines(baseline.lines()));
            blocks.extend(baseline.table(shown.top).block());
        }
        if self.frontier_complete.is_some() {
            blocks.push(Block::Table(self.frontier_table()));
        }
        // A spreadsheet wants all of it.
        let missed = (shown.format != Format::Csv).then_some(MISSED);
        blocks.extend(self.missed_table(missed).block());
        let unplanned = self.excluded.iter().filter(|one| one.missed.is_none()).map(|one| &one.excluded);
        blocks.extend(excluded_table("Can not be planned", unplanned).block());
        let reading = self.reading();
        if !reading.is_empty() {
            blocks.push(Block::Lines(reading));
        }
        blocks
    }
}
