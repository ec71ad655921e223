//! What a file is, by its content.

use super::backlog::{has_columns, is_list};
use super::catalogue::is_plan_list;
use super::export::{begins_as_json, is_known_table, is_other_thing, is_tree_of_export};
use super::plan_file::is_ours;
use super::source::Source;
use super::yaml::{Value, parse};
use crate::diag::{Code, Finding, Findings};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Catalogue,
    Tenant,
    Scenario,
    /// Microsoft's list of products and service plans, as CSV.
    PlanList,
    Backlog,
    /// JSON or YAML from Microsoft Graph, the portal's table, or what people give in their place.
    Export,
    Prices,
    /// Name, logo and colours of who hands a report over.
    Brand,
    /// A saved plan, or the JSON of another command.
    Plan,
}

/// Keys of overlays. Those of tenants and scenarios come first.
const OVERLAY: [&str; 10] = [
    "product",
    "products",
    "actions",
    "controls",
    "never-scored",
    "legacy",
    "plans",
    "skus",
    "source",
    "exported-from",
];

/// What a file is; `None` when nothing tells. A file whose YAML can not be read is judged by its first key.
pub fn kind(source: &Source) -> Option<Kind> {
    let text = source.text.trim_start();
    if is_ours(text) {
        return Some(Kind::Plan);
    }
    if begins_as_json(text) {
        return Some(Kind::Export);
    }
    if is_known_table(&source.text) {
        return Some(Kind::Export);
    }
    if is_plan_list(&source.text) {
        return Some(Kind::PlanList);
    }
    if is_other_thing(text) {
        return Some(Kind::Export);
    }
    let said = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    let first = text.lines().find(said).unwrap_or_default();
    if is_list(&source.text) {
        return Some(Kind::Backlog);
    }
    if first.contains(',') && !first.contains(':') {
        // A table of which nothing is known is refused by who reads exports.
        return Some(if has_columns(&source.text) { Kind::Backlog } else { Kind::Export });
    }
    let mut unheard = Findings::new();
    let root = parse(source, &mut unheard);
    if root.as_ref().is_some_and(is_tree_of_export) {
        return Some(Kind::Export);
    }
    if matches!(root.as_ref().map(|root| &root.value), Some(Value::Text { .. })) {
        // Words, and a table whose cells no comma separates.
        return Some(Kind::Export);
    }
    let keys: Vec<String> = match root.map(|root| root.value) {
        Some(Value::Map(entries)) => {
            entries.iter().filter_map(|(key, _)| key.text().map(str::to_owned)).collect()
        }
        _ => text.lines().filter_map(|line| line.split_once(':')).map(|(key, _)| key.to_owned()).collect(),
    };
    let has = |names: &[&str]| keys.iter().any(|key| names.contains(&key.as_str()));
    // A scenario may name its `tenant`, and a tenant has `controls`, `actions` and `licences`: the order matters.
    if has(&["scenario", "extends", "horizon", "remediate", "goal"]) {
        Some(Kind::Scenario)
    } else if has(&["tenant", "headline", "populations"]) {
        Some(Kind::Tenant)
    } else if has(&["currency", "rates"]) {
        Some(Kind::Prices)
    } else if has(&OVERLAY) {
        Some(Kind::Catalogue)
    } else if has(&["logo", "colours"]) {
        Some(Kind::Brand)
    } else {
        None
    }
}

/// Says that a file is none of the known kinds, and why if its YAML can not be read.
pub fn report_unknown_kind(source: &Source, findings: &mut Findings) {
    if parse(source, findings).is_some() {
        findings.push(
            Finding::new(
                Code::UnknownFileKind,
                "the file is no catalogue, tenant, scenario, backlog, price file, brand, plan or export",
            )
            .at(source.place(1))
            .help("a scenario has `scenario:`, a tenant `tenant:`, an overlay `controls:` or `actions:`, prices `currency:`, a brand `colours:`"),
        );
    }
}
