//! The tables of a plan up to a day.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Dated;
use crate::model::{Minutes, Points};
use crate::table::{Format, Table, figures, words};

/// The steps: for a terminal the work, then its days; everything in one table for spreadsheets and documents.
pub(super) fn steps(dated: &Dated<'_>, format: Format, top: Option<usize>) -> Vec<Table> {
    let shown = dated.plan.steps.len().min(top.unwrap_or(usize::MAX));
    let titled = |title: &str| match shown < dated.plan.steps.len() {
        true => format!("{title}, the first {shown} of {} steps", dated.plan.steps.len()),
        false => title.to_owned(),
    };
    if format == Format::Table {
        let when = "When the points show, and when to worry";
        vec![table(dated, titled("Plan"), shown, true, false), table(dated, titled(when), shown, false, true)]
    } else {
        vec![table(dated, titled("Plan"), shown, true, true)]
    }
}

fn table(dated: &Dated<'_>, title: String, shown: usize, work: bool, days: bool) -> Table {
    let mut columns = vec![figures("#"), words("id").least(24)];
    if work {
        columns.extend([words("team"), words("start"), words("finish"), figures("points"), figures("hours")]);
    }
    if days {
        columns.extend([words("points expected by"), words("worry after")]);
    }
    let mut table = Table::new(title, columns);
    let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    let steps = dated.plan.steps.iter().zip(&dated.plan.effects);
    for (at, (step, effect)) in steps.take(shown).enumerate() {
        let booking = &step.booking;
        let id = match &booking.way {
            Some(way) => format!("{} ({way})", booking.id),
            None => booking.id.to_string(),
        };
        let mut row = vec![(at + 1).to_string(), id];
        if work {
            row.extend([
                booking.team.to_string(),
                booking.start.to_string(),
                booking.finish.to_string(),
                effect.map_or(Points::ZERO, |effect| effect.points).to_string(),
                booking.effort.to_string(),
            ]);
        }
        if days {
            let late = step.expected_by.is_some_and(|day| day > dated.by);
            let after = if late { " (after)" } else { "" };
            row.extend([format!("{}{after}", day(step.expected_by)), day(step.worry_after)]);
        }
        table.push(row);
    }
    table
}

/// What is not finished, by team.
pub(super) fn unfinished(dated: &Dated<'_>) -> Option<Table> {
    const NAMED: usize = 3;
    let mut groups: BTreeMap<(&str, bool), (Vec<&str>, Minutes)> = BTreeMap::new();
    for one in &dated.plan.unfinished {
        let team = one.team.as_ref().map_or("nobody", |team| team.as_str());
        let group = groups.entry((team, one.over_budget)).or_default();
        group.0.push(one.id.as_str());
        group.1 += one.effort;
    }
    let columns = vec![
        words("team"),
        figures("pieces"),
        figures("hours"),
        words("which").least(40),
        figures("points for 1 h a week"),
    ];
    let mut table = Table::new(format!("Not finished by {}", dated.by), columns);
    for ((team, over_budget), (ids, hours)) in groups {
        let more = dated.plan.more.iter().find(|one| one.team.as_str() == team && !over_budget);
        let mut which = ids.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        which.push_str(if ids.len() > NAMED { ", ..." } else { "" });
        table.push(vec![
            if over_budget { format!("{team}, beyond the budget") } else { team.to_owned() },
            ids.len().to_string(),
            hours.to_string(),
            which,
            more.map_or_else(|| "-".to_owned(), |one| one.points.to_string()),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}
