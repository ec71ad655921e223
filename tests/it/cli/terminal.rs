//! How output looks on a terminal, and what help there is beside it.

use serde_json::json;

use crate::support::{Ran, ask, files, folder, json, program, read, run};

const COMMANDS: [&str; 15] = [
    "score",
    "rank --top 30",
    "plan --budget 120h --frontier",
    "plan --target 99%",
    "plan --by 2027-03-31 --scenario scenarios/e5-three-teams.yaml",
    "project scenarios/do-nothing.yaml scenarios/e5-in-january.yaml",
    "project scenarios/a-year-as-it-comes.yaml --trials 50",
    "licences --option SPE_E5 --option SPE_E3+IDENTITY_THREAT_PROTECTION",
    "licences --best --target 80%",
    "explain AdminMFAV2",
    "compare sample-e3 sample-e5",
    "catalogue list --product entra-id",
    "catalogue show SPE_E5",
    "catalogue lint",
    "check scenarios/sample-e3.yaml scenarios/e5-in-january.yaml",
];

fn with(words: &str, more: &[&str]) -> Ran {
    run(words.split(' ').chain(more.iter().copied()))
}

#[test]
fn every_command_fits_eighty_and_forty_columns() {
    for command in COMMANDS {
        for width in ["80", "40"] {
            let ran = with(command, &["--width", width]);
            let widest = width.parse::<usize>().unwrap();
            for line in ran.out.lines() {
                assert!(line.chars().count() <= widest, "{command} at {width}: {line}");
            }
            assert!(!ran.out.is_empty(), "{command}: {}", ran.err);
        }
    }
    assert_eq!(with("score", &["--width", "39"]).code, 2);
}

fn stripped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    out + rest
}

#[test]
fn colour_only_repeats_what_is_written() {
    for command in COMMANDS {
        let plain = with(command, &[]);
        let coloured = with(command, &["--color", "always"]);
        assert!(!plain.out.contains('\u{1b}') && !plain.err.contains('\u{1b}'), "{command}");
        assert_eq!(stripped(&coloured.out), plain.out, "{command}");
        assert_eq!(stripped(&coloured.err), plain.err, "{command}");
    }
    let project = with("project scenarios/do-nothing.yaml", &["--color", "always"]);
    assert!(project.out.contains("\u{1b}[31mmissed\u{1b}[0m"), "{}", project.out);
    assert!(project.out.contains("\u{1b}[1m"), "{}", project.out);
}

#[test]
fn data_is_never_coloured() {
    for format in ["json", "csv", "md"] {
        let ran = with("score", &["--color", "always", "--format", format]);
        assert!(!ran.out.contains('\u{1b}'), "{format}");
    }
    for command in ["schema scenario", "completions bash", "man", "catalogue export"] {
        assert!(!with(command, &["--color", "always"]).out.contains('\u{1b}'), "{command}");
    }
}

#[test]
fn the_usual_variables_count_and_the_option_wins() {
    let coloured = |variables: &[(&str, &str)], more: &[&str]| {
        let mut program = program();
        program.env_remove("CLICOLOR").env_remove("CLICOLOR_FORCE").envs(variables.iter().copied());
        let ran: Ran =
            program.args(["project", "scenarios/do-nothing.yaml"]).args(more).output().unwrap().into();
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out.contains('\u{1b}')
    };
    assert!(!coloured(&[], &[]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1")], &["--color", "never"]));
    assert!(coloured(&[("NO_COLOR", "1")], &["--color=always"]));
    assert!(!coloured(&[("CLICOLOR", "0")], &[]));
}

#[test]
fn a_wrong_command_line_is_coloured_as_it_says() {
    assert!(with("score --colour", &["--color", "always"]).err.contains('\u{1b}'));
    assert!(!with("score --colour", &[]).err.contains('\u{1b}'));
    assert_eq!(with("score", &["--color", "sometimes"]).code, 2);
}

/// Every verb of `--help`, those below `catalogue` too.
fn verbs() -> Vec<String> {
    let of = |help: &str| -> Vec<String> {
        let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
        let names = list.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
        names
            .map(|line| line.split_whitespace().next().unwrap().to_owned())
            .filter(|name| name != "help")
            .collect()
    };
    let mut verbs = of(&run(["--help"]).out);
    let below = of(&run(["catalogue", "--help"]).out);
    verbs.extend(below.into_iter().map(|verb| format!("catalogue {verb}")));
    verbs
}

#[test]
fn completions_know_every_verb_in_every_shell() {
    let verbs = verbs();
    assert!(verbs.len() > 15, "{verbs:?}");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = run(["completions", shell]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        for verb in &verbs {
            let last = verb.split(' ').next_back().unwrap();
            assert!(ran.out.contains(last), "{shell} {verb}");
        }
        for option in ["tenant", "assume", "color", "frontier"] {
            assert!(ran.out.contains(option), "{shell} {option}");
        }
    }
    assert_eq!(run(["completions", "cmd"]).code, 2);
}

#[test]
fn every_verb_has_a_manual_page() {
    let folder = folder();
    let out = folder.path().join("man");
    let ran = run(["man", "--output", out.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let pages = files(&out);
    for verb in verbs() {
        let page = format!("scoreplan-{}.1", verb.replace(' ', "-"));
        assert!(pages.contains(&page), "{page} in {pages:?}");
        let text = read(out.join(&page));
        assert!(text.contains(".SH OPTIONS") || text.contains(".SH SUBCOMMANDS"), "{page}");
    }
    assert!(pages.contains(&"scoreplan.1".to_owned()));
    assert_eq!(read(out.join("scoreplan.1")), run(["man"]).out);
    // The same pages on every day.
    assert!(run(["man"]).out.contains(".TH scoreplan 1"));
}

#[test]
fn the_width_changes_nothing_that_programs_read() {
    assert_eq!(
        json(["score", "--width", "40"].iter().chain(&["--format", "json"])),
        ask(json!({ "question": "score" }))
    );
}
