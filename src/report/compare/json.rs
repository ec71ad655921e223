//! The comparison as programs read it.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::only::{because, code};
use crate::compare::{
    CommonControl, OneSidedControl, OneSidedReason, ProductSides, ScoreSums, TenantComparison,
};
use crate::diag::Finding;
use crate::model::Id;
use crate::report::json as values;
use crate::state::{AbsenceReason, State};

/// The comparison for programs.
pub(super) fn json(compared: &TenantComparison, [a, b]: [&State<'_>; 2], findings: &[Finding]) -> Value {
    let whole = |state: &State<'_>, all: ScoreSums| {
        let mut object = json!({ "name": state.tenant.name, "date": state.day.to_string() });
        if let (Value::Object(object), Value::Object(figures)) = (&mut object, sums(all)) {
            object.extend(figures);
        }
        object
    };
    let pair = |pair: &CommonControl| {
        json!({
            "id": pair.id.as_str(),
            "title": pair.title,
            "product": pair.product.as_ref().map(Id::as_str),
            "a_points": values::points(pair.a.points),
            "b_points": values::points(pair.b.points),
            "difference": values::points(pair.difference()),
            "a_max": values::points(pair.a.max),
            "b_max": values::points(pair.b.max),
        })
    };
    let product = |product: &ProductSides| {
        json!({
            "product": product.product.as_ref().map(Id::as_str),
            "name": product.name,
            "a": sums(product.a.whole()),
            "b": sums(product.b.whole()),
            "common": {
                "controls": product.pairs,
                "a": sums(product.a.common),
                "b": sums(product.b.common),
            },
            "only_a": sums(product.a.only),
            "only_b": sums(product.b.only),
        })
    };
    json!({
        "schema": "scoreplan/compare/1",
        "a": whole(a, compared.a.whole()),
        "b": whole(b, compared.b.whole()),
        "common": {
            "controls": compared.common.len(),
            "a": sums(compared.a.common),
            "b": sums(compared.b.common),
            "ahead": match compared.on_common() {
                Ordering::Greater => Some("a"),
                Ordering::Less => Some("b"),
                Ordering::Equal => None,
            },
            "ids": compared.common.iter().map(|pair| pair.id.as_str()).collect::<Vec<_>>(),
            "differing": compared.differing().into_iter().map(pair).collect::<Vec<_>>(),
        },
        "only_a": compared.only_a.iter().map(|only| alone(only, a, b)).collect::<Vec<_>>(),
        "only_b": compared.only_b.iter().map(|only| alone(only, b, a)).collect::<Vec<_>>(),
        "by_product": compared.products.iter().map(product).collect::<Vec<_>>(),
        "assumptions": values::assumptions(&a.assumptions),
        "findings": values::findings(findings),
    })
}

fn sums(sums: ScoreSums) -> Value {
    json!({
        "controls": sums.controls,
        "points": values::points(sums.points),
        "max": values::points(sums.max),
        "percent": values::percent(sums.percent()),
    })
}

fn alone(only: &OneSidedControl, here: &State<'_>, there: &State<'_>) -> Value {
    let missing = match &only.reason {
        OneSidedReason::UnknownMax => &[],
        OneSidedReason::Absent(why) => why.as_slice(),
    };
    let part = |why: &AbsenceReason| json!({ "reason": why.code(), "failed": why.failed().map(|expr| expr.to_string()) });
    json!({
        "id": only.id.as_str(),
        "title": only.title,
        "product": only.product.as_ref().map(Id::as_str),
        "points": values::points(only.points),
        "max": only.max.map(values::points),
        "reason": code(only),
        "because": because(only, here, there),
        "missing": missing.iter().map(part).collect::<Vec<_>>(),
    })
}
