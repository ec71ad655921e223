//! What the charts of a view are drawn from: its figures as plain names, days and whole numbers.

use std::collections::BTreeMap;

use super::view::{self, Asked, Course, Offer, Plan, PlannedStep};
use crate::chart::calendar::{Calendar, Span, Team};
use crate::chart::dependencies::{Dependencies, Step};
use crate::chart::dip::Licensed;
use crate::chart::frontier::{Corner, Frontier};
use crate::chart::over_time::{Goal, Line, Mark, Spread};
use crate::chart::waterfall::{Cause, Waterfall};
use crate::model::Id;
use crate::plan::WorkKind;
use crate::project::ScorePoint;

/// A scenario over time.
pub(super) fn line(course: &Course) -> Line {
    let marks = |points: &[ScorePoint]| points.iter().map(mark).collect();
    Line {
        name: course.name.clone(),
        score: marks(&course.series),
        spread: course
            .chance
            .iter()
            .flat_map(|chance| &chance.days)
            .map(|day| Spread { date: day.date, p10: day.p10, p50: day.p50, p90: day.p90 })
            .collect(),
        idle: marks(&course.do_nothing),
        goal: course.goal.as_ref().map(|goal| Goal {
            percent: goal.percent_hundredths,
            by: goal.by,
            reached: goal.date,
        }),
        dip: course.dip.map(|dip| mark(&dip.to)),
    }
}

fn mark(point: &ScorePoint) -> Mark {
    Mark { date: point.date, percent: point.percent().hundredths() }
}

/// The frontier from no work on, with the chosen plan.
pub(super) fn frontier(frontier: &view::Frontier, today: i64) -> Frontier {
    let corner = |minutes, percent| Corner { minutes, percent };
    let corners = frontier
        .corners
        .iter()
        .filter_map(|one| Some(corner(one.effort.0, one.percent?.hundredths())))
        .filter(|one| one.minutes > 0);
    Frontier {
        corners: [corner(0, today)].into_iter().chain(corners).collect(),
        chosen: frontier.chosen.map(|one| corner(one.effort.0, one.percent.hundredths())),
        target: frontier.asked.and_then(|asked| match asked {
            Asked::Target(target) => Some(target),
            Asked::Everything | Asked::Budget(_) => None,
        }),
    }
}

/// What each cause adds between the first and the last day of a scenario.
pub(super) fn waterfall(course: &Course) -> Option<Waterfall> {
    let causes = course
        .waterfall
        .iter()
        .map(|step| Cause { name: step.id.to_string(), percent: step.percent_hundredths });
    Some(Waterfall { start: mark(course.start()?), causes: causes.collect(), end: mark(course.end()?) })
}

/// Options around day 0.
pub(super) fn dip(offers: &[Offer]) -> Vec<Licensed> {
    let licensed = |offer: &Offer| {
        let course = &offer.course;
        let mark = |at: crate::licences::options::DatedPercent| Mark {
            date: at.date,
            percent: at.percent.hundredths(),
        };
        Licensed {
            name: offer.name.clone(),
            before: course.before.hundredths(),
            day_0: course.day_0.hundredths(),
            low: mark(course.low),
            day_90: course.day_90.map(|percent| percent.hundredths()),
            end: mark(course.end),
        }
    };
    offers.iter().map(licensed).collect()
}

/// The dated steps with what each builds on.
pub(super) fn dependencies(plan: &Plan) -> Dependencies {
    // Of work in several rounds the first is what others build on.
    let mut places: BTreeMap<&Id, usize> = BTreeMap::new();
    for (at, step) in plan.steps.iter().enumerate() {
        places.entry(&step.id).or_insert(at);
    }
    let needs = plan.steps.iter().enumerate().flat_map(|(at, step)| {
        let known = step.needs.iter().filter_map(|id| places.get(id).copied());
        known.map(move |need| (at, need)).collect::<Vec<_>>()
    });
    let step = |step: &PlannedStep| Step {
        name: step.id.to_string(),
        points: step.points.0,
        minutes: step.effort.0,
        action: step.kind == WorkKind::Action,
    };
    Dependencies { needs: needs.collect(), steps: plan.steps.iter().map(step).collect() }
}

/// The dated steps by team.
pub(super) fn calendar(plan: &Plan) -> Calendar {
    let span = |step: &PlannedStep| Span { name: step.id.to_string(), from: step.start, to: step.finish };
    let team = |team: &crate::model::Team| Team {
        name: team.id.to_string(),
        pieces: plan.steps.iter().filter(|step| step.team == team.id).map(span).collect(),
    };
    let freeze = |freeze: &crate::model::Freeze| Span {
        name: freeze.reason.clone().unwrap_or_else(|| "change freeze".to_owned()),
        from: freeze.from,
        to: freeze.to,
    };
    Calendar {
        teams: plan.teams.iter().map(team).collect(),
        freezes: plan.freezes.iter().map(freeze).collect(),
        holidays: plan.holidays.clone(),
    }
}
