//! Scenarios over time, side by side.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::table::{numbers, words};
use super::view::movements;
use super::{Block, Report, Table, json as values, over_time, trials, waterfall};
use crate::diag::Code;
use crate::model::Points;
use crate::project::trials::paired_comparisons;
use crate::project::{Event, GoalOutcome, Projection, ScorePoint};

/// The projections side by side, then what moved each. `movements` limits what people see of the latter.
pub fn report(projections: &[Projection], movements: Option<usize>) -> Report {
    let lines = projections.iter().map(over_time::line).collect();
    let mut blocks = vec![Block::Table(side_by_side(projections)), Block::Chart(lines)];
    for projection in projections {
        blocks.push(Block::Table(moved(projection, movements)));
        blocks.extend(waterfall::table(projection, movements).map(Block::Table));
        blocks.push(Block::Lines(verdict(projection)));
        if let Some(tried) = &projection.trials {
            blocks.extend(trials::blocks(&projection.name, tried));
        }
    }
    let tried: Vec<_> = projections.iter().filter_map(|projection| projection.trials.as_ref()).collect();
    let duels = paired_comparisons(&tried);
    blocks.extend(trials::compared(projections, &duels));
    Report { blocks, json: json(projections, &trials::duels(projections, &duels)) }
}

fn side_by_side(projections: &[Projection]) -> Table {
    let columns = vec![
        words("scenario"),
        numbers("start %").leaves(1),
        numbers("low %"),
        words("low on").leaves(2),
        numbers("end %"),
        words("end on").leaves(5),
        numbers("idle %").leaves(3),
        numbers("goal %"),
        words("goal by").leaves(4),
        words("reached on"),
    ];
    let mut table = Table::new("", columns);
    let percent =
        |point: Option<&ScorePoint>| point.map_or_else(String::new, |point| point.percent().to_string());
    let date = |point: Option<&ScorePoint>| point.map_or_else(String::new, |point| point.date.to_string());
    for projection in projections {
        let goal = projection.goal.as_ref();
        table.rows.push(vec![
            projection.name.clone(),
            percent(projection.start()),
            percent(projection.low()),
            date(projection.low()),
            percent(projection.end()),
            date(projection.end()),
            percent(projection.do_nothing.last()),
            goal.map_or_else(|| "-".to_owned(), |goal| goal.percent.to_string()),
            goal.map_or_else(|| "-".to_owned(), |goal| goal.by.to_string()),
            reached(goal),
        ]);
    }
    table
}

/// When a goal is reached, in a word or two.
pub(super) fn reached(goal: Option<&GoalOutcome>) -> String {
    let Some(goal) = goal else { return "-".to_owned() };
    match (goal.date, goal.reached) {
        (Some(date), true) if goal.held => date.to_string(),
        (Some(date), true) => format!("{date} (lost)"),
        (Some(date), false) => format!("{date} (late)"),
        (None, _) => "never".to_owned(),
    }
}

fn moved(projection: &Projection, limit: Option<usize>) -> Table {
    let all = movements(projection);
    let mut shown: Vec<usize> = (0..all.len()).collect();
    if let Some(limit) = limit {
        // The largest movements, printed in the order of time.
        shown.sort_by_key(|&at| (std::cmp::Reverse(all[at].points.0.abs().max(all[at].max.0.abs())), at));
        shown.truncate(limit);
        shown.sort_unstable();
    }
    let title = if shown.len() < all.len() {
        format!("{}: the {} largest of {} movements", projection.name, shown.len(), all.len())
    } else {
        format!("{}: what moves the score", projection.name)
    };
    let columns = vec![
        words("shows on"),
        words("what").least(34),
        numbers("points"),
        numbers("max"),
        numbers("% after"),
        words("because").leaves(1).least(40),
    ];
    let mut table = Table::new(title, columns);
    for at in shown {
        let movement = &all[at];
        table.rows.push(vec![
            movement.date.to_string(),
            movement.what(),
            signed(movement.points),
            signed(movement.max),
            movement.after.map_or_else(String::new, |after| after.to_string()),
            movement.because.clone(),
        ]);
    }
    table
}

pub(super) fn signed(points: Points) -> String {
    if points > Points::ZERO { format!("+{points}") } else { points.to_string() }
}

/// The answer in a sentence or two, and what it rests on.
fn verdict(projection: &Projection) -> Vec<String> {
    let mut lines = sentences(projection);
    let words: Vec<String> =
        projection.assumptions.listed().iter().map(|(key, word)| format!("{key}: {word}")).collect();
    lines.push(format!("Assumptions: {}", words.join(", ")));
    if !projection.by_itself.is_empty() {
        let words: Vec<String> =
            projection.by_itself.iter().map(|(name, word)| format!("{name}: {word}")).collect();
        lines.push(format!("By itself: {}", words.join("; ")));
    }
    lines
}

