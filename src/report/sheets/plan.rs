//! The dated work.

use super::{Cell, Sheet, hours, id, ids, maybe, percent, points, text};
use crate::plan::WorkKind;
use crate::report::view::View;

pub(super) fn sheet(view: &View) -> Sheet {
    let mut sheet = Sheet::new(
        "Plan",
        [
            ("start", 12),
            ("finish", 12),
            ("team", 14),
            ("id", 34),
            ("kind", 9),
            ("title", 60),
            ("product", 26),
            ("way", 20),
            ("hours", 9),
            ("points", 9),
            ("expected by", 12),
            ("worry after", 12),
            ("% then", 9),
            ("needs", 34),
            ("owner", 18),
        ],
    );
    for step in view.plan.iter().flat_map(|plan| &plan.steps) {
        sheet.rows.push(vec![
            Cell::Day(step.start),
            Cell::Day(step.finish),
            id(&step.team),
            id(&step.id),
            text(kind(step.kind)),
            text(&step.title),
            maybe(step.product.as_ref(), text),
            maybe(step.way.as_ref(), id),
            hours(step.effort),
            points(step.points),
            maybe(step.expected_by, Cell::Day),
            maybe(step.worry_after, Cell::Day),
            maybe(step.percent_then, percent),
            ids(&step.needs),
            maybe(step.owner.as_ref(), text),
        ]);
    }
    sheet
}

/// Which of the two.
pub(super) fn kind(kind: WorkKind) -> &'static str {
    match kind {
        WorkKind::Control => "control",
        WorkKind::Action => "action",
    }
}
