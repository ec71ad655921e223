//! The tables of the work: backlog, plan, calendar, frontier, and what is left out.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::{f, ids, some, w};
use crate::answer::FrontierPlan;
use crate::document::{Acceptance, DatedStep, Document, Plan};
use crate::model::{Hundredths, Id, Minutes, Points};
use crate::plan::{Excluded, RankedStep, WorkItem, WorkKind};
use crate::table::{Cell, Field, Table};

fn kind(kind: WorkKind) -> Cell {
    match kind {
        WorkKind::Control => "control".into(),
        WorkKind::Action => "action".into(),
    }
}

struct BacklogRow<'a> {
    document: &'a Document<'a>,
    step: &'a RankedStep,
    node: &'a WorkItem,
    /// The same as it is dated; of work in several rounds the first: what opened later is a later day's backlog.
    dated: Option<&'a DatedStep<'a>>,
    needs: Vec<&'a Id>,
}

impl BacklogRow<'_> {
    fn day(&self, of: impl Fn(&DatedStep<'_>) -> Option<Date>) -> Cell {
        self.dated.and_then(of).into()
    }
}

/// What has points left today, in order.
pub(in crate::document) fn backlog(document: &Document<'_>) -> Table {
    let inputs = &document.inputs;
    let nodes = &inputs.ranking.backlog.items;
    let first = document.plan.as_ref().map(Plan::first_steps).unwrap_or_default();
    let dated = |id: &Id| document.plan.as_ref()?.steps.get(*first.get(id)?);
    let rows = inputs.ranking.steps.iter().map(|step| {
        let node = &nodes[step.node];
        BacklogRow {
            document,
            step,
            node,
            dated: dated(&node.id),
            needs: node.needs.iter().map(|&need| &nodes[need].id).collect(),
        }
    });
    let fields: Vec<Field<BacklogRow<'_>>> = vec![
        f("rank", 6, |row| row.step.rank.into()),
        w("id", 34, |row| (&row.node.id).into()),
        w("kind", 9, |row| kind(row.node.kind)),
        w("title", 60, |row| (&row.node.title).into()),
        w("product", 26, |row| row.document.product(&row.node.id).into()),
        w("way", 20, |row| row.node.way.as_ref().into()),
        f("points", 9, |row| row.node.points.into()),
        f("max", 9, |row| row.node.max.into()),
        f("hours", 9, |row| row.node.effort.into()),
        f("points per hour", 10, |row| density(row.node.points, row.node.effort)),
        f("bundle", 8, |row| row.step.bundle.into()),
        f("points so far", 10, |row| row.step.cumulative_points.into()),
        f("hours so far", 10, |row| row.step.cumulative_effort.into()),
        f("% after", 9, |row| row.step.percent_after.into()),
        w("in the plan", 8, |row| Cell::YesNo(row.document.is_chosen(&row.node.id))),
        w("needs", 34, |row| ids(row.needs.iter().copied())),
        w("user impact", 9, |row| {
            let control = row.document.inputs.state.control(&row.node.id);
            control.and_then(|control| control.user_impact).map(|impact| impact.word()).into()
        }),
        // Who does it: as dated, else who usually does.
        w("team", 14, |row| row.dated.map(|dated| &dated.booking.team).or(row.node.team.as_ref()).into()),
        w("start", 12, |row| row.day(|dated| Some(dated.booking.start))),
        w("finish", 12, |row| row.day(|dated| Some(dated.booking.finish))),
        w("expected by", 12, |row| row.day(|dated| dated.expected_by)),
        w("worry after", 12, |row| row.day(|dated| dated.worry_after)),
        w("status", 26, |row| {
            let of_state = row.document.inputs.state.rows.get(&row.node.id);
            of_state.and_then(|of_state| of_state.current_status()).map(|status| status.word()).into()
        }),
        w("owner", 18, |row| row.document.owner(&row.node.id).into()),
        w("comment", 34, |row| {
            let seen = row.document.inputs.state.tenant.controls.get(&row.node.id);
            seen.and_then(|seen| seen.comment.as_deref()).into()
        }),
    ];
    Table::of("Backlog", rows, fields)
}

/// Points an hour; nothing without work.
pub(in crate::document) fn density(points: Points, effort: Minutes) -> Cell {
    Hundredths::per_hour(points, effort).map_or(Cell::Empty, |density| Cell::Decimal(density.0))
}

/// What can not be planned, by id, with the lever that would bring it in.
pub(in crate::document) fn left_out(document: &Document<'_>) -> Table {
    let rows = document.inputs.ranking.excluded().iter().map(|excluded| (document, excluded));
    let fields: Vec<Field<(&Document<'_>, &Excluded)>> = vec![
        w("id", 34, |(_, one)| (&one.id).into()),
        w("title", 60, |(document, one)| document.inputs.state.title(&one.id).into()),
        w("product", 26, |(document, one)| document.product(&one.id).into()),
        w("reason", 20, |(_, one)| one.reason.word().into()),
        w("what would bring it in", 60, |(_, one)| (&one.lever).into()),
        w("owner", 18, |(document, one)| document.owner(&one.id).into()),
    ];
    Table::of("Left out", rows, fields)
}

