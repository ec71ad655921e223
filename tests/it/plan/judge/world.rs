//! A small tenant in the judge's own terms, and what a step does to it.
//!
//! Written from the methods (`src/docs/methods.md`, "What a plan means" and the sections that it links) and from nothing
//! else: it knows the types of the catalogue and of the tenant, and neither the state, nor the planner, nor the audit.
//! Plain and slow on purpose. Points are hundredths, effort is minutes.

use super::conditions::{Facts, UNKNOWN};
use scoreplan::model::{
    Catalogue, Control, DoneWhen, Environment, Expr, FactValue, Id, Points, Scoring, Share, Status, Tenant,
    Way,
};

/// What is assumed of a tenant.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Assumed {
    /// Whether `gates` do not bind as `needs` do.
    pub(crate) advisory: bool,
    /// Whether a control must be entitled on some way to be visible.
    pub(crate) by_plan: bool,
    /// The maximum of a control of which nobody knows it.
    pub(crate) unknown_max: Option<i64>,
}

/// A tenant on the day of a plan, with all that can be done in it.
#[derive(Debug)]
pub(crate) struct World<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) tenant: &'a Tenant,
    pub(super) assumed: Assumed,
    /// Every fact that something reads, sets or states, in order of name.
    pub(super) facts: Vec<Id>,
    /// What can be done: actions first, then controls, each in order of id.
    pub(crate) items: Vec<Item<'a>>,
    /// Pairs of items that exclude each other.
    pub(super) excluded: Vec<(usize, usize)>,
    /// Points and maximum of rows that the catalogue does not know; nobody works on them.
    pub(super) others: (i64, i64),
    pub(crate) start: Now,
}

#[derive(Debug)]
pub(crate) struct Item<'a> {
    pub(crate) id: Id,
    pub(crate) work: Work<'a>,
    pub(crate) ways: Vec<Road<'a>>,
}

#[derive(Debug)]
pub(crate) enum Work<'a> {
    Action { action: &'a scoreplan::model::Action, excused: bool },
    Control(Row<'a>),
}

/// What never changes of a row.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    pub(super) control: &'a Control,
    pub(super) max: Option<i64>,
    /// Whether the snapshot holds it, and whether the conditions expected it there.
    pub(super) observed: bool,
    pub(super) expected: bool,
    pub(super) status: Option<Status>,
    /// The compliant units of all, where the export has them.
    pub(super) units: Option<(i64, i64)>,
    /// Points on the day of the plan, and those that Microsoft measures.
    pub(super) score: i64,
    pub(super) measured: i64,
    /// Whether the conditions may expect it at all.
    pub(super) entitled: bool,
    /// Whether the condition of its default credit held on that day.
    pub(super) credited: bool,
    /// Whether anything in the catalogue needs it.
    pub(super) needed: bool,
}

/// A way of a control, or the one way of an action.
#[derive(Debug)]
pub(crate) struct Road<'a> {
    pub(super) way: Option<&'a Way>,
    pub(crate) licensed: bool,
    /// The points that it reaches, and the share of the units.
    pub(super) reach: i64,
    pub(super) share: Share,
    /// The items that it needs.
    pub(super) needs: Vec<usize>,
    /// The actions that it names, whether done or not.
    pub(crate) leans: Vec<usize>,
}

/// All that a later step can see of the earlier ones.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Now {
    /// 0 for what is no step, else 1 and the number of its way.
    pub(crate) taken: Vec<u8>,
    pub(super) facts: Vec<i64>,
    /// How far facts and rows of the first day show each action to be done, as part and whole.
    pub(super) shown: Vec<(i64, i64)>,
    pub(super) rows: Vec<RowNow>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowNow {
    pub(super) visible: bool,
    /// Whether it has been in the score at some time.
    pub(super) known: bool,
    pub(super) points: i64,
    /// What of the points rests on no condition.
    pub(super) lasting: i64,
    /// The conditional way on which the rest of them rests.
    pub(super) rests_on: Option<u8>,
    pub(super) credited: bool,
}

/// Why a step may not stand where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Breach {
    Twice,
    Done,
    NotLicensed,
    NotInScore,
    Stated,
    Retired,
    DoesNotHold,
    NothingLeft,
    Need(usize),
    Excluded,
}

