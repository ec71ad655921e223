//! What a plan says that is not so, as data.

use std::fmt;

use crate::model::text::words;
use crate::model::units::hundredths;
use crate::model::{BasisPoints, Id, Minutes, Points};

/// How a plan fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Nothing is called so.
    Unknown,
    /// The step stands in the plan twice.
    Twice,
    /// An action is said to be a control, or the other way round.
    KindDiffers,
    /// Its row is not in the score at that place of the plan.
    NotInScore,
    /// It is done already, or nothing is left to gain.
    NothingLeft,
    /// Nobody may do it with these licences.
    NotLicensed,
    /// A person accepted its risk.
    /// Its way does not hold where the step stands: its condition fails.
    NotHeld,
    RiskAccepted,
    /// A person said that something else does it.
    Asserted,
    Retired,
    UnknownMax,
    /// Its way does not exist, is not stated, or is stated where there is only one.
    Way,
    /// What it needs is neither done nor in the plan.
    NeedMissing,
    /// What it needs stands later in the plan.
    NeedLater,
    /// It can not hold together with something else that the plan rests on.
    Conflict,
    StepPoints,
    /// How far the step moves the maximum.
    StepMax,
    /// What is left to do.
    StepEffort,
    StepPercent,
    Points,
    Effort,
    PercentBefore,
    PercentAfter,
    PointsAfter,
    MaxAfter,
    /// The plan takes more than its budget.
    OverBudget,
    /// The plan does not reach its target.
    TargetMissed,
    /// What it must hold is missing.
    MustMissing,
    /// What it must not hold is there.
    NeverPresent,
    /// The bound is undercut or exceeded by the plan itself.
    Bound,
    /// Its status does not fit the rest.
    Status,
    /// The percentage rises while the points that Microsoft measures fall.
    PercentageUp,
    /// The team does not exist, or the work is not its own.
    Team,
    /// The work begins or ends on a day on which its team does not work.
    DayOff,
    /// It begins before the plan, the lead time of its team, or its earliest day allow.
    TooEarly,
    /// It ends after its latest day, and the plan does not say so.
    TooLate,
    /// It ends before its stages have waited.
    Ramp,
    /// It ends before it begins, or after the plan.
    AfterEnd,
    /// What it needs is not finished, has not waited, or has not been handed over.
    NeedNotReady,
    /// A team has more work between two days than time.
    Overbooked,
    /// The snapshot that shows the work.
    Expected,
    /// The points of the tenant after the step.
    StepPointsAfter,
    /// The sum over days of the points gained.
    Area,
    /// What keeping finished work takes.
    Upkeep,
    /// Whether and when the percentage is reached.
    Target,
}

words!(Kind: "unknown" => Unknown, "twice" => Twice, "kind" => KindDiffers, "not-in-score" => NotInScore,
    "nothing-left" => NothingLeft, "not-licensed" => NotLicensed, "not-held" => NotHeld, "risk-accepted" => RiskAccepted,
    "asserted" => Asserted, "retired" => Retired, "unknown-max" => UnknownMax, "way" => Way,
    "need-missing" => NeedMissing, "need-later" => NeedLater, "conflict" => Conflict,
    "step-points" => StepPoints, "step-max" => StepMax, "step-effort" => StepEffort,
    "step-percent" => StepPercent, "points" => Points, "effort" => Effort,
    "percent-before" => PercentBefore, "percent-after" => PercentAfter, "points-after" => PointsAfter,
    "max-after" => MaxAfter, "over-budget" => OverBudget, "target-missed" => TargetMissed,
    "must-missing" => MustMissing, "never-present" => NeverPresent, "bound" => Bound, "status" => Status,
    "percentage-up" => PercentageUp, "team" => Team, "day-off" => DayOff, "too-early" => TooEarly,
    "too-late" => TooLate, "ramp" => Ramp, "after-end" => AfterEnd, "need-not-ready" => NeedNotReady,
    "overbooked" => Overbooked, "expected-by" => Expected, "step-points-after" => StepPointsAfter,
    "area" => Area, "upkeep" => Upkeep, "target" => Target);

/// A value that a plan claims, or that the audit found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    Points(Points),
    Minutes(Minutes),
    /// Hundredths of hours, as a bound has them.
    Hours(i64),
    Percent(BasisPoints),
    Word(String),
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Points(points) => f.pad(&points.to_string()),
            Self::Minutes(minutes) => write!(f, "{minutes} h"),
            Self::Hours(hours) => write!(f, "{} h", hundredths(*hours)),
            Self::Percent(percent) => write!(f, "{percent} %"),
            Self::Word(word) => f.pad(word),
        }
    }
}

/// One thing that is not as the plan says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    pub kind: Kind,
    /// The place of the step in the plan, from 1; `None` for the plan as a whole.
    pub step: Option<usize>,
    /// The work that it is about.
    pub id: Option<Id>,
    /// What that work misses or contradicts.
    pub other: Option<Id>,
    pub claimed: Option<Figure>,
    pub derived: Option<Figure>,
}

