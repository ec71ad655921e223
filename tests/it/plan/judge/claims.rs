//! A plan as it is saved: written for a sequence of steps, and judged by what it says.

use serde_json::{Number, Value, json};

use super::search::is_higher;
use super::world::{Now, Score, Work, World};

/// A number of hundredths as JSON has it.
pub(crate) fn number(hundredths: i64) -> Value {
    let sign = if hundredths < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100);
    text.parse::<Number>().map_or(Value::Null, Value::Number)
}

/// The hundredths of a number with two decimals.
pub(crate) fn hundredths(value: &Value) -> Option<i64> {
    let text = value.as_number()?.to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, "00"));
    format!("{whole}{part:0<2}").parse().ok()
}

/// Hundredths of a percent, rounded half up.
pub(crate) fn percent(score: Score) -> i64 {
    if score.max > 0 { (20_000 * score.points + score.max).div_euclid(2 * score.max) } else { 0 }
}

/// Hundredths of hours, rounded half up.
pub(crate) fn hours(minutes: i64) -> i64 {
    (200 * minutes + 60).div_euclid(120)
}

/// The text of a budget that is so many minutes.
pub(crate) fn budget(minutes: i64) -> String {
    let hundredths = (minutes * 100 + 59) / 60;
    format!("{}.{:02}h", hundredths / 100, hundredths % 100)
}

/// A plan of these steps, items with their ways, with the figures that are right where every step may stand.
pub(crate) fn written(world: &World<'_>, basis: &Value, steps: &[(usize, usize)]) -> Value {
    let mut now = world.start.clone();
    let start = world.score(&now);
    let (mut was, mut sum, mut lines) = (start, 0, Vec::new());
    for &(at, way) in steps {
        let item = &world.items[at];
        let minutes = world.minutes(&now, at, way);
        if now.taken[at] == 0 {
            now = world.after(&now, at, way).unwrap_or(now);
        }
        let is = world.score(&now);
        let name = item.ways[way].name().filter(|_| item.ways.len() > 1);
        lines.push(json!({
            "id": item.id.as_str(), "kind": kind(&item.work), "way": name,
            "points": number(is.points - was.points), "max": number(is.max - was.max),
            "effort_minutes": minutes, "percent_after": number(percent(is)),
        }));
        (was, sum) = (is, sum + minutes);
    }
    let mut plan = basis.clone();
    plan["status"] = "feasible".into();
    plan["points"] = number(was.points - start.points);
    plan["effort_minutes"] = sum.into();
    plan["percent_before"] = number(percent(start));
    plan["percent_after"] = number(percent(was));
    plan["points_after"] = number(was.points);
    plan["max_after"] = number(was.max);
    for bound in ["bound_points", "bound_hours", "bound_percent"] {
        plan[bound] = Value::Null;
    }
    plan["steps"] = lines.into();
    plan
}

