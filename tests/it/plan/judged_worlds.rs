//! The engine against the exhaustive judge, over random worlds.

use std::collections::BTreeMap;

use crate::plan::judge::compare::Case;
use crate::plan::judge::generate::{Kind, Size, generate};

/// Worlds of a kind, from a seed on; those that have too many ends to look at them all are left aside.
fn agree(kind: Kind, from: u64, number: u64, size: Size) {
    let (mut judged, mut kinds, mut texts) = (0, BTreeMap::new(), Vec::new());
    let seeds: Vec<u64> = (from..from + number).collect();
    let read = |seeds: &[u64]| Case::read(seeds.iter().map(|&seed| generate(seed, kind, size)).collect());
    for case in seeds.chunks(25).flat_map(read) {
        let Ok(found) = case.compare(4_000, 25) else { continue };
        judged += 1;
        for difference in found {
            *kinds.entry(difference.what).or_insert(0) += 1;
            texts.push(format!("{kind:?} {}: {difference}", case.texts.seed));
        }
    }
    assert!(judged * 10 > number * 9, "{judged} of {number} worlds were judged");
    assert!(texts.is_empty(), "{kinds:?}\n{}", texts.join("\n"));
}

const SMALL: Size = Size { actions: 4, controls: 5 };

#[test]
fn tame_worlds() {
    agree(Kind::Tame, 0, 750, SMALL);
}

#[test]
fn wild_worlds() {
    agree(Kind::Wild, 0, 750, SMALL);
}
