//! The report: everything about one tenant as a page, Markdown, a workbook, a folder of files, or tasks.
//!
//! Goes in: results of earlier rooms, as [`Inputs`]. Comes out: a [`Document`], which holds them with what only a report
//! needs, and from it the text or the bytes of a file. `sections` is the one list of its sections; `tables` and `charts`
//! are what the formats share, and `html`, `markdown`, `workbook`, `csv_folder` and `tasks` write it.
//! **Invariants:** figures are exact until a cell of a table is written; texts are as they came and are made harmless by
//! the format that writes them; whatever is listed has an order that ends in an id.

pub mod charts;
pub mod csv_folder;
mod formulas;
pub mod html;
pub mod markdown;
mod plan;
mod sections;
mod tables;
pub mod tasks;
#[cfg(feature = "xlsx")]
pub mod workbook;

pub use formulas::quoted;
pub use plan::{DatedStep, Plan};

use std::cmp::Reverse;
use std::fmt;

pub use crate::answer::Audience;
use crate::answer::{FoundFrontier, ScenarioOverTime, option_sentence};
use crate::diag::{Finding, Findings};
use crate::licences::options::OptionResult;
use crate::model::units::hundredths;
use crate::model::{BasisPoints, Brand, Id, Minutes, Money, Percent, Points, Prices, Scenario, Status};
use crate::plan::Ranking;
use crate::plan::best::{BestQuestion, EvaluatedPlan, PlanObjective, PlanVerdict};
use crate::project::Projection;
use crate::state::{ScoreRow, State, Totals};
use jiff::civil::Date;

#[derive(Debug, Clone, Copy)]
pub struct Style<'a> {
    pub audience: Audience,
    pub brand: Option<&'a Brand>,
}

#[derive(Debug, Clone, Copy)]
pub struct ScenarioInput<'a> {
    /// The file; `None` for the plain scenario of a report that names none.
    pub file: Option<&'a str>,
    pub scenario: &'a Scenario,
    pub projection: &'a Projection,
}

#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// What the report is called; the tenant's name in a sentence when absent.
    pub title: Option<&'a str>,
    /// Whether nobody named a tenant, so that all of it is about the built-in sample.
    pub is_sample: bool,
    pub state: &'a State<'a>,
    pub ranking: &'a Ranking,
    /// In the order in which they were named.
    pub scenarios: &'a [ScenarioInput<'a>],
    /// The question whose answer is the chosen plan, and the answer; `None` where nobody asked.
    pub best: Option<(&'a BestQuestion, &'a EvaluatedPlan)>,
    /// The most points for the hours: the corners.
    pub frontier: &'a FoundFrontier,
    /// Licence options, what is owned first; empty where there are none.
    pub options: &'a [OptionResult],
    pub prices: &'a Prices,
    pub findings: &'a Findings,
    /// Name and SHA-256 of everything that was read.
    pub sources: &'a [(String, String)],
    /// What every command takes to ask about the same tenant, such as `--tenant tenant.yaml`.
    pub arguments: &'a str,
}

/// Everything that a report shows: its inputs, and what follows from them for a report only.
#[derive(Debug, Clone)]
pub struct Document<'a> {
    pub inputs: Inputs<'a>,
    pub title: String,
    pub today: Totals,
    pub scenarios: Vec<ScenarioSection<'a>>,
    pub decision: Option<Decision>,
    pub plan: Option<Plan<'a>>,
    pub asked: Asked,
    /// The plan that answers it: all of the backlog where nobody asked, `None` where there is none.
    pub chosen: Option<Chosen>,
}

#[derive(Debug, Clone)]
pub struct ScenarioSection<'a> {
    pub file: Option<&'a str>,
    pub projection: &'a Projection,
    pub answer: ScenarioOverTime,
    /// Its place among the licence options, where it changes licences.
    pub option: Option<usize>,
    /// Of the work that is dated.
    pub effort: Minutes,
    pub assumptions: Vec<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    pub scenario: usize,
    /// Whether it reaches its goal in time and is there on its day.
    pub holds_goal: bool,
    pub holding: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Everything,
    /// The most points within so much work.
    Budget(Minutes),
    /// The least work to so many hundredths of a percent.
    Target(i64),
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => f.write_str("All of the backlog"),
            Self::Budget(budget) => write!(f, "The most points within {budget} hours"),
            Self::Target(target) => write!(f, "The least work to {} %", hundredths(*target)),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    pub effort: Minutes,
    pub points: Points,
    pub percent: Percent,
    pub steps: usize,
    pub is_proved: bool,
}

