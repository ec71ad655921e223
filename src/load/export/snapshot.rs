//! Graph's `secureScore`: the scores of one tenant on one day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::counted::Counted;
use super::profile::{self, State};
use super::scalar::{
    self, count, is_nothing, percent, percentage, points, short, text, truncated, truncated_text,
};
use super::tenants;
use super::time::{self, Day, is_impossible, is_plausible};
use super::tree::{Fields, Value};
use crate::diag::{Code, Finding, Place};
use crate::load::source::Source;
use crate::model::{BasisPoints, Benchmark, CategoryAverage, Id, Points};

/// One `controlScore`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Score {
    pub(super) id: Id,
    pub(super) category: Option<String>,
    pub(super) score: Points,
    /// The row says a share of its maximum only: the score is 0 until the maximum is known.
    pub(super) is_share: bool,
    pub(super) percentage: Option<f64>,
    pub(super) max: Option<Points>,
    pub(super) count: Option<i64>,
    pub(super) total: Option<i64>,
    pub(super) last_synced: Option<Date>,
    /// What people or the system said of it, where the row says so.
    pub(super) state: Option<State>,
}

impl Score {
    /// Whether another row of one control says nothing else, as far as both say something.
    fn agrees(&self, other: &Self) -> bool {
        fn same<T: PartialEq>(one: &Option<T>, other: &Option<T>) -> bool {
            one.is_none() || other.is_none() || one == other
        }
        self.score == other.score
            && self.is_share == other.is_share
            && same(&self.percentage, &other.percentage)
            && same(&self.max, &other.max)
            && same(&self.count, &other.count)
            && same(&self.total, &other.total)
            && same(&self.state, &other.state)
    }

    /// Takes over what only another row of the same control says.
    fn complete(&mut self, other: Self) {
        self.category = self.category.take().or(other.category);
        self.percentage = self.percentage.or(other.percentage);
        self.max = self.max.or(other.max);
        self.count = self.count.or(other.count);
        self.total = self.total.or(other.total);
        self.last_synced = self.last_synced.or(other.last_synced);
        self.state = self.state.or(other.state);
    }
}

/// One `secureScore`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Snapshot {
    pub(super) tenant: Option<String>,
    pub(super) date: Date,
    pub(super) headline: Option<(Points, Points)>,
    pub(super) scores: Vec<Score>,
    pub(super) benchmarks: Vec<Benchmark>,
    /// The tokens of products that Microsoft found.
    pub(super) enabled_services: BTreeSet<String>,
}

/// A snapshot with the file that it stands in.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) snapshot: Snapshot,
    pub(super) file: String,
    /// Why it has no day, where it has none: its own is then no day at all.
    pub(super) undated: Option<Box<Finding>>,
    /// What of a table it was made.
    pub(super) table: Option<OfTable>,
}

/// A table of control scores: it may name controls by their titles, and has the day of its file where it has none.
#[derive(Debug, Clone, Copy)]
pub(super) struct OfTable {
    pub(super) modified: Option<Date>,
}

/// Reads a snapshot; `None` when its scores were cut off or are none.
pub(super) fn read(object: &Fields, source: &Source, problems: &mut Counted) -> Option<Found> {
    let given = object.get("controlScores")?;
    if let Some(text) = truncated_text(given) {
        problems.add("cut off", || truncated(source, text));
        return None;
    }
    let items: Vec<(Option<&str>, &Value)> = match given {
        Value::List(items) => items.iter().map(|item| (None, item)).collect(),
        // PowerShell unrolls a list of one; some tools give each score under the name of its control.
        Value::Object(one) if one.contains_key("controlName") => vec![(None, given)],
        Value::Object(named) if named.iter().all(|(_, score)| score.as_object().is_some()) => {
            named.iter().map(|(name, score)| (Some(name), score)).collect()
        }
        nothing if is_nothing(nothing) => Vec::new(),
        _ => {
            problems.add("no list", || {
                Finding::new(Code::BadValue, "`controlScores` is no list")
                    .at(source.place_of_quoted("controlScores", 0))
                    .help("export the secure score again as JSON")
            });
            return None;
        }
    };
    let mut rows = Vec::with_capacity(items.len());
    for (name, item) in items {
        match item.as_object() {
            Some(row) => rows.push((name, row)),
            None => problems.add("no score", || {
                let message = format!("an entry of `controlScores` is no score: {}", short(item));
                Finding::new(Code::BadValue, message)
                    .at(source.place_of_quoted("controlScores", 0))
                    .help("export the secure score again as JSON")
            }),
        }
    }
    let (tenant_of_id, from_id) = of_id(object);
    let scores = scores(rows, source, problems)?;
    let dated = day(object.get("createdDateTime"), from_id, source, problems);
    for key in ["currentScore", "maxScore"] {
        if points(object, key).is_err() {
            problems.add(key, || unused(object, key, "the snapshot", source));
        }
    }
    let headline = match (points(object, "currentScore"), points(object, "maxScore")) {
        (Ok(Some(points)), Ok(Some(max))) => Some((points, max)),
        _ => None,
    };
    let benchmarks = match object.get("averageComparativeScores") {
        Some(Value::List(items)) => items.iter().filter_map(benchmark).collect(),
        _ => Vec::new(),
    };
    let tenant = tenants::of(object).or(tenant_of_id);
    let date = dated.as_ref().copied().unwrap_or_default();
    let enabled_services = enabled_services(object);
    let snapshot = Snapshot { tenant, date, headline, scores, benchmarks, enabled_services };
    Some(Found { snapshot, file: source.name.clone(), undated: dated.err(), table: None })
}

