//! Random small worlds as texts: a catalogue overlay and a tenant, by seed.
//!
//! Names carry the number of the world, so that many overlays are read at once. A tame world has what most catalogues have; a
//! wild one has everything at once.

use std::fmt::Write as _;

/// A world as a person would write it.
#[derive(Debug, Clone)]
pub(crate) struct Texts {
    pub(crate) seed: u64,
    pub(crate) overlay: String,
    pub(crate) tenant: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Tame,
    Wild,
}

/// How many actions and controls a world has at most.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) actions: u64,
    pub(crate) controls: u64,
}

/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers everywhere.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below another, which is above 0.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub(crate) fn from(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    /// So many times in a hundred.
    pub(crate) fn often(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'t, T: ?Sized>(&mut self, of: &[&'t T]) -> &'t T {
        let at = usize::try_from(self.below(of.len() as u64)).unwrap_or(0);
        of[at]
    }
}

const POPULATIONS: [&str; 5] = ["users", "admins", "mailboxes", "guests", "devices.windows"];

struct Writer {
    random: Random,
    wild: bool,
    /// The number of the world, as all its names begin.
    tag: String,
    /// Work that exists so far, by its id.
    known: Vec<String>,
    /// What every action sets a fact to.
    values: [&'static str; 3],
}

pub(crate) fn generate(seed: u64, kind: Kind, most: Size) -> Texts {
    let random = Random::new(seed.wrapping_mul(2) + u64::from(kind == Kind::Wild));
    let tag = format!("k{seed}");
    let mut writer = Writer { random, wild: kind == Kind::Wild, tag, known: vec![], values: ["1"; 3] };
    for value in 0..3 {
        writer.values[value] = writer.random.pick(&["1", "1", "users", "admins"]);
    }
    writer.texts(seed, most)
}

impl Writer {
    fn texts(&mut self, seed: u64, most: Size) -> Texts {
        let actions = self.random.from(most.actions / 2, most.actions);
        let controls = self.random.from(most.controls / 2, most.controls);
        let big = if self.random.often(50) { "" } else { ", implies: [TAGP1]" };
        let devices = self.random.pick(&["1", "5"]);
        let mut overlay = format!(
            "product: {{ id: xlab, name: Xlab, services: [], team: xlab, present-when: always, latency: {{ expected: 24h, slowest: 48h }} }}\n\
             plans:\n\
             \x20 - {{ id: TAGP1, name: P1, seat-binding: user }}\n\
             \x20 - {{ id: TAGP2, name: P2, seat-binding: user{big} }}\n\
             \x20 - {{ id: TAGPT, name: PT, seat-binding: tenant }}\n\
             \x20 - {{ id: TAGPD, name: PD, seat-binding: device, devices-per-seat: {devices} }}\n\
             skus:\n\
             \x20 - {{ sku: TAGS_BASE, name: Base, base: true, plans: [TAGP1] }}\n\
             \x20 - {{ sku: TAGS_BIG, name: Big, base: true, plans: [TAGP1, TAGP2, TAGPD] }}\n\
             \x20 - {{ sku: TAGS_ADD, name: Add, base: false, plans: [TAGP2] }}\n\
             \x20 - {{ sku: TAGS_TEN, name: Ten, base: false, plans: [TAGPT] }}\n\
             \x20 - {{ sku: TAGS_DEV, name: Dev, base: false, plans: [TAGPD] }}\n"
        );
        overlay.push_str("actions:\n");
        for at in 0..actions {
            let action = self.action(at);
            overlay.push_str(&action);
        }
        overlay.push_str("controls:\n");
        let mut rows = String::new();
        for at in 0..controls {
            let (control, row) = self.control(at);
            overlay.push_str(&control);
            rows.push_str(&row);
        }
        let tenant = self.tenant(actions, &rows);
        Texts { seed, overlay: self.named(&overlay), tenant: self.named(&tenant) }
    }

    /// The text with the names of this world.
    fn named(&self, text: &str) -> String {
        text.replace("TAG", &self.tag.to_uppercase()).replace("tag", &self.tag)
    }

    fn fact(&mut self) -> String {
        format!("tagf{}", self.random.below(3))
    }

    fn condition(&mut self) -> String {
        let one = self.fact();
        if !self.wild {
            return one;
        }
        let other = self.fact();
        match self.random.below(12) {
            0 => format!("{one} and {other}"),
            1 => format!("{one} or {other}"),
            2 => format!("not {one}"),
            3 => format!("{one} and not {other}"),
            4 => format!("{one} > {}", self.random.from(1, 9)),
            5 => format!("{one} or {other} and users > {}", self.random.from(90, 200)),
            _ => one,
        }
    }

