//! What people give in place of an export: which thing it is, why it is another, and what to export instead.
//!
//! All that has fields or columns stands in this file: an object is judged by its fields, a table by its columns. What
//! has neither stands in `foreign_text`, and answers that are errors in `failure`.

use super::scalar::text;
use super::tree::Fields;
use crate::diag::{Code, Finding, Place};
use crate::load::source::Source;

/// How a secure score is exported so that nothing is lost.
pub(super) const SCORES: &str = "export the score with `Invoke-MgGraphRequest -OutputType Json -Uri 'v1.0/security/secureScores?$top=1' > scores.json`";
pub(super) const SKUS: &str = "export the licences with `Invoke-MgGraphRequest -OutputType Json -Uri 'v1.0/subscribedSkus' > skus.json`, or Billing > Licenses of the admin center as CSV";
const PROFILES: &str = "export the profiles with `Invoke-MgGraphRequest -OutputType Json -Uri 'v1.0/security/secureScoreControlProfiles' > profiles.json`";

/// Something that is known and is no export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OtherContent {
    pub(super) what: &'static str,
    pub(super) why: &'static str,
    pub(super) instead: &'static str,
}

impl OtherContent {
    /// Says so of a file. Its first line is not shown: it may be a token, or hold names.
    pub(super) fn finding(&self, source: &Source) -> Finding {
        Finding::new(Code::Foreign, format!("the file is {}: {}", self.what, self.why))
            .at(Place::file(&source.name))
            .help(self.instead)
    }
}

