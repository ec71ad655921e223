//! All entries of all files before anybody asks what they mean: later files change earlier ones key by key.

use std::collections::BTreeMap;

use super::format::{
    ActionEntry, ControlEntry, LicencesFile, PlanEntry, ProductEntry, ProductFile, SkuEntry, UnscoredEntry,
};
use super::licences::Licences;
use super::read::Places;
use crate::diag::{Code, Finding, Findings, Place};
use crate::model::{Overlaid, UnscoredKind};

/// An entry with its place and the product of its file.
#[derive(Debug, Clone)]
pub(super) struct Stated<T> {
    pub(super) entry: T,
    pub(super) place: Place,
    pub(super) product: Option<String>,
}

/// All entries by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    pub(super) products: BTreeMap<String, Stated<ProductEntry>>,
    pub(super) actions: BTreeMap<String, Stated<ActionEntry>>,
    pub(super) controls: BTreeMap<String, Stated<ControlEntry>>,
    pub(super) unscored: BTreeMap<String, (UnscoredKind, Stated<UnscoredEntry>)>,
    pub(super) licences: Licences,
}

/// Replaces the keys that the later entry states, and gives their names.
macro_rules! overlay {
    ($base:expr, $over:expr, $($key:ident)*) => {{
        let mut keys: Vec<String> = Vec::new();
        $(if $over.$key.is_some() {
            $base.$key = $over.$key;
            keys.push(stringify!($key).replace('_', "-"));
        })*
        keys
    }};
}

/// Forgets the keys that only repeat what stands already.
macro_rules! forget_repeated {
    ($base:expr, $over:expr, $($key:ident)*) => {
        $(if $over.$key == $base.$key {
            $over.$key = None;
        })*
    };
}

/// Does something with every key of an action but its id and its product.
macro_rules! action_keys {
    ($what:ident, $base:expr, $over:expr) => {
        $what!($base, $over, title product team applies_when entitled_when needs gates after conflicts effort wait
            done_when sets rating portal note basis)
    };
}

/// Does something with every key of a control but its id and its bases.
macro_rules! control_keys {
    ($what:ident, $base:expr, $over:expr) => {
        $what!($base, $over, title title_basis product category max scoring population new_heads visible_when
            entitled_when
            needs gates after coverage effort ways default_credit ceiling wait user_impact latency portal rating
            seen_as retired replaced_by note disputed tags)
    };
}

/// The file that is being added.
struct Of<'a> {
    name: &'a str,
    source: Option<String>,
    product: Option<String>,
    overlaid: bool,
    /// It repeats the whole catalogue.
    whole: bool,
}

impl Of<'_> {
    fn place(&self, of: Option<&Place>) -> Place {
        of.cloned().unwrap_or_else(|| Place::file(self.name))
    }

    fn product(&self, own: Option<&String>) -> Option<String> {
        own.or(self.product.as_ref()).cloned()
    }

    fn changed(&self, keys: Vec<String>, place: &Place) -> Option<Overlaid> {
        let (file, source) = (self.name.to_owned(), self.source.clone());
        let overlaid = Overlaid { file, line: place.line, source, keys };
        (!overlaid.keys.is_empty()).then_some(overlaid)
    }
}

