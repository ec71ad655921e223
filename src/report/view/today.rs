//! The score of today.

use crate::model::{Benchmark, Points};
use crate::state::{ScoreGroup, State, Totals, Views, by_category, by_product, views};

/// The score of today: whole, in Microsoft's views, and by group.
#[derive(Debug, Clone)]
pub struct Today {
    /// Points, maximum and number of controls.
    pub totals: Totals,
    /// Controls that show by their conditions, whatever the snapshot holds.
    pub visible_by_conditions: usize,
    /// Microsoft's views.
    pub views: Views,
    /// The points and the maximum that Microsoft printed.
    pub headline: Option<(Points, Points)>,
    /// What these are above the sums.
    pub residual: Option<(Points, Points)>,
    /// By Microsoft's categories.
    pub categories: Vec<ScoreGroup>,
    /// By source product.
    pub products: Vec<ScoreGroup>,
    /// How similar organisations score.
    pub peers: Vec<Benchmark>,
}

impl Today {
    /// The figures of a state.
    pub fn of(state: &State<'_>) -> Self {
        let totals = state.totals();
        let headline = state.tenant.headline;
        Self {
            visible_by_conditions: state.visible_by_conditions(),
            views: views(state),
            headline,
            residual: headline.map(|(points, max)| (points - totals.points, max - totals.max)),
            categories: by_category(state),
            products: by_product(state),
            peers: state.tenant.benchmarks.clone(),
            totals,
        }
    }
}
