//! What is owned: the same SKU in several sources, lists of plans that are cut, seats that do not count, other tenants.

use scoreplan::diag::{Findings, Severity};
use scoreplan::load::export;
use scoreplan::load::source::Source;
use scoreplan::model::{Licence, Tenant};
use serde_json::{Value, json};

use crate::load::anonymise::{catalogue, made};

const OURS: &str = "0000000a-0000-0000-0000-00000000000a";
const THEIRS: &str = "0000000b-0000-0000-0000-00000000000b";

/// Imports files beside one score.
fn imported(files: &[(&str, String)]) -> (Option<Tenant>, Vec<String>) {
    let score = json!({"azureTenantId": OURS, "createdDateTime": "2026-11-01T00:00:00Z", "enabledServices": ["HasAADP1"],
        "controlScores": [{"controlName": "AdminMFAV2", "score": 5, "maxScore": 10}]});
    let mut sources = vec![Source::from_text("scores.json", &score.to_string())];
    sources.extend(files.iter().map(|(name, content)| Source::from_text(name, content)));
    let mut findings = Findings::new();
    let tenant = export::import(&sources, catalogue(), None, &mut findings);
    let sorted = findings.sorted();
    let said = sorted.iter().map(|finding| {
        let file = finding.place.as_ref().map_or("", |place| place.file.as_str());
        format!("{} {} ({file})", finding.code, finding.message)
    });
    (tenant, said.collect())
}

fn owned(files: &[(&str, String)]) -> (Vec<Licence>, Vec<String>) {
    let (tenant, said) = imported(files);
    let tenant = tenant.unwrap_or_else(|| panic!("{said:?}"));
    (tenant.licences.unwrap_or_else(|| panic!("{said:?}")), said)
}

/// The seats of each SKU.
fn seats(files: &[(&str, String)]) -> Vec<(String, i64, i64)> {
    let (licences, _) = owned(files);
    licences.iter().map(|owned| (owned.sku.to_string(), owned.enabled, owned.suspended)).collect()
}

fn has(said: &[String], code: &str, words: &str) -> bool {
    said.iter().any(|said| said.starts_with(code) && said.contains(words))
}

fn sku(part: &str, enabled: i64) -> Value {
    json!({"skuPartNumber": part, "consumedUnits": 3, "prepaidUnits": {"enabled": enabled, "warning": 0, "suspended": 0}})
}

fn list(skus: &[Value]) -> String {
    json!({ "value": skus }).to_string()
}

fn csv(rows: &str) -> String {
    format!("SkuPartNumber,Total,Assigned\n{rows}\n")
}

#[test]
fn a_sku_in_two_spellings_is_owned_once() {
    let one = [("SPE_E3".to_owned(), 50, 0)];
    for (first, second) in [
        (list(&[sku("SPE_E3", 50)]), list(&[sku("spe_e3", 50)])),
        (list(&[sku("spe_e3", 50)]), csv("SPE_E3,50,3")),
        (csv("Spe_E3,50,3"), csv("SPE_E3,50,3")),
        (list(&[sku("SPE_E3", 50)]), list(&[sku("SPE_E3", 50), sku("Spe_E3", 50)])),
    ] {
        let files = [("a.csv", first), ("b.csv", second)];
        assert_eq!(seats(&files), one, "{files:?}");
        assert!(has(&owned(&files).1, "N1026", "`SPE_E3` comes twice with the same figures"));
    }
    // A SKU that nobody knows has the spelling in which it was met first.
    let files = [("a.json", list(&[sku("Own_Sku", 5)])), ("b.json", list(&[sku("OWN_SKU", 5)]))];
    assert_eq!(seats(&files), [("Own_Sku".to_owned(), 5, 0)]);
}

