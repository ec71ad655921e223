//! A backlog that somebody wrote down: items with points, effort and prerequisites.

use super::Id;
use super::units::{Minutes, Points};

/// One item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BacklogItem {
    /// Its id.
    pub id: Id,
    /// What it is.
    pub title: String,
    /// What it brings.
    pub points: Points,
    /// What it takes.
    pub effort: Minutes,
    /// The items it needs, by index in the list.
    pub needs: Vec<usize>,
}
