//! Who works when: a bar for each piece of work, by team, over freezes and holidays.

mod lanes;

use jiff::civil::Date;

use self::lanes::Placed;
use super::axis::{self, Plot};
use super::ends::{self, SIZE};
use super::label::fitted;
use super::scale::{Scale, day_marks, days};
use super::svg::{Svg, Words, element, line, px, rect, text_at};
use super::{Frame, theme};

/// Days with a name; the last belongs to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub name: String,
    pub from: Date,
    pub to: Date,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    pub name: String,
    /// Its work, from the first to the last day that it takes.
    pub pieces: Vec<Span>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    pub teams: Vec<Team>,
    /// Days on which nobody changes anything.
    pub freezes: Vec<Span>,
    pub holidays: Vec<Date>,
}

const LANE: i64 = px(20);

const HEADING: i64 = px(26);

impl Team {
    fn words(&self) -> String {
        let first = self.pieces.iter().map(|piece| piece.from).min();
        let last = self.pieces.iter().map(|piece| piece.to).max();
        match (first, last, self.pieces.len()) {
            (Some(first), Some(last), 1) => format!("{}: 1 piece of work, {first} to {last}.", self.name),
            (Some(first), Some(last), many) => {
                format!("{}: {many} pieces of work, {first} to {last}.", self.name)
            }
            _ => format!("{}: nothing to do.", self.name),
        }
    }
}

fn words(calendar: &Calendar, shown: (Date, Date)) -> Words {
    let mut figures: Vec<String> = calendar.teams.iter().map(Team::words).collect();
    let frozen = freezes(calendar, shown);
    figures
        .extend(frozen.map(|freeze| format!("Frozen: {} to {}, {}.", freeze.from, freeze.to, freeze.name)));
    Words { title: "Calendar by team".to_owned(), figures }
}

fn freezes(calendar: &Calendar, (first, last): (Date, Date)) -> impl Iterator<Item = &Span> {
    calendar
        .freezes
        .iter()
        .filter(move |freeze| freeze.from <= last && freeze.to >= first && freeze.from <= freeze.to)
}

pub fn calendar(calendar: &Calendar, frame: &Frame<'_>) -> String {
    let (mut svg, across) = (Svg::default(), frame.across());
    let pieces = || calendar.teams.iter().flat_map(|team| &team.pieces);
    let first = pieces().map(|piece| piece.from).min();
    let Some((first, last)) = first.zip(pieces().map(|piece| piece.to.max(piece.from)).max()) else {
        let words = Words { title: "Calendar by team".to_owned(), figures: vec!["No work.".to_owned()] };
        return ends::nothing(frame, &words, "There is no work to draw.");
    };
    let top = frame.top() + px(24);
    let (left, right) = (px(16), across - px(16));
    // A day ends where the next begins.
    let x = Scale::new((0, days(first, last) + 1), (left, right));
    let day = |date: Date| x.at(days(first, date));
    let after = |date: Date| x.at(days(first, date) + 1);
    let mut rows: Vec<(&Team, lanes::Lanes)> = Vec::new();
    let mut bottom = top;
    for team in &calendar.teams {
        let bars: Vec<(i64, i64)> =
            team.pieces.iter().map(|piece| (day(piece.from), after(piece.to.max(piece.from)))).collect();
        let names: Vec<&str> = team.pieces.iter().map(|piece| piece.name.as_str()).collect();
        let lanes = lanes::packed(&bars, &names, (left, right));
        bottom += HEADING + i64::try_from(lanes.count.max(1)).unwrap_or(1) * LANE + px(6);
        rows.push((team, lanes));
    }
    let plot = Plot { left, right, top, bottom };
    shade(&mut svg, calendar, frame, plot, (first, last), x);
    let most = (right - left) / px(64);
    axis::of_days(&mut svg, plot, x, first, &day_marks(first, last, most));
    let mut at = top;
    for (number, (team, lanes)) in rows.iter().enumerate() {
        svg.put(&line((left, at), (right, at)).class("rule").with("stroke", "currentColor"));
        let named = lanes.placed.iter().filter(|placed| placed.name.is_some()).count();
        let of = if named < team.pieces.len() {
            format!(" ({named} of {} named)", team.pieces.len())
        } else {
            String::new()
        };
        let heading = text_at(left, at + px(18), SIZE).class("ink halo").with("font-weight", 600);
        svg.text(&ends::halo(heading), &fitted(&format!("{}{of}", team.name), right - left, SIZE));
        at += HEADING;
        for (piece, placed) in team.pieces.iter().zip(&lanes.placed) {
            bar(&mut svg, piece, placed, at, number);
        }
        at += i64::try_from(lanes.count.max(1)).unwrap_or(1) * LANE + px(6);
    }
    frame.finish(&words(calendar, (first, last)), across, bottom + px(44), &svg)
}

fn bar(svg: &mut Svg, piece: &Span, placed: &Placed, top: i64, team: usize) {
    let y = top + i64::try_from(placed.lane).unwrap_or(0) * LANE;
    let bar = rect(placed.left, y + px(3), placed.right - placed.left, LANE - px(6)).with("rx", 2);
    let title = format!("{}: {} to {}", piece.name, piece.from, piece.to);
    // Bars without a name share a lane, and show where there are many.
    let bar =
        bar.class(theme::fill(team)).with("fill-opacity", if placed.name.is_some() { "1" } else { "0.45" });
    svg.titled(&bar, &title);
    if let Some((x, text)) = &placed.name {
        let place = text_at(*x, y + px(14), 11).class("ink halo");
        svg.text(&ends::halo(place), text);
    }
}

/// Holidays in grey, freezes hatched and named.
fn shade(svg: &mut Svg, calendar: &Calendar, frame: &Frame<'_>, plot: Plot, shown: (Date, Date), x: Scale) {
    let high = plot.bottom - plot.top;
    let day = |date: Date| x.at(days(shown.0, date));
    let mut holidays: Vec<Date> = calendar.holidays.clone();
    holidays.retain(|day| shown.0 <= *day && *day <= shown.1);
    holidays.sort_unstable();
    holidays.dedup();
    for holiday in holidays {
        let wide = (x.at(days(shown.0, holiday) + 1) - day(holiday)).max(px(1));
        svg.titled(&rect(day(holiday), plot.top, wide, high).class("shade"), &format!("holiday: {holiday}"));
    }
    let hatch = frame.name("hatch");
    let pattern = element("pattern").with("id", &hatch).with("width", 6).with("height", 6);
    let pattern = pattern.with("patternUnits", "userSpaceOnUse").with("patternTransform", "rotate(45)");
    svg.group(&pattern, |svg| {
        let stripe = line((0, 0), (0, px(6))).class("hatch").with("stroke", "currentColor");
        svg.put(&stripe.with("stroke-width", 3));
    });
    let mut end = 0;
    for freeze in freezes(calendar, shown) {
        let (from, to) = (day(freeze.from.max(shown.0)), x.at(days(shown.0, freeze.to.min(shown.1)) + 1));
        let area = rect(from, plot.top, (to - from).max(px(1)), high).with("fill", format!("url(#{hatch})"));
        svg.titled(
            &area.with("fill-opacity", "0.7"),
            &format!("{}: {} to {}", freeze.name, freeze.from, freeze.to),
        );
        // Names of freezes stand above, each where the one before leaves room.
        let place = from.max(end);
        let name = fitted(&freeze.name, plot.right - place, 11);
        if name.chars().count() > 3 {
            svg.text(&text_at(place, plot.top - px(6), 11).class("muted"), &name);
            end = place + super::label::width(&name, 11) + px(12);
        }
    }
}
