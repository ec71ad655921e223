//! `plan --by` with conditions: must, never, budget, target.

use scoreplan::engine::Verdict;
use serde_json::{Value, json};

use crate::lab::Lab;
use crate::project::simulate::small_lab;
use crate::support::{ROOT, ask, attempt, breaches, file, folder, hundredths, judged, run, with};

/// The lab with more work, all of one team of two hours a day unless a scenario says otherwise: `lab_a` six points for
/// three hours on `lab-base`, `lab_b` five for four, `lab_c` two for one hour, `lab_d` one for six.
fn larger_lab() -> Lab {
    small_lab()
        .action("lab-base")
        .effort("1h, 2h, 3h")
        .control("lab_a", 6)
        .effort("1h, 3h, 5h")
        .needs(["lab-base"])
        .control("lab_b", 5)
        .effort("1h, 4h, 5h")
        .control("lab_c", 2)
        .effort("30m, 1h, 2h")
        .control("lab_d", 1)
        .effort("1h, 6h, 8h")
        .row("lab_a", 0, 6)
        .row("lab_b", 0, 5)
        .row("lab_c", 0, 2)
        .row("lab_d", 0, 1)
}

/// What `plan --by` says of the larger lab, and what `check` says of that.
struct Answered {
    plan: Value,
    verdict: Verdict,
    check: Value,
}

fn lab(day: &str, scenario: &str, more: Value) -> Answered {
    let folder = folder();
    let [_, tenant, _, overlay] = larger_lab().files(&folder);
    let scenario = format!("scenario: s\nremediate: {{ order: rank }}\n{scenario}");
    let scenario = file(&folder, "s.yaml", scenario);
    let question = json!({ "question": "plan", "by": day, "tenant": tenant, "catalogue": [overlay],
        "scenario": scenario });
    let question = with(question, more);
    let (verdict, plan) = attempt(question.clone()).unwrap();
    let check = judged(&plan, &question);
    Answered { plan, verdict, check }
}

/// The plan, which the audit holds.
fn held(day: &str, scenario: &str, more: Value) -> Value {
    let lab = lab(day, scenario, more);
    assert_eq!(lab.verdict, Verdict::Answered, "{}", lab.plan);
    assert_eq!(lab.check["ok"], true, "{}", lab.check);
    lab.plan
}

fn steps(plan: &Value) -> Vec<(&str, &str)> {
    let steps = plan["steps"].as_array().unwrap().iter();
    steps.map(|step| (step["id"].as_str().unwrap(), step["finish"].as_str().unwrap())).collect()
}

fn ids(plan: &Value) -> Vec<&str> {
    let mut ids: Vec<&str> = steps(plan).into_iter().map(|(id, _)| id).collect();
    ids.sort_unstable();
    ids
}

const TEN: &str =
    "teams: { lab: { hours-per-week: 10, controls: [lab_old, lab_a, lab_b, lab_c, lab_d, lab-base] } }\n";

/// Ten hours up to Friday the 6th, and points that show by Sunday the 8th are of work up to then. Without a wish `lab_d`
/// (one point for six hours) is the last; with it four hours are left: `lab_old` (4 for 2 h), `lab_c` (2 for 1 h).
#[test]
fn what_must_be_done_is_finished_in_time_with_what_it_needs() {
    let free = held("2026-11-08", TEN, json!({}));
    assert!(!ids(&free).contains(&"lab_d"), "{:?}", steps(&free));
    let plan = held("2026-11-08", TEN, json!({ "must": ["lab_d"] }));
    assert_eq!(ids(&plan), ["lab_c", "lab_d", "lab_old"]);
    assert_eq!(hundredths(&plan["points"]), 700);
    assert!(steps(&plan).iter().all(|(_, finish)| *finish <= "2026-11-06"));
    // Five hours for `lab_a` with what it needs.
    let plan = held("2026-11-08", TEN, json!({ "must": ["lab_a"] }));
    assert!(ids(&plan).starts_with(&["lab-base", "lab_a"]), "{:?}", ids(&plan));
}

#[test]
fn what_must_not_be_done_goes_with_all_that_needs_it() {
    let free = held("2026-11-30", TEN, json!({}));
    assert!(ids(&free).contains(&"lab_a") && ids(&free).contains(&"lab-base"));
    let plan = held("2026-11-30", TEN, json!({ "never": ["lab-base"] }));
    assert_eq!(ids(&plan), ["lab_b", "lab_c", "lab_d", "lab_old"]);
    let excluded = plan["excluded"].as_array().unwrap().iter().find(|one| one["id"] == "lab_a").unwrap();
    assert!(excluded["lever"].as_str().unwrap().contains("lab-base"), "{excluded}");
    let plan = held("2026-11-30", TEN, json!({ "never": ["lab_a"] }));
    assert_eq!(ids(&plan), ["lab_b", "lab_c", "lab_d", "lab_old"]);
}

