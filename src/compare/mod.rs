//! Two tenants or snapshots on common ground.
//!
//! Goes in: two [`State`]s on one catalogue. Comes out: a [`TenantComparison`], which controls both score, which only one
//! does and why, and the sums of each part.
//! **Invariants:** the parts of a side sum to its whole score; exchanging the sides exchanges the answer;
//! percentages stay exact ratios.

mod matching;
mod remarks;

pub use remarks::findings;

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use crate::model::{Catalogue, Id, Percent, Points};
use crate::state::{AbsenceReason, State};

/// Points, maximum and number of some controls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScoreSums {
    /// Controls that count in the score.
    pub controls: i64,
    /// Their points.
    pub points: Points,
    /// Their maxima.
    pub max: Points,
}

impl ScoreSums {
    /// `points / max`, exact.
    pub fn percent(self) -> Percent {
        Percent::new(self.points, self.max)
    }

    fn add(&mut self, other: Self) {
        self.controls += other.controls;
        self.points += other.points;
        self.max += other.max;
    }
}

/// One side: what the other scores too, and what it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ComparedSide {
    /// What both score.
    pub common: ScoreSums,
    /// What only this side scores.
    pub only: ScoreSums,
}

impl ComparedSide {
    /// All of it: what `score` says.
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

/// A control that both score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommonControl {
    /// Microsoft's id; without the prefix where the sides score other instances.
    pub id: Id,
    /// The title, as A has it.
    pub title: String,
    /// The source product, where it is known.
    pub product: Option<Id>,
    /// Its sums on side A: more than one control where several instances are scored.
    pub a: ScoreSums,
    /// Its sums on side B.
    pub b: ScoreSums,
}

impl CommonControl {
    /// Points of B less points of A.
    pub fn difference(&self) -> Points {
        self.b.points - self.a.points
    }

    /// Whether the two differ in points or in maximum.
    pub fn differs(&self) -> bool {
        (self.a.points, self.a.max) != (self.b.points, self.b.max)
    }
}

/// Why the other side does not score a control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OneSidedReason {
    /// It has a row there whose maximum nobody knows: `score` leaves it out.
    UnknownMax,
    /// It is not there, for these reasons.
    Absent(Vec<AbsenceReason>),
}

/// A control that one side scores and the other does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneSidedControl {
    /// Microsoft's id.
    pub id: Id,
    /// The title.
    pub title: String,
    /// The source product, where it is known.
    pub product: Option<Id>,
    /// Its points.
    pub points: Points,
    /// Its maximum; a row without one is named and adds to no sum.
    pub max: Option<Points>,
    /// Why the other side does not score it.
    pub reason: OneSidedReason,
    sums: ScoreSums,
}

/// Two sides of one product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductSides {
    /// The product; `None` for controls whose product is not known.
    pub product: Option<Id>,
    /// Its name.
    pub name: String,
    /// How many controls both score.
    pub pairs: usize,
    /// Side A.
    pub a: ComparedSide,
    /// Side B.
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

/// Two tenants or snapshots, compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantComparison {
    /// Side A.
    pub a: ComparedSide,
    /// Side B.
    pub b: ComparedSide,
    /// What both score, by id.
    pub common: Vec<CommonControl>,
    /// What only A scores, by id.
    pub only_a: Vec<OneSidedControl>,
    /// What only B scores, by id.
    pub only_b: Vec<OneSidedControl>,
    /// Both sides by product, by name.
    pub products: Vec<ProductSides>,
}

impl TenantComparison {
    /// Common controls whose points or maxima differ: the largest difference of points first, ties by id.
    pub fn differing(&self) -> Vec<&CommonControl> {
        let mut pairs: Vec<&CommonControl> = self.common.iter().filter(|pair| pair.differs()).collect();
        pairs.sort_by(|x, y| {
            let size = |pair: &CommonControl| Reverse(pair.difference().0.abs());
            size(x).cmp(&size(y)).then_with(|| x.id.cmp(&y.id))
        });
        pairs
    }

    /// How the exact percentage of A on the common controls compares with that of B.
    pub fn on_common(&self) -> Ordering {
        self.a.common.percent().compare(self.b.common.percent())
    }
}

/// Compares two states on one catalogue.
pub fn compare(a: &State<'_>, b: &State<'_>) -> TenantComparison {
    let matched = matching::matched(a, b);
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
