//! What there is to say about one control in one tenant.

use crate::model::catalogue::{Control, Latency, Product, Scoring};
use crate::model::units::hundredths;
use crate::model::{Id, Minutes, Points};
use crate::plan::{Ranking, WorkKind};
use crate::report::json::density_hundredths;
use crate::state::{Entitlement, ScoreRow, State};

/// A service plan that entitles, whether it is owned, and the SKUs of the tenant that carry it.
pub(super) struct By {
    pub(super) plan: Id,
    pub(super) name: String,
    pub(super) owned: Option<bool>,
    pub(super) skus: Vec<Id>,
}

/// One way as it stands here.
pub(super) struct WayHere {
    pub(super) id: Id,
    pub(super) entitled: &'static str,
    pub(super) entitled_when: String,
    /// All of it, for the tenant's sizes.
    pub(super) effort: Minutes,
    pub(super) needs: Vec<Id>,
    pub(super) gates: Vec<Id>,
    pub(super) after: Vec<Id>,
    pub(super) holds_while: Option<String>,
}

/// Everything that is told.
pub(super) struct Facts<'s> {
    pub(super) title: String,
    pub(super) row: Option<&'s ScoreRow>,
    pub(super) max: Option<Points>,
    pub(super) product: Option<&'s Product>,
    pub(super) configured_in: Option<String>,
    pub(super) scoring: String,
    pub(super) entitled: &'static str,
    pub(super) by: Vec<By>,
    pub(super) ways: Vec<WayHere>,
    pub(super) needs: Vec<Id>,
    pub(super) unlocks: Vec<Id>,
    pub(super) latency: Option<Latency>,
    pub(super) worry_after_hours: Option<i64>,
    pub(super) rank: Option<usize>,
    pub(super) why: String,
    /// `None` when it is in the score.
    pub(super) absent: Option<Vec<String>>,
}

/// Microsoft's advice is to look into an action that has not counted after three days.
const WORRY_HOURS: i64 = 72;

impl<'s> Facts<'s> {
    pub(super) fn of(state: &'s State<'_>, ranking: &Ranking, id: &Id, control: &'s Control) -> Self {
        let catalogue = state.catalogue;
        let product = catalogue.products.get(&control.product);
        let row = state.rows.get(id);
        let latency = control.latency.or(product.map(|product| product.latency));
        let absent = state.why_absent(id);
        let dependents = catalogue.dependents();
        let unlocks = dependents.get(&control.id).into_iter().flatten().map(|id| (*id).clone()).collect();
        let (rank, mut why) = standing(state, ranking, id, WorkKind::Control);
        let absent = row.is_none().then(|| {
            let mut reasons: Vec<String> = absent.iter().map(|why| why.text(catalogue)).collect();
            if let Some(next) = &control.replaced_by {
                reasons.push(format!("`{next}` took its place"));
            }
            reasons
        });
        if rank.is_none() && why.is_empty() {
            "nothing is left to gain".clone_into(&mut why);
        }
        Self {
            title: state.title(id),
            row,
            max: row.map_or_else(|| state.max_of(id, control), |row| row.max),
            product,
            configured_in: control.about.portal.clone().or_else(|| product.map(|p| p.portal.clone())),
            scoring: scoring(&control.scoring),
            entitled: word(state.entitlement(control)),
            by: by(state, control),
            ways: control.ways.iter().map(|way| way_here(state, control, way)).collect(),
            needs: control.needs().into_iter().cloned().collect(),
            unlocks,
            latency,
            worry_after_hours: latency.map(|latency| latency.slowest_hours.max(WORRY_HOURS)),
            rank,
            why,
            absent,
        }
    }
}

fn way_here(state: &State<'_>, control: &Control, way: &crate::model::Way) -> WayHere {
    let counted = way.effort.population.as_ref().or(control.scoring.population());
    let units = counted.map_or(0, |population| state.population(population));
    let (fixed, per_100) = (way.effort.fixed.likely.0, way.effort.per_100.likely.0);
    WayHere {
        id: way.id.clone(),
        entitled: word(state.may_take(control, way)),
        entitled_when: way.entitled_when.to_string(),
        effort: Minutes(fixed.saturating_add(per_100.saturating_mul(units) / 100)),
        needs: way.needs.clone(),
        gates: way.gates.clone(),
        after: way.after.clone(),
        holds_while: way.holds_while.as_ref().map(ToString::to_string),
    }
}

fn by(state: &State<'_>, control: &Control) -> Vec<By> {
    let catalogue = state.catalogue;
    let carries = |sku: &Id, plan: &Id| {
        let plans = catalogue.skus.get(sku).map(|sku| sku.plans_on(state.day).collect::<Vec<_>>());
        plans.is_some_and(|plans| catalogue.implied(plans).contains(plan))
    };
    let owned_skus: Vec<&Id> = state
        .licences
        .iter()
        .flatten()
        .filter(|licence| licence.seats() > 0)
        .map(|licence| &licence.sku)
        .collect();
    control
        .entitled_when()
        .plans()
        .into_iter()
        .map(|plan| By {
            name: catalogue.plans.get(&plan).map_or_else(|| plan.to_string(), |info| info.name.clone()),
            owned: state.plans.as_ref().map(|plans| plans.contains_key(&plan)),
            skus: owned_skus.iter().filter(|sku| carries(sku, &plan)).map(|sku| (*sku).clone()).collect(),
            plan,
        })
        .collect()
}

/// The position in the ranking and the reason for it, or the reason for standing outside.
pub(super) fn standing(
    state: &State<'_>,
    ranking: &Ranking,
    id: &Id,
    kind: WorkKind,
) -> (Option<usize>, String) {
    let nodes = &ranking.backlog.items;
    if let Some(step) = ranking.steps.iter().find(|step| nodes[step.node].id == *id) {
        let (node, bundle) = (&nodes[step.node], &ranking.bundles[step.bundle - 1]);
        let density = density_hundredths(bundle.points, bundle.minutes);
        let density = density
            .map_or_else(|| "no effort".to_owned(), |ratio| format!("{} points per hour", hundredths(ratio)));
        let alone = bundle.nodes.len() == 1;
        let bundle_text = if alone {
            format!("a bundle of its own at {density}")
        } else {
            format!("bundle {} of {} pieces of work at {density}", step.bundle, bundle.nodes.len())
        };
        let way = node.way.as_ref().map_or_else(String::new, |way| format!(" by the way `{way}`"));
        let why = format!(
            "step {} of {}: {} points for {} hours{way}, in {bundle_text}",
            step.rank,
            ranking.steps.len(),
            node.points,
            node.effort
        );
        return (Some(step.rank), why);
    }
    if let Some(left) = ranking.excluded().iter().find(|left| left.id == *id) {
        return (None, format!("left out, {}: {}", left.reason.code(), left.lever));
    }
    let why = match kind {
        WorkKind::Action if state.done.get(id).is_some_and(|done| done.share.is_all()) => "done",
        WorkKind::Action => "nothing that is open needs it",
        WorkKind::Control if state.rows.contains_key(id) => "nothing is left to gain",
        WorkKind::Control => "",
    };
    (None, why.to_owned())
}

fn scoring(scoring: &Scoring) -> String {
    match scoring {
        Scoring::Binary => "all or nothing".to_owned(),
        Scoring::Threshold => "all or nothing, by a count".to_owned(),
        Scoring::Proportional(population) => format!("by the share of {population}"),
    }
}

fn word(entitlement: Entitlement) -> &'static str {
    match entitlement {
        Entitlement::Yes => "yes",
        Entitlement::No => "no",
        Entitlement::Unknown => "unknown",
    }
}
