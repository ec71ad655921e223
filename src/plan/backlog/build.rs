//! Builds the backlog of a state: candidates, their requirements, the chosen ways, the graph.

use std::collections::{BTreeMap, BTreeSet};

use super::choice::{self, Choice};
use super::exclude::{Excluded, Reason, licence_lever};
use super::work::{action_effort, control_effort, gain, is_done, may_do, open_ways, unlocking, unlocks};
use super::{Backlog, Node, NodeKind};
use crate::model::{Action, BacklogItem, Control, Gates, Graph, Id, Minutes, Points, Status, Way, Weight};
use crate::state::{Evidence, Row, State};

/// One licensed way with what it brings, takes and requires.
#[derive(Debug, Clone)]
pub(super) struct OpenWay<'a> {
    pub(super) way: &'a Way,
    pub(super) gain: Points,
    pub(super) effort: Minutes,
    /// Needs, gates where they bind, and what makes the control visible.
    pub(super) requires: Vec<Id>,
}

/// A control that can be earned.
#[derive(Debug, Clone)]
pub(super) struct OpenControl<'a> {
    pub(super) id: Id,
    pub(super) control: &'a Control,
    pub(super) ways: Vec<OpenWay<'a>>,
    /// Points that its only unlocking action brings by default credit.
    pub(super) credit: Option<(Id, Points)>,
}

/// An action that is not done and that the licences allow.
#[derive(Debug, Clone)]
pub(super) struct OpenAction {
    pub(super) effort: Minutes,
    pub(super) requires: Vec<Id>,
}

/// Everything that a plan may hold.
pub(super) struct Candidates<'s, 'a> {
    pub(super) state: &'s State<'a>,
    pub(super) controls: BTreeMap<Id, OpenControl<'a>>,
    pub(super) actions: BTreeMap<Id, OpenAction>,
    /// Done, or without meaning in this tenant.
    met: BTreeSet<Id>,
    excluded: BTreeMap<Id, Excluded>,
}

/// What a choice puts into the plan.
#[derive(Debug, Clone, Default)]
pub(super) struct Included {
    /// The controls with the index of their way.
    pub(super) ways: BTreeMap<Id, usize>,
    /// The actions that they need.
    pub(super) actions: BTreeSet<Id>,
}

/// The backlog of a state.
pub fn build(state: &State<'_>) -> Backlog {
    let mut candidates = Candidates::collect(state);
    let choice = choice::choose(&candidates);
    let included = candidates.included(&choice);
    candidates.exclude_rest(&choice, &included);
    let mut nodes = candidates.nodes(&included);
    let graph = loop {
        match graph(&nodes) {
            Ok(graph) => break graph,
            // Visibility edges can close a circle that no single file shows: nothing on it can ever begin.
            Err(cycle) => candidates.drop_cycle(&mut nodes, &cycle),
        }
    };
    Backlog { nodes, graph, excluded: candidates.excluded.into_values().collect() }
}

/// A backlog of ready-made items; the indices in `needs` are those of the list.
///
/// # Errors
/// The items of a circle of prerequisites, in order.
pub fn from_items(items: Vec<BacklogItem>) -> Result<Backlog, Vec<usize>> {
    let node = |item: BacklogItem| Node {
        id: item.id,
        kind: if item.points > Points::ZERO { NodeKind::Control } else { NodeKind::Action },
        title: item.title,
        product: None,
        team: None,
        way: None,
        points: item.points,
        effort: item.effort,
        needs: item.needs,
        after: Vec::new(),
        wait_days: 0,
    };
    let nodes: Vec<Node> = items.into_iter().map(node).collect();
    let graph = graph(&nodes)?;
    Ok(Backlog { nodes, graph, excluded: Vec::new() })
}

fn graph(nodes: &[Node]) -> Result<Graph, Vec<usize>> {
    let weights = nodes.iter().map(|n| Weight { points: n.points.0, minutes: n.effort.0 }).collect();
    Graph::new(weights, nodes.iter().map(|node| node.needs.clone()).collect())
}

