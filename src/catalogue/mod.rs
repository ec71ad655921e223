//! The built-in catalogue: one YAML file per source product, and the licences.
//!
//! Goes in: nothing. Comes out: embedded texts that the loader reads.
//! **Invariant:** data only; what the keys mean stands in `src/docs/formats.md`.

/// The version that tenants and scenarios are pinned to.
pub const VERSION: &str = "2026.11-full";

macro_rules! embedded {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!($name)),)*] };
}

/// Name and text of every product file, in the order of the names.
pub const PRODUCTS: &[(&str, &str)] = embedded![
    "app-governance.yaml",
    "atlassian.yaml",
    "citrix-sharefile.yaml",
    "defender-for-cloud-apps.yaml",
    "defender-for-cloud.yaml",
    "defender-for-endpoint.yaml",
    "defender-for-identity.yaml",
    "defender-for-office-365.yaml",
    "docusign.yaml",
    "dropbox.yaml",
    "entra-id.yaml",
    "exchange-online.yaml",
    "github.yaml",
    "google-workspace.yaml",
    "intune.yaml",
    "legacy.yaml",
    "microsoft-365-admin-center.yaml",
    "microsoft-forms.yaml",
    "microsoft-sway.yaml",
    "microsoft-teams.yaml",
    "netdocuments.yaml",
    "okta.yaml",
    "purview.yaml",
    "salesforce.yaml",
    "servicenow.yaml",
    "sharepoint-online.yaml",
    "workplace.yaml",
    "zendesk.yaml",
    "zoom.yaml",
];

/// The service plans and SKUs.
pub const LICENCES: (&str, &str) = ("licences.yaml", include_str!("licences.yaml"));
