//! `plan`: answers by hand, refusals, wrong arguments, and what the answer says of itself.

use serde_json::{Value, json};

use crate::support::{ask_for_no, audited, file, folder, hundredths, json, judged, run, with};

const LIST: &str = "id,title,points,hours,needs
base,Groundwork,0,10,
a,First,6,2,base
b,Second,5,3,base
c,Alone,3,1,
d,Dear,9,40,c
";

fn list() -> (tempfile::TempDir, String) {
    let folder = folder();
    let path = file(&folder, "list.csv", LIST).display().to_string();
    (folder, path)
}

fn ids(value: &Value) -> Vec<&str> {
    value["steps"].as_array().unwrap().iter().map(|step| step["id"].as_str().unwrap()).collect()
}

/// By hand: within 15 hours c (1 h) and base, a (12 h) give 9; a, b with base take 15 and give 11; 16 take all three.
#[test]
fn a_list_is_planned_as_by_hand() {
    let (_folder, path) = list();
    let plan = |more: Value| audited(with(json!({ "question": "plan", "backlog": path }), more));
    let within = plan(json!({ "budget": "15h" }));
    assert_eq!((within["status"].as_str(), hundredths(&within["points"])), (Some("optimal"), 1_100));
    assert_eq!(ids(&within), ["base", "a", "b"]);
    assert_eq!(within["steps"][0]["why"], "opens a, b (11.00 points)");
    assert_eq!(within["percent_after"], Value::Null);
    let left = within["excluded"].as_array().unwrap();
    assert_eq!((left[0]["id"].as_str(), left[0]["reason"].as_str()), (Some("c"), Some("over-budget")));
    assert_eq!(left[0]["lever"], "+1.00 h and it is in: 3.00 points");
    assert_eq!(left[1]["lever"], "+41.00 h and it is in: 12.00 points, with c");
    // 30 % of 56 hours are 16.8.
    let share = plan(json!({ "budget": "30%" }));
    assert_eq!(hundredths(&share["goal"]["hours"]), 1_680);
    assert_eq!(hundredths(&share["points"]), 1_400);
    // 60 % of 23 points are 13.8: a, b and c.
    let target = plan(json!({ "target": "60%" }));
    assert_eq!((hundredths(&target["goal"]["points"]), hundredths(&target["effort_hours"])), (1_380, 1_600));
    assert_eq!(target["excluded"][0]["reason"], "not-needed");
    let asked = plan(json!({ "budget": "41h", "must": ["d"], "never": ["base"] }));
    assert_eq!(ids(&asked), ["c", "d"]);
    assert_eq!(asked["excluded"][0]["lever"], "allow `base` again");
    // Corners of the hull: c; then base, a, b; then d.
    let frontier = plan(json!({ "frontier": "corners" }));
    let corners: Vec<(i64, i64)> = frontier["frontier"]
        .as_array()
        .unwrap()
        .iter()
        .map(|corner| (hundredths(&corner["effort_hours"]), hundredths(&corner["points"])))
        .collect();
    assert_eq!(corners, [(0, 0), (100, 300), (1_600, 1_400), (5_600, 2_300)]);
    // Between them: base and a, c beside them, or b; and d with c, base and a. d with c alone gains less than c, a and b.
    let all = plan(json!({ "frontier": "all" }));
    let all: Vec<(i64, i64, bool)> = all["frontier"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (hundredths(&one["effort_hours"]), hundredths(&one["points"]), one["corner"].as_bool().unwrap())
        })
        .collect();
    let (corner, between) = (true, false);
    let by_hand = [
        (0, 0, corner),
        (100, 300, corner),
        (1_200, 600, between),
        (1_300, 900, between),
        (1_500, 1_100, between),
        (1_600, 1_400, corner),
        (5_300, 1_800, between),
        (5_600, 2_300, corner),
    ];
    assert_eq!(all, by_hand);
    assert_eq!(ids(&plan(json!({ "budget": "0h" }))), [""; 0]);
}

