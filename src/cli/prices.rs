//! The prices that `--prices` names.

use std::collections::BTreeMap;
use std::path::Path;

use super::exit::Failure;
use crate::diag::{Code, Finding, Findings};
use crate::load::files::Disk;
use crate::load::{prices, source};
use crate::model::{Catalogue, Prices, Tenant, Unpriced};

/// The built-in list prices, with those of a file over them.
pub(super) fn prices(
    file: Option<&Path>,
    catalogue: &Catalogue,
    tenant: Option<&Tenant>,
    findings: &mut Findings,
) -> Result<Prices, Failure> {
    let Some(file) = file else { return Ok(Prices::default()) };
    let source = source::read(&Disk, file, findings)?;
    let list = source.and_then(|source| prices::read(&source, catalogue, tenant, findings));
    Ok(list.map_or_else(Prices::default, Prices::of))
}

/// Names everything whose price is not known, each once.
pub(super) fn unpriced(unknown: BTreeMap<&str, &Unpriced>, findings: &mut Findings) {
    for (name, why) in unknown {
        let why = match why {
            Unpriced::Unlisted => "no list has it".to_owned(),
            Unpriced::Later(day) => format!("the first price holds from {day}"),
            Unpriced::NoRate(currency) => format!("it is known in {currency}, for which there is no rate"),
        };
        let message = format!("the price of `{name}` is not known: {why}");
        let help = "write it into a file for --prices: until then no sum counts it";
        findings.push(Finding::new(Code::NoPrice, message).help(help));
    }
}