    fn minutes(&mut self) -> u64 {
        match self.random.below(8) {
            0 => 0,
            1..=4 => *self.random.pick(&[&15, &30, &60, &120]),
            _ => self.random.from(1, 400),
        }
    }

    fn effort(&mut self, grows: bool, population: bool) -> String {
        let fixed = self.minutes();
        let mut text = format!("effort: {{ fixed: [{fixed}m, {fixed}m, {fixed}m]");
        if grows {
            let each = self.random.pick(&[&10, &24, &60, &400]);
            let _ = write!(text, ", per-100: [{each}m, {each}m, {each}m]");
            if population {
                let _ = write!(text, ", population: {}", self.random.pick(&POPULATIONS));
            }
        }
        text + " }"
    }

    /// Some of the work that exists, each so often, and about one on average at most.
    fn some(&mut self, key: &str, percent: u64, but: &str) -> String {
        let known = self.known.clone();
        let percent = percent.min(100 / known.len().max(1) as u64);
        let named: Vec<String> =
            known.into_iter().filter(|id| !but.contains(id.as_str()) && self.random.often(percent)).collect();
        if named.is_empty() { String::new() } else { format!("{key}: [{}], ", named.join(", ")) }
    }

    fn action(&mut self, at: u64) -> String {
        let id = format!("taga{at}");
        let mut text = format!("  - {{ id: {id}, title: {id}, ");
        let needs = self.some("needs", 20, "");
        text.push_str(&needs);
        let gates = self.some("gates", if self.wild { 15 } else { 8 }, &needs);
        text.push_str(&gates);
        if at > 0 && self.random.often(18) {
            let _ = write!(text, "conflicts: [taga{}], ", self.random.below(at));
        }
        if self.random.often(65) {
            let fact = self.random.below(3);
            let zero = self.wild && self.random.often(8);
            let value = if zero { "0" } else { self.values[usize::try_from(fact).unwrap_or(0)] };
            let _ = write!(text, "sets: {{ tagf{fact}: {value} }}, ");
        }
        match self.random.below(if self.wild { 12 } else { 25 }) {
            0 => {
                let _ = write!(text, "done-when: {}, ", self.condition());
            }
            1 => {
                let _ =
                    write!(text, "done-when: {} / {}, ", self.fact(), self.random.pick(&["users", "admins"]));
            }
            2 => text.push_str("done-when: share(tagc0), "),
            3 if self.wild => text.push_str("done-when: earned(tagc0), "),
            4 => {
                let _ = write!(text, "applies-when: not {}, ", self.fact());
            }
            5 if self.wild => {
                let _ = write!(text, "applies-when: {}, ", self.condition());
            }
            6 => text.push_str("entitled-when: 'plan:TAGP2', "),
            _ => {}
        }
        let grows = self.random.often(25);
        text.push_str(&self.effort(grows, grows));
        self.known.push(id);
        text + " }\n"
    }

    fn way(&mut self, proportional: bool) -> String {
        let mut text = String::new();
        if self.random.often(18) {
            let licence = self.random.pick(&[
                "plan:TAGP1",
                "plan:TAGP2",
                "plan:TAGPT",
                "plan:TAGPD",
                "plan:TAGP1 or plan:TAGP2",
                "plan:TAGP1 and plan:TAGPT",
            ]);
            let _ = write!(text, "entitled-when: '{licence}', ");
        }
        let needs = self.some("needs", 18, "");
        text.push_str(&needs);
        text.push_str(&self.some("gates", 8, &needs));
        if proportional && self.random.often(35) {
            let _ = write!(text, "coverage: {}%, ", self.random.pick(&["33", "50", "90"]));
        }
        let grows = self.random.often(if proportional { 50 } else { 5 });
        text.push_str(&self.effort(grows, grows && !proportional));
        text
    }

