//! Databases of every earlier version, made by the very SQL that made them then, with ten thousand records unsent.

use std::path::Path;

use domain::{ids::StreamId, photo::Digest};
use protocol::{Record, SigningKey, chain};
use rusqlite::{Connection, params};
use store::{SCHEMA_VERSION, Store, records, stream};
use uuid::Uuid;

use crate::phone::{Phone, check_in, key};

/// The steps as they were released; a released one never changes.
const STEPS: [&str; 10] = [
    include_str!("../../src/migrations/0001_first.sql"),
    include_str!("../../src/migrations/0002_branches.sql"),
    include_str!("../../src/migrations/0003_floors.sql"),
    include_str!("../../src/migrations/0004_organization_key.sql"),
    include_str!("../../src/migrations/0005_photos.sql"),
    include_str!("../../src/migrations/0006_kinds.sql"),
    include_str!("../../src/migrations/0007_vouchers.sql"),
    include_str!("../../src/migrations/0008_stamps.sql"),
    include_str!("../../src/migrations/0009_server_keys.sql"),
    include_str!("../../src/migrations/0010_refusals.sql"),
];
const RECORDS: u32 = 10_000;

fn identity_sql(connection: &Connection) {
    connection.execute("INSERT INTO device_key VALUES (1, ?1, 41)", [[5_u8; 32]]).expect("a key");
    let sql = "INSERT INTO identity (one, device_id, device_no, organization, place, audience, server_url, server_key,
                                     epoch_number, epoch_tag, nonce)
               VALUES (1, ?1, '0007', '福清', '城关小学', 'huxiao-test', 'http://127.0.0.1:1', ?2, 1, ?3, ?4)";
    connection.execute(sql, params![[1_u8; 16], [2_u8; 32], [1_u8; 8], [3_u8; 16]]).expect("an identity");
}

/// A database as version `version` left it; the bytes of its records.
fn of_version(version: usize, home: &Path) -> Vec<Vec<u8>> {
    let connection = Connection::open(home.join("huxiao.db")).expect("a file");
    connection.pragma_update(None, "key", format!("x'{}'", "07".repeat(32))).expect("unlocks");
    connection.pragma_update(None, "journal_mode", "WAL").expect("as the app does");
    STEPS[..version].iter().for_each(|step| connection.execute_batch(step).expect("the step runs"));
    connection.pragma_update(None, "user_version", i64::try_from(version).expect("small")).expect("its version");
    identity_sql(&connection);
    let stream_id = StreamId(Uuid::from_u128(1));
    let genesis = chain::genesis(stream_id, &SigningKey::from_seed(&[5; 32]).public(), &[3; 16]);
    let mut head: Digest = genesis;
    let mut all = Vec::new();
    connection.execute_batch("BEGIN").expect("begins");
    for place in 1..=RECORDS {
        let seq = u64::from(place);
        let new = check_in(seq);
        let record = Record {
            stream_id,
            seq,
            record_id: new.record_id,
            kind: new.body.kind(),
            kind_ver: 1,
            actor: new.actor,
            session: None,
            time: new.time,
            refs: Vec::new(),
            body: new.body.encode(),
            origin: None,
        };
        let bytes = record.encode();
        head = chain::next(&head, &bytes);
        let sql = "INSERT INTO records (place, record_id, kind, recorded_at, actor, hash, bytes) VALUES (?1, ?2, 7, ?3, NULL, ?4, ?5)";
        let row = params![place, record.record_id.as_bytes(), record.time.wall.0, *head, bytes];
        connection.execute(sql, row).expect("a record");
        all.push(bytes);
    }
    let sql = "INSERT INTO streams (number, stream_id, genesis, next_seq, head, acked_upto, acked_head, durable_upto)
               VALUES (0, ?1, ?2, ?3, ?4, 7, ?5, 0)";
    let seventh = chain::extend(&genesis, all[..7].iter().map(Vec::as_slice));
    connection.execute(sql, params![stream_id.as_bytes(), *genesis, RECORDS + 1, *head, *seventh]).expect("a stream");
    connection.execute_batch("COMMIT").expect("commits");
    all
}

#[test]
fn every_earlier_version_opens_with_its_unsent_records_untouched() {
    assert_eq!(STEPS.len(), SCHEMA_VERSION as usize, "a new step belongs into this story");
    for version in 1..=STEPS.len() {
        let home = tempfile::tempdir().expect("a folder");
        let before = of_version(version, home.path());
        let store = Store::open(home.path(), &key()).expect("opens");
        let after = store.read(|tx| records::batch(tx, 1, usize::MAX, usize::MAX)).expect("reads");
        assert!(after.iter().map(|it| &it.bytes).eq(before.iter()), "version {version}");
        let stream = store.read(stream::current).expect("reads");
        assert_eq!((stream.acked_upto, stream.pending()), (7, u64::from(RECORDS) - 7));
        store.write(|tx| records::append(tx, check_in(u64::from(RECORDS) + 1))).expect("and goes on");
        Phone { store, home }.assert_chains();
    }
}
