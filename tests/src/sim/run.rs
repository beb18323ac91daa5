//! One run: a world made by a seed, a number of steps in which anything may go wrong, and the healing at the end.

use std::{collections::BTreeSet, fmt, fs, panic::AssertUnwindSafe, path::PathBuf};

use domain::ids::RecordId;
use server::{Belongs, Node, OfficeDeed, ServeOptions};
use tempfile::TempDir;

use super::{
    Broken, Chance, Deed, Fault, Held, Ledger, Phone, Reading, Seen, Site, Time, Trace, Wire, cache, check,
    check::Memory,
    disk::{self, Loss},
    durable, fault, heal,
    phone::FIRST_SCHOOL,
};
use field::sync::Wake;

/// Schools whose phones take part: two phones of the first, one of the second.
pub(super) const SCHOOLS: [&str; 3] = [FIRST_SCHOOL, FIRST_SCHOOL, "2135810002"];
/// Everything is checked after so many steps; phones alone after each.
const CHECK_EVERY: u32 = 6;
/// How long a step may take.
const STEP_SECONDS: [u64; 6] = [1, 5, 20, 60, 180, 900];

/// What a run asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A few kinds of faults; then they stop, and everything has to come right in time.
    Liveness,
    /// Every kind of fault at once and without an end, also more than any system could live with. Only what must hold
    /// at every moment is asked.
    Safety,
}

/// How to run.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What is asked.
    pub mode: Mode,
    /// Steps in which anything may go wrong.
    pub steps: u32,
    /// Print each line of the trace.
    pub aloud: bool,
}

/// A server's folder with the demo district, made once and copied for each run.
#[derive(Debug)]
pub struct Template(TempDir);

impl Template {
    /// Makes it.
    ///
    /// # Errors
    /// [`Broken`] when the server does not start.
    pub fn make() -> Result<Self, Broken> {
        runtime()?.block_on(Self::made())
    }

    /// The same inside of a runtime of one thread. The district is loaded on the morning of the runs, because its weeks
    /// follow the date.
    ///
    /// # Errors
    /// [`Broken`] when the server does not start.
    pub async fn made() -> Result<Self, Broken> {
        server::clock::by_hand(Some(Time::morning()));
        let made = Self::loaded().await;
        server::clock::by_hand(None);
        made
    }

    async fn loaded() -> Result<Self, Broken> {
        let folder = disk::scratch();
        let node = Node::open(ServeOptions::local(folder.path())).await?;
        node.load_demo().await?;
        node.close().await;
        Ok(Self(folder))
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &std::path::Path {
        self.0.path()
    }
}

/// A run that ended well.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Fingerprint of everything that happened.
    pub trace: u64,
    /// Lines of the trace.
    pub lines: u64,
    /// Records that were called saved.
    pub records: usize,
    /// Programs and disks that were cut off: phones, server.
    pub cuts: [u32; 2],
    /// How often it came to what its checks are about.
    pub seen: Seen,
}

/// A run in which something did not hold.
#[derive(Clone, Debug)]
pub struct Failed {
    /// The seed.
    pub seed: u64,
    /// What was asked.
    pub mode: Mode,
    /// Steps that were asked for.
    pub steps: u32,
    /// The step it showed in; `steps` for the end.
    pub step: u32,
    /// What did not hold.
    pub broken: Broken,
    /// The end of the trace.
    pub last: Vec<String>,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, mode, steps, step, broken, last } = self;
        writeln!(f, "seed {seed}, step {step}: {} does not hold: {}", broken.invariant, broken.what)?;
        last.iter().try_for_each(|line| writeln!(f, "    {line}"))?;
        let safety = if *mode == Mode::Safety { " --safety" } else { "" };
        write!(f, "  replay: cargo xtask sim --seed {seed} --runs 1 --steps {steps}{safety}")
    }
}

