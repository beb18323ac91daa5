//! What can go wrong in a run. Each seed has a random subset of it (a swarm): a run with few kinds goes deeper into
//! each than one in which everything breaks at once.

use std::collections::BTreeSet;

use super::Chance;

macro_rules! faults {
    ($($(#[$list_doc:meta])* $list:ident { $($(#[$doc:meta])* $name:ident,)* })*) => {
        /// A kind of fault, with its numbers in the fault matrix of the project's notes on reliability.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Fault {
            $($($(#[$doc])* $name,)*)*
        }
        $($(#[$list_doc])* pub const $list: &[Fault] = &[$(Fault::$name),*];)*
    };
}

faults! {
    /// All that the network does.
    NETWORK {
        /// F6: the request is lost.
        RequestLost,
        /// F7: the answer is lost after the server has acted.
        AnswerLost,
        /// F8: the request arrives twice.
        Repeated,
        /// F8: a copy of the request arrives much later.
        Late,
        /// F9: the request is cut short.
        RequestCut,
        /// F9: a bit of the request's body is wrong.
        RequestFlipped,
        /// F9: the answer is cut short.
        AnswerCut,
        /// F9: a bit of the answer's body is wrong.
        AnswerFlipped,
        /// F10: a captive portal answers 200 with a page of its own.
        Portal,
        /// F10: a captive portal sends elsewhere.
        Redirect,
        /// F10: a proxy refuses.
        Proxy,
        /// F17: something before the server answers 503.
        Busy,
        /// F12: the link is slow.
        Slow,
        /// F8, F14: an answer of before, of this life or of one that ended, comes instead of the answer, whatever became of
        /// the request.
        AnswerStale,
        /// F14: a node of a life that ended still answers, on the database that was given up.
        Zombie,
    }
    /// All that happens to phones and server.
    ELSEWHERE {
        /// F1: the phone's program is killed, at rest, at a commit, or with a request on its way.
        PhoneKilled,
        /// F2: the phone loses power at rest or at a commit.
        PhonePower,
        /// F3: the phone's disk is full for a while.
        PhoneFull,
        /// F3: a write of the phone fails.
        PhoneWriteFails,
        /// F28: the phone is off and on again.
        Reboot,
        /// F27: somebody sets the wall clock, by up to ten years, or the zone.
        ClockSet,
        /// F29: the app is removed and installed again.
        Reinstall,
        /// F30: an older copy of the phone's folder comes back.
        PhoneRolledBack,
        /// F30: the phone's folder is copied to another phone, and both go on.
        PhoneCloned,
        /// F13: the server is killed at rest, before a commit, or after one and before its answer.
        ServerKilled,
        /// F13: the server loses power in the same places.
        ServerPower,
        /// F13, F16: the server is killed while it projects.
        ProjectionKilled,
        /// F23: the server is stopped and started.
        ServerRestarted,
        /// The server stays down for a while.
        ServerDown,
        /// F14: the database's machine is lost, and a standby takes over that lacks the last commits.
        FailedOver,
        /// F15: the server comes back from an older backup.
        ServerRestored,
        /// F19: staged pieces of pictures are lost.
        ChunksLost,
        /// F22: the server's disk is full for a while.
        ServerFull,
    }
}

/// Every kind at once.
#[must_use]
pub fn all() -> BTreeSet<Fault> {
    NETWORK.iter().chain(ELSEWHERE).copied().collect()
}

/// The faults of a seed.
#[must_use]
pub fn swarm(chance: &mut Chance) -> BTreeSet<Fault> {
    let share = *chance.of_these(&[15, 30, 50, 80]);
    all().into_iter().filter(|_| chance.percent(share)).collect()
}
