//! The office's word about a record: kept with its reasons, and told to the phone that the record came from.

use domain::{
    ruling::{Ruling, Verdict},
    time::UtcMs,
};
use protocol::Entity;

use crate::{
    db::Conn,
    error::Result,
    evidence::Found,
    feed,
    tables::{
        doubts,
        rulings::{self, Ruled},
    },
};

/// Says it, in the name of an account.
pub(crate) async fn say(
    conn: &mut Conn,
    about: &Found,
    (verdict, note): (Verdict, &str),
    (at, account): (UtcMs, &str),
) -> Result<()> {
    let record_id = about.envelope.record_id;
    let found = doubts::of_record(conn, record_id).await?;
    let reasons: Vec<String> = found.iter().map(|it| it.doubt.code().to_owned()).collect();
    let (note, account) = (note.to_owned(), account.to_owned());
    let ruled = Ruled { at, verdict, reasons: reasons.clone(), note: note.clone(), account };
    rulings::insert(conn, record_id, &ruled).await?;
    let ruling = Ruling { record_id, staff_id: about.envelope.actor, verdict, reasons, note, at };
    feed::publish(conn, about.device.unit, &[Entity::Ruling(ruling)]).await
}
