//! What owned SKUs license: the plans that the export lists, beside what the catalogue and Microsoft's list say of them.

use std::collections::{BTreeMap, BTreeSet};

use super::owned::{Origin, Owned, Plans, World};
use super::scalar::DEEPER;
use super::spelling::SkuSpelling;
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::catalogue::PlansOfSkus;
use crate::model::text::first_few;
use crate::model::{Catalogue, Id, Licence, is_for_agents};

/// How service plans are exported whole.
const WHOLE: &str = "export /subscribedSkus again without `$select`, and with every plan of each SKU";

/// Plans in the catalogue's spelling.
pub(super) fn spelt(plans: Plans, spelling: &SkuSpelling) -> Plans {
    let Plans::Listed { on, off } = plans else { return plans };
    let on: BTreeSet<Id> = on.into_iter().map(|plan| spelling.of_plan(plan)).collect();
    let off = off.into_iter().map(|plan| spelling.of_plan(plan)).filter(|plan| !on.contains(plan)).collect();
    Plans::Listed { on, off }
}

/// What Microsoft's lists say, by SKUs in their one spelling. Of several lists the first counts.
type Lists<'a> = BTreeMap<Id, &'a BTreeSet<Id>>;

fn lists_of<'a>(lists: &'a [PlansOfSkus], spelling: &mut SkuSpelling) -> Lists<'a> {
    let mut all = Lists::new();
    for (sku, plans) in lists.iter().flatten() {
        all.entry(spelling.of(sku)).or_insert(plans);
    }
    all
}

/// What is known of the plans of a SKU without an export.
struct Known<'a> {
    /// Those that unlock something.
    plans: BTreeSet<Id>,
    /// Those of Microsoft's list, which names all.
    listed: Option<BTreeSet<Id>>,
    is_of_catalogue: bool,
    sku: &'a Id,
}

impl<'a> Known<'a> {
    fn of(sku: &'a Id, lists: &Lists<'_>, world: &World<'_>) -> Self {
        let of_catalogue = world.catalogue.skus.get(sku);
        let is_of_catalogue = of_catalogue.is_some_and(|sku| !sku.listed);
        let listed = lists.get(sku).copied().cloned();
        let listed = listed.or_else(|| of_catalogue.map(|sku| sku.plans.iter().cloned().collect()));
        let plans = match of_catalogue.filter(|_| is_of_catalogue) {
            Some(sku) => {
                sku.plans_on(world.day).filter(|plan| unlocks(plan, world.catalogue)).cloned().collect()
            }
            None => {
                let listed = listed.iter().flatten();
                listed.filter(|plan| unlocks(plan, world.catalogue)).cloned().collect()
            }
        };
        Self { plans, listed, is_of_catalogue, sku }
    }

    /// Graph lists every plan of a SKU, also those that are off: a list of fewer than half of the known ones was cut.
    fn is_cut(&self, on: &BTreeSet<Id>, off: &BTreeSet<Id>) -> bool {
        let named = self.plans.iter().filter(|plan| on.contains(*plan) || off.contains(*plan)).count();
        named * 2 < self.plans.len()
    }
}

/// Stubs ride along with everything and say nothing.
fn unlocks(plan: &Id, catalogue: &Catalogue) -> bool {
    catalogue.plans.get(plan).is_some_and(|plan| !plan.stub)
}

/// What is worth a word, by SKU.
#[derive(Default)]
struct Heard<'a> {
    not_listed: Vec<&'a Owned>,
    cut_off: Vec<&'a Owned>,
    cut: Vec<(&'a Owned, usize, usize)>,
    differ: Vec<String>,
    unknown: Vec<Unknown>,
    of_table: Vec<&'a Owned>,
}

/// The licences of SKUs. Exported plans are the truth of that day, and are kept where the catalogue says something else.
pub(super) fn licences(
    all: &BTreeMap<Id, Owned>,
    spelling: &mut SkuSpelling,
    world: &World<'_>,
    findings: &mut Findings,
) -> Vec<Licence> {
    let lists = lists_of(world.lists, spelling);
    let mut heard = Heard::default();
    let licences = all.values().map(|owned| licence(owned, &lists, world, &mut heard)).collect();
    heard.report(world, findings);
    licences
}

