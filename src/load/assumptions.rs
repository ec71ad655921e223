//! Reads assumptions from the words of the command line, by the table of the model.

use crate::diag::{self, Code, Finding, Findings};
use crate::model::{ASSUMPTIONS, Assumption, ReadBy, Setting, Values};

/// The assumptions that somebody states as `key=word`, in their order. What only trials read is refused where `trials`
/// is false, since it would move nothing.
pub fn stated(given: &[(String, String)], trials: bool, findings: &mut Findings) -> Vec<Setting> {
    let mut settings = Vec::new();
    for (key, word) in given {
        let row = Assumption::named(key);
        let read = row.filter(|row| trials || row.read_by != ReadBy::Trials);
        match read.and_then(|row| row.read(word)) {
            Some(setting) => settings.push(setting),
            None => {
                let help = match (read, row) {
                    (Some(row), _) => form(row),
                    (None, Some(row)) => format!("only trials read `{}`", row.key),
                    (None, None) => did_you_mean(key),
                };
                let message = format!("unknown assumption `{key}={word}`");
                findings.push(Finding::new(Code::UnknownAssumption, message).help(help));
            }
        }
    }
    settings
}

/// Every assumption with its values, for the help of the command line.
pub fn usage() -> String {
    let listed = |trials: bool| {
        let rows = ASSUMPTIONS.iter().filter(|row| (row.read_by == ReadBy::Trials) == trials);
        rows.map(Assumption::usage).collect::<Vec<_>>().join(", ")
    };
    format!(
        "State an assumption: {} (project and licences also: visibility=both; for trials also: {})",
        listed(false),
        listed(true)
    )
}

/// What may be stated for an assumption, as a sentence.
pub(super) fn form(row: &Assumption) -> String {
    match row.values {
        Values::Words(words) => {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            format!("`{}` is one of: {}", row.key, words.join(", "))
        }
        Values::Form(help, _) => format!("`{}` is {help}", row.key),
    }
}

/// The name that somebody may have meant, or all of them.
pub(super) fn did_you_mean(key: &str) -> String {
    let names = || ASSUMPTIONS.iter().map(|row| row.key);
    diag::did_you_mean(key, names(), || {
        format!("known assumptions: {}", names().collect::<Vec<_>>().join(", "))
    })
}
