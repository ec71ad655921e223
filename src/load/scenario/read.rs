//! Reads one scenario key by key, be it one file or what the files of a chain say together.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;

use super::check::{Mention, Mentioned};
use super::{TenantRef, within_folder};
use crate::diag::{Code, Place};
use crate::load::assumptions::{did_you_mean, form};
use crate::load::expr::is_fact;
use crate::load::samples::SAMPLES;
use crate::load::yaml::{Fields, Node, Reader, Value};
use crate::model::{
    Aim, Assumption, Goal, Id, LONGEST_HORIZON, Remediation, Remedy, Scenario, Setting, Share, Status,
    StatusChange, Term, Values,
};

/// How long a scenario is projected when it does not say.
const DEFAULT_HORIZON_DAYS: i64 = 365;

/// A scenario, and what is not of the scenario itself.
pub(super) struct Read {
    pub(super) scenario: Scenario,
    pub(super) has_name: bool,
    pub(super) extends: Option<(String, Place)>,
    pub(super) tenant: Option<TenantRef>,
    pub(super) mentions: Vec<Mention>,
}

/// Reads one item of a list.
type Item<'s, T> = fn(&mut Reader<'s>, &Node, &mut Vec<Mention>) -> Option<T>;

impl<'s> Reader<'s> {
    pub(super) fn scenario(&mut self, root: &Node) -> Option<Read> {
        let mut fields = self.fields(root, "a scenario")?;
        let f = &mut fields;
        let mut mentions = Vec::new();
        let m = &mut mentions;
        let name = self.optional(f, "scenario").and_then(|node| self.text(node, "scenario"));
        let extends = self
            .optional(f, "extends")
            .and_then(|node| Some((self.text(node, "extends")?, self.place(node))));
        let tenant = self.optional(f, "tenant").and_then(|node| self.tenant_ref(node));
        let horizon_days = self.optional(f, "horizon").and_then(|node| self.horizon(node));
        let mut licences = self.each(f, "licences", m, Self::licence_change);
        let term = self.optional(f, "term").and_then(|node| self.word(node, "term", &Term::WORDS));
        let renewal = self.optional(f, "renewal").and_then(|node| self.date(node, "renewal"));
        let labour_rate = self.optional(f, "labour-rate").and_then(|node| self.amount(node, "labour-rate"));
        let mut facts = self.each(f, "facts", m, Self::fact_change);
        let remediation = self.optional(f, "remediate").map(|node| self.remediation(node, m));
        let teams = self.optional(f, "teams").map(|node| self.teams(node, m));
        let freezes = self.each(f, "freezes", m, |reader, node, _| reader.freeze(node));
        let holidays = self.optional(f, "holidays").map(|node| self.holidays(node));
        let dates = self.each(f, "dates", m, Self::window);
        let ramps = self.each(f, "ramps", m, Self::ramp);
        let statuses = self.each(f, "status", m, Self::status);
        let retire_tools = self.each(f, "retire-tool", m, Self::tool_end);
        let mut growth = self.each(f, "growth", m, Self::growth);
        let retire = self.each(f, "retire", m, Self::retirement);
        let new_controls = self.each(f, "new-controls", m, Self::new_control);
        let drift = self.optional(f, "drift").map(|node| self.drift(node, m));
        let hygiene = self.optional(f, "hygiene").map(|node| self.hygiene(node, m));
        let goal = self.optional(f, "goal").and_then(|node| self.goal(node, m));
        let assumptions = self.optional(f, "assumptions").map(|node| self.assumptions(node));
        self.finish(&fields);
        // Within a day the order of the files holds: the sorts are stable.
        licences.sort_by_key(|(day, _)| *day);
        facts.sort_by_key(|(day, _)| *day);
        growth.sort_by_key(|growth| growth.from);
        let has_name = name.is_some();
        let scenario = Scenario {
            name: name.unwrap_or_default(),
            horizon_days: horizon_days.unwrap_or(DEFAULT_HORIZON_DAYS),
            licences,
            term,
            renewal,
            labour_rate,
            facts,
            remediation: remediation.unwrap_or(Remediation::None),
            teams: teams.unwrap_or_default(),
            freezes,
            holidays: holidays.unwrap_or_default(),
            dates,
            ramps,
            statuses,
            retire_tools,
            growth,
            new_controls,
            retire,
            drift: drift.unwrap_or_default(),
            hygiene: hygiene.unwrap_or_default(),
            goal,
            assumptions: assumptions.unwrap_or_default(),
        };
        Some(Read { scenario, has_name, extends, tenant, mentions })
    }

