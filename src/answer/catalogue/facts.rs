//! What people read about a control, an action or a product: one fact a row, with what it rests on.

use crate::answer::about::{Dependents, latency, scoring};
use crate::answer::parts::{joined, share_percent};
use crate::model::{
    About, Action, Catalogue, Control, Dispute, Estimate, FactValue, Product, Share, Unscored, Way, reference,
};
use crate::table::{Table, words};

#[derive(Debug, Default)]
pub(super) struct Facts(Vec<(String, String, String)>);

impl Facts {
    /// Adds a fact; nothing is said of what is empty.
    pub(super) fn add(&mut self, what: impl Into<String>, is: impl Into<String>) {
        self.based(what, is, None);
    }

    pub(super) fn based(&mut self, what: impl Into<String>, is: impl Into<String>, basis: Option<&String>) {
        let is = is.into();
        if !is.is_empty() {
            self.0.push((what.into(), is, basis.cloned().unwrap_or_default()));
        }
    }

    pub(super) fn table(self, title: String) -> Table {
        let with_basis = self.0.iter().any(|(_, _, basis)| !basis.is_empty());
        let mut columns = vec![words("what"), words("is").least(30)];
        if with_basis {
            columns.push(words("basis").least(10));
        }
        let mut table = Table::new(title, columns);
        for (what, is, basis) in self.0 {
            table.push([what, is].into_iter().chain(with_basis.then_some(basis)));
        }
        table
    }
}

/// Three numbers as people write them: `1.00, 2.00 or 4.00 hours`.
fn three(effort: Option<Estimate>) -> String {
    effort.map_or_else(
        || "unknown: its population has no size at the reference tenant".to_owned(),
        |effort| format!("{}, {} or {} hours", effort.low, effort.likely, effort.high),
    )
}

fn percent(share: Share) -> String {
    format!("{} %", share_percent(share))
}

pub(super) fn control(catalogue: &Catalogue, of: &Control, dependents: &Dependents<'_>) -> Facts {
    let basis = |figure: &str| of.about.basis.get(figure);
    let mut facts = Facts::default();
    if let Some(title_basis) = basis("title") {
        facts.based("title", &of.title, Some(title_basis));
    }
    facts.add("product", of.product.as_str());
    facts.add("category", &of.category);
    let max = of.max.map_or_else(|| "not published".to_owned(), |max| max.to_string());
    facts.based("maximum", max, basis("max"));
    facts.based("scoring", scoring(&of.scoring), basis("scoring"));
    if of.scoring.population().is_some() {
        facts.based("a new head", of.new_heads.word(), basis("new-heads"));
    }
    facts.based("visible when", of.visible_when.to_string(), basis("visibility"));
    facts.based("entitled when", of.entitled_when().to_string(), basis("licence"));
    for one in &of.ways {
        way(&mut facts, of, one);
    }
    if !of.ceiling.is_all() {
        facts.add("reachable in practice", percent(of.ceiling));
    }
    if let Some(credit) = &of.default_credit {
        facts.add("without work", format!("{} when {}", percent(credit.coverage), credit.when));
    }
    if let Some(wait) = &of.wait {
        facts.add("wait", format!("{} days: {}", wait.days, wait.why));
    }
    facts.based("user impact", of.user_impact.map_or("unknown", |impact| impact.word()), basis("impact"));
    if let Some(latency) = latency(catalogue, of) {
        let whose = if of.latency.is_some() { "" } else { ", as its product" };
        let text =
            format!("{} hours, at the slowest {}{whose}", latency.expected_hours, latency.slowest_hours);
        facts.add("points show after", text);
    }
    facts.add("enables", joined(dependents.get(&of.id).into_iter().flatten().copied()));
    facts.add("tags", of.tags.join(", "));
    facts.add("seen as", joined(&of.seen_as));
    if let Some(retired) = of.retired {
        let after = of.replaced_by.as_ref().map(|id| format!(", replaced by {id}")).unwrap_or_default();
        facts.add("retired", format!("{retired}{after}"));
    }
    if of.about.portal.is_none() {
        facts.add("portal", catalogue.products.get(&of.product).map_or("", |product| &product.portal));
    }
    about(&mut facts, &of.about);
    facts
}

