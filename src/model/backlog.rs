//! A backlog that somebody wrote down: items with points, effort and prerequisites.

use super::Id;
use super::units::{Minutes, Points};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BacklogItem {
    pub id: Id,
    pub title: String,
    pub points: Points,
    pub effort: Minutes,
    /// The items it needs, by index in the list.
    pub needs: Vec<usize>,
}
