//! Texts that people give in place of an export, by how they begin: pages, errors of commands, what PowerShell shows.

use super::failure::{Failure, in_words, page_title};
use super::foreign::{OtherContent, SCORES};
use crate::diag::{Code, Finding, Place};
use crate::load::source::Source;

const DEEPER: &str =
    "write it with `... | ConvertTo-Json -Depth 10 > export.json` in place of `> export.txt`";

/// What tells a text from others, and what it is.
type Sign = (fn(&str) -> bool, OtherContent);

/// How a text of another kind begins.
const TEXTS: &[Sign] = &[
    (
        |text| {
            begins(text, &["<objs ", "#< clixml"])
                || text.contains("schemas.microsoft.com/powershell/2004/04")
        },
        OtherContent {
            what: "CLIXML, as `Export-Clixml` writes it",
            why: "only PowerShell reads it",
            instead: "`Import-Clixml FILE | ConvertTo-Json -Depth 10 > scores.json` makes an export of it",
        },
    ),
    (
        |text| begins(text, &["<?xml", "<feed", "<entry", "<error"]),
        OtherContent { what: "XML", why: "exports are JSON, or the portal's CSV", instead: SCORES },
    ),
    (
        |text| text.starts_with("@{"),
        OtherContent {
            what: "a hashtable as PowerShell writes it",
            why: "what stands deeper in it is cut off",
            instead: SCORES,
        },
    ),
    (
        is_power_shell_error,
        OtherContent {
            what: "an error of PowerShell",
            why: "the command failed, and its message went into the file",
            instead: "run the command again and read what it says; `Connect-MgGraph -Scopes SecurityEvents.Read.All,Organization.Read.All` signs in with the rights that exports need",
        },
    ),
    (
        is_command_error,
        OtherContent {
            what: "the error of a command",
            why: "it failed, and its message went into the file",
            instead: "run the command again and read what it says; exports need SecurityEvents.Read.All and Organization.Read.All",
        },
    ),
    (
        is_transcript,
        OtherContent {
            what: "a transcript of PowerShell",
            why: "prompts and messages stand between what commands gave",
            instead: SCORES,
        },
    ),
    (
        is_format_list,
        OtherContent {
            what: "a list as PowerShell shows it (Format-List)",
            why: "what stands deeper in it is cut off: the scores of controls, seats and service plans",
            instead: DEEPER,
        },
    ),
    (
        is_format_table,
        OtherContent {
            what: "a table as PowerShell shows it (Format-Table)",
            why: "columns and what stands deeper in them are cut off",
            instead: DEEPER,
        },
    ),
    (
        |text| text.starts_with("eyJ") && !text.trim_end().contains(char::is_whitespace),
        OtherContent {
            what: "an access token",
            why: "whoever has it can read the tenant until it expires: delete the file",
            instead: SCORES,
        },
    ),
    (
        is_markdown_table,
        OtherContent {
            what: "a table of Markdown",
            why: "the portal and Graph export CSV and JSON",
            instead: "give the CSV as it was downloaded",
        },
    ),
    (
        is_mail,
        OtherContent {
            what: "an e-mail",
            why: "it is no export, though one may be attached",
            instead: "save what is attached, and give that",
        },
    ),
    (
        is_call,
        OtherContent {
            what: "JSON within a call of JavaScript (JSONP)",
            why: "only a browser runs that",
            instead: "take out what stands before the first `{` and after the last `}`",
        },
    ),
    (
        |text| text.starts_with("version https://git-lfs"),
        OtherContent {
            what: "a pointer of Git LFS",
            why: "the content lies elsewhere",
            instead: "fetch the content with `git lfs pull`",
        },
    ),
];

/// What an error of PowerShell says where a command is not installed.
const NOT_INSTALLED: (&str, &str) = (
    "the command is not installed",
    "`Install-Module Microsoft.Graph.Authentication`, `Connect-MgGraph -Scopes SecurityEvents.Read.All,Organization.Read.All`, and export again",
);

/// Whether a text is known for something that is no export.
pub(super) fn is_known(text: &str) -> bool {
    let text = without_marks(text);
    is_page(text) || failed_status(text).is_some() || of_text(text).is_some()
}

/// What a text is that is no export.
pub(super) fn refusal(source: &Source) -> Option<Finding> {
    let text = without_marks(&source.text);
    let at = Place::file(&source.name);
    if is_page(text) {
        let (message, help) = page(text);
        return Some(Finding::new(Code::Foreign, message).at(at).help(help));
    }
    if let Some(failure) = failed_status(text) {
        return Some(Finding::new(Code::GraphFailed, failure.said()).at(at).help(failure.help()));
    }
    let content = of_text(text)?;
    if !(is_power_shell_error(text) || is_command_error(text)) {
        return Some(content.finding(source));
    }
    let what = content.what;
    let (why, help) = if text.contains("is not recognized as") || text.contains("command not found") {
        (NOT_INSTALLED.0.to_owned(), NOT_INSTALLED.1)
    } else {
        match Failure::of_words(text) {
            Some(failure) => (failure.said(), failure.help()),
            None => return Some(content.finding(source)),
        }
    };
    Some(Finding::new(Code::Foreign, format!("the file is {what}: {why}")).at(at).help(help))
}

fn without_marks(text: &str) -> &str {
    text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace())
}

fn of_text(text: &str) -> Option<&'static OtherContent> {
    if text.starts_with(['{', '[', '"']) {
        return None;
    }
    TEXTS.iter().find(|(is, _)| is(text)).map(|(_, content)| content)
}

