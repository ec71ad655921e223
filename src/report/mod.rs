//! Results as people and programs read them.
//!
//! Goes in: results of earlier rooms. Comes out: [`Output`](crate::table::Output) as data.
//! **Invariants:** writes to strings only; numbers are rounded here and nowhere else; JSON fields are stable.

pub mod anonymise;
pub mod audit;
pub mod catalogue;
mod drawings;
pub mod folder;
pub mod handover;
pub mod html;
pub mod import;
pub mod json;
pub mod lint;
pub mod markdown;
pub mod sheets;
pub mod view;
#[cfg(feature = "xlsx")]
pub mod workbook;
