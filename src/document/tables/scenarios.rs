//! The tables of scenarios and licence options, and what they rest on.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{f, ids, w};
use crate::answer::option_text;
use crate::answer::{Movement, reached_on};
use crate::chart::over_time::Spread;
use crate::document::{Asked, Document, ScenarioSection};
use crate::licences::CostPerPoint;
use crate::licences::options::OptionResult;
use crate::model::Money;
use crate::project::{GoalOutcome, ScorePoint, WaterfallStep};
use crate::state::{Views, by_category, by_product, views};
use crate::table::{Cell, Field, Table, cells, figures, words};

/// The figures that people ask for first, one a row.
pub(in crate::document) fn summary(document: &Document<'_>) -> Table {
    let columns = vec![words("of").width(40), words("figure").width(38), words("value").width(40)];
    let mut table = Table::new("Summary", columns);
    let mut add = |of: &str, figure: &str, value: Cell| table.rows.push(cells![of, figure, value]);
    let (state, today) = (document.inputs.state, &document.today);
    // Planned is no figure of today, and the achievable score is given at least.
    let Views { current_license, achievable, achievable_seat_covered, .. } = views(state);
    add("report", "title", (&document.title).into());
    add("report", "tenant", (&state.tenant.name).into());
    add("report", "snapshot", state.tenant.snapshot_date.into());
    add("report", "as of", state.day.into());
    add("report", "catalogue", (&state.catalogue.version).into());
    add("today", "points", today.points.into());
    add("today", "maximum", today.max.into());
    add("today", "percentage", today.percent().into());
    add("today", "controls in the score", today.rows.into());
    add("today", "current license score", current_license.into());
    add("today", "achievable score", achievable.into());
    add("today", "achievable, as far as seats reach", achievable_seat_covered.into());
    for (kind, groups) in [("category", by_category(state)), ("product", by_product(state))] {
        for group in groups {
            add(kind, &group.name, group.totals.percent().into());
        }
    }
    for peer in &state.tenant.benchmarks {
        add("similar organisations", &peer.basis, Cell::Percent(peer.percent.0));
    }
    if let Some((decision, scenario)) = document.decided() {
        let figure = if decision.holds_goal { "is at its goal on its day" } else { "comes highest" };
        add("to decide", figure, scenario.name().into());
    }
    for scenario in &document.scenarios {
        figures_of(scenario, &mut |figure, value| add(scenario.name(), figure, value));
    }
    let mut add = |figure: &str, value: Cell| add("chosen plan", figure, value);
    match document.asked {
        Asked::Everything => add("asked", "everything that has points left".into()),
        Asked::Budget(budget) => add("hours asked", budget.into()),
        Asked::Target(target) => add("percentage asked", Cell::Percent(target)),
    }
    match &document.chosen {
        Some(plan) => {
            add("steps", plan.steps.into());
            add("hours", plan.effort.into());
            add("points", plan.points.into());
            add("percentage then", plan.percent.into());
        }
        None => add("answer", "there is no such plan".into()),
    }
    table
}

fn figures_of(scenario: &ScenarioSection<'_>, add: &mut impl FnMut(&str, Cell)) {
    let projection = scenario.projection;
    if let (Some(start), Some(end)) = (projection.start(), projection.end()) {
        add("first day", start.date.into());
        add("percentage on the first day", start.percent().into());
        add("last day", end.date.into());
        add("percentage on the last day", end.percent().into());
    }
    if let Some(low) = projection.low() {
        add("lowest day", low.date.into());
        add("lowest percentage", low.percent().into());
    }
    if let Some(idle) = projection.do_nothing.last() {
        add("percentage when nobody does anything", idle.percent().into());
    }
    if let Some(goal) = &projection.goal {
        add("goal", Cell::Percent(goal.percent.0));
        add("goal by", goal.by.into());
        add("percentage on the day of the goal", goal.on_last_day.into());
        add("goal reached on", goal.date.map_or_else(|| "never".into(), Cell::Date));
    }
    if let Some(((_, trials), chance)) = scenario.in_time().zip(scenario.chance()) {
        add("chance of the goal in time", Cell::Percent(chance));
        add("trials", trials.into());
    }
    add("steps", projection.work.len().into());
    add("hours", scenario.effort.into());
}

