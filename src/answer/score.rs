//! `score`: the score of today, in Microsoft's views and by group.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::licence_evidence::LicenceEvidence;
use super::parts::assumption_line;
use super::score_averages::{self, Average};
use super::score_regressed::{self, Regressed};
use super::{Answer, Finding, Shown, Words};
use crate::diag;
use crate::model::{Hundredths, Id, Percent, Points};
use crate::state::{self, State, by_category, by_product, views};
use crate::table::{Block, Cell, Field, Table, cells, figures, words};

/// The score of a tenant on a day.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ScoreAnswer {
    pub schema: &'static str,
    pub tenant: String,
    pub date: Date,
    pub points: Points,
    pub max: Points,
    pub percent: Percent,
    pub observed_points: Points,
    /// Points that rest on the word of people.
    pub asserted_points: Points,
    pub views: Views,
    pub categories: Vec<Group>,
    pub products: Vec<Group>,
    pub controls: Controls,
    /// What Microsoft printed.
    pub headline: Option<Pair>,
    /// What Microsoft printed above the sums over the rows.
    pub residual: Option<Pair>,
    /// The part of the points and the maximum that no known row explains.
    pub unattributed: Unattributed,
    pub licences: LicenceEvidence,
    pub benchmarks: Vec<Benchmark>,
    /// How other tenants do in each category; empty where the export does not say it.
    pub averages: Vec<Average>,
    /// Controls that the portal marks as regressed.
    pub regressed: Vec<Regressed>,
    pub assumptions: Words,
    pub findings: Vec<Finding>,
    #[serde(skip)]
    pub catalogue_version: String,
}

/// The score as Microsoft's pages show it besides.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Views {
    pub planned: Option<Percent>,
    /// Why there is no planned score.
    pub planned_reason: Option<&'static str>,
    pub current_license: Percent,
    pub achievable: Percent,
    /// As `achievable`, where controls of unknown status count as not accepted.
    pub achievable_at_most: Percent,
    /// As `achievable`, as far as the seats reach.
    pub achievable_seat_covered: Percent,
    /// As `achievable_at_most`, as far as the seats reach.
    pub achievable_seat_covered_at_most: Percent,
}

/// A category or a product.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Group {
    pub name: String,
    pub points: Points,
    pub max: Points,
    pub percent: Percent,
    #[serde(skip)]
    pub controls: i64,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Controls {
    pub scored: i64,
    /// By their conditions, whatever the snapshot holds.
    pub visible_by_conditions: usize,
    pub unmatched_scores: i64,
    pub unscored_profiles: i64,
}

/// What Microsoft printed beyond the known rows, and which rows may hold it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Unattributed {
    pub points: Points,
    pub max: Points,
    /// Rows without a known maximum.
    pub rows: Vec<Id>,
}

/// Points and their maximum.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Pair {
    pub points: Points,
    pub max: Points,
}

/// How similar organisations score.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Benchmark {
    pub basis: String,
    pub percent: Hundredths,
    /// The fewest and the most seats of these organisations.
    pub seats: Option<(i64, i64)>,
}

const PLANNED_REASON: &str =
    "the export does not carry the status `Planned`: set it in the tenant file, or import the portal's CSV";

