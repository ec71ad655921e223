//! `catalogue lint`: whether the catalogue makes sense, and what stands in it that people should know.

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::parts::Named;
use crate::answer::{Answer, Finding, Shown};
use crate::diag;
use crate::model::{self, About, Catalogue, Control, Id, reference};
use crate::table::{Block, Field, Table, cells, figures, words};

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CatalogueLintAnswer {
    pub schema: &'static str,
    pub ok: bool,
    pub findings: Vec<Finding>,
    pub disputes: Vec<Dispute>,
    /// Controls in use whose maximum nobody publishes.
    pub unknown_max: Vec<Id>,
    /// Controls in use whose title is not Microsoft's own.
    pub inferred_titles: Vec<Id>,
    /// Published ratings more than one step from our own.
    pub ratings: Vec<RatingApart>,
    pub overlaid: Vec<Overlaid>,
    pub counts: Named<usize>,
    #[serde(skip)]
    lists: Vec<Block>,
}

/// Sources that contradict each other about an entry.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Dispute {
    pub id: Id,
    pub product: Id,
    #[serde(flatten)]
    pub dispute: model::Dispute,
}

/// A published rating of effort that is far from our own.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RatingApart {
    pub id: Id,
    pub rated: &'static str,
    pub we_say: &'static str,
    pub why: Option<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Overlaid {
    pub id: Id,
    pub file: String,
    pub line: Option<usize>,
    pub source: Option<String>,
    pub keys: Vec<String>,
}

/// What the counts are called where people read.
const COUNTED: [&str; 10] = [
    "products",
    "controls",
    "of these current",
    "actions",
    "findings",
    "disputes between sources",
    "current controls with an unknown maximum",
    "current controls with an inferred title",
    "published ratings more than one step from our own",
    "entries that overlays changed or added",
];

impl CatalogueLintAnswer {
    pub fn of<'f>(catalogue: &Catalogue, found: impl IntoIterator<Item = &'f diag::Finding>) -> Self {
        let findings = Finding::all(found);
        let current: Vec<&Control> =
            catalogue.controls.values().filter(|control| control.is_current()).collect();
        let is_inferred =
            |control: &Control| control.about.basis.get("title").is_some_and(|basis| basis == "inferred");
        let unknown: Vec<&Control> =
            current.iter().copied().filter(|control| control.max.is_none()).collect();
        let inferred: Vec<&Control> =
            current.iter().copied().filter(|control| is_inferred(control)).collect();
        let (disputes, ratings) = (disputes(catalogue), ratings(catalogue, &current));
        let changed: Vec<(&Id, &About)> =
            entries(catalogue).filter(|(_, of)| !of.changed.is_empty()).collect();
        let overlaid: Vec<Overlaid> = changed.iter().flat_map(|(id, about)| overlaid(id, about)).collect();
        let counts = [
            ("products", catalogue.products.len()),
            ("controls", catalogue.controls.len()),
            ("current", current.len()),
            ("actions", catalogue.actions.len()),
            ("findings", findings.len()),
            ("disputes", disputes.len()),
            ("unknown_max", unknown.len()),
            ("inferred_titles", inferred.len()),
            ("ratings", ratings.len()),
            ("overlaid", changed.len()),
        ];
        let tables = [
            of_controls("Current controls with an unknown maximum", &unknown),
            of_controls("Current controls with an inferred title", &inferred),
            rating_table(&ratings),
            overlaid_table(&overlaid),
        ];
        let tables = tables.into_iter().filter_map(Table::block);
        let ids = |controls: &[&Control]| controls.iter().map(|control| control.id.clone()).collect();
        Self {
            schema: "scoreplan/catalogue-lint/1",
            ok: findings.is_empty(),
            lists: disputed(&disputes).into_iter().chain(tables).collect(),
            findings,
            disputes,
            unknown_max: ids(&unknown),
            inferred_titles: ids(&inferred),
            ratings,
            overlaid,
            counts: counts.into_iter().collect(),
        }
    }

    fn found_table(&self) -> Table {
        let fields: Vec<Field<&Finding>> = vec![
            words("code").of(|finding| (&finding.code).into()),
            words("where").leaves(2).of(|finding| {
                let file = finding.file.as_deref().unwrap_or_default();
                finding.line.map_or_else(|| file.into(), |line| format!("{file}:{line}").into())
            }),
            words("what").of(|finding| (&finding.message).into()),
            words("remedy").leaves(1).of(|finding| finding.help.as_ref().into()),
        ];
        Table::of("Findings", &self.findings, fields)
    }
}