#[test]
fn figures_are_compared_sku_by_sku() {
    let (one, two) = (sku("SPE_E3", 50), sku("SPB", 7));
    let files =
        [("a.json", list(&[one.clone(), two.clone()])), ("b.json", list(&[two.clone(), one.clone()]))];
    let all = [("SPB".to_owned(), 7, 0), ("SPE_E3".to_owned(), 50, 0)];
    assert_eq!(seats(&files), all);
    assert!(has(&owned(&files).1, "N1026", "and so do 1 more SKUs"));
    // What only one page holds is owned too.
    let files = [("a.json", list(std::slice::from_ref(&one))), ("b.json", list(&[two, one.clone()]))];
    assert_eq!(seats(&files), all);
    for second in [list(&[sku("spe_e3", 49)]), csv("SPE_E3,49,3")] {
        let (tenant, said) = imported(&[("a.json", list(&[sku("SPE_E3", 50)])), ("b.json", second)]);
        assert!(tenant.is_none());
        assert!(
            has(&said, "E1009", "`SPE_E3`") && has(&said, "E1009", "a.json") && has(&said, "E1009", "b.json"),
            "{said:?}"
        );
    }
    // What one source does not say the other does.
    let unsaid = json!({"skuPartNumber": "SPE_E3", "consumedUnits": 3});
    let files = [("a.json", list(&[unsaid])), ("b.csv", csv("SPE_E3,50,"))];
    assert_eq!(seats(&files), [("SPE_E3".to_owned(), 50, 0)]);
    assert!(!has(&owned(&files).1, "W1023", ""));
    // Graph names a SKU once, and tables each subscription.
    let (tenant, said) = imported(&[("a.json", list(&[sku("SPB", 50), sku("SPB", 25)]))]);
    assert!(tenant.is_none() && has(&said, "E1006", "50 seats"), "{said:?}");
    assert_eq!(seats(&[("a.csv", csv("SPB,50,3\nSPB,25,3"))]), [("SPB".to_owned(), 75, 0)]);
    // Sums end at the largest number there is.
    let most = i64::MAX.to_string();
    let files = [("a.csv", csv(&format!("SPB,{most},3")))];
    assert!(has(&owned(&files).1, "W1010", "no count"));
}

/// The plans of Business Basic in the catalogue: five.
#[test]
fn a_list_of_few_plans_is_a_part_of_one() {
    let basic = ["EXCHANGE_S_STANDARD", "FORMS_PLAN_E1", "SHAREPOINTSTANDARD", "SWAY", "TEAMS1"];
    let plans = |on: &[&str], off: &[&str]| {
        let plan = |plan: &&str, status: &str| json!({"servicePlanName": plan, "provisioningStatus": status});
        let on = on.iter().map(|name| plan(name, "Success"));
        let all: Vec<Value> = on.chain(off.iter().map(|name| plan(name, "Disabled"))).collect();
        let mut sku = sku("O365_BUSINESS_ESSENTIALS", 5);
        sku["servicePlans"] = json!(all);
        let (licences, said) = owned(&[("a.json", list(&[sku]))]);
        let names = licences[0].plans.clone();
        (names.map(|plans| plans.iter().map(ToString::to_string).collect::<Vec<_>>()), said)
    };
    // Two of five are a part.
    let (listed, said) = plans(&basic[..2], &[]);
    assert_eq!(listed, None);
    assert!(has(&said, "W1022", "`O365_BUSINESS_ESSENTIALS` (2 plans listed, 5 known)"), "{said:?}");
    // Three are a list, whatever is beside them.
    let (listed, said) = plans(&basic[..3], &["YAMMER_ENTERPRISE"]);
    assert_eq!(listed, Some(basic[..3].iter().map(ToString::to_string).collect()));
    assert!(has(&said, "N1009", "fewer [SWAY, TEAMS1]") && !has(&said, "W1022", ""), "{said:?}");
    // What is off is off, in a part and in a whole list.
    let (listed, said) = plans(&[], &["teams1"]);
    assert_eq!(listed, Some(basic[..4].iter().map(ToString::to_string).collect()));
    assert!(has(&said, "W1022", "less what is listed as off"), "{said:?}");
    assert_eq!(plans(&[], &basic).0, Some(Vec::new()));
    // Plans by id alone are no list.
    let mut sku = sku("SPB", 5);
    sku["servicePlans"] = json!([{"servicePlanId": "41781fb2-bc02-4b7c-bd55-b576c07bb09d"}]);
    let (licences, said) = owned(&[("a.json", list(&[sku]))]);
    assert_eq!(licences[0].plans, None);
    assert!(has(&said, "W1022", "names no service plan of 1 SKU"), "{said:?}");
}

