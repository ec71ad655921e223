//! Tables of licences: `Get-MgSubscribedSku` and `Get-MsolAccountSku` as CSV, the admin center's, and those of tools.
//! They name SKUs, by part number or by title, with seats, and never service plans.

use std::collections::{BTreeMap, BTreeSet};

use csv::StringRecord;

use super::{Header, cell, is_sum};
use crate::diag::{Code, Finding, Findings, Place};
use crate::load::MOST_COUNT;
use crate::load::catalogue::{PlansOfSkus, is_plan_list, names_of_skus};
use crate::load::export::owned::{Origin, Owned, Plans};
use crate::load::export::plans::first;
use crate::load::export::seats::{CONSUMED, EXPIRED, SEATS, SUSPENDED, Seats, WARNING, is_total};
use crate::load::export::tenants::Holder;
use crate::load::source::Source;
use crate::model::text::counted;
use crate::model::title::comparable;
use crate::model::{Catalogue, Id};

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
const AVAILABLE: [&str; 7] =
    ["available", "availablelicenses", "availablelicences", "availableunits", "remaining", "unused", "free"];
const STATUS: [&str; 1] = ["capabilitystatus"];
const TENANT: [&str; 8] = [
    "tenantid",
    "accountid",
    "customertenantid",
    "tenant",
    "tenantname",
    "customer",
    "customername",
    "defaultdomainname",
];

/// Where the columns of such a table stand.
pub(super) struct Columns {
    part: Option<usize>,
    account: Option<usize>,
    title: Option<usize>,
    seats: Option<usize>,
    /// The seats are all that were bought, those too that have expired.
    are_total: bool,
    consumed: Option<usize>,
    available: Option<usize>,
    warning: Option<usize>,
    suspended: Option<usize>,
    expired: Option<usize>,
    status: Option<usize>,
    tenant: Option<usize>,
}

