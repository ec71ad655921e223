//! The trace as people read it.

use super::facts::{Facts, WayHere};
use crate::model::Id;
use crate::model::catalogue::{Action, Control};
use crate::state::State;
use crate::table::{Block, Table, words};

/// A trace in two columns.
struct Trace(Table);

impl Trace {
    fn new() -> Self {
        Self(Table::new("", vec![words("where"), words("what").least(40)]))
    }

    fn say(&mut self, what: &str, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.0.push(vec![what.to_owned(), text]);
        }
    }
}

pub(super) fn control(id: &Id, control: &Control, facts: &Facts<'_>) -> Vec<Block> {
    let mut trace = Trace::new();
    trace.say("scoreboard", scoreboard(facts));
    if let Some(absent) = &facts.absent {
        trace.say("why not", absent.join("; "));
    }
    if let Some(product) = facts.product {
        trace.say("source product", format!("{} ({})", product.name, product.id));
        trace.say("configured in", facts.configured_in.clone().unwrap_or_default());
        trace.say("answers", product.question.clone());
        trace.say("data from", product.collected_by.clone());
        if facts.absent.is_some() {
            trace.say("few visible", product.few_visible.clone());
        }
    }
    if let (Some(latency), Some(worry)) = (facts.latency, facts.worry_after_hours) {
        let expected = latency.expected_hours;
        trace.say("counts after", format!("about {expected} h; look into it after {worry} h"));
    }
    trace.say("scoring", facts.scoring.clone());
    trace.say("shows when", control.visible_when.to_string());
    trace.say("licence", licence(control, facts));
    for way in &facts.ways {
        let name = if way.id.as_str().is_empty() { "work".to_owned() } else { format!("way {}", way.id) };
        trace.say(&name, work(way));
    }
    if let Some(wait) = &control.wait {
        trace.say("then wait", format!("{} days: {}", wait.days, wait.why));
    }
    trace.say("unlocks", listed(&facts.unlocks));
    trace.say("impact", control.user_impact.map_or("", |impact| impact.word()));
    trace.say("ranking", facts.why.clone());
    trace.say("figures", figures(control));
    trace.say("note", control.about.note.clone().unwrap_or_default());
    for dispute in &control.about.disputed {
        // Sentences of the catalogue become parts of one.
        let part = |text: &str| text.trim_end_matches('.').to_owned();
        let (what, claim) = (&dispute.what, part(&dispute.claim));
        trace.say(
            "disputed",
            format!("{what}: {claim}. Here: {}. Why: {}", part(&dispute.we_say), part(&dispute.why)),
        );
    }
    for changed in &control.about.changed {
        let source = changed.source.as_ref().map_or_else(String::new, |source| format!(" ({source})"));
        trace.say("changed by", format!("{}{source}: {}", changed.file, changed.keys.join(", ")));
    }
    vec![Block::Lines(vec![format!("{id}: {}", facts.title)]), Block::Table(trace.0)]
}

fn scoreboard(facts: &Facts<'_>) -> String {
    let max = facts.max.map_or_else(|| "an unknown maximum".to_owned(), |max| max.to_string());
    match facts.row {
        Some(row) => {
            let status = row.current_status().map_or_else(|| "status unknown".to_owned(), |s| s.to_string());
            format!("{} of {max} points, {status}", row.points())
        }
        None => format!("not in the score; worth {max}"),
    }
}

fn licence(control: &Control, facts: &Facts<'_>) -> String {
    if facts.by.is_empty() {
        let text = match (facts.entitled, control.about.from_export) {
            ("no", _) => "not licensed, as the portal says",
            ("unknown", _) => "unknown: only the export knows this control, and it does not say",
            (_, true) => "licensed, as the portal says",
            (_, false) => "none needed to earn it",
        };
        return text.to_owned();
    }
    let plans: Vec<String> = facts
        .by
        .iter()
        .map(|by| {
            let owned = match by.owned {
                Some(true) if by.skus.is_empty() => "owned".to_owned(),
                Some(true) => {
                    let skus: Vec<&str> = by.skus.iter().map(Id::as_str).collect();
                    format!("owned with {}", skus.join(", "))
                }
                Some(false) => "not owned".to_owned(),
                None => "unknown".to_owned(),
            };
            format!("{} ({}): {owned}", by.plan, by.name)
        })
        .collect();
    format!("entitled: {}; {}", facts.entitled, plans.join("; "))
}

fn work(way: &WayHere) -> String {
    let mut text = format!("{} h for all of it", way.effort);
    if way.entitled == "no" {
        text.push_str(", not licensed");
    }
    let mut list = |what: &str, ids: &[Id]| {
        if !ids.is_empty() {
            let names: Vec<&str> = ids.iter().map(Id::as_str).collect();
            text.push_str(&format!("; {what} {}", names.join(", ")));
        }
    };
    list("needs", &way.needs);
    list("for safety after", &way.gates);
    list("better after", &way.after);
    if let Some(holds) = &way.holds_while {
        text.push_str(&format!("; holds while {holds}"));
    }
    text
}

/// What each figure rests on.
fn figures(control: &Control) -> String {
    let basis: Vec<String> =
        control.about.basis.iter().map(|(figure, word)| format!("{figure} {word}")).collect();
    let mut text = basis.join(", ");
    if let Some(rating) = &control.about.rating {
        let (effort, impact) = (rating.effort.word(), rating.impact.word());
        text.push_str(&format!("; published rating: effort {effort}, impact {impact}"));
    }
    text
}

fn listed(ids: &[Id]) -> String {
    const SHOWN: usize = 6;
    let shown: Vec<String> = ids.iter().take(SHOWN).map(ToString::to_string).collect();
    let hidden = ids.len().saturating_sub(SHOWN);
    let more = if hidden == 0 { String::new() } else { format!(" and {hidden} more") };
    format!("{}{more}", shown.join(", "))
}

pub(super) fn action(
    state: &State<'_>,
    action: &Action,
    enables: &[Id],
    portal: Option<&str>,
    why: &str,
) -> Vec<Block> {
    let mut trace = Trace::new();
    let product = state.catalogue.products.get(&action.product);
    trace.say("kind", "shared work: earns no points itself");
    trace.say("product", product.map_or_else(|| action.product.to_string(), |product| product.name.clone()));
    trace.say("team", action.team.to_string());
    trace.say("configured in", portal.unwrap_or_default());
    if let Some(done) = state.done.get(&action.id) {
        trace.say("done", format!("{} % ({})", super::share_percent(done.share), done.evidence.word()));
    }
    trace.say("done when", action.done_when.as_ref().map(ToString::to_string).unwrap_or_default());
    let needs: Vec<&str> = action.needs.iter().chain(&action.gates).map(Id::as_str).collect();
    trace.say("needs", needs.join(", "));
    trace.say("unlocks", listed(enables));
    if let Some(wait) = &action.wait {
        trace.say("then wait", format!("{} days: {}", wait.days, wait.why));
    }
    trace.say("ranking", why);
    trace.say("note", action.about.note.clone().unwrap_or_default());
    vec![Block::Lines(vec![format!("{}: {}", action.id, action.title)]), Block::Table(trace.0)]
}
