//! What a reader of several options should know, said once where it holds for several.

use std::collections::BTreeMap;

use super::OptionResult;
use crate::diag::{Finding, Findings};

/// The findings of all options. What is said alike of several names the first and how many more there are.
pub fn option_findings<'w>(options: impl IntoIterator<Item = &'w OptionResult>) -> Findings {
    let mut alike: BTreeMap<(crate::diag::Code, String), (Finding, Vec<&'w str>)> = BTreeMap::new();
    let mut findings = Findings::new();
    for option in options {
        let mine = format!("`{}`: ", option.name);
        for finding in option.findings.iter() {
            let Some(said) = finding.message.strip_prefix(&mine) else {
                findings.push(finding.clone());
                continue;
            };
            let (_, names) =
                alike.entry((finding.code, said.to_owned())).or_insert_with(|| (finding.clone(), Vec::new()));
            if !names.contains(&option.name.as_str()) {
                names.push(&option.name);
            }
        }
    }
    for ((_, said), (finding, names)) in alike {
        let who = match names.as_slice() {
            [] | [_] => finding.message.clone(),
            [first, others @ ..] => format!("`{first}` and {} more: {said}", others.len()),
        };
        findings.push(Finding { message: who, ..finding });
    }
    findings
}
