//! Whether the parts of a catalogue fit together: references, plans, cycles.

use crate::diag::{Code, Finding, Findings, Place};
use crate::model::{Catalogue, DoneWhen, Expr, Graph, Id, Weight};

/// Reports every reference that leads nowhere and every circle of prerequisites.
pub(super) fn check(catalogue: &Catalogue, place: &dyn Fn(&Id) -> Place, findings: &mut Findings) {
    for control in catalogue.controls.values() {
        let mut check = Check { catalogue, place: place(&control.id), findings, entry: &control.id };
        check.condition("visible-when", &control.visible_when);
        for way in &control.ways {
            check.condition("entitled-when", &way.entitled_when);
            if let Some(expr) = &way.holds_while {
                check.condition("holds-while", expr);
            }
            check.references("needs", &way.needs);
            check.references("gates", &way.gates);
            check.references("after", &way.after);
        }
        check.references("replaced-by", control.replaced_by.as_slice());
        if let Some(credit) = &control.default_credit {
            check.condition("default-credit", &credit.when);
        }
    }
    for action in catalogue.actions.values() {
        let mut check = Check { catalogue, place: place(&action.id), findings, entry: &action.id };
        check.condition("applies-when", &action.applies_when);
        check.condition("entitled-when", &action.entitled_when);
        check.references("needs", &action.needs);
        check.references("gates", &action.gates);
        check.references("after", &action.after);
        check.references("conflicts", &action.conflicts);
        match &action.done_when {
            Some(DoneWhen::RowShare(id)) => check.references("done-when", std::slice::from_ref(id)),
            Some(DoneWhen::Holds(expr)) => check.plans(expr),
            Some(DoneWhen::FactShare { .. }) | None => {}
        }
    }
    for unscored in catalogue.unscored.values() {
        let mut check = Check { catalogue, place: place(&unscored.id), findings, entry: &unscored.id };
        check.references("instead", &unscored.instead);
        let scored = |id: &&Id| !catalogue.unscored.contains_key(*id);
        check.references("needs", &unscored.needs.iter().filter(scored).cloned().collect::<Vec<_>>());
    }
    for sku in catalogue.skus.values() {
        let mut check = Check { catalogue, place: place(&sku.sku), findings, entry: &sku.sku };
        for plan in sku.plans.iter().chain(sku.dated.iter().map(|dated| &dated.plan)) {
            check.plan(plan);
        }
    }
    cycles(catalogue, place, findings);
}

struct Check<'a> {
    catalogue: &'a Catalogue,
    place: Place,
    findings: &'a mut Findings,
    entry: &'a Id,
}

impl Check<'_> {
    fn references(&mut self, key: &str, ids: &[Id]) {
        for id in ids.iter().filter(|id| !self.catalogue.defines(id)) {
            let known = self.catalogue.actions.keys().chain(self.catalogue.controls.keys());
            let otherwise = || "define it, or take it out".to_owned();
            let known = known.map(Id::as_str);
            let help = self.findings.did_you_mean(Code::UnknownReference, id.as_str(), known, otherwise);
            let message = format!("`{}` names `{id}` in `{key}`, which nothing defines", self.entry);
            self.findings
                .push(Finding::new(Code::UnknownReference, message).at(self.place.clone()).help(help));
        }
    }

    /// Conditions other than `done-when` look at plans and facts only: work on one control moves no other.
    fn condition(&mut self, key: &str, expr: &Expr) {
        self.plans(expr);
        let mut looks_at_rows = false;
        expr.visit(&mut |part| looks_at_rows |= matches!(part, Expr::Scored(_) | Expr::Earned(_)));
        if looks_at_rows {
            let message = format!("`{key}` of `{}` asks for rows of the score", self.entry);
            let help = "`scored()` and `earned()` belong into `done-when`; use plans and facts here";
            self.findings.push(Finding::new(Code::BadExpression, message).at(self.place.clone()).help(help));
        }
    }

    fn plans(&mut self, expr: &Expr) {
        for plan in expr.plans() {
            self.plan(&plan);
        }
    }

    fn plan(&mut self, plan: &Id) {
        if self.catalogue.plans.contains_key(plan) {
            return;
        }
        let known = self.catalogue.plans.keys().map(Id::as_str);
        let otherwise = || "service plans are named as Microsoft's plan list names them".to_owned();
        let help = self.findings.did_you_mean(Code::UnknownPlan, plan.as_str(), known, otherwise);
        let message = format!("`{}` names the service plan `{plan}`, which is not known", self.entry);
        self.findings.push(Finding::new(Code::UnknownPlan, message).at(self.place.clone()).help(help));
    }
}

/// Reports one circle of prerequisites, if there is one, over all ways.
fn cycles(catalogue: &Catalogue, place: &dyn Fn(&Id) -> Place, findings: &mut Findings) {
    let ids: Vec<&Id> = catalogue.actions.keys().chain(catalogue.controls.keys()).collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    let index = |id: &Id| sorted.binary_search(&id).ok();
    let needs = sorted
        .iter()
        .map(|id| {
            let of_action = catalogue.actions.get(*id).map(|action| (&action.needs, &action.gates));
            let of_ways = catalogue.controls.get(*id).map(|control| &control.ways);
            let of_ways = of_ways.into_iter().flatten().map(|way| (&way.needs, &way.gates));
            of_action
                .into_iter()
                .chain(of_ways)
                .flat_map(|(needs, gates)| needs.iter().chain(gates))
                .filter_map(index)
                .collect()
        })
        .collect();
    if let Err(cycle) = Graph::new(vec![Weight::default(); sorted.len()], needs) {
        let names: Vec<&str> = cycle.iter().chain(cycle.first()).map(|&node| sorted[node].as_str()).collect();
        let first = cycle.first().map_or_else(|| Id::new(""), |&node| sorted[node].clone());
        findings.push(
            Finding::new(Code::Cycle, format!("prerequisites form a circle: {}", names.join(" needs ")))
                .at(place(&first))
                .help("take one of these prerequisites out, or make it `after`, which is order only"),
        );
    }
}
