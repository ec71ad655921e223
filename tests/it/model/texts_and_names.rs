//! Texts from outside are harmless and fit, titles are compared by their words, and names and colours are read.

use scoreplan::model::text::{plain, wrapped};
use scoreplan::model::title::comparable;
use scoreplan::model::{Colour, Id};

#[test]
fn nothing_steers_the_terminal() {
    assert_eq!(plain("a\u{1b}[31mb\nc\u{202e}d"), "a\u{fffd}[31mb c\u{fffd}d");
    // A control of eight bits, marks of direction, and characters without a shape.
    assert_eq!(
        plain("\u{9b}2J\u{200f}a\u{61c}\u{feff}\u{e0041}"),
        "\u{fffd}2J\u{fffd}a\u{fffd}\u{fffd}\u{fffd}"
    );
    assert_eq!(plain("a\u{2028}b\u{200d}c"), "a b\u{200d}c");
}

#[test]
fn lines_fit() {
    let text = wrapped("one two three four five", 10);
    assert!(text.lines().all(|line| line.chars().count() <= 10), "{text}");
    assert_eq!(text.split_whitespace().collect::<Vec<_>>(), ["one", "two", "three", "four", "five"]);
}

#[test]
fn titles_differ_only_by_their_words() {
    let written = "Ensure \u{2018}Self service password reset enabled\u{2019} is\u{a0}set to\u{202f}'All'. ";
    assert_eq!(
        comparable(written),
        comparable("ensure 'self service  password reset enabled' is set to 'All'")
    );
    assert_eq!(comparable("\u{feff}Zero\u{200b}-hour \u{2013} purge"), "zero-hour - purge");
    assert_eq!(comparable(" . "), "");
    assert_ne!(comparable("Enable A"), comparable("Enable B"));
}

#[test]
fn a_numeric_instance_prefix_is_not_part_of_the_name() {
    assert_eq!(Id::new("11770.MDA_Google_X").without_instance(), "MDA_Google_X");
    assert_eq!(Id::new("a.b").without_instance(), "a.b");
    assert_eq!(Id::new(".b").without_instance(), ".b");
    assert!(Id::new("scid_10").is_device_control());
    assert!(Id::new("11770.MDA_Google_X").is_named("MDA_Google_X"));
    assert!(Id::new("11770.MDA_Google_X").is_named("11770.MDA_Google_X"));
    assert!(!Id::new("MDA_Google_X").is_named("11770.MDA_Google_X"));
}

#[test]
fn contrast_is_that_of_the_guidelines() {
    let black = Colour([0, 0, 0]);
    assert!((black.contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
    // #777777 on white is the classic that just fails.
    assert!(Colour([0x77; 3]).contrast(Colour::WHITE) < 4.5);
    assert!(Colour([0x76; 3]).contrast(Colour::WHITE) > 4.5);
}

#[test]
fn colours_are_six_digits() {
    assert_eq!(Colour::read("#0F6cbd").map(|colour| colour.to_string()), Some("#0f6cbd".to_owned()));
    for wrong in ["0f6cbd", "#fff", "#0f6cbg", "#+f6cbd", "red", "#ääääää"] {
        assert_eq!(Colour::read(wrong), None, "{wrong}");
    }
}
