//! `explain`: one control traced from the scoreboard to the person who collects its data, for one tenant.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::about::{enabled, latency, scoring};
use super::explain_entries::{Candidates, EntriesExplained};
use super::explain_trace::Trace;
use super::parts::share_percent;
use super::{Answer, Finding, Shown, Words};
use crate::diag::Findings;
use crate::model::catalogue::{Action, Control};
use crate::model::{Dispute, Hundredths, Id, Minutes, Overlaid, Percent, Points, Unscored, Way};
use crate::plan::{Ranking, WorkKind};
use crate::state::State;
use crate::table::Block;

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ExplainAnswer {
    Control(Box<ControlExplained>),
    Action(Box<ActionExplained>),
    /// A name that people look for and no score holds.
    Unscored(Box<UnscoredExplained>),
    /// A product, a SKU or a service plan, with what it brings.
    Entries(Box<EntriesExplained>),
    /// Everything that a name may mean.
    Candidates(Box<Candidates>),
}

/// Where the points of a control come from, what it needs, when it counts, and why it stands where it does in the
/// ranking, or why it is not in the score.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ControlExplained {
    pub schema: &'static str,
    /// `control`.
    pub kind: &'static str,
    pub id: Id,
    pub title: String,
    pub product: Id,
    pub category: String,
    /// Null when it is not in the score.
    pub points: Option<Points>,
    pub max: Option<Points>,
    pub status: Option<&'static str>,
    pub scoring: String,
    pub portal_path: Option<String>,
    pub configured_in: Option<String>,
    /// The question that its product answers.
    pub question: Option<String>,
    pub data_source: Option<String>,
    pub licence: Licence,
    pub ways: Vec<WayExplained>,
    pub needs: Vec<Id>,
    pub unlocks: Vec<Id>,
    pub latency: Option<LatencyHours>,
    pub wait_days: Option<i64>,
    pub user_impact: Option<&'static str>,
    pub rank: Option<usize>,
    pub why: String,
    /// Null when it is in the score.
    pub not_visible_because: Option<Vec<String>>,
    pub retired: Option<Date>,
    pub replaced_by: Option<Id>,
    /// What each figure rests on.
    pub basis: BTreeMap<String, String>,
    pub note: Option<String>,
    pub disputed: Vec<Dispute>,
    pub changed: Vec<Overlaid>,
    pub tags: Vec<String>,
    pub assumptions: Words,
    pub findings: Vec<Finding>,
    #[serde(skip)]
    pub(super) trace: Trace,
}

/// What makes a control visible and lets it be earned.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Licence {
    pub visible: bool,
    pub visible_when: String,
    /// `yes`, `no` or `unknown`.
    pub entitled: &'static str,
    pub entitled_when: String,
    pub by: Vec<EntitledBy>,
}

