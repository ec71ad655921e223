//! Tenant files: read with all problems at once, written so that people can read and correct them.

mod names;
mod statuses;
mod write;

pub use write::write;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use self::statuses::Contradicted;

use crate::diag::{Code, Findings};
use crate::load::expr::is_fact;
use crate::load::named::{Asked, Taken};
use crate::load::source::Source;
use crate::load::yaml::{Fields, Node, Reader, parse};
use crate::model::{
    Benchmark, Catalogue, CategoryAverage, ControlState, Done, Id, Impact, Level, Licence, NameKind, Origin,
    Points, PortalCoverage, Profile, ProfileCoverage, Sourced, Status, Tenant, is_for_agents,
};

/// Reads a tenant; `None` when a finding is an error.
pub fn read(source: &Source, catalogue: &Catalogue, findings: &mut Findings) -> Option<Tenant> {
    findings.unless_error(|own| {
        let root = parse(source, own)?;
        Reader::new(source, own).tenant(&root, catalogue)
    })
}

impl Reader<'_> {
    fn tenant(&mut self, root: &Node, catalogue: &Catalogue) -> Option<Tenant> {
        let mut fields = self.fields(root, "a tenant")?;
        let f = &mut fields;
        let header = self.required(f, "tenant").and_then(|node| self.header(node));
        let mut tenant =
            Tenant { name: self.file(root).to_owned(), ..header.unwrap_or_else(|| empty(Date::default())) };
        tenant.headline = self.optional(f, "headline").and_then(|node| self.headline(node));
        tenant.licences = self.optional(f, "licences").map(|node| self.licences(node, catalogue));
        // What was imported names the catalogue that it was read with; without it a person has written the file.
        tenant.licences_stated = tenant.licences.is_some() && tenant.catalogue_version.is_none();
        if let Some(node) = self.optional(f, "enabled-services") {
            let tokens = self.list(node, "enabled-services");
            let tokens = tokens.iter().filter_map(|token| self.text(token, "a token"));
            tenant.enabled_services = tokens.collect();
        }
        let populations = self.optional(f, "populations");
        if let Some(node) = populations {
            tenant.populations = self.populations(node);
        }
        if let Some(node) = self.optional(f, "groups") {
            tenant.groups =
                self.by_name(node, "groups", |reader, node| reader.count(node, "the size of a group"));
        }
        let facts = self.optional(f, "facts");
        if let Some(node) = facts {
            tenant.facts = self.by_name(node, "facts", Self::fact);
        }
        if let Some(node) = self.optional(f, "actions") {
            tenant.actions = self.actions(node, catalogue);
        }
        match self.required(f, "controls") {
            Some(node) => tenant.controls = self.controls(node, catalogue),
            None => return None,
        }
        self.names(populations, facts, &tenant, catalogue);
        if let Some(node) = self.optional(f, "unscored") {
            tenant.unscored = self.unscored(node);
        }
        if let Some(node) = self.optional(f, "benchmarks") {
            let items = self.list(node, "benchmarks");
            tenant.benchmarks = items.iter().filter_map(|item| self.benchmark(item)).collect();
        }
        self.finish(&fields);
        Some(tenant)
    }

    fn header(&mut self, node: &Node) -> Option<Tenant> {
        let mut fields = self.fields(node, "tenant")?;
        let f = &mut fields;
        let date = self.required(f, "snapshot-date").and_then(|node| self.date(node, "snapshot-date"));
        let mut tenant = empty(date.unwrap_or_default());
        tenant.catalogue_version =
            self.optional(f, "catalogue-version").and_then(|node| self.text(node, "catalogue-version"));
        if let Some(node) = self.optional(f, "source-hashes") {
            tenant.source_hashes = self
                .fields(node, "source-hashes")?
                .all()
                .iter()
                .filter_map(|(key, value)| Some((key.text()?.to_owned(), self.text(value, "a hash")?)))
                .collect();
        }
        if let Some(node) = self.optional(f, "profiles") {
            tenant.profiles = self.coverage(node).unwrap_or_default();
        }
        tenant.portal = self.optional(f, "portal").and_then(|node| self.portal(node));
        self.finish(&fields);
        Some(tenant)
    }

    fn number(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<i64> {
        self.optional(fields, key).and_then(|node| self.count(node, key))
    }

    fn coverage(&mut self, node: &Node) -> Option<ProfileCoverage> {
        let mut fields = self.fields(node, "profiles")?;
        let f = &mut fields;
        let coverage = ProfileCoverage {
            given: self.number(f, "given").unwrap_or_default(),
            without_score: self.number(f, "without-score").unwrap_or_default(),
            missing: self.number(f, "missing").unwrap_or_default(),
            pages_missing: self.number(f, "pages-missing").unwrap_or_default(),
        };
        self.finish(&fields);
        Some(coverage)
    }

    fn portal(&mut self, node: &Node) -> Option<PortalCoverage> {
        let mut fields = self.fields(node, "portal")?;
        let f = &mut fields;
        let coverage = PortalCoverage {
            rows: self.number(f, "rows").unwrap_or_default(),
            joined: self.number(f, "joined").unwrap_or_default(),
        };
        self.finish(&fields);
        Some(coverage)
    }

    fn headline(&mut self, node: &Node) -> Option<(Points, Points)> {
        let mut fields = self.fields(node, "headline")?;
        let points = self.required(&mut fields, "points").and_then(|node| self.points(node, "points"));
        let max = self.required(&mut fields, "max").and_then(|node| self.points(node, "max"));
        self.finish(&fields);
        Some((points?, max?))
    }

    fn licences(&mut self, node: &Node, catalogue: &Catalogue) -> Vec<Licence> {
        let items = self.list(node, "licences");
        let (mut finder, mut taken) = (None, Taken::default());
        let licences = items.iter().filter_map(|item| {
            let (mut licence, is_unknown) = self.licence(item, catalogue)?;
            if is_unknown {
                let finder = finder.get_or_insert_with(|| catalogue.finder(&[NameKind::Sku]));
                match taken.find(finder, licence.sku.as_str()).hits.as_slice() {
                    [one] => {
                        taken.add(licence.sku.as_str(), one);
                        licence.sku = Id::new(one.id);
                    }
                    _ => self.unknown_sku(item, &licence.sku, catalogue),
                }
            }
            Some(licence)
        });
        let licences = licences.collect();
        taken.report(Some(self.place(node)), self.findings);
        licences
    }

    /// A licence, and whether nobody knows what its SKU carries.
    fn licence(&mut self, node: &Node, catalogue: &Catalogue) -> Option<(Licence, bool)> {
        let mut fields = self.fields(node, "a licence")?;
        let f = &mut fields;
        let sku = self.required(f, "sku").and_then(|node| self.id(node, "sku"));
        let enabled = self.required(f, "enabled").and_then(|node| self.count(node, "enabled"));
        let licence = Licence {
            sku: sku.clone().unwrap_or_else(|| Id::new("")),
            enabled: enabled.unwrap_or_default(),
            warning: self.number(f, "warning").unwrap_or_default(),
            suspended: self.number(f, "suspended").unwrap_or_default(),
            consumed: self.number(f, "consumed"),
            group: self.optional(f, "group").and_then(|node| self.id(node, "group")),
            plans: self.optional(f, "plans").map(|node| self.ids(node, "plans").into_iter().collect()),
        };
        self.finish(&fields);
        let is_unknown = licence.plans.is_none() && !catalogue.skus.contains_key(&licence.sku);
        let unknown = |plan: &&Id| !catalogue.plans.contains_key(*plan) && !is_for_agents(plan);
        for plan in licence.plans.iter().flatten().filter(unknown) {
            let known = catalogue.plans.keys().map(Id::as_str);
            let otherwise = || "it unlocks no control".to_owned();
            let help = self.findings.did_you_mean(Code::UnknownSkuOwned, plan.as_str(), known, otherwise);
            let message = format!("the service plan `{plan}` is not in the catalogue");
            self.report(node, Code::UnknownSkuOwned, message, help);
        }
        sku.map(|_| (licence, is_unknown))
    }

    fn unknown_sku(&mut self, node: &Node, sku: &Id, catalogue: &Catalogue) {
        let known = catalogue.skus.keys().map(Id::as_str);
        let like = self.findings.nearest(Code::UnknownSkuOwned, sku.as_str(), known);
        let help = like.map_or_else(
            || "list its service plans under `plans`".to_owned(),
            |known| format!("did you mean `{known}`? else list its service plans under `plans`"),
        );
        let message = format!("the SKU `{sku}` is not in the catalogue and entitles to nothing");
        self.report(node, Code::UnknownSkuOwned, message, help);
    }

    fn populations(&mut self, node: &Node) -> BTreeMap<Id, Sourced<i64>> {
        self.by_name(node, "populations", |reader, node| {
            let mut fields = reader.fields(node, "a population")?;
            let value = reader.required(&mut fields, "value");
            let value = value.and_then(|node| reader.count(node, "the size of a population"));
            let origin = reader.optional(&mut fields, "origin");
            let origin = origin.and_then(|node| reader.word(node, "origin", &Origin::WORDS));
            reader.finish(&fields);
            Some(Sourced { value: value?, origin: origin.unwrap_or(Origin::Stated) })
        })
    }

    /// A mapping whose keys are facts, populations or groups.
    fn by_name<T>(
        &mut self,
        node: &Node,
        what: &str,
        read: impl Fn(&mut Self, &Node) -> Option<T>,
    ) -> BTreeMap<Id, T> {
        let Some(fields) = self.fields(node, what) else { return BTreeMap::new() };
        let mut entries = BTreeMap::new();
        for (key, value) in fields.all() {
            let name = key.text().unwrap_or_default();
            if !is_fact(name) {
                let message = format!("`{name}` can not be a name in `{what}`");
                self.report(key, Code::WrongValue, message, "write lower-case words, dots and dashes");
            } else if let Some(value) = read(self, value) {
                entries.insert(Id::new(name), value);
            }
        }
        entries
    }

    pub(in crate::load) fn fact(&mut self, node: &Node) -> Option<i64> {
        match node.text() {
            Some("true") => Some(1),
            Some("false") => Some(0),
            _ => self.count(node, "the value of a fact"),
        }
    }

    fn actions(&mut self, node: &Node, catalogue: &Catalogue) -> BTreeMap<Id, Done> {
        let Some(fields) = self.fields(node, "actions") else { return BTreeMap::new() };
        let mut actions = BTreeMap::new();
        let (mut finder, mut taken) = (None, Taken::default());
        for (key, value) in fields.all() {
            let name = key.text().unwrap_or_default();
            let asked = Asked {
                name,
                what: "action",
                unknown: Code::UnknownReference,
                place: Some(self.place(key)),
                otherwise: "actions are defined in the catalogue",
            };
            let id = match catalogue.actions.get_key_value(name) {
                Some((id, _)) => id.clone(),
                None => {
                    let finder = finder.get_or_insert_with(|| catalogue.finder(&[NameKind::Action]));
                    let Some(hit) = taken.choose(finder, &asked, self.findings) else { continue };
                    Id::new(hit.id)
                }
            };
            let done = match value.text() {
                Some("done") => Some(Done::Done),
                Some("none") => Some(Done::None),
                _ => self.share(value, "how far an action is (done, none or a percentage)").map(Done::Partly),
            };
            if let Some(done) = done {
                actions.insert(id, done);
            }
        }
        taken.report(Some(self.place(node)), self.findings);
        actions
    }

    fn benchmark(&mut self, node: &Node) -> Option<Benchmark> {
        let mut fields = self.fields(node, "a benchmark")?;
        let basis = self.required(&mut fields, "basis").and_then(|node| self.text(node, "basis"));
        let percent = self.required(&mut fields, "percent");
        let percent = percent.and_then(|node| self.percentage(node, "percent"));
        let seats = self.optional(&mut fields, "seats").and_then(|node| {
            let seats: Vec<i64> =
                self.list(node, "seats").iter().filter_map(|item| self.count(item, "seats")).collect();
            let [from, to] = seats.as_slice() else {
                let help = "write the smallest and the largest number, like [6, 99]";
                self.report(node, Code::WrongValue, "a range of seats has two numbers", help);
                return None;
            };
            Some((*from, *to))
        });
        let categories = self.optional(&mut fields, "categories");
        let categories = categories.map(|node| self.category_averages(node)).unwrap_or_default();
        self.finish(&fields);
        Some(Benchmark { basis: basis?, percent: percent?, seats, categories })
    }

    fn category_averages(&mut self, node: &Node) -> Vec<CategoryAverage> {
        let mut averages = Vec::new();
        for item in self.list(node, "categories") {
            let Some(mut fields) = self.fields(item, "an average of a category") else { continue };
            let f = &mut fields;
            let category = self.required(f, "category").and_then(|node| self.text(node, "category"));
            let points = self.required(f, "points").and_then(|node| self.points(node, "points"));
            let max = self.required(f, "max").and_then(|node| self.points(node, "max"));
            self.finish(&fields);
            if let (Some(category), Some(points), Some(max)) = (category, points, max) {
                averages.push(CategoryAverage { category, points, max });
            }
        }
        averages
    }
}

