//! The findings of a score: what is missing, assumed or contradictory.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Barrier, State, stated_max};
use crate::diag::{Code, Finding, Findings};
use crate::model::text::{counted, first_few};
use crate::model::{Id, Origin, Points};

/// Fewer device controls than this mean that Defender for Endpoint is not fully deployed: a real tenant showed 118 of 184.
const FEW_DEVICE_CONTROLS: usize = 20;
/// The age in days after which a snapshot is stale.
const STALE_AFTER_DAYS: i32 = 30;

/// The findings of a state; `as_of` decides whether the snapshot is stale.
pub fn findings(state: &State<'_>, as_of: Date) -> Findings {
    let mut findings = Findings::new();
    let tenant = state.tenant;
    if tenant.profiles.pages_missing > 0 {
        let message = format!(
            "the control profiles are the first of several pages: {} given, at least {} missing",
            tenant.profiles.given,
            counted(usize::try_from(tenant.profiles.pages_missing).unwrap_or(0), "page", "pages")
        );
        let help = "follow @odata.nextLink and import all pages, or export with `-All`";
        findings.push(Finding::new(Code::PagesMissing, message).help(help));
    }
    if tenant.profiles.missing > 0 {
        let message = format!(
            "{} of {} scores came without their profile: maximum from the catalogue, status unknown",
            tenant.profiles.missing,
            tenant.controls.len()
        );
        let help = "import all pages of secureScoreControlProfiles of the same tenant";
        findings.push(Finding::new(Code::ProfilesMissing, message).help(help));
    }
    unknown_controls(state, &mut findings);
    licences(state, &mut findings);
    findings.extend(seat_findings(state));
    devices(state, &mut findings);
    findings.extend(contradictions(state));
    let age = (as_of - tenant.snapshot_date).get_days();
    if age > STALE_AFTER_DAYS {
        let message = format!("the snapshot of {} is {age} days old", tenant.snapshot_date);
        findings.push(Finding::new(Code::StaleSnapshot, message).help("export the tenant again"));
    }
    let expected = state.expected_not_scored();
    if !expected.is_empty() {
        let message = format!(
            "{} expected but not scored: {}",
            counted(expected.len(), "control is", "controls are"),
            first_names(&expected)
        );
        let help = "they are not counted; `licences` or `facts` of the tenant may say more than is true";
        findings.push(Finding::new(Code::ExpectedNotScored, message).help(help));
    }
    let has_planned =
        state.rows.values().any(|row| row.current_status() == Some(crate::model::Status::Planned));
    if !has_planned && !tenant.carries_planned() {
        let message = if tenant.portal.is_some() {
            "not every row has a status of the portal's export that is known: there is no planned score"
        } else {
            "Graph does not export the status `Planned`: there is no planned score"
        };
        let help = "set `status: Planned` on controls of the tenant file, or import the portal's CSV";
        findings.push(Finding::new(Code::NoPlanned, message).help(help));
    }
    if let Some(finding) = populations(state) {
        findings.push(finding);
    }
    findings
}

/// Controls of unknown maximum, and those that the catalogue does not know: each is named once.
fn unknown_controls(state: &State<'_>, findings: &mut Findings) {
    let help = "import their profiles, or state `max` in a catalogue overlay";
    let strange = |ids: &[&Id]| match ids.iter().filter(|id| is_strange(state, id)).count() {
        0 => String::new(),
        strange if strange == ids.len() => "; the catalogue knows none of them".to_owned(),
        strange => format!("; {strange} of them not in the catalogue"),
    };
    let mut unknown: Vec<&Id> =
        state.rows.values().filter(|row| row.max.is_none()).map(|row| &row.id).collect();
    if state.unattributed.rows.is_empty() && !unknown.is_empty() {
        let message = format!(
            "{}: {}{}",
            counted(
                unknown.len(),
                "control has no known maximum and is not scored",
                "controls have no known maximum and are not scored"
            ),
            first_names(&unknown),
            strange(&unknown)
        );
        findings.push(Finding::new(Code::UnknownMax, message).help(help));
    }
    let assumed: Vec<&Id> = state.rows.keys().filter(|id| state.is_max_assumed(id)).collect();
    if let Some(max) = state.assumptions.unknown_max.filter(|_| !assumed.is_empty()) {
        let message = format!(
            "{} as {max} points each: {}{}",
            counted(
                assumed.len(),
                "control has no known maximum and counts",
                "controls have no known maximum and count"
            ),
            first_names(&assumed),
            strange(&assumed)
        );
        findings.push(Finding::new(Code::MaxAssumed, message).help(help));
        unknown.extend(&assumed);
    }
    let strangers = state.rows.keys().filter(|id| is_strange(state, id) && !unknown.contains(id));
    let (of_portal, strangers): (Vec<&Id>, Vec<&Id>) = strangers.partition(|id| id.is_of_portal());
    if !strangers.is_empty() {
        let message = format!(
            "{} not in the catalogue: {}",
            counted(strangers.len(), "control is", "controls are"),
            first_names(&strangers)
        );
        let help = "they count in the score; their effort is estimated from cost and impact, or from their product. Add them in a catalogue overlay";
        findings.push(Finding::new(Code::NotInCatalogue, message).help(help));
    }
    if !of_portal.is_empty() {
        let message = format!(
            "{} no control of the catalogue: {}",
            counted(of_portal.len(), "row of the portal matches", "rows of the portal match"),
            first_names(&of_portal)
        );
        let help = "they count in the score under an id of their own; profiles of Graph in the same import name more of them";
        findings.push(Finding::new(Code::Unmatched, message).help(help));
    }
}

