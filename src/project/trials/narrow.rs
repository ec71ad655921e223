//! Counts of levels in half the room, for one worker and for a while: what is small stays in its cache.

use super::tally::{Levels, widen};

/// After as many trials counts go over to wider ones, before any of them can run over.
pub(super) const FULL: u32 = 60_000;

/// How often each level occurred, over a range with some room at both ends.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    base: u32,
    counts: Vec<u16>,
}

impl Counts {
    /// Counts levels.
    #[inline(always)]
    pub(super) fn add(&mut self, levels: &[u16]) {
        let (least, most) = levels
            .iter()
            .fold((u16::MAX, u16::MIN), |(least, most), &level| (least.min(level), most.max(level)));
        if least > most {
            return;
        }
        self.reach(least, most);
        // Room is made before and not within the loop, which then knows where the counts stand.
        let (base, counts) = (self.base, self.counts.as_mut_slice());
        for level in levels {
            if let Some(count) = counts.get_mut(u32::from(*level).wrapping_sub(base) as usize) {
                *count += 1;
            }
        }
    }

    /// Makes room for levels outside the range.
    #[inline(always)]
    fn reach(&mut self, least: u16, most: u16) {
        let (from, to) = (u32::from(least), u32::from(most));
        let inside = from >= self.base && ((to - self.base) as usize) < self.counts.len();
        if !inside {
            self.widen(least, most);
        }
    }

    #[cold]
    fn widen(&mut self, least: u16, most: u16) {
        widen(&mut self.base, &mut self.counts, least.into(), most.into());
    }

    /// Hands everything over and counts from nothing.
    pub(super) fn hand_over(&mut self, levels: &mut Levels) {
        levels.merge(&Levels::of(self.base, self.counts.iter().map(|&count| count.into()).collect()));
        self.counts.fill(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_handed_over_is_what_was_counted() {
        let rows: [&[u16]; 4] = [&[500, 500, 7], &[], &[65_534, 0, 500], &[9]];
        let (mut narrow, mut wide, mut expected) = (Counts::default(), Levels::default(), Levels::default());
        for row in rows.iter().cycle().take(10) {
            narrow.add(row);
            narrow.hand_over(&mut wide);
            row.iter().for_each(|&level| expected.add(level.into()));
        }
        assert!(wide.counted().eq(expected.counted()));
        assert_eq!(wide.counted().next(), Some((0, 2)));
    }
}
