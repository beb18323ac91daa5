//! One record on two branches: a phone that forked writes again what the server may lack, under the same name.
//!
//! It counts once. Which copy counts must not depend on the order in which streams happened to be projected, so that
//! projecting anew gives the same: it is the one that came first, and between two of one moment the one of the lower
//! stream. Only a true copy may take the place of another; a record that borrows a name and says something else never
//! does.

use domain::{ids::StreamId, time::UtcMs};
use protocol::Record;

use super::{Envelope, Fact, bracket::Touched};
use crate::{
    db::Conn,
    error::Result,
    tables::{events, records},
};

/// The order in which copies came.
pub(crate) fn order(envelope: &Envelope) -> (UtcMs, StreamId, u64) {
    (envelope.received_at, envelope.stream_id, envelope.seq)
}

/// A copy of what is projected already: it takes the place of the counted one if it came before that.
pub(super) async fn count_the_first(
    conn: &mut Conn,
    counted: &Envelope,
    copy: &Fact,
    touched: &mut Touched,
) -> Result<()> {
    if order(&copy.envelope) < order(counted) && same(conn, counted, &copy.envelope).await? {
        events::move_to(conn, &copy.envelope).await?;
        // It is missed where it was, and is new where it is.
        touched.add(counted);
        touched.add(&copy.envelope);
    }
    Ok(())
}

/// Whether two records say the same, but for the place where they stand.
pub(crate) async fn same(conn: &mut Conn, one: &Envelope, other: &Envelope) -> Result<bool> {
    if one.device_id != other.device_id {
        return Ok(false);
    }
    let one = said(conn, one).await?;
    Ok(one.is_some() && one == said(conn, other).await?)
}

async fn said(conn: &mut Conn, envelope: &Envelope) -> Result<Option<Record>> {
    let stored = records::at(conn, envelope.stream_id, envelope.seq).await?;
    let record = stored.and_then(|stored| Record::decode(&stored.bytes).ok());
    Ok(record.map(|record| Record { stream_id: StreamId(uuid::Uuid::nil()), seq: 0, origin: None, ..record }))
}
