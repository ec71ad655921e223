//! The samples are ranked as an engineer would rank them: the whole built-in catalogue on two tenants.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use scoreplan::load::samples::SAMPLES;
use scoreplan::model::{Assumptions, Catalogue, Id, Way};
use scoreplan::plan::{Order, Ranking, backlog, rank};
use scoreplan::state::State;

use crate::support::{tenant_from, with_overlay};

/// What a ranking says, by names.
struct Ranked {
    /// The place of every step, from 1.
    place: BTreeMap<Id, usize>,
    /// The way it takes, where there are several.
    way: BTreeMap<Id, Option<Id>>,
    /// What is left out, with the reasons in words.
    excluded: Vec<(Id, String)>,
}

impl Ranked {
    fn of(catalogue: &Catalogue, tenant: &str) -> Self {
        let tenant = tenant_from(tenant, catalogue);
        let state = State::at_snapshot(catalogue, &tenant, Assumptions::default());
        let ranking: Ranking = rank(backlog::build(&state), Order::Bundles, Some(&state));
        let node = |at: usize| &ranking.backlog.items[at];
        let steps = || ranking.steps.iter();
        Self {
            place: steps().map(|step| (node(step.node).id.clone(), step.rank)).collect(),
            way: steps().map(|step| (node(step.node).id.clone(), node(step.node).way.clone())).collect(),
            excluded: ranking
                .excluded()
                .iter()
                .map(|excluded| (excluded.id.clone(), excluded.reason.word().to_owned()))
                .collect(),
        }
    }

    fn at(&self, id: &str) -> Option<usize> {
        self.place.get(&Id::new(id)).copied()
    }

    fn is_excluded(&self, id: &str, reason: &str) -> bool {
        self.excluded.iter().any(|(excluded, why)| excluded.as_str() == id && why == reason)
    }
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| with_overlay(""));
static RANKED: LazyLock<[Ranked; 2]> =
    LazyLock::new(|| [0, 1].map(|sample| Ranked::of(&CATALOGUE, SAMPLES[sample].1)));

/// Judged by the catalogue and not by what the ranking says of its own needs.
#[test]
fn nothing_stands_before_what_the_catalogue_says_it_needs() {
    for (ranked, least) in RANKED.iter().zip([50, 200]) {
        let mut judged = 0;
        for (id, place) in &ranked.place {
            let needs: Vec<&Id> = match CATALOGUE.actions.get(id) {
                Some(action) => action.needs.iter().chain(&action.gates).collect(),
                None => taken(id, ranked).needs.iter().chain(&taken(id, ranked).gates).collect(),
            };
            for need in needs {
                let Some(before) = ranked.place.get(need) else { continue };
                assert!(before < place, "{id} stands before {need}");
                judged += 1;
            }
        }
        assert!(judged >= least, "{judged}");
    }
}

/// The way that a control of the ranking takes.
fn taken(id: &Id, ranked: &Ranked) -> &'static Way {
    let mut ways = CATALOGUE.controls[id].ways.iter();
    let way = ranked.way[id].as_ref();
    ways.find(|one| way.is_none_or(|way| one.id == *way)).unwrap()
}

/// What comes first by the nature of the work, whatever the catalogue says.
const FIRST: [(&str, &[&str]); 16] = [
    ("break-glass-accounts", &["AdminMFAV2", "BlockLegacyAuthentication", "MFARegistrationV2"]),
    ("legacy-sign-in-review", &["BlockLegacyAuthentication"]),
    ("mfa-registration-campaign", &["MFARegistrationV2"]),
    ("MFARegistrationV2", &["SigninRiskPolicy", "UserRiskPolicy"]),
    ("mail-policy-inventory", &["preset-security-policy"]),
    ("quarantine-policy", &["preset-security-policy"]),
    (
        "preset-security-policy",
        &[
            "mdo_safelinksforemail",
            "mdo_safelinksforOfficeApps",
            "mdo_safeattachmentpolicy",
            "mdo_zapmalware",
        ],
    ),
    ("mdo_antiphishingpolicies", &["mdo_targetedusersprotection", "mdo_enabledomainstoprotect"]),
    ("mdo_targetedusersprotection", &["mdo_targeteduserprotectionaction", "mdo_similaruserssafetytips"]),
    ("mdo_enabledomainstoprotect", &["mdo_targeteddomainprotectionaction", "mdo_similardomainssafetytips"]),
    ("mdo_mailboxintelligenceprotection", &["mdo_mailboxintelligenceprotectionaction"]),
    ("asr-profile", &["scid_2501", "scid_2503", "scid_2508"]),
    ("scid_2010", &["scid_2012", "scid_2016", "scid_2501"]),
    ("scid_2090", &["scid_2091"]),
    ("sensitivity-labels", &["mip_sensitivitylabelspolicies"]),
    ("mip_sensitivitylabelspolicies", &["mip_autosensitivitylabelspolicies"]),
];

#[test]
fn what_must_come_first_by_its_nature_does() {
    for (first, then) in FIRST {
        let mut met = 0;
        for id in then {
            assert!(rests_on(&Id::new(id)).contains(&Id::new(first)), "{id} does not rest on {first}");
            for ranked in &*RANKED {
                let (Some(first), Some(at)) = (ranked.at(first), ranked.at(id)) else { continue };
                assert!(first < at, "{id} stands before {first}");
                met += 1;
            }
        }
        assert!(met > 0, "no sample has both {first} and one of {then:?}");
    }
}

