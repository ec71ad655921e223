//! Licence options side by side; what is owned comes first.

use super::{Cell, Sheet, count, hours, maybe, percent, points, text};
use crate::report::view::{Offer, View};

pub(super) fn sheet(view: &View) -> Sheet {
    let mut sheet = Sheet::new(
        "Licence options",
        [
            ("option", 40),
            ("licences", 40),
            ("from", 12),
            ("controls in the score", 10),
            ("controls entitled", 10),
            ("points", 10),
            ("maximum", 10),
            ("% the day before", 10),
            ("% on day 0", 10),
            ("lowest %", 10),
            ("% after 90 days", 10),
            ("% at the end", 10),
            ("lowest on", 12),
            ("end", 12),
            ("recovered on", 12),
            ("achievable %", 10),
            ("points at once", 10),
            ("points by work", 10),
            ("points by deployment", 12),
            ("points without a seat", 12),
            ("hours more", 10),
            ("cost a year", 14),
            ("more a year", 14),
            ("per point", 12),
            ("currency", 9),
            ("price unknown", 24),
        ],
    );
    sheet.rows = view.offers.all.iter().map(|offer| row(offer, &view.offers.currency)).collect();
    sheet
}

fn row(offer: &Offer, currency: &str) -> Vec<Cell> {
    let course = &offer.course;
    vec![
        text(&offer.name),
        text(offer.licences()),
        Cell::Day(offer.from),
        count(offer.after.visible),
        count(offer.after.entitled),
        points(offer.after.points),
        points(offer.after.max),
        percent(course.before),
        percent(course.day_0),
        percent(course.low.percent),
        maybe(course.day_90, percent),
        percent(course.end.percent),
        Cell::Day(course.low.date),
        Cell::Day(course.end.date),
        maybe(course.recovered, Cell::Day),
        percent(offer.after.views.achievable_seat_covered),
        points(offer.unlocked.at_once),
        points(offer.unlocked.by_work),
        points(offer.unlocked.by_deployment),
        points(offer.unlocked.blocked_by_seats),
        hours(offer.unlocked.work),
        maybe(offer.yearly, Cell::Hundredths),
        maybe(offer.more, Cell::Hundredths),
        maybe(offer.per_point.map(crate::licences::CostPerPoint::hundredths), Cell::Hundredths),
        text(currency),
        super::ids(&offer.unpriced),
    ]
}
