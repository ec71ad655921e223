//! What the tools of other vendors save that an option retires, and what falls with them.

use jiff::civil::Date;

use crate::model::{Id, Points, Prices, Unpriced};
use crate::project::{Projection, ProjectionInput, TriggerKind, retired_tools};

/// A tool of another vendor that an option retires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolSaving {
    /// Its name.
    pub name: String,
    /// The first day without it.
    pub from: Date,
    /// What it costs in a year, in hundredths of the currency, or why nobody knows.
    pub yearly: Result<i64, Unpriced>,
    /// The controls whose asserted status ends that day, by id.
    pub controls: Vec<Id>,
    /// The points that fall with them: 0 where it goes after the last day of the projection.
    pub points: Points,
}

/// The tools that a scenario retires, in the order of its file.
pub(super) fn tools(
    input: &ProjectionInput<'_>,
    projection: &Projection,
    prices: &Prices,
) -> Vec<ToolSaving> {
    let tool = |fall: crate::project::RetiredTool| {
        let of_fall = projection.events.iter().filter(|event| {
            let trigger = &event.trigger;
            event.date == fall.from
                && trigger.kind == TriggerKind::Expiry
                && fall.controls.contains(&trigger.id)
        });
        let moved: Points = of_fall.map(|event| event.points).sum();
        ToolSaving {
            yearly: prices.tool(&fall.tool),
            name: fall.tool,
            from: fall.from,
            controls: fall.controls,
            points: Points(-moved.0),
        }
    };
    retired_tools(input).into_iter().map(tool).collect()
}
