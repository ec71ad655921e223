//! Our own effort beside published ratings: two lists rate pieces of work as low, medium or high.

use std::collections::{BTreeMap, BTreeSet};

use scoreplan::model::{Id, Impact, Rating};
use serde_json::json;

use crate::support::{ROOT, ask, hundredths, read, with_overlay};

/// What the lists rate, in our words, with effort and impact, and the entries that are this work together.
const LIST: &str = "
enable cloud app security: low low: enable-cloud-apps mcas_mda_enabled
enable app governance: low low: enable-app-governance
connect the apps: high medium: connect-atlassian connect-citrix-sharefile connect-docusign connect-dropbox
    connect-github connect-google-workspace connect-netdocuments connect-okta connect-salesforce
    connect-servicenow connect-workplace connect-zendesk connect-zoom
apps of priority accounts: medium high: AppG_unusual_activity_with_priority_account
apps that reach sensitive content: high high: AppG_regulate_access_to_sensitive_data
app discovery policy: medium low: McasCloudAppNotification
policy on OAuth apps: low medium: McasOAuthAppNotification
log collector: medium low: McasFirewallLogUpload
custom activity policy: low low: McasCutomActivityPolicy
onboard devices: medium low: onboard-windows onboard-macos onboard-linux scid_20000
antivirus in active mode: medium high: scid_2010
behaviour and real-time protection: medium high: defender-antivirus-profile scid_2012 scid_91
EDR in block mode: medium low: scid_2004
cloud protection: low high: scid_2016
tamper protection: low low: scid_2003
attack surface reduction rules: high low: asr-profile
network protection: high medium: network-and-exploit-protection scid_96
exploit protection: high medium: network-and-exploit-protection scid_2020
controlled folder access: medium medium: scid_2021
FileVault: low low: macos-filevault scid_5011
sensors on domain controllers: high medium: mdi-sensors-dc AATP_Sensor
sensors on other servers: medium low: mdi-sensors-adcs mdi-sensors-adfs mdi-sensors-entra-connect
    AATP_AdcsComputersWithNoMdiSensorInstalled AATP_AdfsComputersWithNoMdiSensorInstalled
    AATP_EntraConnectComputersWithNoMdiSensorInstalled
plan the sensors: high low: mdi-prerequisites
delegated privileged accounts: medium low: AATP_PrivilegedAccountsWithDelegationAllowed
LAPS: medium low: AATP_PwdLAPS laps-rollout scid_113
dormant accounts: medium medium: AATP_DormantAccounts
local administrators: medium medium: AATP_DomainControllerLocalUsers
DCSync: medium medium: AATP_NonAdminDCSyncAccounts
replication of the connector: medium medium: AATP_EntraConnectAccountUnnecessaryReplicationPermission
permissions on connector accounts: medium medium: AATP_EntraConnectSensitiveAccountsWithUnsafePermissions
SID history: medium medium: AATP_SIDHistory
administrator as connector: medium medium: AATP_EntraConnectAccountsWithConnectorAccountAsDefaultAdmin
honeytokens: medium low: AATP_HoneyToken
lateral movement paths: medium medium: AATP_PathRisk
email authentication: medium high: exo_SPF_records_for_all_domains
read through the mail policies: low low: mail-policy-inventory
priority accounts: medium low: priority-users-and-domains
anti-malware policy: low low: mdo_commonattachmentsfilter
anti-phishing policy: low medium: anti-phishing-policy mdo_antiphishingpolicies mdo_phishthresholdlevel
    mdo_enabledomainstoprotect mdo_targeteddomainprotectionaction mdo_similardomainssafetytips
    mdo_targetedusersprotection mdo_targeteduserprotectionaction mdo_similaruserssafetytips
    mdo_unusualcharacterssafetytips mdo_enablemailboxintelligence mdo_mailboxintelligenceprotection
    mdo_mailboxintelligenceprotectionaction
anti-spam policy: low medium: preset-security-policy mdo_allowedsenderscombined mdo_bulkspamaction
    mdo_bulkthreshold mdo_highconfidencephishaction mdo_highconfidencespamaction mdo_phisspamacation
    mdo_quarantineretentionperiod mdo_spamaction
quarantine policies: medium low: quarantine-policy
Safe Attachments: low medium: mdo_safeattachmentpolicy mdo_safeattachments
Safe Links: low medium: mdo_safelinksforemail mdo_safelinksforOfficeApps
zero-hour purge: low medium: mdo_zapmalware mdo_zapphish mdo_zapspam
allow lists: medium low: allow-list-clean-up
outbound spam policy: medium low: outbound-spam-policy mdo_autoforwardingmode mdo_blockmailforward
    mdo_recipientexternallimitperhour mdo_recipientinternallimitperhour mdo_recipientlimitperday
    mdo_spam_notifications_only_for_admins mdo_thresholdreachedaction
emergency access: medium low: break-glass-accounts
authenticator: high high: mfa-registration-campaign
self-service reset: high high: SelfServicePasswordReset
password protection: high low: password-protection-agents
password hash sync: medium low: PasswordHashSync
least privilege: medium low: RoleOverlap
cloud-only administrators: medium low: admin-account-separation
    aad_admin_accounts_separate_unassigned_cloud_only
