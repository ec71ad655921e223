//! Tables that stand in JSON by columns: what a log query answers, and what pandas writes.

use std::rc::Rc;

use super::fields;
use super::tree::{Fields, UNREAD, Value};

/// An object of these fields. Where they are a table, it is the list of its rows, or holds that in place of the columns.
pub(super) fn by_rows(mut fields: Vec<(Rc<str>, Value)>) -> Value {
    if let Some((at, rows)) = of_names(&fields) {
        fields[at].1 = rows;
        fields.retain(|(name, _)| &**name != "columns");
        return Value::Object(Fields::new(fields));
    }
    match of_columns(&fields) {
        Some(rows) => rows,
        None => Value::Object(Fields::new(fields)),
    }
}

/// `{"columns": [{"name": ..}], "rows": [[..]]}`: which field holds the rows, and these as objects. pandas calls them `data`.
fn of_names(fields: &[(Rc<str>, Value)]) -> Option<(usize, Value)> {
    let list = |key: &str| {
        let at = fields.iter().position(|(name, _)| &**name == key)?;
        Some((at, fields[at].1.as_array()?))
    };
    let (_, columns) = list("columns")?;
    let (at, rows) = list("rows").or_else(|| list("data"))?;
    let name = |column: &Value| -> Option<Rc<str>> {
        let name = match column {
            Value::Object(column) => column.get("name").or_else(|| column.get("columnName"))?.as_str()?,
            column => column.as_str()?,
        };
        Some(fields::uniform(name).into())
    };
    let names: Vec<Rc<str>> = columns.iter().map(name).collect::<Option<_>>()?;
    let row = |row: &Value| {
        let cells = row.as_array()?.iter().cloned();
        Some(Value::Object(Fields::new(names.iter().map(Rc::clone).zip(cells).collect())))
    };
    let rows: Vec<Value> = rows.iter().map(row).collect::<Option<_>>()?;
    Some((at, Value::List(rows.into_boxed_slice())))
}

/// `{"id": {"0": .., "1": ..}, "controlScores": {"0": .., "1": ..}}`: a field for each column, with numbered rows.
fn of_columns(fields: &[(Rc<str>, Value)]) -> Option<Value> {
    let numbered = |fields: &Fields| {
        fields.len() > 0
            && fields.keys().all(|key| key.len() < 10 && key.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let columns: Vec<(&Rc<str>, &Fields)> = fields
        .iter()
        // Of these only is known that they are there.
        .filter(|(name, value)| !(UNREAD.contains(&&**name) && matches!(value, Value::Bool(_))))
        .map(|(name, value)| Some((name, value.as_object().filter(|fields| numbered(fields))?)))
        .collect::<Option<_>>()?;
    let (_, first) = columns.first()?;
    let same = |column: &Fields| column.keys().eq(first.keys());
    let known = columns.iter().any(|(name, _)| fields::is_known(name));
    if !known || !columns.iter().all(|(_, column)| same(column)) {
        return None;
    }
    let mut rows: Vec<Vec<(Rc<str>, Value)>> = vec![Vec::with_capacity(columns.len()); first.len()];
    for (name, column) in columns {
        for (row, (_, cell)) in rows.iter_mut().zip(column.iter()) {
            row.push((Rc::clone(name), cell.clone()));
        }
    }
    Some(Value::List(rows.into_iter().map(|row| Value::Object(Fields::new(row))).collect()))
}