#[test]
fn an_infeasible_plan_names_its_conflict_and_a_way_out() {
    let (_folder, path) = list();
    let list = json!({ "question": "plan", "backlog": path });
    let no = |more: Value| {
        let value = ask_for_no(with(list.clone(), more));
        assert_eq!(value["status"], "infeasible");
        assert_eq!(judged(&value, &list)["ok"], true);
        value
    };
    let facts = |value: &Value| -> Vec<String> {
        value["conflict"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fact| fact["fact"].as_str().unwrap().to_owned())
            .collect()
    };
    let excluded = no(json!({ "must": ["a"], "never": ["base", "c"] }));
    assert_eq!(facts(&excluded), ["must", "never"]);
    assert_eq!(excluded["conflict"][1]["id"], "base");
    assert_eq!(facts(&no(json!({ "must": ["d"], "never": ["d"] }))), ["must", "never"]);
    let dear = no(json!({ "must": ["d", "a"], "budget": "41h" }));
    assert_eq!(facts(&dear), ["must", "must", "budget"]);
    assert_eq!(hundredths(&dear["way_out"]["hours"]), 5_300);
    let high = no(json!({ "never": ["c"], "target": "60%" }));
    assert_eq!(facts(&high), ["never", "target"]);
    assert_eq!(hundredths(&high["way_out"]["points"]), 1_100);
    let shown = run(["plan", "--backlog", &path, "--must", "d", "--budget", "40h"]);
    assert!(shown.code == 1 && shown.out.contains("Way out: a budget of 41.00 hours"), "{}", shown.out);
    let unlicensed = run(["plan", "--must", "SigninRiskPolicy", "--budget", "40h"]);
    assert!(unlicensed.code == 1 && unlicensed.out.contains("risk-accepted"), "{}", unlicensed.out);
    assert_eq!(run(["plan", "--target", "99%", "--tenant", "sample-e5"]).code, 1);
}

#[test]
fn mistyped_options_and_lists_are_refused() {
    let (folder, path) = list();
    for (code, arguments) in [
        (2, vec!["--budget", "-5h"]),
        (2, vec!["--budget", "many"]),
        (2, vec!["--budget", "130%"]),
        (2, vec!["--budget", "NaN"]),
        (2, vec!["--target", "-1"]),
        (2, vec!["--target", "101%"]),
        (2, vec!["--target", "50%", "--budget", "3h"]),
        (2, vec!["--max-nodes", "-3"]),
        (2, vec!["--time-limit", "soon"]),
        (3, vec!["--must", "bse"]),
        (3, vec!["--never", "nobody"]),
        (3, vec!["--objective", "percent"]),
    ] {
        let ran = run([vec!["plan", "--backlog", &path], arguments.clone()].concat());
        assert_eq!(ran.code, code, "{arguments:?} {}", ran.err);
        assert!(!ran.err.is_empty() && ran.out.is_empty(), "{arguments:?}");
    }
    assert!(run(["plan", "--backlog", &path, "--must", "bse"]).err.contains("did you mean `base`?"));
    for (name, text) in [
        ("circle.csv", "id,title,points,hours,needs\na,a,1,1,b\nb,b,1,1,a\n"),
        ("dangling.csv", "id,title,points,hours,needs\na,a,1,1,nobody\n"),
        ("twice.csv", "id,title,points,hours,needs\na,a,1,1,\na,a,1,1,\n"),
        ("empty.csv", ""),
    ] {
        let path = file(&folder, name, text).display().to_string();
        let ran = run(["plan", "--backlog", &path, "--budget", "3h"]);
        assert_eq!(ran.code, 3, "{name} {}", ran.err);
    }
    let large =
        file(&folder, "large.csv", "id,title,points,hours,needs\na,a,999999999,1,\nb,b,999999999,1,a\n");
    let value = audited(json!({ "question": "plan", "backlog": large, "budget": "1h" }));
    assert_eq!(hundredths(&value["points"]), 99_999_999_900);
    assert_eq!(run(["plan", "--backlog", "nowhere.csv"]).code, 4);
    assert_eq!(run(["plan", "--tenant", "nowhere.yaml"]).code, 4);
}

/// The samples' questions are all proved; the parts of an answer agree with each other.
#[test]
fn the_samples_are_planned_with_proof() {
    for (tenant, targets) in [("sample-e3", ["46%", "70%", "92%"]), ("sample-e5", ["56%", "75%", "97%"])] {
        let mut earlier = 0;
        for budget in ["0h", "3h", "20h", "40h", "30%", "60%", "100%"] {
            let plan = audited(json!({ "question": "plan", "tenant": tenant, "budget": budget }));
            assert_eq!(plan["status"], "optimal", "{tenant} {budget}");
            let points = hundredths(&plan["points"]);
            assert!(points >= earlier, "more hours never give fewer points");
            earlier = points;
            agrees(&plan);
        }
        for target in targets {
            let plan = audited(json!({ "question": "plan", "tenant": tenant, "target": target }));
            assert_eq!(plan["status"], "optimal", "{tenant} {target}");
            let wanted: i64 = target.trim_end_matches('%').parse().unwrap();
            assert!(hundredths(&plan["points_after"]) * 100 >= wanted * hundredths(&plan["max_after"]));
            agrees(&plan);
        }
    }
}

