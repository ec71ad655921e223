//! One control traced from the scoreboard to the person who collects its data, for this tenant.

mod facts;
mod text;

use serde_json::{Value, json};

use self::facts::Facts;
use super::json as values;
use crate::diag::Finding;
use crate::model::catalogue::{Action, Control};
use crate::model::{Id, Percent, Points, Share, Unscored};
use crate::plan::{Ranking, WorkKind};
use crate::state::State;
use crate::table::{Block, Output};

/// A control as it stands in a tenant: where its points come from, what it needs, when it counts, and why it
/// stands where it does in the ranking, or why it is not in the score.
pub fn control(
    state: &State<'_>,
    ranking: &Ranking,
    id: &Id,
    control: &Control,
    findings: &[Finding],
) -> Output {
    let facts = Facts::of(state, ranking, id, control);
    let about = &control.about;
    let json = json!({
        "schema": "scoreplan/explain/1",
        "kind": "control",
        "id": id.as_str(),
        "title": facts.title,
        "product": control.product.as_str(),
        "category": control.category,
        "points": facts.row.map(|row| values::points(row.points())),
        "max": facts.max.map(values::points),
        "status": facts.row.and_then(|row| row.current_status()).map(|status| status.words()),
        "scoring": facts.scoring,
        "portal_path": facts.product.map(|product| product.portal.as_str()),
        "configured_in": facts.configured_in,
        "question": facts.product.map(|product| product.question.as_str()),
        "data_source": facts.product.map(|product| product.collected_by.as_str()),
        "licence": {
            "visible": state.predicts(control),
            "visible_when": control.visible_when.to_string(),
            "entitled": facts.entitled,
            "entitled_when": control.entitled_when().to_string(),
            "by": facts.by.iter().map(|by| json!({
                "plan": by.plan.as_str(),
                "name": by.name,
                "owned": by.owned,
                "skus": by.skus.iter().map(|sku| sku.as_str()).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        },
        "ways": facts.ways.iter().map(|way| json!({
            "id": way.id.as_str(),
            "entitled": way.entitled,
            "entitled_when": way.entitled_when,
            "effort_hours": values::hours(way.effort),
            "needs": names(&way.needs),
            "gates": names(&way.gates),
            "after": names(&way.after),
            "holds_while": way.holds_while,
        })).collect::<Vec<_>>(),
        "needs": names(&facts.needs),
        "unlocks": names(&facts.unlocks),
        "latency": facts.latency.map(|latency| json!({
            "expected_hours": latency.expected_hours,
            "worry_after_hours": facts.worry_after_hours,
        })),
        "wait_days": control.wait.as_ref().map(|wait| wait.days),
        "user_impact": control.user_impact.map(|impact| impact.word()),
        "rank": facts.rank,
        "why": facts.why,
        "not_visible_because": facts.absent,
        "retired": control.retired.map(|date| date.to_string()),
        "replaced_by": control.replaced_by.as_ref().map(|id| id.as_str()),
        "basis": about.basis,
        "note": about.note,
        "disputed": about.disputed.iter().map(|dispute| json!({
            "what": dispute.what, "claim": dispute.claim, "we_say": dispute.we_say, "why": dispute.why,
        })).collect::<Vec<_>>(),
        "changed": about.changed.iter().map(|changed| json!({
            "file": changed.file, "source": changed.source, "keys": changed.keys,
        })).collect::<Vec<_>>(),
        "tags": control.tags,
        "assumptions": values::assumptions(&state.assumptions),
        "findings": values::findings(findings),
    });
    Output::both(text::control(id, control, &facts), &json)
}

/// A piece of shared work: what it is for, and how far it is done here.
pub fn action(state: &State<'_>, ranking: &Ranking, action: &Action, findings: &[Finding]) -> Output {
    let dependents = state.catalogue.dependents();
    let enables: Vec<Id> = dependents.get(&action.id).into_iter().flatten().map(|id| (*id).clone()).collect();
    let (rank, why) = facts::standing(state, ranking, &action.id, WorkKind::Action);
    let product = state.catalogue.products.get(&action.product);
    let portal = action.about.portal.clone().or_else(|| product.map(|product| product.portal.clone()));
    let done = state.done.get(&action.id);
    let json = json!({
        "schema": "scoreplan/explain/1",
        "kind": "action",
        "id": action.id.as_str(),
        "title": action.title,
        "product": action.product.as_str(),
        "team": action.team.as_str(),
        "configured_in": portal,
        "done": done.map(|done| values::percent(share_percent(done.share))),
        "done_when": action.done_when.as_ref().map(ToString::to_string),
        "needs": names(&[action.needs.clone(), action.gates.clone()].concat()),
        "unlocks": names(&enables),
        "wait_days": action.wait.as_ref().map(|wait| wait.days),
        "rank": rank,
        "why": why,
        "note": action.about.note,
        "basis": action.about.basis,
        "assumptions": values::assumptions(&state.assumptions),
        "findings": values::findings(findings),
    });
    Output::both(text::action(state, action, &enables, portal.as_deref(), &why), &json)
}

/// A name that people look for and no score holds.
pub fn unscored(state: &State<'_>, entry: &Unscored) -> Output {
    let product = state.catalogue.products.get(&entry.product);
    let because = format!("{}: {}", entry.kind.word(), entry.why);
    let mut lines = vec![format!("{}: {}", entry.id, entry.title), format!("Not in the score, {because}")];
    let listed = |ids: &[Id]| ids.iter().map(|id| format!("{id} ({})", state.title(id))).collect::<Vec<_>>();
    if !entry.instead.is_empty() {
        lines.push(format!("In its place or nearest: {}", listed(&entry.instead).join(", ")));
    }
    if !entry.needs.is_empty() {
        lines.push(format!("Needs: {}", listed(&entry.needs).join(", ")));
    }
    let json = json!({
        "schema": "scoreplan/explain/1",
        "kind": entry.kind.word(),
        "id": entry.id.as_str(),
        "title": entry.title,
        "product": entry.product.as_str(),
        "portal_path": product.map(|product| product.portal.as_str()),
        "not_visible_because": [because],
        "instead": names(&entry.instead),
        "needs": names(&entry.needs),
        "rank": Value::Null,
    });
    Output::both(vec![Block::Lines(lines)], &json)
}

/// A share as a percentage.
fn share_percent(share: Share) -> Percent {
    Percent::new(Points(share.part), Points(share.whole))
}

fn names(ids: &[Id]) -> Vec<&str> {
    ids.iter().map(Id::as_str).collect()
}
