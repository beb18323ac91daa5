//! A phone of a run: the real client in a folder on a disk that can fail, with a line and clocks of the run. Killing
//! it or cutting its power makes a new folder from what reached the disk, and the client starts again there.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicU64},
};

use domain::{
    ids::{RecordId, StreamId},
    time::UtcMs,
};
use field::{
    Clocks, Error, Home, Worker,
    check_in::{self, Visit},
    duty::{self, When},
    enroll,
    hazard::{self, Sighting},
    photo, points, posts, session,
    sync::{Delivery, RoundReport, Wake},
    views::Saved,
};
use protocol::Record;
use store::{photos, records, stream, sync_state};
use sync::Jitter;
use uuid::Uuid;

use super::{
    Broken, Chance, Ledger, Reading, Time,
    disk::{Disk, Loss, copy_folder},
    foreign,
    time::ClockOf,
    wire::{Doom, Line},
};

/// The client of one start of the program.
struct Client {
    home: Home,
    delivery: Delivery<Line>,
}

/// A phone.
pub struct Phone {
    /// Its number in the trace.
    pub index: usize,
    /// Whose clocks.
    pub clock: ClockOf,
    /// True time at which its timer rings; `None` before its first work.
    pub rings_at: Option<i64>,
    /// The server or the phone was put back to an older state, and they have not spoken since.
    pub astray: bool,
    /// Its folder was copied to another phone, and both go on.
    pub has_twin: bool,
    /// Code of the school it belongs to.
    pub school: &'static str,
    root: PathBuf,
    starts: u32,
    folder: PathBuf,
    disk: Disk,
    clocks: Clocks,
    line: Line,
    jitter: Arc<AtomicU64>,
    client: Option<Client>,
    /// Stream and place up to which its records were written down.
    noted: (StreamId, u64),
}

fn last_contact(home: &Home) -> Option<UtcMs> {
    home.store().read(sync_state::get).ok()?.last_contact
}

/// A school of the demo district.
pub const FIRST_SCHOOL: &str = "2135810001";

/// What a worker does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// 到点打卡
    CheckIn,
    /// 到岗
    DutyOn,
    /// 离岗
    DutyOff,
    /// 隐患随手拍 with so many pictures.
    Hazard(usize),
    /// Somebody else takes the phone in hand.
    Switch,
    /// Not a worker's: an app of another version had written this before it was replaced.
    Foreign(Reading),
}

impl Phone {
    /// A phone out of the box, started, in a folder under `root`.
    ///
    /// # Errors
    /// [`Broken`] when the client does not start.
    pub fn new(index: usize, root: &Path, line: Line, time: &Time, chance: &mut Chance) -> Result<Self, Broken> {
        let mut phone = Self::found(index, root, None, line, time, chance)?;
        phone.start()?;
        Ok(phone)
    }

