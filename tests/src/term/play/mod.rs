//! Carries a plan out: real phones and the real server in a time that is moved by hand, with clocks set wrong, phones
//! without network for days, and everything else as it is at a school.

mod act;
mod announce;

use std::collections::{BTreeMap, HashMap};

use domain::{
    day::Day,
    ids::{PointId, RecordId, RunId, StaffId},
    time::UtcMs,
};
use field::{Home, sync::Wake};
use server::Belongs;
use tempfile::TempDir;

use super::{
    Broken,
    district::{self, STATIONS, School, Station},
    plan::Deed,
    shares::{LONG_WITHOUT_PERMILLE, NO_NETWORK_PERCENT, Shares, WRONG_CLOCKS_PERCENT},
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
    /// Its stations.
    pub stations: Vec<Station>,
    /// Deeds that were carried out.
    pub done: Vec<Deed>,
    /// The runs that the rounds of the plan became.
    pub runs: BTreeMap<usize, RunId>,
    /// How much went wrong with phones.
    pub shares: Shares,
    saved: Vec<RecordId>,
    /// What lies on the next day.
    ahead: Vec<Deed>,
    /// Tags by point, as the office prints them.
    tags: HashMap<PointId, String>,
    time: Time,
    phones: Vec<Phone>,
    /// Days each phone is still without network.
    dark: Vec<u64>,
    /// When what each phone still holds was done.
    held: Vec<Vec<UtcMs>>,
    /// Who has each phone in hand.
    hands: Vec<Option<StaffId>>,
    chance: Chance,
    wire: Wire,
    root: TempDir,
}

impl Stage {
    /// A server with the demo district, one phone in each of the first `schools` gatehouses, and one at each station; `to_come`
    /// more schools get theirs later. The office has announced what lies ahead.
    ///
    /// # Errors
    /// [`Broken`] when anything does not start.
    pub async fn set(seed: u64, (schools, to_come): (usize, usize), template: &Template) -> Result<Self, Broken> {
        let mut chance = Chance::of(seed);
        let (time, root) = (Time::begin(), disk::scratch());
        let wire = Wire::new(time.clone(), Trace::new(false), chance.part());
        let site = Site::new(template.path(), root.path(), wire.clone()).await?;
        let codes: Vec<String> = (0..schools + to_come).map(district::code).collect();
        let tags = announce::all(site.node()?, &codes).await?;
        let since = Day::of(time.now()).plus(1);
        let mut stage = Self {
            site,
            schools: Vec::new(),
            stations: Vec::new(),
            done: Vec::new(),
            runs: BTreeMap::new(),
            shares: Shares::default(),
            saved: Vec::new(),
            ahead: Vec::new(),
            tags,
            time,
            phones: Vec::new(),
            dark: Vec::new(),
            held: Vec::new(),
            hands: Vec::new(),
            chance,
            wire,
            root,
        };
        for _ in 0..schools {
            stage.join(since).await?;
        }
        for (index, code) in STATIONS.iter().enumerate() {
            let phone = stage.phone(&Belongs::Station((*code).to_owned())).await?;
            stage.stations.push(Station::read(index, phone, stage.phones[phone].home())?);
        }
        Ok(stage)
    }

    /// The next school gets its phone; from `since` on it is all recorded.
    ///
    /// # Errors
    /// [`Broken`] when the phone does not start.
    pub async fn join(&mut self, since: Day) -> Result<(), Broken> {
        let index = self.schools.len();
        let code = district::code(index);
        let phone = self.phone(&Belongs::School(code.clone())).await?;
        let home = self.phones[phone].home();
        self.schools.push(School::read((index, phone), &code, since, home, &self.tags)?);
        Ok(())
    }

    /// A phone out of the box, enrolled.
    async fn phone(&mut self, belongs: &Belongs) -> Result<usize, Broken> {
        let index = self.phones.len();
        let line = self.wire.line(index);
        let mut phone = Phone::new(index, self.root.path(), line, &self.time, &mut self.chance)?;
        let given = self.site.node()?.enroll_code(belongs, 1).await?;
        phone.enroll(&given.code).await?;
        let _pulled = phone.sync(Wake::Manual, &self.time).await;
        self.phones.push(phone);
        self.dark.push(0);
        self.held.push(Vec::new());
        self.hands.push(None);
        Ok(index)
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
        let phone = self.schools[school].phone;
        self.time.reboot(self.phones[phone].clock, &mut self.chance);
        self.hands[phone] = None;
        self.phones[phone].after(&Loss::Program)
    }

