//! Deliberate defects: the mistakes that systems of this kind are known to make, each behind a switch, so that the test
//! suite can be asked whether it would notice (`cargo xtask defects`). The numbers are those of the 35 traps in the
//! project's notes on reliability, §2.15; a defect without one is a mistake of the same family that is not in that list.
//! docs/DEFECTS.md has them all in one table, and says who notices each.
//!
//! A place that could make the mistake asks [`has`]. Without the feature `defects`, which only the package `tests` turns
//! on, the answer is a constant `false` and the compiler removes the wrong way; with it, one defect can be named in
//! `HUXIAO_DEFECT`. No program that is shipped is built with the feature.

macro_rules! defects {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $traps:expr;)*) => {
        /// A mistake that can be made on purpose.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Defect {
            $($(#[$doc])* $name,)*
        }

        impl Defect {
            /// Every defect.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its name, as `HUXIAO_DEFECT` takes it.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }

            /// The numbers of the traps it is.
            #[must_use]
            pub fn traps(self) -> &'static [u8] {
                match self {
                    $(Self::$name => &$traps,)*
                }
            }
        }
    };
}

defects! {
    /// The server answers a push and then does not commit it, now and then.
    AckWithoutCommit = "ack-without-commit", [];
    /// The server stores what it cannot verify: seals are not looked at.
    SealUnchecked = "seal-unchecked", [];
    /// The server takes records behind a gap.
    GapAccepted = "gap-accepted", [];
    /// The server does not compare a repeated push with what it has.
    SeamUnchecked = "seam-unchecked", [];
    /// The server refuses a push that holds a record of an unknown kind, so that it blocks those behind it.
    UnknownRefused = "unknown-refused", [16];
    /// The server refuses a push of another version of the protocol.
    OldVersionRefused = "old-version-refused", [17];
    /// The server unpacks a body of any size.
    UnpackUncapped = "unpack-uncapped", [29];
    /// The projection counts a record anew when it comes under a new stream.
    NamesakeCounted = "namesake-counted", [];
    /// The projection loses the record at the end of a longer run.
    PageEndLost = "page-end-lost", [];
    /// A pull ends in the middle of a transaction and moves its cursor past it.
    PullCutInside = "pull-cut-inside", [7, 34];
    /// The office is shown what belongs to another unit.
    ScopeLeaks = "scope-leaks", [];
    /// The server counts bytes of a picture before it has stored them.
    OffsetBeforeBytes = "offset-before-bytes", [5];
    /// The server does not look whether a picture has its digest.
    DigestUnchecked = "digest-unchecked", [];
    /// The server begins an upload anew each time it is asked for.
    CreateRestarts = "create-restarts", [12];
    /// The phone takes a receipt without verifying it.
    ReceiptUnverified = "receipt-unverified", [];
    /// The phone does not compare the receipt with its own chain.
    ReceiptUncompared = "receipt-uncompared", [];
    /// The phone takes any answer of status 200 to a photo for the server's.
    AnyAnswerTicks = "any-answer-ticks", [13];
    /// The phone does not go back when the server holds less than before.
    NeverRewinds = "never-rewinds", [6];
    /// The phone throws away what it had not sent when its history forks.
    ForkForgets = "fork-forgets", [];
    /// The phone keeps the cursor of a page before the page, and does not come to the page now and then.
    CursorBeforeData = "cursor-before-data", [5];
    /// The phone forgets things that a page does not name.
    AbsenceDeletes = "absence-deletes", [18];
    /// The phone passes over tombstones.
    TombstonePassed = "tombstone-passed", [];
    /// The phone writes a record anew before it sends it.
    Reserialized = "reserialized", [8];
    /// The phone's database does not wait for the disk.
    NotFlushed = "not-flushed", [23];
    /// The phone says "saved" whatever COMMIT said.
    SavedAnyway = "saved-anyway", [];
    /// The engine forgets to arm its timer after a failure.
    TimerForgotten = "timer-forgotten", [];
    /// Waits are spread before they are capped, so that all phones meet at the cap.
    JitterBeforeCap = "jitter-before-cap", [21];
    /// A restored server goes on in the old epoch.
    EpochKept = "epoch-kept", [6];
    /// The feed has one number for all scopes: a cursor says how far the newest of them is.
    GlobalCursor = "global-cursor", [1];
    /// The server looks whether a code has a use left, and takes it afterwards in another transaction.
    CheckThenInsert = "check-then-insert", [2];
    /// The phone sends records in the order of its wall clock.
    OrderedByClock = "ordered-by-clock", [4];
    /// The phone gives a request so long in all, however well it goes.
    TotalTimeout = "total-timeout", [10];
    /// The server lets one request at a time at an upload, and turns others away.
    UploadLocked = "upload-locked", [11];
    /// The server forgets what it answered an enrollment when the code runs out.
    AnswerForgotten = "answer-forgotten", [15];
    /// The phone's engine waits by a clock that stands still while the phone sleeps.
    SleepUncounted = "sleep-uncounted", [19];
    /// The phone keeps a connection over which a request has failed.
    DeadConnectionKept = "dead-connection-kept", [20];
    /// A phone that was stopped is turned away before it has brought what it holds.
    StoppedBeforeDrain = "stopped-before-drain", [27];
    /// The server takes the wall clock of a phone for the time.
    WallTrusted = "wall-trusted", [28];
    /// The server skips an upload of whose digest it has a file.
    SkippedByHash = "skipped-by-hash", [32];
    /// The phone takes an answer for one to its request, whatever request it is to.
    AnswerUnbound = "answer-unbound", [];
    /// The server's folder of pictures is opened without flushing.
    PicturesUnflushed = "pictures-unflushed", [22];
    /// The server locks the rows of a group in the order in which requests came.
    LocksUnsorted = "locks-unsorted", [31];
}

/// Whether the mistake is to be made here and now.
#[must_use]
#[inline]
pub fn has(defect: Defect) -> bool {
    cfg!(feature = "defects") && injected() == Some(defect)
}

/// True at every fourth question of this process: a mistake that shows only sometimes.
#[must_use]
pub fn now_and_then() -> bool {
    use std::sync::atomic::{AtomicU32, Ordering};
    static ASKED: AtomicU32 = AtomicU32::new(0);
    ASKED.fetch_add(1, Ordering::Relaxed) % 4 == 3
}

/// The defect that this process was started with.
#[cfg(feature = "defects")]
fn injected() -> Option<Defect> {
    static INJECTED: std::sync::OnceLock<Option<Defect>> = std::sync::OnceLock::new();
    *INJECTED.get_or_init(|| {
        let word = std::env::var("HUXIAO_DEFECT").ok().filter(|word| !word.is_empty())?;
        let named = Defect::ALL.iter().copied().find(|defect| defect.word() == word);
        assert!(named.is_some(), "HUXIAO_DEFECT={word} is no known defect");
        named
    })
}

#[cfg(not(feature = "defects"))]
fn injected() -> Option<Defect> {
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn at_least_twenty_of_the_traps_can_be_made_on_purpose() {
        let traps: BTreeSet<u8> = Defect::ALL.iter().flat_map(|defect| defect.traps()).copied().collect();
        assert!(traps.len() >= 20 && traps.iter().all(|trap| (1..=35).contains(trap)), "{traps:?}");
        let words: BTreeSet<&str> = Defect::ALL.iter().map(|defect| defect.word()).collect();
        assert_eq!(words.len(), Defect::ALL.len(), "each has a name of its own");
    }
}
