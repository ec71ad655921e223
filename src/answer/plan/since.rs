//! What has changed since an earlier plan.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::best::FoundPlan;
use crate::answer::parts::Named;
use crate::model::{Assumptions, Hundredths, Id, Minutes, Percent, Points, SavedGoal, SavedPlan, Setting};
use crate::plan::best::PlanObjective;
use crate::plan::plan_diff::{PlacedStep, StepChange, StepDifference};
use crate::table::{Cell, Field, Table, figures, words};

#[derive(Debug)]
pub struct Earlier {
    pub file: String,
    pub plan: SavedPlan,
    pub differences: Vec<StepDifference>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Baseline {
    pub file: String,
    pub date: Option<Date>,
    pub differs: Vec<&'static str>,
    pub points: Then<Points>,
    #[serde(rename = "effort_hours")]
    pub effort: Then<Minutes>,
    pub percent_after: Then<Hundredths>,
    /// How many steps are `done`, `new`, `dropped`, `gone`, `changed` and `moved`.
    pub counts: Named<usize>,
    pub changes: Vec<Change>,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Then<T> {
    pub before: Option<T>,
    pub now: Option<T>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Change {
    pub what: &'static str,
    pub id: Id,
    pub before: Option<Stand>,
    pub now: Option<Stand>,
    /// Why it can not be planned any more.
    pub reason: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Stand {
    pub rank: usize,
    pub points: Points,
    #[serde(rename = "effort_hours")]
    pub effort: Minutes,
}

impl<T: std::fmt::Display> Then<T> {
    fn line(&self) -> String {
        let text = |value: &Option<T>| value.as_ref().map_or_else(|| "none".to_owned(), T::to_string);
        format!("{} then, {} now", text(&self.before), text(&self.now))
    }
}

impl Baseline {
    pub(super) fn of(planned: &FoundPlan<'_>, earlier: &Earlier) -> Self {
        let totals = &earlier.plan.totals;
        let plan = planned.best.plan.as_ref();
        let percent = planned.state.zip(plan).map(|(state, plan)| {
            let totals = state.totals();
            let after = (totals.points + plan.points, totals.max + plan.maximum);
            Hundredths(Percent::new(after.0, after.1).hundredths())
        });
        let stand =
            |stand: &PlacedStep| Stand { rank: stand.rank, points: stand.points, effort: stand.effort };
        let count =
            |change: StepChange| earlier.differences.iter().filter(|one| one.change == change).count();
        let changes = earlier.differences.iter().map(|one| Change {
            what: one.change.word(),
            id: one.id.clone(),
            before: one.before.as_ref().map(stand),
            now: one.now.as_ref().map(stand),
            reason: one.reason,
        });
        Self {
            file: earlier.file.clone(),
            date: earlier.plan.basis.as_ref().map(|basis| basis.date),
            differs: differs(planned, &earlier.plan),
            points: Then { before: totals.points, now: plan.map(|plan| plan.points) },
            effort: Then { before: totals.effort, now: plan.map(|plan| plan.minutes) },
            percent_after: Then {
                before: totals.percent_after.map(|percent| Hundredths(percent.0)),
                now: percent,
            },
            counts: StepChange::WORDS.iter().map(|&(word, change)| (word, count(change))).collect(),
            changes: changes.collect(),
        }
    }

    /// The sums then and now, and what makes both plans answers to different questions.
    pub(super) fn lines(&self) -> Vec<String> {
        let made = self.date.map(|date| format!(" of {date}")).unwrap_or_default();
        let mut lines = vec![format!(
            "Since the plan{made} ({}): points {}; hours {}",
            self.file,
            self.points.line(),
            self.effort.line()
        )];
        if self.percent_after.before.is_some() || self.percent_after.now.is_some() {
            lines.push(format!("Score with the plan, %: {}", self.percent_after.line()));
        }
        let counts = self.counts.0.iter().filter(|(_, count)| *count > 0);
        let counts: Vec<String> = counts.map(|(word, count)| format!("{count} {word}")).collect();
        lines.push(if counts.is_empty() {
            "No step differs".to_owned()
        } else {
            format!("Steps: {}", counts.join(", "))
        });
        if !self.differs.is_empty() {
            lines.push(format!("The earlier plan answers another question: {}", self.differs.join(", ")));
        }
        lines
    }

    pub(super) fn table(&self, top: Option<usize>) -> Table {
        let fields: Vec<Field<&Change>> = vec![
            words("what").of(|one| one.what.into()),
            words("step").least(30).of(|one| (&one.id).into()),
            figures("rank").of(|one| one.cell(|stand| stand.rank.to_string())),
            figures("points").of(|one| one.cell(|stand| stand.points.to_string())),
            figures("hours").of(|one| one.cell(|stand| stand.effort.to_string())),
            words("why").leaves(1).of(|one| one.reason.into()),
        ];
        let all = self.changes.len();
        let title = match top {
            Some(top) if top < all => format!("Changed since then: the first {top} of {all}"),
            _ => "Changed since then".to_owned(),
        };
        Table::of(title, self.changes.iter().take(top.unwrap_or(all)), fields)
    }
}

impl Change {
    fn cell(&self, text: fn(&Stand) -> String) -> Cell {
        match (self.before.as_ref().map(text), self.now.as_ref().map(text)) {
            (Some(before), Some(now)) if before != now => format!("{before} > {now}").into(),
            (before, now) => now.or(before).into(),
        }
    }
}

/// Whether an earlier plan rests on other assumptions. It says only those that every plan for a tenant reads.
fn assumes_otherwise(earlier: &[Setting], now: &Assumptions) -> bool {
    Assumptions::default().with(earlier).listed() != now.listed()
}

fn differs(planned: &FoundPlan<'_>, earlier: &SavedPlan) -> Vec<&'static str> {
    let (ask, best) = (planned.ask, planned.best);
    let goal = match (ask.objective, best.budget, best.target_points) {
        (PlanObjective::Target(_), _, Some(points)) => SavedGoal::Points(points),
        (PlanObjective::Target(percent), ..) => SavedGoal::Target(percent),
        (_, Some(budget), _) => SavedGoal::Budget(budget),
        (_, None, _) => SavedGoal::All,
    };
    let basis = earlier.basis.as_ref().zip(planned.state);
    let differs = [
        ("goal", goal != earlier.goal),
        ("must", ask.must != earlier.must),
        ("never", ask.never != earlier.never),
        ("tenant", basis.is_some_and(|(basis, state)| basis.tenant != state.tenant.name)),
        (
            "assumptions",
            basis.is_some_and(|(basis, state)| assumes_otherwise(&basis.assumptions, &state.assumptions)),
        ),
        ("owned", basis.is_some_and(|(basis, _)| basis.owned.as_deref() != planned.owned)),
        (
            "catalogue",
            basis.is_some_and(|(basis, state)| {
                basis.catalogue_version.as_deref().is_some_and(|version| version != state.catalogue.version)
            }),
        ),
    ];
    differs.iter().filter(|(_, differs)| *differs).map(|(name, _)| *name).collect()
}
