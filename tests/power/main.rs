//! Power cuts and kills at every place there is: a piece of work is done again and again, and each time the disk is cut
//! off one write, flush or removal later. What was called saved or delivered must be there at the next start, whatever
//! of the unflushed reached the disk, and work must go on from it.

mod aside;
mod phone;
mod server;

use std::path::PathBuf;

use ::server::Belongs;
use field::sync::Wake;
use tempfile::TempDir;
use tests::sim::{
    Broken, Chance, Deed, Ledger, Phone, Site, Template, Time, Trace, Wire,
    disk::{self, Loss},
};

/// What is done at each place: a kill, and the power going with these luck.
const LOSSES: u64 = 4;

fn loss(number: u64, place: u64) -> Loss {
    if number == 0 { Loss::Program } else { Loss::Power(Chance::of(place * LOSSES + number)) }
}

/// A phone with work that waits and the server it is enrolled with, both closed, to be copied for each place.
struct Stage {
    root: TempDir,
    server: PathBuf,
    phone: PathBuf,
    /// True time when it was set, after [`Time::begin`].
    set_after_ms: u64,
}

/// A copy of both, with everything around them.
struct Copy {
    _root: TempDir,
    time: Time,
    chance: Chance,
    site: Site,
    phone: Phone,
    ledger: Ledger,
}

const SCHOOL: &str = "2135810001";

impl Stage {
    /// The phone has done these and sent nothing.
    async fn set(deeds: &[Deed]) -> Result<Self, Broken> {
        let (template, root) = (Template::made().await?, disk::scratch());
        let (time, mut chance) = (Time::begin(), Chance::of(1));
        let begun = time.now();
        let wire = Wire::new(time.clone(), Trace::new(false), chance.part());
        let mut site = Site::new(template.path(), root.path(), wire.clone()).await?;
        let mut phone = Phone::new(0, root.path(), wire.line(0), &time, &mut chance)?;
        let code = site.node()?.enroll_code(&Belongs::School(SCHOOL.to_owned()), 1).await?;
        phone.enroll(&code.code).await?;
        let _pulled = phone.sync(Wake::Manual, &time).await;
        for deed in deeds {
            phone.act(*deed, &mut chance)?;
        }
        site.stop().await?;
        let set_after_ms = u64::try_from(time.now().since(begun)).unwrap_or(0);
        let (server, phone) = (site.folder().to_owned(), phone.closed());
        Ok(Self { root, server, phone, set_after_ms })
    }

    /// A copy that is not started.
    fn copy(&self) -> Result<Copy, Broken> {
        let root = disk::scratch();
        let (time, mut chance) = (Time::begin(), Chance::of(2));
        time.pass(self.set_after_ms);
        let wire = Wire::new(time.clone(), Trace::new(false), chance.part());
        let site = Site::found(&self.server, root.path(), wire.clone())?;
        let phone = Phone::found(0, root.path(), Some(&self.phone), wire.line(0), &time, &mut chance)?;
        Ok(Copy { _root: root, time, chance, site, phone, ledger: Ledger::default() })
    }
}

impl Copy {
    /// Everything reaches the server and is right there.
    async fn comes_right(&mut self) -> Result<(), Broken> {
        for _ in 0..10 {
            let _report = self.phone.sync(Wake::Manual, &self.time).await;
        }
        self.site.project().await?;
        let waiting = self.phone.waiting()?;
        if waiting != (0, 0, 0) {
            return Err(Broken::new("I17", format!("{waiting:?} wait")));
        }
        let phones = std::slice::from_ref(&self.phone);
        tests::sim::end(phones, &self.site, &self.ledger).await
    }
}

fn on_one_thread<T>(work: impl Future<Output = Result<T, Broken>>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(work).unwrap_or_else(|broken| panic!("{}: {}", broken.invariant, broken.what))
}
