//! What a seat costs: the built-in list prices with those of a person over them.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::text::words;
use super::units::Money;
use super::{Catalogue, Id};

/// How long a subscription binds, and how it is billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Term {
    /// A year, paid at once: what list prices are for.
    #[default]
    Annual,
    /// A year, paid by the month.
    AnnualBilledMonthly,
    Monthly,
}

words!(Term: "annual" => Annual, "annual-billed-monthly" => AnnualBilledMonthly, "monthly" => Monthly);

impl Term {
    /// The first day from a day on, the day included, on which a contract is renewed that is renewed on another.
    pub fn renewal_from(self, renewal: Date, day: Date) -> Date {
        let years = i32::from(day.year()) - i32::from(renewal.year());
        let after = |periods: i32| {
            let span = if self == Self::Monthly { periods.months() } else { periods.years() };
            renewal.checked_add(span).unwrap_or(Date::MAX)
        };
        let about = match self {
            Self::Monthly => 12 * years + i32::from(day.month()) - i32::from(renewal.month()),
            Self::Annual | Self::AnnualBilledMonthly => years,
        };
        let here = after(about);
        if here >= day { here } else { after(about + 1) }
    }

    /// What a list price is to be multiplied by, in hundredths.
    fn uplift(self) -> i64 {
        match self {
            Self::Annual => 100,
            Self::AnnualBilledMonthly => 105,
            Self::Monthly => 120,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedPrice {
    /// What one seat costs in a year.
    pub yearly: Money,
    /// The currency, as ISO 4217 writes it.
    pub currency: String,
    /// The first day on which it holds; from ever when absent.
    pub from: Option<Date>,
    /// The term that it is for; any when absent.
    pub term: Option<Term>,
    pub note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceList {
    /// The file as the user named it.
    pub name: String,
    /// The currency in which costs are counted, as ISO 4217 writes it.
    pub currency: String,
    /// What one unit of another currency is worth, in millionths of a unit of that one.
    pub rates: BTreeMap<String, i64>,
    pub note: Option<String>,
    /// Its prices by SKU, in the order of their days.
    pub prices: BTreeMap<Id, Vec<StatedPrice>>,
    /// What tools of other vendors cost, by their names in small letters.
    pub tools: BTreeMap<String, ToolPrice>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolPrice {
    pub yearly: Money,
    /// The currency, as ISO 4217 writes it.
    pub currency: String,
    pub note: Option<String>,
}

/// The prices that hold: the built-in list, with a file over it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prices {
    /// The file, where there is one.
    pub list: Option<PriceList>,
    /// The term that seats are bought for.
    pub term: Term,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatPrice {
    /// In a year, in [`Prices::currency`].
    pub yearly: Money,
    /// Whether a person wrote it; else it is a list price.
    pub is_stated: bool,
}

/// Why nobody knows what a seat or a tool costs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unpriced {
    Unlisted,
    /// The first price holds from a later day.
    Later(Date),
    /// It is known in a currency without a rate.
    NoRate(String),
}

const LIST_CURRENCY: &str = "USD";

/// A rate of one, in millionths.
const ONE: i64 = 1_000_000;

impl Prices {
    /// The prices of a file over the built-in ones.
    pub fn of(list: PriceList) -> Self {
        Self { list: Some(list), term: Term::default() }
    }

    /// The currency in which costs are counted.
    pub fn currency(&self) -> &str {
        self.list.as_ref().map_or(LIST_CURRENCY, |list| &list.currency)
    }

    /// What one seat of a SKU costs on a day. A price of the file holds from its day on; until then, and for every
    /// SKU that the file does not name, the list price does, for the term that seats are bought for.
    ///
    /// # Errors
    /// Why it is not known.
    pub fn seat(&self, sku: &Id, catalogue: &Catalogue, day: Date) -> Result<SeatPrice, Unpriced> {
        let stated = self.list.as_ref().and_then(|list| list.prices.get(sku)).map_or(&[][..], Vec::as_slice);
        let fits = |price: &&StatedPrice| price.term.is_none_or(|term| term == self.term);
        let holds = |price: &&StatedPrice| fits(price) && price.from.is_none_or(|from| from <= day);
        // Of the prices of one day that of the very term comes before that of any.
        if let Some(price) = stated.iter().filter(holds).max_by_key(|price| (price.from, price.term)) {
            let yearly = self.converted(price.yearly, &price.currency)?;
            return Ok(SeatPrice { yearly, is_stated: true });
        }
        let listed = catalogue.skus.get(sku).map_or(&[][..], |sku| sku.prices.as_slice());
        if let Some(price) = listed.iter().rfind(|price| price.from.is_none_or(|from| from <= day)) {
            let yearly = price.amount.part(12 * self.term.uplift(), 100);
            return Ok(SeatPrice { yearly: self.converted(yearly, &price.currency)?, is_stated: false });
        }
        let later = stated.iter().filter(fits).filter_map(|price| price.from);
        let later = later.chain(listed.iter().filter_map(|price| price.from)).min();
        Err(later.map_or(Unpriced::Unlisted, Unpriced::Later))
    }

    #[must_use]
    pub fn for_term(&self, term: Term) -> Self {
        Self { term, ..self.clone() }
    }

    /// What a tool of another vendor costs in a year, in [`Prices::currency`]; large and small letters are the same.
    ///
    /// # Errors
    /// Why it is not known.
    pub fn tool(&self, name: &str) -> Result<Money, Unpriced> {
        let stated = self.list.as_ref().and_then(|list| list.tools.get(&name.to_lowercase()));
        let stated = stated.ok_or(Unpriced::Unlisted)?;
        self.converted(stated.yearly, &stated.currency)
    }

    /// An amount in the currency in which costs are counted, rounded half up.
    fn converted(&self, amount: Money, currency: &str) -> Result<Money, Unpriced> {
        if currency == self.currency() {
            return Ok(amount);
        }
        let rate = self.list.as_ref().and_then(|list| list.rates.get(currency));
        let rate = rate.ok_or_else(|| Unpriced::NoRate(currency.to_owned()))?;
        Ok(amount.part(*rate, ONE))
    }
}

/// The currencies of ISO 4217 that people pay in.
pub const CURRENCIES: [&str; 155] = [
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD", "BIF",
    "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNY", "COP",
    "CRC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP",
    "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IQD",
    "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK",
    "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR",
    "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP",
    "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP",
    "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD",
    "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VED", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XCG",
    "XOF", "XPF", "YER", "ZAR", "ZMW",
];
