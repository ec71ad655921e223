//! `schema`: JSON Schemas of the files that people write.

use std::path::Path;

use crate::cli::editor_args::SchemaArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, output, printer};
use crate::diag::Findings;
use crate::load::schemas::{self, Kind};
use crate::model::Catalogue;

pub(in crate::cli) fn run(args: &SchemaArgs) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let catalogue = inputs::catalogue(&args.of.overlays, &mut findings)?;
    if findings.has_errors() {
        return Err(findings.into());
    }
    printer::findings(&findings);
    match (args.kind, &args.output) {
        (Some(kind), Some(file)) => written(kind.into(), &catalogue, file)?,
        (Some(kind), None) => printer::print(&schemas::text(kind.into(), &catalogue))?,
        (None, folder) => {
            let folder = folder.as_deref().unwrap_or_else(|| Path::new("."));
            output::folder(folder)?;
            for (name, kind) in Kind::ALL {
                written(kind, &catalogue, &folder.join(format!("{name}.schema.json")))?;
            }
        }
    }
    Ok(Exit::Answered)
}

fn written(kind: Kind, catalogue: &Catalogue, file: &Path) -> Result<(), Failure> {
    output::write(file, &schemas::text(kind, catalogue))?;
    printer::talk(&format!("wrote {}", file.display()));
    Ok(())
}
