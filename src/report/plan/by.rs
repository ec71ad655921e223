//! The plan up to a day: dates step by step, what is left on the table, and which team binds.

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::diag::Findings;
use crate::model::{Minutes, Percent, Points, Share};
use crate::plan::NodeKind;
use crate::plan::schedule::bound::Bound;
use crate::plan::schedule::{Booking, Phase};
use crate::project::{ByDate, OneMore, Work};
use crate::report::table::{numbers, words};
use crate::report::{Block, Format, Report, Table, excluded, json as values};
use crate::state::State;

/// Everything that is known about a plan up to a day.
#[derive(Debug)]
pub struct Dated<'a> {
    /// The tenant on the first day.
    pub state: &'a State<'a>,
    /// The name of the scenario; `None` where nobody named one.
    pub scenario: Option<&'a str>,
    /// The last day.
    pub by: Date,
    /// The plan.
    pub plan: &'a ByDate,
}

/// The report of a plan up to a day. `top` limits the steps that people see.
pub fn report(dated: &Dated<'_>, format: Format, top: Option<usize>, findings: &Findings) -> Report {
    Report::of(format, || blocks(dated, format, top), || json(dated, findings))
}

fn blocks(dated: &Dated<'_>, format: Format, top: Option<usize>) -> Vec<Block> {
    let mut blocks = vec![Block::Lines(verdict(dated))];
    blocks.extend(steps(dated, format, top).into_iter().map(Block::Table));
    blocks.extend(unfinished(dated).map(Block::Table));
    blocks.extend(excluded::table("Can not be planned", &dated.plan.excluded).map(Block::Table));
    blocks.push(Block::Lines(vec![
        "Points are expected at the first snapshot after the usual refresh of the product; look into what has not counted by the day to worry.".to_owned(),
        super::assumption_line(dated.state),
    ]));
    blocks
}

fn totals(dated: &Dated<'_>) -> Option<(Points, Percent, Percent)> {
    let (start, end) = (dated.plan.projection.start()?, dated.plan.projection.end()?);
    Some((end.points - start.points, start.percent(), end.percent()))
}

/// What is proved of the points: only where the work lies in one phase.
fn single(dated: &Dated<'_>) -> Option<(Phase, Bound)> {
    match dated.plan.phases.as_slice() {
        [one] => Some((*one, one.bound?)),
        _ => None,
    }
}

fn verdict(dated: &Dated<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let plan = dated.plan;
    if let Some((gain, before, after)) = totals(dated) {
        lines.push(format!(
            "By {}: {gain} points in {} steps, from {before} % to {after} %",
            dated.by,
            plan.steps.len()
        ));
    }
    match single(dated) {
        Some((phase, bound)) if phase.improved.points >= bound.points => {
            lines.push(
                "Optimal on the last day: proved, no order of the work shows more points by then".to_owned(),
            );
        }
        Some((phase, bound)) => lines.push(format!(
            "Feasible: the work shows {} points on the last day, no order more than {}",
            Points(phase.improved.points),
            Points(bound.points)
        )),
        None if plan.phases.len() == 1 => {
            lines.push(
                "Feasible: work that hangs on several pieces of work keeps it from being proved".to_owned(),
            );
        }
        None => lines.push(format!(
            "The backlog changes on {} days in between, so no bound holds for the whole",
            plan.phases.len().saturating_sub(1)
        )),
    }
    if let Some((phase, bound)) = single(dated) {
        lines.push(format!(
            "Points times days: {}, along the ranking {}, at most {}{}",
            Points(phase.improved.area),
            Points(phase.ranked.area),
            Points(bound.area),
            if phase.every_order { " (every order was looked at)" } else { "" }
        ));
    }
    for (id, day) in &plan.late {
        lines.push(format!("LATE: {id} misses its latest day {day}"));
    }
    lines.extend(plan.more.first().map(binding));
    lines
}

