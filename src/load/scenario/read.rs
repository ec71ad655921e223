//! Reads one scenario file key by key.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;

use super::draft::{Draft, FactChange, Mention, Mentioned, Placed, RemediateDraft, Stated};
use super::{TenantRef, within_folder};
use crate::diag::{Code, Findings};
use crate::load::expr::is_fact;
use crate::load::samples::SAMPLES;
use crate::load::source::Source;
use crate::load::yaml::{Fields, Node, Reader, Value, parse};
use crate::model::{Aim, Goal, Id, Remedy, Share, Status, StatusChange, Term};

/// What a file states; `None` when it is no mapping at all.
pub(super) fn read(source: &Source, findings: &mut Findings) -> Option<Draft> {
    let root = parse(source, findings)?;
    let mut reader = Reader { source, findings };
    reader.scenario(&root)
}

impl Reader<'_> {
    fn scenario(&mut self, root: &Node) -> Option<Draft> {
        let mut fields = self.fields(root, "a scenario")?;
        let f = &mut fields;
        let mut draft = Draft { place: Some(root.place(self.source)), ..Draft::default() };
        draft.name = self.optional(f, "scenario").and_then(|node| self.text(node, "scenario"));
        draft.extends = self
            .optional(f, "extends")
            .and_then(|node| Some((self.text(node, "extends")?, node.place(self.source))));
        draft.tenant = self.stated(f, "tenant", Self::tenant_ref);
        draft.horizon_days = self.stated(f, "horizon", Self::horizon);
        draft.licences =
            self.stated(f, "licences", |r, node| Some(r.placed_list(node, "licences", Self::licence_change)));
        draft.term = self.stated(f, "term", |r, node| r.word(node, "term", &Term::WORDS));
        draft.renewal = self.stated(f, "renewal", |r, node| r.date(node, "renewal"));
        draft.labour_rate = self.stated(f, "labour-rate", |r, node| r.amount(node, "labour-rate"));
        draft.facts =
            self.stated(f, "facts", |r, node| Some(r.placed_list(node, "facts", Self::fact_change)));
        draft.remediate = self.stated(f, "remediate", Self::remediate);
        draft.teams = self.stated(f, "teams", Self::teams);
        draft.freezes = self.stated(f, "freezes", |reader, node| {
            let items = reader.list(node, "freezes");
            Some(items.iter().filter_map(|item| reader.freeze(item)).collect())
        });
        draft.holidays = self.stated(f, "holidays", |reader, node| Some(reader.holidays(node)));
        draft.dates = self.stated(f, "dates", |r, node| Some(r.placed_list(node, "dates", Self::window)));
        draft.ramps = self.stated(f, "ramps", |r, node| Some(r.placed_list(node, "ramps", Self::ramp)));
        draft.statuses =
            self.stated(f, "status", |r, node| Some(r.placed_list(node, "status", Self::status)));
        draft.retire_tools =
            self.stated(f, "retire-tool", |r, node| Some(r.placed_list(node, "retire-tool", Self::tool_end)));
        draft.growth = self.stated(f, "growth", |r, node| Some(r.placed_list(node, "growth", Self::growth)));
        draft.retire =
            self.stated(f, "retire", |r, node| Some(r.placed_list(node, "retire", Self::retirement)));
        draft.new_controls = self.stated(f, "new-controls", |r, node| {
            Some(r.placed_list(node, "new-controls", Self::new_control))
        });
        draft.drift = self.stated(f, "drift", Self::drift);
        draft.hygiene = self.stated(f, "hygiene", Self::hygiene);
        draft.goal = self.stated(f, "goal", |r, node| r.placed(node, Self::goal));
        draft.assumptions = self.stated(f, "assumptions", Self::assumptions);
        self.finish(&fields);
        Some(draft)
    }

    /// Tells an absent key from one removed with `~`. A value that can not be read is a finding, and absent.
    fn stated<T>(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
        read: impl FnOnce(&mut Self, &Node) -> Option<T>,
    ) -> Stated<T> {
        match self.optional(fields, key) {
            Some(node) => read(self, node).map_or(Stated::Absent, Stated::Given),
            None if fields.has(key) => Stated::Removed,
            None => Stated::Absent,
        }
    }

    /// A value with what it mentions.
    pub(super) fn placed<T>(
        &mut self,
        node: &Node,
        read: fn(&mut Self, &Node, &mut Vec<Mention>) -> Option<T>,
    ) -> Option<Placed<T>> {
        let mut mentions = Vec::new();
        read(self, node, &mut mentions).map(|value| Placed { value, mentions })
    }

    fn placed_list<T>(
        &mut self,
        node: &Node,
        what: &str,
        read: fn(&mut Self, &Node, &mut Vec<Mention>) -> Option<T>,
    ) -> Vec<Placed<T>> {
        self.list(node, what).iter().filter_map(|item| self.placed(item, read)).collect()
    }

    pub(super) fn mention(&self, mentions: &mut Vec<Mention>, node: &Node, what: Mentioned) {
        mentions.push(Mention { what, place: node.place(self.source) });
    }

    fn tenant_ref(&mut self, node: &Node) -> Option<TenantRef> {
        let name = self.text(node, "tenant")?;
        if let Some((sample, _)) = SAMPLES.iter().find(|(sample, _)| *sample == name) {
            return Some(TenantRef::Sample(sample));
        }
        let place = node.place(self.source);
        within_folder(Path::new(&self.source.name), &name, &place, self.findings).map(TenantRef::File)
    }

    fn horizon(&mut self, node: &Node) -> Option<i64> {
        /// Ten years: longer than any plan, short enough to print.
        const LONGEST_DAYS: i64 = 3_660;
        let minutes = self.duration(node, "horizon")?.0;
        let days = minutes / (24 * 60);
        if minutes % (24 * 60) != 0 || !(1..=LONGEST_DAYS).contains(&days) {
            self.report(node, Code::WrongValue, "a horizon is 1 to 3660 whole days", "write 365d");
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

    fn fact_change(&mut self, node: &Node, mentions: &mut Vec<Mention>) -> Option<FactChange> {
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

    fn remediate(&mut self, node: &Node) -> Option<RemediateDraft> {
        if matches!(node.value, Value::List(_)) {
            return Some(RemediateDraft::Listed(self.placed_list(node, "remediate", Self::remedy)));
        }
        let mut fields = self.fields(node, "remediate")?;
        let orders = [("rank", Aim::Rank), ("area", Aim::Area), ("score", Aim::Score)];
        let order = self.optional(&mut fields, "order").and_then(|node| self.word(node, "order", &orders));
        let from = self.stated(&mut fields, "from", |r, node| r.placed(node, Self::first_day));
        self.finish(&fields);
        Some(RemediateDraft::Ranked { from, order })
    }

    fn first_day(&mut self, node: &Node, mentions: &mut Vec<Mention>) -> Option<Date> {
        let date = self.date(node, "from")?;
        self.mention(mentions, node, Mentioned::Day(date, "remediation begins"));
        Some(date)
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
