//! What is no file that ends is refused at once, and links do not lead out of a folder.

use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use crate::support::{ROOT, Ran, file, folder, program, read, run};

fn pipe(folder: &tempfile::TempDir, name: &str) -> String {
    let path = folder.path().join(name);
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    path.display().to_string()
}

/// Runs the program with a pipe for its input, as a shell hands the output of another command over.
fn given(arguments: &[&str], input: &str) -> Ran {
    let mut command = program();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap().into()
}

fn sample() -> String {
    scoreplan::load::samples::SAMPLES[0].1.to_owned()
}

#[test]
fn devices_sockets_and_folders_are_refused() {
    let folder = folder();
    let link = folder.path().join("zero.yaml");
    symlink("/dev/zero", &link).unwrap();
    let socket = folder.path().join("socket");
    let _listening = UnixListener::bind(&socket).unwrap();
    let link = link.display().to_string();
    for path in ["/dev/zero", "/dev/null", &link, &socket.display().to_string()] {
        for arguments in [
            vec!["score", "--tenant", path],
            vec!["rank", "--backlog", path],
            vec!["import", path, "-o", "never.yaml"],
            vec!["check", path],
            vec!["project", path],
            vec!["score", "--catalogue", path],
            vec!["licences", "--option", "SPE_E5", "--prices", path],
            vec!["report", "-o", "never.html", "--brand", path],
        ] {
            let ran = run(&arguments);
            assert_eq!(ran.code, 4, "{arguments:?}: {}", ran.err);
            assert!(ran.err.contains("neither a file nor a pipe"), "{arguments:?}: {}", ran.err);
        }
    }
    let ran = run(["score", "--tenant", &folder.path().display().to_string()]);
    assert!(ran.code == 4 && ran.err.contains("the folder holds no file"), "{}", ran.err);
}

#[test]
fn a_pipe_of_nobody_is_given_up() {
    let folder = folder();
    let path = pipe(&folder, "pipe");
    let ran = run(["score", "--tenant", &path]);
    assert!(ran.code == 4 && ran.err.contains("nobody is at its other end"), "{}", ran.err);
    let scores = format!("{ROOT}/tests/fixtures/export/scores.json");
    let ran = run(["import", &scores, "-o", &path]);
    assert!(ran.code == 4 && ran.err.contains("nobody is at its other end"), "{}", ran.err);
}

#[test]
fn a_pipe_into_which_somebody_writes_is_read_to_its_end() {
    let folder = folder();
    let expected = run(["score", "--tenant", "sample-e3"]);
    let tenant = |ran: &Ran| ran.out.split_once(" on 2026-").unwrap().1.to_owned();
    let path = pipe(&folder, "pipe");
    let to = path.clone();
    let writer = thread::spawn(move || {
        #[expect(clippy::disallowed_methods, reason = "a test makes its input")]
        std::fs::write(to, sample()).unwrap();
    });
    let ran = run(["score", "--tenant", &path]);
    writer.join().unwrap();
    assert_eq!((ran.code, tenant(&ran)), (0, tenant(&expected)), "{}", ran.err);
    let ran = given(&["score", "--tenant", "/dev/stdin"], &sample());
    assert_eq!((ran.code, tenant(&ran)), (0, tenant(&expected)), "{}", ran.err);
    // A pipe gives its text once, and each scenario asks for the tenant.
    let both = ["scenarios/do-nothing.yaml", "scenarios/e5-in-january.yaml"];
    let ran = given(&["project", both[0], both[1], "--tenant", "/dev/stdin"], &sample());
    assert_eq!((ran.code, ran.out), (0, run(["project", both[0], both[1]]).out), "{}", ran.err);
    for text in [
        sample(),
        read(format!("{ROOT}/scenarios/do-nothing.yaml")),
        "source: us\ncontrols:\n  - { id: AdminMFAV2, effort: { fixed: [2h, 3h, 6h] } }\n".to_owned(),
        "id,title,points,hours,needs\na,A,1,1,\n".to_owned(),
        read(format!("{ROOT}/tests/fixtures/portal/en.csv")),
        read(format!("{ROOT}/tests/fixtures/plan-list.csv")),
    ] {
        let ran = given(&["check", "/dev/stdin"], &text);
        assert_eq!(ran.code, 0, "{text} {}", ran.err);
    }
}

