//! What conditions ask of a state: plans, facts, sizes of populations, and rows.

use std::ops::Bound;

use super::State;
use crate::model::{Environment, Id};

impl Environment for State<'_> {
    fn owns(&self, plan: &Id) -> Option<bool> {
        match &self.plans {
            Some(plans) => Some(plans.get(plan).is_some_and(|seats| *seats > 0)),
            None => self.licensing.shown.has(plan).then_some(true),
        }
    }

    fn owns_one_of(&self, plans: &[&Id]) -> bool {
        self.plans.is_none() && self.licensing.shown.has_one_of(plans)
    }

    fn is_unknown(&self, name: &Id) -> bool {
        !self.facts.contains_key(name)
            && !self.resized.contains_key(name)
            && self.tenant.is_unknown_population(name)
    }

    fn fact(&self, name: &Id) -> i64 {
        self.facts.get(name).copied().unwrap_or_else(|| self.population(name))
    }

    fn scored(&self, pattern: &str) -> bool {
        match pattern.strip_suffix('*') {
            Some(start) => {
                let from = self.rows.range::<str, _>((Bound::Included(start), Bound::Unbounded));
                let mut begins = from.map(|(id, _)| id).take_while(|id| id.as_str().starts_with(start));
                begins.any(|id| !id.is_instance())
                    || self.instances().any(|id| id.without_instance().starts_with(start))
            }
            None => {
                self.rows.get(pattern).is_some_and(|row| !row.id.is_instance())
                    || self.instances().any(|id| id.without_instance() == pattern)
            }
        }
    }

    fn row(&self, id: &Id) -> Option<(i64, i64)> {
        let of_instance = || self.instances().find(|row| row.without_instance() == id.as_str());
        let row = self.rows.get(id).or_else(|| self.rows.get(of_instance()?))?;
        Some((row.measured.0, row.max?.0))
    }
}

impl State<'_> {
    /// The rows that a name means: its own, and those of every instance of an app.
    pub fn rows_named<'n>(&'n self, name: &'n Id) -> impl Iterator<Item = &'n Id> {
        let own = self.rows.get_key_value(name).map(|(id, _)| id);
        own.into_iter().chain(self.instances().filter(move |id| *id != name && id.is_named(name.as_str())))
    }

    /// The rows of instances of apps: their ids begin with a digit.
    pub(super) fn instances(&self) -> impl Iterator<Item = &Id> {
        let digits = self.rows.range::<str, _>((Bound::Included("0"), Bound::Excluded(":")));
        digits.map(|(id, _)| id).filter(|id| id.is_instance())
    }
}
