//! What of a graph is drawn.

use std::collections::{BTreeMap, BTreeSet};

use super::Dependencies;

/// So many steps with the same needs share a box.
const SHARED: usize = 3;

pub const MOST: usize = 60;

/// A box: one step, or several that need the same and that nothing needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boxed {
    /// The steps, by their places in the plan.
    pub steps: Vec<usize>,
    pub needs: BTreeSet<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reduced {
    pub boxes: Vec<Boxed>,
    /// Steps without any tie.
    pub free: usize,
    /// Steps for which there is no room.
    pub left_out: usize,
}

pub fn reduced(plan: &Dependencies) -> Reduced {
    let count = plan.steps.len();
    let mut needs: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); count];
    let mut needed = vec![false; count];
    for &(step, need) in &plan.needs {
        if step < count && need < count && step != need {
            needs[step].insert(need);
            needed[need] = true;
        }
    }
    let tied = |step: &usize| needed[*step] || !needs[*step].is_empty();
    let free = count - (0..count).filter(tied).count();
    // Leaves by what they need; whatever is needed stands alone.
    let mut leaves: BTreeMap<(bool, &BTreeSet<usize>), Vec<usize>> = BTreeMap::new();
    for step in (0..count).filter(|step| !needed[*step] && !needs[*step].is_empty()) {
        leaves.entry((plan.steps[step].action, &needs[step])).or_default().push(step);
    }
    let mut groups: Vec<Vec<usize>> =
        (0..count).filter(|step| needed[*step]).map(|step| vec![step]).collect();
    for leaves in leaves.into_values() {
        if leaves.len() >= SHARED {
            groups.push(leaves);
        } else {
            groups.extend(leaves.into_iter().map(|step| vec![step]));
        }
    }
    groups.sort_unstable();
    // Where there is no room for all, those with the most ties stay.
    let ties = |group: &Vec<usize>| {
        let own = group.first().map_or(0, |step| needs[*step].len());
        let others = plan.needs.iter().filter(|(_, need)| group.contains(need)).count();
        own + others + group.len()
    };
    let mut order: Vec<usize> = (0..groups.len()).collect();
    if groups.len() > MOST {
        let ties: Vec<usize> = groups.iter().map(ties).collect();
        order.sort_by_key(|&at| (std::cmp::Reverse(ties[at]), at));
    }
    let left_out = order.split_off(order.len().min(MOST)).iter().map(|&at| groups[at].len()).sum();
    order.sort_unstable();
    let kept: Vec<Vec<usize>> = order.into_iter().map(|at| groups[at].clone()).collect();
    let mut box_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, steps) in kept.iter().enumerate() {
        box_of.extend(steps.iter().map(|step| (*step, at)));
    }
    let boxes = kept.into_iter().map(|steps| {
        let needs = steps.first().map(|step| &needs[*step]);
        let needs = needs.into_iter().flatten().filter_map(|need| box_of.get(need).copied()).collect();
        Boxed { steps, needs }
    });
    Reduced { boxes: boxes.collect(), free, left_out }
}
