//! An independent judge of any plan.
//!
//! Goes in: a [`SavedPlan`], and the [`State`] or the list that it was made for. Comes out: an [`Audit`] with every
//! [`Breach`]. It derives order, gates, effort, points, maximum and feasibility anew, from the catalogue, the tenant
//! and the room `state` alone.
//! **Invariants:** nothing of the planner is used here, so that a mistake of the planner is not made twice (a test
//! looks at the paths); a plan is never mended, only judged; whether a better plan exists is not asked.

mod breach;
mod claims;
mod effort;
mod goal;
mod list;
mod needs;
mod steps;

pub use breach::{Breach, Figure, Kind};

use crate::model::{BacklogItem, Minutes, Percent, Points, SavedPlan};
use crate::state::{State, Totals};

/// What the audit finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// Everything that is not as the plan says: steps first in their order, then the whole.
    pub breaches: Vec<Breach>,
    /// What the steps gain.
    pub points: Points,
    /// What they take.
    pub effort: Minutes,
    /// The score without and with them; `None` for a list.
    pub score: Option<(Percent, Percent)>,
}

impl Audit {
    /// Whether the plan is what it says.
    pub fn holds(&self) -> bool {
        self.breaches.is_empty()
    }
}

/// What the steps of a plan come to, whatever it claims.
struct Derived {
    points: Points,
    effort: Minutes,
    /// The score without and with them; `None` for a list.
    totals: Option<(Totals, Totals)>,
}

/// Judges a plan for a tenant on the day of the state, under its assumptions.
pub fn of_state(plan: &SavedPlan, state: &State<'_>) -> Audit {
    let mut breaches = Vec::new();
    let (derived, end) = steps::walk(plan, state, &mut breaches);
    let is_done = |id: &_| needs::is_done(state, &end, id);
    finish(plan, &derived, is_done, breaches)
}

/// Judges a plan for a list.
pub fn of_list(plan: &SavedPlan, items: &[BacklogItem]) -> Audit {
    let mut breaches = Vec::new();
    let derived = list::walk(plan, items, &mut breaches);
    finish(plan, &derived, |_| false, breaches)
}

fn finish(
    plan: &SavedPlan,
    derived: &Derived,
    is_done: impl Fn(&crate::model::Id) -> bool,
    mut breaches: Vec<Breach>,
) -> Audit {
    claims::judge(plan, derived, &mut breaches);
    goal::judge(plan, derived, is_done, &mut breaches);
    let score = derived.totals.map(|(before, after)| (before.percent(), after.percent()));
    Audit { breaches, points: derived.points, effort: derived.effort, score }
}
