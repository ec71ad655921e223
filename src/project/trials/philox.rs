//! Counter-based random numbers (Philox4x32-10): each draw depends only on seed, trial and owner.
//!
//! So work that is added elsewhere changes no other draw, trial 7 is the same in a run of ten and of ten thousand, and
//! two scenarios share common random numbers. The generator is that of Salmon, Moraes, Dror and Shaw, "Parallel random
//! numbers: as easy as 1, 2, 3" (SC11, 2011).

use crate::model::Id;

const ROUNDS: usize = 10;
/// The multipliers of the two halves.
const MULTIPLY: [u64; 2] = [0xD251_1F53, 0xCD9E_8D57];
/// The Weyl constants that are added to the two words of the key after each round.
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// Trials that are drawn at once.
pub(super) const SIDE: usize = 32;
/// Blocks that are drawn at once: those of [`OWNERS`] owners in [`SIDE`] trials.
pub(super) const BLOCKS: usize = OWNERS * EACH;
/// Owners that are drawn at once.
pub(super) const OWNERS: usize = 2;
/// Trials that share a block, one word each.
const SHARED: usize = 4;
/// Blocks of an owner that are drawn at once.
const EACH: usize = SIDE / SHARED;

/// Blocks as `lanes[word][lane]`, in the lower halves; the upper halves are meaningless.
pub(super) type Lanes<const LANES: usize> = [[u64; LANES]; SHARED];

/// The draw of one owner in one trial: 32 bits for three independent quantities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw(u32);

impl Draw {
    #[inline(always)]
    pub(super) fn new(word: u64) -> Self {
        Self(low(word))
    }

    /// The quantile of an effort or a capacity: one of 1024 cells.
    #[inline(always)]
    pub fn size(self) -> u32 {
        self.0 >> 22
    }

    /// The quantile of a delay: one of 64.
    #[inline(always)]
    pub fn delay(self) -> u32 {
        (self.0 >> 16) & 63
    }

    /// Whether a step succeeds at once: one of 65 536 numbers is below its bound.
    #[inline(always)]
    pub fn succeeds(self, bound: u32) -> bool {
        self.0 & 0xFFFF < bound
    }

    /// The quantile of the effort of a second attempt: one of 1024 cells. It is uniform and independent of the success
    /// test: the remainder of a rejected draw.
    #[inline(always)]
    pub fn again(self, bound: u32) -> u32 {
        let bound = bound.min(0xFFFF);
        (((self.0 & 0xFFFF).saturating_sub(bound)) << 10) / (0x1_0000 - bound)
    }
}

/// The stream of an owner: a stable number of its kind, name and round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream(u64);

impl Stream {
    /// The stream of a step: the id of the work and its round, from 0.
    pub fn step(id: &Id, round: u32) -> Self {
        Self(hash(1, id.as_str(), round))
    }

    pub fn team(id: &Id) -> Self {
        Self(hash(2, id.as_str(), 0))
    }

    /// The stream of the drift of a product on a day.
    pub fn drift(product: &Id, day: u32) -> Self {
        Self(hash(3, product.as_str(), day))
    }

    /// The stream of the new controls of a day.
    pub fn arrivals(day: u32) -> Self {
        Self(hash(4, "", day))
    }

    fn words(self) -> [u64; 2] {
        [self.0 & 0xFFFF_FFFF, self.0 >> 32]
    }
}

