//! What the audit found about a saved plan.

use serde_json::{Value, json};

use super::json as values;
use crate::model::{SavedPlan, SavedStatus};
use crate::plan::audit::{Audit, Figure, Violation};
use crate::table::{Table, figures, words};

/// What is said of a plan, without a full stop.
pub fn line(plan: &SavedPlan, audit: &Audit) -> String {
    match audit.violations.len() {
        0 if plan.status == SavedStatus::Infeasible => "the plan says that there is none".to_owned(),
        0 => {
            let score = audit
                .score
                .map_or_else(String::new, |(before, after)| format!(", from {before} % to {after} %"));
            let steps = plan.steps.len();
            format!("the plan holds: {steps} steps, {} points, {} hours{score}", audit.points, audit.effort)
        }
        1 => "the plan does not hold: 1 breach".to_owned(),
        breaches => format!("the plan does not hold: {breaches} breaches"),
    }
}

/// Every breach of a plan; `None` when it holds.
pub fn table(file: &str, audit: &Audit) -> Option<Table> {
    let columns = vec![figures("step"), words("id"), words("kind").leaves(1), words("what").least(40)];
    let mut table = Table::new(format!("What does not hold in {file}"), columns);
    for breach in &audit.violations {
        table.push(vec![
            breach.step.map_or_else(String::new, |step| step.to_string()),
            breach.id.as_ref().map_or_else(String::new, ToString::to_string),
            breach.kind.code().to_owned(),
            breach.text(),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}

/// The same for programs.
pub fn json(file: &str, plan: &SavedPlan, audit: &Audit) -> Value {
    json!({
        "file": file,
        "status": plan.status.word(),
        "holds": audit.holds(),
        "steps": plan.steps.len(),
        "points": values::points(audit.points),
        "effort_minutes": audit.effort.0,
        "percent_before": audit.score.map(|(before, _)| values::percent(before)),
        "percent_after": audit.score.map(|(_, after)| values::percent(after)),
        "breaches": audit.violations.iter().map(breach).collect::<Vec<_>>(),
    })
}

fn breach(breach: &Violation) -> Value {
    json!({
        "kind": breach.kind.code(),
        "step": breach.step,
        "id": breach.id.as_ref().map(ToString::to_string),
        "other": breach.other.as_ref().map(ToString::to_string),
        "claimed": breach.claimed.as_ref().map(figure),
        "derived": breach.derived.as_ref().map(figure),
        "text": breach.text(),
    })
}

/// Points, minutes, hours and percentages are numbers, everything else is text.
fn figure(figure: &Figure) -> Value {
    match figure {
        Figure::Points(points) => values::points(*points),
        Figure::Minutes(minutes) => minutes.0.into(),
        Figure::Hours(hundredths) => values::two_decimals(*hundredths),
        Figure::Percent(percent) => values::two_decimals(percent.0),
        Figure::Word(word) => word.as_str().into(),
    }
}
