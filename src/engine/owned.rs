//! What somebody states of the licences of a tenant, in place of what its file says.

use super::Subject;
use crate::diag::Findings;
use crate::licences::options::{OptionContext, resolve};
use crate::load::licence_option;
use crate::model::{Catalogue, Prices, Tenant};

const FLAG: &str = "--owned";

impl Subject {
    /// The tenant of a question as the question states it: every verb reads its tenants through here, so that all of them
    /// answer about the same one.
    pub(super) fn as_stated(&self, tenant: Tenant, catalogue: &Catalogue, findings: &mut Findings) -> Tenant {
        match &self.owned {
            Some(text) => with_owned(text, self, tenant, catalogue, findings),
            None => tenant,
        }
    }
}

fn with_owned(
    text: &str,
    subject: &Subject,
    mut tenant: Tenant,
    catalogue: &Catalogue,
    findings: &mut Findings,
) -> Tenant {
    let Some(option) = licence_option::read(text, FLAG, catalogue, &tenant, findings) else { return tenant };
    // Nothing is taken over: what is stated counts whole, in place of what an export says.
    tenant.licences = Some(Vec::new());
    let prices = Prices::default();
    let day = subject.as_of.unwrap_or(tenant.snapshot_date);
    let context = OptionContext { catalogue, tenant: &tenant, prices: &prices, day, flag: FLAG };
    let resolved = resolve(&option, &context, findings);
    tenant.licences = resolved.map(|resolved| resolved.licences);
    tenant.licences_stated = true;
    tenant
}
