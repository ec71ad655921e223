//! How often each level of the score occurred on each day.
//!
//! Every day has a window of levels, and all windows are of one width, so that the counts of all days are one piece of
//! memory: a worker that asked for hundreds of small ones would spend its time on waiting for them.

use std::ops::AddAssign;

/// A level that no score has: where the window of a day stands of which nothing was counted.
const NOWHERE: u32 = u32::MAX;

/// Room beside the levels of a day, as others will fall near them.
const ROOM: usize = 64;

/// Counts that are summed at once.
const BLOCK: usize = 64;

/// Counts of levels, day by day.
#[derive(Debug, Clone)]
pub struct Windows<C> {
    width: usize,
    /// Where the window of each day begins.
    bases: Vec<u32>,
    /// Window after window.
    counts: Vec<C>,
}

/// The counts of one day.
#[derive(Debug, Clone, Copy)]
pub struct Levels<'w, C> {
    base: u32,
    counts: &'w [C],
}

impl<C: Copy + Default + PartialEq + AddAssign + From<u8> + Into<u32>> Windows<C> {
    /// Nothing counted yet.
    pub(super) fn of(days: usize) -> Self {
        Self { width: 0, bases: vec![NOWHERE; days], counts: Vec::new() }
    }

    /// Of how many days.
    pub fn len(&self) -> usize {
        self.bases.len()
    }

    /// Whether of no day at all.
    pub fn is_empty(&self) -> bool {
        self.bases.is_empty()
    }

    /// The counts of each day.
    pub fn days(&self) -> impl Iterator<Item = Levels<'_, C>> {
        (0..self.len()).map(|day| match self.bases[day] {
            NOWHERE => Levels { base: 0, counts: &[] },
            base => Levels { base, counts: self.window(day) },
        })
    }

    /// Counts levels of a day.
    #[inline(always)]
    pub(super) fn add<L: Copy + Ord + Into<u32>>(&mut self, day: usize, levels: &[L]) {
        let Some(&first) = levels.first() else { return };
        let (least, most) =
            levels.iter().fold((first, first), |(least, most), &level| (least.min(level), most.max(level)));
        // Room is made before and not within the loop, which then knows where the counts stand.
        self.reach(day, least.into(), most.into());
        let (base, one) = (self.bases[day], C::from(1));
        let window = &mut self.counts[day * self.width..(day + 1) * self.width];
        for &level in levels {
            if let Some(count) = window.get_mut(level.into().wrapping_sub(base) as usize) {
                *count += one;
            }
        }
    }

    /// Makes room for levels of a day.
    #[inline(always)]
    fn reach(&mut self, day: usize, least: u32, most: u32) {
        let base = self.bases[day];
        if least < base || (most - base) as usize >= self.width {
            self.move_over(day, least, most);
        }
    }

    /// Puts the window of a day over levels besides those that it has counted, and makes all wider where it must.
    #[cold]
    fn move_over(&mut self, day: usize, least: u32, most: u32) {
        let old = self.bases[day];
        let counted = Levels { base: old, counts: self.window(day) };
        let (from, to) = match counted.range() {
            Some((first, last)) => (least.min(first), most.max(last)),
            None => (least, most),
        };
        let span = (to - from) as usize + 1;
        if span > self.width {
            self.widen(span + span / 4 + ROOM);
        }
        // Room on both sides.
        let base = from.saturating_sub(u32::try_from((self.width - span) / 2).unwrap_or_default());
        let width = self.width;
        let window = &mut self.counts[day * width..(day + 1) * width];
        if base < old {
            window.rotate_right((old - base) as usize % width);
        } else {
            window.rotate_left((base - old) as usize % width);
        }
        self.bases[day] = base;
    }

    /// Makes all windows wider at their ends.
    fn widen(&mut self, width: usize) {
        let mut counts = vec![C::default(); self.len() * width];
        for (day, wide) in counts.chunks_exact_mut(width.max(1)).enumerate() {
            wide[..self.width].copy_from_slice(self.window(day));
        }
        (self.width, self.counts) = (width, counts);
    }

    /// Counts from nothing.
    pub(super) fn clear(&mut self) {
        self.counts.fill(C::default());
    }

    fn window(&self, day: usize) -> &[C] {
        &self.counts[day * self.width..(day + 1) * self.width]
    }
}

