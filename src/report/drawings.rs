//! What the charts of a view are drawn from.

use super::chart::calendar::{Calendar, Span, Team};
use super::chart::dependencies::{Dependencies, Step};
use super::chart::dip::Licensed;
use super::chart::frontier::{self, Frontier};
use super::chart::over_time::{Goal, Line, Mark, Spread};
use super::chart::waterfall::{Cause, Waterfall};
use super::view::{Asked, Course, Offer, View};
use crate::plan::NodeKind;
use crate::project::Point;

fn mark(point: &Point) -> Mark {
    Mark { date: point.date, percent: point.percent().hundredths() }
}

/// The score over time of every scenario.
pub(super) fn lines(view: &View) -> Vec<Line> {
    view.scenarios.iter().map(line).collect()
}

fn line(course: &Course) -> Line {
    let spread = course.chance.iter().flat_map(|chance| &chance.days);
    let goal = course.goal.as_ref();
    Line {
        name: course.name.clone(),
        score: course.series.iter().map(mark).collect(),
        spread: spread
            .map(|day| Spread { date: day.date, p10: day.p10, p50: day.p50, p90: day.p90 })
            .collect(),
        idle: course.do_nothing.iter().map(mark).collect(),
        goal: goal.map(|goal| Goal { percent: goal.percent_hundredths, by: goal.by, reached: goal.date }),
        dip: course.dip.as_ref().map(|dip| mark(&dip.to)),
    }
}

/// The licence options around day 0.
pub(super) fn licensed(view: &View) -> Vec<Licensed> {
    let licensed = |offer: &Offer| {
        let course = &offer.course;
        Licensed {
            name: offer.name.clone(),
            before: course.before.hundredths(),
            day_0: course.day_0.hundredths(),
            low: Mark { date: course.low.date, percent: course.low.percent.hundredths() },
            day_90: course.day_90.map(|percent| percent.hundredths()),
            end: Mark { date: course.end.date, percent: course.end.percent.hundredths() },
        }
    };
    view.offers.all.iter().map(licensed).collect()
}

/// Hours against percentage.
pub(super) fn frontier(view: &View) -> Frontier {
    let corner =
        |minutes, percent: crate::model::Percent| frontier::Corner { minutes, percent: percent.hundredths() };
    let chosen = view.frontier.chosen.as_ref();
    Frontier {
        corners: view
            .frontier
            .corners
            .iter()
            .filter_map(|at| Some(corner(at.effort.0, at.percent?)))
            .collect(),
        chosen: chosen.map(|chosen| corner(chosen.effort.0, chosen.percent)),
        target: chosen.and_then(|chosen| match chosen.asked {
            Asked::Target(target) => Some(target),
            Asked::Everything | Asked::Budget(_) => None,
        }),
    }
}

/// What each cause adds in a scenario; nothing where nothing moves.
pub(super) fn waterfall(course: &Course) -> Option<Waterfall> {
    let cause =
        |step: &crate::project::Step| Cause { name: step.id.to_string(), percent: step.percent_hundredths };
    let causes: Vec<Cause> = course.waterfall.iter().map(cause).collect();
    let (start, end) = (mark(course.start()?), mark(course.end()?));
    (!causes.is_empty()).then_some(Waterfall { start, causes, end })
}

/// The work by team.
pub(super) fn calendar(view: &View) -> Calendar {
    let Some(plan) = &view.plan else { return Calendar::default() };
    let team = |team: &crate::model::Team| {
        let own = plan.steps.iter().filter(|step| step.team == team.id);
        let piece = |step: &super::view::PlannedStep| Span {
            name: step.title.clone(),
            from: step.start,
            to: step.finish,
        };
        Team { name: team.id.to_string(), pieces: own.map(piece).collect() }
    };
    let freeze = |freeze: &crate::model::Freeze| Span {
        name: freeze.reason.clone().unwrap_or_else(|| "freeze".to_owned()),
        from: freeze.from,
        to: freeze.to,
    };
    Calendar {
        teams: plan.teams.iter().map(team).collect(),
        freezes: plan.freezes.iter().map(freeze).collect(),
        holidays: plan.holidays.clone(),
    }
}

/// The steps of the chosen plan with what they need.
pub(super) fn dependencies(view: &View) -> Dependencies {
    let items: Vec<_> = view.backlog.items.iter().filter(|item| item.is_chosen).collect();
    let place: std::collections::BTreeMap<_, _> =
        items.iter().enumerate().map(|(at, item)| (&item.id, at)).collect();
    let step = |item: &&super::view::Item| Step {
        name: item.title.clone(),
        points: item.points.0,
        minutes: item.effort.0,
        action: item.kind == NodeKind::Action,
    };
    let needs = items.iter().enumerate().flat_map(|(at, item)| {
        let known = item.needs.iter().filter_map(|need| place.get(need).copied());
        known.map(move |need| (at, need)).collect::<Vec<_>>()
    });
    Dependencies { steps: items.iter().map(step).collect(), needs: needs.collect() }
}
