//! What of a folder is safe and what is only on its way: the bytes each file would have after a power cut if nothing
//! more were flushed, and the writes since.
//!
//! Rules as on a real disk under a journaling file system: a write counts after the flush of its file; until then
//! each of them may be there, not there, or torn at a sector; a new name and a removed one count after the flush of
//! their folder. Bytes beside a torn write stay as they are, which SQLite relies on as well.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use crate::sim::Chance;

const SECTOR: usize = 512;

/// One change that was not flushed.
#[derive(Clone, Debug)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Truncate { length: usize },
}

/// One file.
#[derive(Clone, Debug, Default)]
struct Kept {
    safe: Vec<u8>,
    on_the_way: Vec<Change>,
    /// Its name survives.
    named: bool,
    /// Flushing it flushes the folder too, as SQLite does for a new journal.
    flushes_folder: bool,
}

/// The files of a folder that SQLite writes.
#[derive(Clone, Debug, Default)]
pub(super) struct Platter {
    files: BTreeMap<PathBuf, Kept>,
    /// Removed, but the folder was not flushed since.
    removed: BTreeMap<PathBuf, Vec<u8>>,
}

impl Platter {
    /// A file is opened: one that was there counts as safe, whoever wrote it.
    pub(super) fn opened(
        &mut self,
        name: &Path,
        was_there: bool,
        flushes_folder: bool,
        content: impl FnOnce() -> Vec<u8>,
    ) {
        if !was_there {
            // The program has moved the one that was here.
            self.files.remove(name);
        }
        self.files.entry(name.to_owned()).or_insert_with(|| Kept {
            safe: if was_there { content() } else { Vec::new() },
            on_the_way: Vec::new(),
            named: was_there,
            flushes_folder: flushes_folder && !was_there,
        });
    }

    /// Files that the program has moved away are no longer here under their names.
    pub(super) fn forget_moved(&mut self, is_there: impl Fn(&Path) -> bool) {
        self.files.retain(|name, _| is_there(name));
    }

    pub(super) fn wrote(&mut self, name: &Path, at: usize, bytes: &[u8]) {
        if let Some(file) = self.files.get_mut(name) {
            file.on_the_way.push(Change::Write { at, bytes: bytes.to_vec() });
        }
    }

    pub(super) fn truncated(&mut self, name: &Path, length: usize) {
        if let Some(file) = self.files.get_mut(name) {
            file.on_the_way.push(Change::Truncate { length });
        }
    }

    pub(super) fn flushed(&mut self, name: &Path) {
        let Some(file) = self.files.get_mut(name) else { return };
        for change in std::mem::take(&mut file.on_the_way) {
            apply(&mut file.safe, &change);
        }
        if std::mem::take(&mut file.flushes_folder) {
            self.folder_flushed();
        }
    }

    pub(super) fn removed(&mut self, name: &Path, and_flushed: bool) {
        if let Some(file) = self.files.remove(name).filter(|file| file.named) {
            self.removed.insert(name.to_owned(), file.safe);
        }
        if and_flushed {
            self.folder_flushed();
        }
    }

    fn folder_flushed(&mut self) {
        self.removed.clear();
        self.files.values_mut().for_each(|file| file.named = true);
    }

    /// Whether a write beyond a write-ahead log's header waits in this file: its flush is a commit.
    pub(super) fn has_frames(&self, name: &Path) -> bool {
        const HEADER: usize = 32;
        let is_frame = |change: &Change| matches!(change, Change::Write { at, .. } if *at >= HEADER);
        self.files.get(name).is_some_and(|file| file.on_the_way.iter().any(is_frame))
    }

    /// Writes the files into `to` as the next start finds them.
    pub(super) fn write_after(&self, loss: &Loss, to: &Path) -> io::Result<()> {
        let mut chance = match loss {
            Loss::Program => return self.write_all(to),
            Loss::Power(chance) => chance.clone(),
        };
        let fate =
            *chance.of_these(&[Fate::NothingMore, Fate::AllOfIt, Fate::UpTo, Fate::EachForItself, Fate::EachForItself]);
        for (name, safe) in &self.removed {
            if !self.files.contains_key(name) && fate != Fate::AllOfIt && chance.percent(50) {
                write(&to.join(name), safe)?;
            }
        }
        for (name, file) in &self.files {
            let stays = file.named || fate == Fate::AllOfIt || (fate != Fate::NothingMore && chance.percent(50));
            if stays {
                write(&to.join(name), &after(file, fate, &mut chance))?;
            } else if let Some(before) = self.removed.get(name) {
                write(&to.join(name), before)?;
            }
        }
        Ok(())
    }

    fn write_all(&self, to: &Path) -> io::Result<()> {
        self.files.iter().try_for_each(|(name, file)| {
            let mut bytes = file.safe.clone();
            file.on_the_way.iter().for_each(|change| apply(&mut bytes, change));
            write(&to.join(name), &bytes)
        })
    }
}

