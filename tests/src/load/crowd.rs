//! The phones of a load: real homes, filled before the clock starts, delivered by a few workers that share their work.

use std::sync::{Arc, Mutex, PoisonError};

use field::{
    Clocks, Home, Worker,
    check_in::{self, Visit},
    enroll, photo, points, session,
    sync::{Delivery, RoundReport},
    views::PointDue,
};
use sync::{Http, Jitter};
use tempfile::TempDir;

use super::{
    Plan,
    tally::{Counting, Tally},
};
use crate::picture;

/// Rounds a phone may need before it counts as stuck.
const ROUNDS_MAX: u32 = 50;
/// Open files a phone needs: database, WAL and index of two connections, lock, and some air.
const FILES_PER_PHONE: u64 = 12;

/// The phones.
pub(crate) struct Crowd {
    phones: Vec<Phone>,
}

struct Phone {
    _dir: TempDir,
    home: Home,
    points: Vec<PointDue>,
    worker: Worker,
}

impl Crowd {
    /// Enrolls the phones, some at a time, and lets each pull what it is given.
    pub(crate) async fn enrolled(plan: &Plan, code: &str) -> Result<Self, String> {
        allow_files(u64::from(plan.devices) * FILES_PER_PHONE);
        let made = each(plan.connections, (0..plan.devices).collect(), |http, _| {
            let (server, code) = (plan.server.clone(), code.to_owned());
            async move { Phone::enrolled(http, &server, &code).await }
        });
        Ok(Self { phones: made.await? })
    }

    /// Every phone records its day; the ids of what was called saved.
    pub(crate) fn record(&self, plan: &Plan) -> Result<Vec<String>, String> {
        let mut saved = Vec::new();
        for phone in &self.phones {
            for nth in 0..plan.records {
                let with_photo = nth < plan.photos;
                saved.push(phone.check_in(nth, with_photo)?);
            }
        }
        Ok(saved)
    }

    /// Delivers everything, so many phones at a time; records that are still undelivered in the end.
    pub(crate) async fn deliver(self, connections: u32, tally: &Tally) -> Result<u64, String> {
        let left = each(connections, self.phones, |http, phone: Phone| {
            let tally = tally.clone();
            async move { phone.deliver(Counting { http, tally }).await }
        });
        Ok(left.await?.into_iter().sum())
    }
}

impl Phone {
    async fn enrolled(http: Http, server: &str, code: &str) -> Result<Self, String> {
        let dir = tempfile::tempdir().map_err(said("no folder for a phone"))?;
        let home = Home::open_with_clocks(dir.path(), Clocks::system()).map_err(said("a phone does not open"))?;
        enroll::enroll_over(&home, &http, server, code).await.map_err(said("a phone does not enroll"))?;
        let delivery = Delivery::over(&home, http, Jitter::System).map_err(said("no engine"))?;
        let report = delivery.round().await;
        if let Some(failure) = report.failure {
            return Err(format!("a phone pulls nothing: {failure}"));
        }
        let points = points::points(&home, None, None).map_err(said("no points"))?;
        let people = session::people(&home).map_err(said("no people"))?;
        let person = people.first().ok_or("the phone was given nobody who could record")?;
        let worker = session::act_as(&home, person.id, None).map_err(said("nobody signs in"))?;
        if points.is_empty() {
            return Err("the phone was given no points to check in at".to_owned());
        }
        Ok(Self { _dir: dir, home, points, worker })
    }

    fn check_in(&self, nth: u32, with_photo: bool) -> Result<String, String> {
        let point = &self.points[nth as usize % self.points.len()];
        let pictures = if with_photo { vec![picture::from_camera()] } else { Vec::new() };
        let visit = Visit {
            note: if nth.is_multiple_of(10) {
                "围墙外有杂物，已请门卫清理".to_owned()
            } else {
                String::new()
            },
            photo_ids: photo::add_all(&self.home, &pictures).map_err(said("a photo is not taken"))?,
            position: Some(crate::phone::position(point.lat, point.lon)),
            ..Visit::of(point.id, domain::check_in::VisitResult::Normal)
        };
        let saved = check_in::record(&self.home, self.worker, visit).map_err(said("a record is not saved"))?;
        Ok(saved.saved.record_id.to_string())
    }

    async fn deliver(self, transport: Counting) -> Result<u64, String> {
        let delivery = Delivery::over(&self.home, transport, Jitter::System).map_err(said("no engine"))?;
        let mut last = RoundReport::default();
        for _ in 0..ROUNDS_MAX {
            last = delivery.round().await;
            if last.failure.is_none() && last.pending_records + last.pending_photos == 0 {
                return Ok(0);
            }
        }
        Ok(last.pending_records)
    }
}

/// Does `work` on each item, with `workers` at a time that have a connection each; results in any order.
async fn each<I, O, F>(workers: u32, items: Vec<I>, work: impl Fn(Http, I) -> F) -> Result<Vec<O>, String>
where
    F: Future<Output = Result<O, String>>,
{
    let waiting = Arc::new(Mutex::new(items));
    let worker = || {
        let (waiting, work) = (waiting.clone(), &work);
        async move {
            let http = Http::new().map_err(said("no HTTP client"))?;
            let mut done = Vec::new();
            loop {
                let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let Some(item) = next else { return Ok::<_, String>(done) };
                done.push(work(http.clone(), item).await?);
            }
        }
    };
    let all = futures_util::future::try_join_all((0..workers.max(1)).map(|_| worker())).await?;
    Ok(all.into_iter().flatten().collect())
}

/// Lets this process open so many files, as far as the system allows.
fn allow_files(wanted: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let current = limit.maximum.map_or(wanted + 256, |most| most.min(wanted + 256));
    if limit.current.is_some_and(|now| now < current) {
        let _as_before = setrlimit(Resource::Nofile, Rlimit { current: Some(current), maximum: limit.maximum });
    }
}

fn said<E: std::fmt::Display>(what: &'static str) -> impl Fn(E) -> String {
    move |error| format!("{what}: {error}")
}
