//! Questions on which sources disagree, and how uncertain things are: one table of names, values and meanings.
//!
//! A new assumption is a field of [`Assumptions`] or [`Spreads`], a [`Setting`] and a row of [`ASSUMPTIONS`]; the compiler
//! asks for the rest. The command line, scenarios, saved plans, schemas and documents read the table.

use std::mem::discriminant;

use self::Values::{Form, Words};
use super::units::{BasisPoints, Points, decimal, hundredths, trimmed};

/// Which controls a licence brings into the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    /// A product that is present shows all its controls, whatever the edition (Microsoft's documentation).
    #[default]
    Product,
    /// A control shows only when the tenant is entitled to it (what resellers report).
    Plan,
}

/// Whether a simulated risk acceptance leaves the control in the denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RiskAccepted {
    /// It earns nothing and stays in the maximum.
    #[default]
    Counted,
    /// It leaves both points and maximum.
    Excluded,
}

/// How safety prerequisites bind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gates {
    /// Like any other prerequisite.
    #[default]
    Hard,
    /// Left out of the plan; the output says so.
    Advisory,
}

/// What becomes of points whose licence has gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnLapse {
    /// They go after a while: what is no longer licensed ends some day.
    #[default]
    Lost,
    /// They stay: what is set stays set, as Microsoft says of Conditional Access.
    Kept,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assumptions {
    pub visibility: Visibility,
    pub risk_accepted: RiskAccepted,
    pub gates: Gates,
    /// What a control counts whose maximum nobody has published; unknown and not scored when absent.
    pub unknown_max: Option<Points>,
    pub on_lapse: OnLapse,
    /// After how many days points are lost whose licence has gone.
    pub lapse_after_days: i64,
    /// How many controls Microsoft adds in a month, in hundredths.
    pub new_controls_per_month: i64,
    pub spreads: Spreads,
}

impl Default for Assumptions {
    fn default() -> Self {
        Self {
            visibility: Visibility::default(),
            risk_accepted: RiskAccepted::default(),
            gates: Gates::default(),
            unknown_max: None,
            on_lapse: OnLapse::default(),
            // As long as an ended subscription still works.
            lapse_after_days: 30,
            new_controls_per_month: 0,
            spreads: Spreads::default(),
        }
    }
}

/// How uncertain everything is in trials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spreads {
    /// How much of the work succeeds at once; the rest is done once more.
    pub success: BasisPoints,
    /// Whether efforts lie between the low and the high estimate of the catalogue, or are the likely one.
    pub efforts: bool,
    /// The least that a team gets done of its hours.
    pub capacity_low: BasisPoints,
    /// The most that a team gets done of its hours.
    pub capacity_high: BasisPoints,
    /// Whether points show between the usual and the slowest refresh of their product, or always after the usual.
    pub latency: bool,
    /// Whether more or less drifts in a month than expected, from nothing to twice as much.
    pub drift: bool,
    /// Whether the number of new controls of a month is drawn.
    pub arrivals: bool,
}

impl Default for Spreads {
    fn default() -> Self {
        Self {
            success: BasisPoints::percent(95),
            efforts: true,
            capacity_low: BasisPoints::percent(70),
            capacity_high: BasisPoints::percent(110),
            latency: true,
            drift: true,
            arrivals: true,
        }
    }
}

impl Spreads {
    /// Nothing is uncertain: every trial is the projection.
    pub const NONE: Self = Self {
        success: BasisPoints::ALL,
        efforts: false,
        capacity_low: BasisPoints::ALL,
        capacity_high: BasisPoints::ALL,
        latency: false,
        drift: false,
        arrivals: false,
    };

    /// Name and word of each.
    pub fn listed(&self) -> Vec<(&'static str, String)> {
        Assumptions { spreads: *self, ..Assumptions::default() }.words(ReadBy::Trials)
    }
}

