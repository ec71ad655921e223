//! The forms in which a report is written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// In which form a report is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentForm {
    /// One page for a browser
    #[default]
    Html,
    /// Text for a pull request
    Markdown,
    /// A workbook
    Workbook,
    /// The dated work as tasks for Planner, as CSV
    Planner,
    /// The dated work as tasks for Jira, as CSV
    Jira,
    /// The dated work as tasks for GitHub, as CSV
    Github,
    /// A folder of every table as CSV and every chart as SVG
    Folder,
}

impl DocumentForm {
    /// Every form that this program can write.
    pub const ALL: &'static [Self] = &[
        Self::Html,
        Self::Markdown,
        #[cfg(feature = "xlsx")]
        Self::Workbook,
        Self::Planner,
        Self::Jira,
        Self::Github,
        Self::Folder,
    ];

    /// How the name of what is written ends.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Html => ".html",
            Self::Markdown => ".md",
            Self::Workbook => ".xlsx",
            Self::Planner => ".planner.csv",
            Self::Jira => ".jira.csv",
            Self::Github => ".github.csv",
            Self::Folder => "/",
        }
    }
}
