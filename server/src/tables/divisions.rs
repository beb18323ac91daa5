//! Towns and streets by their nine-digit code.

use domain::division::Division;

use crate::{db::Conn, error::Result, sql::insert_many};

pub(crate) async fn insert(conn: &mut Conn, divisions: &[Division]) -> Result<()> {
    let statement = ("INSERT INTO divisions (code, name)", 2, "ON CONFLICT (code) DO NOTHING");
    insert_many(conn, statement, divisions, |d, row| {
        row.put(d.code.as_str()).put(d.name.as_str());
    })
    .await
}