/// However many SKUs there are, each kind of finding comes once.
#[test]
fn findings_on_skus_are_counted() {
    let parts: Vec<String> = catalogue().skus.keys().map(ToString::to_string).collect();
    let unknown: Vec<String> = (0..30).map(|n| format!("OWN_{n}")).collect();
    for plans in [json!([]), json!([{"servicePlanName": "AAD_PREMIUM"}]), json!(["NOTHING_KNOWN"])] {
        let all: Vec<Value> = parts
            .iter()
            .chain(&unknown)
            .map(|part| json!({"skuPartNumber": part, "consumedUnits": 1, "servicePlans": plans}))
            .collect();
        let (_, said) = owned(&[("a.json", list(&all))]);
        for code in ["W1022", "W1023", "W3001", "N1009"] {
            assert!(said.iter().filter(|said| said.starts_with(code)).count() <= 1, "{code}: {said:?}");
        }
        assert!(
            has(&said, "W3001", "30 SKUs are not in the catalogue") && has(&said, "W3001", "and 25 more"),
            "{said:?}"
        );
        assert!(said.len() <= 6, "{said:?}");
    }
}

#[test]
fn licences_of_another_tenant_are_not_owned() {
    let with = |key: &str, value: String| {
        let mut sku = sku("SPE_E5", 5);
        sku[key] = value.into();
        sku
    };
    let capitals = OURS.to_uppercase();
    // The id comes before the account, which differs within Microsoft's own example.
    let mut example = with("id", format!("{capitals}_06ebc4ee-1bb5-47dd-8120-11324bc54e06"));
    example["accountId"] = THEIRS.into();
    for ours in [example, with("accountId", capitals), with("tenant", "contoso".to_owned())] {
        assert_eq!(seats(&[("a.json", list(&[ours]))]), [("SPE_E5".to_owned(), 5, 0)]);
    }
    let table = format!("TenantId,SkuPartNumber,Total,Assigned\n{THEIRS},SPE_E5,5,5\n");
    for theirs in [
        list(&[with("id", format!("{THEIRS}_06ebc4ee-1bb5-47dd-8120-11324bc54e06"))]),
        list(&[with("accountId", THEIRS.to_owned())]),
        list(&[with("tenantId", THEIRS.to_owned())]),
        table,
    ] {
        let (tenant, said) = imported(&[("a.csv", theirs)]);
        assert_eq!(tenant.unwrap().licences, None);
        assert!(has(&said, "W1041", THEIRS), "{said:?}");
    }
    let two = list(&[with("accountId", "1".to_owned()), with("accountId", "2".to_owned())]);
    let named = list(&[with("tenant", "north".to_owned()), with("tenant", "south".to_owned())]);
    let table =
        "Tenant,SkuPartNumber,Total,Assigned\nnorth.onmicrosoft.com,SPB,50,48\nSouth,SPE_E5,500,480\n";
    for several in [two, named, table.to_owned()] {
        let (tenant, said) = imported(&[("a.csv", several)]);
        assert!(
            tenant.is_none() && has(&said, "E1010", "2 tenants") && has(&said, "E1010", "(a.csv)"),
            "{said:?}"
        );
    }
}

#[test]
fn ids_of_tenants_have_no_case() {
    let score = |tenant: &str, day: &str| {
        json!({"azureTenantId": tenant, "createdDateTime": format!("{day}T00:00:00Z"),
            "controlScores": [{"controlName": "OneAdmin", "score": 1, "maxScore": 1}]})
        .to_string()
    };
    let (tenant, said) = imported(&[("a.json", score(&OURS.to_uppercase(), "2026-10-31"))]);
    assert!(tenant.is_some(), "{said:?}");
    let (tenant, said) = imported(&[("a.json", score(THEIRS, "2026-10-31"))]);
    assert!(tenant.is_none() && has(&said, "E1010", &format!("`{THEIRS}` (a.json)")), "{said:?}");
    let profile = json!([{"id": "AdminMFAV2", "azureTenantId": OURS.to_uppercase(), "title": "t", "maxScore": 10,
        "controlCategory": "Identity", "controlStateUpdates": [{"state": "Ignored"}]}]);
    let (_, said) = imported(&[("p.json", profile.to_string())]);
    assert!(!has(&said, "W1007", ""), "{said:?}");
}