/// Presets hold no outbound filtering: it is a policy of its own, and neither one waits for the other.
#[test]
fn outbound_spam_is_no_part_of_the_presets() {
    const OUTBOUND: [&str; 7] = [
        "mdo_autoforwardingmode",
        "mdo_blockmailforward",
        "mdo_recipientexternallimitperhour",
        "mdo_recipientinternallimitperhour",
        "mdo_recipientlimitperday",
        "mdo_spam_notifications_only_for_admins",
        "mdo_thresholdreachedaction",
    ];
    let [presets, outbound] = ["preset-security-policy", "outbound-spam-policy"].map(Id::new);
    for control in CATALOGUE.controls.values() {
        let rests = rests_on(&control.id);
        let expected = OUTBOUND.contains(&control.id.as_str());
        assert_eq!(rests.contains(&outbound), expected, "{}", control.id);
        assert!(!(expected && rests.contains(&presets)), "{}", control.id);
    }
    for ranked in &*RANKED {
        assert!(ranked.place.contains_key(&presets) && ranked.place.contains_key(&outbound));
    }
}

/// Everything that a control rests on, on any way and at any depth.
fn rests_on(id: &Id) -> Vec<Id> {
    let mut all = vec![id.clone()];
    let mut next = 0;
    while let Some(id) = all.get(next) {
        let of_action = CATALOGUE.actions.get(id).into_iter().flat_map(|a| a.needs.iter().chain(&a.gates));
        let ways = CATALOGUE.controls.get(id).into_iter().flat_map(|control| &control.ways);
        let of_ways = ways.flat_map(|way| way.needs.iter().chain(&way.gates));
        let new: Vec<Id> = of_action.chain(of_ways).filter(|id| !all.contains(id)).cloned().collect();
        all.extend(new);
        next += 1;
    }
    all
}

/// Settings of Internet Explorer, and of the plug-ins that died with it.
const OLD_BROWSERS: [&str; 5] = ["scid_9", "scid_17", "scid_21", "scid_79", "scid_85"];

/// With every withdrawn row of the catalogue put into the snapshot at no points, as if it were still to be done.
#[test]
fn nothing_withdrawn_and_nothing_of_old_browsers_comes_early() {
    let withdrawn: Vec<&Id> =
        CATALOGUE.controls.values().filter(|control| !control.is_current()).map(|c| &c.id).collect();
    assert!(withdrawn.len() >= 10, "{withdrawn:?}");
    let rows: String =
        withdrawn.iter().map(|id| format!("  - {{ id: {id}, score: 0, max: 10 }}\n")).collect();
    for (name, text) in SAMPLES {
        let ranked =
            Ranked::of(&CATALOGUE, &text.replacen("\ncontrols:\n", &format!("\ncontrols:\n{rows}"), 1));
        for id in &withdrawn {
            assert_eq!(ranked.at(id.as_str()), None, "{name}: {id}");
            assert!(ranked.is_excluded(id.as_str(), "retired"), "{name}: {id}");
        }
        for id in OLD_BROWSERS {
            assert!(ranked.at(id).is_none_or(|place| place > 20), "{name}: {id}");
        }
    }
    let e5 = &RANKED[1];
    assert!(OLD_BROWSERS.iter().all(|id| e5.at(id).is_some()), "there is something to judge");
    let named =
        |title: &str| ["Internet Explorer", "ActiveX", "Flash plugins"].iter().any(|w| title.contains(w));
    for control in CATALOGUE.controls.values() {
        let is_old = OLD_BROWSERS.contains(&control.id.as_str());
        assert_eq!(control.tags.iter().any(|tag| tag == "legacy-browser"), is_old, "{}", control.id);
        assert!(is_old || !named(&control.title), "{}: {}", control.id, control.title);
    }
}

/// What only Conditional Access gives.
const BY_POLICY: [&str; 5] = [
    "SigninRiskPolicy",
    "UserRiskPolicy",
    "aad_limited_administrative_roles",
    "aad_phishing_MFA_strength",
    "aad_sign_in_freq_session_timeout",
];

/// Each of the two switches the other off, so a plan that holds both would never end. Without Entra ID P1 there are
/// only the defaults; with it, each tenant is ranked with them on and off.
#[test]
fn security_defaults_and_conditional_access_never_meet() {
    let mut seen = [0, 0];
    let mut judge = |name: &str, ranked: &Ranked| {
        let takes = |way: &str| ranked.way.values().flatten().any(|taken| taken.as_str() == way);
        let by_defaults = takes("security-defaults") || ranked.at("security-defaults-on").is_some();
        let by_policy = takes("conditional-access")
            || ranked.at("leave-security-defaults").is_some()
            || BY_POLICY.iter().any(|id| ranked.at(id).is_some());
        assert!(!(by_defaults && by_policy), "{name}");
        if takes("conditional-access") {
            assert!(ranked.is_excluded("AdminMFAV2", "way-not-taken"), "{name}");
        }
        seen[0] += usize::from(by_defaults);
        seen[1] += usize::from(by_policy);
    };
    for sample in [0, 1] {
        judge(SAMPLES[sample].0, &RANKED[sample]);
        let on = SAMPLES[sample].1.replace("security-defaults: false", "security-defaults: true");
        judge("with the defaults on", &Ranked::of(&CATALOGUE, &on));
    }
    for defaults in ["false", "true"] {
        let text = SAMPLES[0].1.replace("{ sku: SPE_E3,", "{ sku: ENTERPRISEPACK,");
        let text = text.replace("security-defaults: false", &format!("security-defaults: {defaults}"));
        judge("without Entra ID P1", &Ranked::of(&CATALOGUE, &text));
    }
    assert!(seen[0] > 0 && seen[1] > 0, "{seen:?}");
}

#[test]
fn the_larger_sample_has_the_backlog_of_an_architect() {
    let open = RANKED[1].place.keys().filter(|id| CATALOGUE.controls.contains_key(*id)).count();
    assert!(open >= 150, "{open}");
}
