//! The one clock of a search.

use std::time::{Duration, Instant};

/// A moment after which a search stops.
pub(super) struct Deadline(Option<Instant>);

impl Deadline {
    /// So long from now.
    #[expect(
        clippy::disallowed_methods,
        reason = "the edge owns the clock, and only a time limit asks for it"
    )]
    pub(super) fn after(limit: Duration) -> Self {
        Self(Instant::now().checked_add(limit))
    }

    /// Whether it has passed. A moment beyond what the clock can say never does.
    #[expect(
        clippy::disallowed_methods,
        reason = "the edge owns the clock, and only a time limit asks for it"
    )]
    pub(super) fn is_over(&self) -> bool {
        self.0.is_some_and(|end| Instant::now() >= end)
    }
}
