//! What a lint of the catalogue found, and what stands in it that people should know.

use serde_json::{Value, json};

use super::json as values;
use crate::diag::Finding;
use crate::model::{About, Catalogue, Control, Dispute, Id, Rating, reference};
use crate::table::{Block, Output, Table, figures, words};

/// The findings; with `verbose` also every dispute, unknown maximum, inferred title, contradicted rating and
/// overlaid entry. The JSON always holds all.
pub fn report(catalogue: &Catalogue, findings: &[Finding], verbose: bool) -> Output {
    let facts = Facts::of(catalogue);
    let counts = facts.counts(catalogue, findings.len());
    let mut blocks = Vec::new();
    if !findings.is_empty() {
        blocks.push(Block::Table(found(findings)));
    }
    if verbose {
        blocks.extend(facts.blocks());
    }
    let mut table = Table::new("The catalogue", vec![words("what"), figures("number")]);
    for (_, what, count) in &counts {
        table.push([(*what).to_owned(), count.to_string()]);
    }
    blocks.push(Block::Table(table));
    let counts = counts.iter().map(|(key, _, count)| ((*key).to_owned(), Value::from(*count)));
    let json = json!({
        "schema": "scoreplan/catalogue-lint/1",
        "ok": findings.is_empty(),
        "findings": values::findings(findings),
        "disputes": facts.disputes.iter().map(|(id, product, dispute)| json!({
            "id": id.as_str(),
            "product": product.as_str(),
            "what": dispute.what,
            "claim": dispute.claim,
            "we_say": dispute.we_say,
            "why": dispute.why,
        })).collect::<Vec<_>>(),
        "unknown_max": facts.unknown_max.iter().map(|control| control.id.as_str()).collect::<Vec<_>>(),
        "inferred_titles": facts.inferred.iter().map(|control| control.id.as_str()).collect::<Vec<_>>(),
        "ratings": facts.ratings.iter().map(|(id, rating, own)| json!({
            "id": id.as_str(),
            "rated": rating.effort.word(),
            "we_say": own,
            "why": rating.why,
        })).collect::<Vec<_>>(),
        "overlaid": facts.overlaid.iter().flat_map(|(id, about)| about.changed.iter().map(|changed| json!({
            "id": id.as_str(),
            "file": changed.file,
            "line": changed.line,
            "source": changed.source,
            "keys": changed.keys,
        }))).collect::<Vec<_>>(),
        "counts": counts.collect::<serde_json::Map<_, _>>(),
    });
    Output::both(blocks, &json)
}

fn found(findings: &[Finding]) -> Table {
    let columns = vec![words("code"), words("where").leaves(2), words("what"), words("remedy").leaves(1)];
    let mut table = Table::new("Findings", columns);
    for finding in findings {
        let place = finding.place.as_ref().map_or_else(String::new, |place| match place.line {
            Some(line) => format!("{}:{line}", place.file),
            None => place.file.clone(),
        });
        let help = finding.help.clone().unwrap_or_default();
        table.push(vec![finding.code.to_string(), place, finding.message.clone(), help]);
    }
    table
}

