//! Tables of licences: `Get-MgSubscribedSku` and `Get-MsolAccountSku` as CSV, the admin center's, and those of tools.
//! They name SKUs, by part number or by title, with seats, and never service plans.

use std::collections::{BTreeMap, BTreeSet};

use csv::StringRecord;

use super::{Header, cell, is_sum};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::catalogue::{PlansOfSkus, is_plan_list, names_of_skus};
use crate::load::source::Source;
use crate::model::text::{beginning, counted, first_few};
use crate::model::title::comparable;
use crate::model::{Catalogue, Id, Licence};

const PART: [&str; 3] = ["skupartnumber", "partnumber", "productsku"];
const ACCOUNT: [&str; 1] = ["accountskuid"];
const TITLE: [&str; 12] = [
    "producttitle",
    "productname",
    "productdisplayname",
    "skudisplayname",
    "skuname",
    "license",
    "licence",
    "licensename",
    "licencename",
    "subscriptionname",
    "subscription",
    "product",
];
const SEATS: [&str; 17] = [
    "prepaidunitsenabled",
    "enabledunits",
    "activeunits",
    "totallicenses",
    "totallicences",
    "totalunits",
    "totalseats",
    "total",
    "enabled",
    "purchased",
    "purchasedlicenses",
    "purchasedlicences",
    "quantity",
    "seats",
    "totalquantity",
    "licensestotal",
    "prepaidunits",
];
const CONSUMED: [&str; 11] = [
    "consumedunits",
    "consumed",
    "assignedlicenses",
    "assignedlicences",
    "assigned",
    "assignedunits",
    "usedlicenses",
    "usedlicences",
    "used",
    "inuse",
    "licensesassigned",
];
const AVAILABLE: [&str; 7] =
    ["available", "availablelicenses", "availablelicences", "availableunits", "remaining", "unused", "free"];
const WARNING: [&str; 3] = ["prepaidunitswarning", "warningunits", "warning"];
const SUSPENDED: [&str; 3] = ["prepaidunitssuspended", "suspendedunits", "suspended"];
const STATUS: [&str; 1] = ["capabilitystatus"];

/// Where the columns of such a table stand.
pub(super) struct Columns {
    part: Option<usize>,
    account: Option<usize>,
    title: Option<usize>,
    seats: Option<usize>,
    consumed: Option<usize>,
    available: Option<usize>,
    warning: Option<usize>,
    suspended: Option<usize>,
    status: Option<usize>,
}

impl Columns {
    /// `None` for any other table. A title alone is in many: it takes seats and what is assigned of them.
    pub(super) fn of(header: &Header) -> Option<Self> {
        let columns = Self {
            part: header.place(&PART),
            account: header.place(&ACCOUNT),
            title: header.place(&TITLE),
            seats: header.place(&SEATS),
            consumed: header.place(&CONSUMED),
            available: header.place(&AVAILABLE),
            warning: header.place(&WARNING),
            suspended: header.place(&SUSPENDED),
            status: header.place(&STATUS),
        };
        let counted = columns.seats.is_some() || columns.consumed.is_some();
        let both = columns.consumed.is_some() && (columns.seats.is_some() || columns.available.is_some());
        let numbered = columns.part.is_some() || columns.account.is_some();
        ((numbered && counted) || (columns.title.is_some() && both)).then_some(columns)
    }
}

/// A row with the names that it has.
#[derive(Debug, Clone)]
pub(super) struct Line {
    line: usize,
    part: Option<String>,
    title: Option<String>,
    /// The tenant's name, where the table says it.
    tenant: Option<String>,
    /// `None` where the table does not say it.
    enabled: Option<i64>,
    warning: i64,
    suspended: i64,
    consumed: Option<i64>,
}

#[derive(Debug, Clone)]
pub(in crate::load::export) struct LicenceTable {
    file: String,
    pub(super) lines: Vec<Line>,
}

