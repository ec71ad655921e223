//! Names of controls, actions, products and plans.

use std::fmt;
use std::sync::Arc;

/// The name of a control, an action, a product or a team, exactly as people write it.
///
/// Cheap to clone, ordered by its text: every sort in the crate ends in an `Id`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Arc<str>);

impl Id {
    pub fn new(text: &str) -> Self {
        Self(Arc::from(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id without a numeric instance prefix: `11770.MDA_Google_X` is `MDA_Google_X` of instance 11770.
    pub fn without_instance(&self) -> &str {
        match self.0.split_once('.') {
            Some((prefix, rest)) if !prefix.is_empty() && prefix.bytes().all(|b| b.is_ascii_digit()) => rest,
            _ => &self.0,
        }
    }

    /// Whether it carries a numeric instance prefix.
    pub fn is_instance(&self) -> bool {
        self.without_instance().len() != self.0.len()
    }

    /// Whether a name that people write means this id: by its whole text, or as any instance of an app.
    pub fn is_named(&self, name: &str) -> bool {
        self.as_str() == name || self.without_instance() == name
    }

    /// Rows of the portal's export that match no control have ids of their own: `portal:product:title`.
    pub fn is_of_portal(&self) -> bool {
        self.0.starts_with("portal:")
    }

    /// Device controls come from Defender Vulnerability Management; nobody can set their status by hand.
    pub fn is_device_control(&self) -> bool {
        self.without_instance().starts_with("scid_")
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl std::borrow::Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}
