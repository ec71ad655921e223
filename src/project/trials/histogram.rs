//! Histograms: how often each level of the score occurred on each day.
//!
//! Every day has a window of levels, and all windows have the same width, so that those of a month are one allocation.
//! Counts begin with 16 bits, which halves what a cache must hold, and become 32 bits before any could overflow.

use std::ops::{AddAssign, Range};

/// A level that no score has: the base of a window in which nothing was counted.
const NOWHERE: u32 = u32::MAX;

/// Spare levels beside those of a day, because others will fall near them.
const ROOM: usize = 64;

/// The days whose windows are one allocation. With one for each day a worker would spend its time on allocating; one for
/// all days would come from the operating system, where workers wait for each other.
const MONTH: usize = 32;

/// Counts that are summed at once.
const BLOCK: usize = 64;

#[derive(Debug, Clone)]
pub struct Histograms {
    width: usize,
    days: Vec<LevelWindow>,
    counts: CountStore,
}

/// The window of a day: its lowest level, and how many levels it has counted.
#[derive(Debug, Clone, Copy)]
struct LevelWindow {
    base: u32,
    counted: u32,
}

#[derive(Debug, Clone)]
enum CountStore {
    Narrow(Months<u16>),
    Wide(Months<u32>),
}

/// The windows of each month.
type Months<C> = Vec<Vec<C>>;

#[derive(Debug, Clone, Copy)]
pub struct DayHistogram<'w> {
    base: u32,
    counts: CountSlice<'w>,
}

#[derive(Debug, Clone, Copy)]
enum CountSlice<'w> {
    Narrow(&'w [u16]),
    Wide(&'w [u32]),
}

impl Histograms {
    pub(super) fn of(days: usize) -> Self {
        let days = vec![LevelWindow { base: NOWHERE, counted: 0 }; days];
        Self { width: 0, days, counts: CountStore::Narrow(Vec::new()) }
    }

    pub fn len(&self) -> usize {
        self.days.len()
    }

    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// Whether nothing was counted yet.
    pub(super) fn is_new(&self) -> bool {
        self.width == 0
    }

    pub fn days(&self) -> impl Iterator<Item = DayHistogram<'_>> {
        (0..self.len()).map(|day| self.levels(day))
    }

    fn levels(&self, day: usize) -> DayHistogram<'_> {
        let base = self.days[day].base;
        let (month, at) = self.place(day);
        let counts = match &self.counts {
            _ if base == NOWHERE => CountSlice::Narrow(&[]),
            CountStore::Narrow(months) => CountSlice::Narrow(&months[month][at]),
            CountStore::Wide(months) => CountSlice::Wide(&months[month][at]),
        };
        DayHistogram { base, counts }
    }

    /// The month of a day, and the range of its window within the month.
    #[inline(always)]
    fn place(&self, day: usize) -> (usize, Range<usize>) {
        let from = day % MONTH * self.width;
        (day / MONTH, from..from + self.width)
    }

    /// Counts levels of a day.
    #[inline(always)]
    pub(super) fn add<L: Copy + Ord + Into<u32>>(&mut self, day: usize, levels: &[L]) {
        let Some(&first) = levels.first() else { return };
        let (least, most) =
            levels.iter().fold((first, first), |(least, most), &level| (least.min(level), most.max(level)));
        // Room is made before the loop, so that the loop need not look for the counts.
        self.reach(day, least.into(), most.into(), u32::try_from(levels.len()).unwrap_or(u32::MAX));
        let (month, at) = self.place(day);
        let base = self.days[day].base;
        match &mut self.counts {
            CountStore::Narrow(months) => count(&mut months[month][at], base, levels, 1),
            CountStore::Wide(months) => count(&mut months[month][at], base, levels, 1),
        }
    }

    /// Makes room for more levels of a day.
    #[inline(always)]
    fn reach(&mut self, day: usize, least: u32, most: u32, more: u32) {
        let LevelWindow { base, counted } = self.days[day];
        if least < base || (most - base) as usize >= self.width {
            self.move_over(day, least, most);
        }
        let counted = counted.saturating_add(more);
        self.days[day].counted = counted;
        if counted > u16::MAX.into() {
            self.go_wide();
        }
    }

    /// Moves the window of a day so that it covers further levels, and widens all windows if it must.
    #[cold]
    fn move_over(&mut self, day: usize, least: u32, most: u32) {
        let old = self.days[day].base;
        let counted = self.levels(day).range();
        let (from, to) = counted.map_or((least, most), |(first, last)| (least.min(first), most.max(last)));
        let span = (to - from) as usize + 1;
        if span > self.width {
            self.make_room(span + span / 2);
        }
        // Room on both sides.
        let base = from.saturating_sub(u32::try_from((self.width - span) / 2).unwrap_or_default());
        let ((month, at), width) = (self.place(day), self.width);
        self.days[day].base = base;
        // Memory that was not touched yet stays untouched.
        if counted.is_none() {
            return;
        }
        // All counts lie between both ends, so the rotation moves none across the end of the window.
        let up =
            if base < old { (old - base) as usize % width } else { width - (base - old) as usize % width };
        match &mut self.counts {
            CountStore::Narrow(months) => months[month][at].rotate_right(up),
            CountStore::Wide(months) => months[month][at].rotate_right(up),
        }
    }

    /// Widens all windows at their ends for a span and [`ROOM`].
    pub(super) fn make_room(&mut self, span: usize) {
        let width = span + ROOM;
        match &mut self.counts {
            CountStore::Narrow(months) => widen(months, self.days.len(), self.width, width),
            CountStore::Wide(months) => widen(months, self.days.len(), self.width, width),
        }
        self.width = width;
    }

    #[inline(always)]
    fn go_wide(&mut self) {
        if let CountStore::Narrow(months) = &self.counts {
            let wide = |month: &Vec<u16>| month.iter().map(|&count| count.into()).collect();
            self.counts = CountStore::Wide(months.iter().map(wide).collect());
        }
    }

    /// Adds the counts of other histograms of the same days.
    pub(super) fn absorb(&mut self, other: Self) {
        if self.is_new() {
            *self = other;
            return;
        }
        if let CountStore::Wide(_) = other.counts {
            self.go_wide();
        }
        for (day, levels) in other.days().enumerate() {
            let Some((least, most)) = levels.range() else { continue };
            self.reach(day, least, most, other.days[day].counted);
            let (month, at) = self.place(day);
            let from = at.start + (least - self.days[day].base) as usize;
            let more = (least - levels.base) as usize..(most - levels.base) as usize + 1;
            match (&mut self.counts, levels.counts) {
                (CountStore::Narrow(mine), CountSlice::Narrow(counts)) => {
                    sum(&mut mine[month][from..], &counts[more]);
                }
                (CountStore::Wide(mine), CountSlice::Narrow(counts)) => {
                    sum(&mut mine[month][from..], &counts[more]);
                }
                (CountStore::Wide(mine), CountSlice::Wide(counts)) => {
                    sum(&mut mine[month][from..], &counts[more]);
                }
                // Excluded: they were made wide above.
                (CountStore::Narrow(_), CountSlice::Wide(_)) => {}
            }
        }
    }
}

