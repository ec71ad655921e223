//! The table of assumptions agrees with itself, and values are written as they are read.

use scoreplan::model::BasisPoints;
use scoreplan::model::assumptions::{ASSUMPTIONS, Assumption, Assumptions, Setting, Spreads, Values};

/// Settings and rows stand in one order, the default word comes first, and every word means what it is written as.
#[test]
fn the_table_agrees_with_itself() {
    for (row, setting) in ASSUMPTIONS.iter().zip(Assumptions::default().settings()) {
        assert_eq!(row.key, setting.key());
        assert_eq!(row.read(&setting.word()), Some(setting), "{}", row.key);
        if let Values::Words(words) = row.values {
            assert_eq!(words[0].0, setting.word());
            for (word, value) in words {
                assert_eq!((value.key(), value.word()), (row.key, (*word).to_owned()));
                let mut changed = Assumptions::default();
                assert!(changed.set(row.key, word) && changed.settings().contains(value));
            }
        }
    }
    assert_eq!(Assumption::named("unknown-max").unwrap().usage(), "unknown-max=unknown|1 to 10");
    assert_eq!(Assumption::named("gates").unwrap().usage(), "gates=hard|advisory");
    assert_eq!(Assumption::named("lapse-after").unwrap().usage(), "lapse-after=30d");
}

#[test]
fn numbers_are_written_as_they_are_read() {
    let mut spread = Assumptions { spreads: Spreads::NONE, ..Assumptions::default() };
    let right = "success=0.9750 success=0.95 success=1.00 capacity-low=62.5% capacity-high=110% \
        new-controls-per-month=2.5 new-controls-per-month=0 lapse-after=0d";
    for (key, word) in right.split(' ').filter_map(|pair| pair.split_once('=')) {
        assert!(spread.set(key, word), "{key}: {word}");
        let is_set = |one: &Setting| one.key() == key && one.word() == word;
        assert!(spread.settings().iter().any(is_set), "{key}: {word}");
    }
    assert_eq!(spread.spreads.capacity_low, BasisPoints(6_250));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let wrong = "success=1.1 success=-1 success=95% success=.5 success=0.12345 capacity-low=0% \
        capacity-low=101% capacity-high=90% capacity-high=99999999999% effort-spread=some lapse-after=366d \
        lapse-after=+3d new-controls-per-month=100.01 unknown-max=11 drift=1";
    for (key, word) in wrong.split(' ').filter_map(|pair| pair.split_once('=')) {
        assert!(!Assumptions::default().set(key, word), "{key}: {word}");
    }
}
