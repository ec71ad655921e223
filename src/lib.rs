//! stub
pub mod catalogue;
pub mod diag;
pub mod load;
pub mod model;
pub mod plan;
pub mod project;
pub mod state;
