//! The best plan in sentences: what was asked, what came of it, what is proved, and why.

use super::best::{Conflict, FoundPlan, WayOut};
use crate::model::{BasisPoints, Gates, Id, Percent, Points};
use crate::plan;
use crate::plan::best::{Budget, LeftReason, MissingWork, Obstacle, PlanObjective, PlanVerdict};
use crate::plan::optimise::{FeasibleLimit, PlanBound};

impl FoundPlan<'_> {
    fn question(&self) -> String {
        let budget = |budget: Budget| match (budget, self.best.budget) {
            (Budget::Percent(percent), Some(minutes)) => {
                format!(" within {minutes} hours, {percent} % of the backlog")
            }
            (_, Some(minutes)) => format!(" within {minutes} hours"),
            (_, None) => String::new(),
        };
        match self.ask.objective {
            PlanObjective::Points(within) => format!("Most points{}", budget(within)),
            PlanObjective::Percent(within) => format!("Highest percentage{}", budget(within)),
            PlanObjective::Target(percent) => match self.best.target_points {
                Some(points) => {
                    format!("Fewest hours to {percent} % of all points, {points}")
                }
                None => format!("Fewest hours to {percent} %"),
            },
        }
    }

    /// What was asked, what came of it, and what is proved, in sentences.
    pub(super) fn verdict(&self, bound: Option<PlanBound>, gap: Option<BasisPoints>) -> Vec<String> {
        let best = self.best;
        let question = self.question();
        let mut lines = Vec::new();
        match (&best.verdict, &best.plan) {
            (PlanVerdict::Infeasible(obstacles), _) => {
                lines.push(format!("{question}: there is no such plan"));
                lines.extend(obstacles.iter().map(|fact| format!("  {}", self.obstacle(fact))));
                if obstacles.len() > 1 {
                    lines.push("Without any one of these there is a plan.".to_owned());
                }
                lines.extend(best.feasible_limit.map(|way| self.way_out_line(way)));
            }
            (_, None) if self.stopped.is_some() => {
                lines.push(format!("{question}: the search was stopped before it found a plan"));
            }
            (_, None) => lines.push(format!("{question}: no plan was found, and none is ruled out")),
            (verdict, Some(plan)) => {
                lines.push(format!(
                    "{question}: {} points for {} hours in {} steps",
                    plan.points,
                    plan.minutes,
                    plan.chosen.len()
                ));
                lines.extend(self.state.map(|state| {
                    let totals = state.totals();
                    let points = totals.points + plan.points;
                    let max = totals.max + plan.maximum;
                    let (before, after) = (totals.percent(), Percent::new(points, max));
                    // What rounds up to the target and misses it shows that it does.
                    let before = match self.ask.objective {
                        PlanObjective::Target(target) => before.below(target),
                        _ => before.to_string(),
                    };
                    format!("From {before} % to {after} %: {points} of {max} points")
                }));
                lines.push(if *verdict == PlanVerdict::Optimal {
                    "Optimal: proved, no plan is better".to_owned()
                } else {
                    self.feasible(bound, gap)
                });
            }
        }
        if self.state.is_some_and(|state| state.assumptions.gates == Gates::Advisory) {
            lines.push("WARNING: safety prerequisites are waived (gates: advisory)".to_owned());
        }
        lines
    }

    fn feasible(&self, bound: Option<PlanBound>, gap: Option<BasisPoints>) -> String {
        let stopped = match self.stopped {
            Some("nodes") => "stopped by --max-nodes",
            Some("time") => "stopped by --time-limit",
            Some(_) => "interrupted",
            None => "what hangs on several steps at once keeps it from being proved",
        };
        let gap = gap.map(|gap| format!(", {gap} % away")).unwrap_or_default();
        match bound {
            Some(PlanBound::Points(points)) => {
                format!("Feasible ({stopped}): no plan gains more than {points} points{gap}")
            }
            Some(PlanBound::Minutes(minutes)) => {
                format!("Feasible ({stopped}): no plan takes less than {minutes} hours{gap}")
            }
            Some(PlanBound::Percent(percent)) => {
                format!("Feasible ({stopped}): no plan reaches more than {percent} %")
            }
            Some(PlanBound::Nothing) | None => format!("Feasible ({stopped})"),
        }
    }

    fn obstacle(&self, obstacle: &Obstacle) -> String {
        match obstacle {
            Obstacle::Must(id) => format!("--must {id}"),
            Obstacle::Never(id) => format!("--never {id}"),
            Obstacle::Budget => format!("the budget of {} hours", self.best.budget.unwrap_or_default()),
            Obstacle::Target => match (self.ask.objective, self.best.target_points) {
                (_, Some(points)) => format!("the target of {points} points"),
                (PlanObjective::Target(percent), None) => format!("the target of {percent} %"),
                _ => "the target".to_owned(),
            },
            Obstacle::Unavailable { id, reason, lever } => {
                let reason =
                    reason.map_or_else(|| "can not be planned".to_owned(), |reason| reason.word().to_owned());
                let lever = if lever.is_empty() { String::new() } else { format!(": {lever}") };
                format!("--must {id}: {reason}{lever}")
            }
        }
    }

    pub(super) fn conflict(&self, fact: &Obstacle) -> Conflict {
        let (kind, id) = match fact {
            Obstacle::Must(id) => ("must", Some(id)),
            Obstacle::Never(id) => ("never", Some(id)),
            Obstacle::Budget => ("budget", None),
            Obstacle::Target => ("target", None),
            Obstacle::Unavailable { id, .. } => ("unavailable", Some(id)),
        };
        Conflict { fact: kind, id: id.cloned(), text: self.obstacle(fact) }
    }

    fn way_out_line(&self, way: FeasibleLimit) -> String {
        match way {
            FeasibleLimit::Budget(minutes) => {
                format!("Way out: a budget of {minutes} hours")
            }
            FeasibleLimit::Points(points) => {
                format!("Way out: a target of at most {points} points")
            }
            FeasibleLimit::Percent(percent) => {
                // Rounded down: half up would name a target that is still out of reach.
                let reached = percent.rounded_down();
                let why = if self.state.is_some() {
                    ": the rest needs a licence, a withdrawn risk acceptance or time, see what is left out"
                } else {
                    ""
                };
                format!("Way out: a target of at most {reached} %{why}")
            }
        }
    }

    pub(super) fn way_out(&self, way: FeasibleLimit) -> WayOut {
        let text = self.way_out_line(way);
        match way {
            FeasibleLimit::Budget(minutes) => WayOut::Budget { hours: minutes, text },
            FeasibleLimit::Points(points) => WayOut::Points { points, text },
            FeasibleLimit::Percent(percent) => {
                WayOut::Target { percent: percent.rounded_down().into(), text }
            }
        }
    }

    /// Why a step is there: who asked, what it opens, what it earns.
    pub(super) fn why(&self, step: &plan::RankedStep) -> String {
        const NAMED: usize = 3;
        let node = &self.ranking.backlog.items[step.node];
        let why = &self.why[step.node];
        let mut parts = Vec::new();
        if why.asked {
            let own = self.ask.must.contains(&node.id);
            parts.push(if own { "asked for" } else { "needed by what was asked for" }.to_owned());
        }
        if !why.opens.is_empty() {
            let mut names = why.opens.iter().take(NAMED).map(Id::as_str).collect::<Vec<_>>().join(", ");
            if why.opens.len() > NAMED {
                names.push_str(&format!(" and {} more", why.opens.len() - NAMED));
            }
            let worth = if why.opened_points > Points::ZERO {
                format!(" ({} points)", why.opened_points)
            } else {
                String::new()
            };
            parts.push(format!("opens {names}{worth}"));
        }
        if node.points > Points::ZERO {
            parts.push(format!("earns {} for {} hours", node.points, node.effort));
        } else if node.points < Points::ZERO {
            parts.push(format!("loses {} that are earned anew", -node.points));
        }
        if node.max > Points::ZERO {
            parts.push(format!("brings {} of maximum into the score", node.max));
        }
        parts.join("; ")
    }
}

