//! Distributions as tables of integer quantiles: after the draw there is no floating point.
//!
//! A table holds the quantile in the middle of each of [`CELLS`] cells of equal probability, shifted slightly so that its
//! mean is that of the distribution. Tables are built from additions, multiplications, divisions and square roots, which
//! IEEE 754 rounds alike on every processor, and from the exponential and power functions of `libm`, which are written in
//! these; so the bits are the same everywhere.

use crate::model::BasisPoints;

/// The number of cells of a table.
pub const CELLS: usize = 1024;
/// Intervals of the midpoint rule for a density.
const INTERVALS: usize = 16_384;
/// The number of equally probable draws of a delay.
pub const DELAY_DRAWS: usize = 1 << 14;
/// The fixed-point unit of paces and of work: 2^-20.
pub const ONE: u64 = 1 << 20;

/// The family of a distribution between a low and a high end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Distribution {
    /// PERT: a beta distribution with weight 4 on the likely value, so that its mean is `(low + 4 likely + high) / 6`
    /// (Malcolm and others, 1959).
    Pert,
    /// The triangular distribution with its mode at the likely value.
    Triangular,
}

/// The quantiles of a distribution over 0 to 1, in units of 2^-32.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantiles(Box<[u32; CELLS]>);

impl Quantiles {
    /// The quantiles of a distribution between `low` and `high`, scaled to 0 to 1. An end on the wrong side of the likely
    /// value counts as the likely value.
    pub fn new(distribution: Distribution, low: u64, likely: u64, high: u64) -> Self {
        let (span, up) = (high.max(likely) - low.min(likely), likely - low.min(likely));
        // Quotients of whole numbers below 2^53 are rounded alike everywhere.
        let mode = if span == 0 { 0.0 } else { float(up) / float(span) };
        let (mut values, mean) = match distribution {
            Distribution::Pert => (pert(mode), (4.0 * mode + 1.0) / 6.0),
            Distribution::Triangular => (triangular(mode), (mode + 1.0) / 3.0),
        };
        shift_to_mean(&mut values, mean);
        Self(Box::new(std::array::from_fn(|at| scaled(values[at]))))
    }

    /// The quantile of a cell, in units of 2^-32.
    #[inline(always)]
    pub(super) fn at(&self, cell: u32) -> u32 {
        self.0[cell as usize % CELLS]
    }

    /// All quantiles, rising, in units of 2^-32.
    pub fn quantiles(&self) -> &[u32; CELLS] {
        &self.0
    }
}

/// An uncertain quantity: quantiles scaled to a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UncertainQuantity {
    /// The index of the quantiles in the model.
    pub shape: u32,
    pub low: u32,
    /// The high end less the low end.
    pub span: u32,
}

impl UncertainQuantity {
    /// The value at a quantile, rounded half up.
    #[inline(always)]
    pub fn value(&self, quantile: u32) -> u64 {
        u64::from(self.low) + ((u64::from(self.span) * u64::from(quantile) + (1 << 31)) >> 32)
    }
}

/// The pace at each quantile of a team's capacity: how long work takes, in units of 2^-20 of its effort, which is the
/// reciprocal of the capacity.
///
/// The capacity is given in thousandths of the calendar's, and is at least one thousandth.
pub fn pace_quantiles(distribution: Distribution, low: u32, likely: u32, high: u32) -> Box<[u32; CELLS]> {
    let shape = Quantiles::new(distribution, u64::from(low), u64::from(likely), u64::from(high));
    let (low, high) = (u64::from(low.min(likely)), u64::from(high.max(likely)));
    Box::new(std::array::from_fn(|at| {
        // A share of 2^-20 of a thousandth, to stay exact where nothing is spread.
        let above = ((high - low) * u64::from(shape.0[at])) >> 12;
        let capacity = ((low << 20) + above).max(ONE);
        let pace = (ONE * 1000 * ONE + capacity / 2) / capacity;
        u32::try_from(pace).unwrap_or(u32::MAX)
    }))
}

#[inline(always)]
pub(super) fn pace(paces: &[u32; CELLS], cell: u32) -> u32 {
    paces[cell as usize % CELLS]
}

/// A delay in whole days: the first possible day, and for each later one the number of draws that come before it, of
/// [`DELAY_DRAWS`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delay {
    first: u16,
    bounds: Box<[u16]>,
    /// The day of each draw, where there are too many bounds to compare with.
    days: Option<Box<[u16; DELAY_DRAWS]>>,
}

/// Up to so many bounds are compared in all lanes at once; then a table that leaves the nearest cache is faster.
const COMPARED: usize = 8;

impl Delay {
    /// A delay from its first day and the rising bounds of the days after it.
    pub fn new(first: u16, bounds: impl Into<Box<[u16]>>) -> Self {
        let mut delay = Self { first, bounds: bounds.into(), days: None };
        if delay.bounds.len() > COMPARED {
            let day = |draw: usize| delay.of(u16::try_from(draw).unwrap_or(u16::MAX));
            delay.days = Some(Box::new(std::array::from_fn(day)));
        }
        delay
    }

