//! Questions on which sources disagree, as switches that are printed with every result.

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

/// All stated assumptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Assumptions {
    /// Which controls a licence brings into the score.
    pub visibility: Visibility,
    /// What a simulated risk acceptance does to the maximum.
    pub risk_accepted: RiskAccepted,
    /// How safety prerequisites bind.
    pub gates: Gates,
}

impl Assumptions {
    /// Every assumption with the words it may take, the default first.
    pub const WORDS: [(&'static str, [&'static str; 2]); 3] = [
        ("visibility", ["product", "plan"]),
        ("risk-accepted", ["counted", "excluded"]),
        ("gates", ["hard", "advisory"]),
    ];

    /// Sets one assumption by its name; `false` when name or word is unknown.
    pub fn set(&mut self, key: &str, word: &str) -> bool {
        match (key, word) {
            ("visibility", "product") => self.visibility = Visibility::Product,
            ("visibility", "plan") => self.visibility = Visibility::Plan,
            ("risk-accepted", "counted") => self.risk_accepted = RiskAccepted::Counted,
            ("risk-accepted", "excluded") => self.risk_accepted = RiskAccepted::Excluded,
            ("gates", "hard") => self.gates = Gates::Hard,
            ("gates", "advisory") => self.gates = Gates::Advisory,
            _ => return false,
        }
        true
    }

    /// The assumptions as name and word, in the order of [`Self::WORDS`].
    pub fn listed(&self) -> [(&'static str, &'static str); 3] {
        [
            ("visibility", if self.visibility == Visibility::Product { "product" } else { "plan" }),
            (
                "risk-accepted",
                if self.risk_accepted == RiskAccepted::Counted { "counted" } else { "excluded" },
            ),
            ("gates", if self.gates == Gates::Hard { "hard" } else { "advisory" }),
        ]
    }
}
