//! Texts that people and programs write in several ways, made comparable.

/// Lower case, straight quotes and dashes, one ordinary space between words, nothing invisible.
pub fn plain(text: &str) -> String {
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
pub fn comparable(text: &str) -> String {
    let mut title = plain(text);
    title.truncate(title.trim_end_matches(['.', ' ']).len());
    title
}
