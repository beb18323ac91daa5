//! Stories of a school's ordinary days on one phone: roster, duty, escort, patrol, putting right, being asked.

#[path = "../cast/mod.rs"]
mod cast;

mod clock;
mod correction;
mod escort;
mod frames;
mod given;
mod patrol;
mod presence;
mod roster;
mod ruling;
mod shift;
