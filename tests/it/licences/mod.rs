//! Licence options, their costs, and the best set of licences.

pub(crate) mod best_licences;
pub(crate) mod contracts;
pub(crate) mod costs;
pub(crate) mod options;
pub(crate) mod options_output;
