//! Which tenant something is of. Ids are compared without case: tools write them in capitals too.

use std::collections::BTreeSet;

use super::scalar::text;
use super::tenant_names;
use super::tree::Fields;

/// An id or a name in the one spelling in which it is compared.
pub(super) fn folded(tenant: &str) -> String {
    tenant.trim().trim_matches(['{', '}']).to_lowercase()
}

/// The tenant that an object of Graph says it is of.
pub(super) fn of(object: &Fields) -> Option<String> {
    text(object, "azureTenantId").map(|id| folded(&id))
}

/// Whose licences some are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holder {
    /// The id of a tenant, which scores carry too.
    Id(String),
    /// What people or tools call it: it can only be compared with another name.
    Name(String),
}

impl Holder {
    /// An id where the text is one.
    pub(super) fn of(written: &str) -> Self {
        let tenant = folded(written);
        let tenant = tenant.strip_suffix(".onmicrosoft.com").unwrap_or(&tenant).to_owned();
        if is_guid(&tenant) { Self::Id(tenant) } else { Self::Name(tenant) }
    }

    /// The holder of an exported SKU. Its id begins with the tenant's; `accountId` is asked where it does not, for it differs
    /// within the one export that Microsoft's documentation shows.
    pub(super) fn of_sku(object: &Fields) -> Option<Self> {
        let part = text(object, "skuPartNumber").unwrap_or_default();
        let sku_id = text(object, "skuId").unwrap_or_default();
        let by_id = text(object, "id").and_then(|id| Self::before_sku(&id, &[&sku_id, &part]));
        by_id
            .or_else(|| text(object, "accountId").map(|id| Self::Id(folded(&id))))
            .or_else(|| Self::by_field(object))
    }

    /// What tools write beside Graph's `accountId`: an id before a name.
    fn by_field(object: &Fields) -> Option<Self> {
        let fields = std::iter::once("azureTenantId").chain(tenant_names::FIELDS);
        let named = fields.filter_map(|field| text(object, field)).map(|tenant| Self::of(&tenant));
        named.min_by_key(|holder| matches!(holder, Self::Name(_)))
    }

    /// The tenant in an id such as `TENANT_SKU`.
    pub(super) fn before_sku(id: &str, skus: &[&str]) -> Option<Self> {
        let (tenant, sku) = id.trim().split_once('_')?;
        let is_sku = is_guid(&sku.to_lowercase()) || skus.iter().any(|known| sku.eq_ignore_ascii_case(known));
        (!tenant.is_empty() && (is_sku || is_guid(&folded(tenant)))).then(|| Self::Id(folded(tenant)))
    }

    pub(super) fn written(&self) -> &str {
        match self {
            Self::Id(tenant) | Self::Name(tenant) => tenant,
        }
    }
}

/// The holders of licences, ids before names: all of those that tell tenants apart.
pub(super) fn apart<'a>(holders: impl Iterator<Item = &'a Holder>) -> BTreeSet<&'a Holder> {
    let (ids, names): (BTreeSet<&Holder>, BTreeSet<&Holder>) =
        holders.partition(|holder| matches!(holder, Holder::Id(_)));
    // An id and a name may be of one tenant.
    if ids.len() > 1 || names.len() <= 1 && !ids.is_empty() { ids } else { names }
}

fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
