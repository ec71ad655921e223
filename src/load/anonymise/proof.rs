//! That a file is anonymous and still says the same, shown on the file itself.

use jiff::civil::Date;

use super::{Form, Input};
use crate::diag::Findings;
use crate::load::export::import;
use crate::load::source::Source;
use crate::model::{Catalogue, ControlState, Impact, Licence, Points, Tenant};

/// What a text holds that looks like an address or an id of somebody's: what is kept is written from known words and
/// numbers, so this finds nothing unless that is wrong.
pub fn tell_tale(text: &str) -> Option<&'static str> {
    if text.contains("://") {
        return Some("a link");
    }
    let bytes = text.as_bytes();
    let letter = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b'@' && letter(at.checked_sub(1)) && letter(at.checked_add(1)) {
            return Some("a mail address");
        }
    }
    bytes.windows(36).any(is_guid).then_some("a GUID")
}

fn is_guid(window: &[u8]) -> bool {
    window.iter().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    })
}

/// The points and the maximum of each tenant that some files make; `Err` when they were others before.
///
/// Exports make one tenant together, if they make any: profiles alone have no score, and nothing to compare.
pub(super) fn same_figures(
    before: &[Input<'_>],
    after: &[Input<'_>],
    catalogue: &Catalogue,
) -> Result<Vec<(Points, Points)>, ()> {
    let mut scores = Vec::new();
    for (before, after) in tenants(before, catalogue).iter().zip(tenants(after, catalogue)) {
        match (before, after) {
            (Some(before), Some(after)) if figures(before, catalogue) == figures(&after, catalogue) => {
                scores.push(score(&after));
            }
            (None, None) => {}
            _ => return Err(()),
        }
    }
    Ok(scores)
}

/// The tenant of all exports, then every tenant file.
fn tenants(inputs: &[Input<'_>], catalogue: &Catalogue) -> Vec<Option<Tenant>> {
    let exports: Vec<Source> = inputs
        .iter()
        .filter(|input| input.form != Form::Tenant)
        // The day on which a file was changed is no part of it.
        .map(|input| {
            let mut source = input.source.clone();
            source.modified = None;
            source
        })
        .collect();
    let mut all = Vec::new();
    if !exports.is_empty() {
        // A table without a day needs one, and both times the same.
        all.push(import(&exports, catalogue, Some(Date::default()), &mut Findings::new()));
    }
    all.extend(inputs.iter().filter(|input| input.form == Form::Tenant).map(|input| input.tenant.clone()));
    all
}

fn score(tenant: &Tenant) -> (Points, Points) {
    let known = || tenant.controls.values().filter_map(|control| Some((control.score, control.max?.value)));
    (known().map(|(score, _)| score).sum(), known().map(|(_, max)| max).sum())
}

/// Everything in a tenant that is no name of its own, in an order that is none's either.
fn figures(tenant: &Tenant, catalogue: &Catalogue) -> impl PartialEq + use<> {
    let of_control = |state: &ControlState| {
        let max = state.max.map(|max| (max.value, max.origin));
        let status = state.status.map(|status| (status.value, status.origin));
        let said =
            (state.licensed, state.regressed, state.cost, state.impact.map(Impact::word), state.last_synced);
        let known = catalogue.control(&state.id).map(|control| control.id.clone());
        (known, state.score, max, state.count, state.total, status, said)
    };
    let mut controls: Vec<_> = tenant.controls.values().map(of_control).collect();
    controls.sort_unstable();
    let mut licences: Option<Vec<_>> = tenant.licences.as_ref().map(|licences| {
        let seats = |l: &Licence| {
            let known = catalogue.skus.get(&l.sku).map(|sku| sku.sku.clone());
            (known, l.enabled, l.warning, l.suspended, l.consumed)
        };
        licences.iter().map(seats).collect()
    });
    licences.iter_mut().for_each(|licences| licences.sort_unstable());
    let mut populations: Vec<_> = tenant.populations.values().map(|size| (size.value, size.origin)).collect();
    populations.sort_unstable();
    let mut facts: Vec<i64> = tenant.facts.values().copied().collect();
    facts.sort_unstable();
    let mut unscored: Vec<Points> = tenant.unscored.values().map(|profile| profile.max).collect();
    unscored.sort_unstable();
    let joined = (tenant.snapshot_date, tenant.profiles, tenant.portal, tenant.headline);
    let tokens: Vec<String> =
        tenant.enabled_services.iter().filter(|token| catalogue.is_token(token)).cloned().collect();
    let benchmarks: Vec<_> = tenant.benchmarks.iter().map(|b| (b.percent, b.seats)).collect();
    (controls, licences, populations, facts, unscored, joined, benchmarks, tenant.actions.clone(), tokens)
}
