//! Whether a plan names work that exists.

use super::read::Loaded;
use crate::diag::{Code, Finding, Findings, nearest};
use crate::load::source::Source;

/// So many unknown names are shown one by one; more of them say that the wrong tenant or list was given.
const NAMED: usize = 20;

/// Reports every id that is not among the known ones, also not without a numeric instance prefix.
pub fn check_ids(loaded: &Loaded, source: &Source, known: &[&str], findings: &mut Findings) {
    let mut sorted = known.to_vec();
    sorted.sort_unstable();
    let is_known = |name: &str| sorted.binary_search(&name).is_ok();
    let unknown = || {
        let all = loaded.mentions.iter();
        all.filter(|(id, _)| !is_known(id.as_str()) && !is_known(id.without_instance()))
    };
    for (id, node) in unknown().take(NAMED) {
        let help = nearest(id.as_str(), known.iter().copied()).map_or_else(
            || "judge the plan with the tenant, list and overlays that it was made with".to_owned(),
            |known| format!("did you mean `{known}`?"),
        );
        let message = format!("the plan names `{id}`, which nothing defines");
        findings.push(
            Finding::new(Code::UnknownReference, message)
                .at(node.place(std::slice::from_ref(source)))
                .help(help),
        );
    }
    let more = unknown().count().saturating_sub(NAMED);
    if more > 0 {
        let message = format!("the plan names {more} more ids that nothing defines");
        findings.push(
            Finding::new(Code::UnknownReference, message)
                .help("judge the plan with the tenant, list and overlays that it was made with"),
        );
    }
}
