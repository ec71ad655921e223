//! What a plan by a day says of points and percentages, held against the tenant as it is day by day.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::replay::{DatedChange, agenda, replay};
use super::violation::{Figure, Kind, Violation};
use super::{Derived, claims};
use crate::model::{Id, Points, SavedGoal, SavedPlan, SavedStatus, SavedTarget, Scenario};
use crate::state::{State, Totals};

/// The score on the days on which it may move, and what each step adds.
struct Walked {
    /// The first day, then every day on which something happens.
    series: Vec<(Date, Totals)>,
    /// By step: the points and the score after its last stage.
    steps: BTreeMap<usize, (Points, Totals)>,
}

/// Judges every figure of the score. What the steps come to is what the whole scenario comes to on the last day.
pub(super) fn judge(
    plan: &SavedPlan,
    start: &State<'_>,
    scenario: &Scenario,
    by: Date,
    violations: &mut Vec<Violation>,
) -> Derived {
    let effort = plan.steps.iter().map(|step| step.effort).sum();
    let happens = agenda(plan, start, scenario, by, violations);
    let walked = walk(start, &happens, by);
    let (before, after) = (start.totals(), on(&walked.series, by).unwrap_or(start.totals()));
    let derived = Derived { points: after.points - before.points, effort, totals: Some((before, after)) };
    if plan.status == SavedStatus::Infeasible {
        return derived;
    }
    for (at, step) in plan.steps.iter().enumerate() {
        let Some((points, after)) = walked.steps.get(&at) else { continue };
        let points_after = step.days.as_ref().and_then(|days| days.points_after);
        said(
            at,
            &step.id,
            Kind::StepPoints,
            Some(Figure::Points(step.points)),
            Figure::Points(*points),
            violations,
        );
        let figure = Figure::Points(after.points);
        said(at, &step.id, Kind::StepPointsAfter, points_after.map(Figure::Points), figure, violations);
        let percent = Figure::Percent(after.percent().rounded());
        said(at, &step.id, Kind::StepPercent, step.percent_after.map(Figure::Percent), percent, violations);
    }
    claims::sums(plan, &derived, violations);
    let area = area(&walked.series, before.points, by);
    if plan.area != Some(area) {
        let claimed = plan.area.map(Figure::Points);
        violations.push(Violation::of_plan(Kind::Area).figures(claimed, Some(Figure::Points(area))));
    }
    if let SavedGoal::By { target: Some(target), .. } = plan.goal {
        reached(&target, &walked.series, by, violations);
    }
    derived
}

fn said(
    at: usize,
    id: &Id,
    kind: Kind,
    claimed: Option<Figure>,
    derived: Figure,
    violations: &mut Vec<Violation>,
) {
    if claimed.as_ref() != Some(&derived) {
        violations.push(Violation::of_step(kind, at, id).figures(claimed, Some(derived)));
    }
}

fn walk(start: &State<'_>, happens: &[DatedChange], by: Date) -> Walked {
    let mut was = start.totals();
    let mut walked = Walked { series: vec![(start.day, was)], steps: BTreeMap::new() };
    replay(start, happens, by, |one, state| {
        let is = state.totals();
        if let Some(at) = one.step {
            let (points, after) = walked.steps.entry(at).or_insert((Points::ZERO, is));
            *points += is.points - was.points;
            *after = is;
        }
        if one.day <= by {
            walked.series.push((one.day, is));
        }
        was = is;
    });
    walked
}

/// The last score up to a day.
fn on(series: &[(Date, Totals)], day: Date) -> Option<Totals> {
    series.iter().rfind(|(date, _)| *date <= day).map(|(_, totals)| *totals)
}

/// Points above those of the first day, summed over the days after it: each counts with what its snapshot shows.
fn area(series: &[(Date, Totals)], first: Points, by: Date) -> Points {
    let mut sum = 0_i64;
    for (at, (day, totals)) in series.iter().enumerate() {
        // Of several changes of one day the last is the snapshot.
        let end = series.get(at + 1).map_or_else(|| by.tomorrow().unwrap_or(by), |(next, _)| *next);
        let days = day.until(end).map_or(0, |span| i64::from(span.get_days()));
        sum = sum.saturating_add((totals.points - first).0.saturating_mul(days));
    }
    Points(sum)
}

/// Whether a percentage is reached by the day, on which day first, and whether it is there on the last.
fn reached(target: &SavedTarget, series: &[(Date, Totals)], by: Date, violations: &mut Vec<Violation>) {
    let reaches = |totals: &Totals| totals.percent().reaches(target.percent);
    // Only what a snapshot shows counts.
    let snapshot = |at: usize| series.get(at + 1).is_none_or(|(next, _)| *next > series[at].0);
    let shown = (0..series.len()).filter(|&at| snapshot(at)).map(|at| series[at]);
    let first = shown.clone().find(|(_, totals)| reaches(totals)).map(|(day, _)| day);
    let held = on(series, by).is_some_and(|totals| reaches(&totals));
    let word = |on: Option<Date>, held: bool| match on {
        Some(day) if held => format!("reached on {day}"),
        Some(day) => format!("reached on {day} and not held"),
        None => "not reached".to_owned(),
    };
    let claimed = word(target.on.filter(|_| target.in_time), target.held);
    let derived = word(first, held);
    if claimed != derived {
        let figures = (Figure::Word(claimed), Figure::Word(derived));
        violations.push(Violation::of_plan(Kind::Target).figures(Some(figures.0), Some(figures.1)));
    }
}