fn binding(more: &OneMore) -> String {
    let team = &more.team;
    let left = more.unfinished;
    if more.points > Points::ZERO {
        let points = more.points;
        format!(
            "{team} binds: one more hour a week would bring {points} points by then ({left} hours of its work are not finished)"
        )
    } else if more.area > 0 {
        let area = Points(more.area);
        format!(
            "{team} binds: one more hour a week would bring no more points by then, only earlier ones: {area} points times days"
        )
    } else {
        format!(
            "{team} has the most that is not finished, {left} hours; one more hour a week would bring nothing by then"
        )
    }
}

/// The steps: for a terminal the work, then its days; everything in one table for spreadsheets and documents.
fn steps(dated: &Dated<'_>, format: Format, top: Option<usize>) -> Vec<Table> {
    let shown = dated.plan.steps.len().min(top.unwrap_or(usize::MAX));
    let titled = |title: &str| match shown < dated.plan.steps.len() {
        true => format!("{title}, the first {shown} of {} steps", dated.plan.steps.len()),
        false => title.to_owned(),
    };
    if format == Format::Table {
        let when = "When the points show, and when to worry";
        vec![table(dated, titled("Plan"), shown, true, false), table(dated, titled(when), shown, false, true)]
    } else {
        vec![table(dated, titled("Plan"), shown, true, true)]
    }
}

fn table(dated: &Dated<'_>, title: String, shown: usize, work: bool, days: bool) -> Table {
    let mut columns = vec![numbers("#"), words("id").least(24)];
    if work {
        columns.extend([words("team"), words("start"), words("finish"), numbers("points"), numbers("hours")]);
    }
    if days {
        columns.extend([words("points expected by"), words("worry after")]);
    }
    let mut table = Table::new(title, columns);
    let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    for (at, step) in dated.plan.steps.iter().take(shown).enumerate() {
        let booking = &step.booking;
        let id = match &booking.way {
            Some(way) => format!("{} ({way})", booking.id),
            None => booking.id.to_string(),
        };
        let mut row = vec![(at + 1).to_string(), id];
        if work {
            row.extend([
                booking.team.to_string(),
                booking.start.to_string(),
                booking.finish.to_string(),
                booking.points.to_string(),
                booking.effort.to_string(),
            ]);
        }
        if days {
            let late = step.expected_by.is_some_and(|day| day > dated.by);
            let after = if late { " (after)" } else { "" };
            row.extend([format!("{}{after}", day(step.expected_by)), day(step.worry_after)]);
        }
        table.rows.push(row);
    }
    table
}

