//! Every sequence of steps that keeps the rules.
//!
//! Two sequences of the same steps differ in what they leave behind: in the values of facts where two actions set one
//! differently, in points that a condition took away or a credit gave, in rows that have left with their points, in what is
//! done by facts, and in minutes, since a step takes more after others have cost its row points. All but the minutes
//! stands in [`Now`], on which alone all later steps depend; so of the sequences that lead to one `Now` the one of the
//! fewest minutes is enough.

use std::collections::BTreeMap;

use super::world::{Now, Score, World};

/// A `Now` that some sequence reaches, with the fewest minutes in which one does.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) now: Now,
    pub(crate) minutes: i64,
    pub(crate) score: Score,
    /// The end before the last step, and that step.
    before: Option<(usize, usize, usize)>,
}

/// Everything that can be reached from the day of the plan; the first is that day.
#[derive(Debug)]
pub(crate) struct Ends<'w, 'a> {
    pub(crate) world: &'w World<'a>,
    pub(crate) all: Vec<End>,
}

/// Why a world is left aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aside {
    /// The methods do not say what some step leaves behind.
    Unsaid,
    TooLarge,
}

pub(crate) fn search<'w, 'a>(world: &'w World<'a>, most: usize) -> Result<Ends<'w, 'a>, Aside> {
    let start = world.start.clone();
    let score = world.score(&start);
    let mut all = vec![End { now: start, minutes: 0, score, before: None }];
    let mut layer = vec![0];
    // A layer holds the ends of as many steps, so none is met again later.
    while !layer.is_empty() {
        let mut next: BTreeMap<Now, usize> = BTreeMap::new();
        for &from in &layer {
            for item in 0..world.items.len() {
                for way in 0..world.items[item].ways.len() {
                    if world.may(&all[from].now, item, way).is_err() {
                        continue;
                    }
                    let minutes = all[from].minutes + world.minutes(&all[from].now, item, way);
                    let now = world.after(&all[from].now, item, way).ok_or(Aside::Unsaid)?;
                    let before = Some((from, item, way));
                    match next.get(&now) {
                        Some(&known) if all[known].minutes <= minutes => {}
                        Some(&known) => (all[known].minutes, all[known].before) = (minutes, before),
                        None => {
                            next.insert(now.clone(), all.len());
                            let score = world.score(&now);
                            all.push(End { now, minutes, score, before });
                        }
                    }
                }
            }
            if all.len() > most {
                return Err(Aside::TooLarge);
            }
        }
        layer = next.into_values().collect();
    }
    Ok(Ends { world, all })
}

/// What is asked of a plan beside its objective.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// Items by their place.
    pub(crate) must: Vec<usize>,
    pub(crate) never: Vec<usize>,
    pub(crate) budget: Option<i64>,
    /// Hundredths of a percent.
    pub(crate) target: Option<i64>,
}

impl<'w> Ends<'w, '_> {
    pub(crate) fn start(&self) -> &End {
        &self.all[0]
    }

    /// The ends of the sequences that are plans: rule 9, and of rule 10 what is asked.
    pub(crate) fn plans(&self, asked: &Asked) -> impl Iterator<Item = &End> {
        let start = self.start().score;
        self.all.iter().filter(move |end| {
            let rises = is_higher(end.score, start);
            let honest = !(rises && end.score.measured < start.measured);
            let must = asked.must.iter().all(|&item| self.world.is_met(&end.now, item))
                && self.world.fits_together(&end.now, None, &asked.must);
            let never = asked.never.iter().all(|&item| end.now.taken[item] == 0);
            let within = asked.budget.is_none_or(|budget| end.minutes <= budget);
            let reached =
                asked.target.is_none_or(|target| 10_000 * end.score.points >= target * end.score.max);
            honest && must && never && within && reached
        })
    }

    /// Most points, then fewest minutes.
    pub(crate) fn most_points(&self, asked: &Asked) -> Option<&End> {
        self.plans(asked).min_by_key(|end| (-end.score.points, end.minutes))
    }

    /// Highest percentage, then fewest minutes.
    pub(crate) fn highest_percentage(&self, asked: &Asked) -> Option<&End> {
        self.plans(asked).min_by(|one, other| {
            let (left, right) = (one.score.points * other.score.max, other.score.points * one.score.max);
            right.cmp(&left).then(one.minutes.cmp(&other.minutes))
        })
    }

    /// Fewest minutes, then most beyond the target; where there is none, most points.
    pub(crate) fn fewest_minutes(&self, asked: &Asked) -> Option<&End> {
        let target = asked.target.unwrap_or(0);
        self.plans(asked).min_by_key(|end| (end.minutes, target * end.score.max - 10_000 * end.score.points))
    }

    /// Minutes and points that no plan beats in one without falling behind in the other, from the most that takes no time on.
    pub(crate) fn efficient(&self) -> Vec<(i64, i64)> {
        let mut best: BTreeMap<i64, i64> = BTreeMap::new();
        for end in self.plans(&Asked::default()) {
            let gain = end.score.points - self.start().score.points;
            let at = best.entry(end.minutes).or_insert(gain);
            *at = gain.max(*at);
        }
        let mut all: Vec<(i64, i64)> = Vec::new();
        for (minutes, points) in best {
            if all.last().is_none_or(|last| points > last.1) {
                all.push((minutes, points));
            }
        }
        all
    }

    /// The corners of the upper hull of minutes and points, of those that are efficient.
    pub(crate) fn corners(efficient: &[(i64, i64)]) -> Vec<(i64, i64)> {
        let mut hull: Vec<(i64, i64)> = Vec::new();
        for &(minutes, points) in efficient {
            // A corner lies strictly above the line between its neighbours.
            while let [.., one, two] = hull[..] {
                if (two.1 - one.1) * (minutes - two.0) > (points - two.1) * (two.0 - one.0) {
                    break;
                }
                hull.pop();
            }
            hull.push((minutes, points));
        }
        hull
    }

    /// One sequence of the fewest minutes to an end: items and their ways.
    pub(crate) fn steps(&self, end: &'w End) -> Vec<(usize, usize)> {
        let mut steps = Vec::new();
        let mut at = end;
        while let Some((before, item, way)) = at.before {
            steps.push((item, way));
            at = &self.all[before];
        }
        steps.reverse();
        steps
    }
}

/// Whether the exact percentage of one is higher.
pub(crate) fn is_higher(one: Score, other: Score) -> bool {
    match (one.max > 0, other.max > 0) {
        (true, true) => one.points * other.max > other.points * one.max,
        (one, other) => one && !other,
    }
}
