//! Pictures that the office added: each stands beside a record that is here, and its bytes, which are checked with all others,
//! are those of its line. Of one that was withdrawn the line alone is left.

use domain::photo::Digest;

use super::{Checked, difference, hex};
use crate::{
    db::Conn,
    error::Result,
    tables::{attachments, records, uploads},
};

/// Lines read at once.
const LINES: i64 = 200;

pub(crate) async fn check(conn: &mut Conn, checked: &mut Checked) -> Result<()> {
    let mut after = None;
    loop {
        let page = attachments::page(conn, after, LINES).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.photo_id);
        for it in &page {
            if records::by_id(conn, it.record_id).await?.is_empty() {
                let (photo, record) = (hex(&it.sha256), it.record_id);
                return Err(difference(format!("photo {photo} was added to record {record}, which is not here")));
            }
            let files: [(_, &Digest); 2] = [(it.photo_id, &it.sha256), (it.thumb_id, &it.thumb_sha256)];
            for (id, sha256) in files.into_iter().filter(|_| it.withdrawn.is_none()) {
                let upload = uploads::get(conn, id).await?;
                if upload.is_none_or(|upload| upload.sha256 != *sha256) {
                    let (photo, record) = (hex(sha256), it.record_id);
                    return Err(difference(format!("photo {photo}, which was added to record {record}, is not kept")));
                }
            }
            checked.attachments += 1;
        }
    }
}
