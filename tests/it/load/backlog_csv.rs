//! Lists as CSV: a row that does not fit its header is refused, and European numbers are understood.

use scoreplan::diag::Findings;
use scoreplan::load::source::Source;
use scoreplan::load::{Kind, backlog, kind};

use crate::support::{file, folder, run};

type Item = (String, i64, i64, usize);
type Problem = (&'static str, Option<usize>);

/// What each item brings and takes, and what it needs; or the code and line of each finding.
fn read(text: &str) -> Result<Vec<Item>, Vec<Problem>> {
    let source = Source::from_text("list.csv", text);
    assert_eq!(kind(&source), Some(Kind::Backlog), "{text}");
    let mut findings = Findings::new();
    let items = backlog::read(&source, &mut findings);
    let items = items.map(|items| {
        let item =
            items.iter().map(|item| (item.id.to_string(), item.points.0, item.effort.0, item.needs.len()));
        item.collect()
    });
    let place = |line: &Option<scoreplan::diag::Place>| line.as_ref().and_then(|place| place.line);
    items.ok_or_else(|| {
        findings.sorted().iter().map(|finding| (finding.code.code(), place(&finding.place))).collect()
    })
}

const HEADER: &str = "id,title,points,hours,needs\n";

#[test]
fn a_row_has_as_many_cells_as_the_header() {
    let refused = |rows: &str| read(&format!("{HEADER}{rows}")).unwrap_err();
    // Ten and a half points, one hour: five cells would be 10 points, 5 hours, and a need that is called `1`.
    assert_eq!(refused("1,Groundwork,0,10,\n2,MFA,10,5,1,\n"), [("E1109", Some(3))]);
    assert_eq!(refused("a,t,1,5,,extra\n"), [("E1109", Some(2))]);
    assert_eq!(refused("a,t,1,5\n"), [("E1109", Some(2))]);
    // Many such rows are one finding, at the first.
    assert_eq!(refused("a,t,1,5,,\n\nb,t,1\n"), [("E1109", Some(2))]);
    // Rows without any text are what spreadsheets leave at the end.
    assert_eq!(read(&format!("{HEADER}a,t,1,5,\n,,,,\n")).unwrap().len(), 1);
}

#[test]
fn a_column_is_there_once() {
    let twice = "id,title,points,hours,needs,points\na,t,1,5,,7\n";
    assert_eq!(read(twice).unwrap_err(), [("E1105", Some(1))]);
    assert_eq!(read("id,title,points,hours,needs,Points \na,t,1,5,,7\n").unwrap_err(), [("E1105", Some(1))]);
}

#[test]
fn decimal_commas_are_understood_where_they_can_be_nothing_else() {
    let item = |points: &str, hours: &str| read(&format!("{HEADER}a,t,{points},{hours},\n"));
    let figures = |points: &str, hours: &str| item(points, hours).unwrap().remove(0);
    assert_eq!(figures("\"10,5\"", "1"), ("a".to_owned(), 1_050, 60, 0));
    assert_eq!(figures("\"10,25\"", "\"0,5\""), ("a".to_owned(), 1_025, 30, 0));
    assert_eq!(figures("1", "\"0,125\""), ("a".to_owned(), 100, 8, 0));
    for number in ["\"1,500\"", "\"1.234,5\"", "\"1,234.5\"", "\"1,2,3\"", "\",5\"", "\"5,\""] {
        assert_eq!(item("1", number).unwrap_err(), [("E1107", Some(2))], "{number}");
        assert_eq!(item(number, "1").unwrap_err(), [("E1107", Some(2))], "{number}");
    }
    let folder = folder();
    let list = file(&folder, "list.csv", format!("{HEADER}a,t,1,\"1,500\",\n")).display().to_string();
    let ran = run(["check", &list]);
    assert!(ran.code == 3 && ran.err.contains("thousands"), "{}", ran.err);
    // A need that is a number is more often half of one.
    let list = file(&folder, "list.csv", format!("{HEADER}a,t,10,5,1\n")).display().to_string();
    let ran = run(["check", &list]);
    assert!(ran.code == 3 && ran.err.contains("decimal comma"), "{}", ran.err);
}

#[test]
fn lists_from_a_european_spreadsheet_are_read() {
    let expected =
        vec![("a".to_owned(), 1_050, 90, 0), ("b".to_owned(), 200, 60, 0), ("c".to_owned(), 0, 15, 2)];
    let rows = "a;One;10,5;1,5;\nb;Two, and more;2;1;\nc;Three;0;0,25;\"a;b\"\n";
    assert_eq!(read(&format!("id;title;points;hours;needs\n{rows}")).unwrap(), expected);
    assert_eq!(read(&format!("sep=;\r\nid;title;points;hours;needs\r\n{rows}")).unwrap(), expected);
    let rows = "a\tOne\t10,5\t1,5\t\nb\tTwo\t2\t1\t\nc\tThree\t0\t0,25\ta;b\n";
    assert_eq!(read(&format!("id\ttitle\tpoints\thours\tneeds\n{rows}")).unwrap(), expected);
    // Lines are counted with what stands before the header.
    assert_eq!(read("sep=;\nid;title;points;hours;needs\na;One;10;1;;\n").unwrap_err(), [("E1109", Some(3))]);
}

#[test]
fn a_comment_that_names_the_columns_makes_no_list() {
    let scenario = "# A list of id, title, points, hours and needs, as of today\nscenario: s\n";
    assert_eq!(kind(&Source::from_text("s.yaml", scenario)), Some(Kind::Scenario));
    let scenario = "# id;title;points;hours;needs\nscenario: s\n";
    assert_eq!(kind(&Source::from_text("s.yaml", scenario)), Some(Kind::Scenario));
}

#[test]
fn a_list_has_at_most_a_million_items() {
    let most = |items: usize| -> String {
        std::iter::once(HEADER.to_owned()).chain((0..items).map(|at| format!("{at},,1,1,\n"))).collect()
    };
    assert_eq!(read(&most(1_000_000)).unwrap().len(), 1_000_000);
    assert_eq!(read(&most(1_000_002)).unwrap_err(), [("E1011", Some(1_000_002))]);
}
