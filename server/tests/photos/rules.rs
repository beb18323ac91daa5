//! What offices ask of pictures: said in the dashboard by those entitled, and known to the phones at their next contact.

use cast::{Clerk, OTHER_SCHOOL, SCHOOL};
use domain::policy::{PictureRules, StayDays};
use protocol::{Entity, EntityKind};
use serde_json::{Value, json};

use super::*;

/// What the phone's own school asks of it, if it was told something new.
async fn told(phone: &mut Phone) -> Option<PictureRules> {
    let pull = phone.sync(None).await.expect("asks").pull;
    let things = pull.changes.iter().filter_map(|change| {
        let payload = change.payload.as_ref()?;
        Entity::decode(EntityKind::from_number(change.kind)?, payload).ok()
    });
    let mut rules = things.filter_map(|it| if let Entity::Policy(policy) = it { Some(policy.pictures) } else { None });
    rules.next_back()
}

async fn ask(clerk: &Clerk, school: Option<&str>, pictures: PictureRules) -> (u16, Value) {
    let wish = json!({ "school": school, "pictures": pictures });
    let answer = clerk.tell(Method::PUT, "/api/picture-rules", &wish).await;
    (answer.status().as_u16(), cast::clerk::json_of(answer).await)
}

async fn shown(clerk: &Clerk, question: &str) -> Value {
    let page = clerk.get(&format!("/api/burden{question}")).await;
    json!([page["pictures"]["gallery"], page["pictures"]["stays"], page["otherwise"], page["may_rule"]])
}

#[tokio::test]
async fn an_office_says_what_is_asked_of_pictures_and_its_phones_hear_of_it() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    while told(&mut phone).await.is_some() {}
    let (bureau, school) = (world.clerk("edu01").await, world.clerk("school01").await);
    assert_eq!(shown(&bureau, "").await, json!([true, 30, 0, true]));

    let strict = PictureRules { gallery: false, stays: StayDays(60), ..PictureRules::default() };
    assert_eq!(ask(&bureau, None, strict).await, (200, json!({ "offices": 545 })));
    assert_eq!(told(&mut phone).await, Some(strict), "the bureau asked every school");
    assert_eq!(shown(&school, "").await, json!([false, 60, 0, true]));

    let mild = PictureRules { stays: StayDays(7), ..PictureRules::default() };
    assert_eq!(ask(&school, None, mild).await, (200, json!({ "offices": 1 })));
    assert_eq!(told(&mut phone).await, Some(mild), "the school thought better of it");
    assert_eq!(shown(&bureau, "").await, json!([false, 60, 1, true]), "and the bureau sees that one differs");
    assert_eq!(shown(&bureau, &format!("?school={SCHOOL}")).await, json!([true, 7, 0, true]));

    assert_eq!(ask(&bureau, Some(SCHOOL), mild).await.0, 200);
    assert_eq!(told(&mut phone).await, None, "what is asked already is not told again");
}

#[tokio::test]
async fn nobody_asks_for_pictures_of_others_or_for_more_than_a_year() {
    let world = World::new().await;
    let rules = PictureRules::default();
    let school = world.clerk("school01").await;
    assert_eq!(ask(&school, Some(OTHER_SCHOOL), rules).await.0, 404, "a school of others is not there");
    let (status, problem) = ask(&school, None, PictureRules { stays: StayDays(367), ..rules }).await;
    assert_eq!((status, &problem["code"], &problem["args"]["days"]), (422, &json!("stays-too-long"), &json!("366")));

    let station = world.clerk("leader01").await;
    assert_eq!(ask(&station, Some(SCHOOL), rules).await.0, 403, "the police ask their own phones only");
    assert_eq!(shown(&station, &format!("?school={SCHOOL}")).await[3], json!(false));
    assert_eq!(ask(&station, None, rules).await, (200, json!({ "offices": 1 })));
    let town = world.clerk("town01").await;
    assert_eq!(ask(&town, None, rules).await.0, 403);
    assert_eq!(shown(&town, "").await[3], json!(false));
}
