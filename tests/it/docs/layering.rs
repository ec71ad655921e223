//! Rooms use only the rooms before them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::formats::quoted;
use crate::support::{ROOT, read};

/// Each room with the rooms it may use. `diag` and `model` use nothing; nobody uses `cli`.
const MAY_USE: &[(&str, &[&str])] = &[
    ("chart", &["model"]),
    ("diag", &[]),
    ("model", &[]),
    ("load", &["diag", "model"]),
    ("state", &["diag", "model"]),
    ("compare", &["diag", "model", "state"]),
    ("plan", &["model", "state"]),
    ("project", &["diag", "model", "plan", "state"]),
    ("licences", &["diag", "model", "plan", "project", "state"]),
    ("table", &["chart", "model"]),
    ("answer", &["chart", "compare", "diag", "licences", "model", "plan", "project", "state", "table"]),
    ("document", &["answer", "chart", "diag", "licences", "model", "plan", "project", "state", "table"]),
    (
        "engine",
        &[
            "answer", "compare", "diag", "document", "licences", "load", "model", "plan", "project", "state",
            "table",
        ],
    ),
    ("cli", &["answer", "diag", "engine", "table"]),
];

/// Words that only some files and folders may use: the engine reads no file, clock or environment, and prints nothing.
/// A test in `src` would never run.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("cfg(test)", &[]),
    ("std::fs", &["load/files.rs", "cli/output.rs"]),
    ("std::env", &["main.rs"]),
    ("Timestamp::now", &["cli/args.rs"]),
    ("Instant::now", &["cli/interrupt.rs"]),
    ("std::io", &["load/files.rs", "cli/output.rs", "cli/printer.rs"]),
    (
        "rayon::",
        &[
            "licences/best/evaluate.rs",
            "project/mod.rs",
            "project/trials/run.rs",
            "project/trials/stability.rs",
            "engine/document.rs",
            "engine/plan.rs",
        ],
    ),
    // What an answer holds as it was found derives its JSON where it is defined.
    (
        "serde::",
        &[
            "answer/",
            "engine/",
            "licences/options/unlocked.rs",
            // Large exports go into a tree of their own.
            "load/export/tree.rs",
            "model/about.rs",
            "model/licence.rs",
            "model/quantity_json.rs",
            "model/text.rs",
            "project/mod.rs",
            "project/waterfall.rs",
            "table/json.rs",
        ],
    ),
];

/// Every Rust file below a folder.
pub(crate) fn sources(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Every `crate::room` of a text, groups like `crate::{a, b}` included.
fn rooms(text: &str) -> Vec<(usize, String)> {
    let mut rooms = Vec::new();
    for (line, text) in text.lines().enumerate() {
        for (at, _) in text.match_indices("crate::") {
            let rest = &text[at + "crate::".len()..];
            let names = match rest.strip_prefix('{') {
                Some(group) => group.split(['}', ',']).map(str::trim).collect(),
                None => vec![rest],
            };
            for name in names {
                let word: String =
                    name.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                rooms.push((line + 1, word));
            }
        }
    }
    rooms
}

#[test]
fn every_room_uses_only_the_rooms_before_it() {
    let mut files = Vec::new();
    sources(&Path::new(ROOT).join("src"), &mut files);
    assert!(files.len() > 40);
    let mut wrong = Vec::new();
    for path in files {
        let inside =
            path.strip_prefix(Path::new(ROOT).join("src")).unwrap().to_str().unwrap().replace('\\', "/");
        let room = inside.split('/').next().unwrap().trim_end_matches(".rs");
        if ["lib", "main"].contains(&room) {
            continue;
        }
        let Some((_, may)) = MAY_USE.iter().find(|(name, _)| *name == room) else {
            panic!("the room `{room}` is not in the table");
        };
        let text = read(&path);
        for (line, used) in rooms(&text) {
            let known = MAY_USE.iter().any(|(name, _)| *name == used);
            if known && used != room && !may.contains(&used.as_str()) {
                wrong.push(format!("{inside}:{line}: {room} -> {used}"));
            }
        }
        for (word, homes) in ONLY_IN {
            let at_home =
                homes.iter().any(|home| inside == *home || home.ends_with('/') && inside.starts_with(home));
            if text.contains(word) && !at_home {
                wrong.push(format!("{inside}: uses {word}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The architecture shows the table above to people.
#[test]
fn the_architecture_says_which_room_may_use_which() {
    let document = read(format!("{ROOT}/src/docs/architecture.md"));
    let (_, table) = document.split_once("\n| room | may use |\n|---|---|\n").unwrap();
    let mut stated: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in table.lines().take_while(|line| line.starts_with('|')) {
        let (rooms, uses) = line.trim_matches('|').split_once('|').unwrap();
        for room in quoted(rooms) {
            assert_eq!(stated.insert(room, quoted(uses).into_iter().collect()), None, "{room}");
        }
    }
    let tested: BTreeMap<&str, BTreeSet<&str>> =
        MAY_USE.iter().map(|(room, uses)| (*room, uses.iter().copied().collect())).collect();
    assert_eq!(stated, tested);
}

/// An audit that shared anything with the planner would repeat its mistakes.
#[test]
fn the_audit_uses_nothing_of_the_planner() {
    let mut files = Vec::new();
    sources(&Path::new(ROOT).join("src/plan/audit"), &mut files);
    assert!(files.len() > 4);
    for path in files {
        let text = read(&path);
        assert!(!text.contains("crate::plan") && !text.contains("super::super"), "{}", path.display());
        let own =
            ["claims", "dates", "effort", "needs", "replay", "score_claims", "steps", "upkeep", "violation"];
        let own = own.into_iter().chain(["Derived", "*", "{"]);
        for (at, _) in text.match_indices("super::") {
            let rest = &text[at + "super::".len()..];
            assert!(own.clone().any(|name| rest.starts_with(name)), "{}: super::{rest:.20}", path.display());
        }
    }
}

#[test]
fn uses_of_rooms_are_found_in_paths_and_in_groups() {
    assert_eq!(rooms("use crate::plan::rank;"), [(1, "plan".to_owned())]);
    assert_eq!(
        rooms("use crate::{model, cli::args};").iter().map(|(_, room)| room.as_str()).collect::<Vec<_>>()
            [..2],
        ["model", "cli"]
    );
}
