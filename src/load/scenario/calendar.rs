//! Who works when: teams, freezes, holidays, and the days of single pieces of work.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::check::{Mention, Mentioned};
use crate::diag::Code;
use crate::load::yaml::{Fields, Node, Reader, Value, decimal};
use crate::model::{BasisPoints, Freeze, Id, Minutes, Pilot, Ramp, Team, Window};

/// A week has 168 hours; ten people around the clock are more than any plan names.
const MOST_HOURS: i64 = 1_680;

impl Reader<'_> {
    /// The teams in the order of their names.
    pub(super) fn teams(&mut self, node: &Node, mentions: &mut Vec<Mention>) -> Vec<Team> {
        let Some(fields) = self.fields(node, "teams") else { return Vec::new() };
        let given = fields.all().into_iter().filter(|(_, value)| !value.is_null());
        given.filter_map(|(key, value)| self.team(key.text().unwrap_or_default(), value, mentions)).collect()
    }

    fn team(&mut self, name: &str, node: &Node, mentions: &mut Vec<Mention>) -> Option<Team> {
        let mut fields = self.fields(node, "a team")?;
        let f = &mut fields;
        let hours = self.required(f, "hours-per-week").and_then(|node| self.weeks(node));
        let products = self
            .optional(f, "products")
            .map(|node| self.mentioned_ids(node, "products", "a product", mentions, Mentioned::Product));
        let controls = self.optional(f, "controls").map(|node| {
            self.mentioned_ids(node, "controls", "a control or action", mentions, Mentioned::Work)
        });
        let lead_days =
            self.optional(f, "lead-time").and_then(|node| self.whole_days(node, "lead-time", "a lead time"));
        let upkeep = self.optional(f, "upkeep").and_then(|node| self.percentage(node, "upkeep"));
        let holidays = self.optional(f, "holidays").map(|node| self.holidays(node));
        self.finish(&fields);
        let (per_week, changes) = hours?;
        Some(Team {
            id: Id::new(name),
            per_week,
            changes,
            products: products.unwrap_or_default(),
            controls: controls.unwrap_or_default(),
            lead_days: lead_days.unwrap_or(0),
            upkeep: upkeep.unwrap_or_default(),
            holidays: holidays.unwrap_or_default(),
        })
    }

    fn mentioned_ids(
        &mut self,
        node: &Node,
        key: &str,
        what: &str,
        mentions: &mut Vec<Mention>,
        mentioned: fn(Id) -> Mentioned,
    ) -> Vec<Id> {
        let mut ids = Vec::new();
        for item in self.list(node, key) {
            if let Some(id) = self.id(item, what) {
                self.mention(mentions, item, mentioned(id.clone()));
                ids.push(id);
            }
        }
        ids
    }

    /// Weekly hours: one number, or a list of days with the hours from then on.
    fn weeks(&mut self, node: &Node) -> Option<(Minutes, Vec<(Date, Minutes)>)> {
        if !matches!(node.value, Value::List(_)) {
            return self.hours(node, 1).map(|hours| (hours, Vec::new()));
        }
        let mut changes: Vec<(Date, Minutes)> = Vec::new();
        let mut days: BTreeSet<Date> = BTreeSet::new();
        for item in self.list(node, "hours-per-week") {
            let Some(mut fields) = self.fields(item, "hours from a day on") else { continue };
            let from = self.required(&mut fields, "from").and_then(|node| self.date(node, "from"));
            let hours = self.required(&mut fields, "hours").and_then(|node| self.hours(node, 0));
            self.finish(&fields);
            let (Some(from), Some(hours)) = (from, hours) else { continue };
            if !days.insert(from) {
                let message = format!("the hours from {from} on stand here twice");
                self.report(item, Code::DuplicateEntry, message, "keep one of the two");
            }
            changes.push((from, hours));
        }
        if changes.iter().all(|(_, hours)| *hours == Minutes::ZERO) {
            let message = "the team has no hours at all";
            self.report(node, Code::WrongValue, message, "give it hours from some day on, or leave it out");
            return None;
        }
        changes.sort_by_key(|(day, _)| *day);
        // Before the first day the team is not there yet.
        Some((Minutes::ZERO, changes))
    }

    /// Hours of a week, at least some hundredths.
    fn hours(&mut self, node: &Node, least: i64) -> Option<Minutes> {
        let expected = match least {
            0 => "a number of hours from 0 to 1680",
            _ => "a number of hours from 0.01 to 1680",
        };
        self.parsed(node, Code::WrongValue, "hours-per-week", expected, |text| {
            let hundredths = decimal(text).filter(|n| (least..=MOST_HOURS * 100).contains(n))?;
            Some(Minutes((hundredths * 60 / 100).max(i64::from(hundredths > 0))))
        })
    }

    /// A duration of at most a year in whole days.
    fn whole_days(&mut self, node: &Node, key: &str, what: &str) -> Option<i64> {
        const LONGEST_DAYS: i64 = 365;
        let minutes = self.duration(node, key)?.0;
        let days = minutes / (24 * 60);
        if minutes % (24 * 60) != 0 || days > LONGEST_DAYS {
            let message = format!("{what} is 0 to {LONGEST_DAYS} whole days");
            self.report(node, Code::WrongValue, message, "write 5d");
            return None;
        }
        Some(days)
    }

    pub(super) fn holidays(&mut self, node: &Node) -> Vec<Date> {
        let items = self.list(node, "holidays");
        let mut days: Vec<Date> = items.iter().filter_map(|item| self.date(item, "a holiday")).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    pub(super) fn freeze(&mut self, node: &Node) -> Option<Freeze> {
        let mut fields = self.fields(node, "a freeze")?;
        let from = self.required(&mut fields, "from").and_then(|node| self.date(node, "from"));
        let to = self.required(&mut fields, "to").and_then(|node| self.date(node, "to"));
        let reason = self.optional(&mut fields, "reason").and_then(|node| self.text(node, "reason"));
        self.finish(&fields);
        let (from, to) = (from?, to?);
        if to < from {
            let message = format!("the freeze ends on {to}, before it begins on {from}");
            self.report(node, Code::WrongOrder, message, "swap `from` and `to`, or mend the year");
            return None;
        }
        Some(Freeze { from, to, reason })
    }

    /// The earliest and the latest day of a piece of work.
    pub(super) fn window(&mut self, node: &Node, mentions: &mut Vec<Mention>) -> Option<Window> {
        let mut fields = self.fields(node, "the dates of a piece of work")?;
        let id = self.work_id(node, &mut fields, mentions);
        let earliest = self.optional(&mut fields, "earliest").and_then(|node| self.date(node, "earliest"));
        let latest = self.optional(&mut fields, "latest").and_then(|node| {
            let date = self.date(node, "latest")?;
            self.mention(mentions, node, Mentioned::Day(date, "work has its latest day"));
            Some(date)
        });
        let bare = !fields.has("earliest") && !fields.has("latest");
        self.finish(&fields);
        if bare {
            let message = "neither an `earliest` nor a `latest` day is stated";
            self.report(node, Code::MissingKey, message, "add one of them, or leave the entry out");
            return None;
        }
        if let (Some(earliest), Some(latest)) = (earliest, latest)
            && latest < earliest
        {
            let message = format!("the latest day {latest} comes before the earliest, {earliest}");
            self.report(node, Code::WrongOrder, message, "swap the dates, or mend the year");
            return None;
        }
        Some(Window { id: id?, earliest, latest })
    }

    /// A pilot, then more, up to all.
    pub(super) fn ramp(&mut self, node: &Node, mentions: &mut Vec<Mention>) -> Option<Ramp> {
        let mut fields = self.fields(node, "a ramp")?;
        let named = self.required(&mut fields, "control");
        let control = named.and_then(|node| {
            let id = self.id(node, "a control")?;
            self.mention(mentions, node, Mentioned::Control(id.clone()));
            Some(id)
        });
        let stages = self.required(&mut fields, "stages");
        let stages: Vec<Option<Pilot>> = match stages {
            Some(node) => self.list(node, "stages").iter().map(|item| self.stage(item)).collect(),
            None => Vec::new(),
        };
        self.finish(&fields);
        let mut pilots = stages.into_iter().collect::<Option<Vec<Pilot>>>()?;
        let rises = pilots.windows(2).all(|pair| pair[0].coverage < pair[1].coverage);
        let first = pilots.first().is_some_and(|pilot| pilot.coverage > BasisPoints::ZERO);
        let last =
            pilots.pop().is_some_and(|pilot| pilot.coverage == BasisPoints::ALL && pilot.wait_days == 0);
        if !(rises && first && last) {
            let message = "the stages of a ramp rise from above 0% to 100%, and nothing waits for the last";
            let help = "write [{ coverage: 10%, wait: 14d }, { coverage: 100% }]";
            self.report(node, Code::WrongValue, message, help);
            return None;
        }
        Some(Ramp { control: control?, pilots })
    }

    fn stage(&mut self, node: &Node) -> Option<Pilot> {
        let mut fields = self.fields(node, "a stage")?;
        let coverage = self.required(&mut fields, "coverage");
        let coverage = coverage.and_then(|node| self.percentage(node, "coverage"));
        let wait = self.optional(&mut fields, "wait").map(|node| self.whole_days(node, "wait", "a wait"));
        self.finish(&fields);
        Some(Pilot { coverage: coverage?, wait_days: wait.unwrap_or(Some(0))? })
    }

    /// The control or action that a piece of work names.
    pub(super) fn work_id(
        &mut self,
        node: &Node,
        fields: &mut Fields<'_>,
        mentions: &mut Vec<Mention>,
    ) -> Option<Id> {
        let control = self.optional(fields, "control");
        let action = self.optional(fields, "action");
        let ((Some(named), None) | (None, Some(named))) = (control, action) else {
            let message = "a piece of work names either a `control` or an `action`";
            self.report(node, Code::WrongValue, message, "write `control: ID` or `action: ID`");
            return None;
        };
        let id = self.id(named, "a control or action")?;
        self.mention(mentions, named, Mentioned::Work(id.clone()));
        Some(id)
    }
}