/// What people should know of a catalogue, in the order of the ids.
struct Facts<'a> {
    disputes: Vec<(&'a Id, &'a Id, &'a Dispute)>,
    unknown_max: Vec<&'a Control>,
    inferred: Vec<&'a Control>,
    /// Published ratings more than one step from our own level, with the word of that level.
    ratings: Vec<(&'a Id, &'a Rating, &'static str)>,
    overlaid: Vec<(&'a Id, &'a About)>,
}

impl<'a> Facts<'a> {
    fn of(catalogue: &'a Catalogue) -> Self {
        let current = || catalogue.controls.values().filter(|control| control.is_current());
        let of_products =
            catalogue.products.values().map(|product| (&product.id, &product.id, &product.disputed));
        let of_controls = catalogue
            .controls
            .values()
            .map(|control| (&control.id, &control.product, &control.about.disputed));
        let disputes = of_products.chain(of_controls);
        let controls = current().filter_map(|control| {
            let rating = control.about.rating.as_ref()?;
            Some((&control.id, rating, reference::level_of_control(control, rating.effort)))
        });
        let actions = catalogue.actions.values().filter_map(|action| {
            Some((&action.id, action.about.rating.as_ref()?, reference::level_of_action(action)))
        });
        let apart = controls.chain(actions).filter(|(_, rating, own)| own.steps(rating.effort) > 1);
        let controls = catalogue.controls.values().map(|control| (&control.id, &control.about));
        let actions = catalogue.actions.values().map(|action| (&action.id, &action.about));
        let is_inferred =
            |control: &&Control| control.about.basis.get("title").is_some_and(|basis| basis == "inferred");
        Self {
            disputes: disputes
                .flat_map(|(id, product, all)| all.iter().map(move |dispute| (id, product, dispute)))
                .collect(),
            unknown_max: current().filter(|control| control.max.is_none()).collect(),
            inferred: current().filter(is_inferred).collect(),
            ratings: apart.map(|(id, rating, own)| (id, rating, own.word())).collect(),
            overlaid: controls.chain(actions).filter(|(_, about)| !about.changed.is_empty()).collect(),
        }
    }

    fn counts(&self, catalogue: &Catalogue, findings: usize) -> [(&'static str, &'static str, usize); 10] {
        let current = catalogue.controls.values().filter(|control| control.is_current()).count();
        [
            ("products", "products", catalogue.products.len()),
            ("controls", "controls", catalogue.controls.len()),
            ("current", "of these current", current),
            ("actions", "actions", catalogue.actions.len()),
            ("findings", "findings", findings),
            ("disputes", "disputes between sources", self.disputes.len()),
            ("unknown_max", "current controls with an unknown maximum", self.unknown_max.len()),
            ("inferred_titles", "current controls with an inferred title", self.inferred.len()),
            ("ratings", "published ratings more than one step from our own", self.ratings.len()),
            ("overlaid", "entries that overlays changed or added", self.overlaid.len()),
        ]
    }

    /// The lists, those without rows left out.
    fn blocks(&self) -> Vec<Block> {
        let of_control = |control: &&Control| {
            vec![control.id.to_string(), control.title.clone(), control.product.to_string()]
        };
        let about_controls = || vec![words("id"), words("title"), words("product").leaves(1)];
        let mut unknown = Table::new("Current controls with an unknown maximum", about_controls());
        self.unknown_max.iter().for_each(|control| unknown.push(of_control(control)));
        let mut inferred = Table::new("Current controls with an inferred title", about_controls());
        self.inferred.iter().for_each(|control| inferred.push(of_control(control)));
        let columns = vec![words("id"), words("rated"), words("we say"), words("why")];
        let mut ratings = Table::new("Published ratings more than one step from our own", columns);
        for (id, rating, own) in &self.ratings {
            let why = rating.why.clone().unwrap_or_default();
            ratings.push(vec![id.to_string(), rating.effort.word().to_owned(), (*own).to_owned(), why]);
        }
        let columns = vec![words("id"), words("file"), words("source").leaves(1), words("keys")];
        let mut overlaid = Table::new("Entries that overlays changed or added", columns);
        for (id, about) in &self.overlaid {
            for changed in &about.changed {
                let source = changed.source.clone().unwrap_or_default();
                let keys = changed.keys.join(", ");
                overlaid.push(vec![id.to_string(), changed.file.clone(), source, keys]);
            }
        }
        let tables = [unknown, inferred, ratings, overlaid].into_iter();
        let tables = tables.filter(|table| !table.rows.is_empty()).map(Block::Table);
        self.disputed().into_iter().chain(tables).collect()
    }

    /// Whole sentences do not fit the columns of a terminal: each dispute is a paragraph.
    fn disputed(&self) -> Option<Block> {
        let mut lines = vec!["Where sources contradict each other".to_owned()];
        for (id, product, dispute) in &self.disputes {
            let of = if id == product { String::new() } else { format!(" ({product})") };
            lines.push(String::new());
            lines.push(format!("{id}{of}, {}", dispute.what));
            lines.push(format!("- claim: {}", dispute.claim));
            lines.push(format!("- we say: {}", dispute.we_say));
            lines.push(format!("- why: {}", dispute.why));
        }
        (!self.disputes.is_empty()).then_some(Block::Lines(lines))
    }
}
