//! Trees over each other, before anybody asks what they mean: each node keeps its place.

use super::tree::{Node, Value};

/// A value with a later one over it: mappings merge key by key, lists append, everything else is replaced.
pub(in crate::load) fn over(base: Node, later: Node) -> Node {
    let Node { value: before, .. } = base;
    match (before, &later.value) {
        (Value::List(mut items), Value::List(more)) => {
            items.extend(more.iter().cloned());
            later.with(Value::List(items))
        }
        (Value::Map(mut entries), Value::Map(_)) => {
            let place = later.with(Value::Null);
            for (key, value) in into_entries(later) {
                put(&mut entries, key, value);
            }
            place.with(Value::Map(entries))
        }
        _ => later,
    }
}

/// Gives a key of a mapping another value, or adds it.
pub(in crate::load) fn put(entries: &mut Vec<(Node, Node)>, key: Node, value: Node) {
    match entries.iter_mut().find(|(known, _)| known.text() == key.text()) {
        Some((_, known)) => *known = value,
        None => entries.push((key, value)),
    }
}

/// Takes a key out of a mapping.
pub(in crate::load) fn take(node: &mut Node, key: &str) -> Option<Node> {
    let Value::Map(entries) = &mut node.value else { return None };
    let at = entries.iter().position(|(name, _)| name.text() == Some(key))?;
    Some(entries.remove(at).1)
}

/// The entries of a mapping; none of anything else.
pub(in crate::load) fn into_entries(node: Node) -> Vec<(Node, Node)> {
    match node.value {
        Value::Map(entries) => entries,
        Value::Null | Value::Text { .. } | Value::List(_) => Vec::new(),
    }
}

/// The items of a list; none of anything else.
pub(in crate::load) fn into_items(node: Node) -> Vec<Node> {
    match node.value {
        Value::List(items) => items,
        Value::Null | Value::Text { .. } | Value::Map(_) => Vec::new(),
    }
}
