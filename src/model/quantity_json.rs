//! Quantities as programs read them: numbers with exactly two decimals, effort in hours.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use serde_json::Number;

use super::units::{div_half_up, hundredths};
use super::{BasisPoints, Id, Minutes, Money, Percent, Points};

/// Any number in hundredths, such as points per hour or a percentage that somebody stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hundredths(pub i64);

impl Hundredths {
    /// Points per hour, rounded half up; `None` without effort.
    pub fn per_hour(points: Points, effort: Minutes) -> Option<Self> {
        (effort.0 > 0).then(|| Self(div_half_up(i128::from(points.0) * 60, effort.0)))
    }
}

impl From<BasisPoints> for Hundredths {
    fn from(percent: BasisPoints) -> Self {
        Self(percent.0)
    }
}

impl From<Money> for Hundredths {
    fn from(amount: Money) -> Self {
        Self(amount.0)
    }
}

impl std::fmt::Display for Hundredths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&hundredths(self.0))
    }
}

/// A floating point number could not keep its two decimals: `128.00` would be written `128.0`.
fn two_decimals<S: Serializer>(hundredth: i64, serializer: S) -> Result<S::Ok, S::Error> {
    Number::from_string_unchecked(hundredths(hundredth)).serialize(serializer)
}

macro_rules! quantity_json {
    ($($name:ident, $meaning:literal, $value:ident => $hundredths:expr;)*) => {
        $(impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let $value = *self;
                two_decimals($hundredths, serializer)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
                // `multipleOf` would say it, but validators that divide floating point numbers refuse 0.58.
                json_schema!({ "type": "number", "description": $meaning })
            }

            fn inline_schema() -> bool {
                true
            }
        })*
    };
}

quantity_json! {
    Points, "Points, with two decimals.", points => points.0;
    Minutes, "Effort in hours, with two decimals.", effort => div_half_up(i128::from(effort.0) * 100, 60);
    Percent, "A percentage, with two decimals.", percent => percent.hundredths();
    BasisPoints, "A share in percent, with two decimals.", share => share.0;
    Money, "An amount of money, with two decimals.", amount => amount.0;
    Hundredths, "A number with two decimals.", number => number.0;
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl JsonSchema for Id {
    fn schema_name() -> Cow<'static, str> {
        "Id".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }

    fn inline_schema() -> bool {
        true
    }
}
