//! What is known of a statement beside what SQLite keeps prepared: the names of its columns, and which value goes where.

use std::{collections::HashMap, sync::Arc};

use rusqlite::{
    Statement,
    types::{ToSqlOutput, Value, ValueRef},
};
use sqlx::any::{AnyRow, AnyTypeInfo, AnyTypeInfoKind};
use sqlx_core::{
    any::{AnyColumn, AnyValue, AnyValueKind},
    ext::ustr::UStr,
};

/// Texts that are known; above it all are forgotten, for there are fewer different ones.
const TEXTS: usize = 1024;

/// By the statement's text.
#[derive(Default)]
pub(super) struct Prepared(HashMap<Box<str>, Arc<Shape>>);

/// What a statement takes and gives.
pub(super) struct Shape {
    /// Whether it changes nothing.
    pub(super) reads_only: bool,
    /// Of each parameter, the place of its value.
    places: Vec<usize>,
    columns: Vec<AnyColumn>,
    names: Arc<sqlx_core::HashMap<UStr, usize>>,
}

impl Prepared {
    /// What this statement takes and gives.
    pub(super) fn shape(&mut self, sql: &str, statement: &Statement<'_>) -> Arc<Shape> {
        if let Some(known) = self.0.get(sql) {
            return known.clone();
        }
        if self.0.len() >= TEXTS {
            self.0.clear();
        }
        let shape = Arc::new(Shape::of(statement));
        self.0.insert(sql.into(), shape.clone());
        shape
    }
}

impl Shape {
    /// Reads it off the statement. `$2` is a name to SQLite, and a place to us.
    fn of(statement: &Statement<'_>) -> Self {
        let place = |parameter: usize| {
            let name =
                statement.parameter_name(parameter).and_then(|name| name.get(1..)).and_then(|it| it.parse().ok());
            name.unwrap_or(parameter)
        };
        let columns: Vec<AnyColumn> = statement.column_names().into_iter().enumerate().map(column).collect();
        let names = columns.iter().map(|column| (column.name.clone(), column.ordinal)).collect();
        Self {
            reads_only: statement.readonly(),
            places: (1..=statement.parameter_count()).map(place).collect(),
            columns,
            names: Arc::new(names),
        }
    }

    /// Puts the values where they go; one that is missing is NULL, as everywhere in SQLite.
    pub(super) fn bind(&self, statement: &mut Statement<'_>, values: &[AnyValueKind]) -> rusqlite::Result<()> {
        for (parameter, place) in (1..).zip(&self.places) {
            statement.raw_bind_parameter(parameter, Bound(values.get(place - 1)))?;
        }
        Ok(())
    }

    /// The row that the statement stands on.
    pub(super) fn row(&self, row: &rusqlite::Row<'_>) -> rusqlite::Result<AnyRow> {
        let values = (0..self.columns.len()).map(|place| row.get_ref(place).map(value)).collect::<Result<_, _>>()?;
        Ok(AnyRow { column_names: self.names.clone(), columns: self.columns.clone(), values })
    }
}

fn column((ordinal, name): (usize, &str)) -> AnyColumn {
    AnyColumn { ordinal, name: UStr::new(name), type_info: AnyTypeInfo { kind: AnyTypeInfoKind::Null } }
}

fn value(read: ValueRef<'_>) -> AnyValue {
    let kind = match read {
        ValueRef::Null => AnyValueKind::Null(AnyTypeInfoKind::Null),
        ValueRef::Integer(number) => AnyValueKind::BigInt(number),
        ValueRef::Real(number) => AnyValueKind::Double(number),
        ValueRef::Text(text) => AnyValueKind::Text(Arc::new(String::from_utf8_lossy(text).into_owned())),
        ValueRef::Blob(bytes) => AnyValueKind::Blob(Arc::new(bytes.to_vec())),
    };
    AnyValue { kind }
}

/// A value on its way into a statement.
struct Bound<'a>(Option<&'a AnyValueKind>);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let read = |value| Ok(ToSqlOutput::Borrowed(value));
        match self.0 {
            None | Some(AnyValueKind::Null(_)) => read(ValueRef::Null),
            Some(AnyValueKind::Bool(yes)) => read(ValueRef::Integer(i64::from(*yes))),
            Some(AnyValueKind::SmallInt(number)) => read(ValueRef::Integer(i64::from(*number))),
            Some(AnyValueKind::Integer(number)) => read(ValueRef::Integer(i64::from(*number))),
            Some(AnyValueKind::BigInt(number)) => read(ValueRef::Integer(*number)),
            Some(AnyValueKind::Real(number)) => read(ValueRef::Real(f64::from(*number))),
            Some(AnyValueKind::Double(number)) => read(ValueRef::Real(*number)),
            Some(AnyValueKind::Text(text)) => read(ValueRef::Text(text.as_bytes())),
            Some(AnyValueKind::TextSlice(text)) => read(ValueRef::Text(text.as_bytes())),
            Some(AnyValueKind::Blob(bytes)) => read(ValueRef::Blob(bytes)),
            Some(other) => Ok(ToSqlOutput::Owned(Value::Text(format!("{other:?}")))),
        }
    }
}
