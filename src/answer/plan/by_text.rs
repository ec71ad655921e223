//! What the teams reach by a day, as people read it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::best::Goal;
use super::by::{DatedStep, OneMoreHour, PlanByAnswer, Target, asked, single};
use crate::answer::parts::{first_names, first_of, with_way};
use crate::answer::{Answer, Shown, excluded_table};
use crate::model::{Id, Minutes, Points};
use crate::table::{Block, Field, Format, Table, cells, figures, words};

impl PlanByAnswer {
    fn verdict(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let Goal::By { date: by, .. } = self.goal else { return lines };
        if let (Some(points), Some(before), Some(after)) =
            (self.points, self.percent_before, self.percent_after)
        {
            let steps = self.steps.len();
            lines.push(format!("By {by}: {points} points in {steps} steps, from {before} % to {after} %"));
        }
        lines.extend(asked(&self.must, &self.never, &self.goal));
        lines.extend(self.target.as_ref().map(|target| target.line(by)));
        let phases = &self.phases;
        lines.push(match single(phases) {
            Some((phase, bound, _)) if phase.points >= bound => {
                "Optimal on the last day: proved, no order of the work shows more points by then".to_owned()
            }
            Some((phase, bound, _)) => format!(
                "Feasible: the work shows {} points on the last day, no order more than {bound}",
                phase.points
            ),
            None if phases.len() == 1 => {
                "Feasible: work that hangs on several pieces of work keeps it from being proved".to_owned()
            }
            None if phases.windows(2).any(|pair| pair[0].from == pair[1].from) => {
                "Feasible: what must be done goes first, so no bound holds for the whole".to_owned()
            }
            None => format!(
                "The backlog changes on {} days in between, so no bound holds for the whole",
                phases.len().saturating_sub(1)
            ),
        });
        lines.extend(single(phases).map(|(phase, _, bound)| {
            let looked = if phase.every_order { " (every order was looked at)" } else { "" };
            let (area, ranked) = (phase.area, phase.ranked_area);
            format!("Points times days: {area}, along the ranking {ranked}, at most {bound}{looked}")
        }));
        let late = self.late.iter();
        lines.extend(late.map(|late| format!("LATE: {} misses its latest day {}", late.id, late.latest)));
        for one in self.teams.iter().filter(|one| one.upkeep_minutes > 0) {
            let unmet = match Minutes(one.upkeep_unmet_minutes) {
                Minutes::ZERO => String::new(),
                unmet => format!(", {unmet} of which find no time"),
            };
            let upkeep = Minutes(one.upkeep_minutes);
            lines.push(format!("{} keeps what it has finished in {upkeep} hours by then{unmet}", one.team));
        }
        lines.extend(self.one_more_hour.first().map(OneMoreHour::line));
        lines
    }

    /// The steps: for a terminal the work, then its days; everything in one table for spreadsheets and documents.
    fn step_tables(&self, shown: Shown) -> Vec<Table> {
        let of = self.steps.len();
        let top = of.min(shown.top.unwrap_or(usize::MAX));
        let titled = |title: &str| first_of(title, top, of, "steps");
        if shown.format == Format::Table {
            let when = "When the points show, and when to worry";
            vec![
                self.step_table(titled("Plan"), top, true, false),
                self.step_table(titled(when), top, false, true),
            ]
        } else {
            vec![self.step_table(titled("Plan"), top, true, true)]
        }
    }

    fn step_table(&self, title: String, top: usize, work: bool, days: bool) -> Table {
        let Goal::By { date: by, .. } = self.goal else { return Table::new(title, Vec::new()) };
        let mut fields: Vec<Field<(&DatedStep, Date)>> = vec![
            figures("#").of(|(step, _)| step.rank.into()),
            words("id").least(24).of(|(step, _)| with_way(&step.id, step.way.as_ref()).into()),
        ];
        if work {
            fields.push(words("team").of(|(step, _)| (&step.team).into()));
            fields.push(words("start").of(|(step, _)| step.start.into()));
            fields.push(words("finish").of(|(step, _)| step.finish.into()));
            fields.push(figures("points").of(|(step, _)| step.points.into()));
            fields.push(figures("hours").of(|(step, _)| step.effort.into()));
        }
        if days {
            fields.push(words("points expected by").of(|(step, by)| match step.expected_by {
                Some(day) if day > *by => format!("{day} (after)").into(),
                day => day.into(),
            }));
            fields.push(words("worry after").of(|(step, _)| step.worry_after.into()));
        }
        Table::of(title, self.steps.iter().take(top).map(|step| (step, by)), fields)
    }

    fn unfinished_table(&self) -> Option<Table> {
        let Goal::By { date: by, .. } = self.goal else { return None };
        let mut groups: BTreeMap<(&str, bool), (Vec<&str>, Minutes)> = BTreeMap::new();
        for one in &self.unfinished {
            let team = one.team.as_ref().map_or("nobody", Id::as_str);
            let group = groups.entry((team, one.over_budget)).or_default();
            group.0.push(one.id.as_str());
            group.1 += one.effort;
        }
        let columns = vec![
            words("team"),
            figures("pieces"),
            figures("hours"),
            words("which").least(40),
            figures("points for 1 h a week").empty("-"),
        ];
        let mut table = Table::new(format!("Not finished by {by}"), columns);
        for ((team, over_budget), (ids, hours)) in groups {
            let more = self.one_more_hour.iter().find(|one| one.team.as_str() == team && !over_budget);
            let who = if over_budget { format!("{team}, beyond the budget") } else { team.to_owned() };
            table.push(cells![who, ids.len(), hours, first_names(&ids), more.map(|one| one.points)]);
        }
        Some(table)
    }
}

impl Answer for PlanByAnswer {
    fn blocks(&self, shown: Shown) -> Vec<Block> {
        let mut blocks = vec![Block::Lines(self.verdict())];
        blocks.extend(self.step_tables(shown).into_iter().map(Block::Table));
        blocks.extend(self.unfinished_table().and_then(Table::block));
        blocks.extend(excluded_table("Can not be planned", &self.excluded).block());
        blocks.push(Block::Lines(vec![
            "Points are expected at the first snapshot after the usual refresh of the product; look into what has not counted by the day to worry.".to_owned(),
            self.reading.clone(),
        ]));
        blocks
    }
}

impl Target {
    fn line(&self, by: Date) -> String {
        let percent = self.percent;
        match (self.reached_on, self.in_time) {
            (Some(on), true) if self.held => format!("{percent} % is reached on {on}"),
            (Some(on), true) => format!("{percent} % is reached on {on}, and no longer on {by}"),
            (Some(on), false) => {
                format!("NO: {percent} % is not reached by {by}: along the ranking first on {on}")
            }
            (None, _) => format!(
                "NO: {percent} % is not reached by {by}, nor up to {}: the most is {} %",
                self.looked_until, self.highest_percent
            ),
        }
    }
}

impl OneMoreHour {
    fn line(&self) -> String {
        let Self { team, unfinished, points, area } = self;
        let left = match *unfinished {
            Minutes::ZERO => String::new(),
            left => format!(" ({left} hours of its work are not finished)"),
        };
        if *points > Points::ZERO {
            format!("{team} binds: one more hour a week would bring {points} points by then{left}")
        } else if *area > Points::ZERO {
            format!(
                "{team} binds: one more hour a week would bring no more points by then, only earlier ones: {area} points times days"
            )
        } else {
            format!("{team} is as full as any{left}, but one more hour a week would bring nothing by then")
        }
    }
}
