//! `licences --best`: the best licences to have.

use schemars::JsonSchema;
use serde::Serialize;

use super::mix::{LicenceLine, LicencesToday, Limits, MixQuestion};
use crate::answer::parts::first_of;
use crate::answer::{Answer, Finding, Shown, Words};
use crate::diag::Findings;
use crate::licences::best::{BestMix, EvaluatedMix, MixVerdict, NearestFeasible};
use crate::model::{Hundredths, Id, Minutes, Percent, Points};
use crate::table::{Block, Field, Table, figures, words};

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

/// The nearest limits within which there is a mix.
#[derive(Debug, Clone, Copy, Default, Serialize, JsonSchema)]
pub struct WayOut {
    pub yearly_cost: Option<Hundredths>,
    /// Rounded up, since half up could name hours that are too few.
    pub effort_hours: Option<Hundredths>,
    pub percent: Option<Percent>,
}

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

/// Hundredths of hours, rounded up: half up would name hours that are still too few.
fn enough(minutes: Minutes) -> Hundredths {
    let hours = (i128::from(minutes.0) * 100 + 59) / 60;
    Hundredths(i64::try_from(hours).unwrap_or(i64::MAX))
}

impl BestLicencesAnswer {
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
            bound_yearly_cost: answer.bound.map(Hundredths::from),
            way_out: answer.way_out.map(WayOut::from).unwrap_or_default(),
            mixes: answer.seen.mixes,
            planned: answer.seen.judged,
            unpriced: answer.unpriced.iter().map(ToString::to_string).collect(),
            assumptions: (&question.state.assumptions).into(),
            findings: Finding::all(findings.iter()),
            lines: verdict(question, answer),
            reading: question.reading(&answer.unpriced),
        }
    }
}

impl From<NearestFeasible> for WayOut {
    fn from(way: NearestFeasible) -> Self {
        let (cost, hours, percent) = match way {
            NearestFeasible::Money(cost) => (Some(cost), None, None),
            NearestFeasible::Hours(hours) => (None, Some(hours), None),
            NearestFeasible::Both(cost, hours) => (Some(cost), Some(hours), None),
            NearestFeasible::Percent(percent) => (None, None, Some(percent)),
        };
        Self { yearly_cost: cost.map(Hundredths::from), effort_hours: hours.map(enough), percent }
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
            more_than_today: (mix.mix.yearly - question.today.known()).into(),
            percent: mix.after,
            percent_before_work: mix.before,
            points: mix.after.points,
            proved: mix.is_proved,
            steps: mix.ranking.steps.iter().map(step).collect(),
            yearly_cost: mix.mix.yearly.into(),
        }
    }

    fn step_table(&self, top: usize) -> Table {
        let fields: Vec<Field<&MixStep>> = vec![
            figures("#").of(|step| step.rank.into()),
            words("id").least(34).of(|step| (&step.id).into()),
            words("title").leaves(1).of(|step| (&step.title).into()),
            figures("points").of(|step| step.points.into()),
            figures("hours").of(|step| step.effort.into()),
            figures("% after").empty("-").of(|step| step.percent_after.into()),
        ];
        Table::of(first_of("Plan", top, self.steps.len(), "steps"), self.steps.iter().take(top), fields)
    }
}

fn verdict(question: &MixQuestion<'_>, answer: &BestMix) -> Vec<String> {
    let (asked, currency) = (question.asked(), &question.today.currency);
    let mut lines = Vec::new();
    match &answer.best {
        Some(mix) => {
            let yearly = mix.mix.yearly;
            lines.push(format!("{asked}: {yearly} {currency} a year, {}", question.beside_today(yearly)));
            lines.push(format!(
                "From {} % to {} %: {} of {} points with {} hours of work in {} steps",
                question.state.totals().percent(),
                mix.after,
                mix.after.points,
                mix.after.max,
                mix.hours,
                mix.ranking.steps.len()
            ));
            lines.extend(question.labour(mix.hours).map(|labour| {
                let rate = question.labour_rate.unwrap_or_default();
                format!("The work costs {labour} {currency} once, at {rate} an hour")
            }));
        }
        None if answer.verdict == MixVerdict::Infeasible => lines.push(format!("{asked}: there are none")),
        None => {
            lines
                .push(format!("{asked}: none was found, and of some mixes no plan could be proved the best"));
        }
    }
    lines.extend(answer.way_out.map(|way| match way {
        NearestFeasible::Money(cost) => format!("Way out: {cost} {currency} a year"),
        NearestFeasible::Hours(hours) => format!("Way out: {} hours of work", enough(hours)),
        NearestFeasible::Both(cost, hours) => {
            let hours = enough(hours);
            format!("Way out: {cost} {currency} a year and {hours} hours of work")
        }
        NearestFeasible::Percent(percent) => {
            // Rounded down: half up would name a target that is still out of reach.
            format!("Way out: a target of at most {} %", percent.rounded_down())
        }
    }));
    let seen = answer.seen;
    let better = if question.target.is_some() { "costs less" } else { "is better" };
    match (answer.verdict, answer.bound) {
        (MixVerdict::Optimal, _) => lines.push(format!(
            "Optimal: proved, no mix {better}; {} of {} mixes had to be planned",
            seen.judged, seen.mixes
        )),
        (MixVerdict::Feasible, Some(bound)) => {
            lines.push(format!("Feasible: not proved, no mix costs less than {bound} {currency} a year"));
        }
        (MixVerdict::Feasible, None) => {
            lines.push("Feasible: not proved that no mix is better".to_owned());
        }
        (MixVerdict::Infeasible, _) => {}
    }
    lines
}
