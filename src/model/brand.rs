//! Who hands a report over, and how that looks.

/// Name, logo and colours of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    /// Who hands it over.
    pub name: String,
    pub logo: Option<Logo>,
    /// The colour of headings, links and the first line of a chart on white; the report's own when absent.
    pub accent: Option<Colour>,
    /// The same on a dark screen.
    pub accent_dark: Option<Colour>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// What it is, as a browser says: `image/svg+xml` or `image/png`.
    pub kind: &'static str,
    pub bytes: Vec<u8>,
}

/// A colour: red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    pub const WHITE: Self = Self([255, 255, 255]);
    /// A dark screen, as the report paints it.
    pub const DARK: Self = Self([0x15, 0x19, 0x1f]);

    /// A colour as web pages write it, `#0f6cbd`.
    pub fn read(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        // A sign is no digit.
        digits.bytes().all(|b| b.is_ascii_hexdigit()).then_some(())?;
        Some(Self([byte(0)?, byte(2)?, byte(4)?]))
    }

    /// How well one can be read on the other, from 1 to 21: the contrast ratio of the Web Content Accessibility
    /// Guidelines. Text needs 4.5.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Relative luminance of sRGB.
    fn luminance(self) -> f64 {
        let linear = |byte: u8| {
            let share = f64::from(byte) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { libm::pow((share + 0.055) / 1.055, 2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}
