//! The documentation is true: formulas, keys, codes, examples.

use std::path::Path;

use jiff::ToSpan as _;
use jiff::civil::date;
use scoreplan::diag::{Code, Findings};
use scoreplan::licences::{BreakEven, CostLine, CostPerPoint, SeatCost, SunkCost, break_even, cost};
use scoreplan::load::prices;
use scoreplan::load::source::Source;
use scoreplan::model::catalogue::{Effort, Estimate};
use scoreplan::model::{
    Graph, Id, Minutes, Money, Percent, Points, Prices, SeatPrice, Share, Weight, reference,
};
use scoreplan::plan::optimise::{Objective, PlanBound, Problem, bound};
use scoreplan::plan::schedule::serial::{Capacity, Instance, Task, TeamChoice};

use scoreplan::project::trials::distribution::{Distribution, Quantiles};
use scoreplan::state::with_own_controls;

use crate::support::{ROOT, read, tenant_from, with_overlay};

/// Compares a text with a file that people review; `UPDATE_GOLDEN=1` writes it instead.
pub(crate) fn golden(path: &str, text: &str) {
    let full = format!("{ROOT}/{path}");
    if super::stories::updating() {
        #[expect(clippy::disallowed_methods, reason = "a person asks for the update")]
        std::fs::write(&full, text).unwrap();
    }
    assert_eq!(read(&full), text, "{path}");
}

/// Fenced blocks of a document with the given tag.
pub(crate) fn blocks<'d>(document: &'d str, tag: &str) -> Vec<&'d str> {
    let open = format!("```{tag}\n");
    document.split(&open).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

#[test]
fn every_code_is_documented_once_and_in_order() {
    let document = read(format!("{ROOT}/src/docs/errors.md"));
    let headings: Vec<&str> = document.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let codes: Vec<String> =
        Code::ALL.iter().map(|code| format!("{}: {}", code.code(), code.title())).collect();
    assert_eq!(headings, codes);
    let mut unique: Vec<&str> = Code::ALL.iter().map(|code| code.code()).collect();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), Code::ALL.len());
}

/// The pieces between the given separators, in order.
fn pieces<'t>(text: &'t str, separators: &[&str]) -> Vec<&'t str> {
    let mut rest = text;
    let mut found = Vec::new();
    for separator in separators {
        let (piece, after) =
            rest.split_once(separator).unwrap_or_else(|| panic!("`{separator}` in `{text}`"));
        found.push(piece.trim());
        rest = after;
    }
    found.push(rest.trim());
    found
}

fn number(text: &str) -> f64 {
    text.trim().parse().unwrap_or_else(|_| panic!("a number: `{text}`"))
}

fn points(text: &str) -> Points {
    Points::from_f64(number(text)).unwrap()
}

fn hours(text: &str) -> Estimate {
    let minutes = points(text.trim_end_matches('h')).0 * 60 / 100;
    Estimate { low: Minutes(0), likely: Minutes(minutes), high: Minutes(minutes) }
}

/// The mean of what a table draws, with two decimals.
fn mean(law: Distribution, low: f64, likely: f64, high: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small whole numbers")]
    let shape = Quantiles::new(law, low as u64, likely as u64, high as u64);
    let sum: f64 = shape.quantiles().iter().map(|&quantile| f64::from(quantile) / 4_294_967_296.0).sum();
    format!("{:.2}", low + (high - low) * sum / 1024.0)
}

/// The likely hours that a control gets which only an export knows.
fn by_rating(cost: &str, impact: &str) -> String {
    let text = format!(
        "tenant: {{ snapshot-date: 2026-11-01 }}\ncontrols:\n  - {{ id: new, score: 0, max: 1, cost: {cost}, impact: {impact} }}\n"
    );
    let built_in = with_overlay("");
    let whole = with_own_controls(&built_in, &tenant_from(&text, &built_in));
    whole.controls[&Id::new("new")].ways[0].effort.fixed.likely.to_string()
}

/// The likely hours of a control that only an export knows, in a product of some rows that share an action.
fn like_its_product(own: &str, shared: &str, rows: &str) -> String {
    let number: usize = rows.parse().unwrap();
    let three = |hours: &str| format!("[{hours}, {hours}, {hours}]");
    let row = |n| {
        let effort = three(own);
        format!(
            "  - {{ id: lab_{n}, title: Row {n}, category: Apps, max: 1, scoring: binary, needs: [lab-profile], effort: {{ fixed: {effort} }} }}\n"
        )
    };
    let overlay = format!(
        "product: {{ id: lab, name: Lab, services: [LAB], team: lab, latency: {{ expected: 24h, slowest: 48h }} }}\n\
         actions:\n  - {{ id: lab-profile, title: Profile, effort: {{ fixed: {} }} }}\ncontrols:\n{}",
        three(shared),
        (0..number).map(row).collect::<String>()
    );
    let text =
        "tenant: { snapshot-date: 2026-11-01 }\ncontrols:\n  - { id: new, service: LAB, score: 0, max: 1 }\n";
    let catalogue = with_overlay(&overlay);
    let whole = with_own_controls(&catalogue, &tenant_from(text, &catalogue));
    whole.controls[&Id::new("new")].ways[0].effort.fixed.likely.to_string()
}

