//! The catalogue: built-in product files, overlaid key by key with the files of the user.
//!
//! Built-in files are read by `serde_yaml`, the files of people by [`read`] with places and all problems at
//! once; a test takes the built-in files through both and finds them equal.

mod check;
pub mod format;
mod lower;
pub mod read;

use std::collections::BTreeMap;

use self::format::{ActionEntry, ControlEntry, LicencesFile, ProductEntry, ProductFile};
use self::lower::Lowering;
use self::read::Places;
use crate::catalogue::{LICENCES, PRODUCTS, VERSION};
use crate::diag::{Code, Finding, Findings, Place, nearest};
use crate::load::source::Source;
use crate::model::{Catalogue, Id, Product};

/// An entry with its place and the product of its file.
#[derive(Debug, Clone)]
struct Stated<T> {
    entry: T,
    place: Place,
    product: Option<String>,
}

/// All entries before they are understood: later files change earlier ones key by key.
#[derive(Debug, Clone, Default)]
struct Draft {
    products: BTreeMap<String, Stated<ProductEntry>>,
    actions: BTreeMap<String, Stated<ActionEntry>>,
    controls: BTreeMap<String, Stated<ControlEntry>>,
    licences: LicencesFile,
}

/// The built-in catalogue with the overlays of the user, in their order.
///
/// Problems are findings; the catalogue is usable when none is an error.
pub fn load(overlays: &[Source], findings: &mut Findings) -> Catalogue {
    let mut draft = Draft::default();
    for (name, text) in PRODUCTS {
        match serde_yaml::from_str::<ProductFile>(text) {
            Ok(file) => draft.add(name, file, None, findings),
            Err(error) => findings.push(built_in_error(name, &error)),
        }
    }
    match serde_yaml::from_str(LICENCES.1) {
        Ok(file) => draft.licences = file,
        Err(error) => findings.push(built_in_error(LICENCES.0, &error)),
    }
    for source in overlays {
        if let Some((file, places)) = read::product_file(source, findings) {
            draft.add(&source.name, file, Some(places), findings);
        }
    }
    draft.lower(findings)
}

fn built_in_error(name: &str, error: &serde_yaml::Error) -> Finding {
    Finding::new(Code::BadYaml, format!("the built-in catalogue can not be read: {error}"))
        .at(Place::file(name))
}

/// Replaces the keys that the later entry states.
macro_rules! overlay {
    ($base:expr, $over:expr, $($key:ident)*) => {
        $(if $over.$key.is_some() { $base.$key = $over.$key; })*
    };
}

impl Draft {
    fn add(&mut self, name: &str, file: ProductFile, places: Option<Places>, findings: &mut Findings) {
        let product = file.product.as_ref().map(|product| product.id.clone());
        let overlaid = places.is_some();
        let places = places.unwrap_or_default();
        let place = |of: Option<&Place>| of.cloned().unwrap_or_else(|| Place::file(name));
        if let Some(over) = file.product {
            match self.products.get_mut(&over.id) {
                Some(Stated { entry, place: at, .. }) if overlaid => {
                    *at = place(places.product.as_ref());
                    overlay!(entry, over, name services team present_when latency portal);
                }
                _ => {
                    let stated = Stated { place: place(places.product.as_ref()), product: None, entry: over };
                    self.products.insert(stated.entry.id.clone(), stated);
                }
            }
        }
        let mut seen = BTreeMap::new();
        for (index, over) in file.actions.into_iter().enumerate() {
            let place = place(places.actions.get(index));
            let first = seen.insert(over.id.clone(), ()).is_none();
            let product = over.product.clone().or_else(|| product.clone());
            match self.actions.get_mut(&over.id) {
                Some(Stated { entry, place: at, product: of }) if overlaid && first => {
                    *at = place;
                    if over.product.is_some() {
                        of.clone_from(&over.product);
                    }
                    overlay!(entry, over, title product team applies_when entitled_when needs gates after conflicts
                        effort wait done_when sets basis);
                }
                Some(_) => findings.push(twice(&over.id, place)),
                None => drop(self.actions.insert(over.id.clone(), Stated { entry: over, place, product })),
            }
        }
        for (index, over) in file.controls.into_iter().enumerate() {
            let place = place(places.controls.get(index));
            let first = seen.insert(over.id.clone(), ()).is_none();
            let product = over.product.clone().or_else(|| product.clone());
            match self.controls.get_mut(&over.id) {
                Some(Stated { entry, place: at, product: of }) if overlaid && first => {
                    *at = place;
                    if over.product.is_some() {
                        of.clone_from(&over.product);
                    }
                    // Stating one way takes the other ways away, and the other way round.
                    if over.ways.is_some() {
                        (entry.entitled_when, entry.needs, entry.gates) = (None, None, None);
                        (entry.after, entry.coverage) = (None, None);
                    } else if over.needs.is_some() || over.entitled_when.is_some() || over.gates.is_some() {
                        entry.ways = None;
                    }
                    entry.max_overlaid |= over.max.is_some();
                    overlay!(entry, over, title product category max scoring population visible_when
                        entitled_when needs gates after coverage effort ways default_credit ceiling wait
                        user_impact latency retired tags basis);
                }
                Some(_) => findings.push(twice(&over.id, place)),
                None => {
                    let max_overlaid = overlaid && over.max.is_some();
                    let entry = ControlEntry { max_overlaid, ..over };
                    self.controls.insert(entry.id.clone(), Stated { entry, place, product });
                }
            }
        }
    }

