//! Carries a plan out: real phones and the real server in a time that is moved by hand, with clocks set wrong, phones
//! without network for days, and everything else as it is at a school.

use domain::{
    check_in::VisitResult, crs::Crs, day::Day, ids::RecordId, patrol_route::MissReason, position::Place, time::UtcMs,
};
use field::{
    Home,
    check_in::{self, CouldNot, Visit},
    correction,
    duty::{self, When},
    session,
    sync::Wake,
    views::{Coming, Correction, Leaving, Position},
};
use server::Belongs;
use tempfile::TempDir;

use super::{
    Broken,
    district::School,
    plan::{Act, Deed, Fix},
};
use crate::sim::{
    Chance, Phone, Site, Template, Time, Trace, Wire,
    disk::{self, Loss},
};

/// Hours of the day at which a phone with network calls.
const CALLS_AT: [u16; 5] = [540, 760, 920, 1130, 1390];
const HOUR_MS: i64 = 3_600_000;

/// A district at work.
pub struct Stage {
    /// The server.
    pub site: Site,
    /// Its schools.
    pub schools: Vec<School>,
    /// Deeds that were carried out.
    pub done: Vec<Deed>,
    saved: Vec<RecordId>,
    /// How many phone-days began with a wall clock that was set wrong.
    pub wrong_clocks: u32,
    time: Time,
    phones: Vec<Phone>,
    /// Days each phone is still without network.
    dark: Vec<u64>,
    chance: Chance,
    wire: Wire,
    root: TempDir,
}

impl Stage {
    /// A server with the demo district and one phone in each of the first `schools` gatehouses.
    ///
    /// # Errors
    /// [`Broken`] when anything does not start.
    pub async fn set(seed: u64, schools: usize, template: &Template) -> Result<Self, Broken> {
        let mut chance = Chance::of(seed);
        let (time, root) = (Time::begin(), disk::scratch());
        let wire = Wire::new(time.clone(), Trace::new(false), chance.part());
        let site = Site::new(template.path(), root.path(), wire.clone()).await?;
        let since = Day::of(time.now()).plus(1);
        let mut stage = Self {
            site,
            schools: Vec::new(),
            done: Vec::new(),
            saved: Vec::new(),
            wrong_clocks: 0,
            time,
            phones: Vec::new(),
            dark: Vec::new(),
            chance,
            wire,
            root,
        };
        for _ in 0..schools {
            stage.join(since).await?;
        }
        Ok(stage)
    }

    /// The next school of the district gets its phone; from `since` on it is all recorded.
    ///
    /// # Errors
    /// [`Broken`] when the phone does not start.
    pub async fn join(&mut self, since: Day) -> Result<(), Broken> {
        let index = self.schools.len();
        let code = format!("21358{:05}", 10_001 + index);
        let line = self.wire.line(index);
        let mut phone = Phone::new(index, self.root.path(), line, &self.time, &mut self.chance)?;
        let given = self.site.node()?.enroll_code(&Belongs::School(code.clone()), 1).await?;
        phone.enroll(&given.code).await?;
        let _pulled = phone.sync(Wake::Manual, &self.time).await;
        self.schools.push(School::read(index, &code, since, phone.home())?);
        self.phones.push(phone);
        self.dark.push(0);
        Ok(())
    }

    /// True time.
    #[must_use]
    pub fn now(&self) -> UtcMs {
        self.time.now()
    }

    /// Deeds with their records, as the verbs gave them.
    pub fn saved(&self) -> impl Iterator<Item = (&Deed, RecordId)> {
        self.done.iter().zip(self.saved.iter().copied())
    }

    /// A school's phone is switched off and on again: it knows no time but its wall clock until it hears the server.
    ///
    /// # Errors
    /// [`Broken`] when it does not start.
    pub fn restart(&mut self, school: usize) -> Result<(), Broken> {
        self.time.reboot(self.phones[school].clock, &mut self.chance);
        self.phones[school].after(&Loss::Program)
    }

    /// The client of a school's phone.
    #[must_use]
    pub fn home(&self, school: usize) -> &Home {
        self.phones[school].home()
    }

    /// Somebody sets the wall clock of a school's phone this much ahead.
    pub fn set_wall(&self, school: usize, ahead_ms: i64) {
        self.time.set_wall(self.phones[school].clock, ahead_ms, 480);
    }

