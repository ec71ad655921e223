//! What moves a score: all rows that one cause moved in one way on one day.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::chart::largest;
use crate::model::{Id, Percent, Points};
use crate::project::Projection;
use crate::table::{Cell, Field, Table, figures, words};

#[derive(Debug, Clone, PartialEq)]
pub struct Movement {
    pub date: Date,
    /// What happened to the rows: `enters`, `leaves`, `credited`, `gains` or `falls`.
    pub kind: &'static str,
    /// The rows, in the order in which they moved.
    pub ids: Vec<Id>,
    pub points: Points,
    pub max: Points,
    /// The score at the end of that day.
    pub after: Option<Percent>,
    pub because: String,
}

impl Movement {
    pub fn what(&self) -> String {
        match self.ids.as_slice() {
            [one] => format!("{one} {}", self.kind),
            [first, ..] => format!("{} controls {}: {first}, ...", self.ids.len(), plural(self.kind)),
            [] => String::new(),
        }
    }

    /// The largest of some movements in the order of time, at most `most` of them.
    pub fn largest(all: &[Self], most: usize) -> Vec<&Self> {
        let size = |one: &Self| one.points.0.unsigned_abs().max(one.max.0.unsigned_abs());
        largest(all, most, size).into_iter().filter_map(|at| all.get(at)).collect()
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

/// What moved a score, the largest where that is not all.
pub fn movement_table(name: &str, all: &[Movement], limit: Option<usize>) -> Table {
    let shown = Movement::largest(all, limit.unwrap_or(usize::MAX));
    let title = if shown.len() < all.len() {
        format!("{name}: the {} largest of {} movements", shown.len(), all.len())
    } else {
        format!("{name}: what moves the score")
    };
    let fields: Vec<Field<&Movement>> = vec![
        words("shows on").of(|one| one.date.into()),
        words("what").least(34).of(|one| one.what().into()),
        figures("points").of(|one| Cell::SignedPoints(one.points)),
        figures("max").of(|one| Cell::SignedPoints(one.max)),
        figures("% after").of(|one| one.after.into()),
        words("because").leaves(1).least(40).of(|one| (&one.because).into()),
    ];
    Table::of(title, shown, fields)
}
