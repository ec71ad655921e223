//! What `explain` tells people, line by line.

use super::explain::{ActionExplained, ControlExplained, EntitledBy, LatencyHours, Licence, WayExplained};
use super::parts::{joined, share_percent};
use crate::model::Id;
use crate::model::catalogue::{Action, Control};
use crate::state::State;
use crate::table::{Block, Field, Table, words};

#[derive(Debug, Clone, Default)]
pub(super) struct Trace(Vec<(String, String)>);

impl Trace {
    fn say(&mut self, what: &str, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.0.push((what.to_owned(), text));
        }
    }

    pub(super) fn blocks(&self, id: &Id, title: &str) -> Vec<Block> {
        let fields: Vec<Field<&(String, String)>> = vec![
            words("where").of(|(what, _)| what.into()),
            words("what").least(40).of(|(_, text)| text.into()),
        ];
        vec![Block::Lines(vec![format!("{id}: {title}")]), Block::Table(Table::of("", &self.0, fields))]
    }
}

impl ControlExplained {
    pub(super) fn traced(&self, state: &State<'_>, control: &Control) -> Trace {
        let mut trace = Trace::default();
        trace.say("scoreboard", self.scoreboard());
        if let Some(absent) = &self.not_visible_because {
            trace.say("why not", absent.join("; "));
        }
        if let Some(product) = state.catalogue.products.get(&control.product) {
            trace.say("source product", format!("{} ({})", product.name, product.id));
            trace.say("configured in", self.configured_in.clone().unwrap_or_default());
            trace.say("answers", product.question.clone());
            trace.say("data from", product.collected_by.clone());
            if self.not_visible_because.is_some() {
                trace.say("few visible", product.few_visible.clone());
            }
        }
        if let Some(LatencyHours { expected_hours, worry_after_hours }) = self.latency {
            let worry = worry_after_hours;
            trace.say("counts after", format!("about {expected_hours} h; look into it after {worry} h"));
        }
        trace.say("scoring", self.scoring.clone());
        trace.say("shows when", self.licence.visible_when.clone());
        trace.say("licence", self.licence.line(control.about.from_export));
        for way in &self.ways {
            let is_only = way.id.as_str().is_empty();
            let name = if is_only { "work".to_owned() } else { format!("way {}", way.id) };
            trace.say(&name, way.line());
        }
        if let Some(wait) = &control.wait {
            trace.say("then wait", format!("{} days: {}", wait.days, wait.why));
        }
        trace.say("unlocks", first_six(&self.unlocks));
        trace.say("impact", self.user_impact.unwrap_or_default());
        trace.say("ranking", self.why.clone());
        trace.say("figures", rests_on(control));
        trace.say("note", self.note.clone().unwrap_or_default());
        for dispute in &self.disputed {
            // Sentences of the catalogue become parts of one.
            let part = |text: &str| text.trim_end_matches('.').to_owned();
            let (what, claim) = (&dispute.what, part(&dispute.claim));
            let (we_say, why) = (part(&dispute.we_say), part(&dispute.why));
            trace.say("disputed", format!("{what}: {claim}. Here: {we_say}. Why: {why}"));
        }
        for changed in &self.changed {
            let source = changed.source.as_ref().map_or_else(String::new, |source| format!(" ({source})"));
            trace.say("changed by", format!("{}{source}: {}", changed.file, changed.keys.join(", ")));
        }
        trace
    }

    fn scoreboard(&self) -> String {
        let max = self.max.map_or_else(|| "an unknown maximum".to_owned(), |max| max.to_string());
        match self.points {
            Some(points) => {
                format!("{points} of {max} points, {}", self.status.unwrap_or("status unknown"))
            }
            None => format!("not in the score; worth {max}"),
        }
    }
}

impl ActionExplained {
    pub(super) fn traced(&self, state: &State<'_>, action: &Action) -> Trace {
        let product = state.catalogue.products.get(&action.product);
        let product = product.map_or_else(|| action.product.as_str(), |product| product.name.as_str());
        let mut trace = Trace::default();
        trace.say("kind", "shared work: earns no points itself");
        trace.say("product", product);
        trace.say("team", self.team.as_str());
        trace.say("configured in", self.configured_in.clone().unwrap_or_default());
        if let Some(done) = state.done.get(&action.id) {
            trace.say("done", format!("{} % ({})", share_percent(done.share), done.evidence.word()));
        }
        trace.say("done when", self.done_when.clone().unwrap_or_default());
        trace.say("needs", joined(&self.needs));
        trace.say("unlocks", first_six(&self.unlocks));
        if let Some(wait) = &action.wait {
            trace.say("then wait", format!("{} days: {}", wait.days, wait.why));
        }
        trace.say("ranking", self.why.clone());
        trace.say("note", self.note.clone().unwrap_or_default());
        trace
    }
}

impl Licence {
    fn line(&self, from_export: bool) -> String {
        if self.by.is_empty() {
            let text = match (self.entitled, from_export) {
                ("no", _) => "not licensed, as the portal says",
                ("unknown", _) => "unknown: only the export knows this control, and it does not say",
                (_, true) => "licensed, as the portal says",
                (_, false) => "none needed to earn it",
            };
            return text.to_owned();
        }
        let plan = |by: &EntitledBy| {
            let owned = match by.owned {
                Some(true) if by.skus.is_empty() => "owned".to_owned(),
                Some(true) => format!("owned with {}", joined(&by.skus)),
                Some(false) => "not owned".to_owned(),
                None => "unknown".to_owned(),
            };
            format!("{} ({}): {owned}", by.plan, by.name)
        };
        let plans: Vec<String> = self.by.iter().map(plan).collect();
        format!("entitled: {}; {}", self.entitled, plans.join("; "))
    }
}

impl WayExplained {
    fn line(&self) -> String {
        let mut text = format!("{} h for all of it", self.effort);
        if self.entitled == "no" {
            text.push_str(", not licensed");
        }
        let lists =
            [("needs", &self.needs), ("for safety after", &self.gates), ("better after", &self.after)];
        for (what, ids) in lists {
            if !ids.is_empty() {
                text.push_str(&format!("; {what} {}", joined(ids)));
            }
        }
        if let Some(holds) = &self.holds_while {
            text.push_str(&format!("; holds while {holds}"));
        }
        text
    }
}

fn rests_on(control: &Control) -> String {
    let basis: Vec<String> =
        control.about.basis.iter().map(|(figure, word)| format!("{figure} {word}")).collect();
    let mut text = basis.join(", ");
    if let Some(rating) = &control.about.rating {
        let (effort, impact) = (rating.effort.word(), rating.impact.word());
        text.push_str(&format!("; published rating: effort {effort}, impact {impact}"));
    }
    text
}

fn first_six(ids: &[Id]) -> String {
    const SHOWN: usize = 6;
    let hidden = ids.len().saturating_sub(SHOWN);
    let more = if hidden == 0 { String::new() } else { format!(" and {hidden} more") };
    format!("{}{more}", joined(&ids[..ids.len().min(SHOWN)]))
}
