//! `check` against the judge: on the engine's plans, on those of the judge, on sequences at random, and on all of them altered.

use scoreplan::engine::{Memory, Question};
use serde_json::{Map, Value, json};

use super::claims::{hundredths, number, written, wrong};
use super::compare::{Case, Differs, Trial};
use super::generate::Random;
use super::search::Asked;

impl Trial<'_, '_> {
    pub(super) fn check_all(&mut self, case: &Case, random: &mut Random) {
        let Some(basis) = self.plans.first().cloned() else { return };
        let mut plans: Vec<Value> = self.plans.clone();
        for end in self.ends.plans(&Asked::default()).step_by(self.ends.all.len() / 4 + 1) {
            plans.push(written(self.ends.world, &basis, &self.ends.steps(end)));
        }
        for _ in 0..4 {
            let steps = self.wander(random);
            plans.push(written(self.ends.world, &basis, &steps));
        }
        for at in 0..plans.len() {
            let item = usize::try_from(random.below(self.ends.world.items.len() as u64)).unwrap_or(0);
            let other = self.ends.world.items[item].id.as_str();
            let altered = altered(&plans[at], other, random);
            plans.extend(altered);
        }
        plans.retain(|_| random.often(self.often));
        let names: Vec<String> = (0..plans.len()).map(|at| format!("plan-{at:04}.json")).collect();
        let mut files = Memory::from([("tenant.yaml", case.texts.tenant.as_bytes())]);
        for (name, plan) in names.iter().zip(&plans) {
            files.insert(name, plan.to_string());
        }
        let question = json!({ "question": "check", "files": names, "tenant": "tenant.yaml" });
        let answer = serde_json::from_value::<Question>(question)
            .map_err(|wrong| wrong.to_string())
            .and_then(|asked| {
                self.engine.clone().files(files).ask(&asked).map_err(|refusal| refusal.json().to_string())
            });
        let answer = match answer {
            Ok(outcome) => outcome.answer.0,
            Err(refusal) => return self.differs(Differs::Refusal, refusal),
        };
        let judged = answer["plans"].as_array().map_or(&[][..], Vec::as_slice);
        for (plan, name) in plans.iter().zip(&names) {
            let own = wrong(self.ends.world, plan);
            // A file that can not be a plan is not judged, and has been refused.
            let judged = judged.iter().find(|judged| judged["file"] == name.as_str()).unwrap_or(&Value::Null);
            let breaches = || {
                let breaches = judged["breaches"].as_array().into_iter().flatten();
                breaches
                    .map(|breach| format!("{} {} {}", breach["kind"], breach["id"], breach["other"]))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            let steps = || {
                let steps = plan["steps"].as_array().into_iter().flatten();
                steps
                    .map(|step| format!("{}:{}", step["id"], step["way"]))
                    .collect::<Vec<_>>()
                    .join(" ")
                    .replace('"', "")
                    .replace(":null", "")
            };
            match (own, judged["holds"] == true) {
                (Ok(()), false) => {
                    self.differs(Differs::CheckRefuses, format!("[{}] {}", steps(), breaches()));
                }
                (Err(what), true) => self.differs(Differs::CheckAccepts, format!("[{}] {what}", steps())),
                _ => {}
            }
        }
    }

    /// A few steps, most of which may stand where they stand.
    fn wander(&self, random: &mut Random) -> Vec<(usize, usize)> {
        let world = self.ends.world;
        let mut now = world.start.clone();
        let mut steps = Vec::new();
        let all: Vec<(usize, usize)> = (0..world.items.len())
            .flat_map(|at| (0..world.items[at].ways.len()).map(move |way| (at, way)))
            .collect();
        for _ in 0..random.from(1, 6) {
            let careless = random.often(10);
            let open: Vec<_> =
                all.iter().filter(|(at, way)| careless || world.may(&now, *at, *way).is_ok()).collect();
            if open.is_empty() {
                break;
            }
            let &(at, way) = open[usize::try_from(random.below(open.len() as u64)).unwrap_or(0)];
            let stands = world.may(&now, at, way).is_ok();
            steps.push((at, way));
            match world.after(&now, at, way) {
                Some(next) if stands => now = next,
                _ => break,
            }
        }
        steps
    }
}

/// What a plan claims, without what is only told beside it: reading is most of the work.
pub(super) fn saved(plan: &Value) -> Value {
    let keep = |of: &Value, keys: &[&str]| -> Value {
        keys.iter().map(|key| ((*key).to_owned(), of[*key].clone())).collect::<Map<String, Value>>().into()
    };
    let mut saved = keep(plan, &CLAIMS);
    let steps = plan["steps"].as_array().into_iter().flatten();
    saved["steps"] = steps.map(|step| keep(step, &CLAIMS_OF_STEPS)).collect();
    saved
}

const CLAIMS: [&str; 19] = [
    "schema",
    "tenant",
    "date",
    "catalogue_version",
    "assumptions",
    "goal",
    "objective",
    "must",
    "never",
    "status",
    "points",
    "effort_minutes",
    "bound_points",
    "bound_hours",
    "bound_percent",
    "percent_before",
    "percent_after",
    "points_after",
    "max_after",
];

const CLAIMS_OF_STEPS: [&str; 7] = ["id", "kind", "way", "points", "max", "effort_minutes", "percent_after"];

/// A plan with one thing changed: a step, a figure, or what was asked.
fn altered(plan: &Value, other: &str, random: &mut Random) -> Vec<Value> {
    let steps = plan["steps"].as_array().map_or(0, Vec::len);
    let mut all = Vec::new();
    let mut change = |with: &mut dyn FnMut(&mut Value)| {
        let mut changed = plan.clone();
        with(&mut changed);
        all.push(changed);
    };
    if steps == 0 {
        return all;
    }
    let at = usize::try_from(random.below(steps as u64)).unwrap_or(0);
    match random.below(7) {
        6 => change(&mut |plan| plan["must"] = json!([other])),
        0 => change(&mut |plan| drop(plan["steps"].as_array_mut().map(|steps| steps.remove(at)))),
        1 => change(&mut |plan| {
            if let Some(steps) = plan["steps"].as_array_mut() {
                let last = steps.len() - 1;
                steps.swap(at, last);
            }
        }),
        2 => change(&mut |plan| {
            if let Some(steps) = plan["steps"].as_array_mut() {
                steps.push(steps[at].clone());
            }
        }),
        3 => change(&mut |plan| {
            plan["steps"][at]["effort_minutes"] =
                (plan["steps"][at]["effort_minutes"].as_i64().unwrap_or(0) + 1).into();
        }),
        4 => change(&mut |plan| plan["points"] = number(hundredths(&plan["points"]).unwrap_or(0) + 1)),
        _ => change(&mut |plan| plan["never"] = json!([plan["steps"][at]["id"]])),
    }
    all
}
