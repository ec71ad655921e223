//! The workbook, read back by another library and compared with what the commands say.

use calamine::{Data, Range, Reader as _, Xlsx, open_workbook};
use serde_json::{Value, json};

use crate::support::{ask, file, folder, run};

const SCENARIO: &str = "scenarios/e5-three-teams.yaml";

/// Writes a report and opens it.
fn opened(arguments: &[&str]) -> Xlsx<std::io::BufReader<std::fs::File>> {
    let place = folder();
    let path = place.path().join("report.xlsx").display().to_string();
    let ran = run(["report", "-o", &path].iter().chain(arguments));
    assert_eq!(ran.code, 0, "{}", ran.err);
    open_workbook(&path).unwrap()
}

/// A sheet by its headers: the cell of a column in each row.
struct Sheet {
    range: Range<Data>,
}

impl Sheet {
    fn of(workbook: &mut Xlsx<std::io::BufReader<std::fs::File>>, name: &str) -> Self {
        Self { range: workbook.worksheet_range(name).unwrap() }
    }

    fn column(&self, name: &str) -> Vec<Data> {
        let headers = self.range.rows().next().unwrap();
        let at = headers.iter().position(|header| *header == *name);
        let at = at.unwrap_or_else(|| panic!("no column {name} in {headers:?}"));
        self.range.rows().skip(1).map(|row| row[at].clone()).collect()
    }

    fn numbers(&self, name: &str) -> Vec<Option<f64>> {
        self.column(name).iter().map(calamine::DataType::as_f64).collect()
    }

    fn texts(&self, name: &str) -> Vec<String> {
        self.column(name).iter().map(ToString::to_string).collect()
    }

    /// Days as a workbook counts them: from the last of 1899, with a day in 1900 that never was.
    fn days(&self, name: &str) -> Vec<Option<String>> {
        let day = |cell: &Data| match cell {
            Data::DateTime(date) => {
                let first: jiff::civil::Date = "1899-12-30".parse().unwrap();
                #[expect(clippy::cast_possible_truncation, reason = "a number of days")]
                let days = date.as_f64() as i64;
                Some(first.checked_add(jiff::Span::new().days(days)).unwrap().to_string())
            }
            _ => None,
        };
        self.column(name).iter().map(day).collect()
    }
}

fn close(a: Option<f64>, b: &Value) -> bool {
    match (a, b.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-9,
        (a, b) => a.is_none() && b.is_none(),
    }
}

#[test]
fn its_figures_are_those_of_the_commands() {
    let mut book = opened(&[SCENARIO]);
    assert_eq!(
        book.sheet_names(),
        [
            "Summary",
            "Plan",
            "Backlog",
            "Licence options",
            "Projection",
            "Calendar",
            "Acceptances",
            "Movements",
            "Causes",
            "Frontier",
            "Left out",
            "Basis"
        ]
    );
    let projected = ask(json!({ "question": "project", "scenarios": [SCENARIO] }));
    let scenario = &projected["scenarios"][0];
    let name = scenario["name"].as_str().unwrap();

    // The dated work, step by step, whatever its order.
    let plan = Sheet::of(&mut book, "Plan");
    let work = scenario["work"].as_array().unwrap();
    let mut told: Vec<[Option<String>; 3]> = work
        .iter()
        .map(|step| ["id", "start", "finish"].map(|key| step[key].as_str().map(str::to_owned)))
        .collect();
    let (ids, starts, ends) = (plan.texts("id"), plan.days("start"), plan.days("finish"));
    let mut written: Vec<[Option<String>; 3]> =
        ids.into_iter().zip(starts).zip(ends).map(|((id, start), end)| [Some(id), start, end]).collect();
    told.sort();
    written.sort();
    assert_eq!(written, told);

    // The score over time: on each day on which it changes, to the hundredth.
    let projection = Sheet::of(&mut book, "Projection");
    let (days, percents) = (projection.days("day"), projection.numbers(&format!("{name} %")));
    let mut seen = 0;
    for point in scenario["series"].as_array().unwrap() {
        let at = days.iter().position(|day| day.as_deref() == point["date"].as_str()).unwrap();
        assert!(close(percents[at].map(|share| share * 100.0), &point["percent"]), "{point}");
        seen += 1;
    }
    assert!(seen > 20);
}