/// The most points for so many hours when there is time for all, over every selection: points and hours of `lab_old`,
/// `lab_c`, `lab_b`, `lab_a` with its base, and `lab_d`.
fn most(hours: i64) -> i64 {
    const WORK: [(i64, i64); 5] = [(400, 2), (200, 1), (500, 4), (600, 5), (100, 6)];
    let sums = (0..32).map(|chosen: usize| {
        let taken = (0..5).filter(|at| chosen & (1 << at) != 0).map(|at| WORK[at]);
        taken.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    });
    sums.filter(|(_, spent)| *spent <= hours).map(|(points, _)| points).max().unwrap()
}

#[test]
fn a_budget_bounds_the_hours_of_all_teams_together() {
    let teams = "teams: { one: { hours-per-week: 10, controls: [lab_old, lab_c, lab_d] }, two: { hours-per-week: 10, controls: [lab_a, lab_b, lab-base] } }\n";
    for hours in 0..=18 {
        let plan = held("2026-11-30", teams, json!({ "budget": format!("{hours}h") }));
        assert_eq!(hundredths(&plan["points"]), most(hours), "{hours} hours: {:?}", steps(&plan));
        let spent = plan["effort_minutes"].as_i64().unwrap();
        assert!(spent <= hours * 60, "{spent} minutes of {hours} hours");
        // Hours for which nothing shows are not spent.
        assert!(!ids(&plan).contains(&"lab-base") || ids(&plan).contains(&"lab_a"), "{:?}", ids(&plan));
    }
    // All is 18 hours: a half is nine.
    let plan = held("2026-11-30", teams, json!({ "budget": "50%" }));
    assert_eq!(plan["goal"]["budget_minutes"], 540);
    let over: Vec<&Value> =
        plan["unfinished"].as_array().unwrap().iter().filter(|one| one["over_budget"] == true).collect();
    assert!(!over.is_empty());
    // Within a budget, what must be done comes before points.
    let plan = held("2026-11-30", teams, json!({ "budget": "6h", "must": ["lab_d"] }));
    assert_eq!(ids(&plan), ["lab_d"]);
}

/// Any one of the ways out is enough, and the least of each: that is tried here, from outside.
#[test]
fn what_can_not_be_in_time_is_a_no_with_what_binds() {
    let frozen = format!("{TEN}freezes: [ {{ from: 2026-11-03, to: 2026-11-06, reason: audit }} ]\n");
    let lab_no = |day: &str, scenario: &str, more: Value| {
        let lab = lab(day, scenario, more);
        assert_eq!((lab.verdict, &lab.plan["status"]), (Verdict::No, &"infeasible".into()), "{}", lab.plan);
        assert_eq!(lab.check["ok"], true, "{}", lab.check);
        lab.plan
    };
    // Six hours of two a day: the 2nd, and without the freeze the 3rd and 4th; with it the 9th and 10th.
    let no = lab_no("2026-11-08", &frozen, json!({ "must": ["lab_d"] }));
    assert_eq!((&no["conflict"][0]["id"], &no["conflict"][0]["team"]), (&"lab_d".into(), &"lab".into()));
    let ways = no["ways_out"].as_array().unwrap();
    let way = |kind: &str| ways.iter().find(|way| way["kind"] == kind).unwrap_or_else(|| panic!("{no}"));
    assert_eq!(way("freeze")["from"], "2026-11-03");
    assert_eq!(way("day")["day"], "2026-11-10");
    // One day, so a fifth of the week has to hold six hours: 30 in all, 20 more.
    assert_eq!(hundredths(&way("team")["more_hours_per_week"]), 2_000);
    held("2026-11-10", &frozen, json!({ "must": ["lab_d"] }));
    held("2026-11-08", TEN, json!({ "must": ["lab_d"] }));
    let faster = frozen.replace("hours-per-week: 10", "hours-per-week: 30");
    held("2026-11-08", &faster, json!({ "must": ["lab_d"] }));
    let slower = frozen.replace("hours-per-week: 10", "hours-per-week: 29");
    lab_no("2026-11-08", &slower, json!({ "must": ["lab_d"] }));
    // An earliest day.
    let late = format!("{TEN}dates: [ {{ control: lab_c, earliest: 2026-11-20 }} ]\n");
    let no = lab_no("2026-11-13", &late, json!({ "must": ["lab_c"] }));
    assert_eq!(
        (&no["ways_out"][0]["kind"], &no["ways_out"][0]["day"]),
        (&"earliest".into(), &"2026-11-20".into())
    );
    // A budget that what must be done exceeds, and by how much.
    let no = lab_no("2026-11-30", TEN, json!({ "must": ["lab_d", "lab_c"], "budget": "6h" }));
    assert_eq!(
        (&no["ways_out"][0]["kind"], hundredths(&no["ways_out"][0]["hours"])),
        (&"budget".into(), 700)
    );
    // What is ruled out, needs what is ruled out, or has no team: no calendar mends it.
    for (more, says) in [
        (json!({ "must": ["lab_a"], "never": ["lab-base"] }), "lab-base"),
        (json!({ "must": ["lab_c"], "never": ["lab_c"] }), "without it"),
    ] {
        let no = lab_no("2026-11-30", TEN, more);
        assert!(no["conflict"][0]["text"].as_str().unwrap().contains(says), "{no}");
        assert_eq!(no["ways_out"], Value::Array(Vec::new()));
    }
    let nobody = "teams: { lab: { hours-per-week: 10, controls: [lab_old] } }\n";
    let no = lab_no("2026-11-30", nobody, json!({ "must": ["lab_c"] }));
    assert_eq!(no["conflict"][0]["fact"], "no-team");
}