/// Makes one run on this thread.
///
/// # Errors
/// [`Failed`] with the first invariant that did not hold, or with the panic that ended it.
pub fn run(seed: u64, template: &Template, options: Options) -> Result<Ended, Failed> {
    let trace = Trace::new(options.aloud);
    let at = std::cell::Cell::new(0);
    let work = || runtime()?.block_on(whole(seed, template, options, &trace, &at));
    let ended = std::panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let what = panic.downcast_ref::<String>().cloned();
        let what = what.or_else(|| panic.downcast_ref::<&str>().map(|it| (*it).to_owned())).unwrap_or_default();
        Err(Broken::new("run", format!("a panic: {what}")))
    });
    server::clock::by_hand(None);
    let Options { mode, steps, .. } = options;
    ended.map_err(|broken| Failed { seed, mode, steps, step: at.get(), broken, last: trace.last() })
}

fn runtime() -> Result<tokio::runtime::Runtime, Broken> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

async fn whole(
    seed: u64,
    template: &Template,
    options: Options,
    trace: &Trace,
    at: &std::cell::Cell<u32>,
) -> Result<Ended, Broken> {
    let mut world = World::new(seed, options.mode, template, trace.clone()).await?;
    for step in 0..options.steps {
        at.set(step);
        world.step = step;
        world.go().await?;
        check::phones(&world.phones, &world.ledger)?;
        if step % CHECK_EVERY == CHECK_EVERY - 1 {
            world.check()?;
        }
    }
    at.set(options.steps);
    match options.mode {
        Mode::Liveness => heal::heal(&mut world).await?,
        Mode::Safety => world.stay_safe().await?,
    }
    let mut seen = world.wire.seen();
    seen += world.seen;
    Ok(Ended { trace: trace.hash(), lines: trace.count(), records: world.ledger.count(), cuts: world.cuts, seen })
}

/// Everything there is in a run.
pub(super) struct World {
    pub(super) chance: Chance,
    pub(super) time: Time,
    pub(super) trace: Trace,
    pub(super) wire: Wire,
    pub(super) site: Site,
    pub(super) phones: Vec<Phone>,
    pub(super) ledger: Ledger,
    pub(super) memory: Memory,
    pub(super) step: u32,
    pub(super) cuts: [u32; 2],
    pub(super) seen: Seen,
    /// Stale answers and answers of a dead life up to the last look at everything.
    lied: (u64, u64),
    /// The phone whose app was a later one once.
    newer: Option<usize>,
    pub(super) faults: BTreeSet<Fault>,
    mode: Mode,
    /// The server is down until this step.
    pub(super) down_until: Option<u32>,
    /// An earlier copy of a phone's folder.
    pub(super) copies: Vec<Option<PathBuf>>,
    pub(super) root: TempDir,
}

impl World {
    async fn new(seed: u64, mode: Mode, template: &Template, trace: Trace) -> Result<Self, Broken> {
        let mut chance = Chance::of(seed);
        let (time, root) = (Time::begin(), disk::scratch());
        let faults = match mode {
            Mode::Liveness => fault::swarm(&mut chance),
            Mode::Safety => fault::all(),
        };
        trace.note(format!("seed {seed}: {faults:?}"));
        let wire = Wire::new(time.clone(), trace.clone(), chance.part());
        let site = Site::new(template.path(), root.path(), wire.clone()).await?;
        let newer = chance.percent(60).then(|| chance.index(SCHOOLS.len()));
        if chance.percent(50) {
            for school in SCHOOLS {
                site.node()?.office(school, OfficeDeed::Stay(0)).await?;
            }
        }
        let mut phones = Vec::new();
        for (index, school) in SCHOOLS.into_iter().enumerate() {
            let mut phone = Phone::new(index, root.path(), wire.line(index), &time, &mut chance)?;
            phone.school = school;
            let code = site.node()?.enroll_code(&Belongs::School(school.to_owned()), 1).await?;
            phone.enroll(&code.code).await?;
            let _pulled = phone.sync(Wake::Manual, &time).await;
            phones.push(phone);
        }
        wire.storm(&faults);
        let copies = vec![None; phones.len()];
        Ok(Self {
            chance,
            time,
            trace,
            wire,
            site,
            phones,
            ledger: Ledger::default(),
            memory: Memory::default(),
            step: 0,
            cuts: [0; 2],
            seen: Seen::default(),
            lied: (0, 0),
            newer,
            faults,
            mode,
            down_until: None,
            copies,
            root,
        })
    }