    /// The items of a list that may be missing.
    fn each<T>(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
        mentions: &mut Vec<Mention>,
        read: Item<'s, T>,
    ) -> Vec<T> {
        let Some(node) = self.optional(fields, key) else { return Vec::new() };
        self.list(node, key).iter().filter_map(|item| read(self, item, mentions)).collect()
    }

    pub(super) fn mention(&self, mentions: &mut Vec<Mention>, node: &Node, what: Mentioned) {
        mentions.push(Mention { what, place: self.place(node) });
    }

    /// Each assumption is a word of a list, or a value with a form of its own.
    fn assumptions(&mut self, node: &Node) -> Vec<Setting> {
        let Some(fields) = self.fields(node, "assumptions") else { return Vec::new() };
        let mut settings = Vec::new();
        for (key, value) in fields.all() {
            let name = key.text().unwrap_or_default();
            let Some(row) = Assumption::named(name) else {
                let message = format!("unknown assumption `{name}`");
                self.report(key, Code::UnknownAssumption, message, did_you_mean(name));
                continue;
            };
            settings.extend(match row.values {
                _ if value.is_null() => None,
                Values::Words(words) => self.word(value, row.key, words),
                Values::Form(_, read) => {
                    let setting = value.text().and_then(read);
                    if setting.is_none() {
                        self.report(value, Code::WrongValue, form(row), "correct it");
                    }
                    setting
                }
            });
        }
        settings
    }

    fn tenant_ref(&mut self, node: &Node) -> Option<TenantRef> {
        let name = self.text(node, "tenant")?;
        if let Some((sample, _)) = SAMPLES.iter().find(|(sample, _)| *sample == name) {
            return Some(TenantRef::Sample(sample));
        }
        let place = self.place(node);
        let file = Path::new(self.file(node)).to_owned();
        within_folder(&file, &name, &place, self.findings).map(TenantRef::File)
    }

    fn horizon(&mut self, node: &Node) -> Option<i64> {
        let minutes = self.duration(node, "horizon")?.0;
        let days = minutes / (24 * 60);
        if minutes % (24 * 60) != 0 || !(1..=LONGEST_HORIZON).contains(&days) {
            self.report(
                node,
                Code::WrongValue,
                format!("a horizon is 1 to {LONGEST_HORIZON} whole days"),
                "write 365d",
            );
            return None;
        }
        Some(days)
    }

    pub(super) fn day(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
        what: &'static str,
        mentions: &mut Vec<Mention>,
    ) -> Option<Date> {
        let node = self.required(fields, key)?;
        let date = self.date(node, key)?;
        self.mention(mentions, node, Mentioned::Day(date, what));
        Some(date)
    }

    fn fact_change(&mut self, node: &Node, mentions: &mut Vec<Mention>) -> Option<(Date, BTreeMap<Id, i64>)> {
        let mut fields = self.fields(node, "a change of facts")?;
        let from = self.day(&mut fields, "from", "facts change", mentions);
        let set = self.required(&mut fields, "set").and_then(|node| {
            let fields = self.fields(node, "set")?;
            let mut facts = BTreeMap::new();
            for (key, value) in fields.all() {
                let name = key.text().unwrap_or_default();
                if !is_fact(name) {
                    let message = format!("`{name}` can not be the name of a fact");
                    self.report(key, Code::WrongValue, message, "write lower-case words, dots and dashes");
                } else if let Some(value) = self.fact(value) {
                    facts.insert(Id::new(name), value);
                }
            }
            Some(facts)
        });
        self.finish(&fields);
        Some((from?, set?))
    }

