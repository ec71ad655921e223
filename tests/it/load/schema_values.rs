//! Each value of the complete files is exchanged for values of every kind: schema and reader take and refuse the same.

use std::collections::BTreeSet;

use scoreplan::diag::{Code, Finding};
use scoreplan::load::schemas::{Kind, schema};
use scoreplan::model::{ASSUMPTIONS, Level, Origin, Status, Term, Values};
use serde_json::{Value, json};

use crate::load::schema_places::{COMPLETE, Readers, fixture, parts_at, pointers, validator_of};

/// Where the reader knows more than a schema can say: the schema takes it, `check` does not.
const ONLY_THE_READER: [(&str, &str); 13] = [
    ("horizon", "whole days, up to ten years"),
    ("lead-time", "whole days, up to a year"),
    ("wait", "whole days"),
    ("for", "whole days"),
    ("stages", "rise to 100%"),
    ("coverage", "of a ramp rises to 100%"),
    ("sku", "is one that catalogue or tenant know"),
    ("population", "goes with the kind of scoring"),
    ("fixed", "grows from low to high"),
    ("per-100", "grows from low to high"),
    ("seat-binding", "goes with devices-per-seat"),
    ("scoring", "goes with the population"),
    ("ways", "state an effort, or the control does"),
];

/// What the reader takes and no schema should: quotes around words that are none, and slips that happen to be read.
const ONLY_THE_SCHEMA: [(&str, &str, &str); 5] = [
    ("unknown-max", "\"1\"", "a number in quotes"),
    ("licensed", "\"true\"", "a flag in quotes"),
    ("regressed", "\"true\"", "a flag in quotes"),
    ("fixed", "[]", "an effort of no numbers"),
    ("per-100", "[]", "an effort of no numbers"),
];

/// Findings about how something is written, as opposed to what it means beside the rest.
fn about_form(finding: &Finding) -> bool {
    matches!(
        finding.code,
        Code::WrongValue
            | Code::BadDate
            | Code::BadEstimate
            | Code::MissingKey
            | Code::UnknownKey
            | Code::UnknownAssumption
    )
}

/// Values of every kind that somebody may write anywhere.
fn battery() -> Vec<Value> {
    let mut values = vec![
        json!("zzqq"),
        json!("2027-01-31"),
        json!("20270131"),
        json!("2027-13-01"),
        json!("80%"),
        json!("79.555%"),
        json!("101%"),
        json!("-5"),
        json!("36h"),
        json!("5d"),
        json!("5 days"),
        json!(5),
        json!(-1),
        json!(0.5),
        json!(1.555),
        json!("4.33"),
        json!(true),
        json!([]),
        json!({}),
        json!([5]),
        json!({ "a": 5 }),
    ];
    let words = Status::WORDS
        .map(|(word, _)| word)
        .into_iter()
        .chain(Origin::WORDS.map(|(word, _)| word))
        .chain(Level::WORDS.map(|(word, _)| word))
        .chain(Term::WORDS.map(|(word, _)| word))
        .chain(ASSUMPTIONS.iter().flat_map(|row| match row.values {
            Values::Words(words) => words.iter().map(|(word, _)| *word).take(2).collect(),
            Values::Form(..) => Vec::new(),
        }))
        .chain(["none", "triangle", "poisson", "rank", "area", "score", "done", "EUR", "true", "always"]);
    values.extend(words.map(|word| json!(word)));
    values
}

/// The values that are worth trying where each takes its time: the words of a list, and one of each form.
fn few(battery: &[Value], parts: &[&Value], first: bool) -> Vec<Value> {
    let mut few = vec![json!("zzqq"), json!("80%"), json!("36h"), json!(5), json!({})];
    if first {
        few.extend([
            json!("2027-01-31"),
            json!("101%"),
            json!("5 days"),
            json!(-1),
            json!(0.5),
            json!(true),
            json!([]),
        ]);
        few.extend(battery.iter().filter(|word| *word == "always").cloned());
    }
    let lists = parts.iter().filter_map(|part| part["enum"].as_array()).filter(|words| words.len() < 20);
    few.extend(lists.flatten().cloned());
    few
}

