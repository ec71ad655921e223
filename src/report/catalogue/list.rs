//! The controls and actions of the catalogue.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{control_effort, entry, flat, hours, joined, points};
use crate::diag::Findings;
use crate::model::units::Points;
use crate::model::{
    Action, Catalogue, Control, Effort, Estimate, Id, Product, Unscored, UnscoredKind, reference,
};
use crate::report::json as values;
use crate::table::{Block, Output, Table, figures, words};

/// Which part of the catalogue is listed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// Only of this product.
    pub product: Option<&'a Id>,
    /// Only controls with this tag, and the actions that they need themselves.
    pub tag: Option<&'a str>,
    /// Tables show withdrawn controls too; JSON always holds them.
    pub retired: bool,
}

/// How tables are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One short table for each product, for people.
    Grouped,
    /// One table with everything, for spreadsheets.
    Flat,
}

/// What a filter leaves, in the order of product and id.
pub(super) struct Listed<'a> {
    pub(super) catalogue: &'a Catalogue,
    products: Vec<&'a Product>,
    pub(super) controls: Vec<&'a Control>,
    pub(super) actions: Vec<&'a Action>,
    unscored: Vec<&'a Unscored>,
}

impl<'a> Listed<'a> {
    fn new(catalogue: &'a Catalogue, filter: Filter<'_>) -> Self {
        let of_product = |product: &Id| filter.product.is_none_or(|wanted| wanted == product);
        let tagged =
            |control: &Control| filter.tag.is_none_or(|tag| control.tags.iter().any(|own| own == tag));
        let mut controls: Vec<&Control> = catalogue
            .controls
            .values()
            .filter(|control| of_product(&control.product) && tagged(control))
            .collect();
        controls.sort_by_key(|control| (&control.product, &control.id));
        let needed = |action: &Action| match filter.tag {
            Some(_) => controls.iter().any(|control| control.needs().contains(&action.id)),
            None => of_product(&action.product),
        };
        let mut actions: Vec<&Action> = catalogue.actions.values().filter(|action| needed(action)).collect();
        actions.sort_by_key(|action| (&action.product, &action.id));
        let shown =
            |product: &&Product| of_product(&product.id) && (filter.tag.is_none() || has(&controls, product));
        let unscored = catalogue.unscored.values();
        Self {
            catalogue,
            products: catalogue.products.values().filter(shown).collect(),
            actions,
            unscored: unscored.filter(|e| of_product(&e.product) && filter.tag.is_none()).collect(),
            controls,
        }
    }

    fn current(&self) -> impl Iterator<Item = &'a Control> {
        self.controls.iter().copied().filter(|control| control.is_current())
    }

    fn of(&self, product: &Product) -> Vec<&'a Control> {
        self.controls.iter().copied().filter(|control| control.product == product.id).collect()
    }
}

fn has(controls: &[&Control], product: &Product) -> bool {
    controls.iter().any(|control| control.product == product.id)
}

/// The current controls among some, and the sum of their maxima that are known.
fn sum(controls: &[&Control]) -> (usize, Points) {
    let current = || controls.iter().filter(|control| control.is_current());
    (current().count(), current().filter_map(|control| control.max).sum())
}

/// Everything that the filter leaves.
pub fn report(catalogue: &Catalogue, filter: Filter<'_>, layout: Layout, findings: &Findings) -> Output {
    let listed = Listed::new(catalogue, filter);
    let mut blocks = vec![Block::Lines(head(&listed))];
    match layout {
        Layout::Flat => blocks.push(Block::Table(flat::table(&listed, filter.retired))),
        Layout::Grouped => {
            let tables = listed.products.iter().map(|product| of_product(&listed, product, filter.retired));
            blocks.extend(tables.filter(|table| !table.rows.is_empty()).map(Block::Table));
            if !listed.actions.is_empty() {
                blocks.push(Block::Table(actions(&listed)));
            }
            blocks.push(Block::Lines(vec![foot(&listed)]));
        }
    }
    Output::both(blocks, &json(&listed, findings))
}

