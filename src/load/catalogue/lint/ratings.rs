//! Levels that contradict each other: our own effort and impact, a published rating, a tag.

use super::{Entry, Lint};
use crate::diag::Code;
use crate::model::{Impact, Level, Rating, reference};

/// Tags that promise little work.
const QUICK: [&str; 4] = ["quick-win", "quick-wins", "low-effort", "easy"];

pub(super) fn lint(lint: &mut Lint<'_>) {
    for control in lint.current() {
        if let Some(rating) = &control.about.rating {
            effort(lint, control.into(), rating, reference::level_of_control(control, rating.effort));
            if let Some(own) = control.user_impact {
                impact(lint, control.into(), rating, own);
            }
        }
        let quick = control.tags.iter().find(|tag| QUICK.contains(&tag.as_str()));
        let least = reference::level_of_control(control, Level::Low);
        if let Some(tag) = quick.filter(|_| least == Level::High) {
            let message = format!("`{}` is tagged `{tag}`, and its effort is high", control.id);
            lint.report(Code::LintTag, &[control.into()], message, "take the tag out, or correct the effort");
        }
    }
    for action in lint.catalogue.actions.values() {
        if let Some(rating) = &action.about.rating {
            effort(lint, action.into(), rating, reference::level_of_action(action));
        }
    }
}

const ARGUE: &str = "say why under `rating: why`, or correct one of the two";

fn effort(lint: &mut Lint<'_>, entry: Entry<'_>, rating: &Rating, own: Level) {
    if own.steps(rating.effort) > 1 && rating.why.is_none() {
        let (own, rated) = (own.word(), rating.effort.word());
        let message = format!("the effort of `{}` is {own} here and rated {rated}", entry.id);
        lint.report(Code::LintRating, &[entry], message, ARGUE);
    }
}

fn impact(lint: &mut Lint<'_>, entry: Entry<'_>, rating: &Rating, own: Impact) {
    let words = match (own, rating.impact) {
        (Impact::Low, Impact::High) => ("low", "high"),
        (Impact::High, Impact::Low) => ("high", "low"),
        _ => return,
    };
    if rating.why.is_none() {
        let message = format!("the user impact of `{}` is {} here and rated {}", entry.id, words.0, words.1);
        lint.report(Code::LintRating, &[entry], message, ARGUE);
    }
}
