//! stub
pub mod catalogue;
pub mod diag;
pub mod load;
pub mod model;
