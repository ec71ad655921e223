//! The names that a catalogue knows, as suggestions.

use serde_json::{Map, Value, json};

use crate::model::{Catalogue, reference};

/// A definition for each kind of name.
pub(super) fn names(catalogue: &Catalogue) -> Map<String, Value> {
    let controls = || {
        let counted = catalogue.controls.values().filter(|control| control.retired.is_none());
        counted.map(|control| (control.id.as_str(), control.title.as_str()))
    };
    let actions = || catalogue.actions.values().map(|action| (action.id.as_str(), action.title.as_str()));
    let products = catalogue.products.values().map(|product| (product.id.as_str(), product.name.as_str()));
    let skus = catalogue.skus.values().map(|sku| (sku.sku.as_str(), sku.name.as_str()));
    let plans = catalogue.plans.values().map(|plan| (plan.id.as_str(), plan.name.as_str()));
    let populations = reference::SIZES.iter().map(|(name, _)| (*name, ""));
    let mut names = Map::new();
    names.insert("action".to_owned(), suggested("An action of the catalogue.", actions()));
    names.insert("control".to_owned(), suggested("A control by its id.", controls()));
    names.insert("plan".to_owned(), suggested("A service plan.", plans));
    names.insert("population".to_owned(), suggested("What controls count.", populations));
    names.insert("product".to_owned(), suggested("A source product.", products));
    names.insert("sku".to_owned(), suggested("A SKU by its part number.", skus));
    names.insert("work".to_owned(), suggested("A control or an action.", actions().chain(controls())));
    names
}

/// Known names with what they mean, and any other: tenants and overlays bring names of their own.
fn suggested<'a>(what: &str, known: impl Iterator<Item = (&'a str, &'a str)>) -> Value {
    let (ids, meanings): (Vec<&str>, Vec<&str>) = known.unzip();
    let any = json!({ "type": ["string", "number"] });
    if ids.is_empty() {
        return json!({ "description": what, "anyOf": [any] });
    }
    json!({ "description": what, "anyOf": [{ "enum": ids, "enumDescriptions": meanings }, any] })
}