    /// A phone with a copy of `folder`, or an empty one, that is not started yet.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn found(
        index: usize,
        root: &Path,
        folder: Option<&Path>,
        line: Line,
        time: &Time,
        chance: &mut Chance,
    ) -> Result<Self, Broken> {
        let (clock, clocks) = time.new_phone(chance);
        let own = root.join(format!("phone-{index}.0"));
        fs::create_dir_all(&own)?;
        if let Some(folder) = folder {
            copy_folder(folder, &own)?;
        }
        Ok(Self {
            index,
            clock,
            rings_at: None,
            astray: false,
            has_twin: false,
            school: FIRST_SCHOOL,
            root: root.to_owned(),
            starts: 0,
            disk: Disk::under(&own),
            folder: own,
            clocks,
            line,
            jitter: Arc::new(AtomicU64::new(chance.draw())),
            client: None,
            noted: (StreamId(Uuid::nil()), 0),
        })
    }

    /// Starts the program.
    ///
    /// # Errors
    /// [`Broken`] when it does not start.
    pub fn start(&mut self) -> Result<(), Broken> {
        let home = Home::open_with_clocks(&self.folder, self.clocks.clone())
            .map_err(|error| Broken::new("I1", format!("phone {} does not start: {error}", self.index)))?;
        let delivery = Delivery::over(&home, self.line.clone(), Jitter::Seeded(self.jitter.clone()))?;
        self.client = Some(Client { home, delivery });
        self.rings_at = Some(0);
        Ok(())
    }

    /// Ends the program as the system does when it has time for that, and gives the folder.
    #[must_use]
    pub fn closed(mut self) -> PathBuf {
        self.client = None;
        self.folder.clone()
    }

    /// The disk.
    #[must_use]
    pub fn disk(&self) -> &Disk {
        &self.disk
    }

    /// The next request is the program's last.
    pub fn doom(&self, doom: Option<Doom>) {
        self.line.doom(doom);
    }

    /// The opened folder.
    ///
    /// # Panics
    /// Never: between two calls the client runs.
    #[must_use]
    pub fn home(&self) -> &Home {
        &self.client.as_ref().expect("the client runs").home
    }

    /// What the disk holds after a loss becomes the folder, and the program starts on it.
    ///
    /// # Errors
    /// [`Broken`] when it does not start.
    pub fn after(&mut self, loss: &Loss) -> Result<(), Broken> {
        self.starts += 1;
        let next = self.root.join(format!("phone-{}.{}", self.index, self.starts));
        self.disk.after(loss, &next)?;
        self.move_to(next)
    }

    /// The app is removed and installed again: nothing is left.
    ///
    /// # Errors
    /// [`Broken`] when it does not start.
    pub fn reinstall(&mut self) -> Result<(), Broken> {
        self.starts += 1;
        let next = self.root.join(format!("phone-{}.{}", self.index, self.starts));
        fs::create_dir_all(&next)?;
        self.disk.cut();
        self.move_to(next)
    }

    /// A copy of the folder as it is now, made with the program closed.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn copy_to(&mut self, folder: &Path) -> Result<(), Broken> {
        self.client = None;
        copy_folder(&self.folder, folder)?;
        self.start()
    }

    /// An older copy becomes the folder.
    ///
    /// # Errors
    /// [`Broken`] when it does not start.
    pub fn replace_by(&mut self, copy: &Path) -> Result<(), Broken> {
        self.starts += 1;
        self.astray = true;
        self.noted = (StreamId(Uuid::nil()), 0);
        let next = self.root.join(format!("phone-{}.{}", self.index, self.starts));
        copy_folder(copy, &next)?;
        self.disk.cut();
        self.move_to(next)
    }

    fn move_to(&mut self, next: PathBuf) -> Result<(), Broken> {
        self.client = None;
        self.line.doom(None);
        let before = std::mem::replace(&mut self.folder, next);
        self.disk = Disk::under(&self.folder);
        let _old_connections_may_still_close = fs::remove_dir_all(before);
        self.start()
    }

    /// Enrolls.
    ///
    /// # Errors
    /// As the verb.
    pub async fn enroll(&self, code: &str) -> Result<(), Error> {
        enroll::enroll_over(self.home(), &self.line, "http://node.invalid", code).await
    }

    /// Whether it is enrolled and has pulled what it needs to work with.
    #[must_use]
    pub fn can_work(&self) -> bool {
        let home = self.home();
        session::people(home).is_ok_and(|it| !it.is_empty())
            && points::points(home, None, None).is_ok_and(|it| !it.is_empty())
            && posts::posts(home).is_ok_and(|it| !it.is_empty())
    }

    /// Wakes the engine and lets it work until it rests. `None` when the program died over it.
    pub async fn sync(&mut self, wake: Wake, time: &Time) -> Option<RoundReport> {
        let client = self.client.as_ref().expect("the client runs");
        let before = last_contact(&client.home);
        self.line.listen_anew();
        let (report, after_ms) = tokio::select! {
            biased;
            done = client.delivery.step(wake) => done,
            () = self.line.died() => return None,
        };
        self.rings_at = Some(time.now().0 + i64::try_from(after_ms).unwrap_or(i64::MAX));
        // A wake that only armed the timer spoke to nobody, and neither an answer of earlier nor a node of a life that
        // ended is the server.
        if report.failure.is_none() && last_contact(&client.home) != before && self.line.has_heard() {
            self.astray = false;
        }
        Some(report)
    }

    /// Does what a worker does. The record that the screen calls saved; none is shown for a change of hands.
    ///
    /// # Errors
    /// As the verb.
    pub fn act(&self, deed: Deed, chance: &mut Chance) -> Result<Option<RecordId>, Error> {
        let home = self.home();
        match deed {
            Deed::CheckIn => {
                let mut points = points::points(home, None, None)?;
                points.sort_by(|a, b| a.point_no.cmp(&b.point_no));
                let point = chance.of_these(&points);
                let visit = Visit {
                    note: "正常".repeat(chance.index(20)),
                    position: chance.percent(70).then(|| crate::phone::position(point.lat, point.lon)),
                    ..Visit::of(point.id, domain::check_in::VisitResult::Normal)
                };
                check_in::record(home, self.worker()?, visit).map(|it| Some(it.saved.record_id))
            }
            Deed::DutyOn => duty::on(home, self.worker()?, first_post(home)?, When::Now).map(shown),
            Deed::DutyOff => duty::off(home, self.worker()?, first_post(home)?, When::Now).map(shown),
            Deed::Hazard(pictures) => {
                let images: Vec<_> = (0..pictures).map(|_| super::picture::noise(chance)).collect();
                let photo_ids = photo::add_all(home, &images)?;
                let form = hazard::form(home)?;
                let sighting = Sighting {
                    school_code: chance.of_these(&form.schools).code.clone(),
                    category: chance.of_these(&form.categories).code.clone(),
                    text: "墙体开裂".to_owned(),
                    severity: domain::hazard::SuspectedSeverity::General,
                    photo_ids,
                    position: None,
                    effort: None,
                };
                hazard::report(home, self.worker()?, sighting).map(shown)
            }
            Deed::Foreign(reading) => foreign::write(home, reading, chance).map(Some),
            Deed::Switch => {
                let people = session::people(home)?;
                session::sign_in(home, chance.of_these(&people).id, None).map(|_| None)
            }
        }
    }

    /// Whoever has the phone in hand, or the first of the list.
    fn worker(&self) -> Result<Worker, Error> {
        let home = self.home();
        match session::worker(home) {
            Ok(worker) => Ok(worker),
            Err(_) => session::sign_in(home, session::people(home)?[0].id, None),
        }
    }

    /// Writes down what is newly seen as saved. The logical names of it.
    ///
    /// # Errors
    /// [`Broken`] when the database cannot be read.
    pub fn note_saved(&mut self, ledger: &mut Ledger, time: &Time) -> Result<Vec<usize>, Broken> {
        let Some(stream) = self.stream()? else { return Ok(Vec::new()) };
        let index = self.index;
        if self.noted.0 != stream.stream_id {
            self.noted = (stream.stream_id, 0);
        }
        let first = self.noted.1 + 1;
        let fresh = self.home().store().read(|tx| records::batch(tx, first, usize::MAX >> 1, usize::MAX))?;
        let mut names = Vec::new();
        for record in fresh {
            // What the engine notes by itself is seen here only later: its own clocks say when it was.
            let own = Record::decode(&record.bytes).ok().filter(|it| it.actor.is_none());
            let made = own.and_then(|it| time.at(&it.time));
            let named = (record.record_id, stream.stream_id);
            names.push(ledger.saved(index, named, &record.bytes, made.unwrap_or_else(|| time.now())));
            self.noted.1 = record.seq;
        }
        Ok(names)
    }

    /// The bytes of a record as the phone holds them.
    ///
    /// # Errors
    /// [`Broken`] when the database cannot be read.
    pub fn bytes_of(&self, id: RecordId) -> Result<Option<Vec<u8>>, Broken> {
        Ok(self.home().store().read(|tx| records::by_id(tx, id))?.map(|row| row.bytes))
    }

    /// Lets pictures go that are safe elsewhere; how many.
    ///
    /// # Errors
    /// [`Broken`] when the database or the folder refuses.
    pub fn give_room(&self) -> Result<u64, Broken> {
        Ok(field::space::give_room(self.home())?)
    }

    /// Pictures whose files have left it.
    ///
    /// # Errors
    /// [`Broken`] when the database cannot be read.
    pub fn gone(&self) -> Result<Vec<domain::photo::Photo>, Broken> {
        Ok(self.home().store().read(photos::gone)?)
    }

    /// Whether its list of records can be shown, whatever is in it.
    ///
    /// # Errors
    /// [`Broken`] when it cannot.
    pub fn lists(&self) -> Result<usize, Broken> {
        let page = field::records::page(self.home(), field::records::Whose::All, None, usize::MAX >> 1);
        let page = page.map_err(|error| Broken::new("I14", format!("phone {} shows no list: {error}", self.index)))?;
        Ok(page.len())
    }

    /// Records and pictures that wait, and pictures that are lost.
    ///
    /// # Errors
    /// [`Broken`] when the database cannot be read.
    pub fn waiting(&self) -> Result<(u64, u64, u64), Broken> {
        Ok(self.home().store().read(|tx| {
            Ok((records::pending_count(tx)?, photos::pending_count(tx)?, store::uploads::lost_files(tx)?))
        })?)
    }

    /// Where its stream stands.
    ///
    /// # Errors
    /// [`Broken`] when the database cannot be read.
    pub fn stream(&self) -> Result<Option<stream::Stream>, Broken> {
        Ok(self.home().store().read(stream::get)?)
    }
}

fn shown(saved: Saved) -> Option<RecordId> {
    Some(saved.record_id)
}

fn first_post(home: &Home) -> Result<domain::ids::PostId, Error> {
    let mut posts = posts::posts(home)?;
    posts.sort_by(|a, b| (&a.school_code, &a.post.name).cmp(&(&b.school_code, &b.post.name)));
    Ok(posts[0].post.id)
}
