//! `report`: a page and a text that people read and leave behind.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::document::html_reader::{Page, harmless};
use crate::support::{ask, file, folder, program, read, run};

const SCENARIOS: [&str; 3] =
    ["scenarios/do-nothing.yaml", "scenarios/remediate-owned.yaml", "scenarios/e5-in-january.yaml"];

/// The file that a report writes.
fn written(name: &str, arguments: &[&str]) -> String {
    let folder = folder();
    let path = folder.path().join(name);
    let ran = run(["report", "-o", path.to_str().unwrap()].iter().chain(arguments));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.out, "");
    read(path)
}

/// The ids of the sections of a page, in their order.
fn sections(page: &str) -> Vec<String> {
    let page = Page::read(page);
    page.all("section").iter().map(|section| section.attribute("id").unwrap().to_owned()).collect()
}

#[test]
fn a_page_is_whole_and_asks_for_nothing() {
    let text = written("r.html", &[&SCENARIOS[..], &["--trials", "50"]].concat());
    harmless(&text);
    assert_eq!(
        sections(&text),
        [
            "summary",
            "time",
            "options",
            "frontier",
            "backlog",
            "dependencies",
            "calendar",
            "acceptances",
            "peers",
            "assumptions",
            "rederive"
        ]
    );
    assert!(text.len() < 3_000_000, "{}", text.len());
    let page = Page::read(&text);
    assert_eq!(page.all("h1").len(), 1);
    assert_eq!(page.all("html")[0].attribute("lang"), Some("en"));
    // Every table says what it is, and every head of a column or row which of the two.
    assert_eq!(page.all("table").len(), page.all("caption").len());
    assert!(page.all("th").iter().all(|head| head.attribute("scope").is_some()));
    // Headings go down by one at a time.
    let mut level = 0;
    for heading in page.elements.iter().filter(|one| matches!(one.name.as_str(), "h1" | "h2" | "h3")) {
        let next: i32 = heading.name[1..].parse().unwrap();
        assert!(next <= level + 1, "{heading:?}");
        level = next;
    }
    // Charts are pictures with a name.
    let drawn = page.all("svg");
    let charts: Vec<_> = drawn.iter().filter(|svg| svg.attribute("aria-hidden").is_none()).collect();
    assert!(charts.len() >= 10, "{}", charts.len());
    assert!(charts.iter().all(|svg| svg.attribute("role") == Some("img")));
}

/// The policy names the hash of exactly what stands in the page, and allows nothing else.
#[test]
fn the_policy_allows_only_what_is_there() {
    let text = written("r.html", &[]);
    let page = Page::read(&text);
    let policy = page.all("meta").into_iter().find(|meta| meta.attribute("http-equiv").is_some()).unwrap();
    assert_eq!(policy.attribute("http-equiv"), Some("Content-Security-Policy"));
    let hash = |at: usize| BASE64.encode(Sha256::digest(page.raw[at].1.as_bytes()));
    assert_eq!(
        policy.attribute("content").unwrap(),
        format!(
            "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
            hash(0),
            hash(1)
        )
    );
}