/// One assumption with the value that it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    Visibility(Visibility),
    RiskAccepted(RiskAccepted),
    Gates(Gates),
    UnknownMax(Option<Points>),
    OnLapse(OnLapse),
    /// Days.
    LapseAfter(i64),
    /// Hundredths of a control.
    NewControlsPerMonth(i64),
    Success(BasisPoints),
    EffortSpread(bool),
    CapacityLow(BasisPoints),
    CapacityHigh(BasisPoints),
    LatencySpread(bool),
    DriftSpread(bool),
    ArrivalsSpread(bool),
}

/// Which questions read an assumption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReadBy {
    /// Every question about a tenant.
    Tenant,
    /// Questions about more than one day.
    Days,
    Trials,
}

/// What may stand for an assumption.
#[derive(Debug, Clone, Copy)]
pub enum Values {
    /// One of these words.
    Words(&'static [(&'static str, Setting)]),
    /// A text of a form, which is said in words.
    Form(&'static str, fn(&str) -> Option<Setting>),
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Assumption {
    pub key: &'static str,
    pub values: Values,
    pub read_by: ReadBy,
    pub meaning: &'static str,
}

/// Every assumption there is.
pub const ASSUMPTIONS: [Assumption; 14] = [
    Assumption {
        key: "visibility",
        values: Words(&[
            ("product", Setting::Visibility(Visibility::Product)),
            ("plan", Setting::Visibility(Visibility::Plan)),
        ]),
        read_by: ReadBy::Tenant,
        meaning: "whether a product that is present shows all its controls, or only those the tenant is entitled to",
    },
    Assumption {
        key: "risk-accepted",
        values: Words(&[
            ("counted", Setting::RiskAccepted(RiskAccepted::Counted)),
            ("excluded", Setting::RiskAccepted(RiskAccepted::Excluded)),
        ]),
        read_by: ReadBy::Tenant,
        meaning: "whether a simulated acceptance stays in the maximum",
    },
    Assumption {
        key: "gates",
        values: Words(&[
            ("hard", Setting::Gates(Gates::Hard)),
            ("advisory", Setting::Gates(Gates::Advisory)),
        ]),
        read_by: ReadBy::Tenant,
        meaning: "whether safety prerequisites bind",
    },
    Assumption {
        key: "unknown-max",
        // Microsoft's range of points.
        values: Words(&[
            ("unknown", Setting::UnknownMax(None)),
            ("1", Setting::UnknownMax(Some(Points::whole(1)))),
            ("2", Setting::UnknownMax(Some(Points::whole(2)))),
            ("3", Setting::UnknownMax(Some(Points::whole(3)))),
            ("4", Setting::UnknownMax(Some(Points::whole(4)))),
            ("5", Setting::UnknownMax(Some(Points::whole(5)))),
            ("6", Setting::UnknownMax(Some(Points::whole(6)))),
            ("7", Setting::UnknownMax(Some(Points::whole(7)))),
            ("8", Setting::UnknownMax(Some(Points::whole(8)))),
            ("9", Setting::UnknownMax(Some(Points::whole(9)))),
            ("10", Setting::UnknownMax(Some(Points::whole(10)))),
        ]),
        read_by: ReadBy::Tenant,
        meaning: "what a control counts whose maximum nobody has published; unknown ones are not scored",
    },
    Assumption {
        key: "on-lapse",
        values: Words(&[
            ("lost", Setting::OnLapse(OnLapse::Lost)),
            ("kept", Setting::OnLapse(OnLapse::Kept)),
        ]),
        read_by: ReadBy::Days,
        meaning: "what becomes of points whose licence has gone",
    },
    Assumption {
        key: "lapse-after",
        values: Form("whole days from 0d to 365d, such as 30d", |word| {
            let days: u16 = word.strip_suffix('d')?.parse().ok()?;
            (days <= 365 && !word.starts_with('+')).then_some(Setting::LapseAfter(i64::from(days)))
        }),
        read_by: ReadBy::Days,
        meaning: "when points are lost whose licence has gone",
    },
    Assumption {
        key: "new-controls-per-month",
        values: Form("a number from 0 to 100 with at most two decimals, such as 3", |word| {
            let hundredths = decimal(word, 2).filter(|hundredths| *hundredths <= 10_000)?;
            Some(Setting::NewControlsPerMonth(hundredths))
        }),
        read_by: ReadBy::Days,
        meaning: "how many controls Microsoft adds in a month that nobody knows yet",
    },
    Assumption {
        key: "success",
        values: Form("a chance from 0 to 1, such as 0.95", |word| {
            let chance = decimal(word, 4).map(BasisPoints).filter(|chance| *chance <= BasisPoints::ALL)?;
            Some(Setting::Success(chance))
        }),
        read_by: ReadBy::Trials,
        meaning: "in trials, how much work succeeds at once; the rest is done once more",
    },
    Assumption {
        key: "effort-spread",
        values: Words(&[("catalogue", Setting::EffortSpread(true)), ("none", Setting::EffortSpread(false))]),
        read_by: ReadBy::Trials,
        meaning: "in trials, whether efforts lie between the low and the high estimate",
    },
    Assumption {
        key: "capacity-low",
        values: Form("a share from 1% to 100%", |word| {
            share(word, BasisPoints::percent(1), BasisPoints::ALL).map(Setting::CapacityLow)
        }),
        read_by: ReadBy::Trials,
        meaning: "in trials, the least of its hours that a team gets to work",
    },
    Assumption {
        key: "capacity-high",
        values: Form("a share from 100% to 300%", |word| {
            share(word, BasisPoints::ALL, BasisPoints::percent(300)).map(Setting::CapacityHigh)
        }),
        read_by: ReadBy::Trials,
        meaning: "in trials, the most of its hours that a team gets to work",
    },
    Assumption {
        key: "latency-spread",
        values: Words(&[("product", Setting::LatencySpread(true)), ("none", Setting::LatencySpread(false))]),
        read_by: ReadBy::Trials,
        meaning: "in trials, whether points show between the usual and the slowest refresh of the product",
    },
    Assumption {
        key: "drift-spread",
        values: Words(&[("triangle", Setting::DriftSpread(true)), ("none", Setting::DriftSpread(false))]),
        read_by: ReadBy::Trials,
        meaning: "in trials, whether from none to twice the expected drift gets lost in a month",
    },
    Assumption {
        key: "arrivals-spread",
        values: Words(&[
            ("poisson", Setting::ArrivalsSpread(true)),
            ("none", Setting::ArrivalsSpread(false)),
        ]),
        read_by: ReadBy::Trials,
        meaning: "in trials, whether the number of new controls of a month is drawn",
    },
];

/// A percentage with at most one decimal, within bounds.
fn share(word: &str, low: BasisPoints, high: BasisPoints) -> Option<BasisPoints> {
    let tenths = decimal(word.strip_suffix('%')?.trim_end(), 1)?;
    Some(BasisPoints(tenths.checked_mul(10)?)).filter(|share| (low..=high).contains(share))
}

impl Assumption {
    /// The row of a name.
    pub fn named(key: &str) -> Option<&'static Self> {
        ASSUMPTIONS.iter().find(|row| row.key == key)
    }

    /// The setting that a word means here.
    pub fn read(&self, word: &str) -> Option<Setting> {
        match self.values {
            Words(words) => words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value),
            Form(_, read) => read(word),
        }
    }

    /// What is assumed when nobody states anything, as a word.
    pub fn default_word(&self) -> String {
        let all = Assumptions::default().settings();
        all.into_iter().find(|setting| setting.key() == self.key).map_or_else(String::new, Setting::word)
    }

    /// How it is written on a command line: `gates=hard|advisory`, and of a form its default.
    pub fn usage(&self) -> String {
        let words = match self.values {
            Words([first, second, .., last]) => format!("{}|{} to {}", first.0, second.0, last.0),
            Words(words) => words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join("|"),
            Form(..) => self.default_word(),
        };
        format!("{}={words}", self.key)
    }
}

