//! One step after the other: whether it may stand where it stands, what it takes, and what it leaves behind.

use scoreplan::model::{Expr, Share, Status};

use super::conditions::Facts;
use super::world::{Breach, Now, Row, Score, Work, World, number};

/// The last units are the hard ones.
const LEAST_LEFT: (i64, i64) = (1, 4);

impl World<'_> {
    fn holds(&self, now: &Now, expr: &Expr) -> bool {
        expr.holds(&Facts(self, &now.facts))
    }

    /// Whether the condition of a way is true, where it has one.
    fn lasts(&self, now: &Now, item: usize, way: usize) -> bool {
        let held = self.items[item].ways[way].way.and_then(|way| way.holds_while.as_ref());
        held.is_none_or(|expr| self.holds(now, expr))
    }

    /// The points that a row has, asserted ones included.
    fn points(&self, now: &Now, item: usize, row: &Row<'_>) -> i64 {
        let asserted = row.status.is_some_and(Status::is_asserted);
        let measured = self.place(item).map_or(0, |at| now.rows[at].points);
        if asserted && row.observed { row.score } else { measured }
    }

    /// Rule 4: a control that is needed has as many points as its best licensed way that holds can reach. Where there is no
    /// such way, that is all of them; where nobody knows the maximum, it has to be worked on.
    pub(crate) fn is_reached(&self, now: &Now, item: usize) -> bool {
        let Work::Control(row) = &self.items[item].work else { return self.is_done(now, item) };
        let Some(max) = row.max else { return false };
        let ways = self.items[item].ways.iter().enumerate();
        let open = ways.filter(|(at, road)| road.licensed && self.lasts(now, item, *at));
        self.points(now, item, row) >= open.map(|(_, road)| road.reach).max().unwrap_or(max)
    }

    /// Whether something is there to be needed: an action, or what is in the score here or was on the day of the plan.
    fn is_known(&self, now: &Now, item: usize) -> bool {
        match &self.items[item].work {
            Work::Action { .. } => true,
            Work::Control(row) => row.observed || self.place(item).is_some_and(|at| now.rows[at].visible),
        }
    }

    /// Whether work is done in the end, or a step: rule 10.
    pub(crate) fn is_met(&self, now: &Now, item: usize) -> bool {
        let there = self.place(item).is_none_or(|at| now.rows[at].visible);
        now.taken[item] > 0 || (there && self.is_reached(now, item))
    }

    /// Rules 1, 2, 4 and 5: whether a step may stand here.
    pub(crate) fn may(&self, now: &Now, item: usize, way: usize) -> Result<(), Breach> {
        let road = &self.items[item].ways[way];
        let ensure = |holds: bool, breach: Breach| if holds { Ok(()) } else { Err(breach) };
        ensure(now.taken[item] == 0, Breach::Twice)?;
        ensure(road.licensed, Breach::NotLicensed)?;
        match &self.items[item].work {
            Work::Action { .. } => ensure(!self.is_done(now, item), Breach::Done)?,
            Work::Control(row) => {
                ensure(self.place(item).is_some_and(|at| now.rows[at].visible), Breach::NotInScore)?;
                ensure(row.control.is_current(), Breach::Retired)?;
                let stated = |status: Status| status == Status::RiskAccepted || status.is_asserted();
                ensure(!row.status.is_some_and(stated), Breach::Stated)?;
                ensure(self.lasts(now, item, way), Breach::DoesNotHold)?;
                let gains = match row.max {
                    Some(_) => road.reach > self.points(now, item, row),
                    None => row.needed,
                };
                ensure(gains, Breach::NothingLeft)?;
            }
        }
        for &need in &road.needs {
            let met = now.taken[need] > 0 || !self.is_known(now, need) || self.is_reached(now, need);
            ensure(met, Breach::Need(need))?;
        }
        ensure(self.fits_together(now, Some((item, way)), &[]), Breach::Excluded)
    }

    /// Rule 5: of two actions that exclude each other the plan rests on one at most, with a further step and with what must be
    /// in it.
    pub(super) fn fits_together(&self, now: &Now, step: Option<(usize, usize)>, must: &[usize]) -> bool {
        let taken = now.taken.iter().enumerate().filter_map(|(at, taken)| Some((at, taken.checked_sub(1)?)));
        let steps: Vec<(usize, usize)> = taken.map(|(at, way)| (at, usize::from(way))).chain(step).collect();
        let rests_on = |action: usize| {
            let excused = matches!(self.items[action].work, Work::Action { excused: true, .. });
            let on = |(at, way): &(usize, usize)| {
                *at == action || self.items[*at].ways[*way].leans.contains(&action)
            };
            !excused && (steps.iter().any(on) || must.contains(&action))
        };
        !self.excluded.iter().any(|(one, other)| one != other && rests_on(*one) && rests_on(*other))
    }

    /// Rule 8: what was left to do on the day of the plan, and more where earlier steps have cost its row points.
    pub(crate) fn minutes(&self, now: &Now, item: usize, way: usize) -> i64 {
        let road = &self.items[item].ways[way];
        match (&self.items[item].work, road.way) {
            (Work::Control(row), Some(way)) => {
                let first = row.measured;
                let kept = self.place(item).map_or(first, |at| now.rows[at].points.min(first));
                let done = match row.max {
                    Some(max) if row.observed && max > 0 => Share::new(kept, max),
                    _ => Share::NONE,
                };
                let counted = way.effort.population.as_ref().or(row.control.scoring.population());
                let size = counted.map_or(0, |name| self.population(name));
                let total = row.units.map_or(size, |(_, total)| total);
                let compliant = match row.units {
                    Some((units, _)) if kept == first => units,
                    _ => done.of_count(total),
                };
                left(&way.effort, done, road.share.of_count(total) - compliant)
            }
            (Work::Action { action, .. }, _) => {
                let (part, whole) = self.start.shown[item];
                let done = Share::new(part, whole);
                let total = action.effort.population.as_ref().map_or(0, |name| self.population(name));
                left(&action.effort, done, total - done.of_count(total))
            }
            (Work::Control(_), None) => 0,
        }
    }

    /// The tenant after a step. `None` where the methods do not say what that is.
    pub(crate) fn after(&self, now: &Now, item: usize, way: usize) -> Option<Now> {
        let mut next = now.clone();
        next.taken[item] = number(way + 1);
        let road = &self.items[item].ways[way];
        if let Work::Action { action, .. } = &self.items[item].work {
            self.set(action, Share::ALL, true, &mut next.facts);
            if !self.infer(&mut next) {
                return None;
            }
            self.settle(now, &mut next);
        } else if let Some(at) = self.place(item) {
            let row = &mut next.rows[at];
            row.points = row.points.max(road.reach);
            if road.way.is_some_and(|way| way.holds_while.is_some()) {
                row.rests_on = Some(number(way));
            } else {
                row.lasting = row.lasting.max(road.reach);
            }
        }
        Some(next)
    }

    /// Rules 3, 6 and 7, after the tenant has changed.
    fn settle(&self, before: &Now, next: &mut Now) {
        for (at, (item, row)) in self.rows().enumerate() {
            let mut is = next.rows[at].clone();
            let held = is.rests_on.and_then(|way| item.ways[usize::from(way)].way?.holds_while.as_ref());
            if held.is_some_and(|expr| !self.holds(next, expr)) {
                is.points = is.points.min(is.lasting);
                is.rests_on = None;
            }
            let expected = row.entitled && self.holds(next, &row.control.visible_when);
            is.visible = (row.observed || (expected && !row.expected)) && (expected || !row.expected);
            let enters = is.visible && !is.known;
            is.known |= is.visible;
            if let Some(credit) = &row.control.default_credit {
                let (was, due) = (self.holds(before, &credit.when), self.holds(next, &credit.when));
                let falls_due = due && !was && !row.credited && is.visible && !is.credited;
                if falls_due || (enters && due) {
                    let points = row.max.map_or(0, |max| credit.coverage.of(scoreplan::model::Points(max)).0);
                    is.points = is.points.max(points);
                    is.lasting = is.lasting.max(points);
                    is.credited = true;
                }
            }
            next.rows[at] = is;
        }
    }

    /// Rule 9: the score, over the visible rows whose maximum is known.
    pub(crate) fn score(&self, now: &Now) -> Score {
        let (mut points, mut max) = self.others;
        let mut measured = points;
        for (at, (_, row)) in self.rows().enumerate() {
            let (true, Some(whole)) = (now.rows[at].visible, row.max) else { continue };
            let own = self.points(now, at + self.items.len() - now.rows.len(), row);
            points += own;
            max += whole;
            if !(row.observed && row.status.is_some_and(Status::is_asserted)) {
                measured += own;
            }
        }
        Score { points, max, measured }
    }
}

/// The likely effort for what is missing, rounded half up to the minute.
fn left(effort: &scoreplan::model::Effort, done: Share, missing: i64) -> i64 {
    let (fixed, per_100) = (effort.fixed.likely.0, effort.per_100.likely.0);
    let half_up = |number: i64, by: i64| (2 * number + by).div_euclid(2 * by);
    let grows = half_up(per_100 * missing.max(0), 100);
    match (done.is_none(), per_100) {
        (true, _) => fixed + grows,
        (false, 0) => {
            let rest = done.rest().max(Share::new(LEAST_LEFT.0, LEAST_LEFT.1));
            half_up(fixed * rest.part, rest.whole)
        }
        (false, _) => grows,
    }
}
