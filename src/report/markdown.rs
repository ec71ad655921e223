//! The view as text for a pull request: a summary, the plan as a list of tasks, options, and what it rests on.
//!
//! Goes in: a [`View`]. Comes out: Markdown. **Invariant:** texts from outside are no markup, no mention and no link.

use super::html::Audience;
use super::view::{Course, PlannedStep, View};
use crate::model::units::{div_half_up, hundredths};
use crate::plan::WorkKind;
use crate::table::{Table, figures, words};

/// So many steps without dates are tasks.
const TASKS: usize = 30;

/// The view as Markdown.
pub fn text(view: &View, audience: Audience) -> String {
    let mut out = format!("# {}\n\n", line(&view.title));
    out.push_str(&facts(view));
    let is_short = audience == Audience::Executive;
    let mut parts = vec![("Summary", Some(summary(view)))];
    parts.push(("Scenarios", table(&scenarios(view))));
    parts.push(("Licence options", options(view)));
    if !is_short {
        parts.push(("Plan", plan(view, audience)));
    }
    parts.push(("What it rests on", Some(basis(view, is_short))));
    for (heading, part) in parts {
        if let Some(part) = part.filter(|part| !part.is_empty()) {
            out.push_str(&format!("\n## {heading}\n\n{part}"));
        }
    }
    out
}

/// A text from outside within a line.
pub(super) fn line(text: &str) -> String {
    let mut out = String::new();
    for c in crate::table::markdown(text).chars() {
        out.push(c);
        // Behind a word joiner neither a name is called nor an issue linked.
        if matches!(c, '@' | '#') {
            out.push('\u{2060}');
        }
    }
    out
}

fn facts(view: &View) -> String {
    let today = &view.today.totals;
    let mut out = format!(
        "{}, snapshot of {}: **{} %**, {} of {} points in {} controls.\n",
        line(&view.tenant),
        view.snapshot,
        today.percent(),
        today.points,
        today.max,
        today.rows
    );
    if view.is_sample {
        out.push_str("\nThis is about a built-in sample tenant: no tenant was named.\n");
    }
    out
}

fn summary(view: &View) -> String {
    let mut out = String::new();
    if let Some(decision) = view.decision
        && let Some(course) = view.scenarios.get(decision.scenario)
    {
        let name = line(&course.name);
        out.push_str(&match (decision.holds_goal, &course.goal) {
            (true, _) => format!("**To decide:** go ahead with {name}.\n\n"),
            (false, Some(_)) => {
                format!("**To decide:** no scenario is at its goal on its day; {name} comes highest.\n\n")
            }
            (false, None) => format!("{name} names no goal.\n\n"),
        });
    }
    for course in &view.scenarios {
        out.push_str(&format!("- **{}**\n", line(&course.name)));
        for sentence in &course.sentences {
            out.push_str(&format!("  - {}\n", line(sentence)));
        }
        out.push_str(&chance(course));
    }
    out
}

fn chance(course: &Course) -> String {
    let Some((chance, times)) = course.chance.as_ref().and_then(|chance| Some((chance, chance.in_time?)))
    else {
        return String::new();
    };
    let share = div_half_up(i128::from(times) * 10_000, i64::from(chance.trials.max(1)));
    format!("  - Chance: {} % of {} trials with seed {}\n", hundredths(share), chance.trials, chance.seed)
}

fn table(table: &Table) -> Option<String> {
    (!table.rows.is_empty()).then(|| table.markdown())
}

fn scenarios(view: &View) -> Table {
    let columns = vec![
        words("scenario"),
        figures("start %"),
        figures("low %"),
        figures("end %"),
        figures("idle %"),
        figures("goal %"),
        words("goal by"),
        words("reached on"),
        figures("hours"),
    ];
    let mut table = Table::new("", columns);
    for course in &view.scenarios {
        let percent = |point: Option<&crate::project::ScorePoint>| {
            point.map_or_else(String::new, |point| point.percent().to_string())
        };
        let goal = course.goal.as_ref();
        table.push(vec![
            course.name.clone(),
            percent(course.start()),
            percent(course.low.as_ref()),
            percent(course.end()),
            percent(course.do_nothing.last()),
            goal.map_or_else(|| "-".to_owned(), |goal| hundredths(goal.percent_hundredths)),
            goal.map_or_else(|| "-".to_owned(), |goal| goal.by.to_string()),
            goal.map_or_else(|| "-".to_owned(), crate::answer::reached_on),
            course.effort.to_string(),
        ]);
    }
    table
}

