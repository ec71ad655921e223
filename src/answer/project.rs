//! `project`: scenarios over time, side by side.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::movement::{Movement, movement_table, movements};
use super::plan::{Stage, stages};
use super::trials::{Duel, TrialsAnswer, duel_table, duels};
use super::{Answer, Finding, Shown, Words};
use crate::chart::largest;
use crate::chart::over_time::{self, Line, Mark, Spread};
use crate::diag::Code;
use crate::model::units::hundredths;
use crate::model::{BasisPoints, Hundredths, Id, Percent, Points};
use crate::project::{self, DatedPercent, Dip, GoalOutcome, Projection, WaterfallStep};
use crate::table::{Block, Cell, Field, Table, cells, figures, words};

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProjectAnswer {
    pub schema: &'static str,
    pub scenarios: Vec<ScenarioOverTime>,
    /// Every two scenarios, trial by trial; empty without trials.
    pub comparison: Vec<Duel>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ScenarioOverTime {
    pub name: String,
    pub start: Option<DatedPercent>,
    pub low: Option<DatedPercent>,
    pub end: Option<DatedPercent>,
    pub dip: Option<Dip>,
    pub goal: Option<GoalOutcome>,
    /// The days on which the score changes, the first and the last day included.
    pub series: Vec<Point>,
    /// What moved the score, row by row.
    pub events: Vec<Event>,
    /// What each cause adds between the first and the last day.
    pub waterfall: Vec<WaterfallStep>,
    pub do_nothing: DoNothing,
    /// The dated work, by id.
    pub work: Vec<Work>,
    /// Null unless trials were asked for.
    pub trials: Option<TrialsAnswer>,
    pub assumptions: Words,
    /// What is assumed to happen without anybody.
    pub by_itself: BTreeMap<String, String>,
    pub findings: Vec<Finding>,
    /// The events put together by day and cause.
    #[serde(skip)]
    pub movements: Vec<Movement>,
    /// The answer in sentences, with the reason when a goal is missed.
    #[serde(skip)]
    pub sentences: Vec<String>,
    #[serde(skip)]
    by_itself_line: Option<String>,
}

/// The score from a day on.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Point {
    pub date: Date,
    pub points: Points,
    pub max: Points,
    pub percent: Percent,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Event {
    pub date: Date,
    pub kind: &'static str,
    pub id: Id,
    pub points: Points,
    pub max: Points,
    pub text: String,
    pub trigger: Id,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DoNothing {
    pub series: Vec<Point>,
    pub end: Option<DatedPercent>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Work {
    pub id: Id,
    pub team: Id,
    pub start: Date,
    pub finish: Date,
    /// The stages before the last.
    pub stages: Vec<Stage>,
    /// The snapshot that usually shows it.
    pub expected_by: Option<Date>,
    /// The snapshot by which even the slowest refresh shows it.
    pub worry_after: Option<Date>,
}

impl From<&project::ScorePoint> for Point {
    fn from(point: &project::ScorePoint) -> Self {
        Self { date: point.date, points: point.points, max: point.max, percent: point.percent() }
    }
}

impl ProjectAnswer {
    pub fn of(projections: &[Projection]) -> Self {
        Self {
            schema: "scoreplan/project/1",
            scenarios: projections.iter().map(ScenarioOverTime::of).collect(),
            comparison: duels(projections),
        }
    }

    fn side_by_side(&self) -> Table {
        let fields: Vec<Field<&ScenarioOverTime>> = vec![
            words("scenario").of(|one| (&one.name).into()),
            figures("start %").leaves(1).of(|one| one.start.map(|at| at.percent).into()),
            figures("low %").of(|one| one.low.map(|at| at.percent).into()),
            words("low on").leaves(2).of(|one| one.low.map(|at| at.date).into()),
            figures("end %").of(|one| one.end.map(|at| at.percent).into()),
            words("end on").leaves(5).of(|one| one.end.map(|at| at.date).into()),
            figures("idle %").leaves(3).of(|one| one.do_nothing.end.map(|at| at.percent).into()),
            figures("goal %").empty("-").of(|one| one.goal.map(|goal| Cell::Decimal(goal.percent.0)).into()),
            words("goal by").leaves(4).empty("-").of(|one| one.goal.map(|goal| goal.by).into()),
            words("reached on").empty("-").of(|one| one.goal.map(|goal| reached_on(&goal)).into()),
        ];
        Table::of("", &self.scenarios, fields)
    }
}

impl Answer for ProjectAnswer {
    fn blocks(&self, shown: Shown) -> Vec<Block> {
        let lines = self.scenarios.iter().map(ScenarioOverTime::line).collect();
        let mut blocks = vec![Block::Table(self.side_by_side()), Block::Chart(lines)];
        for one in &self.scenarios {
            blocks.push(Block::Table(movement_table(&one.name, &one.movements, shown.top)));
            blocks.extend(one.waterfall_table(shown.top).map(Block::Table));
            blocks.push(Block::Lines(one.verdict()));
            if let Some(trials) = &one.trials {
                blocks.extend(trials.blocks(&one.name));
            }
        }
        blocks.extend(duel_table(&self.comparison).map(Block::Table));
        blocks
    }
}

impl ScenarioOverTime {
    pub fn of(projection: &Projection) -> Self {
        let events = projection.events.iter().map(|event| Event {
            date: event.date,
            kind: event.kind_word(),
            id: event.id.clone(),
            points: event.points,
            max: event.max,
            text: event.trigger.text.clone(),
            trigger: event.trigger.id.clone(),
        });
        let work = projection.work.iter().map(|work| Work {
            id: work.booking.id.clone(),
            team: work.booking.team.clone(),
            start: work.booking.start,
            finish: work.booking.finish,
            stages: stages(&work.booking),
            expected_by: work.expected_by,
            worry_after: work.worry_after,
        });
        let by_itself: Vec<String> =
            projection.by_itself.iter().map(|(name, word)| format!("{name}: {word}")).collect();
        Self {
            name: projection.name.clone(),
            start: projection.start().map(DatedPercent::from),
            low: projection.low().map(DatedPercent::from),
            end: projection.end().map(DatedPercent::from),
            dip: projection.dip(),
            goal: projection.goal,
            series: projection.series.iter().map(Point::from).collect(),
            events: events.collect(),
            waterfall: projection.waterfall.clone(),
            do_nothing: DoNothing {
                series: projection.do_nothing.iter().map(Point::from).collect(),
                end: projection.do_nothing.last().map(DatedPercent::from),
            },
            work: work.collect(),
            trials: projection.trials.as_ref().map(TrialsAnswer::of),
            assumptions: (&projection.assumptions).into(),
            by_itself: projection.by_itself.iter().cloned().collect(),
            findings: Finding::all(projection.findings.iter()),
            movements: movements(projection),
            sentences: sentences(projection),
            by_itself_line: (!by_itself.is_empty()).then(|| format!("By itself: {}", by_itself.join("; "))),
        }
    }

    pub fn line(&self) -> Line {
        let mark = |date: Date, percent: Percent| Mark { date, percent: percent.hundredths() };
        let marks = |points: &[Point]| points.iter().map(|point| mark(point.date, point.percent)).collect();
        let days = self.trials.iter().flat_map(|trials| &trials.percent);
        let spread =
            days.map(|day| Spread { date: day.date, p10: day.p10.0, p50: day.p50.0, p90: day.p90.0 });
        Line {
            name: self.name.clone(),
            score: marks(&self.series),
            spread: spread.collect(),
            idle: marks(&self.do_nothing.series),
            goal: self.goal.map(|goal| over_time::Goal {
                percent: goal.percent.0,
                by: goal.by,
                reached: goal.date,
            }),
            dip: self.dip.map(|dip| mark(dip.to.date, dip.to.percent)),
        }
    }

    /// From the first to the last day: the largest causes, the others in one line, and the ends.
    pub fn waterfall_table(&self, limit: Option<usize>) -> Option<Table> {
        const USUAL: usize = 10;
        let (start, end) = (self.series.first()?, self.series.last()?);
        if self.waterfall.is_empty() {
            return None;
        }
        let columns = vec![
            words("step").least(34),
            words("first on"),
            figures("points"),
            figures("max"),
            figures("%"),
            words("because").leaves(1).least(40),
        ];
        let mut table = Table::new(format!("{}: what each step adds", self.name), columns);
        let end_row =
            |name: &str, at: &Point| cells![name, at.date, at.points, at.max, at.percent, Cell::Empty];
        table.push(end_row("start", start));
        let (largest, others) = largest_causes(&self.waterfall, limit.unwrap_or(USUAL));
        for cause in largest {
            table.push(cells![
                &cause.id,
                cause.date,
                Cell::SignedPoints(cause.points),
                Cell::SignedPoints(cause.max),
                Cell::SignedPercent(cause.percent.0),
                &cause.text,
            ]);
        }
        if let Some(Others { steps, points, max, percent }) = others {
            table.push(cells![
                format!("{steps} other steps"),
                Cell::Empty,
                Cell::SignedPoints(points),
                Cell::SignedPoints(max),
                Cell::SignedPercent(percent.0),
                Cell::Empty,
            ]);
        }
        table.push(end_row("end", end));
        Some(table)
    }

    fn verdict(&self) -> Vec<String> {
        let mut lines = self.sentences.clone();
        lines.push(format!("Assumptions: {}", self.assumptions.line(", ")));
        lines.extend(self.by_itself_line.clone());
        lines
    }
}

/// The sum of causes that do not stand alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Others {
    pub steps: usize,
    pub points: Points,
    pub max: Points,
    pub percent: Hundredths,
}

/// The largest of some causes in the order in which they first show, at most `most` of them, and the sum of the others
/// where there are any.
pub fn largest_causes(all: &[WaterfallStep], most: usize) -> (Vec<&WaterfallStep>, Option<Others>) {
    let shown = largest(all, most, |cause| cause.percent.0.unsigned_abs());
    let others: Vec<&WaterfallStep> = all
        .iter()
        .enumerate()
        .filter(|(at, _)| shown.binary_search(at).is_err())
        .map(|(_, cause)| cause)
        .collect();
    let sum = |of: fn(&WaterfallStep) -> i64| others.iter().map(|cause| of(cause)).sum::<i64>();
    let rest = (!others.is_empty()).then(|| Others {
        steps: others.len(),
        points: Points(sum(|cause| cause.points.0)),
        max: Points(sum(|cause| cause.max.0)),
        percent: Hundredths(sum(|cause| cause.percent.0)),
    });
    (shown.into_iter().filter_map(|at| all.get(at)).collect(), rest)
}

/// When a goal is reached, in a word or two.
pub fn reached_on(goal: &GoalOutcome) -> String {
    match (goal.date, goal.reached) {
        (Some(date), true) if goal.held => date.to_string(),
        (Some(date), true) => format!("{date} (lost)"),
        (Some(date), false) => format!("{date} (late)"),
        (None, _) => "never".to_owned(),
    }
}

/// The answer in a sentence or two, with the reason when a goal is missed.
pub fn sentences(projection: &Projection) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(GoalOutcome { percent, by, date, reached, held, on_last_day: last }) = projection.goal {
        lines.push(match (date, reached) {
            (Some(date), true) if held => {
                format!("Goal {percent} % by {by}: reached on {date}, {last} % on the last day")
            }
            (Some(date), true) => {
                format!("Goal {percent} % by {by}: reached on {date} and lost: {last} % on the last day")
            }
            (Some(date), false) => {
                format!("Goal {percent} % by {by}: missed with {last} %, reached on {date}")
            }
            (None, _) => {
                format!("Goal {percent} % by {by}: missed with {last} %; {}", gap(projection, percent))
            }
        });
    }
    if let Some(dip) = projection.dip() {
        let back = dip
            .recovered_on
            .map_or_else(|| "not made good by the end".to_owned(), |date| format!("made good on {date}"));
        lines.push(format!(
            "Deepest fall: from {} % on {} to {} % on {}, {back}",
            dip.from.percent, dip.from.date, dip.to.percent, dip.to.date
        ));
    }
    lines.extend(against_nothing(projection));
    // Nobody may read such a result without it.
    let up = projection.findings.iter().filter(|finding| finding.code == Code::PercentageUp);
    lines.extend(up.map(|finding| finding.message.clone()));
    lines
}

/// How many points the end of a projection is short of a goal.
pub fn gap(projection: &Projection, percent: BasisPoints) -> String {
    let Some(end) = projection.end() else { return String::new() };
    let missing = (percent.least_points(end.max) - end.points).max(Points::ZERO);
    format!("{missing} points short at the end of {}", end.date)
}

fn against_nothing(projection: &Projection) -> Option<String> {
    let (end, idle) = (projection.end()?, projection.do_nothing.last()?);
    let ahead = end.percent().hundredths() - idle.percent().hundredths();
    Some(format!(
        "Nobody does anything: {} of {} points, {} % at the end of {}; the scenario ends {} ahead",
        idle.points,
        idle.max,
        idle.percent(),
        idle.date,
        hundredths(ahead)
    ))
}
