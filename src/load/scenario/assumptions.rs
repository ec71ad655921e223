//! Reads the assumptions of a scenario: each is a word of a list, or a value with a form of its own.

use std::collections::BTreeMap;

use super::draft::Stated;
use crate::diag::{Code, nearest};
use crate::load::yaml::{Node, Reader, Value};
use crate::model::{
    Assumptions, LAPSE_AFTER, LAPSE_AFTER_HELP, NEW_CONTROLS, NEW_CONTROLS_HELP, Spreads, lapse_after,
    new_controls,
};

/// Whether a text is a value of the assumption of that name.
type Fits = fn(&str, &str) -> bool;

/// What the value of an assumption with a form of its own is, and whether a text is one; `None` for all others.
fn form(name: &str) -> Option<(&'static str, Fits)> {
    match name {
        NEW_CONTROLS => Some((NEW_CONTROLS_HELP, |_, text| new_controls(text).is_some())),
        LAPSE_AFTER => Some((LAPSE_AFTER_HELP, |_, text| lapse_after(text).is_some())),
        _ => Some((Spreads::help(name)?, |name, text| Spreads::default().set(name, text))),
    }
}

impl Reader<'_> {
    pub(super) fn assumptions(&mut self, node: &Node) -> Option<BTreeMap<String, Stated<String>>> {
        let fields = self.fields(node, "assumptions")?;
        let mut assumptions = BTreeMap::new();
        for (key, value) in fields.all() {
            let name = key.text().unwrap_or_default();
            if let Some((help, fits)) = form(name) {
                if matches!(value.value, Value::Null) {
                    assumptions.insert(name.to_owned(), Stated::Removed);
                } else if let Some(text) = value.text().filter(|text| fits(name, text)) {
                    assumptions.insert(name.to_owned(), Stated::Given(text.to_owned()));
                } else {
                    self.report(value, Code::WrongValue, format!("`{name}` is {help}"), "correct it");
                }
                continue;
            }
            let Some((name, words)) = Assumptions::WORDS.iter().find(|(known, _)| *known == name) else {
                self.unknown_assumption(key, name);
                continue;
            };
            if matches!(value.value, Value::Null) {
                assumptions.insert((*name).to_owned(), Stated::Removed);
            } else if let Some(word) =
                self.word(value, name, &words.iter().map(|word| (*word, *word)).collect::<Vec<_>>())
            {
                assumptions.insert((*name).to_owned(), Stated::Given(word.to_owned()));
            }
        }
        Some(assumptions)
    }

    fn unknown_assumption(&mut self, key: &Node, name: &str) {
        let words = Assumptions::WORDS.iter().map(|(name, _)| *name);
        let spreads = Spreads::KEYS.map(|(name, _)| name);
        let known: Vec<&str> = words.chain(spreads).chain([NEW_CONTROLS, LAPSE_AFTER]).collect();
        let help = nearest(name, known.iter().copied()).map_or_else(
            || format!("known assumptions: {}", known.join(", ")),
            |known| format!("did you mean `{known}`?"),
        );
        self.report(key, Code::UnknownAssumption, format!("unknown assumption `{name}`"), help);
    }
}