fn options(view: &View) -> Option<String> {
    let offers = &view.offers;
    let columns = vec![
        words("option"),
        words("from"),
        figures("day before %"),
        figures("day 0 %"),
        figures("lowest %"),
        words("lowest on"),
        words("recovered on"),
        figures("end %"),
        figures("points opened"),
        figures("more a year"),
    ];
    let mut rows = Table::new("", columns);
    for (at, offer) in offers.all.iter().enumerate() {
        let course = &offer.course;
        let recovered = match (course.falls, course.recovered) {
            (false, _) => "no dip".to_owned(),
            (true, Some(date)) => date.to_string(),
            (true, None) => "not yet".to_owned(),
        };
        let more = if at == 0 { Some(0) } else { offer.more };
        rows.push(vec![
            offer.name.clone(),
            offer.from.to_string(),
            course.before.to_string(),
            course.day_0.to_string(),
            course.low.percent.to_string(),
            course.low.date.to_string(),
            recovered,
            course.end.percent.to_string(),
            offer.points().to_string(),
            more.map_or_else(|| "unknown".to_owned(), hundredths),
        ]);
    }
    let told =
        offers.all.iter().map(|offer| format!("- **{}**: {}\n", line(&offer.name), line(&offer.sentence)));
    let told: String = told.collect();
    table(&rows)
        .map(|rows| format!("{rows}\nCosts are in {} a year; work is not priced.\n\n{told}", offers.currency))
}

/// The dated steps as tasks; without dates the first of the backlog.
fn plan(view: &View, audience: Audience) -> Option<String> {
    let mut out = String::new();
    if let Some((asked, chosen)) = view.frontier.asked.zip(view.frontier.chosen) {
        out.push_str(&format!(
            "{asked}: {} points for {} hours in {} steps, to {} %.\n\n",
            chosen.points, chosen.effort, chosen.steps, chosen.percent
        ));
    }
    if let Some(plan) = &view.plan {
        for step in &plan.steps {
            out.push_str(&task(step, audience));
        }
        return Some(out);
    }
    for item in view.backlog.items.iter().filter(|item| item.is_chosen).take(TASKS) {
        let what = line(&item.title);
        let id = line(item.id.as_str());
        out.push_str(&format!("- [ ] {what} ({id}): {} points, {} hours\n", item.points, item.effort));
    }
    (!view.backlog.items.is_empty()).then_some(out)
}

fn task(step: &PlannedStep, audience: Audience) -> String {
    let mut out = format!(
        "- [ ] {} ({}): {}, {} to {}, {} hours",
        line(&step.title),
        line(step.id.as_str()),
        line(step.team.as_str()),
        step.start,
        step.finish,
        step.effort
    );
    if step.kind == WorkKind::Control {
        out.push_str(&format!(", {} points", step.points));
    }
    if !step.needs.is_empty() {
        let needs: Vec<String> = step.needs.iter().map(|id| line(id.as_str())).collect();
        out.push_str(&format!(", after {}", needs.join(", ")));
    }
    if let Some(owner) = step.owner.as_ref().filter(|_| audience == Audience::Architect) {
        out.push_str(&format!(", owner {}", line(owner)));
    }
    out.push('\n');
    out
}

fn basis(view: &View, is_short: bool) -> String {
    let basis = &view.basis;
    let words: Vec<String> = basis.assumptions.iter().map(|(key, word)| format!("{key}: {word}")).collect();
    let mut out =
        format!("- Assumptions: {}; catalogue {}\n", line(&words.join(", ")), line(&view.catalogue));
    for (name, hash) in &basis.sources {
        out.push_str(&format!("- {}: SHA-256 {hash}\n", line(name)));
    }
    if !is_short {
        for note in &basis.notes {
            out.push_str(&format!("- {}: {}\n", note.code.code(), line(&note.message)));
        }
    }
    out
}
