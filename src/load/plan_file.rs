//! Plans that were saved: the JSON of `plan`, read back for the audit.
//!
//! What programs wrote is as hostile as what people write: every problem of the file is collected with its line, and
//! nothing is taken on trust. Keys that are not asked for may come with later versions and are left aside.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;

use super::source::Source;
use super::yaml::{Fields, Node, Reader, parse_json};
use crate::diag::{Code, Finding, Findings};
use crate::model::units::signed_decimal;
use crate::model::{
    Assumption, BasisPoints, Id, Minutes, Points, SavedBasis, SavedBound, SavedDays, SavedGoal, SavedKind,
    SavedPlan, SavedStatus, SavedStep, SavedTarget, SavedTeam, SavedTotals,
};

/// How every object that this program prints begins to say what it is.
const OURS: &str = "scoreplan/";

/// The only form of plan there is.
const SCHEMA: &str = "scoreplan/plan/1";

/// Whether a text is the JSON of one of our own commands; one that breaks off is judged by its first key.
pub(super) fn is_ours(text: &str) -> bool {
    let Some(inside) = text.strip_prefix('{') else { return false };
    // Exports can be large: only a text that names us is looked into.
    if !text.contains("\"scoreplan/") {
        return false;
    }
    match serde_json::from_str::<Value>(text) {
        Ok(value) => value["schema"].as_str().is_some_and(|schema| schema.starts_with(OURS)),
        Err(_) => inside.trim_start().starts_with("\"schema\""),
    }
}

/// A plan, and where it names which work.
#[derive(Debug)]
pub struct PlanFile {
    pub plan: SavedPlan,
    /// Every id that it names, with the node that names it, in the order of the file.
    mentions: Vec<(Id, Node)>,
}

impl PlanFile {
    /// Reads a plan; `None` when a finding is an error.
    pub fn read(source: &Source, findings: &mut Findings) -> Option<Self> {
        findings.unless_error(|own| {
            let root = parse_json(source, "save the plan again with `scoreplan plan --format json`", own)?;
            Reader::new(source, own).plan_file(&root)
        })
    }

    /// Reports every id that is not among the known ones, also not without a numeric instance prefix.
    pub fn check_ids(&self, source: &Source, known: &[&str], findings: &mut Findings) {
        const OTHERWISE: &str = "judge the plan with the tenant, list and overlays that it was made with";
        let mut sorted = known.to_vec();
        sorted.sort_unstable();
        let is_known = |name: &str| sorted.binary_search(&name).is_ok();
        let unknown = |id: &Id| !is_known(id.as_str()) && !is_known(id.without_instance());
        for (id, node) in self.mentions.iter().filter(|(id, _)| unknown(id)) {
            let otherwise = || OTHERWISE.to_owned();
            let names = known.iter().copied();
            let help = findings.did_you_mean(Code::UnknownReference, id.as_str(), names, otherwise);
            let message = format!("the plan names `{id}`, which nothing defines");
            let place = node.place(std::slice::from_ref(source));
            findings.push(Finding::new(Code::UnknownReference, message).at(place).help(help));
        }
    }
}

