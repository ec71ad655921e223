//! What the steps of a plan need: from what is done first, on the left, to what it lets be done.

mod draw;
mod layers;
mod reduce;

use super::Frame;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub name: String,
    /// What it earns, in hundredths of points.
    pub points: i64,
    /// Its effort in minutes.
    pub minutes: i64,
    /// Whether it is an action, which others share, and not a control.
    pub action: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dependencies {
    pub steps: Vec<Step>,
    /// A step and one that it needs, by their places in `steps`.
    pub needs: Vec<(usize, usize)>,
}

/// The graph. Steps that need and bring nothing are counted; many that need the same and bring nothing share a box.
pub fn dependencies(plan: &Dependencies, frame: &Frame<'_>) -> String {
    draw::chart(plan, &reduce::reduced(plan), frame)
}
