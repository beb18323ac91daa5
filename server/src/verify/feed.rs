//! The feed: what phones are told of each thing must be that thing.

use protocol::{Entity, EntityKind};

use super::difference;
use crate::{db::Conn, error::Result, tables::feed};

/// Things read at once.
const THINGS: i64 = 500;

/// Whether each payload reads as the thing whose name it stands under.
pub(super) async fn check(conn: &mut Conn) -> Result<()> {
    let mut after = None;
    loop {
        let page = feed::page(conn, after, THINGS).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some((last.scope, last.scope_seq));
        for change in &page {
            let (Some(kind), Some(payload)) = (EntityKind::from_number(change.kind), &change.payload) else { continue };
            let told = Entity::decode(kind, payload);
            if !told.is_ok_and(|thing| thing.id() == *change.id) {
                return Err(difference(format!(
                    "change {} of scope {} does not tell the thing it is named after",
                    change.scope_seq, change.scope
                )));
            }
        }
    }
}
