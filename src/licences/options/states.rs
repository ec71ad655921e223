//! The tenant without an option and with it, on the day on which it begins and nobody has worked since.

use super::{LicenceOption, OptionsInput};
use crate::model::Status;
use crate::state::{Change, State, deployed};

/// The tenant without an option and with it.
#[derive(Debug, Clone)]
pub struct OptionStates<'a> {
    /// Without it.
    pub before: State<'a>,
    /// With it.
    pub after: State<'a>,
    /// Without it, when everything is deployed that is owned.
    pub deployed_before: State<'a>,
    /// With it, when everything is deployed that is owned then.
    pub deployed: State<'a>,
}

/// Both sides of an option. Facts and statuses that its scenario states up to its last change of licences hold on both;
/// of its licences all changes are made, of a trial its beginning.
pub fn option_states<'a>(world: &OptionsInput<'a>, candidate: &LicenceOption) -> OptionStates<'a> {
    let scenario = &candidate.scenario;
    let last = scenario.licences.iter().map(|(day, _)| *day).max().unwrap_or(candidate.from);
    let facts = scenario.facts.iter().map(|(day, facts)| (*day, Change::Facts(facts.clone())));
    let statuses = scenario.statuses.iter().filter(|status| status.expires.is_none_or(|end| end > last));
    let statuses = statuses.map(|status| {
        let change = match status.set {
            Status::ToAddress => Change::ClearStatus(status.control.clone(), None),
            set => Change::SetStatus(status.control.clone(), set),
        };
        (status.from.unwrap_or(world.start), change)
    });
    let mut stated: Vec<_> = facts.chain(statuses).filter(|(day, _)| *day <= last).collect();
    stated.sort_by_key(|(day, _)| *day);
    let mut before = State::at_snapshot(world.catalogue, world.tenant, candidate.assumptions).on(world.start);
    for (_, change) in &stated {
        before.apply(change);
    }
    let before = before.on(candidate.from);
    let mut after = before.clone();
    let mut changes: Vec<_> = scenario.licences.iter().collect();
    changes.sort_by_key(|(day, _)| *day);
    for (day, change) in changes {
        after = after.on(*day);
        after.apply(&Change::Licence(change.clone()));
    }
    OptionStates { deployed_before: deployed(&before), deployed: deployed(&after), before, after }
}