pub(super) fn read(
    header: &Header,
    columns: &Columns,
    source: &Source,
    findings: &mut Findings,
) -> LicenceTable {
    let records = header.records(source, findings);
    if records.is_empty() && !findings.has_errors() {
        let message = "the table of licences has a header and no rows";
        let finding = Finding::new(Code::NoRows, message).at(source.place(header.layout.line()));
        findings.push(finding.help("export it again: a tenant without any licence has no such table"));
    }
    let mut lines = Vec::new();
    let mut unread: Vec<(usize, String)> = Vec::new();
    let mut nameless: Vec<usize> = Vec::new();
    for (line, record) in &records {
        if is_sum(record) {
            continue;
        }
        match of_record(columns, *line, record, &mut unread) {
            Some(read) => lines.push(read),
            None => nameless.push(*line),
        }
    }
    if let Some((line, written)) = unread.first() {
        let message = format!(
            "{} not used: `{written}`",
            counted(
                unread.len(),
                "cell of the table of licences is no count and is",
                "cells of the table of licences are no counts and are"
            )
        );
        let help = "numbers of licences are whole numbers: export the table again";
        findings.push(Finding::new(Code::UnusedValue, message).at(source.place(*line)).help(help));
    }
    if let Some(line) = nameless.first() {
        let message = format!(
            "{} no licence",
            counted(
                nameless.len(),
                "row of the table of licences names",
                "rows of the table of licences name"
            )
        );
        let help = "they are not used; export the table again if one is missing";
        findings.push(Finding::new(Code::UnusedValue, message).at(source.place(*line)).help(help));
    }
    LicenceTable { file: source.name.clone(), lines }
}

fn of_record(
    columns: &Columns,
    line: usize,
    record: &StringRecord,
    unread: &mut Vec<(usize, String)>,
) -> Option<Line> {
    let text = |column: Option<usize>| cell(record, column).map(|name| name.replace('\u{a0}', " "));
    let account = text(columns.account);
    let account = account.as_deref().map(|id| id.rsplit_once(':').unwrap_or(("", id)));
    // Before the colon stands the name of the tenant, or that a reseller has the contract.
    let tenant = account.map(|(tenant, _)| tenant.trim().to_lowercase());
    let tenant = tenant.filter(|tenant| !matches!(tenant.as_str(), "" | "reseller-account"));
    let account = account.map(|(_, part)| part.trim().to_owned());
    let (part, title) = (text(columns.part).or(account), text(columns.title));
    if part.is_none() && title.is_none() {
        return None;
    }
    let mut number = |column: Option<usize>| match count(cell(record, column)?) {
        Count::Of(number) => Some(number),
        Count::Unstated => None,
        Count::Unreadable(written) => {
            unread.push((line, written));
            None
        }
    };
    let units = cell(record, columns.seats).and_then(Units::of);
    let (enabled, warning, suspended) = match &units {
        Some(units) => (Some(units.enabled), units.warning, units.suspended),
        None => (
            number(columns.seats),
            number(columns.warning).unwrap_or_default(),
            number(columns.suspended).unwrap_or_default(),
        ),
    };
    let consumed = number(columns.consumed);
    let left = number(columns.available);
    let enabled = enabled.or_else(|| Some(consumed?.saturating_add(left?)));
    let dead = cell(record, columns.status).is_some_and(|status| {
        matches!(status.to_lowercase().as_str(), "suspended" | "deleted" | "lockedout")
    });
    let gone = if dead { enabled.unwrap_or_default().saturating_add(warning) } else { 0 };
    Some(Line {
        line,
        part,
        title,
        tenant,
        enabled: if dead { Some(0) } else { enabled },
        warning: if dead { 0 } else { warning },
        suspended: suspended.saturating_add(gone),
        consumed,
    })
}

/// What a cell of numbers says.
enum Count {
    Of(i64),
    /// An object that PowerShell has cut off, or no limit.
    Unstated,
    Unreadable(String),
}

/// A count, with or without separators of thousands.
fn count(written: &str) -> Count {
    /// More than any tenant has, and far from what can not be added up.
    const MOST: i64 = 1_000_000_000;
    let text: String =
        written.chars().filter(|c| !c.is_whitespace() && *c != '\'' && *c != '\u{2019}').collect();
    let lower = text.to_lowercase();
    if lower == "unlimited" || lower.starts_with("microsoft.graph.") || lower.starts_with("system.") {
        return Count::Unstated;
    }
    let unreadable = || Count::Unreadable(written.chars().take(40).collect());
    let groups: Vec<&str> = text.split([',', '.']).collect();
    let digits = |group: &&str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let Some((first, rest)) = groups.split_first().filter(|_| groups.iter().all(digits)) else {
        return unreadable();
    };
    let number = match rest {
        [fraction] if fraction.bytes().all(|byte| byte == b'0') && fraction.len() != 3 => (*first).to_owned(),
        thousands if thousands.iter().all(|group| group.len() == 3) => groups.concat(),
        _ => return unreadable(),
    };
    match number.parse() {
        Ok(number) if number <= MOST => Count::Of(number),
        _ => unreadable(),
    }
}