/// The scenarios side by side, for page and Markdown.
pub(in crate::document) fn scenarios(document: &Document<'_>) -> Table {
    let percent = |point: Option<&ScorePoint>| Cell::from(point.map(ScorePoint::percent));
    let columns = vec![
        words("scenario"),
        figures("start %"),
        figures("low %"),
        figures("end %"),
        figures("idle %"),
        figures("goal %").empty("-"),
        words("goal by").empty("-"),
        words("reached on").empty("-"),
        figures("hours"),
    ];
    let mut table = Table::new("", columns);
    for scenario in &document.scenarios {
        let projection = scenario.projection;
        let goal = projection.goal.as_ref();
        table.rows.push(cells![
            scenario.name(),
            percent(projection.start()),
            percent(projection.low()),
            percent(projection.end()),
            percent(projection.do_nothing.last()),
            goal.map(|goal| Cell::Percent(goal.percent.0)),
            goal.map(|goal| goal.by),
            goal.map(reached_on),
            scenario.effort,
        ]);
    }
    table
}

/// What a column of the projection shows.
enum Line<'a> {
    Score(&'a [ScorePoint]),
    Spread(Vec<Spread>, fn(&Spread) -> i64),
    Goal(&'a GoalOutcome),
}

impl Line<'_> {
    fn on(&self, day: Date) -> Cell {
        match self {
            // Nothing before the first day and after the last.
            Self::Score(points) => {
                let point = points.iter().rfind(|point| point.date <= day);
                point
                    .filter(|_| points.last().is_some_and(|last| day <= last.date))
                    .map(ScorePoint::percent)
                    .into()
            }
            Self::Spread(days, of) => {
                days.iter().rfind(|spread| spread.date <= day).map(|spread| Cell::Percent(of(spread))).into()
            }
            Self::Goal(goal) if day <= goal.by => Cell::Percent(goal.percent.0),
            Self::Goal(_) => Cell::Empty,
        }
    }
}

