//! Which rows of two tenants are the same control.

use std::collections::BTreeMap;

use super::{CommonControl, OneSidedControl, OneSidedReason, ScoreSums};
use crate::model::{Id, Points};
use crate::state::{ScoreRow, State};

/// The rows of two tenants, put together.
pub(super) struct Matched {
    pub(super) common: Vec<CommonControl>,
    pub(super) only_a: Vec<OneSidedControl>,
    pub(super) only_b: Vec<OneSidedControl>,
}

/// One side of a name: the rows and the state they belong to.
struct MatchedRows<'s, 'a> {
    state: &'s State<'a>,
    rows: Vec<&'s ScoreRow>,
}

impl MatchedRows<'_, '_> {
    /// The sums of the rows whose maximum is known, as `score` counts them.
    fn sums(&self) -> ScoreSums {
        let mut sums = ScoreSums::default();
        for row in &self.rows {
            sums.add(sums_of(self.state, row));
        }
        sums
    }
}

/// Rows with the same id are the same control. What is left over is matched by the name behind the prefix of an
/// instance, all instances of a side together: the numbers in front are those of one tenant only.
pub(super) fn matched(a: &State<'_>, b: &State<'_>) -> Matched {
    let mut matched = Matched { common: Vec::new(), only_a: Vec::new(), only_b: Vec::new() };
    let mut left: BTreeMap<&str, (Vec<&ScoreRow>, Vec<&ScoreRow>)> = BTreeMap::new();
    for row in a.rows.values() {
        match b.rows.get(&row.id) {
            Some(other) => {
                let sides =
                    (MatchedRows { state: a, rows: vec![row] }, MatchedRows { state: b, rows: vec![other] });
                matched.both(&row.id, &sides.0, &sides.1);
            }
            None => left.entry(row.id.without_instance()).or_default().0.push(row),
        }
    }
    for row in b.rows.values().filter(|row| !a.rows.contains_key(&row.id)) {
        left.entry(row.id.without_instance()).or_default().1.push(row);
    }
    for (name, (of_a, of_b)) in left {
        let (of_a, of_b) = (MatchedRows { state: a, rows: of_a }, MatchedRows { state: b, rows: of_b });
        if of_a.rows.is_empty() {
            matched.only_b.extend(of_b.rows.iter().map(|row| absent(b, row, a)));
        } else if of_b.rows.is_empty() {
            matched.only_a.extend(of_a.rows.iter().map(|row| absent(a, row, b)));
        } else {
            matched.both(&Id::new(name), &of_a, &of_b);
        }
    }
    matched.common.sort_by(|x, y| x.id.cmp(&y.id));
    matched.only_a.sort_by(|x, y| x.id.cmp(&y.id));
    matched.only_b.sort_by(|x, y| x.id.cmp(&y.id));
    matched
}

impl Matched {
    /// A name that both sides hold. A side without a known maximum scores nothing of it: then it is the other's
    /// alone, and of a control that neither scores a finding speaks.
    fn both(&mut self, id: &Id, a: &MatchedRows<'_, '_>, b: &MatchedRows<'_, '_>) {
        let (sums_a, sums_b) = (a.sums(), b.sums());
        let scored = |rows: &MatchedRows<'_, '_>| -> Vec<OneSidedControl> {
            let known = rows.rows.iter().filter(|row| row.max.is_some());
            known.map(|row| only(rows.state, row, OneSidedReason::UnknownMax)).collect()
        };
        match (sums_a.controls, sums_b.controls) {
            (0, 0) => {}
            (_, 0) => self.only_a.extend(scored(a)),
            (0, _) => self.only_b.extend(scored(b)),
            _ => {
                let rows = || a.rows.iter().chain(&b.rows);
                self.common.push(CommonControl {
                    id: id.clone(),
                    title: rows().next().map_or_else(String::new, |row| row.title.clone()),
                    product: rows().filter_map(|row| row.product.clone()).min(),
                    a: sums_a,
                    b: sums_b,
                });
            }
        }
    }
}

fn absent(state: &State<'_>, row: &ScoreRow, other: &State<'_>) -> OneSidedControl {
    only(state, row, OneSidedReason::Absent(other.why_absent(&row.id)))
}

fn only(state: &State<'_>, row: &ScoreRow, reason: OneSidedReason) -> OneSidedControl {
    OneSidedControl {
        id: row.id.clone(),
        title: row.title.clone(),
        product: row.product.clone(),
        points: row.points(),
        max: row.max,
        reason,
        sums: sums_of(state, row),
    }
}

fn sums_of(state: &State<'_>, row: &ScoreRow) -> ScoreSums {
    let (points, max): (Points, Points) = state.weight(row);
    ScoreSums { controls: i64::from(row.max.is_some()), points, max }
}
