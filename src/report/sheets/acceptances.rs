//! Statuses that people set in place of a measurement, with their ends.

use super::{Cell, Sheet, id, maybe, points, scenario, text};
use crate::report::view::View;

pub(super) fn sheet(view: &View) -> Sheet {
    let mut sheet = Sheet::new(
        "Acceptances",
        [
            ("scenario", 34),
            ("id", 34),
            ("title", 60),
            ("product", 26),
            ("status", 34),
            ("points", 9),
            ("from", 12),
            ("expires", 12),
            ("owner", 18),
            ("why", 50),
        ],
    );
    for set in &view.acceptances {
        sheet.rows.push(vec![
            set.scenario.map_or_else(|| text("today"), |at| scenario(view, at)),
            id(&set.id),
            text(&set.title),
            maybe(set.product.as_ref(), text),
            text(set.status.words()),
            maybe(set.points, points),
            maybe(set.from, Cell::Day),
            maybe(set.expires, Cell::Day),
            maybe(set.owner.as_ref(), text),
            maybe(set.reason.as_ref(), text),
        ]);
    }
    sheet
}
