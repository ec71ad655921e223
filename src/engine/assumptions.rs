//! Assumptions: those of a scenario with those of the question over them.

use crate::diag::{Code, Finding, Findings, nearest};
use crate::model::{
    Assumptions, LAPSE_AFTER, LAPSE_AFTER_HELP, NEW_CONTROLS, NEW_CONTROLS_HELP, Scenario, Spreads,
    new_controls,
};

/// Takes what only projections assume out of the command line's assumptions, over the scenario's own.
pub(super) fn of_projection(
    given: Vec<(String, String)>,
    scenario: &mut Scenario,
    findings: &mut Findings,
) -> Vec<(String, String)> {
    let (own, others): (Vec<_>, Vec<_>) = given.into_iter().partition(|(key, _)| key == NEW_CONTROLS);
    for (key, word) in own {
        if new_controls(&word).is_none() {
            let message = format!("unknown assumption `{key}={word}`");
            let help = format!("`{key}` is {NEW_CONTROLS_HELP}");
            findings.push(Finding::new(Code::UnknownAssumption, message).help(help));
        }
        scenario.assumptions.insert(key, word);
    }
    others
}

/// What is uncertain in trials: the scenario's own with those of the command line over them. What is none of them is
/// left to [`assumptions`].
pub(super) fn spreads<'a>(
    scenario: impl IntoIterator<Item = (&'a String, &'a String)>,
    given: &[(String, String)],
    findings: &mut Findings,
) -> Spreads {
    let mut spreads = Spreads::default();
    for (key, word) in scenario {
        spreads.set(key, word);
    }
    for (key, word) in given {
        if let Some(help) = Spreads::help(key)
            && !spreads.set(key, word)
        {
            let message = format!("unknown assumption `{key}={word}`");
            findings.push(Finding::new(Code::UnknownAssumption, message).help(format!("`{key}` is {help}")));
        }
    }
    spreads
}

/// The assumptions of a scenario with those of the command line over them.
pub(super) fn assumptions<'a>(
    scenario: impl IntoIterator<Item = (&'a String, &'a String)>,
    given: &[(String, String)],
    findings: &mut Findings,
) -> Assumptions {
    let mut assumptions = Assumptions::default();
    for (key, word) in scenario {
        assumptions.set(key, word);
    }
    assumptions_over(assumptions, given, findings)
}

/// Some assumptions with those of the command line over them.
pub(super) fn assumptions_over(
    mut assumptions: Assumptions,
    given: &[(String, String)],
    findings: &mut Findings,
) -> Assumptions {
    for (key, word) in given {
        if !assumptions.set(key, word) {
            let known = Assumptions::WORDS;
            let names = known.map(|(name, _)| name);
            let names = || names.iter().copied().chain([LAPSE_AFTER]);
            let help = match known.iter().find(|(name, _)| name == key) {
                _ if key == LAPSE_AFTER => format!("`{key}` is {LAPSE_AFTER_HELP}"),
                Some((_, words)) => format!("`{key}` is one of: {}", words.join(", ")),
                None => nearest(key, names()).map_or_else(
                    || format!("known assumptions: {}", names().collect::<Vec<_>>().join(", ")),
                    |name| format!("did you mean `{name}`?"),
                ),
            };
            let message = format!("unknown assumption `{key}={word}`");
            findings.push(Finding::new(Code::UnknownAssumption, message).help(help));
        }
    }
    assumptions
}
