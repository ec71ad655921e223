//! Damaged exports: whatever people give, it is read or refused, and nothing panics or hangs.
//!
//! ```text
//! cargo bench --bench exports -- FOLDER FROM TO
//! ```
//!
//! Takes a file of the folder for each number, damages it in a few ways that the number decides, imports it, and asks for the
//! score, the ranking and an anonymous copy of what could be read. Prints every number whose file ends in a panic or takes
//! longer than it may, and counts at the end. `-- FOLDER NUMBER` prints what becomes of that file.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use scoreplan::engine::{Engine, Memory, Question, Refusal};
use serde_json::json;

/// Files of some kilobytes: anything longer does not end by itself.
const LONGEST: Duration = Duration::from_secs(10);
/// A damaged file may grow by copies of its parts.
const LARGEST: usize = 4 << 20;

fn print(line: &str) {
    // Whoever closes the pipe has seen enough.
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % (end.max(1) as u64)).unwrap_or(0)
    }

    fn pick<'p, T>(&mut self, of: &'p [T]) -> &'p T {
        &of[self.below(of.len())]
    }
}

/// What stands in exports, or should not.
const PIECES: [&str; 34] = [
    "null",
    "NaN",
    "-1",
    "1e308",
    "99999999999999999999",
    "0",
    "\"\"",
    "[]",
    "{}",
    "[[[[",
    "}}}}",
    "\u{feff}",
    "\0",
    "\\u0000",
    "\\ud800",
    "\u{202e}",
    "\"controlScores\":",
    "\"value\":",
    "\"controlName\":\"AdminMFAV2\"",
    "\"maxScore\":null",
    "\"createdDateTime\":\"0001-01-01T00:00:00Z\"",
    "\"servicePlans\":[]",
    "\"skuPartNumber\":\"SPE_E5\"",
    "System.Object[]",
    "@{id=1}",
    ",",
    ";",
    "\t",
    "\n",
    "\"",
    "sep=;\n",
    "5/9",
    "-/3",
    "---\n&a [*a, *a]\n",
];

fn damage(bytes: &mut Vec<u8>, others: &[(String, Vec<u8>)], random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    let end = (at + random.below(64)).min(bytes.len());
    match random.below(12) {
        0 => bytes.truncate(at),
        1 => drop(bytes.drain(at..end)),
        2 => {
            let copy = bytes[at..end].to_vec();
            let times = 1 + random.below(40);
            bytes.splice(at..at, copy.repeat(times));
        }
        3 | 4 => drop(bytes.splice(at..at, random.pick(&PIECES).bytes())),
        5 => drop(bytes.splice(at..end, random.pick(&PIECES).bytes())),
        6 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        7 => {
            let levels = 1 + random.below(200);
            let (open, close) = *random.pick(&[("[", "]"), ("{\"a\":", "}"), ("{\"value\":[", "]}")]);
            let text = String::from_utf8_lossy(bytes).into_owned();
            *bytes = format!("{}{text}{}", open.repeat(levels), close.repeat(levels)).into_bytes();
        }
        8 => bytes.extend(random.pick(others).1.clone()),
        9 => {
            let text = String::from_utf8_lossy(bytes).into_owned();
            *bytes = json!({ "body": text }).to_string().into_bytes();
        }
        10 => {
            let text = String::from_utf8_lossy(bytes).into_owned();
            *bytes = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        }
        _ => {
            // A field of one place in another.
            let from = random.below(bytes.len() + 1);
            let to = (from + random.below(400)).min(bytes.len());
            let copy = bytes[from..to].to_vec();
            bytes.splice(at..at, copy);
        }
    }
    bytes.truncate(LARGEST);
}

/// The file of a number.
fn file(number: u64, files: &[(String, Vec<u8>)]) -> (String, Vec<u8>) {
    let mut random = Random(number);
    let (name, bytes) = random.pick(files).clone();
    let mut bytes = bytes;
    for _ in 0..=random.below(4) {
        damage(&mut bytes, files, &mut random);
    }
    (name, bytes)
}

fn first_code(refused: &Refusal) -> &'static str {
    refused.findings.iter().map(|finding| finding.code.code()).next().unwrap_or("without a finding")
}

/// What becomes of a file: the end of its import, and of what follows.
fn told(engine: &Engine, name: &str, bytes: Vec<u8>) -> String {
    let ask = |files: Memory, question: serde_json::Value| {
        let question: Question = serde_json::from_value(question).expect("a question");
        engine.clone().files(files).ask(&question)
    };
    let of = |bytes: Vec<u8>| -> Memory { [(name.to_owned(), bytes)].into() };
    let anonymous = ask(of(bytes.clone()), json!({ "question": "anonymise", "path": name, "output": "out" }));
    let imported = ask(of(bytes), json!({ "question": "import", "paths": [name], "as_of": "2026-11-30" }));
    match imported {
        Err(refused) => {
            format!("refused {}", first_code(&refused))
        }
        Ok(answered) => {
            let text = answered.answer.0["tenant"].as_str().unwrap_or_default().to_owned();
            let files: Memory = [("t.yaml", text)].into();
            for verb in ["score", "rank"] {
                let question = json!({ "question": verb, "tenant": "t.yaml" });
                if let Err(refused) = ask(files.clone(), question) {
                    return format!("BAD: {verb} refuses what was imported: {}", refused.json());
                }
            }
            match anonymous {
                Ok(_) => "read".to_owned(),
                Err(refused) => format!("read, not made anonymous: {}", first_code(&refused)),
            }
        }
    }
}

fn main() {
    // The harness of benchmarks adds a flag of its own.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let number = |at: usize| words.get(at).and_then(|word| word.parse::<u64>().ok());
    let (Some(folder), Some(from)) = (words.first(), number(1)) else {
        return print("exports FOLDER FROM TO, or exports FOLDER NUMBER");
    };
    let mut files = Vec::new();
    #[expect(clippy::disallowed_methods, reason = "the files of whoever asks")]
    for entry in std::fs::read_dir(Path::new(folder)).into_iter().flatten().flatten() {
        if let Ok(bytes) = std::fs::read(entry.path()) {
            files.push((entry.file_name().to_string_lossy().into_owned(), bytes));
        }
    }
    files.sort();
    if files.is_empty() {
        return print("the folder holds no file");
    }
    let engine = Engine::built_in();
    let Some(to) = number(2) else {
        let (name, bytes) = file(from, &files);
        print(&format!("{name}\n{}", String::from_utf8_lossy(&bytes)));
        return print(&told(&engine, &name, bytes));
    };
    let (next, counts) = (AtomicU64::new(from), Mutex::new(BTreeMap::<String, u64>::new()));
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= to {
                        break;
                    }
                    let (name, bytes) = file(number, &files);
                    #[expect(clippy::disallowed_methods, reason = "what hangs has no end to wait for")]
                    let began = Instant::now();
                    let end = catch_unwind(AssertUnwindSafe(|| told(&engine, &name, bytes)));
                    let took = began.elapsed();
                    let end = end.unwrap_or_else(|_panic| "BAD: panic".to_owned());
                    if end.starts_with("BAD") || took > LONGEST {
                        print(&format!("{number} {name}: {end}, {} s", took.as_secs()));
                    }
                    if let Ok(mut counts) = counts.lock() {
                        *counts.entry(end).or_default() += 1;
                    }
                }
            });
        }
    });
    if let Ok(counts) = counts.lock() {
        print(&format!("{from} to {to}: {counts:?}"));
    }
}
