//! The prices that `--prices` names.

use std::path::Path;

use super::exit::Failure;
use crate::diag::Findings;
use crate::load::{prices, source};
use crate::model::{Catalogue, Prices, Tenant};

/// The built-in list prices, with those of a file over them.
pub(super) fn prices(
    file: Option<&Path>,
    catalogue: &Catalogue,
    tenant: Option<&Tenant>,
    findings: &mut Findings,
) -> Result<Prices, Failure> {
    let Some(file) = file else { return Ok(Prices::default()) };
    let source = source::read(file, findings)?;
    let list = source.and_then(|source| prices::read(&source, catalogue, tenant, findings));
    Ok(list.map_or_else(Prices::default, Prices::of))
}
