//! Texts that people and programs write in several ways, made comparable.

/// Lower case, straight quotes and dashes, one ordinary space between words, nothing invisible.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        let c = match c {
            '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{b4}' | '`' => '\'',
            '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' => '"',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            // Soft hyphens, joiners and marks show as nothing.
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => continue,
            // Among them the no-break space and the narrow one of French numbers.
            c if c.is_whitespace() => ' ',
            c => c,
        };
        if c != ' ' || !(out.is_empty() || out.ends_with(' ')) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A title as titles are compared: plain, and without the full stop that some exports carry.
pub(super) fn title(text: &str) -> String {
    let mut title = plain(text);
    title.truncate(title.trim_end_matches(['.', ' ']).len());
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_differ_only_by_their_words() {
        let written =
            "Ensure \u{2018}Self service password reset enabled\u{2019} is\u{a0}set to\u{202f}'All'. ";
        assert_eq!(title(written), title("ensure 'self service  password reset enabled' is set to 'All'"));
        assert_eq!(title("\u{feff}Zero\u{200b}-hour \u{2013} purge"), "zero-hour - purge");
        assert_eq!(title(" . "), "");
        assert_ne!(title("Enable A"), title("Enable B"));
    }
}
