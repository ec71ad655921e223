//! What `explain` says of a product, a SKU or a service plan for one tenant, and of a name that fits several entries.

use schemars::JsonSchema;
use serde::Serialize;

use super::catalogue::{ShownEntry, controls_of_plan, controls_of_sku};
use super::{ExplainAnswer, Finding, Words};
use crate::diag::Findings;
use crate::model::{Control, Hit, Id, Named, Points};
use crate::state::State;
use crate::table::{Block, Field, Table, figures, words};

/// So many controls are printed; JSON holds all.
const MOST_SHOWN: usize = 20;

/// What an entry of the catalogue is, and what it brings to a tenant.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EntriesExplained {
    pub schema: &'static str,
    /// `product`, `sku` or `plan`: that of the first entry.
    pub kind: &'static str,
    pub id: Id,
    pub title: String,
    /// As `catalogue show` tells it; a SKU and a plan of one name are both here.
    pub entries: Vec<ShownEntry>,
    /// Seats of the SKU, or of all SKUs with the plan; null for a product, and when the licences are not known.
    pub seats: Option<i64>,
    /// The current controls of the product, or that name the plan or one of the SKU's plans, those with most to gain first.
    pub controls: Vec<ControlOfEntry>,
    pub assumptions: Words,
    pub findings: Vec<Finding>,
    #[serde(skip)]
    lines: Vec<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ControlOfEntry {
    pub id: Id,
    pub title: String,
    /// Null when it is not in the score.
    pub points: Option<Points>,
    pub max: Option<Points>,
    /// `yes`, `no` or `unknown`.
    pub entitled: &'static str,
}

/// Entries that a name fits, to choose from.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Candidates {
    pub schema: &'static str,
    pub kind: &'static str,
    pub name: String,
    pub candidates: Vec<Candidate>,
    pub findings: Vec<Finding>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Candidate {
    /// `control`, `action`, `product`, `SKU`, `service plan`, or a name that no score holds.
    pub kind: &'static str,
    pub id: Id,
    pub title: String,
}

impl ExplainAnswer {
    /// What entries of one id, which are neither controls nor actions, bring to a tenant.
    pub fn entries(state: &State<'_>, entries: &[Named<'_>], findings: &Findings) -> Self {
        let catalogue = state.catalogue;
        let dependents = catalogue.dependents();
        let shown: Vec<ShownEntry> =
            entries.iter().map(|named| ShownEntry::of(catalogue, *named, &dependents)).collect();
        let (id, title) = match entries.first() {
            Some(Named::Product(product)) => (product.id.clone(), product.name.clone()),
            Some(Named::Sku(sku)) => (sku.sku.clone(), sku.name.clone()),
            Some(Named::Plan(plan)) => (plan.id.clone(), plan.name.clone()),
            _ => (Id::new(""), String::new()),
        };
        let controls: Vec<&Control> = match entries.first() {
            Some(Named::Product(product)) => {
                let own = |control: &&Control| control.product == product.id && control.is_current();
                catalogue.controls.values().filter(own).collect()
            }
            Some(Named::Sku(sku)) => controls_of_sku(catalogue, sku),
            Some(Named::Plan(plan)) => controls_of_plan(catalogue, plan),
            _ => Vec::new(),
        };
        let mut controls: Vec<ControlOfEntry> =
            controls.into_iter().map(|control| ControlOfEntry::of(state, control)).collect();
        controls.sort_by(|a, b| b.open().cmp(&a.open()).then_with(|| a.id.cmp(&b.id)));
        let seats = seats(state, entries.first());
        let lines = lines(&controls, entries.first(), seats);
        Self::Entries(Box::new(EntriesExplained {
            schema: "scoreplan/explain/1",
            kind: shown.first().map_or("", |entry| entry.kind),
            id,
            title,
            entries: shown,
            seats,
            controls,
            assumptions: (&state.assumptions).into(),
            findings: Finding::all(findings.iter()),
            lines,
        }))
    }

    /// Everything that a name may mean.
    pub fn candidates(name: &str, hits: &[Hit<'_, Named<'_>>], findings: &Findings) -> Self {
        let candidate = |hit: &Hit<'_, Named<'_>>| Candidate {
            kind: hit.what.kind().word(),
            id: Id::new(hit.id),
            title: hit.title.to_owned(),
        };
        Self::Candidates(Box::new(Candidates {
            schema: "scoreplan/explain/1",
            kind: "candidates",
            name: name.trim().to_owned(),
            candidates: hits.iter().map(candidate).collect(),
            findings: Finding::all(findings.iter()),
        }))
    }
}

