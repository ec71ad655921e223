//! Licence options side by side, with the dip and its recovery.

use maud::{Markup, html};

use super::Audience;
use super::charts::{behind, drawn};
use super::figures::{day, exact_hours, money, percent, sentence, signed};
use super::table::{Row, Table, numbers, text, words};
use crate::chart::{self, Frame};
use crate::model::units::hundredths;
use crate::report::drawings;
use crate::report::view::{Offer, View};

pub(super) fn section(view: &View, audience: Audience) -> Option<Markup> {
    let offers = &view.offers;
    if offers.all.is_empty() {
        return None;
    }
    let prices = offers.price_list.as_ref().map_or_else(
        || "list prices for a year paid at once, before discounts and tax".to_owned(),
        |list| format!("prices of {list}, list prices where it has none"),
    );
    let licensed = drawings::dip(&offers.all);
    let draw = |frame: &Frame<'_>| chart::dip(&licensed, frame);
    Some(html! {
        p { "A licence is not a deployment: what is bought and deployed is measured, so the percentage falls before work makes it good. Costs are in " (offers.currency) " a year, " (prices) "; work is not priced." }
        (drawn("dip-chart", "The percentage around day 0 of each option.", draw))
        (courses(view))
        (costs(view))
        @for offer in &offers.all {
            article {
                h3 { (offer.name) }
                p { (sentence(&offer.sentence)) }
                @if !offer.unpriced.is_empty() {
                    p class="warning" {
                        "No price is known of "
                        @for (at, sku) in offer.unpriced.iter().enumerate() { @if at > 0 { ", " } (sku) }
                        "."
                    }
                }
            }
        }
        @if audience != Audience::Executive && !offers.unused.is_empty() {
            (behind("Owned today and not used", &unused(view)))
        }
    })
}

fn courses(view: &View) -> Markup {
    let columns = [
        words("Option"),
        words("From"),
        numbers("The day before"),
        numbers("Day 0"),
        numbers("Lowest"),
        words("Lowest on"),
        words("Recovered on"),
        numbers("After 90 days"),
        numbers("End"),
    ];
    let rows = view.offers.all.iter().map(|offer| {
        let course = &offer.course;
        Row::of([
            text(&offer.name),
            day(offer.from),
            text(percent(course.before)),
            text(percent(course.day_0)),
            text(percent(course.low.percent)),
            day(course.low.date),
            recovered(offer),
            text(course.day_90.map_or_else(|| "\u{2013}".to_owned(), percent)),
            text(percent(course.end.percent)),
        ])
    });
    Table::new("option-courses", "The dip of each option and its recovery", &columns, rows.collect()).markup()
}

fn recovered(offer: &Offer) -> Markup {
    match (offer.course.falls, offer.course.recovered) {
        (false, _) => text("no dip"),
        (true, Some(date)) => day(date),
        (true, None) => html! { "not by " (day(offer.course.end.date)) },
    }
}

fn costs(view: &View) -> Markup {
    let columns = [
        words("Option"),
        words("Licences").extra(),
        numbers("Controls in the score"),
        numbers("Points opened"),
        numbers("Hours more"),
        numbers("Cost a year"),
        numbers("More a year"),
        numbers("More for each point"),
    ];
    let currency = &view.offers.currency;
    let rows = view.offers.all.iter().enumerate().map(|(at, offer)| {
        let per_point = offer.per_point.map(|cost| hundredths(cost.hundredths()));
        Row::of([
            text(&offer.name),
            text(offer.licences()),
            text(offer.deployed.visible.to_string()),
            text(if at == 0 { "\u{2013}".to_owned() } else { signed(offer.points()) }),
            text(if at == 0 { "\u{2013}".to_owned() } else { exact_hours(offer.unlocked.work) }),
            text(money(offer.yearly, currency)),
            text(if at == 0 { "\u{2013}".to_owned() } else { money(offer.more, currency) }),
            text(per_point.unwrap_or_else(|| "\u{2013}".to_owned())),
        ])
    });
    let caption = "What each option opens when everything is deployed, and what it costs";
    Table::new("option-costs", caption, &columns, rows.collect()).markup()
}

fn unused(view: &View) -> Markup {
    let names = |ids: &[crate::model::Id]| ids.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ");
    let columns = [
        words("Service plans"),
        words("Of"),
        numbers("Controls"),
        numbers("Maximum"),
        words("Not deployed").extra(),
    ];
    let rows = view.offers.unused.iter().map(|unused| {
        Row::of([
            text(names(&unused.plans)),
            text(names(&unused.skus)),
            text(unused.controls.len().to_string()),
            text(unused.max.to_string()),
            text(names(&unused.not_deployed)),
        ])
    });
    Table::new("unused", "Paid for, and none of these controls is begun", &columns, rows.collect()).markup()
}
