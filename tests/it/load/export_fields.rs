//! Fields, rows and columns of exports: totals that rows repeat, whose they are, days, numbers, and tables cut short.

use jiff::civil::{Date, date};
use scoreplan::diag::Findings;
use scoreplan::load::export;
use scoreplan::load::export::time::day;
use scoreplan::load::export::tree::value;
use scoreplan::load::source::Source;
use scoreplan::model::{Points, Status, Tenant};
use serde_json::{Value, json};

use crate::load::anonymise::catalogue;

/// A tenant or none, and the findings as `code message`.
fn import(content: &str) -> (Option<Tenant>, Vec<String>) {
    let source = Source::from_text("export", content);
    let mut findings = Findings::new();
    let as_of = Some(date(2026, 3, 2));
    let tenant = export::import(std::slice::from_ref(&source), catalogue(), as_of, &mut findings);
    let said = findings.sorted();
    (tenant, said.iter().map(|finding| format!("{} {}", finding.code, finding.message)).collect())
}

fn read(content: &str) -> Tenant {
    let (tenant, said) = import(content);
    tenant.unwrap_or_else(|| panic!("{content}: {said:?}"))
}

/// What the only error says.
fn error(content: &str) -> String {
    let (tenant, said) = import(content);
    assert!(tenant.is_none(), "{content}");
    let errors: Vec<String> = said.into_iter().filter(|said| said.starts_with('E')).collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    errors.into_iter().next().unwrap()
}

fn headline(tenant: &Tenant) -> Option<(i64, i64)> {
    tenant.headline.map(|(points, max)| (points.0, max.0))
}

/// Points and maximum of a control in hundredths.
fn row(tenant: &Tenant, id: &str) -> (i64, i64) {
    let control = tenant.controls.values().find(|control| control.id.as_str() == id).unwrap();
    (control.score.0, control.max.map_or(0, |max| max.value.0))
}

#[test]
fn totals_that_every_row_repeats_are_the_headline() {
    let csv = "createdDateTime,currentScore,maxScore,controlName,score\n\
               2026-05-22,19.6,30,AdminMFAV2,5.0\n2026-05-22,19.6,30,MFARegistrationV2,3.6\n";
    let json = json!([
        {"createdDateTime": "2026-05-22", "currentScore": 19.6, "maxScore": 30, "controlName": "AdminMFAV2", "score": 5.0},
        {"createdDateTime": "2026-05-22", "currentScore": 19.6, "maxScore": 30, "controlName": "MFARegistrationV2", "score": 3.6},
    ]);
    for content in [csv, &json.to_string()] {
        let tenant = read(content);
        assert_eq!(headline(&tenant), Some((1960, 3000)), "{content}");
        assert_eq!(row(&tenant, "AdminMFAV2"), (500, 1000));
        assert_eq!(row(&tenant, "MFARegistrationV2"), (360, 900));
    }
    // A maximum of its own in each row is none of the whole, and so is the same figure under two names.
    let own = read("controlName,score,maxScore\nAdminMFAV2,5,10\nMFARegistrationV2,3.6,9\n");
    assert_eq!(headline(&own), None);
    let twofold = read("controlName,score,currentScore,maxScore\nAdminMFAV2,5,5,10\n");
    assert_eq!((headline(&twofold), row(&twofold, "AdminMFAV2")), (None, (500, 1000)));
}

#[test]
fn several_tenants_in_one_table_or_log_are_refused() {
    let log = |key: &str| {
        let row = |tenant: &str, control: &str| json!({key: tenant, "createdDateTime": "2026-05-22", "controlName": control, "score": 5});
        format!("{}\n{}", row("contoso", "AdminMFAV2"), row("fabrikam", "MFARegistrationV2"))
    };
    for key in ["TenantName", "TenantId", "tenant", "customer_name", "tenantDisplayName"] {
        assert!(error(&log(key)).contains("come from 2 tenants"), "{key}");
    }
    let scores =
        "ControlName,Score,MaxScore,Tenant Name\nAdminMFAV2,5,10,contoso\nMFARegistrationV2,9,9,fabrikam\n";
    assert_eq!(error(scores), "E1010 the exports come from 2 tenants, by `tenantName`: contoso, fabrikam");
    let portal = "Tenant,Recommended action,Points achieved,Status,Product\n\
                  contoso,Ensure one thing,0/10,To address,Microsoft Entra ID\n\
                  fabrikam,Ensure another,10/10,Completed,Microsoft Entra ID\n";
    assert_eq!(error(portal), "E1010 the exports come from 2 tenants, by `tenant`: contoso, fabrikam");
    let around = |tenant: &str| {
        json!({"tenant": tenant, "score": {"createdDateTime": "2026-05-22T00:00:00Z",
            "controlScores": [{"controlName": "AdminMFAV2", "score": 5}]}})
    };
    assert!(error(&json!([around("contoso"), around("fabrikam")]).to_string()).starts_with("E1010"));
    let one = scores.replace("fabrikam", "Contoso");
    assert_eq!(read(&one).controls.len(), 2);
}

