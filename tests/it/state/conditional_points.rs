//! Points that hold while a condition does: security defaults, and leaving them for Conditional Access.

use scoreplan::model::{Assumptions, Catalogue, Points, Share, Tenant};
use scoreplan::plan::backlog::build;
use scoreplan::plan::rank::completion;
use scoreplan::plan::{Order, Ranking, rank};
use scoreplan::state::{Change, State};

use crate::support::{tenant_from, with_overlay};

/// The ways of the rows that security defaults earn, as small as they can be.
const HOLDING: &str = "controls:
  - id: AdminMFAV2
    ways:
      - { id: conditional-access, entitled-when: 'plan:AAD_PREMIUM', needs: [leave-security-defaults],
          effort: { fixed: [3h, 6h, 12h] } }
      - { id: security-defaults, needs: [security-defaults-on], holds-while: security-defaults,
          effort: { fixed: [15m, 30m, 1h] } }
  - id: MFARegistrationV2
    ceiling: 100%
    ways:
      - { id: conditional-access, entitled-when: 'plan:AAD_PREMIUM', needs: [leave-security-defaults],
          effort: { fixed: [4h, 8h, 14h] } }
      - { id: security-defaults, needs: [security-defaults-on], holds-while: security-defaults,
          effort: { fixed: [30m, 1h, 2h] } }
  - id: BlockLegacyAuthentication
    ways:
      - { id: conditional-access, entitled-when: 'plan:AAD_PREMIUM', needs: [leave-security-defaults],
          effort: { fixed: [2h, 4h, 8h] } }
      - { id: security-defaults, needs: [security-defaults-on], holds-while: security-defaults,
          effort: { fixed: [20m, 45m, 90m] } }
";

fn tenant(text: &str, catalogue: &Catalogue) -> Tenant {
    tenant_from(text, catalogue)
}

/// Security defaults earned the rows; the tenant also owns Conditional Access.
fn with_security_defaults(more: &str) -> String {
    format!(
        "tenant: {{ snapshot-date: 2026-11-01 }}\n\
         licences: [{{ sku: AAD_PREMIUM, enabled: 100 }}, {{ sku: EXCHANGESTANDARD, enabled: 100 }}{more}]\n\
         populations: {{ users: {{ value: 100 }}, admins: {{ value: 4 }}, mailboxes: {{ value: 100 }} }}\n\
         facts: {{ security-defaults: true }}\n\
         actions: {{ mfa-registration-campaign: done, legacy-sign-in-review: done, break-glass-accounts: done }}\n\
         controls:\n\
         \x20 - {{ id: AdminMFAV2, score: 10, max: 10, status: Completed }}\n\
         \x20 - {{ id: BlockLegacyAuthentication, score: 8, max: 8, status: Completed }}\n\
         \x20 - {{ id: exo_oauth2clientprofileenabled, score: 3, max: 3, status: Completed }}\n"
    )
}

#[test]
fn leaving_security_defaults_takes_their_points_away_that_day() {
    let catalogue = with_overlay(HOLDING);
    let tenant = tenant(&with_security_defaults(""), &catalogue);
    let mut state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
    assert_eq!(state.totals().points.to_string(), "21.00");
    state.apply(&Change::ActionDone("leave-security-defaults".into(), Share::ALL));
    assert_eq!(state.totals().points.to_string(), "3.00");
    assert_eq!(state.totals().max.to_string(), "21.00");
    // The points come back on the other way, and then last.
    let conditional_access = Some("conditional-access".into());
    state.apply(&Change::ControlDone("AdminMFAV2".into(), Share::ALL, conditional_access));
    assert_eq!(state.totals().points.to_string(), "13.00");
}

#[test]
fn what_another_way_covers_already_stays() {
    let catalogue = with_overlay(HOLDING);
    let tenant = tenant(&with_security_defaults(""), &catalogue);
    let mut state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
    let conditional_access = Some("conditional-access".into());
    state.apply(&Change::ControlDone("AdminMFAV2".into(), Share::ALL, conditional_access));
    let shifts = state.apply(&Change::ActionDone("leave-security-defaults".into(), Share::ALL));
    let fallen: Vec<(&str, String)> =
        shifts.iter().map(|shift| (shift.id.as_str(), shift.points.to_string())).collect();
    assert_eq!(fallen, [("BlockLegacyAuthentication", "-8.00".to_owned())]);
}

/// Nothing to win by Conditional Access: the tenant stays. With risk policies to win it moves, and the plan counts
/// what falls away on the way.
#[test]
fn a_plan_leaves_security_defaults_only_for_more_than_it_loses() {
    let catalogue = with_overlay(HOLDING);
    let ranked = |text: &str| {
        let tenant = tenant(text, &catalogue);
        let state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
        rank(build(&state), Order::Bundles, Some(&state))
    };
    let ids = |ranking: &Ranking| -> Vec<String> {
        ranking.steps.iter().map(|step| ranking.backlog.items[step.node].id.to_string()).collect()
    };
    let stays = ranked(&with_security_defaults(""));
    assert_eq!(ids(&stays), Vec::<String>::new());
    let with_rows = with_security_defaults(", { sku: AAD_PREMIUM_P2, enabled: 100 }")
        + "  - { id: MFARegistrationV2, score: 9, max: 9, status: Completed }\n\
           \x20 - { id: SigninRiskPolicy, score: 0, max: 7, status: To address }\n\
           \x20 - { id: UserRiskPolicy, score: 0, max: 7, status: To address }\n";
    let moves = ranked(&with_rows);
    let names = ids(&moves);
    for id in ["leave-security-defaults", "AdminMFAV2", "BlockLegacyAuthentication", "SigninRiskPolicy"] {
        assert!(names.contains(&id.to_owned()), "{id}: {names:?}");
    }
    let left = moves.backlog.items.iter().find(|node| node.id.as_str() == "leave-security-defaults").unwrap();
    assert!(left.points < Points::ZERO);
    // What the plan says it gains is what the state has at its end.
    let last = moves.steps.last().unwrap();
    let tenant = tenant(&with_rows, &catalogue);
    let mut state = State::at_snapshot(&catalogue, &tenant, Assumptions::default());
    let before = state.totals().points;
    for step in &moves.steps {
        let node = &moves.backlog.items[step.node];
        state.apply(&completion(&node.id, node.kind, node.way.as_ref()));
    }
    assert_eq!(state.totals().points - before, last.cumulative_points);
}