fn licence<'a>(owned: &'a Owned, lists: &Lists<'_>, world: &World<'_>, heard: &mut Heard<'a>) -> Licence {
    let known = Known::of(&owned.sku, lists, world);
    let is_known = known.is_of_catalogue || known.listed.is_some();
    let (on, off) = match &owned.plans {
        Plans::Listed { on, off } => (on, off),
        Plans::NotListed | Plans::CutOff => {
            match (owned.origin, &owned.plans) {
                (Origin::Table, _) => heard.of_table.push(owned),
                (_, Plans::CutOff) if is_known => heard.cut_off.push(owned),
                // What is said of a SKU that nobody knows says that its plans are not listed either.
                _ if is_known => heard.not_listed.push(owned),
                _ => {}
            }
            return owned.licence(assumed(&known, world, heard));
        }
    };
    let opened: BTreeSet<Id> = on.iter().filter(|plan| unlocks(plan, world.catalogue)).cloned().collect();
    if known.is_cut(on, off) {
        heard.cut.push((owned, on.len() + off.len(), known.plans.len()));
        let plans: BTreeSet<Id> =
            known.plans.union(&opened).filter(|plan| !off.contains(*plan)).cloned().collect();
        return owned.licence((!known.is_of_catalogue || plans != known.plans).then_some(plans));
    }
    if known.is_of_catalogue {
        if opened != known.plans {
            heard.differ.push(difference(&owned.sku, &known.plans, &opened));
        }
        return owned.licence((opened != known.plans).then_some(opened));
    }
    let unknown = Unknown::of(&owned.sku, on, off, world.catalogue);
    let plans = unknown.counted();
    if known.listed.is_none() || plans.iter().any(is_for_agents) {
        heard.unknown.push(unknown);
    }
    owned.licence(Some(plans))
}

/// The plans of a SKU of which the export lists none. The tenant's file stands without Microsoft's list: it names them itself.
fn assumed(known: &Known<'_>, world: &World<'_>, heard: &mut Heard<'_>) -> Option<BTreeSet<Id>> {
    if known.is_of_catalogue {
        return None;
    }
    let none = BTreeSet::new();
    let unknown = Unknown::of(known.sku, known.listed.as_ref().unwrap_or(&none), &none, world.catalogue);
    let plans = unknown.counted();
    if known.listed.is_none() || plans.iter().any(is_for_agents) {
        heard.unknown.push(unknown);
    }
    Some(plans)
}

/// A SKU that the catalogue does not have.
struct Unknown {
    sku: Id,
    /// Those that count, and those for agents, which tell whom the SKU licenses.
    plans: BTreeSet<Id>,
    others: BTreeSet<Id>,
    off: BTreeSet<Id>,
}

impl Unknown {
    fn of(sku: &Id, on: &BTreeSet<Id>, off: &BTreeSet<Id>, catalogue: &Catalogue) -> Self {
        let counts = |plan: &Id| unlocks(plan, catalogue) || is_for_agents(plan);
        let (plans, others) = on.iter().cloned().partition(counts);
        Self { sku: sku.clone(), plans, others, off: off.clone() }
    }

    fn counted(&self) -> BTreeSet<Id> {
        self.plans.clone()
    }

    fn is_for_agents(&self) -> bool {
        self.plans.iter().any(is_for_agents)
    }

    /// What people look at first: what nothing is known of, then what counts, then what unlocks nothing.
    fn order(&self) -> u8 {
        match (self.plans.is_empty(), self.others.is_empty()) {
            _ if self.is_for_agents() => 0,
            (true, true) => 1,
            (false, _) => 2,
            (true, false) => 3,
        }
    }

    /// Names its plans: whether one of them matters is for a person to judge.
    fn said(&self) -> String {
        let listed = match (self.plans.is_empty(), self.others.is_empty()) {
            (true, true) if self.off.is_empty() => "the export lists no plan of it".to_owned(),
            (true, true) => "the export lists no plan of it that is on".to_owned(),
            (true, false) => format!("its plans unlock nothing that is scored: {}", names(&self.others)),
            (false, true) => format!("its plans are known: {}", names(&self.plans)),
            (false, false) => format!(
                "its known plans are {}; the others unlock nothing that is scored: {}",
                names(&self.plans),
                names(&self.others)
            ),
        };
        let gone =
            if self.off.is_empty() { String::new() } else { format!("; switched off: {}", names(&self.off)) };
        format!("{listed}{gone}")
    }
}

