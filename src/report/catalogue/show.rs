//! Everything that is known about a name.

use serde_json::{Map, Value, json};

use super::entry::{self, Dependents};
use super::facts::{Facts, about, action, control, product};
use super::{joined, licence};
use crate::diag::Findings;
use crate::model::{Catalogue, Named, Unscored};
use crate::report::json as values;
use crate::table::{Block, Output, Table, words};

/// The entries that a name means, one table each.
pub fn report(catalogue: &Catalogue, name: &str, entries: &[Named<'_>], findings: &Findings) -> Output {
    let dependents = catalogue.dependents();
    let blocks = entries.iter().map(|named| Block::Table(table(catalogue, *named, &dependents)));
    let objects: Vec<Value> = entries.iter().map(|named| object(catalogue, *named, &dependents)).collect();
    let json = json!({
        "schema": "scoreplan/catalogue-show/1",
        "version": catalogue.version,
        "name": name,
        "entries": objects,
        "findings": values::findings(findings.iter()),
    });
    Output::both(blocks.collect(), &json)
}

fn table(catalogue: &Catalogue, named: Named<'_>, dependents: &Dependents<'_>) -> Table {
    let (title, facts) = match named {
        Named::Control(of) => {
            let mut facts = control(catalogue, of, dependents);
            about(&mut facts, &of.about);
            (format!("Control {}: {}", of.id, of.title), facts)
        }
        Named::Action(of) => {
            let mut facts = action(of, dependents);
            about(&mut facts, &of.about);
            (format!("Action {}: {}", of.id, of.title), facts)
        }
        Named::Product(of) => (format!("Product {}: {}", of.id, of.name), product(catalogue, of)),
        Named::Sku(of) => (format!("SKU {}: {}", of.sku, of.name), licence::sku(catalogue, of)),
        Named::Plan(of) => (format!("Service plan {}: {}", of.id, of.name), licence::plan(catalogue, of)),
        Named::Unscored(of) => (format!("No control: {}: {}", of.id, of.title), unscored(of)),
    };
    let with_basis = facts.0.iter().any(|(_, _, basis)| !basis.is_empty());
    let mut columns = vec![words("what"), words("is").least(30)];
    if with_basis {
        columns.push(words("basis").least(10));
    }
    let mut table = Table::new(title, columns);
    for (what, is, basis) in facts.0 {
        let mut row = vec![what, is];
        if with_basis {
            row.push(basis);
        }
        table.push(row);
    }
    table
}

fn unscored(of: &Unscored) -> Facts {
    let mut facts = Facts::default();
    facts.add("kind", of.kind.word());
    facts.add("product", of.product.as_str());
    facts.add("why it is not scored", &of.why);
    facts.add("look at instead", joined(&of.instead));
    facts.add("needs", joined(&of.needs));
    facts
}

/// The object of the list, its kind, and more.
fn object(catalogue: &Catalogue, named: Named<'_>, dependents: &Dependents<'_>) -> Value {
    let (kind, parts) = match named {
        Named::Control(of) => (
            "control",
            vec![
                entry::control(catalogue, of),
                entry::more_of_control(of, dependents),
                entry::about(&of.about),
            ],
        ),
        Named::Action(of) => (
            "action",
            vec![entry::action(of, dependents), entry::more_of_action(of), entry::about(&of.about)],
        ),
        Named::Product(of) => {
            let (controls, points) = catalogue.current_of(&of.id);
            ("product", vec![entry::product(of, controls, points), entry::more_of_product(of)])
        }
        Named::Sku(of) => ("sku", vec![licence::sku_json(catalogue, of)]),
        Named::Plan(of) => ("plan", vec![licence::plan_json(catalogue, of)]),
        Named::Unscored(of) => (of.kind.word(), vec![entry::unscored(of)]),
    };
    let mut object = Map::new();
    object.insert("kind".to_owned(), kind.into());
    for part in parts {
        if let Value::Object(part) = part {
            object.extend(part);
        }
    }
    Value::Object(object)
}
