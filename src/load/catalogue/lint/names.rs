//! Names: titles that nobody can tell apart, and successors that have gone themselves.

use std::collections::BTreeMap;

use super::{Entry, Lint};
use crate::diag::Code;
use crate::model::Id;

pub(super) fn lint(lint: &mut Lint<'_>) {
    let mut controls: BTreeMap<(&Id, String), Entry<'_>> = BTreeMap::new();
    for control in lint.current() {
        let entry = Entry::from(control);
        match controls.get(&(&control.product, normal(&control.title))) {
            Some(first) => same(lint, entry, *first, &control.title),
            None => drop(controls.insert((&control.product, normal(&control.title)), entry)),
        }
    }
    let mut actions: BTreeMap<String, Entry<'_>> = BTreeMap::new();
    for action in lint.catalogue.actions.values() {
        match actions.get(&normal(&action.title)) {
            Some(first) => same(lint, action.into(), *first, &action.title),
            None => drop(actions.insert(normal(&action.title), action.into())),
        }
    }
    for control in lint.catalogue.controls.values() {
        successors(lint, control.into(), "replaced-by", control.replaced_by.as_slice());
    }
    for unscored in lint.catalogue.unscored.values() {
        successors(lint, unscored.into(), "instead", &unscored.instead);
    }
}

/// A title without what the eye passes over: case, blanks and punctuation.
fn normal(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

fn same(lint: &mut Lint<'_>, entry: Entry<'_>, first: Entry<'_>, title: &str) {
    let message = format!("`{}` and `{}` have the same title: {title}", first.id, entry.id);
    let help = "say in the title what tells them apart, or keep one of the two";
    lint.report(Code::LintTitle, &[entry, first], message, help);
}

fn successors(lint: &mut Lint<'_>, entry: Entry<'_>, key: &str, ids: &[Id]) {
    for id in ids {
        let Some(control) = lint.catalogue.controls.get(id).filter(|control| !control.is_current()) else {
            continue;
        };
        let message = format!("`{}` names `{id}` in `{key}`, which Microsoft has withdrawn", entry.id);
        let help = match &control.replaced_by {
            Some(next) => format!("name `{next}`, which took its place"),
            None => "name what is scored today, or take it out".to_owned(),
        };
        lint.report(Code::LintSuccessor, &[entry, control.into()], message, &help);
    }
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn titles_are_compared_by_their_words() {
        assert_eq!(normal("Turn  on: the Thing."), normal("turn on the thing"));
        assert_ne!(normal("Turn on the thing"), normal("Turn on a thing"));
    }
}
