//! The portal's words in English, German and French.
//!
//! No raw export was seen. English words are Microsoft's documentation, German and French ones come from a parser of
//! such exports and from Microsoft's translated documentation, which translates one word in several ways.

use crate::model::Status;
use crate::model::title::plain;

/// A column of the export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    Title,
    Points,
    Impact,
    Status,
    Regressed,
    Licence,
    Category,
    Product,
    LastSynced,
    Notes,
    /// Known, and in no figure.
    Rank,
    /// Known, and in no figure.
    MicrosoftUpdate,
}

impl Column {
    /// Every column with Microsoft's name and the plain headers that mean it.
    pub const HEADERS: [(Self, &'static str, &'static [&'static str]); 12] = [
        (
            Self::Title,
            "Recommended action",
            &[
                "recommended action",
                "recommended actions",
                "empfohlene massnahme",
                "empfohlene massnahmen",
                "empfohlene aktion",
                "action recommandée",
                "actions recommandées",
            ],
        ),
        (
            Self::Points,
            "Points achieved",
            &["points achieved", "erzielte punkte", "erreichte punkte", "points obtenus", "points atteints"],
        ),
        (
            Self::Impact,
            "Score impact",
            &["score impact", "bewertungsauswirkung", "auswirkung auf die bewertung", "impact du score"],
        ),
        (Self::Status, "Status", &["status", "statut", "état"]),
        (Self::Regressed, "Regressed", &["regressed", "verschlechtert", "régressé"]),
        (
            Self::Licence,
            "Have license?",
            &[
                "have license",
                "have licence",
                "do you have a license",
                "haben sie eine lizenz",
                "licence disponible",
                "avez-vous une licence",
            ],
        ),
        (Self::Category, "Category", &["category", "kategorie", "catégorie"]),
        (Self::Product, "Product", &["product", "produkt", "produit"]),
        (
            Self::LastSynced,
            "Last synced",
            &["last synced", "letzte synchronisierung", "zuletzt synchronisiert", "dernière synchronisation"],
        ),
        (Self::Notes, "Notes", &["notes", "notizen", "remarques"]),
        (Self::Rank, "Rank", &["rank", "rang", "classement"]),
        (
            Self::MicrosoftUpdate,
            "Microsoft update",
            &["microsoft update", "microsoft-update", "mise à jour microsoft"],
        ),
    ];
    /// Headers that people give the title when they make the table themselves.
    const LOOSE_TITLES: [&'static str; 4] = ["title", "name", "titel", "titre"];

    /// Microsoft's name of the column.
    pub(super) fn name(self) -> &'static str {
        Self::HEADERS.iter().find(|(column, ..)| *column == self).map_or("", |(_, name, _)| name)
    }

    /// Which column a header means. Question marks, colons and the spaces before them say nothing.
    pub fn of(header: &str) -> Option<Self> {
        let header = plain(header).replace('\u{df}', "ss");
        let header = header.trim_end_matches(['?', ':', '.', ' ']);
        Self::HEADERS.iter().find(|(.., words)| words.contains(&header)).map(|(column, ..)| *column)
    }

    /// The language of the header of the points.
    pub(super) fn language(header: &str) -> &'static str {
        match plain(header) {
            header if header.contains("punkte") => "German",
            header if header.contains("achieved") => "English",
            _ => "French",
        }
    }

    /// Whether a header may stand for the title when no other one does.
    pub(super) fn is_loose_title(header: &str) -> bool {
        Self::LOOSE_TITLES.contains(&plain(header).as_str())
    }
}

const STATUSES: [(Status, &[&str]); 6] = [
    (Status::ToAddress, &["to address", "zu behandeln", "\u{e0} traiter"]),
    (Status::Planned, &["planned", "geplant", "planifi\u{e9}", "planifi\u{e9}e"]),
    (Status::RiskAccepted, &["risk accepted", "risiko akzeptiert", "risque accept\u{e9}"]),
    (Status::ThirdParty, &["resolved through third party", "gel\u{f6}st durch dritte"]),
    (Status::AlternateMitigation, &["resolved through alternate mitigation"]),
    (
        Status::Completed,
        &["completed", "abgeschlossen", "erledigt", "termin\u{e9}", "termin\u{e9}e", "effectu\u{e9}"],
    ),
];
/// Of the six statuses only one can speak of a third party, and only one of an alternative: Microsoft's translators
/// write each in several ways.
const STATUS_STEMS: [(Status, &[&str]); 2] = [
    (Status::ThirdParty, &["third part", "third-part", "drittanbieter", "un tiers", "tierce partie"]),
    (
        Status::AlternateMitigation,
        &[
            "alternate mitigation",
            "alternative mitigation",
            "alternative gegenma",
            "alternative risiko",
            "alternative entsch\u{e4}rfung",
            "att\u{e9}nuation alternative",
            "att\u{e9}nuation de remplacement",
        ],
    ),
];

/// The status that a word means; `None` for a word that nobody knows.
pub fn status(word: &str) -> Option<Status> {
    let word = plain(word);
    let exact = STATUSES.iter().find(|(_, words)| words.contains(&word.as_str()));
    let by_stem = || STATUS_STEMS.iter().find(|(_, stems)| stems.iter().any(|stem| word.contains(stem)));
    exact.map(|(status, _)| *status).or_else(|| by_stem().map(|(status, _)| *status))
}

/// Yes or no; `None` for a word that nobody knows.
pub(super) fn truth(word: &str) -> Option<bool> {
    match plain(word).as_str() {
        "yes" | "ja" | "oui" | "true" | "wahr" | "vrai" => Some(true),
        "no" | "nein" | "non" | "false" | "falsch" | "faux" => Some(false),
        _ => None,
    }
}

/// Microsoft's English word for a category; another word stays as it is.
pub(super) fn category(word: &str) -> String {
    match plain(word).as_str() {
        "identity" | "identit\u{e4}t" | "identit\u{e9}" => "Identity",
        "data" | "daten" | "donn\u{e9}es" => "Data",
        "device" | "devices" | "ger\u{e4}t" | "ger\u{e4}te" | "appareil" | "appareils" => "Device",
        "apps" | "app" | "applications" | "application" => "Apps",
        "infrastructure" | "infrastruktur" => "Infrastructure",
        _ => word.trim(),
    }
    .to_owned()
}
