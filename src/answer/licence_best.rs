//! `licences --best` and `licences --frontier`: the best licences to have, and cost against score.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::parts::first_of;
use super::{Answer, Finding, Shown, Words};
use crate::diag::Findings;
use crate::licences::best::{BestMix, EvaluatedMix, MixFrontier, MixObjective, MixVerdict, NearestFeasible};
use crate::licences::{CostPerPoint, LicenceCost, SeatCost, labour};
use crate::model::units::hundredths;
use crate::model::{Catalogue, Hundredths, Id, Minutes, Percent, Points};
use crate::plan::best::Budget;
use crate::state::State;
use crate::table::{Block, Cell, Table, cells, figures, words};

/// What was asked, and of whom.
#[derive(Debug, Clone, Copy)]
pub struct MixQuestion<'q> {
    /// The tenant today.
    pub state: &'q State<'q>,
    /// What it has costs so much.
    pub today: &'q LicenceCost,
    /// The percentage to reach, in hundredths.
    pub target: Option<i64>,
    /// What makes one mix better than another, where there is no target.
    pub objective: MixObjective,
    /// The most money a year, in hundredths of the currency.
    pub money: Option<i64>,
    /// The most work.
    pub hours: Budget,
    /// What an hour of work costs, in hundredths of the currency.
    pub labour_rate: Option<i64>,
}

/// The best licences for a goal. Costs are those of a year.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BestLicencesAnswer {
    pub schema: &'static str,
    /// `optimal`, `feasible` or `infeasible`.
    pub status: &'static str,
    /// `cost`, `points` or `percent`.
    pub objective: &'static str,
    pub today: LicencesToday,
    pub limits: Limits,
    pub currency: String,
    pub best: Option<BestMixAnswer>,
    /// No mix costs less.
    pub bound_yearly_cost: Option<Hundredths>,
    pub way_out: WayOut,
    /// How many mixes there are, and how many of them had to be planned.
    pub mixes: usize,
    pub planned: usize,
    /// SKUs in no mix, as they have no price.
    pub unpriced: Vec<String>,
    pub assumptions: Words,
    pub findings: Vec<Finding>,
    #[serde(skip)]
    lines: Vec<String>,
    #[serde(skip)]
    reading: Vec<String>,
}

/// Cost against score.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LicenceFrontierAnswer {
    pub schema: &'static str,
    /// `points` or `percent`.
    pub objective: &'static str,
    pub proved: bool,
    /// Of how many mixes no plan could be proved the best.
    pub unproved: usize,
    pub today: LicencesToday,
    pub limits: Limits,
    pub currency: String,
    pub frontier: Vec<FrontierCorner>,
    pub mixes: usize,
    pub planned: usize,
    pub unpriced: Vec<String>,
    pub assumptions: Words,
    pub findings: Vec<Finding>,
    #[serde(skip)]
    title: String,
    #[serde(skip)]
    lines: Vec<String>,
}

/// What is owned today.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LicencesToday {
    /// Null where a price is not known.
    pub yearly_cost: Option<Hundredths>,
    pub known_yearly_cost: Hundredths,
    pub unpriced: Vec<String>,
    pub points: Points,
    pub max: Points,
    pub percent: Percent,
}

/// What a mix had to keep to.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Limits {
    pub target_percent: Option<Hundredths>,
    pub yearly_cost: Option<Hundredths>,
    #[serde(rename = "effort_hours")]
    pub effort: Option<Minutes>,
    /// Of all hours of the mix.
    pub effort_percent: Option<Hundredths>,
}

/// The nearest limits within which there is a mix.
#[derive(Debug, Clone, Copy, Default, Serialize, JsonSchema)]
pub struct WayOut {
    pub yearly_cost: Option<Hundredths>,
    /// Rounded up.
    pub effort_hours: Option<Hundredths>,
    pub percent: Option<Percent>,
}

/// The best mix with its plan.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BestMixAnswer {
    #[serde(rename = "effort_hours")]
    pub effort: Minutes,
    /// Null without a price of an hour.
    pub labour_cost: Option<Hundredths>,
    pub licences: Vec<LicenceLine>,
    pub max: Points,
    pub more_than_today: Hundredths,
    pub percent: Percent,
    pub percent_before_work: Percent,
    pub points: Points,
    pub proved: bool,
    pub steps: Vec<MixStep>,
    pub yearly_cost: Hundredths,
}

