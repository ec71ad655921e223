//! Tasks for tools that make GitHub issues of a CSV file. Issues have no dates, efforts or links of their own: they stand
//! in the text.

use super::{Task, csv};
use crate::document::markdown::line;
use crate::model::text::plain;

const HEADER: [&str; 4] = ["title", "body", "labels", "assignees"];
/// GitHub's names have no more characters.
const LONGEST_NAME: usize = 39;

pub(super) fn text(tasks: &[Task<'_>]) -> String {
    let row = |task: &Task<'_>| {
        let team = plain(task.step.booking.team.as_str()).replace(',', " ");
        vec![
            task.title(),
            body(task, tasks),
            format!("secure-score,team: {team}"),
            assignee(task.owner).unwrap_or_default(),
        ]
    };
    csv(&HEADER, tasks.iter().map(row))
}

fn body(task: &Task<'_>, tasks: &[Task<'_>]) -> String {
    let mut body: Vec<String> = task.notes().iter().map(|note| format!("* {}", line(note))).collect();
    let needs: Vec<&Task<'_>> = task.needs.iter().filter_map(|&number| tasks.get(number - 1)).collect();
    if !needs.is_empty() {
        body.push("\nDone before:\n".to_owned());
        let of = |need: &&Task<'_>| {
            let booking = need.step.booking;
            format!("- [ ] {} ({}), by {}", line(&need.step.title), line(booking.id.as_str()), booking.finish)
        };
        body.extend(needs.iter().map(of));
    }
    body.join("\n")
}

/// An owner whose name can be one of GitHub's; any other would make the import fail.
fn assignee(owner: Option<&str>) -> Option<String> {
    let owner = owner?;
    let fits = owner.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !owner.starts_with('-')
        && !owner.ends_with('-')
        && (1..=LONGEST_NAME).contains(&owner.len());
    fits.then(|| owner.to_owned())
}
