//! Reading: exports, tenants, catalogues, scenarios, schemas, and files made anonymous.

pub(crate) mod anonymise;
pub(crate) mod anonymise_keeps_score;
pub(crate) mod anonymise_planted_secrets;
pub(crate) mod anonymise_refusals;
pub(crate) mod assumptions;
pub(crate) mod backlog_csv;
pub(crate) mod bad_input;
pub(crate) mod built_in_catalogue;
pub(crate) mod catalogue_effort;
pub(crate) mod catalogue_lint;
pub(crate) mod conditions;
pub(crate) mod contradictions;
pub(crate) mod effort_ratings;
mod export_fields;
pub(crate) mod export_messages;
mod export_shapes;
mod export_wrappings;
mod exports_word_by_word;
pub(crate) mod import_averages;
pub(crate) mod import_graph;
pub(crate) mod import_portal;
pub(crate) mod import_portal_bad;
pub(crate) mod import_tables;
mod owned_licences;
pub(crate) mod scalars_and_numbers;
pub(crate) mod schema_places;
pub(crate) mod schema_values;
pub(crate) mod schemas;
pub(crate) mod sources_and_places;
#[cfg(unix)]
pub(crate) mod special_files;
pub(crate) mod tenant_names;
pub(crate) mod title_matching;