/// What is not finished, by team.
fn unfinished(dated: &Dated<'_>) -> Option<Table> {
    const NAMED: usize = 3;
    let mut groups: std::collections::BTreeMap<&str, (Vec<&str>, Minutes)> =
        std::collections::BTreeMap::new();
    for one in &dated.plan.unfinished {
        let group = groups.entry(one.team.as_ref().map_or("nobody", |team| team.as_str())).or_default();
        group.0.push(one.id.as_str());
        group.1 += one.effort;
    }
    let columns = vec![
        words("team"),
        numbers("pieces"),
        numbers("hours"),
        words("which").least(40),
        numbers("points for 1 h a week"),
    ];
    let mut table = Table::new(format!("Not finished by {}", dated.by), columns);
    for (team, (ids, hours)) in groups {
        let more = dated.plan.more.iter().find(|one| one.team.as_str() == team);
        let mut which = ids.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        which.push_str(if ids.len() > NAMED { ", ..." } else { "" });
        table.rows.push(vec![
            team.to_owned(),
            ids.len().to_string(),
            hours.to_string(),
            which,
            more.map_or_else(|| "-".to_owned(), |one| one.points.to_string()),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}

fn step(at: usize, step: &Work) -> Value {
    let booking = &step.booking;
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    json!({
        "rank": at + 1,
        "id": booking.id.as_str(),
        "kind": if booking.kind == NodeKind::Action { "action" } else { "control" },
        "way": booking.way.as_ref().map(|way| way.as_str()),
        "team": booking.team.as_str(),
        "points": values::points(booking.points),
        "effort_hours": values::hours(booking.effort),
        "effort_minutes": booking.effort.0,
        "start": booking.start.to_string(),
        "finish": booking.finish.to_string(),
        "stages": stages(booking),
        "expected_by": day(step.expected_by),
        "worry_after": day(step.worry_after),
    })
}

/// The stages of some work before its last.
pub(in crate::report) fn stages(booking: &Booking) -> Value {
    let stage = |(share, finish): &(Share, Date)| {
        let coverage = Percent::new(Points(share.part), Points(share.whole));
        json!({ "coverage": values::percent(coverage), "finish": finish.to_string() })
    };
    booking.pilots.iter().map(stage).collect()
}

fn phase(phase: &Phase) -> Value {
    json!({
        "from": phase.from.to_string(),
        "points": values::points(Points(phase.improved.points)),
        "bound_points": phase.bound.map(|bound| values::points(Points(bound.points))),
        "area": values::points(Points(phase.improved.area)),
        "ranked_area": values::points(Points(phase.ranked.area)),
        "bound_area": phase.bound.map(|bound| values::points(Points(bound.area))),
        "every_order": phase.every_order,
    })
}

fn json(dated: &Dated<'_>, findings: &Findings) -> Value {
    let plan = dated.plan;
    let state = dated.state;
    let single = single(dated);
    let proved = single.is_some_and(|(phase, bound)| phase.improved.points >= bound.points);
    let totals = totals(dated);
    let end = plan.projection.end();
    let effort: Minutes = plan.steps.iter().map(|step| step.booking.effort).sum();
    json!({
        "schema": "scoreplan/plan/1",
        "tenant": state.tenant.name,
        "date": state.day.to_string(),
        "catalogue_version": state.catalogue.version,
        "assumptions": values::assumptions(&state.assumptions),
        "goal": { "kind": "by", "date": dated.by.to_string() },
        "scenario": dated.scenario,
        "status": if proved { "optimal" } else { "feasible" },
        "points": totals.map(|(gain, ..)| values::points(gain)),
        "effort_hours": values::hours(effort),
        "effort_minutes": effort.0,
        "percent_before": totals.map(|(_, before, _)| values::percent(before)),
        "percent_after": totals.map(|(.., after)| values::percent(after)),
        "points_after": end.map(|end| values::points(end.points)),
        "max_after": end.map(|end| values::points(end.max)),
        "bound_points": single.map(|(_, bound)| values::points(Points(bound.points))),
        "area": values::points(Points(plan.area)),
        "phases": plan.phases.iter().map(phase).collect::<Vec<_>>(),
        "steps": plan.steps.iter().enumerate().map(|(at, one)| step(at, one)).collect::<Vec<_>>(),
        "unfinished": plan.unfinished.iter().map(|one| json!({
            "id": one.id.as_str(),
            "team": one.team.as_ref().map(|team| team.as_str()),
            "effort_hours": values::hours(one.effort),
        })).collect::<Vec<_>>(),
        "late": plan.late.iter().map(|(id, day)| json!({ "id": id.as_str(), "latest": day.to_string() })).collect::<Vec<_>>(),
        "binding_team": plan.more.first().map(|one| one.team.as_str()),
        "one_more_hour": plan.more.iter().map(|one| json!({
            "team": one.team.as_str(),
            "unfinished_hours": values::hours(one.unfinished),
            "points": values::points(one.points),
            "area": values::points(Points(one.area)),
        })).collect::<Vec<_>>(),
        "excluded": plan.excluded.iter().map(|one| excluded::json(one.id.to_string(), one.reason.code(), one.lever.clone())).collect::<Vec<_>>(),
        "findings": values::findings(findings.iter()),
    })
}