    /// A control and its row, which may be empty.
    fn control(&mut self, at: u64) -> (String, String) {
        let id = format!("tagc{at}");
        let max = self.random.from(1, 10);
        let unknown = self.wild && self.random.often(5);
        let of_max = if unknown { String::new() } else { format!("max: {max}, ") };
        let mut text = format!("  - {{ id: {id}, title: {id}, category: Apps, {of_max}");
        let proportional = self.random.often(40);
        let _ = match proportional {
            true => write!(text, "scoring: proportional, population: {}, ", self.random.pick(&POPULATIONS)),
            false => write!(text, "scoring: binary, "),
        };
        let comes = self.random.often(35);
        if comes {
            let _ = write!(text, "visible-when: {}, ", self.condition());
        }
        if self.random.often(if comes {
            40
        } else if self.wild {
            20
        } else {
            5
        }) {
            let coverage = self.random.pick(&["25", "50", "100"]);
            let _ = write!(text, "default-credit: {{ when: {}, coverage: {coverage}% }}, ", self.condition());
        }
        if self.random.often(15) {
            let _ = write!(text, "ceiling: {}%, ", self.random.pick(&["80", "95"]));
        }
        if self.random.often(if self.wild { 40 } else { 25 }) {
            let number = self.random.from(2, 3);
            let ways: Vec<String> = (0..number)
                .map(|way| {
                    let held = self.random.often(if self.wild { 25 } else { 10 });
                    let held =
                        if held { format!(", holds-while: {}", self.condition()) } else { String::new() };
                    format!("{{ id: w{way}, {}{held} }}", self.way(proportional))
                })
                .collect();
            let _ = write!(text, "ways: [{}]", ways.join(", "));
        } else {
            text.push_str(&self.way(proportional));
        }
        self.known.push(id.clone());
        let observed = self.random.often(if comes { 30 } else { 92 });
        let mut row = String::new();
        // Two instances of an app; what is evidence for an action is one row.
        let instances = if observed && at > 0 && self.random.often(8) { &["1.", "2."][..] } else { &[""] };
        for instance in instances.iter().filter(|_| observed) {
            row.push_str(&self.row(&format!("{instance}{id}"), max, unknown, proportional));
        }
        (text + " }\n", row)
    }

    fn row(&mut self, id: &str, max: u64, unknown: bool, proportional: bool) -> String {
        let of_max = if unknown || self.random.often(10) { String::new() } else { format!(", max: {max}") };
        let line = |score: u64, more: &str| {
            format!("  - {{ id: {id}, score: {}.{:02}{of_max}{more} }}\n", score / 100, score % 100)
        };
        if unknown {
            return line(0, "");
        }
        match self.random.below(20) {
            0..=9 => line(0, ""),
            10 | 11 => line(max * 100, ""),
            12..=15 if proportional => {
                let total = self.random.from(3, 150);
                let count = self.random.below(total + 1);
                line((count * max * 200 + total) / (2 * total), &format!(", count: {count}, total: {total}"))
            }
            12..=15 => line(max * 100, ", status: Completed"),
            16 | 17 => line(self.random.below(max * 100), ", status: To address"),
            18 => line(self.random.pick(&[&0, &max]) * 100, ", status: Risk accepted"),
            _ => line(max * 100, ", status: Resolved through third party"),
        }
    }

    fn tenant(&mut self, actions: u64, rows: &str) -> String {
        let mut text = "tenant: { snapshot-date: 2026-11-01 }\n".to_owned();
        let mut licences = String::new();
        for sku in ["BASE", "BIG", "ADD", "TEN", "DEV"] {
            if !self.random.often(35) {
                continue;
            }
            let seats = self.random.pick(&[&1, &7, &20, &55, &100, &1000]);
            let _ = write!(licences, "  - {{ sku: TAGS_{sku}, enabled: {seats}");
            if self.random.often(20) {
                let _ = write!(licences, ", warning: {}", self.random.from(1, 9));
            }
            if self.random.often(30) {
                let _ = write!(licences, ", group: {}", self.random.pick(&["pilot", "admins"]));
            }
            licences.push_str(" }\n");
        }
        // Now and then nobody knows the licences.
        if !self.wild || self.random.often(95) {
            text.push_str(if licences.is_empty() { "licences: []\n" } else { "licences:\n" });
            text.push_str(&licences);
        }
        let users = self.random.pick(&[&100, &130, &1000]);
        let _ = writeln!(text, "populations:\n  users: {{ value: {users} }}");
        for (name, most) in [("admins", 9), ("mailboxes", 170), ("guests", 40), ("devices.windows", 140)] {
            let _ = writeln!(
                text,
                "  {name}: {{ value: {} }}",
                self.random.from(u64::from(name != "guests"), most)
            );
        }
        let _ = writeln!(text, "groups: {{ pilot: {} }}", self.random.from(5, 30));
        let stated: Vec<String> =
            (0..3).filter(|_| self.random.often(20)).map(|fact| format!("tagf{fact}: 1")).collect();
        if !stated.is_empty() {
            let _ = writeln!(text, "facts: {{ {} }}", stated.join(", "));
        }
        let mut done = Vec::new();
        for at in 0..actions {
            if self.random.often(15) {
                done.push(format!("taga{at}: {}", self.random.pick(&["done", "none", "40%"])));
            }
        }
        if !done.is_empty() {
            let _ = writeln!(text, "actions: {{ {} }}", done.join(", "));
        }
        let _ = write!(text, "controls:\n{rows}  - {{ id: xfiller, score: 1, max: 1 }}\n");
        text
    }
}
