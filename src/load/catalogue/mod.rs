//! The catalogue: built-in product files, overlaid key by key with the files of the user.
//!
//! Built-in files are read by `serde_yaml`, the files of people by [`read`] with places and all problems at
//! once; a test takes the built-in files through both and finds them equal.

mod about;
mod check;
mod draft;
pub mod format;
mod licences;
mod lint;
mod lower;
mod plan_list;
pub mod read;
pub mod read_licences;
mod write;
mod written;

pub use self::lint::{lint, lint_overlays};

use self::draft::{Draft, Stated};
use self::format::ProductFile;
use self::lower::Lowering;
pub use self::plan_list::{PlansOfSkus, is_plan_list, plans_of_skus};
pub use self::written::Written;
use crate::catalogue::{LICENCES, PRODUCTS, VERSION};
use crate::diag::{Code, Finding, Findings, Place, nearest};
use crate::load::source::Source;
use crate::model::{Catalogue, Id, Product};

/// The built-in catalogue with the overlays of the user, in their order. An overlay may also be Microsoft's list
/// of products and service plans.
///
/// Problems are findings; the catalogue is usable when none is an error.
pub fn load(overlays: &[Source], findings: &mut Findings) -> Catalogue {
    draft(overlays, findings).lower(findings)
}

/// The same catalogue as it is written, for comparing and exporting it. It is checked as if it were used.
pub fn load_written(overlays: &[Source], findings: &mut Findings) -> Written {
    let draft = draft(overlays, findings);
    let written = draft.written();
    draft.lower(findings);
    written
}

fn draft(overlays: &[Source], findings: &mut Findings) -> Draft {
    let mut draft = Draft::default();
    for (name, text) in PRODUCTS {
        match serde_yaml::from_str::<ProductFile>(text) {
            Ok(file) => draft.add(name, file, None, findings),
            Err(error) => findings.push(built_in_error(name, &error)),
        }
    }
    match serde_yaml::from_str(LICENCES.1) {
        Ok(file) => draft.add_licences(LICENCES.0, file),
        Err(error) => findings.push(built_in_error(LICENCES.0, &error)),
    }
    for source in overlays {
        if is_plan_list(&source.text) {
            let (plans, skus) = plan_list::read(source, findings);
            draft.add_list(&source.name, plans, skus);
        } else if let Some((file, places)) = read::product_file(source, findings) {
            draft.add(&source.name, file, Some(places), findings);
        }
    }
    draft
}

fn built_in_error(name: &str, error: &serde_yaml::Error) -> Finding {
    Finding::new(Code::BadYaml, format!("the built-in catalogue can not be read: {error}"))
        .at(Place::file(name))
}

impl Draft {
    fn lower(self, findings: &mut Findings) -> Catalogue {
        let mut catalogue = Catalogue { version: VERSION.to_owned(), ..Catalogue::default() };
        let place = Place::file(LICENCES.0);
        let mut lowering = Lowering { findings, place, entry: String::new() };
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
        for (id, (kind, stated)) in &self.unscored {
            let Some(product) = product_of(&catalogue, id, stated, &known, lowering.findings) else {
                continue;
            };
            (lowering.place, lowering.entry) = (stated.place.clone(), id.clone());
            let unscored = lowering.unscored(&stated.entry, *kind, &product.id);
            catalogue.unscored.insert(unscored.id.clone(), unscored);
        }
        check::check(&catalogue, &|id| self.place_of(id), findings);
        catalogue
    }

    fn place_of(&self, id: &Id) -> Place {
        let controls = self.controls.get(id.as_str()).map(|stated| &stated.place);
        let actions = self.actions.get(id.as_str()).map(|stated| &stated.place);
        let unscored = self.unscored.get(id.as_str()).map(|(_, stated)| &stated.place);
        let skus = self.licences.skus.get(id.as_str()).map(|stated| &stated.place);
        controls.or(actions).or(unscored).or(skus).cloned().unwrap_or_else(|| Place::file(LICENCES.0))
    }
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
