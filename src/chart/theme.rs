//! How charts look: classes, and their colours on light and on dark paper.

pub const SERIES: usize = 5;

/// What a class colours, with the colours on light and on dark paper.
type Rule = (&'static str, &'static str, &'static str, &'static str);

/// Every text and line reaches a contrast of 4.5 on its paper.
const RULES: [Rule; 25] = [
    (".paper", "fill", "#ffffff", "#15191f"),
    (".halo", "stroke", "#ffffff", "#15191f"),
    (".ink", "fill", "#1c2430", "#e8ecf1"),
    (".muted", "fill", "#566070", "#a9b4c2"),
    (".rule", "stroke", "#dde2e9", "#2f3742"),
    (".axis", "stroke", "#8b95a3", "#6d7886"),
    (".shade", "fill", "#e9edf2", "#232a33"),
    (".hatch", "stroke", "#b9c2cd", "#465160"),
    (".goal", "stroke", "#1c2430", "#e8ecf1"),
    (".idle", "stroke", "#6b7685", "#8f9baa"),
    (".gain", "fill", "#0b7a4b", "#4fd08f"),
    (".loss", "fill", "#b3261e", "#ff8f86"),
    (".level", "fill", "#566070", "#a9b4c2"),
    (".box", "fill", "#f6f8fa", "#1d242d"),
    (".link", "stroke", "#8b95a3", "#6d7886"),
    (".series-1", "stroke", "#0b5cad", "#6db3ff"),
    (".series-2", "stroke", "#b3450b", "#ff9d5c"),
    (".series-3", "stroke", "#0b7a4b", "#4fd08f"),
    (".series-4", "stroke", "#8a2a86", "#e28bdf"),
    (".series-5", "stroke", "#6b5b00", "#d9c552"),
    (".fill-1", "fill", "#0b5cad", "#6db3ff"),
    (".fill-2", "fill", "#b3450b", "#ff9d5c"),
    (".fill-3", "fill", "#0b7a4b", "#4fd08f"),
    (".fill-4", "fill", "#8a2a86", "#e28bdf"),
    (".fill-5", "fill", "#6b5b00", "#d9c552"),
];

/// Series are told apart by their dashes, and only then by colour.
pub(super) const DASHES: [&str; SERIES] = ["none", "9 4", "2 3", "12 4 2 4", "6 2 2 2 2 2"];

/// The style of all charts: a page takes it up once, a file of its own holds it. Printed on light paper.
pub fn style() -> String {
    let rules = |colour: fn(&Rule) -> &'static str| -> String {
        RULES.iter().map(|rule| format!(".chart {}{{{}:{}}}", rule.0, rule.1, colour(rule))).collect()
    };
    format!(
        "{}@media screen and (prefers-color-scheme:dark){{{}}}",
        rules(|rule| rule.2),
        rules(|rule| rule.3)
    )
}

/// The class of the line of a series, counted from 0.
pub(super) fn stroke(series: usize) -> String {
    format!("series-{}", series % SERIES + 1)
}

/// The class of what a series fills, counted from 0.
pub(super) fn fill(series: usize) -> String {
    format!("fill-{}", series % SERIES + 1)
}

pub(super) fn dashes(series: usize) -> &'static str {
    DASHES[series % SERIES]
}