fn agrees(plan: &Value) {
    let steps = plan["steps"].as_array().unwrap();
    let sum = |key: &str| -> i64 { steps.iter().map(|step| hundredths(&step[key])).sum() };
    assert_eq!(sum("points"), hundredths(&plan["points"]));
    let minutes: i64 = steps.iter().map(|step| step["effort_minutes"].as_i64().unwrap()).sum();
    assert_eq!(Some(minutes), plan["effort_minutes"].as_i64());
    if let Some(last) = steps.last() {
        assert_eq!(last["percent_after"], plan["percent_after"], "the scoring engine agrees with the sums");
    }
    let teams = plan["teams"].as_array().unwrap();
    let of_teams: u64 = teams.iter().map(|team| team["steps"].as_u64().unwrap()).sum();
    assert_eq!(of_teams, steps.len() as u64);
    let cuts = plan["cuts"].as_array().unwrap();
    assert_eq!(cuts[2]["steps"].as_u64(), Some(steps.len() as u64), "all is done by day 90");
    assert_eq!(plan["gap"].to_string(), "0.00");
}

#[test]
fn must_and_never_are_kept_on_a_tenant() {
    let plan = audited(
        json!({ "question": "plan", "budget": "120h", "must": ["AdminMFAV2"], "never": ["preset-security-policy"] }),
    );
    let steps = ids(&plan);
    assert!(steps.contains(&"AdminMFAV2") && !steps.contains(&"preset-security-policy"));
    let asked = plan["steps"].as_array().unwrap().iter().find(|step| step["id"] == "AdminMFAV2").unwrap();
    assert!(asked["why"].as_str().unwrap().starts_with("asked for"), "{asked}");
    for format in ["table", "csv", "md"] {
        let ran = run(["plan", "--budget", "20h", "--frontier", "--format", format, "--top", "3"]);
        assert!(ran.code == 0 && ran.out.contains("third"), "{} {}", ran.out, ran.err);
    }
}

/// The same search on every machine: so little of it that no proof is reached.
#[test]
fn a_stopped_search_says_so_and_reports_a_valid_bound() {
    let folder = folder();
    let mut text = "id,title,points,hours,needs\n".to_owned();
    let mut seed = 7_u64;
    let mut draw = |most: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % most
    };
    for item in 0..300 {
        let need = if item > 20 && draw(3) > 0 { format!("i{}", draw(item)) } else { String::new() };
        text.push_str(&format!("i{item},item,{},{}.25,{need}\n", 1 + draw(10), draw(40)));
    }
    let path = file(&folder, "many.csv", text).display().to_string();
    let question = json!({ "question": "plan", "backlog": path, "budget": "20%" });
    let proved = audited(question.clone());
    assert_eq!(proved["status"], "optimal");
    let one_node = || audited(with(question.clone(), json!({ "max_nodes": 1 })));
    let stopped = one_node();
    assert_eq!(stopped, one_node());
    assert_eq!((stopped["status"].as_str(), stopped["stopped"].as_str()), (Some("feasible"), Some("nodes")));
    assert!(hundredths(&stopped["bound_points"]) >= hundredths(&proved["points"]));
    if !stopped["points"].is_null() {
        assert!(hundredths(&stopped["points"]) <= hundredths(&proved["points"]));
    }
    let hurried =
        json(["plan", "--backlog", &path, "--budget", "20%", "--time-limit", "0s", "--format", "json"]);
    assert_eq!(judged(&hurried, &question)["ok"], true);
    assert!(hurried["stopped"] == "time" || hurried["status"] == "optimal");
    let ran = run(["plan", "--backlog", &path, "--budget", "20%", "--max-nodes", "1"]);
    assert!(ran.code == 0 && ran.out.contains("stopped by --max-nodes"), "{}", ran.out);
}

/// Nothing that could be asked for is dropped without a word: the tenant shows no device row.
#[test]
fn what_the_tenant_does_not_have_can_not_be_asked_for() {
    let plan = ask_for_no(json!({ "question": "plan", "must": ["scid_2000"], "budget": "40h" }));
    assert_eq!(plan["status"], "infeasible");
    assert_eq!(
        (&plan["conflict"][0]["fact"], &plan["conflict"][0]["id"]),
        (&"unavailable".into(), &"scid_2000".into())
    );
    assert!(plan["conflict"][0]["text"].as_str().unwrap().contains("a licence with"));
}
