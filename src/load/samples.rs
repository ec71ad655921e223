//! The sample tenants that are built into the program.

use crate::load::source::Source;

/// Name and text of every sample; the first is the one used when no tenant is given.
pub const SAMPLES: &[(&str, &str)] = &[
    ("sample-e3", include_str!("../../scenarios/sample-e3.yaml")),
    ("sample-e5", include_str!("../../scenarios/sample-e5.yaml")),
];

/// A sample by its name.
pub fn sample(name: &str) -> Option<Source> {
    SAMPLES
        .iter()
        .find(|(sample, _)| *sample == name)
        .map(|(sample, text)| Source::from_text(&format!("{sample} (built in)"), text))
}