impl ControlOfEntry {
    fn of(state: &State<'_>, control: &Control) -> Self {
        let row = state.rows.get(&control.id);
        Self {
            id: control.id.clone(),
            title: state.title(&control.id),
            points: row.map(|row| row.points()),
            max: row.map_or_else(|| state.max_of(&control.id, control), |row| row.max),
            entitled: state.entitlement(control).word(),
        }
    }

    /// What is left to gain, where it is in the score.
    fn open(&self) -> Option<Points> {
        self.points.zip(self.max).map(|(points, max)| max - points)
    }
}

/// The seats of the tenant, where its licences are known.
fn seats(state: &State<'_>, entry: Option<&Named<'_>>) -> Option<i64> {
    let licences = state.licences.as_deref()?;
    let seats = |has: &dyn Fn(&crate::model::Licence) -> bool| {
        licences.iter().filter(|licence| has(licence)).fold(0_i64, |sum, of| sum.saturating_add(of.seats()))
    };
    match entry? {
        Named::Sku(sku) => Some(seats(&|licence| licence.sku == sku.sku)),
        Named::Plan(plan) => {
            Some(seats(&|licence| state.catalogue.opened_by_licence(licence, state.day).contains(&plan.id)))
        }
        _ => None,
    }
}

fn lines(controls: &[ControlOfEntry], entry: Option<&Named<'_>>, seats: Option<i64>) -> Vec<String> {
    let mut lines = Vec::new();
    if matches!(entry, Some(Named::Sku(_) | Named::Plan(_))) {
        lines.push(match seats {
            None => "The licences of the tenant are not known: say what it has with --owned".to_owned(),
            Some(0) => "The tenant has no seat of it".to_owned(),
            Some(seats) => format!("The tenant has {seats} seats of it"),
        });
    }
    let scored: Vec<&ControlOfEntry> = controls.iter().filter(|control| control.points.is_some()).collect();
    let sum = |of: fn(&ControlOfEntry) -> Option<Points>| -> Points {
        scored.iter().filter_map(|control| of(control)).sum()
    };
    lines.push(format!(
        "{} of its {} current controls are in the score of the tenant, with {} of {} points",
        scored.len(),
        controls.len(),
        sum(|control| control.points),
        sum(|control| control.max)
    ));
    lines
}

impl EntriesExplained {
    pub(super) fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = self.entries.iter().map(|entry| Block::Table(entry.table())).collect();
        blocks.push(Block::Lines(self.lines.clone()));
        let fields: Vec<Field<&ControlOfEntry>> = vec![
            words("id").least(20).of(|of| (&of.id).into()),
            figures("points").of(|of| of.points.map(|points| points.to_string()).into()),
            figures("max").of(|of| of.max.map(|max| max.to_string()).into()),
            words("licensed").of(|of| of.entitled.into()),
            words("title").least(20).of(|of| of.title.as_str().into()),
        ];
        let all = self.controls.len();
        let title = match all {
            0 => return blocks,
            _ if all > MOST_SHOWN => format!("Its controls: the {MOST_SHOWN} of {all} with most to gain"),
            _ => "Its controls".to_owned(),
        };
        blocks.push(Block::Table(Table::of(title, self.controls.iter().take(MOST_SHOWN), fields)));
        blocks
    }
}

impl Candidates {
    pub(super) fn blocks(&self) -> Vec<Block> {
        let fields: Vec<Field<&Candidate>> = vec![
            words("kind").of(|of| of.kind.into()),
            words("id").least(20).of(|of| (&of.id).into()),
            words("title").least(30).of(|of| of.title.as_str().into()),
        ];
        let title = format!("`{}` fits {} names: explain one by its id", self.name, self.candidates.len());
        vec![Block::Table(Table::of(title, &self.candidates, fields))]
    }
}
