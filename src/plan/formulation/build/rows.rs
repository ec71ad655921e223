//! Rows of the score and those that may enter it: steps, losses, credits, and whether each is done.

use std::collections::{BTreeMap, BTreeSet};

use super::Builder;

use super::effects::is_firm;
use crate::model::{Control, Id, Points, Status, Way};
use crate::plan::backlog::{control_effort, fallen};
use crate::plan::formulation::conditions::{Condition, join};
use crate::plan::formulation::{Known, Meaning};
use crate::plan::optimise::Rule;
use crate::state::ScoreRow;

impl<'a> Builder<'_, 'a> {
    /// The rows of the score: steps on them, what they may lose, and credits.
    pub(super) fn rows(&mut self) -> BTreeSet<String> {
        let state = self.state;
        let held: BTreeMap<&Id, &'a Way> = state.held().collect();
        let mut names = BTreeSet::new();
        for row in state.rows.values() {
            names.insert(row.id.without_instance().to_owned());
            let Some(control) = state.control(&row.id) else {
                self.reached.insert(
                    row.id.clone(),
                    if row.left() == Points::ZERO && row.max.is_some() { Known::Yes } else { Known::No },
                );
                continue;
            };
            let mut left = None;
            if state.may_leave(&row.id) {
                let (points, max) = state.weight(row);
                let leaves = self.facts.not_expected(control);
                if !matches!(leaves, Condition::Never | Condition::Always) {
                    self.fickle.insert(row.id.clone());
                    self.mark(&leaves);
                    let node = self.effect_on(&row.id, -points, -max);
                    self.forced(&leaves, node);
                    self.pending.push((node, leaves));
                    left = Some(node);
                }
            }
            let at_risk = held.get(&row.id).filter(|_| !row.is_asserted() && row.measured > Points::ZERO);
            let ends = at_risk.and_then(|way| way.holds_while.as_ref()).map(|expr| self.facts.negated(expr));
            let loss = ends.filter(|ends| *ends != Condition::Never).map(|ends| {
                self.fickle.insert(row.id.clone());
                self.mark(&ends);
                let node = self.effect_on(&row.id, -row.measured, Points::ZERO);
                self.forced(&ends, node);
                self.pending.push((node, ends));
                node
            });
            if let (Some(left), Some(loss)) = (left, loss) {
                // What has left has no points to lose, and what is lost does not leave.
                let once = self.effect_on(&row.id, row.measured, Points::ZERO);
                self.needs[once].extend([left, loss]);
            }
            self.control(row, control, None, loss);
        }
        names
    }

    /// Controls that are not in the score and may enter it.
    pub(super) fn hidden(&mut self, shown: &BTreeSet<String>) {
        let state = self.state;
        for control in state.catalogue.controls.values() {
            if shown.contains(control.id.as_str()) || !control.is_current() || !state.may_enter(&control.id) {
                continue;
            }
            let expected = self.facts.expected(control);
            if expected == Condition::Never || expected == Condition::Always {
                continue;
            }
            let credit = control.default_credit.as_ref().map(|credit| self.facts.condition(&credit.when));
            // Otherwise it hangs on what else is done by then.
            let is_credited = credit == Some(Condition::Always);
            let row = state.entering_row(&control.id, control, is_credited);
            let (points, max) = state.weight(&row);
            // Of a row that may leave again only what is certain is said of every order.
            let firm = is_firm(&expected);
            self.lasts(&control.id, &expected);
            if let Some(credit) =
                credit.filter(|credit| !matches!(credit, Condition::Always | Condition::Never))
            {
                // Whether it has the credit when it enters hangs on the order of what brings both.
                self.mark(&expected);
                self.mark(&credit);
            }
            let node = match self.only_cause(&expected) {
                // The row comes with the work on an action, and with nothing else.
                Some(work) => {
                    self.worth.entry(row.id.clone()).or_default().push((work, points, max));
                    self.nodes[work].1.points += points;
                    self.nodes[work].2 += max;
                    work
                }
                None if firm => {
                    let node = self.effect_on(&row.id, points, max);
                    self.forced(&expected, node);
                    self.pending.push((node, expected));
                    node
                }
                None => {
                    let node = self.effect(Points::ZERO, Points::ZERO);
                    if points > Points::ZERO {
                        let stays = self.encoded_at_the_end(&expected);
                        let kept = self.effect_on(&row.id, points, Points::ZERO);
                        self.needs[kept].push(node);
                        self.require(kept, stays);
                    }
                    let counted = self.effect_on(&row.id, Points::ZERO, max);
                    self.forced(&expected, counted);
                    self.pending.push((node, expected));
                    node
                }
            };
            self.control(&row, control, Some(node), None);
        }
    }

    /// The steps on a row, its credit, and whether it is done. `enters` is the node by which a hidden row comes in, `loss`
    /// that by which points are lost.
    pub(super) fn control(
        &mut self,
        row: &ScoreRow,
        control: &'a Control,
        enters: Option<usize>,
        loss: Option<usize>,
    ) {
        let state = self.state;
        let status = row.current_status();
        let is_set = status == Some(Status::RiskAccepted) || status.is_some_and(Status::is_asserted);
        let now = row.points();
        let seen = enters.is_none().then_some(row);
        let credit = state
            .credit_to_come(&row.id, control)
            .filter(|_| !row.is_asserted())
            .zip(row.max)
            .map(|(credit, max)| (credit, credit.coverage.of(max)))
            .filter(|(credit, points)| {
                *points > now && self.facts.condition(&credit.when) != Condition::Never
            });
        // Points are there in the end only where the row is.
        let expected = (enters.is_some() || state.may_leave(&row.id)).then(|| self.facts.expected(control));
        let stays = expected.filter(|expected| !is_firm(expected));
        let stays = stays.map_or(Known::Yes, |expected| self.encoded_at_the_end(&expected));
        // What is worked on anew, or credited once more, is not lost.
        let mut restored = Vec::new();
        let mut credited_again = Points::ZERO;
        if let Some(loss) = loss
            && let Some(credit) = state.credit_to_come(&row.id, control)
            && let Some(max) = row.max
        {
            let due = self.facts.condition(&credit.when);
            let points = credit.coverage.of(max).min(row.measured);
            if due != Condition::Never && points > Points::ZERO {
                credited_again = points;
                self.mark(&due);
                let again = self.effect_on(&row.id, points, Points::ZERO);
                self.needs[again].push(loss);
                self.pending.push((again, due));
                self.require(again, stays);
                restored.push(again);
            }
        }
        let mut gains = Vec::new();
        if let Some((credit, points)) = credit {
            let node = self.effect_on(&row.id, points - now, Points::ZERO);
            self.pending.push((node, self.facts.condition(&credit.when)));
            self.require(node, stays);
            self.needs[node].extend(enters);
            gains.push(node);
        }
        let mut steps = vec![usize::MAX; control.ways.len()];
        let licensed = |way: &&Way| {
            state.stated_licence(&control.id) != Some(false)
                && self.facts.possible(&way.entitled_when) != Condition::Never
        };
        let ways: Vec<(usize, &'a Way)> =
            control.ways.iter().enumerate().filter(|(_, way)| licensed(way)).collect();
        for (_, way) in &ways {
            let holds = way.holds_while.as_ref().map(|holds| self.facts.condition(holds));
            let licensed = self.facts.possible(&way.entitled_when);
            for condition in holds.into_iter().chain([licensed]) {
                self.lasts(&row.id, &condition);
            }
        }
        if let Some((credit, _)) = credit {
            let due = self.facts.condition(&credit.when);
            if !is_firm(&due) {
                self.mark(&due);
            }
        }
        for (at, way) in ways.iter().copied().filter(|_| !is_set && control.is_current()) {
            let reach = row.max.map(|max| state.reach(control, way, max));
            let gain = reach.map_or(Points::ZERO, |reach| reach - now);
            if let (Some((credit, points)), Some(reach)) = (credit, reach)
                && reach <= points
            {
                // After the credit nothing is left to do by this way.
                self.fickle.insert(row.id.clone());
                self.mark(&self.facts.condition(&credit.when));
            }
            if reach.is_some() && gain <= Points::ZERO && loss.is_none() {
                continue;
            }
            // Without a maximum it gains nothing, and is there for what needs it.
            if reach.is_none() && !self.is_needed(&row.id) {
                continue;
            }
            let mut minutes = control_effort(state, control, way, seen);
            if loss.is_some() {
                let after = fallen(row, credited_again);
                let again = control_effort(state, control, way, Some(&after));
                // Before the points are lost only what gains more can be worked on.
                minutes = if gain > Points::ZERO { minutes.min(again) } else { again };
            }
            // And only where the way still holds.
            let holds = way.holds_while.as_ref().map(|holds| self.facts.condition(holds));
            let holds = holds.filter(|holds| !is_firm(holds));
            let holds = holds.map_or(Known::Yes, |holds| self.encoded_at_the_end(&holds));
            let apart = !gains.is_empty() || (stays, holds) != (Known::Yes, Known::Yes);
            let own = if apart { Points::ZERO } else { gain };
            let node = self.node(Meaning::Step(row.id.clone(), at), own, minutes, Points::ZERO);
            self.worth.entry(row.id.clone()).or_default().push((node, own, Points::ZERO));
            self.needs[node].extend(enters);
            steps[at] = node;
            if apart {
                let gained = self.effect_on(&row.id, gain, Points::ZERO);
                self.needs[gained].push(node);
                self.require(gained, stays);
                self.require(gained, holds);
                gains.push(gained);
            }
            if let Some(loss) = loss {
                let again = self.effect_on(&row.id, row.measured, Points::ZERO);
                self.needs[again].extend([node, loss]);
                self.require(again, stays);
                self.require(again, holds);
                restored.push(again);
            }
        }
        let nodes: Vec<usize> = steps.iter().copied().filter(|node| *node != usize::MAX).collect();
        if nodes.len() > 1 {
            self.rules.push(Rule::at_most_one(nodes.iter().copied()));
        }
        if restored.len() > 1 {
            self.rules.push(Rule::at_most_one(restored));
        }
        if gains.len() > 1 {
            self.rules.push(Rule::at_most_one(gains.iter().copied()));
        }
        self.steps.insert(row.id.clone(), nodes.clone());
        let reached = self.reach_of(
            row,
            control,
            &ways,
            credit.map(|(_, points)| points),
            gains.first().copied(),
            &nodes,
        );
        self.reached.insert(row.id.clone(), reached);
    }

    /// Whether steps may need a row.
    fn is_needed(&self, row: &Id) -> bool {
        self.needed.contains(row.without_instance()) || self.needed.contains(row.as_str())
    }

    /// Whether a row is done as far as its ways reach: it is, a step does it, or a credit.
    pub(super) fn reach_of(
        &mut self,
        row: &ScoreRow,
        control: &'a Control,
        ways: &[(usize, &'a Way)],
        credit: Option<Points>,
        credited: Option<usize>,
        steps: &[usize],
    ) -> Known {
        let state = self.state;
        let mut alternatives = steps.to_vec();
        if let Some(max) = row.max {
            let holds = |way: &'a Way| {
                let licensed = self.facts.possible(&way.entitled_when);
                let holds = way.holds_while.as_ref().map(|holds| self.facts.condition(holds));
                join(true, holds.into_iter().chain([licensed]))
            };
            let ways: Vec<(Condition<'a>, Points)> =
                ways.iter().map(|(_, way)| (holds(way), state.reach(control, way, max))).collect();
            let reaches = |of: &dyn Fn(&Condition<'_>) -> bool| {
                let reaches = ways.iter().filter(|(holds, _)| of(holds)).map(|(_, reach)| *reach);
                reaches.collect::<Vec<_>>()
            };
            // Ways that do not hold ask for nothing; so the least counts that may be asked for at some time: what all ways
            // that always hold reach, or where there are none, any one of those that may.
            let always = reaches(&|holds| *holds == Condition::Always).into_iter().max();
            let sometimes = || reaches(&|holds| *holds != Condition::Never).into_iter().min();
            let least = always.or_else(sometimes).unwrap_or(max);
            // What is reached may not be any more once a way holds that reaches further.
            let asks_more = |(holds, reach): &&(Condition<'a>, Points)| {
                *reach > least && !matches!(holds, Condition::Always | Condition::Never)
            };
            if self.is_needed(&row.id) {
                ways.iter().filter(asks_more).for_each(|(holds, _)| self.mark(holds));
            }
            if row.points() >= least {
                return Known::Yes;
            }
            if credit.is_some_and(|credit| credit >= least) {
                alternatives.extend(credited);
            }
        }
        self.any(alternatives)
    }
}
