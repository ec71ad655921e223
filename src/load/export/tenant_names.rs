//! Names of tenants beside what was exported: tools that look after several put them into columns and around answers.

use std::collections::{BTreeMap, BTreeSet};

use super::scalar::text;
use super::tree::Fields;
use crate::diag::{Code, Finding, Findings, Place};
use crate::model::text::first_few;
use crate::model::title::plain;

/// The workspace of a log, which has one for each tenant.
const WORKSPACE: &str = "tenantId";

/// Fields that say whose the rest is, beside Graph's own `azureTenantId`.
pub(super) const FIELDS: [&str; 14] = [
    WORKSPACE,
    "companyName",
    "customer",
    "customerDisplayName",
    "customerId",
    "customerName",
    "customerTenantId",
    "defaultDomainName",
    "organization",
    "organizationName",
    "tenant",
    "tenantDisplayName",
    "tenantDomain",
    "tenantName",
];

/// Which field a column is, whatever stands between the words of its name.
pub(super) fn of_column(name: &str) -> Option<&'static str> {
    let bare: String = plain(name).chars().filter(|c| c.is_alphanumeric()).collect();
    FIELDS.into_iter().find(|field| field.to_lowercase() == bare)
}

/// So many tenants are named in a message.
const SHOWN: usize = 3;

/// The tenants that each field names, with the file that names the last of them.
#[derive(Debug, Default)]
pub(super) struct TenantNames(BTreeMap<&'static str, (BTreeSet<String>, String)>);

impl TenantNames {
    pub(super) fn add(&mut self, field: &'static str, name: &str, file: &str) {
        let name = plain(name);
        if name.is_empty() {
            return;
        }
        let (names, last) = self.0.entry(field).or_default();
        if names.insert(name) {
            file.clone_into(last);
        }
    }

    /// Adds what an object says. Names that people give change; where Graph's own id stands beside them, that decides.
    pub(super) fn add_object(&mut self, object: &Fields, file: &str) {
        let has_id = text(object, "azureTenantId").is_some();
        for field in FIELDS.into_iter().filter(|field| *field == WORKSPACE || !has_id) {
            if let Some(name) = text(object, field) {
                self.add(field, &name, file);
            }
        }
    }

    /// Whether the exports are of one tenant; else a finding says why not.
    pub(super) fn are_one(&self, findings: &mut Findings) -> bool {
        let Some((field, (names, file))) = self.0.iter().find(|(_, (names, _))| names.len() > 1) else {
            return true;
        };
        let message = format!(
            "the exports come from {} tenants, by `{field}`: {}",
            names.len(),
            first_few(names, SHOWN)
        );
        let help = "import one tenant at a time, each into a file of its own";
        findings.push(Finding::new(Code::SeveralTenants, message).at(Place::file(file)).help(help));
        false
    }
}
