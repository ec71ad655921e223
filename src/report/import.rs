//! The join report of an import.

use serde_json::{Value, json};

use super::json as values;
use crate::diag::Finding;
use crate::model::{Points, Tenant};
use crate::table::{Block, Output, Table, figures, words};

/// What came together, what is missing, and how the sum compares with Microsoft's figure.
pub fn report(tenant: &Tenant, tenant_file: &str, findings: &[Finding]) -> Output {
    let join = &tenant.profiles;
    let mut table =
        Table::new(format!("Snapshot of {}", tenant.snapshot_date), vec![words("what"), figures("number")]);
    let mut row = |what: &str, number: String| table.push(vec![what.to_owned(), number]);
    row("controls scored", tenant.controls.len().to_string());
    // The portal alone comes without profiles and needs none.
    if tenant.portal.is_none() || (join.given, join.missing) != (0, 0) {
        row("of these without a profile", join.missing.to_string());
        row("profiles without a score (not measured, not zero)", join.without_score.to_string());
        row("pages of profiles missing, at least", join.pages_missing.to_string());
    }
    if let Some(portal) = tenant.portal {
        row("rows of the portal's export", portal.rows.to_string());
        row("of these joined to a control by title", portal.joined.to_string());
    }
    let points: Points =
        tenant.controls.values().filter(|c| c.max.is_some()).map(|control| control.score).sum();
    let max: Points = tenant.controls.values().filter_map(|control| control.max).map(|max| max.value).sum();
    row("points, as the controls sum", format!("{points} of {max}"));
    if let Some((points, max)) = tenant.headline {
        row("points, as Microsoft prints", format!("{points} of {max}"));
    }
    row("SKUs", tenant.licences.as_ref().map_or_else(|| "unknown".to_owned(), |list| list.len().to_string()));
    let portal = tenant.portal.map(|portal| {
        json!({"rows": portal.rows, "joined": portal.joined, "unmatched": portal.rows - portal.joined})
    });
    let json = json!({
        "schema": "scoreplan/import/1",
        "tenant_file": tenant_file,
        "snapshot_date": tenant.snapshot_date.to_string(),
        "join": {
            "scored": tenant.controls.len(),
            "scored_without_profile": join.missing,
            "profiles_without_score": join.without_score,
            "pages_missing": join.pages_missing,
            "portal": portal,
        },
        "findings": values::findings(findings),
    });
    let wrote = format!("Wrote {tenant_file}");
    Output::both(vec![Block::Table(table), Block::Lines(vec![wrote])], &json)
}

/// An import that failed, for programs.
pub fn failed(findings: &[Finding]) -> Value {
    json!({
        "schema": "scoreplan/import/1",
        "tenant_file": null,
        "join": null,
        "findings": values::findings(findings),
    })
}
