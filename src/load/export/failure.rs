//! Answers that are errors: who answered, with what status, and what to do.

use super::foreign;
use super::scalar::{number, text};
use super::tree::{Fields, Reading, Value};
use crate::model::text::beginning;

/// Who gave an answer that is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Answerer {
    Graph,
    /// Microsoft Entra, when somebody signs in.
    SignIn,
    AzureResources,
    /// A gateway of somebody's own before Graph.
    ApiManagement,
    /// A flow of Power Automate or Logic Apps.
    Flow,
    /// The program that asked.
    Program,
    Unknown,
}

/// An answer of Graph, or of what asked it, that is an error.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Failure {
    status: Option<u16>,
    answerer: Answerer,
    code: String,
    message: String,
}

/// What an object says of an error, before it is known whose it is.
#[derive(Debug, Default)]
struct Said {
    code: String,
    message: String,
    /// A field that only Graph's errors have.
    of_graph: bool,
    by_program: bool,
}

impl Failure {
    /// The error that an object is: what Graph answers, a part of a batch, what tools keep of PowerShell's.
    pub(super) fn of(object: &Fields) -> Option<Self> {
        let stated =
            ["status", "statusCode", "code"].iter().filter_map(|key| object.get(key)).find_map(status);
        let failed = stated.filter(|status| *status >= 400);
        let body = object.get("body").and_then(Value::as_object);
        let error = object.get("error").or_else(|| body?.get("error")).or_else(|| object.get("odata.error"));
        let said = said(object, error, failed.is_some());
        if said.code.is_empty() && said.message.is_empty() && failed.is_none() {
            return None;
        }
        let inner = error.and_then(Value::as_object).and_then(|error| error.get("innerError")?.as_object());
        let inner = inner
            .and_then(|inner| ["status", "code"].iter().filter_map(|key| inner.get(key)).find_map(status));
        let named = failed.or(inner).or_else(|| by_name(&said.code));
        let status = named.or_else(|| in_words(&said.message)).or_else(|| in_words(&said.code));
        Some(Self::new(status, said))
    }

    /// The error that a text of a program tells of, where it names a status.
    pub(super) fn of_words(words: &str) -> Option<Self> {
        const LOOKED_AT: usize = 4_000;
        let words = beginning(words, LOOKED_AT);
        let answer = words.find("{\"error\"").and_then(|at| {
            let mut from = serde_json::Deserializer::from_str(&words[at..]);
            Self::of(Reading::default().next(&mut from).ok()?.as_object()?)
        });
        let line = words.lines().find_map(|line| {
            let rest = line.trim_start().strip_prefix("HTTP/")?;
            of_digits(rest.split_whitespace().nth(1)?)
        });
        let keyed = || {
            let (_, rest) = words.split_once("statusCode").or_else(|| words.split_once("StatusCode"))?;
            in_words(beginning(rest, 20))
        };
        let named = || words.split(|c: char| !c.is_alphanumeric() && c != '_').find_map(by_name);
        let lacks_rights = || words.contains("Insufficient privileges").then_some(403);
        let status = line.filter(|status| *status >= 400).or_else(keyed).or_else(lacks_rights).or_else(named);
        match (answer, status) {
            (Some(answer), status) => Some(Self { status: status.or(answer.status), ..answer }),
            (None, Some(status)) => {
                let of_graph = words.contains("graph.microsoft.") || words.contains("Graph");
                Some(Self::new(Some(status), Said { of_graph, ..Said::default() }))
            }
            (None, None) => sign_in_code(words)
                .map(|_| Self::new(None, Said { message: first_line(words), ..Said::default() })),
        }
    }

    /// An answer of which only the status is known.
    pub(super) fn of_status(status: u16) -> Self {
        Self::new(Some(status), Said::default())
    }

    fn new(status: Option<u16>, said: Said) -> Self {
        let answerer = answerer(&said);
        let short =
            |text: &str| beginning(&text.split_whitespace().collect::<Vec<_>>().join(" "), 200).to_owned();
        let message = match said.message.find("<title>").and_then(|_| page_title(&said.message)) {
            Some(title) => title,
            None => said.message,
        };
        let code = page_title(&said.code).unwrap_or(said.code);
        Self { status, answerer, code: short(&code), message: short(&message) }
    }

    /// What it says, in a clause: `Graph answered 403 Forbidden: ...`.
    pub(super) fn said(&self) -> String {
        let words: Vec<&str> =
            [self.code.as_str(), self.message.as_str()].into_iter().filter(|word| !word.is_empty()).collect();
        let words =
            if words.is_empty() { String::new() } else { format!(" (it says: {})", words.join(", ")) };
        format!("{}{words}", self.in_short())
    }

