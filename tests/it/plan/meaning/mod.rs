//! What a plan means, case by case: the ten rules of the methods, each with small worlds whose figures are worked out by
//! hand. Every case is put to the exhaustive judge, to `check` and to the planner.
//!
//! A case is written in short: `a` is an action, `c` a control (binary unless it says otherwise), `r` a row of the tenant, `t` a
//! line of the tenant file; `<60>` is an effort of 60 minutes, `<60+30>` one of 60 minutes and 30 for every 100. Every tenant
//! has 100 users, 10 administrators, no licences unless a line says so, and a row of 1 point of 1 beside.

mod done_taken_needed;
mod worth_and_asked;

use scoreplan::engine::{Memory, Question};
use serde_json::{Value, json};

use crate::plan::judge::claims::{hundredths, number, written, wrong};
use crate::plan::judge::compare::Case;
use crate::plan::judge::generate::Texts;
use crate::plan::judge::search::{Asked, search};
use crate::plan::judge::world::{Assumed, World};

/// What a sequence of steps is.
enum Right {
    /// A plan that gains so many hundredths in so many minutes, and leaves the tenant at so many of so many.
    Holds(i64, i64, (i64, i64)),
    /// No plan, for a breach of this kind; empty where any will do.
    Breaks(&'static str),
}

use Right::{Breaks, Holds};

/// A question about the world, as JSON beside the tenant, and the points and minutes of the best plan; `None` where there is none.
type Best = (&'static str, Option<(i64, i64)>);

struct Meaning {
    name: &'static str,
    world: &'static str,
    /// Steps as `xa xc:w1`, and what they are.
    plans: &'static [(&'static str, Right)],
    best: &'static [Best],
}

#[test]
fn the_judge_agrees_with_the_arithmetic() {
    for case in cases() {
        let read = case.read();
        let world =
            read.world(Assumed::default()).unwrap_or_else(|| panic!("{}: nobody says what it is", case.name));
        for (steps, right) in case.plans {
            let plan = case.plan(&world, steps);
            match (right, wrong(&world, &plan)) {
                (Holds(points, minutes, after), judged) => {
                    assert_eq!(judged, Ok(()), "{}: {steps}", case.name);
                    let said =
                        ["points", "points_after", "max_after"].map(|key| hundredths(&plan[key]).unwrap());
                    assert_eq!(said, [*points, after.0, after.1], "{}: {steps}", case.name);
                    assert_eq!(plan["effort_minutes"], *minutes, "{}: {steps}", case.name);
                }
                (Breaks(_), judged) => assert!(judged.is_err(), "{}: {steps}", case.name),
            }
        }
        let ends = search(&world, 10_000).unwrap();
        for (question, right) in case.best {
            let (asked, target) = asked(&world, question);
            let end = if target { ends.fewest_minutes(&asked) } else { ends.most_points(&asked) };
            let gain = end.map(|end| (end.score.points - ends.start().score.points, end.minutes));
            assert_eq!(gain, *right, "{}: {question}", case.name);
        }
    }
}

