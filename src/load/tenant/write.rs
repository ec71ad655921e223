//! Writes a tenant file: one line a control, grouped by product, so that people can read and correct it.

use std::fmt::Write as _;

use crate::load::yaml::word;
use crate::model::units::hundredths;
use crate::model::{BasisPoints, Catalogue, ControlState, Done, Id, Licence, Tenant};

/// The text of a tenant file. Reading it back gives the same tenant.
pub fn write(tenant: &Tenant, catalogue: &Catalogue) -> String {
    let mut out = String::new();
    out.push_str("tenant:\n");
    line(&mut out, 2, "snapshot-date", &tenant.snapshot_date.to_string());
    if let Some(version) = &tenant.catalogue_version {
        line(&mut out, 2, "catalogue-version", &word(version));
    }
    if !tenant.source_hashes.is_empty() {
        out.push_str("  source-hashes:\n");
        for (file, hash) in &tenant.source_hashes {
            line(&mut out, 4, &word(file), hash);
        }
    }
    let profiles = &tenant.profiles;
    let _ = writeln!(
        out,
        "  profiles: {{ given: {}, without-score: {}, missing: {}, pages-missing: {} }}",
        profiles.given, profiles.without_score, profiles.missing, profiles.pages_missing
    );
    if let Some(portal) = &tenant.portal {
        let _ = writeln!(out, "  portal: {{ rows: {}, joined: {} }}", portal.rows, portal.joined);
    }
    if let Some((points, max)) = tenant.headline {
        let _ = writeln!(out, "headline: {{ points: {points}, max: {max} }}");
    }
    if let Some(licences) = &tenant.licences {
        list(&mut out, "licences", licences.iter().map(licence));
    }
    if !tenant.enabled_services.is_empty() {
        let tokens: Vec<String> = tenant.enabled_services.iter().map(|token| word(token)).collect();
        line(&mut out, 0, "enabled-services", &format!("[{}]", tokens.join(", ")));
    }
    if !tenant.populations.is_empty() {
        out.push_str("populations:\n");
        for (name, size) in &tenant.populations {
            let _ = writeln!(out, "  {name}: {{ value: {}, origin: {} }}", size.value, size.origin.word());
        }
    }
    numbers(&mut out, "groups", tenant.groups.iter());
    numbers(&mut out, "facts", tenant.facts.iter());
    if !tenant.actions.is_empty() {
        out.push_str("actions:\n");
        for (action, done) in &tenant.actions {
            let done = match done {
                Done::Done => "done".to_owned(),
                Done::None => "none".to_owned(),
                Done::Partly(share) => {
                    format!("{}%", hundredths(share.of_count(BasisPoints::ALL.0)))
                }
            };
            let _ = writeln!(out, "  {action}: {done}");
        }
    }
    controls(&mut out, tenant, catalogue);
    if !tenant.unscored.is_empty() {
        list(
            &mut out,
            "unscored",
            tenant
                .unscored
                .values()
                .map(|profile| format!("id: {}, max: {}", word(profile.id.as_str()), profile.max)),
        );
    }
    if !tenant.benchmarks.is_empty() {
        list(
            &mut out,
            "benchmarks",
            tenant.benchmarks.iter().map(|benchmark| {
                let percent = benchmark.percent;
                let seats =
                    benchmark.seats.map_or(String::new(), |(low, high)| format!(", seats: [{low}, {high}]"));
                let averages: Vec<String> = benchmark
                    .categories
                    .iter()
                    .map(|average| {
                        let category = word(&average.category);
                        format!(
                            "{{ category: {category}, points: {}, max: {} }}",
                            average.points, average.max
                        )
                    })
                    .collect();
                let categories = match averages.as_slice() {
                    [] => String::new(),
                    averages => format!(", categories: [{}]", averages.join(", ")),
                };
                format!("basis: {}, percent: {percent}{seats}{categories}", word(&benchmark.basis))
            }),
        );
    }
    out
}

fn controls(out: &mut String, tenant: &Tenant, catalogue: &Catalogue) {
    if tenant.controls.is_empty() {
        out.push_str("controls: []\n");
        return;
    }
    out.push_str("controls:\n");
    let product = |id: &Id| catalogue.control(id).map(|control| &control.product);
    let mut groups: Vec<Option<&Id>> = tenant.controls.keys().map(product).collect();
    groups.sort_unstable();
    groups.dedup();
    for group in groups {
        let name =
            group.and_then(|id| catalogue.products.get(id)).map_or("not in the catalogue", |p| &p.name);
        let _ = writeln!(out, "  # {name}");
        for control in tenant.controls.values().filter(|control| product(&control.id) == group) {
            let _ = writeln!(out, "  - {{ {} }}", control_state(control));
        }
    }
}

fn control_state(control: &ControlState) -> String {
    let mut text = format!("id: {}", word(control.id.as_str()));
    let mut add = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = write!(text, ", {key}: {value}");
        }
    };
    let words = |text: &Option<String>| text.as_deref().map(word);
    add("title", words(&control.title));
    add("category", words(&control.category));
    add("service", words(&control.service));
    add("cost", control.cost.map(|cost| cost.word().to_owned()));
    add("impact", control.impact.map(|impact| impact.word().to_owned()));
    add("score", Some(control.score.to_string()));
    add("max", control.max.map(|max| max.value.to_string()));
    add("max-origin", control.max.map(|max| max.origin.word().to_owned()));
    add("count", control.count.map(|count| count.to_string()));
    add("total", control.total.map(|total| total.to_string()));
    add("status", control.status.map(|status| status.value.to_string()));
    add("status-origin", control.status.map(|status| status.origin.word().to_owned()));
    add("licensed", control.licensed.map(|licensed| licensed.to_string()));
    add("regressed", control.regressed.then(|| "true".to_owned()));
    add("assigned-to", words(&control.assigned_to));
    add("comment", words(&control.comment));
    add("last-synced", control.last_synced.map(|date| date.to_string()));
    text
}

fn licence(licence: &Licence) -> String {
    let mut text = format!(
        "sku: {}, enabled: {}, warning: {}, suspended: {}",
        word(licence.sku.as_str()),
        licence.enabled,
        licence.warning,
        licence.suspended
    );
    if let Some(consumed) = licence.consumed {
        let _ = write!(text, ", consumed: {consumed}");
    }
    if let Some(group) = &licence.group {
        let _ = write!(text, ", group: {}", word(group.as_str()));
    }
    if let Some(plans) = &licence.plans {
        let plans: Vec<String> = plans.iter().map(|plan| word(plan.as_str())).collect();
        let _ = write!(text, ", plans: [{}]", plans.join(", "));
    }
    text
}

fn line(out: &mut String, indent: usize, key: &str, value: &str) {
    let _ = writeln!(out, "{:indent$}{key}: {value}", "");
}

fn list(out: &mut String, key: &str, items: impl ExactSizeIterator<Item = String>) {
    if items.len() == 0 {
        let _ = writeln!(out, "{key}: []");
        return;
    }
    let _ = writeln!(out, "{key}:");
    for item in items {
        let _ = writeln!(out, "  - {{ {item} }}");
    }
}

fn numbers<'a>(out: &mut String, key: &str, entries: impl ExactSizeIterator<Item = (&'a Id, &'a i64)>) {
    if entries.len() == 0 {
        return;
    }
    let _ = writeln!(out, "{key}:");
    for (name, value) in entries {
        let _ = writeln!(out, "  {name}: {value}");
    }
}