/// The sizes that nobody knows: those with a default, and those on which work hangs.
fn populations(state: &State<'_>) -> Option<Finding> {
    let guessed =
        state.tenant.populations.iter().filter(|(name, size)| {
            size.origin == Origin::Default && !state.tenant.is_unknown_population(name)
        });
    let guessed: Vec<&Id> = guessed.map(|(name, _)| name).collect();
    let mut parts = Vec::new();
    if !guessed.is_empty() {
        parts.push(format!("with a default: {}", first_names(&guessed)));
    }
    let mut names: Vec<Id> = Vec::new();
    for action in state.catalogue.actions.values() {
        if let Some(Barrier::Population(unknown)) = state.barrier(action) {
            names.extend(unknown);
        }
    }
    names.sort_unstable();
    names.dedup();
    let asked = names.iter().filter_map(|name| {
        let (controls, points) = state.hanging_on(name);
        let controls = counted(controls, "control", "controls");
        (points > Points::ZERO).then(|| format!("`{name}` ({controls}, {points} points)"))
    });
    let asked: Vec<String> = asked.collect();
    if !asked.is_empty() {
        parts.push(format!("so that nothing is planned on them: {}", asked.join(", ")));
    }
    if parts.is_empty() {
        return None;
    }
    let message = format!("sizes that nobody knows, {}", parts.join("; "));
    let help = "efforts that depend on them are estimates: write them under `populations` of the tenant file";
    Some(Finding::new(Code::PopulationDefault, message).help(help))
}

/// Where the figures of a tenant contradict one another: the headline and the sum, a score and its maximum.
pub fn contradictions(state: &State<'_>) -> Findings {
    let mut findings = Findings::new();
    let tenant = state.tenant;
    if let (Some((points, max)), Some(sums)) = (tenant.headline, state.unattributed.contradicted_by) {
        let message =
            format!("Microsoft printed {points} of {max}, the controls sum to {} of {}", sums.0, sums.1);
        let help =
            "the sum of the points counts; scores, maxima or profiles of another day are the usual cause";
        findings.push(Finding::new(Code::Residual, message).help(help));
    }
    if let Some(finding) = unattributed(state) {
        findings.push(finding);
    }
    let above: Vec<&Id> = tenant
        .controls
        .values()
        .filter(|seen| stated_max(&seen.id, tenant, state.catalogue).is_some_and(|max| seen.score > max))
        .map(|seen| &seen.id)
        .collect();
    if !above.is_empty() {
        let message = format!(
            "{} maximum: {}",
            counted(above.len(), "score is above its", "scores are above their"),
            first_names(&above)
        );
        findings.push(
            Finding::new(Code::ScoreAboveMax, message)
                .help("check the maxima; until then such a score counts as its own maximum"),
        );
    }
    findings
}

/// What Microsoft printed beyond the rows.
fn unattributed(state: &State<'_>) -> Option<Finding> {
    let rest = &state.unattributed;
    if rest.is_nothing() {
        return None;
    }
    let rows: Vec<&Id> = rest.rows.iter().collect();
    let whose = match rows.len() {
        0 => "no row of the export explains them".to_owned(),
        number => format!(
            "they are those of {} whose maximum nobody knows: {}",
            counted(number, "control", "controls"),
            first_names(&rows)
        ),
    };
    let message = format!(
        "{} points and {} maximum of Microsoft's figure are unattributed: {whose}",
        rest.points, rest.max
    );
    let help = "they count in every percentage and no work moves them; import all profiles, or state `max` in a catalogue overlay";
    Some(Finding::new(Code::Unattributed, message).help(help))
}

