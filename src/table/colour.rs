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
