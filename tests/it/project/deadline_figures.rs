//! `plan --by`: points, percentages and upkeep, derived again by the audit.

use serde_json::{Value, json};

use crate::project::simulate::small_lab;
use crate::support::{ROOT, ask, breaches, file, folder, hundredths, with};

/// A plan by a day, and the kinds of breach that the audit finds in what a change makes of it.
struct Plan {
    question: Value,
    plan: Value,
}

impl Plan {
    fn of(day: &str, more: Value) -> Self {
        let question = with(json!({ "question": "plan", "by": day }), more);
        Self { plan: ask(question.clone()), question }
    }

    fn kinds(&self, plan: &Value) -> Vec<String> {
        breaches(plan, &self.question)
    }

    fn altered(&self, change: impl Fn(&mut Value)) -> Vec<String> {
        let mut plan = self.plan.clone();
        change(&mut plan);
        self.kinds(&plan)
    }
}

/// By hand, from Monday 2 November with two hours a day: the pilot takes half of four hours, is done on the 2nd and shows
/// on the 4th, half of ten points. Three days later, on Friday the 6th, the rest is done and shows on the 8th. Up to the
/// 15th that is 5 x 4 days + 10 x 8 days.
#[test]
fn a_pilot_earns_on_its_day_in_the_improvement_as_in_the_projection() {
    let folder = folder();
    let ramped = small_lab().control("lab_p", 10).effort("1h, 4h, 6h").with("population", "users");
    let ramped = ramped.with("scoring", "proportional").row("lab_p", 0, 10);
    let [_, tenant, _, overlay] = ramped.files(&folder);
    let scenario = file(
        &folder,
        "s.yaml",
        "scenario: s
remediate: { order: area }
teams: { lab: { hours-per-week: 10, controls: [lab_p], upkeep: 100% } }
ramps: [ { control: lab_p, stages: [ { coverage: 50%, wait: 3d }, { coverage: 100% } ] } ]
",
    );
    let of_lab = json!({ "tenant": tenant, "catalogue": [overlay], "scenario": scenario });
    let plan = Plan::of("2026-11-15", of_lab);
    let said = &plan.plan;
    assert_eq!(said["steps"][0]["stages"][0]["finish"], "2026-11-02");
    assert_eq!(
        (&said["steps"][0]["finish"], &said["steps"][0]["expected_by"]),
        (&"2026-11-06".into(), &"2026-11-08".into())
    );
    assert_eq!(hundredths(&said["area"]), 10_000);
    let phase = &said["phases"][0];
    assert_eq!((hundredths(&phase["area"]), hundredths(&phase["points"])), (10_000, 1_000));
    assert!(hundredths(&phase["bound_area"]) >= 10_000);
    // Four hours at 100 % are 240 x 7 / 150 = 11.2 minutes on each of the five working days from the 9th to the 13th.
    assert_eq!(
        (&said["teams"][0]["upkeep_minutes"], &said["teams"][0]["upkeep_unmet_minutes"]),
        (&55.into(), &0.into())
    );
    assert_eq!(plan.kinds(said), [""; 0]);
    assert_eq!(plan.altered(|plan| plan["teams"][0]["upkeep_minutes"] = 54.into()), ["upkeep"]);
    assert_eq!(plan.altered(|plan| plan["teams"][0]["upkeep_unmet_minutes"] = 56.into()), ["upkeep"]);
    let later = |plan: &mut Value| plan["steps"][0]["stages"][0]["finish"] = "2026-11-03".into();
    assert!(plan.altered(later).contains(&"ramp".to_owned()));
    let wider = |plan: &mut Value| plan["steps"][0]["stages"][0]["coverage"] = 60.into();
    assert!(plan.altered(wider).contains(&"ramp".to_owned()));
    assert!(
        plan.altered(|plan| plan["steps"][0]["stages"] = Value::Array(Vec::new()))
            .contains(&"ramp".to_owned())
    );
}