impl Violation {
    /// Something about the whole plan.
    pub(super) fn of_plan(kind: Kind) -> Self {
        Self { kind, step: None, id: None, other: None, claimed: None, derived: None }
    }

    /// Something about a step, by its index.
    pub(super) fn of_step(kind: Kind, at: usize, id: &Id) -> Self {
        Self { step: Some(at + 1), id: Some(id.clone()), ..Self::of_plan(kind) }
    }

    /// The same about some work.
    pub(super) fn about(mut self, id: &Id) -> Self {
        self.id = Some(id.clone());
        self
    }

    /// The same with what it misses or contradicts.
    pub(super) fn with(mut self, other: &Id) -> Self {
        self.other = Some(other.clone());
        self
    }

    /// The same with both figures, where there are such.
    pub(super) fn figures(mut self, claimed: Option<Figure>, derived: Option<Figure>) -> Self {
        self.claimed = claimed;
        self.derived = derived;
        self
    }

    /// A sentence without a full stop. The step and its id stand beside it.
    pub fn text(&self) -> String {
        let word =
            |figure: &Option<Figure>| figure.as_ref().map_or_else(|| "none".to_owned(), Figure::to_string);
        let (claimed, derived) = (word(&self.claimed), word(&self.derived));
        let differs = |what: &str| format!("{what}: the plan says {claimed}, the audit finds {derived}");
        let other = self.other.as_ref().map(|other| format!("`{other}`")).unwrap_or_default();
        match self.kind {
            Kind::Unknown => "nothing is called so".to_owned(),
            Kind::Twice => "it stands in the plan twice".to_owned(),
            Kind::KindDiffers => differs("its kind"),
            Kind::NotInScore => {
                "its row is not in the score here, and no step before it brings it".to_owned()
            }
            Kind::NothingLeft => "nothing of it is left to do".to_owned(),
            Kind::NotLicensed => "no licence of the tenant allows it".to_owned(),
            Kind::RiskAccepted => "somebody accepted its risk".to_owned(),
            Kind::Asserted => format!("somebody stated that it is {derived}"),
            Kind::Retired => "Microsoft withdrew it".to_owned(),
            Kind::NotHeld => "its way does not hold by then".to_owned(),
            Kind::UnknownMax => "nobody knows what it is worth".to_owned(),
            Kind::Way => differs("its way"),
            Kind::NeedMissing => format!("it needs {other}, which is neither done nor in the plan"),
            Kind::NeedLater => format!("it needs {other}, which stands later in the plan"),
            Kind::Conflict => format!("the plan also rests on {other}, and both can not hold"),
            Kind::StepPoints => differs("what it brings"),
            Kind::StepMax => differs("how far it moves the maximum"),
            Kind::StepEffort => differs("what is left to do"),
            Kind::StepPercent => differs("the percentage after it"),
            Kind::Points => differs("what the plan gains"),
            Kind::Effort => differs("what the plan takes"),
            Kind::PercentBefore => differs("the percentage without the plan"),
            Kind::PercentAfter => differs("the percentage with the plan"),
            Kind::PointsAfter => differs("the points with the plan"),
            Kind::MaxAfter => differs("the maximum with the plan"),
            Kind::OverBudget => format!("the budget is {claimed}, and the steps take {derived}"),
            Kind::TargetMissed => format!("the target is {claimed}, and the steps reach {derived}"),
            Kind::MustMissing => "it was asked for, is not done, and is not in the plan".to_owned(),
            Kind::NeverPresent => "it was ruled out, and is in the plan".to_owned(),
            Kind::Bound => format!("the bound is {claimed}, which {derived} of the plan itself contradicts"),
            Kind::Status => format!("the status is {claimed}, which does not fit {derived}"),
            Kind::Team => format!("{other} is no team, or the work is not its own"),
            Kind::DayOff => format!("nobody of the team works on {claimed}"),
            Kind::TooEarly => format!("it begins on {claimed}, before {derived}"),
            Kind::TooLate => format!("it ends on {claimed}, after its latest day {derived}"),
            Kind::Ramp => format!("it ends on {claimed}, and its stages wait until {derived}"),
            Kind::AfterEnd => format!("it ends on {claimed}, before it begins or after {derived}"),
            Kind::NeedNotReady => format!("it begins on {claimed}, and {other} lets it from {derived} on"),
            Kind::Overbooked => format!("up to its end {other} has {claimed} of work in {derived} of time"),
            Kind::Expected => differs("the snapshot that shows it"),
            Kind::StepPointsAfter => differs("the points after it"),
            Kind::Area => differs("points times days"),
            Kind::Upkeep => differs("the upkeep of the team"),
            Kind::Target => differs("the percentage"),
            Kind::PercentageUp => format!(
                "percentage up, protection down: the points that Microsoft measures go from {claimed} to {derived}"
            ),
        }
    }
}