    fn lower(self, findings: &mut Findings) -> Catalogue {
        let mut catalogue = Catalogue { version: VERSION.to_owned(), ..Catalogue::default() };
        let mut lowering = Lowering { findings, place: Place::file(LICENCES.0), entry: String::new() };
        lowering.licences(&self.licences, &mut catalogue);
        for (id, stated) in &self.products {
            (lowering.place, lowering.entry) = (stated.place.clone(), id.clone());
            let product = lowering.product(&stated.entry);
            catalogue.products.insert(product.id.clone(), product);
        }
        // Entries without a product may be slips of those that have one.
        let actions =
            self.actions.iter().filter(|(_, stated)| stated.product.is_some()).map(|(id, _)| id.as_str());
        let controls =
            self.controls.iter().filter(|(_, stated)| stated.product.is_some()).map(|(id, _)| id.as_str());
        let known: Vec<&str> = actions.chain(controls).collect();
        for (id, stated) in &self.actions {
            let Some(product) = product_of(&catalogue, id, stated, &known, lowering.findings) else {
                continue;
            };
            (lowering.place, lowering.entry) = (stated.place.clone(), id.clone());
            let action = lowering.action(&stated.entry, &product);
            catalogue.actions.insert(action.id.clone(), action);
        }
        for (id, stated) in &self.controls {
            let Some(product) = product_of(&catalogue, id, stated, &known, lowering.findings) else {
                continue;
            };
            (lowering.place, lowering.entry) = (stated.place.clone(), id.clone());
            let control = lowering.control(&stated.entry, &product);
            catalogue.controls.insert(control.id.clone(), control);
        }
        check::check(&catalogue, &|id| self.place_of(id), findings);
        catalogue
    }

    fn place_of(&self, id: &Id) -> Place {
        let controls = self.controls.get(id.as_str()).map(|stated| &stated.place);
        let actions = self.actions.get(id.as_str()).map(|stated| &stated.place);
        controls.or(actions).cloned().unwrap_or_else(|| Place::file(LICENCES.0))
    }
}

fn twice(id: &str, place: Place) -> Finding {
    Finding::new(Code::DuplicateEntry, format!("`{id}` is defined twice"))
        .at(place)
        .help("keep one entry; an overlay in a file of its own changes single keys")
}

fn product_of<T>(
    catalogue: &Catalogue,
    id: &str,
    stated: &Stated<T>,
    known: &[&str],
    findings: &mut Findings,
) -> Option<Product> {
    let name = stated.product.as_deref().unwrap_or_default();
    let product = catalogue.products.get(name).cloned();
    if product.is_none() {
        let slip = nearest(id, known.iter().copied()).filter(|_| name.is_empty());
        let help = slip.or(nearest(name, catalogue.products.keys().map(Id::as_str))).map_or_else(
            || "name one with `product:`; `scoreplan score` lists the products of a tenant".to_owned(),
            |known| format!("did you mean `{known}`?"),
        );
        let message = if name.is_empty() {
            format!("`{id}` belongs to no product")
        } else {
            format!("`{id}` belongs to the unknown product `{name}`")
        };
        findings.push(Finding::new(Code::UnknownProduct, message).at(stated.place.clone()).help(help));
    }
    product
}