impl Heard<'_> {
    fn report(mut self, world: &World<'_>, findings: &mut Findings) {
        if let Some(first) = self.of_table.first() {
            let message = format!(
                "a table of licences names no service plans: the catalogue's count for {}",
                skus(self.of_table.len())
            );
            findings.push(Finding::new(Code::PlansNotListed, message).at(Place::file(&first.file)));
        }
        for (owned, why, help) in [
            (&self.cut_off, "PowerShell cut off the service plans of", DEEPER),
            (&self.not_listed, "the export names no service plan of", WHOLE),
        ] {
            let Some(one) = owned.first() else { continue };
            let message = format!(
                "{why} {}: those of the catalogue count: {}",
                skus(owned.len()),
                first(owned.iter().map(|owned| format!("`{}`", owned.sku)))
            );
            let place = one.place(world.sources, 0);
            findings.push(Finding::new(Code::PlansUnknown, message).at(place).help(help));
        }
        if let Some((one, ..)) = self.cut.first() {
            let each = self.cut.iter().map(|(owned, listed, known)| {
                let plans = if *listed == 1 { "plan" } else { "plans" };
                format!("`{}` ({listed} {plans} listed, {known} known)", owned.sku)
            });
            let message = format!(
                "the export lists few of the service plans of {}: those of the catalogue count, less what is listed as off: {}",
                skus(self.cut.len()),
                first(each)
            );
            let place = one.place(world.sources, 0);
            findings.push(Finding::new(Code::PlansUnknown, message).at(place).help(WHOLE));
        }
        if !self.differ.is_empty() {
            let message = format!(
                "the export lists other plans than the catalogue for {}, and the export counts: {}",
                skus(self.differ.len()),
                first(self.differ.iter().cloned())
            );
            findings.push(Finding::new(Code::PlansDiffer, message));
        }
        self.unknown.sort_by(|a, b| (a.order(), &a.sku).cmp(&(b.order(), &b.sku)));
        if !self.unknown.is_empty() {
            findings.push(unknown(&self.unknown));
        }
    }
}

fn unknown(unknown: &[Unknown]) -> Finding {
    /// So many SKUs are described.
    const SHOWN: usize = 5;
    let help = if unknown.iter().any(Unknown::is_for_agents) {
        "plans for software agents license no person; if people hold it too, add the SKU with `agents: false` to a \
         catalogue overlay"
    } else {
        "only plans with security capabilities matter; add the SKU's plans by hand if one is missing, or give \
         Microsoft's list of products and service plans too"
    };
    let message = match unknown {
        [one] => format!("the SKU `{}` is not in the catalogue; {}", one.sku, one.said()),
        many => {
            let each: Vec<String> =
                many.iter().take(SHOWN).map(|one| format!("`{}`: {}", one.sku, one.said())).collect();
            let more = match many.len().saturating_sub(SHOWN) {
                0 => String::new(),
                more => format!("; and {more} more"),
            };
            format!("{} SKUs are not in the catalogue; {}{more}", many.len(), each.join("; "))
        }
    };
    Finding::new(Code::UnknownSkuOwned, message).help(help)
}

fn difference(sku: &Id, known: &BTreeSet<Id>, exported: &BTreeSet<Id>) -> String {
    let more: BTreeSet<Id> = exported.difference(known).cloned().collect();
    let fewer: BTreeSet<Id> = known.difference(exported).cloned().collect();
    let parts = [("more", more), ("fewer", fewer)];
    let said: Vec<String> = parts
        .iter()
        .filter(|(_, plans)| !plans.is_empty())
        .map(|(word, plans)| format!("{word} [{}]", names(plans)))
        .collect();
    format!("`{sku}` {}", said.join(", "))
}

/// Says which plans Microsoft's tokens show that no SKU holds: one of the two lists is not of this tenant, or not whole.
pub(super) fn contradicted(licences: &[Licence], world: &World<'_>, findings: &mut Findings) {
    let working = licences.iter().filter(|licence| licence.seats() > 0);
    let held: BTreeSet<&Id> =
        working.flat_map(|licence| world.catalogue.opened_by_licence(licence, world.day)).collect();
    let token = |plan: &'_ crate::model::PlanInfo| {
        plan.shown_by.iter().find(|token| world.tokens.contains(*token)).cloned()
    };
    let shown: Vec<(&Id, String)> = world
        .catalogue
        .plans
        .values()
        .filter(|plan| !held.contains(&plan.id))
        .filter_map(|plan| Some((&plan.id, token(plan)?)))
        .collect();
    if shown.is_empty() {
        return;
    }
    let message = format!(
        "Graph's `enabledServices` show service plans that no SKU of the export holds, and the SKUs count: {}",
        first(shown.iter().map(|(plan, token)| format!("`{plan}` ({token})")))
    );
    findings.push(Finding::new(Code::TokensDiffer, message).help(
        "if the tenant owns them, export all of /subscribedSkus on the day of the score, or state what is owned with \
         `--owned SKU:SEATS`",
    ));
}

/// So many SKUs in words.
pub(super) fn skus(number: usize) -> String {
    if number == 1 { "1 SKU".to_owned() } else { format!("{number} SKUs") }
}

/// The first few, and how many more.
pub(super) fn first(all: impl Iterator<Item = String>) -> String {
    first_few(all, 3)
}

/// Plans by name; of very many the first.
fn names(plans: &BTreeSet<Id>) -> String {
    const SHOWN: usize = 12;
    let shown: Vec<&str> = plans.iter().take(SHOWN).map(Id::as_str).collect();
    let more = plans.len().saturating_sub(SHOWN);
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}