/// A corner of the frontier.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FrontierCorner {
    /// What it costs more than the first corner, over the points that it has more.
    pub cost_per_point: Option<Hundredths>,
    #[serde(rename = "effort_hours")]
    pub effort: Minutes,
    pub labour_cost: Option<Hundredths>,
    pub licences: Vec<LicenceLine>,
    pub max: Points,
    pub more_than_today: Hundredths,
    pub percent: Percent,
    pub percent_before_work: Percent,
    pub points: Points,
    pub proved: bool,
    pub yearly_cost: Hundredths,
}

/// A step of the plan of a mix.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MixStep {
    pub rank: usize,
    pub id: Id,
    pub title: String,
    pub points: Points,
    #[serde(rename = "effort_hours")]
    pub effort: Minutes,
    pub percent_after: Option<Percent>,
}

/// One SKU for one group, today and then.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LicenceLine {
    pub sku: Id,
    pub name: String,
    /// Null for everybody.
    pub group: Option<Id>,
    pub seats: i64,
    pub seats_today: i64,
    pub yearly_per_seat: Option<Hundredths>,
    /// `stated` or `list`; null where no price is known.
    pub price: Option<&'static str>,
    pub yearly_cost: Option<Hundredths>,
    /// `new`, `goes`, `more seats`, `fewer seats` or `stays`.
    pub change: &'static str,
}

impl LicenceLine {
    /// What is to be had beside what there is, both with their costs.
    pub fn all(today: &LicenceCost, then: &LicenceCost, catalogue: &Catalogue) -> Vec<Self> {
        let mut all: BTreeMap<(Id, Option<Id>), (&SeatCost, i64, i64)> = BTreeMap::new();
        for (lines, later) in [(&today.lines, false), (&then.lines, true)] {
            for line in lines {
                let key = (line.sku.clone(), line.group.clone());
                let (_, was, is) = all.entry(key).or_insert((line, 0, 0));
                *(if later { is } else { was }) = line.seats;
            }
        }
        let line = |(line, was, is): (&SeatCost, i64, i64)| {
            let price = line.price.as_ref().ok();
            Self {
                sku: line.sku.clone(),
                name: catalogue.skus.get(&line.sku).map(|sku| sku.name.clone()).unwrap_or_default(),
                group: line.group.clone(),
                seats: is,
                seats_today: was,
                yearly_per_seat: price.map(|price| Hundredths(price.yearly)),
                price: price.map(|price| if price.is_stated { "stated" } else { "list" }),
                yearly_cost: price.map(|price| Hundredths(price.yearly.saturating_mul(is))),
                change: match (was, is) {
                    (0, _) => "new",
                    (_, 0) => "goes",
                    (was, is) if is > was => "more seats",
                    (was, is) if is < was => "fewer seats",
                    _ => "stays",
                },
            }
        };
        all.into_values().map(line).collect()
    }

    /// The SKUs in one line, those of a group with their seats.
    fn names(all: &[Self]) -> String {
        let had = all.iter().filter(|line| line.seats > 0);
        had.map(|line| match &line.group {
            Some(group) => format!("{}:{}@{group}", line.sku, line.seats),
            None => line.sku.to_string(),
        })
        .collect::<Vec<_>>()
        .join(" + ")
    }

    fn table(all: &[Self], currency: &str) -> Table {
        let columns = vec![
            words("SKU").least(20),
            words("name").leaves(2),
            words("for").leaves(1).empty("everybody"),
            figures("seats"),
            figures("price of a seat").empty("unknown"),
            figures("cost a year").empty("unknown"),
            words("change"),
        ];
        let mut table = Table::new(format!("Licences, in {currency}"), columns);
        for line in all {
            table.push(cells![
                &line.sku,
                &line.name,
                line.group.as_ref(),
                line.seats,
                line.yearly_per_seat,
                line.yearly_cost,
                line.change,
            ]);
        }
        table
    }
}

/// Hundredths of hours, rounded up: half up would name hours that are still too few.
fn enough(minutes: Minutes) -> Hundredths {
    let hours = (i128::from(minutes.0) * 100 + 59) / 60;
    Hundredths(i64::try_from(hours).unwrap_or(i64::MAX))
}

