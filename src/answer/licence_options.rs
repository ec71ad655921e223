//! `licences --option`: licence options side by side.

use std::collections::BTreeSet;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::licence_words::{beside, labour_rates, reading_of_money, sentence, terms};
use super::parts::Named;
use super::{Answer, Finding, Shown, Words};
use crate::diag::Findings;
use crate::licences::options::{
    BreakEvenPair, ControlStatus, DatedPercent, OptionCost, OptionResult, ToolSaving, UnusedPlans,
    break_even_pairs,
};
use crate::licences::{BreakEven, RedundantSeats};
use crate::model::units::div_half_up;
use crate::model::{Catalogue, Hundredths, Id, Licence, Minutes, Percent, Points, Prices, Visibility};
use crate::state::first_names;
use crate::table::{Block, Cell, Format, Table, cells, figures, words};

/// The options under one reading of what is visible, what is owned first.
#[derive(Debug, Clone)]
pub struct OptionReading {
    pub visibility: Visibility,
    /// What is owned, then the options.
    pub options: Vec<OptionResult>,
}

/// The teams and rules of the options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionRules<'a> {
    /// One team of 40 hours a week for a year.
    Plain,
    /// Those of a scenario, by its name.
    Shared(&'a str),
    /// Each option has those of its own scenario.
    Own,
}

/// Options with what they rest on.
#[derive(Debug, Clone, Copy)]
pub struct OptionsQuestion<'a> {
    /// The name of the tenant.
    pub tenant: &'a str,
    pub catalogue: &'a Catalogue,
    /// The first day.
    pub start: Date,
    pub rules: OptionRules<'a>,
    pub prices: &'a Prices,
    /// Whether people see every control.
    pub controls: bool,
    /// One reading, or both.
    pub readings: &'a [OptionReading],
}

/// Licence options side by side.
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
    /// What the figures rest on.
    rests_on: Vec<String>,
    every_control: bool,
}

/// The options under one reading.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReadingAnswer {
    /// `product` or `plan`.
    pub visibility: &'static str,
    pub as_it_is: Option<OptionAnswer>,
    pub options: Vec<OptionAnswer>,
    pub break_even: Vec<BreakEvenAnswer>,
    pub controls: Vec<ControlOfOptions>,
}

/// One option. Amounts of money are those of a year unless they say otherwise; null where a price is not known.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OptionAnswer {
    pub name: String,
    /// Day 0.
    pub from: Date,
    pub trial_ends: Option<Date>,
    /// The licences as an option is written; null when they are not known.
    pub skus: Option<Vec<String>>,
    pub yearly_cost: Option<Hundredths>,
    /// More than what is owned.
    pub yearly_difference: Option<Hundredths>,
    pub currency: Option<String>,
    pub cost_per_point: Option<Hundredths>,
    pub unpriced: Option<Vec<Id>>,
    pub contract: Option<Contract>,
    /// What the hours more cost, once.
    pub labour_difference: Option<Hundredths>,
    pub retired_tools: Vec<RetiredTool>,
    pub yearly_saved_by_tools: Option<Hundredths>,
    pub yearly_difference_less_tools: Option<Hundredths>,
    /// Seats that go because the rest has all of them.
    pub dropped: Vec<NeedlessSeats>,
    /// Seats that stay and bring nothing beside the rest.
    pub redundant: Vec<NeedlessSeats>,
    pub visible_controls: usize,
    pub entitled_controls: usize,
    pub points: Points,
    pub max: Points,
    pub newly: Newly,
    pub points_unlocked: Unlocked,
    pub day_before_percent: Percent,
    pub day0_percent: Percent,
    pub low: PercentOn,
    pub falls: bool,
    pub recovered_on: Option<Date>,
    pub day90_percent: Option<Percent>,
    pub end: PercentOn,
    pub achievable_percent: Percent,
    pub achievable_whatever_the_seats_percent: Percent,
    pub current_license_percent: Percent,
    /// When everything is deployed that it entitles to deploy.
    pub deployed: Deployed,
    pub owned_unused: Vec<Unused>,
    /// The number of controls by status.
    pub statuses: Named<usize>,
    /// What it means, in a sentence.
    pub sentence: String,
    /// What is to be said beside it.
    #[serde(skip)]
    beside: Vec<String>,
}

