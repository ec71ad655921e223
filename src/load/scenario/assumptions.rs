//! Reads the assumptions of a scenario: each is a word of a list, or a value with a form of its own.

use std::collections::BTreeMap;

use super::draft::Stated;
use crate::diag::Code;
use crate::load::assumptions::{did_you_mean, form};
use crate::load::yaml::{Node, Reader, Value};
use crate::model::{Assumption, Setting, Values};

impl Reader<'_> {
    pub(super) fn assumptions(&mut self, node: &Node) -> Option<BTreeMap<&'static str, Stated<Setting>>> {
        let fields = self.fields(node, "assumptions")?;
        let mut assumptions = BTreeMap::new();
        for (key, value) in fields.all() {
            let name = key.text().unwrap_or_default();
            let Some(row) = Assumption::named(name) else {
                let message = format!("unknown assumption `{name}`");
                self.report(key, Code::UnknownAssumption, message, did_you_mean(name));
                continue;
            };
            if matches!(value.value, Value::Null) {
                assumptions.insert(row.key, Stated::Removed);
                continue;
            }
            let setting = match row.values {
                Values::Words(words) => self.word(value, row.key, words),
                Values::Form(_, read) => {
                    let setting = value.text().and_then(read);
                    if setting.is_none() {
                        self.report(value, Code::WrongValue, form(row), "correct it");
                    }
                    setting
                }
            };
            assumptions.extend(setting.map(|setting| (row.key, Stated::Given(setting))));
        }
        Some(assumptions)
    }
}
