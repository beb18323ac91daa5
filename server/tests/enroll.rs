//! A phone joins by a one-time code, and the answer survives being lost on the way.

mod cast;

use cast::{OTHER_SCHOOL, Phone, SCHOOL, World, clerk::json_of};
use protocol::ProblemClass;
use reqwest::{Method, StatusCode};

#[tokio::test]
async fn the_same_code_with_the_same_key_gives_the_same_answer_again() {
    let world = World::new().await;
    let code = world.code(SCHOOL).await;
    let mut phone = Phone::new(&world.server.url, world.http.clone());
    let first = phone.enroll(&code).await.expect("enrolled");
    let again = phone.enroll(&code).await.expect("enrolled still");
    assert_eq!((first.device_id, first.nonce, &first.device_no), (again.device_id, again.nonce, &again.device_no));
    assert_eq!((first.device_no.as_str(), first.place.as_str()), ("0001", "玉屏街道第一小学（测试）"));
}

#[tokio::test]
async fn a_used_code_is_refused_for_another_phone_and_one_of_two_uses_is_not() {
    let world = World::new().await;
    let code = world.code(SCHOOL).await;
    let mut late = Phone::new(&world.server.url, world.http.clone());
    Phone::new(&world.server.url, world.http.clone()).enroll(&code).await.expect("enrolled");
    let refused = late.enroll(&code).await.expect_err("one use, one phone");
    assert_eq!((refused.status.as_u16(), refused.problem.code.as_str()), (409, "code-used"));
    assert_eq!(refused.problem.class, ProblemClass::Refused);
    let code = world.codes(SCHOOL, 2).await;
    late.enroll(&code).await.expect("first of two");
    Phone::new(&world.server.url, world.http.clone()).enroll(&code).await.expect("second of two");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_come_at_once_with_one_use_left_one_is_taken() {
    let world = World::new().await;
    for _ in 0..3 {
        let code = world.code(SCHOOL).await;
        let phones = (0..6).map(|_| {
            let (mut phone, code) = (Phone::new(&world.server.url, world.http.clone()), code.clone());
            tokio::spawn(async move { phone.enroll(&code).await.is_ok() })
        });
        let mut taken = 0;
        for phone in phones.collect::<Vec<_>>() {
            taken += u32::from(phone.await.expect("answered"));
        }
        assert_eq!(taken, 1);
    }
}

#[tokio::test]
async fn a_code_is_good_for_three_days_and_its_answer_for_ever() {
    let world = World::new().await;
    let code = world.codes(SCHOOL, 2).await;
    let mut early = Phone::new(&world.server.url, world.http.clone());
    let first = early.enroll(&code).await.expect("in time");
    let world = world.meddled("UPDATE enroll_codes SET expires_at = 0").await;
    let mut late = Phone::new(&world.server.url, world.http.clone());
    let refused = late.enroll(&code).await.expect_err("too late");
    assert_eq!((refused.status.as_u16(), refused.problem.code.as_str()), (410, "code-expired"));
    early.server = world.server.url.clone();
    assert_eq!(early.enroll(&code).await.expect("answered again").device_id, first.device_id);
}

#[tokio::test]
async fn an_unknown_code_and_a_stolen_key_are_refused() {
    let world = World::new().await;
    let mut phone = Phone::new(&world.server.url, world.http.clone());
    let refused = phone.enroll("0000-0000-0000-0000").await.expect_err("nobody gave it out");
    assert_eq!((refused.status.as_u16(), refused.problem.code.as_str()), (404, "code-unknown"));
    let mut request = phone.enroll_request(&world.code(SCHOOL).await);
    request.public_key = Phone::new("", world.http.clone()).key.public();
    let refused = phone.enroll_with(&request).await.expect_err("the key is somebody else's");
    assert_eq!((refused.status.as_u16(), refused.problem.code.as_str()), (422, "bad-signature"));
}

#[tokio::test]
async fn guessing_codes_is_slowed_down() {
    let world = World::new().await;
    let mut phone = Phone::new(&world.server.url, world.http.clone());
    for _ in 0..20 {
        phone.enroll("0000-0000-0000-0000").await.expect_err("nobody gave it out");
    }
    let refused = phone.enroll("0000-0000-0000-0000").await.expect_err("too many");
    assert_eq!((refused.status.as_u16(), refused.problem.code.as_str()), (429, "too-many-tries"));
    assert!(refused.problem.retry_after_s.is_some());
}

#[tokio::test]
async fn a_code_from_the_command_line_works_while_the_server_runs() {
    let world = World::new().await;
    let output = world.run(&["enroll", "--school", SCHOOL, "--json"]).await;
    assert!(output.status.success(), "{}", cast::stderr(&output));
    let given: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    let url = given["url"].as_str().expect("an address");
    assert!(url.starts_with(&format!("{}/enroll#", world.server.url)), "{url}");
    let mut phone = Phone::new(&world.server.url, world.http.clone());
    phone.enroll(given["code"].as_str().expect("a code")).await.expect("enrolled");
    assert!(given["expires_at"].as_str().is_some_and(|t| t.contains('T')));
}

#[tokio::test]
async fn the_office_gives_codes_for_its_own_schools_alone() {
    let world = World::new().await;
    let clerk = world.clerk("station01").await;
    let wanted = |school: &str| serde_json::json!({ "school": school, "uses": 2 });
    let answer = clerk.tell(Method::POST, "/api/enroll-codes", &wanted(SCHOOL)).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let code = json_of(answer).await["code"].as_str().expect("a code").to_owned();
    for _ in 0..2 {
        Phone::new(&world.server.url, world.http.clone()).enroll(&code).await.expect("the code is good for two phones");
    }
    let mut third = Phone::new(&world.server.url, world.http.clone());
    let refused = third.enroll(&code).await.expect_err("and for no third");
    assert_eq!(refused.problem.code, "code-used");

    let foreign = clerk.tell(Method::POST, "/api/enroll-codes", &wanted(OTHER_SCHOOL)).await;
    assert_eq!(foreign.status(), StatusCode::NOT_FOUND);
    let none = clerk.tell(Method::POST, "/api/enroll-codes", &serde_json::json!({})).await;
    assert_eq!(none.status(), StatusCode::BAD_REQUEST);
    let town = world.clerk("town01").await;
    let looks_only = town.tell(Method::POST, "/api/enroll-codes", &wanted(SCHOOL)).await;
    assert_eq!(looks_only.status(), StatusCode::FORBIDDEN);

    let mine = clerk.get("/api/schools").await;
    let codes: Vec<&str> =
        mine["schools"].as_array().expect("a list").iter().filter_map(|school| school["code"].as_str()).collect();
    assert!(codes.contains(&SCHOOL) && !codes.contains(&OTHER_SCHOOL), "{codes:?}");
}