/// A snapshot with some fields more.
fn snapshot(more: &[(&str, Value)]) -> String {
    let mut snapshot = json!({"id": "t_2026-03-05", "azureTenantId": "t", "createdDateTime": "2026-03-05T00:00:00Z",
        "controlScores": [{"controlName": "AdminMFAV2", "score": 5}]});
    for (key, value) in more {
        snapshot[*key] = value.clone();
    }
    snapshot.to_string()
}

#[test]
fn an_id_decides_between_two_readings_of_a_day() {
    let at = |time: &str| read(&snapshot(&[("createdDateTime", json!(time))])).snapshot_date;
    assert_eq!(at("5/03/2026 12:00:00 AM"), date(2026, 3, 5));
    assert_eq!(at("3/05/2026 12:00:00 AM"), date(2026, 3, 5));
    // One that can be one day only stays.
    assert_eq!(at("5/22/2026 12:00:00 AM"), date(2026, 5, 22));
}

#[test]
fn days_in_words_are_read_in_every_month_and_language() {
    let read = |text: &str| -> Option<Date> { day(&value(&json!(text).to_string()).unwrap()) };
    let months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    for (month, name) in (1..).zip(months) {
        let expected = Some(date(2026, month, 1));
        assert_eq!(read(&format!("Monday, {name} 1, 2026 12:00:00 AM")), expected);
        assert_eq!(read(&format!("Mon {} 01 00:00:00 2026", &name[..3])), expected);
    }
    for text in [
        "Fr, 22 May 2026",
        "Freitag, 22. Mai 2026 00:00:00",
        "vendredi 22 mai 2026",
        "viernes, 22 de mayo de 2026",
        "vrijdag 22 mei 2026",
    ] {
        assert_eq!(read(text), Some(date(2026, 5, 22)), "{text}");
    }
    assert_eq!(read("mar. 22 juin 2026"), None);
}

#[test]
fn the_newest_state_is_found_by_its_time_of_day() {
    let status = |updates: Value| {
        let scores: Value = serde_json::from_str(&snapshot(&[])).unwrap();
        let profile =
            json!({"id": "AdminMFAV2", "title": "x", "maxScore": 10, "controlStateUpdates": updates});
        let (tenant, said) = import(&json!([[scores], [profile]]).to_string());
        let tenant = tenant.unwrap_or_else(|| panic!("{said:?}"));
        let status = tenant.controls.values().next().unwrap().status.map(|status| status.value);
        (status, said.iter().filter(|said| said.contains("updatedDateTime")).count())
    };
    let entry = |state: &str, time: &str| json!({"state": state, "updatedDateTime": time});
    let third = Some(Status::ThirdParty);
    let day = [entry("ThirdParty", "5/22/2026 10:00:00 AM"), entry("Default", "5/22/2026 9:00:00 AM")];
    assert_eq!(status(json!(day)), (third, 0));
    let night = [entry("ThirdParty", "5/22/2026 1:00:00 PM"), entry("Default", "5/22/2026 11:00:00 AM")];
    assert_eq!(status(json!(night)), (third, 0));
    // A day that can be two: the last entry, and a word on it.
    let unclear = [entry("Default", "2026-12-01T00:00:00Z"), entry("ThirdParty", "05/03/2026 10:00")];
    assert_eq!(status(json!(unclear)), (third, 1));
    let snake =
        [json!({"state": "Ignored", "updated_date_time": "2026-05-22"}), entry("Default", "2026-05-21")];
    assert_eq!(status(json!(snake)).0, Some(Status::RiskAccepted));
    // An empty word is none, as null is.
    assert_eq!(status(json!([{"state": ""}])), status(json!([{"state": null}])));
    assert_eq!(status(json!([{"state": ""}])).0, Some(Status::ToAddress));
}