/// Points, maximum, and the points that Microsoft measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Score {
    pub(crate) points: i64,
    pub(crate) max: i64,
    pub(crate) measured: i64,
}

impl Row<'_> {
    /// Whether nobody knows its maximum.
    pub(crate) fn is_unknown(&self) -> bool {
        self.max.is_none()
    }
}

impl Road<'_> {
    /// The name of the way; an action has none.
    pub(crate) fn name(&self) -> Option<&str> {
        self.way.map(|way| way.id.as_str())
    }
}

impl<'a> World<'a> {
    /// `None` where the methods do not say what the tenant is: an action that what it sets shows to be undone.
    pub(crate) fn of(catalogue: &'a Catalogue, tenant: &'a Tenant, assumed: Assumed) -> Option<Self> {
        let mut facts: Vec<Id> = tenant.facts.keys().cloned().collect();
        facts.extend(catalogue.actions.values().flat_map(|action| action.sets.keys().cloned()));
        facts.sort_unstable();
        facts.dedup();
        let start = Now { taken: vec![], facts: vec![], shown: vec![], rows: vec![] };
        let (items, excluded) = (Vec::new(), Vec::new());
        let mut world = Self { catalogue, tenant, assumed, facts, items, excluded, others: (0, 0), start };
        world.start.facts =
            world.facts.iter().map(|fact| tenant.facts.get(fact).copied().unwrap_or(UNKNOWN)).collect();
        for action in catalogue.actions.values() {
            let work = Work::Action { action, excused: false };
            world.items.push(Item { id: action.id.clone(), work, ways: vec![] });
        }
        for control in catalogue.controls.values() {
            let rows: Vec<&Id> =
                tenant.controls.keys().filter(|id| id.is_named(control.id.as_str())).collect();
            for id in if rows.is_empty() { vec![&control.id] } else { rows } {
                let row = world.row(id, control);
                world.items.push(Item { id: id.clone(), work: Work::Control(row), ways: vec![] });
            }
        }
        for seen in tenant.controls.values().filter(|seen| catalogue.control(&seen.id).is_none()) {
            let max = seen.max.map_or(0, |max| max.value.0);
            assert_eq!(seen.score.0, max, "a row that only the export knows is complete here: {}", seen.id);
            world.others = (world.others.0 + max, world.others.1 + max);
        }
        world.start.taken = vec![0; world.items.len()];
        world.start.shown = vec![(0, 1); catalogue.actions.len()];
        let mut now = world.start.clone();
        if !world.infer(&mut now) {
            return None;
        }
        world.start = now;
        world.open();
        Some(world)
    }

