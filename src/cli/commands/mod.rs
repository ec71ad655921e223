//! One verb a file: its arguments, the question they ask, and what is done with the answer.

pub(super) mod anonymise;
pub(super) mod catalogue;
pub(super) mod check;
pub(super) mod compare;
pub(super) mod explain;
pub(super) mod import;
pub(super) mod licences;
pub(super) mod plan;
pub(super) mod project;
pub(super) mod rank;
pub(super) mod report;
pub(super) mod schema;
pub(super) mod score;
pub(super) mod shell;
