//! Conditions as far as open work can change them.

use std::collections::BTreeMap;

use crate::model::catalogue::FactValue;
use crate::model::{Action, Comparison, DoneWhen, Environment as _, Expr, Id, Visibility};
use crate::state::{Evidence, State};

/// So many combinations of the values of the facts of a condition are tried.
const MOST_VALUES: usize = 4_096;

/// Something that sets a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Setter<'a> {
    /// Work on an action.
    Work(&'a Id),
    /// The action is found to be done without work on it.
    Shown(&'a Id),
}

/// A condition in which only what work may change is left; negations stand at its parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Condition<'a> {
    Always,
    Never,
    Part(Part<'a>),
    All(Vec<Self>),
    Any(Vec<Self>),
}

/// A comparison of a fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part<'a> {
    fact: &'a Id,
    comparison: Comparison,
    number: i64,
    negated: bool,
    /// Whether it holds on the day of the plan.
    pub(super) now: bool,
    /// What makes it hold.
    pub(super) by: Vec<Setter<'a>>,
    /// What may make it fail.
    pub(super) against: Vec<Setter<'a>>,
}

/// The facts that open work may change, with everything that sets them.
pub(super) struct Facts<'s, 'a> {
    state: &'s State<'a>,
    setters: BTreeMap<&'a Id, Vec<(Setter<'a>, Values)>>,
}

/// The values that a setter may give a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Values {
    Exactly(i64),
    /// Any number from 1 up to this.
    UpTo(i64),
}

impl Values {
    fn may(self, comparison: Comparison, number: i64) -> bool {
        match self {
            Self::Exactly(value) => comparison.holds(value, number),
            Self::UpTo(most) => {
                let between = (1..=most).contains(&number);
                comparison.holds(1, number)
                    || comparison.holds(most, number)
                    || (comparison == Comparison::Equal && between)
            }
        }
    }
}

impl<'s, 'a> Facts<'s, 'a> {
    /// `open` are the actions that may be worked on.
    pub(super) fn new(state: &'s State<'a>, open: &[&'a Action]) -> Self {
        let mut setters: BTreeMap<&'a Id, Vec<(Setter<'a>, Values)>> = BTreeMap::new();
        for action in open {
            for (fact, value) in &action.sets {
                let value = match value {
                    FactValue::Number(number) => *number,
                    FactValue::Population(name) => {
                        state.population(name).max(state.facts.get(fact).copied().unwrap_or(0))
                    }
                };
                setters.entry(fact).or_default().push((Setter::Work(&action.id), Values::Exactly(value)));
            }
        }
        let mut facts = Self { state, setters };
        facts.add_shown();
        facts
    }

    /// Adds what actions set when facts show them to be done: those first that work shows, then those that these show. What
    /// only shows itself never begins.
    fn add_shown(&mut self) {
        let state = self.state;
        let is_settled = |id: &Id| {
            state.done.get(id).is_some_and(|done| done.evidence == Evidence::Simulated)
                || state.tenant.actions.contains_key(id)
        };
        let mut open: Vec<&'a Action> =
            state.catalogue.actions.values().filter(|action| !is_settled(&action.id)).collect();
        loop {
            let before = open.len();
            let mut still = Vec::new();
            for action in open {
                match self.shown(action) {
                    // What it always sets is set already.
                    Condition::Never | Condition::Always => still.push(action),
                    _ => self.add_values_shown(action),
                }
            }
            open = still;
            if open.len() == before {
                return;
            }
        }
    }

    fn add_values_shown(&mut self, action: &'a Action) {
        let state = self.state;
        let in_part = matches!(action.done_when, Some(DoneWhen::FactShare { .. }));
        for (fact, value) in action.sets.iter().filter(|(fact, _)| !state.tenant.facts.contains_key(*fact)) {
            let values = match value {
                FactValue::Number(number) => Values::Exactly(*number),
                FactValue::Population(name) if in_part => Values::UpTo(state.population(name)),
                FactValue::Population(name) => Values::Exactly(state.population(name)),
            };
            self.setters.entry(fact).or_default().push((Setter::Shown(&action.id), values));
        }
    }

