//! Licences: the best to have.

pub mod best;
mod best_json;
mod bought;

pub use bought::Bought;
