//! Every bad file is a finding with file, line, cause and remedy, all in one run, and nothing panics.

use proptest::prelude::*;
use scoreplan::diag::Findings;
use scoreplan::load::source::{Source, text};
use scoreplan::load::{backlog, catalogue, export, tenant};

use crate::support::{Ran, file, folder, run};

/// A file, the code it must give, and the line where there is one.
struct Case {
    name: &'static str,
    content: Vec<u8>,
    code: &'static str,
    line: Option<usize>,
}

fn case(name: &'static str, content: impl Into<Vec<u8>>, code: &'static str, line: Option<usize>) -> Case {
    Case { name, content: content.into(), code, line }
}

/// Runs a command on all files at once and expects every finding in the one run.
fn all_at_once(verb: &[&str], cases: &[Case], tail: &[&str]) -> Ran {
    let folder = folder();
    let mut arguments: Vec<String> = verb.iter().map(|word| (*word).to_owned()).collect();
    let mut paths = Vec::new();
    for case in cases {
        let path = file(&folder, case.name, &case.content).display().to_string();
        paths.push(path.clone());
        arguments.push(path);
    }
    arguments.extend(tail.iter().map(|word| (*word).to_owned()));
    let ran = run(arguments);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    for (case, path) in cases.iter().zip(paths) {
        let place = match case.line {
            Some(line) => format!("{path}:{line}"),
            None => path.clone(),
        };
        let blocks = ran.err.split("\nerror[");
        let found = blocks.filter(|block| block.contains(case.code) && block.contains(&place)).count();
        assert!(found > 0, "{} at {place} in\n{}", case.code, ran.err);
        for block in
            ran.err.split("\nerror[").filter(|block| block.contains(case.code) && block.contains(&place))
        {
            assert!(block.contains("help:"), "no remedy: {block}");
        }
    }
    ran
}

#[test]
fn bad_exports() {
    let twice = "{\"id\": \"t_2026-01-01\", \"controlScores\": [\n{\"controlName\": \"OneAdmin\", \"score\": 1},\n{\"controlName\": \"OneAdmin\", \"score\": 0}]}";
    let out = folder();
    let target = out.path().join("t.yaml").display().to_string();
    let cases = vec![
        case("empty.json", "", "E1001", None),
        case("truncated.json", "{\"value\": [\n  {\"id\": \"x\",", "E1003", Some(2)),
        case("picture.json", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "E1002", None),
        case("deep.json", "[".repeat(100_000), "E1003", Some(1)),
        case("twice.json", twice, "E1006", Some(3)),
        case("table.json", "Rank,Animal\n1,x\n", "E1004", Some(1)),
        case("stranger.json", "{\"a\": 1}", "E1004", None),
        case(
            "words.json",
            "{\"id\": \"t_2026-01-01\", \"controlScores\": [\n{\"controlName\": \"OneAdmin\", \"score\": \"lots\"}]}",
            "E1007",
            Some(2),
        ),
    ];
    all_at_once(&["import"], &cases, &["-o", &target]);
    let undated = "{\"id\": \"t\", \"createdDateTime\": \"2026-02-30T00:00:00Z\", \"controlScores\": []}";
    all_at_once(&["import"], &[case("undated.json", undated, "E1108", Some(1))], &["-o", &target]);
    assert!(!std::path::Path::new(&target).exists());
}

