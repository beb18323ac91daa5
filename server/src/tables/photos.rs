//! Pictures and thumbnails that projected records promise. Their bytes arrive apart, or not yet.

use domain::{
    ids::{PhotoId, RecordId},
    photo::PhotoRole,
};
use sqlx::{AssertSqlSafe, any::AnyRow};

use crate::{
    db::Conn,
    error::Result,
    project::PhotoRow,
    sql::{Columns as _, Id as _, insert_many},
};

pub(crate) async fn insert(conn: &mut Conn, rows: &[PhotoRow]) -> Result<()> {
    let statement = (
        "INSERT INTO photos (photo_id, record_id, place, role, sha256, bytes, width, height, taken_ms)",
        9,
        // The first record that names a picture keeps it.
        "ON CONFLICT (photo_id) DO NOTHING",
    );
    insert_many(conn, statement, rows, |p, row| {
        row.put(p.photo_id.store()).put(p.record_id.store()).put(p.place).put(p.role.code()).put(p.sha256.to_vec());
        row.put(i64::from(p.bytes)).put(i64::from(p.width)).put(i64::from(p.height)).put(p.taken.map(|t| t.0));
    })
    .await
}

pub(crate) async fn get(conn: &mut Conn, id: PhotoId) -> Result<Option<PhotoRow>> {
    let row = sqlx::query("SELECT * FROM photos WHERE photo_id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

/// A promised picture and whether its bytes are here.
#[derive(Debug)]
pub(crate) struct Promised {
    pub(crate) photo: PhotoRow,
    pub(crate) stored: bool,
    /// Why they will not come, by the word of its phone: `damaged` for a file that is gone there, else the code by which
    /// the server refused it.
    pub(crate) lost: Option<String>,
}

/// What the phone that names `p` said about why it will not come; of other phones nothing is believed.
pub(crate) const LOST: &str = "(SELECT max(CASE WHEN lf.code = 'photo_lost' THEN 'damaged' ELSE lf.detail END) \
     FROM findings lf JOIN events le ON le.record_id = lf.record_id \
     JOIN events pe ON pe.record_id = p.record_id AND pe.device_id = le.device_id \
     WHERE lf.subject = p.photo_id AND lf.code IN ('photo_lost', 'photo_refused')) AS lost";

/// How many pictures of the record `e` will not come.
pub(crate) const LOST_OF_EVENT: &str = "(SELECT count(*) FROM photos lp WHERE lp.record_id = e.record_id \
     AND lp.role = 'picture' AND NOT EXISTS (SELECT 1 FROM uploads lu WHERE lu.photo_id = lp.photo_id \
        AND lu.state = 'stored' AND lu.sha256 = lp.sha256) \
     AND EXISTS (SELECT 1 FROM findings lf JOIN events le ON le.record_id = lf.record_id \
        WHERE lf.subject = lp.photo_id AND lf.code IN ('photo_lost', 'photo_refused') \
            AND le.device_id = e.device_id)) AS photos_lost";

/// Promised pictures, with what became of their bytes.
fn with_stored(rest: &str) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!(
        "SELECT p.*, CASE WHEN u.photo_id IS NULL THEN 0 ELSE 1 END AS stored, {LOST} FROM photos p \
         LEFT JOIN uploads u ON u.photo_id = p.photo_id AND u.state = 'stored' AND u.sha256 = p.sha256 {rest}"
    ))
}

fn promised(row: &AnyRow) -> Result<Promised> {
    let stored = row.int("stored")? == 1;
    Ok(Promised { photo: read(row)?, stored, lost: row.opt_text("lost")?.filter(|_| !stored) })
}

/// What a record promises, in its order; the thumbnail after its picture.
pub(crate) async fn of_record(conn: &mut Conn, id: RecordId) -> Result<Vec<Promised>> {
    let sql = with_stored("WHERE p.record_id = $1 ORDER BY p.place, p.role");
    let rows = sqlx::query(sql).bind(id.store()).fetch_all(conn).await?;
    rows.iter().map(promised).collect()
}

/// Everything promised under a digest (the same picture may be named by several records).
pub(crate) async fn by_digest(conn: &mut Conn, sha256: &domain::photo::Digest) -> Result<Vec<Promised>> {
    let sql = with_stored("WHERE p.sha256 = $1 ORDER BY p.photo_id");
    let rows = sqlx::query(sql).bind(sha256.to_vec()).fetch_all(conn).await?;
    rows.iter().map(promised).collect()
}

/// Ids looked at at once by [`all_such`].
const IDS: i64 = 5_000;

/// Pictures (no thumbnails) whose id is such. Walks all of them; for what is asked by hand and seldom.
pub(crate) async fn all_such(conn: &mut Conn, such: impl Fn(PhotoId) -> bool) -> Result<Vec<Promised>> {
    let (mut found, mut after) = (Vec::new(), PhotoId(uuid::Uuid::nil()));
    loop {
        let sql = "SELECT photo_id FROM photos WHERE role = 'picture' AND photo_id > $1 ORDER BY photo_id LIMIT $2";
        let rows = sqlx::query(sql).bind(after.store()).bind(IDS).fetch_all(&mut *conn).await?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = last.id("photo_id")?;
        for row in &rows {
            let id: PhotoId = row.id("photo_id")?;
            if such(id) {
                let sql = with_stored("WHERE p.photo_id = $1");
                found.push(promised(&sqlx::query(sql).bind(id.store()).fetch_one(&mut *conn).await?)?);
            }
        }
    }
}

fn read(row: &AnyRow) -> Result<PhotoRow> {
    Ok(PhotoRow {
        photo_id: row.id("photo_id")?,
        record_id: row.id("record_id")?,
        place: row.int("place")?,
        role: row.word::<PhotoRole>("role")?,
        sha256: row.digest("sha256")?,
        bytes: row.num("bytes")?,
        width: row.num("width")?,
        height: row.num("height")?,
        taken: row.opt_moment("taken_ms")?,
    })
}
