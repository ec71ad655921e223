//! Graph's `secureScoreControlProfile`: what one control is, and what people did about it.

use super::counted::Counted;
use super::scalar::{is_nothing, is_true, points, short, text, truncated, truncated_text};
use super::tree::{Fields, Value};
use super::{tenants, time};
use crate::diag::{Code, Finding};
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

/// Fields that nothing but a profile has, each with what else makes it sure.
const SIGNS: [&str; 7] = [
    "actionType",
    "controlCategory",
    "controlStateUpdates",
    "implementationCost",
    "maxScore",
    "remediationImpact",
    "tier",
];

/// Whether an object says what a control is: it names it, and has one field more of a profile at least.
pub(super) fn is_profile(object: &Fields) -> bool {
    let has = |key: &str| object.contains_key(key);
    let about = || SIGNS.iter().filter(|key| has(key)).count();
    if id(object).is_none() {
        return false;
    }
    (has("controlStateUpdates") || (has("title") && (about() > 0 || has("service"))) || about() > 1)
        || is_bare(object)
}

/// Whether it only names a control, as `$select=id,title` leaves it.
fn is_bare(object: &Fields) -> bool {
    const WITH: [&str; 6] = ["id", "title", "deprecated", "rank", "lastModifiedDateTime", "@odata.type"];
    let is_word =
        |id: &str| id.len() <= 80 && !id.contains([' ', '/', '@', ':']) && id.contains(char::is_alphabetic);
    object.contains_key("title")
        && object.keys().all(|key| WITH.contains(&key))
        && text(object, "id").is_some_and(|id| is_word(&id))
}

/// The control that an object is about: lists that tools carry call it otherwise, and number their rows.
fn id(object: &Fields) -> Option<String> {
    ["controlName", "controlId", "id"].iter().find_map(|key| text(object, key))
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
    pub(super) deprecated: bool,
    /// The export does not say what the maximum is.
    pub(super) without_max: bool,
    /// It has an id and a title and is nothing else: whether it is a profile at all shows only beside others.
    pub(super) bare: bool,
}

impl Profile {
    /// Whether another profile of the same control says the same, but for how its id is spelt.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        Self { id: other.id.clone(), ..self.clone() } == *other
    }
}

/// Reads a profile; `None` when it has no id.
pub(super) fn read(object: &Fields, source: &Source, problems: &mut Counted) -> Option<Profile> {
    let id = id(object)?;
    let max = points(object, "maxScore").unwrap_or_else(|()| {
        problems.add("maximum of a profile", || {
            let value = object.get("maxScore").map(short).unwrap_or_default();
            Finding::new(Code::BadValue, format!("`maxScore` of `{id}` is no number of points: {value}"))
                .at(source.place_of_quoted(&id, 0))
                .help("export the profiles again; points are numbers from 0")
        });
        None
    });
    let updates = object.get("controlStateUpdates");
    if let Some(text) = updates.and_then(truncated_text) {
        problems.add("cut off", || truncated(source, text));
    }
    let updates: Vec<&Value> = match updates {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::List(items)) => items.iter().collect(),
        // PowerShell unrolls a list of one.
        Some(one) => vec![one],
    };
    let newest = newest(&updates, &id, source, problems);
    let said_state = newest.map_or_else(|| object.get("state"), |update| update.get("state"));
    // A history that is there and says nothing that can be read is no "Default".
    let word = match said_state {
        Some(said) if !is_nothing(said) => Some(said.as_str().map_or_else(|| short(said), str::to_owned)),
        _ if updates.is_empty() || newest.is_some() => None,
        _ => updates.first().map(|update| short(update)),
    };
    let state = word.as_deref().map_or(State::Default, state);
    if state == State::Unknown {
        problems.add("state", || unknown_state(&word.unwrap_or_default(), &id, source));
    }
    let said = |key: &str| newest.and_then(|update| text(update, key)).or_else(|| text(object, key));
    Some(Profile {
        tenant: tenants::of(object),
        title: text(object, "title").map(|title| title.replace('\u{a0}', " ").trim().to_owned()),
        category: text(object, "controlCategory"),
        service: text(object, "service"),
        cost: text(object, "implementationCost").and_then(|word| level(&word)),
        impact: text(object, "userImpact").and_then(|word| level(&word)).map(Impact::from),
        max: max.filter(|max| max.0 > 0),
        state,
        assigned_to: said("assignedTo"),
        comment: said("comment"),
        deprecated: is_true(object, "deprecated"),
        without_max: object.get("maxScore").is_none_or(is_nothing),
        bare: is_bare(object),
        id: Id::new(id.trim()),
    })
}

/// Says that a word for a state is not known.
pub(super) fn unknown_state(word: &str, id: &str, source: &Source) -> Finding {
    let word: String = word.chars().take(40).collect();
    Finding::new(Code::UnknownStatus, format!("the state `{word}` of `{id}` is not known"))
        .at(source.place_of_quoted(id, 0))
        .help("its status counts as unknown; known are Default, Ignored, ThirdParty, Reviewed, AlternateMitigation")
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

/// The newest entry of the history. Where a time can not be read, or in two ways, the last entry is taken for it.
fn newest<'v>(
    updates: &[&'v Value],
    id: &str,
    source: &Source,
    problems: &mut Counted,
) -> Option<&'v Fields> {
    let entries: Vec<&Fields> = updates.iter().filter_map(|update| update.as_object()).collect();
    let time = |update: &'v Fields| update.get("updatedDateTime").filter(|time| !is_nothing(time));
    let unclear = entries.iter().find_map(|update| time(update).filter(|time| time::moment(time).is_none()));
    let Some(unclear) = unclear.filter(|_| entries.len() > 1) else {
        let moment = |update| time(update).and_then(time::moment);
        return entries
            .into_iter()
            .enumerate()
            .max_by_key(|(at, update)| (moment(update), *at))
            .map(|(_, e)| e);
    };
    problems.add("times of states", || {
        let message = format!(
            "`updatedDateTime` of `{id}` can not be read, or in two ways: the last of its states counts: {}",
            short(unclear)
        );
        Finding::new(Code::UnusedValue, message)
            .at(source.place_of_quoted(id, 0))
            .help("export the profiles again as JSON, with times as Graph writes them")
    });
    entries.last().copied()
}

/// Graph's words, which differ from those of the portal, and the portal's own.
pub(super) fn state(word: &str) -> State {
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
