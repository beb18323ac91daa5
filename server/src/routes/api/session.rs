//! Signing in and out, and who is signed in.

use std::net::SocketAddr;

use axum::{
    Json,
    extract::{ConnectInfo, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{
    audit::Entry,
    clock,
    error::Result,
    problem::ApiProblem,
    random,
    scope::{COOKIE, Viewer, token_hash},
    sign_in,
    state::{Shared, State as Parts},
    tables::{
        accounts::{self, Account},
        audit_log::{self, Action},
        schools, sign_ins,
    },
    views::session::{Credentials, Scope, Session, User},
};

/// A session ends after a working day.
const VALID_MS: i64 = 12 * 3_600_000;

/// Sign in.
#[utoipa::path(post, path = "/api/session", request_body = Credentials,
    responses((status = 200, body = Session), (status = 401, body = ApiProblem), (status = 429, body = ApiProblem)))]
pub(crate) async fn sign_in(
    State(state): State<Shared>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    Json(given): Json<Credentials>,
) -> Result<Response, ApiProblem> {
    let address = address.ip().to_string();
    state.account_tries.check(&given.name).map_err(ApiProblem::too_many_tries)?;
    state.address_tries.check(&address).map_err(ApiProblem::too_many_tries)?;
    let account = accounts::get(&mut *state.db.snapshot().await?, &given.name).await?;
    let Some(account) = verify(&state, account, given.password).await? else {
        state.account_tries.failed(&given.name);
        state.address_tries.failed(&address);
        return Err(ApiProblem::new(StatusCode::UNAUTHORIZED, "bad-sign-in"));
    };
    state.account_tries.forget(&given.name);
    let token = data_encoding::BASE64URL_NOPAD.encode(&random::bytes::<32>());
    let csrf = data_encoding::BASE64URL_NOPAD.encode(&random::bytes::<24>());
    let now = clock::now();
    let mut tx = state.db.begin().await?;
    sign_ins::insert(&mut tx, &token_hash(&token), &account.name, &csrf, (now, now.plus(VALID_MS))).await?;
    let entry = Entry { at: now, account: account.name.clone(), action: Action::SignIn, subject: String::new() };
    audit_log::insert(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(crate::Error::from)?;
    let session = describe(&state, &account, csrf).await?;
    Ok(([(header::SET_COOKIE, cookie(&state, &token, VALID_MS / 1000))], Json(session)).into_response())
}

/// Who is signed in.
#[utoipa::path(get, path = "/api/session", responses((status = 200, body = Session), (status = 401, body = ApiProblem)))]
pub(crate) async fn read(State(state): State<Shared>, viewer: Viewer) -> Result<Json<Session>, ApiProblem> {
    Ok(Json(describe(&state, &viewer.account, viewer.csrf.clone()).await?))
}

/// Sign out.
#[utoipa::path(delete, path = "/api/session", responses((status = 204)))]
pub(crate) async fn sign_out(State(state): State<Shared>, viewer: Viewer) -> Result<Response, ApiProblem> {
    let mut tx = state.db.begin().await?;
    sign_ins::delete(&mut tx, &viewer.token_hash).await?;
    tx.commit().await.map_err(crate::Error::from)?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie(&state, "", 0))]).into_response())
}

/// Checks the password away from the threads that answer; an unknown name takes as long as a known one.
async fn verify(state: &Parts, account: Option<Account>, password: String) -> Result<Option<Account>, ApiProblem> {
    let unwell = || ApiProblem::new(StatusCode::INTERNAL_SERVER_ERROR, "server-unwell");
    let _slot = state.password_slots.acquire().await.map_err(|_| unwell())?;
    let checked = tokio::task::spawn_blocking(move || match account {
        Some(account) => sign_in::password_is(&password, &account.password_hash).then_some(account),
        None => {
            sign_in::password_is(&password, sign_in::NOBODYS_HASH);
            None
        }
    });
    checked.await.map_err(|_| unwell())
}

fn cookie(state: &Parts, token: &str, seconds: i64) -> String {
    let secure = if state.url.starts_with("https://") { "; Secure" } else { "" };
    format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")
}

async fn describe(state: &Parts, account: &Account, csrf: String) -> Result<Session, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    Ok(Session {
        user: User {
            name: account.name.clone(),
            label: account.label.clone(),
            role: account.role.code().to_owned(),
            role_label: account.role.label().to_owned(),
            may_take_originals: account.role.may_take_originals(),
            may_read_audit: account.role.may_read_audit(),
            may_set_points: account.role.sets_points().is_some(),
            may_attach_pictures: account.role.may_attach_pictures(),
            plans: account.role.plans(),
        },
        scope: Scope {
            kind: account.scope.clone(),
            name: crate::enroll::place_name(&mut conn, account.unit).await?,
            school_count: schools::count_of(&mut conn, account.unit).await?,
        },
        csrf,
        place: state.identity.organization.clone(),
        base_map: state.base_map.clone(),
    })
}
