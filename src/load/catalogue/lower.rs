//! What catalogue entries mean: names become ids, words become conditions, shorthand becomes ways.

use std::collections::BTreeMap;

use super::format::{
    ActionEntry, ControlEntry, CreditEntry, EffortEntry, LatencyEntry, ProductEntry, Scalar, WaitEntry,
    WayEntry,
};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::expr;
use crate::load::yaml::{decimal, duration};
use crate::model::{
    Action, Control, Credit, Effort, Estimate, Expr, FactValue, Id, Latency, Minutes, NewHeads, Points,
    Product, Scoring, Share, Wait, Way,
};

/// Lowers the entries of one file; reports problems at the entry they belong to.
pub(super) struct Lowering<'a> {
    pub(super) findings: &'a mut Findings,
    pub(super) place: Place,
    /// The id of the entry, for messages.
    pub(super) entry: String,
}

impl Lowering<'_> {
    pub(super) fn report(&mut self, code: Code, message: impl std::fmt::Display, help: &str) {
        let message = format!("{message} (in `{}`)", self.entry);
        self.findings.push(Finding::new(code, message).at(self.place.clone()).help(help));
    }

    pub(super) fn missing<T: Default>(&mut self, value: Option<T>, key: &str) -> T {
        value.unwrap_or_else(|| {
            self.report(Code::MissingKey, format!("the key `{key}` is missing"), "add it");
            T::default()
        })
    }

    fn condition(&mut self, text: Option<&str>, default: Expr, present: &Expr) -> Expr {
        let Some(text) = text else { return default };
        expr::condition(text, present).unwrap_or_else(|why| {
            let message = format!("the condition `{text}` can not be read: {why}");
            self.report(Code::BadExpression, message, "write plans as `plan:NAME`, facts in lower case");
            default
        })
    }

    fn duration(&mut self, text: &str) -> Minutes {
        duration(text).unwrap_or_else(|| {
            self.report(Code::WrongValue, format!("`{text}` is no duration"), "write 30m, 36h or 5d");
            Minutes::ZERO
        })
    }

    fn share(&mut self, text: Option<&str>) -> Share {
        let Some(text) = text else { return Share::ALL };
        let hundredths = text.strip_suffix('%').and_then(decimal).filter(|n| (0..=10_000).contains(n));
        match hundredths {
            Some(hundredths) => Share::new(hundredths, 10_000),
            None => {
                self.report(Code::WrongValue, format!("`{text}` is no percentage"), "write 95%");
                Share::ALL
            }
        }
    }

    pub(super) fn date(&mut self, text: Option<&str>) -> Option<jiff::civil::Date> {
        let text = text?;
        let date = text.parse().ok();
        if date.is_none() {
            self.report(Code::BadDate, format!("`{text}` is no date"), "write 2027-01-31");
        }
        date
    }

    fn estimate(&mut self, words: &[String]) -> Estimate {
        let [low, likely, high] = words else {
            if !words.is_empty() {
                let message = format!("an effort has three numbers, these are {}", words.len());
                self.report(Code::BadEstimate, message, "write [low, likely, high]");
            }
            return Estimate::default();
        };
        let estimate =
            Estimate { low: self.duration(low), likely: self.duration(likely), high: self.duration(high) };
        if estimate.low > estimate.likely || estimate.likely > estimate.high {
            let message = format!("the effort [{low}, {likely}, {high}] does not grow");
            self.report(Code::BadEstimate, message, "write [low, likely, high]");
        }
        estimate
    }

    fn effort(&mut self, entry: Option<&EffortEntry>) -> Effort {
        let Some(entry) = entry else {
            self.report(Code::MissingKey, "the key `effort` is missing".to_owned(), "add it");
            return Effort::default();
        };
        Effort {
            fixed: self.estimate(&entry.fixed),
            per_100: self.estimate(&entry.per_100),
            population: entry.population.as_deref().map(Id::new),
        }
    }

    fn wait(&mut self, entry: &WaitEntry) -> Wait {
        let minutes = self.duration(&entry.duration).0;
        if minutes % (24 * 60) != 0 {
            self.report(Code::WrongValue, format!("`{}` is no whole day", entry.duration), "write 14d");
        }
        Wait { days: minutes / (24 * 60), why: entry.why.clone() }
    }

    fn latency(&mut self, entry: &LatencyEntry) -> Latency {
        Latency {
            expected_hours: self.duration(&entry.expected).0 / 60,
            slowest_hours: self.duration(&entry.slowest).0 / 60,
        }
    }

    fn credit(&mut self, entry: &CreditEntry, present: &Expr) -> Credit {
        Credit {
            when: self.condition(Some(&entry.when), Expr::Never, present),
            coverage: self.share(entry.coverage.as_deref()),
        }
    }

    pub(super) fn product(&mut self, entry: &ProductEntry) -> Product {
        let latency = entry.latency.as_ref().map(|latency| self.latency(latency));
        Product {
            id: Id::new(&entry.id),
            name: self.missing(entry.name.clone(), "name"),
            services: entry.services.clone().unwrap_or_default(),
            team: Id::new(&self.missing(entry.team.clone(), "team")),
            present_when: self.condition(entry.present_when.as_deref(), Expr::Always, &Expr::Always),
            latency: latency.unwrap_or_else(|| {
                self.report(Code::MissingKey, "the key `latency` is missing".to_owned(), "add it");
                Latency { expected_hours: 48, slowest_hours: 72 }
            }),
            portal: entry.portal.clone().unwrap_or_default(),
            question: entry.question.clone().unwrap_or_default(),
            collected_by: entry.collected_by.clone().unwrap_or_default(),
            few_visible: entry.few_visible.clone().unwrap_or_default(),
            note: entry.note.clone().unwrap_or_default(),
            disputed: self.disputes(entry.disputed.as_ref()),
        }
    }

    pub(super) fn action(&mut self, entry: &ActionEntry, product: &Product) -> Action {
        let present = &product.present_when;
        let done_when = entry.done_when.as_deref().and_then(|text| {
            expr::done_when(text, present)
                .map_err(|why| {
                    let message = format!("`done-when: {text}` can not be read: {why}");
                    self.report(
                        Code::BadExpression,
                        message,
                        "write a condition, share(ID) or FACT / POPULATION",
                    );
                })
                .ok()
        });
        Action {
            id: Id::new(&entry.id),
            title: self.missing(entry.title.clone(), "title"),
            product: product.id.clone(),
            team: entry.team.as_deref().map_or_else(|| product.team.clone(), Id::new),
            applies_when: self.condition(entry.applies_when.as_deref(), Expr::Always, present),
            entitled_when: self.condition(entry.entitled_when.as_deref(), Expr::Always, present),
            needs: ids(entry.needs.as_ref()),
            gates: ids(entry.gates.as_ref()),
            after: ids(entry.after.as_ref()),
            conflicts: ids(entry.conflicts.as_ref()),
            effort: self.effort(entry.effort.as_ref()),
            wait: entry.wait.as_ref().map(|wait| self.wait(wait)),
            done_when,
            sets: sets(entry.sets.as_ref()),
            about: self.about_action(entry),
        }
    }

    fn way(&mut self, entry: &WayEntry, control: &ControlEntry, present: &Expr) -> Way {
        Way {
            id: Id::new(&entry.id),
            entitled_when: self.condition(entry.entitled_when.as_deref(), Expr::Always, present),
            needs: ids(entry.needs.as_ref()),
            gates: ids(entry.gates.as_ref()),
            after: ids(entry.after.as_ref()),
            coverage: self.share(entry.coverage.as_deref()),
            effort: self.effort(entry.effort.as_ref().or(control.effort.as_ref())),
            holds_while: entry
                .holds_while
                .as_deref()
                .map(|text| self.condition(Some(text), Expr::Always, present)),
        }
    }

    fn ways(&mut self, entry: &ControlEntry, present: &Expr) -> Vec<Way> {
        let single = WayEntry {
            id: String::new(),
            entitled_when: entry.entitled_when.clone(),
            needs: entry.needs.clone(),
            gates: entry.gates.clone(),
            after: entry.after.clone(),
            coverage: entry.coverage.clone(),
            effort: entry.effort.clone(),
            holds_while: None,
        };
        match &entry.ways {
            Some(ways) if !ways.is_empty() => {
                if entry.entitled_when.is_some() || entry.needs.is_some() || entry.gates.is_some() {
                    let message = "a control with `ways` states licence and needs in each way".to_owned();
                    self.report(
                        Code::WrongValue,
                        message,
                        "move `entitled-when`, `needs`, `gates` into the ways",
                    );
                }
                ways.iter().map(|way| self.way(way, entry, present)).collect()
            }
            _ => vec![self.way(&single, entry, present)],
        }
    }

    fn scoring(&mut self, entry: &ControlEntry) -> Scoring {
        match (entry.scoring.as_deref(), &entry.population) {
            (Some("binary"), None) => Scoring::Binary,
            (Some("threshold"), None) => Scoring::Threshold,
            (Some("proportional"), Some(population)) => Scoring::Proportional(Id::new(population)),
            (scoring, _) => {
                let message = format!("`scoring: {}` does not fit `population`", scoring.unwrap_or("~"));
                self.report(
                    Code::WrongValue,
                    message,
                    "write binary, threshold, or proportional with its population",
                );
                Scoring::Binary
            }
        }
    }

    fn new_heads(&mut self, entry: &ControlEntry) -> NewHeads {
        let Some(word) = entry.new_heads.as_deref() else { return NewHeads::default() };
        let known = NewHeads::WORDS.iter().find(|(known, _)| *known == word);
        if entry.population.is_none() || known.is_none() {
            let message = format!("`new-heads: {word}` does not fit");
            let help = "write inherits, starts-at-zero or keeps-rate, and only with `population`";
            self.report(Code::WrongValue, message, help);
        }
        known.map_or_else(NewHeads::default, |(_, rule)| *rule)
    }

    pub(super) fn control(&mut self, entry: &ControlEntry, product: &Product) -> Control {
        let present = &product.present_when;
        let user_impact = entry.user_impact.as_deref().and_then(|word| self.impact(word));
        Control {
            id: Id::new(&entry.id),
            title: self.missing(entry.title.clone(), "title"),
            product: product.id.clone(),
            category: self.missing(entry.category.clone(), "category"),
            max: entry.max.map(Points::whole),
            max_overlaid: entry.max_overlaid,
            scoring: self.scoring(entry),
            new_heads: self.new_heads(entry),
            visible_when: self.condition(entry.visible_when.as_deref(), present.clone(), present),
            ways: self.ways(entry, present),
            default_credit: entry.default_credit.as_ref().map(|credit| self.credit(credit, present)),
            ceiling: self.share(entry.ceiling.as_deref()),
            wait: entry.wait.as_ref().map(|wait| self.wait(wait)),
            user_impact,
            latency: entry.latency.as_ref().map(|latency| self.latency(latency)),
            retired: self.date(entry.retired.as_deref()),
            seen_as: self.seen_as(entry),
            replaced_by: entry.replaced_by.as_deref().map(Id::new),
            tags: entry.tags.clone().unwrap_or_default(),
            about: self.about_control(entry),
        }
    }

    /// Only a numeric instance stands before the control's own id; by another name nothing would find it.
    fn seen_as(&mut self, entry: &ControlEntry) -> Vec<Id> {
        let seen = ids(entry.seen_as.as_ref());
        for id in seen.iter().filter(|id| id.without_instance() != entry.id || id.as_str() == entry.id) {
            let message = format!("`{id}` is no instance of `{}`", entry.id);
            self.report(Code::WrongValue, message, "write a number, a dot and the id, or give it an entry");
        }
        seen
    }
}

pub(super) fn ids(words: Option<&Vec<String>>) -> Vec<Id> {
    words.into_iter().flatten().map(|word| Id::new(word)).collect()
}

fn sets(entries: Option<&BTreeMap<String, Scalar>>) -> BTreeMap<Id, FactValue> {
    let value = |text: &str| match text {
        "true" => FactValue::Number(1),
        "false" => FactValue::Number(0),
        _ => text.parse().map_or_else(|_| FactValue::Population(Id::new(text)), FactValue::Number),
    };
    entries.into_iter().flatten().map(|(fact, scalar)| (Id::new(fact), value(&scalar.0))).collect()
}
