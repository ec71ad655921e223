//! When statuses end that rest on a tool of another vendor (`src/docs/methods.md`, section "Licences that go").

use jiff::civil::Date;

use crate::model::{Id, Status, StatusChange, Tenant, ToolEnd};

/// The first day on which a status of the scenario no longer holds: that of its own expiry, or that of a tool on which it
/// rests, whichever comes first.
pub(super) fn end_of(status: &StatusChange, tools: &[ToolEnd]) -> Option<Date> {
    // The day from which it holds is judged in `replay`; who answers for it is for people.
    let StatusChange { control, set, from: _, expires, owner: _, reason, tool } = status;
    let rests_on = |end: &&ToolEnd| {
        let ToolEnd { tool: name, from: _, controls } = *end;
        let listed = set.is_asserted() && controls.contains(control);
        // A status that says on which tool it rests says it of no other.
        let named = match tool {
            Some(tool) => tool.to_lowercase() == name.to_lowercase(),
            None => *set == Status::ThirdParty && says(reason.as_deref(), name),
        };
        listed || named
    };
    tools.iter().filter(rests_on).map(|end| end.from).chain(*expires).min()
}

/// The statuses of the tenant file that end with a tool: those that assert something and are listed, and those whose
/// comment names it.
pub(super) fn exported_ends<'a>(
    tenant: &'a Tenant,
    tools: &'a [ToolEnd],
) -> impl Iterator<Item = (Date, &'a Id, Status)> {
    tools.iter().flat_map(|ToolEnd { tool, from, controls }| {
        tenant.controls.values().filter_map(move |seen| {
            let status = seen.status.as_ref()?.value;
            let named = status == Status::ThirdParty && says(seen.comment.as_deref(), tool);
            let listed = status.is_asserted() && controls.contains(&seen.id);
            (named || listed).then_some((*from, &seen.id, status))
        })
    })
}

/// Whether a text holds a name as a word of its own, in large or small letters.
fn says(text: Option<&str>, name: &str) -> bool {
    let text = text.unwrap_or_default().to_lowercase();
    let name = name.to_lowercase();
    let mut from = 0;
    while let Some(found) = text.get(from..).and_then(|rest| rest.find(&name)).filter(|_| !name.is_empty()) {
        let (begin, end) = (from + found, from + found + name.len());
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let joined = letter(text[..begin].chars().next_back()) || letter(text[end..].chars().next());
        if !joined {
            return true;
        }
        from = begin + text[begin..].chars().next().map_or(1, char::len_utf8);
    }
    false
}
