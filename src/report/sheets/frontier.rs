//! Hours against percentage.

use super::{Sheet, hours, maybe, percent, points};
use crate::report::view::View;

pub(super) fn sheet(view: &View) -> Sheet {
    let mut sheet = Sheet::new("Frontier", [("hours", 10), ("points", 10), ("percentage", 12)]);
    for corner in &view.frontier.corners {
        sheet.rows.push(vec![hours(corner.effort), points(corner.points), maybe(corner.percent, percent)]);
    }
    sheet
}
