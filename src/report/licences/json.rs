//! The options as programs read them.

use serde_json::{Map, Value, json};

use super::{Reading, Rules, Shown, controls, part, sentence};
use crate::diag::Findings;
use crate::licences::options::{
    BreakEvenPair, DatedPercent, OptionCost, OptionResult, ToolSaving, UnusedPlans, break_even_pairs,
};
use crate::licences::{BreakEven, RedundantSeats};
use crate::model::{Id, Visibility};
use crate::report::json as values;

/// The options for programs.
pub(super) fn json(shown: &Shown<'_>, findings: &Findings) -> Value {
    let first = shown.readings.first();
    let assumptions = first.and_then(|reading| reading.options.first()).map(|option| option.assumptions);
    let main = first.map_or(Value::Null, |reading| reading_json(shown, reading));
    let other = shown.readings.get(1).map_or(Value::Null, |reading| reading_json(shown, reading));
    let mut object = Map::new();
    object.insert("schema".to_owned(), "scoreplan/licences/1".into());
    object.insert("tenant".to_owned(), shown.tenant.into());
    object.insert("date".to_owned(), shown.start.to_string().into());
    let shared = if let Rules::Shared(name) = shown.rules { Some(name) } else { None };
    object.insert("scenario".to_owned(), shared.into());
    if let Value::Object(main) = main {
        object.extend(main);
    }
    object.insert("other_reading".to_owned(), other);
    let assumptions = assumptions.map_or(Value::Null, |assumptions| values::assumptions(&assumptions));
    object.insert("assumptions".to_owned(), assumptions);
    object.insert("findings".to_owned(), values::findings(findings.iter()));
    Value::Object(object)
}

fn reading_json(shown: &Shown<'_>, reading: &Reading) -> Value {
    let visibility = if reading.visibility == Visibility::Product { "product" } else { "plan" };
    let (owned, options) = match reading.options.split_first() {
        Some((owned, options)) => (Some(owned), options),
        None => (None, &[][..]),
    };
    json!({
        "visibility": visibility,
        "as_it_is": owned.map(|owned| option(owned, None)),
        "options": options.iter().map(|one| option(one, owned)).collect::<Vec<_>>(),
        "break_even": break_even_pairs(&reading.options, shown.catalogue).into_iter().map(|duel| break_even(&reading.options, duel)).collect::<Vec<_>>(),
        "controls": controls::ids(&reading.options).into_iter().map(|id| control(shown, reading, id)).collect::<Vec<_>>(),
    })
}

fn break_even(options: &[OptionResult], duel: BreakEvenPair) -> Value {
    let name = |at: usize| options.get(at).map(|option| option.name.as_str());
    let (cheaper, people) = match duel.even {
        BreakEven::Same => ("same", None),
        BreakEven::First => ("first", None),
        BreakEven::Second => ("second", None),
        BreakEven::SecondFrom(people) => ("second-from", Some(people)),
        BreakEven::FirstFrom(people) => ("first-from", Some(people)),
    };
    json!({ "first": name(duel.first), "second": name(duel.second), "cheaper": cheaper, "people": people, "least_people": duel.least })
}

fn ids(ids: &[Id]) -> Value {
    ids.iter().map(Id::as_str).collect()
}

fn moment(moment: DatedPercent) -> Value {
    json!({ "date": moment.date.to_string(), "percent": values::percent(moment.percent) })
}

