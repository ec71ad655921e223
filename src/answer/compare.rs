//! `compare`: two tenants or snapshots, side by side.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::parts::assumption_line;
use super::{Answer, Finding, Shown, Words};
use crate::compare::{self, OneSidedReason, TenantComparison};
use crate::diag;
use crate::model::{Id, Percent, Points};
use crate::state::{AbsenceReason, State, first_names};
use crate::table::{Block, Cell, Field, Format, Table, cells, figures, words};

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CompareAnswer {
    pub schema: &'static str,
    pub a: Side,
    pub b: Side,
    pub common: Common,
    pub only_a: Vec<Only>,
    pub only_b: Vec<Only>,
    pub by_product: Vec<Product>,
    pub assumptions: Words,
    pub findings: Vec<Finding>,
    #[serde(skip)]
    catalogue_version: String,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Side {
    pub name: String,
    pub date: Date,
    #[serde(flatten)]
    pub sums: Sums,
    #[serde(skip)]
    score: Percent,
    #[serde(skip)]
    totals: (Points, Points),
    #[serde(skip)]
    only: Sums,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Sums {
    pub controls: i64,
    pub points: Points,
    pub max: Points,
    pub percent: Percent,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Common {
    pub controls: usize,
    pub a: Sums,
    pub b: Sums,
    /// Who has the higher percentage: `a` or `b`; null when they are equal.
    pub ahead: Option<&'static str>,
    pub ids: Vec<Id>,
    /// The controls that differ, the largest difference first.
    pub differing: Vec<Pair>,
    #[serde(skip)]
    other_max: Vec<Id>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Pair {
    pub id: Id,
    pub title: String,
    pub product: Option<Id>,
    pub a_points: Points,
    pub b_points: Points,
    /// B less A.
    pub difference: Points,
    pub a_max: Points,
    pub b_max: Points,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Only {
    pub id: Id,
    pub title: String,
    pub product: Option<Id>,
    pub points: Points,
    pub max: Option<Points>,
    /// Why the other side does not score it: the first that would have to be mended.
    pub reason: &'static str,
    /// The same in words, and everything else that is missing.
    pub because: String,
    pub missing: Vec<Missing>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Missing {
    pub reason: &'static str,
    /// The condition that does not hold.
    pub failed: Option<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Product {
    pub product: Option<Id>,
    pub name: String,
    pub a: Sums,
    pub b: Sums,
    pub common: CommonOfProduct,
    pub only_a: Sums,
    pub only_b: Sums,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct CommonOfProduct {
    pub controls: usize,
    pub a: Sums,
    pub b: Sums,
}

impl From<compare::ScoreSums> for Sums {
    fn from(sums: compare::ScoreSums) -> Self {
        Self { controls: sums.controls, points: sums.points, max: sums.max, percent: sums.percent() }
    }
}

impl Sums {
    /// The percentage; empty where there is nothing to achieve.
    fn cell(&self) -> Cell {
        if self.max > Points::ZERO { self.percent.into() } else { Cell::Empty }
    }
}

impl CompareAnswer {
    pub fn of<'f>(
        compared: &TenantComparison,
        [a, b]: [&State<'_>; 2],
        findings: impl IntoIterator<Item = &'f diag::Finding>,
    ) -> Self {
        let common = &compared.common;
        let other_max = common.iter().filter(|pair| pair.a.max != pair.b.max);
        let products = compared.products.iter().map(|product| Product {
            product: product.product.clone(),
            name: product.name.clone(),
            a: product.a.whole().into(),
            b: product.b.whole().into(),
            common: CommonOfProduct {
                controls: product.pairs,
                a: product.a.common.into(),
                b: product.b.common.into(),
            },
            only_a: product.a.only.into(),
            only_b: product.b.only.into(),
        });
        Self {
            schema: "scoreplan/compare/1",
            a: Side::of(a, compared.a),
            b: Side::of(b, compared.b),
            common: Common {
                controls: common.len(),
                a: compared.a.common.into(),
                b: compared.b.common.into(),
                ahead: match compared.on_common() {
                    Ordering::Greater => Some("a"),
                    Ordering::Less => Some("b"),
                    Ordering::Equal => None,
                },
                ids: common.iter().map(|pair| pair.id.clone()).collect(),
                differing: compared.differing().into_iter().map(Pair::of).collect(),
                other_max: other_max.map(|pair| pair.id.clone()).collect(),
            },
            only_a: compared.only_a.iter().map(|only| Only::of(only, a, b)).collect(),
            only_b: compared.only_b.iter().map(|only| Only::of(only, b, a)).collect(),
            by_product: products.collect(),
            assumptions: (&a.assumptions).into(),
            findings: Finding::all(findings),
            catalogue_version: a.catalogue.version.clone(),
        }
    }

    fn part_table(&self) -> Table {
        let columns = vec![
            words("part"),
            figures("A controls").leaves(1),
            figures("A points"),
            figures("A max"),
            figures("A %").empty("-"),
            figures("B controls").leaves(1),
            figures("B points"),
            figures("B max"),
            figures("B %").empty("-"),
        ];
        let mut table = Table::new("", columns);
        for (part, of_a, of_b) in [
            ("what both score", self.common.a, self.common.b),
            ("what only one scores", self.a.only, self.b.only),
            ("all", self.a.sums, self.b.sums),
        ] {
            let mut row = cells![part];
            for sums in [of_a, of_b] {
                row.extend(cells![sums.controls, sums.points, sums.max, sums.cell()]);
            }
            table.push(row);
        }
        table
    }

    fn verdict(&self) -> Vec<String> {
        let common = &self.common;
        if common.controls == 0 {
            return vec!["No control is scored by both: there is nothing to compare".to_owned()];
        }
        let who = match common.ahead {
            None => "A and B have the same percentage",
            Some("a") => "A is ahead",
            Some(_) => "B is ahead",
        };
        let mut lines = vec![format!(
            "On what both score ({}) {who}: A {} %, B {} %",
            controls(common.controls),
            common.a.percent,
            common.b.percent
        )];
        if !common.other_max.is_empty() {
            let ids: Vec<&Id> = common.other_max.iter().collect();
            let count = controls(ids.len());
            lines.push(format!("The maximum differs on {count} of these: {}", first_names(&ids)));
        }
        if common.differing.is_empty() {
            lines.push("No control that both score differs".to_owned());
        }
        lines
    }

    fn product_table(&self) -> Table {
        let fields: Vec<Field<&Product>> = vec![
            words("product").least(35).of(|one| (&one.name).into()),
            figures("both").of(|one| one.common.controls.into()),
            figures("A %").empty("-").of(|one| one.common.a.cell()),
            figures("B %").empty("-").of(|one| one.common.b.cell()),
            figures("only A").of(|one| one.only_a.controls.into()),
            figures("only B").of(|one| one.only_b.controls.into()),
            figures("A % of all").leaves(1).empty("-").of(|one| one.a.cell()),
            figures("B % of all").leaves(1).empty("-").of(|one| one.b.cell()),
        ];
        Table::of("By product: percentages of what both score", &self.by_product, fields)
    }

    fn differing_table(&self, top: Option<usize>) -> Table {
        let all = &self.common.differing;
        let shown = top.unwrap_or(all.len()).min(all.len());
        let title = if shown < all.len() {
            format!("Different: the {shown} largest of {} controls that both score", all.len())
        } else {
            format!("Different: {} that both score", controls(all.len()))
        };
        let fields: Vec<Field<&Pair>> = vec![
            words("id").least(34).of(|pair| (&pair.id).into()),
            words("title").leaves(2).least(30).of(|pair| (&pair.title).into()),
            words("product").leaves(1).empty("unknown").of(|pair| pair.product.as_ref().into()),
            figures("A").of(|pair| pair.a_points.into()),
            figures("B").of(|pair| pair.b_points.into()),
            figures("B less A").of(|pair| Cell::SignedPoints(pair.difference)),
            figures("A max").of(|pair| pair.a_max.into()),
            figures("B max").of(|pair| pair.b_max.into()),
        ];
        Table::of(title, &all[..shown], fields)
    }
}

impl Answer for CompareAnswer {
    /// `top` limits what is listed: the largest differences, and what only one scores summed up by reason; without it
    /// every control is listed.
    fn blocks(&self, shown: Shown) -> Vec<Block> {
        // A spreadsheet wants every control.
        let top = shown.top.filter(|_| shown.format != Format::Csv);
        let mut blocks = vec![
            Block::Lines(vec![self.a.line("A"), self.b.line("B")]),
            Block::Table(self.part_table()),
            Block::Lines(self.verdict()),
            Block::Table(self.product_table()),
        ];
        if !self.common.differing.is_empty() {
            blocks.push(Block::Table(self.differing_table(top)));
        }
        for (side, why, only) in [("A", "why not in B", &self.only_a), ("B", "why not in A", &self.only_b)] {
            let title = format!("Only in {side}: {}", controls(only.len()));
            blocks.extend(match top {
                Some(_) => Only::by_reason(title, why, only).block(),
                None => Only::in_full(title, why, only).block(),
            });
        }
        blocks.push(Block::Lines(vec![assumption_line(&self.assumptions, &self.catalogue_version)]));
        blocks
    }
}

impl Side {
    fn of(state: &State<'_>, side: compare::ComparedSide) -> Self {
        let totals = state.totals();
        Self {
            name: state.tenant.name.clone(),
            date: state.day,
            sums: side.whole().into(),
            score: totals.percent(),
            totals: (totals.points, totals.max),
            only: side.only.into(),
        }
    }

    fn line(&self, side: &str) -> String {
        let (points, max) = self.totals;
        format!("{side}: {} on {}: {points} of {max} points, {} %", self.name, self.date, self.score)
    }
}

impl Pair {
    fn of(pair: &compare::CommonControl) -> Self {
        Self {
            id: pair.id.clone(),
            title: pair.title.clone(),
            product: pair.product.clone(),
            a_points: pair.a.points,
            b_points: pair.b.points,
            difference: pair.difference(),
            a_max: pair.a.max,
            b_max: pair.b.max,
        }
    }
}

impl Only {
    fn of(only: &compare::OneSidedControl, here: &State<'_>, there: &State<'_>) -> Self {
        let missing = match &only.reason {
            OneSidedReason::UnknownMax => &[],
            OneSidedReason::Absent(why) => why.as_slice(),
        };
        Self {
            id: only.id.clone(),
            title: only.title.clone(),
            product: only.product.clone(),
            points: only.points,
            max: only.max,
            reason: match &only.reason {
                OneSidedReason::UnknownMax => "unknown-max",
                OneSidedReason::Absent(why) => why.first().map_or("", AbsenceReason::code),
            },
            because: because(only, here, there),
            missing: missing
                .iter()
                .map(|why| Missing { reason: why.code(), failed: why.failed().map(|expr| expr.to_string()) })
                .collect(),
        }
    }

    /// Summed up by reason: the most points to win first, ties by the first id.
    fn by_reason(title: String, why: &'static str, only: &[Self]) -> Table {
        let mut groups: BTreeMap<(&str, &str), Vec<&Self>> = BTreeMap::new();
        for one in only {
            groups.entry((one.reason, &one.because)).or_default().push(one);
        }
        let max = |group: &[&Self]| group.iter().filter_map(|one| one.max).sum::<Points>();
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by_key(|(_, group)| (Reverse(max(group)), group.first().map(|one| one.id.clone())));
        let columns = vec![
            words("reason"),
            figures("controls"),
            figures("max"),
            words(why),
            words("such as").leaves(1).least(40),
        ];
        let mut table = Table::new(title, columns);
        for ((reason, because), group) in groups {
            let ids: Vec<&Id> = group.iter().map(|one| &one.id).collect();
            table.push(cells![reason, group.len(), max(&group), because, first_names(&ids)]);
        }
        table
    }

    fn in_full(title: String, why: &'static str, only: &[Self]) -> Table {
        let fields: Vec<Field<&Self>> = vec![
            words("id").least(34).of(|one| (&one.id).into()),
            words("title").leaves(3).least(30).of(|one| (&one.title).into()),
            words("product").leaves(2).empty("unknown").of(|one| one.product.as_ref().into()),
            figures("points").of(|one| one.points.into()),
            figures("max").empty("unknown").of(|one| one.max.into()),
            words("reason").leaves(1).of(|one| one.reason.into()),
            words(why).least(24).of(|one| (&one.because).into()),
        ];
        Table::of(title, only, fields)
    }
}

/// Why the other side does not score a control, and everything else that is missing.
fn because(only: &compare::OneSidedControl, here: &State<'_>, there: &State<'_>) -> String {
    let OneSidedReason::Absent(why) = &only.reason else {
        return "scored, its maximum is not known".to_owned();
    };
    let words: Vec<String> = why.iter().map(|why| why.text(there.catalogue)).collect();
    let unexplained = matches!(
        why.as_slice(),
        [AbsenceReason::ExpectedNotScored | AbsenceReason::NotInCatalogue | AbsenceReason::NotMeasured]
    );
    // Snapshots do not say when Microsoft adds and withdraws controls: only that there was time for it.
    let perhaps = match there.day.cmp(&here.day) {
        Ordering::Less if unexplained => format!("; perhaps added after {}", there.day),
        Ordering::Greater if unexplained => format!("; perhaps withdrawn before {}", there.day),
        _ => String::new(),
    };
    format!("{}{perhaps}", words.join(", then "))
}

fn controls(count: usize) -> String {
    if count == 1 { "1 control".to_owned() } else { format!("{count} controls") }
}
