//! Pictures with the record that names them and the names a person reads: one query for the gallery.

use domain::ids::{PhotoId, RecordId, SchoolId, UnitId};
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

/// What is selected of a picture: with its record and the names a person reads.
const PICTURES: &str = "p.photo_id, p.sha256, p.width, p.height, e.record_id, e.no, e.kind, e.at_ms, e.lo_ms, \
        e.best_ms, e.hi_ms, e.quality, coalesce(s.name, '') AS school, coalesce(w.name, '') AS who, \
        coalesce(h.text, pt.name, a.text, '') AS words, \
        (SELECT count(*) FROM uploads u WHERE u.photo_id = p.photo_id AND u.state = 'stored' \
            AND u.sha256 = p.sha256) AS stored, \
        (SELECT count(*) FROM photos t JOIN uploads u ON u.photo_id = t.photo_id AND u.state = 'stored' \
            AND u.sha256 = t.sha256 WHERE t.record_id = p.record_id AND t.place = p.place AND t.role = 'thumb') \
            AS thumb_stored \
     FROM events e JOIN photos p ON p.record_id = e.record_id AND p.role = 'picture' \
     LEFT JOIN schools s ON s.id = e.school_id LEFT JOIN staff w ON w.id = e.staff_id \
     LEFT JOIN hazards h ON h.record_id = e.record_id LEFT JOIN answers a ON a.record_id = e.record_id \
     LEFT JOIN check_ins c ON c.record_id = e.record_id LEFT JOIN points pt ON pt.id = c.point_id";

/// Whether the record `n` is in the reach of `$1`, of all with `$2`.
const IN_REACH: &str = "(n.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1) \
     OR (n.school_id IS NULL AND ($2 = 1 OR n.device_id IN (SELECT d.id FROM devices d \
        WHERE d.unit_id = $1 OR d.unit_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1)))))";

/// The pictures of the newest `$3` records in reach that name any and are such.
fn of_records(such: &str) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!(
        "SELECT {LOST}, {PICTURES} WHERE e.no IN (SELECT n.no FROM events n LEFT JOIN schools m ON m.id = n.school_id \
            WHERE {IN_REACH} AND {such} AND EXISTS (SELECT 1 FROM photos f WHERE f.record_id = n.record_id) \
            ORDER BY n.no DESC LIMIT $3) \
         ORDER BY e.no DESC, p.place"
    ))
}

/// The pictures of the newest `records` records in reach that name any.
pub(crate) async fn page(conn: &mut Conn, reach: Reach, filter: &Filter, records: i64) -> Result<Vec<GalleryPhoto>> {
    let such = of_records("n.no < $4 AND ($5 = 0 OR n.kind = $5) AND ($6 = '' OR m.name LIKE $7)");
    let rows = sqlx::query(such)
        .bind(reach.unit.store())
        .bind(reach.all())
        .bind(records)
        .bind(filter.before.unwrap_or(i64::MAX))
        .bind(filter.kind.map_or(0, i64::from))
        .bind(filter.text.trim())
        .bind(format!("%{}%", filter.text.trim().replace(['%', '_'], "")))
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
}

/// The pictures of what was said about the same thing: of what the record answers, and of all answers to that or to it.
pub(crate) async fn of_chain(conn: &mut Conn, reach: Reach, id: RecordId, records: i64) -> Result<Vec<GalleryPhoto>> {
    let such = of_records(
        "n.record_id <> $4 AND n.record_id IN (SELECT o.about_id FROM answers o WHERE o.record_id = $4 \
            UNION SELECT o.record_id FROM answers o WHERE o.about_id = $4 \
            UNION SELECT o.record_id FROM answers q JOIN answers o ON o.about_id = q.about_id WHERE q.record_id = $4)",
    );
    around(conn, (such, reach), id, records).await
}

/// The pictures of other visits to the same point, and of other times at the same post.
pub(crate) async fn of_place(conn: &mut Conn, reach: Reach, id: RecordId, records: i64) -> Result<Vec<GalleryPhoto>> {
    let such = of_records(
        "n.record_id <> $4 AND n.record_id IN (SELECT o.record_id FROM check_ins q JOIN check_ins o \
                ON o.point_id = q.point_id WHERE q.record_id = $4 \
            UNION SELECT o.record_id FROM duty_events q JOIN duty_events o ON o.post_id = q.post_id \
                WHERE q.record_id = $4 \
            UNION SELECT o.record_id FROM duty_notes q JOIN duty_notes o ON o.post_id = q.post_id \
                WHERE q.record_id = $4)",
    );
    around(conn, (such, reach), id, records).await
}

/// Where else a record's pictures may come from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Among {
    /// Other records of the school it is about.
    School(SchoolId),
    /// It is about none: others about none, from phones of the same unit.
    Unit(UnitId),
}

/// The pictures of other records among those, below a number.
pub(crate) async fn of_others(
    conn: &mut Conn,
    reach: Reach,
    (id, among, before): (RecordId, Among, Option<i64>),
    records: i64,
) -> Result<Vec<GalleryPhoto>> {
    let (such, whose) = match among {
        Among::School(school) => ("n.school_id = $6", school.store()),
        Among::Unit(unit) => {
            ("n.school_id IS NULL AND n.device_id IN (SELECT d.id FROM devices d WHERE d.unit_id = $6)", unit.store())
        }
    };
    let such = of_records(&format!("n.record_id <> $4 AND n.no < $5 AND {such}"));
    let query = sqlx::query(such).bind(reach.unit.store()).bind(reach.all()).bind(records).bind(id.store());
    let rows = query.bind(before.unwrap_or(i64::MAX)).bind(whose).fetch_all(conn).await?;
    rows.iter().map(read).collect()
}

async fn around(
    conn: &mut Conn,
    (such, reach): (AssertSqlSafe<String>, Reach),
    id: RecordId,
    records: i64,
) -> Result<Vec<GalleryPhoto>> {
    let query = sqlx::query(such).bind(reach.unit.store()).bind(reach.all()).bind(records).bind(id.store());
    let rows = query.fetch_all(conn).await?;
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
    let lost = row.opt_text("lost")?.filter(|_| !stored);
    Ok(GalleryPhoto {
        photo_id: row.id("photo_id")?,
        sha256: data_encoding::HEXLOWER.encode(&*row.digest("sha256")?),
        width: row.num("width")?,
        height: row.num("height")?,
        stored,
        lost: lost.is_some(),
        lost_why: lost,
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
