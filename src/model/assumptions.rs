//! Questions on which sources disagree, as switches that are printed with every result.

use super::units::Points;

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

/// The name of the assumption how long points stay whose licence has gone.
pub const LAPSE_AFTER: &str = "lapse-after";
/// What that may be.
pub const LAPSE_AFTER_HELP: &str = "whole days from 0d to 365d, such as 30d";
/// As long as an ended subscription still works.
const LAPSE_AFTER_DAYS: i64 = 30;

/// The days of a word such as `30d`.
pub fn lapse_after(word: &str) -> Option<i64> {
    let days: u16 = word.strip_suffix('d')?.parse().ok()?;
    (days <= 365 && !word.starts_with('+')).then_some(i64::from(days))
}

/// What may stand for a maximum that nobody has published: nothing, or Microsoft's range of points.
const UNKNOWN_MAX: [&str; 11] = ["unknown", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];

/// All stated assumptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assumptions {
    /// Which controls a licence brings into the score.
    pub visibility: Visibility,
    /// What a simulated risk acceptance does to the maximum.
    pub risk_accepted: RiskAccepted,
    /// How safety prerequisites bind.
    pub gates: Gates,
    /// What a control counts whose maximum nobody has published; unknown and not scored when absent.
    pub unknown_max: Option<Points>,
    /// What becomes of points whose licence has gone. Said with every result that it touches, and not with others.
    pub on_lapse: OnLapse,
    /// After how many days they are lost.
    pub lapse_after_days: i64,
}

impl Default for Assumptions {
    fn default() -> Self {
        Self {
            visibility: Visibility::default(),
            risk_accepted: RiskAccepted::default(),
            gates: Gates::default(),
            unknown_max: None,
            on_lapse: OnLapse::default(),
            lapse_after_days: LAPSE_AFTER_DAYS,
        }
    }
}

impl Assumptions {
    /// Every assumption with the words it may take, the default first.
    pub const WORDS: [(&'static str, &'static [&'static str]); 5] = [
        ("visibility", &["product", "plan"]),
        ("risk-accepted", &["counted", "excluded"]),
        ("gates", &["hard", "advisory"]),
        ("unknown-max", &UNKNOWN_MAX),
        ("on-lapse", &["lost", "kept"]),
    ];

    /// Sets one assumption by its name; `false` when name or word is unknown. [`LAPSE_AFTER`] is a number of days.
    pub fn set(&mut self, key: &str, word: &str) -> bool {
        match (key, word) {
            ("visibility", "product") => self.visibility = Visibility::Product,
            ("visibility", "plan") => self.visibility = Visibility::Plan,
            ("risk-accepted", "counted") => self.risk_accepted = RiskAccepted::Counted,
            ("risk-accepted", "excluded") => self.risk_accepted = RiskAccepted::Excluded,
            ("gates", "hard") => self.gates = Gates::Hard,
            ("gates", "advisory") => self.gates = Gates::Advisory,
            ("on-lapse", "lost") => self.on_lapse = OnLapse::Lost,
            ("on-lapse", "kept") => self.on_lapse = OnLapse::Kept,
            (LAPSE_AFTER, word) => match lapse_after(word) {
                Some(days) => self.lapse_after_days = days,
                None => return false,
            },
            ("unknown-max", word) => match UNKNOWN_MAX.iter().position(|known| *known == word) {
                Some(0) => self.unknown_max = None,
                Some(points) => self.unknown_max = i64::try_from(points).ok().map(Points::whole),
                None => return false,
            },
            _ => return false,
        }
        true
    }

    /// The assumptions that touch every result, as name and word, in the order of [`Self::WORDS`].
    pub fn listed(&self) -> [(&'static str, &'static str); 4] {
        [
            ("visibility", if self.visibility == Visibility::Product { "product" } else { "plan" }),
            (
                "risk-accepted",
                if self.risk_accepted == RiskAccepted::Counted { "counted" } else { "excluded" },
            ),
            ("gates", if self.gates == Gates::Hard { "hard" } else { "advisory" }),
            ("unknown-max", self.unknown_max_word()),
        ]
    }

    fn unknown_max_word(&self) -> &'static str {
        let points = self.unknown_max.map_or(0, |max| max.0 / 100);
        usize::try_from(points).ok().and_then(|at| UNKNOWN_MAX.get(at)).copied().unwrap_or("unknown")
    }
}
