//! One file for each table: the only place where its SQL stands. Functions take the connection they run on,
//! so that callers decide what belongs into one transaction.

pub(crate) mod accounts;
pub(crate) mod agencies;
pub(crate) mod anchors;
pub(crate) mod audit_log;
pub(crate) mod check_ins;
pub(crate) mod counters;
pub(crate) mod device_list;
pub(crate) mod device_states;
pub(crate) mod devices;
pub(crate) mod divisions;
pub(crate) mod duty_events;
pub(crate) mod enroll_codes;
pub(crate) mod event_list;
pub(crate) mod events;
pub(crate) mod feed;
pub(crate) mod hazards;
pub(crate) mod jurisdictions;
pub(crate) mod photos;
pub(crate) mod points;
pub(crate) mod posts;
pub(crate) mod projection_queue;
pub(crate) mod records;
pub(crate) mod rejected_pushes;
pub(crate) mod retime_queue;
pub(crate) mod schools;
pub(crate) mod scopes;
pub(crate) mod seals;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod sign_ins;
pub(crate) mod staff;
pub(crate) mod streams;
pub(crate) mod uploads;
pub(crate) mod windows;