/// A tenant of which only the date is known.
fn empty(snapshot_date: Date) -> Tenant {
    Tenant {
        name: String::new(),
        snapshot_date,
        source_hashes: BTreeMap::new(),
        catalogue_version: None,
        profiles: ProfileCoverage::default(),
        portal: None,
        licences: None,
        licences_stated: false,
        enabled_services: BTreeSet::new(),
        populations: BTreeMap::new(),
        groups: BTreeMap::new(),
        facts: BTreeMap::new(),
        actions: BTreeMap::new(),
        controls: BTreeMap::new(),
        unscored: BTreeMap::new(),
        headline: None,
        benchmarks: Vec::new(),
    }
}

impl Reader<'_> {
    fn controls(&mut self, node: &Node, catalogue: &Catalogue) -> BTreeMap<Id, ControlState> {
        /// Shorter names are alike by chance.
        const SHORTEST: usize = 8;
        let mut controls = BTreeMap::new();
        let mut strangers: Vec<(Id, &Node)> = Vec::new();
        let mut contradicted = Contradicted::default();
        for item in self.list(node, "controls") {
            let Some(control) = self.control_state(item) else { continue };
            if controls.contains_key(&control.id) {
                let message = format!("the control `{}` is listed twice", control.id);
                self.report(item, Code::DuplicateEntry, message, "keep one of the two");
            } else {
                // What an export names comes with its title or with where its maximum is from.
                let by_hand = control.title.is_none()
                    && control.max.is_none_or(|max| max.origin == Origin::Stated)
                    && !control.id.is_device_control();
                let is_known =
                    catalogue.control(&control.id).is_some() || catalogue.unscored.contains_key(&control.id);
                if by_hand && !is_known && control.id.as_str().len() >= SHORTEST {
                    strangers.push((control.id.clone(), item));
                }
                contradicted.look(&control, item, catalogue);
                controls.insert(control.id.clone(), control);
            }
        }
        contradicted.report(self);
        self.slips(&strangers, &controls, catalogue);
        controls
    }

    fn control_state(&mut self, node: &Node) -> Option<ControlState> {
        let mut fields = self.fields(node, "a control")?;
        let f = &mut fields;
        let id = self.required(f, "id").and_then(|node| self.id(node, "id"));
        let title = self.optional(f, "title").and_then(|node| self.text(node, "title"));
        let category = self.optional(f, "category").and_then(|node| self.text(node, "category"));
        let service = self.optional(f, "service").and_then(|node| self.text(node, "service"));
        let cost = self.optional(f, "cost").and_then(|node| self.word(node, "cost", &Level::WORDS));
        let impact = self.optional(f, "impact").and_then(|node| self.word(node, "impact", &Impact::WORDS));
        let score = self.required(f, "score").and_then(|node| self.points(node, "score"));
        let max = self.optional(f, "max").and_then(|node| self.points(node, "max"));
        let max_origin = self.optional(f, "max-origin");
        let max_origin = max_origin.and_then(|node| self.word(node, "origin", &Origin::WORDS));
        let (count, total) = (self.number(f, "count"), self.number(f, "total"));
        let status_node = self.optional(f, "status");
        let status = status_node.and_then(|node| self.word(node, "status", &Status::WORDS));
        let status_origin = self.optional(f, "status-origin");
        let status_origin = status_origin.and_then(|node| self.word(node, "origin", &Origin::WORDS));
        let truth = [("true", true), ("false", false)];
        let licensed = self.optional(f, "licensed").and_then(|node| self.word(node, "truth", &truth));
        let regressed = self.optional(f, "regressed").and_then(|node| self.word(node, "truth", &truth));
        let assigned_to = self.optional(f, "assigned-to").and_then(|node| self.text(node, "assigned-to"));
        let comment = self.optional(f, "comment").and_then(|node| self.text(node, "comment"));
        let last_synced = self.optional(f, "last-synced").and_then(|node| self.date(node, "last-synced"));
        self.finish(&fields);
        if let (Some(id), Some(status), Some(place)) = (&id, status, status_node)
            && id.is_device_control()
            && status.is_asserted()
            && status_origin != Some(Origin::Exported)
        {
            let message = format!("the status of the device control `{id}` can not be set by hand");
            self.report(
                place,
                Code::DeviceStatus,
                message,
                "make a global exception in Defender Vulnerability Management",
            );
        }
        Some(ControlState {
            id: id?,
            title,
            category,
            service,
            cost,
            impact,
            score: score?,
            max: max.map(|value| Sourced { value, origin: max_origin.unwrap_or(Origin::Stated) }),
            count,
            total,
            status: status.map(|value| Sourced { value, origin: status_origin.unwrap_or(Origin::Stated) }),
            licensed,
            regressed: regressed.unwrap_or_default(),
            assigned_to,
            comment,
            last_synced,
        })
    }

    fn unscored(&mut self, node: &Node) -> BTreeMap<Id, Profile> {
        let mut profiles = BTreeMap::new();
        for item in self.list(node, "unscored") {
            let Some(mut fields) = self.fields(item, "a profile") else { continue };
            let id = self.required(&mut fields, "id").and_then(|node| self.id(node, "id"));
            let max = self.required(&mut fields, "max").and_then(|node| self.points(node, "max"));
            self.finish(&fields);
            if let (Some(id), Some(max)) = (id, max) {
                profiles.insert(id.clone(), Profile { id, max });
            }
        }
        profiles
    }
}
