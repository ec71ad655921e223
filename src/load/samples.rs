//! The sample tenants that are built into the program.

use super::source::Source;
use super::yaml::prepared::prepared;

/// Name and text of every sample; the first is the one used when no tenant is given.
pub const SAMPLES: &[(&str, &str)] = &[
    ("sample-e3", include_str!("../../scenarios/sample-e3.yaml")),
    ("sample-e5", include_str!("../../scenarios/sample-e5.yaml")),
];

pub fn sample(name: &str) -> Option<Source> {
    let (name, text) = SAMPLES.iter().find(|(sample, _)| *sample == name)?;
    let tree = if *name == "sample-e3" { prepared!("sample-e3") } else { prepared!("sample-e5") };
    Some(Source::from_text(&format!("{name} (built in)"), text).parsed(tree))
}
