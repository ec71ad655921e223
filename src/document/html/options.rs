//! Licence options side by side, with the dip and its recovery.

use maud::{Markup, html};

use super::figures::{behind, day, drawn, money, sentence};
use super::table::{PageTable, Row, text};
use crate::document::{Audience, Document, charts, tables};
use crate::licences::options::OptionResult;
use crate::model::Id;
use crate::model::units::signed;
use crate::table::{Cell, Table, cells, figures, words};

pub(in crate::document) fn options(document: &Document<'_>, audience: Audience) -> Option<Markup> {
    let options = document.inputs.options;
    let unused = &options.first()?.unused;
    let prices = document.inputs.prices;
    let priced = prices.list.as_ref().map_or_else(
        || "list prices for a year paid at once, before discounts and tax".to_owned(),
        |list| format!("prices of {}, list prices where it has none", list.name),
    );
    let table = tables::options(document);
    Some(html! {
        p { "A licence is not a deployment: what is bought and deployed is measured, so the percentage falls before work makes it good. Costs are in " (prices.currency()) " a year, " (priced) "; work is not priced." }
        (drawn(&charts::dip(document)))
        (dips(document, &table))
        (costs(document, &table))
        @for (option, said) in options.iter().zip(document.option_sentences()) {
            article {
                h3 { (option.name) }
                p { (sentence(&said)) }
                @if let Some(unpriced) = option.money.as_ref().map(|money| money.cost.unpriced()) {
                    @if !unpriced.is_empty() {
                        p class="warning" {
                            "No price is known of "
                            @for (at, sku) in unpriced.keys().enumerate() { @if at > 0 { ", " } (sku) }
                            "."
                        }
                    }
                }
            }
        }
        @if audience != Audience::Executive && !unused.is_empty() {
            (behind("Owned today and not used", &not_used(unused)))
        }
    })
}

fn dips(document: &Document<'_>, table: &Table) -> Markup {
    let recovered = |option: &OptionResult| match (option.course.falls, option.course.recovered) {
        (false, _) => text("no dip"),
        (true, Some(date)) => day(date),
        (true, None) => html! { "not by " (day(option.course.end.date)) },
    };
    PageTable::of(table, "option-courses", "The dip of each option and its recovery")
        .column("option", "Option")
        .column("from", "From")
        .column("% the day before", "The day before")
        .column("% on day 0", "Day 0")
        .column("lowest %", "Lowest")
        .column("lowest on", "Lowest on")
        .made("Recovered on", |row| document.inputs.options.get(row.at).map_or_else(|| text(""), recovered))
        .column("% after 90 days", "After 90 days")
        .or("\u{2013}")
        .column("% at the end", "End")
        .markup()
}

fn costs(document: &Document<'_>, table: &Table) -> Markup {
    let currency = document.inputs.prices.currency();
    let of = |row: Row<'_>| document.inputs.options.get(row.at);
    // What is owned opens nothing and costs no more than itself.
    let beside =
        |row: Row<'_>, figure: String| text(if row.at == 0 { "\u{2013}".to_owned() } else { figure });
    let paid = move |cell: &Cell| match cell {
        Cell::Money(amount) => money(Some(*amount), currency),
        _ => money(None, currency),
    };
    let caption = "What each option opens when everything is deployed, and what it costs";
    PageTable::of(table, "option-costs", caption)
        .column("option", "Option")
        .column("licences", "Licences")
        .extra()
        .figures("Controls in the score", |row| {
            text(of(row).map_or_else(String::new, |option| option.deployed.visible.to_string()))
        })
        .figures("Points opened", |row| {
            beside(row, of(row).map_or_else(String::new, |option| signed(option.unlocked.all().0)))
        })
        .figures("Hours more", |row| beside(row, row.text("hours more").into_owned()))
        .column("cost a year", "Cost a year")
        .or("unknown")
        .formatted(move |cell| text(paid(cell)))
        .figures("More a year", move |row| beside(row, paid(row.cell("more a year"))))
        .column("per point", "More for each point")
        .or("\u{2013}")
        .markup()
}

fn not_used(unused: &[crate::licences::options::UnusedPlans]) -> Markup {
    let names = |ids: &[Id]| ids.iter().map(Id::as_str).collect::<Vec<_>>().join(", ");
    let columns = vec![
        words("Service plans"),
        words("Of"),
        figures("Controls"),
        figures("Maximum"),
        words("Not deployed"),
    ];
    let mut table = Table::new("Paid for, and none of these controls is begun", columns);
    for one in unused {
        let [plans, skus, missing] = [&one.plans, &one.skus, &one.not_deployed].map(|ids| names(ids));
        table.rows.push(cells![plans, skus, one.controls.len(), one.max, missing]);
    }
    PageTable::whole(&table, "unused", &table.title).extra().markup()
}
