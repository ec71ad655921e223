//! Every question in one type, and all of it as JSON.

use schemars::Schema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};

use super::*;
use crate::answer::{CompareAnswer, ProjectAnswer, RankAnswer, ScoreAnswer};
use crate::diag::{Code, Finding, nearest};
use crate::report;
use crate::table::{self, Output};

/// The key that says which question it is.
const KEY: &str = "question";

macro_rules! questions {
    ($($name:literal = $variant:ident($question:ident), $ask:ident;)*) => {
        /// A question of any kind; in JSON the key `question` says which.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[serde(tag = "question")]
        pub enum Question {
            $(#[serde(rename = $name)] $variant($question),)*
        }

        impl Question {
            /// The names of all questions.
            pub const NAMES: &'static [&'static str] = &[$($name,)*];

            /// The JSON Schema of the question of a name.
            pub fn schema(name: &str) -> Option<Value> {
                let schema = match name {
                    $($name => schemars::schema_for!($question),)*
                    _ => return None,
                };
                Some(with_key(schema, name))
            }

            fn of_fields(name: &str, fields: Value) -> Option<serde_json::Result<Self>> {
                match name {
                    $($name => Some(serde_json::from_value(fields).map(Self::$variant)),)*
                    _ => None,
                }
            }
        }

        impl Engine {
            /// Answers a question of any kind.
            ///
            /// # Errors
            /// What is wrong with the question or with what it names.
            pub fn ask(&self, question: &Question) -> Result<Outcome<Answer>, Refusal> {
                Ok(match question {
                    $(Question::$variant(question) => self.$ask(question)?.map(Answer::from),)*
                })
            }
        }
    };
}

questions! {
    "import" = Import(ImportQuestion), import;
    "anonymise" = Anonymise(AnonymiseQuestion), anonymise;
    "check" = Check(CheckQuestion), check;
    "score" = Score(ScoreQuestion), score;
    "explain" = Explain(ExplainQuestion), explain;
    "rank" = Rank(RankQuestion), rank;
    "plan" = Plan(PlanQuestion), plan;
    "project" = Project(ProjectQuestion), project;
    "licences" = Licences(LicencesQuestion), licences;
    "licences-best" = BestLicences(BestLicencesQuestion), best_licences;
    "licences-frontier" = LicenceFrontier(LicenceFrontierQuestion), licence_frontier;
    "compare" = Compare(CompareQuestion), compare;
    "report" = Report(ReportQuestion), report;
    "catalogue-list" = CatalogueList(CatalogueListQuestion), catalogue_list;
    "catalogue-show" = CatalogueShow(CatalogueShowQuestion), catalogue_show;
    "catalogue-diff" = CatalogueDiff(CatalogueDiffQuestion), catalogue_diff;
    "catalogue-export" = CatalogueExport(CatalogueExportQuestion), catalogue_export;
    "catalogue-lint" = CatalogueLint(CatalogueLintQuestion), catalogue_lint;
}

impl Question {
    /// The JSON Schema of the answer to the question of a name.
    pub fn answer_schema(name: &str) -> Option<Value> {
        let typed = match name {
            "score" => Some(schemars::schema_for!(ScoreAnswer)),
            "rank" => Some(schemars::schema_for!(RankAnswer)),
            "plan" => Some(schemars::schema_for!(AnyPlan)),
            "project" => Some(schemars::schema_for!(ProjectAnswer)),
            "compare" => Some(schemars::schema_for!(CompareAnswer)),
            _ => None,
        };
        if let Some(schema) = typed {
            return Some(schema.to_value());
        }
        let schema = |verb: &str| {
            json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "type": "object",
                "properties": { "schema": { "const": format!("scoreplan/{verb}/1") } },
                "required": ["schema"],
            })
        };
        // The first command of `catalogue` had no rivals when it got its name.
        let verb = if name == "catalogue-list" { "catalogue" } else { name };
        Self::NAMES.contains(&name).then(|| schema(verb))
    }
}

/// The schema of the fields of a question, with the key that names it.
fn with_key(schema: Schema, name: &str) -> Value {
    let mut schema = schema.to_value();
    let key = json!({ "const": name, "description": "Which question it is" });
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.shift_insert(0, KEY.to_owned(), key);
    }
    let required = schema.get_mut("required").and_then(Value::as_array_mut);
    match required {
        Some(required) => required.insert(0, KEY.into()),
        None => schema["required"] = json!([KEY]),
    }
    schema
}

impl Question {
    /// The question of a JSON text.
    ///
    /// # Errors
    /// What is wrong with it, as one finding.
    pub fn read(text: &str) -> Result<Self, Box<Finding>> {
        let value: Value = serde_json::from_str(text).map_err(|wrong| {
            Finding::new(Code::BadJson, format!("the question is no JSON: {wrong}"))
                .help("write one object, like {\"question\": \"score\"}")
        })?;
        Self::of(value)
    }