/// `prepaidUnits` as one cell: `@{enabled=50; suspended=0; warning=0}`, or the same as JSON.
struct Units {
    enabled: i64,
    warning: i64,
    suspended: i64,
}

impl Units {
    fn of(written: &str) -> Option<Self> {
        let text = written.to_lowercase();
        let of = |key: &str| -> Option<i64> {
            let (_, rest) = text.split_once(key)?;
            let rest = rest.trim_start_matches(['"', '\'', '=', ':', ' ']);
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            match count(rest.get(..end)?) {
                Count::Of(number) => Some(number),
                Count::Unstated | Count::Unreadable(_) => None,
            }
        };
        Some(Self {
            enabled: of("enabled")?,
            warning: of("warning").unwrap_or_default(),
            suspended: of("suspended").unwrap_or_default(),
        })
    }
}

/// SKUs by what tables call them.
pub(super) struct Names {
    parts: BTreeMap<String, Id>,
    /// `None` for a title that several SKUs have.
    titles: BTreeMap<String, Option<Id>>,
}

impl Names {
    /// The catalogue's names, old ones too, then those of Microsoft's lists.
    pub(super) fn new(catalogue: &Catalogue, lists: &[PlansOfSkus], sources: &[&Source]) -> Self {
        let listed = lists.iter().flat_map(BTreeMap::keys);
        let parts = catalogue.skus.keys().chain(listed).map(|id| (part_key(id.as_str()), id.clone()));
        let mut titles = BTreeMap::new();
        for sku in catalogue.skus.values() {
            add_title(&mut titles, &sku.name, &sku.sku);
        }
        for sku in catalogue.skus.values() {
            for name in &sku.also_called {
                // Of several SKUs with one name, that is meant which the catalogue calls so once more.
                titles.entry(title_key(name)).or_insert(None).get_or_insert_with(|| sku.sku.clone());
            }
        }
        let mut of_lists = BTreeMap::new();
        for source in sources.iter().filter(|source| is_plan_list(&source.text)) {
            for (id, name) in names_of_skus(source) {
                add_title(&mut of_lists, &name, &id);
            }
        }
        for (title, id) in of_lists {
            titles.entry(title).or_insert(id);
        }
        Self { parts: parts.collect(), titles }
    }

    pub(super) fn find(&self, line: &Line) -> Option<&Id> {
        let by_part = line.part.as_deref().and_then(|part| self.parts.get(&part_key(part)));
        let by_title =
            || line.title.as_deref().and_then(|title| self.titles.get(&title_key(title)))?.as_ref();
        by_part.or_else(by_title)
    }
}

fn add_title(titles: &mut BTreeMap<String, Option<Id>>, name: &str, id: &Id) {
    let entry = titles.entry(title_key(name)).or_insert_with(|| Some(id.clone()));
    if entry.as_ref() != Some(id) {
        *entry = None;
    }
}

fn part_key(part: &str) -> String {
    comparable(part)
}

/// A title without its maker, which some tables leave out.
fn title_key(title: &str) -> String {
    let title = comparable(title);
    title.strip_prefix("microsoft ").unwrap_or(&title).to_owned()
}

