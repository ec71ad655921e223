//! What was taken out of a file, by kind and number.

use std::collections::BTreeMap;

/// A kind of thing that does not stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The id of a tenant.
    Tenant,
    /// Who is on it, who changed it, whose account it is.
    Person,
    /// What people wrote, and Microsoft's long texts with what they say about the tenant.
    Text,
    /// Addresses of any kind.
    Link,
    /// Ids of subscriptions, accounts, SKUs and plans.
    OtherId,
    /// Names and hashes of the files that a tenant was made from.
    File,
    /// Names of groups, populations and facts.
    Group,
    /// Names and numbers of connected apps.
    App,
    /// Ids of controls.
    Control,
    /// Part numbers.
    Sku,
    /// Names of service plans.
    Plan,
    /// Titles.
    Title,
    /// Products and services.
    Product,
    /// Categories and other words of a closed list that are not in it.
    Word,
    /// Older entries of the history of a status.
    History,
    /// Fields that are known and in no figure.
    NotNeeded,
    /// Fields, columns and objects that nobody knows.
    Unknown,
}

impl What {
    /// What it is, for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Tenant => "ids of tenants",
            Self::Person => "names and mail addresses",
            Self::Text => "comments, notes and descriptions",
            Self::Link => "links",
            Self::OtherId => "ids of accounts, subscriptions, SKUs and plans",
            Self::File => "names and hashes of source files",
            Self::Group => "names of groups, populations and facts",
            Self::App => "names and numbers of connected apps",
            Self::Control => "controls that the catalogue does not know",
            Self::Sku => "SKUs that the catalogue does not know",
            Self::Plan => "service plans that the catalogue does not know",
            Self::Title => "titles that the catalogue does not know",
            Self::Product => "products and services that the catalogue does not know",
            Self::Word => "words and values that are not known",
            Self::History => "older entries of the history of a status",
            Self::NotNeeded => "fields that no figure needs",
            Self::Unknown => "fields, columns and objects that nobody knows",
        }
    }
}

/// How often each kind was taken out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Removed(BTreeMap<What, usize>);

impl Removed {
    /// Counts more of a kind.
    pub(in crate::load) fn add(&mut self, what: What, number: usize) {
        if number > 0 {
            *self.0.entry(what).or_default() += number;
        }
    }

    /// Whether nothing was taken out.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each kind with its number, in the order of the kinds.
    pub fn iter(&self) -> impl Iterator<Item = (What, usize)> {
        self.0.iter().map(|(what, number)| (*what, *number))
    }
}
