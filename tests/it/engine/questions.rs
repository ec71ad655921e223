//! Every question is asked as JSON: the program, the engine and the schemas agree about it.

use jsonschema::Validator;
use proptest::prelude::*;
use scoreplan::engine::{Engine, Memory, PlanQuestion, Question, Refusal, ScoreQuestion, Subject, Verdict};
use serde_json::{Value, json};

use crate::support::{ROOT, json, read, run};

/// Everything that the questions below name.
fn files() -> Memory {
    let shipped =
        ["sample-e3", "sample-e5", "do-nothing", "remediate-owned", "e5-three-teams", "e5-in-january"];
    let shipped = shipped.map(|name| format!("scenarios/{name}.yaml"));
    let fixtures =
        ["export/scores.json", "export/profiles-1.json", "export/profiles-2.json", "export/skus.json"]
            .into_iter()
            .chain(["schema/prices.yaml", "schema/catalogue.yaml", "schema/brand.yaml", "schema/logo.svg"])
            .map(|name| format!("tests/fixtures/{name}"));
    let mut files: Memory = shipped
        .into_iter()
        .chain(fixtures)
        .map(|name| (name.clone(), read(format!("{ROOT}/{name}"))))
        .collect();
    files.insert("list.csv", "id,title,points,hours,needs\na,A,5,2,\nb,B,3,1,a\n");
    files
}

fn engine() -> Engine {
    Engine::built_in().files(files())
}

/// Questions of every kind, as people would write them, and what the command line takes to ask the same.
fn questions() -> Vec<(Value, &'static str)> {
    let scores = "tests/fixtures/export/scores.json";
    vec![
        (json!({ "question": "score" }), "score"),
        (
            json!({ "question": "score", "tenant": "sample-e5", "as_of": "2026-12-01",
                "assume": { "visibility": "plan", "unknown-max": 5 } }),
            "score --tenant sample-e5 --as-of 2026-12-01 --assume visibility=plan --assume unknown-max=5",
        ),
        (json!({ "question": "explain", "name": "aad_third_party_apps" }), "explain aad_third_party_apps"),
        (json!({ "question": "explain", "name": "connect-atlassian" }), "explain connect-atlassian"),
        (json!({ "question": "explain", "name": "AdminMFA" }), "explain AdminMFA"),
        (json!({ "question": "rank", "order": "ratio" }), "rank --order ratio"),
        (json!({ "question": "plan", "budget": "40h" }), "plan --budget 40h"),
        (
            json!({ "question": "plan", "budget": 40, "objective": "percent" }),
            "plan --budget 40 --objective percent",
        ),
        (json!({ "question": "plan", "target": 60 }), "plan --target 60"),
        (
            json!({ "question": "plan", "by": "2027-02-01", "target": "50%", "scenario": "scenarios/e5-three-teams.yaml",
                "budget": "20%" , "target": null }),
            "plan --by 2027-02-01 --budget 20% --scenario scenarios/e5-three-teams.yaml",
        ),
        (
            json!({ "question": "project", "scenarios": ["scenarios/do-nothing.yaml", "scenarios/remediate-owned.yaml"],
                "trials": 20, "seed": 7 }),
            "project scenarios/do-nothing.yaml scenarios/remediate-owned.yaml --trials 20 --seed 7",
        ),
        (
            json!({ "question": "licences", "options": ["SPE_E5"], "from": "2027-01-01",
                "assume": { "visibility": "both" } }),
            "licences --option SPE_E5 --from 2027-01-01 --assume visibility=both",
        ),
        (
            json!({ "question": "licences-best", "target": 55, "term": "monthly", "labour_rate": 80 }),
            "licences --best --target 55 --term monthly --labour-rate 80",
        ),
        (
            json!({ "question": "licences-frontier", "budget_money": 200000, "objective": "points" }),
            "licences --frontier --budget-money 200000 --objective points",
        ),
        (json!({ "question": "compare", "a": "sample-e3", "b": "sample-e5" }), "compare sample-e3 sample-e5"),
        (
            json!({ "question": "check", "files": ["scenarios/sample-e3.yaml", "scenarios/sample-e5.yaml"], "min_score": 10 }),
            "check scenarios/sample-e3.yaml scenarios/sample-e5.yaml --min-score 10",
        ),
        (json!({ "question": "catalogue-list", "product": "entra" }), ""),
        (json!({ "question": "catalogue-list" }), "catalogue list"),
        (json!({ "question": "catalogue-show", "name": "SPE_E5" }), "catalogue show SPE_E5"),
        (json!({ "question": "catalogue-show", "name": "AAD_PREMIUM_P2" }), "catalogue show AAD_PREMIUM_P2"),
        (json!({ "question": "catalogue-show", "name": "atlassian" }), "catalogue show atlassian"),
        (
            json!({ "question": "catalogue-show", "name": "connect-atlassian" }),
            "catalogue show connect-atlassian",
        ),
        (json!({ "question": "catalogue-show", "name": "scid_19" }), "catalogue show scid_19"),
        (json!({ "question": "catalogue-show", "name": "AdminMFA" }), "catalogue show AdminMFA"),
        (
            json!({ "question": "catalogue-diff", "old": "built-in", "new": "tests/fixtures/schema/catalogue.yaml" }),
            "catalogue diff built-in tests/fixtures/schema/catalogue.yaml",
        ),
        (json!({ "question": "catalogue-lint" }), "catalogue lint"),
        (json!({ "question": "catalogue-export" }), ""),
        (json!({ "question": "import", "paths": ["tests/fixtures/export"] }), ""),
        (json!({ "question": "anonymise", "path": scores }), ""),
        (
            json!({ "question": "report", "form": "markdown", "audience": "customer",
                "scenarios": ["scenarios/do-nothing.yaml"], "brand": "tests/fixtures/schema/brand.yaml" }),
            "",
        ),
    ]
}

