//! What moves a score, grouped for people: all rows that one cause moved in one way on one day.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Projection;
use crate::model::{Id, Percent, Points};

/// All rows that one cause moved in one way on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct Movement {
    /// The day on which it shows.
    pub date: Date,
    /// What happened to the rows: `enters`, `leaves`, `credited`, `gains` or `falls`.
    pub kind: &'static str,
    /// The rows, in the order in which they moved.
    pub ids: Vec<Id>,
    /// The change of the points.
    pub points: Points,
    /// The change of the maximum.
    pub max: Points,
    /// The score at the end of that day.
    pub after: Option<Percent>,
    /// Why, in words.
    pub because: String,
}

impl Movement {
    /// What happened, in a few words.
    pub fn what(&self) -> String {
        match self.ids.as_slice() {
            [one] => format!("{one} {}", self.kind),
            [first, ..] => format!("{} controls {}: {first}, ...", self.ids.len(), plural(self.kind)),
            [] => String::new(),
        }
    }

    /// By what it is larger than another.
    pub fn size(&self) -> u64 {
        self.points.0.unsigned_abs().max(self.max.0.unsigned_abs())
    }
}

fn plural(kind: &str) -> &str {
    match kind {
        "enters" => "enter",
        "leaves" => "leave",
        "gains" => "gain",
        "falls" => "fall",
        other => other,
    }
}

/// The movements of a projection in the order of time, those of one day in the order in which they happened.
pub fn movements(projection: &Projection) -> Vec<Movement> {
    let mut groups: BTreeMap<(Date, usize), Movement> = BTreeMap::new();
    let mut order: BTreeMap<(Date, &str, &'static str), usize> = BTreeMap::new();
    for event in &projection.events {
        let next = order.len();
        let at = *order.entry((event.date, event.trigger.text.as_str(), event.kind_word())).or_insert(next);
        let movement = groups.entry((event.date, at)).or_insert_with(|| Movement {
            date: event.date,
            kind: event.kind_word(),
            ids: Vec::new(),
            points: Points::ZERO,
            max: Points::ZERO,
            after: projection.on(event.date).map(|point| point.percent()),
            because: event.trigger.text.clone(),
        });
        movement.ids.push(event.id.clone());
        movement.points += event.points;
        movement.max += event.max;
    }
    groups.into_values().collect()
}

/// The places of the largest of a list, in the order of the list; of equals the first.
pub fn largest<T>(all: &[T], most: usize, size: impl Fn(&T) -> u64) -> Vec<usize> {
    let mut places: Vec<usize> = (0..all.len()).collect();
    places.sort_by_key(|&at| (Reverse(size(&all[at])), at));
    places.truncate(most);
    places.sort_unstable();
    places
}
