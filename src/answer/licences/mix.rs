//! What is asked of mixes of licences, and what is said of any mix.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::licences::best::MixObjective;
use crate::licences::{LicenceCost, SeatCost, labour};
use crate::model::{BasisPoints, Catalogue, Hundredths, Id, Minutes, Money, Percent, Points};
use crate::plan::best::Budget;
use crate::state::State;
use crate::table::{Field, Table, figures, words};

/// What was asked, and of whom.
#[derive(Debug, Clone, Copy)]
pub struct MixQuestion<'q> {
    pub state: &'q State<'q>,
    pub today: &'q LicenceCost,
    pub target: Option<BasisPoints>,
    /// What makes one mix better than another, where there is no target.
    pub objective: MixObjective,
    /// The most money a year.
    pub money: Option<Money>,
    /// The most work that a mix may take.
    pub hours: Budget,
    pub labour_rate: Option<Money>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LicencesToday {
    /// Null where a price is not known.
    pub yearly_cost: Option<Hundredths>,
    pub known_yearly_cost: Hundredths,
    pub unpriced: Vec<String>,
    pub points: Points,
    pub max: Points,
    pub percent: Percent,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Limits {
    pub target_percent: Option<Hundredths>,
    pub yearly_cost: Option<Hundredths>,
    #[serde(rename = "effort_hours")]
    pub effort: Option<Minutes>,
    /// Of all hours of the mix.
    pub effort_percent: Option<Hundredths>,
}

/// One SKU for one group, today and then.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LicenceLine {
    pub sku: Id,
    pub name: String,
    /// The group of users that the seats are for; null for all users.
    pub group: Option<Id>,
    pub seats: i64,
    pub seats_today: i64,
    pub yearly_per_seat: Option<Hundredths>,
    /// `stated` or `list`; null where no price is known.
    pub price: Option<&'static str>,
    pub yearly_cost: Option<Hundredths>,
    /// `new`, `goes`, `more seats`, `fewer seats` or `stays`.
    pub change: &'static str,
}

impl LicenceLine {
    /// What is to be had beside what there is, both with their costs.
    pub fn all(today: &LicenceCost, then: &LicenceCost, catalogue: &Catalogue) -> Vec<Self> {
        let mut all: BTreeMap<(Id, Option<Id>), (&SeatCost, i64, i64)> = BTreeMap::new();
        for (lines, later) in [(&today.lines, false), (&then.lines, true)] {
            for line in lines {
                let key = (line.sku.clone(), line.group.clone());
                let (_, was, is) = all.entry(key).or_insert((line, 0, 0));
                *(if later { is } else { was }) = line.seats;
            }
        }
        let line = |(line, was, is): (&SeatCost, i64, i64)| {
            let price = line.price.as_ref().ok();
            Self {
                sku: line.sku.clone(),
                name: catalogue.skus.get(&line.sku).map(|sku| sku.name.clone()).unwrap_or_default(),
                group: line.group.clone(),
                seats: is,
                seats_today: was,
                yearly_per_seat: price.map(|price| price.yearly.into()),
                price: price.map(|price| if price.is_stated { "stated" } else { "list" }),
                yearly_cost: price.map(|price| price.yearly.times(is).into()),
                change: match (was, is) {
                    (0, _) => "new",
                    (_, 0) => "goes",
                    (was, is) if is > was => "more seats",
                    (was, is) if is < was => "fewer seats",
                    _ => "stays",
                },
            }
        };
        all.into_values().map(line).collect()
    }

    /// The SKUs in one line, those of a group with their seats.
    pub(super) fn names(all: &[Self]) -> String {
        let had = all.iter().filter(|line| line.seats > 0);
        had.map(|line| match &line.group {
            Some(group) => format!("{}:{}@{group}", line.sku, line.seats),
            None => line.sku.to_string(),
        })
        .collect::<Vec<_>>()
        .join(" + ")
    }

