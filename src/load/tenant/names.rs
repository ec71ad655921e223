//! Names of a tenant file that mean nothing: what is spelt wrong there would only be missing from every figure.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, is_slip};
use crate::load::expr::is_fact;
use crate::load::yaml::{Node, Reader};
use crate::model::reference::SIZES;
use crate::model::{Catalogue, ControlState, Id, Tenant};

impl Reader<'_> {
    /// Reports facts and populations that nothing reads.
    pub(super) fn names(
        &mut self,
        populations: Option<&Node>,
        facts: Option<&Node>,
        tenant: &Tenant,
        catalogue: &Catalogue,
    ) {
        let mut known: BTreeSet<&str> = catalogue.facts().into_iter().map(Id::as_str).collect();
        known.extend(SIZES.map(|(name, _)| name));
        // A group of users may have its size here too.
        let groups = tenant.licences.iter().flatten().filter_map(|licence| licence.group.as_ref());
        known.extend(groups.map(Id::as_str));
        for (node, what, otherwise) in [
            (populations, "population", "sizes of groups of users stand under `groups`; else take it out"),
            (facts, "fact", "add what reads it in a catalogue overlay, or take it out"),
        ] {
            for (key, _) in node.into_iter().flat_map(Node::entries) {
                let Some(name) = key.text().filter(|name| is_fact(name) && !known.contains(name)) else {
                    continue;
                };
                let names = known.iter().copied();
                let help =
                    self.findings.did_you_mean(Code::UnknownName, name, names, || otherwise.to_owned());
                let message = format!("nothing in the catalogue reads the {what} `{name}`");
                self.report(key, Code::UnknownName, message, help);
            }
        }
    }

    /// Reports controls that the catalogue does not know and that are a slip away from one that it knows and the tenant does
    /// not have. Any other one may be new: exports hold what Microsoft has added since.
    pub(super) fn slips(
        &mut self,
        strangers: &[(Id, &Node)],
        controls: &BTreeMap<Id, ControlState>,
        catalogue: &Catalogue,
    ) {
        for (id, node) in strangers {
            let known = catalogue.controls.keys().filter(|known| !controls.contains_key(*known));
            let like = self.findings.nearest(Code::UnknownName, id.as_str(), known.map(Id::as_str));
            if let Some(like) = like.filter(|like| is_slip(id.as_str(), like)) {
                let message = format!("the control `{id}` is not in the catalogue and counts as another one");
                self.report(node, Code::UnknownName, message, format!("did you mean `{like}`?"));
            }
        }
    }
}
