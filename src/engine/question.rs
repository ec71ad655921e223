//! Every question in one type, and all of it as JSON.

use schemars::Schema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};

use super::*;
use crate::answer::{
    self, AnonymiseAnswer, BestLicencesAnswer, CatalogueDiffAnswer, CatalogueExportAnswer,
    CatalogueLintAnswer, CatalogueListAnswer, CatalogueShowAnswer, CheckAnswer, CompareAnswer, ExplainAnswer,
    ImportAnswer, LicenceFrontierAnswer, LicenceOptionsAnswer, ProjectAnswer, RankAnswer, ReportAnswer,
    ScoreAnswer,
};
use crate::diag::{Code, Finding, nearest};
use crate::table;

const KEY: &str = "question";

macro_rules! questions {
    ($($name:literal = $variant:ident($question:ident), $ask:ident -> $answer:ident;)*) => {
        /// A question of any kind; in JSON the key `question` says which.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[serde(tag = "question")]
        pub enum Question {
            $(#[serde(rename = $name)] $variant($question),)*
        }

        impl Question {
            pub const NAMES: &'static [&'static str] = &[$($name,)*];

            /// The JSON Schema of the question of a name.
            pub fn schema(name: &str) -> Option<Value> {
                let schema = match name {
                    $($name => schemars::schema_for!($question),)*
                    _ => return None,
                };
                Some(with_key(schema, name))
            }

            /// The JSON Schema of the answer to the question of a name.
            pub fn answer_schema(name: &str) -> Option<Value> {
                match name {
                    $($name => Some(schemars::schema_for!($answer).to_value()),)*
                    _ => None,
                }
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
                    $(Question::$variant(question) => self.$ask(question)?.map(|answer| Answer::of(&$answer::from(answer))),)*
                })
            }
        }
    };
}

questions! {
    "import" = Import(ImportQuestion), import -> ImportAnswer;
    "anonymise" = Anonymise(AnonymiseQuestion), anonymise -> AnonymiseAnswer;
    "check" = Check(CheckQuestion), check -> CheckAnswer;
    "score" = Score(ScoreQuestion), score -> ScoreAnswer;
    "explain" = Explain(ExplainQuestion), explain -> ExplainAnswer;
    "rank" = Rank(RankQuestion), rank -> RankAnswer;
    "plan" = Plan(PlanQuestion), plan -> AnyPlan;
    "project" = Project(ProjectQuestion), project -> ProjectAnswer;
    "licences" = Licences(LicencesQuestion), licences -> LicenceOptionsAnswer;
    "licences-best" = BestLicences(BestLicencesQuestion), best_licences -> BestLicencesAnswer;
    "licences-frontier" = LicenceFrontier(LicenceFrontierQuestion), licence_frontier -> LicenceFrontierAnswer;
    "compare" = Compare(CompareQuestion), compare -> CompareAnswer;
    "report" = Report(ReportQuestion), report -> ReportAnswer;
    "catalogue-list" = CatalogueList(CatalogueListQuestion), catalogue_list -> CatalogueListAnswer;
    "catalogue-show" = CatalogueShow(CatalogueShowQuestion), catalogue_show -> CatalogueShowAnswer;
    "catalogue-diff" = CatalogueDiff(CatalogueDiffQuestion), catalogue_diff -> CatalogueDiffAnswer;
    "catalogue-export" = CatalogueExport(CatalogueExportQuestion), catalogue_export -> CatalogueExportAnswer;
    "catalogue-lint" = CatalogueLint(CatalogueLintQuestion), catalogue_lint -> CatalogueLintAnswer;
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

#[derive(Debug, Clone, PartialEq)]
pub struct Answer(pub Value);

impl Answer {
    /// The JSON text of an answer as a value: its figures are written in one place.
    fn of(answer: &impl Serialize) -> Self {
        Self(serde_json::from_str(&table::json(answer)).unwrap_or_default())
    }
}

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
    pub fn json(&self) -> Value {
        let findings = self.findings.clone().sorted();
        let unreadable = |of: &Unreadable| json!({ "file": of.path, "why": of.why });
        json!({
            "error": {
                "findings": answer::Finding::all(findings.iter()),
                "unreadable": self.unreadable.iter().map(unreadable).collect::<Vec<_>>(),
            }
        })
    }
}

impl From<Checked> for CheckAnswer {
    fn from(checked: Checked) -> Self {
        checked.answer
    }
}
