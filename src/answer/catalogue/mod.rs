//! `catalogue`: what it holds, what it knows about a name, what two versions say differently, whether it makes sense.

mod diff;
mod entry;
mod facts;
mod licence;
mod lint;
mod list;
mod show;

pub use diff::CatalogueDiffAnswer;
pub(in crate::answer) use licence::{controls_of_plan, controls_of_sku};
pub use lint::CatalogueLintAnswer;
pub use list::CatalogueListAnswer;
pub use show::CatalogueShowAnswer;
pub(in crate::answer) use show::ShownEntry;

use schemars::JsonSchema;
use serde::Serialize;

/// The whole catalogue as YAML.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CatalogueExportAnswer {
    pub schema: &'static str,
    pub text: String,
}

impl CatalogueExportAnswer {
    pub fn of(text: String) -> Self {
        Self { schema: "scoreplan/catalogue-export/1", text }
    }
}
