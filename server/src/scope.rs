//! Who is looking and what they may see: the one place where a jurisdiction is resolved.
//!
//! Every account belongs to a unit, and a unit reaches the schools that `jurisdictions` names for it. Queries take
//! the unit and select by the same lookup; single things are checked here before they are shown.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
};
use domain::{
    defect::{self, Defect},
    ids::{DeviceId, SchoolId, UnitId},
    school::School,
};
use protocol::sha256;

use crate::{
    clock,
    db::Conn,
    error::Result,
    problem::ApiProblem,
    state::Shared,
    tables::{accounts::Account, devices, jurisdictions, schools, sign_ins},
};

/// Name of the session cookie.
pub(crate) const COOKIE: &str = "huxiao_session";
/// Header that every request but a GET carries.
pub(crate) const CSRF: &str = "x-huxiao-csrf";

/// Somebody signed in.
#[derive(Clone, Debug)]
pub(crate) struct Viewer {
    pub(crate) account: Account,
    pub(crate) csrf: String,
    pub(crate) token_hash: Vec<u8>,
}

impl Viewer {
    /// Whose schools they see.
    pub(crate) fn unit(&self) -> UnitId {
        self.account.unit
    }

    /// Whether they look over everything, also what belongs to no school.
    pub(crate) fn sees_all(&self) -> bool {
        self.account.scope == "city"
    }

    /// The school with this code, if they look over it.
    ///
    /// # Errors
    /// `not-found`, also for a school of others.
    pub(crate) async fn school(&self, conn: &mut Conn, code: &str) -> Result<School, ApiProblem> {
        let school = schools::by_code(conn, code.trim()).await?.ok_or_else(ApiProblem::not_found)?;
        self.reach(conn, school.id).await?;
        Ok(school)
    }

    /// Refuses a school they do not look over, as if it were not there.
    pub(crate) async fn reach(&self, conn: &mut Conn, school: SchoolId) -> Result<(), ApiProblem> {
        let reaches = self.sees_all() || defect::has(Defect::ScopeLeaks);
        if reaches || jurisdictions::reaches(conn, self.unit(), school).await? {
            return Ok(());
        }
        Err(ApiProblem::not_found())
    }

    /// Whether a record of this school (or, without one, of this phone) may be shown.
    pub(crate) async fn sees(&self, conn: &mut Conn, school: Option<SchoolId>, device: DeviceId) -> Result<bool> {
        if self.sees_all() || defect::has(Defect::ScopeLeaks) {
            return Ok(true);
        }
        if let Some(school) = school {
            return jurisdictions::reaches(conn, self.unit(), school).await;
        }
        let Some(device) = devices::get(conn, device).await? else { return Ok(false) };
        Ok(device.unit == self.unit() || jurisdictions::reaches(conn, self.unit(), SchoolId(device.unit.0)).await?)
    }
}

/// The hash under which a session token is kept.
pub(crate) fn token_hash(token: &str) -> Vec<u8> {
    sha256(&[b"huxiao-session-1", token.as_bytes()]).to_vec()
}

impl FromRequestParts<Shared> for Viewer {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, ApiProblem> {
        let signed_out = || ApiProblem::new(StatusCode::UNAUTHORIZED, "signed-out");
        let hash = token_hash(&read_cookie(&parts.headers).ok_or_else(signed_out)?);
        let mut conn = state.db.snapshot().await?;
        let found = sign_ins::get(&mut conn, &hash, clock::now()).await?.ok_or_else(signed_out)?;
        let reads_only = parts.method == Method::GET || parts.method == Method::HEAD;
        let csrf = parts.headers.get(CSRF).map(|v| v.as_bytes()).unwrap_or_default();
        if !reads_only && !bool::from(subtle::ConstantTimeEq::ct_eq(csrf, found.csrf.as_bytes())) {
            return Err(ApiProblem::new(StatusCode::FORBIDDEN, "bad-csrf"));
        }
        Ok(Self { account: found.account, csrf: found.csrf, token_hash: hash })
    }
}

fn read_cookie(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    let mut pairs = cookies.flat_map(|v| v.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, value)| value.to_owned())
}
