//! A few counters for whoever looks after the server, in the plain text form that monitoring tools read.

use std::{
    fmt::Write as _,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// The counters, since the start of the process.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    records: AtomicU64,
    commits: AtomicU64,
    commit_micros: AtomicU64,
    syncs: AtomicU64,
    enrollments: AtomicU64,
    photos: AtomicU64,
    photo_bytes: AtomicU64,
    projected: AtomicU64,
    faults: AtomicU64,
    again: AtomicU64,
    deadlocks: AtomicU64,
    turned_away: AtomicU64,
    damaged_photos: AtomicU64,
}

impl Metrics {
    pub(crate) fn group_commit(&self, records: usize, took: Duration) {
        self.records.fetch_add(records as u64, Relaxed);
        self.commits.fetch_add(1, Relaxed);
        self.commit_micros.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Relaxed);
    }

    pub(crate) fn sync(&self) {
        self.syncs.fetch_add(1, Relaxed);
    }

    pub(crate) fn enrollment(&self) {
        self.enrollments.fetch_add(1, Relaxed);
    }

    pub(crate) fn photo(&self, bytes: u64) {
        self.photos.fetch_add(1, Relaxed);
        self.photo_bytes.fetch_add(bytes, Relaxed);
    }

    pub(crate) fn projected(&self, records: usize) {
        self.projected.fetch_add(records as u64, Relaxed);
    }

    pub(crate) fn fault(&self) {
        self.faults.fetch_add(1, Relaxed);
    }

    /// A transaction is done again; `deadlock`: because it and another waited for each other.
    pub(crate) fn again(&self, deadlock: bool) {
        self.again.fetch_add(1, Relaxed);
        self.deadlocks.fetch_add(deadlock.into(), Relaxed);
    }

    pub(crate) fn turned_away(&self) {
        self.turned_away.fetch_add(1, Relaxed);
    }

    pub(crate) fn damaged_photo(&self) {
        self.damaged_photos.fetch_add(1, Relaxed);
    }

    /// The page at `/metrics`.
    pub(crate) fn page(&self) -> String {
        let rows = [
            ("huxiao_records_received_total", "Records in pushes that were written", &self.records),
            ("huxiao_group_commits_total", "Transactions that stored pushes", &self.commits),
            ("huxiao_group_commit_microseconds_total", "Time spent in them", &self.commit_micros),
            ("huxiao_syncs_total", "Sync requests answered", &self.syncs),
            ("huxiao_enrollments_total", "Enrollment answers given", &self.enrollments),
            ("huxiao_photos_stored_total", "Pictures and thumbnails stored", &self.photos),
            ("huxiao_photo_bytes_stored_total", "Their bytes", &self.photo_bytes),
            ("huxiao_records_projected_total", "Records projected", &self.projected),
            ("huxiao_faults_total", "Requests that failed by a fault of the server", &self.faults),
            ("huxiao_transactions_again_total", "Transactions done again because rows were held", &self.again),
            ("huxiao_deadlocks_total", "Of them, those that waited for one another in a ring", &self.deadlocks),
            ("huxiao_turned_away_total", "Device requests that were told to come again, unread", &self.turned_away),
            (
                "huxiao_damaged_photos_total",
                "Times a stored picture was asked for and its bytes were gone or not the signed ones",
                &self.damaged_photos,
            ),
        ];
        rows.iter().fold(String::new(), |mut page, (name, help, counter)| {
            // Writing to a String cannot fail.
            let _: std::fmt::Result =
                writeln!(page, "# HELP {name} {help}.\n# TYPE {name} counter\n{name} {}", counter.load(Relaxed));
            page
        })
    }
}
