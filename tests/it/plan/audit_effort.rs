//! The audit computes the effort that is left as the methods describe it.

use scoreplan::model::{Effort, Estimate, Minutes, Share};
use scoreplan::plan::audit::effort::left;

fn likely(minutes: i64) -> Estimate {
    Estimate { low: Minutes(0), likely: Minutes(minutes), high: Minutes(minutes) }
}

#[test]
fn the_worked_examples_of_the_methods_hold_here_too() {
    let effort = |fixed, per_100| Effort { fixed: likely(fixed), per_100: likely(per_100), population: None };
    assert_eq!(left(&effort(240, 120), Share::new(0, 52), 250), Minutes(540));
    assert_eq!(left(&effort(1_920, 960), Share::new(744, 1_200), 396).to_string(), "63.37");
    assert_eq!(left(&effort(480, 0), Share::new(6, 10), 0), Minutes(192));
    assert_eq!(left(&effort(480, 0), Share::new(9, 10), 0), Minutes(120));
    assert_eq!(left(&effort(1, 1), Share::NONE, 50), Minutes(2));
}