#[test]
fn the_figures_of_a_page_are_those_of_the_other_commands() {
    let text = written("r.html", &SCENARIOS);
    let page = Page::read(&text).text;
    let score = ask(json!({ "question": "score" }));
    assert!(page.contains(&format!("{} %", score["percent"])));
    let projected =
        ask(json!({ "question": "project", "scenarios": [SCENARIOS[0], SCENARIOS[1], SCENARIOS[2]] }));
    for scenario in projected["scenarios"].as_array().unwrap() {
        assert!(page.contains(&format!("{} %", scenario["end"]["percent"])), "{}", scenario["name"]);
        assert!(page.contains(&format!("{} %", scenario["low"]["percent"])), "{}", scenario["name"]);
    }
    let rank = ask(json!({ "question": "rank" }));
    let steps = rank["steps"].as_array().unwrap();
    for step in steps {
        assert!(page.contains(step["id"].as_str().unwrap()), "{}", step["id"]);
    }
    let last = steps.last().unwrap();
    assert!(
        page.contains(&format!(
            "{} points for {} hours",
            last["cumulative_points"], last["cumulative_hours"]
        ))
    );
    for excluded in rank["excluded"].as_array().unwrap() {
        assert!(page.contains(excluded["id"].as_str().unwrap()), "{}", excluded["id"]);
    }
    let licences =
        ask(json!({ "question": "licences", "scenarios": [SCENARIOS[2]], "scenario": SCENARIOS[1] }));
    for option in licences["options"].as_array().unwrap() {
        assert!(page.contains(option["name"].as_str().unwrap()));
        assert!(page.contains(&format!("{} %", option["low"]["percent"])), "{}", option["name"]);
    }
    let plan = ask(json!({ "question": "plan", "frontier": "corners" }));
    for corner in plan["frontier"].as_array().unwrap() {
        assert!(page.contains(&format!("{} %", corner["percent"])));
    }
}

/// What only people inside see is in nobody's file but theirs.
#[test]
fn each_audience_sees_its_part() {
    let folder = folder();
    let tenant = read("scenarios/sample-e3.yaml").replace(
        "{ id: AdminMFAV2, ",
        "{ id: AdminMFAV2, assigned-to: Ada of the inside, comment: a note for ourselves, ",
    );
    let tenant = file(&folder, "t.yaml", tenant);
    let of = |audience: &str, name: &str| {
        written(name, &["--tenant", tenant.to_str().unwrap(), "--audience", audience])
    };
    let inside = ["Ada of the inside", "a note for ourselves"];
    let architect = of("architect", "r.html");
    assert!(inside.iter().all(|note| architect.contains(note)));
    for text in [of("customer", "r.html"), of("executive", "r.html"), of("customer", "r.md")] {
        assert!(!inside.iter().any(|note| text.contains(note)));
    }
    assert!(of("architect", "r.md").contains(inside[0]));
    assert_eq!(sections(&of("executive", "r.html")), ["summary", "time", "assumptions"]);
    assert!(sections(&of("customer", "r.html")).contains(&"backlog".to_owned()));
}

/// Titles that come from outside: markup, handlers, an early end of the script, marks that turn the reading, formulas.
const HOSTILE: [&str; 10] = [
    "<script>alert(1)</script>",
    "\\\"><img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "</style><svg onload=alert(3)>",
    "' onmouseover='alert(4)",
    "\\u202eevil\\u2066\\u200f",
    "=HYPERLINK(1)",
    "+1+1",
    "-2+3",
    "@SUM(A1) @everybody #12 [a](javascript:alert(5))",
];

fn hostile_tenant() -> String {
    let rows: String = HOSTILE
        .iter()
        .enumerate()
        .map(|(at, title)| {
            format!(
                "  - {{ id: bad_{at}, title: \"{title}\", category: \"{title}\", score: 0, max: 5, max-origin: profile, status: Risk accepted, status-origin: exported, assigned-to: \"{title}\", comment: \"{title}\" }}\n"
            )
        })
        .collect();
    read("scenarios/sample-e3.yaml").replacen("controls:\n", &format!("controls:\n{rows}"), 1)
}