/// What a contract binds.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Contract {
    pub term: &'static str,
    pub renewal: Option<Date>,
    pub given_up: Vec<GivenUp>,
    /// What is paid for it until the renewal.
    pub given_up_cost: Option<Hundredths>,
}

/// Seats that go before their contract ends.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GivenUp {
    pub sku: Id,
    pub group: Option<Id>,
    pub seats: i64,
    pub from: Date,
    pub until: Date,
    pub cost: Option<Hundredths>,
}

/// A tool that is retired.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RetiredTool {
    pub tool: String,
    pub from: Date,
    pub yearly_cost: Option<Hundredths>,
    /// The controls whose status ends with it.
    pub controls: Vec<Id>,
    pub points: Points,
}

/// Seats that bring nothing beside others.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NeedlessSeats {
    pub sku: Id,
    pub group: Option<Id>,
    pub seats: i64,
    pub yearly_cost: Option<Hundredths>,
    /// The SKUs that hold all of it.
    pub within: Vec<Id>,
}

/// Controls that an option moves.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Newly {
    pub by_licence: Vec<Id>,
    pub by_deployment: Vec<Id>,
    pub entitled: Vec<Id>,
    pub risk_accepted: Vec<Id>,
    pub left: Vec<Id>,
}

/// Points that an option opens.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Unlocked {
    pub at_once: Points,
    pub by_work: Points,
    pub by_deployment: Points,
    /// Of settings of the whole tenant only the share of people with a seat.
    pub licensed: Points,
    pub blocked_by_seats: Points,
    pub blocked_when_deployed: Points,
    pub hours: Minutes,
}

/// The score on a day.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct PercentOn {
    pub date: Date,
    pub percent: Percent,
}

/// The tenant when everything is deployed.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Deployed {
    pub visible_controls: usize,
    pub entitled_controls: usize,
    pub max: Points,
    pub achievable_percent: Percent,
}

/// Service plans that are owned and of which nothing is in use.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Unused {
    pub plans: Vec<Id>,
    pub skus: Vec<Id>,
    pub controls: usize,
    pub max: Points,
    pub not_deployed: Vec<Id>,
    pub owned_before: bool,
    #[serde(skip)]
    because: String,
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

/// A control with its status under each option.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ControlOfOptions {
    pub id: Id,
    pub title: Option<String>,
    pub product: Option<Id>,
    pub status: Named<Option<&'static str>>,
    /// The statuses in the order of the options.
    #[serde(skip)]
    statuses: Vec<Option<ControlStatus>>,
}

/// Columns of options are named by letters: their names are long.
const LETTERS: [&str; 26] = [
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U",
    "V", "W", "X", "Y", "Z",
];

/// The letter of an option by its place.
fn letter(at: usize) -> &'static str {
    LETTERS.get(at).copied().unwrap_or("-")
}

