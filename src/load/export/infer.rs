//! Populations and facts that the rows themselves tell.

use crate::model::{Catalogue, Id, Origin, Sourced, Tenant};

/// Fills in what the rows tell, and a default that is named as such where they tell nothing.
pub(super) fn infer(tenant: &mut Tenant, catalogue: &Catalogue) {
    let total =
        |id: &str| tenant.controls.get(id).and_then(|control| control.total).filter(|total| *total > 0);
    let largest = |counts: &dyn Fn(&Id) -> bool| {
        let rows = tenant.controls.values().filter(|control| counts(&control.id));
        rows.filter_map(|control| control.total).max().filter(|total| *total > 0)
    };
    // Device rows are numbered by platform: 5000 macOS, 6000 Linux, 10000 network devices, the rest Windows.
    let devices = |platform: &dyn Fn(i64) -> bool| {
        largest(&|id: &Id| {
            let number = id.as_str().strip_prefix("scid_").and_then(|number| number.parse().ok());
            number.is_some_and(platform)
        })
    };
    let (macos, linux) = (|n: i64| (5_000..6_000).contains(&n), |n: i64| (6_000..7_000).contains(&n));
    let of_people = tenant.licences.iter().flatten().filter(|licence| !catalogue.is_for_agents(licence));
    let assigned: i64 = of_people.filter_map(|licence| licence.consumed).max().unwrap_or(0);
    let hybrid = tenant.controls.contains_key("PasswordHashSync");
    let network = |n: i64| (10_000..20_000).contains(&n);
    let windows = devices(&|n| n < 10_000 && !macos(n) && !linux(n));
    let inferred = |value: i64| Sourced { value, origin: Origin::Inferred };
    let default = |value: i64| Sourced { value, origin: Origin::Default };
    // Nobody's guess at a size: one hundred makes "per 100 units" readable, and every figure says so.
    let users = total("MFARegistrationV2").map(inferred).or((assigned > 0).then_some(inferred(assigned)));
    let users = users.unwrap_or(default(100));
    // A row about servers of a kind shows that there is one at least.
    let sensors = |kind: &str, least: i64| {
        let row = format!("AATP_{kind}ComputersWithNoMdiSensorInstalled");
        let seen = i64::from(tenant.controls.contains_key(row.as_str()));
        total(&row).map_or(default(least.max(seen)), inferred)
    };
    let sizes = [
        ("users", users),
        ("admins", total("AdminMFAV2").map_or(default(5), inferred)),
        (
            "mailboxes",
            largest(&|id: &Id| id.as_str().starts_with("mdo_")).map_or(default(users.value), inferred),
        ),
        ("guests", default(0)),
        ("devices.windows", windows.map_or(default(users.value), inferred)),
        ("devices.macos", devices(&macos).map_or(default(0), inferred)),
        ("devices.linux", devices(&linux).map_or(default(0), inferred)),
        ("devices.servers", default(0)),
        ("devices.network", devices(&network).map_or(default(0), inferred)),
        ("servers.adcs", sensors("Adcs", 0)),
        ("servers.adfs", sensors("Adfs", 0)),
        ("servers.entra-connect", sensors("EntraConnect", i64::from(hybrid))),
        ("domain-controllers", total("AATP_Sensor").map_or(default(if hybrid { 2 } else { 0 }), inferred)),
        ("domains", default(1)),
        ("app-instances", default(0)),
    ];
    tenant.populations = sizes.into_iter().map(|(name, size)| (Id::new(name), size)).collect();
    if hybrid {
        tenant.facts.insert(Id::new("hybrid"), 1);
    }
}