    /// What is left of a condition.
    pub(super) fn condition(&self, expr: &'a Expr) -> Condition<'a> {
        self.reading(expr, false, false)
    }

    pub(super) fn negated(&self, expr: &'a Expr) -> Condition<'a> {
        self.reading(expr, true, false)
    }

    /// What is left of a condition that may hold: what nothing shows is there.
    pub(super) fn possible(&self, expr: &'a Expr) -> Condition<'a> {
        self.reading(expr, false, true)
    }

    /// What is left of what makes a condition fail, whatever is there that nothing shows.
    fn impossible(&self, expr: &'a Expr) -> Condition<'a> {
        self.reading(expr, true, true)
    }

    /// A condition, or what makes it fail. `there` says whether what nothing shows counts as there.
    fn reading(&self, expr: &'a Expr, negated: bool, there: bool) -> Condition<'a> {
        self.settled(expr, negated, there).unwrap_or_else(|| self.reduced(expr, negated, there))
    }

    /// A condition that no values of its facts, or all, make hold at once. Parts of different facts do not meet, so only one
    /// that compares a fact more than once may be so without its parts showing it.
    fn settled(&self, expr: &'a Expr, negated: bool, there: bool) -> Option<Condition<'a>> {
        let mut numbers: BTreeMap<&'a Id, Vec<i64>> = BTreeMap::new();
        self.compared(expr, &mut numbers);
        if numbers.values().all(|numbers| numbers.len() < 2) {
            return None;
        }
        let values: Vec<(&'a Id, Vec<i64>)> =
            numbers.into_iter().map(|(fact, numbers)| (fact, self.values(fact, &numbers))).collect();
        let count = values.iter().try_fold(1_usize, |count, (_, values)| count.checked_mul(values.len()));
        count.filter(|count| *count <= MOST_VALUES)?;
        let mut sets = vec![BTreeMap::new()];
        for (fact, values) in &values {
            let mut longer = Vec::with_capacity(sets.len() * values.len());
            for set in sets {
                longer.extend(values.iter().map(|value| {
                    let mut set: BTreeMap<&'a Id, i64> = set.clone();
                    set.insert(*fact, *value);
                    set
                }));
            }
            sets = longer;
        }
        let holds = sets.iter().filter(|set| self.holds_with(expr, set, there)).count();
        match (holds, negated) {
            (0, false) => Some(Condition::Never),
            (0, true) => Some(Condition::Always),
            (all, _) if all == sets.len() => Some(if negated { Condition::Never } else { Condition::Always }),
            _ => None,
        }
    }

    /// The numbers with which a condition compares each fact that work may change.
    fn compared(&self, expr: &'a Expr, numbers: &mut BTreeMap<&'a Id, Vec<i64>>) {
        match expr {
            Expr::Fact(fact, _, number) if self.setters.contains_key(fact) => {
                numbers.entry(fact).or_default().push(*number);
            }
            Expr::Not(inner) => self.compared(inner, numbers),
            Expr::All(parts) | Expr::Any(parts) => parts.iter().for_each(|part| self.compared(part, numbers)),
            _ => {}
        }
    }

    /// The values that a fact may have; of a range those that some numbers tell apart.
    fn values(&self, fact: &Id, numbers: &[i64]) -> Vec<i64> {
        let mut values = vec![self.state.fact(fact)];
        for (_, set) in self.setters.get(fact).into_iter().flatten() {
            match *set {
                Values::Exactly(value) => values.push(value),
                Values::UpTo(most) => {
                    let near = numbers
                        .iter()
                        .flat_map(|number| [number.saturating_sub(1), *number, number.saturating_add(1)]);
                    values.extend(near.chain([1, most]).filter(|value| (1..=most).contains(value)));
                }
            }
        }
        values.sort_unstable();
        values.dedup();
        values
    }

    /// What holds where a comparison fails.
    pub(super) fn failure_of(&self, part: &Part<'a>) -> Condition<'a> {
        self.fact(part.fact, part.comparison, part.number, !part.negated)
    }

    /// Whether two comparisons are of the same fact and never hold at once.
    pub(super) fn exclude(&self, one: &Part<'_>, other: &Part<'_>) -> bool {
        one.fact == other.fact
            && !self
                .values(one.fact, &[one.number, other.number])
                .into_iter()
                .any(|value| one.holds_at(value) && other.holds_at(value))
    }

    fn holds_with(&self, expr: &Expr, values: &BTreeMap<&'a Id, i64>, there: bool) -> bool {
        match expr {
            Expr::Fact(fact, comparison, number) => match values.get(fact) {
                Some(value) => comparison.holds(*value, *number),
                None => self.constant(expr, there),
            },
            Expr::Not(inner) => !self.holds_with(inner, values, !there),
            Expr::All(parts) => parts.iter().all(|part| self.holds_with(part, values, there)),
            Expr::Any(parts) => {
                parts.iter().any(|part| self.holds_with(part, values, there)) || self.is_one_owned(expr)
            }
            Expr::Always | Expr::Never | Expr::Plan(_) => self.constant(expr, there),
            Expr::Scored(_) | Expr::Earned(_) => self.state.shows(expr),
        }
    }

    /// Whether a part holds that no work changes.
    fn constant(&self, expr: &Expr, there: bool) -> bool {
        if there { expr.may_hold(self.state) } else { expr.holds(self.state) }
    }

    /// Whether one of the plans of some alternatives is owned, though nothing may tell which.
    fn is_one_owned(&self, expr: &Expr) -> bool {
        let Expr::Any(parts) = expr else { return false };
        let plans = parts.iter().filter(|part| matches!(part, Expr::Plan(_)));
        Expr::Any(plans.cloned().collect()).holds(self.state)
    }

    // Conditions come from files whose reader limits their depth.
    fn reduced(&self, expr: &'a Expr, negated: bool, there: bool) -> Condition<'a> {
        let constant = |holds: bool| if holds == negated { Condition::Never } else { Condition::Always };
        match expr {
            Expr::Always => constant(true),
            Expr::Never => constant(false),
            Expr::Plan(_) => constant(self.constant(expr, there)),
            Expr::Any(_) if self.is_one_owned(expr) => constant(true),
            // What rows show does not change in a plan.
            Expr::Scored(_) | Expr::Earned(_) => constant(self.state.shows(expr)),
            Expr::Fact(name, ..) if self.state.is_unknown(name) && !self.setters.contains_key(name) => {
                constant(there)
            }
            Expr::Fact(name, comparison, number) => self.fact(name, *comparison, *number, negated),
            Expr::Not(inner) => self.reduced(inner, !negated, !there),
            Expr::All(parts) | Expr::Any(parts) => {
                let all = matches!(expr, Expr::All(_)) != negated;
                join(all, parts.iter().map(|part| self.reduced(part, negated, there)))
            }
        }
    }

    fn fact(&self, name: &'a Id, comparison: Comparison, number: i64, negated: bool) -> Condition<'a> {
        let now = comparison.holds(self.state.fact(name), number) != negated;
        let mut part =
            Part { fact: name, comparison, number, negated, now, by: Vec::new(), against: Vec::new() };
        for (setter, values) in self.setters.get(name).into_iter().flatten() {
            let (mut holds, mut fails) =
                (values.may(comparison, number), values.may(opposite(comparison), number));
            // `Equal` has no single opposite: any other value fails it.
            if comparison == Comparison::Equal {
                fails = *values != Values::Exactly(number);
            }
            if negated {
                std::mem::swap(&mut holds, &mut fails);
            }
            if holds {
                part.by.push(*setter);
            }
            if fails {
                part.against.push(*setter);
            }
        }
        part.condition()
    }

    /// Whether an action is done without work on it, and counts as done for what needs it: by facts, or because it does not
    /// apply any more.
    pub(super) fn done_by_facts(&self, action: &'a Action) -> Condition<'a> {
        let ends = self.impossible(&action.applies_when);
        if self.state.tenant.actions.contains_key(&action.id) {
            return Condition::Never;
        }
        let by_facts = match &action.done_when {
            Some(DoneWhen::Holds(expr)) => self.condition(expr),
            Some(DoneWhen::FactShare { fact, population }) => {
                let size = self.state.population(population);
                if size > 0 { self.fact(fact, Comparison::AtLeast, size, false) } else { Condition::Never }
            }
            _ => Condition::Never,
        };
        join(false, [ends, by_facts])
    }

    /// Whether an action may come to set facts without work on it, also in part.
    pub(super) fn shown(&self, action: &'a Action) -> Condition<'a> {
        let applies = self.possible(&action.applies_when);
        let done = match &action.done_when {
            Some(DoneWhen::RowShare(_)) | None => Condition::Never,
            Some(DoneWhen::Holds(expr)) => self.condition(expr),
            // Each time that its fact grows it is done further.
            Some(DoneWhen::FactShare { fact, .. }) => {
                let grows = self.setters.get(fact).into_iter().flatten();
                let by = grows.filter(|(_, values)| values.may(Comparison::Greater, 0));
                let by = by.map(|(setter, _)| *setter).collect();
                let (comparison, number) = (Comparison::Greater, 0);
                Part { fact, comparison, number, negated: false, now: false, by, against: Vec::new() }
                    .condition()
            }
        };
        // No action shows itself.
        join(true, [applies, done]).without(Setter::Shown(&action.id))
    }

    /// Whether the conditions expect a control in the score.
    pub(super) fn expected(&self, control: &'a crate::model::Control) -> Condition<'a> {
        let visible = self.condition(&control.visible_when);
        if self.state.assumptions.visibility == Visibility::Product {
            return visible;
        }
        let ways = control.ways.iter().map(|way| self.possible(&way.entitled_when));
        join(true, [visible, join(false, ways)])
    }

    pub(super) fn not_expected(&self, control: &'a crate::model::Control) -> Condition<'a> {
        let hidden = self.negated(&control.visible_when);
        if self.state.assumptions.visibility == Visibility::Product {
            return hidden;
        }
        let ways = control.ways.iter().map(|way| self.impossible(&way.entitled_when));
        join(false, [hidden, join(true, ways)])
    }
}

impl<'a> Condition<'a> {
    /// The same where one setter makes nothing hold.
    fn without(self, setter: Setter<'a>) -> Self {
        match self {
            Self::Part(mut part) => {
                part.by.retain(|by| *by != setter);
                part.condition()
            }
            Self::All(parts) => join(true, parts.into_iter().map(|part| part.without(setter))),
            Self::Any(parts) => join(false, parts.into_iter().map(|part| part.without(setter))),
            settled => settled,
        }
    }
}

impl<'a> Part<'a> {
    fn holds_at(&self, value: i64) -> bool {
        self.comparison.holds(value, self.number) != self.negated
    }

    fn condition(self) -> Condition<'a> {
        if self.now && self.against.is_empty() {
            Condition::Always
        } else if !self.now && self.by.is_empty() {
            Condition::Never
        } else {
            Condition::Part(self)
        }
    }
}

/// Parts of which all, or any, must hold.
pub(super) fn join<'a>(all: bool, parts: impl IntoIterator<Item = Condition<'a>>) -> Condition<'a> {
    let (idle, decides) =
        if all { (Condition::Always, Condition::Never) } else { (Condition::Never, Condition::Always) };
    let mut left = Vec::new();
    for part in parts {
        if part == decides {
            return decides;
        }
        if part != idle {
            left.push(part);
        }
    }
    match (left.len(), all) {
        (0, _) => idle,
        (1, _) => left.remove(0),
        (_, true) => Condition::All(left),
        (_, false) => Condition::Any(left),
    }
}

fn opposite(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Greater => Comparison::AtMost,
        Comparison::AtLeast => Comparison::Less,
        Comparison::Less => Comparison::AtLeast,
        Comparison::AtMost => Comparison::Greater,
        Comparison::Equal => Comparison::Equal,
    }
}
