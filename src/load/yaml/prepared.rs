//! YAML that was parsed when the program was built: the other half of `build.rs`.
//!
//! The parser takes longer for the built-in files than everything else that a short command does. So the build writes
//! down what it says of each file, and this reads it back as the trees that the parser gives, without places.

use super::tree::{Node, Text};

/// Two files of the build: all different texts one after the other, and numbers that say how they make nodes.
#[derive(Debug, Clone, Copy)]
pub(in crate::load) struct Prepared {
    pub(in crate::load) texts: &'static str,
    pub(in crate::load) nodes: &'static [u8],
}

/// What the build made of a name.
macro_rules! prepared {
    ($name:literal) => {
        $crate::load::yaml::prepared::Prepared {
            texts: include_str!(concat!(env!("OUT_DIR"), "/", $name, ".txt")),
            nodes: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".nodes")),
        }
    };
}
pub(in crate::load) use prepared;

/// The trees of some files, by name.
///
/// The numbers are: how many texts there are and how many bytes each has, how many files there are, then of each file
/// its name and its nodes. A node is a number whose two lowest bits say what it is (0 a plain text, 1 a quoted one, 2 a
/// list, 3 a mapping) and the others which text, or how many items or entries follow. A number has seven bits a byte,
/// the lowest first, the eighth where more follow.
pub(in crate::load) fn read(Prepared { texts, nodes }: Prepared) -> Vec<(&'static str, Node)> {
    let mut numbers = Numbers(nodes);
    let mut start = 0;
    let texts: Vec<&'static str> = (0..numbers.next())
        .map(|_| {
            let end = start + numbers.next();
            let text = texts.get(start..end).unwrap_or_default();
            start = end;
            text
        })
        .collect();
    let text = |at: usize| texts.get(at).copied().unwrap_or_default();
    (0..numbers.next()).map(|_| (text(numbers.next()), node(&mut numbers, &text))).collect()
}

/// The data is that of the build, which is a few levels deep: recursion is bounded.
fn node(numbers: &mut Numbers, text: &impl Fn(usize) -> &'static str) -> Node {
    let number = numbers.next();
    let rest = number >> 2;
    match number & 3 {
        2 => Node::list((0..rest).map(|_| node(numbers, text)).collect()),
        3 => Node::map((0..rest).map(|_| (node(numbers, text), node(numbers, text))).collect()),
        style => Node::scalar(Text::Borrowed(text(rest)), style == 1),
    }
}

struct Numbers(&'static [u8]);

impl Numbers {
    fn next(&mut self) -> usize {
        let mut number = 0;
        let mut shift = 0;
        while let Some((byte, rest)) = self.0.split_first() {
            self.0 = rest;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
            shift += 7;
        }
        number
    }
}