/// What an id says, which is `{tenant}_{yyyy-MM-dd}`.
pub(super) fn of_id(object: &Fields) -> (Option<String>, Option<Date>) {
    let Some(id) = text(object, "id") else { return (None, None) };
    let Some((tenant, day)) = id.rsplit_once('_') else { return (None, None) };
    (Some(tenants::folded(tenant)).filter(|tenant| !tenant.is_empty()), day.parse().ok())
}

/// The tokens of a list, or of one text that holds them all.
fn enabled_services(object: &Fields) -> BTreeSet<String> {
    let said = match object.get("enabledServices") {
        Some(Value::List(items)) => items.iter().filter_map(Value::as_str).collect(),
        Some(Value::Text(text)) => vec![&**text],
        _ => Vec::new(),
    };
    let parts = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '[' | ']' | '"' | '\'');
    let tokens = said.into_iter().filter(|text| !scalar::says_nothing(text) && !text.starts_with("System."));
    tokens.flat_map(|text| text.split(parts)).filter(|token| !token.is_empty()).map(str::to_owned).collect()
}

/// The day that a time or an id says; else why there is none.
pub(super) fn day(
    created: Option<&Value>,
    from_id: Option<Date>,
    source: &Source,
    problems: &mut Counted,
) -> Result<Date, Box<Finding>> {
    let read = created.map_or(Day::No, time::read);
    let from_time = match read {
        // The id knows which of the two it is.
        Day::American(_, other) if from_id == Some(other) => from_id,
        Day::Is(day) | Day::American(day, _) => Some(day),
        Day::Either(..) | Day::No => None,
    };
    let from_time = from_time.filter(is_plausible);
    if let Some(value) = created.filter(|value| is_impossible(value)) {
        problems.add("created", || {
            let message =
                format!("`createdDateTime` of the snapshot is no time that can be: {}", short(value));
            let help = "its day counts where that can be, else the day at the end of `id`: export it again";
            let place = source.place_of_quoted("createdDateTime", 0);
            Finding::new(Code::UnusedValue, message).at(place).help(help)
        });
    }
    from_time.or(from_id.filter(is_plausible)).ok_or_else(|| {
        let message = match (read, created) {
            (Day::Either(one, other), Some(value)) => {
                format!("`createdDateTime` of the snapshot can be {one} or {other}: {}", short(value))
            }
            (_, Some(value)) if !is_nothing(value) => format!(
                "the snapshot has no `createdDateTime` that is a date from 2016 to 2100: {}",
                short(value)
            ),
            _ => "the snapshot carries no day: neither `createdDateTime` nor `id` holds one".to_owned(),
        };
        let help = "give its day: `scoreplan import FILE --as-of 2026-05-22 -o tenant.yaml`, or export it again as JSON";
        Box::new(
            Finding::new(Code::BadDate, message)
                .at(source.place_of_quoted("createdDateTime", 0))
                .help(help),
        )
    })
}

/// The rows of a snapshot, sorted; `None` when they were cut off. Rows without a measured score are left out, and two of
/// one control that agree are one.
pub(super) fn scores(
    rows: Vec<(Option<&str>, &Fields)>,
    source: &Source,
    problems: &mut Counted,
) -> Option<Vec<Score>> {
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    for (name, object) in rows {
        if let Some(text) = object.get("additionalProperties").and_then(truncated_text) {
            problems.add("cut off", || truncated(source, text));
            return None;
        }
        let Some(score) = control_score(name, object, source, problems) else { continue };
        if let Some(value) = object.get("lastSynced").filter(|value| is_impossible(value)) {
            problems.add("lastSynced", || {
                let message =
                    format!("`lastSynced` of `{}` is no time that can be: {}", score.id, short(value));
                let help = "its day counts where that can be: export the score again";
                let place = source.place_of_quoted("lastSynced", 0);
                Finding::new(Code::UnusedValue, message).at(place).help(help)
            });
        }
        let folded = score.id.as_str().to_lowercase();
        match scores.get_mut(&folded) {
            None => drop(scores.insert(folded, score)),
            Some(earlier) if earlier.agrees(&score) => {
                problems.add("the same score", || {
                    let message = format!("the snapshot scores `{}` twice alike; it counts once", score.id);
                    Finding::new(Code::CountedOnce, message).at(source.place_of_quoted(score.id.as_str(), 1))
                });
                earlier.complete(score);
            }
            Some(earlier) => problems.add("another score", || {
                let message = format!("the snapshot scores `{}` twice, with other figures", earlier.id);
                let nth = usize::from(earlier.id == score.id);
                Finding::new(Code::DuplicateInPage, message)
                    .at(source.place_of_quoted(score.id.as_str(), nth))
                    .help("export it again; nobody can tell which of the two is meant")
            }),
        }
    }
    let mut scores: Vec<Score> = scores.into_values().collect();
    scores.sort_by(|a, b| a.id.cmp(&b.id));
    Some(scores)
}

