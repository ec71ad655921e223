//! Questions and answers as data, from files in memory.

pub(crate) mod honoured;
pub(crate) mod names;
pub(crate) mod owned;
pub(crate) mod questions;
pub(crate) mod values;
