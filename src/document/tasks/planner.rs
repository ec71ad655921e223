//! Tasks under the headings that Planner itself writes when it exports a plan.

use super::{Task, csv, joined};
use crate::model::text::plain;

const HEADER: [&str; 9] =
    ["Task Number", "Name", "Assigned to", "Bucket", "Start", "Finish", "Depends on", "Effort", "Notes"];

pub(super) fn text(tasks: &[Task<'_>]) -> String {
    let row = |task: &Task<'_>| {
        let booking = task.step.booking;
        vec![
            task.number.to_string(),
            task.title(),
            plain(task.owner.unwrap_or_default()),
            plain(booking.team.as_str()),
            booking.start.to_string(),
            booking.finish.to_string(),
            joined(&task.needs, ","),
            format!("{} hours", booking.effort),
            task.notes().iter().map(|note| plain(note)).collect::<Vec<_>>().join("\n"),
        ]
    };
    csv(&HEADER, tasks.iter().map(row))
}