    pub(super) fn table(all: &[Self], currency: &str) -> Table {
        let fields: Vec<Field<&Self>> = vec![
            words("SKU").least(20).of(|line| (&line.sku).into()),
            words("name").leaves(2).of(|line| (&line.name).into()),
            words("for").leaves(1).empty("everybody").of(|line| line.group.as_ref().into()),
            figures("seats").of(|line| line.seats.into()),
            figures("price of a seat").empty("unknown").of(|line| line.yearly_per_seat.into()),
            figures("cost a year").empty("unknown").of(|line| line.yearly_cost.into()),
            words("change").of(|line| line.change.into()),
        ];
        Table::of(format!("Licences, in {currency}"), all, fields)
    }
}

impl MixQuestion<'_> {
    pub(super) fn limit_words(&self) -> String {
        let money = self.money.map(|money| format!("{money} {} a year", self.today.currency));
        let hours = match self.hours {
            Budget::Minutes(minutes) => Some(format!("{minutes} hours of work")),
            Budget::Percent(percent) => Some(format!("{percent} % of all hours")),
            Budget::All => None,
        };
        let limits: Vec<String> = money.into_iter().chain(hours).collect();
        if limits.is_empty() { String::new() } else { format!(" within {}", limits.join(" and ")) }
    }

    pub(super) fn asked(&self) -> String {
        let what = match (self.target, self.objective) {
            (Some(target), _) => format!("Cheapest licences for {target} %"),
            (None, MixObjective::Points) => "Licences with the most points".to_owned(),
            (None, MixObjective::Percent) => "Licences with the highest percentage".to_owned(),
        };
        format!("{what}{}", self.limit_words())
    }

    /// What a cost is beside that of today; today's own may be known only in part, and what has no price is kept.
    pub(super) fn beside_today(&self, yearly: Money) -> String {
        match yearly - self.today.known() {
            Money::ZERO => "as much as today".to_owned(),
            more if more > Money::ZERO => format!("{more} more than today"),
            less => format!("{} less than today", -less),
        }
    }

    pub(super) fn labour(&self, hours: Minutes) -> Option<Hundredths> {
        Some(labour(hours, self.labour_rate?).into())
    }

    pub(super) fn objective_word(&self) -> &'static str {
        match self.objective {
            MixObjective::Points => "points",
            MixObjective::Percent => "percent",
        }
    }

    pub(super) fn today(&self) -> LicencesToday {
        let totals = self.state.totals();
        LicencesToday {
            yearly_cost: self.today.yearly().map(Hundredths::from),
            known_yearly_cost: self.today.known().into(),
            unpriced: self.today.unpriced().keys().map(ToString::to_string).collect(),
            points: totals.points,
            max: totals.max,
            percent: totals.percent(),
        }
    }

    pub(super) fn limits(&self) -> Limits {
        let (effort, effort_percent) = match self.hours {
            Budget::Minutes(minutes) => (Some(minutes), None),
            Budget::Percent(percent) => (None, Some(percent.into())),
            Budget::All => (None, None),
        };
        Limits {
            target_percent: self.target.map(Hundredths::from),
            yearly_cost: self.money.map(Hundredths::from),
            effort,
            effort_percent,
        }
    }

    pub(super) fn reading(&self, unpriced: &[Id]) -> Vec<String> {
        let mut lines = vec![
            "What is owned stays unless the rest has all of it; what is bought has a seat for everybody of its group."
                .to_owned(),
            format!(
                "Cost: seats x price of a seat and year on {}, in {}; list prices where no price file says otherwise.",
                self.state.day, self.today.currency
            ),
        ];
        let owned: Vec<String> = self.today.unpriced().keys().map(ToString::to_string).collect();
        if !owned.is_empty() {
            lines.push(format!("No price is known of {}: kept, and in no sum.", owned.join(", ")));
        }
        if !unpriced.is_empty() {
            let number = unpriced.len();
            lines.push(format!("{number} more SKUs have no price and are in no mix; JSON names them."));
        }
        lines
    }
}
