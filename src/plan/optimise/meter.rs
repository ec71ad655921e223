//! What a search may spend, and what it has spent.

use super::question::{Answer, Bound, Limits, Plan, Status, Stopped};

/// What has been spent of the limits.
#[derive(Debug)]
pub(super) struct Meter<'a> {
    limits: Limits<'a>,
    pub(super) work: u64,
    pub(super) branches: u64,
    pub(super) stopped: Option<Stopped>,
}

impl<'a> Meter<'a> {
    pub(super) fn new(limits: Limits<'a>) -> Self {
        Self { limits, work: 0, branches: 0, stopped: None }
    }

    pub(super) fn better_than(&self) -> Option<&'a Plan> {
        self.limits.better_than
    }

    pub(super) fn answer(
        &self,
        status: Status,
        plan: Option<Plan>,
        bound: Bound,
        tie_proved: bool,
    ) -> Answer {
        let (stopped, work, branches) = (self.stopped, self.work, self.branches);
        Answer { status, plan, bound, tie_proved, stopped, work, branches }
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
