//! 到岗 and 离岗: the post stands manned on the board from the moment a phone's record arrives.

use domain::staff::StaffKind;
use field::duty::{self, When};
use serde_json::Value;
use tests::{Office, Phone, World};

async fn post_on_board(office: &Office, phone: &Phone) -> Value {
    let board = office.board().await;
    let id = phone.post().to_string();
    let mut posts = board["posts"].as_array().expect("a list").iter();
    posts.find(|post| post["id"] == id).cloned().unwrap_or_else(|| panic!("the board has no post {id}: {board}"))
}

fn present(post: &Value) -> usize {
    post["people"].as_array().expect("a list").iter().filter(|person| person["off_ms"].is_null()).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_manned_when_the_guard_came_and_empty_when_he_left() {
    let world = World::new().await;
    let phone = world.phone().await;
    let office = world.office("station01").await;
    assert_eq!(present(&post_on_board(&office, &phone).await), 0);

    let on = phone.duty_on();
    phone.deliver().await;
    let post = post_on_board(&office, &phone).await;
    assert_eq!(present(&post), 1, "{post}");
    assert_eq!(post["people"][0]["record_id"], on.record_id.to_string(), "the board opens the evidence");

    phone.wait_hours(1);
    let off = phone.duty_off();
    phone.deliver().await;
    assert_eq!(present(&post_on_board(&office, &phone).await), 0);
    assert_eq!(office.evidence(off.record_id).await["kind"], "duty_off");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn coming_twice_to_one_window_is_one_arrival() {
    let world = World::new().await;
    let phone = world.phone().await;
    let first = phone.duty_on();
    let second = phone.duty_on();
    assert_eq!(first.record_id, second.record_id);
    phone.deliver().await;
    let office = world.office("station01").await;
    assert_eq!(present(&post_on_board(&office, &phone).await), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guard_and_teacher_share_a_phone_and_each_stands_for_himself() {
    let world = World::new().await;
    let phone = world.phone().await;
    phone.duty_on();
    let teacher = phone.person(StaffKind::Teacher);
    duty::on(&phone.home, teacher, phone.post(), When::Now).expect("saved");
    phone.deliver().await;
    let office = world.office("station01").await;
    assert_eq!(present(&post_on_board(&office, &phone).await), 2);
    world.end().await;
}