fn control_score(
    named: Option<&str>,
    object: &Fields,
    source: &Source,
    problems: &mut Counted,
) -> Option<Score> {
    let name = ["controlName", "controlId"].iter().find_map(|key| text(object, key));
    let Some(name) = name.or_else(|| named.map(str::to_owned)) else {
        problems.add("no name", || {
            Finding::new(Code::BadValue, "a control score has no `controlName`")
                .at(Place::file(&source.name))
                .help("export the score again")
        });
        return None;
    };
    let bad = |key: &str| {
        let value = object.get(key).map(short).unwrap_or_default();
        Finding::new(Code::BadValue, format!("`{key}` of `{name}` is no number of points: {value}"))
            .at(source.place_of_quoted(&name, 0))
            .help("export the score again; points are numbers from 0")
    };
    let says = |key: &str| object.get(key).is_some_and(|value| !is_nothing(value));
    let key = if says("score") || !says("currentScore") { "score" } else { "currentScore" };
    let percentage = object.get("scoreInPercentage").and_then(percentage);
    let max = points(object, "maxScore").unwrap_or_else(|()| {
        problems.add("maximum", || bad("maxScore"));
        None
    });
    let max = max.filter(|max| max.0 > 0);
    let mut is_share = false;
    let score = match points(object, key) {
        Ok(Some(score)) => score,
        // A row that has a field for its points and none in it is not measured.
        Ok(None) if percentage.is_some() && !object.contains_key("score") => {
            is_share = true;
            Points(0)
        }
        Ok(None) => {
            problems.add("not measured", || {
                let message = format!("`{name}` has no score: it is not measured and left out");
                Finding::new(Code::NotMeasured, message)
                    .at(source.place_of_quoted(&name, 0))
                    .help("export it again if it should have one: no score is not zero")
            });
            return None;
        }
        Err(()) => {
            problems.add("score", || bad(key));
            return None;
        }
    };
    for key in ["count", "total", "scoreInPercentage"] {
        let known = object.get(key).filter(|value| !is_nothing(value));
        let read = match key {
            "scoreInPercentage" => percentage.is_some(),
            _ => count(object, key).is_some(),
        };
        if known.is_some() && !read {
            problems.add(key, || unused(object, key, &name, source));
        }
    }
    let word = text(object, "state").filter(|word| !scalar::says_nothing(word));
    let state = word.as_deref().map(profile::state);
    if state == Some(State::Unknown) {
        problems.add("state", || profile::unknown_state(&word.unwrap_or_default(), &name, source));
    }
    Some(Score {
        id: Id::new(name.trim()),
        category: text(object, "controlCategory"),
        score,
        is_share,
        percentage,
        max,
        count: count(object, "count"),
        total: count(object, "total"),
        last_synced: object.get("lastSynced").and_then(time::day).filter(is_plausible),
        state,
    })
}

fn unused(object: &Fields, key: &str, of: &str, source: &Source) -> Finding {
    let value = object.get(key).map(short).unwrap_or_default();
    Finding::new(Code::UnusedValue, format!("`{key}` of {of} is no number and is not used: {value}"))
        .at(Place::file(&source.name))
        .help("numbers have a decimal point, or are written as such a number in quotes")
}

/// A benchmark is a percentage; -1 or empty means that Microsoft has none.
fn benchmark(value: &Value) -> Option<Benchmark> {
    let object = value.as_object()?;
    let percent = BasisPoints(percent(object, "averageScore")?.0);
    let seats = count(object, "seatSizeRangeLowerValue").zip(count(object, "seatSizeRangeUpperValue"));
    (percent <= BasisPoints::ALL).then(|| Benchmark {
        basis: text(object, "basis").unwrap_or_default(),
        percent,
        seats,
        categories: CATEGORY_KEYS.iter().filter_map(|keys| category_average(object, keys)).collect(),
    })
}

/// A category with the keys of its average points and of their maximum.
pub(super) const CATEGORY_KEYS: [(&str, &str, &str); 5] = [
    ("Apps", "appsScore", "appsScoreMax"),
    ("Data", "dataScore", "dataScoreMax"),
    ("Device", "deviceScore", "deviceScoreMax"),
    ("Identity", "identityScore", "identityScoreMax"),
    ("Infrastructure", "infrastructureScore", "infrastructureScoreMax"),
];

/// The average of a category; one without a maximum has no percentage and says nothing.
pub(super) fn category_average(
    object: &Fields,
    (category, points_key, max_key): &(&str, &str, &str),
) -> Option<CategoryAverage> {
    let average = |key: &str| points(object, key).ok().flatten();
    let max = average(max_key).filter(|max| max.0 > 0)?;
    Some(CategoryAverage { category: (*category).to_owned(), points: average(points_key)?, max })
}
