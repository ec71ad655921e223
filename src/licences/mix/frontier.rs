//! What more money brings: every mix that comes to more than all cheaper ones.

use super::Seen;
use super::judge::{Judged, Objective, Said, bound, judge, reached, want};
use super::offer::{Ground, Offer, Unasked};
use super::walk::Walk;
use crate::model::Id;
use crate::plan::best::Budget;
use crate::plan::optimise::Limits;

/// A mix that comes to more than all cheaper ones.
pub type Corner = Box<Judged>;

/// The frontier of yearly cost against what is reached.
#[derive(Debug)]
pub struct Frontier {
    /// By rising cost and rising score.
    pub corners: Vec<Corner>,
    /// Whether it is proved that between two corners nothing comes to more than the first of them.
    pub is_proved: bool,
    /// How much was looked at.
    pub seen: Seen,
    /// SKUs that might unlock something and have no price, by name.
    pub unpriced: Vec<Id>,
}

/// The frontier within some money a year, where there is a limit, and some hours.
///
/// # Errors
/// What is missing to say anything.
pub fn frontier(
    ground: &Ground<'_, '_>,
    objective: Objective,
    money: Option<i64>,
    hours: Budget,
    limits: Limits<'_>,
) -> Result<Frontier, Unasked> {
    let offer = Offer::new(ground)?;
    let mut walk = Walk::new(&offer);
    let mut seen = Seen::default();
    let mut corners: Vec<Corner> = Vec::new();
    let mut is_open = false;
    for mix in walk.by_ref() {
        if money.is_some_and(|money| mix.yearly > money) {
            break;
        }
        seen.mixes += 1;
        if let Some(last) = corners.last()
            && bound(ground, &mix, objective, hours)?.is_some_and(|bound| match objective {
                Objective::Points => bound <= reached(last, objective),
                // The bound is rounded down: of equals one may still be more.
                Objective::Percent => bound < reached(last, objective),
            })
        {
            continue;
        }
        seen.judged += 1;
        match judge(ground, &mix, want(objective, hours), limits)? {
            Said::Plan(judged) => {
                is_open |= !judged.is_proved;
                if corners.last().is_none_or(|last| judged.is_more_than(last, objective)) {
                    // Of mixes of one cost only the best is a corner.
                    if corners.last().is_some_and(|last| last.mix.yearly == judged.mix.yearly) {
                        corners.pop();
                    }
                    corners.push(judged);
                }
            }
            Said::No(_) => {}
            Said::Unknown => is_open = true,
        }
    }
    let is_proved = !is_open && !walk.is_cut();
    Ok(Frontier { corners, is_proved, seen, unpriced: offer.unpriced })
}
