//! Shared by tests of charts: a reader of SVG, and the rules of a harmless chart.

use roxmltree::{Document, Node};
use scoreplan::chart::Home;

/// An SVG as it was read.
pub(crate) struct Drawn {
    text: String,
}

/// An element with its attributes.
pub(crate) struct Element {
    attributes: Vec<(String, String)>,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// An attribute as a number.
    pub(crate) fn number(&self, name: &str) -> f64 {
        self.attribute(name).unwrap_or_else(|| panic!("no {name}")).parse().unwrap()
    }
}

impl Drawn {
    /// Reads a text, which must be well formed.
    pub(crate) fn read(text: &str) -> Self {
        Document::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        Self { text: text.to_owned() }
    }

    fn each<T>(&self, of: impl FnMut(Node<'_, '_>) -> Option<T>) -> Vec<T> {
        let document = Document::parse(&self.text).unwrap();
        document.descendants().filter(Node::is_element).filter_map(of).collect()
    }

    /// The elements of a name, in their order.
    pub(crate) fn elements(&self, name: &str) -> std::vec::IntoIter<Element> {
        let read = |node: Node<'_, '_>| {
            let attributes = node.attributes().map(|a| (a.name().to_owned(), a.value().to_owned())).collect();
            (node.tag_name().name() == name).then_some(Element { attributes })
        };
        self.each(read).into_iter()
    }

    /// The elements of a name and class.
    pub(crate) fn all(&self, name: &str, class: &str) -> Vec<Element> {
        self.elements(name).filter(|element| element.attribute("class") == Some(class)).collect()
    }

    /// The first element of a name and class: of a line and its leader it is the line.
    pub(crate) fn one(&self, name: &str, class: &str) -> Element {
        self.all(name, class).into_iter().next().unwrap_or_else(|| panic!("no {name} {class}\n{}", self.text))
    }

    /// The texts of a class.
    pub(crate) fn texts(&self, class: &str) -> Vec<String> {
        self.each(|node| {
            let of = node.tag_name().name() == "text" && node.attribute("class") == Some(class);
            of.then(|| node.text().unwrap_or_default().to_owned())
        })
    }

    /// The text equivalent.
    pub(crate) fn description(&self) -> String {
        self.each(|node| {
            (node.tag_name().name() == "desc").then(|| node.text().unwrap_or_default().to_owned())
        })
        .concat()
    }
}

/// Checks that a text is an SVG that asks for nothing, runs nothing, and carries a style only in a file of its own.
pub(crate) fn harmless(text: &str, home: Home) {
    const KNOWN: [&str; 12] =
        ["svg", "title", "desc", "style", "g", "rect", "line", "path", "circle", "text", "pattern", "defs"];
    let document = Document::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let root = document.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    assert!(root.attribute("viewBox").is_some());
    let mut ids = Vec::new();
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        assert!(KNOWN.contains(&name), "{name}");
        assert!(name != "style" || home == Home::File, "a style on a page");
        for attribute in node.attributes() {
            let (key, value) = (attribute.name(), attribute.value());
            assert!(key != "style" && key != "href" && !key.starts_with("on"), "{key}={value}");
            assert!(!value.contains("url(") || value.starts_with("url(#"), "{key}={value}");
            if key == "id" {
                ids.push(value);
            }
        }
    }
    for named in root.attribute("aria-labelledby").unwrap().split(' ') {
        assert!(ids.contains(&named), "{named}");
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
}