#[test]
fn hostile_titles_do_no_harm() {
    let folder = folder();
    let tenant = file(&folder, "<b>t'.yaml", hostile_tenant());
    let scenario = "scenario: \"<script>alert(6)</script>\"\nremediate: { order: rank }\n\
        teams:\n  \"<i>ops</i>\": { hours-per-week: 20 }\n\
        freezes: [ { from: 2026-12-01, to: 2026-12-09, reason: \"</svg><script>alert(7)</script>\" } ]\n\
        status: [ { control: AdminMFAV2, set: Risk accepted, owner: \"<u>me\", reason: \"onload=\\\"x\" } ]\n\
        goal: { score: 60%, by: 2027-06-30 }\n";
    let scenario = file(&folder, "s.yaml", scenario);
    let arguments = [
        scenario.to_str().unwrap(),
        "--tenant",
        tenant.to_str().unwrap(),
        "--title",
        "</title><script>alert(8)</script>\u{202e}",
    ];
    let text = written("r.html", &arguments);
    harmless(&text);
    let page = Page::read(&text);
    // All of it is there to read.
    assert!(page.text.contains("</script><script>alert(2)</script>"), "as text");
    assert!(page.text.contains("<script>alert(6)</script>"));
    let markdown = written("r.md", &arguments);
    // No mark of Markdown or HTML stands for itself, and nobody is called.
    let told = markdown.replace("- [ ] ", "");
    for mark in ['<', '[', '`'] {
        assert!(told.match_indices(mark).all(|(at, _)| told[..at].ends_with('\\')), "{mark}");
    }
    assert!(!told.contains("@everybody") && !told.contains("#12"));
}

#[test]
fn the_same_input_gives_the_same_bytes_on_any_number_of_threads() {
    for name in ["r.html", "r.md"] {
        let written: Vec<String> = ["1", "2", "7"]
            .iter()
            .map(|threads| {
                let folder = folder();
                let path = folder.path().join(name);
                let mut command = program();
                command.env("RAYON_NUM_THREADS", threads).args(["report", "-o"]).arg(&path).args(SCENARIOS);
                command.args(["--trials", "300", "--option", "SPE_E5", "--target", "75%"]);
                assert!(command.output().unwrap().status.success());
                read(path)
            })
            .collect();
        assert!(written.iter().all(|text| *text == written[0]), "{name}");
    }
}

#[test]
fn a_brand_gives_name_logo_and_colours() {
    let folder = folder();
    file(&folder, "logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>");
    let text =
        "name: Alps & Sons\nlogo: logo.svg\ncolours: { accent: \"#7a1fa2\", accent-dark: \"#d9a7ff\" }\n";
    let brand = file(&folder, "brand.yaml", text);
    let text = written("r.html", &["--brand", brand.to_str().unwrap()]);
    harmless(&text);
    let page = Page::read(&text);
    assert!(page.text.contains("Alps & Sons"));
    assert!(page.raw[0].1.contains("--accent:#7a1fa2") && page.raw[0].1.contains("--accent:#d9a7ff"));
    let logo = page.all("img")[0].attribute("src").unwrap();
    let data = logo.strip_prefix("data:image/svg+xml;base64,").unwrap();
    assert!(BASE64.decode(data).unwrap().starts_with(b"<svg"));
}

#[test]
fn a_brand_that_can_not_be_used_says_why() {
    let folder = folder();
    file(&folder, "logo.gif", "GIF89a");
    file(&folder, "large.png", [b"\x89PNG\r\n\x1a\n".to_vec(), vec![0; 600_000]].concat());
    for (text, code, says) in [
        ("name: A\ncolours: { accent: \"#ffee00\" }\n", 3, "contrast 1."),
        ("name: A\ncolours: { accent: red }\n", 3, "a colour like"),
        ("name: A\ncolours: { accent-dark: \"#101010\" }\n", 3, "on a dark screen"),
        ("name: A\nlogo: logo.gif\n", 3, "neither a PNG nor an SVG"),
        ("name: A\nlogo: large.png\n", 3, "larger than 512 KB"),
        ("name: A\nlogo: ../logo.gif\n", 3, "outside the folder"),
        ("name: A\nlogo: missing.png\n", 4, "missing.png"),
        ("logo: logo.gif\n", 3, "the key `name` is missing"),
        ("name: A\ncolors: {}\n", 3, "did you mean `colours`?"),
    ] {
        let brand = file(&folder, "brand.yaml", text);
        let output = folder.path().join("r.html");
        let ran = run(["report", "--brand", brand.to_str().unwrap(), "-o", output.to_str().unwrap()]);
        assert_eq!(ran.code, code, "{text}{}", ran.err);
        assert!(ran.err.contains(says), "{text}{}", ran.err);
        assert!(!output.exists());
    }
}