    /// One step: time passes, timers ring, and somebody or something acts.
    async fn go(&mut self) -> Result<(), Broken> {
        let seconds = if self.chance.percent(8) { 36_000 } else { *self.chance.of_these(&STEP_SECONDS) };
        self.time.pass(self.chance.between(1, seconds * 1_000));
        if self.down_until.is_some_and(|until| self.step >= until) {
            self.down_until = None;
            self.site.start().await?;
            self.trace.note(format!("{}: the server is up again", self.step));
        }
        for index in 0..self.phones.len() {
            if self.phones[index].rings_at.is_some_and(|at| at <= self.time.now().0) {
                self.sync(index, Wake::Timer).await?;
            }
        }
        let index = self.chance.index(self.phones.len());
        let strikes = self.mode == Mode::Safety && self.chance.percent(50);
        match self.chance.below(100) {
            _ if strikes => self.strike(index).await?,
            0..34 => self.act(index)?,
            34..52 => {
                let wake = *self.chance.of_these(&[Wake::Capture, Wake::Foreground, Wake::Manual]);
                self.sync(index, wake).await?;
            }
            52..60 => self.project().await?,
            60..64 => self.wire.late_arrival().await,
            64..73 => self.office().await?,
            73..80 => self.back_up().await?,
            80..83 => self.give_room()?,
            _ => self.strike(index).await?,
        }
        self.settle(&Loss::Program).await?;
        // What a lying answer does is mended by the next true one: it is looked at before that.
        let lied = self.wire.seen();
        if (lied.stale, lied.zombies) != self.lied {
            self.lied = (lied.stale, lied.zombies);
            self.check()?;
        }
        Ok(())
    }

    /// Whoever makes backups goes a step on, or makes one in one go.
    async fn back_up(&mut self) -> Result<(), Broken> {
        if !self.site.is_up() {
            return Ok(());
        }
        let whole = self.chance.percent(30);
        let mut finished = self.site.back_up_some().await?;
        while whole && !finished && !self.site.disk().is_cut() {
            finished = self.site.back_up_some().await?;
        }
        self.seen.backups += u64::from(finished);
        self.trace.note(format!("{}: a backup goes on{}", self.step, if finished { " and is finished" } else { "" }));
        if finished && self.chance.percent(60) {
            // Phones come by and hear of it.
            for index in 0..self.phones.len() {
                self.sync(index, Wake::Manual).await?;
            }
            self.give_room()?;
        }
        Ok(())
    }

    /// Phones let pictures go that are safe elsewhere.
    fn give_room(&mut self) -> Result<(), Broken> {
        for phone in &self.phones {
            let gone = phone.give_room()?;
            self.seen.left += gone;
            self.trace.note(format!("{}: phone {} lets {gone} pictures go", self.step, phone.index));
        }
        durable::check(&self.phones, self.site.backup())
    }

    /// Somebody works with a phone.
    pub(super) fn act(&mut self, index: usize) -> Result<(), Broken> {
        if !self.phones[index].can_work() {
            return Ok(());
        }
        if self.newer == Some(index) && self.chance.percent(15) {
            let forms = [Reading::UnknownKind, Reading::InvalidBody, Reading::Unreadable];
            let deed = Deed::Foreign(*self.chance.of_these(&forms));
            let done = self.phones[index].act(deed, &mut self.chance);
            self.seen.foreign += u64::from(done.is_ok());
            return self.deed_done(index, deed, done, false);
        }
        let deed = *self.chance.of_these(&[
            Deed::CheckIn,
            Deed::CheckIn,
            Deed::CheckIn,
            Deed::DutyOn,
            Deed::DutyOff,
            Deed::Hazard(0),
            Deed::Hazard(1),
            Deed::Hazard(2),
            Deed::Switch,
        ]);
        let done = self.phones[index].act(deed, &mut self.chance);
        self.deed_done(index, deed, done, false)
    }

