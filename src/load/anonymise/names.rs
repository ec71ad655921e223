//! Numbers in place of names: equal names have equal numbers, and the number tells nothing of the name.
//!
//! A name is first seen, then settled. Names that are placeholders already come first, in the order of their
//! numbers, then the others as they were seen: so a second pass gives every placeholder its own number again, and a
//! number that somebody planted does not survive. Nothing is derived from a name, as a hash would be, which can be
//! found again by guessing.

use std::collections::BTreeMap;

/// What is numbered together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pool {
    Tenant,
    Control,
    Instance,
    Sku,
    Title,
    TitleOfApp,
    App,
    Product,
    Category,
    Group,
    Fact,
}

/// The names of one pool with their numbers, and the number that a placeholder carries.
#[derive(Debug, Default)]
struct Numbers(BTreeMap<String, (u64, Option<u64>)>);

/// All names that were seen.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<Pool, Numbers>);

impl Names {
    /// The number of a name: a passing one until the names are settled. `own` is the number that the name carries
    /// when it is a placeholder.
    pub(super) fn number(&mut self, pool: Pool, name: &str, own: Option<u64>) -> u64 {
        let Numbers(given) = self.0.entry(pool).or_default();
        if let Some((number, _)) = given.get(name) {
            return *number;
        }
        let next = u64::try_from(given.len()).unwrap_or(u64::MAX).saturating_add(1);
        given.insert(name.to_owned(), (next, own));
        next
    }

    /// Gives every name that was seen its number for good.
    pub(super) fn settle(&mut self) {
        for Numbers(given) in self.0.values_mut() {
            let mut names: Vec<(bool, u64, &String)> =
                given.iter().map(|(name, (seen, own))| (own.is_none(), own.unwrap_or(*seen), name)).collect();
            names.sort_unstable();
            let order: Vec<String> = names.into_iter().map(|(.., name)| name.clone()).collect();
            for (number, name) in (1..).zip(order) {
                if let Some(entry) = given.get_mut(&name) {
                    entry.0 = number;
                }
            }
        }
    }
}

/// The number of a placeholder that begins so; `None` for every other text.
pub(super) fn own_number(text: &str, prefix: &str) -> Option<u64> {
    /// More things of a kind are in no export, and more digits could be somebody's number.
    const DIGITS: usize = 6;
    let digits = text.strip_prefix(prefix)?;
    let plain = (1..=DIGITS).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    plain.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(names: &[&str]) -> Vec<u64> {
        let mut all = Names::default();
        let number = |all: &mut Names, name: &str| all.number(Pool::Sku, name, own_number(name, "SKU-"));
        let _: Vec<u64> = names.iter().map(|name| number(&mut all, name)).collect();
        all.settle();
        names.iter().map(|name| number(&mut all, name)).collect()
    }

    #[test]
    fn placeholders_keep_their_order_and_planted_numbers_go() {
        assert_eq!(numbered(&["ZEBRA", "APE", "ZEBRA"]), [1, 2, 1]);
        assert_eq!(numbered(&["SKU-2", "APE", "SKU-1"]), [2, 3, 1]);
        assert_eq!(numbered(&["SKU-4711", "APE"]), [1, 2]);
        assert_eq!(numbered(&["SKU-007", "SKU-10", "SKU-9"]), [3, 2, 1]);
    }

    #[test]
    fn only_placeholders_carry_a_number() {
        assert_eq!(own_number("SKU-12", "SKU-"), Some(12));
        for other in ["SKU-", "SKU-0", "SKU-01", "SKU-1x", "SKU-4915112345678", "sku-1"] {
            assert_eq!(own_number(other, "SKU-"), None, "{other}");
        }
    }
}
