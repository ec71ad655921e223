//! The best licences to have, and the frontier of cost against score.

use super::best_json;
use super::bought::{self, Bought};
use crate::diag::Findings;
use crate::licences::best::{BestMix, EvaluatedMix, MixFrontier, MixObjective, MixVerdict, NearestFeasible};
use crate::licences::{CostPerPoint, LicenceCost, labour};
use crate::model::units::hundredths;
use crate::model::{Id, Minutes};
use crate::plan::best::Budget;
use crate::state::State;
use crate::table::{Block, Output, Table, figures, words};

/// What was asked, and of whom.
#[derive(Debug, Clone, Copy)]
pub struct Question<'q> {
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
    /// How many steps of the plan people see.
    pub top: usize,
}

impl Question<'_> {
    fn limits(&self) -> String {
        let money = self.money.map(|money| format!("{} {} a year", hundredths(money), self.today.currency));
        let hours = match self.hours {
            Budget::Minutes(minutes) => Some(format!("{minutes} hours of work")),
            Budget::Percent(percent) => Some(format!("{percent} % of all hours")),
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
        format!("{what}{}", self.limits())
    }

    /// What a cost is beside that of today; today's own may be known only in part, and what has no price is kept.
    fn beside_today(&self, yearly: i64) -> String {
        match yearly - self.today.known() {
            0 => "as much as today".to_owned(),
            more if more > 0 => format!("{} more than today", hundredths(more)),
            less => format!("{} less than today", hundredths(-less)),
        }
    }

    /// What hours of work cost, in hundredths of the currency.
    pub(super) fn labour(&self, hours: Minutes) -> Option<i64> {
        Some(labour(hours, self.labour_rate?))
    }
}

/// The report on a best mix.
pub fn best(
    question: &Question<'_>,
    answer: &BestMix,
    bought: Option<&Bought>,
    findings: &Findings,
) -> Output {
    let mut blocks = vec![Block::Lines(verdict(question, answer))];
    if let (Some(judged), Some(bought)) = (&answer.best, bought) {
        blocks.push(Block::Table(bought::table(bought)));
        blocks.extend(steps(judged, question.top).map(Block::Table));
    }
    blocks.push(Block::Lines(reading(question, &answer.unpriced)));
    Output::both(blocks, &best_json::best(question, answer, bought, findings))
}

