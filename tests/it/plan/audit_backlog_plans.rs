//! The audit of plans for lists: plans for random lists hold, and no altered plan does.

use proptest::prelude::*;
use scoreplan::model::{BacklogItem, BasisPoints, Id, Minutes, Points};
use scoreplan::plan::audit;
use scoreplan::plan::backlog::from_items;
use scoreplan::plan::best::{BestQuestion, Budget, Choices, PlanObjective, best};
use scoreplan::plan::optimise::Limits;
use serde_json::{Value, json};

use crate::plan::audit_tenant_plans::{add, add_whole, from_json, written};
use crate::support::{audited, breaches, file, folder, judged};

/// A list whose items need only items before them; the ids are in the order of the list.
fn items() -> impl Strategy<Value = Vec<BacklogItem>> {
    let needs = proptest::collection::vec(any::<prop::sample::Index>(), 0..=2);
    let item = (prop_oneof![4 => 0_i64..=900, 1 => Just(0)], 1_i64..=300, needs);
    proptest::collection::vec(item, 1..=9).prop_map(|items| {
        let item =
            |(at, (points, minutes, needs)): (usize, (i64, i64, Vec<prop::sample::Index>))| BacklogItem {
                id: Id::new(&format!("i{at}")),
                title: format!("Item {at}"),
                points: Points(points),
                effort: Minutes(minutes),
                needs: if at == 0 { Vec::new() } else { needs.iter().map(|need| need.index(at)).collect() },
            };
        items.into_iter().enumerate().map(item).collect()
    })
}

fn want() -> impl Strategy<Value = PlanObjective> {
    prop_oneof![
        Just(PlanObjective::Points(Budget::All)),
        (0_i64..1_200).prop_map(|minutes| PlanObjective::Points(Budget::Minutes(Minutes(minutes)))),
        (0_i64..=10_000).prop_map(|percent| PlanObjective::Target(BasisPoints(percent))),
    ]
}

/// Whether the reader or the audit refuses a plan.
fn fails(plan: &Value, items: &[BacklogItem]) -> bool {
    from_json(plan).is_none_or(|plan| !audit::of_list(&plan, items).holds())
}

/// Changes one thing; `false` where the plan has no such thing.
fn change(plan: &mut Value, which: usize, at: prop::sample::Index, items: &[BacklogItem]) -> bool {
    match which {
        0 => add(&mut plan["points"], -1),
        1 => add_whole(&mut plan["effort_minutes"], 1),
        2 => plan["percent_after"] = 50.into(),
        3 => plan["status"] = "infeasible".into(),
        4 => plan["points"] = Value::Null,
        5 => {
            let held =
                |id: &Id| plan["steps"].as_array().unwrap().iter().any(|step| step["id"] == id.as_str());
            let Some(other) = items.iter().find(|item| !held(&item.id)) else { return false };
            plan["must"] = json!([other.id.as_str()]);
        }
        _ => {
            let steps = plan["steps"].as_array_mut().unwrap();
            if steps.is_empty() {
                return false;
            }
            let at = at.index(steps.len());
            let id = steps[at]["id"].clone();
            match which {
                6 => add(&mut steps[at]["points"], 1),
                7 => add(&mut steps[at]["max"], 1),
                8 => add_whole(&mut steps[at]["effort_minutes"], 1),
                9 => steps[at]["id"] = "nobody".into(),
                10 => steps[at]["way"] = "either".into(),
                11 => drop(steps.remove(at)),
                12 => steps.push(steps[at].clone()),
                13 => {
                    let other = if steps[at]["kind"] == "control" { "action" } else { "control" };
                    steps[at]["kind"] = other.into();
                }
                14 => plan["never"] = json!([id]),
                15 => {
                    let item = items.iter().find(|item| id == item.id.as_str()).unwrap();
                    if item.needs.is_empty() {
                        return false;
                    }
                    let step = steps.remove(at);
                    steps.insert(0, step);
                }
                _ => {
                    let less = plan["effort_minutes"].as_i64().unwrap() - 1;
                    plan["goal"] = json!({ "kind": "budget", "minutes": less });
                }
            }
        }
    }
    true
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn plans_of_lists_hold_and_changed_ones_do_not(
        items in items(),
        want in want(),
        picks in proptest::collection::vec(any::<prop::sample::Index>(), 0..=2),
        at in any::<prop::sample::Index>(),
    ) {
        let name = |pick: &prop::sample::Index| items[pick.index(items.len())].id.clone();
        let must: Vec<Id> = picks.iter().take(1).map(name).collect();
        let never: Vec<Id> = picks.iter().skip(1).map(name).collect();
        let ask = BestQuestion { objective: want, must, never };
        let mut choices = Choices::of_list(from_items(items.clone()).unwrap());
        let found = best(&mut choices, &ask, Limits::default()).unwrap();
        let plan = written(&found, &ask, None);
        let audit = audit::of_list(&from_json(&plan).unwrap(), &items);
        prop_assert!(audit.holds(), "{:#?}\n{plan}", audit.violations);
        if plan["status"] != "infeasible" {
            for which in 0..=16 {
                let mut changed = plan.clone();
                if change(&mut changed, which, at, &items) {
                    prop_assert!(fails(&changed, &items), "{which}: {changed}");
                }
            }
        }
    }
}

const LIST: &str = "id,title,points,hours,needs
base,Groundwork,0,10,
a,First,6,2,base
b,Second,5,3,base
c,Alone,3,1,
";

#[test]
fn plans_of_csv_lists_are_judged_by_their_list() {
    let folder = folder();
    let path = file(&folder, "list.csv", LIST).display().to_string();
    let question = json!({ "question": "plan", "backlog": path, "target": "60%" });
    let plan = audited(question.clone());
    let codes = |plan: &Value| -> Vec<String> {
        let answer = judged(plan, &question);
        assert_eq!((&answer["ok"], &answer["plans"][0]["holds"]), (&json!(false), &json!(false)));
        breaches(plan, &question)
    };
    let mut swapped = plan.clone();
    swapped["steps"].as_array_mut().unwrap().swap(1, 2);
    assert_eq!(codes(&swapped), ["need-later"]);
    let mut higher = plan.clone();
    add(&mut higher["goal"]["points"], 61);
    assert_eq!(codes(&higher), ["target-missed"]);
    // The list has changed since.
    let dearer = LIST.replace("6,2", "6,2.5");
    file(&folder, "list.csv", dearer);
    assert_eq!(codes(&plan), ["step-effort", "effort", "bound"]);
}
