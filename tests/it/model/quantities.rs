//! Quantities are exact, print with two decimals, and are read exactly or not at all.

use scoreplan::model::units::{decimal, div_half_up, gcd, signed_decimal};
use scoreplan::model::{BasisPoints, Hundredths, Minutes, Percent, Points, Share};

#[test]
fn a_percentage_prints_rounded_and_compares_exactly() {
    let almost = Percent::new(Points(79_996), Points(100_000));
    assert_eq!(almost.to_string(), "80.00");
    assert!(!almost.reaches(BasisPoints::percent(80)));
    assert!(Percent::new(Points(80_000), Points(100_000)).reaches(BasisPoints::percent(80)));
    assert!(!Percent::new(Points::ZERO, Points::ZERO).reaches(BasisPoints::ZERO));
}

#[test]
fn published_examples_of_proportional_points_hold() {
    // 25 of 52 users registered, 9 points: 4.33. 50 of 100 at 10 points: 5.
    assert_eq!(Share::new(25, 52).of(Points::whole(9)), Points(433));
    assert_eq!(Share::new(50, 100).of(Points::whole(10)), Points(500));
    assert_eq!(Share::new(0, 0).of(Points::whole(1)), Points(100));
}

#[test]
fn numbers_print_with_two_decimals() {
    assert_eq!(Points(-5).to_string(), "-0.05");
    assert_eq!(Minutes(20).to_string(), "0.33");
    assert_eq!(Percent::new(Points(12_800), Points(27_400)).to_string(), "46.72");
    assert_eq!(Points::from_f64(815.22), Some(Points(81_522)));
    assert_eq!(Points::from_f64(f64::NAN), None);
}

#[test]
fn the_greatest_divisor_ignores_signs_and_width() {
    assert_eq!([gcd(12, -18), gcd(0, 0), gcd(0, 7), gcd(-5, 0), gcd(1, i128::MIN)], [6, 0, 7, 5, 1]);
    assert_eq!(gcd(6 << 70, 4 << 65), 4 << 65);
}

#[test]
fn decimal_numbers_are_exact_or_refused() {
    assert_eq!(decimal("815.22", 2), Some(81_522));
    assert_eq!(decimal("0.9500", 3), Some(950));
    assert_eq!(decimal("7", 4), Some(70_000));
    assert_eq!(signed_decimal("-0.5", 2), Some(-50));
    assert_eq!(signed_decimal("1999999998.00", 2), Some(199_999_999_800));
    for text in ["", "-", "1.", ".5", "1.005", "1e3", "many", "99999999999999", "--1", "+1"] {
        assert_eq!(signed_decimal(text, 2), None, "{text}");
    }
    assert_eq!(decimal("-1", 2), None);
}

#[test]
fn halves_round_up_also_below_zero() {
    assert_eq!(div_half_up(5, 10), 1);
    assert_eq!(div_half_up(-5, 10), 0);
    assert_eq!(div_half_up(14, 10), 1);
}

fn text(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("no quantity fails")
}

#[test]
fn numbers_keep_their_two_decimals_in_json() {
    assert_eq!(text(&Points::whole(128)), "128.00");
    assert_eq!(text(&Points(-5)), "-0.05");
    assert_eq!(text(&Minutes(20)), "0.33");
    assert_eq!(text(&Percent::new(Points(2), Points(3))), "66.67");
    assert_eq!(text(&Hundredths::per_hour(Points::whole(3), Minutes(90))), "2.00");
    assert_eq!(text(&Hundredths::per_hour(Points::whole(3), Minutes::ZERO)), "null");
}

/// 672.51 of 1100 is 61.137272...: what is printed beside a target never claims to be at it and below it.
#[test]
fn a_percentage_that_rounds_up_to_a_target_shows_that_it_misses() {
    let percent = Percent::new(Points(67_251), Points(110_000));
    for (target, text) in [(6_114, "61.137"), (6_115, "61.14"), (6_113, "61.14"), (5_000, "61.14")] {
        assert_eq!(percent.below(BasisPoints(target)), text);
    }
    for (points, max, text) in [(99_999, 100_000, "99.999"), (999_999_999, 1_000_000_000, "99.999")] {
        assert_eq!(Percent::new(Points(points), Points(max)).below(BasisPoints::ALL), text);
    }
    assert_eq!(Percent::new(Points(1), Points(2)).below(BasisPoints(5_000)), "50.00");
    assert_eq!(Percent::new(Points(0), Points(0)).below(BasisPoints(0)), "0.00");
}