pub(super) fn reason_code(reason: &LeftReason) -> &'static str {
    match reason {
        LeftReason::Never(_) => "never",
        LeftReason::OverBudget(_) | LeftReason::Untold => "over-budget",
        LeftReason::NotNeeded(_) => "not-needed",
        LeftReason::LowersScore(_) => "lowers-score",
    }
}

pub(super) fn piece(reason: &LeftReason) -> Option<&MissingWork> {
    match reason {
        LeftReason::OverBudget(piece) | LeftReason::NotNeeded(piece) | LeftReason::LowersScore(piece) => {
            Some(piece)
        }
        LeftReason::Never(_) | LeftReason::Untold => None,
    }
}

pub(super) fn lever(reason: &LeftReason) -> String {
    let with = |piece: &MissingWork| match piece.with.as_slice() {
        [] => String::new(),
        [one] => format!(", with {one}"),
        [first, rest @ ..] => format!(", with {first} and {} more", rest.len()),
    };
    match reason {
        LeftReason::Never(id) => format!("allow `{id}` again"),
        LeftReason::OverBudget(piece) => {
            format!("+{} h and it is in: {} points{}", piece.effort, piece.points, with(piece))
        }
        LeftReason::Untold => "a larger budget: too much hangs together to say by how much".to_owned(),
        LeftReason::NotNeeded(piece) => format!(
            "the target is reached without it: {} points for {} h more{}",
            piece.points,
            piece.effort,
            with(piece)
        ),
        LeftReason::LowersScore(piece) => format!(
            "--must: it moves points by {} and the maximum by {}{}",
            piece.points,
            piece.max,
            with(piece)
        ),
    }
}
