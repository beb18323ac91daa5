//! What would survive the loss of this disk. A backup notes where every stream stands before it copies anything; when
//! it is finished, everything up to there is durable, and phones hear so at their next call.
//!
//! The embedded database is copied here ([`copy`]), beside a running server, as of one moment. PostgreSQL has its own
//! tools for that; an operator says when they began and when they were done.

pub(crate) mod copy;
pub(crate) mod manifest;
pub(crate) mod restore;

use crate::{
    Error, clock,
    db::Database,
    error::Result,
    tables::{settings, streams},
};

/// Which backup was begun last: its number is the moment it began.
const MARK: &str = "backup_mark";
/// When the last one was finished that counts.
pub(crate) const FINISHED: &str = "backup_finished";
/// Streams in one transaction.
const STREAMS: i64 = 1_000;

/// Notes where every stream stands. What is copied after this contains all of it.
pub(crate) async fn begin(db: &Database) -> Result<i64> {
    let mark = clock::now().0;
    let mut tx = db.begin().await?;
    settings::put(&mut tx, MARK, &mark.to_string()).await?;
    tx.commit().await?;
    let mut after = None;
    loop {
        let mut tx = db.begin().await?;
        own(&mut tx, mark).await?;
        let page = streams::mark(&mut tx, after, STREAMS).await?;
        tx.commit().await?;
        match page {
            Some(last) => after = Some(last),
            None => return Ok(mark),
        }
    }
}

/// The backup that began with this mark is finished and safe elsewhere: what was noted then is durable. Gives how many
/// streams gained by it.
///
/// # Errors
/// [`Error::Refused`] when another backup was begun since.
pub(crate) async fn finish(db: &Database, mark: i64) -> Result<u64> {
    let (mut after, mut gained) = (None, 0);
    loop {
        let mut tx = db.begin().await?;
        own(&mut tx, mark).await?;
        let page = streams::make_durable(&mut tx, after, STREAMS).await?;
        if page.is_none() {
            settings::put(&mut tx, FINISHED, &mark.to_string()).await?;
        }
        tx.commit().await?;
        match page {
            Some((last, some)) => {
                after = Some(last);
                gained += some;
            }
            None => return Ok(gained),
        }
    }
}

async fn own(conn: &mut crate::db::Conn, mark: i64) -> Result<()> {
    match settings::get(conn, MARK).await? {
        Some(known) if known == mark.to_string() => Ok(()),
        Some(known) => Err(Error::refused(format!(
            "backup {mark} does not count any more: backup {known} was begun after it; finish that one"
        ))),
        None => Err(Error::refused(format!("no backup {mark} was begun; `huxiao-server backup --begin` begins one"))),
    }
}