/// The bound for a budget in minutes of the example on bundles: groundwork for two controls, and a third.
fn bound_of_the_example(budget: i64) -> String {
    let weight =
        |points: i64, hours: i64| Weight { points: Points::whole(points), minutes: Minutes::hours(hours) };
    let weights = vec![weight(0, 10), weight(10, 2), weight(8, 1), weight(3, 2)];
    let graph = Graph::new(weights, vec![vec![], vec![0], vec![0], vec![]]).unwrap();
    let problem = Problem { graph: &graph, maxima: &[], start: None, must: &[], never: &[], rules: &[] };
    match bound(problem, Objective::Points { budget: Minutes(budget) }).unwrap() {
        PlanBound::Points(points) => points.to_string(),
        other => panic!("{other:?}"),
    }
}

/// What so many seats of a SKU with a price a month cost in a year.
fn yearly(seats: i64, monthly: &str) -> String {
    let catalogue = with_overlay("");
    let text = format!("currency: EUR\nprices: [ {{ sku: SPE_E3, per-month: {monthly} }} ]\n");
    let source = Source::from_text("prices.yaml", &text);
    let list = prices::read(&source, &catalogue, None, &mut Findings::new()).unwrap();
    let owned = tenant_from(
        &format!(
            "tenant: {{ snapshot-date: 2026-11-01 }}\ncontrols: []\nlicences: [ {{ sku: SPE_E3, enabled: {seats} }} ]\n"
        ),
        &catalogue,
    );
    let cost = cost(&owned.licences.unwrap(), &Prices::of(list), &catalogue, owned.snapshot_date);
    cost.yearly().unwrap().to_string()
}

