//! `catalogue list`: the controls and actions.

use std::collections::BTreeSet;

use super::unknown;
use crate::cli::args::{CatalogueListArgs, FormatArg};
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, printer};
use crate::diag::{Code, Findings};
use crate::model::Id;
use crate::report::catalogue::list::{Filter, Layout, report};

pub(in crate::cli) fn run(args: &CatalogueListArgs) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let catalogue = inputs::catalogue(&args.of.overlays, &mut findings)?;
    let product = args.product.as_deref().map(Id::new);
    if let Some(id) = product.as_ref().filter(|id| !catalogue.products.contains_key(*id)) {
        let known = catalogue.products.keys().map(Id::as_str);
        findings.push(unknown("product", id.as_str(), Code::UnknownProduct, known));
    }
    let tags: BTreeSet<&str> =
        catalogue.controls.values().flat_map(|control| &control.tags).map(String::as_str).collect();
    if let Some(tag) = args.tag.as_deref().filter(|tag| !tags.contains(tag)) {
        findings.push(unknown("tag", tag, Code::UnknownReference, tags.iter().copied()));
    }
    if findings.has_errors() {
        return Err(findings.into());
    }
    let filter = Filter { product: product.as_ref(), tag: args.tag.as_deref(), retired: args.retired };
    let layout = if args.output.format == FormatArg::Csv { Layout::Flat } else { Layout::Grouped };
    printer::findings_beside(&findings, args.output.format);
    printer::report(&report(&catalogue, filter, layout, &findings), args.output.format)?;
    Ok(Exit::Answered)
}
