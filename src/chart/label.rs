//! Texts that fit, and labels that do not overlap.

use super::svg::px;

/// The width of a text in tenths of a pixel, at least what usual fonts take, at a size in pixels.
pub(super) fn width(text: &str, size: i64) -> i64 {
    text.chars().map(|c| hundredths_of_em(c) * size).sum::<i64>() / 10
}

/// The widths of DejaVu Sans, the widest of the usual fonts, in classes.
fn hundredths_of_em(c: char) -> i64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' | '!' => 34,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' | 'J' => 42,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '\u{2026}' => 100,
        'A'..='Z' | '&' | '+' | '<' | '>' | '=' => 79,
        c if c < '\u{1100}' => 65,
        _ => 110,
    }
}

pub(super) fn fitted(text: &str, most: i64, size: i64) -> String {
    if width(text, size) <= most {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = width("\u{2026}", size);
    for c in text.chars() {
        used += hundredths_of_em(c) * size / 10;
        if used > most {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out.push('\u{2026}');
    out
}

/// A text in at most so many lines, none wider; the last is cut. A word that is too wide breaks after a sign in it,
/// if it can.
pub(super) fn wrapped(text: &str, most: i64, size: i64, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && out.len() + 1 < lines {
        let (line, after) = rest.split_at(breaks_at(rest, most, size));
        out.push(line.trim().to_owned());
        rest = after.trim();
    }
    if !rest.is_empty() {
        out.push(fitted(rest, most, size));
    }
    out
}

/// How many bytes of a text stand on its first line.
fn breaks_at(text: &str, most: i64, size: i64) -> usize {
    let (mut used, mut fits, mut good) = (0, 0, 0);
    for (at, c) in text.char_indices() {
        used += hundredths_of_em(c) * size / 10;
        if used > most {
            return if good > 0 { good } else { fits.max(text.chars().next().map_or(0, char::len_utf8)) };
        }
        fits = at + c.len_utf8();
        if matches!(c, ' ' | '+' | '_' | '-' | '/' | '.' | ':') {
            good = fits;
        }
    }
    text.len()
}

/// A label that wants to stand at a place and is so high.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wish {
    pub(super) middle: i64,
    pub(super) height: i64,
}

/// The middles of labels, in the order of the wishes, so that none overlaps and each stands as near to its wish as the
/// others let it; all lie between `top` and `bottom` if they fit there.
///
/// Labels that would touch are moved as one stack around the mean of what they want.
pub(super) fn apart(wishes: &[Wish], top: i64, bottom: i64) -> Vec<i64> {
    struct Stack {
        members: Vec<usize>,
        height: i64,
        top: i64,
    }
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by_key(|&at| (wishes[at].middle, at));
    let mut stacks: Vec<Stack> = Vec::new();
    for at in order {
        let wish = wishes[at];
        let mut stack = Stack { members: vec![at], height: wish.height, top: wish.middle - wish.height / 2 };
        stack.top = stack.top.min(bottom - stack.height).max(top);
        while let Some(above) = stacks.pop_if(|above| above.top + above.height > stack.top) {
            let mut members = above.members;
            members.append(&mut stack.members);
            let height = above.height + stack.height;
            let wanted = wanted(wishes, &members);
            stack = Stack { members, height, top: wanted.min(bottom - height).max(top) };
        }
        stacks.push(stack);
    }
    let mut middles = vec![0; wishes.len()];
    for stack in stacks {
        let mut at = stack.top;
        for member in stack.members {
            middles[member] = at + wishes[member].height / 2;
            at += wishes[member].height;
        }
    }
    middles
}

/// Where a stack would begin if its members had their wish on average.
fn wanted(wishes: &[Wish], members: &[usize]) -> i64 {
    let mut above = 0;
    let mut sum = 0;
    for &member in members {
        let wish = wishes[member];
        sum += wish.middle - wish.height / 2 - above;
        above += wish.height;
    }
    sum / i64::try_from(members.len().max(1)).unwrap_or(1)
}

pub(super) const GAP: i64 = px(8);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_apart_and_near() {
        let wish = |middle| Wish { middle, height: 100 };
        // Two that want the same place share it; a third far away has its own.
        assert_eq!(apart(&[wish(500), wish(500), wish(900)], 0, 1_000), [450, 550, 900]);
        // At the edges they are pushed inwards.
        assert_eq!(apart(&[wish(0), wish(10)], 0, 1_000), [50, 150]);
        assert_eq!(apart(&[wish(1_000), wish(990)], 0, 1_000), [950, 850]);
    }

    #[test]
    fn texts_fit() {
        assert_eq!(fitted("short", 1_000, 12), "short");
        let cut = fitted("a very long name of a scenario", 1_000, 12);
        assert!(cut.ends_with('\u{2026}') && width(&cut, 12) <= 1_000, "{cut}");
        let lines = wrapped("Remediate with what is owned and more", 1_200, 12, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| width(line, 12) <= 1_200), "{lines:?}");
    }
}
