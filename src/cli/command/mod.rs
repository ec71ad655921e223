//! One verb a file.

pub(super) mod anonymise;
pub(super) mod catalogue;
pub(super) mod catalogue_lint;
pub(super) mod check;
pub(super) mod compare;
pub(super) mod completions;
pub(super) mod explain;
pub(super) mod import;
pub(super) mod licences;
pub(super) mod man;
pub(super) mod plan;
pub(super) mod project;
pub(super) mod rank;
pub(super) mod report;
pub(super) mod schema;
pub(super) mod score;
