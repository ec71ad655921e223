//! Quantities, names, texts, assumptions and graphs.

pub(crate) mod assumptions;
pub(crate) mod graph_and_reference_tenant;
pub(crate) mod quantities;
pub(crate) mod texts_and_names;
