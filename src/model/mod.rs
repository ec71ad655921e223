//! The domain as inert types: what a control, a tenant and a scenario are.
//!
//! Goes in: nothing. Comes out: plain values that every later room reads.
//! **Invariants:** no files, no clock, no file formats, no randomness; quantities are integers with their
//! unit in the type ([`units::Points`] are hundredths, [`units::Minutes`] are minutes); every map is ordered.

pub mod about;
pub mod assumptions;
pub mod backlog;
mod brand;
pub mod catalogue;
mod churn;
pub mod difference;
pub mod expr;
mod finder;
pub mod graph;
pub mod id;
pub mod licence;
mod licence_change;
mod licence_option;
pub mod lookup;
mod portal_difference;
pub mod price;
mod quantity_json;
pub mod reference;
pub mod saved_plan;
pub mod scenario;
pub mod tenant;
pub mod text;
pub mod title;
pub mod units;

pub use about::{About, Dispute, Level, Overlaid, Rating, Unscored, UnscoredKind};
pub use assumptions::{
    ASSUMPTIONS, Assumption, Assumptions, Gates, OnLapse, ReadBy, RiskAccepted, Setting, Spreads, Values,
    Visibility,
};
pub use backlog::BacklogItem;
pub use brand::{Brand, Colour, Logo};
pub use catalogue::{
    Action, Catalogue, Control, Credit, Effort, Estimate, FactValue, Impact, Latency, NewHeads, Product,
    Scoring, Wait, Way,
};
pub use churn::{Growth, Heads, NewControl};
pub use difference::{Difference, EntryKind};
pub use expr::{Comparison, DoneWhen, Environment, Expr};
pub use finder::{Finder, Found, FoundBy, Hit, NameKind};
pub use graph::{Graph, Weight};
pub use id::Id;
pub use licence::{Binding, DatedPlan, PlanInfo, Price, SeatBinding, Sku, is_for_agents};
pub use licence_change::{Deal, LicenceChange};
pub use licence_option::{OptionPart, OptionSpec};
pub use lookup::Named;
pub use portal_difference::{ControlFigures, PortalDifference};
pub use price::{CURRENCIES, PriceList, Prices, SeatPrice, StatedPrice, Term, ToolPrice, Unpriced};
pub use quantity_json::Hundredths;
pub use saved_plan::{
    SavedBasis, SavedBound, SavedDays, SavedGoal, SavedKind, SavedPlan, SavedStatus, SavedStep, SavedTarget,
    SavedTeam, SavedTotals,
};
pub use scenario::{
    Aim, Demand, Freeze, Goal, LONGEST_HORIZON, NO_DEMAND, Pilot, Precedence, Ramp, Remediation, Remedy,
    Scenario, StatusChange, Team, ToolEnd, Window,
};
pub use tenant::{
    Benchmark, CategoryAverage, ControlState, Done, Licence, Origin, PortalCoverage, Profile,
    ProfileCoverage, Sourced, Status, Tenant, USERS,
};
pub use units::{BasisPoints, Minutes, Money, Percent, Points, Share};
