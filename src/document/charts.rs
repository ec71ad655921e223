//! The charts of a report: on the page beside their tables, in a folder as files.

use super::{Asked, DatedStep, Document, Plan};
use crate::chart::calendar::{Calendar, Span, Team};
use crate::chart::dependencies::{Dependencies, Step};
use crate::chart::dip::Licensed;
use crate::chart::frontier::{Corner, Frontier};
use crate::chart::over_time::{Line, Mark};
use crate::chart::waterfall::{Cause, Waterfall};
use crate::chart::{self, Frame};
use crate::licences::options::OptionResult;
use crate::plan::WorkKind;
use crate::project::DatedPercent;

/// A chart: what it is called, and how it is drawn for a width.
pub(super) struct Drawing<'a> {
    /// Its id on the page.
    pub page: String,
    /// Its name and its id as a file.
    pub file: (String, &'static str),
    pub caption: &'static str,
    pub draw: Box<dyn Fn(&Frame<'_>) -> String + 'a>,
}

impl<'a> Drawing<'a> {
    fn new(
        page: impl Into<String>,
        (name, id): (&str, &'static str),
        caption: &'static str,
        draw: impl Fn(&Frame<'_>) -> String + 'a,
    ) -> Self {
        Self { page: page.into(), file: (name.to_owned(), id), caption, draw: Box::new(draw) }
    }
}

pub(super) fn over_time<'a>(document: &Document<'a>) -> Drawing<'a> {
    let lines: Vec<Line> = document.scenarios.iter().map(|one| one.answer.line()).collect();
    let caption = "The percentage of each scenario. The dashed grey line is what happens when nobody does anything; a band is where eight of ten trials end.";
    let file = ("score-over-time", "over-time");
    Drawing::new("over-time", file, caption, move |frame| chart::over_time(&lines, frame))
}

/// What each cause adds in a scenario, by its place: a name may be anything.
pub(super) fn waterfall<'a>(document: &Document<'a>, at: usize) -> Option<Drawing<'a>> {
    let answer = &document.scenarios.get(at)?.answer;
    let causes = answer.waterfall.iter();
    let causes = causes.map(|cause| Cause { name: cause.id.to_string(), percent: cause.percent.0 });
    let line = answer.line();
    let (start, end) = (*line.score.first()?, *line.score.last()?);
    let waterfall = Waterfall { start, causes: causes.collect(), end };
    let caption = "From the first to the last day; what adds most has a bar of its own.";
    let (page, file) = (format!("waterfall-chart-{at}"), format!("causes-{}", at + 1));
    let draw = move |frame: &Frame<'_>| chart::waterfall(&waterfall, frame);
    Some(Drawing::new(page, (&file, "causes"), caption, draw))
}

pub(super) fn dip<'a>(document: &Document<'a>) -> Drawing<'a> {
    let licensed = |option: &OptionResult| {
        let course = &option.course;
        let mark = |at: DatedPercent| Mark { date: at.date, percent: at.percent.hundredths() };
        Licensed {
            name: option.name.clone(),
            before: course.before.hundredths(),
            day_0: course.day_0.hundredths(),
            low: mark(course.low),
            day_90: course.day_90.map(|percent| percent.hundredths()),
            end: mark(course.end),
        }
    };
    let options: Vec<Licensed> = document.inputs.options.iter().map(licensed).collect();
    let caption = "The percentage around day 0 of each option.";
    Drawing::new("dip-chart", ("licence-options", "options"), caption, move |frame| {
        chart::dip(&options, frame)
    })
}

pub(super) fn frontier<'a>(document: &Document<'a>) -> Drawing<'a> {
    let corner = |minutes, percent| Corner { minutes, percent };
    let corners = document.inputs.frontier.plans.iter();
    let corners = corners.filter_map(|one| Some(corner(one.effort.0, one.percent?.hundredths())));
    let corners = corners.filter(|one| one.minutes > 0);
    let today = corner(0, document.today.percent().hundredths());
    let frontier = Frontier {
        corners: [today].into_iter().chain(corners).collect(),
        chosen: document.chosen.map(|one| corner(one.effort.0, one.percent.hundredths())),
        target: match document.asked {
            Asked::Target(target) => Some(target),
            Asked::Everything | Asked::Budget(_) => None,
        },
    };
    let caption = "The score that so much work reaches at best, and the chosen plan on it.";
    Drawing::new("frontier-chart", ("frontier", "frontier"), caption, move |frame| {
        chart::frontier(&frontier, frame)
    })
}

pub(super) fn dependencies<'a>(document: &Document<'a>) -> Drawing<'a> {
    let dependencies = document.plan.as_ref().map(needs).unwrap_or_default();
    let caption = "What is done first stands on the left, what it lets be done on the right.";
    Drawing::new("dependency-graph", ("dependencies", "dependencies"), caption, move |frame| {
        chart::dependencies(&dependencies, frame)
    })
}

fn needs(plan: &Plan<'_>) -> Dependencies {
    let places = plan.first_steps();
    let needs = plan.steps.iter().enumerate().flat_map(|(at, step)| {
        let known = step.needs.iter().filter_map(|id| places.get(id).copied());
        known.map(move |need| (at, need)).collect::<Vec<_>>()
    });
    let step = |step: &DatedStep<'_>| Step {
        name: step.booking.id.to_string(),
        points: step.booking.points.0,
        minutes: step.booking.effort.0,
        action: step.booking.kind == WorkKind::Action,
    };
    Dependencies { needs: needs.collect(), steps: plan.steps.iter().map(step).collect() }
}

pub(super) fn calendar<'a>(document: &Document<'a>) -> Drawing<'a> {
    let calendar = document.plan.as_ref().map(by_team).unwrap_or_default();
    let caption = "Each bar is a piece of work, from its first to its last day.";
    Drawing::new("calendar-chart", ("calendar", "calendar"), caption, move |frame| {
        chart::calendar(&calendar, frame)
    })
}

fn by_team(plan: &Plan<'_>) -> Calendar {
    let span = |step: &DatedStep<'_>| Span {
        name: step.booking.id.to_string(),
        from: step.booking.start,
        to: step.booking.finish,
    };
    let team = |team: &crate::model::Team| Team {
        name: team.id.to_string(),
        pieces: plan.steps.iter().filter(|step| step.booking.team == team.id).map(span).collect(),
    };
    let freeze = |freeze: &crate::model::Freeze| Span {
        name: freeze.reason.clone().unwrap_or_else(|| "change freeze".to_owned()),
        from: freeze.from,
        to: freeze.to,
    };
    Calendar {
        teams: plan.teams.iter().map(team).collect(),
        freezes: plan.freezes.iter().map(freeze).collect(),
        holidays: plan.holidays.to_vec(),
    }
}