/// Something of which people have objects, tables or both.
#[derive(Debug)]
pub(super) struct Known {
    content: OtherContent,
    code: Code,
    /// What tells its objects from others.
    object: fn(&Fields) -> bool,
    /// Columns that together give it away, in any of several ways; `*` at the end stands for anything.
    columns: &'static [&'static [&'static str]],
}

impl Known {
    /// Says so of a table.
    pub(super) fn refusal(&self, source: &Source) -> Finding {
        let finding = self.content.finding(source);
        Finding { code: self.code, ..finding }.at(source.place(1))
    }
}

fn no_object(_: &Fields) -> bool {
    false
}

/// What is known. The first that fits is meant: the narrower one stands first.
const KNOWN: &[Known] = &[
    Known {
        content: OtherContent {
            what: "a secure score whose control scores `Export-Csv` has cut off",
            why: "`Export-Csv` loses nested data",
            instead: SCORES,
        },
        code: Code::TruncatedExport,
        object: no_object,
        columns: &[&["controlscores", "currentscore"]],
    },
    Known {
        content: OtherContent {
            what: "a list of control profiles whose statuses `Export-Csv` has cut off",
            why: "`Export-Csv` loses nested data",
            instead: PROFILES,
        },
        code: Code::TruncatedExport,
        object: no_object,
        columns: &[&["controlstateupdates", "maxscore"]],
    },
    Known {
        content: OtherContent {
            what: "the secure score of Microsoft Defender for Cloud",
            why: "it scores Azure subscriptions; the Microsoft Secure Score of a tenant is another figure",
            instead: SCORES,
        },
        code: Code::Foreign,
        object: is_of_azure,
        columns: &[
            &["healthyresources", "unhealthyresources"],
            &["healthyresourcecount", "unhealthyresourcecount"],
            &["securescoressubscriptionid"],
            &["recommendationdisplayname", "subscriptionid"],
            &["assessmentkey", "resourceid"],
        ],
    },
    Known {
        content: OtherContent {
            what: "the exposure score or the device score of Defender Vulnerability Management",
            why: "it scores devices alone; Microsoft Secure Score is another figure",
            instead: SCORES,
        },
        code: Code::Foreign,
        object: |o| {
            of_context(o, &["#exposurescore", "#configurationscore"]) || has(o, &["score", "rbacGroupName"])
        },
        columns: &[],
    },
    Known {
        content: OtherContent {
            what: "the security recommendations of Defender Vulnerability Management",
            why: "they are rated by exposure and have no points of Microsoft Secure Score",
            instead: SCORES,
        },
        code: Code::Foreign,
        object: |o| {
            let named = has(o, &["recommendationName"]);
            let rated = any(o, &["exposureImpact", "configScoreImpact", "publicExploit", "relatedComponent"]);
            (named && rated) || of_context(o, &["$metadata#recommendations"])
        },
        columns: &[
            &["devicesscoreimpact"],
            &["exposeddevices", "remediationactivities"],
            &["exposeddevices", "relatedcomponent"],
            &["exposureimpact", "recommendationname"],
            &["configscoreimpact"],
        ],
    },
    Known {
        content: OtherContent {
            what: "a list of vulnerabilities of Defender Vulnerability Management",
            why: "they have no points",
            instead: SCORES,
        },
        code: Code::Foreign,
        object: |o| has(o, &["cveId"]) || (has(o, &["cvssV3"]) && has(o, &["exposedMachines"])),
        columns: &[
            &["cvssv3", "exposedmachines"],
            &["cveid", "cvss*"],
            &["cveid", "vulnerabilityseveritylevel"],
        ],
    },
    Known {
        content: OtherContent {
            what: "the secure scores of the tenants that Microsoft 365 Lighthouse manages",
            why: "they are totals of many tenants, without controls",
            instead: SCORES,
        },
        code: Code::Foreign,
        object: |o| of_context(o, &["managedtenants/"]),
        columns: &[],
    },
    Known {
        content: OtherContent {
            what: "the recommendations of Microsoft Entra",
            why: "they hold advice on one directory; Microsoft Secure Score has other controls and maxima",
            instead: SCORES,
        },
        code: Code::Foreign,
        object: |o| {
            of_context(o, &["directory/recommendations"])
                || (has(o, &["recommendationType"]) && !any(o, &["controlName", "controlScores"]))
        },
        columns: &[&["recommendationtype", "impacttype"]],
    },
    Known {
        content: OtherContent {
            what: "the Identity Secure Score of Microsoft Entra",
            why: "its impacts are of the identity controls alone, a part of Secure Score",
            instead: SCORES,
        },
        code: Code::Foreign,
        object: |o| {
            has(o, &["name", "scoreImpact", "maxScore"]) && any(o, &["userImpact", "implementationCost"])
        },
        columns: &[
            &["scoreimpact", "currentscore", "maxscore", "implementationcost"],
            &["improvementaction", "scoreimpact", "userimpact", "implementationcost"],
        ],
    },
    Known {
        content: OtherContent {
            what: "a list of Intune",
            why: "it says how devices comply, not how the tenant scores",
            instead: SCORES,
        },
        code: Code::Foreign,
        object: |o| {
            any(o, &["complianceState", "managedDeviceOwnerType", "deviceCompliancePolicyId"])
                || of_context(o, &["devicemanagement/"])
        },
        columns: &[&["compliancestate", "deviceid"]],
    },
    Known {
        content: OtherContent {
            what: "an answer of Defender for Endpoint",
            why: "it says how devices stand, and holds no points of Microsoft Secure Score",
            instead: SCORES,
        },
        code: Code::Foreign,
        object: |o| of_context(o, &["securitycenter.", "security.microsoft.com/api"]),
        columns: &[],
    },
    Known {
        content: OtherContent {
            what: "a list of devices",
            why: "it holds no points of Microsoft Secure Score",
            instead: SCORES,
        },
        code: Code::Foreign,
        object: |o| {
            any(o, &["deviceName", "computerDnsName"])
                && any(o, &["healthStatus", "exposureLevel", "osPlatform", "operatingSystem"])
        },
        columns: &[
            &["devicename", "deviceid"],
            &["deviceid", "healthstatus"],
            &["devicename", "exposurelevel"],
        ],
    },
    Known {
        content: OtherContent {
            what: "a list of improvement actions of Purview Compliance Manager",
            why: "its points are for compliance, not of Secure Score",
            instead: SCORES,
        },
        code: Code::Foreign,
        object: |o| {
            has(o, &["implementationStatus"]) && any(o, &["testStatus", "controlFamily", "assessmentName"])
        },
        columns: &[
            &["pointsachieved", "regulations"],
            &["pointsachieved", "teststatus"],
            &["pointsachieved", "assessments"],
            &["improvementaction", "teststatus"],
        ],
    },
    Known {
        content: OtherContent {
            what: "a table of Log Analytics or Sentinel",
            why: "such queries give rows of many days, often written so that a day can be read in two ways",
            instead: SCORES,
        },
        code: Code::Foreign,
        object: no_object,
        columns: &[&["timegenerated*"]],
    },
    Known {
        content: OtherContent {
            what: "a list of users",
            why: "it says who holds a licence, and not which the tenant has",
            instead: SKUS,
        },
        code: Code::Foreign,
        object: |o| has(o, &["userPrincipalName"]),
        columns: &[&["userprincipalname"], &["upn", "license*"], &["upn", "licence*"]],
    },
    Known {
        content: OtherContent {
            what: "a list of alerts or incidents",
            why: "they are in no score",
            instead: SCORES,
        },
        code: Code::Foreign,
        object: |o| {
            any(o, &["incidentWebUrl", "alertWebUrl", "detectionSource"])
                || of_context(o, &["security/alerts", "security/incidents"])
        },
        columns: &[],
    },
    Known {
        content: OtherContent {
            what: "a list of Conditional Access policies",
            why: "they say how the tenant is set up, and the score what that earns",
            instead: SCORES,
        },
        code: Code::Foreign,
        object: |o| {
            has(o, &["conditions", "grantControls"]) || of_context(o, &["conditionalaccess/policies"])
        },
        columns: &[],
    },
    Known {
        content: OtherContent {
            what: "the portal's table, made JSON",
            why: "it is read as the CSV that the portal exports",
            instead: "give the CSV as it was downloaded",
        },
        code: Code::Foreign,
        object: |o| has(o, &["recommended action", "points achieved"]),
        columns: &[],
    },
    Known {
        content: OtherContent {
            what: "an access token",
            why: "whoever has it can read the tenant until it expires: delete the file",
            instead: SCORES,
        },
        code: Code::Foreign,
        object: |o| any(o, &["access_token", "accessToken", "refresh_token"]),
        columns: &[],
    },
    Known {
        content: OtherContent {
            what: "a description of an API",
            why: "it holds no values of a tenant",
            instead: SCORES,
        },
        code: Code::Foreign,
        object: |o| any(o, &["openapi", "swagger"]) && has(o, &["paths"]),
        columns: &[],
    },
];

/// The licences of one user, which have the fields of a SKU but no seats.
pub(super) const ONE_USER: OtherContent = OtherContent {
    what: "the licences of one user (licenseDetails)",
    why: "they say nothing of what the tenant owns",
    instead: SKUS,
};

/// What an object is that is nothing of an export.
pub(super) fn of_object(object: &Fields) -> Option<&'static OtherContent> {
    KNOWN.iter().find(|known| (known.object)(object)).map(|known| &known.content)
}