#[test]
fn bad_scenarios() {
    let cases = vec![
        case("key.yaml", "scenario: s\nhorizont: 10d\n", "E1104", Some(2)),
        case(
            "control.yaml",
            "scenario: s\nremediate:\n  - { control: AdminMFAV3, done: 2026-12-01 }\n",
            "E4001",
            Some(3),
        ),
        case("date.yaml", "scenario: s\nremediate: { from: 2027-02-30 }\n", "E1108", Some(2)),
        case("cycle-a.yaml", "scenario: a\nextends: cycle-b.yaml\n", "E4003", None),
        case("cycle-b.yaml", "scenario: b\nextends: cycle-a.yaml\n", "E4003", None),
        case("bomb.yaml", "scenario: s\na: &a [x, x]\nb: [*a, *a]\n", "E1102", Some(3)),
        case("deep.yaml", "scenario: ".to_owned() + &"[".repeat(100_000), "E1103", Some(1)),
        case("twice.yaml", "scenario: s\nhorizon: 10d\nhorizon: 20d\n", "E1105", Some(3)),
        case("outside.yaml", "scenario: s\nextends: ../../etc/passwd\n", "E4004", Some(2)),
        case(
            "sku.yaml",
            "scenario: s\nlicences:\n  - { from: 2026-12-01, replace: SPE_E3, with: SPE_E55 }\n",
            "E4002",
            Some(3),
        ),
        case(
            "not-owned.yaml",
            "scenario: s\nlicences:\n  - { from: 2026-12-01, remove: SPE_E5 }\n",
            "E4008",
            Some(3),
        ),
        case(
            "seats.yaml",
            "scenario: s\nlicences:\n  - { from: 2026-12-01, add: SPB, seats: 301 }\n",
            "E4009",
            Some(3),
        ),
        case(
            "device.yaml",
            "scenario: s\nstatus:\n  - { control: scid_2010, set: Risk accepted }\n",
            "E4006",
            Some(3),
        ),
        case("past.yaml", "scenario: s\nremediate: { from: 2020-01-01 }\n", "E4007", Some(2)),
        case("word.yaml", "scenario: s\nstatus:\n  - { control: OneAdmin, set: Done }\n", "E1107", Some(3)),
        case(
            "freeze.yaml",
            "scenario: s\nfreezes:\n  - { from: 2027-01-04, to: 2026-12-18 }\n",
            "E4010",
            Some(3),
        ),
        case("assumption.yaml", "scenario: s\nassumptions: { visibilty: plan }\n", "E4011", Some(2)),
        case("nameless.yaml", "horizon: 10d\n", "E1106", Some(1)),
        case("tab.yaml", "scenario: s\n\thorizon: 10d\n", "E1101", Some(1)),
        case("empty.yaml", "", "E1001", None),
    ];
    let ran = all_at_once(&["project"], &cases, &[]);
    assert!(ran.err.contains("did you mean `horizon`?"), "{}", ran.err);
    assert!(ran.err.contains("did you mean `AdminMFAV2`?"), "{}", ran.err);
    assert!(ran.err.contains("did you mean `visibility`?"), "{}", ran.err);
    assert_eq!(ran.out, "");
}

#[test]
fn bad_catalogues_and_tenants() {
    let cycle =
        "controls:\n  - { id: OneAdmin, needs: [RoleOverlap] }\n  - { id: RoleOverlap, needs: [OneAdmin] }\n";
    let cases = vec![
        case("cycle.yaml", cycle, "E5001", None),
        case(
            "reference.yaml",
            "controls:\n  - { id: PWAgePolicyNew, needs: [break-glas-accounts] }\n",
            "E2002",
            Some(2),
        ),
        case(
            "product.yaml",
            "controls:\n  - { id: new, title: n, product: entra, category: Identity, max: 1, scoring: binary, effort: { fixed: [1h, 1h, 1h] } }\n",
            "E2003",
            Some(2),
        ),
        case(
            "plan.yaml",
            "controls:\n  - { id: IntegratedApps, entitled-when: 'plan:AAD_PREMIUMM' }\n",
            "E2004",
            Some(2),
        ),
        case(
            "estimate.yaml",
            "controls:\n  - { id: aad_third_party_apps, effort: { fixed: [5h, 1h, 2h] } }\n",
            "E2005",
            Some(2),
        ),
        case(
            "expression.yaml",
            "controls:\n  - { id: exo_mailboxaudit, visible-when: 'present and' }\n",
            "E1110",
            Some(2),
        ),
        case(
            "rows.yaml",
            "controls:\n  - { id: exo_outlookaddins, visible-when: 'scored(scid_*)' }\n",
            "E1110",
            Some(2),
        ),
        case(
            "tenant.yaml",
            "tenant: { snapshot-date: 2026-13-01 }\ncontrols:\n  - { id: a, score: 1.005 }\n  - { id: b, scor: 1 }\n",
            "E1108",
            Some(1),
        ),
        case("unknown.yaml", "a: 1\n", "E1111", Some(1)),
        case("backlog.csv", "id,title,points,hours,needs\na,a,1,1,b\nb,b,x,1,a\n", "E1107", Some(3)),
        case("loop.csv", "id,title,points,hours,needs\na,a,1,1,b\nb,b,1,1,a\n", "E5001", Some(2)),
    ];
    let ran = all_at_once(&["check"], &cases, &[]);
    for code in ["E1107", "E1104", "did you mean `score`?", "OneAdmin needs RoleOverlap needs OneAdmin"] {
        assert!(ran.err.contains(code), "{code} in {}", ran.err);
    }
}