#[test]
fn its_backlog_is_that_of_rank() {
    let mut book = opened(&["--tenant", "sample-e3"]);
    let backlog = Sheet::of(&mut book, "Backlog");
    let ranked = ask(json!({ "question": "rank", "tenant": "sample-e3" }));
    let steps = ranked["steps"].as_array().unwrap();
    let ids = backlog.texts("id");
    assert_eq!(ids.len(), steps.len());
    let columns = [
        ("points", "points", 1.0),
        ("hours", "effort_hours", 1.0),
        ("points so far", "cumulative_points", 1.0),
        ("hours so far", "cumulative_hours", 1.0),
        ("% after", "percent_after", 100.0),
        ("points per hour", "points_per_hour", 1.0),
    ];
    for (column, key, times) in columns {
        let numbers = backlog.numbers(column);
        for (at, step) in steps.iter().enumerate() {
            assert_eq!(ids[at], step["id"].as_str().unwrap());
            assert!(close(numbers[at].map(|number| number * times), &step[key]), "{column} of {step}");
        }
    }
    // Today stands on the first sheet.
    let score = ask(json!({ "question": "score", "tenant": "sample-e3" }));
    let summary = Sheet::of(&mut book, "Summary");
    let (of, figures, values) = (summary.texts("of"), summary.texts("figure"), summary.numbers("value"));
    let value = |figure: &str| {
        let at = (0..of.len()).find(|&at| of[at] == "today" && figures[at] == figure).unwrap();
        values[at]
    };
    assert!(close(value("points"), &score["points"]));
    assert!(close(value("maximum"), &score["max"]));
    assert!(close(value("percentage").map(|share| share * 100.0), &score["percent"]));
}

#[test]
fn its_options_are_those_of_licences() {
    let options = ["--option", "SPE_E5", "--option", "SPE_E3+AAD_PREMIUM_P2"];
    let mut book = opened(&["--tenant", "sample-e3"].into_iter().chain(options).collect::<Vec<_>>());
    let sheet = Sheet::of(&mut book, "Licence options");
    let told =
        ask(json!({ "question": "licences", "tenant": "sample-e3", "options": [options[1], options[3]] }));
    let columns = [
        ("% on day 0", "/day0_percent", 100.0),
        ("lowest %", "/low/percent", 100.0),
        ("% the day before", "/day_before_percent", 100.0),
        ("points by deployment", "/points_unlocked/by_deployment", 1.0),
        ("cost a year", "/yearly_cost", 1.0),
    ];
    for (column, pointer, times) in columns {
        let numbers = sheet.numbers(column);
        for (at, option) in told["options"].as_array().unwrap().iter().enumerate() {
            // What is owned comes first.
            let number = numbers[at + 1].map(|number| number * times);
            assert!(close(number, option.pointer(pointer).unwrap()), "{column} {number:?} {option}");
        }
    }
}

#[test]
fn the_same_report_is_the_same_bytes() {
    let place = folder();
    let bytes = |name: &str| {
        let path = place.path().join(name).display().to_string();
        let ran = run(["report", SCENARIO, "--trials", "200", "-o", &path]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        #[expect(clippy::disallowed_methods, reason = "a test reads what was written")]
        std::fs::read(path).unwrap()
    };
    assert!(bytes("a.xlsx") == bytes("b.xlsx"));
}

#[test]
fn texts_are_texts_and_never_formulas() {
    let hostile = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "a\u{1b}[31mb", "c\u{202e}d"];
    let place = folder();
    let controls: String = hostile
        .iter()
        .enumerate()
        .map(|(at, title)| {
            let title = serde_json::to_string(title).unwrap();
            format!("  - {{ id: own{at}, title: {title}, score: 0, max: 5, cost: low, impact: low, assigned-to: {title} }}\n")
        })
        .collect();
    let text = format!("tenant: {{ snapshot-date: 2026-11-01 }}\ncontrols:\n{controls}");
    let tenant = file(&place, "tenant.yaml", &text).display().to_string();
    let mut book = opened(&["--tenant", &tenant, "--title", "=1+1"]);
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert!(formulas.rows().flatten().all(String::is_empty), "{name}");
        for cell in book.worksheet_range(&name).unwrap().rows().flatten() {
            let words = cell.to_string();
            assert!(!words.chars().any(|c| c.is_control() || c == '\u{202e}'), "{words:?}");
        }
    }
    let titles = Sheet::of(&mut book, "Backlog").texts("title");
    for title in &hostile[..4] {
        assert!(titles.iter().any(|known| known == title), "{title}");
    }
}
