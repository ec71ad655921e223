//! "Did you mean": the nearest known name.

/// The known name most like `wrong`, if one is alike enough; ties go to the first in order.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    /// Chosen so that one or two slips in a name are still found and unrelated names are not.
    const ALIKE: f64 = 0.8;
    /// Enough for every catalogue; in longer lists a wrong name is rarely a slip.
    const MOST_COMPARED: usize = 2_000;
    let wrong = wrong.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for name in known.into_iter().take(MOST_COMPARED) {
        let likeness = strsim::jaro_winkler(&wrong, &name.to_lowercase());
        if likeness >= ALIKE && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, name));
        }
    }
    best.map(|(_, name)| name)
}

/// Asks whether the nearest known name was meant; `otherwise` where none is alike enough.
pub fn did_you_mean<'a>(
    wrong: &str,
    known: impl IntoIterator<Item = &'a str>,
    otherwise: impl FnOnce() -> String,
) -> String {
    nearest(wrong, known).map_or_else(otherwise, asked)
}

/// Whether two names differ by a slip or two. What is [`nearest`] may as well be another name of the same family.
pub fn is_slip(wrong: &str, known: &str) -> bool {
    strsim::osa_distance(&wrong.to_lowercase(), &known.to_lowercase()) <= 2
}

pub(super) fn asked(known: &str) -> String {
    format!("did you mean `{known}`?")
}