impl Reader<'_> {
    fn plan_file(&mut self, root: &Node) -> Option<PlanFile> {
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
        Some(PlanFile { plan, mentions })
    }

    fn basis(&mut self, fields: &mut Fields<'_>, tenant: &Node) -> Option<SavedBasis> {
        let tenant = self.text(tenant, "tenant");
        let date = self.needed_day(fields, "date");
        let version = self.optional(fields, "catalogue_version");
        let catalogue_version = version.and_then(|node| self.text(node, "catalogue_version"));
        let owned = self.optional(fields, "owned").and_then(|node| self.text(node, "owned"));
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
        Some(SavedBasis { tenant: tenant?, date: date?, catalogue_version, assumptions, owned })
    }

    fn saved_goal(&mut self, node: &Node) -> Option<SavedGoal> {
        const KINDS: [(&str, u8); 5] = [("all", 0), ("budget", 1), ("target", 2), ("points", 3), ("by", 4)];
        let mut fields = self.fields(node, "goal")?;
        let f = &mut fields;
        match self.required(f, "kind").and_then(|node| self.word(node, "kind of goal", &KINDS))? {
            0 => Some(SavedGoal::All),
            1 => self.needed_minutes(f, "minutes").map(SavedGoal::Budget),
            2 => self.needed(f, "percent").map(|percent| SavedGoal::Target(BasisPoints(percent))),
            3 => self.needed(f, "points").map(|points| SavedGoal::Points(Points(points))),
            _ => {
                let date = self.needed_day(f, "date");
                let budget = self.whole_minutes(f, "budget_minutes");
                date.map(|date| SavedGoal::By { date, budget, target: None })
            }
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
            let points = self.needed(f, "points");
            // A plan by a day moves the maximum with its scenario, not step by step.
            let max = if by { Some(0) } else { self.needed(f, "max") };
            let effort = self.needed_minutes(f, "effort_minutes");
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

    /// Who does a step, when, and when it shows; `None` when the plan does not say, or says it badly.
    fn saved_days(&mut self, fields: &mut Fields<'_>) -> Option<SavedDays> {
        let team = self.needed_id(fields, "team");
        let start = self.needed_day(fields, "start");
        let finish = self.needed_day(fields, "finish");
        let mut stages = Vec::new();
        if let Some(node) = self.optional(fields, "stages") {
            for item in self.list(node, "stages") {
                let Some(mut fields) = self.fields(item, "a stage") else { continue };
                let coverage = self.signed(&mut fields, "coverage").map(BasisPoints);
                stages.extend(coverage.zip(self.needed_day(&mut fields, "finish")));
            }
        }
        let expected_by = self.optional_day(fields, "expected_by");
        let points_after = self.signed(fields, "points_after").map(Points);
        Some(SavedDays { team: team?, start: start?, finish: finish?, stages, expected_by, points_after })
    }

    /// Whether a percentage is reached, where somebody asked.
    fn saved_target(&mut self, fields: &mut Fields<'_>) -> Option<SavedTarget> {
        let node = self.optional(fields, "target")?;
        let mut fields = self.fields(node, "a target")?;
        let f = &mut fields;
        self.required(f, "percent")?;
        let percent = self.signed(f, "percent").map(BasisPoints);
        let on = self.optional_day(f, "reached_on");
        let in_time = self.yes(f, "in_time");
        let held = self.yes(f, "held");
        Some(SavedTarget { percent: percent?, on, in_time: in_time?, held: held? })
    }

    /// Points times days, and the upkeep of the teams.
    fn saved_upkeep(&mut self, fields: &mut Fields<'_>) -> (Option<Points>, Vec<SavedTeam>) {
        let area = self.signed(fields, "area").map(Points);
        let mut teams = Vec::new();
        let Some(node) = self.optional(fields, "teams") else { return (area, teams) };
        for item in self.list(node, "teams") {
            let Some(mut fields) = self.fields(item, "a team") else { continue };
            let f = &mut fields;
            let team = self.needed_id(f, "team");
            let upkeep = self.whole_minutes(f, "upkeep_minutes").unwrap_or_default();
            let unmet = self.whole_minutes(f, "upkeep_unmet_minutes").unwrap_or_default();
            teams.extend(team.map(|team| SavedTeam { team, upkeep, unmet }));
        }
        (area, teams)
    }

    fn saved_late(&mut self, node: &Node) -> Vec<Id> {
        let mut late = Vec::new();
        for item in self.list(node, "late") {
            let Some(mut fields) = self.fields(item, "late work") else { continue };
            late.extend(self.needed_id(&mut fields, "id"));
        }
        late
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
    fn signed(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<i64> {
        let node = self.optional(fields, key)?;
        self.parsed(node, Code::WrongValue, key, "a number with at most two decimals", |text| {
            signed_decimal(text, 2)
        })
    }

    /// Minutes that may be absent: whole and from 0.
    fn whole_minutes(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<Minutes> {
        let node = self.optional(fields, key)?;
        let whole = |text: &str| {
            let hundredths = signed_decimal(text, 2)?;
            (hundredths >= 0 && hundredths % 100 == 0).then_some(Minutes(hundredths / 100))
        };
        self.parsed(node, Code::WrongValue, key, "a whole number from 0", whole)
    }

    fn optional_day(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<Date> {
        self.optional(fields, key).and_then(|node| self.date(node, key))
    }

    fn needed(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<i64> {
        self.required(fields, key)?;
        self.signed(fields, key)
    }

    fn needed_minutes(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<Minutes> {
        self.required(fields, key)?;
        self.whole_minutes(fields, key)
    }

    fn needed_day(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<Date> {
        self.required(fields, key).and_then(|node| self.date(node, key))
    }

    fn needed_id(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<Id> {
        self.required(fields, key).and_then(|node| self.id(node, key))
    }

    fn yes(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<bool> {
        const WORDS: [(&str, bool); 2] = [("true", true), ("false", false)];
        self.required(fields, key).and_then(|node| self.word(node, "answer", &WORDS))
    }
}
