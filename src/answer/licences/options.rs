//! `licences --option`: licence options side by side.

use std::collections::BTreeSet;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::option::OptionAnswer;
use super::tables::letter;
use super::words::{labour_rates, reading_of_money, terms};
use crate::answer::parts::{Named, assumption_line};
use crate::answer::{Answer, Finding, Shown, Words};
use crate::diag::Findings;
use crate::licences::BreakEven;
use crate::licences::options::{BreakEvenPair, ControlStatus, OptionResult, break_even_pairs};
use crate::model::{Catalogue, Id, Prices, Visibility};
use crate::table::Block;

/// The options under one reading of what is visible, what is owned first.
#[derive(Debug, Clone)]
pub struct OptionReading {
    pub visibility: Visibility,
    /// What is owned, then the options.
    pub options: Vec<OptionResult>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionRules<'a> {
    /// One team of 40 hours a week for a year.
    Plain,
    /// Those of a scenario, by its name.
    Shared(&'a str),
    /// Each option has those of its own scenario.
    Own,
}

#[derive(Debug, Clone, Copy)]
pub struct OptionsQuestion<'a> {
    pub tenant: &'a str,
    pub catalogue: &'a Catalogue,
    pub start: Date,
    pub rules: OptionRules<'a>,
    pub prices: &'a Prices,
    pub readings: &'a [OptionReading],
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LicenceOptionsAnswer {
    pub schema: &'static str,
    pub tenant: String,
    pub date: Date,
    /// The scenario whose teams and rules all options share.
    pub scenario: Option<String>,
    #[serde(flatten)]
    pub reading: Option<ReadingAnswer>,
    /// The same under the other reading of what is visible.
    pub other_reading: Option<ReadingAnswer>,
    pub assumptions: Option<Words>,
    pub findings: Vec<Finding>,
    #[serde(skip)]
    of: Basis,
}

/// What only people read.
#[derive(Debug, Clone, Default)]
struct Basis {
    heading: String,
    /// The numbers of people at which the cheaper of two options changes.
    turns: Vec<String>,
    rests_on: Vec<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReadingAnswer {
    /// Which controls count as visible: by `product`, or by licensed `plan`.
    pub visibility: &'static str,
    pub as_it_is: Option<OptionAnswer>,
    pub options: Vec<OptionAnswer>,
    pub break_even: Vec<BreakEvenAnswer>,
    pub controls: Vec<ControlOfOptions>,
}

/// From how many people one of two options is cheaper.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BreakEvenAnswer {
    pub first: Option<String>,
    pub second: Option<String>,
    /// `same`, `first`, `second`, `second-from` or `first-from`.
    pub cheaper: &'static str,
    pub people: Option<i64>,
    pub least_people: i64,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ControlOfOptions {
    pub id: Id,
    pub title: Option<String>,
    pub product: Option<Id>,
    pub status: Named<Option<&'static str>>,
    #[serde(skip)]
    pub(super) statuses: Vec<Option<ControlStatus>>,
}

impl LicenceOptionsAnswer {
    pub fn of(question: &OptionsQuestion<'_>, findings: &Findings) -> Self {
        let readings = question.readings;
        let first = readings.first();
        let assumptions = first.and_then(|reading| reading.options.first()).map(|option| option.assumptions);
        Self {
            schema: "scoreplan/licences/1",
            tenant: question.tenant.to_owned(),
            date: question.start,
            scenario: match question.rules {
                OptionRules::Shared(name) => Some(name.to_owned()),
                OptionRules::Plain | OptionRules::Own => None,
            },
            reading: first.map(|reading| ReadingAnswer::of(reading, question.catalogue)),
            other_reading: readings.get(1).map(|reading| ReadingAnswer::of(reading, question.catalogue)),
            assumptions: assumptions.as_ref().map(Words::from),
            findings: Finding::all(findings.iter()),
            of: Basis {
                heading: question.heading(),
                turns: first.map(|first| question.turns(&first.options)).unwrap_or_default(),
                rests_on: first.map(|first| question.rests_on(first)).unwrap_or_default(),
            },
        }
    }
}

impl OptionsQuestion<'_> {
    fn heading(&self) -> String {
        let shared = match self.rules {
            OptionRules::Plain => {
                "all options share one team of 40 hours a week that works along the ranking for a year"
                    .to_owned()
            }
            OptionRules::Shared(name) => format!("all options share the teams and rules of `{name}`"),
            OptionRules::Own => "each option has the teams and rules of its scenario".to_owned(),
        };
        format!("Licence options of {} from {}: {shared}", self.tenant, self.start)
    }