/// What a table is by its columns, their names in small letters without spaces and signs.
pub(super) fn of_columns(names: &[String]) -> Option<&'static Known> {
    let has = |sign: &str| match sign.strip_suffix('*') {
        Some(start) => names.iter().any(|name| name.starts_with(start)),
        None => names.iter().any(|name| name == sign),
    };
    KNOWN.iter().find(|known| known.columns.iter().any(|signs| signs.iter().all(|sign| has(sign))))
}

fn has(object: &Fields, keys: &[&str]) -> bool {
    keys.iter().all(|key| object.contains_key(key))
}

fn any(object: &Fields, keys: &[&str]) -> bool {
    keys.iter().any(|key| object.contains_key(key))
}

/// The last name in the address that says what an answer of Graph holds, without `$entity`.
pub(super) fn entity(object: &Fields) -> Option<String> {
    let context = text(object, "@odata.context")?;
    let (_, kind) = context.split_once('#')?;
    let kind = kind.split('(').next()?.trim_end_matches("/$entity");
    let name = kind.rsplit('/').next()?;
    (!name.is_empty()).then(|| name.chars().take(60).collect())
}

/// Whether the address that says what an answer holds has one of these parts, in small letters.
fn of_context(object: &Fields, parts: &[&str]) -> bool {
    let context = text(object, "@odata.context").map(|context| context.to_ascii_lowercase());
    context.is_some_and(|context| parts.iter().any(|part| context.contains(part)))
}

fn is_of_azure(object: &Fields) -> bool {
    let said = ["id", "type"].iter().filter_map(|key| text(object, key));
    let mut said = said.map(|text| text.to_ascii_lowercase());
    said.any(|text| text.contains("microsoft.security/"))
        || text(object, "name").is_some_and(|name| name == "ascScore")
        || any(
            object,
            &["healthyResources", "unhealthyResources", "healthyResourceCount", "unhealthyResourceCount"],
        )
        || any(object, &["ascScore"])
}