/// A link is followed, but what a scenario or a brand names stays in its folder.
#[test]
fn no_link_leads_out_of_a_folder() {
    let folder = folder();
    let inside =
        |name: &str, content: &str| file(&folder, &format!("in/{name}"), content).display().to_string();
    let outside = file(&folder, "out/base.yaml", "scenario: base\nhorizon: 30d\n");
    let link = |to: &Path, name: &str| symlink(to, folder.path().join("in").join(name)).unwrap();
    let extends = inside("s.yaml", "scenario: s\nextends: base.yaml\n");
    link(&outside, "base.yaml");
    let ran = run(["project", &extends]);
    assert!(ran.code == 3 && ran.err.contains("error[E4004]"), "{}", ran.err);
    assert!(ran.err.contains("s.yaml:2"), "{}", ran.err);
    // So does a folder that is a link.
    link(outside.parent().unwrap(), "sub");
    let ran = run(["project", &inside("t.yaml", "scenario: t\nextends: sub/base.yaml\n")]);
    assert!(ran.code == 3 && ran.err.contains("error[E4004]"), "{}", ran.err);
    let tenant = file(&folder, "out/tenant.yaml", sample());
    link(&tenant, "tenant.yaml");
    let ran = run(["project", &inside("u.yaml", "scenario: u\ntenant: tenant.yaml\n")]);
    assert!(ran.code == 3 && ran.err.contains("error[E4004]") && ran.err.contains("u.yaml:2"), "{}", ran.err);
    let logo = file(&folder, "out/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    link(&logo, "logo.svg");
    let ran = run(["check", &inside("brand.yaml", "name: Contoso\nlogo: logo.svg\n")]);
    assert!(ran.code == 3 && ran.err.contains("lies outside the folder"), "{}", ran.err);
    // Links within the folder, and to the scenario itself, are links as any other.
    inside("real/base.yaml", "scenario: base\nhorizon: 30d\n");
    link(Path::new("real/base.yaml"), "near.yaml");
    let near = inside("v.yaml", "scenario: v\nextends: near.yaml\n");
    let ran = run(["project", &near]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let from_afar = folder.path().join("w.yaml");
    symlink(inside("w.yaml", "scenario: w\nhorizon: 30d\n"), &from_afar).unwrap();
    let ran = run(["project", &from_afar.display().to_string()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

/// Files of the system say that they hold nothing, and hold something.
#[test]
#[cfg(target_os = "linux")]
fn a_file_that_does_not_say_its_length_is_read() {
    let ran = run(["check", "/proc/self/status"]);
    assert!(ran.code == 3 && ran.err.contains("/proc/self/status"), "{}", ran.err);
    assert!(!ran.err.contains("E1001"), "{}", ran.err);
    assert!(read("/proc/self/status").starts_with("Name:"));
}

/// A tree of YAML takes many times the memory of its text.
#[test]
fn yaml_of_many_megabytes_is_refused() {
    let folder = folder();
    let of = |lines: usize| format!("tenant: {{}}\ncontrols:\n{}", "  # nothing here\n".repeat(lines));
    let small = file(&folder, "small.yaml", of(1_000)).display().to_string();
    let large = file(&folder, "large.yaml", of(1_000_000)).display().to_string();
    for arguments in [&["check"][..], &["score", "--tenant"], &["score", "--catalogue"]] {
        let ran = |path: &String| run(arguments.iter().chain([&path.as_str()]).copied());
        assert!(!ran(&small).err.contains("E1011"), "{}", ran(&small).err);
        assert!(ran(&large).code == 3 && ran(&large).err.contains("E1011"), "{}", ran(&large).err);
    }
}

#[test]
fn ctrl_c_before_a_search_ends_the_program() {
    let mut command = program();
    command.args(["plan", "--tenant", "/dev/stdin"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // It reads what nobody writes.
    let input = child.stdin.take();
    thread::sleep(std::time::Duration::from_secs(3));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    drop(input);
    assert_eq!((output.status.code(), output.stdout), (Some(130), Vec::new()));
}
