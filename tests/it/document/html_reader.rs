//! Shared by tests of pages: a strict reader of HTML, and the rules of a harmless page.

/// Elements without an end.
const VOID: [&str; 5] = ["meta", "img", "input", "br", "link"];

/// Every element that the report may hold.
const KNOWN: [&str; 61] = [
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "a",
    "header",
    "nav",
    "ul",
    "ol",
    "li",
    "main",
    "section",
    "article",
    "footer",
    "script",
    "p",
    "h1",
    "h2",
    "h3",
    "strong",
    "span",
    "div",
    "dl",
    "dt",
    "dd",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "time",
    "code",
    "details",
    "summary",
    "figure",
    "figcaption",
    "label",
    "input",
    "output",
    "img",
    "svg",
    "g",
    "rect",
    "line",
    "path",
    "circle",
    "text",
    "tspan",
    "desc",
    "defs",
    "pattern",
    "polygon",
    "polyline",
    "clipPath",
    "marker",
    "use",
    "bdi",
];

/// An element with its attributes, as they are read by a browser.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// A page as it was read.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) elements: Vec<Element>,
    /// The text outside of `script` and `style`.
    pub(crate) text: String,
    /// The text of `script` and `style`, each with the name of its element.
    pub(crate) raw: Vec<(String, String)>,
}

impl Page {
    /// Reads a page in which every element is known and closed, and every attribute quoted.
    pub(crate) fn read(text: &str) -> Self {
        let mut page = Self::default();
        let mut open: Vec<String> = Vec::new();
        let mut rest = text.strip_prefix("<!DOCTYPE html>").expect("a doctype");
        while !rest.is_empty() {
            let Some(at) = rest.find('<') else {
                page.text.push_str(&decoded(rest));
                break;
            };
            page.text.push_str(&decoded(&rest[..at]));
            let (tag, after) = tag(&rest[at..]);
            rest = after;
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop().as_deref(), Some(name), "closed out of order: {name}");
                continue;
            }
            let element = element(tag);
            let name = element.name.clone();
            assert!(KNOWN.contains(&name.as_str()), "an unknown element: {tag}");
            page.elements.push(element);
            if name == "script" || name == "style" {
                let (inside, after) = rest.split_once(&format!("</{name}>")).expect("closed");
                page.raw.push((name, inside.to_owned()));
                rest = after;
            } else if !VOID.contains(&name.as_str()) && !tag.ends_with('/') {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "left open: {open:?}");
        page
    }

    pub(crate) fn all(&self, name: &str) -> Vec<&Element> {
        self.elements.iter().filter(|element| element.name == name).collect()
    }
}

/// What stands between `<` and the `>` that is in no quotes, and what follows.
fn tag(text: &str) -> (&str, &str) {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return (&text[1..at], &text[at + 1..]),
            '<' if at > 0 => panic!("a tag in a tag: {}", &text[..at]),
            _ => {}
        }
    }
    panic!("a tag without an end: {text}")
}

fn element(tag: &str) -> Element {
    let tag = tag.trim_end_matches('/').trim_end();
    let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let key = rest[..end].to_owned();
        rest = &rest[end..];
        let Some(quoted) = rest.strip_prefix("=\"") else {
            assert!(!rest.starts_with('='), "an attribute without quotes: {tag}");
            attributes.push((key, String::new()));
            continue;
        };
        let (value, after) = quoted.split_once('"').expect("a closing quote");
        attributes.push((key, decoded(value)));
        rest = after;
    }
    Element { name: name.to_owned(), attributes }
}

fn decoded(text: &str) -> String {
    let names = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    names.iter().fold(text.to_owned(), |text, (name, c)| text.replace(name, c))
}

/// Checks that a page loads nothing, runs nothing but its own script, and turns no text around.
pub(crate) fn harmless(text: &str) {
    let page = Page::read(text);
    let raw: Vec<&str> = page.raw.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(raw, ["style", "script"]);
    let mut ids: Vec<&str> = Vec::new();
    for element in &page.elements {
        for (key, value) in &element.attributes {
            assert!(!key.starts_with("on") && key != "style", "{element:?}");
            assert!(key != "href" || value.starts_with('#'), "{element:?}");
            assert!(key != "src" || value.starts_with("data:image/"), "{element:?}");
            assert!(!["srcset", "action", "formaction", "srcdoc", "xlink:href"].contains(&key.as_str()));
            assert!(!value.contains("url(") || value.starts_with("url(#"), "{element:?}");
            if key == "id" {
                ids.push(value);
            }
        }
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id is given twice");
    for element in &page.elements {
        for key in ["aria-labelledby", "for", "data-filter-for"] {
            for named in element.attribute(key).iter().flat_map(|names| names.split(' ')) {
                assert!(ids.binary_search(&named).is_ok(), "{key}={named}");
            }
        }
    }
    let turns = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!text.chars().any(|c| turns(c) || (c.is_control() && c != '\n')));
}
