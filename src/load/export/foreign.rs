//! What people give in place of an export: which thing it is, why it is another, and what to export instead.
//!
//! All that is known of such things stands in this file. A text is judged by how it begins, an object by its fields.

use super::scalar::{number, text};
use super::tree::{Fields, Value};
use crate::diag::{Code, Finding, Place};
use crate::load::source::Source;

/// How a secure score is exported so that nothing is lost.
pub(super) const SCORES: &str = "export the score with `Invoke-MgGraphRequest -OutputType Json -Uri 'v1.0/security/secureScores?$top=1' > scores.json`";
pub(super) const SKUS: &str = "export the licences with `Invoke-MgGraphRequest -OutputType Json -Uri 'v1.0/subscribedSkus' > skus.json`";

/// A thing that is known and is no export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Thing {
    pub(super) what: &'static str,
    why: &'static str,
    instead: &'static str,
}

impl Thing {
    /// Says so of a file. Its first line is not shown: it may be a token, or hold names.
    pub(super) fn finding(&self, source: &Source) -> Finding {
        Finding::new(Code::Foreign, format!("the file is {}: {}", self.what, self.why))
            .at(Place::file(&source.name))
            .help(self.instead)
    }
}

/// What tells a thing from others, and what it is.
type Known<V> = (fn(&V) -> bool, Thing);

/// How a text of another kind begins.
const TEXTS: &[Known<str>] = &[
    (
        |text| begins(text, &["<!doctype html", "<html"]),
        Thing {
            what: "a web page",
            why: "most often the page that asks to sign in, in place of an answer",
            instead: "sign in again, and save what Graph answers: `az login`, then `az rest --url 'https://graph.microsoft.com/v1.0/security/secureScores?$top=1' > scores.json`",
        },
    ),
    (
        |text| {
            begins(text, &["<objs ", "#< clixml"])
                || text.contains("schemas.microsoft.com/powershell/2004/04")
        },
        Thing {
            what: "CLIXML, as `Export-Clixml` writes it",
            why: "only PowerShell reads it",
            instead: "`Import-Clixml FILE | ConvertTo-Json -Depth 10 > scores.json` makes an export of it",
        },
    ),
    (
        |text| begins(text, &["<?xml", "<feed", "<entry", "<error"]),
        Thing { what: "XML", why: "exports are JSON, or the portal's CSV", instead: SCORES },
    ),
    (
        |text| text.starts_with("@{"),
        Thing {
            what: "a hashtable as PowerShell writes it",
            why: "what stands deeper in it is cut off",
            instead: SCORES,
        },
    ),
    (
        is_power_shell_error,
        Thing {
            what: "an error of PowerShell",
            why: "the command failed, and its message went into the file",
            instead: "run the command again and read what it says; `Connect-MgGraph -Scopes SecurityEvents.Read.All,Organization.Read.All` signs in with the rights that exports need",
        },
    ),
    (
        |text| begins(text, &["error: ", "error:\t", "az : error"]),
        Thing {
            what: "the error of a command",
            why: "it failed, and its message went into the file",
            instead: "run the command again and read what it says; exports need SecurityEvents.Read.All and Organization.Read.All",
        },
    ),
    (
        is_format_list,
        Thing {
            what: "a list as PowerShell shows it (Format-List)",
            why: "what stands deeper in it is cut off: the scores of controls, seats and service plans",
            instead: "write it with `... | ConvertTo-Json -Depth 10 > export.json` in place of `> export.txt`",
        },
    ),
    (
        is_format_table,
        Thing {
            what: "a table as PowerShell shows it (Format-Table)",
            why: "columns and what stands deeper in them are cut off",
            instead: "write it with `... | ConvertTo-Json -Depth 10 > export.json` in place of `> export.txt`",
        },
    ),
    (
        |text| text.starts_with("eyJ") && !text.trim_end().contains(char::is_whitespace),
        Thing {
            what: "an access token",
            why: "whoever has it can read the tenant until it expires: delete the file",
            instead: SCORES,
        },
    ),
];

