//! The office of a run: it changes points, days and rules, and says so to phones through the server's own functions.

use domain::point_wish::PointState;
use server::OfficeDeed;

use super::{Broken, cache, run::World};

impl World {
    /// Somebody at the office does something about a school, if the server is up.
    pub(super) async fn office(&mut self) -> Result<(), Broken> {
        if !self.site.is_up() {
            return Ok(());
        }
        if self.chance.percent(6) {
            let forgotten = self.site.node()?.forget_gone().await;
            return self.office_did("forgets what is gone".to_owned(), forgotten);
        }
        let school = *self.chance.of_these(&super::run::SCHOOLS);
        let (place, name) = (self.chance.index(12), self.chance.below(1_000));
        let day = i32::try_from(self.chance.below(10)).unwrap_or(0);
        let deed = match self.chance.below(100) {
            0..20 => OfficeDeed::RenamePoint(place, name),
            20..45 => {
                let states = [PointState::Active, PointState::Active, PointState::Paused, PointState::Retired];
                let state = *self.chance.of_these(&states);
                // Somebody has to be able to work there.
                let last = cache::points_in_use(self.site.folder(), school)?.len() <= 2;
                OfficeDeed::SetPoint(place, if last { PointState::Active } else { state })
            }
            45..55 => OfficeDeed::MakePoint(place, name),
            55..65 => OfficeDeed::RotateTag(place),
            65..78 => OfficeDeed::Stop(day, self.chance.percent(60)),
            78..84 => OfficeDeed::StopDistrict(day, self.chance.percent(60)),
            _ => OfficeDeed::Stay(*self.chance.of_these(&[0, 0, 0, 1, 30])),
        };
        let done = self.site.node()?.office(school, deed).await;
        self.seen.deeds += 1;
        self.office_did(format!("{school} {deed:?}"), done)
    }

    fn office_did(&self, what: String, done: server::Result<()>) -> Result<(), Broken> {
        let cut = self.site.disk().is_cut();
        if let Err(error) = &done
            && !cut
        {
            return Err(Broken::new("run", format!("the office cannot do its work ({what}): {error}")));
        }
        self.trace.note(format!("{}: the office: {what}", self.step));
        Ok(())
    }
}
