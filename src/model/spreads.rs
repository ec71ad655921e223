//! What is uncertain in trials, as stated assumptions that are printed with every result that rests on them.

use super::units::{decimal, hundredths};

/// How uncertain everything is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spreads {
    /// How many of ten thousand pieces of work succeed at once; the others are done once more.
    pub success: u32,
    /// Whether efforts lie between the low and the high estimate of the catalogue, or are the likely one.
    pub efforts: bool,
    /// The least that a team gets done, in thousandths of its hours.
    pub capacity_low: u32,
    /// The most that a team gets done, in thousandths of its hours.
    pub capacity_high: u32,
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
            success: 9_500,
            efforts: true,
            capacity_low: 700,
            capacity_high: 1_100,
            latency: true,
            drift: true,
            arrivals: true,
        }
    }
}

impl Spreads {
    /// Nothing is uncertain: every trial is the projection.
    pub const NONE: Self = Self {
        success: 10_000,
        efforts: false,
        capacity_low: 1_000,
        capacity_high: 1_000,
        latency: false,
        drift: false,
        arrivals: false,
    };

    /// Every assumption with what may be stated for it.
    pub const KEYS: [(&'static str, &'static str); 7] = [
        ("success", "a chance from 0 to 1, such as 0.95"),
        ("effort-spread", "`catalogue` or `none`"),
        ("capacity-low", "a share from 1% to 100%"),
        ("capacity-high", "a share from 100% to 300%"),
        ("latency-spread", "`product` or `none`"),
        ("drift-spread", "`triangle` or `none`"),
        ("arrivals-spread", "`poisson` or `none`"),
    ];

    /// Sets one assumption by its name; `false` when name or word is unknown.
    pub fn set(&mut self, key: &str, word: &str) -> bool {
        let held = |value: Option<u32>, low, high| value.filter(|value| (low..=high).contains(value));
        match (key, word) {
            ("success", _) => match held(decimal(word, 4), 0, 10_000) {
                Some(chance) => self.success = chance,
                None => return false,
            },
            ("effort-spread", "catalogue") => self.efforts = true,
            ("effort-spread", "none") => self.efforts = false,
            ("capacity-low", _) => match held(percent(word), 10, 1_000) {
                Some(share) => self.capacity_low = share,
                None => return false,
            },
            ("capacity-high", _) => match held(percent(word), 1_000, 3_000) {
                Some(share) => self.capacity_high = share,
                None => return false,
            },
            ("latency-spread", "product") => self.latency = true,
            ("latency-spread", "none") => self.latency = false,
            ("drift-spread", "triangle") => self.drift = true,
            ("drift-spread", "none") => self.drift = false,
            ("arrivals-spread", "poisson") => self.arrivals = true,
            ("arrivals-spread", "none") => self.arrivals = false,
            _ => return false,
        }
        true
    }

    /// What may be stated for a name; `None` when it is none of ours.
    pub fn help(key: &str) -> Option<&'static str> {
        Self::KEYS.iter().find(|(known, _)| *known == key).map(|(_, help)| *help)
    }

    /// The assumptions as name and word, in the order of [`Self::KEYS`].
    pub fn listed(&self) -> [(&'static str, String); 7] {
        let word = |spread: bool, word: &str| if spread { word } else { "none" }.to_owned();
        let share = |thousandths: u32| match thousandths % 10 {
            0 => format!("{}%", thousandths / 10),
            tenth => format!("{}.{tenth}%", thousandths / 10),
        };
        let chance = match self.success % 100 {
            0 => hundredths(i64::from(self.success / 100)),
            _ => format!("{}.{:04}", self.success / 10_000, self.success % 10_000),
        };
        [
            ("success", chance),
            ("effort-spread", word(self.efforts, "catalogue")),
            ("capacity-low", share(self.capacity_low)),
            ("capacity-high", share(self.capacity_high)),
            ("latency-spread", word(self.latency, "product")),
            ("drift-spread", word(self.drift, "triangle")),
            ("arrivals-spread", word(self.arrivals, "poisson")),
        ]
    }
}

/// A percentage in thousandths of the whole.
fn percent(word: &str) -> Option<u32> {
    decimal(word.strip_suffix('%')?.trim_end(), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_can_be_stated() {
        let mut spreads = Spreads::NONE;
        for (key, word) in Spreads::default().listed() {
            assert!(spreads.set(key, &word), "{key}: {word}");
        }
        assert_eq!(spreads, Spreads::default());
        assert!(spreads.set("success", "0.975") && spreads.set("capacity-low", "62.5%"));
        assert_eq!((spreads.success, spreads.capacity_low), (9_750, 625));
        assert_eq!(spreads.listed()[0].1, "0.9750");
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let wrong = [
            ("success", "1.1"),
            ("success", "-1"),
            ("success", "95%"),
            ("success", ".5"),
            ("success", "0.12345"),
            ("capacity-low", "0%"),
            ("capacity-low", "101%"),
            ("capacity-high", "90%"),
            ("capacity-high", "99999999999%"),
            ("effort-spread", "some"),
            ("drift", "1"),
        ];
        for (key, word) in wrong {
            assert!(!Spreads::default().set(key, word), "{key}: {word}");
        }
    }
}
