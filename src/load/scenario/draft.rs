//! What one scenario file states, and how it lies over the file it extends.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::churn::ByProduct;
use super::{Loaded, TenantRef};
use crate::diag::{Code, Finding, Findings, Place};
use crate::model::{
    Aim, BasisPoints, Demand, Freeze, Goal, Growth, Id, LicenceChange, Minutes, NewControl, Ramp,
    Remediation, Remedy, Scenario, Setting, StatusChange, Team, Term, ToolEnd, Window,
};

/// How long a scenario is projected when it does not say.
const DEFAULT_HORIZON_DAYS: i64 = 365;

/// A key that is absent, removed with `~`, or given.
#[derive(Debug, Clone, Default)]
pub(super) enum Stated<T> {
    #[default]
    Absent,
    Removed,
    Given(T),
}

impl<T> Stated<T> {
    fn over(self, base: Self) -> Self {
        match self {
            Self::Absent => base,
            other => other,
        }
    }

    fn value(self) -> Option<T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Absent | Self::Removed => None,
        }
    }
}

/// Something a file says that only a tenant can confirm.
#[derive(Debug, Clone)]
pub enum Mentioned {
    /// A day, and what happens on it.
    Day(Date, &'static str),
    /// A control.
    Control(Id),
    /// A control or an action.
    Work(Id),
    /// A SKU.
    Sku(Id),
    /// A product of a team.
    Product(Id),
    /// A population.
    Population(Id),
    /// A control that comes.
    Arrival(Id),
    /// A group of users.
    Group(Id),
    /// A change of licences.
    Licence(Date, LicenceChange),
}

/// A [`Mentioned`] with its place.
#[derive(Debug, Clone)]
pub struct Mention {
    /// What.
    pub what: Mentioned,
    /// Where.
    pub place: Place,
}

/// A value with what it mentions: where one is replaced or removed, so is the other.
#[derive(Debug, Clone)]
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) mentions: Vec<Mention>,
}

/// Facts from a day on.
pub(super) type FactChange = (Date, BTreeMap<Id, i64>);

/// The remediation of one file.
#[derive(Debug, Clone)]
pub(super) enum RemediateDraft {
    Ranked { from: Stated<Placed<Date>>, order: Option<Aim> },
    Listed(Vec<Placed<Remedy>>),
}

/// One scenario file.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    pub(super) name: Option<String>,
    pub(super) place: Option<Place>,
    pub(super) extends: Option<(String, Place)>,
    pub(super) tenant: Stated<TenantRef>,
    pub(super) horizon_days: Stated<i64>,
    pub(super) licences: Stated<Vec<Placed<(Date, LicenceChange)>>>,
    pub(super) term: Stated<Term>,
    pub(super) renewal: Stated<Date>,
    pub(super) labour_rate: Stated<i64>,
    pub(super) facts: Stated<Vec<Placed<FactChange>>>,
    pub(super) remediate: Stated<RemediateDraft>,
    pub(super) teams: Stated<BTreeMap<Id, Stated<Placed<Team>>>>,
    pub(super) freezes: Stated<Vec<Freeze>>,
    pub(super) holidays: Stated<Vec<Date>>,
    pub(super) dates: Stated<Vec<Placed<Window>>>,
    pub(super) ramps: Stated<Vec<Placed<Ramp>>>,
    pub(super) statuses: Stated<Vec<Placed<StatusChange>>>,
    pub(super) retire_tools: Stated<Vec<Placed<ToolEnd>>>,
    pub(super) growth: Stated<Vec<Placed<Growth>>>,
    pub(super) new_controls: Stated<Vec<Placed<NewControl>>>,
    pub(super) retire: Stated<Vec<Placed<(Date, Id)>>>,
    pub(super) drift: Stated<ByProduct<BasisPoints>>,
    pub(super) hygiene: Stated<ByProduct<Minutes>>,
    pub(super) goal: Stated<Placed<Goal>>,
    pub(super) assumptions: Stated<BTreeMap<&'static str, Stated<Setting>>>,
}

fn appended<T>(base: Stated<Vec<T>>, later: Stated<Vec<T>>) -> Stated<Vec<T>> {
    match (base, later) {
        (Stated::Given(mut first), Stated::Given(second)) => {
            first.extend(second);
            Stated::Given(first)
        }
        (base, later) => later.over(base),
    }
}

fn merged<K: Ord, T>(
    base: Stated<BTreeMap<K, Stated<T>>>,
    later: Stated<BTreeMap<K, Stated<T>>>,
) -> Stated<BTreeMap<K, Stated<T>>> {
    match (base, later) {
        (Stated::Given(mut first), Stated::Given(second)) => {
            first.extend(second);
            Stated::Given(first)
        }
        (base, later) => later.over(base),
    }
}

