//! Tables that are exported beside Secure Score and are something else, by the columns that give them away.

use super::Header;
use crate::diag::{Code, Finding};
use crate::load::source::Source;

/// A table that is not read.
pub(super) struct Foreign {
    code: Code,
    /// What it is, and why it is no secure score of a tenant.
    what: &'static str,
    /// What to export in its place.
    instead: &'static str,
    /// Columns that together give it away, in any of several ways; `*` at the end stands for anything.
    signs: &'static [&'static [&'static str]],
}

const SCORE_INSTEAD: &str = "export Secure Score > Recommended actions of the Defender portal as CSV, or /security/secureScores of Graph \
     as JSON";
const NESTED_SCORES: &str = "`Export-Csv` loses nested data: save the answer itself with `Invoke-MgGraphRequest -OutputType Json -Uri \
     'v1.0/security/secureScores?$top=1' > scores.json`";
const NESTED_PROFILES: &str = "`Export-Csv` loses nested data: save the answer itself with `Invoke-MgGraphRequest -OutputType Json -Uri \
     'v1.0/security/secureScoreControlProfiles' > profiles.json`";

/// The first that fits is meant: the narrower one stands first.
const TABLES: &[Foreign] = &[
    Foreign {
        code: Code::TruncatedExport,
        what: "the file is a secure score whose control scores `Export-Csv` has cut off",
        instead: NESTED_SCORES,
        signs: &[&["controlscores", "currentscore"]],
    },
    Foreign {
        code: Code::TruncatedExport,
        what: "the file is a list of control profiles whose statuses `Export-Csv` has cut off",
        instead: NESTED_PROFILES,
        signs: &[&["controlstateupdates", "maxscore"]],
    },
    Foreign {
        code: Code::Foreign,
        what: "the file holds recommendations of Defender Vulnerability Management: their impacts and points are those of the devices \
               score, not of Secure Score",
        instead: SCORE_INSTEAD,
        signs: &[
            &["devicesscoreimpact"],
            &["exposeddevices", "remediationactivities"],
            &["exposeddevices", "relatedcomponent"],
            &["exposureimpact", "recommendationname"],
            &["configscoreimpact"],
        ],
    },
    Foreign {
        code: Code::Foreign,
        what: "the file holds vulnerabilities of Defender Vulnerability Management, which have no points",
        instead: SCORE_INSTEAD,
        signs: &[
            &["cvssv3", "exposedmachines"],
            &["cveid", "cvss*"],
            &["cveid", "vulnerabilityseveritylevel"],
        ],
    },
    Foreign {
        code: Code::Foreign,
        what: "the file holds the secure score of Microsoft Defender for Cloud: it is about Azure resources, with points of its own",
        instead: SCORE_INSTEAD,
        signs: &[
            &["healthyresources", "unhealthyresources"],
            &["healthyresourcecount", "unhealthyresourcecount"],
            &["securescoressubscriptionid"],
            &["recommendationdisplayname", "subscriptionid"],
            &["assessmentkey", "resourceid"],
        ],
    },
    Foreign {
        code: Code::Foreign,
        what: "the file holds improvement actions of Purview Compliance Manager: its points are for compliance, not of Secure Score",
        instead: SCORE_INSTEAD,
        signs: &[
            &["pointsachieved", "regulations"],
            &["pointsachieved", "teststatus"],
            &["pointsachieved", "assessments"],
            &["improvementaction", "teststatus"],
        ],
    },
    Foreign {
        code: Code::Foreign,
        what: "the file holds the Identity Secure Score of Entra: its impacts are of the identity controls alone, a part of Secure Score",
        instead: SCORE_INSTEAD,
        signs: &[
            &["scoreimpact", "currentscore", "maxscore", "implementationcost"],
            &["improvementaction", "scoreimpact", "userimpact", "implementationcost"],
        ],
    },
    Foreign {
        code: Code::Foreign,
        what: "the file is a table of Log Analytics or Sentinel: it holds rows of many days, and days that can be read in two ways",
        instead: SCORE_INSTEAD,
        signs: &[&["timegenerated*"]],
    },
    Foreign {
        code: Code::Foreign,
        what: "the file is a list of users: it says who holds a licence, and not which the tenant has",
        instead: "export /subscribedSkus of Graph as JSON, or Billing > Licenses of the admin center as CSV",
        signs: &[&["userprincipalname"], &["upn", "license*"], &["upn", "licence*"]],
    },
    Foreign {
        code: Code::Foreign,
        what: "the file is a list of devices",
        instead: SCORE_INSTEAD,
        signs: &[
            &["devicename", "deviceid"],
            &["deviceid", "healthstatus"],
            &["devicename", "exposurelevel"],
        ],
    },
];

/// Which of them a header is.
pub(super) fn of(header: &Header) -> Option<&'static Foreign> {
    let has = |sign: &str| match sign.strip_suffix('*') {
        Some(start) => header.names.iter().any(|name| name.starts_with(start)),
        None => header.has(sign),
    };
    TABLES.iter().find(|table| table.signs.iter().any(|signs| signs.iter().all(|sign| has(sign))))
}

impl Foreign {
    pub(super) fn refusal(&self, source: &Source) -> Finding {
        Finding::new(self.code, self.what).at(source.place(1)).help(self.instead)
    }
}