/// A risk that somebody accepted, or points for the word of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Acceptance<'a> {
    /// The scenario that sets it, by its place; `None` for what the tenant has today.
    pub scenario: Option<usize>,
    pub id: &'a Id,
    pub status: Status,
    /// The points that an acceptance gives up, or that an assertion gives beyond what is measured; `None` where the
    /// maximum is not known.
    pub points: Option<Points>,
    /// `None` for what the tenant has, whose export says no day, and for what holds from the start.
    pub from: Option<Date>,
    /// The first day on which it no longer holds; `None` where it never ends.
    pub expires: Option<Date>,
    pub owner: Option<&'a str>,
    pub reason: Option<&'a str>,
}

impl<'a> Document<'a> {
    pub fn of(inputs: &Inputs<'a>) -> Self {
        let state = inputs.state;
        let section = |input: &ScenarioInput<'a>| ScenarioSection::of(input, inputs.options);
        let scenarios: Vec<ScenarioSection<'a>> = inputs.scenarios.iter().map(section).collect();
        Self {
            inputs: *inputs,
            title: inputs
                .title
                .map_or_else(|| format!("Secure Score of {}", state.tenant.name), str::to_owned),
            today: state.totals(),
            decision: decision(&scenarios, inputs.options),
            plan: plan::plan(inputs),
            asked: asked(inputs),
            chosen: chosen(inputs),
            scenarios,
        }
    }

    pub(crate) fn decided(&self) -> Option<(Decision, &ScenarioSection<'a>)> {
        let decision = self.decision?;
        Some((decision, self.scenarios.get(decision.scenario)?))
    }

    /// What licences cost more in a year with a scenario that changes them; `None` inside where a price is not known.
    pub(crate) fn licence_cost(&self, scenario: &ScenarioSection<'_>) -> Option<Option<Money>> {
        let option = self.inputs.options.get(scenario.option?)?;
        Some(option.money.as_ref().and_then(|money| money.difference))
    }

    /// Statuses that people set in place of a measurement: those of the tenant by id, then those of each scenario in the
    /// order of its file.
    pub(crate) fn acceptances(&self) -> Vec<Acceptance<'a>> {
        // Nothing ends that is only planned, and what is done or open is measured.
        let is_set_by_people = |status: Status| status == Status::RiskAccepted || status.is_asserted();
        let state = self.inputs.state;
        let of_tenant = |row: &'a ScoreRow| {
            let status = row.current_status().filter(|status| is_set_by_people(*status))?;
            let at_stake = if status.is_asserted() { row.points() - row.measured } else { row.left() };
            let seen = state.tenant.controls.get(&row.id);
            Some(Acceptance {
                scenario: None,
                id: &row.id,
                status,
                points: row.max.map(|_| at_stake),
                from: None,
                expires: None,
                owner: seen.and_then(|seen| seen.assigned_to.as_deref()),
                reason: seen.and_then(|seen| seen.comment.as_deref()),
            })
        };
        let of_scenarios = self.inputs.scenarios.iter().enumerate().flat_map(|(at, input)| {
            let set = input.scenario.statuses.iter().filter(|change| is_set_by_people(change.set));
            set.map(move |change| {
                // A simulated acceptance earns nothing at all.
                let earned =
                    |row: &ScoreRow| if change.set.is_asserted() { row.measured } else { Points::ZERO };
                Acceptance {
                    scenario: Some(at),
                    id: &change.control,
                    status: change.set,
                    points: state.rows.get(&change.control).and_then(|row| Some(row.max? - earned(row))),
                    from: change.from,
                    expires: change.expires,
                    owner: change.owner.as_deref(),
                    reason: change.reason.as_deref(),
                }
            })
        });
        state.rows.values().filter_map(of_tenant).chain(of_scenarios).collect()
    }

    /// What a reader should know, the gravest first; what several scenarios say of their one tenant stands once.
    pub(crate) fn notes(&self) -> Vec<Finding> {
        let mut notes: Vec<Finding> = Vec::new();
        for finding in self.inputs.findings.clone().sorted().iter() {
            let said = |note: &Finding| {
                (note.code, &note.message, &note.help) == (finding.code, &finding.message, &finding.help)
            };
            if !notes.iter().any(said) {
                notes.push(finding.clone());
            }
        }
        notes
    }

    pub(crate) fn assumptions(&self) -> Vec<(String, String)> {
        listed(self.inputs.state.assumptions.listed())
    }

    pub(crate) fn option_sentences(&self) -> Vec<String> {
        let options = self.inputs.options;
        let owned = |at: usize| options.first().filter(|_| at > 0);
        options.iter().enumerate().map(|(at, option)| option_sentence(option, owned(at))).collect()
    }

    /// Whether a control or an action is part of the plan that somebody asked for; always where nobody did.
    pub(crate) fn is_chosen(&self, id: &Id) -> bool {
        let chosen = self.inputs.best.map(|(_, planned)| &planned.ranking.backlog);
        chosen.is_none_or(|plan| plan.index(id).is_some())
    }

    pub(crate) fn product(&self, id: &Id) -> Option<String> {
        product(self.inputs.state, id)
    }

    pub(crate) fn owner(&self, id: &Id) -> Option<&'a str> {
        owner(self.inputs.state, id)
    }
}

