//! Luck with an address: counter-based draws, so that no draw depends on any other.
//!
//! A draw is a pure function of the seed, the number of the trial, whose draw it is, and the quantity. So work that is
//! added elsewhere shifts nobody's draw, trial 7 is the same in a run of ten and of ten thousand, and two scenarios
//! meet the same luck. The function is Philox4x32-10 (Salmon and others, 2011).

use crate::model::Id;

/// The rounds of the generator.
const ROUNDS: usize = 10;
/// The multipliers of the two halves.
const MULTIPLY: [u64; 2] = [0xD251_1F53, 0xCD9E_8D57];
/// What is added to the two words of the key after each round.
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// Trials that run side by side.
pub(super) const SIDE: usize = 32;
/// Blocks that are drawn side by side: those of [`OWNERS`] owners in [`SIDE`] trials.
pub(super) const BLOCKS: usize = OWNERS * EACH;
/// Owners that draw side by side.
pub(super) const OWNERS: usize = 2;
/// Trials that share a block: one word each.
const SHARED: usize = 4;
/// Blocks of an owner side by side.
const EACH: usize = SIDE / SHARED;

/// Blocks side by side: `lanes[word][lane]`, in the lower halves; what stands in the upper ones means nothing.
pub(super) type Lanes<const LANES: usize> = [[u64; LANES]; SHARED];

/// The draw of one owner in one trial: three quantities in bits of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw(u32);

impl Draw {
    /// The draw that is a word of a block.
    #[inline(always)]
    pub(super) fn new(word: u64) -> Self {
        Self(low(word))
    }

    /// How much work a step is, or a team gets done: a cell of 1024.
    #[inline(always)]
    pub fn size(self) -> u32 {
        self.0 >> 22
    }

    /// How late its points show: one of 64.
    #[inline(always)]
    pub fn delay(self) -> u32 {
        (self.0 >> 16) & 63
    }

    /// Whether a step succeeds at once: one of 65 536, below its bound.
    #[inline(always)]
    pub fn succeeds(self, bound: u32) -> bool {
        self.0 & 0xFFFF < bound
    }

    /// How much work it is to do what failed again: a cell of 1024. Where between the bound and its end a draw that
    /// fails lies is luck of its own, as nothing else was asked of it.
    #[inline(always)]
    pub fn again(self, bound: u32) -> u32 {
        let bound = bound.min(0xFFFF);
        (((self.0 & 0xFFFF).saturating_sub(bound)) << 10) / (0x1_0000 - bound)
    }
}

/// Whose draw it is: a stable number of its kind, name and round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream(u64);

impl Stream {
    /// The key of a step: a piece of work and its round, from 0.
    pub fn step(id: &Id, round: u32) -> Self {
        Self(hash(1, id.as_str(), round))
    }

    /// The key of a team.
    pub fn team(id: &Id) -> Self {
        Self(hash(2, id.as_str(), 0))
    }

    /// The key of what drifts in a product on a day.
    pub fn drift(product: &Id, day: u32) -> Self {
        Self(hash(3, product.as_str(), day))
    }

    /// The key of the controls that come on a day.
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

/// A source of draws.
#[derive(Debug, Clone, Copy)]
pub struct Rng {
    keys: [[u64; 2]; ROUNDS],
}

impl Rng {
    /// The luck of a seed.
    pub fn new(seed: u64) -> Self {
        let seed = seed.to_le_bytes();
        let word = |at: usize| u32::from_le_bytes([seed[at], seed[at + 1], seed[at + 2], seed[at + 3]]);
        Self { keys: round_keys([word(0), word(4)]) }
    }

    /// The draws of one owner in one trial.
    pub fn draw(&self, trial: u32, key: Stream) -> Draw {
        let mut lanes = [[0]; 4];
        self.owners(trial, [key], &mut lanes);
        of_trial(trial, &lanes, 0)
    }

    /// The draws of some owners in [`SIDE`] trials from a multiple of four on: the blocks of the first owner, and so on.
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

/// What a block holds for a trial: of four trials in a row a word each.
#[inline(always)]
pub(super) fn of_trial<const LANES: usize>(trial: u32, drawn: &Lanes<LANES>, lane: usize) -> Draw {
    Draw::new(drawn[trial as usize % SHARED][lane])
}

/// The words of an owner in [`SIDE`] trials, in the order of [`lane_of`].
#[inline(always)]
pub(super) fn of_owner(drawn: &Lanes<BLOCKS>, owner: usize) -> [u32; SIDE] {
    std::array::from_fn(|lane| low(drawn[lane / EACH][owner % OWNERS * EACH + lane % EACH]))
}

/// Where a trial runs: of every [`SIDE`] trials first those that have the first word of their blocks, and so on.
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
#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is asked for")]
pub(super) fn low(word: u64) -> u32 {
    word as u32
}

/// Philox4x32-10 in every lane. Each 32-bit word stands in the lower half of 64 bits, because that is where a
/// processor's vector multiplication reads it; the upper halves hold rubbish and are never read. The rounds stand written
/// out inside the loop over the lanes, so the compiler makes vectors of the lanes.
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

    /// The known answers that come with the published generator.
    #[test]
    fn known_answers_hold() {
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
    fn draws_side_by_side_are_the_draws_one_by_one() {
        let luck = Rng::new(0x0123_4567_89AB_CDEF);
        let keys: [Stream; OWNERS] = std::array::from_fn(|at| Stream::step(&Id::new(&at.to_string()), 0));
        let (mut many, mut owners) = ([[0; BLOCKS]; SHARED], [[0; OWNERS]; SHARED]);
        luck.side_by_side(40, keys, &mut many);
        luck.owners(7, keys, &mut owners);
        for (owner, key) in keys.into_iter().enumerate() {
            let words = of_owner(&many, owner);
            for trial in 0..SIDE {
                let drawn = Draw::new(words[lane_of(trial)].into());
                assert_eq!(drawn, luck.draw(40 + u32::try_from(trial).expect("small"), key));
            }
            assert_eq!(of_trial(7, &owners, owner), luck.draw(7, key));
        }
    }

    #[test]
    fn what_fails_has_luck_of_its_own() {
        for bound in [0, 1, 40_000, 62_259, 65_535] {
            let cells: Vec<u32> = (bound..0x1_0000).map(|drawn| Draw(drawn).again(bound)).collect();
            assert!(cells.is_sorted() && cells.iter().all(|cell| *cell < 1024), "{bound}");
            // Every cell is as likely as any other, as far as whole draws go round.
            let least = cells.len() / 1024;
            for cell in 0..1024 {
                let times = cells.iter().filter(|other| **other == cell).count();
                assert!(times == least || times == least + 1, "{bound} {cell}: {times}");
            }
        }
    }

    #[test]
    fn trials_steps_rounds_and_teams_draw_apart() {
        let id = Id::new("x");
        let luck = Rng::new(1);
        let (step, again, team) = (Stream::step(&id, 0), Stream::step(&id, 1), Stream::team(&id));
        let drawn = [luck.draw(0, step), luck.draw(1, step), luck.draw(0, again), luck.draw(0, team)];
        for (at, draw) in drawn.iter().enumerate() {
            assert!(!drawn[..at].contains(draw));
        }
        assert_ne!(luck.draw(0, team), Rng::new(2).draw(0, team));
    }
}
