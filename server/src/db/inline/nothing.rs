//! What a driver must name though `Any` makes none of it: rows, columns, values and statements of its own.

use std::{borrow::Cow, fmt};

use sqlx::{
    Arguments, Column, ColumnIndex, Connection, Database, Encode, Error, FromRow, IntoArguments, Row, SqlStr,
    Statement, Transaction, Type, TypeInfo, Value, ValueRef,
    any::AnyQueryResult,
    error::BoxDynError,
    query::{Query, QueryAs, QueryScalar},
};
use sqlx_core::{Either, any::AnyConnectionBackend, transaction::TransactionManager};

use super::{File, Inline as Link, SCHEME};

/// The driver's database.
#[derive(Debug)]
pub(in crate::db) struct Inline;

impl Database for Inline {
    type Connection = Link;
    type TransactionManager = Transactions;
    type Row = Nothing;
    type QueryResult = AnyQueryResult;
    type Column = Nothing;
    type TypeInfo = Nothing;
    type Value = Nothing;
    type ValueRef<'r> = Nothing;
    type Arguments = NoArguments;
    type ArgumentBuffer = ();
    type Statement = Nothing;

    const NAME: &'static str = "SQLite inline";
    const URL_SCHEMES: &'static [&'static str] = &[SCHEME];
}

impl Connection for Link {
    type Database = Inline;
    type Options = File;

    async fn close(self) -> Result<(), Error> {
        AnyConnectionBackend::close(Box::new(self)).await
    }

    async fn close_hard(self) -> Result<(), Error> {
        AnyConnectionBackend::close(Box::new(self)).await
    }

    async fn ping(&mut self) -> Result<(), Error> {
        Ok(())
    }

    async fn begin(&mut self) -> Result<Transaction<'_, Inline>, Error> {
        Transaction::begin(self, None).await
    }

    fn shrink_buffers(&mut self) {}

    async fn flush(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn should_flush(&self) -> bool {
        false
    }
}

/// Begins and ends as the connection does.
#[derive(Debug)]
pub(in crate::db) struct Transactions;

impl TransactionManager for Transactions {
    type Database = Inline;

    async fn begin(conn: &mut Link, statement: Option<SqlStr>) -> Result<(), Error> {
        AnyConnectionBackend::begin(conn, statement).await
    }

    async fn commit(conn: &mut Link) -> Result<(), Error> {
        AnyConnectionBackend::commit(conn).await
    }

    async fn rollback(conn: &mut Link) -> Result<(), Error> {
        AnyConnectionBackend::rollback(conn).await
    }

    fn start_rollback(conn: &mut Link) {
        AnyConnectionBackend::start_rollback(conn);
    }

    fn get_transaction_depth(conn: &Link) -> usize {
        AnyConnectionBackend::get_transaction_depth(conn)
    }
}

/// There is none.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::db) enum Nothing {}

impl fmt::Display for Nothing {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl TypeInfo for Nothing {
    fn is_null(&self) -> bool {
        match *self {}
    }

    fn name(&self) -> &str {
        match *self {}
    }
}

impl Column for Nothing {
    type Database = Inline;

    fn ordinal(&self) -> usize {
        match *self {}
    }

    fn name(&self) -> &str {
        match *self {}
    }

    fn type_info(&self) -> &Self {
        match *self {}
    }
}

impl Row for Nothing {
    type Database = Inline;

    fn columns(&self) -> &[Self] {
        match *self {}
    }

    fn try_get_raw<I: ColumnIndex<Self>>(&self, _: I) -> Result<Self, Error> {
        match *self {}
    }
}

impl Value for Nothing {
    type Database = Inline;

    fn as_ref(&self) -> Self {
        match *self {}
    }

    fn type_info(&self) -> Cow<'_, Self> {
        match *self {}
    }

    fn is_null(&self) -> bool {
        match *self {}
    }
}

impl ValueRef<'_> for Nothing {
    type Database = Inline;

    fn to_owned(&self) -> Self {
        match *self {}
    }

    fn type_info(&self) -> Cow<'_, Self> {
        match *self {}
    }

    fn is_null(&self) -> bool {
        match *self {}
    }
}

/// Values are bound as `Any` has them.
#[derive(Debug, Default)]
pub(in crate::db) struct NoArguments;

impl Arguments for NoArguments {
    type Database = Inline;

    fn reserve(&mut self, _: usize, _: usize) {}

    fn add<'t, T: Encode<'t, Inline> + Type<Inline>>(&mut self, _: T) -> Result<(), BoxDynError> {
        Err("values are bound as Any has them".into())
    }

    fn len(&self) -> usize {
        0
    }
}

impl Statement for Nothing {
    type Database = Inline;

    fn into_sql(self) -> SqlStr {
        match self {}
    }

    fn sql(&self) -> &SqlStr {
        match *self {}
    }

    fn parameters(&self) -> Option<Either<&[Self], usize>> {
        match *self {}
    }

    fn columns(&self) -> &[Self] {
        match *self {}
    }

    fn query(&self) -> Query<'_, Inline, NoArguments> {
        match *self {}
    }

    fn query_with<A: IntoArguments<Inline>>(&self, _: A) -> Query<'_, Inline, A> {
        match *self {}
    }

    fn query_as<O: for<'r> FromRow<'r, Self>>(&self) -> QueryAs<'_, Inline, O, NoArguments> {
        match *self {}
    }

    fn query_as_with<'s, O: for<'r> FromRow<'r, Self>, A: IntoArguments<Inline>>(
        &'s self,
        _: A,
    ) -> QueryAs<'s, Inline, O, A> {
        match *self {}
    }

    fn query_scalar<O>(&self) -> QueryScalar<'_, Inline, O, NoArguments>
    where
        (O,): for<'r> FromRow<'r, Self>,
    {
        match *self {}
    }

    fn query_scalar_with<'s, O, A: IntoArguments<Inline>>(&'s self, _: A) -> QueryScalar<'s, Inline, O, A>
    where
        (O,): for<'r> FromRow<'r, Self>,
    {
        match *self {}
    }
}