    /// The same without its own words.
    pub(super) fn in_short(&self) -> String {
        let status = self.status.map(named);
        let who = match self.answerer {
            Answerer::Graph => "Graph answered",
            Answerer::SignIn => return format!("the sign-in failed: {}", self.sign_in().0),
            Answerer::AzureResources => "Azure answered",
            Answerer::ApiManagement => "a gateway of API Management answered",
            Answerer::Flow => return "a flow of Power Automate or Logic Apps failed".to_owned(),
            Answerer::Program if status.is_none() => return "the program that asked has failed".to_owned(),
            Answerer::Program | Answerer::Unknown => "the server answered",
        };
        let cause = match (self.answerer, self.status) {
            (Answerer::AzureResources, _) => {
                ": a subscription of Azure was asked for, and its score is that of Defender for Cloud"
            }
            (Answerer::ApiManagement, _) => ": the call carried no key of that gateway",
            (_, Some(403)) => {
                ": the account lacks SecurityEvents.Read.All (scores, profiles) or Organization.Read.All (SKUs)"
            }
            (_, Some(401)) => ": nobody was signed in, or no more",
            (_, Some(404)) => ": there is nothing under the address that was called",
            (_, Some(407)) => ": a proxy asks who calls",
            (_, Some(429)) => ": too many calls in a short time",
            (_, Some(500..=599)) => ": it or a gateway before it failed",
            _ => "",
        };
        format!("{who} {}{cause}", status.unwrap_or_else(|| "with an error".to_owned()))
    }

    /// Its status, or what takes its place.
    pub(super) fn in_a_word(&self) -> String {
        match (self.status, self.code.is_empty()) {
            (Some(status), _) => named(status),
            (None, false) => format!("`{}`", self.code),
            (None, true) => "an error".to_owned(),
        }
    }

    /// What to do about it.
    pub(super) fn help(&self) -> &'static str {
        match (self.answerer, self.status) {
            (Answerer::SignIn, _) => self.sign_in().1,
            (Answerer::AzureResources, _) => foreign::SCORES,
            (Answerer::ApiManagement, _) => {
                "call https://graph.microsoft.com itself, or send the gateway's key in `Ocp-Apim-Subscription-Key`"
            }
            (Answerer::Flow, _) => {
                "look at the run of the flow, and save the body of the action that asks Graph"
            }
            (_, Some(403)) => {
                "`Connect-MgGraph -Scopes SecurityEvents.Read.All,Organization.Read.All` with a role that may read them, such as Global Reader; then export again"
            }
            (_, Some(401)) => {
                "sign in with `Connect-MgGraph -Scopes SecurityEvents.Read.All,Organization.Read.All` and export again"
            }
            (_, Some(407)) => {
                "give the command the proxy with its sign-in, as in `HTTPS_PROXY`, and export again"
            }
            (_, Some(429 | 500..=599)) => "wait some minutes and export again",
            (Answerer::Program, _) => {
                "look at what the program logs, run it again, and save what Graph answers"
            }
            _ => foreign::SCORES,
        }
    }

    /// What an error of the sign-in means, and what to do.
    fn sign_in(&self) -> (&'static str, &'static str) {
        const AGAIN: &str = "sign in with `Connect-MgGraph -Scopes SecurityEvents.Read.All,Organization.Read.All` and export again";
        match sign_in_code(&self.message).or_else(|| sign_in_code(&self.code)) {
            Some(7_000_215) => (
                "the secret of the app is wrong",
                "give the value of the secret, not its id, and export again",
            ),
            Some(7_000_222) => (
                "the secret of the app has expired",
                "make a new secret for the app registration, and export again",
            ),
            Some(700_016) => {
                ("the tenant does not know the app", "check the app id and the tenant id, and export again")
            }
            Some(90_002 | 900_023) => {
                ("there is no such tenant", "check the tenant id or its domain, and export again")
            }
            Some(65_001 | 90_094) => (
                "nobody has consented to the rights of the app",
                "let an administrator consent to SecurityEvents.Read.All and Organization.Read.All, and export again",
            ),
            Some(50_076 | 50_079 | 50_158) => ("a second factor is asked for", AGAIN),
            Some(53_000..=53_004) => (
                "Conditional Access does not let it in",
                "sign in from a device and a place that Conditional Access allows, and export again",
            ),
            Some(50_126) => ("the user name or the password is wrong", AGAIN),
            Some(50_173 | 70_008 | 70_043 | 700_082 | 50_078) => ("the sign-in has expired", AGAIN),
            _ => ("Microsoft Entra gave no token", AGAIN),
        }
    }
}

