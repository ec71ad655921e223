//! Prerequisites form a graph without cycles, and the reference tenant gives work a figure.

use scoreplan::model::catalogue::{Effort, Estimate};
use scoreplan::model::reference::{SIZES, effort};
use scoreplan::model::{Graph, Minutes, Points, Weight};

fn weights(n: usize) -> Vec<Weight> {
    vec![Weight { points: Points(1), minutes: Minutes(1) }; n]
}

#[test]
fn a_cycle_is_reported_with_its_nodes_in_order() {
    let cycle = Graph::new(weights(5), vec![vec![], vec![2], vec![3], vec![1, 0], vec![1]]).unwrap_err();
    assert_eq!(cycle, vec![1, 2, 3]);
    assert_eq!(Graph::new(weights(1), vec![vec![0]]).unwrap_err(), vec![0]);
}

#[test]
fn repeated_prerequisites_count_once_and_dependents_mirror_them() {
    let graph = Graph::new(weights(3), vec![vec![], vec![0, 0], vec![1]]).unwrap();
    assert_eq!(graph.needs(1), [0]);
    assert_eq!(graph.needed_by(0), [1]);
    assert_eq!(graph.len(), 3);
}

#[test]
fn what_grows_with_an_unknown_population_has_no_figure() {
    let hours = |n| Estimate { low: Minutes::hours(n), likely: Minutes::hours(n), high: Minutes::hours(n) };
    let mut work =
        Effort { fixed: hours(4), per_100: Estimate::default(), population: Some("vaults".into()) };
    assert_eq!(effort(&work, None), Some(hours(4)));
    work.per_100 = hours(2);
    assert_eq!(effort(&work, None), None);
    work.population = None;
    assert_eq!(effort(&work, Some(&"guests".into())), Some(hours(5)));
    assert_eq!(effort(&work, None), None);
}

#[test]
fn sizes_stand_in_order() {
    assert!(SIZES.is_sorted());
}