/// A service plan that entitles.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EntitledBy {
    pub plan: Id,
    pub name: String,
    /// Null when the licences are not known.
    pub owned: Option<bool>,
    /// The SKUs of the tenant that carry it.
    pub skus: Vec<Id>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WayExplained {
    pub id: Id,
    pub entitled: &'static str,
    pub entitled_when: String,
    /// All of it, for the sizes of the tenant.
    #[serde(rename = "effort_hours")]
    pub effort: Minutes,
    pub needs: Vec<Id>,
    pub gates: Vec<Id>,
    pub after: Vec<Id>,
    pub holds_while: Option<String>,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct LatencyHours {
    pub expected_hours: i64,
    /// When to look into points that have not counted.
    pub worry_after_hours: i64,
}

/// A piece of shared work: what it is for, and how far it is done.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ActionExplained {
    pub schema: &'static str,
    /// `action`.
    pub kind: &'static str,
    pub id: Id,
    pub title: String,
    pub product: Id,
    pub team: Id,
    pub configured_in: Option<String>,
    pub done: Option<Percent>,
    pub done_when: Option<String>,
    pub needs: Vec<Id>,
    pub unlocks: Vec<Id>,
    pub wait_days: Option<i64>,
    pub rank: Option<usize>,
    pub why: String,
    pub note: Option<String>,
    pub basis: BTreeMap<String, String>,
    pub assumptions: Words,
    pub findings: Vec<Finding>,
    #[serde(skip)]
    pub(super) trace: Trace,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UnscoredExplained {
    pub schema: &'static str,
    pub kind: &'static str,
    pub id: Id,
    pub title: String,
    pub product: Id,
    pub portal_path: Option<String>,
    pub not_visible_because: [String; 1],
    pub instead: Vec<Id>,
    pub needs: Vec<Id>,
    pub rank: Option<usize>,
    #[serde(skip)]
    lines: Vec<String>,
}

impl Answer for ExplainAnswer {
    fn blocks(&self, _shown: Shown) -> Vec<Block> {
        match self {
            Self::Control(control) => control.trace.blocks(&control.id, &control.title),
            Self::Action(action) => action.trace.blocks(&action.id, &action.title),
            Self::Unscored(entry) => vec![Block::Lines(entry.lines.clone())],
            Self::Entries(entries) => entries.blocks(),
            Self::Candidates(candidates) => candidates.blocks(),
        }
    }
}

/// Microsoft's advice is to look into an action that has not counted after three days.
const WORRY_HOURS: i64 = 72;

impl ExplainAnswer {
    pub fn control(
        state: &State<'_>,
        ranking: &Ranking,
        id: &Id,
        control: &Control,
        findings: &Findings,
    ) -> Self {
        let catalogue = state.catalogue;
        let product = catalogue.products.get(&control.product);
        let row = state.rows.get(id);
        let latency = latency(catalogue, control);
        let dependents = catalogue.dependents();
        let (rank, mut why) = standing(state, ranking, id, WorkKind::Control);
        if rank.is_none() && why.is_empty() {
            "nothing is left to gain".clone_into(&mut why);
        }
        let absent = row.is_none().then(|| {
            let mut reasons: Vec<String> =
                state.why_absent(id).iter().map(|why| why.text(catalogue)).collect();
            if let Some(next) = &control.replaced_by {
                reasons.push(format!("`{next}` took its place"));
            }
            reasons
        });
        let about = &control.about;
        let mut answer = ControlExplained {
            schema: "scoreplan/explain/1",
            kind: "control",
            id: id.clone(),
            title: state.title(id),
            product: control.product.clone(),
            category: control.category.clone(),
            points: row.map(|row| row.points()),
            max: row.map_or_else(|| state.max_of(id, control), |row| row.max),
            status: row.and_then(|row| row.current_status()).map(|status| status.word()),
            scoring: scoring(&control.scoring),
            portal_path: product.map(|product| product.portal.clone()),
            configured_in: about.portal.clone().or_else(|| product.map(|product| product.portal.clone())),
            question: product.map(|product| product.question.clone()),
            data_source: product.map(|product| product.collected_by.clone()),
            licence: Licence {
                visible: state.predicts(control),
                visible_when: control.visible_when.to_string(),
                entitled: state.entitlement(control).word(),
                entitled_when: control.entitled_when().to_string(),
                by: entitled_by(state, control),
            },
            ways: control.ways.iter().map(|way| WayExplained::of(state, control, way)).collect(),
            needs: control.needs().into_iter().cloned().collect(),
            unlocks: enabled(&dependents, &control.id),
            latency: latency.map(|latency| LatencyHours {
                expected_hours: latency.expected_hours,
                worry_after_hours: latency.slowest_hours.max(WORRY_HOURS),
            }),
            wait_days: control.wait.as_ref().map(|wait| wait.days),
            user_impact: control.user_impact.map(|impact| impact.word()),
            rank,
            why,
            not_visible_because: absent,
            retired: control.retired,
            replaced_by: control.replaced_by.clone(),
            basis: about.basis.clone(),
            note: about.note.clone(),
            disputed: about.disputed.clone(),
            changed: about.changed.clone(),
            tags: control.tags.clone(),
            assumptions: (&state.assumptions).into(),
            findings: Finding::all(findings.iter()),
            trace: Trace::default(),
        };
        answer.trace = answer.traced(state, control);
        Self::Control(Box::new(answer))
    }

    pub fn action(state: &State<'_>, ranking: &Ranking, action: &Action, findings: &Findings) -> Self {
        let dependents = state.catalogue.dependents();
        let (rank, why) = standing(state, ranking, &action.id, WorkKind::Action);
        let product = state.catalogue.products.get(&action.product);
        let done = state.done.get(&action.id);
        let mut answer = ActionExplained {
            schema: "scoreplan/explain/1",
            kind: "action",
            id: action.id.clone(),
            title: action.title.clone(),
            product: action.product.clone(),
            team: action.team.clone(),
            configured_in: action
                .about
                .portal
                .clone()
                .or_else(|| product.map(|product| product.portal.clone())),
            done: done.map(|done| share_percent(done.share)),
            done_when: action.done_when.as_ref().map(ToString::to_string),
            needs: [action.needs.clone(), action.gates.clone()].concat(),
            unlocks: enabled(&dependents, &action.id),
            wait_days: action.wait.as_ref().map(|wait| wait.days),
            rank,
            why,
            note: action.about.note.clone(),
            basis: action.about.basis.clone(),
            assumptions: (&state.assumptions).into(),
            findings: Finding::all(findings.iter()),
            trace: Trace::default(),
        };
        answer.trace = answer.traced(state, action);
        Self::Action(Box::new(answer))
    }

    /// A name that people look for and no score holds.
    pub fn unscored(state: &State<'_>, entry: &Unscored) -> Self {
        let product = state.catalogue.products.get(&entry.product);
        let because = format!("{}: {}", entry.kind.word(), entry.why);
        let mut lines =
            vec![format!("{}: {}", entry.id, entry.title), format!("Not in the score, {because}")];
        let listed =
            |ids: &[Id]| ids.iter().map(|id| format!("{id} ({})", state.title(id))).collect::<Vec<_>>();
        if !entry.instead.is_empty() {
            lines.push(format!("In its place or nearest: {}", listed(&entry.instead).join(", ")));
        }
        if !entry.needs.is_empty() {
            lines.push(format!("Needs: {}", listed(&entry.needs).join(", ")));
        }
        Self::Unscored(Box::new(UnscoredExplained {
            schema: "scoreplan/explain/1",
            kind: entry.kind.word(),
            id: entry.id.clone(),
            title: entry.title.clone(),
            product: entry.product.clone(),
            portal_path: product.map(|product| product.portal.clone()),
            not_visible_because: [because],
            instead: entry.instead.clone(),
            needs: entry.needs.clone(),
            rank: None,
            lines,
        }))
    }
}

impl WayExplained {
    fn of(state: &State<'_>, control: &Control, way: &Way) -> Self {
        let counted = way.effort.population.as_ref().or(control.scoring.population());
        let units = counted.map_or(0, |population| state.population(population));
        let (fixed, per_100) = (way.effort.fixed.likely.0, way.effort.per_100.likely.0);
        Self {
            id: way.id.clone(),
            entitled: state.may_take(control, way).word(),
            entitled_when: way.entitled_when.to_string(),
            effort: Minutes(fixed.saturating_add(per_100.saturating_mul(units) / 100)),
            needs: way.needs.clone(),
            gates: way.gates.clone(),
            after: way.after.clone(),
            holds_while: way.holds_while.as_ref().map(ToString::to_string),
        }
    }
}

fn entitled_by(state: &State<'_>, control: &Control) -> Vec<EntitledBy> {
    let catalogue = state.catalogue;
    let carries = |sku: &Id, plan: &Id| {
        let plans = catalogue.skus.get(sku).map(|sku| sku.plans_on(state.day).collect::<Vec<_>>());
        plans.is_some_and(|plans| catalogue.implied(plans).contains(plan))
    };
    let owned = state.licences.iter().flatten().filter(|licence| licence.seats() > 0);
    let owned: Vec<&Id> = owned.map(|licence| &licence.sku).collect();
    let by = |plan: Id| EntitledBy {
        name: catalogue.plans.get(&plan).map_or_else(|| plan.to_string(), |info| info.name.clone()),
        owned: state.plans.as_ref().map(|plans| plans.contains_key(&plan)),
        skus: owned.iter().filter(|sku| carries(sku, &plan)).map(|sku| (*sku).clone()).collect(),
        plan,
    };
    control.entitled_when().plans().into_iter().map(by).collect()
}

/// The position in the ranking and the reason for it, or the reason for standing outside.
fn standing(state: &State<'_>, ranking: &Ranking, id: &Id, kind: WorkKind) -> (Option<usize>, String) {
    let items = &ranking.backlog.items;
    if let Some(step) = ranking.steps.iter().find(|step| items[step.node].id == *id) {
        let (item, bundle) = (&items[step.node], &ranking.bundles[step.bundle - 1]);
        let density = Hundredths::per_hour(bundle.points, bundle.minutes)
            .map_or_else(|| "no effort".to_owned(), |ratio| format!("{ratio} points per hour"));
        let alone = bundle.nodes.len() == 1;
        let bundle_text = if alone {
            format!("a bundle of its own at {density}")
        } else {
            format!("bundle {} of {} pieces of work at {density}", step.bundle, bundle.nodes.len())
        };
        let way = item.way.as_ref().map_or_else(String::new, |way| format!(" by the way `{way}`"));
        let why = format!(
            "step {} of {}: {} points for {} hours{way}, in {bundle_text}",
            step.rank,
            ranking.steps.len(),
            item.points,
            item.effort
        );
        return (Some(step.rank), why);
    }
    if let Some(left) = ranking.excluded().iter().find(|left| left.id == *id) {
        return (None, format!("left out, {}: {}", left.reason.word(), left.lever));
    }
    let why = match kind {
        WorkKind::Action if state.done.get(id).is_some_and(|done| done.share.is_all()) => "done",
        WorkKind::Action => "nothing that is open needs it",
        WorkKind::Control if state.rows.contains_key(id) => "nothing is left to gain",
        WorkKind::Control => "",
    };
    (None, why.to_owned())
}
