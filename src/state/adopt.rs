//! Controls that only the tenant's export knows: an entry made from what the export says, marked as estimated.

use crate::model::{
    About, Catalogue, Control, ControlState, Effort, Estimate, Expr, Id, Impact, Level, Minutes, Product,
    Scoring, Share, Tenant, Way,
};

/// The catalogue with an entry for each control of a tenant that it does not know, so that it can be planned.
///
/// The effort comes from Microsoft's cost and impact where the export gives them, else from the median of the
/// product's controls, else of all controls (`src/docs/methods.md`, section "Controls that only the export knows").
pub fn with_own_controls(catalogue: &Catalogue, tenant: &Tenant) -> Catalogue {
    let mut whole = catalogue.clone();
    for seen in tenant.controls.values().filter(|seen| catalogue.control(&seen.id).is_none()) {
        let product = seen.service.as_deref().and_then(|service| catalogue.product_of_service(service));
        let control = entry(seen, product, catalogue, tenant);
        whole.controls.insert(control.id.clone(), control);
    }
    whole
}

fn entry(seen: &ControlState, product: Option<&Product>, catalogue: &Catalogue, tenant: &Tenant) -> Control {
    let effort = seen.cost.map_or_else(
        || median(product.map(|product| &product.id), catalogue, tenant),
        |cost| by_rating(cost, seen.impact),
    );
    // The portal's own word on a licence is all there is.
    let licence = if seen.licensed.is_some() { "observed" } else { "unknown" };
    let basis = [("effort", "inferred"), ("licence", licence), ("max", "observed")];
    let about = About {
        basis: basis.map(|(figure, word)| (figure.to_owned(), word.to_owned())).into(),
        from_export: true,
        ..About::default()
    };
    Control {
        id: seen.id.clone(),
        title: seen.title.clone().unwrap_or_else(|| seen.id.to_string()),
        product: product.map_or_else(|| Id::new("unknown"), |product| product.id.clone()),
        category: seen.category.clone().unwrap_or_else(|| "Unknown".to_owned()),
        max: seen.max.map(|max| max.value),
        max_overlaid: false,
        scoring: Scoring::Binary,
        visible_when: product.map_or(Expr::Always, |product| product.present_when.clone()),
        ways: vec![Way {
            id: Id::new(""),
            entitled_when: Expr::Always,
            needs: Vec::new(),
            gates: Vec::new(),
            after: Vec::new(),
            coverage: Share::ALL,
            effort: Effort { fixed: effort, ..Effort::default() },
            holds_while: None,
        }],
        default_credit: None,
        ceiling: Share::ALL,
        wait: None,
        user_impact: seen.impact,
        latency: None,
        retired: None,
        seen_as: Vec::new(),
        replaced_by: None,
        tags: Vec::new(),
        about,
    }
}

/// Two hours, a day, a week; half as much again where many users are told.
fn by_rating(cost: Level, impact: Option<Impact>) -> Estimate {
    let minutes = match cost {
        Level::Low => 2 * 60,
        Level::Medium => 8 * 60,
        Level::High => 40 * 60,
    };
    let minutes = if impact == Some(Impact::High) { minutes * 3 / 2 } else { minutes };
    Estimate { low: Minutes(minutes / 2), likely: Minutes(minutes), high: Minutes(minutes * 2) }
}

/// The effort of the middle one of the product's controls in this tenant, by likely effort and then id.
fn median(product: Option<&Id>, catalogue: &Catalogue, tenant: &Tenant) -> Estimate {
    let of = |product: Option<&Id>| {
        let current = catalogue.controls.values().filter(|control| control.is_current());
        let mut efforts: Vec<(Estimate, &Id)> = current
            .filter(|control| product.is_none_or(|product| control.product == *product))
            .filter_map(|control| Some((whole(control.ways.first()?, control, tenant), &control.id)))
            .collect();
        efforts.sort_by_key(|(effort, id)| (effort.likely, *id));
        efforts.get(efforts.len() / 2).map(|(effort, _)| *effort)
    };
    of(product).or_else(|| of(None)).unwrap_or_default()
}

/// The whole effort of a way for all units of the tenant.
fn whole(way: &Way, control: &Control, tenant: &Tenant) -> Estimate {
    let counted = way.effort.population.as_ref().or(control.scoring.population());
    let units = counted.and_then(|name| tenant.populations.get(name)).map_or(0, |size| size.value);
    let sum = |fixed: Minutes, per_100: Minutes| Minutes(fixed.0 + per_100.0.saturating_mul(units) / 100);
    let Effort { fixed, per_100, .. } = &way.effort;
    Estimate {
        low: sum(fixed.low, per_100.low),
        likely: sum(fixed.likely, per_100.likely),
        high: sum(fixed.high, per_100.high),
    }
}