#[inline(always)]
fn count<C: AddAssign + Copy, L: Copy + Into<u32>>(window: &mut [C], base: u32, levels: &[L], one: C) {
    for &level in levels {
        if let Some(count) = window.get_mut(level.into().wrapping_sub(base) as usize) {
            *count += one;
        }
    }
}

fn sum<C: AddAssign + From<M>, M: Copy>(mine: &mut [C], more: &[M]) {
    for (mine, &more) in mine.iter_mut().zip(more) {
        *mine += more.into();
    }
}

/// Gives windows another width; their counts stay at their beginnings.
fn widen<C: Copy + Default>(months: &mut Months<C>, days: usize, old: usize, width: usize) {
    months.resize(days.div_ceil(MONTH), Vec::new());
    for (at, month) in months.iter_mut().enumerate() {
        let mut wide = vec![C::default(); MONTH.min(days - at * MONTH) * width];
        for (wide, narrow) in wide.chunks_exact_mut(width).zip(month.chunks_exact(old.max(1))) {
            wide[..old].copy_from_slice(narrow);
        }
        *month = wide;
    }
}

/// Equal counts, whatever room there is beside them.
impl PartialEq for Histograms {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.days().zip(other.days()).all(|(a, b)| a.counted() == b.counted())
    }
}

impl Eq for Histograms {}

impl DayHistogram<'_> {
    /// The levels that occurred in rising order, each with its count.
    pub fn counted(&self) -> Vec<(u32, u32)> {
        match self.counts {
            CountSlice::Narrow(counts) => counted(self.base, counts),
            CountSlice::Wide(counts) => counted(self.base, counts),
        }
    }

    /// The least and the greatest level that occurred.
    fn range(&self) -> Option<(u32, u32)> {
        match self.counts {
            CountSlice::Narrow(counts) => range(self.base, counts),
            CountSlice::Wide(counts) => range(self.base, counts),
        }
    }

    /// The quantiles at rising percentages (nearest rank), and the sum of all levels.
    pub fn quantiles<const N: usize>(&self, trials: u32, percents: [u32; N]) -> ([u32; N], i128) {
        let ranks = percents.map(|percent| (u64::from(trials) * u64::from(percent)).div_ceil(100).max(1));
        match self.counts {
            CountSlice::Narrow(counts) => ranked(self.base, counts, ranks),
            CountSlice::Wide(counts) => ranked(self.base, counts, ranks),
        }
    }
}

fn counted<C: Copy + Into<u32>>(base: u32, counts: &[C]) -> Vec<(u32, u32)> {
    let levels = counts.iter().zip(base..).map(|(&count, level)| (level, count.into()));
    levels.filter(|(_, count)| *count > 0).collect()
}

fn range<C: Copy + Into<u32>>(base: u32, counts: &[C]) -> Option<(u32, u32)> {
    let occurs = |count: &C| (*count).into() > 0;
    let level = |at: usize| base + u32::try_from(at).unwrap_or_default();
    Some((level(counts.iter().position(occurs)?), level(counts.iter().rposition(occurs)?)))
}

/// The levels at which counts reach ranks, and the sum of the levels.
fn ranked<C: Copy + Into<u32>, const N: usize>(base: u32, counts: &[C], ranks: [u64; N]) -> ([u32; N], i128) {
    let mut levels = [0; N];
    let (mut found, mut seen) = (0, 0);
    for (counts, base) in counts.chunks(BLOCK).zip((base..).step_by(BLOCK)) {
        // A block that holds no rank is only summed, which is vectorised.
        let here = counts.iter().map(|&count| u64::from(count.into())).sum::<u64>();
        if ranks.get(found).is_some_and(|rank| seen + here >= *rank) {
            let mut below = seen;
            for (&count, level) in counts.iter().zip(base..) {
                below += u64::from(count.into());
                while ranks.get(found).is_some_and(|rank| below >= *rank) {
                    levels[found] = level;
                    found += 1;
                }
            }
        }
        seen += here;
    }
    let above = (0..).zip(counts).map(|(at, &count)| at * u64::from(count.into())).sum::<u64>();
    (levels, i128::from(base) * i128::from(seen) + i128::from(above))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

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
}
