//! The one integration binary.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can not go on has failed")]

mod chart;
mod cli;
mod diag;
mod docs;
mod document;
mod engine;
mod lab;
mod licences;
mod load;
mod model;
mod plan;
mod project;
mod state;
mod support;
mod table;

/// A file that nobody names would never be compiled.
#[test]
fn every_file_here_is_a_module() {
    every_module_below(ROOT_OF_TESTS, "main.rs");
}

const ROOT_OF_TESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it");

/// Every file and folder of `folder` is a module of its `head`.
fn every_module_below(folder: &str, head: &str) {
    let modules = support::read(format!("{folder}/{head}"));
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let module = name.trim_end_matches(".rs");
        assert!(name == head || modules.contains(&format!("mod {module};\n")), "{folder}/{name}");
        if module == name {
            every_module_below(&format!("{folder}/{name}"), "mod.rs");
        }
    }
}
