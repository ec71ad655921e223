//! A report as text for a pull request: a summary, the plan as a list of tasks, options, and what it rests on. Texts
//! from outside are no markup, no mention and no link.

use super::{Audience, DatedStep, Document, sections, tables};
use crate::model::units::hundredths;
use crate::plan::WorkKind;
use crate::table::{Table, markdown};

/// So many steps without dates are tasks.
const TASKS: usize = 30;

pub fn text(document: &Document<'_>, audience: Audience) -> String {
    let (tenant, today) = (document.inputs.state.tenant, &document.today);
    let mut out = format!(
        "# {}\n\n{}, snapshot of {}: **{} %**, {} of {} points in {} controls.\n",
        line(&document.title),
        line(&tenant.name),
        tenant.snapshot_date,
        today.percent(),
        today.points,
        today.max,
        today.rows
    );
    if document.inputs.is_sample {
        out.push_str("\nThis is about a built-in sample tenant: no tenant was named.\n");
    }
    for part in sections::sections(audience).flat_map(|section| section.markdown) {
        if let Some(text) = (part.text)(document, audience).filter(|text| !text.is_empty()) {
            out.push_str(&format!("\n## {}\n\n{text}", part.heading));
        }
    }
    out
}

pub(super) fn line(text: &str) -> String {
    let mut out = String::new();
    for c in markdown(text).chars() {
        out.push(c);
        // Behind a word joiner neither a name is called nor an issue linked.
        if matches!(c, '@' | '#') {
            out.push('\u{2060}');
        }
    }
    out
}

pub(super) fn summary(document: &Document<'_>, _audience: Audience) -> Option<String> {
    let mut out = String::new();
    if let Some((decision, scenario)) = document.decided() {
        let name = line(scenario.name());
        out.push_str(&match (decision.holds_goal, &scenario.projection.goal) {
            (true, _) => format!("**To decide:** go ahead with {name}.\n\n"),
            (false, Some(_)) => {
                format!("**To decide:** no scenario is at its goal on its day; {name} comes highest.\n\n")
            }
            (false, None) => format!("{name} names no goal.\n\n"),
        });
    }
    for scenario in &document.scenarios {
        out.push_str(&format!("- **{}**\n", line(scenario.name())));
        for sentence in &scenario.answer.sentences {
            out.push_str(&format!("  - {}\n", line(sentence)));
        }
        if let Some((trials, chance)) = scenario.projection.trials.as_ref().zip(scenario.chance()) {
            out.push_str(&format!(
                "  - Chance: {} % of {} trials with seed {}\n",
                hundredths(chance),
                trials.summary.trials,
                trials.settings.seed
            ));
        }
    }
    Some(out)
}

fn table(table: &Table) -> Option<String> {
    (!table.rows.is_empty()).then(|| table.markdown())
}

pub(super) fn scenarios(document: &Document<'_>, _audience: Audience) -> Option<String> {
    table(&tables::scenarios(document))
}

pub(super) fn options(document: &Document<'_>, _audience: Audience) -> Option<String> {
    let rows = table(&tables::options_short(document))?;
    let currency = document.inputs.prices.currency();
    let mut out = format!("{rows}\nCosts are in {currency} a year; work is not priced.\n\n");
    for (option, sentence) in document.inputs.options.iter().zip(document.option_sentences()) {
        out.push_str(&format!("- **{}**: {}\n", line(&option.name), line(&sentence)));
    }
    Some(out)
}

/// The dated steps as tasks; without dates the first of the backlog.
pub(super) fn plan(document: &Document<'_>, audience: Audience) -> Option<String> {
    let mut out = String::new();
    if let Some(chosen) = document.chosen {
        out.push_str(&format!(
            "{}: {} points for {} hours in {} steps, to {} %.\n\n",
            document.asked, chosen.points, chosen.effort, chosen.steps, chosen.percent
        ));
    }
    if let Some(plan) = &document.plan {
        out.extend(plan.steps.iter().map(|step| task(step, audience)));
        return Some(out);
    }
    let ranking = document.inputs.ranking;
    let chosen = ranking.steps.iter().map(|step| &ranking.backlog.items[step.node]);
    for item in chosen.filter(|item| document.is_chosen(&item.id)).take(TASKS) {
        let (what, id) = (line(&item.title), line(item.id.as_str()));
        out.push_str(&format!("- [ ] {what} ({id}): {} points, {} hours\n", item.points, item.effort));
    }
    (!ranking.steps.is_empty()).then_some(out)
}

fn task(step: &DatedStep<'_>, audience: Audience) -> String {
    let booking = step.booking;
    let mut out = format!(
        "- [ ] {} ({}): {}, {} to {}, {} hours",
        line(&step.title),
        line(booking.id.as_str()),
        line(booking.team.as_str()),
        booking.start,
        booking.finish,
        booking.effort
    );
    if booking.kind == WorkKind::Control {
        out.push_str(&format!(", {} points", booking.points));
    }
    if !step.needs.is_empty() {
        let needs: Vec<String> = step.needs.iter().map(|id| line(id.as_str())).collect();
        out.push_str(&format!(", after {}", needs.join(", ")));
    }
    if let Some(owner) = step.owner.filter(|_| audience == Audience::Architect) {
        out.push_str(&format!(", owner {}", line(owner)));
    }
    out.push('\n');
    out
}

pub(super) fn basis(document: &Document<'_>, audience: Audience) -> Option<String> {
    let words: Vec<String> =
        document.assumptions().iter().map(|(key, word)| format!("{key}: {word}")).collect();
    let catalogue = line(&document.inputs.state.catalogue.version);
    let mut out = format!("- Assumptions: {}; catalogue {catalogue}\n", line(&words.join(", ")));
    for (name, hash) in document.inputs.sources {
        out.push_str(&format!("- {}: SHA-256 {hash}\n", line(name)));
    }
    if audience != Audience::Executive {
        for note in document.notes() {
            out.push_str(&format!("- {}: {}\n", note.code.code(), line(&note.message)));
        }
    }
    Some(out)
}