#[test]
fn check_agrees_with_the_arithmetic() {
    let mut wrong = Vec::new();
    for case in cases() {
        let read = case.read();
        let world = read.world(Assumed::default()).unwrap();
        for (steps, right) in case.plans {
            let mut plan = case.plan(&world, steps);
            if let Holds(points, minutes, after) = right {
                plan["points"] = number(*points);
                plan["effort_minutes"] = (*minutes).into();
                plan["points_after"] = number(after.0);
                plan["max_after"] = number(after.1);
            }
            let files = [("tenant.yaml", read.texts.tenant.clone()), ("plan.json", plan.to_string())];
            let question = json!({ "question": "check", "files": ["plan.json"], "tenant": "tenant.yaml" });
            let answer = ask(&read, files.into(), question);
            let breaches = answer["plans"][0]["breaches"].as_array();
            let kinds: Option<Vec<&str>> =
                breaches.map(|all| all.iter().filter_map(|breach| breach["kind"].as_str()).collect());
            let agrees = kinds.as_ref().is_some_and(|kinds| match right {
                Holds(..) => kinds.is_empty(),
                Breaks("") => !kinds.is_empty(),
                Breaks(kind) => kinds.contains(kind),
            });
            if !agrees {
                wrong.push(format!("{}: [{steps}]: {kinds:?} {}", case.name, answer["findings"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_planner_agrees_with_the_arithmetic() {
    let mut wrong = Vec::new();
    for case in cases() {
        let read = case.read();
        for (question, right) in case.best {
            let mut whole: Value = serde_json::from_str(question).unwrap();
            whole["question"] = "plan".into();
            whole["tenant"] = "tenant.yaml".into();
            let plan = ask(&read, [("tenant.yaml", read.texts.tenant.clone())].into(), whole);
            let status = if right.is_some() { "optimal" } else { "infeasible" };
            let gain = hundredths(&plan["points"]).zip(plan["effort_minutes"].as_i64());
            if plan["status"] != status || gain != *right {
                wrong.push(format!("{}: {question}: {} {gain:?} for {right:?}", case.name, plan["status"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn cases() -> impl Iterator<Item = &'static Meaning> {
    done_taken_needed::CASES.iter().chain(worth_and_asked::CASES)
}

fn ask(case: &Case, files: Memory, question: Value) -> Value {
    let question: Question = serde_json::from_value(question).unwrap();
    let outcome = case.engine(files).ask(&question);
    outcome.unwrap_or_else(|refusal| panic!("{}", refusal.json())).answer.0
}

/// The same question for the judge, and whether it is one of a target.
fn asked(world: &World<'_>, question: &str) -> (Asked, bool) {
    let question: Value = serde_json::from_str(question).unwrap();
    let names = |key: &str| -> Vec<usize> {
        let names = question[key].as_array().into_iter().flatten();
        names.flat_map(|name| world.items_named(name.as_str().unwrap())).collect()
    };
    let figure = |key: &str, end: char| {
        question[key].as_str().map(|text| text.trim_end_matches(end).parse::<i64>().unwrap())
    };
    let budget = figure("budget", 'h').map(|hours| 60 * hours);
    let target = figure("target", '%').map(|percent| 100 * percent);
    (Asked { must: names("must"), never: names("never"), budget, target }, target.is_some())
}

impl Meaning {
    fn read(&self) -> Case {
        let (mut actions, mut controls, mut rows, mut lines) =
            (String::new(), String::new(), String::new(), String::new());
        for line in self.world.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (kind, rest) = line.split_once(' ').unwrap();
            let (id, keys) = rest.split_once(": ").unwrap_or((rest, ""));
            let of_kind = if keys.contains("scoring:") { "" } else { "scoring: binary, " };
            match kind {
                "a" => actions += &format!("  - {{ id: {id}, title: {id}, {} }}\n", efforts(keys)),
                "c" => {
                    controls += &format!(
                        "  - {{ id: {id}, title: {id}, category: Apps, {of_kind}{} }}\n",
                        efforts(keys)
                    );
                }
                "r" => rows += &format!("  - {{ id: {id}, {keys} }}\n"),
                _ => lines += &format!("{rest}\n"),
            }
        }
        let licences = if lines.contains("licences:") { "" } else { "licences: []\n" };
        let list = |name: &str, entries: &str| {
            if entries.is_empty() { String::new() } else { format!("{name}:\n{entries}") }
        };
        let overlay = format!(
            "product: {{ id: xlab, name: Xlab, services: [], team: xlab, present-when: always, latency: {{ expected: 24h, slowest: 48h }} }}\n\
             plans:\n  - {{ id: XP1, name: P1, seat-binding: user }}\n\
             skus:\n  - {{ sku: XS1, name: S1, base: true, plans: [XP1] }}\n{}{}",
            list("actions", &actions),
            list("controls", &controls)
        );
        let tenant = format!(
            "tenant: {{ snapshot-date: 2026-11-01 }}\n{licences}populations: {{ users: {{ value: 100 }}, admins: {{ value: 10 }} }}\n\
             {lines}controls:\n{rows}  - {{ id: xfiller, score: 1, max: 1 }}\n"
        );
        Case::written(Texts { seed: 0, overlay, tenant })
    }

    /// The plan of some steps with the figures of the judge.
    fn plan(&self, world: &World<'_>, steps: &str) -> Value {
        let basis = json!({
            "schema": "scoreplan/plan/1", "tenant": "tenant.yaml", "date": "2026-11-01", "catalogue_version": null,
            "assumptions": {}, "goal": { "kind": "all" }, "objective": "points", "must": [], "never": [],
        });
        let step = |step: &str| {
            let (id, way) = step.split_once(':').unwrap_or((step, ""));
            let at = world.items.iter().position(|item| item.id.as_str() == id);
            let at = at.unwrap_or_else(|| panic!("{}: {id}", self.name));
            let ways = world.items[at].ways.iter().position(|road| road.name().unwrap_or("") == way);
            (at, ways.unwrap_or_else(|| panic!("{}: {step}", self.name)))
        };
        written(world, &basis, &steps.split_whitespace().map(step).collect::<Vec<_>>())
    }
}

/// Efforts in short written out.
fn efforts(keys: &str) -> String {
    let mut parts = keys.split('<');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (effort, rest) = part.split_once('>').unwrap();
        let (fixed, each) = effort.split_once('+').unwrap_or((effort, "0"));
        text += &format!(
            "effort: {{ fixed: [{fixed}m, {fixed}m, {fixed}m], per-100: [{each}m, {each}m, {each}m] }}{rest}"
        );
    }
    text
}
