//! Files to values: the only room that reads files, through one trait.
//!
//! Goes in: paths, [`files::Files`] and embedded texts. Comes out: [`crate::model`] values beside [`crate::diag::Findings`].
//! **Invariants:** every problem of every file is collected before anybody gives up; no input panics;
//! format types end here.

pub mod anonymise;
pub mod assumptions;
pub mod backlog;
pub mod brand;
pub mod catalogue;
mod encoding;
pub mod export;
pub mod expr;
pub mod files;
mod kind;
pub mod licence_option;
pub mod named;
pub mod plan_file;
pub mod prices;
pub mod samples;
pub mod scenario;
pub mod schemas;
mod separated;
pub mod source;
pub mod tenant;
pub mod yaml;

use crate::model::{BasisPoints, Minutes, Money};
pub use kind::{Kind, kind, report_unknown_kind};

/// The largest count that is read: more than any tenant has, and far from what can not be added up.
const MOST_COUNT: i64 = 1_000_000_000;

/// A percentage from `80%`, `79.5%` or a plain number; `None` outside 0 to 100.
pub fn percentage(text: &str) -> Option<BasisPoints> {
    let percent = yaml::decimal(text.strip_suffix('%').unwrap_or(text).trim()).map(BasisPoints);
    percent.filter(|percent| (BasisPoints::ZERO..=BasisPoints::ALL).contains(percent))
}

/// Minutes from hours like `120` or `7.5`, rounded down; `None` for anything else, also below 0.
pub fn hours(text: &str) -> Option<Minutes> {
    let hundredths = yaml::decimal(text.trim()).filter(|hundredths| *hundredths >= 0)?;
    hundredths.checked_mul(60).map(|sixtieths| Minutes(sixtieths / 100))
}

/// An amount from `50000` or `1250.50`; `None` for anything else, also below 0.
pub fn amount(text: &str) -> Option<Money> {
    yaml::decimal(text.trim()).map(Money).filter(|amount| *amount >= Money::ZERO)
}
