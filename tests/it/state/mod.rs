//! The score of a tenant: what is visible, who is entitled, what counts.

pub(crate) mod compare_tenants;
pub(crate) mod compare_tenants_properties;
pub(crate) mod conditional_points;
pub(crate) mod edition_upgrades;
pub(crate) mod entitlement;
pub(crate) mod facts_and_done_work;
pub(crate) mod licence_evidence;
pub(crate) mod portal_licence_status;
pub(crate) mod readers;
pub(crate) mod score;
pub(crate) mod seats;
pub(crate) mod statuses;
pub(crate) mod unattributed;
pub(crate) mod visibility;