/// The answer in a sentence or two, with the reason when a goal is missed.
pub(super) fn sentences(projection: &Projection) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(goal) = &projection.goal {
        let wanted = goal.percent.to_string();
        lines.push(match (goal.date, goal.reached) {
            (Some(date), true) if goal.held => {
                format!(
                    "Goal {wanted} % by {}: reached on {date}, {} % on the last day",
                    goal.by, goal.on_last_day
                )
            }
            (Some(date), true) => {
                format!(
                    "Goal {wanted} % by {}: reached on {date} and lost: {} % on the last day",
                    goal.by, goal.on_last_day
                )
            }
            (Some(date), false) => {
                format!(
                    "Goal {wanted} % by {}: missed with {} %, reached on {date}",
                    goal.by, goal.on_last_day
                )
            }
            (None, _) => {
                format!(
                    "Goal {wanted} % by {}: missed with {} %; {}",
                    goal.by,
                    goal.on_last_day,
                    gap(projection, goal.percent.0)
                )
            }
        });
    }
    if let Some(dip) = projection.dip() {
        let back = dip
            .recovered
            .map_or_else(|| "not made good by the end".to_owned(), |date| format!("made good on {date}"));
        lines.push(format!(
            "Deepest fall: from {} % on {} to {} % on {}, {back}",
            dip.from.percent(),
            dip.from.date,
            dip.to.percent(),
            dip.to.date
        ));
    }
    lines.extend(waterfall::against_nothing(projection));
    // Nobody may read such a result without it.
    let up = projection.findings.iter().filter(|finding| finding.code == Code::PercentageUp);
    lines.extend(up.map(|finding| finding.message.clone()));
    lines
}

/// How many points the end of a projection is short of a goal.
pub fn gap(projection: &Projection, percent_hundredths: i64) -> String {
    let Some(end) = projection.end() else { return String::new() };
    let needed = (i128::from(end.max.0) * i128::from(percent_hundredths) + 9_999) / 10_000;
    let needed = Points(i64::try_from(needed).unwrap_or(i64::MAX));
    let missing = Points((needed - end.points).0.max(0));
    format!("{missing} points short at the end of {}", end.date)
}

fn json(projections: &[Projection], duels: &Value) -> Value {
    let point = |point: &ScorePoint| {
        json!({
            "date": point.date.to_string(),
            "points": values::points(point.points),
            "max": values::points(point.max),
            "percent": values::percent(point.percent()),
        })
    };
    let moment = |point: Option<&ScorePoint>| {
        point
            .map(|point| json!({"date": point.date.to_string(), "percent": values::percent(point.percent())}))
    };
    let event = |event: &Event| {
        json!({
            "date": event.date.to_string(),
            "kind": event.kind_word(),
            "id": event.id.as_str(),
            "points": values::points(event.points),
            "max": values::points(event.max),
            "text": event.trigger.text,
            "trigger": event.trigger.id.as_str(),
        })
    };
    let scenario = |projection: &Projection| {
        json!({
            "name": projection.name,
            "start": moment(projection.start()),
            "low": moment(projection.low()),
            "end": moment(projection.end()),
            "dip": projection.dip().map(|dip| json!({
                "from": moment(Some(&dip.from)),
                "to": moment(Some(&dip.to)),
                "recovered_on": dip.recovered.map(|date| date.to_string()),
            })),
            "goal": projection.goal.as_ref().map(|goal| json!({
                "percent": values::two_decimals(goal.percent.0),
                "by": goal.by.to_string(),
                "date": goal.date.map(|date| date.to_string()),
                "reached": goal.reached,
                "held": goal.held,
                "percent_on_last_day": values::percent(goal.on_last_day),
            })),
            "series": projection.series.iter().map(point).collect::<Vec<_>>(),
            "events": projection.events.iter().map(event).collect::<Vec<_>>(),
            "waterfall": waterfall::json(projection),
            "do_nothing": json!({
                "series": projection.do_nothing.iter().map(point).collect::<Vec<_>>(),
                "end": moment(projection.do_nothing.last()),
            }),
            "work": projection.work.iter().map(|work| json!({
                "id": work.booking.id.as_str(),
                "team": work.booking.team.as_str(),
                "start": work.booking.start.to_string(),
                "finish": work.booking.finish.to_string(),
                "stages": super::plan::by::stages(&work.booking),
                "expected_by": work.expected_by.map(|date| date.to_string()),
                "worry_after": work.worry_after.map(|date| date.to_string()),
            })).collect::<Vec<_>>(),
            "trials": trials::json(projection.trials.as_ref()),
            "assumptions": values::assumptions(&projection.assumptions),
            "by_itself": projection.by_itself.iter().cloned().collect::<BTreeMap<_, _>>(),
            "findings": values::findings(projection.findings.iter()),
        })
    };
    json!({
        "schema": "scoreplan/project/1",
        "scenarios": projections.iter().map(scenario).collect::<Vec<_>>(),
        "comparison": duels,
    })
}
