//! An exhaustive judge of plans, written from the methods alone, and random worlds to ask it about.
//!
//! `world` is the tenant in the judge's own terms, `conditions` what it answers to conditions and shows of licences, `step`
//! what a step does to it, `seats` whom licences reach, `search` every sequence of steps, `claims` a plan as it is saved,
//! `generate` random worlds by seed, `compare` the engine against all of it, and `checks` its audit. `tests/fuzz/worlds.rs`
//! asks the same of as many worlds as one likes.

mod checks;
pub(crate) mod claims;
pub(crate) mod compare;
mod conditions;
pub(crate) mod generate;
pub(crate) mod search;
mod seats;
mod step;
pub(crate) mod world;
