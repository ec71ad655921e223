//! Files and folders are there when they are complete, whatever happens before; what killed runs leave goes.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use crate::support::{ROOT, Ran, file, folder, read, run};

/// Runs the program where no file may be longer than half a kilobyte: with a word about it, as on a full disk, or killed.
fn on_a_full_disk(killed: bool, arguments: &[&str]) -> Ran {
    let trap = if killed { "" } else { "trap '' XFSZ; " };
    let script = format!("{trap}ulimit -c 0; ulimit -f 1; exec \"$0\" \"$@\"");
    let mut shell = Command::new("sh");
    shell.args(["-c", &script, env!("CARGO_BIN_EXE_scoreplan")]).args(arguments);
    shell.current_dir(ROOT).stdin(Stdio::null()).output().unwrap().into()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_full_disk_leaves_nothing_and_blocks_nothing() {
    let place = folder();
    let out = place.path().join("out");
    let target = format!("{}/", out.display());
    for there in [false, true] {
        if there {
            std::fs::create_dir(&out).unwrap();
        }
        let ran = on_a_full_disk(false, &["report", "-o", &target]);
        assert!(ran.code == 4 && ran.err.contains("out/"), "{there} {}", ran.err);
        assert!(!ran.err.contains(".scoreplan-"), "{}", ran.err);
        assert_eq!(names(place.path()), if there { vec!["out"] } else { vec![] });
        assert!(!there || names(&out).is_empty(), "{:?}", names(&out));
    }
    let ran = run(["report", "-o", &target]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(names(&out).len() > 10 && names(&out).contains(&"backlog.csv".to_owned()), "{:?}", names(&out));
    assert!(names(&out).iter().all(|name| !name.starts_with('.')), "{:?}", names(&out));
    // What is complete is not written over.
    let ran = run(["report", "-o", &target]);
    assert!(ran.code == 3 && ran.err.contains("E1017"), "{}", ran.err);
}

#[test]
fn a_folder_that_is_not_there_is_told_without_hidden_names() {
    let place = folder();
    let target = place.path().join("no/such/r.html");
    let ran = run(["report", "-o", target.to_str().unwrap()]);
    assert!(ran.code == 4 && ran.err.contains("r.html") && ran.err.contains("os error"), "{}", ran.err);
    assert!(!ran.err.contains(".scoreplan-"), "{}", ran.err);
}

#[test]
fn what_a_killed_run_leaves_is_hidden_and_goes_with_the_next() {
    let place = folder();
    let out = place.path().join("out");
    let target = format!("{}/", out.display());
    assert_eq!(on_a_full_disk(true, &["report", "-o", &target]).code, -1);
    assert!(matches!(names(place.path()).as_slice(), [name] if name.starts_with(".scoreplan-")));
    assert_eq!(run(["report", "-o", &target]).code, 0);
    assert_eq!(names(place.path()), ["out"]);
    // In a folder that is there, and of a file.
    let there = place.path().join("there");
    std::fs::create_dir(&there).unwrap();
    let target = format!("{}/", there.display());
    assert_eq!(on_a_full_disk(true, &["report", "-o", &target]).code, -1);
    assert_eq!(names(&there).len(), 1);
    assert_eq!(run(["report", "-o", &target]).code, 0);
    assert_eq!(names(&there), names(&out));
    let exports = ["tests/fixtures/export/scores.json", "-o"];
    let tenant = place.path().join("tenant.yaml").display().to_string();
    let import = [&["import"], &exports[..], &[tenant.as_str()]].concat();
    assert_eq!(on_a_full_disk(true, &import).code, -1);
    assert_eq!(names(place.path()).len(), 3);
    assert_eq!(run(&import).code, 0);
    assert_eq!(names(place.path()), ["out", "tenant.yaml", "there"]);
}

/// How this machine is called in the names of what is not complete.
fn machine() -> String {
    let kept = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let space = std::fs::read_link("/proc/self/ns/pid").unwrap();
    kept(&read("/proc/sys/kernel/random/boot_id")) + &kept(space.to_str().unwrap())
}

#[test]
fn nothing_goes_that_may_be_somebody_elses() {
    let place = folder();
    let (here, own) = (machine(), std::process::id());
    let elsewhere = "f".repeat(45);
    // Processes have lower numbers than the last.
    for (name, age, stays) in [
        (format!(".scoreplan-{here}-{own}-abcdef"), 0, true),
        (format!(".scoreplan-{here}-4294967295-abcdef"), 0, false),
        (format!(".scoreplan-{elsewhere}-4294967295-abcdef"), 0, true),
        (format!(".scoreplan-{elsewhere}-4294967295-ABC123"), 2, false),
        (".scoreplan-x-4294967295-abcdef".to_owned(), 0, true),
        (".scoreplan-x-4294967295-ABC123".to_owned(), 2, false),
        (".scoreplan-backup".to_owned(), 2, true),
        (".scoreplan-my-12-backup".to_owned(), 2, true),
        (".scoreplan-x-mine-backup".to_owned(), 2, true),
        (format!(".scoreplan-{here}-4294967295-abcdefg"), 2, true),
        (".config".to_owned(), 2, true),
    ] {
        let path = file(&place, &name, "x");
        File::options().write(true).open(&path).unwrap().set_modified(days_ago(age)).unwrap();
        let target = place.path().join("tenant.yaml").display().to_string();
        let ran = run(["import", "tests/fixtures/export/scores.json", "-o", &target]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(path.exists(), stays, "{name}");
        let _ = std::fs::remove_file(&path);
    }
    // A folder of ours goes with its files, and a folder in it stays, as we make none.
    let ours = format!(".scoreplan-{here}-4294967295-000000");
    file(&place, &format!("{ours}/plan.csv"), "x");
    file(&place, &format!("{ours}/deep/file"), "x");
    let target = place.path().join("tenant.yaml").display().to_string();
    assert_eq!(run(["import", "tests/fixtures/export/scores.json", "-o", &target]).code, 0);
    assert_eq!(names(&place.path().join(&ours)), ["deep"]);
}

/// The time so many days ago.
fn days_ago(days: u64) -> SystemTime {
    #[expect(clippy::disallowed_methods, reason = "a test makes files of a certain age")]
    let now = SystemTime::now();
    now - Duration::from_secs(days * 24 * 60 * 60)
}
