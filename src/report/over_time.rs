//! A projection as a line of the chart of the score over time.

use super::chart::over_time::{Goal, Line, Mark, Spread};
use crate::project::{Projection, ScorePoint};

/// The line of a projection, with its spread where there are trials.
pub fn line(projection: &Projection) -> Line {
    let marks = |points: &[ScorePoint]| points.iter().map(mark).collect();
    let spread = projection.trials.iter().flat_map(|trials| {
        let day = |day: &crate::project::trials::DaySummary| Spread {
            date: trials.date(day.day),
            p10: day.p10,
            p50: day.p50,
            p90: day.p90,
        };
        super::trials::changes(&trials.summary.days).map(day).collect::<Vec<_>>()
    });
    Line {
        name: projection.name.clone(),
        score: marks(&projection.series),
        spread: spread.collect(),
        idle: marks(&projection.do_nothing),
        goal: projection.goal.as_ref().map(|goal| Goal {
            percent: goal.percent.0,
            by: goal.by,
            reached: goal.date,
        }),
        dip: projection.dip().map(|dip| mark(&dip.to)),
    }
}

fn mark(point: &ScorePoint) -> Mark {
    Mark { date: point.date, percent: point.percent().hundredths() }
}
