//! How to come to the figures of a report by hand, or by a command.

use super::{Document, ScenarioSection};
use crate::model::units::hundredths;
use crate::model::{Hundredths, Minutes, Percent, Points};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Formula {
    pub figure: String,
    pub calculation: String,
    pub command: String,
}

/// A calculation for each kind of figure, on the first that the report shows of it.
pub(super) fn formulas(document: &Document<'_>) -> Vec<Formula> {
    let arguments = document.inputs.arguments;
    let command = |verb: &str| format!("scoreplan {verb} {arguments}").trim_end().to_owned();
    let mut all = vec![today(document, command("score"))];
    all.extend(step(document, command("rank")));
    all.extend(bundle(document, command("rank")));
    for scenario in &document.scenarios {
        let of = scenario
            .file
            .map_or_else(|| command("report"), |file| command(&format!("project {}", quoted(file))));
        all.extend(end(scenario, of.clone()));
        all.extend(goal(scenario, of.clone()));
        all.extend(chance(scenario, &of));
    }
    all.extend(cost(document, command));
    all
}

/// A word as a shell takes it.
pub fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=%:,+@".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

fn formula(figure: impl Into<String>, calculation: String, command: String) -> Formula {
    Formula { figure: figure.into(), calculation, command }
}

fn today(document: &Document<'_>, command: String) -> Formula {
    let totals = &document.today;
    let calculation = format!(
        "points / maximum over the {} controls in the score: {} / {} = {} %",
        totals.rows,
        totals.points,
        totals.max,
        totals.percent()
    );
    formula("Score today", calculation, command)
}

fn step(document: &Document<'_>, command: String) -> Option<Formula> {
    let ranking = document.inputs.ranking;
    let nodes = &ranking.backlog.items;
    let first = ranking.steps.iter().find(|step| nodes[step.node].points > Points::ZERO)?;
    let after = first.percent_after?;
    let calculation = format!(
        "(points today + points so far) / maximum then: ({} + {}) / {} = {after} %",
        document.today.points, first.cumulative_points, after.max
    );
    Some(formula(format!("Score after step {}, {}", first.rank, nodes[first.node].id), calculation, command))
}

fn bundle(document: &Document<'_>, command: String) -> Option<Formula> {
    let bundles = &document.inputs.ranking.bundles;
    let at = bundles.iter().position(|bundle| bundle.minutes > Minutes::ZERO)?;
    let first = &bundles[at];
    let density = Hundredths::per_hour(first.points, first.minutes)?;
    let calculation = format!(
        "sum of points / sum of hours of its {} steps: {} / ({} minutes / 60) = {} points an hour",
        first.nodes.len(),
        first.points,
        first.minutes.0,
        density
    );
    Some(formula(format!("Density of bundle {}", at + 1), calculation, command))
}

fn end(scenario: &ScenarioSection<'_>, command: String) -> Option<Formula> {
    let projection = scenario.projection;
    let (start, end) = (projection.start()?, projection.end()?);
    let points: Points = projection.waterfall.iter().map(|step| step.points).sum();
    let max: Points = projection.waterfall.iter().map(|step| step.max).sum();
    let calculation = format!(
        "first day + all that its {} causes add: ({} + {points}) / ({} + {max}) = {} %",
        projection.waterfall.len(),
        start.points,
        start.max,
        end.percent()
    );
    Some(formula(format!("{}: score on {}", scenario.name(), end.date), calculation, command))
}

fn goal(scenario: &ScenarioSection<'_>, command: String) -> Option<Formula> {
    let goal = scenario.projection.goal.as_ref()?;
    let Percent { points, max } = goal.on_last_day;
    let reaches = if goal.on_last_day.reaches(goal.percent) { "at least" } else { "less than" };
    let calculation = format!(
        "compared exactly and not as rounded: 100 x {points} = {} is {reaches} {} x {max} = {}",
        decimals(i128::from(points.0) * 10_000, 4),
        goal.percent,
        decimals(i128::from(goal.percent.0) * i128::from(max.0), 4)
    );
    Some(formula(format!("{}: goal on {}", scenario.name(), goal.by), calculation, command))
}

/// A number of the last of some decimal places.
fn decimals(number: i128, places: u32) -> String {
    let unit = 10_i128.pow(places);
    let sign = if number < 0 { "-" } else { "" };
    let (whole, rest) = (number.abs() / unit, number.abs() % unit);
    format!("{sign}{whole}.{rest:0width$}", width = places as usize)
}

fn chance(scenario: &ScenarioSection<'_>, command: &str) -> Option<Formula> {
    let (in_time, trials) = scenario.in_time()?;
    let calculation = format!(
        "trials that reach the goal in time / all trials: {in_time} / {trials} = {} %",
        hundredths(scenario.chance()?)
    );
    let seed = scenario.projection.trials.as_ref()?.settings.seed;
    let command = format!("{command} --trials {trials} --seed {seed}");
    Some(formula(format!("{}: chance of the goal", scenario.name()), calculation, command))
}

fn cost(document: &Document<'_>, command: impl Fn(&str) -> String) -> Option<Formula> {
    let (owned, others) = document.inputs.options.split_first()?;
    let more = |option: &crate::licences::options::OptionResult| option.money.as_ref()?.difference;
    let first = others.iter().find(|option| more(option).is_some())?;
    let (is, was) = (first.money.as_ref()?.cost.yearly()?, owned.money.as_ref()?.cost.yearly()?);
    let calculation = format!(
        "seats x price of a seat, less the same of what is owned: {is} - {was} = {} {} a year",
        more(first)?,
        document.inputs.prices.currency()
    );
    let mut scenarios = document.scenarios.iter();
    let played = scenarios.find(|scenario| scenario.option.is_some() && scenario.name() == first.name);
    let named = match played.and_then(|scenario| scenario.file) {
        Some(file) => quoted(file),
        None => format!("--option {}", quoted(&first.name)),
    };
    let command = command(&format!("licences {named}"));
    Some(formula(format!("{}: cost", first.name), calculation, command))
}
