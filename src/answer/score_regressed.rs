//! Controls that have lost points, as the portal marks them.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{Id, Points};
use crate::state::State;
use crate::table::{Field, Table, figures, words};

/// A control that has lost points. How many of them it had before is in no export.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Regressed {
    pub id: Id,
    pub title: String,
    pub points: Points,
    /// Null where nobody knows it.
    pub max: Option<Points>,
    /// What it lacks now, and has lost at most.
    pub missing: Option<Points>,
}

/// The regressed controls of a tenant, those that lack most first.
pub(super) fn regressed(state: &State<'_>) -> Vec<Regressed> {
    let controls = state.tenant.controls.values().filter(|control| control.regressed);
    let one = |control: &crate::model::ControlState| {
        let known = state.catalogue.control(&control.id).map(|known| known.title.clone());
        let max = control.max.map(|max| max.value);
        Regressed {
            id: control.id.clone(),
            title: known.or_else(|| control.title.clone()).unwrap_or_else(|| control.id.to_string()),
            points: control.score,
            max,
            missing: max.map(|max| Points((max - control.score).0.max(0))),
        }
    };
    let mut all: Vec<Regressed> = controls.map(one).collect();
    all.sort_by(|a, b| b.missing.cmp(&a.missing).then_with(|| a.id.cmp(&b.id)));
    all
}

/// One line, where there are any.
pub(super) fn line(regressed: &[Regressed], shown: bool) -> Option<String> {
    if regressed.is_empty() {
        return None;
    }
    let missing: Points = regressed.iter().filter_map(|one| one.missing).sum();
    let (controls, lack) =
        if regressed.len() == 1 { ("control has", "lacks") } else { ("controls have", "lack") };
    let more = if shown { "" } else { "; `score --regressed` lists them" };
    Some(format!("{} {controls} regressed and now {lack} {missing} points{more}", regressed.len()))
}

/// All of them.
pub(super) fn table(regressed: &[Regressed]) -> Table {
    let fields: Vec<Field<&Regressed>> = vec![
        words("control").of(|one| (&one.title).into()),
        words("id").leaves(1).of(|one| one.id.as_str().into()),
        figures("points").of(|one| one.points.into()),
        figures("max").empty("unknown").of(|one| one.max.into()),
        figures("missing").empty("unknown").of(|one| one.missing.into()),
    ];
    Table::of("Regressed", regressed, fields)
}