/// Whether the catalogue does not know a row, or only from the export.
fn is_strange(state: &State<'_>, id: &Id) -> bool {
    state.control(id).is_none_or(|control| control.about.from_export)
}

/// The findings that make every figure derived from the score an estimate.
pub fn estimate_findings(state: &State<'_>, as_of: Date) -> Findings {
    let concerns = |code| {
        matches!(code, Code::StaleSnapshot | Code::NoLicences | Code::PopulationDefault | Code::UnknownMax)
    };
    let mut estimates = Findings::new();
    estimates.extend_if(findings(state, as_of), |finding| concerns(finding.code));
    estimates
}

/// Licences that are unknown, or on which portal and SKUs disagree.
fn licences(state: &State<'_>, findings: &mut Findings) {
    let portal_says = |id: &Id| state.tenant.controls.get(id).and_then(|seen| seen.licensed);
    if state.tenant.licences.is_none() {
        let open = state.licence_not_shown();
        let points: Points = open.iter().map(|(_, points)| *points).sum();
        let ids: Vec<&Id> = open.iter().map(|(id, _)| *id).collect();
        let rest = match ids.len() {
            0 => String::new(),
            1 => format!(
                "; a control of the export with {points} points left takes a licence that nothing shows: {}",
                first_names(&ids)
            ),
            number => format!(
                "; {number} controls of the export with {points} points left take a licence that nothing shows: {}",
                first_names(&ids)
            ),
        };
        let message = format!("no list of SKUs is known: no product is planned that nothing shows{rest}");
        let help = "state what is owned with `--owned`, or import /subscribedSkus too";
        findings.push(Finding::new(Code::NoLicences, message).help(help));
        return;
    }
    let differs = |id: &&Id| {
        state.control(id).is_some()
            && portal_says(id).is_some_and(|portal_says| portal_says != state.is_licensed(id))
    };
    let differing: Vec<&Id> = state.rows.keys().filter(differs).collect();
    if !differing.is_empty() && state.day == state.tenant.snapshot_date {
        let message = format!(
            "the portal says of {} the opposite of what the SKUs say on licences: {}",
            counted(differing.len(), "control", "controls"),
            first_names(&differing)
        );
        let help =
            "the SKUs count; a licence that was bought or assigned between the exports is the usual cause";
        findings.push(Finding::new(Code::LicencesDiffer, message).help(help));
    }
}

/// Assumptions about who holds which licence, and groups of unknown size.
pub fn seat_findings(state: &State<'_>) -> Findings {
    let mut findings = Findings::new();
    let groups: BTreeSet<&Id> =
        state.licences.iter().flatten().filter_map(|licence| licence.group.as_ref()).collect();
    for group in groups.into_iter().filter(|group| state.tenant.group_size(group).is_none()) {
        let message = format!("the size of the group `{group}` is not known: its seats all count");
        let help = "state it under `groups` of the tenant file";
        findings.push(Finding::new(Code::GroupSize, message).help(help));
    }
    let assumed = state.seats_assumed();
    if !assumed.is_empty() {
        let message = format!(
            "who holds which licence is assumed for {}: {}",
            counted(assumed.len(), "control", "controls"),
            first_names(&assumed)
        );
        let help = "seats are taken as nested, largest first, and administrators as licensed first: name the `group` of a licence, and its size under `groups`";
        findings.push(Finding::new(Code::SeatsAssumed, message).help(help));
    }
    findings
}

/// Few device controls usually mean that Defender for Endpoint is not fully deployed.
fn devices(state: &State<'_>, findings: &mut Findings) {
    let shown = state.rows.keys().filter(|id| id.is_device_control()).count();
    let endpoint = state.catalogue.products.get("defender-for-endpoint");
    let owned = endpoint.is_some_and(|product| product.present_when.holds(state));
    if shown >= FEW_DEVICE_CONTROLS || (!owned && shown == 0) {
        return;
    }
    let max: Points =
        state.rows.values().filter(|row| row.id.is_device_control()).filter_map(|row| row.max).sum();
    let licences = if state.plans.is_none() { " or not licensed" } else { "" };
    let message = format!(
        "{} scored ({max} points): Defender for Endpoint is not fully deployed{licences}",
        counted(shown, "device control is", "device controls are")
    );
    let help = "a deployed tenant shows more than 100: the maximum rises, and the percentage falls, as devices are onboarded";
    findings.push(Finding::new(Code::FewDevices, message).help(help));
}

/// The first five ids, and the number of the others.
pub fn first_names(ids: &[&Id]) -> String {
    first_few(ids, 5)
}
