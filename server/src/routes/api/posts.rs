//! Duty posts of a school: whom each needs, where it stands, and whether it is paused.

use axum::{
    Json,
    extract::{Path, Query, State},
};
use domain::{
    crs::Crs,
    duty_post::{DutyPost, PostState, Requirement},
    ids::PostId,
    position::Place,
    post_wish::PostWish,
    school::School,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    calendar::{changed, settle_school},
    point::{author, reason},
};
use crate::{
    db::{Conn, Tx},
    live::Tag,
    posts,
    problem::ApiProblem,
    scope::Viewer,
    sql::plain_text,
    state::Shared,
    tables::{post_editions, posts as table},
    views::posts::{PostAsks, PostSheet, PostStateWish, PostWanted, PostsView},
};

/// Which school.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct PostsQuestion {
    /// Its code.
    school: String,
}

impl PostWanted {
    /// As a wish for a school; refused where it cannot be.
    fn checked(self, school: &School) -> Result<PostWish, ApiProblem> {
        let given = Place::from_degrees(self.lat, self.lon).ok_or_else(ApiProblem::bad_question)?;
        let need = self.requirement.iter().map(|it| Requirement { kind: it.kind, count: it.count });
        let wish = PostWish {
            name: plain_text(&self.name),
            gate: plain_text(&self.gate),
            place: self.crs.unwrap_or(Crs::Wgs84).to_wgs84(given),
            radius_m: self.radius_m,
            requirement: need.collect(),
        };
        wish.check(school.place)?;
        Ok(wish)
    }
}

/// The posts of a school of mine.
#[utoipa::path(get, path = "/api/posts", params(PostsQuestion),
    responses((status = 200, body = PostsView), (status = 404, body = ApiProblem)))]
pub(crate) async fn list(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<PostsQuestion>,
) -> Result<Json<PostsView>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    let school = viewer.school(&mut conn, &asked.school).await?;
    Ok(Json(view(&mut conn, &viewer, school).await?))
}

/// Make a post.
#[utoipa::path(post, path = "/api/posts", request_body = PostWanted, responses((status = 200, body = PostsView),
    (status = 403, body = ApiProblem), (status = 404, body = ApiProblem), (status = 422, body = ApiProblem)))]
pub(crate) async fn add(
    State(state): State<Shared>,
    viewer: Viewer,
    Json(wanted): Json<PostWanted>,
) -> Result<Json<PostsView>, ApiProblem> {
    let mut tx = state.db.begin().await?;
    let school = editable(&mut tx, &viewer, &wanted.school).await?;
    posts::create(&mut tx, school.id, wanted.checked(&school)?, author(&viewer)).await?;
    finish(&state, tx, &viewer, school).await
}

/// Change a post.
#[utoipa::path(put, path = "/api/posts/{post_id}", params(("post_id" = String, Path)), request_body = PostWanted,
    responses((status = 200, body = PostsView), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem),
        (status = 422, body = ApiProblem)))]
pub(crate) async fn change(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(post_id): Path<String>,
    Json(wanted): Json<PostWanted>,
) -> Result<Json<PostsView>, ApiProblem> {
    let mut tx = state.db.begin().await?;
    let school = editable(&mut tx, &viewer, &wanted.school).await?;
    let post = of_school(&mut tx, &school, &post_id).await?;
    posts::change(&mut tx, &post, wanted.checked(&school)?, author(&viewer)).await?;
    finish(&state, tx, &viewer, school).await
}

/// Pause a post, or take it up again.
#[utoipa::path(post, path = "/api/posts/{post_id}/state", params(("post_id" = String, Path)),
    request_body = PostStateWish, responses((status = 200, body = PostsView), (status = 403, body = ApiProblem),
        (status = 404, body = ApiProblem), (status = 422, body = ApiProblem)))]
pub(crate) async fn set_state(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(post_id): Path<String>,
    Json(wish): Json<PostStateWish>,
) -> Result<Json<PostsView>, ApiProblem> {
    let reason = reason(&wish.reason)?;
    let mut tx = state.db.begin().await?;
    let school = editable(&mut tx, &viewer, &wish.school).await?;
    let post = of_school(&mut tx, &school, &post_id).await?;
    posts::set_state(&mut tx, &post, wish.state, (&reason, author(&viewer))).await?;
    finish(&state, tx, &viewer, school).await
}

/// The school, if the viewer sets its posts.
async fn editable(conn: &mut Conn, viewer: &Viewer, code: &str) -> Result<School, ApiProblem> {
    let school = viewer.school(conn, code).await?;
    if viewer.account.role.may_set_posts() { Ok(school) } else { Err(ApiProblem::forbidden()) }
}

/// A post of this school; one of another is refused as if it were not there.
async fn of_school(conn: &mut Conn, school: &School, post_id: &str) -> Result<DutyPost, ApiProblem> {
    let id: PostId = post_id.parse().map_err(|_| ApiProblem::not_found())?;
    let post = table::get(conn, id).await?.filter(|post| post.school_id == school.id);
    post.ok_or_else(ApiProblem::not_found)
}

/// Brings the rosters after, and answers with what the school has now.
async fn finish(state: &Shared, mut tx: Tx, viewer: &Viewer, school: School) -> Result<Json<PostsView>, ApiProblem> {
    settle_school(&mut tx, school.id).await?;
    let shown = view(&mut tx, viewer, school).await?;
    tx.commit().await.map_err(crate::Error::from)?;
    changed(state);
    state.live.changed([Tag::Duty]);
    Ok(Json(shown))
}

async fn view(conn: &mut Conn, viewer: &Viewer, school: School) -> Result<PostsView, ApiProblem> {
    let editions = post_editions::of_unit(conn, school.id.into()).await?;
    let why = |post: &DutyPost| editions.get(&post.id).and_then(|it| it.last()).map(|it| it.reason.clone());
    let sheet = |post: DutyPost| PostSheet {
        id: post.id,
        asks: PostAsks::of(&post),
        paused: post.state() == PostState::Paused,
        reason: why(&post).filter(|_| post.state() == PostState::Paused).unwrap_or_default(),
    };
    Ok(PostsView {
        posts: table::of_school(conn, school.id).await?.into_iter().map(sheet).collect(),
        usual: PostAsks::usual(&school),
        school: school.code,
        name: school.name,
        may_edit: viewer.account.role.may_set_posts(),
    })
}