fn kind(work: &Work<'_>) -> &'static str {
    if matches!(work, Work::Action { .. }) { "action" } else { "control" }
}

/// What is wrong with a saved plan, the first thing that is found.
pub(crate) fn wrong(world: &World<'_>, plan: &Value) -> Result<(), String> {
    let ensure = |holds: bool, what: &str| if holds { Ok(()) } else { Err(what.to_owned()) };
    let steps = plan["steps"].as_array().map_or(&[][..], Vec::as_slice);
    if plan["status"] == "infeasible" {
        return ensure(steps.is_empty() && plan["points"].is_null(), "none, and yet some");
    }
    // What was stopped before it found anything says no more than that.
    if plan["status"] == "feasible" && steps.is_empty() && plan["points"].is_null() {
        return Ok(());
    }
    let mut now = world.start.clone();
    let start = world.score(&now);
    let (mut was, mut sum) = (start, 0);
    for step in steps {
        let (at, way) = named(world, step).ok_or_else(|| format!("{} is no step", step["id"]))?;
        if let Err(breach) = world.may(&now, at, way) {
            return Err(format!("{}: {breach:?}", step["id"]));
        }
        let minutes = world.minutes(&now, at, way);
        now = world.after(&now, at, way).ok_or("nobody says what it leaves")?;
        let is = world.score(&now);
        ensure(step["effort_minutes"] == minutes, "minutes of a step")?;
        ensure(hundredths(&step["points"]) == Some(is.points - was.points), "points of a step")?;
        ensure(hundredths(&step["max"]) == Some(is.max - was.max), "maximum of a step")?;
        ensure(hundredths(&step["percent_after"]) == Some(percent(is)), "percentage after a step")?;
        (was, sum) = (is, sum + minutes);
    }
    for (key, right) in [
        ("points", was.points - start.points),
        ("percent_before", percent(start)),
        ("percent_after", percent(was)),
        ("points_after", was.points),
        ("max_after", was.max),
    ] {
        ensure(hundredths(&plan[key]) == Some(right), key)?;
    }
    ensure(plan["effort_minutes"] == sum, "minutes")?;
    ensure(!(is_higher(was, start) && was.measured < start.measured), "percentage up, points down")?;
    bound(plan, was.points - start.points, sum, was)?;
    asked(world, plan, &now, sum, was)
}

/// The item and the way of a step.
pub(crate) fn named(world: &World<'_>, step: &Value) -> Option<(usize, usize)> {
    let at = world.items.iter().position(|item| step["id"] == item.id.as_str())?;
    let item = &world.items[at];
    let way = match (item.ways.len(), step["way"].as_str()) {
        (1, None) => Some(0),
        (1, Some(_)) => None,
        (_, name) => item.ways.iter().position(|road| road.name() == name),
    };
    Some((at, way.filter(|_| step["kind"] == kind(&item.work))?))
}

/// A plan lies within its bound, and at it where nothing is said to be better.
fn bound(plan: &Value, points: i64, minutes: i64, score: Score) -> Result<(), String> {
    let proved = plan["status"] == "optimal";
    let down = if score.max > 0 { (10_000 * score.points).div_euclid(score.max) } else { 0 };
    // The least is turned round, so that every bound is above.
    for (key, own, sign) in
        [("bound_points", points, 1), ("bound_hours", hours(minutes), -1), ("bound_percent", down, 1)]
    {
        let Some(bound) = hundredths(&plan[key]) else { continue };
        if sign * bound < sign * own || (proved && bound != own) {
            return Err(format!("{key} {bound} beside {own}"));
        }
    }
    Ok(())
}

/// Rule 10.
fn asked(world: &World<'_>, plan: &Value, now: &Now, minutes: i64, score: Score) -> Result<(), String> {
    let goal = &plan["goal"];
    if goal["kind"] == "budget" && goal["minutes"].as_i64().is_none_or(|budget| minutes > budget) {
        return Err("over budget".to_owned());
    }
    if goal["kind"] == "target"
        && hundredths(&goal["percent"]).is_none_or(|target| 10_000 * score.points < target * score.max)
    {
        return Err("target missed".to_owned());
    }
    let names = |key: &str| -> Vec<String> {
        let names = plan[key].as_array().into_iter().flatten();
        names.filter_map(|name| name.as_str().map(str::to_owned)).collect()
    };
    for name in names("must") {
        let of = world.items_named(&name);
        if of.is_empty() || !of.iter().all(|&item| world.is_met(now, item)) {
            return Err(format!("{name} is missing"));
        }
    }
    let must: Vec<usize> = names("must").iter().flat_map(|name| world.items_named(name)).collect();
    if !world.fits_together(now, None, &must) {
        return Err("what must be excludes something".to_owned());
    }
    for name in names("never") {
        if world.items_named(&name).iter().any(|&item| now.taken[item] > 0) {
            return Err(format!("{name} is there"));
        }
    }
    Ok(())
}

impl World<'_> {
    /// The items that a name means: every instance of an app.
    pub(crate) fn items_named(&self, name: &str) -> Vec<usize> {
        (0..self.items.len()).filter(|&at| self.items[at].id.is_named(name)).collect()
    }
}
