//! What has changed since an earlier plan, as people and programs read it.

use serde_json::{Value, json};

use super::Answered;
use crate::model::units::hundredths;
use crate::model::{Assumptions, Minutes, Points, SavedGoal, SavedPlan, Setting};
use crate::plan::best::PlanObjective;
use crate::plan::plan_diff::{PlacedStep, StepChange, StepDifference};
use crate::report::table::{numbers, words};
use crate::report::{Table, json as values};

/// An earlier plan and what differs from it.
#[derive(Debug)]
pub struct Earlier {
    /// Its file.
    pub file: String,
    /// The plan.
    pub plan: SavedPlan,
    /// What differs.
    pub differences: Vec<StepDifference>,
}

/// The sums then and now, and what makes both plans answers to different questions.
pub(super) fn lines(answered: &Answered<'_>, earlier: &Earlier) -> Vec<String> {
    let mut lines = Vec::new();
    let (points, effort, percent) = now(answered);
    let sum = |before: Option<String>, now: Option<String>| {
        format!(
            "{} then, {} now",
            before.unwrap_or_else(|| "none".to_owned()),
            now.unwrap_or_else(|| "none".to_owned())
        )
    };
    let totals = &earlier.plan.totals;
    let made = earlier.plan.basis.as_ref().map(|basis| format!(" of {}", basis.date)).unwrap_or_default();
    lines.push(format!(
        "Since the plan{made} ({}): points {}; hours {}",
        earlier.file,
        sum(totals.points.map(|p| p.to_string()), points.map(|p| p.to_string())),
        sum(totals.effort.map(|e| e.to_string()), effort.map(|e| e.to_string())),
    ));
    if totals.percent_after.is_some() || percent.is_some() {
        let percents = sum(totals.percent_after.map(|p| p.to_string()), percent.map(hundredths));
        lines.push(format!("Score with the plan, %: {percents}"));
    }
    let counts = StepChange::WORDS.iter().filter_map(|(word, fate)| {
        let count = earlier.differences.iter().filter(|one| one.change == *fate).count();
        (count > 0).then(|| format!("{count} {word}"))
    });
    let counts: Vec<String> = counts.collect();
    lines.push(if counts.is_empty() {
        "No step differs".to_owned()
    } else {
        format!("Steps: {}", counts.join(", "))
    });
    let other = otherwise(answered, &earlier.plan);
    if !other.is_empty() {
        lines.push(format!("The earlier plan answers another question: {}", other.join(", ")));
    }
    lines
}

/// The steps that differ.
pub(super) fn table(earlier: &Earlier, top: Option<usize>) -> Option<Table> {
    let columns = vec![
        words("what"),
        words("step").least(30),
        numbers("rank"),
        numbers("points"),
        numbers("hours"),
        words("why").leaves(1),
    ];
    let shown = top.unwrap_or(earlier.differences.len());
    let title = if shown < earlier.differences.len() {
        format!("Changed since then: the first {shown} of {}", earlier.differences.len())
    } else {
        "Changed since then".to_owned()
    };
    let mut table = Table::new(title, columns);
    for one in earlier.differences.iter().take(shown) {
        // What it was, and what it is where that differs.
        let cell = |text: fn(&PlacedStep) -> String| {
            let (before, now) = (one.before.as_ref().map(text), one.now.as_ref().map(text));
            match (before, now) {
                (Some(before), Some(now)) if before != now => format!("{before} > {now}"),
                (before, now) => now.or(before).unwrap_or_default(),
            }
        };
        table.rows.push(vec![
            one.change.word().to_owned(),
            one.id.to_string(),
            cell(|stand| stand.rank.to_string()),
            cell(|stand| stand.points.to_string()),
            cell(|stand| stand.effort.to_string()),
            one.reason.unwrap_or_default().to_owned(),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}

/// Points, effort and hundredths of a percent of today's plan.
fn now(answered: &Answered<'_>) -> (Option<Points>, Option<Minutes>, Option<i64>) {
    let plan = answered.best.plan.as_ref();
    let percent = answered.state.zip(plan).map(|(state, plan)| {
        let totals = state.totals();
        let (points, max) = (totals.points + plan.points, totals.max + plan.maximum);
        crate::model::Percent::new(points, max).hundredths()
    });
    (plan.map(|plan| plan.points), plan.map(|plan| plan.minutes), percent)
}

/// Whether an earlier plan rests on other assumptions. It says only those that every plan for a tenant reads.
fn assumes_otherwise(earlier: &[Setting], now: &Assumptions) -> bool {
    Assumptions::default().with(earlier).listed() != now.listed()
}

/// In what the questions of both plans differ.
fn otherwise(answered: &Answered<'_>, earlier: &SavedPlan) -> Vec<&'static str> {
    let ask = answered.ask;
    let goal = match (ask.objective, answered.best.budget, answered.best.target_points) {
        (PlanObjective::Target(_), _, Some(points)) => SavedGoal::Points(points),
        (PlanObjective::Target(percent), ..) => SavedGoal::Target(percent),
        (_, Some(budget), _) => SavedGoal::Budget(budget),
        (_, None, _) => SavedGoal::All,
    };
    let basis = earlier.basis.as_ref().zip(answered.state);
    let differs = [
        ("goal", goal != earlier.goal),
        ("must", ask.must != earlier.must),
        ("never", ask.never != earlier.never),
        ("tenant", basis.is_some_and(|(basis, state)| basis.tenant != state.tenant.name)),
        (
            "assumptions",
            basis.is_some_and(|(basis, state)| assumes_otherwise(&basis.assumptions, &state.assumptions)),
        ),
        (
            "catalogue",
            basis.is_some_and(|(basis, state)| {
                basis.catalogue_version.as_deref().is_some_and(|version| version != state.catalogue.version)
            }),
        ),
    ];
    differs.iter().filter(|(_, differs)| *differs).map(|(name, _)| *name).collect()
}

/// The comparison as programs read it.
pub(super) fn json(answered: &Answered<'_>, earlier: &Earlier) -> Value {
    let (points, effort, percent) = now(answered);
    let totals = &earlier.plan.totals;
    let stand = |stand: &Option<PlacedStep>| {
        stand.as_ref().map(|stand| {
            json!({
                "rank": stand.rank,
                "points": values::points(stand.points),
                "effort_hours": values::hours(stand.effort),
            })
        })
    };
    let change = |one: &StepDifference| {
        json!({
            "what": one.change.word(),
            "id": one.id.as_str(),
            "before": stand(&one.before),
            "now": stand(&one.now),
            "reason": one.reason,
        })
    };
    let counts: serde_json::Map<String, Value> = StepChange::WORDS
        .iter()
        .map(|(word, fate)| {
            let count = earlier.differences.iter().filter(|one| one.change == *fate).count();
            ((*word).to_owned(), count.into())
        })
        .collect();
    json!({
        "file": earlier.file,
        "date": earlier.plan.basis.as_ref().map(|basis| basis.date.to_string()),
        "differs": otherwise(answered, &earlier.plan),
        "points": { "before": totals.points.map(values::points), "now": points.map(values::points) },
        "effort_hours": { "before": totals.effort.map(values::hours), "now": effort.map(values::hours) },
        "percent_after": {
            "before": totals.percent_after.map(|percent| values::two_decimals(percent.0)),
            "now": percent.map(values::two_decimals),
        },
        "counts": counts,
        "changes": earlier.differences.iter().map(change).collect::<Vec<_>>(),
    })
}
