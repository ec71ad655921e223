//! What the trials of a projection say.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::Words;
use crate::model::{BasisPoints, Hundredths};
use crate::project::Projection;
use crate::project::trials::{self, CONFIDENCES, FIRST_STEPS, Trials};
use crate::table::{Block, Field, Table, figures, words};

const SHOWN: usize = 5;

/// The trials of one scenario. Every share is one in percent.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TrialsAnswer {
    pub count: u32,
    /// How many were asked for.
    pub asked: u32,
    /// How many of them were asked what drives the outcome.
    pub driven: u32,
    pub seed: u64,
    pub spreads: Words,
    /// The days on which a figure changes, and the last.
    pub percent: Vec<Day>,
    /// The share of trials in which the goal is reached in time; null without a goal.
    pub goal_probability: Option<Hundredths>,
    /// The share of trials in which the score is there on that day.
    pub held_probability: Option<Hundredths>,
    pub goal_dates: Vec<GoalDate>,
    /// `goal-date` or `score`.
    pub sensitivity_of: &'static str,
    /// What drives the outcome, the strongest first.
    pub sensitivity: Vec<Driver>,
    /// What was the last to show before the goal, the most frequent first.
    pub criticality: Vec<Critical>,
    pub rank_stability: RankStability,
    /// A dozen days, that of the goal and the last among them.
    #[serde(skip)]
    curve: Vec<Day>,
    #[serde(skip)]
    verdict: Vec<String>,
}

/// A day over all trials, in percent of the maximum.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Day {
    pub date: Date,
    /// One trial in ten is at most there.
    pub p10: Hundredths,
    pub p50: Hundredths,
    pub p90: Hundredths,
    pub mean: Hundredths,
}

/// The day by which the goal is reached in so many of a hundred trials.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct GoalDate {
    pub confidence: u32,
    /// Null where it is not reached by the end.
    pub date: Option<Date>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Driver {
    /// `effort` or `capacity`.
    pub what: &'static str,
    /// Of which step or team.
    pub of: String,
    pub correlation: Hundredths,
    /// The share of the spread that goes with it.
    pub share: Hundredths,
}

/// A step that was the last to show before the goal.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Critical {
    pub id: Option<String>,
    /// In how many of the driven trials.
    pub percent: Hundredths,
}

/// How stable today's ranking is under drawn efforts.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RankStability {
    pub rankings: u32,
    pub steps: Vec<StableStep>,
    #[serde(skip)]
    line: Option<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StableStep {
    pub id: String,
    pub rank: usize,
    /// In how many of the rankings it is among the first.
    pub among_first_percent: Hundredths,
}

/// Two scenarios on the same draws, trial by trial. Every share is one in percent.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Duel {
    pub scenario: Option<String>,
    pub against: Option<String>,
    /// The day on which they are compared.
    pub date: Option<Date>,
    pub ahead: Hundredths,
    pub equal: Hundredths,
    pub behind: Hundredths,
}

/// A number rounded to two decimals as a whole number, so that there is no minus zero.
#[expect(clippy::cast_possible_truncation, reason = "correlations and shares are small")]
fn rounded(number: f64) -> Hundredths {
    Hundredths((number * 100.0).round() as i64)
}

impl TrialsAnswer {
    pub fn of(trials: &Trials) -> Self {
        let (summary, wish) = (&trials.summary, &trials.settings);
        let part = |times: u32| BasisPoints::of_trials(times, summary.trials).into();
        let has_goal = summary.in_time.is_some();
        let dates = CONFIDENCES.iter().zip(summary.by_confidence).filter(|_| has_goal);
        let name = |step: usize| trials.model.steps.get(step).map(ToString::to_string);
        Self {
            count: summary.trials,
            asked: wish.count,
            driven: summary.driven,
            seed: wish.seed,
            spreads: wish.spreads.listed().into_iter().collect(),
            percent: changes(&summary.days).map(|day| Day::of(trials, day)).collect(),
            goal_probability: summary.in_time.map(part),
            held_probability: summary.held.map(part),
            goal_dates: dates
                .map(|(&confidence, day)| GoalDate { confidence, date: day.map(|day| trials.date(day)) })
                .collect(),
            sensitivity_of: if summary.by_date { "goal-date" } else { "score" },
            sensitivity: summary.drivers.iter().map(|driver| Driver::of(trials, driver)).collect(),
            criticality: summary
                .decided
                .iter()
                .map(|&(step, times)| Critical {
                    id: name(step),
                    percent: BasisPoints::of_trials(times, summary.driven).into(),
                })
                .collect(),
            rank_stability: RankStability::of(&trials.stability),
            curve: curve(trials),
            verdict: verdict(trials),
        }
    }

    pub(super) fn blocks(&self, name: &str) -> Vec<Block> {
        let mut blocks = vec![Block::Table(self.curve_table(name)), Block::Lines(self.verdict.clone())];
        blocks.extend(self.driver_table().block());
        blocks.extend(self.critical_table().block());
        blocks.push(Block::Lines(self.rank_stability.line.iter().cloned().collect()));
        blocks
    }

    fn curve_table(&self, name: &str) -> Table {
        let title = format!("{name}: {} trials with seed {}", self.count, self.seed);
        let fields: Vec<Field<&Day>> = vec![
            words("date").of(|day| day.date.into()),
            figures("P10 %").of(|day| day.p10.into()),
            figures("P50 %").of(|day| day.p50.into()),
            figures("P90 %").of(|day| day.p90.into()),
            figures("mean %").of(|day| day.mean.into()),
        ];
        Table::of(title, &self.curve, fields)
    }