/// Where the work of one phase is all that moves the score, improvement and projection agree.
#[test]
fn improvement_and_projection_agree_on_points_and_area() {
    let folder = folder();
    let text = |ramps: &str| {
        format!(
            "scenario: s
tenant: sample-e3
remediate: {{ order: area }}
teams: {{ identity: {{ hours-per-week: 30, products: [entra-id] }}, rest: {{ hours-per-week: 30 }} }}
{ramps}"
        )
    };
    let ramps = "ramps:
  - { control: MFARegistrationV2, stages: [ { coverage: 80%, wait: 10d }, { coverage: 90%, wait: 5d }, { coverage: 100% } ] }
  - { control: AdminMFAV2, stages: [ { coverage: 70%, wait: 7d }, { coverage: 100% } ] }
";
    for ramps in ["", ramps] {
        let path = file(&folder, "s.yaml", text(ramps));
        let plan = Plan::of("2027-03-31", json!({ "tenant": "sample-e3", "scenario": path }));
        let phases = plan.plan["phases"].as_array().unwrap();
        assert_eq!(phases.len(), 1);
        for figure in ["area", "points"] {
            assert_eq!(phases[0][figure], plan.plan[figure], "{figure} with `{ramps}`");
        }
        assert!(hundredths(&phases[0]["area"]) <= hundredths(&phases[0]["bound_area"]));
        assert_eq!(plan.kinds(&plan.plan), [""; 0]);
    }
}

/// Licences, growth, drift, hygiene, statuses that end, new and retired controls: the audit follows all of it.
#[test]
fn the_audit_derives_the_score_of_every_shipped_scenario() {
    for (name, sample, day) in [
        ("a-year-as-it-comes", "sample-e3", "2027-06-30"),
        ("e5-in-january", "sample-e3", "2027-04-30"),
        ("e5-three-teams", "sample-e5", "2027-02-26"),
        ("remediate-owned", "sample-e3", "2027-02-26"),
    ] {
        let scenario = format!("{ROOT}/scenarios/{name}.yaml");
        let plan = Plan::of(day, json!({ "tenant": sample, "scenario": scenario }));
        assert_eq!(plan.kinds(&plan.plan), [""; 0], "{name}");
        assert!(plan.plan["steps"].as_array().unwrap().len() > 10, "{name}");
    }
}

#[test]
fn every_altered_figure_is_found() {
    let scenario = format!("{ROOT}/scenarios/e5-three-teams.yaml");
    let asked = json!({ "tenant": "sample-e5", "scenario": scenario, "target": "60%" });
    let plan = Plan::of("2027-01-29", asked);
    assert_eq!(plan.kinds(&plan.plan), [""; 0]);
    for (key, kind) in
        [("points", "step-points"), ("points_after", "step-points-after"), ("percent_after", "step-percent")]
    {
        assert_eq!(plan.altered(|plan| plan["steps"][3][key] = 1.25.into()), [kind]);
    }
    assert_eq!(plan.altered(|plan| plan["steps"][3]["expected_by"] = "2027-01-01".into()), ["expected-by"]);
    for (key, kind) in [
        ("points", "points"),
        ("percent_before", "percent-before"),
        ("percent_after", "percent-after"),
        ("points_after", "points-after"),
        ("max_after", "max-after"),
        ("area", "area"),
    ] {
        assert_eq!(plan.altered(|plan| plan[key] = 1.25.into()), [kind]);
    }
    assert_eq!(plan.altered(|plan| plan["effort_minutes"] = 1.into()), ["effort"]);
    assert_eq!(plan.altered(|plan| plan["target"]["in_time"] = false.into()), ["target"]);
    assert_eq!(plan.altered(|plan| plan["target"]["held"] = false.into()), ["target"]);
    assert_eq!(plan.altered(|plan| plan["target"]["reached_on"] = "2027-01-28".into()), ["target"]);
    // A step less: its points, and all that comes after it.
    let kinds = plan.altered(|plan| drop(plan["steps"].as_array_mut().unwrap().remove(0)));
    assert!(kinds.contains(&"points".to_owned()) && kinds.contains(&"area".to_owned()), "{kinds:?}");
}