/// The lines of a scenario with their names.
fn lines<'a>(scenario: &ScenarioSection<'a>) -> Vec<(String, Line<'a>)> {
    let (name, projection) = (scenario.name(), scenario.projection);
    let mut lines = vec![(format!("{name} %"), Line::Score(&projection.series))];
    if projection.trials.is_some() {
        type Quantile = (&'static str, fn(&Spread) -> i64);
        let of: [Quantile; 3] = [("P10", |day| day.p10), ("P50", |day| day.p50), ("P90", |day| day.p90)];
        let spread = scenario.answer.line().spread;
        lines.extend(of.map(|(what, of)| (format!("{name}: {what} %"), Line::Spread(spread.clone(), of))));
    }
    lines.push((format!("{name}: idle %"), Line::Score(&projection.do_nothing)));
    let goal = projection.goal.as_ref();
    lines.extend(goal.map(|goal| (format!("{name}: goal %"), Line::Goal(goal))));
    lines
}

/// The score over time, a column for each line of the chart: on the days on which any line changes and those before them,
/// so that a chart of the rows shows steps.
pub(in crate::document) fn projection(document: &Document<'_>) -> Table {
    let (names, lines): (Vec<String>, Vec<Line<'_>>) = document.scenarios.iter().flat_map(lines).unzip();
    let mut columns = vec![words("day")];
    columns.extend(names.into_iter().map(|name| figures(name).width(16)));
    let changes: BTreeSet<Date> = lines.iter().flat_map(Line::days).collect();
    let first = changes.first().copied();
    let before = changes.iter().filter_map(|day| day.yesterday().ok()).filter(|day| Some(*day) > first);
    let days: BTreeSet<Date> = before.chain(changes.iter().copied()).collect();
    let row = |day| std::iter::once(Cell::Date(day)).chain(lines.iter().map(|line| line.on(day))).collect();
    Table { rows: days.into_iter().map(row).collect(), ..Table::new("Projection", columns) }
}

impl Line<'_> {
    /// The days on which it changes.
    fn days(&self) -> Vec<Date> {
        match self {
            Self::Score(points) => points.iter().map(|point| point.date).collect(),
            Self::Spread(days, _) => days.iter().map(|day| day.date).collect(),
            Self::Goal(goal) => vec![goal.by],
        }
    }
}

/// What moves the score of each scenario.
pub(in crate::document) fn movements(document: &Document<'_>) -> Table {
    let rows = document
        .scenarios
        .iter()
        .flat_map(|scenario| scenario.answer.movements.iter().map(|movement| (scenario.name(), movement)));
    let fields: Vec<Field<(&str, &Movement)>> = vec![
        w("scenario", 34, |(name, _)| (*name).into()),
        w("shows on", 12, |(_, movement)| movement.date.into()),
        w("what", 44, |(_, movement)| movement.what().into()),
        f("points", 9, |(_, movement)| movement.points.into()),
        f("max", 9, |(_, movement)| movement.max.into()),
        f("% after", 9, |(_, movement)| movement.after.into()),
        w("because", 60, |(_, movement)| (&movement.because).into()),
        w("controls", 60, |(_, movement)| ids(&movement.ids)),
    ];
    Table::of("Movements", rows, fields)
}

/// What each cause adds between the first and the last day of each scenario.
pub(in crate::document) fn causes(document: &Document<'_>) -> Table {
    let rows = document
        .scenarios
        .iter()
        .flat_map(|scenario| scenario.projection.waterfall.iter().map(|step| (scenario.name(), step)));
    let fields: Vec<Field<(&str, &WaterfallStep)>> = vec![
        w("scenario", 34, |(name, _)| (*name).into()),
        w("first on", 12, |(_, step)| step.date.into()),
        w("kind", 14, |(_, step)| step.kind.word().into()),
        w("id", 34, |(_, step)| (&step.id).into()),
        f("points", 9, |(_, step)| step.points.into()),
        f("max", 9, |(_, step)| step.max.into()),
        f("percentage points", 12, |(_, step)| Cell::Decimal(step.percent.0)),
        w("because", 60, |(_, step)| (&step.text).into()),
    ];
    Table::of("Causes", rows, fields)
}

/// Licence options side by side; what is owned comes first.
pub(in crate::document) fn options(document: &Document<'_>) -> Table {
    let rows = document.inputs.options.iter().map(|option| (document, option));
    let fields: Vec<Field<(&Document<'_>, &OptionResult)>> = vec![
        w("option", 40, |(_, one)| (&one.name).into()),
        w("licences", 40, |(_, one)| option_text(one.licences.as_deref()).into()),
        w("from", 12, |(_, one)| one.from.into()),
        f("controls in the score", 10, |(_, one)| one.after.visible.into()),
        f("controls entitled", 10, |(_, one)| one.after.entitled.into()),
        f("points", 10, |(_, one)| one.after.points.into()),
        f("maximum", 10, |(_, one)| one.after.max.into()),
        f("% the day before", 10, |(_, one)| one.course.before.into()),
        f("% on day 0", 10, |(_, one)| one.course.day_0.into()),
        f("lowest %", 10, |(_, one)| one.course.low.percent.into()),
        f("% after 90 days", 10, |(_, one)| one.course.day_90.into()),
        f("% at the end", 10, |(_, one)| one.course.end.percent.into()),
        w("lowest on", 12, |(_, one)| one.course.low.date.into()),
        w("end", 12, |(_, one)| one.course.end.date.into()),
        w("recovered on", 12, |(_, one)| one.course.recovered.into()),
        f("achievable %", 10, |(_, one)| one.after.views.achievable_seat_covered.into()),
        f("points at once", 10, |(_, one)| one.unlocked.at_once.into()),
        f("points by work", 10, |(_, one)| one.unlocked.by_work.into()),
        f("points by deployment", 12, |(_, one)| one.unlocked.by_deployment.into()),
        f("points without a seat", 12, |(_, one)| one.unlocked.blocked_by_seats.into()),
        f("hours more", 10, |(_, one)| one.unlocked.work.into()),
        f("cost a year", 14, |(_, one)| {
            one.money.as_ref().and_then(|money| money.cost.yearly()).map(Cell::Money).into()
        }),
        f("more a year", 14, |(_, one)| {
            one.money.as_ref().and_then(|money| money.difference).map(Cell::Money).into()
        }),
        f("per point", 12, |(_, one)| {
            let per_point = one.money.as_ref().and_then(|money| money.per_point);
            per_point.map(CostPerPoint::rounded).map(Cell::Money).into()
        }),
        w("currency", 9, |(document, _)| document.inputs.prices.currency().into()),
        w("price unknown", 24, |(_, one)| match &one.money {
            Some(money) => ids(money.cost.unpriced().into_keys()),
            None => Cell::Empty,
        }),
    ];
    Table::of("Licence options", rows, fields)
}

/// The same in a few columns, for Markdown.
pub(in crate::document) fn options_short(document: &Document<'_>) -> Table {
    let rows = document.inputs.options.iter().enumerate();
    let fields: Vec<Field<(usize, &OptionResult)>> = vec![
        w("option", 0, |(_, one)| (&one.name).into()),
        w("from", 0, |(_, one)| one.from.into()),
        f("day before %", 0, |(_, one)| one.course.before.into()),
        f("day 0 %", 0, |(_, one)| one.course.day_0.into()),
        f("lowest %", 0, |(_, one)| one.course.low.percent.into()),
        w("lowest on", 0, |(_, one)| one.course.low.date.into()),
        w("recovered on", 0, |(_, one)| match (one.course.falls, one.course.recovered) {
            (false, _) => "no dip".into(),
            (true, Some(date)) => date.into(),
            (true, None) => "not yet".into(),
        }),
        f("end %", 0, |(_, one)| one.course.end.percent.into()),
        f("points opened", 0, |(_, one)| one.unlocked.all().into()),
        f("more a year", 0, |(at, one)| {
            let more = one.money.as_ref().and_then(|money| money.difference);
            // What is owned costs no more than itself, also where a price is not known.
            let more = if *at == 0 { Some(Money::ZERO) } else { more };
            more.map_or_else(|| "unknown".into(), Cell::Money)
        }),
    ];
    Table::of("", rows, fields)
}

/// What a report rests on: assumptions, findings, files with their hashes, and how to come to its figures.
pub(in crate::document) fn basis(document: &Document<'_>) -> Table {
    let columns = [("what", 16), ("name", 44), ("says", 90), ("then", 60)];
    let columns = columns.map(|(name, width)| words(name).width(width));
    let mut table = Table::new("Basis", columns.into());
    let mut add = |what: &str, name: &str, says: &str, then: &str| {
        table.rows.push(cells![what, name, says, then]);
    };
    let today = document.assumptions();
    for (name, word) in &today {
        add("assumption", name, word, "");
    }
    for scenario in &document.scenarios {
        for (name, word) in scenario.assumptions.iter().filter(|one| !today.contains(one)) {
            add("assumption", &format!("{}: {name}", scenario.name()), word, "");
        }
    }
    for note in document.notes() {
        add("finding", note.code.code(), &note.message, note.help.as_deref().unwrap_or_default());
    }
    let exports = document.inputs.state.tenant.source_hashes.iter();
    let read = document.inputs.sources.iter().map(|(name, hash)| (name, hash));
    for (name, hash) in read.chain(exports) {
        add("file", name, hash, "");
    }
    for formula in super::super::formulas::formulas(document) {
        add("figure", &formula.figure, &formula.calculation, &formula.command);
    }
    table
}
