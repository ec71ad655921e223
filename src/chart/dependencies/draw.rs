//! The drawing.

use super::layers::{layers, mean, ordered};
use super::reduce::{Boxed, Reduced};
use super::{Dependencies, Step};
use crate::chart::Frame;
use crate::chart::ends::{self, LEADING, SIZE, stroke};
use crate::chart::label::{Wish, apart, fitted, wrapped};
use crate::chart::svg::{Svg, Words, element, pixels, px, rect, text_at};
use crate::model::{Minutes, Points};

const HIGH: i64 = px(52);

/// A box with the room around it.
const PITCH: i64 = px(62);

const BETWEEN: i64 = px(36);

const NARROW: i64 = px(156);

const WIDE: i64 = px(230);

fn sums(steps: &[&Step]) -> String {
    let points: Points = steps.iter().map(|step| Points(step.points)).sum();
    let minutes: Minutes = steps.iter().map(|step| Minutes(step.minutes)).sum();
    let hours = format!("{minutes} h");
    if points == Points::ZERO { hours } else { format!("{points} points, {hours}") }
}

fn name(steps: &[&Step]) -> String {
    match steps {
        [one] => one.name.clone(),
        many if many.iter().all(|step| step.action) => format!("{} actions", many.len()),
        many => format!("{} controls", many.len()),
    }
}

fn steps<'a>(plan: &'a Dependencies, boxed: &Boxed) -> Vec<&'a Step> {
    boxed.steps.iter().filter_map(|&step| plan.steps.get(step)).collect()
}

fn words(plan: &Dependencies, reduced: &Reduced) -> Words {
    let mut figures = vec![format!("{} steps.", plan.steps.len())];
    for boxed in &reduced.boxes {
        let needs: Vec<String> = boxed
            .needs
            .iter()
            .filter_map(|&need| reduced.boxes.get(need))
            .map(|need| name(&steps(plan, need)))
            .collect();
        if !needs.is_empty() {
            let own = steps(plan, boxed);
            let names: Vec<&str> = own.iter().map(|step| step.name.as_str()).collect();
            let verb = if names.len() == 1 { "needs" } else { "need" };
            figures.push(format!("{} {verb} {}.", names.join(", "), needs.join(", ")));
        }
    }
    figures.extend(notes(reduced));
    Words { title: "What the steps need".to_owned(), figures }
}

fn notes(reduced: &Reduced) -> Vec<String> {
    let mut notes = Vec::new();
    match reduced.free {
        0 => {}
        1 => notes.push("1 step that needs and brings nothing is not drawn.".to_owned()),
        many => notes.push(format!("{many} steps that need and bring nothing are not drawn.")),
    }
    if reduced.left_out > 0 {
        notes.push(format!("{} more steps are not drawn.", reduced.left_out));
    }
    notes
}

pub(super) fn chart(plan: &Dependencies, reduced: &Reduced, frame: &Frame<'_>) -> String {
    let words = words(plan, reduced);
    let (mut svg, across, top) = (Svg::default(), frame.across(), frame.top());
    let boxes = &reduced.boxes;
    if boxes.is_empty() {
        return ends::nothing(frame, &words, "No step needs another.");
    }
    let layer = layers(boxes);
    let rows = ordered(boxes, &layer);
    let count = i64::try_from(rows.len()).unwrap_or(1);
    let margin = px(12);
    let wide = ((across - 2 * margin - (count - 1) * BETWEEN) / count).clamp(NARROW, WIDE);
    let width = across.max(count * wide + (count - 1) * BETWEEN + 2 * margin);
    let highest = i64::try_from(rows.iter().map(Vec::len).max().unwrap_or(1)).unwrap_or(1);
    let bottom = top + highest * PITCH;
    let middle = middles(boxes, &rows, (top, bottom));
    let left = |layer: usize| margin + i64::try_from(layer).unwrap_or(0) * (wide + BETWEEN);
    for (at, boxed) in boxes.iter().enumerate() {
        for &need in &boxed.needs {
            let (from, to) = ((left(layer[need]) + wide, middle[need]), (left(layer[at]), middle[at]));
            let half = from.0.midpoint(to.0);
            let [x1, y1, h, x2, y2] = [from.0, from.1, half, to.0, to.1].map(pixels);
            let tie = stroke(1).class("link").with("d", format!("M{x1} {y1}C{h} {y1} {h} {y2} {x2} {y2}"));
            svg.put(&tie);
        }
    }
    for (at, boxed) in boxes.iter().enumerate() {
        draw_box(&mut svg, &steps(plan, boxed), (left(layer[at]), middle[at] - HIGH / 2), wide);
    }
    let mut end = bottom + px(6);
    end = ends::note(&mut svg, margin, end, "Round: an action, which others share.");
    for note in notes(reduced) {
        end = ends::note(&mut svg, margin, end, &note);
    }
    frame.finish(&words, width, end, &svg)
}

/// The middles of the boxes: each layer as near to what it needs, then to what needs it, as its order lets it.
fn middles(boxes: &[Boxed], rows: &[Vec<usize>], (top, bottom): (i64, i64)) -> Vec<i64> {
    let mut middle = vec![0; boxes.len()];
    for row in rows {
        let free = (bottom - top) - i64::try_from(row.len()).unwrap_or(1) * PITCH;
        for (at, &member) in row.iter().enumerate() {
            middle[member] = top + free / 2 + i64::try_from(at).unwrap_or(0) * PITCH + PITCH / 2;
        }
    }
    for forwards in [true, false, true] {
        let order: Vec<&Vec<usize>> =
            if forwards { rows.iter().collect() } else { rows.iter().rev().collect() };
        for row in order {
            let wish = |&at: &usize| Wish { middle: mean(boxes, forwards, at, &middle), height: PITCH };
            let wishes: Vec<Wish> = row.iter().map(wish).collect();
            for (&member, place) in row.iter().zip(apart(&wishes, top, bottom)) {
                middle[member] = place;
            }
        }
    }
    middle
}

fn draw_box(svg: &mut Svg, steps: &[&Step], (x, y): (i64, i64), wide: i64) {
    let action = steps.iter().all(|step| step.action);
    let names: Vec<&str> = steps.iter().map(|step| step.name.as_str()).collect();
    let shape = rect(x, y, wide, HIGH).with("rx", if action { 20 } else { 4 });
    let shape = shape.class(if action { "box series-2" } else { "box series-1" });
    let shape = shape.with("fill", "none").with("stroke", "currentColor");
    svg.titled(&shape, &names.join(", "));
    if steps.len() > 1 {
        // A second edge, as of a pile.
        let edge = element("path").class("series-1").with("fill", "none").with("stroke", "currentColor");
        let [x1, x2, y1, y2] = [x + px(4), x + wide + px(3), y + HIGH + px(3), y + px(4)].map(pixels);
        svg.put(&edge.with("d", format!("M{x1} {y1}H{x2}V{y2}")));
    }
    let inset = if action { px(14) } else { px(9) };
    let room = wide - 2 * inset;
    let lines = wrapped(&name(steps), room, SIZE, 2);
    let height = i64::try_from(lines.len() + 1).unwrap_or(3) * LEADING;
    let mut line = y + (HIGH - height) / 2 + px(12);
    for text in lines {
        svg.text(&text_at(x + inset, line, SIZE).class("ink"), &text);
        line += LEADING;
    }
    svg.text(&text_at(x + inset, line, 11).class("muted"), &fitted(&sums(steps), room, 11));
}
