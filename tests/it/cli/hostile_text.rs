//! Hostile titles, notes, names and ids do no harm in any output of any command.

use crate::support::{file, folder, run};
use scoreplan::table::{Block, Colour, Format, Table, words};

/// Texts that would do harm if they were not escaped; each begins or ends something else.
const EVIL: [&str; 12] = [
    "<script>alert(1)</script>",
    "\" onerror=\"alert(1)",
    "</script><img src=x onerror=alert(1)>",
    "\u{202e}evil txt.exe\u{2066}\u{200f}",
    "=HYPERLINK(1)",
    "+1+cmd",
    "-2+3",
    "@SUM(A1)",
    "\u{1b}[2J\u{1b}]0;owned\u{7}",
    "\u{9b}2J\u{90}payload\u{9c}",
    "a|b`c`[d](javascript:1)*e*",
    "\u{feff}\u{200b}\u{2028}\u{61c}x",
];

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A tenant whose own controls have such titles, and a scenario with such names.
struct HostileTenant {
    folder: tempfile::TempDir,
}

impl HostileTenant {
    fn new() -> Self {
        let folder = folder();
        let mut tenant = String::from(
            "tenant: { snapshot-date: 2026-11-01 }\nlicences: [{ sku: SPE_E3, enabled: 50 }]\npopulations: { users: { value: 50 } }\ncontrols:\n  - { id: AdminMFAV2, score: 2, max: 10 }\n",
        );
        for (at, evil) in EVIL.iter().enumerate() {
            let evil = quoted(evil);
            tenant.push_str(&format!(
                "  - {{ id: own_{at}, title: {evil}, category: {evil}, service: {evil}, cost: low, impact: low, score: 1, max: 5, status: To address, assigned-to: {evil}, comment: {evil} }}\n"
            ));
        }
        tenant.push_str(&format!("  - {{ id: {}, score: 1, max: 2 }}\n", quoted("x\u{1b}[31m\u{202e}y")));
        file(&folder, "tenant.yaml", tenant);
        let scenario = format!(
            "scenario: {0}\nteams:\n  {0}: {{ hours-per-week: 20 }}\nstatus:\n  - {{ control: own_1, set: Risk accepted, owner: {1}, reason: {2} }}\nfreezes: [{{ from: 2026-12-20, to: 2026-12-31, reason: {1} }}]\ngoal: {{ score: 80%, by: 2027-01-31 }}\n",
            quoted(&format!("{}{}", EVIL[0], EVIL[8])),
            quoted(EVIL[9]),
            quoted(EVIL[4]),
        );
        file(&folder, "scenario.yaml", scenario);
        let overlay = format!(
            "source: {0}\ncontrols:\n  - {{ id: AdminMFAV2, note: {1}, title: {2} }}\n",
            quoted(EVIL[8]),
            quoted(EVIL[2]),
            quoted(EVIL[4])
        );
        file(&folder, "overlay.yaml", overlay);
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Every command that writes tables.
    fn commands(&self) -> Vec<Vec<String>> {
        let (tenant, scenario) = (self.path("tenant.yaml"), self.path("scenario.yaml"));
        let overlay = self.path("overlay.yaml");
        let of = |words: &str, tail: &[&str]| -> Vec<String> {
            words.split(' ').chain(tail.iter().copied()).map(str::to_owned).collect()
        };
        let tenant = ["--tenant", &tenant];
        let with = |more: &[&'static str]| [tenant.as_slice(), more].concat();
        let mut commands = vec![
            of("score", &with(&[])),
            of("rank", &with(&[])),
            of("plan", &with(&["--frontier"])),
            of("plan --by 2027-01-31", &with(&[])),
            of("project", &[&[scenario.as_str()], tenant.as_slice()].concat()),
            of("project --trials 20", &[&[scenario.as_str()], tenant.as_slice()].concat()),
            of("licences --option SPE_E5 --controls", &with(&[])),
            of("compare", &[tenant[1], "sample-e3", "--top", "all"]),
            of("score --catalogue", &[&[overlay.as_str()], tenant.as_slice()].concat()),
            of("catalogue list --product entra-id --catalogue", &[&overlay]),
            of("catalogue show AdminMFAV2 --catalogue", &[&overlay]),
            of("catalogue diff built-in", &[&overlay]),
            of("check", &[tenant[1]]),
        ];
        for at in 0..EVIL.len() {
            let mut explain = of("explain", &with(&[]));
            explain.insert(1, format!("own_{at}"));
            commands.push(explain);
        }
        commands
    }
}

/// Whether a text moves a cursor, rings a bell or turns what people read.
fn steers(text: &str) -> Option<char> {
    text.chars().find(|&c| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{200b}' | '\u{feff}' | '\u{2028}' | '\u{2029}')
    })
}

#[test]
fn no_output_of_any_command_steers_a_terminal() {
    let hostile = HostileTenant::new();
    for command in hostile.commands() {
        for format in ["table", "json", "csv", "md"] {
            let ran = run(command.iter().map(String::as_str).chain(["--format", format]));
            assert_eq!(ran.code, 0, "{command:?} {}", ran.err);
            assert_eq!(steers(&ran.out), None, "{command:?} {format}: {}", ran.out.escape_debug());
            assert_eq!(steers(&ran.err), None, "{command:?} {format}: {}", ran.err.escape_debug());
        }
    }
}

#[test]
fn markdown_holds_no_html_and_no_links_from_titles() {
    let hostile = HostileTenant::new();
    for command in hostile.commands() {
        let ran = run(command.iter().map(String::as_str).chain(["--format", "md"]));
        // What stands in a fence is shown as it is; nothing in it may end it.
        let fenced: Vec<&str> = ran.out.split("```").collect();
        assert_eq!(fenced.len() % 2, 1, "{command:?}: {}", ran.out);
        let text: String = fenced.into_iter().step_by(2).collect();
        let mut before = ' ';
        for c in text.chars() {
            assert!(!matches!(c, '<' | '>' | '[' | ']' | '`') || before == '\\', "{command:?}: {}", ran.out);
            before = if before == '\\' { ' ' } else { c };
        }
    }
}

#[test]
fn no_cell_of_a_csv_is_a_formula() {
    let hostile = HostileTenant::new();
    for command in hostile.commands() {
        let ran = run(command.iter().map(String::as_str).chain(["--format", "csv"]));
        // Tables of different widths follow each other.
        for table in ran.out.split("\n\n") {
            let mut reader =
                csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(table.as_bytes());
            for record in reader.records() {
                for cell in &record.unwrap() {
                    let runs = cell.trim_start().starts_with(['=', '+', '-', '@']);
                    let harmless = cell.parse::<f64>().is_ok() || matches!(cell, "-" | "+" | "=");
                    assert!(!runs || harmless, "{command:?}: {cell}");
                }
            }
        }
    }
}

/// A finding repeats what is wrong, and the line that it stands in.
#[test]
fn findings_repeat_nothing_that_steers() {
    let folder = folder();
    for (at, evil) in EVIL.iter().enumerate() {
        let text = format!(
            "scenario: a\n{}: 1\nstatus: [{{ control: {}, set: {} }}]\n",
            quoted(evil),
            quoted(evil),
            quoted(evil)
        );
        let path = file(&folder, &format!("{at}.yaml"), text).display().to_string();
        for arguments in [vec!["check", path.as_str()], vec!["project", path.as_str()]] {
            let ran = run(arguments);
            assert_eq!(ran.code, 3);
            assert_eq!(steers(&ran.err), None, "{}", ran.err.escape_debug());
        }
        // The same written without quotes, as bytes of the file itself.
        let raw = file(&folder, &format!("raw-{at}.yaml"), format!("scenario: a\nkey {evil}: 1\n"));
        let ran = run(["check", raw.to_str().unwrap()]);
        assert_eq!(steers(&ran.err), None, "{}", ran.err.escape_debug());
        assert_eq!(steers(&ran.out), None, "{}", ran.out.escape_debug());
        let ran = run(["explain", "--", evil]);
        assert_eq!((ran.code, steers(&ran.err)), (3, None), "{}", ran.err.escape_debug());
    }
}

#[test]
fn whatever_a_cell_holds_the_table_keeps_its_width() {
    let mut table = Table::new(EVIL[8], vec![words("title")]);
    for evil in EVIL {
        table.push([evil.repeat(9)]);
    }
    let blocks = [Block::Table(table)];
    for width in [40, 80] {
        let text = scoreplan::table::text(&blocks, Format::Table, width, Colour::Never);
        assert_eq!(steers(&text), None);
        assert!(text.lines().all(|line| line.chars().count() <= width), "{text}");
    }
}
