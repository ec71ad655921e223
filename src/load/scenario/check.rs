//! Whether a scenario fits the tenant it is played on.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::resolve::resolve;
use super::{Loaded, seat_check};
use crate::diag::{Code, Finding, Findings, Place};
use crate::model::{Catalogue, Id, LicenceChange, Tenant};

/// Something that a scenario says and only a tenant can confirm.
#[derive(Debug, Clone)]
pub enum Mentioned {
    /// A day, and what happens on it.
    Day(Date, &'static str),
    Control(Id),
    Work(Id),
    Sku(Id),
    /// A product of a team.
    Product(Id),
    Population(Id),
    /// A control that comes.
    Arrival(Id),
    Group(Id),
    Licence(Date, LicenceChange),
}

/// A [`Mentioned`] with its place.
#[derive(Debug, Clone)]
pub struct Mention {
    pub what: Mentioned,
    pub place: Place,
}

/// Writes ids for the names of a scenario, and reports every control, SKU, product, day and licence change that does not
/// fit a tenant whose projection starts on a day.
pub fn check(
    loaded: &mut Loaded,
    catalogue: &Catalogue,
    tenant: &Tenant,
    start: Date,
    findings: &mut Findings,
) {
    resolve(loaded, catalogue, tenant, findings);
    let mut changes: Vec<_> = Vec::new();
    for mention in &loaded.mentions {
        match &mention.what {
            Mentioned::Day(day, what) if *day < start => {
                let message = format!("{what} on {day}, before the projection starts on {start}");
                findings.push(
                    Finding::new(Code::BeforeStart, message)
                        .at(mention.place.clone())
                        .help("a projection starts at the snapshot or at --as-of: move the date, or import an older export"),
                );
            }
            Mentioned::Day(..) => {}
            // Names have been found, or reported, before.
            Mentioned::Control(_) | Mentioned::Work(_) | Mentioned::Sku(_) | Mentioned::Product(_) => {}
            Mentioned::Arrival(id) => arrival(id, tenant, &mention.place, findings),
            Mentioned::Population(id) => population(id, catalogue, tenant, &mention.place, findings),
            Mentioned::Group(id) => seat_check::group(id, tenant, &mention.place, findings),
            Mentioned::Licence(..) if tenant.licences.is_none() => {
                let message = "licences change, and what the tenant has is not known: this moves nothing";
                let help = "import its subscribedSkus, or write `licences` into the tenant file";
                findings.push(Finding::new(Code::NoEffect, message).at(mention.place.clone()).help(help));
            }
            Mentioned::Licence(day, change) => changes.push((*day, change, &mention.place)),
        }
    }
    changes.sort_by_key(|(day, ..)| *day);
    seat_check::follow(&changes, catalogue, tenant, findings);
}

/// A new control is not in the score already.
fn arrival(id: &Id, tenant: &Tenant, place: &Place, findings: &mut Findings) {
    if tenant.controls.contains_key(id) {
        let message = format!("`{id}` is in the score already: it can not be added");
        let help = "leave it out, or name the control that is new";
        findings.push(Finding::new(Code::NoEffect, message).at(place.clone()).help(help));
    }
}

/// A population that grows is known, and has a size to grow from.
fn population(id: &Id, catalogue: &Catalogue, tenant: &Tenant, place: &Place, findings: &mut Findings) {
    if tenant.populations.contains_key(id) {
        return;
    }
    let counted: BTreeSet<&Id> =
        catalogue.controls.values().filter_map(|control| control.scoring.population()).collect();
    if counted.contains(id) {
        let message = format!("the size of `{id}` is not known: nothing grows");
        let help = "state it under `populations` of the tenant file";
        findings.push(Finding::new(Code::PopulationDefault, message).at(place.clone()).help(help));
    } else {
        let known = tenant.populations.keys().chain(counted);
        unknown(Code::UnknownReference, "population", id, known, place, findings);
    }
}

fn unknown<'a>(
    code: Code,
    what: &str,
    id: &Id,
    known: impl Iterator<Item = &'a Id>,
    place: &Place,
    findings: &mut Findings,
) {
    let otherwise = || format!("a {what} is named by its exact id");
    let help = findings.did_you_mean(code, id.as_str(), known.map(Id::as_str), otherwise);
    findings.push(Finding::new(code, format!("unknown {what} `{id}`")).at(place.clone()).help(help));
}