fn product(state: &State<'_>, id: &Id) -> Option<String> {
    let of_row = state.rows.get(id).and_then(|row| row.product.as_ref());
    let of_control = || state.control(id).map(|control| &control.product);
    let of_action = || state.catalogue.actions.get(id).map(|action| &action.product);
    let product = of_row.or_else(of_control).or_else(of_action)?;
    let known = state.catalogue.products.get(product);
    Some(known.map_or_else(|| product.to_string(), |known| known.name.clone()))
}

fn owner<'a>(state: &State<'a>, id: &Id) -> Option<&'a str> {
    state.tenant.controls.get(id).and_then(|control| control.assigned_to.as_deref())
}

fn listed<'w>(pairs: impl IntoIterator<Item = (&'w str, String)>) -> Vec<(String, String)> {
    pairs.into_iter().map(|(key, word)| (key.to_owned(), word)).collect()
}

impl<'a> ScenarioSection<'a> {
    /// Its licences are found among the options by its name.
    fn of(input: &ScenarioInput<'a>, options: &[OptionResult]) -> Self {
        let projection = input.projection;
        let buys = !input.scenario.licences.is_empty();
        let mut assumptions = listed(projection.assumptions.listed());
        assumptions.extend(projection.by_itself.iter().cloned());
        Self {
            file: input.file,
            projection,
            answer: ScenarioOverTime::of(projection),
            option: options.iter().position(|option| buys && option.name == projection.name),
            effort: projection.work.iter().map(|work| work.booking.effort).sum(),
            assumptions,
        }
    }

    pub(crate) fn name(&self) -> &'a str {
        &self.projection.name
    }

    /// In how many of all trials the goal is reached in time.
    pub(crate) fn in_time(&self) -> Option<(u32, u32)> {
        let summary = &self.projection.trials.as_ref()?.summary;
        Some((summary.in_time?, summary.trials))
    }

    /// The same, in hundredths of a percent.
    pub(crate) fn chance(&self) -> Option<i64> {
        let (in_time, trials) = self.in_time()?;
        Some(BasisPoints::of_trials(in_time, trials).0)
    }
}

/// Of the scenarios that are at their goal on its day: the one whose licences cost least more, then the one with the
/// least work, then the earliest at its goal, then the first. Where none is, the one with the highest percentage on the
/// last day, then the first. Licences whose cost is not known come after all known costs.
fn decision(scenarios: &[ScenarioSection<'_>], options: &[OptionResult]) -> Option<Decision> {
    let goal = |at: usize| scenarios[at].projection.goal.as_ref();
    let holding: Vec<usize> =
        (0..scenarios.len()).filter(|&at| goal(at).is_some_and(|goal| goal.held)).collect();
    let cheapest = holding.iter().copied().min_by_key(|&at| {
        let cost = match scenarios[at].option {
            None => Some(Money::ZERO),
            Some(option) => options.get(option).and_then(|option| option.money.as_ref()?.difference),
        };
        (cost.is_none(), cost, scenarios[at].effort, goal(at).and_then(|goal| goal.date), at)
    });
    let highest = || {
        (0..scenarios.len()).max_by(|&a, &b| {
            let percent = |at: usize| scenarios[at].projection.end().map(|end| end.percent());
            let order = match (percent(a), percent(b)) {
                (Some(a), Some(b)) => a.compare(b),
                (a, b) => a.is_some().cmp(&b.is_some()),
            };
            order.then(Reverse(a).cmp(&Reverse(b)))
        })
    };
    let scenario = cheapest.or_else(highest)?;
    Some(Decision { scenario, holds_goal: cheapest.is_some(), holding: holding.len() })
}

fn asked(inputs: &Inputs<'_>) -> Asked {
    let Some((ask, planned)) = inputs.best else { return Asked::Everything };
    match (ask.objective, planned.best.budget) {
        (PlanObjective::Target(target), _) => Asked::Target(target.0),
        (_, Some(budget)) => Asked::Budget(budget),
        (_, None) => Asked::Everything,
    }
}

fn chosen(inputs: &Inputs<'_>) -> Option<Chosen> {
    let (ranking, is_proved) = match inputs.best {
        None => (inputs.ranking, false),
        Some((_, planned)) => {
            planned.best.plan.as_ref()?;
            (&planned.ranking, planned.best.verdict == PlanVerdict::Optimal)
        }
    };
    let last = ranking.steps.last()?;
    Some(Chosen {
        effort: last.cumulative_effort,
        points: last.cumulative_points,
        percent: last.percent_after?,
        steps: ranking.steps.len(),
        is_proved,
    })
}
