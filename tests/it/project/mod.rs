//! Scenarios over time: simulation, calendars, plans by date, trials.

pub(crate) mod booked_work;
pub(crate) mod calendars;
pub(crate) mod calendars_bad;
pub(crate) mod churn;
pub(crate) mod churn_trials;
pub(crate) mod deadline_conditions;
pub(crate) mod deadline_figures;
pub(crate) mod do_nothing;
pub(crate) mod licence_changes;
pub(crate) mod licence_gaps;
pub(crate) mod simulate;
pub(crate) mod statuses;
pub(crate) mod trials_counts_and_draws;
pub(crate) mod trials_distributions;
pub(crate) mod trials_engine;
pub(crate) mod trials_output;
