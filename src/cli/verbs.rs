//! Which verbs have an option: for who gives it to another one.

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue};
use clap::{Command, CommandFactory as _, Error};

use super::args::Cli;

/// Adds to the error of an unknown option which verbs have one of that name.
pub(super) fn suggest(error: &mut Error) {
    let Some(ContextValue::String(argument)) = error.get(ContextKind::InvalidArg) else { return };
    let Some(name) = argument.strip_prefix("--") else { return };
    let name = name.split(['=', ' ']).next().unwrap_or(name).to_owned();
    let mut verbs = Vec::new();
    with_option(&Cli::command(), &name, &mut Vec::new(), &mut verbs);
    if verbs.is_empty() {
        return;
    }
    let tip = StyledStr::from(format!("`--{name}` is an option of {}", verbs.join(", ")));
    let mut tips = match error.remove(ContextKind::Suggested) {
        Some(ContextValue::StyledStrs(tips)) => tips,
        _ => Vec::new(),
    };
    tips.push(tip);
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(tips));
}

/// The verbs below a command that have an option, each as it is typed.
fn with_option<'c>(command: &'c Command, name: &str, path: &mut Vec<&'c str>, verbs: &mut Vec<String>) {
    for verb in command.get_subcommands() {
        path.push(verb.get_name());
        let own = verb.get_arguments().filter(|argument| !argument.is_global_set());
        if own.filter_map(|argument| argument.get_long()).any(|long| long == name) {
            verbs.push(format!("`{}`", path.join(" ")));
        }
        with_option(verb, name, path, verbs);
        path.pop();
    }
}