    fn turns(&self, options: &[OptionResult]) -> Vec<String> {
        let turn = |pair: BreakEvenPair| {
            let (first, second) = (letter(pair.first), letter(pair.second));
            match pair.even {
                BreakEven::SecondFrom(people) | BreakEven::FirstFrom(people)
                    if people <= pair.least.max(1) =>
                {
                    None
                }
                BreakEven::SecondFrom(people) => {
                    Some(format!("{second} costs no more than {first} from {people} people on"))
                }
                BreakEven::FirstFrom(people) => {
                    Some(format!("{first} costs less than {second} from {people} people on"))
                }
                BreakEven::Same | BreakEven::First | BreakEven::Second => None,
            }
        };
        break_even_pairs(options, self.catalogue).into_iter().filter_map(turn).collect()
    }

    fn rests_on(&self, reading: &OptionReading) -> Vec<String> {
        let Some(first) = reading.options.first() else { return Vec::new() };
        let mut assumed = Words::from(&first.assumptions);
        assumed.0.retain(|(key, _)| self.readings.len() == 1 || key != "visibility");
        let term = terms(&reading.options);
        let whence = self.prices.list.as_ref().map_or_else(
            || format!("list prices {term}, before discounts and tax"),
            |list| format!("prices of {}, list prices {term} where it has none", list.name),
        );
        let labour = labour_rates(&reading.options);
        let mut lines = vec![format!("Cost: {} a year, {whence}; {labour}", self.prices.currency())];
        lines.extend(reading_of_money(&reading.options));
        lines.push(assumption_line(&assumed, &self.catalogue.version));
        lines
    }
}

impl ReadingAnswer {
    fn of(reading: &OptionReading, catalogue: &Catalogue) -> Self {
        let options = &reading.options;
        let owned = options.first();
        let ids: BTreeSet<&Id> = options.iter().flat_map(|option| option.statuses.keys()).collect();
        let pairs = break_even_pairs(options, catalogue);
        Self {
            visibility: if reading.visibility == Visibility::Product { "product" } else { "plan" },
            as_it_is: owned.map(|owned| OptionAnswer::of(owned, None)),
            options: options.iter().skip(1).map(|option| OptionAnswer::of(option, owned)).collect(),
            break_even: pairs.into_iter().map(|pair| BreakEvenAnswer::of(options, pair)).collect(),
            controls: ids.into_iter().map(|id| ControlOfOptions::of(id, options, catalogue)).collect(),
        }
    }

    /// What is owned, then the options.
    pub(super) fn all(&self) -> Vec<&OptionAnswer> {
        self.as_it_is.iter().chain(&self.options).collect()
    }

    fn line(&self) -> String {
        if self.visibility == "product" {
            "visibility: product. A product that is there shows all its controls, whatever the edition"
        } else {
            "visibility: plan. A control shows only when the tenant is entitled to it"
        }
        .to_owned()
    }
}

impl Answer for LicenceOptionsAnswer {
    fn blocks(&self, shown: Shown) -> Vec<Block> {
        let format = shown.format;
        let mut blocks = vec![Block::Lines(vec![self.of.heading.clone()])];
        blocks.extend(self.reading.as_ref().map(|reading| reading.legend(format)));
        for reading in self.reading.iter().chain(&self.other_reading) {
            if self.other_reading.is_some() {
                blocks.push(Block::Lines(vec![reading.line()]));
            }
            blocks.extend(reading.figure_tables(format).into_iter().map(Block::Table));
            let controls = reading.control_tables(shown.all, format);
            blocks.extend(controls.into_iter().map(Block::Table));
            blocks.push(Block::Lines(reading.sentences()));
        }
        if let Some(reading) = &self.reading {
            blocks.push(Block::Lines(self.of.turns.clone()));
            blocks.extend(reading.unused_table().block());
            blocks.push(Block::Lines(self.of.rests_on.clone()));
        }
        blocks
    }
}

impl BreakEvenAnswer {
    fn of(options: &[OptionResult], pair: BreakEvenPair) -> Self {
        let name = |at: usize| options.get(at).map(|option| option.name.clone());
        let (cheaper, people) = match pair.even {
            BreakEven::Same => ("same", None),
            BreakEven::First => ("first", None),
            BreakEven::Second => ("second", None),
            BreakEven::SecondFrom(people) => ("second-from", Some(people)),
            BreakEven::FirstFrom(people) => ("first-from", Some(people)),
        };
        Self { first: name(pair.first), second: name(pair.second), cheaper, people, least_people: pair.least }
    }
}

impl ControlOfOptions {
    fn of(id: &Id, options: &[OptionResult], catalogue: &Catalogue) -> Self {
        let known = catalogue.control(id);
        let statuses: Vec<Option<ControlStatus>> =
            options.iter().map(|option| option.statuses.get(id).copied()).collect();
        let names = options.iter().map(|option| option.name.clone());
        Self {
            id: id.clone(),
            title: known.map(|control| control.title.clone()),
            product: known.map(|control| control.product.clone()),
            status: names.zip(statuses.iter().map(|status| status.map(ControlStatus::word))).collect(),
            statuses,
        }
    }
}