fn begins(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word)))
}

/// The first characters in small letters.
fn start(text: &str, most: usize) -> String {
    text.chars().take(most).collect::<String>().to_lowercase()
}

fn is_page(text: &str) -> bool {
    begins(text, &["<!doctype html", "<html", "<head", "<table"])
        || (begins(text, &["<?xml", "<!--", "<meta", "mime-version:"])
            && start(text, 2_000).contains("<html"))
}

/// Which page it is, by its title: what a gateway says, a sign-in, a workbook of Excel, or any other.
fn page(text: &str) -> (String, &'static str) {
    let title = page_title(text);
    let small = start(text, 64 * 1024);
    let says = |words: &[&str]| words.iter().any(|word| small.contains(word));
    let named = title.as_ref().map_or_else(String::new, |title| format!(" titled `{title}`"));
    let heading = title.as_deref().unwrap_or_default();
    if let Some(status) = in_words(heading) {
        let failure = Failure::of_status(status);
        return (format!("the file is a web page{named}: {}", failure.in_short()), failure.help());
    }
    if says(&["urn:schemas-microsoft-com:office:excel"])
        || (says(&["<table"]) && says(&["points achieved", "recommended action", "skupartnumber"]))
    {
        let message =
            format!("the file is a web page{named} with a table, as Excel and others save it under `.xls`");
        return (
            message,
            "open it, save the sheet as `CSV UTF-8`, and give that; or give the CSV as the portal exported it",
        );
    }
    const SIGN_IN: [&str; 8] =
        ["sign in", "sign-in", "signin", "log in", "login", "anmelde", "connexion", "authenticat"];
    let heading = heading.to_lowercase();
    if title.is_none()
        || SIGN_IN.iter().any(|word| heading.contains(word))
        || says(&["login.microsoftonline"])
    {
        let message = format!(
            "the file is a web page{named}: most often the page that asks to sign in, in place of an answer"
        );
        return (
            message,
            "sign in again, and save what Graph answers: `az login`, then `az rest --url 'https://graph.microsoft.com/v1.0/security/secureScores?$top=1' > scores.json`",
        );
    }
    (format!("the file is a web page{named}: a page for people, and no export"), SCORES)
}

/// The head of an answer that failed, where no JSON follows: `HTTP/1.1 500 Internal Server Error`.
fn failed_status(text: &str) -> Option<Failure> {
    if !text.starts_with("HTTP/")
        && !text.starts_with("<Response [")
        && !text.starts_with("upstream connect error")
    {
        return None;
    }
    if text.starts_with("upstream") {
        return Some(Failure::of_status(503));
    }
    in_words(text.lines().next().unwrap_or_default().split_once([' ', '['])?.1).map(Failure::of_status)
}

/// `Get-Thing : what happened`, or the same without the blank.
fn is_power_shell_error(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    let Some((command, said)) = first.split_once(':') else { return false };
    let Some((verb, noun)) = command.trim_end().split_once('-') else { return false };
    let word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_uppercase()) && word.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    word(verb) && word(noun) && said.starts_with([' ', '\u{1b}'])
}

/// `ERROR: ...`, `GraphError: ...`, what Python and shells print.
fn is_command_error(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    let of_program = first.split_once(": ").is_some_and(|(name, _)| {
        name.len() > 5
            && (name.ends_with("Error") || name.ends_with("Exception"))
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
    });
    of_program
        || begins(text, &["error: ", "error:\t", "az : error", "traceback (most recent call last)"])
        || first.contains("command not found")
}

fn is_transcript(text: &str) -> bool {
    let begin = start(text, 400);
    begin.starts_with("ps ") && begin.contains("> ")
        || begin.starts_with("****") && begin.contains("transcript")
}

/// Most of the first lines are a name, blanks up to a common column, a colon and a value.
fn is_format_list(text: &str) -> bool {
    let name = |line: &&str| {
        let before = line
            .split_once(" : ")
            .or_else(|| Some((line.strip_suffix(" :")?, "")))
            .map(|(name, _)| name.trim_end());
        before.is_some_and(|name| {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        })
    };
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(8).collect();
    lines.first().is_some_and(name) && lines.iter().filter(|line| name(line)).count() * 2 > lines.len()
}

/// The second line underlines the names of columns.
fn is_format_table(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let (Some(_), Some(line)) = (lines.next(), lines.next()) else { return false };
    line.starts_with("--") && line.bytes().all(|byte| matches!(byte, b'-' | b' '))
}

/// The second line of cells is of dashes.
fn is_markdown_table(text: &str) -> bool {
    text.starts_with('|')
        && text.lines().nth(1).is_some_and(|line| {
            line.contains("--") && line.trim().bytes().all(|byte| matches!(byte, b'-' | b'|' | b':' | b' '))
        })
}

fn is_mail(text: &str) -> bool {
    const HEADS: [&str; 7] =
        ["from: ", "to: ", "received: ", "return-path: ", "mime-version: ", "delivered-to: ", "subject: "];
    let mut lines = text.lines().take(40).take_while(|line| !line.trim().is_empty());
    begins(text, &HEADS) && lines.any(|line| begins(line, &["subject:"]))
}

/// Whether a call wraps the JSON, as servers answer to scripts: `name({...})`.
fn is_call(text: &str) -> bool {
    let Some((name, rest)) = text.split_once('(') else { return false };
    let name = name.trim_start_matches("/**/").trim();
    !name.is_empty()
        && name.len() < 60
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'$'))
        && rest.trim_start().starts_with(['{', '['])
}
