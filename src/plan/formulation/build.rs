//! Builds the problem of a tenant from its state.

use std::collections::{BTreeMap, BTreeSet};

use super::conditions::{Condition, Facts, Part, Setter};
use super::{Formulation, Known, Meaning};
use crate::model::{Action, Control, Gates, Graph, Id, Minutes, Points, Status, Way, Weight};
use crate::plan::backlog::{action_effort, control_effort, fallen};
use crate::plan::optimise::Rule;
use crate::state::{Evidence, ScoreRow, State};

/// So many combinations of causes of one effect are written down; of more the effect is left free.
const MOST_CAUSES: usize = 64;

struct Builder<'s, 'a> {
    state: &'s State<'a>,
    facts: Facts<'s, 'a>,
    nodes: Vec<(Meaning, Weight, Points)>,
    needs: Vec<Vec<usize>>,
    rules: Vec<Rule>,
    /// Nodes that hold with any one of some others.
    alternatives: Vec<(usize, Vec<usize>)>,
    /// Work and the effects that it brings whatever else is done.
    brings: Vec<(usize, usize)>,
    out: BTreeSet<usize>,
    work: BTreeMap<Id, usize>,
    steps: BTreeMap<Id, Vec<usize>>,
    done: BTreeMap<Id, Known>,
    reached: BTreeMap<Id, Known>,
    /// Needs on controls that are not in the score: they bind once these are.
    hidden_needs: Vec<(usize, &'a Id)>,
    /// Work that may be done at one place of a plan and not at another, whatever else stands before it.
    fickle: BTreeSet<Id>,
    /// What steps may need.
    needed: BTreeSet<&'a str>,
    /// What the plan rests on, for actions that exclude others.
    used: BTreeMap<Id, usize>,
    shown: BTreeMap<&'a Id, usize>,
    /// Conditions whose nodes are not written down yet.
    pending: Vec<(usize, Condition<'a>)>,
    known: BTreeMap<Condition<'a>, Known>,
}

impl<'s, 'a> Formulation<'s, 'a> {
    pub(in crate::plan) fn of(state: &'s State<'a>) -> Self {
        let is_open = |action: &&Action| !state.done.get(&action.id).is_some_and(|done| done.share.is_all());
        let mut open: Vec<&'a Action> = state.catalogue.actions.values().filter(is_open).collect();
        let all = Facts::new(state, &open);
        open.retain(|action| all.condition(&action.entitled_when) != Condition::Never);
        let mut builder = Builder {
            state,
            facts: Facts::new(state, &open),
            nodes: Vec::new(),
            needs: Vec::new(),
            rules: Vec::new(),
            alternatives: Vec::new(),
            brings: Vec::new(),
            out: BTreeSet::new(),
            work: BTreeMap::new(),
            steps: BTreeMap::new(),
            done: BTreeMap::new(),
            reached: BTreeMap::new(),
            hidden_needs: Vec::new(),
            fickle: BTreeSet::new(),
            needed: needed(state),
            used: BTreeMap::new(),
            shown: BTreeMap::new(),
            pending: Vec::new(),
            known: BTreeMap::new(),
        };
        builder.actions(&open);
        builder.exclusions();
        let rows = builder.rows();
        builder.hidden(&rows);
        builder.work_needs(&open);
        builder.step_needs();
        builder.write_pending();
        builder.write_hidden_needs();
        builder.simplify_alternatives();
        builder.finish()
    }
}

impl<'s, 'a> Builder<'s, 'a> {
    fn node(&mut self, meaning: Meaning, points: Points, minutes: Minutes, max: Points) -> usize {
        self.nodes.push((meaning, Weight { points, minutes }, max));
        self.needs.push(Vec::new());
        self.nodes.len() - 1
    }

    fn effect(&mut self, points: Points, max: Points) -> usize {
        self.node(Meaning::Effect, points, Minutes::ZERO, max)
    }

    fn require(&mut self, node: usize, known: Known) {
        match known {
            Known::Yes => {}
            Known::No => drop(self.out.insert(node)),
            Known::Node(need) if need == node => {}
            Known::Node(need) => self.needs[node].push(need),
        }
    }

    /// Work that hangs on a condition may be done at one place and not at another where that may end.
    fn lasts(&mut self, id: &Id, condition: &Condition<'a>) {
        if !is_firm(condition) {
            self.fickle.insert(id.clone());
            self.mark(condition);
        }
    }

    /// It matters where the actions stand on which a condition hangs.
    fn mark(&mut self, condition: &Condition<'a>) {
        match condition {
            Condition::Always | Condition::Never => {}
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| self.mark(part)),
            Condition::Part(part) => {
                for setter in part.by.iter().chain(&part.against) {
                    let (Setter::Work(id) | Setter::Shown(id)) = setter;
                    let is_new = self.fickle.insert((*id).clone());
                    if let Setter::Shown(_) = setter
                        && is_new
                        && let Some(action) = self.state.catalogue.actions.get(*id)
                    {
                        self.mark(&self.facts.shown(action));
                    }
                }
            }
        }
    }

    /// One of several nodes.
    fn any(&mut self, mut nodes: Vec<usize>) -> Known {
        nodes.sort_unstable();
        nodes.dedup();
        match nodes[..] {
            [] => Known::No,
            [one] => Known::Node(one),
            _ => {
                let any = self.effect(Points::ZERO, Points::ZERO);
                self.alternatives.push((any, nodes));
                Known::Node(any)
            }
        }
    }

    /// Work on actions, and whether they are done.
    fn actions(&mut self, open: &[&'a Action]) {
        for action in open {
            let minutes = action_effort(self.state, action);
            let node = self.node(Meaning::Work(action.id.clone()), Points::ZERO, minutes, Points::ZERO);
            self.work.insert(action.id.clone(), node);
        }
        for action in self.state.catalogue.actions.values() {
            let by_facts = self.facts.done_by_facts(action);
            if by_facts != Condition::Never {
                self.fickle.insert(action.id.clone());
                self.mark(&by_facts);
            }
            let licensed = self.facts.condition(&action.entitled_when);
            self.lasts(&action.id, &licensed);
            let work = self.work.get(&action.id).copied();
            let is_done = self.state.done.get(&action.id).is_some_and(|done| done.share.is_all());
            let known = if is_done {
                Known::Yes
            } else {
                match self.facts.done_by_facts(action) {
                    Condition::Never => work.map_or(Known::No, Known::Node),
                    Condition::Always => Known::Yes,
                    condition => {
                        let by_facts = self.effect(Points::ZERO, Points::ZERO);
                        self.pending.push((by_facts, condition));
                        self.any(work.into_iter().chain([by_facts]).collect())
                    }
                }
            };
            self.done.insert(action.id.clone(), known);
        }
    }

    /// Of two actions that exclude each other a plan rests on one at most.
    fn exclusions(&mut self) {
        let catalogue = self.state.catalogue;
        let exists = |id: &Id| {
            let done = self.state.done.get(id);
            catalogue.actions.contains_key(id)
                && done.is_none_or(|done| done.evidence != Evidence::NotApplicable)
        };
        let mut pairs: BTreeSet<(&'a Id, &'a Id)> = BTreeSet::new();
        for action in catalogue.actions.values() {
            for other in action.conflicts.iter().filter(|other| exists(other) && exists(&action.id)) {
                pairs.insert(if action.id < *other { (&action.id, other) } else { (other, &action.id) });
            }
        }
        for (one, other) in pairs {
            let [one, other] = [one, other].map(|id| {
                if let Some(node) = self.used.get(id) {
                    return *node;
                }
                let node = self.effect(Points::ZERO, Points::ZERO);
                if let Some(&work) = self.work.get(id) {
                    self.needs[work].push(node);
                }
                self.used.insert(id.clone(), node);
                node
            });
            if one == other {
                self.out.insert(one);
            } else {
                self.rules.push(Rule::at_most_one([one, other]));
            }
        }
    }

    /// The rows of the score: steps on them, what they may lose, and credits.
    fn rows(&mut self) -> BTreeSet<String> {
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
            if state.may_leave(&row.id) {
                let (points, max) = state.weight(row);
                let leaves = self.facts.not_expected(control);
                if leaves != Condition::Never {
                    self.fickle.insert(row.id.clone());
                    self.mark(&leaves);
                    let node = self.effect(-points, -max);
                    self.forced(&leaves, node);
                    self.pending.push((node, leaves));
                }
            }
            let at_risk = held.get(&row.id).filter(|_| !row.is_asserted() && row.measured > Points::ZERO);
            let ends = at_risk.and_then(|way| way.holds_while.as_ref()).map(|expr| self.facts.negated(expr));
            let loss = ends.filter(|ends| *ends != Condition::Never).map(|ends| {
                self.fickle.insert(row.id.clone());
                self.mark(&ends);
                let node = self.effect(-row.measured, Points::ZERO);
                self.forced(&ends, node);
                self.pending.push((node, ends));
                node
            });
            self.control(row, control, None, loss);
        }
        names
    }

    /// Controls that are not in the score and may enter it.
    fn hidden(&mut self, shown: &BTreeSet<String>) {
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
            // A row that may leave again is counted without its maximum: more can not be said of every order.
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
                    self.nodes[work].1.points += points;
                    self.nodes[work].2 += max;
                    work
                }
                None => {
                    let node = self.effect(points, if firm { max } else { Points::ZERO });
                    if firm {
                        self.forced(&expected, node);
                    }
                    self.pending.push((node, expected));
                    node
                }
            };
            self.control(&row, control, Some(node), None);
        }
    }

    /// The steps on a row, its credit, and whether it is done. `enters` is the node by which a hidden row comes in, `loss`
    /// that by which points are lost.
    fn control(&mut self, row: &ScoreRow, control: &'a Control, enters: Option<usize>, loss: Option<usize>) {
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
        let mut gains = Vec::new();
        if let Some((credit, points)) = credit {
            let node = self.effect(points - now, Points::ZERO);
            self.pending.push((node, self.facts.condition(&credit.when)));
            self.needs[node].extend(enters);
            gains.push(node);
        }
        let mut steps = vec![usize::MAX; control.ways.len()];
        let licensed = |way: &&Way| {
            state.stated_licence(&control.id) != Some(false)
                && self.facts.condition(&way.entitled_when) != Condition::Never
        };
        let ways: Vec<(usize, &'a Way)> =
            control.ways.iter().enumerate().filter(|(_, way)| licensed(way)).collect();
        for (_, way) in &ways {
            let holds = way.holds_while.as_ref().map(|holds| self.facts.condition(holds));
            let licensed = self.facts.condition(&way.entitled_when);
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
            if reach.is_none()
                && !self.needed.contains(row.id.without_instance())
                && !self.needed.contains(row.id.as_str())
            {
                continue;
            }
            let mut minutes = control_effort(state, control, way, seen);
            if loss.is_some() {
                let after = fallen(row, Points::ZERO);
                let again = control_effort(state, control, way, Some(&after));
                // Before the points are lost only what gains more can be worked on.
                minutes = if gain > Points::ZERO { minutes.min(again) } else { again };
            }
            let apart = !gains.is_empty();
            let own = if apart { Points::ZERO } else { gain };
            let node = self.node(Meaning::Step(row.id.clone(), at), own, minutes, Points::ZERO);
            self.needs[node].extend(enters);
            steps[at] = node;
            if apart {
                let gained = self.effect(gain, Points::ZERO);
                self.needs[gained].push(node);
                gains.push(gained);
            }
            if let Some(loss) = loss {
                // What is worked on anew is not lost.
                let kept = self.effect(row.measured, Points::ZERO);
                self.needs[kept].extend([node, loss]);
            }
        }
        let nodes: Vec<usize> = steps.iter().copied().filter(|node| *node != usize::MAX).collect();
        if nodes.len() > 1 {
            self.rules.push(Rule::at_most_one(nodes.iter().copied()));
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

    /// Whether a row is done as far as its ways reach: it is, a step does it, or a credit.
    fn reach_of(
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
            let lasting = |way: &Way| way.holds_while.is_none() && way.entitled_when.holds(state);
            let most = |of: &dyn Fn(&Way) -> bool| {
                let reach =
                    ways.iter().filter(|(_, way)| of(way)).map(|(_, way)| state.reach(control, way, max));
                reach.max().unwrap_or(max)
            };
            // Ways that may not hold any more ask for nothing; so the least that may be asked for counts.
            let least = most(&lasting).min(most(&|way| way.entitled_when.holds(state)));
            if row.points() >= least {
                return Known::Yes;
            }
            if credit.is_some_and(|credit| credit >= least) {
                alternatives.extend(credited);
            }
        }
        self.any(alternatives)
    }

    /// What names need: done actions, and rows that are done as far as their ways reach.
    fn needs_of(&mut self, node: usize, names: &'a [Id], gates: &'a [Id]) {
        let state = self.state;
        let gates = if state.assumptions.gates == Gates::Hard { gates } else { &[] };
        for name in names.iter().chain(gates) {
            if state.catalogue.actions.contains_key(name) {
                let done = self.done.get(name).copied().unwrap_or(Known::No);
                self.require(node, done);
                if let Some(&used) = self.used.get(name) {
                    self.require(node, Known::Node(used));
                }
                continue;
            }
            let rows: Vec<Id> = state.rows_named(name).cloned().collect();
            if rows.is_empty() && self.reached.contains_key(name) {
                self.hidden_needs.push((node, name));
            }
            for row in rows {
                let reached = self.reached.get(&row).copied().unwrap_or(Known::No);
                self.require(node, reached);
            }
        }
    }

    fn work_needs(&mut self, open: &[&'a Action]) {
        for action in open {
            let node = self.work[&action.id];
            self.needs_of(node, &action.needs, &action.gates);
            let licensed = self.facts.condition(&action.entitled_when);
            self.pending.push((node, licensed));
        }
    }

    fn step_needs(&mut self) {
        let steps: Vec<(usize, Id, usize)> = self
            .nodes
            .iter()
            .enumerate()
            .filter_map(|(node, (meaning, ..))| match meaning {
                Meaning::Step(id, way) => Some((node, id.clone(), *way)),
                _ => None,
            })
            .collect();
        for (node, id, way) in steps {
            let Some(control) = self.state.control(&id) else { continue };
            let way = &control.ways[way];
            self.needs_of(node, &way.needs, &way.gates);
            let licensed = self.facts.condition(&way.entitled_when);
            self.pending.push((node, licensed));
            if let Some(holds) = &way.holds_while {
                let holds = self.facts.condition(holds);
                self.pending.push((node, holds));
            }
        }
    }

    /// Writes down what conditions need; that may ask for further ones.
    fn write_pending(&mut self) {
        while let Some((node, condition)) = self.pending.pop() {
            let known = self.encoded(&condition);
            self.require(node, known);
        }
    }

    /// A control that has come in with what a step needs anyway is needed itself. Where it may come later, or leave again, the
    /// step may stand without it; then the order decides, and is left to whoever does the steps.
    fn write_hidden_needs(&mut self) {
        for (node, name) in std::mem::take(&mut self.hidden_needs) {
            let Some(control) = self.state.control(name) else { continue };
            let expected = self.facts.expected(control);
            let shown = self.encoded(&expected);
            self.write_pending();
            let comes_first = |shown: Known| matches!(shown, Known::Node(shown) if reached(node, &self.needs).contains(&shown));
            if is_firm(&expected) && comes_first(shown) {
                let done = self.reached.get(name).copied().unwrap_or(Known::No);
                self.require(node, done);
            } else {
                if let Meaning::Work(id) | Meaning::Step(id, _) = &self.nodes[node].0 {
                    self.fickle.insert(id.clone());
                }
                self.mark(&expected);
            }
        }
    }

    /// What a condition needs at least to hold at some time.
    fn encoded(&mut self, condition: &Condition<'a>) -> Known {
        if let Some(known) = self.known.get(condition) {
            return *known;
        }
        let known = match condition {
            Condition::Always => Known::Yes,
            Condition::Never => Known::No,
            Condition::Part(part) if part.now => Known::Yes,
            Condition::Part(part) => self.part(part),
            Condition::All(parts) => {
                let parts: Vec<Known> = parts.iter().map(|part| self.encoded(part)).collect();
                let mut nodes: Vec<usize> = parts
                    .iter()
                    .filter_map(|known| if let Known::Node(node) = known { Some(*node) } else { None })
                    .collect();
                nodes.sort_unstable();
                nodes.dedup();
                match nodes[..] {
                    _ if parts.contains(&Known::No) => Known::No,
                    [] => Known::Yes,
                    [one] => Known::Node(one),
                    _ => {
                        let all = self.effect(Points::ZERO, Points::ZERO);
                        self.needs[all] = nodes;
                        Known::Node(all)
                    }
                }
            }
            Condition::Any(parts) => {
                let parts: Vec<Known> = parts.iter().map(|part| self.encoded(part)).collect();
                if parts.contains(&Known::Yes) {
                    Known::Yes
                } else {
                    let node = |known: &Known| if let Known::Node(node) = known { Some(*node) } else { None };
                    let nodes = parts.iter().filter_map(node).collect();
                    self.any(nodes)
                }
            }
        };
        self.known.insert(condition.clone(), known);
        known
    }

    fn part(&mut self, part: &Part<'a>) -> Known {
        let mut nodes = Vec::new();
        for setter in &part.by {
            match setter {
                Setter::Work(id) => nodes.extend(self.work.get(*id)),
                Setter::Shown(id) => nodes.extend(self.shown_node(id)),
            }
        }
        self.any(nodes)
    }

    fn shown_node(&mut self, id: &'a Id) -> Option<usize> {
        if let Some(node) = self.shown.get(id) {
            return Some(*node);
        }
        let action = self.state.catalogue.actions.get(id)?;
        let node = self.effect(Points::ZERO, Points::ZERO);
        self.shown.insert(id, node);
        let shown = self.facts.shown(action);
        self.pending.push((node, shown));
        Some(node)
    }

    /// The node of the work without which a condition never holds, and with which it always does.
    fn only_cause(&self, condition: &Condition<'a>) -> Option<usize> {
        let Condition::Part(part) = condition else { return None };
        let is_alone = !part.now && part.against.is_empty();
        match part.by[..] {
            [Setter::Work(id)] if is_alone => self.work.get(id).copied(),
            _ => None,
        }
    }

    /// Whatever certainly makes a condition hold in the end brings an effect.
    fn forced(&mut self, condition: &Condition<'a>, effect: usize) {
        for (causes, bars) in self.causes(condition).unwrap_or_default() {
            if causes.is_empty() {
                continue;
            }
            let most = i64::try_from(causes.len()).unwrap_or(i64::MAX) - 1;
            if bars.is_empty() && causes.len() == 1 {
                self.brings.push((causes[0], effect));
                continue;
            }
            let terms = causes.iter().map(|node| (*node, 1)).chain(bars.iter().map(|node| (*node, -1)));
            let mut sums: BTreeMap<usize, i64> = BTreeMap::new();
            for (node, coefficient) in terms.chain([(effect, -1)]) {
                *sums.entry(node).or_default() += coefficient;
            }
            sums.retain(|_, coefficient| *coefficient != 0);
            self.rules.push(Rule { terms: sums.into_iter().collect(), most });
        }
    }

    /// The sets of work each of which makes a condition hold in the end, unless some other work stands against it. `None`
    /// where there are too many.
    fn causes(&self, condition: &Condition<'a>) -> Option<Vec<(Vec<usize>, Vec<usize>)>> {
        let found = match condition {
            Condition::Always => vec![(Vec::new(), Vec::new())],
            Condition::Never => Vec::new(),
            Condition::Part(part) => {
                let is_work = |setter: &Setter<'_>| matches!(setter, Setter::Work(_));
                if !part.against.iter().all(is_work) {
                    return Some(Vec::new());
                }
                let works = |setters: &[Setter<'_>]| -> Vec<usize> {
                    let node = |setter: &Setter<'_>| match setter {
                        Setter::Work(id) => self.work.get(*id).copied(),
                        Setter::Shown(_) => None,
                    };
                    setters.iter().filter_map(node).collect()
                };
                let bars = works(&part.against);
                if part.now {
                    vec![(Vec::new(), bars)]
                } else {
                    works(&part.by).into_iter().map(|work| (vec![work], bars.clone())).collect()
                }
            }
            Condition::Any(parts) => {
                let mut all = Vec::new();
                for part in parts {
                    all.extend(self.causes(part)?);
                }
                all
            }
            Condition::All(parts) => {
                let mut all = vec![(Vec::new(), Vec::new())];
                for part in parts {
                    let of_part = self.causes(part)?;
                    let with = |(causes, bars): &(Vec<usize>, Vec<usize>)| -> Vec<(Vec<usize>, Vec<usize>)> {
                        let join = |one: &[usize], other: &[usize]| {
                            let all: BTreeSet<usize> = one.iter().chain(other).copied().collect();
                            all.into_iter().collect()
                        };
                        of_part.iter().map(|(more, less)| (join(causes, more), join(bars, less))).collect()
                    };
                    all = all.iter().flat_map(with).collect();
                    if all.len() > MOST_CAUSES {
                        return None;
                    }
                }
                all
            }
        };
        (found.len() <= MOST_CAUSES).then_some(found)
    }

    /// Leaves out alternatives that rest on others of the same node. What a node needs stands before it, so an alternative
    /// that rests on a node is none for that node.
    fn simplify_alternatives(&mut self) {
        loop {
            let mut changed = false;
            let users = self.users();
            let mut rules = Vec::new();
            for (any, nodes) in std::mem::take(&mut self.alternatives) {
                let below = |node: usize| reached(node, &self.needs);
                let is_other = |node: usize, of: &usize| *of != node && nodes.contains(of);
                let own: Vec<usize> = nodes
                    .iter()
                    .copied()
                    .filter(|&node| !below(node).iter().any(|other| is_other(node, other)))
                    .collect();
                if let [one] = own[..] {
                    self.needs[any].push(one);
                    changed = true;
                    continue;
                }
                let above = reached(any, &users);
                let below: Vec<BTreeSet<usize>> = own.iter().map(|&node| below(node)).collect();
                let circular: BTreeSet<usize> =
                    below.iter().flatten().copied().filter(|node| above.contains(node)).collect();
                for user in circular {
                    let others = own.iter().zip(&below).filter(|(_, below)| !below.contains(&user));
                    let others: Vec<usize> = others.map(|(node, _)| *node).collect();
                    match others[..] {
                        [] => drop(self.out.insert(user)),
                        [one] if self.needs[user].contains(&one) => {}
                        [one] => {
                            self.needs[user].push(one);
                            changed = true;
                        }
                        _ => rules.push(Rule::any_of(user, others)),
                    }
                }
                rules.push(Rule::any_of(any, own.iter().copied()));
                self.alternatives.push((any, own));
            }
            if !changed {
                self.rules.extend(rules);
                return;
            }
        }
    }

    fn users(&self) -> Vec<Vec<usize>> {
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); self.needs.len()];
        for (user, needs) in self.needs.iter().enumerate() {
            needs.iter().for_each(|need| users[*need].push(user));
        }
        users
    }

    fn finish(mut self) -> Formulation<'s, 'a> {
        let graph = loop {
            let weights = self.nodes.iter().map(|(_, weight, _)| *weight).collect();
            // What work brings is written as something that it needs.
            let mut needs = self.needs.clone();
            self.brings.iter().for_each(|(work, effect)| needs[*work].push(*effect));
            for needs in &mut needs {
                needs.sort_unstable();
                needs.dedup();
            }
            match Graph::new(weights, needs) {
                Ok(graph) => break graph,
                Err(circle) => {
                    let on_circle =
                        |(work, effect): &(usize, usize)| circle.contains(work) && circle.contains(effect);
                    if let Some(at) = self.brings.iter().position(on_circle) {
                        let (work, effect) = self.brings.remove(at);
                        self.rules.push(Rule::any_of(work, [effect]));
                        continue;
                    }
                    // Nothing on a circle can ever begin.
                    for node in circle {
                        self.out.insert(node);
                        self.needs[node].clear();
                    }
                }
            }
        };
        Formulation {
            state: self.state,
            maxima: self.nodes.iter().map(|(_, _, max)| *max).collect(),
            meanings: self.nodes.into_iter().map(|(meaning, ..)| meaning).collect(),
            graph,
            rules: self.rules,
            out: self.out.into_iter().collect(),
            work: self.work,
            steps: self.steps,
            used: self.used,
            fickle: self.fickle,
            done: self.done,
            reached: self.reached,
        }
    }
}

/// The names that actions and ways need.
fn needed<'a>(state: &State<'a>) -> BTreeSet<&'a str> {
    let catalogue = state.catalogue;
    let of_actions = catalogue.actions.values().map(|action| (&action.needs, &action.gates));
    let ways = catalogue.controls.values().flat_map(|control| &control.ways);
    let binding = state.assumptions.gates == Gates::Hard;
    of_actions
        .chain(ways.map(|way| (&way.needs, &way.gates)))
        .flat_map(|(needs, gates)| needs.iter().chain(gates.iter().filter(move |_| binding)))
        .map(Id::as_str)
        .collect()
}

/// A node with all that is reached from it over some edges.
fn reached(node: usize, next: &[Vec<usize>]) -> BTreeSet<usize> {
    let mut all = BTreeSet::from([node]);
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        open.extend(next[node].iter().copied().filter(|other| all.insert(*other)));
    }
    all
}

/// Whether a condition that holds once holds for good.
fn is_firm(condition: &Condition<'_>) -> bool {
    match condition {
        Condition::Always | Condition::Never => true,
        Condition::Part(part) => part.against.is_empty(),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().all(is_firm),
    }
}