#[test]
fn fields_of_every_object_are_known_in_other_spellings() {
    let averages =
        json!([{"basis": "AllTenants", "average_score": "50.96 %", "apps_score": 10, "apps_score_max": 40}]);
    let tenant = read(&snapshot(&[("average_comparative_scores", averages)]));
    assert_eq!(tenant.benchmarks[0].percent.0, 5096);
    assert_eq!(tenant.benchmarks[0].categories.len(), 1);
    let rows = json!([{"snapshot_date": "2026-05-22", "control_name": "AdminMFAV2", "score": 5}]);
    assert_eq!(read(&rows.to_string()).snapshot_date, date(2026, 5, 22));
}

#[test]
fn a_number_is_read_only_where_it_can_be_one() {
    let score = |written: &str| {
        let (tenant, _) =
            import(&json!([{"controlName": "AdminMFAV2", "score": written, "maxScore": 2000}]).to_string());
        tenant.map(|tenant| row(&tenant, "AdminMFAV2").0)
    };
    assert_eq!(score("1,234.5"), Some(123_450));
    assert_eq!(score("1.234,5"), Some(123_450));
    assert_eq!(score("3,6"), Some(360));
    assert_eq!(score("5%"), None);
    assert_eq!(score("1,2.3"), None);
    assert_eq!(score("1,23,4.5"), None);
}

#[test]
fn the_first_field_that_says_something_counts() {
    let row = json!([{"createdDateTime": null, "timeGenerated": "2026-05-22T00:00:00Z", "controlName": "AdminMFAV2",
        "score": null, "currentScore": 5}]);
    let tenant = read(&row.to_string());
    assert_eq!(tenant.snapshot_date, date(2026, 5, 22));
    assert_eq!(tenant.controls.values().next().unwrap().score, Points(500));
}

#[test]
fn a_percentage_gives_points_where_the_maximum_is_known() {
    let tenant =
        read("controlName,scoreInPercentage\nAdminMFAV2,50\nMFARegistrationV2,40\nNobodyKnowsMe,50\n");
    assert_eq!(row(&tenant, "AdminMFAV2"), (500, 1000));
    assert_eq!(row(&tenant, "MFARegistrationV2"), (360, 900));
    assert_eq!(tenant.controls.len(), 2);
    // A score that is there and empty is none.
    let (tenant, said) =
        import("controlName,score,scoreInPercentage\nAdminMFAV2,5,50\nMFARegistrationV2,,40\n");
    assert_eq!(tenant.unwrap().controls.len(), 1);
    assert!(said.iter().any(|said| said.starts_with("W1017")), "{said:?}");
}

#[test]
fn the_line_of_windows_powershell_above_a_header_is_skipped() {
    let with = |table: &str| format!("#TYPE System.Management.Automation.PSCustomObject\n{table}");
    let scores = "\"controlName\",\"score\",\"maxScore\"\n\"AdminMFAV2\",\"5\",\"10\"\n";
    assert_eq!(row(&read(&with(scores)), "AdminMFAV2"), (500, 1000));
    let portal = "\"Recommended action\",\"Points achieved\"\n\"Ensure a thing that nobody knows\",\"2/3\"\n";
    assert_eq!(read(&with(portal)).controls.len(), 1);
    let nested = "\"ControlScores\",\"CurrentScore\",\"MaxScore\"\n\"Microsoft.Graph.X[]\",\"5\",\"10\"\n";
    assert!(error(&with(nested)).starts_with("E1005"));
}

#[test]
fn a_table_of_names_and_scores_alone_is_one() {
    assert_eq!(row(&read("controlName,score\nAdminMFAV2,5\n"), "AdminMFAV2"), (500, 1000));
    assert_eq!(row(&read("controlName,currentScore\nAdminMFAV2,5\n"), "AdminMFAV2"), (500, 1000));
    let days = read("date,controlName,score\n5/21/2026,AdminMFAV2,0\n5/22/2026,AdminMFAV2,5\n");
    assert_eq!((days.snapshot_date, row(&days, "AdminMFAV2").0), (date(2026, 5, 22), 500));
}

