//! Requests for a swap or leave, as phones recorded them, with what was decided about them.

use domain::{
    day::Day,
    ids::{RecordId, SchoolId, StaffId, UnitId},
    roster::Side,
    ruling::Verdict,
    staff::StaffKind,
    time::UtcMs,
};
use sqlx::{AssertSqlSafe, any::AnyRow};

use crate::{
    db::Conn,
    error::Result,
    project::RosterRequestRow,
    sql::{Columns as _, Id as _, from_word, insert_many, word},
};

pub(crate) async fn insert(conn: &mut Conn, rows: &[(RecordId, RosterRequestRow)]) -> Result<()> {
    let into = "INSERT INTO roster_requests (record_id, post_id, day, window_id, ask, with_id, reason, text)";
    insert_many(conn, (into, 8, ""), rows, |(id, it), row| {
        row.put(id.store()).put(it.post_id.store()).put(i64::from(it.day.0)).put(it.window_id.store());
        row.put(word(&it.ask)).put(it.with.map(|id| id.store())).put(word(&it.reason)).put(it.text.as_str());
    })
    .await
}

pub(crate) async fn get(conn: &mut Conn, id: RecordId) -> Result<Option<RosterRequestRow>> {
    let row =
        sqlx::query("SELECT * FROM roster_requests WHERE record_id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

fn read(row: &AnyRow) -> Result<RosterRequestRow> {
    Ok(RosterRequestRow {
        post_id: row.id("post_id")?,
        day: Day(row.num("day")?),
        window_id: row.id("window_id")?,
        ask: row.word("ask")?,
        with: row.opt_id("with_id")?,
        reason: row.word("reason")?,
        text: row.text("text")?,
    })
}

/// A request with the names a page shows.
pub(crate) struct Listed {
    pub(crate) record_id: RecordId,
    pub(crate) no: i64,
    pub(crate) request: RosterRequestRow,
    pub(crate) staff_id: Option<StaffId>,
    pub(crate) who: String,
    pub(crate) kind: Option<StaffKind>,
    pub(crate) with_name: String,
    pub(crate) post: String,
    pub(crate) school_id: Option<SchoolId>,
    pub(crate) school: String,
    pub(crate) school_code: String,
    pub(crate) window: Option<(String, u16, u16)>,
    pub(crate) at: UtcMs,
    pub(crate) verdict: Option<Verdict>,
    pub(crate) note: String,
    pub(crate) decided_at: Option<UtcMs>,
    pub(crate) decided_by: String,
}

impl Listed {
    /// Whose request it is to decide; one by nobody known is the school's.
    pub(crate) fn side(&self) -> Side {
        self.kind.map_or(Side::School, Side::of)
    }
}

const SELECT: &str = "SELECT q.*, e.no, e.at_ms AS asked_ms, e.staff_id, e.school_id, coalesce(p.name, '') AS who, \
    p.kind AS staff_kind, coalesce(w.name, '') AS with_name, coalesce(o.name, '') AS post, \
    coalesce(s.name, '') AS school, coalesce(s.code, '') AS school_code, d.kind AS window_kind, d.start_min, d.end_min, \
    r.verdict, coalesce(r.note, '') AS ruled, r.at_ms AS ruled_ms, coalesce(r.account, '') AS ruled_by \
    FROM roster_requests q JOIN events e ON e.record_id = q.record_id \
    LEFT JOIN staff p ON p.id = e.staff_id LEFT JOIN staff w ON w.id = q.with_id \
    LEFT JOIN posts o ON o.id = q.post_id LEFT JOIN schools s ON s.id = e.school_id \
    LEFT JOIN windows d ON d.id = q.window_id LEFT JOIN rulings r ON r.record_id = q.record_id \
    AND r.at_ms = (SELECT max(n.at_ms) FROM rulings n WHERE n.record_id = q.record_id)";

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    Open,
    Decided,
    All,
}

/// Requests of a unit's schools, the newest first, with a number below `before`.
pub(crate) async fn list(
    conn: &mut Conn,
    unit: UnitId,
    (cut, text, before): (Cut, &str, i64),
    limit: i64,
) -> Result<Vec<Listed>> {
    let only = match cut {
        Cut::Open => "AND (r.verdict IS NULL OR r.verdict = 'asked')",
        Cut::Decided => "AND r.verdict IN ('accepted', 'rejected')",
        Cut::All => "",
    };
    let sql = format!(
        "{SELECT} WHERE e.no < $1 AND e.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $2) \
         AND ($3 = '' OR s.name LIKE $3 ESCAPE '\\' OR p.name LIKE $3 ESCAPE '\\') {only} ORDER BY e.no DESC LIMIT $4"
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(before)
        .bind(unit.store())
        .bind(pattern(text))
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(read_listed).collect()
}

/// How many requests of a unit's schools wait for somebody.
pub(crate) async fn open_count(conn: &mut Conn, unit: UnitId) -> Result<i64> {
    let row = sqlx::query(
        "SELECT count(*) AS n FROM roster_requests q JOIN events e ON e.record_id = q.record_id \
         LEFT JOIN rulings r ON r.record_id = q.record_id \
         AND r.at_ms = (SELECT max(n.at_ms) FROM rulings n WHERE n.record_id = q.record_id) WHERE (r.verdict IS NULL OR r.verdict = 'asked') \
         AND e.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1)",
    )
    .bind(unit.store())
    .fetch_one(conn)
    .await?;
    row.int("n")
}

/// One request.
pub(crate) async fn one(conn: &mut Conn, id: RecordId) -> Result<Option<Listed>> {
    let sql = format!("{SELECT} WHERE q.record_id = $1");
    let row = sqlx::query(AssertSqlSafe(sql)).bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read_listed(&row)).transpose()
}

fn pattern(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

fn read_listed(row: &AnyRow) -> Result<Listed> {
    let window = match row.opt_text("window_kind")? {
        Some(kind) => Some((kind, row.num("start_min")?, row.num("end_min")?)),
        None => None,
    };
    Ok(Listed {
        record_id: row.id("record_id")?,
        no: row.int("no")?,
        request: read(row)?,
        staff_id: row.opt_id("staff_id")?,
        who: row.text("who")?,
        kind: row.opt_text("staff_kind")?.map(|kind| from_word(&kind)).transpose()?,
        with_name: row.text("with_name")?,
        post: row.text("post")?,
        school_id: row.opt_id("school_id")?,
        school: row.text("school")?,
        school_code: row.text("school_code")?,
        window,
        at: row.moment("asked_ms")?,
        verdict: row.opt_text("verdict")?.map(|verdict| from_word(&verdict)).transpose()?,
        note: row.text("ruled")?,
        decided_at: row.opt_moment("ruled_ms")?,
        decided_by: row.text("ruled_by")?,
    })
}