/// FNV-1a over a name, with its kind before it and its round behind it.
fn hash(kind: u8, name: &str, round: u32) -> u64 {
    let bytes = std::iter::once(kind).chain(name.bytes()).chain(round.to_le_bytes());
    bytes.fold(0xCBF2_9CE4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

#[derive(Debug, Clone, Copy)]
pub struct Rng {
    keys: [[u64; 2]; ROUNDS],
}

impl Rng {
    pub fn new(seed: u64) -> Self {
        let seed = seed.to_le_bytes();
        let word = |at: usize| u32::from_le_bytes([seed[at], seed[at + 1], seed[at + 2], seed[at + 3]]);
        Self { keys: round_keys([word(0), word(4)]) }
    }

    /// The draw of one owner in one trial.
    pub fn draw(&self, trial: u32, key: Stream) -> Draw {
        let mut lanes = [[0]; 4];
        self.owners(trial, [key], &mut lanes);
        of_trial(trial, &lanes, 0)
    }

    /// The blocks of [`OWNERS`] owners in [`SIDE`] trials from a multiple of four on, owner by owner.
    #[inline(always)]
    pub(super) fn side_by_side(&self, first: u32, keys: [Stream; OWNERS], drawn: &mut Lanes<BLOCKS>) {
        let fours = std::array::from_fn(|lane| u64::from(first / 4) + (lane % EACH) as u64);
        let word = |at: usize| std::array::from_fn(|lane| keys[lane / EACH].words()[at]);
        mix(&[fours, [0; BLOCKS], word(0), word(1)], &self.keys, drawn);
    }

    /// The draws of several owners in one trial, to be read with [`of_trial`].
    #[inline(always)]
    pub(super) fn owners<const LANES: usize>(
        &self,
        trial: u32,
        keys: [Stream; LANES],
        drawn: &mut Lanes<LANES>,
    ) {
        let word = |at: usize| keys.map(|key| key.words()[at]);
        mix(&[[u64::from(trial / 4); LANES], [0; LANES], word(0), word(1)], &self.keys, drawn);
    }
}

/// The word of a trial in a block: four trials in a row have a word each.
#[inline(always)]
pub(super) fn of_trial<const LANES: usize>(trial: u32, drawn: &Lanes<LANES>, lane: usize) -> Draw {
    Draw::new(drawn[trial as usize % SHARED][lane])
}

/// The words of an owner in [`SIDE`] trials, in the order of [`lane_of`].
#[inline(always)]
pub(super) fn of_owner(drawn: &Lanes<BLOCKS>, owner: usize) -> [u32; SIDE] {
    std::array::from_fn(|lane| low(drawn[lane / EACH][owner % OWNERS * EACH + lane % EACH]))
}

/// The lane of a trial: of every [`SIDE`] trials first those that have the first word of their blocks, and so on.
pub(super) fn lane_of(trial: usize) -> usize {
    trial / SIDE * SIDE + trial % SHARED * EACH + trial % SIDE / SHARED
}

fn round_keys(key: [u32; 2]) -> [[u64; 2]; ROUNDS] {
    let mut key = key;
    std::array::from_fn(|_| {
        let now = key.map(u64::from);
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
        now
    })
}

/// The lower half of a word.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "the lower half is wanted")]
pub(super) fn low(word: u64) -> u32 {
    word as u32
}

/// Philox4x32-10 in every lane. Each 32-bit word lies in the lower half of 64 bits, where the vector multiplication of a
/// processor reads it; the upper halves are never read. The rounds are unrolled inside the loop over the lanes, so that the
/// compiler vectorises the loop.
#[inline(always)]
fn mix<const LANES: usize>(counter: &Lanes<LANES>, keys: &[[u64; 2]; ROUNDS], mixed: &mut Lanes<LANES>) {
    let [a, b, c, d] = mixed;
    let [k0, k1, k2, k3, k4, k5, k6, k7, k8, k9] = *keys;
    for lane in 0..LANES {
        let words = [counter[0][lane], counter[1][lane], counter[2][lane], counter[3][lane]];
        let words = round(round(round(round(round(words, k0), k1), k2), k3), k4);
        let words = round(round(round(round(round(words, k5), k6), k7), k8), k9);
        [a[lane], b[lane], c[lane], d[lane]] = words;
    }
}

#[inline(always)]
fn round([a, b, c, d]: [u64; 4], key: [u64; 2]) -> [u64; 4] {
    let left = (a & 0xFFFF_FFFF) * MULTIPLY[0];
    let right = (c & 0xFFFF_FFFF) * MULTIPLY[1];
    [(right >> 32) ^ b ^ key[0], right, (left >> 32) ^ d ^ key[1], left]
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let cells: Vec<u32> = (bound..0x1_0000).map(|drawn| Draw(drawn).again(bound)).collect();
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
}
