//! A tenant without what only it could say of itself. Every field is named: a new one has to be decided on here.

use std::collections::BTreeMap;

use super::known::What;
use super::mask::Mask;
use crate::load::source::Source;
use crate::model::{Benchmark, Catalogue, CategoryAverage, ControlState, Id, Licence, Profile, Tenant};

/// The same figures under masked names.
pub(super) fn tenant(tenant: &Tenant, mask: &mut Mask<'_>) -> Tenant {
    let Tenant {
        name: _,
        snapshot_date,
        source_hashes,
        catalogue_version,
        profiles,
        portal,
        licences,
        licences_stated,
        enabled_services,
        populations,
        groups,
        facts,
        actions,
        controls,
        unscored,
        headline,
        benchmarks,
    } = tenant;
    // A name and a hash tell whoever has the file that this is the one.
    mask.count(What::File, source_hashes.len());
    let version = catalogue_version.clone().filter(|version| is_version(version));
    mask.count(What::Word, usize::from(version != *catalogue_version));
    let mut renamed: BTreeMap<Id, ControlState> = BTreeMap::new();
    for state in controls.values() {
        let state = control(state, mask);
        renamed.insert(state.id.clone(), state);
    }
    let profile = |profile: &Profile, mask: &mut Mask<'_>| {
        let id = mask.control(&profile.id);
        (id.clone(), Profile { id, max: profile.max })
    };
    Tenant {
        name: String::new(),
        snapshot_date: *snapshot_date,
        source_hashes: BTreeMap::new(),
        catalogue_version: version,
        profiles: *profiles,
        portal: *portal,
        licences: licences.as_ref().map(|all| all.iter().map(|one| licence(one, mask)).collect()),
        licences_stated: *licences_stated,
        enabled_services: enabled_services.iter().filter_map(|token| mask.token(token)).collect(),
        populations: populations.iter().map(|(name, size)| (mask.group(name), *size)).collect(),
        groups: groups.iter().map(|(name, size)| (mask.group(name), *size)).collect(),
        facts: facts.iter().map(|(name, value)| (mask.fact(name), *value)).collect(),
        // Only actions of the catalogue are read.
        actions: actions.clone(),
        controls: renamed,
        unscored: unscored.values().map(|one| profile(one, mask)).collect(),
        headline: *headline,
        benchmarks: benchmarks.iter().map(|one| benchmark(one, mask)).collect(),
    }
}

/// `2026.11-full`: a year, a month, and how much of the catalogue there was.
fn is_version(text: &str) -> bool {
    let number = text.strip_suffix("-full").unwrap_or(text);
    let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    number.split_once('.').is_some_and(|(year, month)| digits(year, 4) && digits(month, 2))
}

fn control(state: &ControlState, mask: &mut Mask<'_>) -> ControlState {
    let ControlState {
        id,
        title,
        category,
        service,
        cost,
        impact,
        score,
        max,
        count,
        total,
        status,
        licensed,
        regressed,
        assigned_to,
        comment,
        last_synced,
    } = state;
    mask.count(What::Person, usize::from(assigned_to.is_some()));
    mask.count(What::Text, usize::from(comment.is_some()));
    ControlState {
        id: mask.control(id),
        title: title.as_deref().map(|title| mask.title(title)),
        category: category.as_deref().map(|category| mask.category(category)),
        service: service.as_deref().map(|service| mask.service(service)),
        cost: *cost,
        impact: *impact,
        score: *score,
        max: *max,
        count: *count,
        total: *total,
        status: *status,
        licensed: *licensed,
        regressed: *regressed,
        assigned_to: None,
        comment: None,
        last_synced: *last_synced,
    }
}

fn licence(licence: &Licence, mask: &mut Mask<'_>) -> Licence {
    let Licence { sku, enabled, warning, suspended, consumed, group, plans } = licence;
    Licence {
        sku: mask.sku(sku),
        enabled: *enabled,
        warning: *warning,
        suspended: *suspended,
        consumed: *consumed,
        group: group.as_ref().map(|group| mask.group(group)),
        plans: plans.as_ref().map(|plans| plans.iter().filter_map(|plan| mask.plan(plan)).collect()),
    }
}

fn benchmark(benchmark: &Benchmark, mask: &mut Mask<'_>) -> Benchmark {
    let Benchmark { basis, percent, seats, categories } = benchmark;
    let category = |average: &CategoryAverage, mask: &mut Mask<'_>| CategoryAverage {
        category: mask.category(&average.category),
        points: average.points,
        max: average.max,
    };
    Benchmark {
        basis: mask.basis(basis),
        percent: *percent,
        seats: *seats,
        categories: categories.iter().map(|average| category(average, mask)).collect(),
    }
}

/// Lines that are comments, except the headings that tenant files are written with.
pub(super) fn comments(source: &Source, catalogue: &Catalogue) -> usize {
    let comments = source.text.lines().filter_map(|line| line.trim_start().strip_prefix('#'));
    let heading = |text: &str| {
        let text = text.trim();
        text == "not in the catalogue" || catalogue.products.values().any(|product| product.name == text)
    };
    comments.filter(|text| !heading(text)).count()
}