    /// Writes down what came of a deed. On a disk in trouble it may have been refused.
    pub(super) fn deed_done(
        &mut self,
        index: usize,
        deed: Deed,
        done: Result<Option<RecordId>, field::Error>,
        may_fail: bool,
    ) -> Result<(), Broken> {
        let said = match &done {
            Ok(_) => "saved".to_owned(),
            Err(error) => error.problem().code,
        };
        let cut = self.phones[index].disk().is_cut();
        if done.is_err() && !may_fail && !cut {
            return Err(Broken::new("I1", format!("phone {index} refuses {deed:?}: {said}")));
        }
        // What was called saved right before the cut was seen by nobody, but it is on the disk: it must be there.
        let names = if cut && done.is_err() {
            Vec::new()
        } else {
            self.phones[index].note_saved(&mut self.ledger, &self.time)?
        };
        if let Ok(Some(shown)) = &done
            && !cut
        {
            let there = self.phones[index].bytes_of(*shown)?.is_some();
            Broken::unless(there, "I1", || format!("phone {index} calls {deed:?} saved, and no record is there"))?;
        }
        self.trace.note(format!("{}: phone {index} {deed:?}: {said} {names:?}", self.step));
        Ok(())
    }

    /// A phone's engine works. Whether its program is still alive.
    pub(super) async fn sync(&mut self, index: usize, wake: Wake) -> Result<bool, Broken> {
        let report = self.phones[index].sync(wake, &self.time).await;
        let said = match &report {
            None => "died over it".to_owned(),
            Some(it) => format!(
                "pushed {} acked {} photos {} left {:?} {}",
                it.pushed,
                it.acked,
                it.photos_sent,
                self.phones[index].waiting()?,
                it.failure.as_ref().map_or("well", |failure| failure.problem_code()),
            ),
        };
        self.trace.note(format!("{}: phone {index} {wake:?}: {said}", self.step));
        Ok(report.is_some())
    }

    pub(super) async fn project(&mut self) -> Result<(), Broken> {
        if self.site.is_up() {
            self.site.project().await?;
            self.trace.note(format!("{}: projected", self.step));
        }
        Ok(())
    }

    /// Whatever was cut off starts again on what its disk holds.
    pub(super) async fn settle(&mut self, loss: &Loss) -> Result<(), Broken> {
        if self.site.is_up() && self.site.disk().is_cut() {
            self.trace.note(format!("{}: the server starts again", self.step));
            self.cuts[1] += 1;
            self.site.after(loss).await?;
        }
        for index in 0..self.phones.len() {
            if self.phones[index].disk().is_cut() {
                self.trace.note(format!("{}: phone {index} starts again", self.step));
                self.cuts[0] += 1;
                self.phones[index].after(loss)?;
                let names = self.phones[index].note_saved(&mut self.ledger, &self.time)?;
                self.trace.note(format!("  and shows {names:?} in addition"));
            }
        }
        Ok(())
    }

    /// Everything that must hold now.
    pub(super) fn check(&mut self) -> Result<(), Broken> {
        if !self.site.is_up() {
            return Ok(());
        }
        let held = Held::read(self.site.folder())?;
        check::server(&self.phones, &held, &self.ledger, &mut self.memory)?;
        check::pictures(&held, self.site.folder())?;
        check::times(&held, &self.ledger)?;
        durable::check(&self.phones, self.site.backup())?;
        cache::check(&self.phones, self.site.folder(), &mut self.memory.caches)
    }

    /// Whatever happened: the server starts on what it has, everything holds, and the server's own look finds nothing.
    async fn stay_safe(&mut self) -> Result<(), Broken> {
        if !self.site.is_up() {
            self.site.start().await?;
        }
        self.check()?;
        let verified = self.site.node()?.verify().await;
        verified.map(drop).map_err(|error| Broken::new("I13", error.to_string()))
    }

    /// A phone without an office joins one again; the network may not let it yet.
    pub(super) async fn enroll(&mut self, index: usize) -> Result<(), Broken> {
        let school = self.phones[index].school;
        let code = self.site.node()?.enroll_code(&Belongs::School(school.to_owned()), 1).await?;
        let enrolled = self.phones[index].enroll(&code.code).await;
        let said = enrolled.map_or_else(|error| error.problem().code, |()| "well".to_owned());
        self.trace.note(format!("{}: phone {index} enrolls: {said}", self.step));
        Ok(())
    }

    /// The folder of this run's copies.
    pub(super) fn copy_folder(&self, index: usize) -> Result<PathBuf, Broken> {
        let folder = self.root.path().join(format!("copy-{index}"));
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        Ok(folder)
    }
}
