//! Tables that stand in JSON by columns: what a log query answers, and what pandas writes.

use std::rc::Rc;

use super::fields;
use super::tree::{Fields, UNREAD, Value};

/// A field with its value.
type Field = (Rc<str>, Value);

/// An object of these fields. Where they are a table, it is the list of its rows, or holds that in place of the columns.
pub(super) fn by_rows(mut fields: Vec<Field>) -> Value {
    if let Some((at, names)) = of_names(&fields) {
        let cells = std::mem::replace(&mut fields[at].1, Value::Null);
        fields[at].1 = Value::List(items(cells).into_iter().map(|row| named(&names, row)).collect());
        fields.retain(|(name, _)| &**name != "columns");
    } else if let Some(rows) = of_columns(&fields) {
        return Value::List(transposed(fields, rows));
    }
    Value::Object(Fields::new(fields))
}

fn items(list: Value) -> Vec<Value> {
    if let Value::List(items) = list { items.into_vec() } else { Vec::new() }
}

fn named(names: &[Rc<str>], row: Value) -> Value {
    Value::Object(Fields::new(names.iter().map(Rc::clone).zip(items(row)).collect()))
}

/// `{"columns": [{"name": ..}], "rows": [[..]]}`, or `data` as pandas calls them: which field holds the rows, and the names of
/// the cells of each.
fn of_names(fields: &[Field]) -> Option<(usize, Vec<Rc<str>>)> {
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
    let names = columns.iter().map(name).collect::<Option<_>>()?;
    rows.iter().all(|row| row.as_array().is_some()).then_some((at, names))
}

/// Of these only is known that they are there.
fn is_unread((name, value): &Field) -> bool {
    UNREAD.contains(&&**name) && matches!(value, Value::Bool(_))
}

/// `{"id": {"0": .., "1": ..}, "controlScores": {"0": .., "1": ..}}`: how many rows the columns have, where all are such.
fn of_columns(fields: &[Field]) -> Option<usize> {
    let numbered = |fields: &Fields| {
        fields.len() > 0
            && fields.keys().all(|key| key.len() < 10 && key.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let columns: Vec<(&Rc<str>, &Fields)> = fields
        .iter()
        .filter(|field| !is_unread(field))
        .map(|(name, value)| Some((name, value.as_object().filter(|fields| numbered(fields))?)))
        .collect::<Option<_>>()?;
    let (_, first) = columns.first()?;
    let same = |column: &Fields| column.keys().eq(first.keys());
    let known = columns.iter().any(|(name, _)| fields::is_known(name));
    (known && columns.iter().all(|(_, column)| same(column))).then(|| first.len())
}

fn transposed(fields: Vec<Field>, rows: usize) -> Box<[Value]> {
    let columns: Vec<Field> = fields.into_iter().filter(|field| !is_unread(field)).collect();
    let mut out: Vec<Vec<Field>> = (0..rows).map(|_| Vec::with_capacity(columns.len())).collect();
    for (name, column) in columns {
        let Value::Object(column) = column else { continue };
        for (row, (_, cell)) in out.iter_mut().zip(column.into_fields()) {
            row.push((Rc::clone(&name), cell));
        }
    }
    out.into_iter().map(|row| Value::Object(Fields::new(row))).collect()
}
