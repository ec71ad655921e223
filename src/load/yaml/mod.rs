//! YAML that people write, and JSON: a tree that knows its places, a reader that collects every problem, and scalars to write.

mod json;
pub(super) mod prepared;
mod reader;
mod scalar;
pub(super) mod tree;

pub(super) use json::bad_json;
pub use json::parse_json;
pub use reader::{Fields, Reader, decimal, duration};
pub use scalar::word;
pub use tree::{Node, Text, Value, parse, parse_nth};