impl Draft {
    /// This file with a later one over it: mappings merge by key, lists append, everything else is replaced.
    pub(super) fn overlaid(self, later: Self) -> Self {
        let remediate = match (self.remediate, later.remediate) {
            (
                Stated::Given(RemediateDraft::Listed(mut first)),
                Stated::Given(RemediateDraft::Listed(second)),
            ) => {
                first.extend(second);
                Stated::Given(RemediateDraft::Listed(first))
            }
            (
                Stated::Given(RemediateDraft::Ranked { from: base, order: first }),
                Stated::Given(RemediateDraft::Ranked { from: later, order }),
            ) => Stated::Given(RemediateDraft::Ranked { from: later.over(base), order: order.or(first) }),
            (base, later) => later.over(base),
        };
        // A later status of the same control replaces the earlier ones.
        let statuses = match (self.statuses, later.statuses) {
            (Stated::Given(first), Stated::Given(second)) => {
                let replaced = |s: &Placed<StatusChange>| {
                    second.iter().any(|later| later.value.control == s.value.control)
                };
                let kept = first.into_iter().filter(|s| !replaced(s));
                Stated::Given(kept.chain(second.clone()).collect())
            }
            (base, later) => later.over(base),
        };
        Self {
            name: later.name,
            place: later.place,
            extends: None,
            tenant: later.tenant.over(self.tenant),
            horizon_days: later.horizon_days.over(self.horizon_days),
            licences: appended(self.licences, later.licences),
            term: later.term.over(self.term),
            renewal: later.renewal.over(self.renewal),
            labour_rate: later.labour_rate.over(self.labour_rate),
            facts: appended(self.facts, later.facts),
            remediate,
            teams: merged(self.teams, later.teams),
            freezes: appended(self.freezes, later.freezes),
            holidays: appended(self.holidays, later.holidays),
            dates: appended(self.dates, later.dates),
            ramps: appended(self.ramps, later.ramps),
            statuses,
            retire_tools: appended(self.retire_tools, later.retire_tools),
            growth: appended(self.growth, later.growth),
            new_controls: appended(self.new_controls, later.new_controls),
            retire: appended(self.retire, later.retire),
            drift: merged(self.drift, later.drift),
            hygiene: merged(self.hygiene, later.hygiene),
            goal: later.goal.over(self.goal),
            assumptions: merged(self.assumptions, later.assumptions),
        }
    }

    /// The scenario that the merged files mean.
    pub(super) fn finish(
        self,
        file: String,
        sources: Vec<(String, String)>,
        findings: &mut Findings,
    ) -> Loaded {
        let place = self.place.clone().unwrap_or_else(|| Place::file(&file));
        if self.name.is_none() {
            findings.push(
                Finding::new(Code::MissingKey, "the key `scenario` is missing")
                    .at(place)
                    .help("name the scenario: `scenario: E5 in January`; the name is not inherited"),
            );
        }
        let mut mentions = Vec::new();
        let mut licences = taken(self.licences.value().unwrap_or_default(), &mut mentions);
        let mut facts = taken(self.facts.value().unwrap_or_default(), &mut mentions);
        let remediation = match self.remediate.value() {
            None => Remediation::None,
            Some(RemediateDraft::Ranked { from, order }) => Remediation::Ranked {
                from: taken(from.value(), &mut mentions).pop(),
                aim: order.unwrap_or_default(),
            },
            Some(RemediateDraft::Listed(list)) => {
                let mut list = taken(list, &mut mentions);
                list.sort_by(|a, b| a.done.cmp(&b.done).then_with(|| a.id.cmp(&b.id)));
                Remediation::Listed(list)
            }
        };
        // Within a day the order of the files holds: the sort is stable.
        licences.sort_by_key(|(day, _)| *day);
        facts.sort_by_key(|(day, _)| *day);
        let mut growth = taken(self.growth.value().unwrap_or_default(), &mut mentions);
        growth.sort_by_key(|growth| growth.from);
        let drift = by_product(self.drift, &mut mentions);
        let hygiene = by_product(self.hygiene, &mut mentions);
        let teams = self.teams.value().unwrap_or_default().into_values().filter_map(Stated::value);
        let scenario = Scenario {
            name: self.name.unwrap_or_default(),
            horizon_days: self.horizon_days.value().unwrap_or(DEFAULT_HORIZON_DAYS),
            licences,
            term: self.term.value(),
            renewal: self.renewal.value(),
            labour_rate: self.labour_rate.value(),
            facts,
            remediation,
            teams: taken(teams, &mut mentions),
            freezes: self.freezes.value().unwrap_or_default(),
            holidays: self.holidays.value().unwrap_or_default(),
            dates: taken(self.dates.value().unwrap_or_default(), &mut mentions),
            ramps: taken(self.ramps.value().unwrap_or_default(), &mut mentions),
            statuses: taken(self.statuses.value().unwrap_or_default(), &mut mentions),
            retire_tools: taken(self.retire_tools.value().unwrap_or_default(), &mut mentions),
            growth,
            new_controls: taken(self.new_controls.value().unwrap_or_default(), &mut mentions),
            retire: taken(self.retire.value().unwrap_or_default(), &mut mentions),
            drift,
            hygiene,
            goal: taken(self.goal.value(), &mut mentions).pop(),
            demand: Demand::default(),
            assumptions: self
                .assumptions
                .value()
                .unwrap_or_default()
                .into_values()
                .filter_map(Stated::value)
                .collect(),
        };
        Loaded { scenario, tenant: self.tenant.value(), mentions, file, sources }
    }
}

/// The values, their mentions handed over.
fn taken<T>(placed: impl IntoIterator<Item = Placed<T>>, mentions: &mut Vec<Mention>) -> Vec<T> {
    let take = |item: Placed<T>| {
        mentions.extend(item.mentions);
        item.value
    };
    placed.into_iter().map(take).collect()
}

/// The values that stand by product, their mentions handed over.
fn by_product<T>(values: Stated<ByProduct<T>>, mentions: &mut Vec<Mention>) -> BTreeMap<Id, T> {
    let given = values.value().unwrap_or_default().into_iter();
    let given = given.filter_map(|(product, value)| Some((product, value.value()?)));
    let given = given.filter_map(|(product, value)| Some((product, taken([value], mentions).pop()?)));
    given.collect()
}
