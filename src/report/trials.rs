//! What the trials of a projection say.

use serde_json::{Value, json};

use super::table::{numbers, words};
use super::{Block, Table, json as values};
use crate::model::units::hundredths;
use crate::project::Projection;
use crate::project::trials::{CONFIDENCES, DaySummary, FIRST_STEPS, OutcomeDriver, PairedComparison, Trials};

/// How many of a list people see.
const SHOWN: usize = 5;

/// The trials of one projection.
pub(super) fn blocks(name: &str, trials: &Trials) -> Vec<Block> {
    let mut blocks = vec![Block::Table(curve(name, trials)), Block::Lines(verdict(trials))];
    for table in [drivers(trials), decided(trials)] {
        if !table.rows.is_empty() {
            blocks.push(Block::Table(table));
        }
    }
    blocks.push(Block::Lines(stable(trials)));
    blocks
}

/// The scenarios against each other.
pub(super) fn compared(projections: &[Projection], duels: &[PairedComparison]) -> Option<Block> {
    let on = projections.iter().filter_map(|p| p.trials.as_ref()).find_map(|trials| trials.settings.on)?;
    let columns = vec![
        words("scenario"),
        words("against"),
        numbers("ahead %"),
        numbers("equal %"),
        numbers("behind %"),
    ];
    let mut table = Table::new(format!("On {on}, trial by trial on the same luck"), columns);
    for duel in duels {
        let (a, b) = duel.scenarios;
        let of = duel.ahead + duel.equal + duel.behind;
        let name =
            |at: usize| projections.get(at).map_or("", |projection| projection.name.as_str()).to_owned();
        let share = |part: u32| percent(part, of);
        table.rows.push(vec![name(a), name(b), share(duel.ahead), share(duel.equal), share(duel.behind)]);
    }
    (!duels.is_empty()).then_some(Block::Table(table))
}

/// A share in percent with two decimals, rounded half up.
fn percent(part: u32, of: u32) -> String {
    hundredths(share(part, of))
}

fn share(part: u32, of: u32) -> i64 {
    crate::model::units::div_half_up(i128::from(part) * 10_000, i64::from(of))
}

/// A dozen days, the day of the goal and the last among them.
fn curve(name: &str, trials: &Trials) -> Table {
    let title = format!("{name}: {} trials with seed {}", trials.summary.trials, trials.settings.seed);
    let columns =
        vec![words("date"), numbers("P10 %"), numbers("P50 %"), numbers("P90 %"), numbers("mean %")];
    let mut table = Table::new(title, columns);
    let last = trials.model.flat.last_day;
    let due = trials.model.flat.goal.map(|goal| goal.by);
    let step = last.div_ceil(11).max(1);
    for day in &trials.summary.days {
        if day.day % step == 0 || day.day == last || Some(day.day) == due {
            let cell = |value: i64| hundredths(value);
            let date = trials.date(day.day).to_string();
            table.rows.push(vec![date, cell(day.p10), cell(day.p50), cell(day.p90), cell(day.mean)]);
        }
    }
    table
}

fn verdict(trials: &Trials) -> Vec<String> {
    let mut lines = Vec::new();
    let (summary, wish) = (&trials.summary, &trials.settings);
    if summary.trials < wish.count {
        lines.push(format!("Stopped after {} of {} trials", summary.trials, wish.count));
    }
    if let (Some(in_time), Some(held), Some(goal)) = (summary.in_time, summary.held, trials.model.flat.goal) {
        lines.push(format!(
            "Goal {} % by {}: reached in time in {} % of the trials, there on that day in {} %",
            hundredths(goal.percent_hundredths),
            trials.date(goal.by),
            percent(in_time, summary.trials),
            percent(held, summary.trials)
        ));
        let by = CONFIDENCES.iter().zip(summary.by_confidence).map(|(confidence, day)| {
            let date = day.map_or_else(|| "not by the end".to_owned(), |day| trials.date(day).to_string());
            format!("{confidence} %: {date}")
        });
        lines.push(format!("Reached with a confidence of {}", by.collect::<Vec<_>>().join(", ")));
    }
    let spreads: Vec<String> =
        wish.spreads.listed().iter().map(|(key, word)| format!("{key}: {word}")).collect();
    lines.push(format!("Spreads: {}", spreads.join(", ")));
    lines
}

/// Whose effort or capacity it is.
pub(super) fn driver_name(trials: &Trials, driver: &OutcomeDriver) -> (&'static str, String) {
    let steps = trials.model.steps.len();
    match trials.model.steps.get(driver.place) {
        Some(step) => ("effort", step.to_string()),
        None => (
            "capacity",
            trials.model.teams.get(driver.place - steps).map_or_else(String::new, ToString::to_string),
        ),
    }
}

fn drivers(trials: &Trials) -> Table {
    let what = if trials.summary.by_date { "the date of the goal" } else { "the score over all days" };
    let columns = vec![words("what"), words("of"), numbers("correlation"), numbers("share %")];
    let mut table = Table::new(format!("What drives the spread of {what}"), columns);
    for driver in trials.summary.drivers.iter().take(SHOWN) {
        let (what, of) = driver_name(trials, driver);
        let cells = [two(driver.correlation), two(driver.share * 100.0)];
        table.rows.push([vec![what.to_owned(), of], cells.to_vec()].concat());
    }
    table
}