impl<'s, 'a> Candidates<'s, 'a> {
    fn collect(state: &'s State<'a>) -> Self {
        let catalogue = state.catalogue;
        let mut candidates = Self {
            state,
            controls: BTreeMap::new(),
            actions: BTreeMap::new(),
            met: BTreeSet::new(),
            excluded: BTreeMap::new(),
        };
        for action in catalogue.actions.values() {
            if is_done(state, &action.id) {
                candidates.met.insert(action.id.clone());
            } else if may_do(state, action) {
                let open = OpenAction {
                    effort: action_effort(state, action),
                    requires: candidates.requires(&action.needs, &action.gates, &[]),
                };
                candidates.actions.insert(action.id.clone(), open);
            }
        }
        let unlocking = unlocking(state);
        for row in state.rows.values() {
            candidates.visible_row(row);
        }
        for control in catalogue.controls.values() {
            let shown = state.rows.keys().any(|id| id.without_instance() == control.id.as_str());
            match control.retired {
                _ if shown => {}
                // What Microsoft withdrew can not be needed either.
                Some(_) => drop(candidates.met.insert(control.id.clone())),
                None => candidates.hidden_control(control, &unlocking),
            }
        }
        candidates
    }

    fn requires(&self, needs: &[Id], gates: &[Id], unlocks: &[&Action]) -> Vec<Id> {
        let gates = if self.state.assumptions.gates == Gates::Hard { gates } else { &[] };
        let mut all: Vec<Id> = needs
            .iter()
            .chain(gates)
            .cloned()
            .chain(unlocks.iter().map(|action| action.id.clone()))
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn exclude(&mut self, id: &Id, reason: Reason, lever: impl Into<String>) {
        self.excluded.insert(id.clone(), Excluded { id: id.clone(), reason, lever: lever.into() });
    }

    fn visible_row(&mut self, row: &Row) {
        let id = &row.id;
        if row.max.is_some() && row.left() == Points::ZERO {
            self.met.insert(id.clone());
            return;
        }
        if row.current_status() == Some(Status::RiskAccepted) {
            let lever = format!(
                "withdraw the risk acceptance: {} points",
                row.max.unwrap_or_default() - row.measured
            );
            return self.exclude(id, Reason::RiskAccepted, lever);
        }
        let Some(control) = self.state.control(id) else {
            let lever = "add it to a catalogue overlay with its effort";
            return self.exclude(id, Reason::NotInCatalogue, lever);
        };
        if let Some(date) = control.retired {
            let lever = format!("none: Microsoft had withdrawn it by {date}");
            return self.exclude(id, Reason::Retired, lever);
        }
        let ways = self.ways(control, Some(row), row.max.unwrap_or_default(), &[]);
        if ways.is_empty() {
            return self.exclude(id, Reason::NeedsLicence, self.missing_licence(control));
        }
        if row.max.is_none() {
            self.exclude(id, Reason::UnknownMax, "state `max` in a catalogue overlay, or import its profile");
        } else if ways.iter().all(|way| way.gain == Points::ZERO) {
            self.met.insert(id.clone());
            let seats = ways.iter().any(|way| !self.state.seat_cover(control, way.way).is_all());
            let (reason, lever) = if seats && control.ceiling.is_all() {
                (Reason::NoSeats, format!("more seats: {}", self.seats_lever(control)))
            } else {
                (Reason::AtCeiling, format!("{} points above what is reachable in practice", row.left()))
            };
            return self.exclude(id, reason, lever);
        }
        let open = OpenControl { id: id.clone(), control, ways, credit: None };
        self.controls.insert(id.clone(), open);
    }

    fn seats_lever(&self, control: &Control) -> String {
        let people = control.scoring.population().map_or(0, |population| self.state.population(population));
        let plans = control.ways.first().map(|way| way.entitled_when.plans()).unwrap_or_default();
        let plans: Vec<&str> = plans.iter().map(Id::as_str).collect();
        format!("{} for all {people}", plans.join(" or "))
    }

    fn missing_licence(&self, control: &Control) -> String {
        control.ways.first().map_or_else(String::new, |way| licence_lever(&way.entitled_when, self.state))
    }

    fn hidden_control(&mut self, control: &'a Control, unlocking: &[&'a Action]) {
        let (state, id) = (self.state, &control.id);
        if state.is_expected_not_scored(id) {
            self.met.insert(id.clone());
            let lever = "find out why the snapshot does not hold it: no data yet, or a fact that is not true";
            return self.exclude(id, Reason::ExpectedNotScored, lever);
        }
        let plans = control.visible_when.plans();
        let missing = |plan: &Id| state.plans.as_ref().is_some_and(|plans| !plans.contains_key(plan));
        let Some(actions) = unlocks(state, control, unlocking) else {
            // What does not exist here can not be needed either.
            self.met.insert(id.clone());
            return if !plans.is_empty() && plans.iter().all(missing) {
                let lever = licence_lever(&control.visible_when, state);
                self.exclude(id, Reason::NotVisible, lever);
            } else {
                let facts = control.visible_when.facts();
                let facts: Vec<&str> = facts.iter().map(Id::as_str).collect();
                let lever = format!("the tenant has none of it: {}", facts.join(", "));
                self.exclude(id, Reason::NotPresent, lever);
            };
        };
        let max = state.max_of(id, control);
        let credit = control.default_credit.as_ref().zip(max).map(|(credit, max)| credit.coverage.of(max));
        let mut ways = self.ways(control, None, max.unwrap_or_default(), &actions);
        if ways.is_empty() {
            return self.exclude(id, Reason::NeedsLicence, self.missing_licence(control));
        }
        if max.is_none() {
            self.exclude(id, Reason::UnknownMax, "state `max` in a catalogue overlay, or import its profile");
        }
        // A credit belongs to the action that brings the row, when there is exactly one.
        let credit = match (credit, actions.as_slice()) {
            (Some(credit), [action]) => {
                for way in &mut ways {
                    way.gain = Points((way.gain - credit).0.max(0));
                }
                Some((action.id.clone(), credit))
            }
            _ => None,
        };
        self.controls.insert(id.clone(), OpenControl { id: id.clone(), control, ways, credit });
    }