/// Every worked example of the methods is computed again, by the formula it names.
#[test]
fn worked_examples_hold() {
    let document = read(format!("{ROOT}/src/docs/methods.md"));
    let mut checked = 0;
    for line in blocks(&document, "worked")
        .iter()
        .flat_map(|block| block.lines())
        .filter(|line| !line.trim().is_empty())
    {
        let (left, right) = line.split_once(") = ").unwrap_or_else(|| panic!("an example: {line}"));
        let (name, inside) = left.split_once('(').unwrap();
        let result = match name {
            "percent" => {
                let p = pieces(inside, &["/"]);
                Percent::new(points(p[0]), points(p[1])).to_string()
            }
            "part" => {
                let p = pieces(inside, &["of", ","]);
                Share::new(p[0].parse().unwrap(), p[1].parse().unwrap()).of(points(p[2])).to_string()
            }
            "per-hour" => {
                let p = pieces(inside, &["points,", "hours"]);
                // By hand: hundredths of points over hours, half up.
                let exact = number(p[0]) / number(p[1]);
                format!("{:.2}", (exact * 100.0 + 1e-9).round() / 100.0)
            }
            "yearly" => {
                let p = pieces(inside, &["seats at", "a month"]);
                yearly(p[0].parse().unwrap(), p[1])
            }
            "even" => {
                let p = pieces(inside, &["+", "n,", "+", "n"]);
                let rate = |fixed, per_seat| CostLine {
                    fixed: Money(points(fixed).0),
                    per_seat: Money(points(per_seat).0),
                };
                match break_even(rate(p[0], p[1]), rate(p[2], p[3]), 1_000_000) {
                    BreakEven::SecondFrom(seats) | BreakEven::FirstFrom(seats) => seats.to_string(),
                    other => panic!("{other:?}"),
                }
            }
            "given-up" => {
                let p = pieces(inside, &["a year,", "days"]);
                let price = Ok(SeatPrice { yearly: Money(points(p[0]).0), is_stated: true });
                let line = SeatCost { sku: Id::new("SPE_E3"), group: None, seats: 1, price };
                let from = date(2027, 1, 1);
                let until = from.checked_add(p[1].parse::<i64>().unwrap().days()).unwrap();
                SunkCost { line, from, until }.cost().unwrap().to_string()
            }
            "per-point" => {
                let p = pieces(inside, &["over", "points"]);
                CostPerPoint::new(Money(points(p[0]).0), points(p[1])).unwrap().rounded().to_string()
            }
            "bound" => bound_of_the_example(hours(pieces(inside, &["hours"])[0]).likely.0),
            "by-rating" => {
                let p = pieces(inside, &[","]);
                by_rating(p[0], p[1])
            }
            "like-its-product" => {
                let p = pieces(inside, &["own", ", shared", ", rows"]);
                like_its_product(p[1], p[2], p[3])
            }
            "effort-left" => {
                let p = pieces(inside, &["fixed", ", per-100", ", done", "of", ", missing"]);
                let effort = Effort { fixed: hours(p[1]), per_100: hours(p[2]), population: None };
                let done = Share::new(p[3].parse().unwrap(), p[4].parse().unwrap());
                effort.left(done, p[5].parse().unwrap()).to_string()
            }
            "reference" => {
                let p = pieces(inside, &["fixed", ", per-100", ", of"]);
                let effort = Effort { fixed: hours(p[1]), per_100: hours(p[2]), population: None };
                reference::effort(&effort, Some(&Id::new(p[3]))).unwrap().likely.to_string()
            }
            "upkeep-minutes" => {
                let p = pieces(inside, &["% of", "h"]);
                // A team that finishes so much on its first day: what upkeep takes of the second.
                let effort = p[1].trim().parse::<i64>().unwrap() * 60;
                let choices = vec![TeamChoice { team: 0, release: 0 }];
                let task = Task { effort, choices, ..Task::default() };
                let upkeep = vec![p[0].trim().parse::<i64>().unwrap() * 100];
                let instance =
                    Instance { open: vec![vec![true; 2]], lead: vec![0], upkeep, tasks: vec![task] };
                let mut capacity = Capacity::new(&[vec![effort, 480]]);
                instance.decode(&[0], None, &mut capacity);
                assert_eq!(capacity.free(0, 2).nth(1), Some(480 - capacity.upkeep(0, 2, 1)));
                capacity.upkeep(0, 2, 1).to_string()
            }
            "pert-mean" => {
                let p = pieces(inside, &["h,", "h,", "h"]);
                // By the table that draws: the mean of all its quantiles.
                mean(Distribution::Pert, number(p[0]), number(p[1]), number(p[2]))
            }
            "triangle-mean" => {
                let p = pieces(inside, &["%,", "%,", "%"]);
                mean(Distribution::Triangular, number(p[0]), number(p[1]), number(p[2]))
            }
            "nearest-rank" => {
                let p = pieces(inside, &["% of"]);
                (number(p[0]) * number(p[1]) / 100.0).ceil().to_string()
            }
            "shows" => {
                let p = pieces(inside, &["finished", ", latency"]);
                let date: jiff::civil::Date = p[1].parse().unwrap();
                let days = 1 + (p[2].trim_end_matches('h').parse::<i64>().unwrap() + 23) / 24;
                date.checked_add(jiff::Span::new().days(days)).unwrap().to_string()
            }
            "max-from" => {
                let p = pieces(inside, &["at", "%"]);
                format!("{:.2}", (number(p[0]) * 100.0 / number(p[1])).round())
            }
            other => panic!("unknown form `{other}`"),
        };
        assert_eq!(result, right.trim(), "{line}");
        checked += 1;
    }
    assert!(checked >= 8, "{checked}");
}

#[test]
fn every_size_of_the_reference_tenant_is_stated() {
    let document = read(format!("{ROOT}/src/docs/methods.md"));
    for (name, size) in reference::SIZES {
        assert!(document.contains(&format!("| `{name}` | {size} |")), "{name}");
    }
}

#[test]
fn the_readme_counts_the_catalogue_right() {
    let catalogue = with_overlay("");
    let counted = format!("{} controls of {} products", catalogue.controls.len(), catalogue.products.len());
    assert!(read(format!("{ROOT}/README.md")).contains(&counted), "{counted}");
}

/// What the architecture names exists, and every room stands in its table.
#[test]
fn the_architecture_names_what_exists() {
    let document = read(format!("{ROOT}/src/docs/architecture.md"));
    let mut missing = Vec::new();
    // Drawings stand between fences, names between backticks.
    let prose = document.split("```").step_by(2).flat_map(|part| part.split('`').skip(1).step_by(2));
    for name in prose.filter(|name| name.contains('/') && !name.contains(' ')) {
        // A star stands for several files of a folder.
        let place = match name.split_once('*') {
            Some((before, _)) => before.rsplit_once('/').unwrap().0,
            None => name,
        };
        let exists = |path: String| Path::new(&path).exists();
        if !exists(format!("{ROOT}/{place}")) && !exists(format!("{ROOT}/src/{place}")) {
            missing.push(name.to_owned());
        }
    }
    for entry in std::fs::read_dir(format!("{ROOT}/src")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() && name != "docs" && !document.contains(&format!("\n| `{name}` | ")) {
            missing.push(format!("the room `{name}`"));
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}