fn verdict(question: &Question<'_>, answer: &BestMix) -> Vec<String> {
    let (asked, currency) = (question.asked(), &question.today.currency);
    let mut lines = Vec::new();
    match &answer.best {
        Some(judged) => {
            let yearly = judged.mix.yearly;
            lines.push(format!(
                "{asked}: {} {currency} a year, {}",
                hundredths(yearly),
                question.beside_today(yearly)
            ));
            lines.push(format!(
                "From {} % to {} %: {} of {} points with {} hours of work in {} steps",
                question.state.totals().percent(),
                judged.after,
                judged.after.points,
                judged.after.max,
                judged.hours,
                judged.ranking.steps.len()
            ));
            lines.extend(question.labour(judged.hours).map(|labour| {
                let rate = hundredths(question.labour_rate.unwrap_or_default());
                format!("The work costs {} {currency} once, at {rate} an hour", hundredths(labour))
            }));
        }
        None if answer.verdict == MixVerdict::Infeasible => lines.push(format!("{asked}: there are none")),
        None => {
            lines
                .push(format!("{asked}: none was found, and of some mixes no plan could be proved the best"));
        }
    }
    lines.extend(answer.way_out.map(|way| match way {
        NearestFeasible::Money(cost) => format!("Way out: {} {currency} a year", hundredths(cost)),
        NearestFeasible::Hours(hours) => format!("Way out: {} hours of work", hundredths(enough(hours))),
        NearestFeasible::Both(cost, hours) => {
            let hours = hundredths(enough(hours));
            format!("Way out: {} {currency} a year and {hours} hours of work", hundredths(cost))
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
        (MixVerdict::Feasible, Some(bound)) => lines.push(format!(
            "Feasible: not proved, no mix costs less than {} {currency} a year",
            hundredths(bound)
        )),
        (MixVerdict::Feasible, None) => lines.push("Feasible: not proved that no mix is better".to_owned()),
        (MixVerdict::Infeasible, _) => {}
    }
    lines
}

/// Hundredths of hours, rounded up: half up would name hours that are still too few.
pub(super) fn enough(minutes: Minutes) -> i64 {
    let hours = (i128::from(minutes.0) * 100 + 59) / 60;
    i64::try_from(hours).unwrap_or(i64::MAX)
}

fn steps(judged: &EvaluatedMix, top: usize) -> Option<Table> {
    let steps = &judged.ranking.steps;
    if steps.is_empty() {
        return None;
    }
    let title = if steps.len() > top {
        format!("Plan, the first {top} of {} steps", steps.len())
    } else {
        "Plan".to_owned()
    };
    let columns = vec![
        figures("#"),
        words("id").least(34),
        words("title").leaves(1),
        figures("points"),
        figures("hours"),
        figures("% after"),
    ];
    let mut table = Table::new(title, columns);
    for step in steps.iter().take(top) {
        let node = &judged.ranking.backlog.items[step.node];
        table.push(vec![
            step.rank.to_string(),
            node.id.to_string(),
            node.title.clone(),
            node.points.to_string(),
            node.effort.to_string(),
            step.percent_after.map_or_else(|| "-".to_owned(), |percent| percent.to_string()),
        ]);
    }
    Some(table)
}

/// What the figures rest on.
fn reading(question: &Question<'_>, unpriced: &[Id]) -> Vec<String> {
    let mut lines = vec![
        "What is owned stays unless the rest has all of it; what is bought has a seat for everybody of its group."
            .to_owned(),
        format!(
            "Cost: seats x price of a seat and year on {}, in {}; list prices where no price file says otherwise.",
            question.state.day, question.today.currency
        ),
    ];
    let owned: Vec<String> = question.today.unpriced().keys().map(ToString::to_string).collect();
    if !owned.is_empty() {
        lines.push(format!("No price is known of {}: kept, and in no sum.", owned.join(", ")));
    }
    if !unpriced.is_empty() {
        lines.push(format!("{} more SKUs have no price and are in no mix; JSON names them.", unpriced.len()));
    }
    lines
}

/// The report on a frontier; `bought` stands beside its corners.
pub fn frontier(
    question: &Question<'_>,
    frontier: &MixFrontier,
    bought: &[Bought],
    findings: &Findings,
) -> Output {
    let currency = &question.today.currency;
    let columns = vec![
        words("licences").least(30),
        figures("cost a year"),
        figures("more than today"),
        figures("hours").leaves(1),
        figures("points"),
        figures("of"),
        figures("%"),
        figures("per point").leaves(2),
    ];
    let (better, what) = match question.objective {
        MixObjective::Points => ("more points", "points"),
        MixObjective::Percent => ("a higher percentage", "achievable percentage"),
    };
    let title = format!("Frontier: yearly cost in {currency} against {what}{}", question.limits());
    let mut table = Table::new(title, columns);
    for (at, (corner, bought)) in frontier.corners.iter().zip(bought).enumerate() {
        let ratio = per_point(frontier, at);
        table.push(vec![
            bought.name(),
            hundredths(corner.mix.yearly),
            hundredths(corner.mix.yearly - question.today.known()),
            corner.hours.to_string(),
            corner.after.points.to_string(),
            corner.after.max.to_string(),
            corner.after.to_string(),
            ratio.map_or_else(|| "-".to_owned(), |ratio| hundredths(ratio.hundredths())),
        ]);
    }
    let mut lines = vec![if frontier.is_proved() {
        format!(
            "Proved: nothing between two rows comes to {better} than the first of them; {} of {} mixes had to be planned",
            frontier.seen.judged, frontier.seen.mixes
        )
    } else if frontier.is_cut {
        format!("Not proved: there are more mixes than the {} that were looked at", frontier.seen.mixes)
    } else {
        format!(
            "Not proved: of {} of {} mixes no plan could be proved the best, because points hang on several steps at once; one of them may come to more than is shown",
            frontier.unproved, frontier.seen.mixes
        )
    }];
    lines.push(
        "Per point: what a row costs more than the first, over the points that it has more.".to_owned(),
    );
    lines.extend(reading(question, &frontier.unpriced));
    let json = best_json::frontier(question, frontier, bought, findings);
    Output::both(vec![Block::Table(table), Block::Lines(lines)], &json)
}

/// What a corner costs more than the first, over the points that it has more.
pub(super) fn per_point(frontier: &MixFrontier, at: usize) -> Option<CostPerPoint> {
    let (first, corner) = (frontier.corners.first()?, frontier.corners.get(at)?);
    let points = corner.after.points - first.after.points;
    CostPerPoint::new(corner.mix.yearly - first.mix.yearly, points)
}