/// Rows of one day on two pages are one snapshot.
#[test]
fn rows_of_one_day_stand_on_several_pages() {
    let row = |name: &str| {
        json!({"value": [{"controlName": name, "score": 1, "maxScore": 9, "createdDateTime": "2026-11-02T00:00:00Z",
            "azureTenantId": OURS}]})
    };
    let (tenant, said) =
        imported(&[("a.json", format!("{}\n{}", row("AdminMFAV2"), row("MFARegistrationV2")))]);
    assert_eq!(tenant.unwrap_or_else(|| panic!("{said:?}")).controls.len(), 2);
}

/// 25 seats of which 20 have expired are five, and 20 that work for their grace period.
#[test]
fn expired_seats_are_in_their_grace_period() {
    let table = "Product Title,Total Licenses,Expired Licenses,Assigned licenses,Status Message\nMicrosoft 365 E5,25,20,4,\n";
    assert_eq!(seats(&[("a.csv", table.to_owned())]), [("SPE_E5".to_owned(), 5, 0)]);
    assert_eq!(owned(&[("a.csv", table.to_owned())]).0[0].warning, 20);
    assert!(has(&owned(&[("a.csv", table.to_owned())]).1, "W1044", "`SPE_E5` (20)"));
    let valid = table.replace("Total Licenses", "Valid");
    assert_eq!(seats(&[("a.csv", valid)]), [("SPE_E5".to_owned(), 25, 0)]);
    let dead = "SkuPartNumber,CapabilityStatus,Total,Assigned\nSPE_E5,Suspended,25,4\n";
    assert_eq!(seats(&[("a.csv", dead.to_owned())]), [("SPE_E5".to_owned(), 0, 25)]);
}

#[test]
fn thousands_are_groups_of_three() {
    for (written, read) in [
        ("1234", Some(1_234)),
        ("1.234", Some(1_234)),
        ("1,234,567", Some(1_234_567)),
        ("1 234", Some(1_234)),
        ("1\u{a0}234", Some(1_234)),
        ("12'345", Some(12_345)),
        ("50.0", Some(50)),
        ("1,234.00", Some(1_234)),
        ("1.234,00", Some(1_234)),
        ("1234.567", None),
        ("1,234.567", None),
        ("1,23,456", None),
        ("12,34", None),
        ("50.5", None),
        ("1..000", None),
    ] {
        let files = [("a.csv", format!("SkuPartNumber,Total,Assigned\nSPB,\"{written}\",7\n"))];
        assert_eq!(seats(&files)[0].1, read.unwrap_or(7), "{written}");
        assert_eq!(has(&owned(&files).1, "W1010", "no count"), read.is_none(), "{written}");
    }
}

/// Seats as tools write them, and SKUs without a name.
#[test]
fn a_sku_never_sinks_what_stands_beside_it() {
    for units in [
        json!({"Enabled": 50, "Consumed": 48}),
        json!({"PrepaidUnits.Enabled": 50}),
        json!({"PrepaidUnits_Enabled": "50", "PrepaidUnits_Suspended": 0}),
        json!({"prepaidUnits": 50}),
        json!({"total_licenses": 50}),
    ] {
        let mut sku = units;
        sku["SkuPartNumber"] = "SPB".into();
        assert_eq!(seats(&[("a.json", list(&[sku.clone()]))]), [("SPB".to_owned(), 50, 0)], "{sku}");
    }
    let mut nameless = sku("SPB", 5);
    nameless["skuPartNumber"] = Value::Null;
    let files = [("a.json", list(&[nameless, sku("SPE_E3", 5)]))];
    assert_eq!(seats(&files), [("SPE_E3".to_owned(), 5, 0)]);
    assert!(has(&owned(&files).1, "W1010", "without `skuPartNumber`"));
}