fn option(option: &OptionResult, owned: Option<&OptionResult>) -> Value {
    let views = &option.after.views;
    let (course, unlocked) = (&option.course, &option.unlocked);
    let mut skus: Vec<String> =
        option.licences.iter().flatten().filter(|licence| licence.seats() > 0).map(part).collect();
    skus.sort();
    let retired = |list: &[RedundantSeats]| {
        let each = list.iter().map(|one| {
            json!({ "sku": one.line.sku.as_str(), "group": one.line.group.as_ref().map(Id::as_str), "seats": one.line.seats, "yearly_cost": money(one.line.yearly()), "within": ids(&one.within) })
        });
        each.collect::<Vec<_>>()
    };
    json!({
        "name": option.name,
        "from": option.from.to_string(),
        "trial_ends": option.trial_ends.map(|day| day.to_string()),
        "skus": option.licences.as_ref().map(|_| skus),
        "yearly_cost": option.money.as_ref().and_then(|money| money.cost.yearly()).map(values::two_decimals),
        "yearly_difference": option.money.as_ref().and_then(|money| money.difference).map(values::two_decimals),
        "currency": option.money.as_ref().map(|money| money.cost.currency.as_str()),
        "cost_per_point": option.money.as_ref().and_then(|money| money.per_point).map(|cost| values::two_decimals(cost.hundredths())),
        "unpriced": option.money.as_ref().map(|money| money.cost.unpriced().into_keys().map(Id::as_str).collect::<Vec<_>>()),
        "contract": option.money.as_ref().map(contract),
        "labour_difference": money(option.money.as_ref().and_then(|money| money.labour)),
        "retired_tools": option.money.iter().flat_map(|money| &money.tools).map(tool).collect::<Vec<_>>(),
        "yearly_saved_by_tools": money(option.money.as_ref().and_then(OptionCost::saved)),
        "yearly_difference_less_tools": money(option.money.as_ref().and_then(OptionCost::net)),
        "dropped": retired(&option.dropped),
        "redundant": retired(&option.redundant),
        "visible_controls": option.after.visible,
        "entitled_controls": option.after.entitled,
        "points": values::points(option.after.points),
        "max": values::points(option.after.max),
        "newly": {
            "by_licence": ids(&option.newly.by_licence),
            "by_deployment": ids(&option.newly.by_deployment),
            "entitled": ids(&option.newly.entitled),
            "risk_accepted": ids(&option.newly.accepted),
            "left": ids(&option.newly.left),
        },
        "points_unlocked": {
            "at_once": values::points(unlocked.at_once),
            "by_work": values::points(unlocked.by_work),
            "by_deployment": values::points(unlocked.by_deployment),
            "licensed": values::points(unlocked.licensed),
            "blocked_by_seats": values::points(unlocked.blocked_by_seats),
            "blocked_when_deployed": values::points(unlocked.blocked_when_deployed),
            "hours": values::hours(unlocked.work),
        },
        "day_before_percent": values::percent(course.before),
        "day0_percent": values::percent(course.day_0),
        "low": moment(course.low),
        "falls": course.falls,
        "recovered_on": course.recovered.map(|date| date.to_string()),
        "day90_percent": course.day_90.map(values::percent),
        "end": moment(course.end),
        "achievable_percent": values::percent(views.achievable_seat_covered),
        "achievable_whatever_the_seats_percent": values::percent(views.achievable),
        "current_license_percent": values::percent(views.current_license),
        "deployed": {
            "visible_controls": option.deployed.visible,
            "entitled_controls": option.deployed.entitled,
            "max": values::points(option.deployed.max),
            "achievable_percent": values::percent(option.deployed.views.achievable_seat_covered),
        },
        "owned_unused": option.unused.iter().map(unused).collect::<Vec<_>>(),
        "statuses": controls::tally(option).into_iter().map(|(status, number)| (status.word().to_owned(), Value::from(number))).collect::<Map<_, _>>(),
        "sentence": sentence::whole(option, owned),
    })
}

fn money(amount: Option<i64>) -> Value {
    amount.map_or(Value::Null, values::two_decimals)
}

fn contract(of: &OptionCost) -> Value {
    let given_up = of.unexpired.iter().map(|one| {
        json!({
            "sku": one.line.sku.as_str(),
            "group": one.line.group.as_ref().map(Id::as_str),
            "seats": one.line.seats,
            "from": one.from.to_string(),
            "until": one.until.to_string(),
            "cost": money(one.cost()),
        })
    });
    json!({
        "term": of.term.word(),
        "renewal": of.renewal.map(|day| day.to_string()),
        "given_up": given_up.collect::<Vec<_>>(),
        "given_up_cost": money(of.until_renewal()),
    })
}

fn tool(tool: &ToolSaving) -> Value {
    json!({
        "tool": tool.name,
        "from": tool.from.to_string(),
        "yearly_cost": money(tool.yearly.as_ref().ok().copied()),
        "controls": ids(&tool.controls),
        "points": values::points(tool.points),
    })
}

fn unused(unused: &UnusedPlans) -> Value {
    json!({
        "plans": ids(&unused.plans),
        "skus": ids(&unused.skus),
        "controls": unused.controls.len(),
        "max": values::points(unused.max),
        "not_deployed": ids(&unused.not_deployed),
        "owned_before": unused.owned_before,
    })
}

fn control(shown: &Shown<'_>, reading: &Reading, id: &Id) -> Value {
    let known = shown.catalogue.control(id);
    let status = reading.options.iter().map(|option| {
        (option.name.clone(), option.statuses.get(id).map_or(Value::Null, |status| status.word().into()))
    });
    json!({
        "id": id.as_str(),
        "title": known.map(|control| control.title.as_str()),
        "product": known.map(|control| control.product.as_str()),
        "status": status.collect::<Map<_, _>>(),
    })
}
