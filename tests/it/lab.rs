//! A laboratory: a small catalogue and tenant, built for one test.
//!
//! `Lab::new().control("a", 6).hours(3).needs(["base"]).row("a", 0, 6)` is an overlay with one product, `lab`, and a tenant
//! with one row. What is added last is the entry that `with`, `without`, `hours` and `needs` change; `change` and
//! `change_row` go back to an earlier one, so that a test changes one value of a laboratory that it shares with others.

use std::fmt::Display;

use scoreplan::model::{Catalogue, Tenant};
use serde_json::{Value, json};

use crate::support::{ask_with_findings, file, tenant_from, with, with_overlay};

const ACTIONS: usize = 0;
const CONTROLS: usize = 1;
const ROWS: usize = 2;
const LICENCES: usize = 3;

/// Keys of an entry with their values as YAML; the first names it.
type Entry = Vec<(String, String)>;

#[derive(Debug, Clone)]
pub(crate) struct Lab {
    date: &'static str,
    populations: Vec<(&'static str, i64)>,
    groups: Vec<(&'static str, i64)>,
    /// Actions, controls, rows of the tenant and licences.
    lists: [Vec<Entry>; 4],
    /// The list and place of the entry that is changed.
    current: (usize, usize),
}

impl Lab {
    /// An empty laboratory on 2 November 2026.
    pub(crate) fn new() -> Self {
        Self {
            date: "2026-11-02",
            populations: vec![],
            groups: vec![],
            lists: [const { vec![] }; 4],
            current: (0, 0),
        }
    }

    /// The day of the snapshot.
    pub(crate) fn on(mut self, date: &'static str) -> Self {
        self.date = date;
        self
    }

    pub(crate) fn population(mut self, name: &'static str, value: i64) -> Self {
        self.populations.push((name, value));
        self
    }

    pub(crate) fn group(mut self, name: &'static str, size: i64) -> Self {
        self.groups.push((name, size));
        self
    }

    fn add(mut self, list: usize, entry: &[(&str, &dyn Display)]) -> Self {
        self.lists[list]
            .push(entry.iter().map(|(key, value)| ((*key).to_owned(), value.to_string())).collect());
        self.current = (list, self.lists[list].len() - 1);
        self
    }

    /// An action without effort, titled as its id.
    pub(crate) fn action(self, id: &str) -> Self {
        self.add(ACTIONS, &[("id", &id), ("title", &id)]).hours(0)
    }

    /// A control of all or nothing without effort, titled as its id.
    pub(crate) fn control(self, id: &str, max: impl Display) -> Self {
        let entry: [(&str, &dyn Display); 5] =
            [("id", &id), ("title", &id), ("category", &"Identity"), ("max", &max), ("scoring", &"binary")];
        self.add(CONTROLS, &entry).hours(0)
    }

    /// A row of the tenant.
    pub(crate) fn row(self, id: &str, points: impl Display, max: impl Display) -> Self {
        self.add(ROWS, &[("id", &id), ("score", &points), ("max", &max)])
    }

    pub(crate) fn licence(self, sku: &str, seats: i64) -> Self {
        self.add(LICENCES, &[("sku", &sku), ("enabled", &seats)])
    }

    pub(crate) fn without_licence(mut self, sku: &str) -> Self {
        self.lists[LICENCES].retain(|entry| entry[0].1 != sku);
        self
    }

    fn back_to(mut self, lists: &[usize], id: &str) -> Self {
        let found = lists
            .iter()
            .find_map(|&list| Some((list, self.lists[list].iter().position(|entry| entry[0].1 == id)?)));
        self.current = found.unwrap_or_else(|| panic!("the laboratory has no `{id}`"));
        self
    }

    /// The action or control that is changed from here on.
    pub(crate) fn change(self, id: &str) -> Self {
        self.back_to(&[ACTIONS, CONTROLS], id)
    }

    /// The row of the tenant that is changed from here on.
    pub(crate) fn change_row(self, id: &str) -> Self {
        self.back_to(&[ROWS], id)
    }

    /// The licence that is changed from here on.
    pub(crate) fn change_licence(self, sku: &str) -> Self {
        self.back_to(&[LICENCES], sku)
    }

    /// Any key, in the words of the format.
    pub(crate) fn with(mut self, key: &str, value: impl Display) -> Self {
        let value = value.to_string();
        // In a flow mapping a colon would begin a value.
        let is_plain = value.starts_with(['{', '[']) || !value.contains(':');
        let value = if is_plain { value } else { format!("'{value}'") };
        let (list, at) = self.current;
        let entry = &mut self.lists[list][at];
        match entry.iter_mut().find(|(known, _)| known == key) {
            Some((_, old)) => *old = value,
            None => entry.push((key.to_owned(), value)),
        }
        self
    }

    pub(crate) fn without(mut self, key: &str) -> Self {
        let (list, at) = self.current;
        self.lists[list][at].retain(|(known, _)| known != key);
        self
    }

    /// The same hours at the lowest, likely and highest.
    pub(crate) fn hours(self, hours: i64) -> Self {
        self.effort(&format!("{hours}h, {hours}h, {hours}h"))
    }

    /// The lowest, likely and highest effort, like `30m, 1h, 2h`.
    pub(crate) fn effort(self, three: &str) -> Self {
        self.with("effort", format!("{{ fixed: [{three}] }}"))
    }

    pub(crate) fn needs<const N: usize>(self, ids: [&str; N]) -> Self {
        self.with("needs", format!("[{}]", ids.join(", ")))
    }

    fn list(&self, name: &str, list: usize) -> String {
        if self.lists[list].is_empty() {
            return String::new();
        }
        let line = |entry: &Entry| {
            let keys: Vec<String> = entry.iter().map(|(key, value)| format!("{key}: {value}")).collect();
            format!("  - {{ {} }}\n", keys.join(", "))
        };
        format!("{name}:\n{}", self.lists[list].iter().map(line).collect::<String>())
    }

    /// The catalogue overlay.
    pub(crate) fn overlay(&self) -> String {
        format!(
            "product: {{ id: lab, name: Lab, services: [], team: lab, latency: {{ expected: 24h, slowest: 48h }} }}\n{}{}",
            self.list("actions", ACTIONS),
            self.list("controls", CONTROLS)
        )
    }

    /// The tenant file.
    pub(crate) fn tenant(&self) -> String {
        let sizes = |pairs: &[(&str, i64)], each: fn(&i64) -> String| {
            let pairs: Vec<String> =
                pairs.iter().map(|(name, value)| format!("{name}: {}", each(value))).collect();
            pairs.join(", ")
        };
        let rows = if self.lists[ROWS].is_empty() {
            "controls: []\n".to_owned()
        } else {
            self.list("controls", ROWS)
        };
        format!(
            "tenant: {{ snapshot-date: {} }}\n{}populations: {{ {} }}\ngroups: {{ {} }}\n{rows}",
            self.date,
            self.list("licences", LICENCES),
            sizes(&self.populations, |value| format!("{{ value: {value} }}")),
            sizes(&self.groups, i64::to_string),
        )
    }

    /// Both files in a folder, as arguments of a command.
    pub(crate) fn files(&self, folder: &tempfile::TempDir) -> [String; 4] {
        let path = |name, text| file(folder, name, text).display().to_string();
        let tenant = path("tenant.yaml", self.tenant());
        ["--tenant".to_owned(), tenant, "--catalogue".to_owned(), path("overlay.yaml", self.overlay())]
    }

    /// What is answered to a question about the tenant and `scenario.yaml`, and the findings.
    pub(crate) fn ask(&self, scenario: &str, question: Value) -> (Value, String) {
        let (overlay, tenant) = (self.overlay(), self.tenant());
        let files = [
            ("overlay.yaml", overlay.as_str()),
            ("tenant.yaml", tenant.as_str()),
            ("scenario.yaml", scenario),
        ];
        let of_lab = json!({ "tenant": "tenant.yaml", "catalogue": ["overlay.yaml"] });
        ask_with_findings(files, with(question, of_lab))
    }

    /// The built-in catalogue with the overlay, and the tenant.
    pub(crate) fn load(&self) -> (Catalogue, Tenant) {
        let catalogue = with_overlay(&self.overlay());
        let tenant = tenant_from(&self.tenant(), &catalogue);
        (catalogue, tenant)
    }
}