/// Which fields an object of another kind has.
const OBJECTS: &[Known<Fields>] = &[
    (
        is_of_azure,
        Thing {
            what: "the secure score of Microsoft Defender for Cloud",
            why: "it scores Azure subscriptions; the Microsoft Secure Score of a tenant is another figure",
            instead: SCORES,
        },
    ),
    (
        |o| {
            of_context(o, &["#exposurescore", "#configurationscore"]) || (has(o, &["score", "rbacGroupName"]))
        },
        Thing {
            what: "the exposure score or the device score of Defender Vulnerability Management",
            why: "it scores devices alone; Microsoft Secure Score is another figure",
            instead: SCORES,
        },
    ),
    (
        |o| {
            let named = has(o, &["recommendationName"]);
            let rated = any(o, &["exposureImpact", "configScoreImpact", "publicExploit", "relatedComponent"]);
            (named && rated) || of_context(o, &["$metadata#recommendations"])
        },
        Thing {
            what: "the security recommendations of Defender Vulnerability Management",
            why: "they are rated by exposure and have no points of Microsoft Secure Score",
            instead: SCORES,
        },
    ),
    (
        |o| {
            of_context(o, &["directory/recommendations"])
                || (has(o, &["recommendationType"]) && any(o, &["impactType", "releaseType", "actionSteps"]))
        },
        Thing {
            what: "the recommendations of Microsoft Entra",
            why: "they hold advice on one directory; Microsoft Secure Score has other controls and maxima",
            instead: SCORES,
        },
    ),
    (
        |o| has(o, &["name", "scoreImpact", "maxScore"]) && any(o, &["userImpact", "implementationCost"]),
        Thing {
            what: "the identity secure score of Microsoft Entra",
            why: "it scores the directory alone; Microsoft Secure Score has other maxima",
            instead: SCORES,
        },
    ),
    (
        |o| {
            any(o, &["complianceState", "managedDeviceOwnerType", "deviceCompliancePolicyId"])
                || of_context(o, &["devicemanagement/"])
        },
        Thing {
            what: "a list of Intune",
            why: "it says how devices comply, not how the tenant scores",
            instead: SCORES,
        },
    ),
    (
        |o| of_context(o, &["securitycenter.", "security.microsoft.com/api"]),
        Thing {
            what: "an answer of Defender for Endpoint",
            why: "it says how devices stand, and holds no points of Microsoft Secure Score",
            instead: SCORES,
        },
    ),
    (
        |o| has(o, &["implementationStatus"]) && any(o, &["testStatus", "controlFamily", "assessmentName"]),
        Thing {
            what: "an assessment of Compliance Manager",
            why: "it scores compliance; Microsoft Secure Score has other controls and maxima",
            instead: SCORES,
        },
    ),
    (
        |o| has(o, &["userPrincipalName"]),
        Thing {
            what: "a list of users",
            why: "it holds people and what is assigned to them; scoreplan needs neither",
            instead: SKUS,
        },
    ),
    (
        |o| any(o, &["incidentWebUrl", "alertWebUrl", "detectionSource"]),
        Thing { what: "a list of alerts or incidents", why: "they are in no score", instead: SCORES },
    ),
    (
        |o| has(o, &["conditions", "grantControls"]),
        Thing {
            what: "a list of Conditional Access policies",
            why: "they say how the tenant is set up, and the score what that earns",
            instead: SCORES,
        },
    ),
    (
        |o| has(o, &["recommended action", "points achieved"]),
        Thing {
            what: "the portal's table, made JSON",
            why: "it is read as the CSV that the portal exports",
            instead: "give the CSV as it was downloaded",
        },
    ),
    (
        |o| any(o, &["access_token", "accessToken", "refresh_token"]),
        Thing {
            what: "an access token",
            why: "whoever has it can read the tenant until it expires: delete the file",
            instead: SCORES,
        },
    ),
    (
        |o| any(o, &["openapi", "swagger"]) && has(o, &["paths"]),
        Thing { what: "a description of an API", why: "it holds no values of a tenant", instead: SCORES },
    ),
];

/// The licences of one user, which have the fields of a SKU but no seats.
pub(super) const ONE_USER: Thing = Thing {
    what: "the licences of one user (licenseDetails)",
    why: "they say nothing of what the tenant owns",
    instead: SKUS,
};

/// What a text is that is no export.
pub(super) fn of_text(text: &str) -> Option<&'static Thing> {
    let text = text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    if text.starts_with(['{', '[', '"']) {
        return None;
    }
    TEXTS.iter().find(|(is, _)| is(text)).map(|(_, thing)| thing)
}

/// What an object is that is nothing of an export.
pub(super) fn of_object(object: &Fields) -> Option<&'static Thing> {
    OBJECTS.iter().find(|(is, _)| is(object)).map(|(_, thing)| thing)
}

fn has(object: &Fields, keys: &[&str]) -> bool {
    keys.iter().all(|key| object.contains_key(key))
}

fn any(object: &Fields, keys: &[&str]) -> bool {
    keys.iter().any(|key| object.contains_key(key))
}

/// The last name in the address that says what an answer of Graph holds, without `$entity`.
pub(super) fn entity(object: &Fields) -> Option<String> {
    let context = text(object, "@odata.context")?;
    let (_, kind) = context.split_once('#')?;
    let kind = kind.split('(').next()?.trim_end_matches("/$entity");
    let name = kind.rsplit('/').next()?;
    (!name.is_empty()).then(|| name.chars().take(60).collect())
}

/// Whether the address that says what an answer holds has one of these parts, in small letters.
fn of_context(object: &Fields, parts: &[&str]) -> bool {
    let context = text(object, "@odata.context").map(|context| context.to_ascii_lowercase());
    context.is_some_and(|context| parts.iter().any(|part| context.contains(part)))
}

fn is_of_azure(object: &Fields) -> bool {
    let said = ["id", "type"].iter().filter_map(|key| text(object, key));
    let mut said = said.map(|text| text.to_ascii_lowercase());
    said.any(|text| text.contains("microsoft.security/"))
        || text(object, "name").is_some_and(|name| name == "ascScore")
        || any(
            object,
            &["healthyResources", "unhealthyResources", "healthyResourceCount", "unhealthyResourceCount"],
        )
        || any(object, &["ascScore"])
}