#[test]
fn a_list_that_contradicts_the_score_is_named() {
    let empty =
        json!({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#subscribedSkus", "value": []});
    for empty in [empty, json!({"subscribedSkus": []})] {
        let (tenant, said) = imported(&[("a.json", empty.to_string())]);
        assert_eq!(tenant.unwrap().licences, None);
        assert!(has(&said, "W1042", "(a.json)"), "{said:?}");
    }
    // The token shows Entra ID P1, which Business Premium holds and Business Basic does not.
    assert!(!has(&owned(&[("a.json", list(&[sku("SPB", 5)]))]).1, "W1043", ""));
    let (_, said) = owned(&[("a.json", list(&[sku("O365_BUSINESS_ESSENTIALS", 5)]))]);
    assert!(has(&said, "W1043", "`AAD_PREMIUM` (HasAADP1)"), "{said:?}");
}

#[test]
fn without_a_score_the_file_is_named() {
    let mut findings = Findings::new();
    let source = Source::from_text("a.json", &list(&[sku("SPB", 5)]));
    assert!(export::import(&[source], catalogue(), None, &mut findings).is_none());
    let error = findings.iter().find(|finding| finding.severity() == Severity::Error).unwrap();
    assert_eq!(error.place.as_ref().unwrap().file, "a.json");
    assert!(error.message.contains("`a.json` holds the licences"), "{}", error.message);
}

/// What is off, and whether a list is a part of one, is the same when names are taken out.
#[test]
fn plans_stay_when_names_go() {
    let with = |plans: Value| {
        let mut sku = sku("O365_BUSINESS_ESSENTIALS", 5);
        sku["servicePlans"] = plans;
        list(&[sku])
    };
    let plan = |name: &str, status: &str| json!({"servicePlanName": name, "provisioningStatus": status});
    let whole = ["EXCHANGE_S_STANDARD", "FORMS_PLAN_E1", "SHAREPOINTSTANDARD", "SWAY", "CONTOSO_PLAN"];
    for plans in [
        json!([plan("teams1", "Disabled")]),
        json!([plan("SWAY", "Success"), plan("CONTOSO_PLAN", "Success")]),
        json!(whole.map(|name| plan(name, if name == "SWAY" { "Success" } else { "Disabled" }))),
    ] {
        let export = with(plans);
        let masked = made(&[&export]).unwrap().files[0].text.clone();
        assert!(!masked.contains("CONTOSO"), "{masked}");
        assert_eq!(owned(&[("a.json", export)]).0, owned(&[("a.json", masked)]).0);
    }
    let masked = made(&[&list(&[sku("spb", 5), sku("O365_w/o Teams Bundle_M3", 5)])]).unwrap();
    let parts = seats(&[("a.json", masked.files[0].text.clone())]);
    assert_eq!(parts, [("O365_w/o\u{a0}Teams\u{a0}Bundle_M3".to_owned(), 5, 0), ("SPB".to_owned(), 5, 0)]);
}

/// What is imported is read again from the tenant file: larger counts are none.
#[test]
fn counts_that_no_tenant_file_holds_are_left_aside() {
    let row = |total: i64| {
        json!({"createdDateTime": "2026-12-01T00:00:00Z", "controlScores":
            [{"controlName": "MFARegistrationV2", "score": 3.6, "count": 2, "total": total}]})
    };
    for (total, read) in [(1_000_000_000, Some(1_000_000_000)), (1_000_000_001, None), (44_444_444_444, None)]
    {
        let (tenant, said) = imported(&[("a.json", row(total).to_string())]);
        let tenant = tenant.unwrap_or_else(|| panic!("{said:?}"));
        assert_eq!(tenant.controls.values().next().unwrap().total, read, "{total}");
    }
    let most = 1_000_000_000;
    assert_eq!(
        seats(&[("a.csv", csv(&format!("SPB,{most},3\nSPB,{most},3")))]),
        [("SPB".to_owned(), most, 0)]
    );
}
