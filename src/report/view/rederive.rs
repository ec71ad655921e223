//! How to come to the figures of a report by hand, or by a command.

use super::View;
use crate::model::units::{div_half_up, hundredths};
use crate::model::{Minutes, Percent, Points};

/// One figure with its calculation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    /// Which figure.
    pub figure: String,
    /// The calculation, with its numbers.
    pub calculation: String,
    /// The command that prints what goes into it.
    pub command: String,
}

/// A calculation for each kind of figure, on the first that the report shows of it.
pub(super) fn formulas(view: &View, arguments: &str) -> Vec<Formula> {
    let command = |verb: &str| format!("scoreplan {verb} {arguments}").trim_end().to_owned();
    let mut all = vec![today(view, command("score"))];
    all.extend(step(view, command("rank")));
    all.extend(bundle(view, command("rank")));
    for course in &view.scenarios {
        let of = course
            .file
            .as_ref()
            .map_or_else(|| command("report"), |file| command(&format!("project {}", quoted(file))));
        all.extend(end(course, of.clone()));
        all.extend(goal(course, of.clone()));
        all.extend(chance(course, &of));
    }
    all.extend(cost(view, command));
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

fn ratio(points: Points, max: Points) -> String {
    format!("{points} / {max} = {} %", Percent::new(points, max))
}

fn formula(figure: impl Into<String>, calculation: String, command: String) -> Formula {
    Formula { figure: figure.into(), calculation, command }
}

fn today(view: &View, command: String) -> Formula {
    let totals = &view.today.totals;
    let calculation = format!(
        "points / maximum over the {} controls in the score: {}",
        totals.rows,
        ratio(totals.points, totals.max)
    );
    formula("Score today", calculation, command)
}

fn step(view: &View, command: String) -> Option<Formula> {
    let first = view.backlog.items.iter().find(|item| item.points > Points::ZERO)?;
    let totals = &view.today.totals;
    let (points, max) = (first.cumulative_points, first.percent_after?.max);
    let calculation = format!(
        "(points today + points so far) / maximum then: ({} + {points}) / {max} = {} %",
        totals.points, first.percent_after?
    );
    Some(formula(format!("Score after step {}, {}", first.rank, first.id), calculation, command))
}

fn bundle(view: &View, command: String) -> Option<Formula> {
    let first = view.backlog.bundles.iter().find(|bundle| bundle.effort > Minutes::ZERO)?;
    let density = div_half_up(i128::from(first.points.0) * 60, first.effort.0);
    let calculation = format!(
        "sum of points / sum of hours of its {} steps: {} / ({} minutes / 60) = {} points an hour",
        first.ids.len(),
        first.points,
        first.effort.0,
        hundredths(density)
    );
    Some(formula(format!("Density of bundle {}", first.number), calculation, command))
}

fn end(course: &super::Course, command: String) -> Option<Formula> {
    let (start, end) = (course.start()?, course.end()?);
    let points: Points = course.waterfall.iter().map(|step| step.points).sum();
    let max: Points = course.waterfall.iter().map(|step| step.max).sum();
    let calculation = format!(
        "first day + all that its {} causes add: ({} + {points}) / ({} + {max}) = {} %",
        course.waterfall.len(),
        start.points,
        start.max,
        end.percent()
    );
    Some(formula(format!("{}: score on {}", course.name, end.date), calculation, command))
}

fn goal(course: &super::Course, command: String) -> Option<Formula> {
    let goal = course.goal.as_ref()?;
    let Percent { points, max } = goal.on_last_day;
    let reaches = if goal.on_last_day.reaches(goal.percent) { "at least" } else { "less than" };
    let calculation = format!(
        "compared exactly and not as rounded: 100 x {points} = {} is {reaches} {} x {max} = {}",
        decimals(i128::from(points.0) * 10_000, 4),
        goal.percent.to_string(),
        decimals(i128::from(goal.percent.0) * i128::from(max.0), 4)
    );
    Some(formula(format!("{}: goal on {}", course.name, goal.by), calculation, command))
}

/// A number of the last of some decimal places.
fn decimals(number: i128, places: u32) -> String {
    let unit = 10_i128.pow(places);
    let sign = if number < 0 { "-" } else { "" };
    let (whole, rest) = (number.abs() / unit, number.abs() % unit);
    format!("{sign}{whole}.{rest:0width$}", width = places as usize)
}

fn chance(course: &super::Course, command: &str) -> Option<Formula> {
    let chance = course.chance.as_ref()?;
    let times = chance.in_time?;
    let share = div_half_up(i128::from(times) * 10_000, chance.trials.into());
    let calculation = format!(
        "trials that reach the goal in time / all trials: {times} / {} = {} %",
        chance.trials,
        hundredths(share)
    );
    let command = format!("{command} --trials {} --seed {}", chance.trials, chance.seed);
    Some(formula(format!("{}: chance of the goal", course.name), calculation, command))
}

fn cost(view: &View, command: impl Fn(&str) -> String) -> Option<Formula> {
    let owned = view.offers.all.first()?;
    let first = view.offers.all.iter().skip(1).find(|offer| offer.more.is_some())?;
    let (is, was) = (first.yearly?, owned.yearly?);
    let calculation = format!(
        "seats x price of a seat, less the same of what is owned: {} - {} = {} {} a year",
        hundredths(is),
        hundredths(was),
        hundredths(first.more?),
        view.offers.currency
    );
    let played = view.scenarios.iter().find(|course| course.offer.is_some() && course.name == first.name);
    let named = match played.and_then(|course| course.file.as_ref()) {
        Some(file) => quoted(file),
        None => format!("--option {}", quoted(&first.name)),
    };
    let command = command(&format!("licences {named}"));
    Some(formula(format!("{}: cost", first.name), calculation, command))
}
