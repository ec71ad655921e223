//! Statuses that a person has written into a tenant file and that its scores contradict: a status there moves no points,
//! and nobody should have to find that out from the figures.

use crate::diag::Code;
use crate::load::yaml::{Node, Reader};
use crate::model::{Catalogue, ControlState, Origin, Points, Status};

/// The first control of a kind with its place, and how many more there are.
#[derive(Debug, Default)]
pub(super) struct Contradicted<'n> {
    done: Option<(String, &'n Node, usize)>,
    open: Option<(String, &'n Node, usize)>,
}

impl<'n> Contradicted<'n> {
    /// Keeps a control whose status a person has written and whose score says otherwise.
    pub(super) fn look(&mut self, control: &ControlState, node: &'n Node, catalogue: &Catalogue) {
        let Some(status) = control.status.filter(|status| status.origin == Origin::Stated) else { return };
        let of_catalogue = || catalogue.control(&control.id).and_then(|known| known.max);
        let max = control.max.map(|max| max.value).or_else(of_catalogue);
        let Some(max) = max.filter(|max| *max > Points::ZERO) else { return };
        let (score, word) = (control.score, status.value.word());
        let (kept, text) = match status.value {
            Status::Completed | Status::ThirdParty | Status::AlternateMitigation if score < max => {
                (&mut self.done, format!("`{}` is `{word}` with {score} of {max} points", control.id))
            }
            Status::ToAddress | Status::Planned if score >= max => {
                (&mut self.open, format!("`{}` is `{word}` with all its {max} points", control.id))
            }
            _ => return,
        };
        match kept {
            Some((_, _, more)) => *more += 1,
            None => *kept = Some((text, node, 0)),
        }
    }

    pub(super) fn report(self, reader: &mut Reader<'_>) {
        let more = |more: usize| if more > 0 { format!(", and {more} more like it") } else { String::new() };
        if let Some((first, node, others)) = self.done {
            let message = format!("{first}{}: a status in a tenant file moves no points", more(others));
            let help = "write the points as `score` where it is done; else date the work under `remediate` of a scenario, or set the status under its `status`";
            reader.report(node, Code::StatusContradicted, message, help);
        }
        if let Some((first, node, others)) = self.open {
            let message = format!("{first}{}: nothing is left to do there", more(others));
            let help = "take the status out, or write the points that are there as `score`";
            reader.report(node, Code::StatusContradicted, message, help);
        }
    }
}
