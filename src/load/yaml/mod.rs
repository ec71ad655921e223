//! YAML that people write: a tree that knows its places, a reader that collects every problem, and scalars to write.

pub(super) mod merge;
pub(super) mod prepared;
mod reader;
mod scalar;
mod tree;

pub use reader::{Fields, Reader};
pub(crate) use reader::{decimal, duration};
pub(crate) use scalar::word;
pub(super) use tree::DEEPEST;
pub use tree::{Node, Text, Value, parse, parse_nth};
