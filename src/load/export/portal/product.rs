//! Which product of the catalogue a product of the portal is.

use crate::model::title::plain;
use crate::model::{Catalogue, Id};

/// What the product column of a row names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// Nothing, or a name that nobody knows: the title has to do.
    Nothing,
    /// A product of the catalogue, and how the ids of its controls begin.
    Product(Id, &'static str),
    /// Another vendor's app that the catalogue does not describe: its titles are also those of other apps.
    Foreign,
}

impl Named {
    /// Whether a control of some product may be meant.
    pub(super) fn fits(&self, id: &Id, product: Option<&Id>) -> bool {
        match self {
            Self::Nothing => true,
            Self::Product(named, start) => {
                product.is_none_or(|product| product == named) && id.without_instance().starts_with(start)
            }
            Self::Foreign => product.is_none(),
        }
    }
}

/// Names beside those of the catalogue: older ones, shorter ones, translated ones, and apps behind one product.
/// Without "Microsoft", and with "for" in place of its translations.
const SYNONYMS: [(&str, &str, &[&str]); 13] = [
    ("entra-id", "", &["entra", "entra id", "azure ad", "azure active directory", "aad"]),
    (
        "defender-for-office-365",
        "",
        &["defender for office", "office 365 advanced threat protection", "office 365 atp", "mdo"],
    ),
    (
        "defender-for-endpoint",
        "",
        &[
            "defender atp",
            "defender for endpunkt",
            "defender for endpunkte",
            "defender for point de terminaison",
            "defender for points de terminaison",
            "defender for punto de conexión",
            "defender for eindpunt",
            "defender for ponto de extremidade",
            "mde",
        ],
    ),
    ("defender-for-identity", "", &["azure advanced threat protection", "mdi"]),
    (
        "defender-for-cloud-apps",
        "",
        &["cloud app security", "defender for cloud-apps", "defender for applications cloud", "mda"],
    ),
    (
        "defender-for-cloud-apps",
        "AppG_",
        &["app governance", "app-governance", "gouvernance des applications"],
    ),
    ("defender-for-cloud-apps", "MDA_SF_", &["salesforce"]),
    ("defender-for-cloud-apps", "MDA_SNOW_", &["servicenow"]),
    ("defender-for-cloud-apps", "MDA_GitHub_", &["github"]),
    ("exchange-online", "", &["exchange"]),
    (
        "purview",
        "",
        &[
            "information protection",
            "purview information protection",
            "purview compliance",
            "azure information protection",
        ],
    ),
    ("sharepoint-online", "", &["sharepoint", "onedrive", "onedrive for business"]),
    ("microsoft-365", "", &["forms", "sway", "admin center", "365 admin center"]),
];

/// Apps that the portal lists and the catalogue does not have.
const FOREIGN: [&str; 12] = [
    "atlassian",
    "citrix sharefile",
    "cyberark",
    "docusign",
    "dropbox",
    "google workspace",
    "netdocuments",
    "okta",
    "slack",
    "workplace",
    "zendesk",
    "zoom",
];

/// A product's name without its maker and with its words in English.
fn bare(name: &str) -> String {
    let name = plain(name);
    let name = name.strip_prefix("microsoft ").unwrap_or(&name);
    // German, French, Spanish and Portuguese, Dutch, Italian.
    const FOR: [&str; 5] = [" f\u{fc}r ", " pour ", " para ", " voor ", " per "];
    FOR.iter().fold(name.to_owned(), |name, word| name.replace(word, " for "))
}

/// The product that a name means, in any of the ways in which it is written.
pub(super) fn named(name: Option<&str>, catalogue: &Catalogue) -> Named {
    let Some(name) = name.map(bare).filter(|name| !name.is_empty()) else { return Named::Nothing };
    let whole = |id: &Id| Named::Product(id.clone(), "");
    // The user's own overlay may add a product: what it calls itself comes first.
    for product in catalogue.products.values() {
        if bare(&product.name) == name || product.id.as_str() == name {
            return whole(&product.id);
        }
    }
    for (id, start, names) in SYNONYMS {
        if names.contains(&name.as_str())
            && let Some((id, _)) = catalogue.products.get_key_value(id)
        {
            return Named::Product(id.clone(), start);
        }
    }
    if FOREIGN.iter().any(|app| name.starts_with(app)) {
        return Named::Foreign;
    }
    catalogue.product_of_service(&name).map_or(Named::Nothing, |product| whole(&product.id))
}

/// What of a product's name may be shown to anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::load) enum Public {
    /// The whole name, as one that means the same is written everywhere.
    Known(String),
    /// An app that everybody knows, with more words behind it: which of several it is.
    App(&'static str),
    Unknown,
}

/// A name that means the same product and that nobody made up.
pub(in crate::load) fn public(name: &str, catalogue: &Catalogue) -> Public {
    let words = bare(name);
    let found = named(Some(name), catalogue);
    match &found {
        Named::Product(id, "") => {
            let product = catalogue.products.get(id);
            Public::Known(product.map_or_else(|| id.to_string(), |product| product.name.clone()))
        }
        Named::Product(_, start) => {
            let names = SYNONYMS.iter().filter(|(_, of, _)| of == start).flat_map(|(.., names)| *names);
            let same = names.into_iter().find(|name| named(Some(name), catalogue) == found);
            Public::Known(same.map_or(words, |name| (*name).to_owned()))
        }
        Named::Foreign => match FOREIGN.iter().find(|app| words.starts_with(**app)) {
            Some(app) if *app == words => Public::Known(words),
            Some(app) => Public::App(app),
            None => Public::Unknown,
        },
        Named::Nothing => Public::Unknown,
    }
}