impl Answer for CatalogueLintAnswer {
    /// The findings; the lists where people ask for all.
    fn blocks(&self, shown: Shown) -> Vec<Block> {
        let mut blocks: Vec<Block> = self.found_table().block().into_iter().collect();
        if shown.all {
            blocks.extend(self.lists.iter().cloned());
        }
        let mut table = Table::new("The catalogue", vec![words("what"), figures("number")]);
        for (what, (_, count)) in COUNTED.iter().zip(&self.counts.0) {
            table.push(cells![*what, *count]);
        }
        blocks.push(Block::Table(table));
        blocks
    }
}

/// Controls, then actions, with what stands beside their figures.
fn entries(catalogue: &Catalogue) -> impl Iterator<Item = (&Id, &About)> {
    let controls = catalogue.controls.values().map(|control| (&control.id, &control.about));
    controls.chain(catalogue.actions.values().map(|action| (&action.id, &action.about)))
}

fn disputes(catalogue: &Catalogue) -> Vec<Dispute> {
    let products = catalogue.products.values().map(|of| (&of.id, &of.id, &of.disputed));
    let controls = catalogue.controls.values().map(|of| (&of.id, &of.product, &of.about.disputed));
    let of = |(id, product, all): (&Id, &Id, &Vec<_>)| {
        let one = |dispute: &model::Dispute| Dispute {
            id: id.clone(),
            product: product.clone(),
            dispute: dispute.clone(),
        };
        all.iter().map(one).collect::<Vec<_>>()
    };
    products.chain(controls).flat_map(of).collect()
}

fn ratings(catalogue: &Catalogue, current: &[&Control]) -> Vec<RatingApart> {
    let controls = current.iter().filter_map(|control| {
        let rating = control.about.rating.as_ref()?;
        Some((&control.id, rating, reference::level_of_control(control, rating.effort)))
    });
    let actions = catalogue.actions.values().filter_map(|action| {
        Some((&action.id, action.about.rating.as_ref()?, reference::level_of_action(action)))
    });
    let apart = controls.chain(actions).filter(|(_, rating, own)| own.steps(rating.effort) > 1);
    let apart = apart.map(|(id, rating, own)| RatingApart {
        id: id.clone(),
        rated: rating.effort.word(),
        we_say: own.word(),
        why: rating.why.clone(),
    });
    apart.collect()
}

fn overlaid(id: &Id, about: &About) -> Vec<Overlaid> {
    let changed = about.changed.iter().map(|changed| Overlaid {
        id: id.clone(),
        file: changed.file.clone(),
        line: changed.line,
        source: changed.source.clone(),
        keys: changed.keys.clone(),
    });
    changed.collect()
}

fn of_controls(title: &'static str, controls: &[&Control]) -> Table {
    let fields: Vec<Field<&&Control>> = vec![
        words("id").of(|control| (&control.id).into()),
        words("title").of(|control| (&control.title).into()),
        words("product").leaves(1).of(|control| (&control.product).into()),
    ];
    Table::of(title, controls, fields)
}

fn rating_table(ratings: &[RatingApart]) -> Table {
    let fields: Vec<Field<&RatingApart>> = vec![
        words("id").of(|apart| (&apart.id).into()),
        words("rated").of(|apart| apart.rated.into()),
        words("we say").of(|apart| apart.we_say.into()),
        words("why").of(|apart| apart.why.as_ref().into()),
    ];
    Table::of("Published ratings more than one step from our own", ratings, fields)
}

fn overlaid_table(overlaid: &[Overlaid]) -> Table {
    let fields: Vec<Field<&Overlaid>> = vec![
        words("id").of(|entry| (&entry.id).into()),
        words("file").of(|entry| (&entry.file).into()),
        words("source").leaves(1).of(|entry| entry.source.as_ref().into()),
        words("keys").of(|entry| entry.keys.join(", ").into()),
    ];
    Table::of("Entries that overlays changed or added", overlaid, fields)
}

/// Whole sentences do not fit the columns of a terminal: each dispute is a paragraph.
fn disputed(disputes: &[Dispute]) -> Option<Block> {
    let mut lines = vec!["Where sources contradict each other".to_owned()];
    for Dispute { id, product, dispute } in disputes {
        let of = if id == product { String::new() } else { format!(" ({product})") };
        lines.push(String::new());
        lines.push(format!("{id}{of}, {}", dispute.what));
        lines.push(format!("- claim: {}", dispute.claim));
        lines.push(format!("- we say: {}", dispute.we_say));
        lines.push(format!("- why: {}", dispute.why));
    }
    (!disputes.is_empty()).then_some(Block::Lines(lines))
}
