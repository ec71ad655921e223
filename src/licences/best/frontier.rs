//! What more money brings: every mix that comes to more than all cheaper ones.

use super::by_cost::MixesByCost;
use super::choices::{MixChoices, MixError, MixProblem};
use super::evaluate::{EvaluatedMix, Evaluation, MixObjective, judge_each, reached};
use super::{Mix, SearchEffort};
use crate::model::Id;
use crate::plan::best::Budget;
use crate::plan::optimise::Limits;

/// A mix that comes to more than all cheaper ones.
pub type FrontierMix = Box<EvaluatedMix>;

/// The frontier of yearly cost against what is reached.
#[derive(Debug)]
pub struct MixFrontier {
    /// By rising cost and rising score.
    pub corners: Vec<FrontierMix>,
    /// Of how many mixes no plan was proved to be the best: one of them may come to more than is shown.
    pub unproved: usize,
    /// Whether the walk over the mixes was given up before its end.
    pub is_cut: bool,
    /// How much was looked at.
    pub seen: SearchEffort,
    /// SKUs that might unlock something and have no price, by name.
    pub unpriced: Vec<Id>,
}

/// So many mixes are judged side by side, each against the last corner before all of them; a number that does not hang on
/// the machine, for the mixes that need no plan do.
const AT_ONCE: usize = 8;

impl MixFrontier {
    /// Whether it is proved that between two corners nothing comes to more than the first of them.
    pub fn is_proved(&self) -> bool {
        self.unproved == 0 && !self.is_cut
    }
}

/// The frontier within some money a year, where there is a limit, and some hours.
///
/// # Errors
/// What is missing to say anything.
pub fn frontier(
    ground: &MixProblem<'_, '_>,
    objective: MixObjective,
    money: Option<i64>,
    hours: Budget,
    limits: Limits<'_>,
) -> Result<MixFrontier, MixError> {
    let offer = MixChoices::new(ground)?;
    let mut walk = MixesByCost::new(&offer);
    let mut seen = SearchEffort::default();
    let mut corners: Vec<FrontierMix> = Vec::new();
    let mut unproved = 0;
    loop {
        let affordable = walk.by_ref().take_while(|mix| money.is_none_or(|money| mix.yearly <= money));
        let mixes: Vec<Mix> = affordable.take(AT_ONCE).collect();
        if mixes.is_empty() {
            break;
        }
        seen.mixes += mixes.len();
        let last = corners.last();
        let is_enough = |bound: i64| {
            last.is_none_or(|last| match objective {
                MixObjective::Points => bound > reached(last, objective),
                // The bound is rounded down: of equals one may still be more.
                MixObjective::Percent => bound >= reached(last, objective),
            })
        };
        for said in judge_each(ground, &mixes, (objective, hours), limits, is_enough)? {
            let Some(said) = said else { continue };
            seen.judged += 1;
            match said {
                Evaluation::Plan(judged) => {
                    unproved += usize::from(!judged.is_proved);
                    if corners.last().is_none_or(|last| judged.is_more_than(last, objective)) {
                        // Of mixes of one cost only the best is a corner.
                        if corners.last().is_some_and(|last| last.mix.yearly == judged.mix.yearly) {
                            corners.pop();
                        }
                        corners.push(judged);
                    }
                }
                Evaluation::No(_) => {}
                Evaluation::Unknown => unproved += 1,
            }
        }
    }
    Ok(MixFrontier { corners, unproved, is_cut: walk.is_cut(), seen, unpriced: offer.unpriced })
}
