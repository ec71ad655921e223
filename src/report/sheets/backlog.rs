//! What has points left, in order, and what is left out.

use super::plan::kind;
use super::{Cell, Sheet, count, hours, id, ids, maybe, percent, points, text};
use crate::report::json::density_hundredths;
use crate::report::view::View;

pub(super) fn sheet(view: &View) -> Sheet {
    let mut sheet = Sheet::new(
        "Backlog",
        [
            ("rank", 6),
            ("id", 34),
            ("kind", 9),
            ("title", 60),
            ("product", 26),
            ("way", 20),
            ("points", 9),
            ("max", 9),
            ("hours", 9),
            ("points per hour", 10),
            ("bundle", 8),
            ("points so far", 10),
            ("hours so far", 10),
            ("% after", 9),
            ("in the plan", 8),
            ("needs", 34),
            ("user impact", 9),
            ("team", 14),
            ("start", 12),
            ("finish", 12),
            ("expected by", 12),
            ("worry after", 12),
            ("status", 26),
            ("owner", 18),
            ("comment", 34),
        ],
    );
    for item in &view.backlog.items {
        sheet.rows.push(vec![
            count(item.rank),
            id(&item.id),
            text(kind(item.kind)),
            text(&item.title),
            maybe(item.product.as_ref(), text),
            maybe(item.way.as_ref(), id),
            points(item.points),
            points(item.max),
            hours(item.effort),
            maybe(density_hundredths(item.points, item.effort), Cell::Hundredths),
            count(item.bundle),
            points(item.cumulative_points),
            hours(item.cumulative_effort),
            maybe(item.percent_after, percent),
            text(if item.is_chosen { "yes" } else { "no" }),
            ids(&item.needs),
            maybe(item.impact, |impact| text(impact.word())),
            maybe(item.team.as_ref(), id),
            maybe(item.days, |(start, _)| Cell::Day(start)),
            maybe(item.days, |(_, finish)| Cell::Day(finish)),
            maybe(item.expected_by, Cell::Day),
            maybe(item.worry_after, Cell::Day),
            maybe(item.status, |status| text(status.words())),
            maybe(item.owner.as_ref(), text),
            maybe(item.comment.as_ref(), text),
        ]);
    }
    sheet
}

/// What can not be planned, with the lever that would bring it in.
pub(super) fn left_out(view: &View) -> Sheet {
    let columns = [
        ("id", 34),
        ("title", 60),
        ("product", 26),
        ("reason", 20),
        ("what would bring it in", 60),
        ("owner", 18),
    ];
    let mut sheet = Sheet::new("Left out", columns);
    for left in &view.backlog.left_out {
        sheet.rows.push(vec![
            id(&left.id),
            text(&left.title),
            maybe(left.product.as_ref(), text),
            text(left.reason),
            text(&left.lever),
            maybe(left.owner.as_ref(), text),
        ]);
    }
    sheet
}