    /// The client of a school's phone, for whoever takes it in hand.
    #[must_use]
    pub fn home(&mut self, school: usize) -> &Home {
        let phone = self.schools[school].phone;
        self.hands[phone] = None;
        self.phones[phone].home()
    }

    /// Somebody sets the wall clock of a school's phone this much ahead.
    pub fn set_wall(&self, school: usize, ahead_ms: i64) {
        self.time.set_wall(self.phones[self.schools[school].phone].clock, ahead_ms, 480);
    }

    /// Lets a day happen. What is done after its midnight is done on the next one.
    ///
    /// # Errors
    /// [`Broken`] when a phone refuses what a worker does, or the server fails.
    pub async fn play(&mut self, day: Day, mut deeds: Vec<Deed>) -> Result<(), Broken> {
        self.wake_up();
        deeds.append(&mut self.ahead);
        deeds.sort_by_key(|deed| deed.at);
        self.ahead = deeds.split_off(deeds.partition_point(|deed| deed.at < day.at(1440)));
        let mut calls = CALLS_AT.iter().map(|minute| day.at(*minute)).peekable();
        for deed in deeds {
            while let Some(call) = calls.next_if(|call| *call <= deed.at) {
                self.call(call).await?;
            }
            self.carry_out(deed)?;
        }
        for call in calls {
            self.call(call).await?;
        }
        self.site.project().await
    }

    fn carry_out(&mut self, deed: Deed) -> Result<(), Broken> {
        self.pass_to(deed.at);
        let record = self.act(&deed).map_err(|it| Broken::new("run", format!("{}: {deed:?}", it.what)))?;
        self.saved.push(record);
        self.held[deed.phone].push(deed.at);
        self.done.push(deed);
        Ok(())
    }

    /// Some phones lose the network for days; some clocks are set wrong, and right again the next day.
    fn wake_up(&mut self) {
        for (index, phone) in self.phones.iter().enumerate() {
            self.dark[index] = match self.dark[index] {
                0 if self.chance.below(1000) < LONG_WITHOUT_PERMILLE => self.chance.between(11, 14),
                0 if self.chance.percent(NO_NETWORK_PERCENT) => self.chance.between(1, 4),
                days => days.saturating_sub(1),
            };
            let wrong = self.chance.percent(WRONG_CLOCKS_PERCENT);
            self.shares.morning(wrong, self.dark[index] > 0);
            let ahead = i64::try_from(self.chance.between(2, 3 * 24 * 60)).unwrap_or(0) * 60_000;
            let ahead = if self.chance.percent(50) { ahead } else { -ahead };
            self.time.set_wall(phone.clock, if wrong { ahead } else { 0 }, 480);
        }
    }

    /// Everybody with network calls.
    async fn call(&mut self, at: UtcMs) -> Result<(), Broken> {
        self.pass_to(at);
        let now = self.time.now();
        for (index, phone) in self.phones.iter_mut().enumerate().filter(|(index, _)| self.dark[*index] == 0) {
            let _report = phone.sync(Wake::Manual, &self.time).await;
            if phone.waiting()?.0 == 0 {
                self.held[index].drain(..).for_each(|done| self.shares.arrived(now.since(done)));
            }
        }
        self.site.project().await
    }

    /// What is left of the last night is done, all phones come back, and a day and more passes, so that everything is
    /// settled.
    ///
    /// # Errors
    /// [`Broken`] when something is left on a phone.
    pub async fn settle(&mut self) -> Result<(), Broken> {
        for deed in std::mem::take(&mut self.ahead) {
            self.carry_out(deed)?;
        }
        self.dark.fill(0);
        self.call(self.time.now().plus(HOUR_MS)).await?;
        self.call(self.time.now().plus(40 * HOUR_MS)).await?;
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
}
