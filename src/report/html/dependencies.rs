//! Which work of the plan needs which.

use maud::{Markup, html};

use super::Audience;
use super::charts::figure;
use super::figures::day;
use super::table::{Row, Table, text, words};
use crate::chart;
use crate::report::drawings;
use crate::report::view::{PlannedStep, View};

pub(super) fn section(view: &View, _audience: Audience) -> Option<Markup> {
    let plan = view.plan.as_ref()?;
    let needing: Vec<&PlannedStep> = plan.steps.iter().filter(|step| !step.needs.is_empty()).collect();
    if needing.is_empty() {
        return None;
    }
    let columns = [words("Work"), words("Needs"), words("Starts")];
    let rows = needing.iter().map(|step| {
        let needs = step.needs.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ");
        Row::of([html! { (step.title) span class="id" { (step.id) } }, text(needs), day(step.start)])
    });
    let table = Table::new("needs", "What each piece of dated work builds on", &columns, rows.collect());
    let drawn = drawings::dependencies(plan);
    let caption = "What is done first stands on the left, what it lets be done on the right.";
    Some(html! {
        p { (needing.len()) " of " (plan.steps.len()) " dated steps build on others: what is needed by many comes early and is paid once." }
        (figure("dependency-graph", caption, |frame| chart::dependencies(&drawn, frame), &table.markup()))
    })
}
