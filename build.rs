//! Parses the built-in catalogue and the samples once, when the program is built; `src/load/yaml/prepared.rs` reads what
//! this writes.

#![expect(
    clippy::disallowed_methods,
    reason = "a build script reads its environment, and reads and writes files"
)]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use saphyr_parser::{Event, Parser, ScalarStyle};

const CATALOGUE: &str = "src/load/catalogue/builtin";
const SAMPLES: [&str; 2] = ["sample-e3", "sample-e5"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={CATALOGUE}");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(CATALOGUE)? {
        files.push(entry?.path());
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    prepare("catalogue", &files)?;
    for sample in SAMPLES {
        let file = format!("scenarios/{sample}.yaml");
        println!("cargo::rerun-if-changed={file}");
        prepare(sample, &[file.into()])?;
    }
    Ok(())
}

fn prepare(name: &str, files: &[PathBuf]) -> Result<(), Box<dyn Error>> {
    let mut prepared = Prepared::default();
    for file in files {
        prepared.add(file).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join(format!("{name}.txt")), prepared.order.concat())?;
    std::fs::write(out.join(format!("{name}.nodes")), prepared.bytes(files.len()))?;
    Ok(())
}

/// The nodes of all files, and every different text once.
#[derive(Default)]
struct Prepared {
    texts: BTreeMap<String, usize>,
    order: Vec<String>,
    nodes: Vec<u8>,
}

impl Prepared {
    fn add(&mut self, file: &Path) -> Result<(), Box<dyn Error>> {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let name = self.text(name);
        number(&mut self.nodes, name);
        let yaml = std::fs::read_to_string(file)?;
        // Lists and mappings that are still open: what they are, how many nodes they hold, and those.
        let mut open: Vec<(usize, usize, Vec<u8>)> = Vec::new();
        for event in Parser::new_from_str(&yaml) {
            let (event, span) = event?;
            let done = match event {
                Event::Scalar(text, style, _, _) => {
                    let mut node = Vec::new();
                    number(&mut node, (self.text(&text) << 2) | usize::from(style != ScalarStyle::Plain));
                    node
                }
                Event::SequenceStart(..) => {
                    open.push((2, 0, Vec::new()));
                    continue;
                }
                Event::MappingStart(..) => {
                    open.push((3, 0, Vec::new()));
                    continue;
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    let (kind, held, nodes) = open.pop().ok_or("an end without a start")?;
                    let mut node = Vec::new();
                    // An entry of a mapping is two nodes.
                    number(&mut node, ((held / (kind - 1)) << 2) | kind);
                    node.extend(nodes);
                    node
                }
                Event::Alias(_) => return Err(format!("an alias on line {}", span.start.line()).into()),
                Event::Nothing
                | Event::StreamStart
                | Event::StreamEnd
                | Event::DocumentStart(_)
                | Event::DocumentEnd => continue,
            };
            match open.last_mut() {
                Some((_, held, nodes)) => {
                    *held += 1;
                    nodes.extend(done);
                }
                None => self.nodes.extend(done),
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> usize {
        if let Some(at) = self.texts.get(text) {
            return *at;
        }
        self.texts.insert(text.to_owned(), self.order.len());
        self.order.push(text.to_owned());
        self.order.len() - 1
    }

    fn bytes(&self, files: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        number(&mut bytes, self.order.len());
        for text in &self.order {
            number(&mut bytes, text.len());
        }
        number(&mut bytes, files);
        bytes.extend(&self.nodes);
        bytes
    }
}

fn number(bytes: &mut Vec<u8>, mut number: usize) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            bytes.push(low & 0x7f);
            return;
        }
        bytes.push(low | 0x80);
    }
}
