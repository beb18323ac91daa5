//! 记事、点名、交接、收岗: what was recorded during a duty.

use domain::{
    duty_note::{DutyEntry, DutyNote, Situation},
    duty_window::WindowKind,
    ids::PostId,
};

use super::Meaning;

/// A note of a duty, as projected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DutyNoteRow {
    pub(crate) post_id: PostId,
    pub(crate) window: Option<WindowKind>,
    pub(crate) entry: DutyEntry,
}

impl DutyNoteRow {
    /// The code word of what it is.
    pub(crate) fn word(&self) -> &'static str {
        match self.entry {
            DutyEntry::Log(_) => "log",
            DutyEntry::RollCall(_) => "roll_call",
            DutyEntry::HandOver(_) => "hand_over",
            DutyEntry::Close(_) => "close",
        }
    }

    /// Its text should read otherwise.
    pub(crate) fn reword(&mut self, text: String) {
        match &mut self.entry {
            DutyEntry::Log(it) => it.text = text,
            DutyEntry::HandOver(it) => it.text = text,
            DutyEntry::Close(it) => it.text = text,
            DutyEntry::RollCall(_) => {}
        }
    }

    /// 情况, where it says one.
    pub(crate) fn situation(&self) -> Option<Situation> {
        match &self.entry {
            DutyEntry::Log(it) => Some(it.situation),
            DutyEntry::HandOver(it) => Some(it.situation),
            DutyEntry::Close(it) => Some(it.situation),
            DutyEntry::RollCall(_) => None,
        }
    }
}

/// Something was noted.
pub(super) fn noted(note: &DutyNote) -> Meaning {
    Meaning::DutyNote(DutyNoteRow { post_id: note.post_id, window: note.window, entry: note.entry.clone() })
}