impl Draft {
    /// Adds a file; without places it is a built-in one.
    pub(super) fn add(
        &mut self,
        name: &str,
        file: ProductFile,
        places: Option<Places>,
        findings: &mut Findings,
    ) {
        let of = Of {
            name,
            source: file.source,
            product: file.product.as_ref().map(|product| product.id.clone()),
            overlaid: places.is_some(),
            whole: file.exported_from.is_some(),
        };
        let places = places.unwrap_or_default();
        if let Some(over) = file.product {
            self.product(over, &of, of.place(places.product.as_ref()));
        }
        for (index, over) in file.products.into_iter().enumerate() {
            self.product(over, &of, of.place(places.products.get(index)));
        }
        let mut seen = BTreeMap::new();
        let mut first = |id: &str| seen.insert(id.to_owned(), ()).is_none();
        for (index, over) in file.actions.into_iter().enumerate() {
            let fresh = first(&over.id);
            self.action(over, &of, of.place(places.actions.get(index)), fresh, findings);
        }
        for (index, over) in file.controls.into_iter().enumerate() {
            let fresh = first(&over.id);
            self.control(over, &of, of.place(places.controls.get(index)), fresh, findings);
        }
        let never = file.never_scored.into_iter().map(|entry| (UnscoredKind::NeverScored, entry));
        let legacy = file.legacy.into_iter().map(|entry| (UnscoredKind::Legacy, entry));
        for (index, (kind, mut entry)) in never.chain(legacy).enumerate() {
            let place = of.place(places.unscored.get(index));
            if !first(&entry.id) || self.controls.contains_key(&entry.id) {
                findings.push(twice(&entry.id, place));
                continue;
            }
            let product = of.product(entry.product.as_ref());
            let said = |entry: &UnscoredEntry| {
                (entry.title.clone(), entry.why.clone(), entry.instead.clone(), entry.needs.clone())
            };
            // What a file repeats unchanged states nothing.
            let repeats = self.unscored.get(&entry.id).is_some_and(|(of_kind, known)| {
                *of_kind == kind && known.product == product && said(&known.entry) == said(&entry)
            });
            if repeats {
                continue;
            }
            if of.overlaid {
                entry.changed.extend(of.changed(vec![ADDED.to_owned()], &place));
            }
            self.unscored.insert(entry.id.clone(), (kind, Stated { entry, place, product }));
        }
        for (index, entry) in file.plans.into_iter().enumerate() {
            let place = of.place(places.plans.get(index));
            self.licences.add_plan(Stated { entry, place, product: None });
        }
        for (index, entry) in file.skus.into_iter().enumerate() {
            let place = of.place(places.skus.get(index));
            self.licences.add_sku(Stated { entry, place, product: None });
        }
    }

    /// Adds the built-in plans and SKUs.
    pub(super) fn add_licences(&mut self, name: &str, file: LicencesFile) {
        let place = || Place::file(name);
        for entry in file.plans {
            self.licences.add_plan(Stated { entry, place: place(), product: None });
        }
        for entry in file.skus {
            self.licences.add_sku(Stated { entry, place: place(), product: None });
        }
    }

    /// Adds plans and SKUs of Microsoft's list that are not known yet; what is known is known better here.
    pub(super) fn add_list(&mut self, name: &str, plans: Vec<PlanEntry>, skus: Vec<SkuEntry>) {
        let place = || Place::file(name);
        for entry in plans {
            let stated = Stated { entry, place: place(), product: None };
            self.licences.plans.entry(stated.entry.id.clone()).or_insert(stated);
        }
        for entry in skus {
            let stated = Stated { entry, place: place(), product: None };
            self.licences.skus.entry(stated.entry.sku.clone()).or_insert(stated);
        }
    }

    fn product(&mut self, over: ProductEntry, of: &Of<'_>, place: Place) {
        match self.products.get_mut(&over.id) {
            Some(Stated { entry, place: at, .. }) if of.overlaid => {
                *at = place;
                overlay!(entry, over, name services team present_when latency portal question collected_by
                    few_visible note disputed);
            }
            _ => {
                let stated = Stated { place, product: None, entry: over };
                self.products.insert(stated.entry.id.clone(), stated);
            }
        }
    }

