//! What only a plan by a day says.

use jiff::civil::Date;

use crate::load::yaml::{Fields, Node, Reader};
use crate::model::{BasisPoints, Id, Points, SavedDays, SavedTarget, SavedTeam};

impl Reader<'_> {
    /// What a plan itself calls late.
    pub(super) fn saved_late(&mut self, node: &Node) -> Vec<Id> {
        let mut late = Vec::new();
        for item in self.list(node, "late") {
            let Some(mut fields) = self.fields(item, "late work") else { continue };
            late.extend(self.required(&mut fields, "id").and_then(|node| self.id(node, "id")));
        }
        late
    }

    /// Who does a step, when, and when it shows; `None` when the plan does not say, or says it badly.
    pub(super) fn saved_days(&mut self, fields: &mut Fields<'_>) -> Option<SavedDays> {
        let team = self.required(fields, "team").and_then(|node| self.id(node, "team"));
        let start = self.required(fields, "start").and_then(|node| self.date(node, "start"));
        let finish = self.required(fields, "finish").and_then(|node| self.date(node, "finish"));
        let mut stages = Vec::new();
        if let Some(node) = self.optional(fields, "stages") {
            for item in self.list(node, "stages") {
                let Some(mut fields) = self.fields(item, "a stage") else { continue };
                let coverage = self.signed(&mut fields, "coverage").map(BasisPoints);
                let finish = self.required(&mut fields, "finish").and_then(|node| self.date(node, "finish"));
                stages.extend(coverage.zip(finish));
            }
        }
        let expected_by = self.optional_day(fields, "expected_by");
        let points_after = self.signed(fields, "points_after").map(Points);
        Some(SavedDays { team: team?, start: start?, finish: finish?, stages, expected_by, points_after })
    }

    /// Whether a percentage is reached, where somebody asked.
    pub(super) fn saved_target(&mut self, fields: &mut Fields<'_>) -> Option<SavedTarget> {
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
    pub(super) fn saved_upkeep(&mut self, fields: &mut Fields<'_>) -> (Option<Points>, Vec<SavedTeam>) {
        let area = self.signed(fields, "area").map(Points);
        let mut teams = Vec::new();
        let Some(node) = self.optional(fields, "teams") else { return (area, teams) };
        for item in self.list(node, "teams") {
            let Some(mut fields) = self.fields(item, "a team") else { continue };
            let f = &mut fields;
            let team = self.required(f, "team").and_then(|node| self.id(node, "team"));
            let upkeep = self.whole_minutes(f, "upkeep_minutes").unwrap_or_default();
            let unmet = self.whole_minutes(f, "upkeep_unmet_minutes").unwrap_or_default();
            teams.extend(team.map(|team| SavedTeam { team, upkeep, unmet }));
        }
        (area, teams)
    }

    /// A day that may be absent.
    fn optional_day(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<Date> {
        self.optional(fields, key).and_then(|node| self.date(node, key))
    }

    fn yes(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<bool> {
        const WORDS: [(&str, bool); 2] = [("true", true), ("false", false)];
        self.required(fields, key).and_then(|node| self.word(node, "answer", &WORDS))
    }
}