impl Setting {
    /// The name of the assumption.
    pub fn key(self) -> &'static str {
        self.row().key
    }

    /// Settings stand in the order of the table.
    fn row(self) -> &'static Assumption {
        let kinds = Assumptions::default().settings().map(|setting| discriminant(&setting));
        let at = kinds.iter().position(|kind| *kind == discriminant(&self));
        &ASSUMPTIONS[at.unwrap_or_default()]
    }

    /// The value as it is written.
    pub fn word(self) -> String {
        match self {
            Self::LapseAfter(days) => format!("{days}d"),
            Self::NewControlsPerMonth(number) => trimmed(number, 2),
            Self::Success(BasisPoints(chance)) if chance % 100 == 0 => hundredths(chance / 100),
            Self::Success(chance) => {
                format!("{}.{:04}", chance.0 / BasisPoints::ALL.0, chance.0 % BasisPoints::ALL.0)
            }
            Self::CapacityLow(share) | Self::CapacityHigh(share) => format!("{}%", trimmed(share.0, 2)),
            _ => match self.row().values {
                Words(words) => words.iter().find(|(_, value)| *value == self),
                Form(..) => None,
            }
            .map_or_else(String::new, |(word, _)| (*word).to_owned()),
        }
    }
}

impl Assumptions {
    /// The same with other values for what is set; a later setting of one name wins.
    #[must_use]
    pub fn with(mut self, settings: &[Setting]) -> Self {
        for setting in settings {
            match *setting {
                Setting::Visibility(value) => self.visibility = value,
                Setting::RiskAccepted(value) => self.risk_accepted = value,
                Setting::Gates(value) => self.gates = value,
                Setting::UnknownMax(value) => self.unknown_max = value,
                Setting::OnLapse(value) => self.on_lapse = value,
                Setting::LapseAfter(days) => self.lapse_after_days = days,
                Setting::NewControlsPerMonth(number) => self.new_controls_per_month = number,
                Setting::Success(value) => self.spreads.success = value,
                Setting::EffortSpread(value) => self.spreads.efforts = value,
                Setting::CapacityLow(value) => self.spreads.capacity_low = value,
                Setting::CapacityHigh(value) => self.spreads.capacity_high = value,
                Setting::LatencySpread(value) => self.spreads.latency = value,
                Setting::DriftSpread(value) => self.spreads.drift = value,
                Setting::ArrivalsSpread(value) => self.spreads.arrivals = value,
            }
        }
        self
    }

