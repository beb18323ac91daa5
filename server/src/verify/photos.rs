//! Pictures: the bytes under each digest of a finished upload have that digest.

use super::{Checked, difference, hex};
use crate::{
    db::Conn,
    error::Result,
    objects::{Lying, Objects},
    tables::uploads,
};

/// Uploads read at once.
const UPLOADS: i64 = 200;

pub(crate) async fn check(conn: &mut Conn, objects: &Objects, checked: &mut Checked) -> Result<()> {
    let mut after = None;
    loop {
        let page = uploads::stored_page(conn, after, UPLOADS).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.photo_id);
        for upload in &page {
            match objects.get_photo(&upload.sha256).await? {
                Some(Lying::AsSigned(bytes)) if bytes.len() as u64 == upload.length => checked.photos += 1,
                Some(_) => {
                    return Err(difference(format!("photo {} has other bytes than were signed", hex(&upload.sha256))));
                }
                None => return Err(difference(format!("photo {} is missing in the store", hex(&upload.sha256)))),
            }
        }
    }
}
