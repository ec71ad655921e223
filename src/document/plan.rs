//! The work with its dates, and the days on which nobody makes changes.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Inputs;
use crate::model::{Freeze, Id, Percent, Team};
use crate::plan::schedule::Booking;
use crate::project::{BookedWork, Projection, teams_of};
use crate::state::State;

/// The dated work of one scenario: the first with dated work.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    pub name: &'a str,
    pub from: Date,
    /// By the first day, then the last, then the id.
    pub steps: Vec<DatedStep<'a>>,
    pub teams: Vec<Team>,
    pub freezes: &'a [Freeze],
    pub holidays: &'a [Date],
}

#[derive(Debug, Clone)]
pub struct DatedStep<'a> {
    pub booking: &'a Booking,
    pub title: String,
    pub product: Option<String>,
    /// The snapshot that usually shows it.
    pub expected_by: Option<Date>,
    /// The snapshot by which even the slowest refresh shows it.
    pub worry_after: Option<Date>,
    /// The score of the scenario on the day on which it shows; `None` after the last day.
    pub percent_then: Option<Percent>,
    /// The dated work that it builds on, by id.
    pub needs: &'a [Id],
    pub owner: Option<&'a str>,
}

impl Plan<'_> {
    /// The place of the first step of each control or action: of work in several rounds it is what others build on.
    pub(crate) fn first_steps(&self) -> BTreeMap<&Id, usize> {
        let mut places: BTreeMap<&Id, usize> = BTreeMap::new();
        for (at, step) in self.steps.iter().enumerate() {
            places.entry(&step.booking.id).or_insert(at);
        }
        places
    }
}

pub(super) fn plan<'a>(inputs: &Inputs<'a>) -> Option<Plan<'a>> {
    let input = inputs.scenarios.iter().find(|input| !input.projection.work.is_empty())?;
    let (scenario, projection) = (input.scenario, input.projection);
    let mut steps: Vec<DatedStep<'a>> =
        projection.work.iter().map(|work| step(work, projection, inputs.state)).collect();
    let order = |step: &DatedStep<'a>| (step.booking.start, step.booking.finish, &step.booking.id);
    steps.sort_by(|a, b| order(a).cmp(&order(b)));
    Some(Plan {
        name: &projection.name,
        from: projection.start()?.date,
        steps,
        teams: teams_of(scenario),
        freezes: &scenario.freezes,
        holidays: &scenario.holidays,
    })
}

fn step<'a>(work: &'a BookedWork, projection: &Projection, state: &State<'a>) -> DatedStep<'a> {
    let id = &work.booking.id;
    let last = projection.end().map(|end| end.date);
    let shows = work.expected_by.filter(|day| last.is_some_and(|last| *day <= last));
    DatedStep {
        booking: &work.booking,
        title: state.title(id),
        product: super::product(state, id),
        expected_by: work.expected_by,
        worry_after: work.worry_after,
        percent_then: shows.and_then(|day| projection.on(day)).map(|point| point.percent()),
        needs: &work.needs,
        owner: super::owner(state, id),
    }
}
