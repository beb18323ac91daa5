//! One code, one phone: codes are forgiving to type, good once, and a lost answer does not spend them.

use server::Belongs;
use tests::{Phone, Weather, World, world::STATION};

#[tokio::test(flavor = "multi_thread")]
async fn a_code_works_as_people_type_it_and_only_once() {
    let world = World::new().await;
    let code = world.code().await;
    let typed = code.to_lowercase().replace('-', " ");
    let phone = Phone::new();
    phone.enroll(&world.network.url(), &typed).await.expect("enrolls");

    let second = Phone::new();
    let refused = second.enroll(&world.network.url(), &code).await.expect_err("the code is used");
    assert_eq!(refused.problem().code, "code-used");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_is_lost_and_the_same_phone_asks_again() {
    let world = World::new().await;
    let code = world.code().await;
    let phone = Phone::new();
    world.network.set(Weather::AnswerCutAfter(0));
    phone.enroll(&world.network.url(), &code).await.expect_err("no answer came");
    world.network.set(Weather::Clear);
    let phone = phone.reopened();
    phone.enroll(&world.network.url(), &code).await.expect("the same phone, the same code, the same answer");
    phone.deliver().await;
    assert!(!phone.points().is_empty(), "it is given what it looks after");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_gets_a_clear_refusal() {
    let world = World::new().await;
    let phone = Phone::new();
    let code = world.code().await;
    let mut mistyped = code.clone().into_bytes();
    mistyped[0] = if mistyped[0] == b'7' { b'8' } else { b'7' };
    let mistyped = String::from_utf8(mistyped).expect("ascii");
    for (typed, expected) in [("hello", "bad-code"), (mistyped.as_str(), "bad-code")] {
        let refused = phone.enroll(&world.network.url(), typed).await.expect_err("refused");
        assert_eq!(refused.problem().code, expected, "{typed}");
    }
    let nowhere = phone.enroll("http://127.0.0.1:1", &code).await.expect_err("nobody listens there");
    assert_eq!(nowhere.problem().code, "server-unreachable");
    phone.enroll(&world.network.url(), &code).await.expect("the right one still works");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stations_phone_is_given_all_its_schools() {
    let world = World::new().await;
    let school = world.phone().await;
    let station = Phone::new();
    let code = world.code_for(&Belongs::Station(STATION.to_owned()), 1).await;
    station.enroll(&world.network.url(), &code).await.expect("enrolls");
    station.deliver().await;
    assert!(station.points().len() > school.points().len());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_on_one_folder_are_told_so() {
    let phone = Phone::new();
    let second = field::Home::open(phone.home.dir()).expect_err("one program at a time");
    assert_eq!(second.problem().code, "home-in-use");
}
