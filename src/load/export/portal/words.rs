//! The portal's words in English, German, French, Spanish and Dutch.
//!
//! No raw export was seen. English words are Microsoft's documentation, German and French ones come from a parser of
//! such exports and from Microsoft's translated documentation, which translates one word in several ways. Spanish and
//! Dutch headers, answers and their first status come from exports that people have rebuilt, their other statuses and
//! categories from Microsoft's translated documentation. Of Italian, Japanese and Brazilian Portuguese that documentation
//! has statuses and categories and no header: they are read in a table whose first line somebody has put into English.

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
                "improvement action",
                "improvement actions",
                "empfohlene massnahme",
                "empfohlene massnahmen",
                "empfohlene aktion",
                "action recommandée",
                "actions recommandées",
                "acción recomendada",
                "aanbevolen actie",
            ],
        ),
        (
            Self::Points,
            "Points achieved",
            &[
                "points achieved",
                "erzielte punkte",
                "erreichte punkte",
                "points obtenus",
                "points atteints",
                "puntos conseguidos",
                "behaalde punten",
            ],
        ),
        (
            Self::Impact,
            "Score impact",
            &[
                "score impact",
                "bewertungsauswirkung",
                "auswirkung auf die bewertung",
                "impact du score",
                "impacto en la puntuación",
                "invloed op score",
            ],
        ),
        (Self::Status, "Status", &["status", "statut", "état", "estado"]),
        (
            Self::Regressed,
            "Regressed",
            &["regressed", "verschlechtert", "régressé", "retrocedido", "achteruitgegaan"],
        ),
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
                "tiene licencia",
                "hebt u een licentie",
            ],
        ),
        (Self::Category, "Category", &["category", "kategorie", "catégorie", "categoría", "categorie"]),
        (Self::Product, "Product", &["product", "produkt", "produit", "producto"]),
        (
            Self::LastSynced,
            "Last synced",
            &[
                "last synced",
                "letzte synchronisierung",
                "zuletzt synchronisiert",
                "dernière synchronisation",
                "última sincronización",
                "laatst gesynchroniseerd",
            ],
        ),
        (Self::Notes, "Notes", &["notes", "notizen", "remarques", "notas", "notities"]),
        (Self::Rank, "Rank", &["rank", "rang", "classement", "clasificación"]),
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
        let header = header.trim_end_matches(['?', ':', '.', ' ']).trim_start_matches('\u{bf}');
        Self::HEADERS.iter().find(|(.., words)| words.contains(&header)).map(|(column, ..)| *column)
    }

    /// The language of the header of the points.
    pub(super) fn language(header: &str) -> &'static str {
        match plain(header) {
            header if header.contains("punkte") => "German",
            header if header.contains("achieved") => "English",
            header if header.contains("puntos") => "Spanish",
            header if header.contains("punten") => "Dutch",
            _ => "French",
        }
    }

    /// Whether a header may stand for the title when no other one does.
    pub(super) fn is_loose_title(header: &str) -> bool {
        Self::LOOSE_TITLES.contains(&plain(header).as_str())
    }
}

/// The languages whose headers are known, for messages.
pub const LANGUAGES: &str = "English, German, French, Spanish or Dutch";