fn way(facts: &mut Facts, of: &Control, way: &Way) {
    let mut row = |what: &str, is: String, basis: Option<&String>| {
        // The only way has no name of its own.
        let what = if way.id.as_str().is_empty() { what.to_owned() } else { format!("{}: {what}", way.id) };
        facts.based(what, is, basis);
    };
    if of.ways.len() > 1 {
        row("entitled when", way.entitled_when.to_string(), None);
    }
    row("needs", joined(&way.needs), None);
    row("gates", joined(&way.gates), None);
    row("after", joined(&way.after), None);
    let effort = reference::effort(&way.effort, of.scoring.population());
    row("effort", three(effort), of.about.basis.get("effort"));
    if way.coverage != Share::ALL {
        row("reaches", percent(way.coverage), None);
    }
    if let Some(condition) = &way.holds_while {
        row("points last while", condition.to_string(), None);
    }
}

pub(super) fn action(of: &Action, dependents: &Dependents<'_>) -> Facts {
    let mut facts = Facts::default();
    facts.add("product", of.product.as_str());
    facts.add("team", of.team.as_str());
    facts.add("makes sense when", of.applies_when.to_string());
    facts.add("entitled when", of.entitled_when.to_string());
    facts.add("needs", joined(&of.needs));
    facts.add("gates", joined(&of.gates));
    facts.add("after", joined(&of.after));
    facts.add("conflicts with", joined(&of.conflicts));
    facts.based("effort", three(reference::effort(&of.effort, None)), of.about.basis.get("effort"));
    if let Some(wait) = &of.wait {
        facts.add("wait", format!("{} days: {}", wait.days, wait.why));
    }
    facts.add("done when", of.done_when.as_ref().map_or("somebody says so".to_owned(), ToString::to_string));
    for (fact, value) in &of.sets {
        let value = match value {
            FactValue::Number(number) => number.to_string(),
            FactValue::Population(name) => format!("the size of {name}"),
        };
        facts.add(format!("sets {fact}"), value);
    }
    facts.add("enables", joined(dependents.get(&of.id).into_iter().flatten().copied()));
    about(&mut facts, &of.about);
    facts
}

pub(super) fn product(catalogue: &Catalogue, of: &Product) -> Facts {
    let (controls, points) = catalogue.current_of(&of.id);
    let mut facts = Facts::default();
    facts.add("also called", of.also_called.join(", "));
    facts.add("current controls", format!("{controls}, {points} points"));
    facts.add("services in Graph", of.services.join(", "));
    facts.add("team", of.team.as_str());
    facts.add("present when", of.present_when.to_string());
    let latency = of.latency;
    let text = format!("{} hours, at the slowest {}", latency.expected_hours, latency.slowest_hours);
    facts.add("points show after", text);
    facts.add("question", &of.question);
    facts.add("data collected by", &of.collected_by);
    facts.add("few controls visible", &of.few_visible);
    facts.add("portal", &of.portal);
    facts.add("note", &of.note);
    disputes(&mut facts, &of.disputed);
    facts
}

pub(super) fn unscored(of: &Unscored) -> Facts {
    let mut facts = Facts::default();
    facts.add("kind", of.kind.word());
    facts.add("product", of.product.as_str());
    facts.add("why it is not scored", &of.why);
    facts.add("look at instead", joined(&of.instead));
    facts.add("needs", joined(&of.needs));
    facts
}

fn about(facts: &mut Facts, of: &About) {
    facts.add("portal", of.portal.clone().unwrap_or_default());
    if let Some(rating) = &of.rating {
        let why = rating.why.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
        let text = format!("effort {}, impact {}{why}", rating.effort.word(), rating.impact.word());
        facts.add("published rating", text);
    }
    facts.add("note", of.note.clone().unwrap_or_default());
    disputes(facts, &of.disputed);
    for change in &of.changed {
        let source = change.source.as_ref().map(|source| format!(" ({source})")).unwrap_or_default();
        facts.add("changed by", format!("{}{source}: {}", change.file, change.keys.join(", ")));
    }
}

fn disputes(facts: &mut Facts, disputes: &[Dispute]) {
    for dispute in disputes {
        let text = format!("{}; we say: {}, because {}", dispute.claim, dispute.we_say, dispute.why);
        facts.add(format!("disputed {}", dispute.what), text);
    }
}