    fn of(value: Value) -> Result<Self, Box<Finding>> {
        let mut fields = match value {
            Value::Object(fields) => fields,
            other => Map::from_iter([(String::new(), other)]),
        };
        let known = || format!("it is one of: {}", Self::NAMES.join(", "));
        let Some(Value::String(name)) = fields.shift_remove(KEY) else {
            let message = format!("the text under the key `{KEY}` says what is asked, and there is none");
            return Err(Finding::new(Code::MissingKey, message).help(known()).into());
        };
        match Self::of_fields(&name, Value::Object(fields)) {
            Some(read) => read.map_err(|wrong| wrong_field(&name, &wrong.to_string()).into()),
            None => {
                let like = nearest(&name, Self::NAMES.iter().copied());
                let help = like.map_or_else(known, |known| format!("did you mean `{known}`?"));
                Err(Finding::new(Code::WrongValue, format!("there is no question `{name}`"))
                    .help(help)
                    .into())
            }
        }
    }
}

/// What is wrong with a field, in the words of the deserialiser.
fn wrong_field(name: &str, wrong: &str) -> Finding {
    let code = match wrong {
        _ if wrong.starts_with("unknown field") => Code::UnknownKey,
        _ if wrong.starts_with("missing field") => Code::MissingKey,
        _ => Code::WrongValue,
    };
    let schema = Question::schema(name).unwrap_or_default();
    let keys: Vec<&str> =
        schema["properties"].as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
    let given = wrong.split('`').nth(1).unwrap_or_default();
    let like = nearest(given, keys.iter().copied()).filter(|_| code == Code::UnknownKey);
    let help = like.map_or_else(
        || format!("`schema question {name}` says what may be asked"),
        |key| format!("did you mean `{key}`?"),
    );
    Finding::new(code, format!("{name}: {wrong}")).help(help)
}

impl<'de> Deserialize<'de> for Question {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::of(Value::deserialize(from)?).map_err(|wrong| D::Error::custom(wrong.message))
    }
}

/// An answer of any kind, as programs read it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer(pub Value);

impl Engine {
    /// Answers a question that is JSON with JSON: the answer, or `{"error": ...}` with what is wrong. No text makes it
    /// panic.
    pub fn ask_json(&self, text: &str) -> String {
        let asked = Question::read(text)
            .map_err(|wrong| Refusal::from(*wrong))
            .and_then(|question| self.ask(&question));
        let value = match asked {
            Ok(Outcome { answer: Answer(value), .. }) => value,
            Err(refusal) => refusal.json(),
        };
        table::json(&value)
    }
}

impl Refusal {
    /// As programs read it.
    pub fn json(&self) -> Value {
        let findings = self.findings.clone().sorted();
        let unreadable = |of: &Unreadable| json!({ "file": of.path, "why": of.why });
        json!({
            "error": {
                "findings": report::json::findings(findings.iter()),
                "unreadable": self.unreadable.iter().map(unreadable).collect::<Vec<_>>(),
            }
        })
    }
}

/// The JSON text of an answer as a value: its figures are written in one place.
macro_rules! typed {
    ($($answer:ty),*) => {
        $(impl From<$answer> for Answer {
            fn from(answer: $answer) -> Self {
                Self(serde_json::from_str(&table::json(&answer)).unwrap_or_default())
            }
        })*
    };
}

typed!(ScoreAnswer, RankAnswer, AnyPlan, ProjectAnswer, CompareAnswer);

impl From<Output> for Answer {
    fn from(output: Output) -> Self {
        Self(output.value())
    }
}

impl From<Checked> for Answer {
    fn from(checked: Checked) -> Self {
        checked.report.into()
    }
}

impl From<Imported> for Answer {
    fn from(imported: Imported) -> Self {
        let mut json = imported.report.value();
        json["tenant"] = imported.tenant.into();
        Self(json)
    }
}

impl From<Anonymised> for Answer {
    fn from(made: Anonymised) -> Self {
        let file = |file: AnonymousFile| json!({ "name": file.name, "text": file.text, "day": file.day.map(|day| day.to_string()) });
        Self(json!({
            "schema": "scoreplan/anonymise/1",
            "files": made.files.into_iter().map(file).collect::<Vec<_>>(),
            "removed": made.removed.into_iter().map(|(what, number)| json!({ "what": what, "number": number }))
                .collect::<Vec<_>>(),
            "left_aside": made.left_aside,
        }))
    }
}

/// The catalogue as YAML.
impl From<String> for Answer {
    fn from(text: String) -> Self {
        Self(json!({ "schema": "scoreplan/catalogue-export/1", "text": text }))
    }
}

/// The files of a report: texts as they are, everything else in base64.
impl From<Vec<WrittenFile>> for Answer {
    fn from(files: Vec<WrittenFile>) -> Self {
        use base64::Engine as _;
        let file = |(name, bytes): WrittenFile| match String::from_utf8(bytes) {
            Ok(text) => json!({ "name": name, "text": text }),
            Err(other) => {
                let bytes = base64::prelude::BASE64_STANDARD.encode(other.as_bytes());
                json!({ "name": name, "base64": bytes })
            }
        };
        Self(json!({
            "schema": "scoreplan/report/1",
            "files": files.into_iter().map(file).collect::<Vec<_>>(),
        }))
    }
}
