//! JSON that is written anew, in pieces.

use serde_json::Value as Json;

/// What is written of a value. A history has hundreds of thousands of rows: what is known is a text at once.
pub(super) enum Written {
    Known(Box<str>),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Written {
    pub(super) fn known(value: &Json) -> Self {
        Self::Known(format!("{value:#}").into_boxed_str())
    }

    /// Whether nothing stands in a list of any depth.
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::List(items) if items.iter().all(Self::is_empty))
    }

    /// Adds the JSON, indented as serde_json does.
    pub(super) fn write(&self, depth: usize, out: &mut String) {
        let (open, close, entries) = match self {
            Self::Known(text) => {
                // No text of JSON holds a line break.
                for (at, line) in text.lines().enumerate() {
                    if at > 0 {
                        break_line(depth, out);
                    }
                    out.push_str(line);
                }
                return;
            }
            Self::List(items) => ('[', ']', items.len()),
            Self::Object(fields) => ('{', '}', fields.len()),
        };
        out.push(open);
        for at in 0..entries {
            if at > 0 {
                out.push(',');
            }
            break_line(depth + 1, out);
            match self {
                Self::Object(fields) => {
                    let (key, value) = &fields[at];
                    out.push_str(&Json::from(key.as_str()).to_string());
                    out.push_str(": ");
                    value.write(depth + 1, out);
                }
                Self::List(items) => items[at].write(depth + 1, out),
                Self::Known(_) => {}
            }
        }
        if entries > 0 {
            break_line(depth, out);
        }
        out.push(close);
    }
}

fn break_line(depth: usize, out: &mut String) {
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
}
