//! The one view of a result: everything that any face of a report shows, as plain data.
//!
//! Goes in: results of earlier rooms, as [`Given`]. Comes out: a [`View`] of numbers, dates and texts; HTML, Markdown,
//! workbook and folder format it and compute nothing. **Invariants:** figures are exact (points, minutes, ratios); texts
//! are as they came and are made harmless by the face that writes them; whatever is listed has an order that ends in an id.

mod acceptance;
mod backlog;
mod basis;
mod course;
mod decision;
mod offer;
mod plan;
mod rederive;
mod today;

pub use crate::answer::{Movement, movements};
pub use acceptance::Acceptance;
pub use backlog::{Backlog, Bundle, Item, LeftOut};
pub use basis::{Basis, Note};
pub use course::{Chance, Course, Driver, Spread};
pub use decision::Decision;
pub use offer::{Offer, Offers};
pub use plan::{Plan, PlannedStep, TeamTotal};
pub use rederive::{Formula, quoted};
pub use today::Today;

use std::fmt;

use jiff::civil::Date;

use crate::answer::Corner;
use crate::diag::Findings;
use crate::licences::options::OptionResult;
use crate::model::units::hundredths;
use crate::model::{Minutes, Percent, Points, Prices, Scenario};
use crate::plan::Ranking;
use crate::plan::best::{BestQuestion, EvaluatedPlan, PlanObjective, PlanVerdict};
use crate::project::Projection;
use crate::state::State;

/// Everything that a report shows.
#[derive(Debug, Clone)]
pub struct View {
    /// What the report is called.
    pub title: String,
    /// The file or sample that the tenant was read from.
    pub tenant: String,
    /// Whether nobody named a tenant, so that all of it is about the built-in sample.
    pub is_sample: bool,
    /// The day of the snapshot.
    pub snapshot: Date,
    /// The day that counts as today.
    pub as_of: Date,
    /// The version of the catalogue.
    pub catalogue: String,
    /// The score of today.
    pub today: Today,
    /// The scenarios, in the order in which they were named.
    pub scenarios: Vec<Course>,
    /// What to choose.
    pub decision: Option<Decision>,
    /// What has points left today, in order, and what is left out.
    pub backlog: Backlog,
    /// The work with its dates.
    pub plan: Option<Plan>,
    /// Hours against percentage.
    pub frontier: Frontier,
    /// Licence options; empty where there are none.
    pub offers: Offers,
    /// Statuses that people set, with their ends.
    pub acceptances: Vec<Acceptance>,
    /// What it all rests on.
    pub basis: Basis,
    /// How to come to the figures by hand.
    pub formulas: Vec<Formula>,
}

/// The most points for the hours, corner by corner, and the plan that was chosen.
#[derive(Debug, Clone, Default)]
pub struct Frontier {
    /// Rising in hours and points.
    pub corners: Vec<Corner>,
    /// What was asked of the plan.
    pub asked: Option<Asked>,
    /// The plan that answers it: all of the backlog where nobody asked, `None` where there is none.
    pub chosen: Option<Chosen>,
}

/// The plan that was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// Its work.
    pub effort: Minutes,
    /// The points that it gains.
    pub points: Points,
    /// The score then.
    pub percent: Percent,
    /// How many steps it has.
    pub steps: usize,
    /// Whether it is proved that no plan is better.
    pub is_proved: bool,
}

/// What was asked of the chosen plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Everything that has points left.
    Everything,
    /// The most points within so many minutes.
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

/// A scenario with the score over time that it leads to.
#[derive(Debug, Clone, Copy)]
pub struct Played<'a> {
    /// The file; `None` for the plain scenario of a report that names none.
    pub file: Option<&'a str>,
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Where it leads.
    pub projection: &'a Projection,
}

/// What a view is made of.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// What the report is called; the tenant's name in a sentence when absent.
    pub title: Option<&'a str>,
    /// Whether nobody named a tenant.
    pub is_sample: bool,
    /// The tenant today.
    pub state: &'a State<'a>,
    /// Its backlog in order.
    pub ranking: &'a Ranking,
    /// The scenarios.
    pub played: &'a [Played<'a>],
    /// The question whose answer is the chosen plan, and the answer; `None` where nobody asked.
    pub best: Option<(&'a BestQuestion, &'a EvaluatedPlan)>,
    /// The efficient frontier.
    pub corners: &'a [Corner],
    /// Licence options, what is owned first; empty where there are none.
    pub options: &'a [OptionResult],
    /// What seats cost.
    pub prices: &'a Prices,
    /// What a reader should know.
    pub findings: &'a Findings,
    /// Name and SHA-256 of everything that was read.
    pub sources: &'a [(String, String)],
    /// What every command takes to stand on the same ground, such as `--tenant tenant.yaml`.
    pub arguments: &'a str,
}

/// Puts everything into one view.
pub fn view(given: &Given<'_>) -> View {
    let state = given.state;
    let offers = offer::offers(given);
    let scenarios: Vec<Course> = given.played.iter().map(|played| course::course(played, &offers)).collect();
    let plan = plan::plan(given);
    let backlog = backlog::backlog(given, plan.as_ref());
    let mut view = View {
        title: given.title.map_or_else(|| format!("Secure Score of {}", state.tenant.name), str::to_owned),
        tenant: state.tenant.name.clone(),
        is_sample: given.is_sample,
        snapshot: state.tenant.snapshot_date,
        as_of: state.day,
        catalogue: state.catalogue.version.clone(),
        today: Today::of(state),
        decision: decision::decision(&scenarios, |course| offers.all.get(course.offer?)?.more),
        scenarios,
        frontier: frontier(given),
        backlog,
        plan,
        offers,
        acceptances: acceptance::acceptances(given),
        basis: basis::basis(given),
        formulas: Vec::new(),
    };
    view.formulas = rederive::formulas(&view, given.arguments);
    view
}

fn frontier(given: &Given<'_>) -> Frontier {
    let asked =
        given.best.map_or(Asked::Everything, |(ask, planned)| match (ask.objective, planned.best.budget) {
            (PlanObjective::Target(target), _) => Asked::Target(target),
            (_, Some(budget)) => Asked::Budget(budget),
            (_, None) => Asked::Everything,
        });
    Frontier { corners: given.corners.to_vec(), asked: Some(asked), chosen: chosen(given) }
}

fn chosen(given: &Given<'_>) -> Option<Chosen> {
    let (ranking, is_proved) = match given.best {
        None => (given.ranking, false),
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