    /// The delay until points show: a triangular distribution of hours with its mode at the usual delay, up to the next daily
    /// snapshot. Of the hours `h` at most `h` are drawn with probability `1 - ((slowest - h) / (slowest - usual))^2`; each bound
    /// is the number of draws next to it.
    pub fn until_shown(usual_hours: u32, slowest_hours: u32) -> Self {
        let days = |hours: u32| u16::try_from(1 + hours.div_ceil(24)).unwrap_or(u16::MAX);
        let (usual, slowest) = (usual_hours, slowest_hours.max(usual_hours));
        let all = u128::from(slowest - usual).pow(2);
        let bound = |day: u16| {
            let later = u128::from(slowest.saturating_sub(24 * (u32::from(day) - 1)));
            let draws = (2 * DELAY_DRAWS as u128 * (all - later.pow(2)) + all) / (2 * all);
            u16::try_from(draws).unwrap_or(u16::MAX)
        };
        Self::new(days(usual), (days(usual)..days(slowest)).map(bound).collect::<Vec<u16>>())
    }

    /// The delay of a draw.
    pub fn of(&self, draw: u16) -> u16 {
        let passed = self.bounds.partition_point(|bound| *bound <= draw);
        self.first + u16::try_from(passed).unwrap_or(u16::MAX)
    }

    /// The delays of draws side by side.
    #[inline(always)]
    pub fn of_each<const LANES: usize>(&self, draws: &[u16; LANES]) -> [u16; LANES] {
        let mut days = [self.first; LANES];
        match &self.days {
            Some(table) => {
                for lane in 0..LANES {
                    days[lane] = table[usize::from(draws[lane]) % DELAY_DRAWS];
                }
            }
            None => {
                for &bound in &self.bounds {
                    for lane in 0..LANES {
                        days[lane] += u16::from(draws[lane] >= bound);
                    }
                }
            }
        }
        days
    }

    pub fn slowest(&self) -> u16 {
        self.first + u16::try_from(self.bounds.len()).unwrap_or(u16::MAX)
    }
}

/// The quantiles of a Poisson distribution whose mean is given in hundredths.
pub fn poisson_quantiles(expected_hundredths: u32) -> Box<[u32; CELLS]> {
    let expected = float(expected_hundredths.into()) / 100.0;
    let mut number = 0_u32;
    let mut chance = libm::exp(-expected);
    let mut below = chance;
    let mut of = middles().map(|wanted| {
        while below < wanted && number < 10_000 {
            number += 1;
            chance *= expected / f64::from(number);
            below += chance;
        }
        number
    });
    Box::new(std::array::from_fn(|_| of.next().unwrap_or_default()))
}

/// A probability as the bound below which one of 65 536 equally probable draws succeeds, rounded half up.
pub fn success_bound(probability: BasisPoints) -> u32 {
    u32::try_from(probability.min(BasisPoints::ALL).of(1 << 16)).unwrap_or_default()
}

/// The quantiles of a triangular distribution over 0 to 1, by its inverse.
fn triangular(mode: f64) -> Vec<f64> {
    let below = |u: f64| (u * mode).sqrt();
    let above = |u: f64| 1.0 - ((1.0 - u) * (1.0 - mode)).sqrt();
    middles().map(|u| if u < mode { below(u) } else { above(u) }).collect()
}

/// The quantiles of a beta distribution with exponents `4 mode` and `4 (1 - mode)`, by the midpoint rule.
fn pert(mode: f64) -> Vec<f64> {
    let (rise, fall) = (4.0 * mode, 4.0 * (1.0 - mode));
    let width = 1.0 / float(INTERVALS as u64);
    let density = |piece: usize| {
        let x = (float(piece as u64) + 0.5) * width;
        libm::pow(x, rise) * libm::pow(1.0 - x, fall)
    };
    let densities: Vec<f64> = (0..INTERVALS).map(density).collect();
    let total: f64 = densities.iter().sum();
    let (mut piece, mut below) = (0, 0.0);
    middles()
        .map(|u| {
            let wanted = u * total;
            while piece + 1 < INTERVALS && below + densities[piece] < wanted {
                below += densities[piece];
                piece += 1;
            }
            (float(piece as u64) + (wanted - below) / densities[piece]) * width
        })
        .collect()
}

fn middles() -> impl Iterator<Item = f64> {
    (0..CELLS).map(|cell| (float(cell as u64) + 0.5) / float(CELLS as u64))
}

/// Shifts all values so that they have a mean, each in proportion to its distance from the end that they move to.
fn shift_to_mean(values: &mut [f64], mean: f64) {
    let now = values.iter().sum::<f64>() / float(values.len() as u64);
    let missing = mean - now;
    for value in values {
        *value += if missing > 0.0 { missing * (1.0 - *value) / (1.0 - now) } else { missing * *value / now };
    }
}

#[expect(clippy::cast_precision_loss, reason = "minutes and counts stay far below 2^53")]
fn float(number: u64) -> f64 {
    number as f64
}

/// A value from 0 to 1 in units of 2^-32.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is held first")]
fn scaled(value: f64) -> u32 {
    (value.clamp(0.0, 1.0) * 4_294_967_296.0).round().min(4_294_967_295.0) as u32
}
