//! What a plan leaves out: its reason in one word, and the lever in numbers.

use super::Answered;
use crate::plan::best::{LeftOut, LeftReason, Piece};
use crate::table::{Table, figures, words};

/// The code of a reason.
pub(super) fn code(reason: &LeftReason) -> &'static str {
    match reason {
        LeftReason::Never(_) => "never",
        LeftReason::OverBudget(_) | LeftReason::Untold => "over-budget",
        LeftReason::NotNeeded(_) => "not-needed",
        LeftReason::LowersScore(_) => "lowers-score",
    }
}

/// What would bring it in.
pub(super) fn lever(reason: &LeftReason) -> String {
    let with = |piece: &Piece| match piece.with.as_slice() {
        [] => String::new(),
        [one] => format!(", with {one}"),
        [first, rest @ ..] => format!(", with {first} and {} more", rest.len()),
    };
    match reason {
        LeftReason::Never(id) => format!("allow `{id}` again"),
        LeftReason::OverBudget(piece) => {
            format!("+{} h and it is in: {} points{}", piece.effort, piece.points, with(piece))
        }
        LeftReason::Untold => "a larger budget: too much hangs together to say by how much".to_owned(),
        LeftReason::NotNeeded(piece) => format!(
            "the target is reached without it: {} points for {} h more{}",
            piece.points,
            piece.effort,
            with(piece)
        ),
        LeftReason::LowersScore(piece) => format!(
            "--must: it moves points by {} and the maximum by {}{}",
            piece.points,
            piece.max,
            with(piece)
        ),
    }
}

/// Every reason and lever of the backlog and of what never came into it: id, code, lever.
pub(super) fn all(answered: &Answered<'_>) -> Vec<(String, &'static str, String)> {
    let left =
        answered.left.iter().map(|left| (left.id.to_string(), code(&left.reason), lever(&left.reason)));
    let excluded = answered.best.backlog.excluded.iter();
    let excluded =
        excluded.map(|excluded| (excluded.id.to_string(), excluded.reason.code(), excluded.lever.clone()));
    let mut all: Vec<_> = left.chain(excluded).collect();
    all.sort();
    all
}

/// What the plan leaves of its backlog, the nearest first; at most `shown` of it.
pub(super) fn missed(answered: &Answered<'_>, shown: Option<usize>) -> Option<Table> {
    let piece = |left: &LeftOut| match &left.reason {
        LeftReason::OverBudget(piece) | LeftReason::NotNeeded(piece) | LeftReason::LowersScore(piece) => {
            Some(piece.clone())
        }
        LeftReason::Never(_) | LeftReason::Untold => None,
    };
    let mut missed: Vec<(Option<Piece>, &LeftOut)> =
        answered.left.iter().map(|left| (piece(left), left)).collect();
    // What has no figure comes last.
    missed.sort_by_key(|(piece, left)| {
        (piece.is_none(), piece.as_ref().map(|piece| piece.effort), left.id.clone())
    });
    let all = missed.len();
    let shown = shown.unwrap_or(all);
    let title = if all > shown {
        format!("Missed the plan, the nearest {shown} of {all}")
    } else {
        "Missed the plan, the nearest first".to_owned()
    };
    let columns = vec![
        words("id").least(34),
        words("reason").leaves(2),
        figures("more h"),
        figures("points"),
        words("what would bring it in").leaves(1).least(40),
    ];
    let mut table = Table::new(title, columns);
    for (piece, left) in missed.into_iter().take(shown) {
        let figure = |text: fn(&Piece) -> String| piece.as_ref().map_or_else(|| "-".to_owned(), text);
        table.push(vec![
            left.id.to_string(),
            code(&left.reason).to_owned(),
            figure(|piece| piece.effort.to_string()),
            figure(|piece| piece.points.to_string()),
            lever(&left.reason),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}
