//! How actions of the built-in catalogue are recognised as done: by stated facts, and by rows.

use scoreplan::load::samples::SAMPLES;
use scoreplan::model::{Assumptions, Id, Share};
use scoreplan::state::{Change, State};

use crate::support::{tenant_from, with_overlay};

/// How far an action is done in percent, in a tenant of 200 Windows devices and some rows.
fn done(action: &str, more: &str) -> i64 {
    let catalogue = with_overlay("");
    let text = format!(
        "tenant: {{ snapshot-date: 2026-11-01 }}\npopulations: {{ devices.windows: {{ value: 200 }}, devices.macos: {{ value: 50 }}, devices.network: {{ value: 4 }} }}\n{more}"
    );
    let text = if more.contains("controls:") { text } else { format!("{text}controls: []\n") };
    let tenant = tenant_from(&text, &catalogue);
    State::at_snapshot(&catalogue, &tenant, Assumptions::default()).done[action].share.of_count(100)
}

fn rows(rows: &[(&str, i64, i64)]) -> String {
    let row =
        |(id, score, max): &(&str, i64, i64)| format!("  - {{ id: {id}, score: {score}, max: {max} }}\n");
    format!("controls:\n{}", rows.iter().map(row).collect::<String>())
}

#[test]
fn what_no_row_shows_is_stated_as_a_fact() {
    for (action, fact, share) in [
        ("break-glass-accounts", "emergency-accounts.tested: 1", 0),
        ("break-glass-accounts", "emergency-accounts.tested: 2", 100),
        ("password-writeback", "hybrid: true, password-writeback: false", 0),
        ("password-writeback", "hybrid: true, password-writeback: true", 100),
        ("bitlocker-key-escrow", "recovery-keys.windows: 50", 25),
        ("dlp-simulation", "dlp.simulated: true", 100),
        ("leaked-credential-routine", "leaked-credentials.on-duty: true", 100),
        ("service-account-inventory", "service-accounts.listed: true", 100),
    ] {
        assert_eq!(done(action, &format!("facts: {{ {fact} }}\n")), share, "{action}: {fact}");
        assert_eq!(done(action, "facts: { hybrid: true }\n"), 0, "{action}");
    }
    // What the tenant file says of the action itself comes first.
    let both = "facts: { emergency-accounts.tested: 2 }\nactions: { break-glass-accounts: 50% }\n";
    assert_eq!(done("break-glass-accounts", both), 50);
}

#[test]
fn rows_tell_of_the_work_that_they_rest_on() {
    let filevault = rows(&[("scid_5011", 3, 6)]);
    assert_eq!(done("macos-filevault", &filevault), 50);
    for (action, ids) in [
        ("asr-audit", &["scid_2501", "scid_2506", "scid_2509", "scid_2510"][..]),
        ("protocol-audit", &["scid_25", "scid_54", "scid_72", "scid_95"]),
        (
            "protocol-hardening",
            &["scid_25", "scid_30", "scid_53", "scid_54", "scid_72", "scid_94", "scid_95"],
        ),
        ("service-cleanup", &["scid_3001", "scid_3002", "scid_3003"]),
    ] {
        let mut all: Vec<(&str, i64, i64)> = ids.iter().map(|id| (*id, 8, 8)).collect();
        assert_eq!(done(action, &rows(&all)), 100, "{action}");
        all[0].1 = 7;
        assert_eq!(done(action, &rows(&all)), 0, "{action}");
    }
}

/// Old software and open protocols have rows only where they are found: nothing found is done, nothing looked at is
/// not.
#[test]
fn a_row_that_is_gone_is_settled_only_where_devices_report() {
    let windows = ("scid_2000", 8, 8);
    let removal = |of: &[(&str, i64, i64)]| done("legacy-software-removal", &rows(of));
    assert_eq!(removal(&[("OneAdmin", 1, 1)]), 0);
    assert_eq!(removal(&[windows]), 100);
    assert_eq!(removal(&[windows, ("scid_9", 5, 5)]), 100);
    assert_eq!(removal(&[windows, ("scid_9", 5, 5), ("scid_76", 4, 5)]), 0);
    let network = |of: &[(&str, i64, i64)]| done("network-device-hardening", &rows(of));
    assert_eq!(network(&[windows]), 0);
    assert_eq!(network(&[("scid_10001", 5, 5)]), 100);
    assert_eq!(network(&[("scid_10001", 5, 5), ("scid_10002", 0, 5)]), 0);
}

/// On the day of the onboarding the rows of old software are there and open, so nobody has removed any.
#[test]
fn onboarding_proves_no_clean_up() {
    let catalogue = with_overlay("");
    let text = SAMPLES[0].1.replace("sku: SPE_E3,", "sku: SPE_E5,");
    let tenant = tenant_from(&text, &catalogue);
    let mut state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
    state.apply(&Change::ActionDone("onboard-windows".into(), Share::ALL));
    assert!(state.rows.contains_key(&Id::new("scid_9")));
    for action in ["legacy-software-removal", "asr-audit", "protocol-audit", "bitlocker-key-escrow"] {
        assert!(state.done[action].share.is_none(), "{action}");
    }
}
