//! Paths of a figure that stays until it changes.

use super::svg::pixels;

/// A line through places in the order of their days: level until the next, then up or down.
pub fn steps(places: &[(i64, i64)]) -> String {
    let Some(&(x, y)) = places.first() else { return String::new() };
    let mut path = format!("M{} {}", pixels(x), pixels(y));
    let mut at = (x, y);
    for &(x, y) in places.iter().skip(1) {
        if x != at.0 {
            path.push_str(&format!("H{}", pixels(x)));
        }
        if y != at.1 {
            path.push_str(&format!("V{}", pixels(y)));
        }
        at = (x, y);
    }
    path
}

/// The area between two such lines over the same days: place of the day, lower and upper place.
pub fn band(places: &[(i64, i64, i64)]) -> String {
    let Some(last) = places.last() else { return String::new() };
    let upper: Vec<(i64, i64)> = places.iter().map(|&(x, _, upper)| (x, upper)).collect();
    let mut path = steps(&upper);
    // Back along the lower line, which steps before it is level.
    path.push_str(&format!("V{}", pixels(last.1)));
    for pair in places.windows(2).rev() {
        let (before, after) = (pair[0], pair[1]);
        if before.1 != after.1 {
            path.push_str(&format!("V{}", pixels(before.1)));
        }
        path.push_str(&format!("H{}", pixels(before.0)));
    }
    path.push('Z');
    path
}

pub fn straight(places: &[(i64, i64)]) -> String {
    let mut path = String::new();
    for (at, &(x, y)) in places.iter().enumerate() {
        path.push_str(&format!("{}{} {}", if at == 0 { "M" } else { "L" }, pixels(x), pixels(y)));
    }
    path
}
