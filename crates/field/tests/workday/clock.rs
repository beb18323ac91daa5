//! A clock that was set is told once, and each record says how its time is known.

use domain::{clock_event::ClockFinding, time::ClockQuality};
use field::{
    Reading, app, clock,
    duty::{self, When},
    records,
};

use crate::{
    cast::{GUARD, POST},
    given::{phone, sign_in},
};

#[test]
fn a_clock_that_was_set_is_told_once() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    assert!(app::home(&phone.home).expect("home").clock.is_none());
    let now = phone.clocks.read();
    phone.clocks.set(Reading { wall: now.wall.plus(3 * 3_600_000), ..now });
    let on = duty::on(&phone.home, guard, POST, When::Now).expect("saved all the same");
    let told = app::home(&phone.home).expect("home").clock.expect("told");
    assert_eq!((told.finding, told.moved_ms, told.count), (Some(ClockFinding::Jumped), 3 * 3_600_000, 1));
    let time = records::detail(&phone.home, on.record_id).expect("read").expect("there").time;
    assert_eq!((time.jumped, time.moved_ms, time.quality), (true, Some(3 * 3_600_000), ClockQuality::D));

    clock::told(&phone.home).expect("noted");
    let phone = phone.reopened();
    assert!(app::home(&phone.home).expect("home").clock.is_none(), "not a second time");
    let now = phone.clocks.read();
    phone.clocks.set(Reading { wall: now.wall.plus(-7_200_000), ..now });
    duty::off(&phone.home, guard, POST, When::Now).expect("saved");
    assert_eq!(app::home(&phone.home).expect("home").clock.expect("a new one").moved_ms, -7_200_000);
}
