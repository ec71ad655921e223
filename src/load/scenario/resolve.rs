//! Names that people write in scenarios become the ids that they mean, before anything is checked.

use std::collections::{BTreeMap, BTreeSet};

use super::Loaded;
use super::check::Mentioned;
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::named::{Asked, Taken};
use crate::model::{Catalogue, Deal, Finder, Id, NameKind, Remediation, Scenario, Tenant};

/// What was written, with what it means.
type Renamed = BTreeMap<Id, Id>;

/// What is renamed, by what the places take.
#[derive(Debug, Default)]
struct Names {
    controls: Renamed,
    work: Renamed,
    skus: Renamed,
    products: Renamed,
}

/// The families of names: of controls and actions some places take only controls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    Control,
    Work,
    Sku,
    Product,
}

/// Writes ids for the names of a scenario that are none; what means nothing, or several things, is reported and left out
/// of what is still to be checked.
pub fn resolve(loaded: &mut Loaded, catalogue: &Catalogue, tenant: &Tenant, findings: &mut Findings) {
    let arriving: BTreeSet<Id> = loaded
        .mentions
        .iter()
        .filter_map(|mention| match &mention.what {
            Mentioned::Arrival(id) => Some(id.clone()),
            _ => None,
        })
        .collect();
    let mut names = Names::default();
    let mut unknown: BTreeSet<(Family, Id)> = BTreeSet::new();
    let mut finders: BTreeMap<Family, Finder<'_, ()>> = BTreeMap::new();
    let mut taken = Taken::default();
    loaded.mentions.retain(|mention| {
        let Some((family, id)) = named(&mention.what) else { return true };
        let known = match family {
            Family::Control => arriving.contains(id) || is_control(id, catalogue, tenant),
            Family::Work => {
                arriving.contains(id) || is_control(id, catalogue, tenant) || catalogue.defines(id)
            }
            Family::Sku => {
                catalogue.skus.contains_key(id)
                    || tenant.licences.iter().flatten().any(|licence| licence.sku == *id)
            }
            Family::Product => catalogue.products.contains_key(id),
        };
        let renamed = names.of(family);
        if known || renamed.contains_key(id) {
            return true;
        }
        if unknown.contains(&(family, id.clone())) {
            return false;
        }
        let finder = finders.entry(family).or_insert_with(|| family.finder(catalogue, tenant));
        let asked = Asked {
            name: id.as_str(),
            what: family.word(),
            unknown: family.unknown(),
            place: Some(mention.place.clone()),
            otherwise: family.otherwise(),
        };
        match taken.choose(finder, &asked, findings) {
            Some(hit) => {
                renamed.insert(id.clone(), hit.id_of(id.as_str()));
                true
            }
            None => {
                unknown.insert((family, id.clone()));
                false
            }
        }
    });
    drop(finders);
    taken.report(Some(Place::file(&loaded.file)), findings);
    if names.is_empty() {
        return;
    }
    for mention in &mut loaded.mentions {
        match &mut mention.what {
            Mentioned::Control(id) => rename(&names.controls, id),
            Mentioned::Work(id) => rename(&names.work, id),
            Mentioned::Sku(id) => rename(&names.skus, id),
            Mentioned::Product(id) => rename(&names.products, id),
            Mentioned::Licence(_, change) => deal(&names.skus, &mut change.deal),
            Mentioned::Day(..) | Mentioned::Population(_) | Mentioned::Arrival(_) | Mentioned::Group(_) => {}
        }
    }
    names.write(&mut loaded.scenario);
    device_statuses(&names.controls, &loaded.scenario, &loaded.file, findings);
}

fn named(what: &Mentioned) -> Option<(Family, &Id)> {
    match what {
        Mentioned::Control(id) => Some((Family::Control, id)),
        Mentioned::Work(id) => Some((Family::Work, id)),
        Mentioned::Sku(id) => Some((Family::Sku, id)),
        Mentioned::Product(id) => Some((Family::Product, id)),
        Mentioned::Day(..)
        | Mentioned::Population(_)
        | Mentioned::Arrival(_)
        | Mentioned::Group(_)
        | Mentioned::Licence(..) => None,
    }
}

fn is_control(id: &Id, catalogue: &Catalogue, tenant: &Tenant) -> bool {
    tenant.controls.contains_key(id) || catalogue.control(id).is_some()
}

impl Family {
    fn finder<'a>(self, catalogue: &'a Catalogue, tenant: &'a Tenant) -> Finder<'a, ()> {
        const CONTROL: &[NameKind] = &[NameKind::Control];
        const SKU: &[NameKind] = &[NameKind::Sku];
        const PRODUCT: &[NameKind] = &[NameKind::Product];
        let kinds = match self {
            Self::Control => CONTROL,
            Self::Work => &NameKind::WORK,
            Self::Sku => SKU,
            Self::Product => PRODUCT,
        };
        let mut finder = catalogue.finder(kinds).map(|_| ());
        match self {
            Self::Control | Self::Work => {
                for (id, control) in &tenant.controls {
                    if catalogue.control(id).is_none() {
                        let title = control.title.as_deref().unwrap_or_default();
                        finder.add((), id.as_str(), title, &[], 0);
                    }
                }
            }
            Self::Sku => {
                let own: BTreeSet<&Id> =
                    tenant.licences.iter().flatten().map(|licence| &licence.sku).collect();
                for sku in own.into_iter().filter(|sku| !catalogue.skus.contains_key(*sku)) {
                    finder.add((), sku.as_str(), "", &[], 0);
                }
            }
            Self::Product => {}
        }
        finder
    }

