//! `catalogue list`: controls and actions, with effort at a reference tenant.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::entry::{ActionEntry, ControlEntry, EffortHours, ProductEntry, UnscoredEntry};
use crate::answer::parts::{Named, first_names, joined};
use crate::answer::{Answer, Finding, Shown};
use crate::diag::Findings;
use crate::model::{
    Action, Catalogue, Control, Effort, Estimate, Id, Minutes, Points, Product, Unscored, UnscoredKind,
    reference,
};
use crate::table::{Block, Cell, Field, Format, Table, figures, words};

/// What the catalogue holds, in the order of product and id.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CatalogueListAnswer {
    pub schema: &'static str,
    pub version: String,
    pub reference: Named<i64>,
    pub products: Vec<ProductEntry>,
    pub controls: Vec<ControlEntry>,
    pub actions: Vec<ActionEntry>,
    pub never_scored: Vec<UnscoredEntry>,
    pub legacy: Vec<UnscoredEntry>,
    pub findings: Vec<Finding>,
    #[serde(skip)]
    hours: String,
}

impl CatalogueListAnswer {
    /// All of it; only of a product; only controls with a tag, and the actions that they need themselves.
    pub fn of(catalogue: &Catalogue, product: Option<&Id>, tag: Option<&str>, findings: &Findings) -> Self {
        let of_product = |id: &Id| product.is_none_or(|wanted| wanted == id);
        let tagged = |control: &&Control| tag.is_none_or(|tag| control.tags.iter().any(|own| own == tag));
        let mut controls: Vec<&Control> = catalogue
            .controls
            .values()
            .filter(|control| of_product(&control.product))
            .filter(tagged)
            .collect();
        controls.sort_by_key(|control| (&control.product, &control.id));
        let needed = |action: &&Action| match tag {
            Some(_) => controls.iter().any(|control| control.needs().contains(&action.id)),
            None => of_product(&action.product),
        };
        let mut actions: Vec<&Action> = catalogue.actions.values().filter(needed).collect();
        actions.sort_by_key(|action| (&action.product, &action.id));
        let has = |product: &Product| controls.iter().any(|control| control.product == product.id);
        let listed = |product: &&Product| of_product(&product.id) && (tag.is_none() || has(product));
        let entry = |product: &Product| {
            let own = || controls.iter().filter(|one| one.product == product.id && one.is_current());
            let points: Points = own().filter_map(|control| control.max).sum();
            ProductEntry::of(product, own().count(), points)
        };
        let unscored = |kind: UnscoredKind| -> Vec<UnscoredEntry> {
            let shown = |e: &&Unscored| e.kind == kind && tag.is_none() && of_product(&e.product);
            catalogue.unscored.values().filter(shown).map(UnscoredEntry::from).collect()
        };
        let dependents = catalogue.dependents();
        Self {
            schema: "scoreplan/catalogue/1",
            version: catalogue.version.clone(),
            reference: reference::SIZES.iter().map(|(name, size)| (*name, *size)).collect(),
            products: catalogue.products.values().filter(listed).map(entry).collect(),
            controls: controls.iter().map(|control| ControlEntry::of(catalogue, control)).collect(),
            actions: actions.iter().map(|action| ActionEntry::of(action, &dependents)).collect(),
            never_scored: unscored(UnscoredKind::NeverScored),
            legacy: unscored(UnscoredKind::Legacy),
            findings: Finding::all(findings.iter()),
            hours: hours(&controls, &actions),
        }
    }

    fn current(&self) -> impl Iterator<Item = &ControlEntry> {
        self.controls.iter().filter(|control| control.retired.is_none())
    }

    fn head(&self) -> Vec<String> {
        let current = self.current().count();
        let count = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
        let mut lines = vec![format!(
            "{} of {}, {}, {} retired; version {}",
            count(current, "current control"),
            count(self.products.len(), "product"),
            count(self.actions.len(), "action"),
            self.controls.len() - current,
            self.version
        )];
        let unknown: Vec<&str> = self
            .current()
            .filter(|control| control.max.is_none())
            .map(|control| control.id.as_str())
            .collect();
        if !unknown.is_empty() {
            let who = match unknown.len() {
                1 => "1 control has".to_owned(),
                several => format!("{several} controls have"),
            };
            lines.push(format!("{who} no published maximum: {}", first_names(&unknown)));
        }
        lines
    }

    fn product_table(&self, product: &ProductEntry, retired: bool) -> Table {
        let mut fields: Vec<Field<&ControlEntry>> = vec![
            words("id").least(34).of(|control| (&control.id).into()),
            figures("points").empty("-").of(|control| control.max.into()),
            figures("hours").empty("-").of(|control| control.effort.map(|effort| effort.likely).into()),
            words("title").least(24).of(|control| (&control.title).into()),
        ];
        if retired {
            fields.push(words("retired").least(10).of(|control| control.retired.into()));
        }
        let ProductEntry { name, id, controls, points, .. } = product;
        let plural = if *controls == 1 { "" } else { "s" };
        let title = format!("{name} ({id}): {controls} current control{plural}, {points} points");
        Table::of(title, self.shown(retired).filter(|control| control.product == product.id), fields)
    }

    fn shown(&self, retired: bool) -> impl Iterator<Item = &ControlEntry> {
        self.controls.iter().filter(move |control| retired || control.retired.is_none())
    }

