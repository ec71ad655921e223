//! `licences --frontier`: cost against score.

use schemars::JsonSchema;
use serde::Serialize;

use super::mix::{LicenceLine, LicencesToday, Limits, MixQuestion};
use crate::answer::{Answer, Finding, Shown, Words};
use crate::diag::Findings;
use crate::licences::CostPerPoint;
use crate::licences::best::{MixFrontier, MixObjective};
use crate::model::{Hundredths, Minutes, Percent, Points};
use crate::table::{Block, Field, Table, figures, words};

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LicenceFrontierAnswer {
    pub schema: &'static str,
    /// What a row has more of than the one before: `points` or `percent`.
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

impl LicenceFrontierAnswer {
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
                cost_per_point: per_point.map(|ratio| ratio.rounded().into()),
                effort: corner.hours,
                labour_cost: question.labour(corner.hours),
                licences,
                max: corner.after.max,
                more_than_today: (corner.mix.yearly - question.today.known()).into(),
                percent: corner.after,
                percent_before_work: corner.before,
                points: corner.after.points,
                proved: corner.is_proved,
                yearly_cost: corner.mix.yearly.into(),
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
        let fields: Vec<Field<&FrontierCorner>> = vec![
            words("licences").least(30).of(|corner| LicenceLine::names(&corner.licences).into()),
            figures("cost a year").of(|corner| corner.yearly_cost.into()),
            figures("more than today").of(|corner| corner.more_than_today.into()),
            figures("hours").leaves(1).of(|corner| corner.effort.into()),
            figures("points").of(|corner| corner.points.into()),
            figures("of").of(|corner| corner.max.into()),
            figures("%").of(|corner| corner.percent.into()),
            figures("per point").leaves(2).empty("-").of(|corner| corner.cost_per_point.into()),
        ];
        let table = Table::of(&self.title, &self.frontier, fields);
        vec![Block::Table(table), Block::Lines(self.lines.clone())]
    }
}