const STATUSES: [(Status, &[&str]); 6] = [
    (
        Status::ToAddress,
        &[
            "to address",
            "zu behandeln",
            "à traiter",
            "por resolver",
            "para solucionarlo",
            "te behandelen",
            "para resolver",
            "da affrontare",
            "対処するには",
        ],
    ),
    (
        Status::Planned,
        &[
            "planned",
            "geplant",
            "planifié",
            "planifiée",
            "planeado",
            "gepland",
            "planejado",
            "pianificato",
            "計画済み",
        ],
    ),
    (
        Status::RiskAccepted,
        &[
            "risk accepted",
            "risiko akzeptiert",
            "risque accepté",
            "riesgo aceptado",
            "risico geaccepteerd",
            "risco aceito",
            "rischio accettato",
            "リスクの受け入れ",
        ],
    ),
    (
        Status::ThirdParty,
        &[
            "resolved through third party",
            "gelöst durch dritte",
            "resuelto a través de terceros",
            "opgelost via derden",
            "resolvido por meio de terceiros",
            "resolvido por terceiros",
            "risolto tramite terze parti",
            "第三者による解決",
        ],
    ),
    (
        Status::AlternateMitigation,
        &[
            "resolved through alternate mitigation",
            "resuelto mediante mitigación alternativa",
            "opgelost door middel van alternatieve mitigatie",
            "resolvido por meio de mitigação alternativa",
            "risolto tramite mitigazione alternativa",
            "代替緩和による解決",
        ],
    ),
    (
        Status::Completed,
        &[
            "completed",
            "abgeschlossen",
            "erledigt",
            "terminé",
            "terminée",
            "effectué",
            "completado",
            "voltooid",
            "concluído",
            "completato",
            "完了",
        ],
    ),
];
/// Of the six statuses only one can speak of a third party, and only one of an alternative: Microsoft's translators
/// write each in several ways.
const STATUS_STEMS: [(Status, &[&str]); 2] = [
    (
        Status::ThirdParty,
        &[
            "third part",
            "third-part",
            "drittanbieter",
            "un tiers",
            "tierce partie",
            "de terceros",
            "via derden",
            "terze parti",
            "第三者",
        ],
    ),
    (
        Status::AlternateMitigation,
        &[
            "alternate mitigation",
            "alternative mitigation",
            "alternative gegenma",
            "alternative risiko",
            "alternative entschärfung",
            "atténuation alternative",
            "atténuation de remplacement",
            "mitigación alternativa",
            "alternatieve mitigatie",
            "mitigação alternativa",
            "mitigazione alternativa",
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
        "yes" | "ja" | "oui" | "sí" | "true" | "wahr" | "vrai" => Some(true),
        "no" | "nein" | "non" | "nee" | "false" | "falsch" | "faux" => Some(false),
        _ => None,
    }
}

/// Microsoft's English word for a category; another word stays as it is.
pub(super) fn category(word: &str) -> String {
    match plain(word).as_str() {
        "identity" | "identität" | "identité" | "identidad" | "identiteit" | "identidade" | "identità"
        | "id" => "Identity",
        "data" | "daten" | "données" | "データ" => "Data",
        "device" | "devices" | "gerät" | "geräte" | "appareil" | "appareils" | "dispositivo" | "apparaat"
        | "デバイス" => "Device",
        "apps" | "app" | "applications" | "application" | "aplicaciones" | "aplicativo" | "アプリ" => {
            "Apps"
        }
        "infrastructure" | "infrastruktur" => "Infrastructure",
        _ => word.trim(),
    }
    .to_owned()
}

const TOTALS: [&str; 10] =
    ["total", "totals", "sum", "summe", "gesamt", "totaal", "totale", "subtotal", "grand", "insgesamt"];

fn words_of(text: &str) -> Vec<String> {
    let text = plain(text);
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Whether a text begins as the line of a sum does. So may a title.
pub(super) fn begins_total(text: &str) -> bool {
    words_of(text).first().is_some_and(|word| TOTALS.contains(&word.as_str()))
}

/// Whether a text is the line of a sum: it says so, what it sums, and how much that is.
pub(in crate::load::export) fn is_total(text: &str) -> bool {
    const BESIDE: [&str; 19] = [
        "achieved",
        "actions",
        "all",
        "controls",
        "count",
        "items",
        "max",
        "maximum",
        "number",
        "of",
        "points",
        "punkte",
        "records",
        "recommendations",
        "rows",
        "score",
        "scores",
        "secure",
        "zeilen",
    ];
    let counts = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit());
    let fits =
        |word: &String| TOTALS.contains(&word.as_str()) || BESIDE.contains(&word.as_str()) || counts(word);
    begins_total(text) && words_of(text).iter().all(fits)
}