#[test]
fn missing_files_end_with_code_four() {
    for arguments in [
        vec!["import", "nowhere.json", "-o", "t.yaml"],
        vec!["score", "--tenant", "nowhere.yaml"],
        vec!["project", "nowhere.yaml"],
        vec!["rank", "--backlog", "nowhere.csv"],
        vec!["check", "nowhere.yaml"],
        vec!["score", "--catalogue", "nowhere.yaml"],
        vec!["import", "tests/fixtures/export/scores.json", "-o", "no/such/folder/t.yaml"],
    ] {
        let ran = run(&arguments);
        assert_eq!(ran.code, 4, "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains("error:") && ran.err.contains("no"), "{}", ran.err);
    }
}

#[test]
fn a_command_line_that_does_not_parse_ends_with_two() {
    for arguments in [
        vec!["score", "--as-of", "2026-02-30"],
        vec!["score", "--format", "xml"],
        vec!["rank", "--top", "-1"],
        vec!["frobnicate"],
        vec!["project"],
        vec!["score", "--assume", "visibility"],
        vec!["check", "x", "--min-score", "101"],
    ] {
        assert_eq!(run(&arguments).code, 2, "{arguments:?}");
    }
    assert_eq!(run(["score", "--assume", "visibility=maybe"]).code, 3);
    assert_eq!(run(["score", "--as-of", "2020-01-01"]).code, 3);
}

/// Every reader on one text: a value or findings, never a panic.
fn read_all_ways(content: &[u8]) {
    let mut findings = Findings::new();
    if let Some(source) = text("x", content, &mut findings) {
        every_reader(&source);
    }
}

fn every_reader(source: &Source) {
    let mut findings = Findings::new();
    let built_in = catalogue::load(&[], &mut findings);
    assert!(findings.is_empty());
    let refused = |value: bool, findings: &Findings| value || findings.has_errors();
    let value = tenant::read(source, &built_in, &mut findings).is_some();
    assert!(refused(value, &findings));
    let mut findings = Findings::new();
    let value = export::import(std::slice::from_ref(source), &built_in, None, &mut findings).is_some();
    assert!(refused(value, &findings));
    let mut findings = Findings::new();
    let value = backlog::read(source, &mut findings).is_some();
    assert!(refused(value, &findings));
    let mut findings = Findings::new();
    catalogue::load(std::slice::from_ref(source), &mut findings);
    scoreplan::load::kind(source);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_do_not_panic(content in proptest::collection::vec(any::<u8>(), 0..200)) {
        read_all_ways(&content);
    }

    /// Valid files with one piece cut out or doubled come closer to the readers than noise.
    #[test]
    fn damaged_files_do_not_panic(which in 0..4_usize, from in any::<prop::sample::Index>(), length in 1..80_usize, doubled: bool) {
        let texts = [
            scoreplan::load::samples::SAMPLES[0].1,
            include_str!("../../fixtures/export/scores.json"),
            include_str!("../../fixtures/export/profiles-1.json"),
            include_str!("../../../src/load/catalogue/builtin/defender-for-cloud.yaml"),
        ];
        let whole = texts[which].as_bytes();
        let at = from.index(whole.len());
        let end = (at + length).min(whole.len());
        let mut damaged = whole[..at].to_vec();
        if doubled {
            damaged.extend_from_slice(&whole[at..end]);
            damaged.extend_from_slice(&whole[at..]);
        } else {
            damaged.extend_from_slice(&whole[end..]);
        }
        read_all_ways(&damaged);
    }
}
