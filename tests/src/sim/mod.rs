//! The simulator: the real client and the real server over real database files, in one thread, in a world that one
//! seed makes: a network that loses, doubles and lies, disks that tear and fill, clocks that jump, programs that die.
//!
//! [`run`] makes one run: first anything may go wrong and what must always hold is checked, then faults stop and
//! everything has to come right within a bound ([`Mode::Liveness`]); or faults of every kind never stop
//! ([`Mode::Safety`]). The same seed gives the same [`Trace`]. `huxiao-sim` runs many.

mod cache;
mod chance;
mod check;
mod desk;
pub mod disk;
mod durable;
mod fault;
mod foreign;
mod heal;
mod held;
mod ledger;
mod office;
mod phone;
mod picture;
mod run;
mod seen;
mod site;
mod strike;
mod time;
mod trace;
mod wire;

pub use chance::Chance;
pub use fault::Fault;
pub use foreign::Reading;
pub use heal::end;
pub use held::Held;
pub use ledger::Ledger;
pub use phone::{Deed, Phone};
pub use run::{Ended, Failed, Mode, Options, Template, run};
pub use seen::Seen;
pub use site::Site;
pub use time::Time;
pub use trace::Trace;
pub use wire::{Doom, Line, Wire};

/// Something that must hold does not.
#[derive(Clone, Debug)]
pub struct Broken {
    /// Which invariant (I1 … I18), or `run` for the simulator's own affairs.
    pub invariant: &'static str,
    /// What differs.
    pub what: String,
}

impl Broken {
    /// Names it.
    #[must_use]
    pub fn new(invariant: &'static str, what: impl Into<String>) -> Self {
        Self { invariant, what: what.into() }
    }

    fn unless(holds: bool, invariant: &'static str, what: impl FnOnce() -> String) -> Result<(), Self> {
        if holds { Ok(()) } else { Err(Self::new(invariant, what())) }
    }
}

macro_rules! broken_by {
    ($($error:ty),*) => {$(
        impl From<$error> for Broken {
            fn from(error: $error) -> Self {
                Self::new("run", format!("{error:?}"))
            }
        }
    )*};
}

broken_by!(std::io::Error, field::Error, server::Error, store::StoreError, rusqlite::Error);
