//! `explain`: one control, traced.

use crate::cli::args::ExplainArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::{inputs, printer};
use crate::diag::{Code, Finding, Findings, nearest};
use crate::model::catalogue::{Action, Control};
use crate::model::{Catalogue, Id, Named, Unscored};
use crate::plan::{Order, backlog, rank};
use crate::report::explain as report;
use crate::state;

pub(in crate::cli) fn run(args: &ExplainArgs) -> Result<Exit, Failure> {
    let mut findings = Findings::new();
    let subject = inputs::subject(&args.common, &mut findings)?;
    let meant = meant(&args.name, &subject.catalogue, &mut findings);
    let (Some(state), Some(meant), false) = (subject.state(), meant, findings.has_errors()) else {
        return Err(findings.into());
    };
    let caveats = state::estimate_findings(&state, state.day);
    let list: Vec<Finding> = caveats.iter().cloned().collect();
    let format = args.common.output.format;
    printer::findings_beside(&caveats, format);
    let ranking = rank(backlog::build(&state), Order::Bundles, Some(&state));
    let report = match meant {
        Meant::Control(id, control) => report::control(&state, &ranking, &id, control, &list),
        Meant::Action(action) => report::action(&state, &ranking, action, &list),
        Meant::Unscored(entry) => report::unscored(&state, entry),
    };
    printer::report(&report, format)?;
    Ok(Exit::Answered)
}

/// What a name means here.
enum Meant<'c> {
    /// A control, by the id of its instance where one was named.
    Control(Id, &'c Control),
    /// An action.
    Action(&'c Action),
    /// A name that no score holds.
    Unscored(&'c Unscored),
}

fn meant<'c>(name: &str, catalogue: &'c Catalogue, findings: &mut Findings) -> Option<Meant<'c>> {
    let found: Vec<Meant<'c>> = catalogue
        .named(name)
        .into_iter()
        .filter_map(|named| match named {
            Named::Control(control) => {
                let typed = Id::new(name.trim());
                let instance = typed.without_instance() == control.id.as_str();
                Some(Meant::Control(if instance { typed } else { control.id.clone() }, control))
            }
            Named::Action(action) => Some(Meant::Action(action)),
            Named::Unscored(entry) => Some(Meant::Unscored(entry)),
            Named::Product(_) | Named::Sku(_) | Named::Plan(_) => None,
        })
        .collect();
    let ids: Vec<String> = found.iter().map(Meant::id).collect();
    match <[Meant<'c>; 1]>::try_from(found) {
        Ok([one]) => Some(one),
        Err(_) if ids.is_empty() => {
            let message = format!("`{name}` is no control, no action and no title of one");
            let help = nearest(name.trim(), catalogue.names()).map_or_else(
                || "`scoreplan catalogue list` names them all".to_owned(),
                |known| format!("did you mean `{known}`?"),
            );
            findings.push(Finding::new(Code::UnknownControl, message).help(help));
            None
        }
        Err(_) => {
            let message = format!("several controls are called `{name}`: {}", ids.join(", "));
            findings.push(Finding::new(Code::UnknownControl, message).help("name one by its id"));
            None
        }
    }
}

impl Meant<'_> {
    fn id(&self) -> String {
        match self {
            Self::Control(id, _) => id.to_string(),
            Self::Action(action) => action.id.to_string(),
            Self::Unscored(entry) => entry.id.to_string(),
        }
    }
}
