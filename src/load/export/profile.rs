//! Graph's `secureScoreControlProfile`: what one control is, and what people did about it.

use serde_json::{Map, Value};

use super::json::{day, points, text};
use super::recognise::{short, truncated_field};
use crate::diag::{Code, Finding, Findings};
use crate::load::source::Source;
use crate::model::{Id, Impact, Level, Points, Status};

/// The state that people or the system gave a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Nobody said anything: the measurement decides.
    Default,
    /// Somebody set a status.
    Set(Status),
    /// A word that nobody knows.
    Unknown,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Profile {
    pub(super) id: Id,
    pub(super) tenant: Option<String>,
    pub(super) title: Option<String>,
    pub(super) category: Option<String>,
    pub(super) service: Option<String>,
    pub(super) max: Option<Points>,
    pub(super) cost: Option<Level>,
    pub(super) impact: Option<Impact>,
    pub(super) state: State,
    pub(super) assigned_to: Option<String>,
    pub(super) comment: Option<String>,
}

/// Reads a profile; `None` when it has no id.
pub(super) fn read(object: &Map<String, Value>, source: &Source, findings: &mut Findings) -> Option<Profile> {
    let id = text(object, "id")?;
    let max = points(object, "maxScore").unwrap_or_else(|()| {
        let value = object.get("maxScore").map(short).unwrap_or_default();
        findings.push(
            Finding::new(Code::BadValue, format!("`maxScore` of `{id}` is no number of points: {value}"))
                .at(source.place_of_quoted(&id, 0))
                .help("export the profiles again; points are numbers from 0"),
        );
        None
    });
    let updates = object.get("controlStateUpdates");
    if let Some(finding) = updates.and_then(|updates| truncated_field(source, updates)) {
        findings.push(finding);
    }
    let updates: Vec<&Value> = match updates {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(items)) => items.iter().collect(),
        // PowerShell unrolls a list of one.
        Some(one) => vec![one],
    };
    let newest = newest(&updates);
    let said_state = newest.map_or_else(|| object.get("state"), |update| update.get("state"));
    // A history that is there and says nothing that can be read is no "Default".
    let word = match said_state {
        Some(Value::String(word)) => Some(word.clone()),
        None | Some(Value::Null) if updates.is_empty() || newest.is_some() => None,
        None | Some(Value::Null) => updates.first().map(|update| short(update)),
        Some(other) => Some(short(other)),
    };
    let state = word.as_deref().map_or(State::Default, state);
    if state == State::Unknown {
        let message = format!("the state `{}` of `{id}` is not known", word.unwrap_or_default());
        findings.push(
            Finding::new(Code::UnknownStatus, message)
                .at(source.place_of_quoted(&id, 0))
                .help("its status counts as unknown; known are Default, Ignored, ThirdParty, Reviewed, AlternateMitigation"),
        );
    }
    let said = |key: &str| newest.and_then(|update| text(update, key)).or_else(|| text(object, key));
    Some(Profile {
        tenant: text(object, "azureTenantId"),
        title: text(object, "title").map(|title| title.replace('\u{a0}', " ").trim().to_owned()),
        category: text(object, "controlCategory"),
        service: text(object, "service"),
        cost: text(object, "implementationCost").and_then(|word| level(&word)),
        impact: text(object, "userImpact").and_then(|word| level(&word)).map(Impact::from),
        max: max.filter(|max| max.0 > 0),
        state,
        assigned_to: said("assignedTo"),
        comment: said("comment"),
        id: Id::new(id.trim()),
    })
}

/// Microsoft's words for cost and impact, in several spellings; most are "Unknown".
fn level(word: &str) -> Option<Level> {
    match word.trim().to_lowercase().as_str() {
        "low" => Some(Level::Low),
        "medium" | "moderate" => Some(Level::Medium),
        "high" => Some(Level::High),
        _ => None,
    }
}

/// The newest entry of the history; without dates the last one.
fn newest<'v>(updates: &[&'v Value]) -> Option<&'v Map<String, Value>> {
    let entries = updates.iter().filter_map(|update| update.as_object()).enumerate();
    entries
        .max_by_key(|(index, update)| {
            let time = update.get("updatedDateTime");
            // The day decides between forms of a time, the text within a day.
            (time.and_then(day), time.and_then(Value::as_str), *index)
        })
        .map(|(_, update)| update)
}

/// Graph's words, which differ from those of the portal, and the portal's own.
fn state(word: &str) -> State {
    let plain: String = word.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    match plain.as_str() {
        "default" | "toaddress" | "completed" => State::Default,
        "ignored" | "riskaccepted" => State::Set(Status::RiskAccepted),
        "thirdparty" | "resolvedthroughthirdparty" => State::Set(Status::ThirdParty),
        "alternatemitigation" | "reviewed" | "resolvedthroughalternatemitigation" => {
            State::Set(Status::AlternateMitigation)
        }
        "planned" => State::Set(Status::Planned),
        _ => State::Unknown,
    }
}
