//! Shared by all tests: the program, folders for one test, catalogues and tenants from texts.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use scoreplan::diag::Findings;
use scoreplan::load::source::Source;
use scoreplan::load::{catalogue, tenant};
use scoreplan::model::{Catalogue, Tenant};
use serde_json::Value;

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

/// Runs the program, expects an answer, and reads its JSON.
pub(crate) fn json<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Value {
    let ran = run(arguments);
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

/// Runs `plan` for its JSON, expects an answer, and has it judged by what it was made for.
pub(crate) fn audited<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Value {
    let arguments: Vec<&str> = arguments.into_iter().collect();
    let plan = json(&arguments);
    let ran = judged(&plan, &arguments);
    assert_eq!(ran.code, 0, "{arguments:?} {}{}", ran.out, ran.err);
    plan
}

/// Runs `check` on a plan, with what the arguments of `plan` say about tenant, list, catalogue and assumptions.
pub(crate) fn judged(plan: &Value, arguments: &[&str]) -> Ran {
    const SHARED: [&str; 5] = ["--tenant", "--backlog", "--catalogue", "--as-of", "--assume"];
    let folder = folder();
    let path = file(&folder, "plan.json", serde_json::to_string_pretty(plan).unwrap()).display().to_string();
    let of_plan = arguments.windows(2).filter(|pair| SHARED.contains(&pair[0])).flatten().copied();
    run(["check", &path, "--format", "json"].into_iter().chain(of_plan))
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
