//! `catalogue list`: controls and actions, with effort at a reference tenant.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::entry::{ActionEntry, ControlEntry, EffortHours, ProductEntry, UnscoredEntry};
use crate::answer::parts::{Named, first_names, joined};
use crate::answer::{Answer, Finding, Shown};
use crate::diag::Findings;
use crate::model::{
    Action, Catalogue, Control, Effort, Estimate, Id, Points, Product, Unscored, UnscoredKind, reference,
};
use crate::table::{Block, Cell, Field, Format, Table, cells, figures, words};

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
        let columns = vec![
            words("kind"),
            words("id"),
            words("product"),
            words("category"),
            figures("points"),
            figures("hours low"),
            figures("hours likely"),
            figures("hours high"),
            words("effort basis"),
            words("scoring"),
            words("population"),
            words("visible when"),
            words("entitled when"),
            figures("latency hours"),
            words("needs"),
            words("tags"),
            words("retired"),
            words("title"),
        ];
        let mut table = Table::new("Catalogue", columns);
        let three = |effort: Option<EffortHours>| {
            [effort.map(|e| e.low), effort.map(|e| e.likely), effort.map(|e| e.high)].map(known)
        };
        for control in self.shown(retired) {
            let [low, likely, high] = three(control.effort);
            table.push(cells![
                "control",
                &control.id,
                &control.product,
                &control.category,
                known(control.max),
                low,
                likely,
                high,
                control.effort_basis.as_ref(),
                control.scoring,
                control.population.as_ref(),
                &control.visible_when,
                &control.entitled_when,
                control.latency_hours.map(|hours| hours.0 / 100),
                joined(&control.needs),
                control.tags.join(", "),
                control.retired,
                &control.title,
            ]);
        }
        for action in &self.actions {
            let [low, likely, high] = three(action.effort);
            table.push(cells![
                "action",
                &action.id,
                &action.product,
                "",
                "",
                low,
                likely,
                high,
                action.effort_basis.as_ref(),
                "",
                "",
                "",
                &action.entitled_when,
                "",
                joined(&action.written_needs),
                "",
                "",
                &action.title,
            ]);
        }
        table
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
