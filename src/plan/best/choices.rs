//! The backlogs to choose a plan from: a list has one, a tenant one for each choice of ways.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Id, Minutes, Points};
use crate::plan::Backlog;
use crate::plan::backlog::Alternatives;
use crate::state::State;

/// The backlogs of a tenant or a list.
pub enum Choices<'s, 'a> {
    /// A list, which leaves no choice.
    List(Arc<Backlog>),
    State {
        /// The state whose points and maximum a plan moves.
        state: &'s State<'a>,
        alternatives: Box<Alternatives<'s, 'a>>,
    },
}

impl std::fmt::Debug for Choices<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Choices").finish_non_exhaustive()
    }
}

impl<'s, 'a> Choices<'s, 'a> {
    /// The backlogs of a state. Each holds the work on `wanted`, even where it earns nothing.
    pub fn of_state(state: &'s State<'a>, wanted: &[Id]) -> Self {
        let alternatives = Box::new(Alternatives::new(state, wanted));
        Self::State { state, alternatives }
    }

    pub fn of_list(backlog: Backlog) -> Self {
        Self::List(Arc::new(backlog))
    }

    /// The minutes of the backlog that a ranking shows.
    pub fn total(&self) -> Minutes {
        match self {
            Self::List(backlog) => backlog.items.iter().map(|node| node.effort).sum(),
            Self::State { alternatives, .. } => alternatives.total(),
        }
    }

    /// The sum of all gains of a list; `None` for a state.
    pub fn gains(&self) -> Option<Points> {
        let Self::List(backlog) = self else { return None };
        Some(backlog.items.iter().map(|node| node.points.max(Points::ZERO)).sum())
    }

    /// The backlog of some steps, with everything that they leave out; see [`Alternatives::backlog_of_steps`].
    pub(super) fn backlog_of_steps(&mut self, steps: &BTreeMap<Id, usize>) -> Backlog {
        match self {
            Self::List(backlog) => Backlog::clone(backlog),
            Self::State { alternatives, .. } => alternatives.backlog_of_steps(steps),
        }
    }

    pub(super) fn is_met(&self, id: &Id) -> bool {
        matches!(self, Self::State { alternatives, .. } if alternatives.is_met(id))
    }
}
