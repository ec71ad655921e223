//! Colour for terminals. It repeats what words say and never says anything alone.

/// Whether a text may carry colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Colour {
    /// Plain text: a pipe, a file, or somebody who wants none.
    #[default]
    Never,
    Always,
}

const BOLD: &str = "\u{1b}[1m";
const GREEN: &str = "\u{1b}[32m";
const YELLOW: &str = "\u{1b}[33m";
const RED: &str = "\u{1b}[31m";
const RESET: &str = "\u{1b}[0m";

/// Verdicts with the colour that repeats them: a line that begins with the first and then holds the second.
const VERDICTS: [(&str, &str, &str); 9] = [
    ("Goal ", "reached", GREEN),
    ("Goal ", "missed", RED),
    ("NO:", "NO:", RED),
    ("LATE:", "LATE:", RED),
    ("Optimal", "Optimal", GREEN),
    ("Feasible", "Feasible", YELLOW),
    ("Most points", "there is no such plan", RED),
    ("Fewest hours", "there is no such plan", RED),
    ("Highest percentage", "there is no such plan", RED),
];

impl Colour {
    pub(super) fn heading(self, text: &str) -> String {
        let strong =
            |line: &str| if line.is_empty() { String::new() } else { format!("{BOLD}{line}{RESET}") };
        match self {
            Self::Never => text.to_owned(),
            Self::Always => text.split('\n').map(strong).collect::<Vec<_>>().join("\n"),
        }
    }

    /// A line of text with its verdict coloured, where it has one.
    pub(super) fn verdict(self, line: String) -> String {
        let holds = |(begins, word, _): &&(&str, &str, &str)| line.starts_with(begins) && line.contains(word);
        match VERDICTS.iter().find(holds).filter(|_| self == Self::Always) {
            Some((_, word, colour)) => line.replacen(word, &format!("{colour}{word}{RESET}"), 1),
            None => line,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_repeats_words_and_is_absent_on_demand() {
        let line = "Goal 80.00 % by 2027-06-30: missed with 79.00 %".to_owned();
        let painted = Colour::Always.verdict(line.clone());
        assert!(painted.contains("\u{1b}[31mmissed\u{1b}[0m with"), "{painted}");
        assert_eq!(Colour::Never.verdict(line.clone()), line);
        assert_eq!(Colour::Always.verdict("nothing to say".to_owned()), "nothing to say");
        assert_eq!(Colour::Always.heading("a\nb\n"), "\u{1b}[1ma\u{1b}[0m\n\u{1b}[1mb\u{1b}[0m\n");
        assert_eq!(Colour::Never.heading("a\n"), "a\n");
    }
}
