//! Backlogs of random dependencies, the same on every machine: `SplitMix64` and integers only.

use scoreplan::model::{Graph, Minutes, Points, Weight};

/// How items depend on each other and what they are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// Up to three prerequisites, half of them near.
    Random,
    /// Five layers, each resting on the one before.
    Layers,
    /// At most one prerequisite.
    Forest,
    /// As `Random`, and points follow the effort.
    Tracking,
    /// As `Random`, with points in hundredths.
    Hundredths,
}

struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn index(&mut self, limit: usize) -> usize {
        modulo(self.next(), limit)
    }
}

fn modulo(x: u64, limit: usize) -> usize {
    usize::try_from(x % limit as u64).expect("less than a number of items")
}

/// A backlog of `n` items: 1 to 10 points, effort in quarter hours from 2 to 320 spread evenly over octaves.
pub(crate) fn synthetic(n: usize, seed: u64, family: Family) -> Graph {
    let mut random = SplitMix64(seed.wrapping_mul(1_000_003).wrapping_add(family as u64));
    let weights: Vec<Weight> = (0..n).map(|_| weight(&mut random, family)).collect();
    let needs = (0..n).map(|item| needs(&mut random, family, item, n)).collect();
    Graph::new(weights, needs).expect("needs point backwards")
}

fn weight(random: &mut SplitMix64, family: Family) -> Weight {
    let points = 1 + random.below(10);
    let level = random.below(8);
    let base = 2_u64 << level;
    let quarters = base + random.below(if level == 7 { 65 } else { base });
    let hundredths = match family {
        Family::Hundredths => points * 100 + random.below(100),
        Family::Tracking => (1 + quarters / 36 + (points & 1)).min(10) * 100,
        _ => points * 100,
    };
    Weight { points: Points(hundredths.cast_signed()), minutes: Minutes((quarters * 15).cast_signed()) }
}

fn needs(random: &mut SplitMix64, family: Family, item: usize, n: usize) -> Vec<usize> {
    let mut needs = Vec::new();
    match family {
        Family::Layers => {
            let cut = [0, 20, 45, 70, 90].map(|share| n * share / 100);
            let layer = cut[1..].iter().filter(|&&at| item >= at).count();
            if layer > 0 {
                for _ in 0..[1, 1, 1, 2, 2, 2, 3, 3][random.index(8)] {
                    needs.push(cut[layer - 1] + random.index(cut[layer] - cut[layer - 1]));
                }
            }
        }
        Family::Forest => {
            let (has_need, x) = (random.below(10) < 9, random.next());
            if item > 0 && has_need {
                needs.push(modulo(x, item));
            }
        }
        _ => {
            for _ in 0..[0, 0, 1, 1, 1, 2, 2, 2, 3, 3][random.index(10)] {
                let (is_near, x) = (random.below(2) == 0, random.next());
                if item > 0 {
                    needs.push(if is_near { item - 1 - modulo(x, item.min(50)) } else { modulo(x, item) });
                }
            }
        }
    }
    needs
}