/// Text may be anything; only what is no text is worth trying there.
fn is_text(parts: &[&Value]) -> bool {
    parts.iter().any(|part| part["type"] == json!(["string", "number"]) && part.get("pattern").is_none())
}

fn takes_text(part: &Value) -> bool {
    let kinds = part["type"].as_array().map_or(std::slice::from_ref(&part["type"]), Vec::as_slice);
    kinds.contains(&json!("string")) && part.get("pattern").is_none()
}

#[test]
fn both_agree_on_every_value_of_scenarios() {
    both_agree(&[Kind::Scenario]);
}

#[test]
fn both_agree_on_every_value_of_tenants_and_prices() {
    both_agree(&[Kind::Tenant, Kind::Prices, Kind::Brand]);
}

#[test]
fn both_agree_on_every_value_of_catalogues() {
    both_agree(&[Kind::Catalogue]);
}

fn both_agree(kinds: &[Kind]) {
    let readers = Readers::new();
    let battery = battery();
    let mut alarms = Vec::new();
    let mut missed = Vec::new();
    let (mut tried, mut both_refused) = (0, 0);
    for (name, kind) in COMPLETE.into_iter().filter(|(_, kind)| kinds.contains(kind)) {
        let document = fixture(name);
        let root = schema(kind, &readers.catalogue);
        let validator = validator_of(&root);
        // One place of each form is enough, and a few values where only the key is new: the catalogue is read whole
        // each time.
        let (mut forms, mut kinds) = (BTreeSet::new(), BTreeSet::new());
        for pointer in pointers(&document) {
            let parts = parts_at(&root, &document, &pointer);
            let key = pointer.rsplit('/').find(|step| step.parse::<usize>().is_err()).unwrap();
            let form =
                format!("{:?}", parts.iter().map(|part| std::ptr::from_ref(*part)).collect::<Vec<_>>());
            let first = kinds.insert(form.clone());
            if !forms.insert(format!("{key} {form}")) {
                continue;
            }
            let values = if kind == Kind::Catalogue { few(&battery, &parts, first) } else { battery.clone() };
            for value in &values {
                let written = value.is_string() || value.is_number();
                // YAML takes `true` for no text; here it is a word.
                let flag_as_text = value.is_boolean() && parts.iter().any(|part| takes_text(part));
                if (is_text(&parts) && written) || flag_as_text {
                    continue;
                }
                if kind == Kind::Catalogue && value.as_str().is_some_and(|word| word.contains(' ')) {
                    continue;
                }
                let mut other = document.clone();
                *other.pointer_mut(&pointer).unwrap() = value.clone();
                let errors = readers.errors(kind, &other);
                let taken = validator.is_valid(&other);
                tried += 1;
                let text = value.to_string();
                let odd = |(of, written, _): &(&str, &str, &str)| *of == key && *written == text;
                if errors.is_empty() && !taken && !ONLY_THE_SCHEMA.iter().any(odd) {
                    alarms.push(format!("{name}{pointer}: {value}"));
                }
                both_refused += usize::from(!errors.is_empty() && !taken);
                // No schema counts the decimals of a number.
                let decimals = *value == json!(1.555);
                let excused = decimals || ONLY_THE_READER.iter().any(|(known, _)| *known == key);
                if taken && !excused && errors.iter().any(about_form) {
                    missed.push(format!("{name}{pointer}: {value} {}", errors[0].message));
                }
            }
        }
    }
    assert!(alarms.is_empty(), "only the schema refuses:\n{}", alarms.join("\n"));
    assert!(missed.is_empty(), "only the reader refuses:\n{}", missed.join("\n"));
    assert!(tried > 400 && both_refused > 200, "{tried} {both_refused}");
}
