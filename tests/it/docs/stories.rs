//! Documents with commands: what stands below a command is what it prints.
//!
//! In a block tagged `console`, a line that begins with `$ ` is a command, and below it stands what it prints. A code that is
//! not 0 stands first, as `? 3`. Standard error is shown where the command ends in `2>&1`; `> FILE` and `< FILE` do what
//! they do in a shell. A line `...` stands for any lines, and `[..]` for anything within a line. A block whose tag has a
//! second word is a file of that name for the commands that follow.
//!
//! Each document has a folder of its own, with `scenarios` and `tests/fixtures`. `UPDATE_GOLDEN=1` rewrites what differs.

use std::collections::BTreeSet;
use std::path::Path;

use super::formats::quoted;
use crate::support::{ROOT, Ran, file, files, folder, program, read, run};

macro_rules! documents {
    ($($name:ident: $path:literal,)*) => {
        $(#[test] fn $name() { tell($path); })*
        const DOCUMENTS: &[&str] = &[$($path),*];
    };
}

documents! {
    readme: "README.md",
    tour_catalogue: "src/docs/tour/catalogue.md",
    tour_compare: "src/docs/tour/compare.md",
    tour_deadline: "src/docs/tour/deadline.md",
    tour_first_look: "src/docs/tour/first-look.md",
    tour_licences: "src/docs/tour/licences.md",
    tour_own_tenant: "src/docs/tour/own-tenant.md",
    tour_plan: "src/docs/tour/plan.md",
    tour_report: "src/docs/tour/report.md",
    tour_scenarios: "src/docs/tour/scenarios.md",
    tour_trials: "src/docs/tour/trials.md",
    anonymise: "tests/cli/anonymise.md",
    catalogue: "tests/cli/catalogue.md",
    check: "tests/cli/check.md",
    compare: "tests/cli/compare.md",
    completions: "tests/cli/completions.md",
    explain: "tests/cli/explain.md",
    import: "tests/cli/import.md",
    licences: "tests/cli/licences.md",
    man: "tests/cli/man.md",
    plan: "tests/cli/plan.md",
    project: "tests/cli/project.md",
    rank: "tests/cli/rank.md",
    report: "tests/cli/report.md",
    schema: "tests/cli/schema.md",
    score: "tests/cli/score.md",
}

/// A document that nobody names would never be run; a verb without a story would not be shown.
#[test]
fn every_document_is_run_and_every_verb_has_a_story() {
    for folder in ["src/docs/tour", "tests/cli"] {
        for name in files(format!("{ROOT}/{folder}")) {
            assert!(DOCUMENTS.contains(&format!("{folder}/{name}").as_str()), "{folder}/{name}");
        }
    }
    for verb in verbs() {
        assert!(DOCUMENTS.contains(&format!("tests/cli/{verb}.md").as_str()), "{verb}");
    }
}

/// The verbs that the help lists.
fn verbs() -> BTreeSet<String> {
    let help = run(["help"]).out;
    let (_, verbs) = help.split_once("Commands:\n").unwrap();
    let lines = verbs.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.strip_prefix("  "));
    let verbs = lines.filter(|line| !line.starts_with(' ')).filter_map(|line| line.split_whitespace().next());
    verbs.filter(|verb| *verb != "help").map(str::to_owned).collect()
}

#[test]
fn the_readme_names_every_verb() {
    let readme = read(format!("{ROOT}/README.md"));
    let (_, table) = readme.split_once("\n| question | verb | more |\n|---|---|---|\n").unwrap();
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    let cells = rows.filter_map(|row| row.trim_matches('|').split('|').nth(1));
    let named = cells.flat_map(quoted).filter_map(|words| words.split_whitespace().next());
    assert_eq!(named.map(str::to_owned).collect::<BTreeSet<_>>(), verbs());
}

/// Whether a person asked for the documents to be rewritten.
pub(crate) fn updating() -> bool {
    #[expect(clippy::disallowed_methods, reason = "a person asks for the update")]
    std::env::var("UPDATE_GOLDEN").is_ok()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// Runs every command of a document and compares; with `UPDATE_GOLDEN` the document is rewritten.
fn tell(document: &str) {
    let text = read(format!("{ROOT}/{document}")).replace("\r\n", "\n");
    let place = folder();
    for shared in ["scenarios", "tests/fixtures"] {
        copy(&Path::new(ROOT).join(shared), &place.path().join(shared));
    }
    let mut told = String::new();
    let mut wrong = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        told.push_str(line);
        told.push('\n');
        let Some(tag) = line.strip_prefix("```") else { continue };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let mut body = body.as_slice();
        if tag == "console" {
            while let [command, rest @ ..] = body {
                let command =
                    command.strip_prefix("$ ").unwrap_or_else(|| panic!("not a command: {command}"));
                let end = rest.iter().position(|line| line.starts_with("$ ")).unwrap_or(rest.len());
                let (expected, others) = rest.split_at(end);
                body = others;
                told.push_str(&format!("$ {command}\n"));
                let printed = printed(command, &place);
                let shown = match &printed {
                    Some(printed) if !matches(expected, &printed.lines().collect::<Vec<_>>()) => {
                        wrong.push(difference(command, expected, printed));
                        shortened(expected, printed)
                    }
                    _ => expected.iter().map(|line| format!("{line}\n")).collect(),
                };
                told.push_str(&shown);
            }
        } else {
            let body: String = body.iter().map(|line| format!("{line}\n")).collect();
            if let Some((_, name)) = tag.split_once(' ') {
                file(&place, name, &body);
            }
            told.push_str(&body);
        }
        told.push_str("```\n");
    }
    if updating() {
        #[expect(clippy::disallowed_methods, reason = "a person asks for the update")]
        std::fs::write(format!("{ROOT}/{document}"), told).unwrap();
    } else {
        assert!(wrong.is_empty(), "{document}\n{}", wrong.join("\n"));
    }
}

