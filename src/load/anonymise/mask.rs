//! One name in, one name out that says nothing of the tenant: known names stay, others become numbers.

use std::collections::BTreeMap;

use super::known::Known;
use super::known::{Removed, What};
use crate::load::export::{PublicProduct, public_product};
use crate::model::{Catalogue, Id, is_for_agents, title};

/// Microsoft's categories.
const CATEGORIES: [&str; 5] = ["Identity", "Data", "Device", "Apps", "Infrastructure"];
/// What Microsoft compares by.
const BASES: [&str; 3] = ["AllTenants", "TotalSeats", "IndustryTypes"];
/// What a word becomes that is in no list.
pub(in crate::load) const OTHER: &str = "Other";
/// What a SKU lists in place of plans that unlock nothing, so that it still lists some.
pub(in crate::load) const OTHER_PLAN: &str = "OTHER_PLAN";
const APP: &str = " (app: ";

/// Turns names into what may stay, and counts what did not.
#[derive(Debug)]
pub(in crate::load) struct Mask<'c> {
    pub(in crate::load) catalogue: &'c Catalogue,
    known: Known<'c>,
    names: Names,
    removed: Removed,
}

impl<'c> Mask<'c> {
    /// Nothing seen yet. The catalogue decides what is known: only the built-in one is everybody's.
    pub(super) fn new(catalogue: &'c Catalogue) -> Self {
        Self { catalogue, known: Known::new(catalogue), names: Names::default(), removed: Removed::default() }
    }

    /// Every name has been seen: their numbers are now final, and counting begins.
    pub(super) fn settle(&mut self) {
        self.names.settle();
        self.removed = Removed::default();
    }

    /// What was taken out since the names were settled.
    pub(super) fn removed(self) -> Removed {
        self.removed
    }

    /// Counts what is left out.
    pub(in crate::load) fn count(&mut self, what: What, number: usize) {
        self.removed.add(what, number);
    }

    pub(in crate::load) fn tenant(&mut self, id: &str) -> String {
        self.numbered(Pool::Tenant, id, "tenant-", What::Tenant)
    }

    /// The id of a control: its instance is numbered, and of an unknown id only the family stays.
    pub(in crate::load) fn control(&mut self, id: &Id) -> Id {
        const PLACEHOLDER: &str = "control-";
        let rest = id.without_instance();
        let instance = id.as_str().strip_suffix(rest).and_then(|before| before.strip_suffix('.'));
        let mut name = rest.to_owned();
        if !self.known.is_control(rest) {
            let family = self.known.family(rest);
            let own = own_number(rest.get(family.len()..).unwrap_or_default(), PLACEHOLDER);
            // Exports do not agree on capital letters.
            let number = self.names.number(Pool::Control, &rest.to_lowercase(), own);
            name = format!("{family}{PLACEHOLDER}{number}");
            self.removed.add(What::Control, usize::from(name != rest));
        }
        match instance.filter(|instance| !instance.is_empty()) {
            Some(instance) => {
                let number = self.names.number(Pool::Instance, instance, own_number(instance, ""));
                self.removed.add(What::App, usize::from(number.to_string() != instance));
                Id::new(&format!("{number}.{name}"))
            }
            None => Id::new(&name),
        }
    }

    /// The same of an export, where an id that only differs in capital letters is the known one.
    pub(in crate::load) fn control_of_export(&mut self, id: &Id) -> Id {
        let rest = id.without_instance();
        match self.known.spelling(rest) {
            Some(spelt) if spelt != rest => {
                let instance = id.as_str().strip_suffix(rest).unwrap_or_default();
                self.control(&Id::new(&format!("{instance}{spelt}")))
            }
            _ => self.control(id),
        }
    }

    pub(in crate::load) fn sku(&mut self, sku: &Id) -> Id {
        if self.catalogue.skus.contains_key(sku) {
            return sku.clone();
        }
        Id::new(&self.numbered(Pool::Sku, sku.as_str(), "SKU-", What::Sku))
    }

    /// A service plan that the catalogue knows, or one for software agents, which tells whom its SKU licenses. What
    /// unlocks nothing is left out.
    pub(in crate::load) fn plan(&mut self, plan: &Id) -> Option<Id> {
        const FOR_AGENTS: &str = "OTHER_FOR_AGENTS";
        if self.catalogue.plans.contains_key(plan) || plan.as_str() == OTHER_PLAN {
            return Some(plan.clone());
        }
        let agents = is_for_agents(plan).then(|| Id::new(FOR_AGENTS));
        self.removed.add(What::Plan, usize::from(agents.as_ref() != Some(plan)));
        agents
    }

    /// A token of Graph's `enabledServices` that the catalogue knows.
    pub(in crate::load) fn token(&mut self, token: &str) -> Option<String> {
        let known = self.catalogue.is_token(token);
        self.removed.add(What::Word, usize::from(!known));
        known.then(|| token.to_owned())
    }

