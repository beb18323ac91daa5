//! A fault strikes: programs die at rest, at a commit or with a request on its way; disks fill; clocks are set;
//! servers come back from yesterday.

use domain::ids::RecordId;
use field::sync::Wake;

use super::{
    Broken, Fault, Held, Phone,
    disk::{Boundary, Loss, Trouble},
    run::World,
    wire::Doom,
};

const TEN_YEARS_MS: u64 = 10 * 365 * 86_400_000;

impl World {
    /// One of this seed's faults that are not the network's strikes, `index` if it is about a phone.
    pub(super) async fn strike(&mut self, index: usize) -> Result<(), Broken> {
        let faults: Vec<Fault> =
            self.faults.iter().filter(|it| super::fault::ELSEWHERE.contains(it)).copied().collect();
        if faults.is_empty() {
            return self.act(index);
        }
        let fault = *self.chance.of_these(&faults);
        self.trace.note(format!("{}: {fault:?}", self.step));
        match fault {
            Fault::PhoneKilled => self.phone_dies(index, &Loss::Program).await,
            Fault::PhonePower => {
                let loss = Loss::Power(self.chance.part());
                self.phone_dies(index, &loss).await
            }
            Fault::PhoneFull => self.phone_in_trouble(index, Trouble::Full),
            Fault::PhoneWriteFails => {
                let after = self.chance.below(4);
                self.phone_in_trouble(index, Trouble::WriteFails(after))
            }
            Fault::Reboot => {
                self.time.reboot(self.phones[index].clock, &mut self.chance);
                self.phones[index].after(&Loss::Program)
            }
            Fault::ClockSet => {
                let ahead = self.chance.below(2 * TEN_YEARS_MS).cast_signed() - TEN_YEARS_MS.cast_signed();
                let zone = *self.chance.of_these(&[480, 480, 0, -300, 540]);
                self.time.set_wall(self.phones[index].clock, ahead, zone);
                Ok(())
            }
            Fault::Reinstall => self.reinstall(index).await,
            Fault::PhoneRolledBack => self.roll_back(index),
            Fault::PhoneCloned => self.clone_phone(index),
            Fault::ServerKilled => self.server_dies(index, &Loss::Program).await,
            Fault::ServerPower => {
                let loss = Loss::Power(self.chance.part());
                self.server_dies(index, &loss).await
            }
            Fault::ProjectionKilled => self.projection_dies().await,
            Fault::ServerRestarted if self.site.is_up() => {
                self.site.stop().await?;
                self.site.start().await
            }
            Fault::ServerDown if self.site.is_up() => {
                self.site.stop().await?;
                self.down_until = Some(self.step + u32::try_from(self.chance.between(1, 8)).unwrap_or(1));
                Ok(())
            }
            Fault::FailedOver if self.site.is_up() => self.fail_over().await,
            Fault::ServerRestored if self.site.is_up() => self.restore().await,
            Fault::ChunksLost => {
                let lost = self.site.lose_chunks()?;
                self.trace.note(format!("  {lost} lost"));
                Ok(())
            }
            Fault::ServerFull if self.site.is_up() => {
                self.site.disk().trouble(Some(Trouble::Full));
                self.sync(index, Wake::Manual).await?;
                self.site.disk().trouble(None);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    async fn phone_dies(&mut self, index: usize, loss: &Loss) -> Result<(), Broken> {
        match self.chance.below(4) {
            0 => self.phones[index].disk().cut(),
            1 => {
                self.phones[index].disk().cut_at(Some(Boundary::Commit(1)));
                self.act(index)?;
            }
            2 => {
                let doom = *self.chance.of_these(&[Doom::BeforeSending, Doom::BeforeHearing]);
                self.phones[index].doom(Some(doom));
                self.sync(index, Wake::Manual).await?;
                self.phones[index].disk().cut();
            }
            _ => {
                let commit = self.chance.between(1, 5);
                self.phones[index].disk().cut_at(Some(Boundary::Commit(commit)));
                self.sync(index, Wake::Manual).await?;
            }
        }
        self.phones[index].disk().cut_at(None);
        if matches!(loss, Loss::Power(_)) && self.phones[index].disk().is_cut() {
            self.time.reboot(self.phones[index].clock, &mut self.chance);
        }
        self.settle(loss).await
    }

    fn phone_in_trouble(&mut self, index: usize, trouble: Trouble) -> Result<(), Broken> {
        if !self.phones[index].can_work() {
            return Ok(());
        }
        self.phones[index].disk().trouble(Some(trouble));
        let deed = *self.chance.of_these(&[super::Deed::CheckIn, super::Deed::Hazard(1), super::Deed::Switch]);
        let done = self.phones[index].act(deed, &mut self.chance);
        self.phones[index].disk().trouble(None);
        self.deed_done(index, deed, done, true)?;
        // With room again it works at once, in the same program.
        self.act(index)
    }

    async fn reinstall(&mut self, index: usize) -> Result<(), Broken> {
        if !self.site.is_up() {
            return Ok(());
        }
        self.ledger.put_back(index, |_| false, &Held::read(self.site.folder())?);
        self.phones[index].reinstall()?;
        self.copies[index] = None;
        self.memory.caches.forget(index);
        self.wire.put_back(index);
        self.enroll(index).await?;
        // A backup from before does not know this phone, and the office would have to enroll it once more.
        if self.site.has_backup() {
            self.site.back_up().await?;
        }
        Ok(())
    }

    /// The first time a copy is made; the second time it comes back.
    fn roll_back(&mut self, index: usize) -> Result<(), Broken> {
        let Some(copy) = self.copies[index].take() else {
            let folder = self.copy_folder(index)?;
            self.phones[index].copy_to(&folder)?;
            self.copies[index] = Some(folder);
            return Ok(());
        };
        if !self.site.is_up() {
            self.copies[index] = Some(copy);
            return Ok(());
        }
        self.phones[index].replace_by(&copy)?;
        self.memory.caches.forget(index);
        self.wire.put_back(index);
        let held = Held::read(self.site.folder())?;
        let phone = &self.phones[index];
        let on_phone = |id: &RecordId| phone.bytes_of(*id).is_ok_and(|it| it.is_some());
        self.ledger.put_back(index, on_phone, &held);
        self.trace.note("  and is as it was then");
        Ok(())
    }

    fn clone_phone(&mut self, index: usize) -> Result<(), Broken> {
        const PHONES_MOST: usize = 5;
        if self.phones.len() == PHONES_MOST || self.phones[index].stream()?.is_none() {
            return Ok(());
        }
        let folder = self.copy_folder(100 + index)?;
        self.phones[index].copy_to(&folder)?;
        let (new, line) = (self.phones.len(), self.wire.line(self.phones.len()));
        let mut twin = Phone::found(new, self.root.path(), Some(&folder), line, &self.time, &mut self.chance)?;
        twin.start()?;
        (twin.school, twin.has_twin, self.phones[index].has_twin) = (self.phones[index].school, true, true);
        self.phones.push(twin);
        self.copies.push(None);
        Ok(())
    }

    async fn server_dies(&mut self, index: usize, loss: &Loss) -> Result<(), Broken> {
        if !self.site.is_up() {
            return Ok(());
        }
        match self.chance.below(3) {
            0 => self.site.disk().cut(),
            1 => {
                self.wire.server_dies_answering(true);
                self.sync(index, Wake::Manual).await?;
                self.wire.server_dies_answering(false);
            }
            _ => {
                let commit = self.chance.between(1, 3);
                self.site.disk().cut_at(Some(Boundary::Commit(commit)));
                self.sync(index, Wake::Manual).await?;
                self.site.disk().cut_at(None);
            }
        }
        self.settle(loss).await
    }

    async fn projection_dies(&mut self) -> Result<(), Broken> {
        if self.site.is_up() {
            self.site.disk().cut_at(Some(Boundary::Commit(1)));
            self.project().await?;
            self.site.disk().cut_at(None);
            let loss = if self.chance.percent(50) { Loss::Program } else { Loss::Power(self.chance.part()) };
            self.settle(&loss).await?;
        }
        Ok(())
    }

    /// The first time a backup is taken; from then on it comes back.
    async fn restore(&mut self) -> Result<(), Broken> {
        if !self.site.has_backup() {
            self.seen.backups += 1;
            return self.site.back_up().await;
        }
        if self.site.restore().await? {
            self.seen.restores += 1;
            self.put_back()?;
        }
        Ok(())
    }

    /// The next few things happen on the machine that is lost then, and the standby knows nothing of them.
    async fn fail_over(&mut self) -> Result<(), Broken> {
        const UNKNOWN_MOST: u64 = 6;
        self.site.stand_by().await?;
        for _ in 0..self.chance.between(1, UNKNOWN_MOST) {
            let index = self.chance.index(self.phones.len());
            self.act(index)?;
            if self.chance.percent(40) {
                self.office().await?;
            }
            self.sync(index, Wake::Manual).await?;
            if self.chance.percent(30) {
                self.project().await?;
            }
        }
        let zombie = self.faults.contains(&Fault::Zombie) && self.chance.percent(70);
        self.site.fail_over(zombie).await?;
        self.seen.fail_overs += 1;
        self.put_back()
    }

    /// The server is in an earlier state than it has answered from.
    fn put_back(&mut self) -> Result<(), Broken> {
        self.memory.forget_server();
        self.phones.iter_mut().for_each(|phone| phone.astray = true);
        self.ledger.server_put_back(&Held::read(self.site.folder())?);
        self.trace.note("  and comes back as it was then");
        Ok(())
    }
}