/// What is done already is no reason for a no, and what nobody knows is a finding.
#[test]
fn what_is_done_is_met_and_what_is_unknown_is_said() {
    let plan = held("2026-11-30", TEN, json!({ "must": ["lab_kept"] }));
    assert!(!ids(&plan).contains(&"lab_kept"));
    let ran = run(["plan", "--by", "2027-01-31", "--tenant", "sample-e3", "--must", "AdminMFA"]);
    assert!(
        ran.code == 3
            && ran.err.contains("control or action `AdminMFA`")
            && ran.err.contains("did you mean `AdminMFAV2`"),
        "{}",
        ran.err
    );
    for refused in
        [&["--frontier"][..], &["--objective", "percent"], &["--baseline", "x.json"], &["--max-nodes", "9"]]
    {
        let ran = run(["plan", "--by", "2027-01-31", "--tenant", "sample-e3"].iter().chain(refused));
        assert_eq!(ran.code, 2, "{refused:?} {}", ran.err);
    }
}

/// A must that a licence opens later stands in the way of nothing that is begun before: it goes first.
#[test]
fn what_a_licence_opens_late_is_still_in_time() {
    let scenario = "licences: [ { from: 2026-11-09, add: ATA, seats: 10 } ]
teams: { lab: { hours-per-week: 10, controls: [lab_old, lab_a, lab_b, lab_c, lab_d, lab-base, lab-deploy, lab_new] } }
";
    // Ten hours of deployment from the 9th are done on Friday the 13th, four of `lab_new` on Tuesday.
    let plan = held("2026-11-17", scenario, json!({ "must": ["lab_new"] }));
    assert!(ids(&plan).contains(&"lab_new") && ids(&plan).contains(&"lab-deploy"), "{:?}", steps(&plan));
    let no = lab("2026-11-16", scenario, json!({ "must": ["lab_new"] }));
    assert_eq!(no.verdict, Verdict::No, "{}", no.plan);
    let day = no.plan["ways_out"].as_array().unwrap().iter().find(|way| way["kind"] == "day").unwrap();
    assert_eq!(day["day"], "2026-11-17");
}

/// 4 of 22 points at the start. `lab_old` shows on the 4th: 8 of 22 are 36.36 %.
#[test]
fn a_target_is_reached_in_time_or_not_and_then_when() {
    let plan = held("2026-11-08", TEN, json!({ "target": "36%" }));
    let target = &plan["target"];
    assert_eq!((&target["in_time"], &target["held"]), (&true.into(), &true.into()), "{target}");
    let no = lab("2026-11-08", TEN, json!({ "target": "100%" }));
    assert_eq!((no.verdict, &no.plan["target"]["in_time"]), (Verdict::No, &false.into()));
    // All 18 hours take nine working days from the 2nd, up to the 12th; two days later they show.
    assert_eq!(no.plan["target"]["reached_on"], "2026-11-14", "{}", no.plan["target"]);
    assert_eq!(no.check["ok"], true, "{}", no.check);
    let never = lab("2026-11-08", TEN, json!({ "target": "100%", "never": ["lab_d"] }));
    assert_eq!((never.verdict, &never.plan["target"]["reached_on"]), (Verdict::No, &Value::Null));
    assert_eq!(hundredths(&never.plan["target"]["highest_percent"]), 9_545);
}

/// What the plan says of itself is judged: a must that is missing, a never that is there, hours above the budget.
#[test]
fn the_audit_judges_what_was_asked_for() {
    let scenario = format!("{ROOT}/scenarios/e5-three-teams.yaml");
    let plan = ask(json!({ "question": "plan", "by": "2027-03-31", "scenario": scenario, "budget": "60h" }));
    let first = plan["steps"][0]["id"].clone();
    let question = json!({ "tenant": "sample-e5", "scenario": scenario });
    let kinds = |plan: &Value| breaches(plan, &question);
    let altered = |change: &dyn Fn(&mut Value)| {
        let mut altered = plan.clone();
        change(&mut altered);
        kinds(&altered)
    };
    assert_eq!(kinds(&plan), [""; 0]);
    let unfinished = plan["unfinished"].as_array().unwrap();
    let other = unfinished.iter().find(|one| one["over_budget"] == true).unwrap()["id"].clone();
    assert_eq!(altered(&|plan| plan["must"] = vec![other.clone()].into()), ["must-missing"]);
    assert_eq!(altered(&|plan| plan["never"] = vec![first.clone()].into()), ["never-present"]);
    assert_eq!(altered(&|plan| plan["goal"]["budget_minutes"] = 60.into()), ["over-budget"]);
    assert_eq!(altered(&|plan| plan["status"] = "infeasible".into()), ["status"]);
}
