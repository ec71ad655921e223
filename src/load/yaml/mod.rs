//! YAML that people write: a tree that knows its places, and a reader that collects every problem.

mod reader;
mod tree;
mod word;

pub use reader::{Fields, Reader};
pub(crate) use reader::{decimal, duration};
pub use tree::{Node, Value, parse};
pub(crate) use word::word;
