//! A full disk: a clear refusal, nothing half-written, and work goes on once there is room.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use store::{Store, StoreError, drafts, records};

use crate::phone::{Phone, check_in, key, open_enrolled};

/// A file system of two megabytes, gone with the test.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None` where mounting is not allowed.
    fn mount(at: &Path) -> Option<Self> {
        let options = ["-t", "tmpfs", "-o", "size=2m", "tmpfs"];
        let mounted = Command::new("mount").args(options).arg(at).output().is_ok_and(|it| it.status.success());
        mounted.then(|| Self(at.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _gone_anyway = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_refuses_and_leaves_nothing_half_written() {
    let home = tempfile::tempdir().expect("a folder");
    let Some(disk) = SmallDisk::mount(home.path()) else { return limited_file_size() };
    let store = open_enrolled(home.path()).expect("opens");
    let ballast = home.path().join("ballast");
    fs::write(&ballast, vec![0; 512 * 1024]).expect("fits");
    let (saved, error) = fill(&store);
    assert!(matches!(error, StoreError::Full), "{error:?}");
    assert_eq!(error.problem().code, "disk-full");
    let phone = Phone { store, home };
    assert_eq!(phone.stream().last_seq(), saved);
    phone.assert_chains();

    fs::remove_file(&ballast).expect("makes room");
    assert_eq!(phone.save(saved + 1).seq, saved + 1, "work goes on in the same process");
    let phone = phone.restarted();
    phone.assert_chains();
    let Phone { store, home } = phone;
    drop(store);
    drop(disk);
    drop(home);
}

/// More than any disk of this test takes.
const DRAFTS_MOST: u64 = 2_000;

/// Saves until it is refused: how many were saved, and the refusal.
fn fill(store: &Store) -> (u64, StoreError) {
    let draft = "字".repeat(4_000);
    for n in 1..=DRAFTS_MOST {
        let saved = store.write(|tx| {
            drafts::put(tx, &n.to_string(), &draft)?;
            records::append(tx, check_in(n))
        });
        if let Err(error) = saved {
            return (n - 1, error);
        }
    }
    unreachable!("the disk has an end")
}

const HOME: &str = "HUXIAO_TEST_LIMITED_HOME";

/// Where nothing can be mounted, the shell's limit on the length of files stands in for a full disk.
fn limited_file_size() {
    let home = tempfile::tempdir().expect("a folder");
    drop(open_enrolled(home.path()).expect("opens"));
    let status = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 2048; exec \"$0\" --exact disk_full::fills_a_limited_file --ignored"])
        .arg(env::current_exe().expect("this program"))
        .env(HOME, home.path())
        .status();
    assert!(status.is_ok_and(|it| it.success()));
    let store = Store::open(home.path(), &key()).expect("opens");
    let phone = Phone { store, home };
    phone.assert_chains();
    phone.save(1);
}

#[test]
#[ignore = "the child of the test above; does nothing on its own"]
fn fills_a_limited_file() {
    let Some(home) = env::var_os(HOME) else { return };
    let store = Store::open(Path::new(&home), &key()).expect("opens");
    let (saved, _refused) = fill(&store);
    assert_eq!(store.read(records::count).expect("reads"), saved);
}
