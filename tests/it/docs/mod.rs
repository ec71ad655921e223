//! The documentation and the layout of the source hold what they promise.

pub(crate) mod answers;
pub(crate) mod documents;
pub(crate) mod formats;
pub(crate) mod layering;
pub(crate) mod links;
pub(crate) mod stories;