impl ScoreAnswer {
    pub fn of<'f>(state: &State<'_>, findings: impl IntoIterator<Item = &'f diag::Finding>) -> Self {
        let totals = state.totals();
        let rest = &state.unattributed;
        let state::Views {
            planned,
            current_license,
            achievable,
            achievable_at_most,
            achievable_seat_covered,
            achievable_seat_covered_at_most,
        } = views(state);
        let headline = state.tenant.headline.map(|(points, max)| Pair { points, max });
        let benchmarks = state.tenant.benchmarks.iter().map(|benchmark| Benchmark {
            basis: benchmark.basis.clone(),
            percent: Hundredths(benchmark.percent.0),
            seats: benchmark.seats,
        });
        Self {
            schema: "scoreplan/score/1",
            tenant: state.tenant.name.clone(),
            date: state.day,
            points: totals.points,
            max: totals.max,
            percent: totals.percent(),
            observed_points: totals.observed(),
            asserted_points: totals.asserted,
            views: Views {
                planned,
                planned_reason: planned.is_none().then_some(PLANNED_REASON),
                current_license,
                achievable,
                achievable_at_most,
                achievable_seat_covered,
                achievable_seat_covered_at_most,
            },
            categories: by_category(state).iter().map(Group::of).collect(),
            products: by_product(state).iter().map(Group::of).collect(),
            controls: Controls {
                scored: totals.rows,
                visible_by_conditions: state.visible_by_conditions(),
                unmatched_scores: state.tenant.profiles.missing,
                unscored_profiles: state.tenant.profiles.without_score,
            },
            residual: headline.as_ref().map(|of| Pair {
                points: of.points - totals.points + rest.points,
                max: of.max - totals.max + rest.max,
            }),
            unattributed: Unattributed { points: rest.points, max: rest.max, rows: rest.rows.clone() },
            licences: LicenceEvidence::of(state),
            headline,
            benchmarks: benchmarks.collect(),
            averages: score_averages::averages(&state.tenant.benchmarks),
            regressed: score_regressed::regressed(state),
            assumptions: (&state.assumptions).into(),
            findings: Finding::all(findings),
            catalogue_version: state.catalogue.version.clone(),
        }
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = vec![
            format!(
                "{} on {}: {} of {} points, {} %",
                self.tenant, self.date, self.points, self.max, self.percent
            ),
            format!(
                "{} controls, {} visible by their conditions; {} points observed, {} asserted",
                self.controls.scored,
                self.controls.visible_by_conditions,
                self.observed_points,
                self.asserted_points
            ),
        ];
        let rest = &self.unattributed;
        let is_nothing = (rest.points, rest.max) == (Points::ZERO, Points::ZERO);
        match (&self.headline, &self.residual) {
            (Some(_), _) if !is_nothing => {
                lines.push(format!(
                    "Of these {} of {} points are unattributed: in no known row",
                    rest.points, rest.max
                ));
            }
            (Some(printed), Some(residual)) => lines.push(format!(
                "Microsoft printed {} of {}; difference {} points, {} maximum",
                printed.points, printed.max, residual.points, residual.max
            )),
            _ => {}
        }
        lines.push(self.licences.line().to_owned());
        lines
    }

    fn views_table(&self) -> Table {
        let Views {
            planned,
            planned_reason: _,
            current_license,
            achievable,
            achievable_at_most,
            achievable_seat_covered,
            achievable_seat_covered_at_most,
        } = &self.views;
        let range = |least: &Percent, most: &Percent| match least == most {
            true => Cell::from(*least),
            false => Cell::Text(format!("{least} to {most}")),
        };
        let mut table = Table::new("Views", vec![words("view"), figures("%").empty("unknown")]);
        table.push(cells!["today", self.percent]);
        table.push(cells!["planned score", *planned]);
        table.push(cells!["achievable score", range(achievable, achievable_at_most)]);
        let within_seats = range(achievable_seat_covered, achievable_seat_covered_at_most);
        table.push(cells!["achievable score, as far as seats reach", within_seats]);
        table.push(cells!["current license score", *current_license]);
        table
    }

    fn benchmark_table(&self) -> Table {
        let fields: Vec<Field<&Benchmark>> = vec![
            words("basis").of(|one| (&one.basis).into()),
            words("seats").of(|one| one.seats.map(|(low, high)| format!("{low} to {high}")).into()),
            figures("average %").of(|one| one.percent.into()),
        ];
        Table::of("Similar organisations", &self.benchmarks, fields)
    }
}

impl Group {
    fn of(group: &state::ScoreGroup) -> Self {
        let totals = &group.totals;
        Self {
            name: group.name.clone(),
            points: totals.points,
            max: totals.max,
            percent: totals.percent(),
            controls: totals.rows,
        }
    }

    fn table(title: &str, groups: &[Self]) -> Table {
        let fields: Vec<Field<&Self>> = vec![
            words("name").of(|group| (&group.name).into()),
            figures("points").of(|group| group.points.into()),
            figures("max").of(|group| group.max.into()),
            figures("%").of(|group| group.percent.into()),
            figures("controls").leaves(1).of(|group| group.controls.into()),
        ];
        Table::of(title, groups, fields)
    }
}

impl Answer for ScoreAnswer {
    fn blocks(&self, shown: Shown) -> Vec<Block> {
        let mut lines = self.lines();
        lines.extend(score_regressed::line(&self.regressed, shown.all));
        let mut blocks = vec![
            Block::Lines(lines),
            Block::Table(self.views_table()),
            Block::Table(Group::table("By category", &self.categories)),
            Block::Table(Group::table("By product", &self.products)),
        ];
        blocks.extend(self.benchmark_table().block());
        blocks.extend(score_averages::table(&self.categories, &self.averages).block());
        if shown.all {
            blocks.extend(score_regressed::table(&self.regressed).block());
        }
        blocks.push(Block::Lines(vec![assumption_line(&self.assumptions, &self.catalogue_version)]));
        blocks
    }
}
