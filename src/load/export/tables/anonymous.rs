//! Tables of licences and of control scores written anew: what is read of them, under names that are known.

use super::{Kind, kind, licences, scores};
use crate::diag::Findings;
use crate::load::anonymise::{Mask, What};
use crate::load::source::Source;
use crate::model::Id;

/// The table with masked names; `None` when it is none that is read.
pub(in crate::load::export) fn rewrite(source: &Source, mask: &mut Mask<'_>) -> Option<String> {
    let mut unheard = Findings::new();
    let mut writer = csv::Writer::from_writer(Vec::new());
    match kind(&source.text)? {
        Kind::Foreign(_) => return None,
        Kind::Licences(header, columns) => {
            let table = licences::read(&header, &columns, source, &mut unheard);
            let names = licences::Names::new(mask.catalogue, &[], &[]);
            writer.write_record(licences::WRITTEN).ok()?;
            for line in &table.lines {
                let Some(sku) = names.find(line) else {
                    // It entitles to nothing, and may be anybody's.
                    mask.count(What::Sku, 1);
                    continue;
                };
                let sku = mask.sku(sku);
                writer.write_record(line.written(&sku)).ok()?;
            }
        }
        Kind::Scores(header, columns) => {
            let names = scores::Names::new(mask.catalogue);
            writer.write_record(scores::written_header()).ok()?;
            for line in scores::lines(&header, &columns, source, &mut unheard) {
                let Some(name) = line.get("controlName") else { continue };
                let id = names.find(name).cloned().unwrap_or_else(|| Id::new(name.trim()));
                let id = mask.control(&id);
                let tenant = line.get("azureTenantId").map(|tenant| mask.tenant(tenant));
                let category = line.get("controlCategory").map(|category| mask.category(category));
                writer.write_record(line.written(&id, category.as_deref(), tenant.as_deref())).ok()?;
            }
        }
    }
    String::from_utf8(writer.into_inner().ok()?).ok()
}
