//! `licences`: options side by side, the best licences to have, and cost against score.

mod best;
mod frontier;
mod mix;
mod option;
mod options;
mod tables;
mod words;

pub use best::BestLicencesAnswer;
pub use frontier::LicenceFrontierAnswer;
pub use mix::{LicenceLine, MixQuestion};
pub use option::option_text;
pub use options::{LicenceOptionsAnswer, OptionReading, OptionRules, OptionsQuestion};
pub use words::sentence as option_sentence;
