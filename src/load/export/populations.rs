//! How many people, devices and servers there are, as far as the rows of an export tell.

use crate::model::{Catalogue, Id, Origin, Sourced, Tenant, USERS};

/// Taken where nothing tells the users: a round number makes "per 100" readable, and every figure on it says so.
const USERS_BY_DEFAULT: i64 = 100;
const ADMINS_BY_DEFAULT: i64 = 5;
/// Where there is one domain, there are two controllers: Microsoft advises it, and so do all guides.
const CONTROLLERS_BY_DEFAULT: i64 = 2;

/// Fills in what the rows tell, and a default that is named as such where they tell that there are some. What is left out is
/// not known, which is not the same as none.
pub(super) fn infer(tenant: &mut Tenant, catalogue: &Catalogue) {
    let hybrid = tenant.controls.contains_key("PasswordHashSync");
    let sizes = Rows { tenant, catalogue }.sizes(hybrid);
    tenant.populations = sizes.into_iter().filter_map(|(name, size)| Some((Id::new(name), size?))).collect();
    if hybrid {
        tenant.facts.insert(Id::new("hybrid"), 1);
    }
}

fn inferred(value: i64) -> Sourced<i64> {
    Sourced { value, origin: Origin::Inferred }
}

fn default(value: i64) -> Sourced<i64> {
    Sourced { value, origin: Origin::Default }
}

struct Rows<'t> {
    tenant: &'t Tenant,
    catalogue: &'t Catalogue,
}

impl Rows<'_> {
    fn sizes(&self, hybrid: bool) -> [(&'static str, Option<Sourced<i64>>); 12] {
        let users = self.users();
        let windows = self.devices("devices.windows", users.value).unwrap_or(default(users.value));
        let controllers = self.total("AATP_Sensor").map(inferred);
        [
            (USERS, Some(users)),
            ("admins", Some(self.total("AdminMFAV2").map_or(default(ADMINS_BY_DEFAULT), inferred))),
            ("mailboxes", Some(self.counted("mailboxes").map_or(default(users.value), inferred))),
            ("devices.windows", Some(windows)),
            ("devices.macos", self.devices("devices.macos", 1)),
            ("devices.linux", self.devices("devices.linux", 1)),
            ("devices.network", self.devices("devices.network", 1)),
            ("servers.adcs", self.servers("Adcs", false)),
            ("servers.adfs", self.servers("Adfs", false)),
            ("servers.entra-connect", self.servers("EntraConnect", hybrid)),
            ("domain-controllers", controllers.or(hybrid.then_some(default(CONTROLLERS_BY_DEFAULT)))),
            ("domains", Some(default(1))),
        ]
    }

    fn total(&self, id: &str) -> Option<i64> {
        self.tenant.controls.get(id).and_then(|control| control.total).filter(|total| *total > 0)
    }

    /// The totals of the rows that the catalogue scores on a population.
    fn totals(&self, population: &str) -> impl Iterator<Item = Option<i64>> {
        let is_counted = move |id: &Id| {
            let control = self.catalogue.control(id);
            control
                .and_then(|control| control.scoring.population())
                .is_some_and(|of| of.as_str() == population)
        };
        let rows = self.tenant.controls.values().filter(move |seen| is_counted(&seen.id));
        rows.map(|seen| seen.total)
    }

    /// The largest total of those rows.
    fn counted(&self, population: &str) -> Option<i64> {
        self.totals(population).flatten().max().filter(|total| *total > 0)
    }

    /// Everybody of the registration for multifactor authentication, else those who hold the most common SKU.
    fn users(&self) -> Sourced<i64> {
        let licences = self.tenant.licences.iter().flatten();
        let of_people = licences.filter(|licence| !self.catalogue.is_for_agents(licence));
        let assigned = of_people.filter_map(|licence| licence.consumed).max().filter(|number| *number > 0);
        self.total("MFARegistrationV2").or(assigned).map_or(default(USERS_BY_DEFAULT), inferred)
    }

    /// Rows of a platform enter with its first device: where others show, a platform without rows has none.
    fn devices(&self, platform: &str, some: i64) -> Option<Sourced<i64>> {
        if let Some(number) = self.counted(platform) {
            return Some(inferred(number));
        }
        if self.totals(platform).next().is_some() {
            return Some(default(some));
        }
        self.tenant.controls.keys().any(Id::is_device_control).then_some(inferred(0))
    }

    /// A row about servers of a kind shows that there is one at least.
    fn servers(&self, kind: &str, is_known: bool) -> Option<Sourced<i64>> {
        let row = format!("AATP_{kind}ComputersWithNoMdiSensorInstalled");
        let some = is_known || self.tenant.controls.contains_key(row.as_str());
        self.total(&row).map(inferred).or(some.then_some(default(1)))
    }
}