fn said(object: &Fields, error: Option<&Value>, failed: bool) -> Said {
    let by = ["pSError", "errorMessage", "exception"].iter().find_map(|key| text(object, key));
    match error {
        Some(Value::Object(error)) => {
            let message =
                text(error, "message").or_else(|| text(error.get("message")?.as_object()?, "value"));
            let code = text(error, "code").unwrap_or_default();
            let of_graph = object.contains_key("odata.error")
                || object.contains_key("body")
                || error.get("innerError").is_some_and(|inner| inner.as_object().is_some())
                || by_name(&code).is_some();
            Said { code, message: message.unwrap_or_default(), of_graph, by_program: false }
        }
        // What a place that gives tokens answers.
        Some(Value::Text(code)) => Said {
            code: code.to_string(),
            message: text(object, "error_description").unwrap_or_default(),
            ..Said::default()
        },
        _ => match by {
            Some(message) => Said { message, by_program: true, ..Said::default() },
            None => {
                // `title` is what a problem of HTTP is called in JSON.
                let message = ["message", "title", "detail"].iter().find_map(|key| text(object, key));
                let message = message.filter(|_| failed).unwrap_or_default();
                Said { message, of_graph: object.contains_key("body"), ..Said::default() }
            }
        },
    }
}

fn answerer(said: &Said) -> Answerer {
    let Said { code, message, .. } = said;
    let has = |words: &[&str]| words.iter().any(|word| message.contains(word));
    let is = |codes: &[&str]| codes.iter().any(|known| code.eq_ignore_ascii_case(known));
    if sign_in_code(message).is_some()
        || sign_in_code(code).is_some()
        || is(&[
            "invalid_client",
            "invalid_grant",
            "unauthorized_client",
            "interaction_required",
            "invalid_scope",
        ])
    {
        Answerer::SignIn
    } else if has(&["over scope '/", "Microsoft.Security/", "subscription '", "providers/Microsoft."])
        || is(&[
            "AuthorizationFailed",
            "LinkedAuthorizationFailed",
            "SubscriptionNotFound",
            "InvalidSubscriptionId",
        ])
    {
        Answerer::AzureResources
    } else if has(&["subscription key"]) {
        Answerer::ApiManagement
    } else if has(&["template action", "workflow run", "The workflow"])
        || is(&["ExpressionEvaluationFailed", "ActionFailed", "InvalidTemplate", "ActionConditionFailed"])
    {
        Answerer::Flow
    } else if said.of_graph || has(&["graph.microsoft.com"]) {
        Answerer::Graph
    } else if said.by_program {
        Answerer::Program
    } else {
        Answerer::Unknown
    }
}

/// The number in `AADSTS7000215`.
fn sign_in_code(text: &str) -> Option<u32> {
    let (_, rest) = text.split_once("AADSTS")?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    rest[..digits].parse().ok()
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// The title of a page of HTML, on one line.
pub(super) fn page_title(page: &str) -> Option<String> {
    const LOOKED_AT: usize = 64 * 1024;
    const LONGEST: usize = 80;
    let begin = beginning(page, LOOKED_AT);
    let small = begin.to_ascii_lowercase();
    let at = small.find("<title")?;
    let from = at + small[at..].find('>')? + 1;
    let to = from + small[from..].find('<')?;
    let title = begin[from..to].split_whitespace().collect::<Vec<_>>().join(" ");
    (!title.is_empty()).then(|| beginning(&title, LONGEST).to_owned())
}

fn status(value: &Value) -> Option<u16> {
    match value {
        Value::Text(word) => of_digits(word.trim()),
        value => number(value).and_then(|number| of_digits(&number.to_string())),
    }
}

/// The first number in a text that is the status of an error.
pub(super) fn in_words(text: &str) -> Option<u16> {
    let mut numbers = text.split(|c: char| !c.is_ascii_alphanumeric()).filter_map(of_digits);
    numbers.find(|status| *status >= 400)
}

fn of_digits(word: &str) -> Option<u16> {
    (word.len() == 3).then(|| word.parse().ok()).flatten().filter(|status| (100..600).contains(status))
}

/// A status with its name.
fn named(status: u16) -> String {
    let name = match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        407 => "Proxy Authentication Required",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        413 => "Content Too Large",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => return status.to_string(),
    };
    format!("{status} {name}")
}

/// The status that Graph's word for an error stands for.
fn by_name(code: &str) -> Option<u16> {
    match code.to_ascii_lowercase().as_str() {
        "authorization_requestdenied"
        | "authorizationfailed"
        | "forbidden"
        | "accessdenied"
        | "unknownerror" => Some(403),
        "invalidauthenticationtoken" | "unauthorized" | "unauthenticated" | "expiredauthenticationtoken" => {
            Some(401)
        }
        "toomanyrequests" | "activitylimitreached" | "throttled" => Some(429),
        "badrequest" | "request_badrequest" | "request_unsupportedquery" => Some(400),
        "itemnotfound" | "request_resourcenotfound" | "resourcenotfound" | "notfound" => Some(404),
        "serviceunavailable" | "servicenotavailable" | "internalservererror" | "generalexception" => {
            Some(503)
        }
        _ => None,
    }
}
