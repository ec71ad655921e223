//! `check`: what files are, what is wrong with them, and what an audit found about saved plans.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Answer, Finding, Shown};
use crate::diag::Findings;
use crate::model::{Hundredths, Id, Percent, Points, SavedPlan, SavedStatus};
use crate::plan::audit::{Audit, Figure, Violation};
use crate::table::{Block, Field, Table, figures, words};

/// What some files are.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CheckAnswer {
    pub schema: &'static str,
    pub ok: bool,
    pub findings: Vec<Finding>,
    pub plans: Vec<AuditedPlan>,
    #[serde(skip)]
    pub recognised: Vec<String>,
}

/// A saved plan with what does not hold in it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AuditedPlan {
    pub file: String,
    pub status: &'static str,
    pub holds: bool,
    pub steps: usize,
    pub points: Points,
    pub effort_minutes: i64,
    /// Null for a list, as is that with the plan.
    pub percent_before: Option<Percent>,
    pub percent_after: Option<Percent>,
    pub breaches: Vec<Breach>,
}

/// What a plan says that is not so.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Breach {
    pub kind: &'static str,
    /// From 1; null for the plan as a whole.
    pub step: Option<usize>,
    pub id: Option<Id>,
    /// What that work misses or contradicts.
    pub other: Option<Id>,
    pub claimed: Option<Claim>,
    pub derived: Option<Claim>,
    pub text: String,
}

/// What a plan claims, or what the audit finds.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Claim {
    Points(Points),
    Minutes(i64),
    /// Hours, or a percentage, whichever the breach is about.
    Number(Hundredths),
    Word(String),
}

impl CheckAnswer {
    pub fn of(ok: bool, findings: &Findings, plans: Vec<AuditedPlan>, recognised: Vec<String>) -> Self {
        let findings = Finding::all(findings.iter());
        Self { schema: "scoreplan/check/1", ok, findings, plans, recognised }
    }
}

impl Answer for CheckAnswer {
    fn blocks(&self, _shown: Shown) -> Vec<Block> {
        let tables = self.plans.iter().filter_map(|plan| plan.table().block());
        std::iter::once(Block::Lines(self.recognised.clone())).chain(tables).collect()
    }
}

impl AuditedPlan {
    pub fn of(file: &str, plan: &SavedPlan, audit: &Audit) -> Self {
        let (before, after) = audit.score.unzip();
        Self {
            file: file.to_owned(),
            status: plan.status.word(),
            holds: audit.holds(),
            steps: plan.steps.len(),
            points: audit.points,
            effort_minutes: audit.effort.0,
            percent_before: before,
            percent_after: after,
            breaches: audit.violations.iter().map(Breach::of).collect(),
        }
    }

    fn table(&self) -> Table {
        let fields: Vec<Field<&Breach>> = vec![
            figures("step").of(|breach| breach.step.into()),
            words("id").of(|breach| breach.id.as_ref().into()),
            words("kind").leaves(1).of(|breach| breach.kind.into()),
            words("what").least(40).of(|breach| (&breach.text).into()),
        ];
        Table::of(format!("What does not hold in {}", self.file), &self.breaches, fields)
    }
}

/// What is said of a plan, without a full stop.
pub fn audit_line(plan: &SavedPlan, audit: &Audit) -> String {
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

impl Breach {
    fn of(breach: &Violation) -> Self {
        Self {
            kind: breach.kind.word(),
            step: breach.step,
            id: breach.id.clone(),
            other: breach.other.clone(),
            claimed: breach.claimed.as_ref().map(Claim::of),
            derived: breach.derived.as_ref().map(Claim::of),
            text: breach.text(),
        }
    }
}

impl Claim {
    fn of(figure: &Figure) -> Self {
        match figure {
            Figure::Points(points) => Self::Points(*points),
            Figure::Minutes(minutes) => Self::Minutes(minutes.0),
            Figure::Hours(hundredths) => Self::Number(Hundredths(*hundredths)),
            Figure::Percent(percent) => Self::Number(Hundredths(percent.0)),
            Figure::Word(word) => Self::Word(word.clone()),
        }
    }
}
