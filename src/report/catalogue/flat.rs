//! Controls and actions as one table, for spreadsheets.

use super::list::Listed;
use super::{control_effort, hours, joined, latency, points};
use crate::model::{About, Estimate, Scoring, reference};
use crate::table::{Table, figures, words};

/// One row for each control and action.
pub(super) fn table(listed: &Listed<'_>, retired: bool) -> Table {
    let columns = vec![
        words("kind"),
        words("id"),
        words("product"),
        words("category"),
        figures("points"),
        figures("hours low"),
        figures("hours likely"),
        figures("hours high"),
        words("effort basis"),
        words("scoring"),
        words("population"),
        words("visible when"),
        words("entitled when"),
        figures("latency hours"),
        words("needs"),
        words("tags"),
        words("retired"),
        words("title"),
    ];
    let mut table = Table::new("Catalogue", columns);
    let three = |effort: Option<Estimate>| {
        [effort.map(|e| e.low), effort.map(|e| e.likely), effort.map(|e| e.high)].map(hours)
    };
    let basis = |about: &About| about.basis.get("effort").cloned().unwrap_or_default();
    for control in listed.controls.iter().filter(|control| retired || control.is_current()) {
        let [low, likely, high] = three(control_effort(control));
        let scoring = match control.scoring {
            Scoring::Binary => "binary",
            Scoring::Threshold => "threshold",
            Scoring::Proportional(_) => "proportional",
        };
        let latency = latency(listed.catalogue, control);
        table.push(vec![
            "control".to_owned(),
            control.id.to_string(),
            control.product.to_string(),
            control.category.clone(),
            points(control.max),
            low,
            likely,
            high,
            basis(&control.about),
            scoring.to_owned(),
            control.scoring.population().map(ToString::to_string).unwrap_or_default(),
            control.visible_when.to_string(),
            control.entitled_when().to_string(),
            latency.map(|latency| latency.expected_hours.to_string()).unwrap_or_default(),
            joined(control.needs()),
            control.tags.join(", "),
            control.retired.map(|day| day.to_string()).unwrap_or_default(),
            control.title.clone(),
        ]);
    }
    for action in &listed.actions {
        let [low, likely, high] = three(reference::effort(&action.effort, None));
        let mut row = vec![String::new(); table.columns.len()];
        row[0] = "action".to_owned();
        row[1] = action.id.to_string();
        row[2] = action.product.to_string();
        (row[5], row[6], row[7]) = (low, likely, high);
        row[8] = basis(&action.about);
        row[12] = action.entitled_when.to_string();
        row[14] = joined(action.needs.iter().chain(&action.gates));
        row[17] = action.title.clone();
        table.push(row);
    }
    table
}