    fn action_table(&self) -> Table {
        let fields: Vec<Field<&ActionEntry>> = vec![
            words("id").least(30).of(|action| (&action.id).into()),
            figures("hours").empty("-").of(|action| action.effort.map(|effort| effort.likely).into()),
            figures("enables").of(|action| action.enables.len().into()),
            words("product").leaves(1).least(24).of(|action| (&action.product).into()),
            words("team").leaves(2).of(|action| (&action.team).into()),
            words("title").least(24).of(|action| (&action.title).into()),
        ];
        Table::of("Actions", &self.actions, fields)
    }

    /// One row for each control and action, for spreadsheets.
    fn flat_table(&self, retired: bool) -> Table {
        let fields: Vec<Field<Flat<'_>>> = vec![
            words("kind").of(|row| row.of(|_| "control".into(), |_| "action".into())),
            words("id").of(|row| row.of(|of| (&of.id).into(), |of| (&of.id).into())),
            words("product").of(|row| row.of(|of| (&of.product).into(), |of| (&of.product).into())),
            words("category").of(|row| row.control(|of| (&of.category).into())),
            figures("points").of(|row| row.control(|of| known(of.max))),
            figures("hours low").of(|row| row.hours(|effort| effort.low)),
            figures("hours likely").of(|row| row.hours(|effort| effort.likely)),
            figures("hours high").of(|row| row.hours(|effort| effort.high)),
            words("effort basis")
                .of(|row| row.of(|of| of.effort_basis.as_ref().into(), |of| of.effort_basis.as_ref().into())),
            words("scoring").of(|row| row.control(|of| of.scoring.into())),
            words("population").of(|row| row.control(|of| of.population.as_ref().into())),
            words("visible when").of(|row| row.control(|of| (&of.visible_when).into())),
            words("entitled when")
                .of(|row| row.of(|of| (&of.entitled_when).into(), |of| (&of.entitled_when).into())),
            figures("latency hours")
                .of(|row| row.control(|of| of.latency_hours.map(|hours| hours.0 / 100).into())),
            words("needs")
                .of(|row| row.of(|of| joined(&of.needs).into(), |of| joined(&of.written_needs).into())),
            words("tags").of(|row| row.control(|of| of.tags.join(", ").into())),
            words("retired").of(|row| row.control(|of| of.retired.into())),
            words("title").of(|row| row.of(|of| (&of.title).into(), |of| (&of.title).into())),
        ];
        let rows = self.shown(retired).map(Flat::Control).chain(self.actions.iter().map(Flat::Action));
        Table::of("Catalogue", rows, fields)
    }
}

/// A row for spreadsheets. What only controls have is empty for an action.
enum Flat<'a> {
    Control(&'a ControlEntry),
    Action(&'a ActionEntry),
}

impl Flat<'_> {
    fn of(&self, control: fn(&ControlEntry) -> Cell, action: fn(&ActionEntry) -> Cell) -> Cell {
        match self {
            Self::Control(of) => control(of),
            Self::Action(of) => action(of),
        }
    }

    fn control(&self, cell: fn(&ControlEntry) -> Cell) -> Cell {
        self.of(cell, |_| Cell::Empty)
    }

    fn hours(&self, of: fn(EffortHours) -> Minutes) -> Cell {
        let effort = match self {
            Self::Control(control) => control.effort,
            Self::Action(action) => action.effort,
        };
        known(effort.map(of))
    }
}

impl Answer for CatalogueListAnswer {
    fn blocks(&self, shown: Shown) -> Vec<Block> {
        let mut blocks = vec![Block::Lines(self.head())];
        if shown.format == Format::Csv {
            blocks.push(Block::Table(self.flat_table(shown.all)));
            return blocks;
        }
        let tables = self.products.iter().map(|product| self.product_table(product, shown.all));
        blocks.extend(tables.filter_map(Table::block));
        blocks.extend(self.action_table().block());
        blocks.push(Block::Lines(vec![self.hours.clone()]));
        blocks
    }
}

/// A figure, or what stands for one that nobody knows.
fn known(figure: Option<impl Into<Cell>>) -> Cell {
    figure.map_or_else(|| "-".into(), Into::into)
}

/// What the hours mean, with the sizes that these controls and actions grow with.
fn hours(controls: &[&Control], actions: &[&Action]) -> String {
    let ways = controls.iter().filter_map(|control| {
        let effort = &control.ways.first()?.effort;
        Some((effort, effort.population.as_ref().or(control.scoring.population())?))
    });
    let actions = actions.iter().filter_map(|a| Some((&a.effort, a.effort.population.as_ref()?)));
    let grows = |(effort, _): &(&Effort, &Id)| effort.per_100 != Estimate::default();
    let counted: BTreeSet<&Id> =
        ways.chain(actions).filter(grows).map(|(_, population)| population).collect();
    let size = |population: &&Id| reference::size(population).map(|size| format!("{size} {population}"));
    let sizes: Vec<String> = counted.iter().filter_map(size).collect();
    let tenant = if sizes.is_empty() {
        String::new()
    } else {
        format!(", at a reference tenant of {}", sizes.join(", "))
    };
    format!("Hours: likely effort, of controls on their first way{tenant}")
}
