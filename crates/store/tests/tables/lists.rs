//! Lists, against a list kept by hand: whatever was saved, sent, copied to a new stream or lost, each page shows it.

use domain::{
    hazard::SuspectedSeverity,
    ids::{PhotoId, RecordId, StreamId},
    session::{CloseReason, SessionClose},
    time::UtcMs,
};
use proptest::prelude::*;
use protocol::{Body, Kind};
use store::{
    fork, photos,
    records::{self, Row},
    uploads,
};
use uuid::Uuid;

use crate::phone::{Phone, check_in, hazard, new_record, photo};

/// What a list says of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    record_id: RecordId,
    kind: Kind,
    delivered: bool,
    total: u32,
    stored: u32,
    lost: u32,
}

impl Line {
    fn of(row: &Row) -> Self {
        let Row { record_id, kind, delivered, photos_total: total, photos_stored: stored, photos_lost: lost, .. } =
            *row;
        assert_eq!(row.record().expect("reads").record_id, record_id);
        Self { record_id, kind, delivered, total, stored, lost }
    }
}

/// A phone, and by hand what it should list, oldest first.
struct Told {
    phone: Phone,
    lines: Vec<Line>,
    /// Lines before the current stream.
    before: usize,
    streams: u128,
}

impl Told {
    fn new() -> Self {
        Self { phone: Phone::enrolled(), lines: Vec::new(), before: 0, streams: 1 }
    }

    fn save(&mut self, body: Option<Body>, pictures: u32) {
        let n = self.lines.len() as u64;
        let names: Vec<_> = (0..pictures).map(|i| photo(u128::from(n) * 10 + u128::from(i))).collect();
        let new = match body {
            Some(body) => new_record(n, body),
            None => hazard(n, SuspectedSeverity::General, names.clone()),
        };
        let (record_id, kind) = (new.record_id, new.body.kind());
        let saved = self.phone.store.write(|tx| {
            names.iter().try_for_each(|it| photos::add_draft(tx, "form", it, UtcMs(1)))?;
            let stored = records::append(tx, new)?;
            photos::attach(tx, &names.iter().map(|it| it.id).collect::<Vec<PhotoId>>(), stored.seq)
        });
        saved.expect("saves");
        self.lines.push(Line { record_id, kind, delivered: false, total: pictures, stored: 0, lost: 0 });
    }

    fn step(&mut self, (what, much): (u8, u8)) {
        let session = || Body::SessionClose(SessionClose { reason: CloseReason::SignedOut });
        match what {
            0 => (0..much).for_each(|n| self.save(Some(check_in(n.into()).body), 0)),
            1 => self.save(None, u32::from(much % 4)),
            2 => (0..much / 4).for_each(|_| self.save(Some(session()), 0)),
            3 => {
                let last = self.phone.stream().last_seq();
                self.phone.acknowledge(u64::from(much).min(last));
            }
            4 => {
                self.streams += 1;
                let (id, common) = (StreamId(Uuid::from_u128(self.streams)), self.phone.stream().acked_upto);
                self.phone.store.write(|tx| fork::branch(tx, id, common)).expect("branches");
                self.before += usize::try_from(common).expect("few");
            }
            _ => self.settle(much),
        }
        let acked = usize::try_from(self.phone.stream().acked_upto).expect("few");
        self.lines[self.before..].iter_mut().take(acked).for_each(|line| line.delivered = true);
    }

    /// One picture arrives or is lost.
    fn settle(&mut self, much: u8) {
        let with = self.lines.iter_mut().enumerate().filter(|(_, line)| line.stored + line.lost < line.total);
        let Some((n, line)) = with.last() else { return };
        let id = photo(n as u128 * 10 + u128::from(line.stored + line.lost)).id;
        let (done, count): (fn(&store::Tx<'_>, PhotoId) -> _, _) =
            if much < 30 { (uploads::stored, &mut line.stored) } else { (uploads::lost, &mut line.lost) };
        *count += 1;
        self.phone.store.write(|tx| done(tx, id)).expect("notes");
    }

    fn expect(&self, kinds: &[Kind]) -> Vec<Line> {
        let of_kind = |line: &&Line| kinds.is_empty() || kinds.contains(&line.kind);
        self.lines.iter().rev().filter(of_kind).cloned().collect()
    }

    fn paged(&self, kinds: &[Kind], limit: usize) -> Vec<Line> {
        let (mut before, mut listed) = (None, Vec::new());
        loop {
            let page = self.phone.store.read(|tx| records::page(tx, before, kinds, limit)).expect("reads");
            assert!(page.len() <= limit);
            let Some(last) = page.last() else { return listed };
            before = Some(last.place);
            listed.extend(page.iter().map(Line::of));
        }
    }
}

const KINDS: [&[Kind]; 4] =
    [&[], &[Kind::HazardReport], &[Kind::HazardReport, Kind::SessionClose], &[Kind::CheckIn, Kind::HazardReport]];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn whatever_happened_lists_show_each_record_once_and_as_it_is(
        steps in prop::collection::vec((0u8..6, 0u8..60), 1..16),
        limit in 1usize..9,
    ) {
        let mut told = Told::new();
        steps.into_iter().for_each(|step| told.step(step));
        for kinds in KINDS {
            let expected = told.expect(kinds);
            prop_assert_eq!(&told.paged(kinds, limit), &expected, "{:?} by {}", kinds, limit);
            prop_assert_eq!(&told.paged(kinds, usize::MAX), &expected, "{:?} at once", kinds);
            let since = told.phone.store.read(|tx| records::since(tx, UtcMs(0), kinds)).expect("reads");
            let since: Vec<_> = since.iter().map(Line::of).collect();
            prop_assert!(kinds.is_empty() || since == expected, "{:?} since ever", kinds);
        }
        for line in &told.lines {
            let row = told.phone.store.read(|tx| records::by_id(tx, line.record_id)).expect("reads");
            prop_assert_eq!(row.as_ref().map(Line::of), Some(line.clone()));
        }
    }
}

/// Rare kinds lie far apart, behind more others than a page looks through.
#[test]
fn a_rare_kind_is_found_behind_many_others() {
    let mut told = Told::new();
    for _ in 0..5 {
        told.save(None, 2);
        told.settle(0);
        (0..200).for_each(|n| told.save(Some(check_in(n).body), 0));
    }
    let kinds = &[Kind::HazardReport, Kind::SessionClose];
    for limit in 1..7 {
        assert_eq!(told.paged(kinds, limit), told.expect(kinds), "by {limit}");
    }
}