/// What ended the program.
#[derive(Clone, Debug)]
pub enum Loss {
    /// It was killed: the system still writes out all it was given.
    Program,
    /// The power went: chance says what of the unflushed is there.
    Power(Chance),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    NothingMore,
    AllOfIt,
    UpTo,
    EachForItself,
}

fn after(file: &Kept, fate: Fate, chance: &mut Chance) -> Vec<u8> {
    let mut bytes = file.safe.clone();
    let count = file.on_the_way.len();
    // Something is always lost where something may be: a run of a seed does not hang on how many writes there were.
    let lost = chance.index(count);
    for (place, change) in file.on_the_way.iter().enumerate() {
        match fate {
            Fate::NothingMore => {}
            Fate::AllOfIt => apply(&mut bytes, change),
            Fate::UpTo if place < lost => apply(&mut bytes, change),
            Fate::UpTo if place == lost => tear(&mut bytes, change, chance),
            Fate::UpTo => {}
            Fate::EachForItself if place == lost => {}
            Fate::EachForItself => match chance.below(4) {
                0 => {}
                1 => tear(&mut bytes, change, chance),
                _ => apply(&mut bytes, change),
            },
        }
    }
    bytes
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write { at, bytes: new } => put(bytes, *at, new),
        Change::Truncate { length } => bytes.resize(*length, 0),
    }
}

/// Some sectors of a write arrive, but never all of them.
fn tear(bytes: &mut Vec<u8>, change: &Change, chance: &mut Chance) {
    let Change::Write { at, bytes: new } = change else { return };
    let end = at + new.len();
    let first = at / SECTOR;
    let sectors = end.div_ceil(SECTOR) - first;
    let lost = chance.index(sectors);
    for sector in (0..sectors).filter(|it| *it != lost) {
        if chance.percent(50) {
            let from = (first + sector) * SECTOR;
            let (from, to) = (from.max(*at), (from + SECTOR).min(end));
            put(bytes, from, &new[from - at..to - at]);
        }
    }
}

fn put(bytes: &mut Vec<u8>, at: usize, new: &[u8]) {
    let end = at + new.len();
    if bytes.len() < end {
        bytes.resize(end, 0);
    }
    bytes[at..end].copy_from_slice(new);
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(platter: &Platter, loss: &Loss) -> Option<Vec<u8>> {
        let to = tempfile::tempdir().expect("a folder");
        platter.write_after(loss, to.path()).expect("written");
        fs::read(to.path().join("it")).ok()
    }

    fn with_a_write() -> Platter {
        let mut platter = Platter::default();
        platter.opened(Path::new("it"), true, false, || vec![1; 2048]);
        platter.wrote(Path::new("it"), 100, &[2; 1800]);
        platter
    }

    #[test]
    fn what_was_flushed_survives_every_power_cut() {
        let mut platter = with_a_write();
        platter.flushed(Path::new("it"));
        for seed in 0..50 {
            let bytes = found(&platter, &Loss::Power(Chance::of(seed))).expect("the file");
            assert!(bytes[..100] == [1; 100] && bytes[100..1900] == [2; 1800] && bytes[1900..] == [1; 148]);
        }
    }

    #[test]
    fn what_was_not_flushed_is_there_or_not_or_torn_at_sectors() {
        let platter = with_a_write();
        let mut kinds = [0; 3];
        for seed in 0..200 {
            let bytes = found(&platter, &Loss::Power(Chance::of(seed))).expect("the file");
            assert!(bytes[..100] == [1; 100] && bytes[1900..] == [1; 148], "beside the write nothing changes");
            for (from, to) in [(100, 512), (512, 1024), (1024, 1536), (1536, 1900)] {
                assert!(bytes[from..to].iter().all(|it| *it == bytes[from]), "sectors are whole");
            }
            let new = bytes[100..1900].iter().filter(|it| **it == 2).count();
            kinds[match new {
                0 => 0,
                1800 => 1,
                _ => 2,
            }] += 1;
        }
        assert!(kinds.iter().all(|count| *count > 10), "{kinds:?}");
    }

    #[test]
    fn a_killed_program_loses_nothing_it_wrote() {
        let bytes = found(&with_a_write(), &Loss::Program).expect("the file");
        assert_eq!(bytes[100..1900], [2; 1800]);
    }

    #[test]
    fn a_new_name_counts_after_the_flush_of_its_folder() {
        let mut platter = Platter::default();
        platter.opened(Path::new("it"), false, true, Vec::new);
        platter.wrote(Path::new("it"), 0, b"new");
        let there = |platter: &Platter| {
            (0..50).filter(|seed| found(platter, &Loss::Power(Chance::of(*seed))).is_some()).count()
        };
        assert!((5..45).contains(&there(&platter)));
        platter.flushed(Path::new("it"));
        assert_eq!(there(&platter), 50);
        platter.removed(Path::new("it"), false);
        assert!((5..45).contains(&there(&platter)), "an unflushed removal may be undone");
        platter.opened(Path::new("log"), false, true, Vec::new);
        platter.flushed(Path::new("log"));
        assert_eq!(there(&platter), 0);
    }
}