impl LicenceOptionsAnswer {
    /// Options that were evaluated.
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
                every_control: question.controls,
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
        let (assumed, version) = (assumed.line(", "), &self.catalogue.version);
        lines.push(format!("Assumptions: {assumed}; catalogue {version}"));
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
    fn all(&self) -> Vec<&OptionAnswer> {
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

    /// Which letter is which option, with its licences: a line each, and for programs that read tables a table.
    fn legend(&self, format: Format) -> Block {
        let mut table =
            Table::new("", vec![words("column"), words("option"), words("from"), words("licences")]);
        let mut lines = Vec::new();
        for (at, option) in self.all().into_iter().enumerate() {
            let from = (at > 0).then_some(option.from);
            let since = from.map(|day| format!(" from {day}")).unwrap_or_default();
            let (letter, name, licences) = (letter(at), &option.name, option.licences());
            lines.push(format!("{letter}: {name}{since}: {licences}"));
            table.push(cells![letter, name, from, licences]);
        }
        if format == Format::Table { Block::Lines(lines) } else { Block::Table(table) }
    }

    /// The tables of figures, wrapped to some options each; for a spreadsheet one table with all of them.
    fn figure_tables(&self, format: Format) -> Vec<Table> {
        let Some(owned) = &self.as_it_is else { return Vec::new() };
        let options = self.all();
        let mut tables = Vec::new();
        let costs = costs(&options);
        let subjects: [(&str, &[Figure]); 3] =
            [("What it unlocks", &UNLOCKS), ("The score over time", &COURSE), ("What it costs", &costs)];
        for (title, lines) in subjects {
            for places in abreast(options.len(), format) {
                let columns = std::iter::once(words("figure").least(24));
                let columns = columns.chain(places.clone().map(|at| figures(letter(at)))).collect();
                let mut table = Table::new(title, columns);
                for (name, figure) in lines {
                    let cells = options[places.clone()].iter().map(|option| figure(owned, option));
                    table.push(std::iter::once(Cell::from(*name)).chain(cells));
                }
                tables.push(table);
            }
        }
        tables
    }

    /// How many controls stand where, and where asked for every one of them.
    fn control_tables(&self, every_control: bool, format: Format) -> Vec<Table> {
        let options = self.all();
        let places = abreast(options.len(), format);
        let mut tables: Vec<Table> =
            places.iter().map(|places| counts(&options[places.clone()], places.start)).collect();
        if every_control || format == Format::Csv {
            tables.extend(places.into_iter().map(|places| self.every_control(places, format)));
        }
        tables
    }

    fn every_control(&self, places: std::ops::Range<usize>, format: Format) -> Table {
        let first = [words("id").least(34), words("title").leaves(1).least(24)];
        let each = places.clone().map(|at| words(letter(at)).least(7).empty("-"));
        let mut table = Table::new("Every control", first.into_iter().chain(each).collect());
        let word =
            |status: ControlStatus| if format == Format::Table { short(status) } else { status.word() };
        for control in &self.controls {
            let statuses = &control.statuses[places.clone()];
            if statuses.iter().any(Option::is_some) {
                let title = control.title.as_deref().unwrap_or_else(|| control.id.as_str());
                let each = statuses.iter().map(|status| Cell::from(status.map(word)));
                table.push(cells![&control.id, title].into_iter().chain(each));
            }
        }
        table
    }

    /// A sentence for each option, and what is to be said beside it.
    fn sentences(&self) -> Vec<String> {
        let told = |(at, option): (usize, &OptionAnswer)| {
            let lines = std::iter::once(&option.sentence).chain(&option.beside);
            lines.map(|text| format!("{}: {text}", letter(at))).collect::<Vec<_>>()
        };
        self.all().into_iter().enumerate().flat_map(told).collect()
    }

    /// What is owned and not used, as it is.
    fn unused_table(&self) -> Table {
        let columns = vec![
            words("service plans").least(24),
            words("of").leaves(2),
            figures("controls"),
            figures("max"),
            words("because").leaves(1).least(24),
        ];
        let mut table = Table::new("Owned today and not used: none of these controls is begun", columns);
        for unused in self.as_it_is.iter().flat_map(|owned| &owned.owned_unused) {
            let names = |ids: &[Id]| ids.iter().map(Id::as_str).collect::<Vec<_>>().join(", ");
            table.push(cells![
                names(&unused.plans),
                names(&unused.skus),
                unused.controls,
                unused.max,
                &unused.because
            ]);
        }
        table
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
            let controls = reading.control_tables(self.of.every_control, format);
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

impl From<DatedPercent> for PercentOn {
    fn from(at: DatedPercent) -> Self {
        Self { date: at.date, percent: at.percent }
    }
}

impl OptionAnswer {
    fn of(option: &OptionResult, owned: Option<&OptionResult>) -> Self {
        let views = &option.after.views;
        let (course, unlocked, newly) = (&option.course, &option.unlocked, &option.newly);
        let money = option.money.as_ref();
        let amount = |of: fn(&OptionCost) -> Option<i64>| money.and_then(of).map(Hundredths);
        let counts = ControlStatus::WORDS.iter().map(|(word, status)| {
            (*word, *status, option.statuses.values().filter(|of| *of == status).count())
        });
        let mut counts: Vec<(&'static str, ControlStatus, usize)> = counts.collect();
        counts.sort_by_key(|(_, status, _)| *status);
        Self {
            name: option.name.clone(),
            from: option.from,
            trial_ends: option.trial_ends,
            skus: option.licences.as_deref().map(parts),
            yearly_cost: amount(|money| money.cost.yearly()),
            yearly_difference: amount(|money| money.difference),
            currency: money.map(|money| money.cost.currency.clone()),
            cost_per_point: amount(|money| money.per_point.map(|cost| cost.hundredths())),
            unpriced: money.map(|money| money.cost.unpriced().into_keys().cloned().collect()),
            contract: money.map(Contract::of),
            labour_difference: amount(|money| money.labour),
            retired_tools: money.into_iter().flat_map(|money| &money.tools).map(RetiredTool::of).collect(),
            yearly_saved_by_tools: amount(OptionCost::saved),
            yearly_difference_less_tools: amount(OptionCost::net),
            dropped: option.dropped.iter().map(NeedlessSeats::of).collect(),
            redundant: option.redundant.iter().map(NeedlessSeats::of).collect(),
            visible_controls: option.after.visible,
            entitled_controls: option.after.entitled,
            points: option.after.points,
            max: option.after.max,
            newly: Newly {
                by_licence: newly.by_licence.clone(),
                by_deployment: newly.by_deployment.clone(),
                entitled: newly.entitled.clone(),
                risk_accepted: newly.accepted.clone(),
                left: newly.left.clone(),
            },
            points_unlocked: Unlocked {
                at_once: unlocked.at_once,
                by_work: unlocked.by_work,
                by_deployment: unlocked.by_deployment,
                licensed: unlocked.licensed,
                blocked_by_seats: unlocked.blocked_by_seats,
                blocked_when_deployed: unlocked.blocked_when_deployed,
                hours: unlocked.work,
            },
            day_before_percent: course.before,
            day0_percent: course.day_0,
            low: course.low.into(),
            falls: course.falls,
            recovered_on: course.recovered,
            day90_percent: course.day_90,
            end: course.end.into(),
            achievable_percent: views.achievable_seat_covered,
            achievable_whatever_the_seats_percent: views.achievable,
            current_license_percent: views.current_license,
            deployed: Deployed {
                visible_controls: option.deployed.visible,
                entitled_controls: option.deployed.entitled,
                max: option.deployed.max,
                achievable_percent: option.deployed.views.achievable_seat_covered,
            },
            owned_unused: option.unused.iter().map(Unused::of).collect(),
            statuses: counts.into_iter().map(|(word, _, count)| (word, count)).collect(),
            sentence: sentence(option, owned),
            beside: beside(option),
        }
    }

    fn licences(&self) -> String {
        joined(self.skus.as_deref())
    }

    /// When the score is back where it was.
    fn recovered(&self) -> Cell {
        match (self.falls, self.recovered_on) {
            (false, _) => "no dip".into(),
            (true, Some(date)) => date.into(),
            (true, None) => "not yet".into(),
        }
    }
}

/// Licences as people write an option.
pub fn option_text(licences: Option<&[Licence]>) -> String {
    joined(licences.map(parts).as_deref())
}

fn joined(parts: Option<&[String]>) -> String {
    match parts {
        None => "not known".to_owned(),
        Some([]) => "none".to_owned(),
        Some(parts) => parts.join(" + "),
    }
}

fn parts(licences: &[Licence]) -> Vec<String> {
    let part = |licence: &Licence| {
        let group = licence.group.as_ref().map(|group| format!("@{group}")).unwrap_or_default();
        format!("{}:{}{group}", licence.sku, licence.seats())
    };
    let mut parts: Vec<String> = licences.iter().filter(|licence| licence.seats() > 0).map(part).collect();
    parts.sort();
    parts
}

impl Contract {
    fn of(money: &OptionCost) -> Self {
        let given_up = money.unexpired.iter().map(|one| GivenUp {
            sku: one.line.sku.clone(),
            group: one.line.group.clone(),
            seats: one.line.seats,
            from: one.from,
            until: one.until,
            cost: one.cost().map(Hundredths),
        });
        Self {
            term: money.term.word(),
            renewal: money.renewal,
            given_up: given_up.collect(),
            given_up_cost: money.until_renewal().map(Hundredths),
        }
    }
}

impl RetiredTool {
    fn of(tool: &ToolSaving) -> Self {
        Self {
            tool: tool.name.clone(),
            from: tool.from,
            yearly_cost: tool.yearly.as_ref().ok().copied().map(Hundredths),
            controls: tool.controls.clone(),
            points: tool.points,
        }
    }
}

impl NeedlessSeats {
    fn of(one: &RedundantSeats) -> Self {
        Self {
            sku: one.line.sku.clone(),
            group: one.line.group.clone(),
            seats: one.line.seats,
            yearly_cost: one.line.yearly().map(Hundredths),
            within: one.within.clone(),
        }
    }
}

impl Unused {
    fn of(unused: &UnusedPlans) -> Self {
        let names = |ids: &[Id]| first_names(&ids.iter().collect::<Vec<_>>());
        Self {
            plans: unused.plans.clone(),
            skus: unused.skus.clone(),
            controls: unused.controls.len(),
            max: unused.max,
            not_deployed: unused.not_deployed.clone(),
            owned_before: unused.owned_before,
            because: if unused.not_deployed.is_empty() {
                format!("nothing done: {}", names(&unused.controls))
            } else {
                format!("not deployed: {}", names(&unused.not_deployed))
            },
        }
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

/// So many columns beside the names of the figures fit a terminal of usual width.
const ABREAST: usize = 4;

/// Which options stand in one table.
fn abreast(options: usize, format: Format) -> Vec<std::ops::Range<usize>> {
    let width = if format == Format::Table { ABREAST } else { options.max(1) };
    (0..options).step_by(width).map(|start| start..(start + width).min(options)).collect()
}

/// A figure: its name, and how it is read from an option; the first argument is what is owned.
type Figure = (&'static str, fn(&OptionAnswer, &OptionAnswer) -> Cell);

/// What an option unlocks.
const UNLOCKS: [Figure; 15] = [
    ("controls in the score", |_, option| option.visible_controls.into()),
    ("of these entitled", |_, option| option.entitled_controls.into()),
    ("maximum", |_, option| option.max.into()),
    ("rows by the licence", |_, option| more(&option.newly.by_licence)),
    ("rows by deploying", |_, option| more(&option.newly.by_deployment)),
    ("newly entitled", |_, option| more(&option.newly.entitled)),
    ("of these risk accepted", |_, option| more(&option.newly.risk_accepted)),
    ("points at once", |_, option| Cell::SignedPoints(option.points_unlocked.at_once)),
    ("points by work", |_, option| Cell::SignedPoints(option.points_unlocked.by_work)),
    ("points by deploying", |_, option| Cell::SignedPoints(option.points_unlocked.by_deployment)),
    ("licensed points", |_, option| Cell::SignedPoints(option.points_unlocked.licensed)),
    ("hours more for all of it", |_, option| whole_hours(option.points_unlocked.hours).into()),
    ("points no seat reaches", |_, option| option.points_unlocked.blocked_by_seats.into()),
    ("owned plans not used", |_, option| option.owned_unused.len().into()),
    ("maximum when deployed", |_, option| option.deployed.max.into()),
];

/// The score over time.
const COURSE: [Figure; 12] = [
    ("the day before %", |_, option| option.day_before_percent.into()),
    ("day 0 %", |_, option| option.day0_percent.into()),
    ("lowest %", |_, option| option.low.percent.into()),
    ("lowest on", |_, option| option.low.date.into()),
    ("recovered on", |_, option| option.recovered()),
    ("after 90 days %", |_, option| option.day90_percent.map_or_else(|| "later".into(), Cell::from)),
    ("at the end %", |_, option| option.end.percent.into()),
    ("above as it is", |owned, option| {
        Cell::SignedPercent(option.end.percent.hundredths() - owned.end.percent.hundredths())
    }),
    ("achievable %", |_, option| option.achievable_percent.into()),
    ("whatever the seats %", |_, option| option.achievable_whatever_the_seats_percent.into()),
    ("current license %", |_, option| option.current_license_percent.into()),
    ("achievable, deployed %", |_, option| option.deployed.achievable_percent.into()),
];

/// What it costs.
const COSTS: [Figure; 3] = [
    ("a year", |_, option| amount(option.yearly_cost)),
    ("more than as it is", |_, option| amount(option.yearly_difference)),
    ("for each licensed point", |_, option| option.cost_per_point.map_or_else(|| "-".into(), Cell::from)),
];

/// What is paid for nothing, where a renewal is stated.
const RENEWAL: Figure = ("given up, still paid", |_, option| {
    amount(option.contract.as_ref().and_then(|contract| contract.given_up_cost))
});

/// What work costs, where an hour has a price.
const LABOUR: Figure = ("the hours more, once", |_, option| amount(option.labour_difference));

/// What retired tools save, where some option retires one.
const TOOLS: [Figure; 2] = [
    ("tools save a year", |_, option| amount(option.yearly_saved_by_tools)),
    ("more, less what they save", |_, option| amount(option.yearly_difference_less_tools)),
];

fn costs(options: &[&OptionAnswer]) -> Vec<Figure> {
    let any = |has: fn(&OptionAnswer) -> bool| options.iter().any(|option| has(option));
    let mut figures = COSTS.to_vec();
    let has_renewal =
        any(|option| option.contract.as_ref().is_some_and(|contract| contract.renewal.is_some()));
    figures.extend(has_renewal.then_some(RENEWAL));
    figures.extend(any(|option| option.labour_difference.is_some()).then_some(LABOUR));
    if any(|option| !option.retired_tools.is_empty()) {
        figures.extend(TOOLS);
    }
    figures
}

fn amount(of: Option<Hundredths>) -> Cell {
    of.map_or_else(|| "unknown".into(), |amount| Cell::Money(amount.0))
}

fn more(ids: &[Id]) -> Cell {
    if ids.is_empty() { Cell::Count(0) } else { format!("+{}", ids.len()).into() }
}

/// Hours to the tenth are more than an estimate knows; whole ones are shown.
pub(super) fn whole_hours(minutes: Minutes) -> String {
    let hours = div_half_up(i128::from(minutes.0), 60);
    if hours > 0 { format!("+{hours}") } else { hours.to_string() }
}

/// The number of controls by status; the first of these options stands at a place.
fn counts(options: &[&OptionAnswer], first: usize) -> Table {
    let columns = std::iter::once(words("controls by status").least(34));
    let letters = (first..first + options.len()).map(|at| figures(letter(at)));
    let mut table = Table::new("", columns.chain(letters).collect());
    for (word, status) in ControlStatus::WORDS {
        let name = match short(status) {
            same if same == word => word.to_owned(),
            short => format!("{word} ({short})"),
        };
        let count = |option: &&OptionAnswer| {
            let found = option.statuses.0.iter().find(|(of, _)| of == word);
            Cell::from(found.map_or(0, |(_, count)| *count))
        };
        table.push(std::iter::once(Cell::from(name)).chain(options.iter().map(count)));
    }
    table
}

/// The word for a narrow column.
fn short(status: ControlStatus) -> &'static str {
    match status {
        ControlStatus::Done => "done",
        ControlStatus::NotDone => "open",
        ControlStatus::SeatsMissing => "seats",
        ControlStatus::RequiresAddOn => "add-on",
        ControlStatus::HigherSuite => "suite",
        ControlStatus::NotApplicable => "n/a",
        ControlStatus::Unknown => "unknown",
    }
}
