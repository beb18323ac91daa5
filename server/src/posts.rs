//! What the office changes of duty posts. Each change, what phones are told of it and who made it stand in one transaction,
//! and what a post asked for until then is kept: past shifts are judged by it.

use domain::{
    Problem,
    duty_post::{DutyPost, PostState},
    ids::{PostId, SchoolId},
    limits::POSTS_MAX,
    post_wish::PostWish,
};
use protocol::Entity;

use crate::{
    db::Conn,
    enroll::place_name,
    error::Result,
    feed,
    points::Author,
    problem::ApiProblem,
    project::JudgedPlace,
    random,
    tables::{audit_log::Action, place_editions, post_editions, posts},
    told::{Deed, Told},
};

/// Makes a post at a school and tells its phones.
pub(crate) async fn create(
    conn: &mut Conn,
    school_id: SchoolId,
    wish: PostWish,
    author: Author<'_>,
) -> Result<(), ApiProblem> {
    if posts::of_school(conn, school_id).await?.len() >= POSTS_MAX {
        return Err(Problem::new("post-too-many").with("count", POSTS_MAX).into());
    }
    let mut post = DutyPost {
        id: PostId(random::id()),
        school_id,
        name: String::new(),
        gate: String::new(),
        place: wish.place,
        radius_m: 0,
        requirement: Vec::new(),
        paused: None,
    };
    wish.put_on(&mut post);
    posts::insert(conn, std::slice::from_ref(&post)).await?;
    post_editions::begin(conn, &post, author.at).await?;
    let told = told(conn, Deed::PostMade, &post).await?;
    author.note(conn, Action::Post, asked(told, &post)).await?;
    Ok(feed::publish(conn, school_id.into(), &[Entity::Post(post)]).await?)
}

/// Changes a post and tells phones, if anything is other than it was.
pub(crate) async fn change(conn: &mut Conn, before: &DutyPost, wish: PostWish, author: Author<'_>) -> Result<()> {
    let mut post = before.clone();
    wish.put_on(&mut post);
    if post == *before {
        return Ok(());
    }
    let judged = |it: &DutyPost| JudgedPlace { place: it.place, radius_m: it.radius_m };
    if judged(before) != judged(&post) {
        place_editions::keep(conn, before.id, judged(before), author.at).await?;
    }
    posts::update(conn, &post).await?;
    post_editions::change(conn, (before, &post), (author.at, "")).await?;
    let told = told(conn, Deed::PostChanged, &post).await?;
    author.note(conn, Action::Post, asked(told, &post)).await?;
    feed::publish(conn, post.school_id.into(), &[Entity::Post(post)]).await
}

/// Pauses a post, or takes it up again. Phones keep a paused one: whoever stands there when it is paused must be able to
/// leave.
pub(crate) async fn set_state(
    conn: &mut Conn,
    before: &DutyPost,
    state: PostState,
    (reason, author): (&str, Author<'_>),
) -> Result<()> {
    if before.state() == state {
        return Ok(());
    }
    let post = DutyPost { paused: (state == PostState::Paused).then_some(true), ..before.clone() };
    posts::update(conn, &post).await?;
    post_editions::change(conn, (before, &post), (author.at, reason)).await?;
    let told = told(conn, Deed::PostState, &post).await?;
    author.note(conn, Action::Post, told.with("state", crate::sql::word(&state)).with("reason", reason)).await?;
    feed::publish(conn, post.school_id.into(), &[Entity::Post(post)]).await
}

/// What was done to a post, in the audit log.
async fn told(conn: &mut Conn, deed: Deed, post: &DutyPost) -> Result<Told> {
    let school = place_name(conn, post.school_id.into()).await?;
    Ok(Told::of(deed).with("post", post.id).with("name", &post.name).with("school", school))
}

/// The same with what the post asks for now.
fn asked(told: Told, post: &DutyPost) -> Told {
    let (lat, lon) = (post.place.lat(), post.place.lon());
    let need: Vec<String> = post.requirement.iter().map(|it| format!("{}:{}", it.kind.code(), it.count)).collect();
    let told = told.with("lat", format!("{lat:.7}")).with("lon", format!("{lon:.7}"));
    told.with("radius", post.radius_m).with("need", need.join(","))
}
