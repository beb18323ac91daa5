//! Pictures with the record that names them and the names a person reads: one query for the gallery.

use domain::ids::{PhotoId, UnitId};
use protocol::{Kind, photo_code};
use sqlx::{AssertSqlSafe, any::AnyRow};

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _},
    tables::{events::read_time, photos::LOST},
    views::photo_list::GalleryPhoto,
};

/// Which pictures.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// Of records with a number below.
    pub(crate) before: Option<i64>,
    /// Of this kind of record.
    pub(crate) kind: Option<u16>,
    /// Of schools with this in their name.
    pub(crate) text: String,
}

/// Whose pictures: of a unit's schools, and of records that are about no school, from its own phones or its schools'.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reach {
    /// The unit.
    pub(crate) unit: UnitId,
    /// It looks over everything, also what belongs to no school.
    pub(crate) all: bool,
}

impl Reach {
    fn all(self) -> i64 {
        i64::from(self.all)
    }
}

/// The pictures of the newest `records` records in reach that name any.
pub(crate) async fn page(conn: &mut Conn, reach: Reach, filter: &Filter, records: i64) -> Result<Vec<GalleryPhoto>> {
    let sql = format!(
        "SELECT p.photo_id, p.sha256, p.width, p.height, e.record_id, e.no, e.kind, e.at_ms, e.lo_ms, e.best_ms, \
            e.hi_ms, e.quality, coalesce(s.name, '') AS school, coalesce(w.name, '') AS who, \
            coalesce(h.text, pt.name, a.text, '') AS words, \
            (SELECT count(*) FROM uploads u WHERE u.photo_id = p.photo_id AND u.state = 'stored' \
                AND u.sha256 = p.sha256) AS stored, \
            (SELECT count(*) FROM photos t JOIN uploads u ON u.photo_id = t.photo_id AND u.state = 'stored' \
                AND u.sha256 = t.sha256 WHERE t.record_id = p.record_id AND t.place = p.place AND t.role = 'thumb') \
                AS thumb_stored, {LOST} \
         FROM events e JOIN photos p ON p.record_id = e.record_id AND p.role = 'picture' \
         LEFT JOIN schools s ON s.id = e.school_id LEFT JOIN staff w ON w.id = e.staff_id \
         LEFT JOIN hazards h ON h.record_id = e.record_id LEFT JOIN answers a ON a.record_id = e.record_id \
         LEFT JOIN check_ins c ON c.record_id = e.record_id LEFT JOIN points pt ON pt.id = c.point_id \
         WHERE e.no IN (SELECT n.no FROM events n LEFT JOIN schools m ON m.id = n.school_id \
            WHERE n.no < $1 AND ($2 = 0 OR n.kind = $2) AND ($3 = '' OR m.name LIKE $4) \
                AND (n.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $5) \
                    OR (n.school_id IS NULL AND ($7 = 1 OR n.device_id IN (SELECT d.id FROM devices d \
                        WHERE d.unit_id = $5 OR d.unit_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $5))))) \
                AND EXISTS (SELECT 1 FROM photos f WHERE f.record_id = n.record_id) \
            ORDER BY n.no DESC LIMIT $6) \
         ORDER BY e.no DESC, p.place"
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
    .bind(filter.before.unwrap_or(i64::MAX))
    .bind(filter.kind.map_or(0, i64::from))
    .bind(filter.text.trim())
    .bind(format!("%{}%", filter.text.trim().replace(['%', '_'], "")))
    .bind(reach.unit.store())
    .bind(records)
    .bind(reach.all())
    .fetch_all(conn)
    .await?;
    rows.iter().map(read).collect()
}

/// The pictures that have this code in their stamp: one, or by a rare chance two. Codes are made of ids and not stored;
/// looking one up walks the pictures of the unit's schools, which is done by hand and seldom.
pub(crate) async fn by_code(conn: &mut Conn, reach: Reach, code: &str) -> Result<Vec<GalleryPhoto>> {
    let rows = sqlx::query(
        "SELECT p.photo_id, e.no FROM photos p JOIN events e ON e.record_id = p.record_id \
         WHERE p.role = 'picture' AND (e.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1) \
            OR (e.school_id IS NULL AND ($2 = 1 OR e.device_id IN (SELECT d.id FROM devices d \
                WHERE d.unit_id = $1 OR d.unit_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1)))))",
    )
    .bind(reach.unit.store())
    .bind(reach.all())
    .fetch_all(&mut *conn)
    .await?;
    let mut found = Vec::new();
    for row in &rows {
        let id: PhotoId = row.id("photo_id")?;
        if photo_code(id) != code {
            continue;
        }
        let only = Filter { before: Some(row.int("no")? + 1), ..Filter::default() };
        found.extend(page(conn, reach, &only, 1).await?.into_iter().filter(|photo| photo.photo_id == id));
    }
    Ok(found)
}

fn read(row: &AnyRow) -> Result<GalleryPhoto> {
    let stored = row.int("stored")? > 0;
    Ok(GalleryPhoto {
        photo_id: row.id("photo_id")?,
        sha256: data_encoding::HEXLOWER.encode(&*row.digest("sha256")?),
        width: row.num("width")?,
        height: row.num("height")?,
        stored,
        lost: !stored && row.int("lost")? > 0,
        thumb_stored: row.int("thumb_stored")? > 0,
        record_id: row.id("record_id")?,
        no: row.int("no")?,
        kind: Kind::from_number(row.num("kind")?).word().to_owned(),
        school: row.text("school")?,
        who: row.text("who")?,
        text: row.text("words")?,
        at_ms: row.moment("at_ms")?,
        quality: read_time(row)?.quality,
    })
}
