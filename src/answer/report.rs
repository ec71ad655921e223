//! `report`: the files of a document.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who reads a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// The first page, the score over time, licence options
    Executive,
    /// Everything
    #[default]
    Architect,
    /// Everything but owners and comments
    Customer,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReportAnswer {
    pub schema: &'static str,
    pub files: Vec<ReportFile>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReportFile {
    pub name: String,
    #[serde(flatten)]
    pub content: Content,
}

/// What a file holds: text as it is, everything else in base64.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Content {
    Text(String),
    Base64(String),
}

impl From<Vec<(String, Vec<u8>)>> for ReportAnswer {
    fn from(files: Vec<(String, Vec<u8>)>) -> Self {
        let content = |bytes| match String::from_utf8(bytes) {
            Ok(text) => Content::Text(text),
            Err(other) => Content::Base64(BASE64_STANDARD.encode(other.as_bytes())),
        };
        let files = files.into_iter().map(|(name, bytes)| ReportFile { name, content: content(bytes) });
        Self { schema: "scoreplan/report/1", files: files.collect() }
    }
}
