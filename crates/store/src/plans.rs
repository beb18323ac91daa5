//! Looks at the plans of the statements that run often: with ten thousand records each must go by an index.
//! Plans are asserted instead of times, because a busy machine makes every time a lie.

use std::cell::RefCell;

use domain::{
    check_in::{CheckIn, VisitResult},
    hazard::{HazardReport, SuspectedSeverity},
    ids::{BootId, PhotoId, PointId, RecordId, SchoolId, StreamId},
    photo::{Digest, Photo},
    presence::ProofLevel,
    time::{TimeBlock, UtcMs},
};
use protocol::{Body, EntityKind, Kind};
use rusqlite::Connection;
use uuid::Uuid;

use crate::{
    Store, StoreError, StoreKey, entities, photos,
    records::{self, NewRecord},
    stream, uploads,
};

thread_local! {
    static PLANS: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// Keeps the plan of a statement about to run in this thread.
pub(crate) fn note(connection: &Connection, sql: &str) {
    let Ok(mut statement) = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")) else { return };
    let steps = statement.raw_query().mapped(|row| row.get::<_, String>(3)).filter_map(Result::ok);
    let plan = steps.collect::<Vec<_>>().join("; ");
    PLANS.with_borrow_mut(|plans| plans.push((sql.to_owned(), plan)));
}

fn new_record(n: u64, body: Body) -> NewRecord {
    let time = TimeBlock {
        wall: UtcMs(i64::try_from(n).expect("small")),
        tz_min: 480,
        boot_id: BootId(Uuid::nil()),
        boot_ms: n,
        estimate: None,
        estimate_err_ms: None,
        gnss: None,
        gnss_boot_ms: None,
        flags: None,
    };
    let record_id = RecordId(Uuid::from_u128(u128::from(n)));
    NewRecord { record_id, body, actor: None, session: None, time, refs: Vec::new() }
}

fn check_in() -> Body {
    Body::CheckIn(CheckIn {
        point_id: PointId(Uuid::nil()),
        result: VisitResult::Normal,
        note: String::new(),
        position: None,
        tag: None,
        photos: Vec::new(),
        shown_proof: ProofLevel::C,
        detail: None,
    })
}

fn hazard() -> Body {
    Body::HazardReport(HazardReport {
        school_id: SchoolId(Uuid::nil()),
        category: "PHY".into(),
        text: String::new(),
        severity: SuspectedSeverity::General,
        position: None,
        photos: Vec::new(),
        effort: None,
    })
}

fn photo(n: u128) -> Photo {
    Photo {
        id: PhotoId(Uuid::from_u128(n * 2)),
        sha256: Digest::from([1; 32]),
        bytes: 1,
        width: 1,
        height: 1,
        thumb_id: PhotoId(Uuid::from_u128(n * 2 + 1)),
        thumb_sha256: Digest::from([2; 32]),
        thumb_bytes: 1,
        taken: None,
        place: None,
        notes: None,
    }
}

fn fill(store: &Store) -> Result<(), StoreError> {
    store.write(|tx| {
        stream::open(tx, StreamId(Uuid::nil()), &Digest::from([0; 32]))?;
        (1..=9_900).try_for_each(|n| records::append(tx, new_record(n, check_in())).map(drop))?;
        (9_901..=10_000).try_for_each(|n| {
            let stored = records::append(tx, new_record(n, hazard()))?;
            photos::add_draft(tx, "hazard", &photo(u128::from(n)), UtcMs(0))?;
            photos::attach(tx, &[photo(u128::from(n)).id], stored.seq)
        })
    })
}

#[test]
fn ten_thousand_records_are_listed_sent_and_counted_by_indices() {
    let home = tempfile::tempdir().expect("a folder");
    let store = Store::open(home.path(), &StoreKey::new([1; 32])).expect("opens");
    fill(&store).expect("saves ten thousand");
    PLANS.with_borrow_mut(Vec::clear);
    store
        .read(|tx| {
            assert_eq!(records::page(tx, None, &[], 50)?.len(), 50);
            assert_eq!(records::page(tx, Some(5_000), &[Kind::CheckIn, Kind::HazardReport], 50)?.len(), 50);
            assert_eq!(records::page(tx, None, &[Kind::HazardReport], 50)?.len(), 50);
            assert_eq!(records::page(tx, Some(9_000), &[Kind::HazardReport, Kind::Correction], 50)?.len(), 0);
            assert_eq!(records::since(tx, UtcMs(9_990), &[Kind::HazardReport])?.len(), 11);
            assert_eq!(records::batch(tx, 1, 100, 100_000)?.len(), 100);
            assert_eq!(records::pending_count(tx)?, 10_000);
            records::oldest_pending(tx)?;
            records::by_id(tx, RecordId(Uuid::from_u128(5)))?;
            records::get(tx, 9_999)?;
            photos::next_upload(tx)?;
            photos::drafts(tx, "hazard")?;
            photos::of_record(tx, 9_999)?;
            photos::counts_for(tx, 9_999)?;
            uploads::pending_count(tx)?;
            uploads::lost_files(tx)?;
            uploads::lost_pictures(tx)?;
            uploads::oldest_pending(tx)?;
            entities::get(tx, EntityKind::School, &[0; 16])?;
            entities::list(tx, EntityKind::School)
        })
        .expect("reads");
    store.write(|tx| photos::progress(tx, photo(9_999).id, 1, 1)).expect("notes");
    store.write(|tx| records::append(tx, new_record(10_001, check_in()))).expect("saves");
    PLANS.with_borrow(|plans| {
        assert!(plans.len() > 15);
        for (sql, plan) in plans {
            let walks = plan.split("; ").filter(|step| step.starts_with("SCAN") && !is_short_walk(step));
            assert_eq!(walks.collect::<Vec<_>>(), [""; 0], "{sql}\n{plan}");
            let sorts = plan.contains("TEMP B-TREE FOR ORDER BY") && !sorts_a_handful(sql);
            assert!(!sorts, "{sql}\n{plan}");
        }
    });
}

/// Walks of a table of one row or so, of the waiting files alone, or down the records' own order to a limit.
fn is_short_walk(step: &str) -> bool {
    let few = ["SCAN streams", "INDEX uploads_waiting", "INDEX uploads_lost"];
    few.iter().any(|short| step.contains(short))
}

/// The pictures of one record or draft, the scopes of one thing and the places of one kind are put in order after an
/// index found them.
fn sorts_a_handful(sql: &str) -> bool {
    let few = ["FROM photos p", "FROM entities WHERE kind = ?1 AND id = ?2", "SELECT place FROM records INDEXED BY"];
    few.iter().any(|few| sql.contains(few))
}
