//! What moves the score of each scenario, and what each cause adds.

use super::{Cell, Sheet, id, ids, maybe, percent, points, text};
use crate::report::view::View;

pub(super) fn movements(view: &View) -> Sheet {
    let columns = [
        ("scenario", 34),
        ("shows on", 12),
        ("what", 44),
        ("points", 9),
        ("max", 9),
        ("% after", 9),
        ("because", 60),
        ("controls", 60),
    ];
    let mut sheet = Sheet::new("Movements", columns);
    for course in &view.scenarios {
        for movement in &course.movements {
            sheet.rows.push(vec![
                text(&course.name),
                Cell::Day(movement.date),
                text(movement.what()),
                points(movement.points),
                points(movement.max),
                maybe(movement.after, percent),
                text(&movement.because),
                ids(&movement.ids),
            ]);
        }
    }
    sheet
}

pub(super) fn causes(view: &View) -> Sheet {
    let columns = [
        ("scenario", 34),
        ("first on", 12),
        ("kind", 14),
        ("id", 34),
        ("points", 9),
        ("max", 9),
        ("percentage points", 12),
        ("because", 60),
    ];
    let mut sheet = Sheet::new("Causes", columns);
    for course in &view.scenarios {
        for step in &course.waterfall {
            sheet.rows.push(vec![
                text(&course.name),
                Cell::Day(step.date),
                text(step.kind.word()),
                id(&step.id),
                points(step.points),
                points(step.max),
                Cell::Hundredths(step.percent.0),
                text(&step.text),
            ]);
        }
    }
    sheet
}
