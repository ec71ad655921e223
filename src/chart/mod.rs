//! Charts as text: SVG for pages and files, characters for terminals.
//!
//! Goes in: names, days, and figures as whole numbers. Comes out: an SVG, laid out for a width, with its main figures in
//! words for who does not see it.
//! **Invariants:** pure; places are whole tenths of a pixel, so that the same figures give the same bytes; no style in
//! an element, so that a page may forbid it; series differ in their dashes and labels, and only then in colour.

mod axis;
pub mod calendar;
pub mod dependencies;
pub mod dip;
mod ends;
pub mod frontier;
pub mod label;
pub mod over_time;
pub mod path;
pub mod scale;
pub mod svg;
pub mod terminal;
mod theme;
pub mod waterfall;

pub use calendar::calendar;
pub use dependencies::dependencies;
pub use dip::dip;
pub use frontier::frontier;
pub use over_time::over_time;
pub use svg::{Frame, Home};
pub use terminal::terminal;
pub use theme::{SERIES, style};
pub use waterfall::{largest, waterfall};
