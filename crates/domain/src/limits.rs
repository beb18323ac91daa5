//! Sizes and counts that phone, wire and server agree on.

/// Characters in the note of a check-in.
pub const NOTE_CHARS_MAX: usize = 200;
/// Characters in a note of a duty (the paper log has room for 500).
pub const LOG_CHARS_MAX: usize = 500;
/// Characters in a hazard's description (the paper form has room for 250).
pub const HAZARD_CHARS_MAX: usize = 250;
/// Pictures in one hazard report.
pub const HAZARD_PHOTOS_MAX: usize = 6;
/// Pictures in one check-in.
pub const CHECK_IN_PHOTOS_MAX: usize = 3;
/// Pictures of a coming to a duty, and of one of its notes.
pub const DUTY_PHOTOS_MAX: usize = 3;
/// Pictures of one answer to a question.
pub const ANSWER_PHOTOS_MAX: usize = 3;
/// Pictures of the office beside one record (§6.5 has six of before and six of after).
pub const ATTACHMENTS_MAX: usize = 12;
/// Characters under one picture.
pub const CAPTION_CHARS_MAX: usize = 60;
/// Bytes of one record.
pub const RECORD_BYTES_MAX: usize = 16 * 1024;
/// Records in one push.
pub const PUSH_RECORDS_MAX: usize = 500;
/// Bytes of one sync request after decompression.
pub const SYNC_BYTES_MAX: usize = 256 * 1024 + 32 * 1024;
/// Bytes of one stored picture.
pub const PHOTO_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Bytes of one PATCH of a photo upload.
pub const CHUNK_BYTES_MAX: usize = 512 * 1024;
/// Wrong PINs in a row before a pause.
pub const PIN_TRIES_MAX: u32 = 5;
/// Digits of a PIN.
pub const PIN_DIGITS: std::ops::RangeInclusive<usize> = 4..=6;
/// Terms in one calendar.
pub const CALENDAR_TERMS_MAX: usize = 12;
/// Spans of days in one calendar.
pub const CALENDAR_SPANS_MAX: usize = 200;
/// Characters of a term's name or a reason.
pub const CALENDAR_WORDS_MAX: usize = 40;
/// Windows of one school.
pub const WINDOWS_MAX: usize = 40;
/// Posts of one school.
pub const POSTS_MAX: usize = 20;
/// People in one turn of a roster.
pub const TURN_STAFF_MAX: usize = 20;