fn schema(name: &str) -> Validator {
    let schema = Question::schema(name).unwrap();
    jsonschema::validator_for(&schema).unwrap_or_else(|wrong| panic!("{name}: {wrong}"))
}

fn name(question: &Value) -> &str {
    question["question"].as_str().unwrap()
}

/// The schemas that a schema stands for, references and choices resolved.
fn choices<'s>(root: &'s Value, schema: &'s Value, found: &mut Vec<&'s Value>) {
    found.push(schema);
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/")) {
        choices(root, &root["$defs"][name], found);
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        schema[key].as_array().into_iter().flatten().for_each(|one| choices(root, one, found));
    }
}

/// The keys of an answer that no schema names.
fn unnamed<'s>(root: &'s Value, schemas: &[&'s Value], answer: &Value, path: &str) -> Vec<String> {
    let mut open = Vec::new();
    schemas.iter().for_each(|schema| choices(root, schema, &mut open));
    match answer {
        Value::Object(fields) => {
            let each = fields.iter().flat_map(|(key, value)| {
                let path = format!("{path}.{key}");
                let named =
                    |schema: &&'s Value| [&schema["properties"][key], &schema["additionalProperties"]];
                let of: Vec<&Value> = open.iter().flat_map(named).filter(|one| one.is_object()).collect();
                if of.is_empty() { vec![path] } else { unnamed(root, &of, value, &path) }
            });
            each.collect()
        }
        Value::Array(items) => {
            let of: Vec<&Value> =
                open.iter().map(|schema| &schema["items"]).filter(|one| !one.is_null()).collect();
            items.iter().flat_map(|item| unnamed(root, &of, item, path)).collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn the_engine_answers_from_memory_what_the_program_answers_from_the_disk() {
    let engine = engine();
    for (question, arguments) in questions().iter().filter(|(_, arguments)| !arguments.is_empty()) {
        let answer = engine.ask_json(&question.to_string());
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let words = arguments.split(' ').chain(["--format", "json"]);
        assert_eq!(answer, json(words), "{question}");
    }
}

#[test]
fn questions_of_every_kind_are_answered_and_keep_to_their_schema() {
    let engine = engine();
    for known in Question::NAMES {
        assert!(
            questions().iter().any(|(question, _)| name(question) == *known),
            "{known} is not asked here"
        );
    }
    for (question, _) in questions() {
        let schema = schema(name(&question));
        assert!(schema.is_valid(&question), "{question}: {:?}", schema.validate(&question));
        let answer: Value = serde_json::from_str(&engine.ask_json(&question.to_string())).unwrap();
        // No product has this id: the answer is why.
        if question["product"] != "entra" {
            assert_eq!(answer["error"], Value::Null, "{question}");
            let answers = Question::answer_schema(name(&question)).unwrap();
            let answers = jsonschema::validator_for(&answers).unwrap();
            assert!(answers.is_valid(&answer), "{question}: {:?}", answers.validate(&answer));
            assert!(!answers.is_valid(&json!({ "schema": "scoreplan/other/1" })), "{question}");
            let schema = Question::answer_schema(name(&question)).unwrap();
            assert_eq!(unnamed(&schema, &[&schema], &answer, "answer"), Vec::<String>::new(), "{question}");
        }
        // What is read is written as a question that reads the same, and that the schema takes.
        let read = Question::read(&question.to_string()).unwrap();
        let written = serde_json::to_value(&read).unwrap();
        assert_eq!(Question::read(&written.to_string()).unwrap(), read);
        assert!(schema.is_valid(&written), "{written}: {:?}", schema.validate(&written));
    }
}

#[test]
fn the_program_prints_the_schemas_of_questions_and_answers() {
    for name in Question::NAMES {
        let schema = |what: &str| serde_json::from_str::<Value>(&run(["schema", what, name]).out).unwrap();
        assert_eq!(schema("question"), Question::schema(name).unwrap());
        assert_eq!(schema("answer"), Question::answer_schema(name).unwrap());
    }
}

#[test]
fn what_a_schema_refuses_is_refused_when_it_is_asked() {
    let engine = engine();
    let wrong = |question: &Value, key: &str, value: Value| {
        let mut question = question.clone();
        question[key] = value;
        let schema = schema(name(&question));
        assert!(!schema.is_valid(&question), "{question}");
        let answer: Value = serde_json::from_str(&engine.ask_json(&question.to_string())).unwrap();
        answer["error"]["findings"][0]["code"].as_str().unwrap_or_else(|| panic!("{question}")).to_owned()
    };
    for (question, _) in questions() {
        assert_eq!(wrong(&question, "no_such_key", json!(1)), "E1104", "{question}");
    }
    let plan = json!({ "question": "plan" });
    for (key, value) in [
        ("budget", json!("some hours")),
        ("budget", json!([1])),
        ("target", json!("eighty")),
        ("target", json!(true)),
        ("by", json!("tomorrow")),
        ("by", json!(20270101)),
        ("must", json!("one")),
        ("max_nodes", json!(-1)),
        ("objective", json!("money")),
        ("assume", json!([])),
        ("assume", json!({ "visibility": ["plan"] })),
        ("catalogue", json!("one.yaml")),
    ] {
        assert_eq!(wrong(&plan, key, value.clone()), "E1107", "{key}: {value}");
    }
    let required = [
        ("explain", "name"),
        ("project", "scenarios"),
        ("compare", "a"),
        ("check", "files"),
        ("import", "paths"),
    ];
    for (name, _) in required {
        let question = json!({ "question": name });
        assert!(!schema(name).is_valid(&question));
        let answer: Value = serde_json::from_str(&engine.ask_json(&question.to_string())).unwrap();
        assert_eq!(answer["error"]["findings"][0]["code"], "E1106", "{answer}");
    }
}

#[test]
fn what_can_not_be_asked_together_is_refused() {
    let engine = engine();
    for question in [
        json!({ "question": "plan", "budget": "1h", "target": 60 }),
        json!({ "question": "plan", "scenario": "scenarios/do-nothing.yaml" }),
        json!({ "question": "plan", "by": "2027-01-01", "frontier": "all" }),
        json!({ "question": "plan", "backlog": "list.csv", "tenant": "sample-e3" }),
        json!({ "question": "rank", "backlog": "list.csv", "assume": { "gates": "hard" } }),
        json!({ "question": "licences-best" }),
        json!({ "question": "licences-best", "target": 50, "objective": "points" }),
        json!({ "question": "project", "scenarios": [] }),
        json!({ "question": "project", "scenarios": ["scenarios/do-nothing.yaml"], "trials": 0 }),
        json!({ "question": "project", "scenarios": ["scenarios/do-nothing.yaml"], "seed": 3 }),
        json!({ "question": "report", "from": "2027-01-01" }),
    ] {
        let answer: Value = serde_json::from_str(&engine.ask_json(&question.to_string())).unwrap();
        assert!(answer["error"]["findings"][0]["code"].is_string(), "{question}: {answer}");
    }
    let list = json!({ "question": "plan", "backlog": "list.csv", "budget": "2h" });
    let answer: Value = serde_json::from_str(&engine.ask_json(&list.to_string())).unwrap();
    assert_eq!(answer["steps"][0]["id"], "a", "{answer}");
}

#[test]
fn files_are_read_from_memory_alone() {
    let bare = Engine::built_in();
    let tenant = "scenarios/sample-e3.yaml";
    let answer = bare.score(&ScoreQuestion { subject: tenant.into() });
    let Refusal { unreadable, .. } = answer.unwrap_err();
    assert_eq!(unreadable[0].path, tenant);
    let scenario = json!({ "question": "project", "scenarios": ["a/one.yaml"] });
    let text = "scenario: one\nextends: base/two.yaml\n";
    let base = read(format!("{ROOT}/scenarios/do-nothing.yaml"));
    let files = Memory::from([("a/one.yaml", text), ("a/base/two.yaml", base.as_str())]);
    let answer: Value = serde_json::from_str(&bare.files(files).ask_json(&scenario.to_string())).unwrap();
    assert_eq!(answer["scenarios"][0]["name"], "one", "{answer}");
}

#[test]
fn an_engine_is_shared_between_threads() {
    fn is_owned<T: Send + Sync + Clone + 'static>(value: T) -> T {
        value
    }
    let engine = is_owned(engine());
    let plan = PlanQuestion { subject: Subject::from("sample-e3"), ..PlanQuestion::default() };
    let answers: Vec<String> = std::thread::scope(|scope| {
        let asked = [(); 3].map(|()| {
            let (engine, plan) = (engine.clone(), &plan);
            scope.spawn(move || {
                let outcome = engine.plan(plan).unwrap();
                assert_eq!(outcome.verdict, Verdict::Answered);
                engine.ask_json(&serde_json::to_string(&Question::Plan(plan.clone())).unwrap())
            })
        });
        asked.map(|asked| asked.join().unwrap()).into()
    });
    assert!(answers.iter().all(|answer| *answer == answers[0] && answer.contains("\"steps\"")));
}

#[test]
fn junk_is_answered_with_an_error() {
    let engine = engine();
    let deep = "[".repeat(100_000);
    for text in [
        "",
        "{",
        "null",
        "[]",
        "0",
        "\"score\"",
        "{}",
        "{\"question\": 1}",
        "{\"question\": null}",
        "{\"question\": \"scroe\"}",
        "{\"question\": \"score\", \"question\": \"rank\", \"top\": 1}",
        "{\"question\": \"score\", \"tenant\": 5}",
        "{\"question\": \"score\", \"tenant\": \"no-such\"}",
        "{\"question\": \"score\", \"as_of\": \"2026-02-30\"}",
        "{\"question\": \"plan\", \"target\": 1e400}",
        "{\"question\": \"plan\", \"max_nodes\": 99999999999999999999999}",
        "\u{feff}{\"question\": \"score\"}",
        "{\"question\": \"compare\", \"a\": \"\", \"b\": \"/\"}",
        deep.as_str(),
        "{\"question\": \"check\", \"files\": [\"\", \".\", \"..\", \"-\"], \"tenant\": \"\"}",
        "{\"question\": \"import\", \"paths\": [\"-\"]}",
    ] {
        let answer = engine.ask_json(text);
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let failed = answer["error"].is_object() || answer["ok"] == false;
        assert!(failed, "{text:.80}: {answer}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_text_makes_the_engine_panic(text in "\\PC{0,60}", at in 0_usize..40, from in 0_usize..30) {
        let engine = Engine::built_in();
        for text in [text.clone(), {
            // A question with something else in its middle.
            let question = questions()[from].0.to_string();
            let cut = question.char_indices().nth(at).map_or(question.len(), |(at, _)| at);
            format!("{}{text}{}", &question[..cut], &question[cut..])
        }] {
            if Question::read(&text).is_err() {
                let answer: Value = serde_json::from_str(&engine.ask_json(&text)).unwrap();
                prop_assert!(answer["error"]["findings"].is_array());
            }
        }
    }
}
