//! Reads a saved plan key by key. Keys that are not asked for may come with later versions and are left aside.

use std::collections::BTreeMap;

use super::SCHEMA;
use super::json::parse;
use crate::diag::{Code, Findings};
use crate::load::source::Source;
use crate::load::yaml::{Fields, Node, Reader};
use crate::model::units::signed_decimal;
use crate::model::{
    Assumption, BasisPoints, Id, Minutes, Points, SavedBasis, SavedBound, SavedGoal, SavedKind, SavedPlan,
    SavedStatus, SavedStep, SavedTotals,
};

/// A plan, and where it names which work.
#[derive(Debug)]
pub struct Loaded {
    /// The plan.
    pub plan: SavedPlan,
    /// Every id that it names, with the node that names it, in the order of the file.
    pub(super) mentions: Vec<(Id, Node)>,
}

/// Reads a plan; `None` when a finding is an error.
pub fn read(source: &Source, findings: &mut Findings) -> Option<Loaded> {
    let mut own = Findings::new();
    let root = parse(source, &mut own);
    let loaded = root.and_then(|root| Reader::new(source, &mut own).saved_plan(&root));
    let loaded = loaded.filter(|_| !own.has_errors());
    findings.extend(own);
    loaded
}

impl Reader<'_> {
    fn saved_plan(&mut self, root: &Node) -> Option<Loaded> {
        let mut fields = self.fields(root, "a plan")?;
        let f = &mut fields;
        let schema = self.required(f, "schema")?;
        if schema.text() != Some(SCHEMA) {
            let says = schema.text().unwrap_or("something else");
            self.report(
                schema,
                Code::UnknownSchema,
                format!("the file is `{says}`, and only `{SCHEMA}` is read"),
                "save a plan with `scoreplan plan --format json`; a newer version may read this one",
            );
            return None;
        }
        let mut mentions = Vec::new();
        let basis = match self.optional(f, "tenant") {
            Some(node) => self.basis(f, node).map(Some),
            None => Some(None),
        };
        let goal = self.required(f, "goal").and_then(|node| self.saved_goal(node));
        let goal = match goal {
            Some(SavedGoal::By { date, budget, .. }) => {
                Some(SavedGoal::By { date, budget, target: self.saved_target(f) })
            }
            other => other,
        };
        let must = self.mentioned(f, "must", &mut mentions);
        let never = self.mentioned(f, "never", &mut mentions);
        let status = self
            .required(f, "status")
            .and_then(|node| self.word(node, "status of a plan", &SavedStatus::WORDS));
        let totals = SavedTotals {
            points: self.signed(f, "points").map(Points),
            effort: self.whole_minutes(f, "effort_minutes"),
            percent_before: self.signed(f, "percent_before").map(BasisPoints),
            percent_after: self.signed(f, "percent_after").map(BasisPoints),
            points_after: self.signed(f, "points_after").map(Points),
            max_after: self.signed(f, "max_after").map(Points),
        };
        let bound = SavedBound {
            points: self.signed(f, "bound_points").map(Points),
            hours: self.signed(f, "bound_hours"),
            percent: self.signed(f, "bound_percent").map(BasisPoints),
        };
        let by = matches!(goal, Some(SavedGoal::By { .. }));
        let (area, teams) = if by { self.saved_upkeep(f) } else { (None, Vec::new()) };
        let late = self.optional(f, "late").map(|node| self.saved_late(node)).unwrap_or_default();
        let steps = self.required(f, "steps").map(|node| self.saved_steps(node, by, &mut mentions));
        let plan = SavedPlan {
            basis: basis?,
            goal: goal?,
            must,
            never,
            status: status?,
            totals,
            bound,
            area,
            teams,
            late,
            steps: steps?,
        };
        Some(Loaded { plan, mentions })
    }

    /// What a plan for a tenant rests on.
    fn basis(&mut self, fields: &mut Fields<'_>, tenant: &Node) -> Option<SavedBasis> {
        let tenant = self.text(tenant, "tenant");
        let date = self.required(fields, "date").and_then(|node| self.date(node, "date"));
        let version = self.optional(fields, "catalogue_version");
        let catalogue_version = version.and_then(|node| self.text(node, "catalogue_version"));
        let mut assumptions = Vec::new();
        if let Some(node) = self.required(fields, "assumptions")
            && let Some(stated) = self.fields(node, "assumptions")
        {
            for (key, value) in stated.all() {
                let word = self.text(value, "an assumption").unwrap_or_default();
                let name = key.text().unwrap_or_default();
                let setting = Assumption::named(name).and_then(|row| row.read(&word));
                if setting.is_none() {
                    let message = format!("unknown assumption `{name}={word}`");
                    let help = "use the version that made the plan, or plan again";
                    self.report(key, Code::UnknownAssumption, message, help);
                }
                assumptions.extend(setting);
            }
        }
        Some(SavedBasis { tenant: tenant?, date: date?, catalogue_version, assumptions })
    }

    fn saved_goal(&mut self, node: &Node) -> Option<SavedGoal> {
        const KINDS: [(&str, u8); 5] = [("all", 0), ("budget", 1), ("target", 2), ("points", 3), ("by", 4)];
        let mut fields = self.fields(node, "goal")?;
        let f = &mut fields;
        let kind = self.required(f, "kind").and_then(|node| self.word(node, "kind of goal", &KINDS))?;
        let hundredths = |reader: &mut Self, f: &mut Fields<'_>, key: &'static str| {
            reader.required(f, key)?;
            reader.signed(f, key)
        };
        match kind {
            0 => Some(SavedGoal::All),
            1 => {
                self.required(f, "minutes")?;
                self.whole_minutes(f, "minutes").map(SavedGoal::Budget)
            }
            4 => {
                let date = self.required(f, "date").and_then(|node| self.date(node, "date"));
                let budget = self.whole_minutes(f, "budget_minutes");
                date.map(|date| SavedGoal::By { date, budget, target: None })
            }
            2 => hundredths(self, f, "percent").map(|percent| SavedGoal::Target(BasisPoints(percent))),
            _ => hundredths(self, f, "points").map(|points| SavedGoal::Points(Points(points))),
        }
    }

    fn saved_steps(&mut self, node: &Node, by: bool, mentions: &mut Vec<(Id, Node)>) -> Vec<SavedStep> {
        let mut steps = Vec::new();
        let mut seen: BTreeMap<Id, usize> = BTreeMap::new();
        for item in self.list(node, "steps") {
            let Some(mut fields) = self.fields(item, "a step") else { continue };
            let f = &mut fields;
            let named = self.required(f, "id");
            let id = named.and_then(|node| Some((self.id(node, "id")?, node)));
            let kind = self.required(f, "kind").and_then(|node| self.word(node, "kind", &SavedKind::WORDS));
            let way = self.optional(f, "way").and_then(|node| self.id(node, "way"));
            let mut needed = |key: &'static str| {
                self.required(f, key)?;
                self.signed(f, key)
            };
            let points = needed("points");
            // A plan by a day moves the maximum with its scenario, not step by step.
            let max = if by { Some(0) } else { needed("max") };
            let effort = match self.required(f, "effort_minutes") {
                Some(_) => self.whole_minutes(f, "effort_minutes"),
                None => None,
            };
            let percent_after = self.signed(f, "percent_after").map(BasisPoints);
            let days = if by { self.saved_days(f) } else { None };
            let Some((id, node)) = id else { continue };
            // By a day, more seats may open a second round.
            if let Some(line) = seen.insert(id.clone(), node.line()).filter(|_| !by) {
                let message = format!("the step `{id}` stands here twice, first on line {line}");
                self.report(node, Code::DuplicateEntry, message, "work is done once: plan again");
            }
            mentions.push((id.clone(), node.clone()));
            let (Some(kind), Some(points), Some(max), Some(effort)) = (kind, points, max, effort) else {
                continue;
            };
            let (points, max) = (Points(points), Points(max));
            steps.push(SavedStep { id, kind, way, points, max, effort, percent_after, days });
        }
        steps
    }

    /// A list of ids that may be missing.
    fn mentioned(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
        mentions: &mut Vec<(Id, Node)>,
    ) -> Vec<Id> {
        let Some(node) = self.optional(fields, key) else { return Vec::new() };
        let mut ids = Vec::new();
        for item in self.list(node, key) {
            if let Some(id) = self.id(item, key) {
                mentions.push((id.clone(), item.clone()));
                ids.push(id);
            }
        }
        ids
    }

    /// Hundredths of a number of either sign that may be absent.
    pub(super) fn signed(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<i64> {
        let node = self.optional(fields, key)?;
        self.parsed(node, Code::WrongValue, key, "a number with at most two decimals", |text| {
            signed_decimal(text, 2)
        })
    }

    /// Minutes that may be absent: whole and from 0.
    pub(super) fn whole_minutes(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<Minutes> {
        let node = self.optional(fields, key)?;
        let whole = |text: &str| {
            let hundredths = signed_decimal(text, 2)?;
            (hundredths >= 0 && hundredths % 100 == 0).then_some(Minutes(hundredths / 100))
        };
        self.parsed(node, Code::WrongValue, key, "a whole number from 0", whole)
    }
}