    fn row(&self, id: &Id, control: &'a Control) -> Row<'a> {
        let seen = self.tenant.controls.get(id);
        let overlaid = control.max.filter(|_| control.max_overlaid);
        let of_profile = || self.tenant.unscored.get(id).map(|profile| profile.max);
        let stated = || seen.map_or_else(of_profile, |seen| seen.max.map(|max| max.value));
        let max = overlaid.or_else(stated).or(control.max).map(|max| max.0).or(self.assumed.unknown_max);
        let status = seen.and_then(|seen| seen.status).map(|status| status.value);
        let score = seen.map_or(0, |seen| seen.score.0);
        let asserted = status.is_some_and(Status::is_asserted);
        let units =
            seen.and_then(|seen| seen.count.zip(seen.total)).zip(max).and_then(|((count, total), max)| {
                let gives = |units: &i64| (Share::new(*units, total).of(Points(max)).0 - score).abs() <= 1;
                let found = [count, total - count].into_iter().find(gives);
                found.filter(|_| total > 0 && !asserted).map(|units| (units, total))
            });
        let (observed, needed) = (seen.is_some(), false);
        // Under an assertion only the count of units is measured.
        let counted = || Some((seen?.count?, seen?.total.filter(|total| *total > 0)?, max?));
        let beneath =
            || counted().map_or(0, |(count, total, max)| Share::new(count, total).of(Points(max)).0);
        let measured = if asserted { beneath() } else { score };
        let facts = Facts(self, &self.start.facts);
        let entitled =
            !self.assumed.by_plan || control.ways.iter().any(|way| way.entitled_when.may_hold(&facts));
        Row {
            control,
            max,
            observed,
            entitled,
            expected: false,
            status,
            units,
            score,
            measured,
            credited: false,
            needed,
        }
    }

    /// What follows from the facts of the first day: rows, ways, needs.
    fn open(&mut self) {
        let holds = |expr: &Expr| expr.holds(&Facts(self, &self.start.facts));
        let mut rows = Vec::new();
        let mut marks = Vec::new();
        for (_, row) in self.rows() {
            let credit = row.control.default_credit.as_ref();
            marks.push((
                row.entitled && holds(&row.control.visible_when),
                credit.is_some_and(|credit| holds(&credit.when)),
            ));
            let held = |way: &Way| row.measured > 0 && way.holds_while.as_ref().is_some_and(holds);
            let rests_on = row.control.ways.iter().position(held).map(number);
            let lasting = if rests_on.is_some() { 0 } else { row.measured };
            let (visible, points) = (row.observed, row.measured);
            rows.push(RowNow { visible, known: visible, points, lasting, rests_on, credited: false });
        }
        let excused: Vec<bool> = self
            .catalogue
            .actions
            .values()
            .map(|action| {
                let may_apply = action.applies_when.may_hold(&Facts(self, &self.start.facts));
                !self.is_stated(&action.id) && !may_apply
            })
            .collect();
        let ways: Vec<Vec<Road<'a>>> = self.items.iter().map(|item| self.roads(item)).collect();
        let named: Vec<usize> = ways.iter().flatten().flat_map(|road| road.needs.clone()).collect();
        self.start.rows = rows;
        let (mut marks, mut excused) = (marks.into_iter(), excused.into_iter());
        for (at, (item, ways)) in self.items.iter_mut().zip(ways).enumerate() {
            item.ways = ways;
            match &mut item.work {
                Work::Action { excused: is, .. } => *is = excused.next().unwrap_or_default(),
                Work::Control(row) => {
                    (row.expected, row.credited) = marks.next().unwrap_or_default();
                    row.needed = named.contains(&at);
                }
            }
        }
        let of = |id: &Id| self.items.iter().position(|item| item.id == *id);
        let pairs = self.catalogue.actions.values().flat_map(|action| {
            action.conflicts.iter().filter_map(move |other| Some((of(&action.id)?, of(other)?)))
        });
        self.excluded = pairs.collect();
    }

    fn roads(&self, item: &Item<'a>) -> Vec<Road<'a>> {
        let named = |needs: &[Id], gates: &[Id]| -> (Vec<usize>, Vec<usize>) {
            let names = needs.iter().chain(gates.iter().filter(|_| !self.assumed.advisory));
            let all = |name: &Id| {
                let means = |(_, item): &(usize, &Item<'a>)| item.id.is_named(name.as_str());
                self.items.iter().enumerate().filter(means).map(|(at, _)| at).collect::<Vec<_>>()
            };
            let named: Vec<usize> = names.flat_map(all).collect();
            let is_action = |at: &usize| matches!(self.items[*at].work, Work::Action { .. });
            (named.clone(), named.into_iter().filter(is_action).collect())
        };
        match &item.work {
            Work::Action { action, .. } => {
                let (needs, leans) = named(&action.needs, &action.gates);
                let licensed = self.is_open(action);
                vec![Road { way: None, licensed, reach: 0, share: Share::ALL, needs, leans }]
            }
            Work::Control(row) => {
                let road = |way: &'a Way| {
                    let (needs, leans) = named(&way.needs, &way.gates);
                    let share = row.control.ceiling.min(way.coverage).min(self.seat_share(row.control, way));
                    let max = row.max.unwrap_or(0);
                    let reach = match row.control.scoring {
                        Scoring::Proportional(_) => share.of(Points(max)).0,
                        Scoring::Binary | Scoring::Threshold => max,
                    };
                    let licensed = way.entitled_when.may_hold(&Facts(self, &self.start.facts));
                    Road { way: Some(way), licensed, reach, share, needs, leans }
                };
                row.control.ways.iter().map(road).collect()
            }
        }
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = (&Item<'a>, &Row<'a>)> {
        self.items.iter().filter_map(|item| match &item.work {
            Work::Control(row) => Some((item, row)),
            Work::Action { .. } => None,
        })
    }

    pub(super) fn population(&self, name: &Id) -> i64 {
        self.tenant.populations.get(name).map_or(0, |size| size.value)
    }

    pub(super) fn is_stated(&self, id: &Id) -> bool {
        self.tenant.actions.contains_key(id)
    }

    /// The place of a control among the rows.
    pub(super) fn place(&self, item: usize) -> Option<usize> {
        item.checked_sub(self.catalogue.actions.len())
    }
}

pub(super) fn number(at: usize) -> u8 {
    u8::try_from(at).unwrap_or(u8::MAX)
}

/// Facts and what is done.
impl<'a> World<'a> {
    /// How far the tenant, or facts and the rows of the first day, show an action to be done, and whether it makes sense.
    fn evidence(&self, action: &scoreplan::model::Action, facts: &[i64]) -> (Share, bool) {
        let facts = Facts(self, facts);
        if let Some(stated) = self.tenant.actions.get(&action.id) {
            return (stated.share(), true);
        }
        if !action.applies_when.may_hold(&facts) {
            return (Share::ALL, false);
        }
        let share = match &action.done_when {
            None => Share::NONE,
            Some(DoneWhen::Holds(expr)) if expr.holds(&facts) => Share::ALL,
            Some(DoneWhen::Holds(_)) => Share::NONE,
            Some(DoneWhen::RowShare(id)) => match facts.row(id) {
                Some((points, max)) if max > 0 => Share::new(points, max),
                _ => Share::NONE,
            },
            Some(DoneWhen::FactShare { fact, population }) => match self.population(population) {
                size if size > 0 => Share::new(facts.fact(fact), size),
                _ => Share::NONE,
            },
        };
        (share, true)
    }

    /// Sets the facts of an action that is done to a share. Work comes before what the tenant file states, inference after.
    pub(super) fn set(&self, action: &scoreplan::model::Action, share: Share, work: bool, facts: &mut [i64]) {
        for (fact, value) in &action.sets {
            let value = match value {
                FactValue::Number(number) if share.is_all() => *number,
                FactValue::Population(name) if !share.is_none() => share.of_count(self.population(name)),
                _ => continue,
            };
            let at = self.facts.iter().position(|known| known == fact);
            let counts = matches!(action.sets.get(fact), Some(FactValue::Population(_)));
            if let Some(at) = at.filter(|_| work || !self.tenant.facts.contains_key(fact)) {
                // What counts a population is not lowered by more of it.
                facts[at] = if counts { value.max(facts[at]) } else { value };
            }
        }
    }

    /// Facts of one action may be the evidence of another: repeated until nothing changes. What is done sets its facts when
    /// it becomes so. `false` where it does not come to rest, or an action undoes its own evidence.
    #[must_use]
    pub(super) fn infer(&self, now: &mut Now) -> bool {
        let mut rose = vec![false; now.shown.len()];
        for _ in 0..=2 * rose.len() {
            let mut changed = false;
            for (at, action) in self.catalogue.actions.values().enumerate() {
                let (share, applies) = self.evidence(action, &now.facts);
                if now.taken[at] > 0 || (share.part, share.whole) == now.shown[at] {
                    continue;
                }
                let was = Share::new(now.shown[at].0, now.shown[at].1);
                now.shown[at] = (share.part, share.whole);
                let more = was != share && was.min(share) == was;
                if rose[at] && !more {
                    return false;
                }
                // What does not apply has set nothing that it could undo.
                rose[at] |= more && applies;
                changed = true;
                if more && applies {
                    self.set(action, share, false, &mut now.facts);
                }
            }
            if !changed {
                return true;
            }
        }
        false
    }

    pub(super) fn is_whole(&self, now: &Now, at: usize) -> bool {
        now.shown[at].0 == now.shown[at].1
    }

    /// Rule 1: done on the day of the plan, by a step, or by facts since.
    pub(crate) fn is_done(&self, now: &Now, at: usize) -> bool {
        self.is_whole(&self.start, at) || now.taken[at] > 0 || self.is_whole(now, at)
    }
}
