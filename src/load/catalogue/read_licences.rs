//! Reads plans and SKUs that people write.

use super::format::{DatedEntry, LicencesFile, PlanEntry, PriceEntry, SkuEntry};
use crate::diag::Findings;
use crate::load::source::Source;
use crate::load::yaml::{Node, Reader, parse};

/// Reads a file of plans and SKUs.
pub fn licences_file(source: &Source, findings: &mut Findings) -> Option<LicencesFile> {
    let root = parse(source, findings)?;
    let mut reader = Reader { source, findings };
    let mut fields = reader.fields(&root, "licences")?;
    let file = LicencesFile {
        as_of: reader.must(&mut fields, "as-of").unwrap_or_default(),
        plans: reader.entries(&mut fields, "plans", Reader::plan),
        skus: reader.entries(&mut fields, "skus", Reader::sku),
    };
    reader.finish(&fields);
    Some(file)
}

impl Reader<'_> {
    pub(super) fn plan(&mut self, node: &Node) -> Option<PlanEntry> {
        self.mapping(node, "a plan", |r, f| {
            let id = r.must(f, "id");
            let entry = PlanEntry {
                name: r.may(f, "name"),
                implies: r.words(f, "implies"),
                stub: r.optional(f, "stub").and_then(|node| r.flag(node, "stub")),
                seat_binding: r.may(f, "seat-binding"),
                devices_per_seat: r
                    .optional(f, "devices-per-seat")
                    .and_then(|node| r.count(node, "devices-per-seat")),
                seat_basis: r.may(f, "seat-basis"),
                ..PlanEntry::default()
            };
            Some(PlanEntry { id: id?, ..entry })
        })
    }

    pub(super) fn sku(&mut self, node: &Node) -> Option<SkuEntry> {
        self.mapping(node, "a SKU", |r, f| {
            let sku = r.must(f, "sku");
            let entry = SkuEntry {
                name: r.may(f, "name"),
                also_called: r.words(f, "also-called"),
                sku_id: r.may(f, "sku-id"),
                base: r.optional(f, "base").and_then(|node| r.flag(node, "base")),
                needs_base: r.words(f, "needs-base"),
                max_seats: r.optional(f, "max-seats").and_then(|node| r.count(node, "max-seats")),
                agents: r.optional(f, "agents").and_then(|node| r.flag(node, "agents")),
                plans: r.words(f, "plans"),
                dated: r.listed(f, "dated", Reader::dated),
                prices: r.listed(f, "prices", Reader::price),
                note: r.may(f, "note"),
                ..SkuEntry::default()
            };
            Some(SkuEntry { sku: sku?, ..entry })
        })
    }

    fn dated(&mut self, node: &Node) -> Option<DatedEntry> {
        self.mapping(node, "a dated plan", |r, f| {
            let plan = r.must(f, "plan");
            let (from, until, basis) = (r.may(f, "from"), r.may(f, "until"), r.may(f, "basis"));
            Some(DatedEntry { plan: plan?, from, until, basis })
        })
    }

    fn price(&mut self, node: &Node) -> Option<PriceEntry> {
        self.mapping(node, "a price", |r, f| {
            let (amount, currency, per) = (r.must(f, "amount"), r.must(f, "currency"), r.must(f, "per"));
            let (from, as_of) = (r.may(f, "from"), r.may(f, "as-of"));
            let (basis, note) = (r.may(f, "basis"), r.may(f, "note"));
            Some(PriceEntry { amount: amount?, currency: currency?, per: per?, from, as_of, basis, note })
        })
    }
}
