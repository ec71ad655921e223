//! `import`: how exports joined to one tenant.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::licence_evidence::LicenceEvidence;
use super::{Answer, Finding, Shown};
use crate::diag::Findings;
use crate::model::{ControlFigures, Id, Points, PortalDifference, Status, Tenant};
use crate::state::State;
use crate::table::{Block, Cell, Field, Table, cells, figures, words};

/// How exports joined, or why they did not.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ImportAnswer {
    pub schema: &'static str,
    /// The file into which the tenant goes; null where nobody named one, and after a failure.
    pub tenant_file: Option<String>,
    /// Absent after a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot_date: Option<Date>,
    /// Null after a failure.
    pub join: Option<Join>,
    /// Null after a failure.
    pub licences: Option<LicenceEvidence>,
    /// Where Graph and the portal disagree on a control: Graph's figures count.
    pub differences: Vec<Difference>,
    pub findings: Vec<Finding>,
    /// The tenant as YAML; absent where it is written into a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    #[serde(skip)]
    rows: Vec<(&'static str, Cell)>,
}

/// What came together, and what is missing.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Join {
    pub scored: usize,
    pub scored_without_profile: i64,
    pub profiles_without_score: i64,
    /// A lower bound: an export only says that more follow.
    pub pages_missing: i64,
    pub portal: Option<PortalJoin>,
}

/// How the rows of the portal's export joined to controls by title.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct PortalJoin {
    pub rows: i64,
    pub joined: i64,
    pub unmatched: i64,
}

/// A control on which two exports disagree.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Difference {
    pub id: Id,
    /// As the portal writes it.
    pub title: String,
    pub graph: Figures,
    pub portal: Figures,
}

/// What one export says of a control.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Figures {
    /// The day of the export; null where nothing tells it.
    pub date: Option<Date>,
    pub points: Points,
    pub max: Option<Points>,
    pub status: Option<Status>,
}

impl Figures {
    fn of(figures: &ControlFigures) -> Self {
        let ControlFigures { date, points, max, status } = *figures;
        Self { date, points, max, status }
    }

    fn status(&self) -> Cell {
        self.status.map(Status::word).into()
    }

    /// `5.00 of 9.00`.
    fn points(&self) -> Cell {
        match self.max {
            Some(max) => format!("{} of {max}", self.points).into(),
            None => self.points.into(),
        }
    }
}

impl Difference {
    fn of(difference: &PortalDifference) -> Self {
        Self {
            id: difference.id.clone(),
            title: difference.title.clone(),
            graph: Figures::of(&difference.graph),
            portal: Figures::of(&difference.portal),
        }
    }

    fn table(differences: &[Self]) -> Table {
        let fields: Vec<Field<&Self>> = vec![
            words("control").of(|one| (&one.title).into()),
            figures("Graph").of(|one| one.graph.points()),
            figures("portal").of(|one| one.portal.points()),
            words("status in Graph").leaves(2).of(|one| one.graph.status()),
            words("in the portal").leaves(1).of(|one| one.portal.status()),
        ];
        Table::of("Where Graph and the portal disagree", differences, fields)
    }
}

impl ImportAnswer {
    /// A tenant that was made of exports, with what these disagree on and its text.
    pub fn of(
        state: &State<'_>,
        differences: &[PortalDifference],
        text: String,
        file: Option<String>,
        findings: &Findings,
    ) -> Self {
        let tenant = state.tenant;
        let profiles = &tenant.profiles;
        let join = Join {
            scored: tenant.controls.len(),
            scored_without_profile: profiles.missing,
            profiles_without_score: profiles.without_score,
            pages_missing: profiles.pages_missing,
            portal: tenant.portal.map(|portal| PortalJoin {
                rows: portal.rows,
                joined: portal.joined,
                unmatched: portal.rows - portal.joined,
            }),
        };
        Self {
            tenant_file: file,
            snapshot_date: Some(tenant.snapshot_date),
            rows: rows(tenant, &join),
            join: Some(join),
            licences: Some(LicenceEvidence::of(state)),
            differences: differences.iter().map(Difference::of).collect(),
            tenant: Some(text),
            ..Self::failed(findings)
        }
    }

    pub fn failed(findings: &Findings) -> Self {
        Self {
            schema: "scoreplan/import/1",
            tenant_file: None,
            snapshot_date: None,
            join: None,
            licences: None,
            differences: Vec::new(),
            findings: Finding::all(findings.iter()),
            tenant: None,
            rows: Vec::new(),
        }
    }
}

/// What came together, what is missing, and how the sum compares with Microsoft's figure.
fn rows(tenant: &Tenant, join: &Join) -> Vec<(&'static str, Cell)> {
    let mut rows = vec![("controls scored", join.scored.into())];
    // The portal alone comes without profiles and needs none.
    if tenant.portal.is_none() || (tenant.profiles.given, tenant.profiles.missing) != (0, 0) {
        rows.push(("of these without a profile", join.scored_without_profile.into()));
        rows.push(("profiles without a score (not measured, not zero)", join.profiles_without_score.into()));
        rows.push(("pages of profiles missing, at least", join.pages_missing.into()));
    }
    if let Some(portal) = join.portal {
        rows.push(("rows of the portal's export", portal.rows.into()));
        rows.push(("of these joined to a control by title", portal.joined.into()));
    }
    let of_known = tenant.controls.values().filter(|control| control.max.is_some());
    let points: Points = of_known.map(|control| control.score).sum();
    let max: Points = tenant.controls.values().filter_map(|control| control.max).map(|max| max.value).sum();
    rows.push(("points, as the controls sum", format!("{points} of {max}").into()));
    if let Some((points, max)) = tenant.headline {
        rows.push(("points, as Microsoft prints", format!("{points} of {max}").into()));
    }
    let skus = tenant.licences.as_ref().map_or_else(|| "unknown".into(), |list| Cell::from(list.len()));
    rows.push(("SKUs", skus));
    rows
}

impl Answer for ImportAnswer {
    fn blocks(&self, shown: Shown) -> Vec<Block> {
        let Some(day) = self.snapshot_date else { return Vec::new() };
        let mut table = Table::new(format!("Snapshot of {day}"), vec![words("what"), figures("number")]);
        for (what, number) in &self.rows {
            table.push(cells![*what, number.clone()]);
        }
        let wrote = self.tenant_file.iter().map(|file| format!("Wrote {file}"));
        let licences = self.licences.iter().map(|licences| licences.line().to_owned());
        let mut blocks = vec![Block::Table(table)];
        // The finding names the first of them.
        if shown.all {
            blocks.extend(Difference::table(&self.differences).block());
        }
        blocks.push(Block::Lines(licences.chain(wrote).collect()));
        blocks
    }
}
