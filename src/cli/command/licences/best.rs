//! `licences --best` and `licences --frontier`.

use crate::cli::args::{Common, ObjectiveArg};
use crate::cli::best_args::BestArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, prices, printer};
use crate::diag::{Code, Finding, Findings, nearest};
use crate::licences::best::{
    BestMix, Mix, MixError, MixObjective, MixProblem, MixVerdict, cheapest, frontier, most,
};
use crate::licences::cost;
use crate::model::{BasisPoints, Id, Minutes, Tenant};
use crate::plan::best::Budget;
use crate::plan::optimise::Limits;
use crate::report::licences::Bought;
use crate::report::licences::best::{self as report, Question};
use crate::state;

pub(in crate::cli) fn run(args: &BestArgs, common: &Common) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let subject = inputs::subject(common, &mut findings)?;
    let catalogue = &subject.catalogue;
    let tenant = subject.tenant.as_ref().map(|(tenant, _)| tenant);
    let mut prices = prices::prices(args.prices.as_deref(), catalogue, tenant, &mut findings)?;
    prices.term = args.term.unwrap_or_default();
    let groups = tenant.map(|tenant| groups(&args.group, tenant, &mut findings)).unwrap_or_default();
    let hours = hours(args, &mut findings);
    let Some(state) = subject.state().filter(|_| !findings.has_errors()) else {
        return Err(findings.into());
    };
    findings.extend(state::estimate_findings(&state, state.day));
    let cost_of = |licences: &[_]| cost(licences, &prices, catalogue, state.day);
    let today = cost_of(state.licences.as_deref().unwrap_or_default());
    let unknown = today.unpriced().into_iter().map(|(sku, why)| (sku.as_str(), why));
    prices::unpriced(unknown.collect(), &mut findings);
    let format = common.output.format;
    printer::findings_beside(&findings, format);
    let bought = |mix: &Mix| Bought::new(&today, &cost_of(&mix.licences), catalogue);
    // The frontier is one of percentages unless somebody asks for points.
    let usual = if args.frontier { MixObjective::Percent } else { MixObjective::Points };
    let question = Question {
        state: &state,
        today: &today,
        target: args.target,
        objective: args.objective.map_or(usual, |objective| match objective {
            ObjectiveArg::Points => MixObjective::Points,
            ObjectiveArg::Percent => MixObjective::Percent,
        }),
        money: args.budget_money,
        hours: args.budget.unwrap_or(Budget::All),
        labour_rate: args.labour_rate,
        top: args.top,
    };
    let ground = MixProblem { state: &state, prices: &prices, groups };
    let limits = Limits::default();
    if args.frontier {
        let found = frontier(&ground, question.objective, question.money, question.hours, limits);
        let found = found.map_err(|why| refused(&why))?;
        let corners: Vec<Bought> = found.corners.iter().map(|corner| bought(&corner.mix)).collect();
        printer::report(&report::frontier(&question, &found, &corners, &findings), format)?;
        return Ok(Exit::Answered);
    }
    let answer: BestMix = match (args.target, args.budget_money) {
        (Some(target), money) => cheapest(&ground, BasisPoints(target), hours, money, limits),
        (None, money) => most(&ground, question.objective, money.unwrap_or(i64::MAX), question.hours, limits),
    }
    .map_err(|why| refused(&why))?;
    let of_best = answer.best.as_ref().map(|judged| bought(&judged.mix));
    printer::report(&report::best(&question, &answer, of_best.as_ref(), &findings), format)?;
    Ok(if answer.verdict == MixVerdict::Infeasible { Exit::No } else { Exit::Answered })
}

/// The hours that a target has to be reached within.
fn hours(args: &BestArgs, findings: &mut Findings) -> Option<Minutes> {
    match args.budget {
        Some(Budget::Minutes(minutes)) => Some(minutes),
        Some(Budget::Percent(_)) if args.target.is_some() => {
            let message = "--budget with --target is a number of hours: each mix has hours of its own";
            findings.push(Finding::new(Code::WrongValue, message).help("write hours like 120h"));
            None
        }
        _ => None,
    }
}

fn groups(names: &[String], tenant: &Tenant, findings: &mut Findings) -> Vec<Id> {
    let mut groups: Vec<Id> = names.iter().map(|name| Id::new(name.trim())).collect();
    groups.sort_unstable();
    groups.dedup();
    for group in &groups {
        if !tenant.groups.contains_key(group) && !tenant.populations.contains_key(group) {
            let help = nearest(group.as_str(), tenant.groups.keys().map(Id::as_str)).map_or_else(
                || "state its members under `groups` of the tenant file".to_owned(),
                |known| format!("did you mean `{known}`?"),
            );
            let message = format!("--group names `{group}`, of which the tenant has no number of members");
            findings.push(Finding::new(Code::UnknownReference, message).help(help));
        }
    }
    groups
}

fn refused(why: &MixError) -> Failure {
    let (code, message, help) = match why {
        MixError::NoLicences => (
            Code::NothingToBuyFor,
            "the licences of the tenant are not known: nobody can say what to buy beside them".to_owned(),
            "import its subscribedSkus, or write `licences` into the tenant file",
        ),
        MixError::NoUsers => (
            Code::NothingToBuyFor,
            "nobody knows how many users there are, so no seats can be counted".to_owned(),
            "state `users` under `populations` of the tenant file",
        ),
        MixError::NoGroup(group) => (
            Code::NothingToBuyFor,
            format!("nobody knows how many members `{group}` has"),
            "state them under `groups` of the tenant file",
        ),
        MixError::Invalid(cause) => (
            Code::WrongValue,
            cause.clone(),
            "points and hours together must stay below some ten thousand millions",
        ),
    };
    Finding::new(code, message).help(help).into()
}