impl MixQuestion<'_> {
    fn limit_words(&self) -> String {
        let money = self.money.map(|money| format!("{} {} a year", hundredths(money), self.today.currency));
        let hours = match self.hours {
            Budget::Minutes(minutes) => Some(format!("{minutes} hours of work")),
            Budget::Percent(percent) => Some(format!("{} % of all hours", hundredths(percent))),
            Budget::All => None,
        };
        let limits: Vec<String> = money.into_iter().chain(hours).collect();
        if limits.is_empty() { String::new() } else { format!(" within {}", limits.join(" and ")) }
    }

    fn asked(&self) -> String {
        let what = match (self.target, self.objective) {
            (Some(target), _) => format!("Cheapest licences for {} %", hundredths(target)),
            (None, MixObjective::Points) => "Licences with the most points".to_owned(),
            (None, MixObjective::Percent) => "Licences with the highest percentage".to_owned(),
        };
        format!("{what}{}", self.limit_words())
    }

    /// What a cost is beside that of today; today's own may be known only in part, and what has no price is kept.
    fn beside_today(&self, yearly: i64) -> String {
        match yearly - self.today.known() {
            0 => "as much as today".to_owned(),
            more if more > 0 => format!("{} more than today", hundredths(more)),
            less => format!("{} less than today", hundredths(-less)),
        }
    }

    fn labour(&self, hours: Minutes) -> Option<Hundredths> {
        Some(Hundredths(labour(hours, self.labour_rate?)))
    }

    fn objective_word(&self) -> &'static str {
        match self.objective {
            MixObjective::Points => "points",
            MixObjective::Percent => "percent",
        }
    }

    fn today(&self) -> LicencesToday {
        let totals = self.state.totals();
        LicencesToday {
            yearly_cost: self.today.yearly().map(Hundredths),
            known_yearly_cost: Hundredths(self.today.known()),
            unpriced: self.today.unpriced().keys().map(ToString::to_string).collect(),
            points: totals.points,
            max: totals.max,
            percent: totals.percent(),
        }
    }

    fn limits(&self) -> Limits {
        let (effort, effort_percent) = match self.hours {
            Budget::Minutes(minutes) => (Some(minutes), None),
            Budget::Percent(percent) => (None, Some(Hundredths(percent))),
            Budget::All => (None, None),
        };
        Limits {
            target_percent: self.target.map(Hundredths),
            yearly_cost: self.money.map(Hundredths),
            effort,
            effort_percent,
        }
    }

    fn verdict(&self, answer: &BestMix) -> Vec<String> {
        let (asked, currency) = (self.asked(), &self.today.currency);
        let mut lines = Vec::new();
        match &answer.best {
            Some(mix) => {
                let yearly = mix.mix.yearly;
                lines.push(format!(
                    "{asked}: {} {currency} a year, {}",
                    hundredths(yearly),
                    self.beside_today(yearly)
                ));
                lines.push(format!(
                    "From {} % to {} %: {} of {} points with {} hours of work in {} steps",
                    self.state.totals().percent(),
                    mix.after,
                    mix.after.points,
                    mix.after.max,
                    mix.hours,
                    mix.ranking.steps.len()
                ));
                lines.extend(self.labour(mix.hours).map(|labour| {
                    let rate = hundredths(self.labour_rate.unwrap_or_default());
                    format!("The work costs {labour} {currency} once, at {rate} an hour")
                }));
            }
            None if answer.verdict == MixVerdict::Infeasible => {
                lines.push(format!("{asked}: there are none"))
            }
            None => lines
                .push(format!("{asked}: none was found, and of some mixes no plan could be proved the best")),
        }
        lines.extend(answer.way_out.map(|way| match way {
            NearestFeasible::Money(cost) => format!("Way out: {} {currency} a year", hundredths(cost)),
            NearestFeasible::Hours(hours) => format!("Way out: {} hours of work", enough(hours)),
            NearestFeasible::Both(cost, hours) => {
                let (cost, hours) = (hundredths(cost), enough(hours));
                format!("Way out: {cost} {currency} a year and {hours} hours of work")
            }
            NearestFeasible::Percent(percent) => {
                // Rounded down: half up would name a target that is still out of reach.
                let floor = i128::from(percent.points.0) * 10_000 / i128::from(percent.max.0.max(1));
                let floor = hundredths(i64::try_from(floor).unwrap_or(i64::MAX));
                format!("Way out: a target of at most {floor} %")
            }
        }));
        let seen = answer.seen;
        let better = if self.target.is_some() { "costs less" } else { "is better" };
        match (answer.verdict, answer.bound) {
            (MixVerdict::Optimal, _) => lines.push(format!(
                "Optimal: proved, no mix {better}; {} of {} mixes had to be planned",
                seen.judged, seen.mixes
            )),
            (MixVerdict::Feasible, Some(bound)) => lines.push(format!(
                "Feasible: not proved, no mix costs less than {} {currency} a year",
                hundredths(bound)
            )),
            (MixVerdict::Feasible, None) => {
                lines.push("Feasible: not proved that no mix is better".to_owned());
            }
            (MixVerdict::Infeasible, _) => {}
        }
        lines
    }

    /// What the figures rest on.
    fn reading(&self, unpriced: &[Id]) -> Vec<String> {
        let mut lines = vec![
            "What is owned stays unless the rest has all of it; what is bought has a seat for everybody of its group."
                .to_owned(),
            format!(
                "Cost: seats x price of a seat and year on {}, in {}; list prices where no price file says otherwise.",
                self.state.day, self.today.currency
            ),
        ];
        let owned: Vec<String> = self.today.unpriced().keys().map(ToString::to_string).collect();
        if !owned.is_empty() {
            lines.push(format!("No price is known of {}: kept, and in no sum.", owned.join(", ")));
        }
        if !unpriced.is_empty() {
            let number = unpriced.len();
            lines.push(format!("{number} more SKUs have no price and are in no mix; JSON names them."));
        }
        lines
    }
}