    fn action(
        &mut self,
        mut over: ActionEntry,
        of: &Of<'_>,
        place: Place,
        fresh: bool,
        findings: &mut Findings,
    ) {
        let product = of.product(over.product.as_ref());
        match self.actions.get_mut(&over.id) {
            Some(Stated { entry, place: at, product: belongs }) if of.overlaid && fresh => {
                *at = place;
                entry.product.clone_from(belongs);
                let says_basis = over.basis.is_some();
                if of.whole {
                    action_keys!(forget_repeated, entry, over);
                }
                let restated = over.effort.is_some() && !says_basis;
                let keys = action_keys!(overlay, entry, over);
                belongs.clone_from(&entry.product);
                if restated {
                    entry.basis = Some(STATED.to_owned());
                }
                entry.changed.extend(of.changed(keys, at));
            }
            Some(_) => findings.push(twice(&over.id, place)),
            None => {
                let mut entry = over;
                if of.overlaid {
                    entry.basis.get_or_insert_with(|| STATED.to_owned());
                    entry.changed.extend(of.changed(vec![ADDED.to_owned()], &place));
                }
                self.actions.insert(entry.id.clone(), Stated { entry, place, product });
            }
        }
    }

    fn control(
        &mut self,
        mut over: ControlEntry,
        of: &Of<'_>,
        place: Place,
        fresh: bool,
        findings: &mut Findings,
    ) {
        let product = of.product(over.product.as_ref());
        let basis = over.basis.take();
        match self.controls.get_mut(&over.id) {
            Some(Stated { entry, place: at, product: belongs }) if of.overlaid && fresh => {
                *at = place;
                entry.product.clone_from(belongs);
                // A person's maximum is still one when it is exported.
                let is_stated = |basis: &BTreeMap<_, _>| basis.get("max").is_some_and(|of| of == STATED);
                entry.max_overlaid |= of.whole && basis.as_ref().is_some_and(is_stated);
                if of.whole {
                    control_keys!(forget_repeated, entry, over);
                }
                // Stating one way takes the other ways away, and the other way round.
                if over.ways.is_some() {
                    (entry.entitled_when, entry.needs, entry.gates) = (None, None, None);
                    (entry.after, entry.coverage) = (None, None);
                } else if over.needs.is_some() || over.entitled_when.is_some() || over.gates.is_some() {
                    entry.ways = None;
                }
                entry.max_overlaid |= over.max.is_some();
                let stated = stated_figures(&over);
                let mut keys = control_keys!(overlay, entry, over);
                belongs.clone_from(&entry.product);
                let all = entry.basis.get_or_insert_default();
                let repeats = |(figure, word): (&String, &String)| all.get(figure) == Some(word);
                if basis.as_ref().is_some_and(|basis| !of.whole || !basis.iter().all(repeats)) {
                    keys.push("basis".to_owned());
                }
                all.extend(stated);
                all.extend(basis.into_iter().flatten());
                entry.changed.extend(of.changed(keys, at));
            }
            Some(_) => findings.push(twice(&over.id, place)),
            None => {
                let stated = stated_figures(&over);
                let mut entry = ControlEntry { max_overlaid: of.overlaid && over.max.is_some(), ..over };
                entry.basis = basis;
                if of.overlaid {
                    let all = entry.basis.get_or_insert_default();
                    for (figure, word) in stated {
                        all.entry(figure).or_insert(word);
                    }
                    entry.changed.extend(of.changed(vec![ADDED.to_owned()], &place));
                }
                self.controls.insert(entry.id.clone(), Stated { entry, place, product });
            }
        }
    }
}

/// The basis of what a person writes.
const STATED: &str = "stated";
/// In place of the keys, for an entry that a user's file adds.
const ADDED: &str = "added";

/// The figures that an entry of a person states, each with that basis.
fn stated_figures(entry: &ControlEntry) -> BTreeMap<String, String> {
    let figures = [
        ("max", entry.max.is_some()),
        ("effort", entry.effort.is_some() || entry.ways.iter().flatten().any(|way| way.effort.is_some())),
        ("licence", entry.entitled_when.is_some() || entry.ways.is_some()),
        ("impact", entry.user_impact.is_some()),
    ];
    figures
        .into_iter()
        .filter(|(_, is_stated)| *is_stated)
        .map(|(figure, _)| (figure.to_owned(), STATED.to_owned()))
        .collect()
}

fn twice(id: &str, place: Place) -> Finding {
    Finding::new(Code::DuplicateEntry, format!("`{id}` is defined twice"))
        .at(place)
        .help("keep one entry; an overlay in a file of its own changes single keys")
}
