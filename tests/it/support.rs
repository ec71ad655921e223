//! Shared by all tests: the engine, the program, folders for one test, catalogues and tenants from texts.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use scoreplan::diag::{Finding, Findings};
use scoreplan::engine::{Disk, Engine, Memory, Question, Verdict};
use scoreplan::load::source::Source;
use scoreplan::load::{catalogue, tenant};
use scoreplan::model::{Catalogue, Tenant};
use serde_json::{Value, json};

/// The root of the project.
pub(crate) const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The program in the root of the project.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scoreplan"));
    command.current_dir(ROOT).env_remove("NO_COLOR").stdin(Stdio::null());
    command
}

/// Code, stdout and stderr of a run.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Runs the program with arguments.
pub(crate) fn run<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Ran {
    program().args(arguments).output().unwrap().into()
}

/// One engine for all tests, which reads files as the program does; its catalogue is read once.
static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::built_in().files(Disk));

/// What an engine answers to a question that is written as JSON: the verdict, the answer as programs read it, and what
/// people are told beside it, a finding a line.
fn answered(engine: &Engine, question: Value) -> (Verdict, Value, String) {
    let question: Question = serde_json::from_value(question).unwrap();
    let outcome = engine.ask(&question).unwrap_or_else(|refusal| panic!("{question:?}: {}", refusal.json()));
    let line =
        |of: &Finding| format!("{} {} {}\n", of.code.code(), of.message, of.help.as_deref().unwrap_or(""));
    (outcome.verdict, outcome.answer.0, outcome.findings.iter().map(line).collect())
}

/// Asks for an answer that is not no.
pub(crate) fn ask(question: Value) -> Value {
    let (verdict, answer, _) = answered(&ENGINE, question);
    assert_eq!(verdict, Verdict::Answered, "{answer:#}");
    answer
}

/// Asks for an answer, whatever the verdict; a refusal is told as programs read it.
pub(crate) fn attempt(question: Value) -> Result<(Verdict, Value), String> {
    let question: Question = serde_json::from_value(question).unwrap();
    let outcome = ENGINE.ask(&question).map_err(|refusal| refusal.json().to_string())?;
    Ok((outcome.verdict, outcome.answer.0))
}

/// Asks for an answer that is no.
pub(crate) fn ask_for_no(question: Value) -> Value {
    let (verdict, answer, _) = answered(&ENGINE, question);
    assert_eq!(verdict, Verdict::No, "{answer:#}");
    answer
}

/// Asks for an answer that is not no, about files that exist only here.
pub(crate) fn ask_about(files: impl Into<Memory>, question: Value) -> Value {
    ask_with_findings(files, question).0
}

/// The same, with what people are told beside the answer.
pub(crate) fn ask_with_findings(files: impl Into<Memory>, question: Value) -> (Value, String) {
    let (verdict, answer, findings) = answered(&ENGINE.clone().files(files.into()), question);
    assert_eq!(verdict, Verdict::Answered, "{answer:#}");
    (answer, findings)
}

/// A question with more keys.
pub(crate) fn with(mut question: Value, more: Value) -> Value {
    let Value::Object(more) = more else { panic!("{more}") };
    question.as_object_mut().unwrap().extend(more);
    question
}

/// Runs the program, expects an answer, and reads its JSON: for what only the command line takes.
pub(crate) fn json<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Value {
    let ran = run(arguments);
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

/// Asks for a plan, expects one, and has it judged by what it was made for.
pub(crate) fn audited(question: Value) -> Value {
    let asked = question.clone();
    let plan = ask(question);
    let audit = judged(&plan, &asked);
    assert_eq!(audit["ok"], true, "{asked} {audit:#}");
    plan
}

/// What the audit says of a plan, by what the question of a plan says about tenant, scenario, list, catalogue, day and
/// assumptions.
pub(crate) fn judged(plan: &Value, question: &Value) -> Value {
    let folder = folder();
    let mut check =
        json!({ "question": "check", "files": [file(&folder, "plan.json", format!("{plan:#}"))] });
    for key in ["tenant", "scenario", "backlog", "catalogue", "as_of", "assume"] {
        if let Some(value) = question.get(key) {
            check[key] = value.clone();
        }
    }
    attempt(check).unwrap().1
}

/// The kinds of breach that the audit finds in a plan.
pub(crate) fn breaches(plan: &Value, question: &Value) -> Vec<String> {
    let audit = judged(plan, question);
    let breaches = audit["plans"][0]["breaches"].as_array().unwrap_or_else(|| panic!("{audit:#}")).iter();
    breaches.map(|breach| breach["kind"].as_str().unwrap().to_owned()).collect()
}

/// A decimal number of JSON, in hundredths.
pub(crate) fn hundredths(value: &Value) -> i64 {
    let text = value.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, "00"));
    assert_eq!(fraction.len(), 2, "two decimals: {text}");
    format!("{whole}{fraction}").parse().unwrap()
}

/// A folder that goes with the test.
pub(crate) fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// Writes a file into a folder and gives its path.
pub(crate) fn file(folder: &tempfile::TempDir, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    #[expect(clippy::disallowed_methods, reason = "a test makes its input")]
    std::fs::write(&path, content).unwrap();
    path
}

/// The text of a file.
pub(crate) fn read(path: impl AsRef<Path>) -> String {
    #[expect(clippy::disallowed_methods, reason = "a test reads what was written")]
    std::fs::read_to_string(path.as_ref())
        .unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display()))
}

/// The text of a file of the built-in catalogue.
pub(crate) fn built_in(name: &str) -> String {
    read(format!("{ROOT}/src/load/catalogue/builtin/{name}"))
}

/// The names of the files in a folder, sorted.
pub(crate) fn files(folder: impl AsRef<Path>) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The built-in catalogue with an overlay; no error may come of it.
pub(crate) fn with_overlay(overlay: &str) -> Catalogue {
    let mut findings = Findings::new();
    let sources = if overlay.is_empty() { vec![] } else { vec![Source::from_text("overlay.yaml", overlay)] };
    let catalogue = catalogue::load(&sources, &mut findings);
    assert!(!findings.has_errors(), "{findings:#?}");
    catalogue
}

/// A tenant from its text.
pub(crate) fn tenant_from(text: &str, catalogue: &Catalogue) -> Tenant {
    let mut findings = Findings::new();
    let tenant = tenant::read(&Source::from_text("tenant.yaml", text), catalogue, &mut findings);
    tenant.unwrap_or_else(|| panic!("{findings:#?}"))
}
