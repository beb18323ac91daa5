//! That a write to a folder counts only once it is flushed, seen where the system refuses to flush: a store that does
//! not flush never meets the refusal.

use std::{collections::BTreeMap, thread};

use bytes::Bytes;
use protocol::sha256;
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, apply_filter};

use super::Objects;

/// What the refusal says: the disk failed.
const EIO: u32 = 5;

/// From here on no file is flushed for this thread and those that it starts.
fn refuse_to_flush() {
    let flushing = [libc::SYS_fsync, libc::SYS_fdatasync, libc::SYS_syncfs, libc::SYS_sync_file_range];
    let rules: BTreeMap<i64, Vec<_>> = flushing.into_iter().map(|call| (call, Vec::new())).collect();
    let here = std::env::consts::ARCH.try_into().expect("a processor that the filter knows");
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, SeccompAction::Errno(EIO), here).expect("a filter");
    let filter: BpfProgram = filter.try_into().expect("a program");
    apply_filter(&filter).expect("the system lets a thread forbid itself something");
}

/// Runs a story on a thread of its own, whose helpers it starts.
fn on_a_thread<T: Send + 'static>(prepare: fn(), story: impl Future<Output = T> + Send + 'static) -> T {
    let thread = thread::spawn(move || {
        prepare();
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(story)
    });
    thread.join().expect("the story ends")
}

/// Writes one of each kind; whether each was called written, and the picture as it can be read then.
async fn write_all(folder: std::path::PathBuf) -> ([bool; 3], Option<Bytes>) {
    let objects = Objects::at(&folder).expect("the folder opens");
    let bytes = Bytes::from_static(b"a picture");
    let digest = sha256(&[&bytes]);
    let photo_id = domain::ids::PhotoId(uuid::Uuid::from_u128(7));
    let chunk = super::Chunk { photo_id, attempt: 1, start: 0, length: bytes.len() as u64, sha256: &digest };
    let written = [
        objects.put_chunk(&chunk, bytes.clone()).await.is_ok(),
        objects.put_photo(&digest, bytes.clone()).await.is_ok(),
        objects.put_note("high-water.json", bytes).await.is_ok(),
    ];
    std::fs::write(folder.join("plain"), b"other writes pass").expect("they do");
    (written, objects.get_photo(&digest).await.expect("reads"))
}

#[test]
fn nothing_counts_as_written_that_the_system_does_not_flush() {
    let folder = tempfile::tempdir().expect("a folder");
    let (well, refused) = (folder.path().join("well"), folder.path().join("refused"));
    let (written, picture) = on_a_thread(|| (), write_all(well));
    assert_eq!(written, [true; 3]);
    assert!(picture.is_some());
    let (written, picture) = on_a_thread(refuse_to_flush, write_all(refused));
    assert_eq!(written, [false; 3], "chunk, picture, note");
    assert_eq!(picture, None, "and what was not written whole is not found");
}
