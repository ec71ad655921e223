//! Compares two tenants or snapshots on the controls that both score.
//!
//! Goes in: two [`State`]s on one catalogue. Comes out: a [`TenantComparison`]: the controls that both score, those that only
//! one scores and why, and the sums of each part.
//! **Invariants:** the parts of a side sum to its score; exchanging the sides exchanges the result; percentages stay exact
//! ratios.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use crate::diag::{Code, Findings, Place};
use crate::model::{Catalogue, Id, Percent, Points};
use crate::state::{self, AbsenceReason, ScoreRow, State};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScoreSums {
    /// The number of controls with a known maximum.
    pub controls: i64,
    pub points: Points,
    pub max: Points,
}

impl ScoreSums {
    pub fn percent(self) -> Percent {
        Percent::new(self.points, self.max)
    }

    fn add(&mut self, other: Self) {
        self.controls += other.controls;
        self.points += other.points;
        self.max += other.max;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ComparedSide {
    pub common: ScoreSums,
    pub only: ScoreSums,
}

impl ComparedSide {
    pub fn whole(self) -> ScoreSums {
        let mut whole = self.common;
        whole.add(self.only);
        whole
    }

    fn add(&mut self, other: Self) {
        self.common.add(other.common);
        self.only.add(other.only);
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommonControl {
    /// Microsoft's id; without the prefix where the sides score other instances.
    pub id: Id,
    /// The title on side A.
    pub title: String,
    pub product: Option<Id>,
    /// The sums on side A: of several controls where several instances are scored.
    pub a: ScoreSums,
    pub b: ScoreSums,
}

impl CommonControl {
    pub fn difference(&self) -> Points {
        self.b.points - self.a.points
    }

    pub fn differs(&self) -> bool {
        (self.a.points, self.a.max) != (self.b.points, self.b.max)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OneSidedReason {
    /// The other side has a row of unknown maximum, which is not scored.
    UnknownMax,
    Absent(Vec<AbsenceReason>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneSidedControl {
    pub id: Id,
    pub title: String,
    pub product: Option<Id>,
    pub points: Points,
    /// A row without a known maximum is listed and adds to no sum.
    pub max: Option<Points>,
    pub reason: OneSidedReason,
    sums: ScoreSums,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductSides {
    /// `None` for controls whose product is not known.
    pub product: Option<Id>,
    pub name: String,
    pub pairs: usize,
    pub a: ComparedSide,
    pub b: ComparedSide,
}

impl ProductSides {
    fn named(product: Option<&Id>, catalogue: &Catalogue) -> Self {
        let known = product.and_then(|id| catalogue.products.get(id));
        let name = known.map_or_else(|| "Unknown product".to_owned(), |known| known.name.clone());
        Self {
            product: product.cloned(),
            name,
            pairs: 0,
            a: ComparedSide::default(),
            b: ComparedSide::default(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantComparison {
    pub a: ComparedSide,
    pub b: ComparedSide,
    pub common: Vec<CommonControl>,
    pub only_a: Vec<OneSidedControl>,
    pub only_b: Vec<OneSidedControl>,
    pub products: Vec<ProductSides>,
}

impl TenantComparison {
    /// The common controls that differ: the largest difference of points first, ties by id.
    pub fn differing(&self) -> Vec<&CommonControl> {
        let mut pairs: Vec<&CommonControl> = self.common.iter().filter(|pair| pair.differs()).collect();
        pairs.sort_by(|x, y| {
            let size = |pair: &CommonControl| Reverse(pair.difference().0.abs());
            size(x).cmp(&size(y)).then_with(|| x.id.cmp(&y.id))
        });
        pairs
    }

    /// Compares the exact percentages of A and B on the common controls.
    pub fn on_common(&self) -> Ordering {
        self.a.common.percent().compare(self.b.common.percent())
    }
}

pub fn compare(a: &State<'_>, b: &State<'_>) -> TenantComparison {
    let matched = matched(a, b);
    let mut products: BTreeMap<Option<Id>, ProductSides> = BTreeMap::new();
    let mut of = |id: &Option<Id>, change: &dyn Fn(&mut ProductSides)| {
        change(products.entry(id.clone()).or_insert_with(|| ProductSides::named(id.as_ref(), a.catalogue)));
    };
    for pair in &matched.common {
        of(&pair.product, &|product| {
            product.pairs += 1;
            product.a.common.add(pair.a);
            product.b.common.add(pair.b);
        });
    }
    for only in &matched.only_a {
        of(&only.product, &|product| product.a.only.add(only.sums));
    }
    for only in &matched.only_b {
        of(&only.product, &|product| product.b.only.add(only.sums));
    }
    let (mut of_a, mut of_b) = (ComparedSide::default(), ComparedSide::default());
    for product in products.values() {
        of_a.add(product.a);
        of_b.add(product.b);
    }
    let mut products: Vec<ProductSides> = products.into_values().collect();
    products.sort_by(|x, y| (&x.name, &x.product).cmp(&(&y.name, &y.product)));
    TenantComparison {
        a: of_a,
        b: of_b,
        common: matched.common,
        only_a: matched.only_a,
        only_b: matched.only_b,
        products,
    }
}

/// The findings of both sides that concern the comparison, each at the file of its tenant.
pub fn findings(a: &State<'_>, b: &State<'_>) -> Findings {
    let mut findings = Findings::new();
    for side in [a, b] {
        for finding in
            state::findings(side, side.day).into_iter().filter(|finding| concerns_comparison(finding.code))
        {
            findings.push(finding.at(Place::file(&side.tenant.name)));
        }
    }
    findings.sorted()
}

/// Whether a finding changes a figure or a reason. A control that is expected and not scored is a reason itself, and work
/// and its effort are not compared.
fn concerns_comparison(code: Code) -> bool {
    matches!(
        code,
        Code::UnknownMax
            | Code::NotInCatalogue
            | Code::Unmatched
            | Code::NoLicences
            | Code::PagesMissing
            | Code::ProfilesMissing
            | Code::Residual
            | Code::ScoreAboveMax
    )
}

struct Matched {
    common: Vec<CommonControl>,
    only_a: Vec<OneSidedControl>,
    only_b: Vec<OneSidedControl>,
}

struct MatchedRows<'s, 'a> {
    state: &'s State<'a>,
    rows: Vec<&'s ScoreRow>,
}

impl MatchedRows<'_, '_> {
    fn sums(&self) -> ScoreSums {
        let mut sums = ScoreSums::default();
        for row in &self.rows {
            sums.add(sums_of(self.state, row));
        }
        sums
    }
}

/// Matches rows with the same id. The others are matched by their name without the prefix of an instance, all instances of a
/// side together, because the prefix differs between tenants.
fn matched(a: &State<'_>, b: &State<'_>) -> Matched {
    let mut matched = Matched { common: Vec::new(), only_a: Vec::new(), only_b: Vec::new() };
    let mut left: BTreeMap<&str, (Vec<&ScoreRow>, Vec<&ScoreRow>)> = BTreeMap::new();
    for row in a.rows.values() {
        match b.rows.get(&row.id) {
            Some(other) => {
                let sides =
                    (MatchedRows { state: a, rows: vec![row] }, MatchedRows { state: b, rows: vec![other] });
                matched.both(&row.id, &sides.0, &sides.1);
            }
            None => left.entry(row.id.without_instance()).or_default().0.push(row),
        }
    }
    for row in b.rows.values().filter(|row| !a.rows.contains_key(&row.id)) {
        left.entry(row.id.without_instance()).or_default().1.push(row);
    }
    for (name, (of_a, of_b)) in left {
        let (of_a, of_b) = (MatchedRows { state: a, rows: of_a }, MatchedRows { state: b, rows: of_b });
        if of_a.rows.is_empty() {
            matched.only_b.extend(of_b.rows.iter().map(|row| absent(b, row, a)));
        } else if of_b.rows.is_empty() {
            matched.only_a.extend(of_a.rows.iter().map(|row| absent(a, row, b)));
        } else {
            matched.both(&Id::new(name), &of_a, &of_b);
        }
    }
    matched.common.sort_by(|x, y| x.id.cmp(&y.id));
    matched.only_a.sort_by(|x, y| x.id.cmp(&y.id));
    matched.only_b.sort_by(|x, y| x.id.cmp(&y.id));
    matched
}

impl Matched {
    /// Adds a control that both sides have. A side without a known maximum does not score it: then it belongs to the other
    /// side only. A finding names a control that neither side scores.
    fn both(&mut self, id: &Id, a: &MatchedRows<'_, '_>, b: &MatchedRows<'_, '_>) {
        let (sums_a, sums_b) = (a.sums(), b.sums());
        let scored = |rows: &MatchedRows<'_, '_>| -> Vec<OneSidedControl> {
            let known = rows.rows.iter().filter(|row| row.max.is_some());
            known.map(|row| only(rows.state, row, OneSidedReason::UnknownMax)).collect()
        };
        match (sums_a.controls, sums_b.controls) {
            (0, 0) => {}
            (_, 0) => self.only_a.extend(scored(a)),
            (0, _) => self.only_b.extend(scored(b)),
            _ => {
                let rows = || a.rows.iter().chain(&b.rows);
                self.common.push(CommonControl {
                    id: id.clone(),
                    title: rows().next().map_or_else(String::new, |row| row.title.to_string()),
                    product: rows().filter_map(|row| row.product.clone()).min(),
                    a: sums_a,
                    b: sums_b,
                });
            }
        }
    }
}

fn absent(state: &State<'_>, row: &ScoreRow, other: &State<'_>) -> OneSidedControl {
    only(state, row, OneSidedReason::Absent(other.why_absent(&row.id)))
}

fn only(state: &State<'_>, row: &ScoreRow, reason: OneSidedReason) -> OneSidedControl {
    OneSidedControl {
        id: row.id.clone(),
        title: row.title.to_string(),
        product: row.product.clone(),
        points: row.points(),
        max: row.max,
        reason,
        sums: sums_of(state, row),
    }
}

fn sums_of(state: &State<'_>, row: &ScoreRow) -> ScoreSums {
    let (points, max): (Points, Points) = state.weight(row);
    ScoreSums { controls: i64::from(row.max.is_some()), points, max }
}