impl BestLicencesAnswer {
    /// The best mix, with its licences beside those of today.
    pub fn of(
        question: &MixQuestion<'_>,
        answer: &BestMix,
        licences: Option<Vec<LicenceLine>>,
        findings: &Findings,
    ) -> Self {
        let best = answer.best.as_ref().zip(licences);
        Self {
            schema: "scoreplan/licences-best/1",
            status: match answer.verdict {
                MixVerdict::Optimal => "optimal",
                MixVerdict::Feasible => "feasible",
                MixVerdict::Infeasible => "infeasible",
            },
            objective: if question.target.is_some() { "cost" } else { question.objective_word() },
            today: question.today(),
            limits: question.limits(),
            currency: question.today.currency.clone(),
            best: best.map(|(mix, licences)| BestMixAnswer::of(question, mix, licences)),
            bound_yearly_cost: answer.bound.map(Hundredths),
            way_out: match answer.way_out {
                Some(NearestFeasible::Money(cost)) => {
                    WayOut { yearly_cost: Some(Hundredths(cost)), ..WayOut::default() }
                }
                Some(NearestFeasible::Both(cost, minutes)) => WayOut {
                    yearly_cost: Some(Hundredths(cost)),
                    effort_hours: Some(enough(minutes)),
                    percent: None,
                },
                Some(NearestFeasible::Hours(minutes)) => {
                    WayOut { effort_hours: Some(enough(minutes)), ..WayOut::default() }
                }
                Some(NearestFeasible::Percent(reach)) => WayOut { percent: Some(reach), ..WayOut::default() },
                None => WayOut::default(),
            },
            mixes: answer.seen.mixes,
            planned: answer.seen.judged,
            unpriced: answer.unpriced.iter().map(ToString::to_string).collect(),
            assumptions: (&question.state.assumptions).into(),
            findings: Finding::all(findings.iter()),
            lines: question.verdict(answer),
            reading: question.reading(&answer.unpriced),
        }
    }
}

impl Answer for BestLicencesAnswer {
    fn blocks(&self, shown: Shown) -> Vec<Block> {
        let mut blocks = vec![Block::Lines(self.lines.clone())];
        if let Some(best) = &self.best {
            blocks.push(Block::Table(LicenceLine::table(&best.licences, &self.currency)));
            blocks.extend(best.step_table(shown.top.unwrap_or(usize::MAX)).block());
        }
        blocks.push(Block::Lines(self.reading.clone()));
        blocks
    }
}

impl BestMixAnswer {
    fn of(question: &MixQuestion<'_>, mix: &EvaluatedMix, licences: Vec<LicenceLine>) -> Self {
        let step = |step: &crate::plan::RankedStep| {
            let item = &mix.ranking.backlog.items[step.node];
            MixStep {
                rank: step.rank,
                id: item.id.clone(),
                title: item.title.clone(),
                points: item.points,
                effort: item.effort,
                percent_after: step.percent_after,
            }
        };
        Self {
            effort: mix.hours,
            labour_cost: question.labour(mix.hours),
            licences,
            max: mix.after.max,
            more_than_today: Hundredths(mix.mix.yearly - question.today.known()),
            percent: mix.after,
            percent_before_work: mix.before,
            points: mix.after.points,
            proved: mix.is_proved,
            steps: mix.ranking.steps.iter().map(step).collect(),
            yearly_cost: Hundredths(mix.mix.yearly),
        }
    }

