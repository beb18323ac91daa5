//! The feed after losses: no cursor is answered with silence, no ghost stays, and nothing gone comes back.

mod cast;

use std::collections::BTreeMap;

use cast::{Phone, World};
use protocol::{
    EntityKind, ProblemClass,
    sync::{Pull, Thing},
};

type Name = (u32, u16, [u8; 16]);
type Cache = BTreeMap<Name, (u64, u64, Option<Vec<u8>>)>;

fn take(cache: &mut Cache, pull: &Pull) {
    for it in &pull.changes {
        let payload = it.payload.as_ref().map(|bytes| bytes.to_vec());
        cache.insert((it.scope, it.kind, *it.id), (it.scope_seq, it.rev, payload));
    }
}

/// Pulls until there is no more.
async fn fill(phone: &mut Phone, cache: &mut Cache) {
    loop {
        let answer = phone.sync(None).await.expect("asks");
        assert_eq!(answer.pull.floors, None);
        take(cache, &answer.pull);
        if !answer.pull.more {
            return;
        }
    }
}

/// What exists of it, without the marks.
fn things(cache: &Cache) -> Vec<(&Name, &Vec<u8>)> {
    cache.iter().filter_map(|(name, (_, _, payload))| Some((name, payload.as_ref()?))).collect()
}

async fn begun_anew(phone: &Phone) -> Cache {
    let (mut fresh, mut cache) = (phone.twin(), Cache::new());
    fresh.cursor = None;
    fill(&mut fresh, &mut cache).await;
    cache
}

/// Changes one point through the feed, as the office does.
const RENAMED: &str = "UPDATE scopes SET last_seq = last_seq + 1 WHERE scope_id = \
    (SELECT scope_id FROM feed WHERE kind = 6 ORDER BY scope_id, scope_seq LIMIT 1); \
    UPDATE feed SET rev = rev + 1, payload = (SELECT payload FROM feed WHERE kind = 6 ORDER BY scope_id DESC LIMIT 1), \
        scope_seq = (SELECT last_seq FROM scopes WHERE scopes.scope_id = feed.scope_id), \
        batch_seq = (SELECT last_seq FROM scopes WHERE scopes.scope_id = feed.scope_id) \
    WHERE kind = 6 AND scope_id = (SELECT min(scope_id) FROM feed WHERE kind = 6) \
        AND scope_seq = (SELECT min(scope_seq) FROM feed f WHERE f.kind = 6 AND f.scope_id = feed.scope_id);";

#[tokio::test]
async fn after_a_restore_a_cache_is_repaired_without_a_new_beginning() {
    for raised in [true, false] {
        let world = World::embedded().await;
        let mut phone = world.phone().await;
        let mut cache = Cache::new();
        fill(&mut phone, &mut cache).await;
        let kept = cache.len();
        let (world, backup) = world.backed_up().await;
        let world = world.meddled(RENAMED).await;
        phone.server = world.server.url.clone();
        fill(&mut phone, &mut cache).await;
        let world = world.restored(backup, raised).await;
        phone.server = world.server.url.clone();

        let told = phone.sync(None).await.expect("asks").pull;
        let floors = told.floors.expect("never silence: the floors");
        assert!(told.changes.is_empty() && told.cursor.is_none());
        let above = |scope: u32, seq: u64| floors.iter().any(|f| f.scope == scope && seq > f.seq);
        let ask: Vec<Thing> = cache
            .iter()
            .filter(|((scope, ..), (seq, ..))| above(*scope, *seq))
            .map(|((scope, kind, id), _)| Thing { scope: *scope, kind: *kind, id: (*id).into() })
            .collect();
        assert_eq!(ask.len(), 1, "only what came after the backup is asked about, of {kept}");
        let mut request = phone.request(None);
        request.repair = Some(ask);
        let mended = phone.ask(&request).await.expect("answers").pull;
        assert_eq!((mended.changes.len(), mended.more), (1, true));
        let lost = cache[&(mended.changes[0].scope, mended.changes[0].kind, *mended.changes[0].id)].1;
        assert!(!raised || mended.changes[0].rev > lost, "a surviving revision beats the lost one");
        take(&mut cache, &mended);
        fill(&mut phone, &mut cache).await;
        assert_eq!(things(&cache), things(&begun_anew(&phone).await));
        let idle = phone.sync(None).await.expect("asks").pull;
        assert!(idle.changes.is_empty() && idle.cursor.is_none() && idle.floors.is_none(), "and all is quiet again");
    }
}

#[tokio::test]
async fn a_server_in_an_earlier_life_than_its_phones_know_says_that_it_is_behind() {
    let world = World::embedded().await;
    let mut phone = world.phone().await;
    let (world, backup) = world.backed_up().await;
    let world = world.raised().await;
    phone.server = world.server.url.clone();
    fill(&mut phone, &mut Cache::new()).await;
    let world = world.restored(backup, false).await;
    phone.server = world.server.url.clone();
    let behind = phone.sync(None).await.expect_err("not before its epoch is raised");
    assert_eq!((behind.status.as_u16(), behind.problem.class), (503, ProblemClass::Retryable));
    assert_eq!(behind.problem.code, "epoch-behind");
}