impl Windows<u32> {
    /// Adds what was counted elsewhere, on the same days.
    pub(super) fn absorb<C>(&mut self, other: &Windows<C>)
    where
        C: Copy + Default + PartialEq + AddAssign + From<u8> + Into<u32>,
    {
        if self.width == 0 {
            let spans = other.days().filter_map(|levels| levels.range()).map(|(least, most)| most - least);
            self.widen(spans.max().map_or(0, |span| span as usize + ROOM));
        }
        for (day, levels) in other.days().enumerate() {
            let Some((least, most)) = levels.range() else { continue };
            self.reach(day, least, most);
            let from = day * self.width + (least - self.bases[day]) as usize;
            let more = &levels.counts[(least - levels.base) as usize..=(most - levels.base) as usize];
            for (mine, &more) in self.counts[from..].iter_mut().zip(more) {
                *mine += more.into();
            }
        }
    }
}

/// The same counts, whatever room there is beside them.
impl PartialEq for Windows<u32> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.days().zip(other.days()).all(|(a, b)| a.counted().eq(b.counted()))
    }
}

impl Eq for Windows<u32> {}

impl<C: Copy + Into<u32>> Levels<'_, C> {
    /// The levels that occurred, rising, with how often.
    pub fn counted(&self) -> impl Iterator<Item = (u32, u32)> {
        (self.base..).zip(self.counts.iter().map(|&count| count.into())).filter(|(_, count)| *count > 0)
    }

    /// The least and the greatest level that occurred.
    fn range(&self) -> Option<(u32, u32)> {
        let occurs = |count: &C| (*count).into() > 0;
        let level = |at: usize| self.base + u32::try_from(at).unwrap_or_default();
        let least = self.counts.iter().position(occurs)?;
        let most = self.counts.iter().rposition(occurs)?;
        Some((level(least), level(most)))
    }

    /// The smallest levels that rising shares of the trials do not exceed (nearest rank), and the sum of all levels.
    pub fn quantiles<const N: usize>(&self, trials: u32, percents: [u32; N]) -> ([u32; N], i128) {
        let ranks = percents.map(|percent| (u64::from(trials) * u64::from(percent)).div_ceil(100).max(1));
        let mut quantiles = [0; N];
        let (mut found, mut seen) = (0, 0);
        for (base, counts) in (self.base..).step_by(BLOCK).zip(self.counts.chunks(BLOCK)) {
            // A block that holds no rank is only summed, which vectors do.
            let here = counts.iter().map(|&count| u64::from(count.into())).sum::<u64>();
            if ranks.get(found).is_some_and(|rank| seen + here >= *rank) {
                let mut below = seen;
                for (level, &count) in (base..).zip(counts) {
                    below += u64::from(count.into());
                    while ranks.get(found).is_some_and(|rank| below >= *rank) {
                        quantiles[found] = level;
                        found += 1;
                    }
                }
            }
            seen += here;
        }
        let above = (0..).zip(self.counts).map(|(at, &count)| at * u64::from(count.into())).sum::<u64>();
        (quantiles, i128::from(self.base) * i128::from(seen) + i128::from(above))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn what_is_handed_over_is_what_was_counted() {
        let rows: [(usize, &[u16]); 7] = [
            (1, &[500, 500, 7]),
            (0, &[]),
            (1, &[65_534, 0, 500]),
            (2, &[9]),
            (0, &[9, 700]),
            (2, &[20_000]),
            (2, &[21_000]),
        ];
        let (mut narrow, mut wide) = (Windows::<u16>::of(4), Windows::<u32>::of(4));
        let mut expected = vec![BTreeMap::<u32, u32>::new(); 4];
        for (turn, (day, row)) in rows.iter().cycle().take(40).enumerate() {
            narrow.add(*day, row);
            row.iter().for_each(|&level| *expected[*day].entry(level.into()).or_default() += 1);
            if turn % 9 == 0 {
                wide.absorb(&narrow);
                narrow.clear();
            }
        }
        wide.absorb(&narrow);
        for (levels, expected) in wide.days().zip(expected) {
            assert!(levels.counted().eq(expected.clone()));
            let trials: u32 = expected.values().sum();
            let ([median], sum) = levels.quantiles(trials, [50]);
            let each = || expected.iter().flat_map(|(&level, &times)| vec![level; times as usize]);
            assert_eq!(sum, each().map(i128::from).sum());
            assert_eq!(
                Some(median).filter(|_| trials > 0),
                each().nth((trials as usize).div_ceil(2).wrapping_sub(1))
            );
        }
    }
}
