//! Distributions and draws of the trials against their formulas.

use scoreplan::model::{BasisPoints, Id};
use scoreplan::project::trials::distribution::{
    CELLS, DELAY_DRAWS, Delay, Distribution, Quantiles, UncertainQuantity, pace_quantiles, success_bound,
};
use scoreplan::project::trials::philox::{Draw, Rng, Stream};

/// Quantiles as numbers from 0 to 1.
fn quantiles(law: Distribution, low: u64, likely: u64, high: u64) -> Vec<f64> {
    let shape = Quantiles::new(law, low, likely, high);
    shape.quantiles().iter().map(|&quantile| f64::from(quantile) / 4_294_967_296.0).collect()
}

fn moments(values: &[f64]) -> (f64, f64) {
    let n = f64::from(u32::try_from(values.len()).unwrap());
    let mean = values.iter().sum::<f64>() / n;
    (mean, values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n)
}

const TRIPLES: [(u64, u64, u64); 6] = [(0, 1, 2), (0, 1, 4), (10, 10, 50), (3, 9, 9), (1, 2, 9), (0, 9, 10)];

/// Mean `(a + 4m + b) / 6` and variance `(mean - a)(b - mean) / 7`, to a millionth of the span and a thousandth of
/// the variance.
#[test]
fn pert_has_the_moments_of_its_formula() {
    for (a, m, b) in TRIPLES {
        let span = f64::from(u32::try_from(b - a).unwrap());
        let mode = f64::from(u32::try_from(m - a).unwrap()) / span;
        let (mean, variance) = moments(&quantiles(Distribution::Pert, a, m, b));
        let expected = (4.0 * mode + 1.0) / 6.0;
        assert!((mean - expected).abs() < 1e-6, "{a} {m} {b}: {mean}");
        assert!(
            (variance / (expected * (1.0 - expected) / 7.0) - 1.0).abs() < 1e-3,
            "{a} {m} {b}: {variance}"
        );
    }
}

/// Mean `(a + m + b) / 3` and variance `(a² + m² + b² - am - ab - mb) / 18`.
#[test]
fn the_triangle_has_the_moments_and_quantiles_of_its_formula() {
    for (a, m, b) in TRIPLES {
        let span = f64::from(u32::try_from(b - a).unwrap());
        let mode = f64::from(u32::try_from(m - a).unwrap()) / span;
        let values = quantiles(Distribution::Triangular, a, m, b);
        let (mean, variance) = moments(&values);
        assert!((mean - (1.0 + mode) / 3.0).abs() < 1e-6, "{a} {m} {b}: {mean}");
        assert!((variance / ((1.0 - mode + mode * mode) / 18.0) - 1.0).abs() < 1e-3, "{a} {m} {b}");
        // The share of the mass below a quantile is the quantile's own: x²/mode, or 1 - (1-x)²/(1-mode).
        for (cell, &x) in values.iter().enumerate() {
            let below = if x < mode { x * x / mode } else { 1.0 - (1.0 - x).powi(2) / (1.0 - mode) };
            let u =
                (f64::from(u32::try_from(cell).unwrap()) + 0.5) / f64::from(u32::try_from(CELLS).unwrap());
            assert!((below - u).abs() < 1e-4, "{a} {m} {b}: cell {cell}");
        }
    }
}

/// With the likely value in the middle PERT is Beta(3, 3), whose distribution function is `x³ (10 - 15x + 6x²)`; at an
/// end it is Beta(1, 5): `1 - (1-x)⁵`.
#[test]
fn pert_has_the_quantiles_of_its_formula() {
    let middle: fn(f64) -> f64 = |x| x.powi(3) * (10.0 - 15.0 * x + 6.0 * x * x);
    let end: fn(f64) -> f64 = |x| 1.0 - (1.0 - x).powi(5);
    for (values, below) in
        [(quantiles(Distribution::Pert, 0, 1, 2), middle), (quantiles(Distribution::Pert, 0, 0, 1), end)]
    {
        for (cell, &x) in values.iter().enumerate() {
            let u =
                (f64::from(u32::try_from(cell).unwrap()) + 0.5) / f64::from(u32::try_from(CELLS).unwrap());
            assert!((below(x) - u).abs() < 1e-4, "cell {cell}: {x}");
        }
    }
}

#[test]
fn quantiles_rise_and_stay_between_the_ends() {
    for (a, m, b) in TRIPLES {
        for law in [Distribution::Pert, Distribution::Triangular] {
            assert!(Quantiles::new(law, a, m, b).quantiles().is_sorted());
        }
        let spread = UncertainQuantity { shape: 0, low: 10, span: 90 };
        assert_eq!((spread.value(0), spread.value(u32::MAX)), (10, 100));
    }
}

/// Bits, not figures: whatever the processor, these sums are the same.
#[test]
fn tables_have_the_same_bits_everywhere() {
    let sum = |law, a, m, b| {
        let shape = Quantiles::new(law, a, m, b);
        shape.quantiles().iter().fold(0_u64, |sum, &value| sum.wrapping_mul(31).wrapping_add(value.into()))
    };
    assert_eq!(
        (sum(Distribution::Triangular, 1, 2, 5), sum(Distribution::Pert, 1, 2, 5)),
        (7_901_255_789_747_836_470, 14_856_809_958_913_919_872)
    );
}

