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
pub const SIDE: usize = 32;
/// Blocks that are drawn at once: those of [`OWNERS`] owners in [`SIDE`] trials.
pub const BLOCKS: usize = OWNERS * EACH;
/// Owners that are drawn at once.
pub const OWNERS: usize = 2;
/// Trials that share a block, one word each.
pub const SHARED: usize = 4;
/// Blocks of an owner that are drawn at once.
const EACH: usize = SIDE / SHARED;

/// Blocks as `lanes[word][lane]`, in the lower halves; the upper halves are meaningless.
pub type Lanes<const LANES: usize> = [[u64; LANES]; SHARED];

/// The draw of one owner in one trial: 32 bits for three quantities. All but delay and success are independent, and
/// these to 1/50 000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw(u32);

impl Draw {
    #[inline(always)]
    pub fn new(word: u64) -> Self {
        Self(low(word))
    }

    /// The quantile of an effort or a capacity: one of 1024 cells.
    #[inline(always)]
    pub fn size(self) -> u32 {
        self.0 >> 22
    }

    /// The quantile of a delay: one of 16 384. Six bits are its own, the eight below them the last ones of the success test,
    /// whose first ones decide.
    #[inline(always)]
    pub fn delay(self) -> u16 {
        u16::try_from(((self.0 >> 8) & 0x3F00) | (self.0 & 0xFF)).unwrap_or_default()
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
    pub fn side_by_side(&self, first: u32, keys: [Stream; OWNERS], drawn: &mut Lanes<BLOCKS>) {
        let fours = std::array::from_fn(|lane| u64::from(first / 4) + (lane % EACH) as u64);
        let word = |at: usize| std::array::from_fn(|lane| keys[lane / EACH].words()[at]);
        mix(&[fours, [0; BLOCKS], word(0), word(1)], &self.keys, drawn);
    }

    /// The draws of several owners in one trial, to be read with [`of_trial`].
    #[inline(always)]
    pub fn owners<const LANES: usize>(&self, trial: u32, keys: [Stream; LANES], drawn: &mut Lanes<LANES>) {
        let word = |at: usize| keys.map(|key| key.words()[at]);
        mix(&[[u64::from(trial / 4); LANES], [0; LANES], word(0), word(1)], &self.keys, drawn);
    }
}

/// The word of a trial in a block: four trials in a row have a word each.
#[inline(always)]
pub fn of_trial<const LANES: usize>(trial: u32, drawn: &Lanes<LANES>, lane: usize) -> Draw {
    Draw::new(drawn[trial as usize % SHARED][lane])
}

/// The words of an owner in [`SIDE`] trials, in the order of [`lane_of`].
#[inline(always)]
pub fn of_owner(drawn: &Lanes<BLOCKS>, owner: usize) -> [u32; SIDE] {
    std::array::from_fn(|lane| low(drawn[lane / EACH][owner % OWNERS * EACH + lane % EACH]))
}

/// The lane of a trial: of every [`SIDE`] trials first those that have the first word of their blocks, and so on.
pub fn lane_of(trial: usize) -> usize {
    trial / SIDE * SIDE + trial % SHARED * EACH + trial % SIDE / SHARED
}

pub fn round_keys(key: [u32; 2]) -> [[u64; 2]; ROUNDS] {
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
pub fn low(word: u64) -> u32 {
    word as u32
}

/// Philox4x32-10 in every lane. Each 32-bit word lies in the lower half of 64 bits, where the vector multiplication of a
/// processor reads it; the upper halves are never read. The rounds are unrolled inside the loop over the lanes, so that the
/// compiler vectorises the loop.
#[inline(always)]
pub fn mix<const LANES: usize>(counter: &Lanes<LANES>, keys: &[[u64; 2]; ROUNDS], mixed: &mut Lanes<LANES>) {
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