fn begins(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word)))
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

/// An answer of Graph, or of what asked it, that is an error.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Failure {
    status: Option<u16>,
    code: String,
    message: String,
}

impl Failure {
    /// The error that an object is: what Graph answers, a part of a batch, what tools keep of PowerShell's.
    pub(super) fn of(object: &Fields) -> Option<Self> {
        let stated =
            ["status", "statusCode", "code"].iter().filter_map(|key| object.get(key)).find_map(status);
        let failed = stated.filter(|status| *status >= 400);
        let body = object.get("body").and_then(Value::as_object);
        let error = object.get("error").or_else(|| body?.get("error")).or_else(|| object.get("odata.error"));
        let said = ["pSError", "errorMessage", "exception"].iter().find_map(|key| text(object, key));
        let short = |text: String| {
            text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect::<String>()
        };
        let (code, message) = match error {
            Some(Value::Object(error)) => {
                let message =
                    text(error, "message").or_else(|| text(error.get("message")?.as_object()?, "value"));
                (text(error, "code").unwrap_or_default(), message.unwrap_or_default())
            }
            // What a place that gives tokens answers.
            Some(Value::Text(code)) => {
                (code.to_string(), text(object, "error_description").unwrap_or_default())
            }
            _ => match said {
                Some(said) => (String::new(), said),
                None => (String::new(), failed.and_then(|_| text(object, "message")).unwrap_or_default()),
            },
        };
        if code.is_empty() && message.is_empty() && failed.is_none() {
            return None;
        }
        let inner = error.and_then(Value::as_object).and_then(|error| error.get("innerError")?.as_object());
        let inner = inner
            .and_then(|inner| ["status", "code"].iter().filter_map(|key| inner.get(key)).find_map(status));
        let in_words = || message.split(|c: char| !c.is_ascii_digit()).find_map(of_digits);
        let status = failed.or(inner).or_else(|| by_name(&code)).or_else(in_words);
        Some(Self { status, code: short(code), message: short(message) })
    }

    /// What it says, in a clause: `Graph answered 403 Forbidden: ...`.
    pub(super) fn said(&self) -> String {
        let name = match self.status {
            Some(400) => "400 Bad Request",
            Some(401) => "401 Unauthorized",
            Some(403) => "403 Forbidden",
            Some(404) => "404 Not Found",
            Some(429) => "429 Too Many Requests",
            Some(500..=599) => "that it could not",
            _ => "with an error",
        };
        let cause = match self.status {
            Some(403) => {
                ": the account lacks SecurityEvents.Read.All (scores, profiles) or Organization.Read.All (SKUs)"
            }
            Some(401) => ": nobody was signed in, or no more",
            Some(429) => ": too many calls in a short time",
            _ => "",
        };
        let words: Vec<&str> =
            [self.code.as_str(), self.message.as_str()].into_iter().filter(|word| !word.is_empty()).collect();
        let words =
            if words.is_empty() { String::new() } else { format!(" (it says: {})", words.join(", ")) };
        format!("Graph answered {name}{cause}{words}")
    }

    /// What to do about it.
    pub(super) fn help(&self) -> &'static str {
        match self.status {
            Some(403) => {
                "`Connect-MgGraph -Scopes SecurityEvents.Read.All,Organization.Read.All` with a role that may read them, such as Global Reader; then export again"
            }
            Some(401) => {
                "sign in with `Connect-MgGraph -Scopes SecurityEvents.Read.All,Organization.Read.All` and export again"
            }
            Some(429 | 500..=599) => "wait some minutes and export again",
            _ => SCORES,
        }
    }
}

fn status(value: &Value) -> Option<u16> {
    match value {
        Value::Text(word) => of_digits(word.trim()),
        value => number(value).and_then(|number| of_digits(&number.to_string())),
    }
}

fn of_digits(word: &str) -> Option<u16> {
    (word.len() == 3).then(|| word.parse().ok()).flatten().filter(|status| (100..600).contains(status))
}

/// The status that Graph's word for an error stands for.
fn by_name(code: &str) -> Option<u16> {
    match code.to_ascii_lowercase().as_str() {
        "authorization_requestdenied" | "forbidden" | "accessdenied" | "unknownerror" => Some(403),
        "invalidauthenticationtoken"
        | "unauthorized"
        | "unauthenticated"
        | "invalid_grant"
        | "expiredauthenticationtoken" => Some(401),
        "toomanyrequests" | "activitylimitreached" | "throttled" => Some(429),
        "badrequest" | "request_badrequest" | "request_unsupportedquery" => Some(400),
        "itemnotfound" | "request_resourcenotfound" | "resourcenotfound" | "notfound" => Some(404),
        "serviceunavailable" | "servicenotavailable" | "internalservererror" | "generalexception" => {
            Some(503)
        }
        _ => None,
    }
}