    fn step_table(&self, top: usize) -> Table {
        let columns = vec![
            figures("#"),
            words("id").least(34),
            words("title").leaves(1),
            figures("points"),
            figures("hours"),
            figures("% after").empty("-"),
        ];
        let mut table = Table::new(first_of("Plan", top, self.steps.len(), "steps"), columns);
        for step in self.steps.iter().take(top) {
            table.push(cells![
                step.rank,
                &step.id,
                &step.title,
                step.points,
                step.effort,
                step.percent_after
            ]);
        }
        table
    }
}

impl LicenceFrontierAnswer {
    /// The corners, with the licences of each beside those of today.
    pub fn of(
        question: &MixQuestion<'_>,
        frontier: &MixFrontier,
        licences: Vec<Vec<LicenceLine>>,
        findings: &Findings,
    ) -> Self {
        let first = frontier.corners.first();
        let corners = frontier.corners.iter().zip(licences).map(|(corner, licences)| {
            let per_point = first.and_then(|first| {
                let points = corner.after.points - first.after.points;
                CostPerPoint::new(corner.mix.yearly - first.mix.yearly, points)
            });
            FrontierCorner {
                cost_per_point: per_point.map(|ratio| Hundredths(ratio.hundredths())),
                effort: corner.hours,
                labour_cost: question.labour(corner.hours),
                licences,
                max: corner.after.max,
                more_than_today: Hundredths(corner.mix.yearly - question.today.known()),
                percent: corner.after,
                percent_before_work: corner.before,
                points: corner.after.points,
                proved: corner.is_proved,
                yearly_cost: Hundredths(corner.mix.yearly),
            }
        });
        let (better, what) = match question.objective {
            MixObjective::Points => ("more points", "points"),
            MixObjective::Percent => ("a higher percentage", "achievable percentage"),
        };
        let (seen, currency) = (frontier.seen, &question.today.currency);
        let mut lines = vec![if frontier.is_proved() {
            format!(
                "Proved: nothing between two rows comes to {better} than the first of them; {} of {} mixes had to be planned",
                seen.judged, seen.mixes
            )
        } else if frontier.is_cut {
            format!("Not proved: there are more mixes than the {} that were looked at", seen.mixes)
        } else {
            format!(
                "Not proved: of {} of {} mixes no plan could be proved the best, because points hang on several steps at once; one of them may come to more than is shown",
                frontier.unproved, seen.mixes
            )
        }];
        lines.push(
            "Per point: what a row costs more than the first, over the points that it has more.".to_owned(),
        );
        lines.extend(question.reading(&frontier.unpriced));
        Self {
            schema: "scoreplan/licences-frontier/1",
            objective: question.objective_word(),
            proved: frontier.is_proved(),
            unproved: frontier.unproved,
            today: question.today(),
            limits: question.limits(),
            currency: currency.clone(),
            frontier: corners.collect(),
            mixes: seen.mixes,
            planned: seen.judged,
            unpriced: frontier.unpriced.iter().map(ToString::to_string).collect(),
            assumptions: (&question.state.assumptions).into(),
            findings: Finding::all(findings.iter()),
            title: format!("Frontier: yearly cost in {currency} against {what}{}", question.limit_words()),
            lines,
        }
    }
}

impl Answer for LicenceFrontierAnswer {
    fn blocks(&self, _shown: Shown) -> Vec<Block> {
        let columns = vec![
            words("licences").least(30),
            figures("cost a year"),
            figures("more than today"),
            figures("hours").leaves(1),
            figures("points"),
            figures("of"),
            figures("%"),
            figures("per point").leaves(2).empty("-"),
        ];
        let mut table = Table::new(&self.title, columns);
        for corner in &self.frontier {
            table.push(cells![
                LicenceLine::names(&corner.licences),
                Cell::Money(corner.yearly_cost.0),
                Cell::Money(corner.more_than_today.0),
                corner.effort,
                corner.points,
                corner.max,
                corner.percent,
                corner.cost_per_point,
            ]);
        }
        vec![Block::Table(table), Block::Lines(self.lines.clone())]
    }
}