/// 200 000 draws: the shares of successes and the mean pace lie within five standard errors.
#[test]
fn draws_agree_with_their_chances() {
    let luck = Rng::new(3);
    let n = 200_000_u32;
    for q in [500_u32, 7_000, 9_500, 10_000] {
        let key = Stream::step(&Id::new(&format!("step {q}")), 0);
        let bound = success_bound(BasisPoints(q.into()));
        let hits = (0..n).filter(|&trial| luck.draw(trial, key).succeeds(bound)).count();
        let (share, p) = (f64::from(u32::try_from(hits).unwrap()) / f64::from(n), f64::from(q) / 1e4);
        assert!((share - p).abs() <= 5.0 * (p * (1.0 - p) / f64::from(n)).sqrt(), "{q}: {share}");
    }
    // The reciprocal of the pace is the capacity, with the mean of its triangle.
    let capacities: Vec<f64> = pace_quantiles(Distribution::Triangular, 600, 1000, 1200)
        .iter()
        .map(|&pace| f64::from(1 << 20) / f64::from(pace))
        .collect();
    let (mean, variance) = moments(&capacities);
    assert!((mean - 2.8 / 3.0).abs() < 1e-5, "{mean}");
    let expected = (0.36 + 1.0 + 1.44 - 0.6 - 0.72 - 1.2) / 18.0;
    assert!((variance / expected - 1.0).abs() < 1e-3, "{variance}");
    assert!(pace_quantiles(Distribution::Triangular, 1000, 1000, 1000).iter().all(|&pace| pace == 1 << 20));
}

/// The share of all draws of a delay that have passed by each day, up to the slowest.
fn passed_by(delay: &Delay) -> Vec<f64> {
    let all = u16::try_from(DELAY_DRAWS).unwrap();
    let mut days = vec![0_u32; usize::from(delay.slowest()) + 1];
    for draw in 0..all {
        let day = delay.of(draw);
        // Side by side it is the same, whether bounds are compared or a table is read.
        assert_eq!(delay.of_each(&[draw, 0, draw]), [day, delay.of(0), day]);
        days[usize::from(day)] += 1;
    }
    let mut passed = 0;
    let share = |day: u32| {
        passed += day;
        f64::from(passed) / f64::from(all)
    };
    days.into_iter().map(share).collect()
}

/// Usual and slowest hours: those of the catalogue, and wider ones.
const DELAYS: [(u32, u32); 10] = [
    (24, 48),
    (24, 168),
    (24, 720),
    (48, 72),
    (48, 120),
    (1, 23),
    (0, 100),
    (30, 31),
    (72, 2_400),
    (24, 100_000),
];

/// What shows by day `d` has taken at most `d - 1` times 24 hours, whose probability is that of the triangle.
#[test]
fn delays_have_the_probabilities_of_their_formula() {
    for (usual, slowest) in DELAYS {
        let (a, b) = (f64::from(usual), f64::from(slowest));
        for (day, passed) in (0_u32..).zip(passed_by(&Delay::until_shown(usual, slowest))) {
            let hours = (24.0 * (f64::from(day) - 1.0)).clamp(a, b);
            let expected = 1.0 - ((b - hours) / (b - a)).powi(2);
            assert!((passed - expected).abs() < 1e-4, "{usual} {slowest}: day {day}: {passed} {expected}");
        }
    }
}

/// Draws agree with the shares within five standard errors.
#[test]
fn drawn_delays_agree_with_their_shares() {
    let luck = Rng::new(11);
    let n = 200_000_u32;
    for (usual, slowest) in DELAYS {
        let delay = Delay::until_shown(usual, slowest);
        let key = Stream::step(&Id::new(&format!("delay {usual} {slowest}")), 0);
        let mut days = vec![0_u32; usize::from(delay.slowest()) + 1];
        for trial in 0..n {
            days[usize::from(delay.of(luck.draw(trial, key).delay()))] += 1;
        }
        let mut drawn = 0;
        for (day, (count, passed)) in days.into_iter().zip(passed_by(&delay)).enumerate() {
            drawn += count;
            let share = f64::from(drawn) / f64::from(n);
            let error = 5.0 * (passed * (1.0 - passed) / f64::from(n)).sqrt();
            assert!(
                (share - passed).abs() <= error + 1e-12,
                "{usual} {slowest}: day {day}: {share} {passed}"
            );
        }
    }
}

/// Delay and success share eight bits. Over all draws no probability of both together is off by 1/50 000.
#[test]
fn delay_and_success_are_all_but_independent() {
    let delay = Delay::until_shown(24, 168);
    let passed = passed_by(&delay);
    for chance in [5_000, 7_777, 9_500, 9_999] {
        let bound = success_bound(BasisPoints(chance));
        let mut days = vec![0_u32; passed.len()];
        for word in 0..1_u64 << 22 {
            let draw = Draw::new(word);
            if draw.succeeds(bound) {
                days[usize::from(delay.of(draw.delay()))] += 1;
            }
        }
        let succeeds = f64::from(bound) / 65_536.0;
        let mut both = 0;
        for (day, passed) in days.into_iter().zip(&passed) {
            both += day;
            let together = f64::from(both) / f64::from(1_u32 << 22);
            assert!((together - succeeds * passed).abs() < 2e-5, "{chance}: {together}");
        }
    }
}

#[test]
fn delays_are_whole_days_and_exact_without_a_spread() {
    for (usual, slowest, days) in [(48, 48, 3), (25, 24, 3), (24, 24, 2), (0, 0, 1), (24, 48, 3)] {
        let delay = Delay::until_shown(usual, slowest);
        assert!(
            (0..DELAY_DRAWS).all(|draw| delay.of(u16::try_from(draw).unwrap()) == days),
            "{usual} {slowest}"
        );
    }
    let spread = Delay::until_shown(24, 168);
    let last = u16::try_from(DELAY_DRAWS - 1).unwrap();
    assert_eq!((spread.of(0), spread.of(last), spread.slowest()), (3, 8, 8));
}