#[test]
fn an_ending_that_says_nothing_is_refused() {
    for name in ["r", "r.pdf", "r.htm"] {
        let ran = run(["report", "-o", name]);
        assert_eq!(ran.code, 2, "{name}");
        assert!(ran.err.contains(".html") && ran.err.contains(".md"), "{}", ran.err);
    }
    assert!(written("R.HTML", &[]).starts_with("<!DOCTYPE html>"));
}

#[test]
fn one_report_is_about_one_tenant() {
    let folder = folder();
    let scenario = |name: &str, tenant: &str| {
        let text = format!(
            "scenario: {name}\ntenant: {tenant}\nremediate: {{ order: rank }}\nteams: {{ all: {{ hours-per-week: 10 }} }}\n"
        );
        file(&folder, &format!("{name}.yaml"), text)
    };
    let (a, b) = (scenario("a", "sample-e3"), scenario("b", "sample-e5"));
    let output = folder.path().join("r.html");
    let both = ["report", a.to_str().unwrap(), b.to_str().unwrap(), "-o", output.to_str().unwrap()];
    let ran = run(both);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("--tenant"), "{}", ran.err);
    let ran = run(both.iter().chain(&["--tenant", "sample-e5"]));
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn a_missed_goal_is_an_answer_unless_it_is_required() {
    let folder = folder();
    let output = folder.path().join("r.md");
    let arguments = ["report", "scenarios/do-nothing.yaml", "-o", output.to_str().unwrap()];
    assert_eq!(run(arguments).code, 0);
    let ran = run(arguments.iter().chain(&["--require-goal"]));
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("misses"), "{}", ran.err);
    assert!(output.exists());
}

#[test]
fn a_target_that_no_plan_reaches_is_a_no_and_said_on_the_page() {
    let folder = folder();
    let output = folder.path().join("r.html");
    let ran = run(["report", "--target", "99%", "-o", output.to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("no: there is no plan"), "{}", ran.err);
    assert!(Page::read(&read(&output)).text.contains("There is no plan."));
}

#[test]
fn a_text_for_a_pull_request_holds_the_plan_as_tasks() {
    let text = written("r.md", &["scenarios/e5-three-teams.yaml", "--option", "SPE_E5"]);
    let projected = ask(json!({ "question": "project", "scenarios": ["scenarios/e5-three-teams.yaml"] }));
    let work = projected["scenarios"][0]["work"].as_array().unwrap();
    let tasks: Vec<&str> = text.lines().filter(|line| line.starts_with("- [ ] ")).collect();
    assert_eq!(tasks.len(), work.len());
    for step in work {
        let (start, finish) = (step["start"].as_str().unwrap(), step["finish"].as_str().unwrap());
        let id = step["id"].as_str().unwrap().replace('_', "\\_");
        let is = |task: &&&str| {
            task.contains(&format!("({id})")) && task.contains(&format!("{start} to {finish}"))
        };
        assert!(tasks.iter().any(|task| is(&task)), "{id}");
    }
    for heading in ["Summary", "Scenarios", "Licence options", "Plan", "What it rests on"] {
        assert!(text.contains(&format!("\n## {heading}\n")), "{heading}");
    }
}

/// Of scenarios that hold their goal the cheapest is to be chosen: here the one that buys nothing.
#[test]
fn what_to_decide_follows_a_rule_that_anybody_can_check() {
    let both = ["scenarios/e5-in-january.yaml", "scenarios/remediate-owned.yaml"];
    let text = written("r.md", &both);
    assert!(text.contains("**To decide:** go ahead with Remediate with what is owned."), "{text}");
    let text = written("r.md", &["scenarios/do-nothing.yaml", both[0]]);
    assert!(text.contains("**To decide:** go ahead with E5 in January"), "{text}");
    let text = written("r.md", &["scenarios/do-nothing.yaml"]);
    assert!(text.contains("no scenario is at its goal on its day"), "{text}");
}
