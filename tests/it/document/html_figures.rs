//! Figures and days of the page as people read them.

use scoreplan::document::html::figures::{hours, money, sentence, share, thousands, with_days};
use scoreplan::model::{Minutes, Money};

#[test]
fn days_within_a_text_are_marked() {
    let marked = with_days("from 2027-01-31 (\u{e4}) to 20270201, 2027-13-01 & 2027-02-01").into_string();
    assert_eq!(
        marked,
        "from <time datetime=\"2027-01-31\">2027-01-31</time> (\u{e4}) to 20270201, 2027-13-01 &amp; \
         <time datetime=\"2027-02-01\">2027-02-01</time>"
    );
    assert_eq!(sentence("opens one control").into_string(), "Opens one control.");
    assert_eq!(with_days("").into_string(), "");
}

#[test]
fn large_numbers_stand_in_groups_of_three() {
    assert_eq!(thousands(1_234_567), "1\u{202f}234\u{202f}567");
    assert_eq!(thousands(-999), "\u{2212}999");
    assert_eq!(money(Some(Money(12_345_650)), "USD"), "123\u{202f}457 USD");
    assert_eq!(share(9_999, 10_000), "100.0 %");
    assert_eq!(hours(Minutes(90)), "2");
}