/// The SKUs of all tables, a page each, without what the JSON beside them holds as well.
pub(in crate::load::export) fn pages(
    tables: &[LicenceTable],
    json: &[Vec<Licence>],
    (lists, sources): (&[PlansOfSkus], &[&Source]),
    catalogue: &Catalogue,
    findings: &mut Findings,
) -> Vec<Vec<Licence>> {
    let Some(file) = tables.first().map(|table| table.file.as_str()) else { return Vec::new() };
    let tenants: BTreeSet<&String> =
        tables.iter().flat_map(|table| &table.lines).filter_map(|line| line.tenant.as_ref()).collect();
    if tenants.len() > 1 {
        let message = format!("the tables of licences come from {} tenants", tenants.len());
        let help = "import one tenant at a time, each into a file of its own";
        findings.push(Finding::new(Code::SeveralTenants, message).at(Place::file(file)).help(help));
    }
    let names = Names::new(catalogue, lists, sources);
    let held: BTreeMap<&Id, &Licence> =
        json.iter().flatten().map(|licence| (&licence.sku, licence)).collect();
    let mut pages: Vec<Vec<Licence>> = Vec::new();
    let mut unknown: Vec<(Place, String)> = Vec::new();
    let mut cut_off: Vec<(Place, String)> = Vec::new();
    for table in tables {
        let mut page = Vec::new();
        for line in &table.lines {
            let place = || Place { line: Some(line.line), ..Place::file(&table.file) };
            let name = || line.part.clone().or_else(|| line.title.clone()).unwrap_or_default();
            let Some(sku) = names.find(line) else {
                unknown.push((place(), name()));
                continue;
            };
            let agrees = |other: &&Licence| line.enabled.is_none_or(|enabled| enabled == other.enabled);
            if held.get(sku).is_some_and(agrees) {
                continue;
            }
            if line.enabled.is_none() {
                cut_off.push((place(), name()));
            }
            page.push(line.licence(sku));
        }
        if !page.is_empty() && !pages.contains(&page) {
            pages.push(page);
        }
    }
    let rows: usize = tables.iter().map(|table| table.lines.len()).sum();
    report(&unknown, &cut_off, rows, findings);
    let skus: BTreeSet<&Id> = pages.iter().flatten().map(|licence| &licence.sku).collect();
    if !skus.is_empty() {
        let message = format!(
            "a table of licences names no service plans: the catalogue's count for its {}",
            counted(skus.len(), "SKU", "SKUs")
        );
        findings.push(Finding::new(Code::PlansNotListed, message).at(Place::file(file)));
    }
    pages
}

/// The columns of a table that is written anew.
pub(super) const WRITTEN: [&str; 5] =
    ["SkuPartNumber", "ActiveUnits", "WarningUnits", "SuspendedUnits", "ConsumedUnits"];

impl Line {
    /// The cells of these columns.
    pub(super) fn written(&self, sku: &Id) -> [String; 5] {
        let or_nothing = |count: Option<i64>| count.map(|count| count.to_string()).unwrap_or_default();
        [
            sku.to_string(),
            or_nothing(self.enabled),
            self.warning.to_string(),
            self.suspended.to_string(),
            or_nothing(self.consumed),
        ]
    }

    pub(super) fn licence(&self, sku: &Id) -> Licence {
        Licence {
            sku: sku.clone(),
            enabled: self.enabled.or(self.consumed).unwrap_or_default(),
            warning: self.warning,
            suspended: self.suspended,
            consumed: self.consumed,
            group: None,
            plans: None,
        }
    }
}

fn report(unknown: &[(Place, String)], cut_off: &[(Place, String)], rows: usize, findings: &mut Findings) {
    if let Some((place, _)) = unknown.first() {
        let message = format!(
            "{} of {rows} rows of the table of licences lead to no SKU of the catalogue and entitle to nothing: {}",
            unknown.len(),
            first(unknown)
        );
        let help = "most free SKUs carry no security; give Microsoft's list of products and service plans too, or write the SKU into \
                    the tenant file, if one of them does";
        findings.push(Finding::new(Code::UnknownProducts, message).at(place.clone()).help(help));
    }
    if let Some((place, _)) = cut_off.first() {
        let message = format!(
            "the seats of {} SKUs are not in the table: as many as are assigned count, and there may be more: {}",
            cut_off.len(),
            first(cut_off)
        );
        let help = "`Export-Csv` loses nested data: save `Invoke-MgGraphRequest -OutputType Json -Uri 'v1.0/subscribedSkus' > \
                    skus.json`";
        findings.push(Finding::new(Code::SeatsUnknown, message).at(place.clone()).help(help));
    }
}

/// The first few names, and how many more.
fn first(named: &[(Place, String)]) -> String {
    first_few(named.iter().map(|(_, name)| format!("`{}`", beginning(name, 60))), 3)
}