    fn remediation(&mut self, node: &Node, mentions: &mut Vec<Mention>) -> Remediation {
        if matches!(node.value, Value::List(_)) {
            let items = self.list(node, "remediate").iter();
            let mut list: Vec<Remedy> = items.filter_map(|item| self.remedy(item, mentions)).collect();
            list.sort_by(|a, b| a.done.cmp(&b.done).then_with(|| a.id.cmp(&b.id)));
            return Remediation::Listed(list);
        }
        let Some(mut fields) = self.fields(node, "remediate") else { return Remediation::None };
        let orders = [("rank", Aim::Rank), ("area", Aim::Area), ("score", Aim::Score)];
        let order = self.optional(&mut fields, "order").and_then(|node| self.word(node, "order", &orders));
        let from = self.optional(&mut fields, "from").and_then(|node| {
            let date = self.date(node, "from")?;
            self.mention(mentions, node, Mentioned::Day(date, "remediation begins"));
            Some(date)
        });
        self.finish(&fields);
        Remediation::Ranked { from, aim: order.unwrap_or_default() }
    }

    fn remedy(&mut self, node: &Node, mentions: &mut Vec<Mention>) -> Option<Remedy> {
        let mut fields = self.fields(node, "a piece of work")?;
        let f = &mut fields;
        let work = self.work_id(node, f, mentions);
        let done = self.day(f, "done", "work is done", mentions);
        let coverage = self.optional(f, "coverage").and_then(|node| self.share(node, "coverage"));
        self.finish(&fields);
        Some(Remedy { id: work?, done: done?, coverage: coverage.unwrap_or(Share::ALL) })
    }

    fn status(&mut self, node: &Node, mentions: &mut Vec<Mention>) -> Option<StatusChange> {
        let mut fields = self.fields(node, "a status")?;
        let f = &mut fields;
        let control_node = self.required(f, "control");
        let control = control_node.and_then(|node| self.id(node, "a control"));
        let set_node = self.required(f, "set");
        let set = set_node.and_then(|node| self.word(node, "status", &Status::WORDS));
        let from = self.optional(f, "from").and_then(|node| {
            let date = self.date(node, "from")?;
            self.mention(mentions, node, Mentioned::Day(date, "a status is set"));
            Some(date)
        });
        let expires = self.optional(f, "expires").and_then(|node| {
            let date = self.date(node, "expires")?;
            self.mention(mentions, node, Mentioned::Day(date, "a status expires"));
            Some(date)
        });
        let owner = self.optional(f, "owner").and_then(|node| self.text(node, "owner"));
        let reason = self.optional(f, "reason").and_then(|node| self.text(node, "reason"));
        let tool = self.optional(f, "tool").and_then(|node| self.text(node, "tool"));
        self.finish(&fields);
        if let (Some(node), Some(control)) = (control_node, &control) {
            self.mention(mentions, node, Mentioned::Control(control.clone()));
            if control.is_device_control() {
                let message = format!("the status of the device control `{control}` can not be set");
                let help = "make a global exception in Defender Vulnerability Management instead";
                self.report(node, Code::DeviceStatus, message, help);
            }
        }
        if let (Some(node), Some(Status::Completed)) = (set_node, set) {
            let help = "list the control under `remediate` with the day it is done";
            self.report(node, Code::WrongValue, "only the system sets the status `Completed`", help);
        }
        if let (Some(from), Some(expires)) = (from, expires)
            && expires <= from
        {
            let message = format!("the status expires on {expires}, not after it begins on {from}");
            self.report(node, Code::WrongOrder, message, "swap the dates, or mend the year");
        }
        Some(StatusChange { control: control?, set: set?, from, expires, owner, reason, tool })
    }

    fn goal(&mut self, node: &Node, mentions: &mut Vec<Mention>) -> Option<Goal> {
        let mut fields = self.fields(node, "a goal")?;
        let score = self.required(&mut fields, "score");
        let score = score.and_then(|node| self.percentage(node, "score"));
        let by = self.optional(&mut fields, "by").and_then(|node| {
            let date = self.date(node, "by")?;
            self.mention(mentions, node, Mentioned::Day(date, "the goal is due"));
            Some(date)
        });
        self.finish(&fields);
        Some(Goal { percent: score?, by })
    }
}