    fn word(self) -> &'static str {
        match self {
            Self::Control => "control",
            Self::Work => "control or action",
            Self::Sku => "SKU",
            Self::Product => "product",
        }
    }

    fn unknown(self) -> Code {
        match self {
            Self::Control | Self::Work => Code::UnknownControl,
            Self::Sku => Code::UnknownSku,
            Self::Product => Code::UnknownProduct,
        }
    }

    fn otherwise(self) -> &'static str {
        match self {
            Self::Control | Self::Work => "name it by its id or its title: `catalogue list` has both",
            Self::Sku => "name it by its part number or its name: `catalogue show` knows both",
            Self::Product => "name it by its id or its name: `catalogue list` has both",
        }
    }
}

fn rename(renamed: &Renamed, id: &mut Id) {
    if let Some(meant) = renamed.get(id) {
        *id = meant.clone();
    }
}

fn rename_keys<V>(renamed: &Renamed, map: &mut BTreeMap<Id, V>) {
    if map.keys().any(|id| renamed.contains_key(id)) {
        let all = std::mem::take(map).into_iter();
        *map = all.map(|(id, value)| (renamed.get(&id).cloned().unwrap_or(id), value)).collect();
    }
}

fn deal(renamed: &Renamed, deal: &mut Deal) {
    match deal {
        Deal::Replace { replace, with, .. } => {
            rename(renamed, replace);
            rename(renamed, with);
        }
        Deal::Add { sku, .. } | Deal::Remove { sku, .. } | Deal::Reduce { sku, .. } => rename(renamed, sku),
    }
}

impl Names {
    fn of(&mut self, family: Family) -> &mut Renamed {
        match family {
            Family::Control => &mut self.controls,
            Family::Work => &mut self.work,
            Family::Sku => &mut self.skus,
            Family::Product => &mut self.products,
        }
    }

    fn is_empty(&self) -> bool {
        [&self.controls, &self.work, &self.skus, &self.products].iter().all(|renamed| renamed.is_empty())
    }

    /// Every field is named, so that a new one does not compile until somebody has thought of its names.
    fn write(&self, scenario: &mut Scenario) {
        let Scenario {
            name: _,
            horizon_days: _,
            licences,
            term: _,
            renewal: _,
            labour_rate: _,
            facts: _,
            remediation,
            teams,
            freezes: _,
            holidays: _,
            dates,
            ramps,
            statuses,
            retire_tools,
            growth: _,
            new_controls,
            retire,
            drift,
            hygiene,
            goal: _,
            assumptions: _,
        } = scenario;
        licences.iter_mut().for_each(|(_, change)| deal(&self.skus, &mut change.deal));
        if let Remediation::Listed(list) = remediation {
            list.iter_mut().for_each(|remedy| rename(&self.work, &mut remedy.id));
            list.sort_by(|a, b| a.done.cmp(&b.done).then_with(|| a.id.cmp(&b.id)));
        }
        for team in teams {
            team.products.iter_mut().for_each(|product| rename(&self.products, product));
            team.controls.iter_mut().for_each(|id| rename(&self.work, id));
        }
        dates.iter_mut().for_each(|window| rename(&self.work, &mut window.id));
        ramps.iter_mut().for_each(|ramp| rename(&self.controls, &mut ramp.control));
        statuses.iter_mut().for_each(|status| rename(&self.controls, &mut status.control));
        let of_tools = retire_tools.iter_mut().flat_map(|tool| &mut tool.controls);
        of_tools.for_each(|id| rename(&self.controls, id));
        new_controls
            .iter_mut()
            .filter_map(|new| new.product.as_mut())
            .for_each(|id| rename(&self.products, id));
        retire.iter_mut().for_each(|(_, id)| rename(&self.controls, id));
        rename_keys(&self.products, drift);
        rename_keys(&self.products, hygiene);
    }
}

/// What is named by its id is refused where it is read; what is named by its title is known only now.
fn device_statuses(renamed: &Renamed, scenario: &Scenario, file: &str, findings: &mut Findings) {
    let meant: BTreeSet<&Id> = renamed.values().filter(|id| id.is_device_control()).collect();
    for status in scenario.statuses.iter().filter(|status| meant.contains(&status.control)) {
        let message = format!("the status of the device control `{}` can not be set", status.control);
        let help = "make a global exception in Defender Vulnerability Management instead";
        findings.push(Finding::new(Code::DeviceStatus, message).at(Place::file(file)).help(help));
    }
}
