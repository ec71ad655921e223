//! What the chart says, in words.

use super::Line;
use crate::chart::svg::Words;
use crate::model::units::hundredths;

/// Title and figures.
pub(super) fn words(lines: &[Line], drawn: usize) -> Words {
    let mut figures: Vec<String> = lines.iter().map(line).collect();
    if drawn < lines.len() {
        figures.push(format!("The first {drawn} of {} scenarios are drawn.", lines.len()));
    }
    Words { title: "Score over time".to_owned(), figures }
}

fn line(line: &Line) -> String {
    let (Some(start), Some(end)) = (line.score.first(), line.score.last()) else {
        return format!("{}: no score.", line.name);
    };
    let percent = hundredths;
    let mut parts = vec![format!(
        "{} % on {}, {} % on {}",
        percent(start.percent),
        start.date,
        percent(end.percent),
        end.date
    )];
    if let Some(dip) = line.dip {
        parts.push(format!("after its deepest fall {} % on {}", percent(dip.percent), dip.date));
    }
    if let Some(last) = line.spread.last() {
        parts.push(format!(
            "in the trials {} to {} % (P10 to P90), half of them at least {} %",
            percent(last.p10),
            percent(last.p90),
            percent(last.p50)
        ));
    }
    if let Some(goal) = line.goal {
        let reached = match goal.reached {
            Some(day) if day <= goal.by => format!("reached on {day}"),
            Some(day) => format!("reached late, on {day}"),
            None => "not reached".to_owned(),
        };
        parts.push(format!("goal {} % by {} {reached}", percent(goal.percent), goal.by));
    }
    if let Some(idle) = line.idle.last() {
        parts.push(format!("{} % when nobody does anything", percent(idle.percent)));
    }
    format!("{}: {}.", line.name, parts.join("; "))
}