    /// Sets one assumption by its name; `false` when name or word is unknown.
    pub fn set(&mut self, key: &str, word: &str) -> bool {
        let setting = Assumption::named(key).and_then(|row| row.read(word));
        if let Some(setting) = setting {
            *self = self.with(&[setting]);
        }
        setting.is_some()
    }

    /// Every assumption with its value, in the order of the table.
    pub fn settings(&self) -> [Setting; ASSUMPTIONS.len()] {
        let Self {
            visibility,
            risk_accepted,
            gates,
            unknown_max,
            on_lapse,
            lapse_after_days,
            new_controls_per_month,
            spreads: Spreads { success, efforts, capacity_low, capacity_high, latency, drift, arrivals },
        } = *self;
        [
            Setting::Visibility(visibility),
            Setting::RiskAccepted(risk_accepted),
            Setting::Gates(gates),
            Setting::UnknownMax(unknown_max),
            Setting::OnLapse(on_lapse),
            Setting::LapseAfter(lapse_after_days),
            Setting::NewControlsPerMonth(new_controls_per_month),
            Setting::Success(success),
            Setting::EffortSpread(efforts),
            Setting::CapacityLow(capacity_low),
            Setting::CapacityHigh(capacity_high),
            Setting::LatencySpread(latency),
            Setting::DriftSpread(drift),
            Setting::ArrivalsSpread(arrivals),
        ]
    }

    /// Name and word of what every question about a tenant reads.
    pub fn listed(&self) -> Vec<(&'static str, String)> {
        self.words(ReadBy::Tenant)
    }

    /// Name and word of the assumptions that some questions read.
    pub fn words(&self, read_by: ReadBy) -> Vec<(&'static str, String)> {
        let rows = ASSUMPTIONS.iter().zip(self.settings()).filter(|(row, _)| row.read_by == read_by);
        rows.map(|(row, setting)| (row.key, setting.word())).collect()
    }
}
