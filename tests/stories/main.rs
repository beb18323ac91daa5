//! The product, told as stories over its real parts: the real client library and programs, the real server, a real
//! relay that breaks as networks do. One file a noun or a mishap; a test's name is a sentence that must stay true.

mod backup;
mod bundle;
mod captive_portal;
mod certificates;
mod check_in;
mod commands;
mod damage;
mod damaged_photo;
mod doubt;
mod duty;
mod enrollment;
mod escort;
mod fork;
mod full_disk;
mod hazard;
mod key_change;
mod kill;
mod lost_answer;
#[cfg(target_os = "linux")]
mod low_space;
mod offline;
mod patrol_run;
mod phone_full;
mod photo;
mod point;
mod refused_photo;
mod restore;
mod review;
mod roster;
mod set_aside;
mod slow_line;
mod slow_link;
#[cfg(unix)]
mod soak;
mod stopped;
mod tidy;
mod verify;