strong credentials for administrators: high low: admin-strong-methods
policies by risk: medium medium: SigninRiskPolicy UserRiskPolicy
open risk detections: high medium: risk-detections-review
repository governance: medium medium: github-member-privileges
sign-in of developer platforms: medium medium: MDA_GitHub_SAML
label taxonomy: medium medium: label-taxonomy
sharing with partners: medium medium: partner-domain-inventory
data loss prevention: low low: dlp_datalossprevention mip_DLP_policies_Teams
automatic labels: low low: mip_autosensitivitylabelspolicies
block legacy authentication: low high: BlockLegacyAuthentication
user consent: medium high: IntegratedApps
consent workflow: low low: aad_admin_consent_workflow
phishing-resistant sign-in: medium low: aad_phishing_MFA_strength
banned passwords: low low: aad_custom_banned_passwords
password protection is on: low low: aad_password_protection
passwords that never expire: low low: PWAgePolicyNew
labels exist: medium low: sensitivity-labels
labels are published: low medium: mip_sensitivitylabelspolicies
disk encryption: low low: bitlocker-profile scid_2090
firewall: low medium: firewall-profile scid_2070
";

/// One piece of work of the lists.
struct Rated {
    name: &'static str,
    effort: &'static str,
    impact: &'static str,
    entries: Vec<Id>,
}

fn list() -> Vec<Rated> {
    let mut all: Vec<Rated> = Vec::new();
    for line in LIST.lines().filter(|line| !line.is_empty()) {
        if line.starts_with(' ') {
            let more = line.split_whitespace().map(Id::new);
            all.last_mut().unwrap().entries.extend(more);
            continue;
        }
        let [name, levels, entries] = line.splitn(3, ": ").collect::<Vec<_>>().try_into().unwrap();
        let (effort, impact) = levels.split_once(' ').unwrap();
        all.push(Rated { name, effort, impact, entries: entries.split_whitespace().map(Id::new).collect() });
    }
    all
}

/// Low up to two days, medium up to two weeks, in hundredths of an hour at the tenant of reference.
fn level(hours: i64) -> usize {
    usize::from(hours > 1_600) + usize::from(hours > 8_000)
}

fn step(word: &str) -> usize {
    ["low", "medium", "high"].iter().position(|level| *level == word).unwrap()
}

/// The rating of every entry that has one, with the impact that we give a control.
fn ratings() -> BTreeMap<Id, (Rating, Option<Impact>)> {
    let catalogue = with_overlay("");
    let controls = catalogue.controls.values().map(|c| (&c.id, c.about.rating.as_ref(), c.user_impact));
    let actions = catalogue.actions.values().map(|a| (&a.id, a.about.rating.as_ref(), None));
    let rated = controls.chain(actions).filter_map(|(id, rating, impact)| Some((id, rating?, impact)));
    rated.map(|(id, rating, impact)| (id.clone(), (rating.clone(), impact))).collect()
}

/// Likely hours of every entry at the tenant of reference, in hundredths, as the program prints them.
fn hours() -> BTreeMap<Id, i64> {
    let value = ask(json!({ "question": "catalogue-list" }));
    let entries = ["controls", "actions"].map(|kind| value[kind].as_array().unwrap().clone()).concat();
    let hours = |entry: &serde_json::Value| match &entry["effort_hours"]["likely"] {
        serde_json::Value::Null => 0,
        likely => hundredths(likely),
    };
    entries.iter().map(|entry| (Id::new(entry["id"].as_str().unwrap()), hours(entry))).collect()
}

#[test]
fn the_catalogue_repeats_the_ratings_as_they_were_published() {
    let ratings = ratings();
    let mut named = BTreeSet::new();
    for rated in list() {
        for id in rated.entries {
            let (rating, _) = &ratings[&id];
            assert_eq!(rating.effort.word(), rated.effort, "{}: {id}", rated.name);
            assert_eq!(rating.impact.word(), rated.impact, "{}: {id}", rated.name);
            named.insert(id);
        }
    }
    let all: BTreeSet<Id> = ratings.into_keys().collect();
    assert_eq!(all, named);
}

/// A list rates a piece of work as a whole, and the catalogue splits some into an action and the rows that rest on
/// it, or into one entry for each app. A piece counts once, and agrees when more than half of its entries do.
#[test]
fn nine_of_ten_ratings_lie_within_one_level_of_our_effort() {
    let hours = hours();
    let list = list();
    let agrees = |rated: &&Rated| {
        let near = |id: &&Id| level(hours[*id]).abs_diff(step(rated.effort)) <= 1;
        rated.entries.iter().filter(near).count() * 2 > rated.entries.len()
    };
    let agreeing = list.iter().filter(agrees).count();
    assert!(agreeing * 10 >= list.len() * 9, "{agreeing} of {}", list.len());
    assert!(list.len() >= 70, "{}", list.len());
    let methods = read(format!("{ROOT}/src/docs/methods.md"));
    let told = format!("today it is {agreeing} of {}.", list.len());
    assert!(methods.contains(&told), "{told}");
}

/// Entry by entry, where the work stands elsewhere or is another, the catalogue has to say so.
#[test]
fn every_entry_that_is_further_off_argues_it() {
    let hours = hours();
    let mut argued = 0;
    for (id, (rating, impact)) in ratings() {
        let effort = level(hours[&id]).abs_diff(step(rating.effort.word())) > 1;
        let impact = impact.is_some_and(|own| step(own.word()).abs_diff(step(rating.impact.word())) > 1);
        if effort || impact {
            assert!(rating.why.as_ref().is_some_and(|why| why.split_whitespace().count() >= 8), "{id}");
            argued += 1;
        } else {
            assert_eq!(rating.why, None, "{id} agrees, and has nothing to argue");
        }
    }
    assert!(argued > 0);
}
