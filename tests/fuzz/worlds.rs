//! As many random worlds as one likes, the engine against the exhaustive judge of `tests/it/plan/judge`.
//!
//! ```text
//! cargo bench --bench worlds -- FROM TO tame|wild [ACTIONS CONTROLS]
//! ```
//!
//! Prints every difference with the seed of its world, and counts at the end. `cargo bench --bench worlds -- SEED` prints the
//! files of one world, tame and wild, and what differs in it; `-- OVERLAY TENANT` says what differs in a world that is written.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use judge::compare::{Case, Difference};
use judge::generate::{Kind, Size, Texts, generate};

#[path = "../it/plan/judge/mod.rs"]
#[expect(clippy::panic, reason = "texts of the generator that can not be read are its own fault")]
mod judge;

/// Ends of a world beyond which it is left aside.
const MOST: usize = 100_000;
/// Worlds that are read at once.
const BATCH: u64 = 25;

fn print(line: &str) {
    // Whoever closes the pipe has seen enough.
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// The differences of a world by its kind and number.
fn tell(counts: &Mutex<BTreeMap<String, u64>>, kind: Kind, case: &Case) {
    let found = case.compare(MOST, 100);
    let Ok(mut counts) = counts.lock() else { return };
    let mut count = |what: String| *counts.entry(what).or_default() += 1;
    match found {
        Err(aside) => count(format!("left aside: {aside:?}")),
        Ok(found) => {
            count(if found.is_empty() { "agree" } else { "differ" }.to_owned());
            let mut kinds: Vec<String> =
                found.iter().map(|of: &Difference| format!("{:?}", of.what)).collect();
            kinds.sort_unstable();
            kinds.dedup();
            kinds.into_iter().for_each(&mut count);
            for difference in found {
                print(&format!("{kind:?} {}: {difference}", case.texts.seed));
            }
        }
    }
}

fn main() {
    // The harness of benchmarks adds a flag of its own.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let number = |at: usize| words.get(at).and_then(|word| word.parse::<u64>().ok());
    let size = Size { actions: number(3).unwrap_or(6), controls: number(4).unwrap_or(8) };
    let counts = Mutex::new(BTreeMap::new());
    let (from, to, kind) = match (number(0), number(1), words.get(2).map(String::as_str)) {
        (Some(from), Some(to), Some("tame")) => (from, to, Kind::Tame),
        (Some(from), Some(to), Some("wild")) => (from, to, Kind::Wild),
        (Some(seed), None, _) => {
            for kind in [Kind::Tame, Kind::Wild] {
                let texts = generate(seed, kind, size);
                print(&format!("# {kind:?}: overlay\n{}# tenant\n{}", texts.overlay, texts.tenant));
                Case::read(vec![texts]).iter().for_each(|case| tell(&counts, kind, case));
            }
            return;
        }
        (None, None, _) if words.len() == 2 => {
            #[expect(clippy::disallowed_methods, reason = "the files of whoever asks")]
            let text = |at: usize| std::fs::read_to_string(&words[at]).expect("a readable file");
            tell(&counts, Kind::Wild, &Case::written(Texts { seed: 0, overlay: text(0), tenant: text(1) }));
            return;
        }
        _ => {
            return print(
                "worlds FROM TO tame|wild [ACTIONS CONTROLS], worlds SEED, or worlds OVERLAY TENANT",
            );
        }
    };
    let next = AtomicU64::new(from);
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let first = next.fetch_add(BATCH, Ordering::Relaxed);
                    if first >= to {
                        break;
                    }
                    let worlds =
                        (first..to.min(first + BATCH)).map(|seed| generate(seed, kind, size)).collect();
                    Case::read(worlds).iter().for_each(|case| tell(&counts, kind, case));
                }
            });
        }
    });
    if let Ok(counts) = counts.lock() {
        print(&format!("{kind:?} {from} to {to}: {counts:?}"));
    }
}
