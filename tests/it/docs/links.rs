//! What documents, comments and scripts name exists: paths from the root of the project, and links with their headings.

use std::path::{Component, Path, PathBuf};

use crate::support::{ROOT, read};

/// Texts that people write: no programs' output, and nothing that is built or fetched.
const ENDINGS: [&str; 7] = ["md", "rs", "py", "js", "toml", "yaml", "run"];

/// The texts below a folder, as paths from the root.
fn texts(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(Path::new(ROOT).join(folder)).unwrap() {
        let entry = entry.unwrap();
        let path = folder.join(entry.file_name());
        if entry.path().is_dir() {
            if entry.file_name() != "node_modules" {
                texts(&path, found);
            }
        } else if path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known)) {
            found.push(path);
        }
    }
}

fn all_texts() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        ["README.md", "CHANGELOG.md", "Cargo.toml", "build.rs", ".ci/run"].map(PathBuf::from).into();
    for folder in ["src", "tests", "benches", "scenarios"] {
        texts(Path::new(folder), &mut found);
    }
    assert!(found.len() > 400, "{}", found.len());
    found
}

/// The paths within a text that begin with a folder of the root; a star stands for any files of its folder.
fn paths(text: &str) -> Vec<&str> {
    let of_path = |c: char| c.is_ascii_alphanumeric() || "/._-*".contains(c);
    let mut found = Vec::new();
    for folder in ["src/", "tests/", "benches/", "scenarios/"] {
        for (at, _) in text.match_indices(folder) {
            let begins = text[..at].chars().next_back().is_none_or(|c| !of_path(c) && !"{}".contains(c));
            let end = text[at..].find(|c| !of_path(c)).map_or(text.len(), |length| at + length);
            // A placeholder follows.
            if begins && !text[end..].starts_with('{') {
                found.push(text[at..end].trim_end_matches(['.', '/', '-']));
            }
        }
    }
    found
}

#[test]
fn every_path_that_is_named_exists() {
    let mut missing = Vec::new();
    for text in all_texts() {
        for path in paths(&read(Path::new(ROOT).join(&text))) {
            let place = path.split_once('*').map_or(path, |(before, _)| before.rsplit_once('/').unwrap().0);
            if !Path::new(ROOT).join(place).exists() {
                missing.push(format!("{}: {path}", text.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The name under which a heading is linked.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

fn anchors(document: &str) -> Vec<String> {
    // What stands between fences is no heading.
    let prose = document.split("```").step_by(2).flat_map(str::lines);
    prose.filter(|line| line.starts_with('#')).map(|line| anchor(line.trim_start_matches('#'))).collect()
}

/// A path without `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    let mut broken = Vec::new();
    let mut links = 0;
    for document in all_texts().iter().filter(|path| path.extension().is_some_and(|ending| ending == "md")) {
        let text = read(Path::new(ROOT).join(document));
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") || link.contains(' ') {
                continue;
            }
            links += 1;
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = match path {
                "" => document.clone(),
                path => plain(&document.parent().unwrap().join(path)),
            };
            let target = Path::new(ROOT).join(target);
            let leads = target.exists()
                && (heading.is_empty() || anchors(&read(&target)).iter().any(|name| name == heading));
            if !leads {
                broken.push(format!("{}: {link}", document.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(links > 50, "{links}");
}

#[test]
fn paths_and_headings_are_found_as_people_write_them() {
    assert_eq!(
        paths("see `src/docs/formats.md`, tests/it/*.rs and a/src/b."),
        ["src/docs/formats.md", "tests/it/*.rs"]
    );
    assert_eq!(paths("{ROOT}/scenarios/x, scenarios/{name}, benches/."), ["benches"]);
    assert_eq!(anchor(" `plan` by a day: what it takes"), "plan-by-a-day-what-it-takes");
}
