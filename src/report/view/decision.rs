//! Which of the scenarios to choose, by a rule that anybody can check.

use std::cmp::Reverse;

use super::course::Course;

/// What to choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// The scenario, by its place.
    pub scenario: usize,
    /// Whether it reaches its goal in time and is there on its day.
    pub holds_goal: bool,
    /// How many scenarios do.
    pub holding: usize,
}

/// Of the scenarios that are at their goal on its day: the one whose licences cost least more, then the one with the
/// least work, then the earliest at its goal, then the first. Where none is, the one with the highest percentage on the
/// last day, then the first. Licences whose cost is not known come after all known costs.
pub(super) fn decision(courses: &[Course], more: impl Fn(&Course) -> Option<i64>) -> Option<Decision> {
    let holds = |course: &Course| course.goal.as_ref().is_some_and(|goal| goal.held);
    let holding: Vec<usize> = (0..courses.len()).filter(|&at| holds(&courses[at])).collect();
    let cheapest = holding.iter().copied().min_by_key(|&at| {
        let course = &courses[at];
        let cost = if course.offer.is_none() { Some(0) } else { more(course) };
        let reached = course.goal.as_ref().and_then(|goal| goal.date);
        (cost.is_none(), cost, course.effort, reached, at)
    });
    let highest = || {
        (0..courses.len()).max_by(|&a, &b| {
            let percent = |at: usize| courses[at].end().map(|end| end.percent());
            let order = match (percent(a), percent(b)) {
                (Some(a), Some(b)) => a.compare(b),
                (a, b) => a.is_some().cmp(&b.is_some()),
            };
            order.then(Reverse(a).cmp(&Reverse(b)))
        })
    };
    let scenario = cheapest.or_else(highest)?;
    Some(Decision { scenario, holds_goal: cheapest.is_some(), holding: holding.len() })
}
