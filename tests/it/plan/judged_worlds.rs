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

/// Worlds that were judged wrongly once.
#[test]
fn worlds_that_were_wrong_once() {
    const LARGE: Size = Size { actions: 6, controls: 8 };
    let small = [
        4_000, 12_761, 14_818, 20_178, 21_539, 23_823, 29_124, 31_586, 33_762, 37_714, 38_004, 39_408, 43_923,
    ];
    let large = [95, 278, 312, 594, 3_104, 3_851, 5_801, 6_638, 6_888, 905_935, 908_487];
    let tame = [905_855, 1_008_488];
    let read = |seeds: &[u64], kind: Kind, size: Size| {
        Case::read(seeds.iter().map(|&seed| generate(seed, kind, size)).collect())
    };
    let wild = read(&small, Kind::Wild, SMALL).into_iter().chain(read(&large, Kind::Wild, LARGE));
    for case in wild.chain(read(&tame, Kind::Tame, LARGE)) {
        let found =
            case.compare(100_000, 100).unwrap_or_else(|aside| panic!("{}: {aside:?}", case.texts.seed));
        assert!(found.is_empty(), "{}: {found:#?}", case.texts.seed);
    }
}

#[test]
fn tame_worlds() {
    agree(Kind::Tame, 0, 750, SMALL);
}

#[test]
fn wild_worlds() {
    agree(Kind::Wild, 0, 750, SMALL);
}
