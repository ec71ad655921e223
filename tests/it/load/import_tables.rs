//! CSVs beside the portal's: licences, control scores, and what is refused by its name.

use proptest::prelude::*;
use scoreplan::diag::Findings;
use scoreplan::load::anonymise::anonymise;
use scoreplan::load::export;
use scoreplan::load::source::text;
use serde_json::{Value, json};

use crate::load::import_portal::{fixture, imported, messages};
use crate::support::{ask, file, folder, hundredths, run, with_overlay};

/// What an import says of a table beside a score.
fn beside_scores(name: &str, content: &str) -> (Value, String) {
    let folder = folder();
    let table = file(&folder, name, content).display().to_string();
    let scores = fixture("export/scores.json");
    let said = ask(json!({ "question": "import", "paths": [table, scores] }));
    let tenant = said["tenant"].as_str().unwrap().to_owned();
    (said, tenant)
}

fn refused(content: &str) -> String {
    let folder = folder();
    let table = file(&folder, "table.csv", content).display().to_string();
    let target = folder.path().join("t.yaml").display().to_string();
    let ran = run(["import", &table, "-o", &target, "--as-of", "2026-11-02"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.err.lines().count() < 12, "{}", ran.err);
    ran.err
}

/// Part numbers in any case, behind the name of a tenant, and titles old and new; seats with separators of thousands.
#[test]
fn licences_come_as_tables_of_every_kind() {
    let e5 = "sku: SPE_E5, enabled: 1200, warning: 5, suspended: 0, consumed: 48";
    for (name, content) in [
        (
            "msol",
            "\"AccountSkuId\",\"ActiveUnits\",\"WarningUnits\",\"ConsumedUnits\"\n\"north:spe_e5\",\"1200\",\"5\",\"48\"\n\"north:SOMETHING_FREE\",\"10000\",\"0\",\"3\"\n",
        ),
        (
            "admin",
            "Product Title;Total Licenses;Warning;Assigned licenses\nMicrosoft 365 E5;1.200;5;48\nSomething Free;unlimited;0;3\nTotal;1200;;51\n",
        ),
        (
            "tool",
            "\"License\",\"SkuPartNumber\",\"Total\",\"Assigned\",\"Available\",\"Warning\"\n\"E five\",\"SPE_E5\",\"1,200\",\"48\",\"1152\",\"5\"\n\"Free\",\"SOMETHING_FREE\",\"1\",\"1\",\"0\",\"0\"\n",
        ),
        (
            "units",
            "SkuPartNumber,PrepaidUnits,ConsumedUnits\nSPE_E5,\"@{enabled=1200; lockedOut=0; suspended=0; warning=5}\",48\nSOMETHING_FREE,\"{\"\"enabled\"\":1}\",1\n",
        ),
        (
            "left",
            "License name\tUsed\tAvailable\tWarning\nSecure Productive Enterprise E5\t48\t1152\t5\nSomething Free\t1\t2\t0\n",
        ),
    ] {
        let (said, tenant) = beside_scores("licences.csv", content);
        assert!(tenant.contains(e5), "{name}: {tenant}");
        assert!(!tenant.contains("SOMETHING_FREE"), "{name}");
        assert_eq!(messages(&said, "N1115").len(), 1, "{name}: {said:#}");
        let unknown = messages(&said, "W1116");
        assert!(unknown.len() == 1 && unknown[0].starts_with("1 of 2 rows"), "{name}: {unknown:?}");
        assert!(messages(&said, "W1023").is_empty(), "{name}");
    }
}

/// Two part numbers are called Business Basic, and two F1, of which one has a mailbox.
#[test]
fn a_title_of_two_part_numbers_is_the_one_that_the_catalogue_prefers() {
    let table = "Product Title,Total Licenses,Assigned licenses\nMicrosoft 365 Business Basic,10,8\nMicrosoft 365 F1,5,5\n";
    let (said, tenant) = beside_scores("products.csv", table);
    assert!(tenant.contains("sku: O365_BUSINESS_ESSENTIALS, enabled: 10"), "{tenant}");
    assert!(tenant.contains("sku: M365_F1_COMM, enabled: 5"), "{tenant}");
    assert!(messages(&said, "W1116").is_empty(), "{said:#}");
}

#[test]
fn licences_of_two_tenants_are_refused() {
    let folder = folder();
    let rows = "AccountSkuId,ActiveUnits,ConsumedUnits\nreseller-account:SPE_E3,5,1\nnorth:SPE_E5,5,1\n";
    let one = file(&folder, "one.csv", rows).display().to_string();
    let two = file(&folder, "two.csv", format!("{rows}south:SPB,5,1\n")).display().to_string();
    let target = folder.path().join("t.yaml").display().to_string();
    let scores = fixture("export/scores.json");
    assert_eq!(run(["import", &one, &scores, "-o", &target]).code, 0);
    let ran = run(["import", &two, &scores, "-o", &target]);
    assert!(ran.code == 3 && ran.err.contains("E1010") && ran.err.contains("2 tenants"), "{}", ran.err);
}

/// PowerShell writes a type in place of the seats: as many as are assigned are there at least.
#[test]
fn seats_that_are_cut_off_are_a_lower_bound() {
    let table = "\"CapabilityStatus\",\"ConsumedUnits\",\"PrepaidUnits\",\"SkuPartNumber\"\n\
        \"Enabled\",\"48\",\"Microsoft.Graph.PowerShell.Models.MicrosoftGraphLicenseUnitsDetail\",\"SPE_E3\"\n";
    let (said, tenant) = beside_scores("skus.csv", table);
    assert!(tenant.contains("sku: SPE_E3, enabled: 48, warning: 0, suspended: 0, consumed: 48"), "{tenant}");
    assert!(messages(&said, "W1023")[0].contains("`SPE_E3`"), "{said:#}");
    // A list of Graph's beside it knows more.
    let folder = folder();
    let table = file(&folder, "skus.csv", table).display().to_string();
    let said = imported(&[&table, &fixture("export/skus.json"), &fixture("export/scores.json")]).said;
    assert!(messages(&said, "W1023").is_empty() && messages(&said, "E1009").is_empty(), "{said:#}");
}

/// 3.33 of 10 and 4.33 of 9 points; the catalogue says the maxima.
#[test]
fn control_scores_come_as_a_flat_table() {
    let flat = "controlCategory;controlName;score;scoreInPercentage;count;total\n\
        Identity;adminmfav2;3,33;33,3;1;3\nIdentity;MFARegistrationV2;4,33;48,11;25;52\n";
    let tool = "\"ActionName\",\"Category\",\"ScoreImpact\",\"CurrentScore\",\"MaxScore\"\n\
        \"AdminMFAV2\",\"N/A\",\"33.3\",\"3.33\",\"0\"\n\
        \"Ensure multifactor authentication is enabled for all users\",\"N/A\",\"48\",\"4.33\",\"9\"\n";
    for content in [flat, tool] {
        let folder = folder();
        let table = file(&folder, "scores.csv", content).display().to_string();
        let imported = imported(&[&table]);
        assert_eq!(imported.said["snapshot_date"], "2026-11-02");
        assert_eq!(hundredths(&imported.score["points"]), 766, "{}", imported.tenant);
        assert_eq!(hundredths(&imported.score["max"]), 1_900, "{}", imported.tenant);
        assert!(imported.tenant.contains("id: AdminMFAV2"), "{}", imported.tenant);
    }
    // The newest day counts, whatever `--as-of` says.
    let days = "date,controlName,score,maxScore\n2026-10-31,AdminMFAV2,0,10\n2026-11-01,AdminMFAV2,5,10\n";
    let folder = folder();
    let table = file(&folder, "days.csv", days).display().to_string();
    let imported = imported(&[&table]);
    assert_eq!(imported.said["snapshot_date"], "2026-11-01");
    assert_eq!(hundredths(&imported.score["points"]), 500);
    assert_eq!(messages(&imported.said, "N1004").len(), 1);
    let err = refused("controlName,score,maxScore\nAdminMFAV2,1,10\nadminmfav2,2,10\n");
    assert!(err.contains("E1006") && err.contains("twice"), "{err}");
    let err = refused("controlName,score,maxScore\nSomebody,1,10\nElse,2,10\n");
    assert!(err.contains("E1004") && err.contains("2 of 2 names"), "{err}");
    let err = refused("controlName,score,maxScore\nAdminMFAV2,many,10\nOneAdmin,few,1\n");
    assert!(err.contains("E1007") && err.contains("1 more like it"), "{err}");
}

#[test]
fn tables_of_something_else_are_refused_by_name() {
    for (content, code, words) in [
        (
            "Name,Devices Score impact,Points achieved,OS platform,Category,Exposed devices,Remediation activities\nTurn on the firewall,+0.5%,3/9,Windows,Network,4 out of 9,0\n",
            "E1019",
            "Defender Vulnerability Management",
        ),
        (
            "Vulnerabilities Export\nName,Severity,CVSS v3,Has Exploit,Exposed Machines\nCVE-2026-1,High,8,True,3\n",
            "E1019",
            "vulnerabilities",
        ),
        (
            "ControlName,CurrentScore,MaxScore,HealthyResources,UnhealthyResources\nx,0,1,0,3\n",
            "E1019",
            "Defender for Cloud",
        ),
        (
            "Improvement action,Points achieved,Regulations,Test status\nx,0/27,GDPR,None\n",
            "E1019",
            "Compliance Manager",
        ),
        (
            "Name,Score Impact,Current Score,Max Score,User Impact,Implementation Cost,Status\nx,1 %,1,9,Low,Low,Planned\n",
            "E1019",
            "Identity Secure Score",
        ),
        (
            "TimeGenerated [UTC],ControlId_s,CurrentScore_d,MaxScore_d\n\"5/6/2026, 3:00\",AdminMFAV2,5,10\n",
            "E1019",
            "Log Analytics",
        ),
        (
            "User principal name,Display name,Licenses\na@b.example,A,Microsoft 365 E5\n",
            "E1019",
            "list of users",
        ),
        (
            "\"Id\",\"ControlScores\",\"CurrentScore\"\n\"x\",\"System.Object[]\",\"5\"\n",
            "E1005",
            "-OutputType Json",
        ),
        (
            "\"Id\",\"ControlStateUpdates\",\"MaxScore\"\n\"x\",\"System.Object[]\",\"5\"\n",
            "E1005",
            "secureScoreControlProfiles",
        ),
        ("Animal,Legs\nape,2\n", "E1004", "`Animal`, `Legs`"),
        (
            "Posizione,Azione consigliata,Impatto sul punteggio,Punti ottenuti\n1,Una cosa,\"+3,24 %\",0/10\n",
            "E1004",
            "a language that is not known: `Posizione`",
        ),
    ] {
        let err = refused(content);
        assert!(err.contains(code) && err.contains(words), "{code} {words}: {err}");
    }
    let err = refused("Posizione,Azione,Impatto,Punti\n1,Una cosa,\"+3,24 %\",0/10\n");
    assert!(err.contains("English, German, French, Spanish or Dutch"), "{err}");
}

/// What is read of a table is written anew, and gives the same figures; what nobody knows is left out.
#[test]
fn tables_are_made_anonymous() {
    for (content, kept, gone) in [
        (
            "\"AccountSkuId\",\"ActiveUnits\",\"WarningUnits\",\"ConsumedUnits\"\n\"northwind:SPE_E5\",\"50\",\"0\",\"48\"\n\"northwind:OWN_THING\",\"5\",\"0\",\"4\"\n",
            "SPE_E5,50,0,,48",
            ["northwind", "OWN_THING"],
        ),
        (
            "controlName,score,maxScore,owner\nadminmfav2,5,10,anna\nown_northwind,1,3,bert\nOneAdmin,1,1,\n",
            "AdminMFAV2,5,10,",
            ["northwind", "anna"],
        ),
    ] {
        let folder = folder();
        let table = file(&folder, "table.csv", content).display().to_string();
        let said = ask(json!({ "question": "anonymise", "path": table }));
        let text = said["files"][0]["text"].as_str().unwrap();
        assert!(text.contains(kept), "{text}");
        assert!(!gone.iter().any(|word| text.contains(word)), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Damaged tables are values or findings, and what is made anonymous of them is proven or refused.
    #[test]
    fn damaged_tables_never_panic(
        which in 0..3_usize,
        from in any::<prop::sample::Index>(),
        length in 0..40_usize,
        instead in prop::sample::select(vec!["", "\"", ";", ",", "\n", "\u{202f}", "99999999999999999999", "enabled=", "\u{feff}", "sep=;\n", "é"]),
    ) {
        let texts = [
            "\u{feff}Product Title,Total Licenses,Assigned licenses,Warning\nMicrosoft 365 E5,\"1,200\",48,0\nMicrosoft 365 E3,unlimited,3,\n",
            "\"SkuPartNumber\";\"PrepaidUnits\";\"ConsumedUnits\"\n\"SPE_E5\";\"@{enabled=50; suspended=1; warning=2}\";\"48\"\n",
            "date,controlName,score,maxScore,lastSynced\n2026-11-01,AdminMFAV2,5,10,2026-11-01T00:00:00Z\n2026-11-02,adminmfav2,\"6,5\",10,\n",
        ];
        let whole = texts[which].as_bytes();
        let at = from.index(whole.len());
        let end = (at + length).min(whole.len());
        let damaged = [&whole[..at], instead.as_bytes(), &whole[end..]].concat();
        let damaged = String::from_utf8_lossy(&damaged);
        let catalogue = with_overlay("");
        let mut findings = Findings::new();
        if let Some(source) = text("x.csv", damaged.as_bytes(), &mut findings) {
            scoreplan::load::kind(&source);
            let sources = std::slice::from_ref(&source);
            let tenant = export::import(sources, &catalogue, "2026-11-02".parse().ok(), &mut findings);
            prop_assert!(tenant.is_some() || findings.has_errors());
            let mut told = Findings::new();
            let anonymous = anonymise(sources, &catalogue, &mut told);
            prop_assert!(anonymous.is_some() || told.has_errors());
        }
    }
}
