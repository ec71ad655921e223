//! The one integration binary.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can not go on has failed")]

mod anonymise;
mod anonymise_bad;
mod anonymise_laws;
mod anonymise_planted;
mod assumptions;
mod audit;
mod audit_files;
mod audit_lists;
mod bad_calendars;
mod bad_input;
mod baseline;
mod best;
mod by_asked;
mod by_shown;
mod calendars;
mod catalogue;
mod catalogue_command;
mod chart_over_time;
mod chart_shapes;
mod chart_terminal;
mod churn;
mod churn_trials;
mod cli;
mod compare;
mod compare_laws;
mod contracts;
mod determinism;
mod docs;
mod done;
mod drawn;
mod editions;
mod effort;
mod entitles;
mod explain;
mod handover;
mod hold;
mod hostile;
mod import;
mod layering;
mod licence_changes;
mod licensed;
mod lint;
mod lint_shown;
mod mix;
mod optimise_large;
mod optimise_laws;
mod options;
mod options_shown;
mod oracle;
mod page;
mod plan;
mod plan_and_check_every_scenario;
mod portal;
mod portal_bad;
mod prices;
mod project;
mod project_beside;
mod project_trials;
mod rank;
mod ratings;
mod report;
mod report_folder;
mod samples_ranked;
mod schedule;
mod schedule_audit;
mod schema;
mod score;
mod seats;
mod support;
mod terminal;
mod titles;
mod trials;
mod trials_tables;
mod visibility;
mod walked;
mod work;
#[cfg(feature = "xlsx")]
mod workbook;

/// A file that nobody names would never be compiled.
#[test]
fn every_file_here_is_a_module() {
    let main = include_str!("main.rs");
    for name in support::files(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it")) {
        let module = name.trim_end_matches(".rs");
        assert!(module == "main" || main.contains(&format!("mod {module};")), "{name}");
    }
}
