//! The calendar of a team as a table: where the work up to a step ends, without a search.

use super::distribution::ONE;

/// The pieces of a calendar; only those that are used come into a cache.
pub(super) const PIECES: usize = 4096;

/// Work that ends within one piece of the calendar is finished on one day or the next.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    /// The most work that is finished on the first of both, in units of 2^-20.
    pub(super) bound: u64,
    pub(super) first: u16,
    pub(super) next: u16,
}

/// Cuts the calendar of a team into pieces of work no larger than its shortest day; `None` where the longest work
/// needs more of them.
pub(super) fn pieces(
    capacity: &[u32],
    release: u32,
    last_day: u32,
    longest: u64,
) -> Option<(Box<[Piece; PIECES]>, u32)> {
    let mut days: Vec<(u64, u16)> = Vec::new();
    let mut sum = 0;
    for (day, &minutes) in (0..=last_day).zip(capacity).skip(release as usize) {
        if minutes > 0 {
            sum += u64::from(minutes) * ONE;
            days.push((sum, u16::try_from(day).ok()?));
        }
    }
    // What is finished later is finished too late.
    days.push((u64::MAX, u16::try_from(last_day + 1).ok()?));
    let shortest = capacity.iter().skip(release as usize).copied().filter(|minutes| *minutes > 0).min()?;
    let bits = shortest.ilog2() + ONE.ilog2();
    if longest >> bits >= PIECES as u64 {
        return None;
    }
    let mut at = 0;
    let pieces = std::array::from_fn(|piece| {
        let least = ((piece as u64) << bits) + 1;
        while at + 1 < days.len() && days[at].0 < least {
            at += 1;
        }
        Piece { bound: days[at].0, first: days[at].1, next: days[(at + 1).min(days.len() - 1)].1 }
    });
    Some((Box::new(pieces), bits))
}