impl Columns {
    /// `None` for any other table. A title alone is in many: it takes seats and what is assigned of them.
    pub(super) fn of(header: &Header) -> Option<Self> {
        let columns = Self {
            part: header.place(&PART),
            account: header.place(&ACCOUNT),
            title: header.place(&TITLE),
            seats: header.place(&SEATS),
            are_total: SEATS.iter().find(|name| header.has(name)).is_some_and(|name| is_total(name)),
            consumed: header.place(&CONSUMED),
            available: header.place(&AVAILABLE),
            warning: header.place(&WARNING),
            suspended: header.place(&SUSPENDED),
            expired: header.place(&EXPIRED),
            status: header.place(&STATUS),
            tenant: header.place(&TENANT),
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
    /// Whose licences they are, where the table says it.
    holder: Option<Holder>,
    seats: Seats,
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
    let before = account.map(|(tenant, _)| tenant.trim().to_lowercase());
    let before = before.filter(|tenant| !matches!(tenant.as_str(), "" | "reseller-account"));
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
    let units = cell(record, columns.seats).and_then(units);
    let seats = units.unwrap_or_else(|| Seats {
        enabled: number(columns.seats),
        warning: number(columns.warning),
        suspended: number(columns.suspended),
        ..Seats::default()
    });
    let (consumed, left) = (number(columns.consumed), number(columns.available));
    let enabled = seats.enabled.or_else(|| Some(consumed?.saturating_add(left?)));
    let mut seats = Seats { enabled, consumed, ..seats };
    let expired = number(columns.expired).unwrap_or_default();
    if columns.are_total {
        seats = seats.with_expired(expired);
    }
    let holder = cell(record, columns.tenant).or(before.as_deref()).map(Holder::of);
    Some(Line { line, part, title, holder, seats: seats.under(cell(record, columns.status)) })
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
    let text = written.trim();
    let lower = text.to_lowercase();
    if lower == "unlimited" || lower.starts_with("microsoft.graph.") || lower.starts_with("system.") {
        return Count::Unstated;
    }
    match digits(text).and_then(|digits| digits.parse().ok()) {
        Some(number) if number <= MOST_COUNT => Count::Of(number),
        _ => Count::Unreadable(written.chars().take(40).collect()),
    }
}

/// The digits of a whole number: groups of three under one kind of separator, or decimals that are all zero.
fn digits(text: &str) -> Option<String> {
    let is_space = |c: char| c.is_whitespace();
    let separates = |c: char| matches!(c, ',' | '.' | '\'' | '\u{2019}') || is_space(c);
    let groups: Vec<&str> = text.split(separates).collect();
    let are_digits = |group: &&str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let (first, rest) = groups.split_first().filter(|_| groups.iter().all(are_digits))?;
    let separators: BTreeSet<char> =
        text.chars().filter(|c| separates(*c)).map(|c| if is_space(c) { ' ' } else { c }).collect();
    // After one point or comma three digits are a thousand; any other number of zeros is nothing behind it.
    let (whole, thousands) = match rest.split_last() {
        Some((zeros, before))
            if zeros.bytes().all(|byte| byte == b'0')
                && zeros.len() != 3
                && text.ends_with(&format!(",{zeros}")) | text.ends_with(&format!(".{zeros}"))
                && separators.len() == if before.is_empty() { 1 } else { 2 } =>
        {
            (groups.get(..groups.len() - 1)?, before)
        }
        _ if separators.len() <= 1 => (groups.as_slice(), rest),
        _ => return None,
    };
    let in_groups =
        thousands.is_empty() || (first.len() <= 3 && thousands.iter().all(|group| group.len() == 3));
    in_groups.then(|| whole.concat())
}

/// `prepaidUnits` as one cell: `@{enabled=50; suspended=0; warning=0}`, or the same as JSON.
fn units(written: &str) -> Option<Seats> {
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
    let enabled = Some(of("enabled")?);
    Some(Seats { enabled, warning: of("warning"), suspended: of("suspended"), ..Seats::default() })
}

/// SKUs by what tables call them.
pub(super) struct Names {
    parts: BTreeMap<String, Id>,
    /// `None` for a title that several SKUs have.
    titles: BTreeMap<String, Option<Id>>,
}

impl Names {
    /// The catalogue's names, old ones too, then those of Microsoft's lists.
    pub(super) fn new(catalogue: &Catalogue, lists: &[PlansOfSkus], sources: &[Source]) -> Self {
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

/// The SKUs of all tables, a page each.
pub(in crate::load::export) fn pages(
    tables: &[LicenceTable],
    lists: &[PlansOfSkus],
    sources: &[Source],
    catalogue: &Catalogue,
    findings: &mut Findings,
) -> Vec<Vec<Owned>> {
    if tables.is_empty() {
        return Vec::new();
    }
    let names = Names::new(catalogue, lists, sources);
    let mut unknown: Vec<(Place, String)> = Vec::new();
    let mut pages = Vec::with_capacity(tables.len());
    for table in tables {
        let mut page = Vec::new();
        for line in &table.lines {
            match names.find(line) {
                Some(sku) => page.push(line.owned(sku, &table.file)),
                None => {
                    let place = Place { line: Some(line.line), ..Place::file(&table.file) };
                    let name = line.part.clone().or_else(|| line.title.clone()).unwrap_or_default();
                    unknown.push((place, name));
                }
            }
        }
        pages.push(page);
    }
    let rows: usize = tables.iter().map(|table| table.lines.len()).sum();
    report(&unknown, rows, findings);
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
            or_nothing(self.seats.enabled),
            or_nothing(self.seats.warning),
            or_nothing(self.seats.suspended),
            or_nothing(self.seats.consumed),
        ]
    }

    fn owned(&self, sku: &Id, file: &str) -> Owned {
        Owned {
            sku: sku.clone(),
            seats: self.seats.clone(),
            plans: Plans::NotListed,
            holder: self.holder.clone(),
            id: None,
            origin: Origin::Table,
            file: file.to_owned(),
            line: Some(self.line),
        }
    }
}

fn report(unknown: &[(Place, String)], rows: usize, findings: &mut Findings) {
    let Some((place, _)) = unknown.first() else { return };
    let short = |name: &str| name.chars().take(60).collect::<String>();
    let message = format!(
        "{} of {rows} rows of the table of licences lead to no SKU of the catalogue and entitle to nothing: {}",
        unknown.len(),
        first(unknown.iter().map(|(_, name)| format!("`{}`", short(name))))
    );
    let help = "most free SKUs carry no security; give Microsoft's list of products and service plans too, or write the SKU into \
                the tenant file, if one of them does";
    findings.push(Finding::new(Code::UnknownProducts, message).at(place.clone()).help(help));
}
