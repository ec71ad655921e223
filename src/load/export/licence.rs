//! What the exported SKUs license, beside what the catalogue and Microsoft's list say of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::diag::{Code, Finding, Findings};
use crate::load::catalogue::PlansOfSkus;
use crate::model::{Catalogue, Id, Licence};

/// Exported plans are the truth of that day; they are kept where the catalogue says something else.
pub(super) fn licences(
    exported: Vec<Licence>,
    lists: &[PlansOfSkus],
    day: Date,
    catalogue: &Catalogue,
    findings: &mut Findings,
) -> Vec<Licence> {
    let mut by_sku: BTreeMap<Id, Licence> = BTreeMap::new();
    for licence in exported {
        match by_sku.get_mut(&licence.sku) {
            None => drop(by_sku.insert(licence.sku.clone(), licence)),
            Some(earlier) => {
                earlier.enabled += licence.enabled;
                earlier.warning += licence.warning;
                earlier.suspended += licence.suspended;
                earlier.consumed = earlier.consumed.zip(licence.consumed).map(|(a, b)| a + b);
            }
        }
    }
    // Stubs ride along with everything and say nothing.
    let unlocks = |plan: &Id| catalogue.plans.get(plan).is_some_and(|plan| !plan.stub);
    let mut licences = Vec::new();
    for (sku, mut licence) in by_sku {
        let known: Option<BTreeSet<Id>> = catalogue
            .skus
            .get(&sku)
            .filter(|sku| !sku.listed)
            .map(|sku| sku.plans_on(day).filter(|plan| unlocks(plan)).cloned().collect());
        let listed = || -> Option<BTreeSet<Id>> {
            let of_catalogue = catalogue.skus.get(&sku).map(|sku| sku.plans.iter().cloned().collect());
            let listed = lists.iter().find_map(|list| list.get(&sku)).cloned().or(of_catalogue)?;
            Some(listed.into_iter().filter(unlocks).collect())
        };
        let exported: Option<BTreeSet<Id>> =
            licence.plans.take().map(|plans| plans.into_iter().filter(unlocks).collect());
        licence.plans = match (known, exported) {
            (Some(known), Some(exported)) if known != exported => {
                let more: Vec<&str> = exported.difference(&known).map(Id::as_str).collect();
                let fewer: Vec<&str> = known.difference(&exported).map(Id::as_str).collect();
                let message = format!(
                    "the export lists other plans for `{sku}` than the catalogue: more [{}], fewer [{}]; the export counts",
                    more.join(", "),
                    fewer.join(", ")
                );
                findings.push(Finding::new(Code::PlansDiffer, message));
                Some(exported)
            }
            (Some(_), _) => None,
            // The tenant's file stands without the list: it names the plans itself.
            (None, exported) if let Some(listed) = listed() => Some(exported.unwrap_or(listed)),
            (None, exported) => {
                let number = exported.as_ref().map_or(0, BTreeSet::len);
                let message =
                    format!("the SKU `{sku}` is not in the catalogue; {number} of its plans are known");
                findings.push(
                    Finding::new(Code::UnknownSkuOwned, message)
                        .help("only plans with security capabilities matter; add the SKU's plans by hand if one is missing, or give Microsoft's list of products and service plans too"),
                );
                Some(exported.unwrap_or_default())
            }
        };
        licences.push(licence);
    }
    licences
}
