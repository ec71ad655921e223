//! Values as people write them read as what was written.

use scoreplan::engine::values::{Amount, Budget, Percentage, Term, Text};
use scoreplan::model::{BasisPoints, Minutes, Money};

fn round<T: Text + PartialEq + std::fmt::Debug>(value: &T) {
    assert_eq!(T::read(&value.write()).as_ref(), Ok(value), "{}", value.write());
}

#[test]
fn what_is_written_reads_as_the_same_value() {
    for minutes in [0, 1, 59, 60, 61, 100, 7_199, 123_457] {
        round(&Budget::Minutes(Minutes(minutes)));
    }
    for share in [0, 1, 3_000, 10_000] {
        round(&Budget::Percent(BasisPoints(share)));
        round(&Percentage(BasisPoints(share)));
    }
    round(&Amount(Money(123_450)));
    round(&jiff::civil::date(2027, 1, 31));
    for (_, term) in Term::WORDS {
        round(&term);
    }
}