fn decided(trials: &Trials) -> Table {
    let columns = vec![words("step"), numbers("% of trials")];
    let mut table = Table::new("The last to show before the goal", columns);
    for &(step, times) in trials.summary.decided.iter().take(SHOWN) {
        let name = trials.model.steps.get(step).map_or_else(String::new, ToString::to_string);
        table.rows.push(vec![name, percent(times, trials.summary.driven)]);
    }
    table
}

fn stable(trials: &Trials) -> Vec<String> {
    let stability = &trials.stability;
    let least = stability.steps.iter().min_by_key(|step| (step.among_first, step.rank));
    let Some(least) = least.filter(|_| stability.trials > 0) else { return Vec::new() };
    let sure = stability.steps.iter().filter(|step| step.among_first * 10 >= stability.trials * 9).count();
    vec![format!(
        "Of today's first {} steps {sure} stay among the first {FIRST_STEPS} in 90 % of {} rankings with drawn efforts; the least sure is {} with {} %",
        stability.steps.len(),
        stability.trials,
        least.id,
        percent(least.among_first, stability.trials)
    )]
}

/// A number with two decimals.
fn two(number: f64) -> String {
    // Rounded as a whole number, so that there is no minus zero.
    #[expect(clippy::cast_possible_truncation, reason = "correlations and shares are small")]
    let rounded = (number * 100.0).round() as i64;
    hundredths(rounded)
}

/// The trials of one projection; `null` without any.
pub(super) fn json(trials: Option<&Trials>) -> Value {
    let Some(trials) = trials else { return Value::Null };
    let (summary, wish) = (&trials.summary, &trials.settings);
    let hundredth = values::two_decimals;
    let part = |times: u32, of: u32| hundredth(share(times, of));
    let number = |text: String| serde_json::from_str::<Value>(&text).unwrap_or(Value::Null);
    let day = |day: &DaySummary| {
        json!({
            "date": trials.date(day.day).to_string(),
            "p10": hundredth(day.p10), "p50": hundredth(day.p50), "p90": hundredth(day.p90),
            "mean": hundredth(day.mean),
        })
    };
    let driver = |driver: &OutcomeDriver| {
        let (what, of) = driver_name(trials, driver);
        json!({"what": what, "of": of, "correlation": number(two(driver.correlation)), "share": number(two(driver.share * 100.0))})
    };
    let by = |(confidence, day): (&u32, Option<u32>)| json!({"confidence": confidence, "date": day.map(|day| trials.date(day).to_string())});
    let name = |step: usize| trials.model.steps.get(step).map(ToString::to_string);
    let spreads: serde_json::Map<String, Value> =
        wish.spreads.listed().into_iter().map(|(key, word)| (key.to_owned(), Value::from(word))).collect();
    json!({
        "count": summary.trials,
        "asked": wish.count,
        "driven": summary.driven,
        "seed": wish.seed,
        "spreads": spreads,
        "percent": changes(&summary.days).map(day).collect::<Vec<_>>(),
        "goal_probability": summary.in_time.map(|times| part(times, summary.trials)),
        "held_probability": summary.held.map(|times| part(times, summary.trials)),
        "goal_dates": if summary.in_time.is_some() {
            CONFIDENCES.iter().zip(summary.by_confidence).map(by).collect::<Vec<_>>()
        } else {
            Vec::new()
        },
        "sensitivity_of": if summary.by_date { "goal-date" } else { "score" },
        "sensitivity": summary.drivers.iter().map(driver).collect::<Vec<_>>(),
        "criticality": summary.decided.iter().map(|&(step, times)| json!({
            "id": name(step), "percent": part(times, summary.driven),
        })).collect::<Vec<_>>(),
        "rank_stability": {
            "rankings": trials.stability.trials,
            "steps": trials.stability.steps.iter().map(|step| json!({
                "id": step.id.as_str(), "rank": step.rank,
                "among_first_percent": part(step.among_first, trials.stability.trials),
            })).collect::<Vec<_>>(),
        },
    })
}

/// The days on which a figure changes, and the last.
pub(super) fn changes(days: &[DaySummary]) -> impl Iterator<Item = &DaySummary> {
    let figures = |day: &DaySummary| (day.p10, day.p50, day.p90, day.mean);
    days.iter()
        .enumerate()
        .filter(move |(at, day)| *at == 0 || at + 1 == days.len() || figures(&days[at - 1]) != figures(day))
        .map(|(_, day)| day)
}

/// The scenarios against each other.
pub(super) fn duels(projections: &[Projection], duels: &[PairedComparison]) -> Value {
    let name = |at: usize| projections.get(at).map(|projection| projection.name.clone());
    let on = projections.iter().filter_map(|p| p.trials.as_ref()).find_map(|trials| trials.settings.on);
    let duel = |duel: &PairedComparison| {
        let of = duel.ahead + duel.equal + duel.behind;
        let part = |times: u32| values::two_decimals(share(times, of));
        json!({
            "scenario": name(duel.scenarios.0), "against": name(duel.scenarios.1),
            "date": on.map(|day| day.to_string()),
            "ahead": part(duel.ahead), "equal": part(duel.equal), "behind": part(duel.behind),
        })
    };
    Value::Array(duels.iter().map(duel).collect())
}
