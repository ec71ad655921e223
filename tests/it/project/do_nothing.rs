//! The do-nothing line, and what each step adds.

use serde_json::{Value, json};

use crate::project::simulate::{day, lab, on_sample, series};
use crate::support::{ask, hundredths};

/// The sums of a waterfall and the changes from the first to the last day: points, maximum, percentage.
fn sums(scenario: &Value) -> [(i64, i64); 3] {
    let ours = series(scenario);
    let (first, last) = (ours.first().unwrap(), ours.last().unwrap());
    let sum = |key: &str| {
        let steps = scenario["waterfall"].as_array().unwrap().iter();
        steps.map(|step| hundredths(&step[key])).sum::<i64>()
    };
    let percent = hundredths(&scenario["end"]["percent"]) - hundredths(&scenario["start"]["percent"]);
    [(sum("points"), last.1 - first.1), (sum("max"), last.2 - first.2), (sum("percent"), percent)]
}

/// By hand: 4 of 8 points. Licence: 0 of 5 more. Deployment: 0 of 6 more. Work: 4, then 6 points.
/// The percentage goes 50, 100 (`lab_old`), 61.538 (licence), 42.105 (deployment), 73.684 (`lab_new`).
#[test]
fn what_each_step_adds_by_hand() {
    let (scenario, _) = lab(
        "scenario: s\nhorizon: 30d\nlicences: [ { from: 2026-11-09, add: ATA, seats: 10 } ]\nremediate: { order: rank }\nteams: { lab: { hours-per-week: 10, products: [lab] }, rest: { hours-per-week: 0.01 } }\n",
    );
    let steps = scenario["waterfall"].as_array().unwrap().iter();
    let steps: Vec<(&str, &str, i64, i64, i64)> = steps
        .map(|step| {
            let text = |key: &str| step[key].as_str().unwrap();
            let number = |key: &str| hundredths(&step[key]);
            (text("id"), text("kind"), number("points"), number("max"), number("percent"))
        })
        .collect();
    assert_eq!(
        steps,
        [
            ("lab_old", "work", 400, 0, 5_000),
            ("ATA", "licence", 0, 500, -3_846),
            ("lab-deploy", "action", 0, 600, -1_944),
            ("lab_new", "work", 600, 0, 3_158),
        ]
    );
    // Nobody does anything: neither the licence nor the work.
    assert_eq!(series(&scenario["do_nothing"]), [day("2026-11-02", 400, 800), day("2026-12-02", 400, 800)]);
}

/// Whatever happens, what the steps add sums to the change, to the hundredth.
#[test]
fn the_steps_of_all_shipped_scenarios_sum_to_the_change() {
    let shipped = crate::support::files(format!("{}/scenarios", crate::support::ROOT));
    let shipped = shipped.iter().filter(|name| !name.starts_with("sample"));
    let shipped: Vec<String> = shipped.map(|name| format!("scenarios/{name}")).collect();
    let value = ask(json!({ "question": "project", "scenarios": shipped }));
    for scenario in value["scenarios"].as_array().unwrap() {
        for (sum, change) in sums(scenario) {
            assert_eq!(sum, change, "{}", scenario["name"]);
        }
        let nothing = series(&scenario["do_nothing"]);
        let ours = series(scenario);
        assert_eq!((&nothing.first(), &nothing.last().unwrap().0), (&ours.first(), &ours.last().unwrap().0));
    }
}

/// A status of the tenant that a scenario ends also ends when nobody does anything; one that it sets is not set.
#[test]
fn statuses_run_out_without_anybody() {
    let ends = "horizon: 300d\nstatus:\n  - { control: dlp_datalossprevention, set: Resolved through third party, expires: 2027-06-30 }\n";
    let ended = on_sample(ends);
    assert_eq!(series(&ended["do_nothing"]), series(&ended));
    assert!(series(&ended).len() > 2);
    let set = on_sample(
        "horizon: 30d\nstatus: [ { control: mdo_safeattachments, set: Resolved through third party } ]\n",
    );
    assert_eq!(series(&set["do_nothing"]).len(), 2);
    assert!(series(&set).len() > 2);
}