#[test]
fn objects_in_the_cells_of_a_table_are_read() {
    let scores = json!([{"controlName": "AdminMFAV2", "score": 5}]).to_string();
    let python = "[{'controlName': 'AdminMFAV2', 'score': 5.0, 'on': None}]";
    let whole = snapshot(&[("currentScore", json!(19.6)), ("maxScore", json!(30))]);
    let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    for cell in [scores.as_str(), python] {
        let table = format!(
            "id,currentScore,maxScore,enabledServices,controlScores\nt_2026-03-05,19.6,30,\"['HasAADP1', 'HasMDOP1']\",{}\n",
            quoted(cell)
        );
        let tenant = read(&table);
        assert_eq!((headline(&tenant), row(&tenant, "AdminMFAV2")), (Some((1960, 3000)), (500, 1000)));
        assert!(tenant.enabled_services.iter().eq(["HasAADP1", "HasMDOP1"]));
    }
    for header in ["_time,_raw", "TimeGenerated,Properties"] {
        let tenant = read(&format!("{header}\n2026-03-05T00:00:00Z,{}\n", quoted(&whole)));
        assert_eq!((headline(&tenant), tenant.snapshot_date), (Some((1960, 3000)), date(2026, 3, 5)));
    }
}

#[test]
fn a_table_that_was_cut_off_is_refused() {
    for table in [
        "controlName,score,maxScore\nAdminMFAV2,5,10\nMFARegistr",
        "controlName,score,maxScore\nAdminMFAV2,5,10\nMFARegistrationV2\nBlockLegacyAuthentication,8,8\n",
        "Recommended action,Points achieved,Notes\nEnsure a thing that nobody knows,0/10,\"a note that is cut",
    ] {
        assert!(error(table).starts_with("E1109"), "{table}");
    }
    // Quotes within a text and doubled ones end it.
    let whole = "Recommended action,Points achieved,Notes\nEnsure a 5\" thing,0/10,\"says \"\"no\"\"\"\n";
    assert_eq!(read(whole).controls.len(), 1);
}

#[test]
fn tokens_of_licences_are_read_in_any_form_and_unknown_ones_counted() {
    let (tenant, said) = import(&snapshot(&[("enabledServices", json!("hasaadp1 HasMDOP2 HasFuture9"))]));
    assert!(tenant.unwrap().enabled_services.iter().eq(["HasAADP1", "HasFuture9", "HasMDOP2"]));
    let unknown: Vec<&String> = said.iter().filter(|said| said.contains("HasFuture9")).collect();
    assert_eq!(unknown.len(), 1, "{said:?}");
}

#[test]
fn a_title_that_begins_like_a_sum_is_a_row() {
    let table = |last: &str| {
        format!(
            "Recommended action,Points achieved\nEnsure one thing,1/4\nEnsure another thing,1/3\n{last}\n"
        )
    };
    assert_eq!(read(&table("Total protection enabled,2/3")).controls.len(), 3);
    assert_eq!(read(&table("Total protection enabled,2/7")).controls.len(), 2);
    assert_eq!(read(&table("Total points,5/9")).controls.len(), 2);
}

#[test]
fn a_row_of_the_portal_with_two_figures_is_refused_with_both_lines() {
    let title = &catalogue().controls.values().find(|one| one.id.as_str() == "AdminMFAV2").unwrap().title;
    let table = format!(
        "Recommended action,Points achieved,Product\n\"{title}\",0/10,Microsoft Entra ID\n\"{title}\",5/10,Microsoft Entra ID\n"
    );
    let said = error(&table);
    assert!(said.starts_with("E1006") && said.contains("lines 2 and 3"), "{said}");
}

#[test]
fn the_newest_day_of_the_rows_dates_a_portal_table() {
    let source = Source::from_text(
        "export",
        "Recommended action,Points achieved,Last synced\nEnsure one thing,1/4,3/2/2026 12:00:00 AM\nEnsure another,1/4,2/27/2026\n",
    );
    let tenant = export::import(std::slice::from_ref(&source), catalogue(), None, &mut Findings::new());
    assert_eq!(tenant.unwrap().snapshot_date, date(2026, 3, 2));
}