    /// A title in the catalogue's spelling, with a number for the app that it names at its end.
    pub(in crate::load) fn title(&mut self, text: &str) -> String {
        let key = title::comparable(text);
        if let Some(known) = self.known.title(&key) {
            return known.to_owned();
        }
        if let Some((base, app)) = key.rsplit_once(APP)
            && let Some(app) = app.strip_suffix(')')
            && let Some(known) = self.known.title(&title::comparable(base))
        {
            let number = self.names.number(Pool::TitleOfApp, app, own_number(app, ""));
            self.removed.add(What::App, usize::from(number.to_string() != app));
            return format!("{known} (App: {number})");
        }
        let number = self.names.number(Pool::Title, &key, own_number(&key, "recommended action "));
        let name = format!("Recommended action {number}");
        self.removed.add(What::Title, usize::from(name != text));
        name
    }

    /// A product as the portal names it.
    pub(in crate::load) fn product(&mut self, text: &str) -> String {
        let key = title::plain(text);
        let (pool, prefix, what) = match public_product(text, self.catalogue) {
            PublicProduct::Known(name) => return name,
            PublicProduct::App(app) => (Pool::App, format!("{app} "), What::App),
            PublicProduct::Unknown => (Pool::Product, "Product ".to_owned(), What::Product),
        };
        let number = self.names.number(pool, &key, own_number(&key, &prefix.to_lowercase()));
        let name = format!("{prefix}{number}");
        self.removed.add(what, usize::from(name != text));
        name
    }

    /// A service as Graph names it.
    pub(in crate::load) fn service(&mut self, text: &str) -> String {
        let known = self.catalogue.product_of_service(text);
        let spelt = known.and_then(|product| product.services.iter().find(|s| s.eq_ignore_ascii_case(text)));
        match spelt {
            Some(service) => service.clone(),
            None => self.product(text),
        }
    }

    pub(in crate::load) fn category(&mut self, text: &str) -> String {
        match CATEGORIES.iter().find(|known| known.eq_ignore_ascii_case(text.trim())) {
            Some(known) => (*known).to_owned(),
            None => self.numbered(Pool::Category, text, "Category ", What::Word),
        }
    }

    /// What a benchmark compares by.
    pub(in crate::load) fn basis(&mut self, text: &str) -> String {
        let known = BASES.iter().find(|known| known.eq_ignore_ascii_case(text));
        let word = *known.unwrap_or(&OTHER);
        self.removed.add(What::Word, usize::from(known.is_none() && text != OTHER));
        word.to_owned()
    }

    /// A group of users or a population: licences name either.
    pub(super) fn group(&mut self, name: &Id) -> Id {
        if self.known.is_population(name.as_str()) {
            return name.clone();
        }
        Id::new(&self.numbered(Pool::Group, name.as_str(), "group-", What::Group))
    }

    pub(super) fn fact(&mut self, name: &Id) -> Id {
        if self.known.is_fact(name.as_str()) {
            return name.clone();
        }
        Id::new(&self.numbered(Pool::Fact, name.as_str(), "fact-", What::Group))
    }

    fn numbered(&mut self, pool: Pool, name: &str, prefix: &str, what: What) -> String {
        let number = self.names.number(pool, name, own_number(name, prefix));
        let placeholder = format!("{prefix}{number}");
        self.removed.add(what, usize::from(placeholder != name));
        placeholder
    }
}

/// What is numbered together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pool {
    Tenant,
    Control,
    Instance,
    Sku,
    Title,
    TitleOfApp,
    App,
    Product,
    Category,
    Group,
    Fact,
}

/// The names of one pool with their numbers, and the number that a placeholder carries.
#[derive(Debug, Default)]
struct Numbers(BTreeMap<String, (u64, Option<u64>)>);

/// All names that were seen.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<Pool, Numbers>);

impl Names {
    /// The number of a name: a passing one until the names are settled. `own` is the number that the name carries
    /// when it is a placeholder.
    pub(super) fn number(&mut self, pool: Pool, name: &str, own: Option<u64>) -> u64 {
        let Numbers(given) = self.0.entry(pool).or_default();
        if let Some((number, _)) = given.get(name) {
            return *number;
        }
        let next = u64::try_from(given.len()).unwrap_or(u64::MAX).saturating_add(1);
        given.insert(name.to_owned(), (next, own));
        next
    }

    /// Gives every name that was seen its number for good.
    pub(super) fn settle(&mut self) {
        for Numbers(given) in self.0.values_mut() {
            let mut names: Vec<(bool, u64, &String)> =
                given.iter().map(|(name, (seen, own))| (own.is_none(), own.unwrap_or(*seen), name)).collect();
            names.sort_unstable();
            let order: Vec<String> = names.into_iter().map(|(.., name)| name.clone()).collect();
            for (number, name) in (1..).zip(order) {
                if let Some(entry) = given.get_mut(&name) {
                    entry.0 = number;
                }
            }
        }
    }
}

/// The number of a placeholder that begins so; `None` for every other text.
pub(super) fn own_number(text: &str, prefix: &str) -> Option<u64> {
    /// More things of a kind are in no export, and more digits could be somebody's number.
    const DIGITS: usize = 6;
    let digits = text.strip_prefix(prefix)?;
    let plain = (1..=DIGITS).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    plain.then(|| digits.parse().ok()).flatten()
}
