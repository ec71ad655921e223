//! From the title and the product of a row to the id of a control.

use std::collections::{BTreeMap, BTreeSet};

use super::World;
use super::product::{Named, named};
use super::row::Row;
use crate::model::title;
use crate::model::{Catalogue, Id};

/// What a title leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Match {
    One(Id),
    None,
    /// Several controls have this title, or an earlier row has taken the only one.
    Several,
}

/// Controls by their titles, each as titles are compared.
#[derive(Debug, Default)]
struct Titles(BTreeMap<String, BTreeSet<(Id, Option<Id>)>>);

impl Titles {
    /// A control under its title in the catalogue and under the one of its profile, which may be newer.
    fn add(&mut self, id: &Id, world: World<'_>) {
        let known = world.catalogue.control(id);
        let profile = world.profiles.get(id);
        let product = known.map(|control| control.product.clone()).or_else(|| {
            let service = profile?.service.as_deref()?;
            world.catalogue.product_of_service(service).map(|product| product.id.clone())
        });
        let titles = [known.map(|control| control.title.as_str()), profile.and_then(|p| p.title.as_deref())];
        for title in titles.into_iter().flatten() {
            self.0.entry(title::comparable(title)).or_default().insert((id.clone(), product.clone()));
        }
    }

    fn find(&self, row: &Row, catalogue: &Catalogue) -> Match {
        let named: Named = named(row.product.as_deref(), catalogue);
        let found = self.0.get(&title::comparable(&row.title)).into_iter().flatten();
        let mut fitting = found.filter(|(id, product)| named.fits(id, product.as_ref()));
        match (fitting.next(), fitting.next()) {
            (Some((id, _)), None) => Match::One(id.clone()),
            (Some(_), Some(_)) => Match::Several,
            (None, _) => Match::None,
        }
    }
}

/// What each row leads to, of some controls. No control is taken twice: the first row has it.
pub(super) fn matches<'a>(rows: &[Row], ids: impl Iterator<Item = &'a Id>, world: World<'_>) -> Vec<Match> {
    let mut titles = Titles::default();
    ids.for_each(|id| titles.add(id, world));
    let mut taken: BTreeSet<Id> = BTreeSet::new();
    let matches = rows.iter().map(|row| match titles.find(row, world.catalogue) {
        Match::One(id) if !taken.insert(id.clone()) => Match::Several,
        found => found,
    });
    matches.collect()
}

/// Every control that a tenant may show: those of its own profiles, and of the catalogue those that no profile
/// shows as an instance.
pub(super) fn everything<'w>(world: World<'w>) -> impl Iterator<Item = &'w Id> {
    let instances: BTreeSet<&str> = world
        .profiles
        .keys()
        .filter(|id| id.without_instance() != id.as_str())
        .map(Id::without_instance)
        .collect();
    let of_catalogue = world
        .catalogue
        .controls
        .keys()
        .filter(move |id| !instances.contains(id.as_str()) && !world.profiles.contains_key(*id));
    world.profiles.keys().chain(of_catalogue)
}