#[tokio::test]
async fn of_two_lives_with_one_number_none_is_believed_and_a_third_leads_to_a_new_beginning() {
    let world = World::embedded().await;
    let mut phone = world.phone().await;
    let (world, backup) = world.backed_up().await;
    let world = world.raised().await;
    phone.server = world.server.url.clone();
    fill(&mut phone, &mut Cache::new()).await;
    let known = phone.sync(None).await.expect("asks").epoch.number;
    // Within one hour a number is given again where nothing is known of the life that had it.
    let world = world.restored(backup, true).await;
    let world = world
        .disturbed(async |kept| {
            let sql = format!("UPDATE settings SET value = '{known} 0000000000000000' WHERE key = 'epoch'");
            kept.change(&sql).await;
            std::fs::remove_file(kept.objects().join("high-water.json")).expect("the mark is lost as well");
        })
        .await;
    phone.server = world.server.url.clone();
    let behind = phone.sync(None).await.expect_err("the same number, and not the same life");
    assert_eq!((behind.status.as_u16(), behind.problem.code.as_str()), (503, "epoch-behind"));
    let world = world.raised().await;
    phone.server = world.server.url.clone();
    let gone = phone.sync(None).await.expect_err("a life that only another copy lived");
    assert_eq!((gone.status.as_u16(), gone.problem.code.as_str()), (410, "cursor-gone"));
}

#[tokio::test]
async fn lists_that_the_office_renews_are_begun_anew_by_the_phones_that_lack_something() {
    let world = World::embedded().await;
    let (mut current, mut behind) = (world.phone().await, world.phone().await);
    let (mut all, mut some) = (Cache::new(), Cache::new());
    fill(&mut behind, &mut some).await;
    let world = world.meddled(RENAMED).await;
    (current.server, behind.server) = (world.server.url.clone(), world.server.url.clone());
    fill(&mut current, &mut all).await;
    let said = world.run(&["renew-lists", "--school", cast::SCHOOL]).await;
    assert!(said.status.success(), "{}", cast::stderr(&said));
    let idle = current.sync(None).await.expect("who has everything goes on").pull;
    assert!(idle.changes.is_empty() && idle.cursor.is_none());
    let gone = behind.sync(None).await.expect_err("who lacks something does not");
    assert_eq!((gone.status.as_u16(), gone.problem.code.as_str()), (410, "cursor-gone"));
    behind.cursor = None;
    let mut anew = Cache::new();
    fill(&mut behind, &mut anew).await;
    assert_eq!(things(&anew), things(&all));
    let nobody = world.run(&["renew-lists", "--school", "0"]).await;
    assert_eq!(nobody.status.code(), Some(1));
}

#[tokio::test]
async fn old_tombstones_are_forgotten_and_with_them_the_cursors_from_before() {
    let world = World::embedded().await;
    let station = server::Belongs::Station("350181510000".into());
    let code = world.server.enroll_code(&station, 1).await.expect("a code").code;
    let mut phone = Phone::new(&world.server.url, world.http.clone());
    phone.enroll(&code).await.expect("enrolled");
    let mut cache = Cache::new();
    fill(&mut phone, &mut cache).await;
    let before = phone.cursor.clone();
    // Of each school two points were taken back: one long ago, one today.
    let world = world
        .meddled(
            "UPDATE scopes SET last_seq = last_seq + 2; \
             UPDATE feed SET payload = NULL, rev = rev + 1, deleted_at = 1, \
                scope_seq = (SELECT last_seq - 1 FROM scopes WHERE scopes.scope_id = feed.scope_id), \
                batch_seq = (SELECT last_seq - 1 FROM scopes WHERE scopes.scope_id = feed.scope_id) \
             WHERE kind = 6 AND scope_seq = (SELECT min(scope_seq) FROM feed f WHERE f.kind = 6 AND f.scope_id = feed.scope_id); \
             UPDATE feed SET payload = NULL, rev = rev + 1, deleted_at = 9000000000000, \
                scope_seq = (SELECT last_seq FROM scopes WHERE scopes.scope_id = feed.scope_id), \
                batch_seq = (SELECT last_seq FROM scopes WHERE scopes.scope_id = feed.scope_id) \
             WHERE kind = 6 AND payload IS NOT NULL AND scope_seq = \
                (SELECT min(scope_seq) FROM feed f WHERE f.kind = 6 AND f.payload IS NOT NULL AND f.scope_id = feed.scope_id);",
        )
        .await;
    phone.server = world.server.url.clone();
    let gone = phone.sync(None).await.expect_err("its cursor is older than what is remembered");
    assert_eq!((gone.status.as_u16(), gone.problem.code.as_str()), (410, "cursor-gone"));
    assert_eq!(gone.problem.class, ProblemClass::Resync);
    phone.cursor = None;
    let mut anew = Cache::new();
    let mut request = phone.request(None);
    request.want_bytes = 1;
    let first = phone.ask(&request).await.expect("a first page, small").pull;
    assert!(first.more, "a beginning under way is never told that its cursor is gone");
    take(&mut anew, &first);
    fill(&mut phone, &mut anew).await;
    let points =
        |cache: &Cache| things(cache).iter().filter(|((_, kind, _), _)| *kind == EntityKind::Point.number()).count();
    assert_eq!(points(&anew), points(&cache) - 2 * 20);
    let tombstones = anew.values().filter(|(_, _, payload)| payload.is_none()).count();
    assert_eq!(tombstones, 20, "the one of today is still remembered");
    assert_ne!(phone.cursor, before);
}
