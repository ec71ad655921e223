//! Random numbers are those of the published generator, and histograms count what occurred.

use std::collections::BTreeMap;

use scoreplan::model::Id;
use scoreplan::project::trials::Histograms;
use scoreplan::project::trials::philox::{
    BLOCKS, Draw, OWNERS, Rng, SHARED, SIDE, Stream, lane_of, low, mix, of_owner, of_trial, round_keys,
};

/// The known answers that are published with the generator.
#[test]
fn blocks_equal_the_published_known_answers() {
    let cases: [([u32; 4], [u32; 2], [u32; 4]); 3] = [
        ([0; 4], [0; 2], [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]),
        ([u32::MAX; 4], [u32::MAX; 2], [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]),
        (
            [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344],
            [0xA409_3822, 0x299F_31D0],
            [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1],
        ),
    ];
    for (counter, key, expected) in cases {
        let mut mixed = [[0; 4]; 4];
        mix(&counter.map(|word| [u64::from(word); 4]), &round_keys(key), &mut mixed);
        for lane in 0..4 {
            assert_eq!(mixed.map(|lanes| low(lanes[lane])), expected);
        }
    }
}

#[test]
fn vectorised_draws_equal_single_draws() {
    let rng = Rng::new(0x0123_4567_89AB_CDEF);
    let keys: [Stream; OWNERS] = std::array::from_fn(|at| Stream::step(&Id::new(&at.to_string()), 0));
    let (mut many, mut owners) = ([[0; BLOCKS]; SHARED], [[0; OWNERS]; SHARED]);
    rng.side_by_side(40, keys, &mut many);
    rng.owners(7, keys, &mut owners);
    for (owner, key) in keys.into_iter().enumerate() {
        let words = of_owner(&many, owner);
        for trial in 0..SIDE {
            let drawn = Draw::new(words[lane_of(trial)].into());
            assert_eq!(drawn, rng.draw(40 + u32::try_from(trial).expect("small"), key));
        }
        assert_eq!(of_trial(7, &owners, owner), rng.draw(7, key));
    }
}

#[test]
fn a_second_attempt_is_drawn_uniformly_whatever_the_chance_of_success() {
    for bound in [0, 1, 40_000, 62_259, 65_535] {
        let cells: Vec<u32> = (bound..0x1_0000).map(|drawn| Draw::new(drawn.into()).again(bound)).collect();
        assert!(cells.is_sorted() && cells.iter().all(|cell| *cell < 1024), "{bound}");
        // All cells are equally likely, up to one draw.
        let least = cells.len() / 1024;
        for cell in 0..1024 {
            let times = cells.iter().filter(|other| **other == cell).count();
            assert!(times == least || times == least + 1, "{bound} {cell}: {times}");
        }
    }
}

#[test]
fn trials_steps_rounds_teams_and_seeds_draw_independently() {
    let id = Id::new("x");
    let rng = Rng::new(1);
    let (step, again, team) = (Stream::step(&id, 0), Stream::step(&id, 1), Stream::team(&id));
    let drawn = [rng.draw(0, step), rng.draw(1, step), rng.draw(0, again), rng.draw(0, team)];
    for (at, draw) in drawn.iter().enumerate() {
        assert!(!drawn[..at].contains(draw));
    }
    assert_ne!(rng.draw(0, team), Rng::new(2).draw(0, team));
}

#[test]
fn merged_histograms_count_what_occurred() {
    let rows: [(usize, &[u16]); 7] = [
        (1, &[500, 500, 7]),
        (0, &[]),
        (1, &[65_534, 0, 500]),
        (2, &[9]),
        (0, &[9, 700]),
        (2, &[20_000]),
        (2, &[21_000]),
    ];
    let mut parts: Vec<Histograms> = (0..3).map(|_| Histograms::of(4)).collect();
    let mut expected = vec![BTreeMap::<u32, u32>::new(); 4];
    // The first part counts so much that its counts become wide, those of the others do not.
    for turn in 0..170_000 {
        let (day, row) = rows[turn % rows.len()];
        let part = if turn % 10 < 9 { 0 } else { 1 + turn % 2 };
        parts[part].add(day, row);
        row.iter().for_each(|&level| *expected[day].entry(level.into()).or_default() += 1);
    }
    for order in [[0, 1, 2], [1, 2, 0], [2, 0, 1]] {
        let mut all = Histograms::of(4);
        order.iter().for_each(|&part| all.absorb(parts[part].clone()));
        for (levels, expected) in all.days().zip(&expected) {
            assert_eq!(levels.counted(), expected.clone().into_iter().collect::<Vec<_>>());
            let trials: u32 = expected.values().sum();
            let ([median], sum) = levels.quantiles(trials, [50]);
            let each: Vec<u32> =
                expected.iter().flat_map(|(&level, &times)| vec![level; times as usize]).collect();
            assert_eq!(sum, each.iter().copied().map(i128::from).sum::<i128>());
            if trials > 0 {
                assert_eq!(median, each[(trials as usize).div_ceil(2) - 1]);
            }
        }
    }
}
