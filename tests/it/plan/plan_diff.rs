//! What has changed since an earlier plan.

use serde_json::{Value, json};

use crate::support::{ask, ask_about, file, folder, run};

const FIRST: &str = "id,title,points,hours,needs
a,A,10,10,
b,B,8,10,
c,C,6,10,
d,D,4,10,
e,E,2,10,
";

/// Saves the plan of a list and plans a second one against it.
fn since(first: &str, second: &str) -> Value {
    let plan = ask_about([("old.csv", first)], json!({ "question": "plan", "backlog": "old.csv" }));
    let question = json!({ "question": "plan", "backlog": "new.csv", "baseline": "plan.json" });
    ask_about([("new.csv", second), ("plan.json", plan.to_string().as_str())], question)["baseline"].clone()
}

fn changes(baseline: &Value) -> Vec<(String, String)> {
    let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    baseline["changes"].as_array().unwrap().iter().map(|one| (text(one, "what"), text(one, "id"))).collect()
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(what, id)| ((*what).to_owned(), (*id).to_owned())).collect()
}

#[test]
fn nothing_differs_from_itself() {
    let same = since(FIRST, FIRST);
    assert_eq!(changes(&same), []);
    assert_eq!(
        (same["points"]["before"].clone(), same["differs"].as_array().unwrap().len()),
        (same["points"]["now"].clone(), 0)
    );
}

/// `a` has gone, `f` is new, `b` takes twice as long and so comes last but one.
#[test]
fn a_list_a_month_later() {
    let later = "id,title,points,hours,needs\nb,B,8,30,\nc,C,6,10,\nd,D,4,10,\ne,E,2,10,\nf,F,9,10,\n";
    let baseline = since(FIRST, later);
    assert_eq!(changes(&baseline), pairs(&[("new", "f"), ("gone", "a"), ("changed", "b")]));
    assert_eq!(baseline["counts"]["changed"], 1);
    assert_eq!(baseline["effort_hours"]["before"].to_string(), "50.00");
    assert_eq!(baseline["effort_hours"]["now"].to_string(), "70.00");
}

/// The fewest moves are told: where one step jumps over three others, one has moved.
#[test]
fn only_what_jumps_has_moved() {
    // `e` comes first, as what it opens is worth most; its own points stay.
    let later =
        "id,title,points,hours,needs\na,A,10,10,\nb,B,8,10,\nc,C,6,10,\nd,D,4,10,\ne,E,2,10,\ng,G,90,10,e\n";
    let baseline = since(FIRST, later);
    assert_eq!(changes(&baseline), pairs(&[("new", "g"), ("moved", "e")]));
}

/// What a smaller budget leaves could be planned still.
#[test]
fn what_the_budget_leaves_is_dropped() {
    let folder = folder();
    let list = file(&folder, "l.csv", FIRST).display().to_string();
    let plan = ask(json!({ "question": "plan", "backlog": list, "budget": "50h" }));
    let saved = file(&folder, "plan.json", plan.to_string()).display().to_string();
    let now = ask(json!({ "question": "plan", "backlog": list, "budget": "30h", "baseline": saved }));
    assert_eq!(changes(&now["baseline"]), pairs(&[("dropped", "d"), ("dropped", "e")]));
    assert_eq!(now["baseline"]["differs"], serde_json::json!(["goal"]));
    // For people: the same in a table.
    let ran = run(["plan", "--backlog", &list, "--budget", "30h", "--baseline", &saved]);
    assert!(
        ran.code == 0 && ran.out.contains("2 dropped") && ran.out.contains("another question: goal"),
        "{}",
        ran.out
    );
}

/// A tenant a month later: one control is complete, one has left the score, one is licensed no more.
#[test]
fn a_tenant_a_month_later() {
    let folder = folder();
    let first = "tenant: { snapshot-date: 2026-11-02 }\npopulations: { users: { value: 10 } }\ncontrols:\n  - { id: spo_legacy_auth, score: 0, max: 3, status: To address }\n  - { id: exo_mailtipsenabled, score: 0, max: 1, status: To address }\n  - { id: exo_mailboxaudit, score: 0, max: 3, status: To address }\n";
    let later = first
        .replace("2026-11-02", "2026-12-02")
        .replace(
            "id: exo_mailtipsenabled, score: 0, max: 1, status: To address",
            "id: exo_mailtipsenabled, score: 1, max: 1, status: Completed",
        )
        .replace("  - { id: exo_mailboxaudit, score: 0, max: 3, status: To address }\n", "");
    let first = file(&folder, "t.yaml", first).display().to_string();
    let plan = ask(json!({ "question": "plan", "tenant": first }));
    let ids: Vec<&str> =
        plan["steps"].as_array().unwrap().iter().map(|step| step["id"].as_str().unwrap()).collect();
    assert!(
        ["spo_legacy_auth", "exo_mailtipsenabled", "exo_mailboxaudit"].iter().all(|id| ids.contains(id)),
        "{ids:?}"
    );
    let saved = file(&folder, "plan.json", plan.to_string()).display().to_string();
    let later = file(&folder, "t.yaml", later).display().to_string();
    let now = ask(json!({ "question": "plan", "tenant": later, "baseline": saved }));
    let found = changes(&now["baseline"]);
    for wanted in pairs(&[("done", "exo_mailtipsenabled"), ("gone", "exo_mailboxaudit")]) {
        assert!(found.contains(&wanted), "{found:?}");
    }
    assert!(!found.iter().any(|(_, id)| id == "spo_legacy_auth"), "{found:?}");
    assert_eq!(now["baseline"]["date"], "2026-11-02");
}

#[test]
fn what_is_no_earlier_plan_is_refused() {
    let folder = folder();
    let list = file(&folder, "l.csv", FIRST).display().to_string();
    for (text, said) in [
        ("{", "E1003"),
        ("{\"schema\": \"scoreplan/rank/1\"}", "E6001"),
        (
            "{\"schema\": \"scoreplan/plan/1\", \"goal\": {\"kind\": \"all\"}, \"status\": \"best\", \"steps\": 3}",
            "E1107",
        ),
    ] {
        let bad = file(&folder, "bad.json", text).display().to_string();
        let ran = run(["plan", "--backlog", &list, "--baseline", &bad]);
        assert_eq!(ran.code, 3, "{text}: {}", ran.err);
        assert!(ran.err.contains(said), "{text}: {}", ran.err);
    }
    let missing = run(["plan", "--backlog", &list, "--baseline", "nowhere.json"]);
    assert_eq!(missing.code, 4, "{}", missing.err);
    // The plan of a list says nothing about a tenant.
    let plan = ask(json!({ "question": "plan", "backlog": list }));
    let saved = file(&folder, "plan.json", plan.to_string()).display().to_string();
    let ran = run(["plan", "--tenant", "sample-e3", "--baseline", &saved]);
    assert!(ran.code == 3 && ran.err.contains("E6002"), "{} {}", ran.code, ran.err);
}