    fn driver_table(&self) -> Table {
        let of_date = self.sensitivity_of == "goal-date";
        let what = if of_date { "the date of the goal" } else { "the score over all days" };
        let fields: Vec<Field<&Driver>> = vec![
            words("what").of(|driver| driver.what.into()),
            words("of").of(|driver| (&driver.of).into()),
            figures("correlation").of(|driver| driver.correlation.into()),
            figures("share %").of(|driver| driver.share.into()),
        ];
        let drivers = self.sensitivity.iter().take(SHOWN);
        Table::of(format!("What drives the spread of {what}"), drivers, fields)
    }

    fn critical_table(&self) -> Table {
        let fields: Vec<Field<&Critical>> = vec![
            words("step").of(|step| step.id.as_ref().into()),
            figures("% of trials").of(|step| step.percent.into()),
        ];
        Table::of("The last to show before the goal", self.criticality.iter().take(SHOWN), fields)
    }
}

impl Day {
    fn of(trials: &Trials, day: &trials::DaySummary) -> Self {
        Self {
            date: trials.date(day.day),
            p10: day.p10.into(),
            p50: day.p50.into(),
            p90: day.p90.into(),
            mean: day.mean.into(),
        }
    }
}

impl Driver {
    fn of(trials: &Trials, driver: &trials::OutcomeDriver) -> Self {
        let (what, of) = driver_name(trials, driver);
        Self { what, of, correlation: rounded(driver.correlation), share: rounded(driver.share * 100.0) }
    }
}

impl RankStability {
    fn of(stability: &trials::RankingStability) -> Self {
        let steps = stability.steps.iter().map(|step| StableStep {
            id: step.id.to_string(),
            rank: step.rank,
            among_first_percent: BasisPoints::of_trials(step.among_first, stability.trials).into(),
        });
        let least = stability.steps.iter().min_by_key(|step| (step.among_first, step.rank));
        let sure = stability.steps.iter().filter(|step| step.among_first * 10 >= stability.trials * 9);
        let line = least.filter(|_| stability.trials > 0).map(|least| {
            format!(
                "Of today's first {} steps {} stay among the first {FIRST_STEPS} in 90 % of {} rankings with drawn efforts; the least sure is {} with {} %",
                stability.steps.len(),
                sure.count(),
                stability.trials,
                least.id,
                BasisPoints::of_trials(least.among_first, stability.trials)
            )
        });
        Self { rankings: stability.trials, steps: steps.collect(), line }
    }
}

/// The days on which a figure changes, and the last.
pub fn changes(days: &[trials::DaySummary]) -> impl Iterator<Item = &trials::DaySummary> {
    let figures = |day: &trials::DaySummary| (day.p10, day.p50, day.p90, day.mean);
    days.iter()
        .enumerate()
        .filter(move |(at, day)| *at == 0 || at + 1 == days.len() || figures(&days[at - 1]) != figures(day))
        .map(|(_, day)| day)
}

pub fn driver_name(trials: &Trials, driver: &trials::OutcomeDriver) -> (&'static str, String) {
    let (steps, teams) = (&trials.model.steps, &trials.model.teams);
    match steps.get(driver.place) {
        Some(step) => ("effort", step.to_string()),
        None => {
            let team = teams.get(driver.place - steps.len());
            ("capacity", team.map_or_else(String::new, ToString::to_string))
        }
    }
}

fn curve(trials: &Trials) -> Vec<Day> {
    let last = trials.model.flat.last_day;
    let due = trials.model.flat.goal.map(|goal| goal.by);
    let step = last.div_ceil(11).max(1);
    let is_shown =
        |day: &&trials::DaySummary| day.day.is_multiple_of(step) || day.day == last || Some(day.day) == due;
    trials.summary.days.iter().filter(is_shown).map(|day| Day::of(trials, day)).collect()
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
            goal.percent,
            trials.date(goal.by),
            BasisPoints::of_trials(in_time, summary.trials),
            BasisPoints::of_trials(held, summary.trials)
        ));
        let by = CONFIDENCES.iter().zip(summary.by_confidence).map(|(confidence, day)| {
            let date = day.map_or_else(|| "not by the end".to_owned(), |day| trials.date(day).to_string());
            format!("{confidence} %: {date}")
        });
        lines.push(format!("Reached with a confidence of {}", by.collect::<Vec<_>>().join(", ")));
    }
    let spreads: Words = wish.spreads.listed().into_iter().collect();
    lines.push(format!("Spreads: {}", spreads.line(", ")));
    lines
}

pub(super) fn duels(projections: &[Projection]) -> Vec<Duel> {
    let tried: Vec<&Trials> =
        projections.iter().filter_map(|projection| projection.trials.as_ref()).collect();
    let date = tried.iter().find_map(|trials| trials.settings.on);
    let name = |at: usize| projections.get(at).map(|projection| projection.name.clone());
    let duel = |duel: &trials::PairedComparison| {
        let of = duel.ahead + duel.equal + duel.behind;
        let part = |times: u32| BasisPoints::of_trials(times, of).into();
        Duel {
            scenario: name(duel.scenarios.0),
            against: name(duel.scenarios.1),
            date,
            ahead: part(duel.ahead),
            equal: part(duel.equal),
            behind: part(duel.behind),
        }
    };
    trials::paired_comparisons(&tried).iter().map(duel).collect()
}

pub(super) fn duel_table(duels: &[Duel]) -> Option<Table> {
    let on = duels.first()?.date?;
    let fields: Vec<Field<&Duel>> = vec![
        words("scenario").of(|duel| duel.scenario.as_ref().into()),
        words("against").of(|duel| duel.against.as_ref().into()),
        figures("ahead %").of(|duel| duel.ahead.into()),
        figures("equal %").of(|duel| duel.equal.into()),
        figures("behind %").of(|duel| duel.behind.into()),
    ];
    Some(Table::of(format!("On {on}, trial by trial on the same luck"), duels, fields))
}
