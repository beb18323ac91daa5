//! How often a run came to what its checks are about. A check that never had anything to look at proves nothing.

use std::ops::AddAssign;

macro_rules! seen {
    ($($(#[$doc:meta])* $name:ident: $word:literal,)*) => {
        /// Counts of what happened.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Seen {
            $($(#[$doc])* pub $name: u64,)*
        }

        impl AddAssign for Seen {
            fn add_assign(&mut self, other: Self) {
                $(self.$name += other.$name;)*
            }
        }

        impl std::fmt::Display for Seen {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let all = [$(format!("{} {}", self.$name, $word)),*];
                f.write_str(&all.join(", "))
            }
        }
    };
}

seen! {
    /// The office changed something.
    deeds: "deeds of the office",
    /// A phone was told that a thing is gone.
    tombstones: "tombstones",
    /// A phone was told floors, and asked what became of the rest.
    repairs: "caches repaired",
    /// A phone began its cache anew.
    renewals: "caches begun anew",
    /// A backup was finished.
    backups: "backups",
    /// One was put back.
    restores: "restores",
    /// A standby took over.
    fail_overs: "fail-overs",
    /// A picture's file left its phone.
    left: "pictures left their phones",
    /// A record of another version was written.
    foreign: "records of another version",
    /// An answer of earlier came instead of the answer.
    stale: "answers of earlier",
    /// It was one of the life that goes on.
    twice: "of them of the same life",
    /// A node of a life that ended answered.
    zombies: "answers of a dead life",
}
