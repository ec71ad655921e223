//! Writing SVG: elements, escaped texts, and the frame that every chart stands in.

use std::fmt::Display;

use super::theme;
use crate::model::text::plain;

/// Where a chart is shown, and under which name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// Begins every id, so that many charts fit on one page; what is no letter, digit or `_` becomes `-`.
    pub id: &'a str,
    /// The width in pixels; a chart is laid out for it, so that its text keeps its size.
    pub width: i64,
    pub home: Home,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// A page that brings the heading and the style ([`super::style`]): the chart has neither.
    Page,
    /// A file of its own, with a heading, a background and its style.
    File,
}

/// A text for XML: neither markup, nor controls, nor what XML does not allow.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Tenths of a pixel as a number of pixels.
pub(super) fn pixels(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let size = tenths.unsigned_abs();
    match size % 10 {
        0 => format!("{sign}{}", size / 10),
        tenth => format!("{sign}{}.{tenth}", size / 10),
    }
}

/// Whole pixels in tenths.
pub(super) const fn px(pixels: i64) -> i64 {
    pixels * 10
}

#[derive(Debug)]
pub(super) struct Element {
    name: &'static str,
    attributes: String,
}

pub(super) const fn element(name: &'static str) -> Element {
    Element { name, attributes: String::new() }
}

impl Element {
    pub(super) fn with(mut self, name: &str, value: impl Display) -> Self {
        self.attributes.push_str(&format!(" {name}=\"{}\"", escaped(&value.to_string())));
        self
    }

    pub(super) fn class(self, value: impl Display) -> Self {
        self.with("class", value)
    }

    /// The same with lengths in tenths of a pixel.
    pub(super) fn at<const N: usize>(self, lengths: [(&str, i64); N]) -> Self {
        lengths.into_iter().fold(self, |element, (name, tenths)| element.with(name, pixels(tenths)))
    }
}

pub(super) fn line(from: (i64, i64), to: (i64, i64)) -> Element {
    element("line").at([("x1", from.0), ("y1", from.1), ("x2", to.0), ("y2", to.1)])
}

pub(super) fn rect(x: i64, y: i64, width: i64, height: i64) -> Element {
    element("rect").at([("x", x), ("y", y), ("width", width.max(0)), ("height", height.max(0))])
}

/// The place of a text, with its size in pixels.
pub(super) fn text_at(x: i64, y: i64, size: i64) -> Element {
    element("text").at([("x", x), ("y", y)]).with("font-size", size)
}

#[derive(Debug, Default)]
pub(super) struct Svg {
    body: String,
}

impl Svg {
    pub(super) fn put(&mut self, element: &Element) {
        self.body.push_str(&format!("<{}{}/>\n", element.name, element.attributes));
    }

    pub(super) fn text(&mut self, element: &Element, text: &str) {
        let (name, attributes) = (element.name, &element.attributes);
        self.body.push_str(&format!("<{name}{attributes}>{}</{name}>\n", escaped(text)));
    }

    /// An element with a title, which a pointer shows.
    pub(super) fn titled(&mut self, element: &Element, title: &str) {
        let (name, attributes) = (element.name, &element.attributes);
        self.body.push_str(&format!("<{name}{attributes}><title>{}</title></{name}>\n", escaped(title)));
    }

    pub(super) fn group(&mut self, element: &Element, inside: impl FnOnce(&mut Self)) {
        self.body.push_str(&format!("<{}{}>\n", element.name, element.attributes));
        inside(self);
        self.body.push_str(&format!("</{}>\n", element.name));
    }
}

#[derive(Debug)]
pub(super) struct Words {
    pub(super) title: String,
    /// Its main figures, for who does not see it.
    pub(super) figures: Vec<String>,
}

impl Frame<'_> {
    pub(super) fn name(&self, part: &str) -> String {
        let part_of = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
        let id: String = self.id.chars().map(part_of).collect();
        format!("{id}-{part}")
    }

    /// The width in tenths of a pixel, within what can be drawn.
    pub(super) fn across(&self) -> i64 {
        px(self.width.clamp(300, 4000))
    }

    /// Where the drawing begins: below the heading of a file.
    pub(super) fn top(&self) -> i64 {
        match self.home {
            Home::Page => px(8),
            Home::File => px(48),
        }
    }

    pub(super) fn finish(&self, words: &Words, width: i64, height: i64, drawing: &Svg) -> String {
        let (w, h) = (pixels(width), pixels(height));
        let (title, desc) = (self.name("title"), self.name("desc"));
        let mut out = Svg::default();
        let svg = element("svg")
            .with("xmlns", "http://www.w3.org/2000/svg")
            .class("chart")
            .with("role", "img")
            .with("aria-labelledby", format!("{title} {desc}"))
            .with("viewBox", format!("0 0 {w} {h}"))
            .with("width", &w)
            .with("height", &h)
            .with("font-family", "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif")
            .with("font-size", 12)
            .with("fill", "currentColor");
        out.group(&svg, |out| {
            out.text(&element("title").with("id", &title), &words.title);
            out.text(&element("desc").with("id", &desc), &words.figures.join(" "));
            if self.home == Home::File {
                out.body.push_str(&format!("<style>{}</style>\n", theme::style()));
                out.put(&rect(0, 0, width, height).class("paper"));
                let heading = text_at(px(16), px(30), 16).class("ink").with("font-weight", 600);
                out.text(&heading, &super::label::fitted(&words.title, width - px(32), 16));
            }
            out.body.push_str(&drawing.body);
        });
        out.body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_neither_markup_nor_controls() {
        let hostile = "</text><script>\"x\"&'\u{1b}[31m\u{202e}\u{0}\u{ffff}";
        let safe = escaped(hostile);
        assert_eq!(
            safe,
            "&lt;/text&gt;&lt;script&gt;&quot;x&quot;&amp;&#39;\u{fffd}[31m\u{fffd}\u{fffd}\u{fffd}"
        );
    }

    #[test]
    fn lengths_have_at_most_one_decimal() {
        assert_eq!([0, 10, 123, -5, -20].map(pixels), ["0", "1", "12.3", "-0.5", "-2"]);
    }
}