fn head(listed: &Listed<'_>) -> Vec<String> {
    const NAMED: usize = 3;
    let current = listed.current().count();
    let count = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let mut lines = vec![format!(
        "{} of {}, {}, {} retired; version {}",
        count(current, "current control"),
        count(listed.products.len(), "product"),
        count(listed.actions.len(), "action"),
        listed.controls.len() - current,
        listed.catalogue.version
    )];
    let unknown: Vec<&Id> = listed.current().filter(|c| c.max.is_none()).map(|control| &control.id).collect();
    if !unknown.is_empty() {
        let more = if unknown.len() > NAMED { ", ..." } else { "" };
        lines.push(format!(
            "{} no published maximum: {}{more}",
            if unknown.len() == 1 {
                "1 control has".to_owned()
            } else {
                format!("{} controls have", unknown.len())
            },
            joined(unknown.iter().copied().take(NAMED))
        ));
    }
    lines
}

/// What the hours mean, with the sizes that these controls and actions grow with.
fn foot(listed: &Listed<'_>) -> String {
    let ways = listed.controls.iter().filter_map(|control| {
        let effort = &control.ways.first()?.effort;
        Some((effort, effort.population.as_ref().or(control.scoring.population())?))
    });
    let actions = listed.actions.iter().filter_map(|a| Some((&a.effort, a.effort.population.as_ref()?)));
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

fn of_product(listed: &Listed<'_>, product: &Product, retired: bool) -> Table {
    let controls = listed.of(product);
    let (count, maximum) = sum(&controls);
    let mut columns =
        vec![words("id").least(34), figures("points"), figures("hours"), words("title").least(24)];
    if retired {
        columns.push(words("retired").least(10));
    }
    let title = format!(
        "{} ({}): {count} current control{}, {maximum} points",
        product.name,
        product.id,
        if count == 1 { "" } else { "s" }
    );
    let mut table = Table::new(title, columns);
    for control in controls.iter().filter(|control| retired || control.is_current()) {
        let mut row = vec![
            control.id.to_string(),
            points(control.max),
            hours(control_effort(control).map(|effort| effort.likely)),
            control.title.clone(),
        ];
        if retired {
            row.push(control.retired.map(|day| day.to_string()).unwrap_or_default());
        }
        table.push(row);
    }
    table
}

fn actions(listed: &Listed<'_>) -> Table {
    let dependents = listed.catalogue.dependents();
    let columns = vec![
        words("id").least(30),
        figures("hours"),
        figures("enables"),
        words("product").leaves(1).least(24),
        words("team").leaves(2),
        words("title").least(24),
    ];
    let mut table = Table::new("Actions", columns);
    for action in &listed.actions {
        table.push(vec![
            action.id.to_string(),
            hours(reference::effort(&action.effort, None).map(|effort| effort.likely)),
            dependents.get(&action.id).map_or(0, |enabled| enabled.len()).to_string(),
            action.product.to_string(),
            action.team.to_string(),
            action.title.clone(),
        ]);
    }
    table
}

fn json(listed: &Listed<'_>, findings: &Findings) -> Value {
    let catalogue = listed.catalogue;
    let dependents = catalogue.dependents();
    let unscored = |kind: UnscoredKind| -> Vec<Value> {
        listed.unscored.iter().filter(|entry| entry.kind == kind).map(|e| entry::unscored(e)).collect()
    };
    let product = |product: &Product| {
        let (controls, points) = sum(&listed.of(product));
        entry::product(product, controls, points)
    };
    json!({
        "schema": "scoreplan/catalogue/1",
        "version": catalogue.version,
        "reference": reference::SIZES.iter().map(|(name, size)| ((*name).to_owned(), Value::from(*size)))
            .collect::<serde_json::Map<_, _>>(),
        "products": listed.products.iter().map(|of| product(of)).collect::<Vec<_>>(),
        "controls": listed.controls.iter().map(|of| entry::control(catalogue, of)).collect::<Vec<_>>(),
        "actions": listed.actions.iter().map(|of| entry::action(of, &dependents)).collect::<Vec<_>>(),
        "never_scored": unscored(UnscoredKind::NeverScored),
        "legacy": unscored(UnscoredKind::Legacy),
        "findings": values::findings(findings.iter()),
    })
}
