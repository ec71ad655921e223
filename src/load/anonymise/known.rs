//! What is known to everybody and may stay, and what was removed.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::text::words;
use crate::model::{Catalogue, DoneWhen, Expr, reference, title};

/// Names that may stay.
#[derive(Debug)]
pub(super) struct Known<'c> {
    /// Titles of controls as they are compared, each with the catalogue's spelling.
    titles: BTreeMap<String, &'c str>,
    controls: BTreeSet<&'c str>,
    /// The same in small letters, each with its spelling.
    spellings: BTreeMap<String, &'c str>,
    /// How ids of controls begin, with the underscore: conditions and populations go by it. By small letters.
    families: BTreeMap<String, BTreeSet<&'c str>>,
    facts: BTreeSet<&'c str>,
}

impl<'c> Known<'c> {
    pub(super) fn new(catalogue: &'c Catalogue) -> Self {
        let mut known = Self {
            titles: BTreeMap::new(),
            controls: catalogue.unscored.keys().map(|id| id.as_str()).collect(),
            spellings: BTreeMap::new(),
            families: BTreeMap::new(),
            facts: facts(catalogue),
        };
        for (id, control) in &catalogue.controls {
            known.titles.entry(title::comparable(&control.title)).or_insert(&control.title);
            known.controls.insert(id.as_str());
            known.controls.extend(control.seen_as.iter().map(|id| id.without_instance()));
            known.spellings.insert(id.as_str().to_ascii_lowercase(), id.as_str());
            for family in families(id.as_str()) {
                known.families.entry(family.to_ascii_lowercase()).or_default().insert(family);
            }
        }
        known
    }

    /// The catalogue's spelling of a title that it has.
    pub(super) fn title(&self, comparable: &str) -> Option<&'c str> {
        self.titles.get(comparable).copied()
    }

    /// Whether an id without its instance is Microsoft's. Device controls are bare numbers of Microsoft's.
    pub(super) fn is_control(&self, id: &str) -> bool {
        let number = id.strip_prefix("scid_");
        let device = number.is_some_and(|number| {
            (1..=6).contains(&number.len())
                && number.bytes().all(|byte| byte.is_ascii_digit())
                && !number.starts_with('0')
        });
        device || self.controls.contains(id)
    }

    /// The catalogue's spelling of an id that has other capital letters.
    pub(super) fn spelling(&self, id: &str) -> Option<&'c str> {
        self.spellings.get(&id.to_ascii_lowercase()).copied()
    }

    /// The longest beginning of an id that known ids share, in one of their spellings, best in its own.
    pub(super) fn family(&self, id: &str) -> &'c str {
        const OF_PORTAL: &str = "portal:";
        if id.starts_with(OF_PORTAL) {
            return OF_PORTAL;
        }
        let known = |family: &str| {
            let spellings = self.families.get(&family.to_ascii_lowercase())?;
            spellings.get(family).or_else(|| spellings.first()).copied()
        };
        families(id).filter_map(known).last().unwrap_or_default()
    }

    /// Whether a name is that of a population of everybody's.
    pub(super) fn is_population(&self, name: &str) -> bool {
        reference::SIZES.iter().any(|(known, _)| *known == name) || self.facts.contains(name)
    }

    /// Whether a name is that of a fact of the catalogue.
    pub(super) fn is_fact(&self, name: &str) -> bool {
        self.facts.contains(name)
    }
}

/// The beginnings of an id up to each of its underscores, the shortest first.
fn families(id: &str) -> impl Iterator<Item = &str> {
    id.match_indices('_').map(|(at, _)| &id[..=at])
}

/// Every fact and population that a condition names or an action sets.
fn facts(catalogue: &Catalogue) -> BTreeSet<&str> {
    let mut facts: BTreeSet<&str> = BTreeSet::new();
    let mut conditions: Vec<&Expr> =
        catalogue.products.values().map(|product| &product.present_when).collect();
    for control in catalogue.controls.values() {
        conditions.push(&control.visible_when);
        conditions.extend(control.default_credit.iter().map(|credit| &credit.when));
        for way in &control.ways {
            conditions.push(&way.entitled_when);
            conditions.extend(&way.holds_while);
        }
    }
    for action in catalogue.actions.values() {
        conditions.extend([&action.applies_when, &action.entitled_when]);
        facts.extend(action.sets.keys().map(|fact| fact.as_str()));
        match &action.done_when {
            Some(DoneWhen::Holds(condition)) => conditions.push(condition),
            Some(DoneWhen::FactShare { fact, population }) => {
                facts.extend([fact.as_str(), population.as_str()]);
            }
            Some(DoneWhen::RowShare(_)) | None => {}
        }
    }
    for condition in conditions {
        condition.visit_facts(&mut |fact, _| {
            facts.insert(fact.as_str());
        });
    }
    facts
}

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
    Control,
    Sku,
    /// Names of service plans.
    Plan,
    Title,
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

words!(What: "ids of tenants" => Tenant, "names and mail addresses" => Person,
    "comments, notes and descriptions" => Text, "links" => Link,
    "ids of accounts, subscriptions, SKUs and plans" => OtherId, "names and hashes of source files" => File,
    "names of groups, populations and facts" => Group, "names and numbers of connected apps" => App,
    "controls that the catalogue does not know" => Control, "SKUs that the catalogue does not know" => Sku,
    "service plans that the catalogue does not know" => Plan,
    "titles that the catalogue does not know" => Title,
    "products and services that the catalogue does not know" => Product,
    "words and values that are not known" => Word, "older entries of the history of a status" => History,
    "fields that no figure needs" => NotNeeded, "fields, columns and objects that nobody knows" => Unknown);

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