    fn ways(
        &self,
        control: &'a Control,
        row: Option<&Row>,
        max: Points,
        unlocks: &[&Action],
    ) -> Vec<OpenWay<'a>> {
        open_ways(self.state, control)
            .into_iter()
            .map(|way| OpenWay {
                way,
                gain: gain(self.state, control, way, row, max),
                effort: control_effort(self.state, control, way, row),
                requires: self.requires(&way.needs, &way.gates, unlocks),
            })
            .collect()
    }

    /// Every action, done or not, that some open way requires, also indirectly.
    pub(super) fn required_actions(&self) -> BTreeSet<Id> {
        let roots = self.controls.values().flat_map(|control| &control.ways).flat_map(|way| &way.requires);
        let all = self.closure(roots.cloned().collect());
        let real = |id: &Id| {
            let done = self.state.done.get(id);
            done.is_some_and(|done| done.evidence != Evidence::NotApplicable)
        };
        all.into_iter().filter(real).collect()
    }

    /// Everything that some ids require, over all open ways, themselves included.
    fn closure(&self, mut open: Vec<Id>) -> BTreeSet<Id> {
        let mut all = BTreeSet::new();
        while let Some(id) = open.pop() {
            if !all.insert(id.clone()) {
                continue;
            }
            // Of a done action the catalogue tells what it rests on.
            match self.actions.get(&id) {
                Some(action) => open.extend(action.requires.clone()),
                None => {
                    let action = self.state.catalogue.actions.get(&id);
                    open.extend(action.into_iter().flat_map(|action| action.needs.clone()));
                }
            }
            let ways = self.controls.get(&id).into_iter().flat_map(|control| &control.ways);
            open.extend(ways.flat_map(|way| way.requires.clone()));
        }
        all
    }

    /// The largest set of controls and actions that a choice allows, less actions that nobody needs and
    /// controls that bring nothing.
    pub(super) fn included(&self, choice: &Choice) -> Included {
        let way_of = |control: &OpenControl<'_>| choice.ways.get(&control.id).copied().unwrap_or(0);
        let mut viable: BTreeSet<&Id> =
            self.actions.keys().filter(|id| !choice.banned.contains_key(*id)).collect();
        viable.extend(self.controls.keys());
        loop {
            let holds =
                |id: &Id| !choice.banned.contains_key(id) && (self.met.contains(id) || viable.contains(id));
            let fits = |id: &&Id| match (self.actions.get(*id), self.controls.get(*id)) {
                (Some(action), _) => action.requires.iter().all(&holds),
                (None, Some(control)) => control.ways[way_of(control)].requires.iter().all(&holds),
                (None, None) => false,
            };
            let still: BTreeSet<&Id> = viable.iter().copied().filter(fits).collect();
            if still.len() == viable.len() {
                break;
            }
            viable = still;
        }
        let earning = |control: &&OpenControl<'_>| {
            viable.contains(&control.id) && control.ways[way_of(control)].gain > Points::ZERO
        };
        let mut open: Vec<Id> =
            self.controls.values().filter(earning).map(|control| control.id.clone()).collect();
        let mut included = Included::default();
        while let Some(id) = open.pop() {
            if let Some(control) = self.controls.get(&id) {
                let way = way_of(control);
                if included.ways.insert(id, way).is_none() {
                    open.extend(control.ways[way].requires.clone());
                }
            } else if let Some(action) = self.actions.get(&id)
                && included.actions.insert(id)
            {
                open.extend(action.requires.clone());
            }
        }
        included
    }

    /// The points of earned rows that stand only on actions that a choice bans.
    pub(super) fn lost(&self, choice: &Choice) -> Points {
        if choice.banned.is_empty() {
            return Points::ZERO;
        }
        let rests_on_banned = |way: &Way| {
            let requires = self.requires(&way.needs, &[], &[]);
            self.closure(requires).iter().any(|id| choice.banned.contains_key(id))
        };
        let falls = |row: &&Row| {
            let control = self.state.control(&row.id);
            row.points() > Points::ZERO
                && control.is_some_and(|control| {
                    let ways = open_ways(self.state, control);
                    !ways.is_empty() && ways.into_iter().all(rests_on_banned)
                })
        };
        self.state.rows.values().filter(falls).map(Row::points).sum()
    }

    /// Gives every candidate that the choice leaves out its reason.
    fn exclude_rest(&mut self, choice: &Choice, included: &Included) {
        let left: Vec<Id> = self
            .controls
            .keys()
            .filter(|id| !included.ways.contains_key(*id) && !self.excluded.contains_key(*id))
            .cloned()
            .collect();
        for id in left {
            let way = choice.ways.get(&id).copied().unwrap_or(0);
            let requires = self.controls[&id].ways[way].requires.clone();
            let all = self.closure(requires.clone());
            if let Some((banned, kept)) = choice.banned.iter().find(|(banned, _)| all.contains(*banned)) {
                let lever = format!("needs `{banned}`, which can not hold together with `{kept}`");
                self.exclude(&id, Reason::Conflict, lever);
                continue;
            }
            let held = |id: &Id| {
                self.met.contains(id) || included.ways.contains_key(id) || included.actions.contains(id)
            };
            let cause = all.iter().find(|id| !held(id) && !self.controls.contains_key(*id));
            let lever = match cause {
                None => "brings nothing on any way".to_owned(),
                Some(cause) => match (self.excluded.get(cause), self.state.catalogue.actions.get(cause)) {
                    (Some(excluded), _) => {
                        format!("needs `{cause}` ({}): {}", excluded.reason.code(), excluded.lever)
                    }
                    (None, Some(action)) => {
                        format!(
                            "needs `{cause}`, which takes {}",
                            licence_lever(&action.entitled_when, self.state)
                        )
                    }
                    (None, None) => format!("needs `{cause}`"),
                },
            };
            self.exclude(&id, Reason::Blocked, lever);
        }
    }

    fn nodes(&self, included: &Included) -> Vec<Node> {
        let mut credits: BTreeMap<&Id, Points> = BTreeMap::new();
        for id in included.ways.keys() {
            if let Some((action, credit)) = &self.controls[id].credit {
                *credits.entry(action).or_default() += *credit;
            }
        }
        let mut ids: Vec<&Id> = included.ways.keys().chain(&included.actions).collect();
        ids.sort_unstable();
        let indices = |names: &[Id]| -> Vec<usize> {
            let mut found: Vec<usize> = names.iter().filter_map(|id| ids.binary_search(&id).ok()).collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        ids.iter()
            .map(|id| match (included.ways.get(*id), self.actions.get(*id)) {
                (Some(way), _) => {
                    let open = &self.controls[*id];
                    let way = &open.ways[*way];
                    let product = self.state.catalogue.products.get(&open.control.product);
                    Node {
                        id: (*id).clone(),
                        kind: NodeKind::Control,
                        title: self.state.title(id),
                        product: Some(open.control.product.clone()),
                        team: product.map(|product| product.team.clone()),
                        way: (open.control.ways.len() > 1).then(|| way.way.id.clone()),
                        points: way.gain,
                        effort: way.effort,
                        needs: indices(&way.requires),
                        after: indices(&way.way.after),
                        wait_days: open.control.wait.as_ref().map_or(0, |wait| wait.days),
                    }
                }
                (None, action) => {
                    let effort = action.map_or(Minutes::ZERO, |open| open.effort);
                    let requires = action.map(|open| open.requires.as_slice()).unwrap_or_default();
                    let action = self.state.catalogue.actions.get(*id);
                    Node {
                        id: (*id).clone(),
                        kind: NodeKind::Action,
                        title: self.state.title(id),
                        product: action.map(|action| action.product.clone()),
                        team: action.map(|action| action.team.clone()),
                        way: None,
                        points: credits.get(id).copied().unwrap_or_default(),
                        effort,
                        needs: indices(requires),
                        after: action.map(|action| indices(&action.after)).unwrap_or_default(),
                        wait_days: action.and_then(|action| action.wait.as_ref()).map_or(0, |wait| wait.days),
                    }
                }
            })
            .collect()
    }

    /// Takes the nodes of a circle out, and all that need them.
    fn drop_cycle(&mut self, nodes: &mut Vec<Node>, cycle: &[usize]) {
        let names: Vec<String> = cycle.iter().map(|&node| nodes[node].id.to_string()).collect();
        let mut out: BTreeSet<usize> = cycle.iter().copied().collect();
        loop {
            let more: Vec<usize> = (0..nodes.len())
                .filter(|node| {
                    !out.contains(node) && nodes[*node].needs.iter().any(|need| out.contains(need))
                })
                .collect();
            if more.is_empty() {
                break;
            }
            out.extend(more);
        }
        for &node in &out {
            if nodes[node].kind == NodeKind::Control {
                let id = nodes[node].id.clone();
                let lever = format!("stands on a circle: {}", names.join(" needs "));
                self.exclude(&id, Reason::Blocked, lever);
            }
        }
        let kept: Vec<usize> = (0..nodes.len()).filter(|node| !out.contains(node)).collect();
        let renumbered =
            |list: &[usize]| list.iter().filter_map(|old| kept.binary_search(old).ok()).collect();
        *nodes = kept
            .iter()
            .map(|&old| {
                let node = &nodes[old];
                Node { needs: renumbered(&node.needs), after: renumbered(&node.after), ..node.clone() }
            })
            .collect();
    }
}