/// What a command prints; nothing is known of commands that build or test.
fn printed(command: &str, place: &tempfile::TempDir) -> Option<String> {
    let rest =
        command.strip_prefix("cargo run --release -- ").or_else(|| command.strip_prefix("scoreplan "))?;
    let mut words = words(rest);
    let (mut shows_errors, mut into, mut from) = (false, None, None);
    loop {
        match words.as_slice() {
            [.., last] if last == "2>&1" => shows_errors = true,
            [.., sign, name] if sign == ">" => into = Some(name.clone()),
            [.., sign, name] if sign == "<" => from = Some(name.clone()),
            _ => break,
        }
        words.truncate(words.len() - if words.last().is_some_and(|last| last == "2>&1") { 1 } else { 2 });
    }
    let mut program = program();
    program.current_dir(place.path()).args(words);
    if let Some(name) = from {
        program.stdin(std::fs::File::open(place.path().join(name)).unwrap());
    }
    let ran: Ran = program.output().unwrap().into();
    assert!(ran.code == 0 || !ran.err.is_empty() || !ran.out.is_empty(), "{command}: silent {}", ran.code);
    let code = if ran.code == 0 { String::new() } else { format!("? {}\n", ran.code) };
    let out = match into {
        Some(name) => {
            file(place, &name, ran.out);
            String::new()
        }
        None => ran.out,
    };
    let err = if shows_errors { ran.err } else { String::new() };
    Some(format!("{code}{out}{err}"))
}

/// The words of a command line; quotes hold words together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![];
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// Whether the lines are as the document says. A code that is not 0 is always shown.
fn matches(expected: &[&str], printed: &[&str]) -> bool {
    match (expected, printed) {
        (["...", ..], [code, ..]) if code.starts_with("? ") => false,
        _ => matches_lines(expected, printed),
    }
}

fn matches_lines(expected: &[&str], printed: &[&str]) -> bool {
    match expected {
        [] => printed.is_empty(),
        ["..."] => true,
        ["...", rest @ ..] => (0..=printed.len()).any(|skipped| matches_lines(rest, &printed[skipped..])),
        [first, rest @ ..] => match printed {
            [line, others @ ..] => is_like(first, line) && matches_lines(rest, others),
            [] => false,
        },
    }
}

/// Whether a line is as the document says, where `[..]` stands for anything.
fn is_like(expected: &str, line: &str) -> bool {
    let mut parts = expected.split("[..]");
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    true
}

/// What is printed now, left out where the document left out: as many lines at its begin and end.
fn shortened(expected: &[&str], printed: &str) -> String {
    let lines: Vec<&str> = printed.lines().collect();
    let first = expected.iter().position(|line| *line == "...");
    let last = expected.iter().rposition(|line| *line == "...");
    let (Some(first), Some(last)) = (first, last) else { return printed.to_owned() };
    let end = expected.len() - last - 1;
    if first + end >= lines.len() {
        return printed.to_owned();
    }
    let shown = lines[..first].iter().chain(&["..."]).chain(&lines[lines.len() - end..]);
    shown.map(|line| format!("{line}\n")).collect()
}

/// Where what is printed leaves the document, with the whole of it.
fn difference(command: &str, expected: &[&str], printed: &str) -> String {
    let lines: Vec<&str> = printed.lines().collect();
    let same = expected.iter().zip(&lines).take_while(|(said, line)| said == line).count();
    let said = expected.get(same).unwrap_or(&"(nothing more)");
    let is = lines.get(same).unwrap_or(&"(nothing more)");
    format!(
        "`{command}`, line {}: the document has `{said}`, printed is `{is}`; all of it:\n{printed}",
        same + 1
    )
}

#[test]
fn left_out_lines_and_words_match_and_nothing_else_does() {
    let is = |expected: &[&str], printed: &[&str]| matches(expected, printed);
    assert!(is(&["a", "...", "z"], &["a", "b", "c", "z"]));
    assert!(is(&["...", "z"], &["z"]));
    assert!(!is(&["a", "...", "z"], &["a", "z", "b"]));
    assert!(!is(&["a"], &["a", "b"]));
    assert!(!is(&["..."], &["? 3", "error"]));
    assert!(is(&["error: [..] can not be used: [..]"], &["error: `x` can not be used: gone"]));
    assert!(!is(&["error: [..]!"], &["error: x"]));
    assert!(!is(&["a[..]b"], &["xab"]));
    assert_eq!(words("a --title 'b c' \"\" d"), ["a", "--title", "b c", "", "d"]);
}
