//! What a search may spend, and what it has spent.

use super::problem::{Limits, PlanBound, Selection, Solution, SolveStatus, Stopped};

/// What has been spent of the limits.
#[derive(Debug)]
pub(super) struct WorkMeter<'a> {
    limits: Limits<'a>,
    pub(super) work: u64,
    pub(super) branches: u64,
    pub(super) stopped: Option<Stopped>,
}

impl<'a> WorkMeter<'a> {
    pub(super) fn new(limits: Limits<'a>) -> Self {
        Self { limits, work: 0, branches: 0, stopped: None }
    }

    pub(super) fn better_than(&self) -> Option<&'a Selection> {
        self.limits.better_than
    }

    pub(super) fn answer(
        &self,
        status: SolveStatus,
        plan: Option<Selection>,
        bound: PlanBound,
        tie_proved: bool,
    ) -> Solution {
        let (stopped, work, branches) = (self.stopped, self.work, self.branches);
        Solution { status, plan, bound, tie_proved, stopped, work, branches }
    }

    /// Adds work; true when the search has to end.
    pub(super) fn spend(&mut self, work: u64) -> bool {
        self.work += work;
        if self.stopped.is_none() {
            if self.work > self.limits.max_work {
                self.stopped = Some(Stopped::Work);
            } else if (self.limits.stop)() {
                self.stopped = Some(Stopped::Asked);
            }
        }
        self.stopped.is_some()
    }
}