pub(in crate::document) fn plan(document: &Document<'_>) -> Table {
    let steps = document.plan.iter().flat_map(|plan| &plan.steps);
    let fields: Vec<Field<&DatedStep<'_>>> = vec![
        w("start", 12, |step| step.booking.start.into()),
        w("finish", 12, |step| step.booking.finish.into()),
        w("team", 14, |step| (&step.booking.team).into()),
        w("id", 34, |step| (&step.booking.id).into()),
        w("kind", 9, |step| kind(step.booking.kind)),
        w("title", 60, |step| (&step.title).into()),
        w("product", 26, |step| step.product.as_ref().into()),
        w("way", 20, |step| step.booking.way.as_ref().into()),
        f("hours", 9, |step| step.booking.effort.into()),
        f("points", 9, |step| step.booking.points.into()),
        w("expected by", 12, |step| step.expected_by.into()),
        w("worry after", 12, |step| step.worry_after.into()),
        f("% then", 9, |step| step.percent_then.into()),
        w("needs", 34, |step| ids(step.needs)),
        w("owner", 18, |step| step.owner.into()),
    ];
    Table::of("Plan", steps, fields)
}

/// A team in a week that begins on a Monday.
struct Week<'a> {
    monday: Date,
    sunday: Date,
    plan: &'a Plan<'a>,
    team: &'a Id,
    steps: Vec<&'a DatedStep<'a>>,
}

impl<'a> Week<'a> {
    fn holds(&self, day: Date) -> bool {
        self.monday <= day && day <= self.sunday
    }

    fn ending(&self) -> impl Iterator<Item = &'a DatedStep<'a>> {
        self.steps.iter().copied().filter(|step| self.holds(step.booking.finish))
    }

    fn closed(&self) -> Cell {
        let frozen = self.plan.freezes.iter();
        let frozen = frozen.filter(|freeze| freeze.from <= self.sunday && freeze.to >= self.monday);
        let frozen = frozen.map(|freeze| freeze.reason.clone().unwrap_or_else(|| "freeze".to_owned()));
        let holidays = self.plan.holidays.iter().filter(|day| self.holds(**day));
        some(frozen.chain(holidays.map(|day| format!("holiday {day}"))).collect::<Vec<_>>().join(", "))
    }
}

/// Who works on what: a row for each week and team that has work in it.
pub(in crate::document) fn calendar(document: &Document<'_>) -> Table {
    let weeks = document.plan.iter().flat_map(|plan| {
        mondays(plan).into_iter().flat_map(move |monday| {
            let sunday = monday.checked_add(6.days()).unwrap_or(Date::MAX);
            let week = move |team: &Id| {
                let in_work = |step: &&DatedStep<'_>| {
                    let booking = step.booking;
                    booking.team == *team && booking.start <= sunday && booking.finish >= monday
                };
                plan.steps.iter().filter(in_work).collect::<Vec<_>>()
            };
            let weeks = plan.teams.iter().map(move |team| Week {
                monday,
                sunday,
                plan,
                team: &team.id,
                steps: week(&team.id),
            });
            weeks.filter(|week| !week.steps.is_empty())
        })
    });
    let fields: Vec<Field<Week<'_>>> = vec![
        w("week of", 12, |week| week.monday.into()),
        w("team", 16, |week| week.team.into()),
        f("steps in work", 8, |week| week.steps.len().into()),
        w("begin", 50, |week| {
            let begin = week.steps.iter().filter(|step| week.holds(step.booking.start));
            ids(begin.map(|step| &step.booking.id))
        }),
        w("end", 50, |week| ids(week.ending().map(|step| &step.booking.id))),
        f("hours that end", 10, |week| week.ending().map(|step| step.booking.effort).sum::<Minutes>().into()),
        f("points that end", 10, |week| week.ending().map(|step| step.booking.points).sum::<Points>().into()),
        w("closed", 40, Week::closed),
    ];
    Table::of("Calendar", weeks, fields)
}

fn mondays(plan: &Plan<'_>) -> Vec<Date> {
    let first = plan.steps.iter().map(|step| step.booking.start).min();
    let last = plan.steps.iter().map(|step| step.booking.finish).max();
    let Some((first, last)) = first.zip(last) else { return Vec::new() };
    let since = i64::from(first.weekday().since(Weekday::Monday));
    let weeks = (0..).map_while(|week| first.checked_add((week * 7 - since).days()).ok());
    weeks.take_while(|monday| *monday <= last).collect()
}

pub(in crate::document) fn frontier(document: &Document<'_>) -> Table {
    let fields: Vec<Field<&FrontierPlan>> = vec![
        f("hours", 10, |corner| corner.effort.into()),
        f("points", 10, |corner| corner.points.into()),
        f("percentage", 12, |corner| corner.percent.into()),
    ];
    Table::of("Frontier", &document.inputs.frontier.plans, fields)
}

/// Statuses that people set in place of a measurement, with their ends.
pub(in crate::document) fn acceptances(document: &Document<'_>) -> Table {
    let rows = document.acceptances().into_iter().map(|one| (document, one));
    let fields: Vec<Field<(&Document<'_>, Acceptance<'_>)>> = vec![
        w("scenario", 34, |(document, one)| match one.scenario {
            None => "today".into(),
            Some(at) => document.scenarios.get(at).map(|scenario| scenario.name()).into(),
        }),
        w("id", 34, |(_, one)| one.id.into()),
        w("title", 60, |(document, one)| document.inputs.state.title(one.id).into()),
        w("product", 26, |(document, one)| document.product(one.id).into()),
        w("status", 34, |(_, one)| one.status.word().into()),
        f("points", 9, |(_, one)| one.points.into()),
        w("from", 12, |(_, one)| one.from.into()),
        w("expires", 12, |(_, one)| one.expires.into()),
        w("owner", 18, |(_, one)| one.owner.into()),
        w("why", 50, |(_, one)| one.reason.into()),
    ];
    Table::of("Acceptances", rows, fields)
}
