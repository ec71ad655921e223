//! What only one side scores, and why the other does not.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use super::product_id;
use crate::compare::{OneSidedControl, OneSidedReason};
use crate::model::{Id, Points};
use crate::report::Table;
use crate::report::table::{numbers, words};
use crate::state::{AbsenceReason, State, first_names};

/// Why the other side does not score a control, as a code: the first that would have to be mended.
pub(super) fn code(only: &OneSidedControl) -> &'static str {
    match &only.reason {
        OneSidedReason::UnknownMax => "unknown-max",
        OneSidedReason::Absent(why) => why.first().map_or("", AbsenceReason::code),
    }
}

/// The same in words, and everything else that is missing.
pub(super) fn because(only: &OneSidedControl, here: &State<'_>, there: &State<'_>) -> String {
    let OneSidedReason::Absent(why) = &only.reason else {
        return "scored, its maximum is not known".to_owned();
    };
    let words: Vec<String> = why.iter().map(|why| why.text(there.catalogue)).collect();
    let unexplained = matches!(
        why.as_slice(),
        [AbsenceReason::ExpectedNotScored | AbsenceReason::NotInCatalogue | AbsenceReason::NotMeasured]
    );
    // Snapshots do not say when Microsoft adds and withdraws controls: only that there was time for it.
    let perhaps = match there.day.cmp(&here.day) {
        Ordering::Less if unexplained => format!("; perhaps added after {}", there.day),
        Ordering::Greater if unexplained => format!("; perhaps withdrawn before {}", there.day),
        _ => String::new(),
    };
    format!("{}{perhaps}", words.join(", then "))
}

/// What only one side scores, summed up by reason: the most points to win first, ties by the first id.
pub(super) fn by_reason(
    title: String,
    other: &'static str,
    only: &[OneSidedControl],
    here: &State<'_>,
    there: &State<'_>,
) -> Table {
    let mut groups: BTreeMap<(&str, String), Vec<&OneSidedControl>> = BTreeMap::new();
    for one in only {
        groups.entry((code(one), because(one, here, there))).or_default().push(one);
    }
    let max = |group: &[&OneSidedControl]| group.iter().filter_map(|one| one.max).sum::<Points>();
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, group)| (Reverse(max(group)), group.first().map(|one| one.id.clone())));
    let columns = vec![
        words("reason"),
        numbers("controls"),
        numbers("max"),
        words(not_in(other)),
        words("such as").leaves(1).least(40),
    ];
    let mut table = Table::new(title, columns);
    for ((code, text), group) in groups {
        let ids: Vec<&Id> = group.iter().map(|one| &one.id).collect();
        let cells = [group.len().to_string(), max(&group).to_string(), text, first_names(&ids)];
        table.rows.push([code.to_owned()].into_iter().chain(cells).collect());
    }
    table
}

/// What only one side scores, control by control.
pub(super) fn in_full(
    title: String,
    other: &'static str,
    only: &[OneSidedControl],
    here: &State<'_>,
    there: &State<'_>,
) -> Table {
    let columns = vec![
        words("id").least(34),
        words("title").leaves(3).least(30),
        words("product").leaves(2),
        numbers("points"),
        numbers("max"),
        words("reason").leaves(1),
        words(not_in(other)).least(24),
    ];
    let mut table = Table::new(title, columns);
    for one in only {
        table.rows.push(vec![
            one.id.to_string(),
            one.title.clone(),
            product_id(one.product.as_ref()),
            one.points.to_string(),
            one.max.map_or_else(|| "unknown".to_owned(), |max| max.to_string()),
            code(one).to_owned(),
            because(one, here, there),
        ]);
    }
    table
}

fn not_in(other: &str) -> &'static str {
    if other == "A" { "why not in A" } else { "why not in B" }
}