    /// Lets a day happen.
    ///
    /// # Errors
    /// [`Broken`] when a phone refuses what a worker does, or the server fails.
    pub async fn play(&mut self, day: Day, mut deeds: Vec<Deed>) -> Result<(), Broken> {
        self.wake_up();
        deeds.sort_by_key(|deed| deed.at);
        let mut calls = CALLS_AT.iter().map(|minute| day.at(*minute)).peekable();
        for deed in deeds {
            while let Some(call) = calls.next_if(|call| *call <= deed.at) {
                self.call(call).await?;
            }
            self.pass_to(deed.at);
            self.act(&deed)?;
            self.done.push(deed);
        }
        for call in calls {
            self.call(call).await?;
        }
        self.site.project().await
    }

    /// Some phones lose the network for days; some clocks are set wrong, and right again the next day.
    fn wake_up(&mut self) {
        for (index, phone) in self.phones.iter().enumerate() {
            self.dark[index] = match self.dark[index] {
                0 if self.chance.percent(6) => self.chance.between(1, 4),
                days => days.saturating_sub(1),
            };
            let wrong = self.chance.percent(5);
            self.wrong_clocks += u32::from(wrong);
            let ahead = i64::try_from(self.chance.between(2, 3 * 24 * 60)).unwrap_or(0) * 60_000;
            let ahead = if self.chance.percent(50) { ahead } else { -ahead };
            self.time.set_wall(phone.clock, if wrong { ahead } else { 0 }, 480);
        }
    }

    /// Everybody with network calls.
    async fn call(&mut self, at: UtcMs) -> Result<(), Broken> {
        self.pass_to(at);
        for (phone, dark) in self.phones.iter_mut().zip(&self.dark) {
            if *dark == 0 {
                let _report = phone.sync(Wake::Manual, &self.time).await;
            }
        }
        self.site.project().await
    }

    /// All phones come back, and a day and more passes, so that everything is settled.
    ///
    /// # Errors
    /// [`Broken`] when something is left on a phone.
    pub async fn settle(&mut self) -> Result<(), Broken> {
        self.dark.fill(0);
        self.call(self.time.now().plus(HOUR_MS)).await?;
        self.call(self.time.now().plus(26 * HOUR_MS)).await?;
        for phone in &self.phones {
            let left = phone.waiting()?.0;
            if left > 0 {
                return Err(Broken::new("I17", format!("phone {} still holds {left} records", phone.index)));
            }
        }
        Ok(())
    }

    /// Lets time pass until then, if it is ahead.
    pub fn pass_to(&self, at: UtcMs) {
        self.time.pass(u64::try_from(at.since(self.time.now())).unwrap_or(0));
    }

    fn act(&mut self, deed: &Deed) -> Result<(), Broken> {
        let near = [self.chance.between(0, 9_000), self.chance.between(0, 9_000)];
        let (school, home) = (&self.schools[deed.school], self.phones[deed.school].home());
        let worker = session::sign_in(home, deed.who, None)?;
        let others = |people: &[_]| (people != [deed.who]).then(|| people.to_vec());
        let saved = match &deed.act {
            Act::Come { post, people, fix } => {
                let position = position(school.gate_place(*post), *fix, near);
                let coming = Coming { staff_ids: others(people), position, ..Coming::default() };
                duty::come(home, worker, *post, When::Now, &coming)?
            }
            Act::Leave { post, people, fix } => {
                let position = position(school.gate_place(*post), *fix, near);
                let leaving = Leaving { staff_ids: others(people), position, ..Leaving::default() };
                duty::leave(home, worker, *post, When::Now, &leaving)?
            }
            Act::Visit { point, fix } => {
                let position = position(school.point(*point).place, *fix, near);
                let visit = Visit { position, ..Visit::of(*point, VisitResult::Normal) };
                check_in::record(home, worker, visit)?.saved
            }
            Act::Mistaken { point } => {
                let saved = check_in::record(home, worker, Visit::of(*point, VisitResult::Normal))?.saved;
                correction::correct(home, worker, (saved.record_id, None), &Correction::Void, "点错了")?
            }
            Act::CouldNot { point } => {
                let said = CouldNot { point_id: *point, miss: MissReason::Locked, note: String::new(), effort: None };
                check_in::could_not(home, worker, said)?.saved
            }
        };
        self.saved.push(saved.record_id);
        Ok(())
    }
}

/// A fix as phones give them: some meters from the point, and never twice the same to the last digit.
fn position(place: Place, fix: Fix, near: [u64; 2]) -> Option<Position> {
    if fix == Fix::None {
        return None;
    }
    let shift = |e7: i32, by: u64| e7 + i32::try_from(by).unwrap_or(0) / 10 - 450;
    let place = Place { lat_e7: shift(place.lat_e7, near[0]), lon_e7: shift(place.lon_e7, near[1]) };
    let place = if fix == Fix::Shifted { Crs::Gcj02.from_wgs84(place) } else { place };
    Some(Position { mock: fix == Fix::Mock, ..crate::phone::position(place.lat(), place.lon()) })
}
